//! The papers, and one paper page by page: its picture with the outcomes boxed, and its statements beside it.

use super::fields::{Fields, address};
use super::form::{self, StatementForm};
use super::frame::{self, Tab, chip, count, key, marked, said, spaced};
use super::review::{announcement, whereabouts, why, words};
use super::session::{Asked, Session, shows};
use super::sheet::Sheet;
use crate::ProgramError;
use crate::error::PictureError;
use crate::error::ServeError;
use crate::queries::Corpus;
use crate::queries::learning::ReviewRequest;
use axum::Router;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use std::sync::Arc;
use stratmine_model::{CodedPaper, DocumentId, Page, PageGrade, Statement, Strength};

pub(super) fn routes(app: Router, session: &Arc<Session>) -> Router {
    app.route("/paper", shows(session, show))
}

/// The paper that is named by its id.
pub(super) fn document(fields: &Fields) -> Result<DocumentId, ProgramError> {
    let id = fields.need("document")?;
    let problem =
        |error: stratmine_model::ParseIdError| ServeError::Field { field: "document", problem: error.to_string() };
    Ok(id.parse().map_err(problem)?)
}

/// `GET /paper?document=&page=&statement=`
fn show(session: &Session, asked: &Asked) -> Result<Response, ProgramError> {
    let fields = &asked.fields;
    let corpus = session.corpus()?;
    let paper = corpus.paper(document(fields)?)?;
    let number: u32 = fields.parsed("page")?.unwrap_or(1);
    let no_page = || PictureError::NoPage { file: paper.file.clone().into(), page: number, last: paper.pages.len() };
    let page = paper.pages.iter().find(|page| page.number == number).ok_or_else(no_page)?;
    let chosen = fields.get("statement").filter(|id| page.statements.iter().any(|one| one.id == **id));
    let categories = corpus.categories()?;
    let threshold = corpus.codebook_of_papers()?.weights().outcome().fit().threshold;
    let part = part(page, chosen, fields.parsed("part")?);
    let blocks = part.blocks(page);
    let find: Vec<String> = fields.get("find").unwrap_or_default().lines().map(str::to_lowercase).collect();
    let sheet = Sheet { paper: &paper, page, chosen, find, categories: &categories, outcomes: true, blocks };
    let shown =
        PaperPage { session, corpus: &corpus, paper: &paper, page, part, chosen, categories: &categories, threshold };
    let title = paper.title.clone().unwrap_or_else(|| paper.file.clone());
    let body = html! {
        h1 { (said(&title)) }
        (facts(&paper, page))
        @if fields.get("did").is_some() || fields.get("notice").is_some() {
            (announcement(session, fields, &*session.queue(&ReviewRequest::default())?, None)?)
        }
        (pages(&paper, page))
        (part.steps(&paper, page))
        div.work {
            section.ask aria-label="Statements of this page" { (shown.statements()?) }
            section.seen aria-label="The page" { (sheet.show()) }
        }
    };
    Ok(frame::view(session, asked, Tab::Papers, &title, &body).into_response())
}

/// Most statements of a page that are shown at once: a web page is one page however long.
const PART: usize = 60;

/// A part of the statements of a long page.
#[derive(Clone, Copy)]
struct Part {
    number: usize,
    of: usize,
}

/// The part that is asked for, or that holds the statement that is looked at.
fn part(page: &Page, chosen: Option<&str>, asked: Option<usize>) -> Part {
    let of = page.statements.len().div_ceil(PART).max(1);
    let at = chosen.and_then(|id| page.statements.iter().position(|one| one.id == id));
    let number = at.map(|at| at / PART).or(asked).unwrap_or(0).min(of - 1);
    Part { number, of }
}

impl Part {
    fn statements(self, page: &Page) -> &[Statement] {
        let from = self.number * PART;
        page.statements.get(from..page.statements.len().min(from + PART)).unwrap_or_default()
    }

    fn blocks(self, page: &Page) -> std::ops::Range<usize> {
        let its = self.statements(page);
        let first = if self.number == 0 { 0 } else { its.first().map_or(0, |one| one.block) };
        let last = if self.number + 1 == self.of { None } else { its.last().map(|one| one.block + 1) };
        first..last.unwrap_or(page.blocks.len())
    }

    /// To the other parts.
    fn steps(self, paper: &CodedPaper, page: &Page) -> Markup {
        let (document, number) = (paper.document.to_string(), page.number.to_string());
        let to = |part: usize| {
            address("/paper", [("document", document.as_str()), ("page", &number), ("part", &part.to_string())])
        };
        html! {
            @if self.of > 1 {
                nav.pages aria-label="Parts of this long page" {
                    @if self.number > 0 { a href=(to(self.number - 1)) { "‹ Earlier" } }
                    span { "Part " (self.number + 1) " of " (self.of) " of this long page" }
                    @if self.number + 1 < self.of { a href=(to(self.number + 1)) { "Later ›" } }
                }
            }
        }
    }
}

/// What is known of the paper.
fn facts(paper: &CodedPaper, page: &Page) -> Markup {
    let proposed = |field: &str| paper.proposed_metadata.iter().any(|known| known == field);
    let mark = |field: &str| html! { @if proposed(field) { span.tag { "proposed" } } };
    html! {
        p.facts {
            span { (said(&paper.file)) }
            @if let Some(organisation) = &paper.organisation { span { (said(organisation)) (mark("organisation")) } }
            @if let Some(year) = paper.year { span { (year) (mark("year")) } }
            @for partnering in &paper.partnering { span.tag { (said(&spaced(&partnering.code))) @if partnering.strength != Strength::Declared { " (" (partnering.strength.as_str()) ")" } } }
            a href=(address("/review", [("order", "paper"), ("paper", paper.file.as_str())])) { "Review this paper" }
        }
        @if page.quality.grade != PageGrade::Good {
            p.tag.warn { "This page was read: " (page.quality.grade.as_str()) "."
                @for reason in &page.quality.reasons { " " (said(reason)) "." } " Compare the words with the page before you quote it." }
        }
    }
}

/// From page to page.
fn pages(paper: &CodedPaper, page: &Page) -> Markup {
    let document = paper.document.to_string();
    let to = |number: u32| frame::paper_address(&document, number, "");
    let last = paper.pages.last().map_or(1, |page| page.number);
    html! {
        nav.pages aria-label="Pages" {
            @if page.number > 1 { a href=(to(page.number - 1)) rel="prev" data-key="ArrowLeft" { "‹ Previous" (key("←")) } }
            form method="get" action="/paper" {
                input type="hidden" name="document" value=(document);
                label { "Page " input type="number" name="page" min="1" max=(last) value=(page.number); " of " (last) }
                button.second { "Go" }
            }
            @if page.number < last { a href=(to(page.number + 1)) rel="next" data-key="ArrowRight" { "Next ›" (key("→")) } }
        }
    }
}

struct PaperPage<'s> {
    session: &'s Session,
    corpus: &'s Corpus<'static>,
    paper: &'s CodedPaper,
    page: &'s Page,
    part: Part,
    chosen: Option<&'s str>,
    categories: &'s [String],
    /// The probability from which a statement is an outcome.
    threshold: f64,
}

impl PaperPage<'_> {
    fn statements(&self) -> Result<Markup, ProgramError> {
        let outcomes = self.page.statements.iter().filter(|one| one.intended_outcome).count();
        // Whoever decides here comes back here.
        let number = self.page.number.to_string();
        let document = self.paper.document.to_string();
        let here =
            Fields::of(&address("", [("back", "paper"), ("document", &document), ("page", &number)]).replace('?', ""));
        let mut items = Vec::new();
        for statement in self.part.statements(self.page) {
            items.push(self.item(statement, &here)?);
        }
        Ok(html! {
            p { (count(self.page.statements.len(), "statement")) ", " (count(outcomes, "intended outcome")) "." }
            ol.statements { @for item in items { (item) } }
        })
    }

    fn item(&self, statement: &Statement, here: &Fields) -> Result<Markup, ProgramError> {
        let document = self.paper.document.to_string();
        let is_chosen = self.chosen == Some(statement.id.as_str());
        let may_add = form::may_add(statement);
        let suggested = if is_chosen || may_add { self.corpus.suggested(statement)? } else { Vec::new() };
        let link = frame::paper_address(&document, self.page.number, &statement.id);
        if !is_chosen {
            return Ok(html! {
                li.outcome[statement.intended_outcome] data-item {
                    a.text href=(link) { (said(&statement.text)) }
                    @if statement.intended_outcome {
                        div.chips {
                            @for code in &statement.categories { (chip(&code.code, self.categories)) " " }
                            @if statement.categories.is_empty() { span.chip { "unclassified" } }
                            @if statement.decided.is_some() { span.tag { "decided" } }
                        }
                    } @else if statement.decided.is_some() { div.chips { span.tag { "decided: no outcome" } } }
                    @else if may_add { (form::add(statement, &suggested, here, None)) }
                }
            });
        }
        let probability = statement.probability.map(f64::from);
        let flag = self.session.flag(&statement.id)?;
        let reason = self.corpus.why_decided(self.paper, statement)?;
        let form = StatementForm {
            statement,
            named: probability.map(|probability| probability >= self.threshold),
            suggested: &suggested,
            categories: self.categories,
            elsewhere: self.corpus.same_sentence(&statement.id, &statement.text)?.len(),
            flag: flag.as_deref(),
            why: reason.as_deref(),
        };
        Ok(html! {
            li.chosen id="chosen" data-item {
                (whereabouts(self.paper, self.page, statement, false))
                blockquote.asked { (marked(&statement.text, &words(statement))) }
                p.standing { (form.standing()) }
                (form.show(here))
                (why(statement, &self.corpus.rules(self.paper, statement)?, probability, self.threshold))
            }
        })
    }
}
