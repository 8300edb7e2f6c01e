//! Two coders side by side: how far they agree, and the statements on which they do not, to be settled.

use super::fields::address;
use super::frame::{self, Tab, chip, colour, count, key, said};
use super::session::{Asked, Session, does, shows};
use crate::ProgramError;
use crate::error::ServeError;
use crate::queries::{ADJUDICATED, PeoplesCodes, PersonsCode};
use crate::run::{Act, Decided, SeenStatement};
use axum::Router;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use std::collections::BTreeSet;
use std::sync::Arc;
use stratmine_analysis::evaluate::{Answers, TwoByTwo, agreement, interval, questions};
use stratmine_model::{OutcomeCodes, UNCLASSIFIED};

/// Disagreements on a page.
const LISTED: usize = 50;

pub(super) fn routes(app: Router, session: &Arc<Session>) -> Router {
    app.route("/compare", shows(session, show)).route("/adjudicate", does(session, adjudicate))
}

/// `GET /compare?first=&second=`
fn show(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let corpus = session.corpus()?;
    let codes = corpus.peoples_codes()?;
    let categories = corpus.categories()?;
    let named = fields.get("first").zip(fields.get("second")).or_else(|| codes.closest());
    let body = html! {
        h1 { "Compare two coders" }
        @match named {
            Some((first, second)) if first != second => {
                (choice(&codes, first, second))
                (figures(&codes, first, second, &categories))
                (disagreements(&codes, first, second, &categories, fields.get("settled").is_some()))
            }
            _ => (nobody(&codes)),
        }
    };
    Ok(frame::view(session, asked, Tab::Compare, "Compare", &body).into_response())
}

fn nobody(codes: &PeoplesCodes) -> Markup {
    html! {
        div.panel {
            p { @if let Some(one) = codes.people.keys().next() { "Only " (said(one)) " has coded so far." } @else { "Nobody has coded yet." } }
            p { "A second person codes blind, without seeing what the program or anybody else said:" }
            pre { "stratmine serve --who NAME --blind" }
            p { "They are asked for the statements that others coded, in an order drawn by lot. Then come back here." }
        }
    }
}

fn choice(codes: &PeoplesCodes, first: &str, second: &str) -> Markup {
    let select = |name: &'static str, label: &'static str, chosen: &str| {
        html! {
            label { span { (label) }
                select name=(name) {
                    @for (person, their) in &codes.people {
                        option value=(person) selected[person == chosen] { (said(person)) " (" (their.len()) ")" }
                    }
                }
            }
        }
    };
    html! {
        form.find method="get" action="/compare" {
            (select("first", "First", first))
            (select("second", "Second", second))
            button.second { "Compare" }
        }
    }
}

/// How far two people agree, question by question.
fn figures(codes: &PeoplesCodes, first: &str, second: &str, categories: &[String]) -> Markup {
    let both = codes.double_coded(first, second);
    let documents: Vec<Answers> = agreement(&both, categories).into_values().collect();
    let sum = |place: usize, sample: &[&Answers]| {
        let mut table = TwoByTwo::default();
        sample.iter().filter_map(|answers| answers.get(place)).for_each(|more| table += *more);
        table
    };
    let all: Vec<&Answers> = documents.iter().collect();
    let figure = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
    html! {
        p { (count(both.len(), "statement")) " that both coded, in " (count(documents.len(), "paper")) "." }
        @if !both.is_empty() {
            div.scroll role="region" aria-label="Agreement" tabindex="0" {
                table {
                    caption { "Agreement. Intervals: 95 %, from papers drawn again and again; none below two papers." }
                    thead { tr {
                        th scope="col" { "Question" } th.n scope="col" { "same answer" } th.n scope="col" { "kappa" }
                        th.n scope="col" { "interval" } th.n scope="col" { "alpha" }
                    } }
                    tbody {
                        @for (place, question) in questions(categories).enumerate() {
                            @let table = sum(place, &all);
                            @let same = if table.total() > 0.0 { (table.both + table.neither) / table.total() } else { 0.0 };
                            tr {
                                th scope="row" { (said(question)) }
                                td.n { (format!("{:.0} %", same * 100.0)) }
                                td.n { (figure(table.kappa())) }
                                td.n {
                                    @match interval(&documents, |sample| sum(place, sample).kappa()) {
                                        Some((low, high)) => (format!("{low:.2} to {high:.2}")),
                                        None => "–",
                                    }
                                }
                                td.n { (figure(table.alpha())) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What somebody said, in chips.
fn codes_said(codes: &OutcomeCodes, categories: &[String]) -> Markup {
    html! {
        @if !codes.intended_outcome { span.verdict.no { "No outcome" } }
        @else {
            span.verdict.yes { "Outcome" } " "
            @if codes.categories.is_empty() { span.chip { "unclassified" } }
            @for code in &codes.categories { (chip(code, categories)) " " }
        }
    }
}

fn set(codes: &OutcomeCodes) -> (bool, BTreeSet<&str>) {
    (codes.intended_outcome, codes.categories.iter().map(String::as_str).collect())
}

fn disagreements(codes: &PeoplesCodes, first: &str, second: &str, categories: &[String], settled: bool) -> Markup {
    let mut differ = codes.shared(first, second);
    differ.retain(|(_, one, other)| set(&one.codes) != set(&other.codes));
    let (done, open): (Vec<_>, Vec<_>) = differ.into_iter().partition(|(id, ..)| codes.settled.contains_key(*id));
    let (shown, other) = if settled { (&done, &open) } else { (&open, &done) };
    let to = |settled: &'static str| address("/compare", [("first", first), ("second", second), ("settled", settled)]);
    html! {
        h2 { @if settled { (count(shown.len(), "disagreement")) " settled" } @else { (count(shown.len(), "disagreement")) " to settle" } }
        p.hint {
            @if settled { a href=(to("")) { (other.len()) " to settle" } }
            @else { a href=(to("1")) { (other.len()) " settled" } }
        }
        ol.statements {
            @for (id, one, other) in shown.iter().take(LISTED) {
                (disagreement(id, (first, one), (second, other), codes.settled.get(*id), categories))
            }
        }
        @if shown.len() > LISTED { p { "The first " (LISTED) " are shown." } }
    }
}

fn disagreement(
    id: &str,
    first: (&str, &PersonsCode),
    second: (&str, &PersonsCode),
    settled: Option<&String>,
    categories: &[String],
) -> Markup {
    let two = [first, second];
    html! {
        li data-item {
            a.text href=(address("/review", [("statement", id)])) { (said(&first.1.quote)) }
            p.headings { (said(&first.1.file)) ", page " (first.1.page) }
            @if let Some(reason) = settled { p { strong { (said(reason)) } } }
            form.settle method="post" action="/adjudicate" {
                input type="hidden" name="statement" value=(id);
                input type="hidden" name="first" value=(first.0);
                input type="hidden" name="second" value=(second.0);
                div.sides {
                    @for (place, (who, code)) in two.into_iter().enumerate() {
                        div.side {
                            p { strong { (said(who)) } }
                            p { (codes_said(&code.codes, categories)) }
                            @if !code.why.is_empty() { p.hint { (said(&code.why)) } }
                            button.second name="take" value=(if place == 0 { "first" } else { "second" }) data-key=((place + 1).to_string()) {
                                "Take " (said(who)) (key(&(place + 1).to_string()))
                            }
                        }
                    }
                    details.side {
                        summary data-key="3" { "Neither: code it anew" (key("3")) }
                        fieldset.categories {
                            legend.hidden { "Categories" }
                            @for category in categories {
                                label class={ "tick c" (colour(category, categories)) } {
                                    input type="checkbox" name="code" value=(category); span { (said(category)) }
                                }
                            }
                        }
                        div.buttons {
                            button.accept name="take" value="outcome" { "Outcome" }
                            button.reject name="take" value="none" { "No outcome" }
                        }
                    }
                }
                label.why { span { "Reason" } input type="text" name="why" maxlength="500" autocomplete="off"; }
            }
        }
    }
}

/// `POST /adjudicate`
fn adjudicate(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let (id, first, second) = (fields.need("statement")?, fields.need("first")?, fields.need("second")?);
    let corpus = session.corpus()?;
    let codes = corpus.peoples_codes()?;
    let said = |who: &str| codes.people.get(who).and_then(|their| their.get(id)).map(|code| code.codes.clone());
    let taken = match fields.need("take")? {
        "first" => said(first),
        "second" => said(second),
        "outcome" => {
            Some(OutcomeCodes { intended_outcome: true, categories: fields.all("code").map(str::to_owned).collect() })
        }
        "none" => Some(OutcomeCodes::default()),
        _ => None,
    };
    let taken = taken.ok_or_else(|| ServeError::missing("take"))?;
    let whose = match fields.get("take") {
        Some("first") => format!(", as {first}"),
        Some("second") => format!(", as {second}"),
        _ => String::new(),
    };
    let reason = fields.get("why").map(|why| format!(": {why}")).unwrap_or_default();
    let (verdict, codes) = match taken {
        OutcomeCodes { intended_outcome: false, .. } => (Decided::Reject, Vec::new()),
        // No category fits: none may come from the program.
        OutcomeCodes { categories, .. } if categories.is_empty() => (Decided::Recode, vec![UNCLASSIFIED.to_owned()]),
        OutcomeCodes { categories, .. } => (Decided::Recode, categories),
    };
    let act = Act { verdict, codes, who: session.who.clone(), why: format!("{ADJUDICATED}{whose}{reason}") };
    let found = corpus.statement(id)?;
    let decided = found.place().and_then(|(_, statement)| statement.decided.clone());
    session.decide(&[SeenStatement { id: id.to_owned(), decided }], &act)?;
    Ok(Redirect::to(&address("/compare", [("first", first), ("second", second)])).into_response())
}
