//! The view in which statements are decided one after the other: what is asked, why, and its page.

use super::fields::{Fields, address};
use super::form::{self, StatementForm};
use super::frame::{self, Tab, count, headings, key, marked, said};
use super::journal::JournalEvent;
use super::session::{Asked, Session, does, shows};
use super::sheet::{Sheet, around, has_picture, picture_address};
use crate::ProgramError;
use crate::error::DecisionError;
use crate::queries::learning::{Question, ReviewOrder, ReviewQueue, ReviewRequest};
use crate::queries::{Corpus, PersonsCode, StatementInPaper};
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use clap::ValueEnum as _;
use maud::{Markup, html};
use std::sync::Arc;
use stratmine_coding::lexicon::Layer;
use stratmine_model::{CodedPaper, Page, PageGrade, RuleHit, Span, Statement};
use stratmine_study::decisions::Verdict;

/// How many pictures of the next pages are fetched ahead.
const AHEAD: usize = 5;

/// The order of the statements that were drawn by lot to say how good all codes are.
pub(super) const AUDIT: &str = "audit";

/// The order of the statements that were flagged.
const FLAGGED: &str = "flagged";

/// How many statements are shown before and after the one that is asked for.
const AROUND: usize = 2;

pub(super) fn routes(app: Router, session: &Arc<Session>) -> Router {
    app.route("/review", shows(session, show))
        .route("/decide", does(session, decide))
        .route("/skip", does(session, form::skip))
        .route("/flag", does(session, form::flag))
        .route("/undo", does(session, form::undo))
        .route("/redo", does(session, form::redo))
}

/// `POST /decide`: where somebody was faster, the statement is shown again with what holds now.
fn decide(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    match form::decide(session, asked) {
        Err(ProgramError::Decision(DecisionError::DecidedMeanwhile { id })) => {
            let notice = "Somebody else, or you in another window, decided on this statement meanwhile. This is that \
                          decision; the one just made was not saved.";
            let page = ask(session, asked, Some(&id), Some(notice))?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        other => other,
    }
}

/// `GET /review`
fn show(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    ask(session, asked, asked.fields.get("statement"), None)
}

/// What the queue is asked for.
fn request(fields: &Fields) -> ReviewRequest {
    let order = fields.get("order").and_then(|order| ReviewOrder::from_str(order, true).ok()).unwrap_or_default();
    let text = |name: &str| fields.get(name).map(str::to_owned);
    ReviewRequest { most: 0, order, paper: text("paper"), category: text("category") }
}

/// An address of the queue with the same choice.
fn queue_address(fields: &Fields, more: &[(&str, &str)]) -> String {
    let way = ["order", "paper", "category"].into_iter().filter_map(|name| Some((name, fields.get(name)?)));
    address("/review", way.chain(more.iter().copied()))
}

fn ask(session: &Session, asked: &Asked, id: Option<&str>, conflict: Option<&str>) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let corpus = session.corpus()?;
    let queue = match fields.get("order") {
        Some(AUDIT) => session.audit()?,
        Some(FLAGGED) => session.flagged()?,
        _ => session.queue(&request(fields))?,
    };
    let at: usize = fields.parsed("at")?.unwrap_or(0).min(queue.questions.len().saturating_sub(1));
    let question = match id {
        Some(id) => queue.questions.iter().find(|question| question.id == id),
        None => queue.questions.get(at),
    };
    let wanted = id.or(question.map(|question| question.id.as_str()));
    let body = match wanted {
        None => nothing_left(session, &corpus, &queue, fields)?,
        Some(id) => {
            let found = corpus.statement(id)?;
            let shown = ShownStatement { session, corpus: &corpus, queue: &queue, question, at, found: &found, fields };
            shown.page(conflict)?
        }
    };
    Ok(frame::view(session, asked, Tab::Review, "Review", &body).into_response())
}

/// A statement with all that is shown of it.
struct ShownStatement<'s> {
    session: &'s Session,
    corpus: &'s Corpus<'static>,
    queue: &'s ReviewQueue,
    question: Option<&'s Question>,
    at: usize,
    found: &'s StatementInPaper,
    fields: &'s Fields,
}

impl ShownStatement<'_> {
    fn page(&self, conflict: Option<&str>) -> Result<Markup, ProgramError> {
        let Some((page, statement)) = self.found.place() else { return Ok(html! {}) };
        let own = if self.session.blind { self.session.own_code(statement)? } else { None };
        let blinded = self.hides().then(|| self.blinded(statement, own.as_ref()));
        let statement = blinded.as_ref().unwrap_or(statement);
        let paper = self.found.paper();
        let categories = self.corpus.categories()?;
        let suggested = match self.question {
            _ if self.hides() => Vec::new(),
            Some(question) => question.categories.clone(),
            None => self.corpus.suggested(statement)?,
        };
        let probability = self.question.map(|question| question.probability).or(statement.probability.map(f64::from));
        let probability = probability.filter(|_| !self.hides());
        let flag = self.session.flag(&statement.id)?;
        let reason = match own {
            Some(code) => Some(code.why).filter(|why| !why.is_empty()),
            None => self.corpus.why_decided(paper, statement)?,
        };
        let form = StatementForm {
            statement,
            named: probability.map(|probability| probability >= self.queue.threshold),
            suggested: &suggested,
            categories: &categories,
            elsewhere: if self.hides() { 0 } else { self.corpus.same_sentence(&statement.id, &statement.text)?.len() },
            flag: flag.as_deref(),
            why: reason.as_deref(),
        };
        let (before, after) = self.found.neighbours(AROUND);
        let (chosen, blocks) = (Some(statement.id.as_str()), around(statement));
        let find = Vec::new();
        let sheet = Sheet { paper, page, chosen, find, categories: &categories, outcomes: false, blocks };
        Ok(html! {
            h1.hidden { "Review" }
            (self.announce(conflict)?)
            @if self.hides() { p.hint { "What the program and others say is not shown here." } }
            @else { (self.choice(&categories)) }
            div.work {
                section.ask aria-labelledby="asked" {
                    (whereabouts(paper, page, statement, !self.session.blind))
                    div.context {
                        @for one in before { (self.neighbour(one)?) }
                        @if let Some(lead_in) = &statement.lead_in { p.lead { (said(lead_in)) } }
                        blockquote.asked id="asked" { (marked(&statement.text, &words(statement))) }
                        @for one in after { (self.neighbour(one)?) }
                    }
                    p.standing { (form.standing()) }
                    (form.show(self.fields))
                    @if !self.hides() { (why(statement, &self.corpus.rules(paper, statement)?, probability, self.queue.threshold)) }
                    (codebook(self.corpus)?)
                    (self.steps())
                }
                section.seen aria-label="The page" data-next=(self.ahead()) { (sheet.show()) }
            }
        })
    }

    /// Whether what the program and others say is hidden: from who codes blind, and in the audit, where it would lead on.
    fn hides(&self) -> bool {
        self.session.blind || self.fields.get("order") == Some(AUDIT)
    }

    /// The statement as one who codes blind may see it, with what this person said of it before.
    fn blinded(&self, statement: &Statement, own: Option<&PersonsCode>) -> Statement {
        let mut bare = statement.clone();
        let decided = bare.decided.take();
        bare.clear_coding();
        bare.decided = if self.session.blind { own.map(|code| code.codes.clone()) } else { decided };
        bare
    }

    /// What was done last, read out, and what is left.
    fn announce(&self, conflict: Option<&str>) -> Result<Markup, ProgramError> {
        announcement(self.session, self.fields, self.queue, conflict)
    }

    /// A statement around the one that is asked for.
    fn neighbour(&self, statement: &Statement) -> Result<Markup, ProgramError> {
        let may_add = !self.hides() && form::may_add(statement);
        let suggested = if may_add { self.corpus.suggested(statement)? } else { Vec::new() };
        Ok(html! {
            div.near data-item tabindex=[may_add.then_some("0")] {
                p { (said(&statement.text)) }
                @if statement.intended_outcome && !self.hides() { span.tag { "outcome" } }
                @if may_add { (form::add(statement, &suggested, self.fields, self.asked())) }
            }
        })
    }

    /// The id of the statement that is asked for.
    fn asked(&self) -> Option<&str> {
        self.found.place().map(|(_, statement)| statement.id.as_str())
    }

    /// Which statements are asked for.
    fn choice(&self, categories: &[String]) -> Markup {
        choice(self.fields, categories)
    }

    /// To the next and the one before, without deciding.
    fn steps(&self) -> Markup {
        let to = |at: usize| queue_address(self.fields, &[("at", &at.to_string())]);
        let next = self.at + 1;
        html! {
            nav.steps aria-label="Without deciding" {
                @if self.question.is_some() && self.at > 0 {
                    a href=(to(self.at - 1)) data-key="k" { "Back" (key("k")) }
                }
                @if self.question.is_none() { a href=(queue_address(self.fields, &[])) data-key="j" { "On with the review" (key("j")) } }
                @else if next < self.queue.questions.len() { a href=(to(next)) data-key="j" { "Next, without deciding" (key("j")) } }
            }
        }
    }

    /// The pictures of the next pages, for the script to fetch.
    fn ahead(&self) -> String {
        let mut pictures: Vec<String> = Vec::new();
        for question in self.queue.questions.iter().skip(self.at + 1).take(AHEAD) {
            if let Ok(found) = self.corpus.statement(&question.id)
                && has_picture(found.paper())
            {
                pictures.push(picture_address(&found.paper().document.to_string(), question.page));
            }
        }
        pictures.dedup();
        pictures.join(" ")
    }
}

/// What was done last and what is left, for the eye and the ear.
pub(super) fn announcement(
    session: &Session,
    fields: &Fields,
    queue: &ReviewQueue,
    conflict: Option<&str>,
) -> Result<Markup, ProgramError> {
    let number: Option<usize> = fields.parsed("did").unwrap_or(None);
    let did = session.journal(|journal| {
        let line = journal.get(number?)?;
        let JournalEvent::Decided(decisions) = &line.event else { return None };
        let first = decisions.first()?;
        let verb = match first.verdict {
            Verdict::Reject => "Rejected",
            Verdict::Recode => "Recoded",
            Verdict::Accept => "Accepted",
            Verdict::Add => "Added",
        };
        Some((verb, first.quote.clone(), decisions.len(), line.when.clone()))
    })?;
    let notice = match fields.get("notice") {
        Some("skipped") => Some("Skipped"),
        Some("flagged") => Some("Flagged"),
        Some("unflagged") => Some("The flag is off"),
        Some("undone") => Some("Undone"),
        Some("redone") => Some("Done again"),
        Some("nothing") => Some("There is nothing more to undo or to do again"),
        _ => None,
    };
    let left = if session.blind { format!("{} left", queue.left) } else { left(queue, fields) };
    Ok(html! {
        @if let Some(conflict) = conflict { div.conflict role="alert" { p { (conflict) } } }
        div.status role="status" aria-live="polite" {
            @if let Some((verb, quote, number, when)) = &did {
                strong { (verb) } " " q { (said(&short(quote))) }
                @if *number > 1 { " and " (count(*number - 1, "other place")) }
                ", " (left) ". "
                span.saved { "Saved " (said(when.get(11..19).unwrap_or(when))) " UTC." }
            } @else if let Some(notice) = notice {
                strong { (notice) } ", " (left) "."
            } @else { (left) "." }
        }
    })
}

fn left(queue: &ReviewQueue, fields: &Fields) -> String {
    match request(fields).order {
        _ if fields.get("order") == Some(AUDIT) => format!("{} left", queue.left),
        _ if fields.get("order") == Some(FLAGGED) => format!("{} flagged", queue.left),
        ReviewOrder::Uncertain => format!("{} left that the program is not sure of", queue.left),
        ReviewOrder::Paper | ReviewOrder::Random => format!("{} left", queue.left),
    }
}

/// The beginning of a quote.
fn short(quote: &str) -> String {
    const LETTERS: usize = 60;
    if quote.chars().count() <= LETTERS {
        return quote.to_owned();
    }
    let cut: String = quote.chars().take(LETTERS).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words))
}

/// Where a statement stands.
pub(super) fn whereabouts(paper: &CodedPaper, page: &Page, statement: &Statement, leads: bool) -> Markup {
    let href = frame::paper_address(&paper.document.to_string(), page.number, &statement.id);
    html! {
        p.where {
            @let name = html! { (said(paper.title.as_deref().unwrap_or(&paper.file))) ", page " (page.number) };
            @if leads { a href=(href) { (name) } } @else { (name) }
            @if page.quality.grade != PageGrade::Good { " " span.tag.warn { "read: " (page.quality.grade.as_str()) } }
        }
        @if !statement.heading_path.is_empty() { p.headings { (headings(&statement.heading_path)) } }
    }
}

/// The words that earned categories, as spans of the statement's text.
pub(super) fn words(statement: &Statement) -> Vec<Span> {
    let found = statement.categories.iter().flat_map(|code| &code.matches).filter_map(|found| found.span);
    let mut spans: Vec<Span> = found
        .filter_map(|span| {
            let start = span.start.checked_sub(statement.span.start)?;
            let end = span.end.checked_sub(statement.span.start)?;
            (end <= statement.text.len()).then(|| Span::new(start, end))
        })
        .collect();
    spans.sort_unstable();
    let mut apart: Vec<Span> = Vec::new();
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => apart.push(span),
        }
    }
    apart
}

/// Why the program says what it says.
pub(super) fn why(statement: &Statement, rules: &[RuleHit], probability: Option<f64>, threshold: f64) -> Markup {
    const MOST_RULES: usize = 10;
    let parts = &statement.intent.parts;
    html! {
        details.more id="why" {
            summary data-key="w" { "Why the program thinks so" (key("w")) }
            @if let Some(probability) = probability {
                p {
                    "It takes this for an outcome with a probability of " strong { (format!("{:.0} %", probability * 100.0)) }
                    ", after all that was decided so far; from " (format!("{:.0} %", threshold * 100.0)) " on it proposes an outcome."
                }
            }
            @if let Some(parts) = parts {
                table.plain {
                    caption { "What made it so when the paper was coded last (log-odds)" }
                    tbody {
                        tr { th scope="row" { "its words and form" } td.n { (format!("{:+.2}", parts.base)) } }
                        tr { th scope="row" { "learnt from decisions: all papers" } td.n { (format!("{:+.2}", parts.study)) } }
                        tr { th scope="row" { "learnt: this paper" } td.n { (format!("{:+.2}", parts.paper)) } }
                        tr { th scope="row" { "learnt: this section" } td.n { (format!("{:+.2}", parts.section)) } }
                        tr { th scope="row" { "learnt: this list" } td.n { (format!("{:+.2}", parts.list)) } }
                    }
                }
            }
            @if !rules.is_empty() {
                table.plain {
                    caption { "What holds of it, the weightiest first" }
                    thead { tr { th scope="col" { "What" } th scope="col" { "Words" } th.n scope="col" { "Adds" } } }
                    tbody {
                        @for rule in rules.iter().take(MOST_RULES) {
                            tr {
                                th scope="row" { (said(&rule.id)) }
                                td { (said(&rule.text)) }
                                td.n { @if let Some(weight) = rule.weight { (format!("{weight:+.2}")) } }
                            }
                        }
                    }
                }
            }
            @for code in statement.categories.iter().filter(|code| !code.matches.is_empty()) {
                p { strong { (said(&code.code)) } ": "
                    @for (place, found) in code.matches.iter().enumerate() {
                        @if place > 0 { ", " }
                        (said(&found.text))
                        @if !found.text.eq_ignore_ascii_case(&found.entry) { " (" (said(&found.entry)) ")" }
                    }
                }
            }
        }
    }
}

/// The codebook, folded.
fn codebook(corpus: &Corpus<'_>) -> Result<Markup, ProgramError> {
    const EXAMPLES: usize = 3;
    let groups = &corpus.codebook()?.layer(Layer::Outcomes).codes;
    Ok(html! {
        details.more id="codebook" {
            summary data-key="c" { "Codebook" (key("c")) }
            dl {
                @for (place, group) in groups.iter().enumerate() {
                    dt { @if place < 9 { (place + 1) ". " } (said(&group.label)) }
                    dd {
                        @if let Some(note) = &group.note { p { (said(note)) } }
                        @let examples = group.entries.iter().flat_map(|entry| &entry.example).take(EXAMPLES);
                        ul { @for example in examples { li { q { (said(example)) } } } }
                    }
                }
            }
        }
    })
}

fn choice(fields: &Fields, categories: &[String]) -> Markup {
    let order = fields.get("order").unwrap_or("uncertain");
    let chosen = |value: &str| order == value;
    html! {
        details.choice {
            summary {
                @match order {
                    "paper" => "In the order of the papers", "random" => "By lot", FLAGGED => "Flagged",
                    _ => "Least certain first",
                }
                @if let Some(paper) = fields.get("paper") { " · " (said(paper)) }
                @if let Some(category) = fields.get("category") { " · " (said(category)) }
            }
            form method="get" action="/review" {
                label { "Order "
                    select name="order" {
                        option value="uncertain" selected[chosen("uncertain")] { "least certain first" }
                        option value="paper" selected[chosen("paper")] { "in the order of the papers" }
                        option value="random" selected[chosen("random")] { "by lot" }
                        option value=(FLAGGED) selected[chosen(FLAGGED)] { "those that are flagged" }
                    }
                }
                label { "Category "
                    select name="category" {
                        option value="" { "any" }
                        @for category in categories {
                            option value=(category) selected[fields.get("category") == Some(category)] { (said(category)) }
                        }
                    }
                }
                @if let Some(paper) = fields.get("paper") {
                    label { input type="checkbox" name="paper" value=(paper) checked; " only " (said(paper)) }
                }
                button.second { "Show" }
            }
        }
    }
}

/// The queue is empty.
fn nothing_left(
    session: &Session,
    corpus: &Corpus<'_>,
    queue: &ReviewQueue,
    fields: &Fields,
) -> Result<Markup, ProgramError> {
    let any = corpus.counted()?.len();
    Ok(html! {
        h1 { @if any == 0 { "There is no paper yet" } @else { "Nothing is left to decide" } }
        (announcement(session, fields, queue, None)?)
        @if any == 0 { p { "Add papers under " a href="/files" { "Papers" } "." } }
        @else { p { "All statements that were asked for are decided. " a href="/review" { "Ask for others" } "." } }
    })
}
