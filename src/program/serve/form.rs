//! The form by which a statement is decided, wherever it is shown, and what becomes of it.

use super::fields::{Fields, address, way};
use super::frame::{self, chip, key, said};
use super::journal::JournalEvent;
use super::session::{Asked, Session};
use crate::ProgramError;
use crate::error::ServeError;
use crate::run::{Act, Decided, SeenStatement};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use stratmine_model::{OutcomeCodes, Statement, UNCLASSIFIED};

/// What the form shows of a statement.
pub(super) struct StatementForm<'s> {
    pub(super) statement: &'s Statement,
    /// Whether the program takes it for an outcome, by all that was decided so far; `None` where that is not shown.
    pub(super) named: Option<bool>,
    /// The categories it has if it is one.
    pub(super) suggested: &'s [String],
    /// The categories of the codebook, in its order.
    pub(super) categories: &'s [String],
    /// In how many other places the same sentence stands undecided.
    pub(super) elsewhere: usize,
    pub(super) flag: Option<&'s str>,
    /// Why it was decided as it is, where that was said.
    pub(super) why: Option<&'s str>,
}

/// What was decided, as a form carries it: empty where nobody decided.
fn seen(decided: Option<&OutcomeCodes>) -> String {
    match decided {
        None => String::new(),
        Some(codes) if codes.intended_outcome => format!("outcome {}", codes.categories.join(" ")),
        Some(_) => "none".to_owned(),
    }
}

fn read_seen(text: Option<&str>) -> Option<OutcomeCodes> {
    let text = text?;
    let mut words = text.split_whitespace();
    let intended_outcome = words.next() == Some("outcome");
    Some(OutcomeCodes { intended_outcome, categories: words.map(str::to_owned).collect() })
}

impl StatementForm<'_> {
    /// The form.
    pub(super) fn show(&self, fields: &Fields) -> Markup {
        let Self { statement, suggested, .. } = self;
        let decided = statement.decided.as_ref();
        let ticked = |category: &String| match decided {
            Some(codes) if codes.intended_outcome => codes.categories.contains(category),
            _ => suggested.contains(category),
        };
        html! {
            form.decide method="post" action="/decide" {
                // Enter in the field of reasons would press the first button: this one does nothing.
                button hidden disabled { "Nothing" }
                input type="hidden" name="statement" value=(statement.id);
                input type="hidden" name="seen" value=(seen(decided));
                input type="hidden" name="suggested" value=(suggested.join(" "));
                (way(fields))
                fieldset.categories {
                    legend { "Categories, if it is an intended outcome" }
                    @for (place, category) in self.categories.iter().enumerate() {
                        label class={ "tick c" (frame::colour(category, self.categories)) } {
                            input type="checkbox" name="code" value=(category) checked[ticked(category)]
                                data-key=[(place < 9).then(|| (place + 1).to_string())];
                            span { (said(category)) }
                            @if place < 9 { (key(&(place + 1).to_string())) }
                        }
                    }
                }
                @if self.elsewhere > 0 {
                    label.same {
                        input type="checkbox" name="same" value="1" data-key="s";
                        span { "Decide the same sentence in " (frame::count(self.elsewhere, "other place")) ", too" }
                        (key("s"))
                    }
                }
                div.buttons {
                    button.accept name="do" value="accept" data-key="v" { "Outcome" (key("v")) }
                    button.reject name="do" value="reject" data-key="x" { "No outcome" (key("x")) }
                    button.second formaction="/skip" data-key=" " { "Skip" (key("space")) }
                    @if let Some(note) = self.flag {
                        button.second formaction="/flag" name="flag" value="off" data-key="f"
                            title=[(!note.is_empty()).then_some(note)] { "Take the flag off" (key("f")) }
                    } @else {
                        button.second formaction="/flag" name="flag" value="on" data-key="f" { "Flag" (key("f")) }
                    }
                }
                label.why {
                    span { "Why, in a word" (key("n")) }
                    input type="text" name="why" maxlength="500" autocomplete="off" data-key="n"
                        value=[self.why.or(self.flag).filter(|note| !note.is_empty())];
                }
            }
        }
    }

    /// What holds now, in a sentence.
    pub(super) fn standing(&self) -> Markup {
        let of = |codes: &[String]| {
            html! {
                @if codes.is_empty() { span.chip { "unclassified" } }
                @for code in codes { (chip(code, self.categories)) " " }
            }
        };
        html! {
            @match (&self.statement.decided, self.named) {
                (Some(codes), _) if codes.intended_outcome => {
                    span.verdict.yes { "Decided: outcome" } " " (of(&codes.categories))
                }
                (Some(_), _) => span.verdict.no { "Decided: no outcome" },
                (None, Some(true)) => { span.verdict { "Proposed: outcome" } " " (of(self.suggested)) }
                (None, Some(false)) => span.verdict { "Proposed: no outcome" },
                (None, None) => span.verdict { "Not decided" },
            }
            @if let Some(note) = self.flag { " " span.flagged { "Flagged" @if !note.is_empty() { ": " (said(note)) } } }
        }
    }
}

/// Whether a statement can be added as an outcome that was missed.
pub(super) fn may_add(statement: &Statement) -> bool {
    statement.kind.holds_statements() && !statement.intended_outcome && statement.decided.is_none()
}

/// A small form that adds a statement as an outcome that was missed. `asked` is the statement that is asked for meanwhile.
pub(super) fn add(statement: &Statement, suggested: &[String], fields: &Fields, asked: Option<&str>) -> Markup {
    let codes = if suggested.is_empty() { UNCLASSIFIED.to_owned() } else { suggested.join(", ") };
    html! {
        form.add method="post" action="/decide" {
            input type="hidden" name="statement" value=(statement.id);
            input type="hidden" name="seen" value=(seen(statement.decided.as_ref()));
            input type="hidden" name="suggested" value=(suggested.join(" "));
            @for code in suggested { input type="hidden" name="code" value=(code); }
            @if let Some(asked) = asked { input type="hidden" name="asked" value=(asked); }
            (way(fields))
            button.tiny name="do" value="add" data-key="+" { "Add as outcome: " (said(&codes)) (key("+")) }
        }
    }
}

/// Where a person goes on after a decision: the next statement, or the page of the paper.
fn on(fields: &Fields, number: Option<usize>, notice: &str) -> Response {
    let number = number.map(|number| number.to_string()).unwrap_or_default();
    let mut query: Vec<(&str, &str)> = fields.way().collect();
    query.push(("did", &number));
    query.push(("notice", notice));
    let path = if fields.get("back") == Some("paper") {
        query.retain(|(name, _)| *name != "back");
        query.push(("statement", fields.get("statement").unwrap_or_default()));
        "/paper"
    } else {
        // Who added a neighbour goes on with what was asked.
        query.extend(fields.get("asked").map(|asked| ("statement", asked)));
        "/review"
    };
    Redirect::to(&address(path, query)).into_response()
}

/// `POST /decide`
pub(super) fn decide(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let id = fields.need("statement")?;
    let codes: Vec<String> = fields.all("code").map(str::to_owned).collect();
    let suggested: Vec<&str> = fields.get("suggested").unwrap_or_default().split_whitespace().collect();
    let verdict = match fields.need("do")? {
        // What the program proposes must not come in by an acceptance without categories.
        "accept" if session.blind && codes.is_empty() => Decided::Add,
        "accept" if session.blind => Decided::Recode,
        "accept" if codes.iter().map(String::as_str).eq(suggested) => Decided::Accept,
        "accept" => Decided::Recode,
        "reject" => Decided::Reject,
        "add" => Decided::Add,
        other => return Err(ServeError::Field { field: "do", problem: format!("{other:?} is no decision") }.into()),
    };
    let codes = match verdict {
        Decided::Reject => Vec::new(),
        // No box was ticked: no category fits.
        Decided::Accept | Decided::Recode if codes.is_empty() => vec![UNCLASSIFIED.to_owned()],
        _ => codes,
    };
    let why = fields.get("why").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let act = Act { verdict, codes, who: session.who.clone(), why };
    let mut all = vec![SeenStatement { id: id.to_owned(), decided: read_seen(fields.get("seen")) }];
    if fields.get("same").is_some() && !session.blind {
        let corpus = session.corpus()?;
        let found = corpus.statement(id)?;
        if let Some((_, statement)) = found.place() {
            let same = corpus.same_sentence(id, &statement.text)?;
            all.extend(same.into_iter().map(|id| SeenStatement { id, decided: None }));
        }
    }
    let number = session.decide(&all, &act)?;
    Ok(on(fields, Some(number), ""))
}

/// `POST /skip`
pub(super) fn skip(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    session.skip(asked.fields.need("statement")?);
    Ok(on(&asked.fields, None, "skipped"))
}

/// `POST /flag`
pub(super) fn flag(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let id = fields.need("statement")?;
    session.corpus()?.statement(id)?;
    let (on_now, note) = (fields.get("flag") == Some("on"), fields.get("why").unwrap_or_default().to_owned());
    session.note(JournalEvent::Flagged { statement: id.to_owned(), on: on_now, note })?;
    let notice = if on_now { "flagged" } else { "unflagged" };
    if fields.get("back") == Some("paper") {
        return Ok(on(fields, None, notice));
    }
    Ok(Redirect::to(&address("/review", fields.way().chain([("statement", id), ("notice", notice)]))).into_response())
}

/// `POST /undo` and `POST /redo`
pub(super) fn undo(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    again(session, &asked.fields, false)
}

pub(super) fn redo(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    again(session, &asked.fields, true)
}

fn again(session: &Session, fields: &Fields, redo: bool) -> Result<Response, ProgramError> {
    let back = |statement: &str, notice| {
        // On a paper's page the statement may stand on another page: the review shows it.
        let way = fields.way().filter(|(name, _)| ["order", "paper", "category"].contains(name));
        Redirect::to(&address("/review", way.chain([("statement", statement), ("notice", notice)]))).into_response()
    };
    let number = match session.undo(redo) {
        Err(ProgramError::Serve(ServeError::NothingTo(_))) => return Ok(back("", "nothing")),
        number => number?,
    };
    let first = session.journal(|journal| journal.decisions(number).first().cloned())?;
    let statement = match &first {
        Some(decision) => session.corpus()?.decided_statement(decision)?.unwrap_or_default(),
        None => String::new(),
    };
    Ok(back(&statement, if redo { "redone" } else { "undone" }))
}

#[cfg(test)]
mod tests {
    use super::{read_seen, seen};
    use stratmine_model::OutcomeCodes;

    #[test]
    fn what_was_shown_comes_back_with_the_form() {
        let of = |intended_outcome, categories: &[&str]| {
            Some(OutcomeCodes {
                intended_outcome,
                categories: categories.iter().map(|one| (*one).to_owned()).collect(),
            })
        };
        for shown in [None, of(false, &[]), of(true, &[]), of(true, &["quality", "workforce"])] {
            let text = seen(shown.as_ref());
            assert_eq!(read_seen(Some(text.as_str()).filter(|text| !text.is_empty())), shown);
        }
    }
}
