//! Concordance: every place where a query is met, with what stands left and right of it.

use super::Request;
use super::error::SearchError;
use super::notes::notes;
use super::plan::SearchPlan;
use super::unit_view::{MatchSpan, UnitView};
use crate::index::words::folded_words;
use crate::index::{HitOrder, IndexHit, IndexRequest, Reader, StoredPage};
use stratmine_model::Span;
use stratmine_model::hits::Unit;

/// How a concordance is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConcordanceLayout {
    /// Characters to each side.
    pub width: usize,
    /// Whether each side ends with its statement (sentence, list item or cell) instead.
    pub by_sentence: bool,
    /// The order of lines.
    pub order: LineOrder,
}

/// The order of a concordance's lines. Ties go by file, page and place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum LineOrder {
    /// By file, page and place
    #[default]
    #[cfg_attr(feature = "clap", value(name = "page"))]
    Place,
    /// By the words to the left, the nearest first
    Left,
    /// By the words to the right
    Right,
    /// By the words found
    Node,
}

/// A line of a concordance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcordanceLine {
    /// The document's file.
    pub file: String,
    /// The document's year.
    pub year: Option<i32>,
    /// Physical page number from 1.
    pub page: u32,
    /// Printed page label.
    pub label: Option<String>,
    /// The statement that is searched, or that the place lies in.
    pub statement: Option<String>,
    /// What stands before.
    pub left: String,
    /// What was found: from its first word to its last.
    pub node: String,
    /// What stands behind.
    pub right: String,
}

/// A concordance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concordance {
    /// Number of lines in all, also beyond the limit.
    pub places: usize,
    /// Number of pages or statements with a line.
    pub hits: usize,
    /// The unit that conditions hold in.
    pub unit: Unit,
    /// Number of documents.
    pub documents: usize,
    /// The lines asked for, in order.
    pub lines: Vec<ConcordanceLine>,
    /// Remarks for a person.
    pub notes: Vec<String>,
}

/// Every place where a query is met.
///
/// # Errors
/// As for [`super::search`].
pub fn concordance(reader: &Reader, request: &Request, layout: ConcordanceLayout) -> Result<Concordance, SearchError> {
    let plan = SearchPlan::of(request)?;
    let mut found = Concordance { unit: plan.request.unit, ..Concordance::default() };
    let mut keyed: Vec<(Vec<String>, ConcordanceLine)> = Vec::new();
    each_hit(reader, &plan, |page, hit, view, matches| {
        found.hits += usize::from(!matches.is_empty());
        let mut last = None;
        for place in matches {
            // A word and its form in one piece, or a word met by two conditions, is one place.
            if last.replace(place.span) != Some(place.span) {
                let line = line(page, hit, view, place, layout);
                keyed.push((key(&line, layout.order), line));
            }
        }
    })?;
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    found.places = keyed.len();
    let mut files: Vec<&str> = keyed.iter().map(|(_, line)| line.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    found.documents = files.len();
    found.lines = keyed.into_iter().map(|(_, line)| line).skip(request.offset).take(request.limit).collect();
    found.notes = notes(reader, &plan, found.places > 0)?;
    Ok(found)
}

/// Takes every hit in the order of files and pages, with its matches.
pub(super) fn each_hit(
    reader: &Reader,
    plan: &SearchPlan,
    mut take: impl FnMut(&StoredPage, &IndexHit, &UnitView<'_>, &[MatchSpan]),
) -> Result<(), SearchError> {
    let all = IndexRequest { sort: HitOrder::Page, offset: 0, limit: usize::MAX, ..plan.request.clone() };
    let mut last: Option<StoredPage> = None;
    for hit in reader.find(&plan.query, &all)?.found {
        let page = match last.take() {
            Some(page) if page.document == hit.source.document && page.page == hit.page => page,
            _ => reader.page(hit.source.document, hit.page)?,
        };
        let statement = page.statements.get(hit.ordinal).filter(|_| plan.request.unit == Unit::Statement);
        let view = UnitView::new(&page, statement, plan.request.boilerplate);
        take(&page, &hit, &view, &view.matches(plan));
        last = Some(page);
    }
    Ok(())
}

fn line(
    page: &StoredPage,
    hit: &IndexHit,
    view: &UnitView<'_>,
    found: &MatchSpan,
    layout: ConcordanceLayout,
) -> ConcordanceLine {
    let Span { start, end } = found.span;
    let text = view.text;
    let around = if view.is_statement() { page.statements.get(hit.ordinal) } else { page.statement_over(start) };
    // The block, and of it the sentence where one is asked for.
    let mut from = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let mut to = text.get(end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| end + at);
    if layout.by_sentence {
        if let Some(statement) = around.filter(|_| !view.is_statement()) {
            let (begins, quote) = page.statement_text(statement);
            (from, to) = (from.max(begins).min(start), to.min(begins + quote.len()).max(end));
        }
    } else {
        from = from.max(back(text, start, layout.width));
        to = to.min(forth(text, end, layout.width));
    }
    let piece = |from: usize, to: usize| text.get(from..to).unwrap_or_default().replace('\n', " ");
    ConcordanceLine {
        file: page.file.clone(),
        year: page.year,
        page: page.page,
        label: page.label.clone(),
        statement: around.map(|statement| statement.id.clone()),
        left: piece(from, start).trim_start().to_owned(),
        node: piece(start, end),
        right: piece(end, to).trim_end().to_owned(),
    }
}

/// So many characters back.
fn back(text: &str, at: usize, width: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    match width.checked_sub(1) {
        Some(nth) => before.char_indices().rev().nth(nth).map_or(0, |(offset, _)| offset),
        None => at,
    }
}

/// So many characters on.
fn forth(text: &str, at: usize, width: usize) -> usize {
    let after = text.get(at..).unwrap_or_default();
    after.char_indices().nth(width).map_or(text.len(), |(offset, _)| at + offset)
}

fn key(line: &ConcordanceLine, order: LineOrder) -> Vec<String> {
    match order {
        LineOrder::Place => Vec::new(),
        LineOrder::Left => {
            let mut words = folded_words(&line.left);
            words.reverse();
            words
        }
        LineOrder::Right => folded_words(&line.right),
        LineOrder::Node => folded_words(&line.node),
    }
}
