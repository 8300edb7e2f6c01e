//! Cuts a document into its recording units: the statements that are coded.
//!
//! In goes a [`ReadPaper`]; its pages get their [`Statement`]s in reading order, each with the headings above it and
//! what introduces it. The units are those of the codebook (*Units*, rulings 1, 2 and 13): a sentence of running text, a
//! list item, a table cell. A heading governs and is none; a lead-in governs and is one only where it stands complete
//! without its list. This module knows the kinds of blocks and the shape of sentences, and nothing of what they mean.

mod body;
#[cfg(test)]
mod gold_tests;
mod lead_in;
mod sentence;
mod table;

use body::Place;
use stratmine_model::{BlockKind, ReadPaper, Span, Statement};

/// Gives the pages of a paper their statements, in text order.
///
/// For every statement `page.text[span]` is its text, without blanks at its ends; statements of a page never overlap.
/// A sentence that a page break cuts is one statement per page, the later one with `continues` set.
pub fn segment(document: &mut ReadPaper) {
    let body = body::places(document);
    let mut cutter = Cutter { document: document.id.short(), ..Cutter::default() };
    for (index, place) in body.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|earlier| body.get(earlier));
        cutter.cut(place, before, body.get(index + 1..).unwrap_or_default());
    }
    cutter.pages.resize_with(document.pages.len(), Vec::new);
    for (page, statements) in document.pages.iter_mut().zip(cutter.pages) {
        page.statements = statements;
    }
}

/// What governs the block at hand, and what was cut so far.
#[derive(Default)]
struct Cutter {
    /// What the ids of statements begin with.
    document: String,
    /// The statements by page; the last page is the one at hand.
    pages: Vec<Vec<Statement>>,
    /// Open headings with their levels, highest first.
    headings: Vec<(u8, String)>,
    /// The lead-in of the list or table that is under way or about to begin.
    lead_in: Option<String>,
    /// Open list items that introduce those nested below them, with their depths.
    parents: Vec<(u8, String)>,
}

impl Cutter {
    fn cut(&mut self, place: &Place<'_>, before: Option<&Place<'_>>, after: &[Place<'_>]) {
        if let Some(level) = place.closes {
            self.close_headings(level);
        }
        match place.block.kind {
            BlockKind::Heading(level) => self.open_heading(level, place.text),
            BlockKind::Paragraph => self.cut_paragraph(place, before, after.first().is_some_and(Place::is_listed)),
            BlockKind::ListItem(depth) => self.cut_item(place, depth),
            BlockKind::TableRow => self.cut_row(place, after),
            _ => {}
        }
    }

    fn open_heading(&mut self, level: u8, text: &str) {
        self.close_headings(level);
        self.headings.push((level, text.to_owned()));
    }

    /// Ends the sections of this level and deeper.
    fn close_headings(&mut self, level: u8) {
        self.headings.retain(|(open, _)| *open < level);
        self.lead_in = None;
        self.parents.clear();
    }

    fn cut_paragraph(&mut self, place: &Place<'_>, before: Option<&Place<'_>>, introduces: bool) {
        let foot = before.filter(|earlier| place.goes_on_from(earlier)).and_then(|earlier| self.last_of(earlier));
        let foot = foot.map(|last| (last.id.clone(), last.lead_in.clone()));
        if foot.is_none() {
            self.lead_in = None;
            self.parents.clear();
        }
        let mut sentences = place.sentences();
        let mut announced = None;
        if let Some(last) = sentences.last().map(|span| place.slice(*span))
            && (lead_in::ends_in_colon(last) || (introduces && lead_in::announces(last)))
        {
            announced = Some(last.to_owned());
            if !lead_in::stands_complete(last) {
                sentences.pop();
            }
        }
        let label = sentences.first().and_then(|span| run_in_label(place.slice(*span)));
        for (ordinal, span) in sentences.into_iter().enumerate() {
            if !body::says_something(place.slice(span)) {
                continue;
            }
            let own = if ordinal > 0 { label.map(str::to_owned) } else { None };
            let (continues, lead_in) = match (&foot, ordinal) {
                (Some((id, lead_in)), 0) => (Some(id.clone()), lead_in.clone()),
                _ => (None, own),
            };
            self.push(place, span, lead_in, continues);
        }
        if announced.is_some() {
            self.lead_in = announced;
        }
    }

    /// The last statement, if it is of this block.
    fn last_of(&self, place: &Place<'_>) -> Option<&Statement> {
        self.pages.get(place.page_index)?.last().filter(|last| last.block == place.index)
    }

    fn cut_item(&mut self, place: &Place<'_>, depth: u8) {
        self.parents.retain(|(open, _)| *open < depth);
        let lead_in = self.parents.last().map(|(_, text)| text.clone()).or_else(|| self.lead_in.clone());
        let open = lead_in::ends_in_colon(place.text);
        let whole = Span::new(0, place.text.len());
        let own = if open { body::without_announcement(place) } else { Some(whole) };
        if let Some(span) = own.filter(|span| body::has_word(place.slice(*span))) {
            self.push(place, span, lead_in, None);
        }
        if open || lead_in::is_label(place.text) {
            self.parents.push((depth, place.text.to_owned()));
        }
    }

    fn cut_row(&mut self, place: &Place<'_>, after: &[Place<'_>]) {
        self.parents.clear();
        if table::is_header(place, after) {
            return;
        }
        for cell in table::cells(place, self.lead_in.as_deref(), after) {
            self.push(place, cell.span, cell.lead_in, None);
        }
    }

    /// Keeps the part `span` (within the block's text) as the next statement.
    fn push(&mut self, place: &Place<'_>, span: Span, lead_in: Option<String>, continues: Option<String>) {
        if self.pages.len() <= place.page_index {
            self.pages.resize_with(place.page_index + 1, Vec::new);
        }
        let Some(statements) = self.pages.last_mut() else { return };
        let on_page = span.shifted(place.start);
        statements.push(Statement {
            id: format!("{}.p{}.s{}", self.document, place.page.number, statements.len() + 1),
            text: place.slice(span).to_owned(),
            span: on_page,
            boxes: place.page.places(on_page),
            block: place.index,
            kind: place.block.kind,
            heading_path: self.headings.iter().map(|(_, text)| text.clone()).collect(),
            lead_in,
            continues,
            ..Statement::default()
        });
    }
}

/// The label that runs into a paragraph ("Vision: …"): it governs the paragraph's later sentences too.
fn run_in_label(text: &str) -> Option<&str> {
    /// More words than this before a colon are a clause, not a label.
    const MOST_WORDS: usize = 5;
    let (label, rest) = text.split_once(": ")?;
    let words = label.split_whitespace().count();
    ((1..=MOST_WORDS).contains(&words) && !rest.trim().is_empty()).then(|| text.get(..=label.len())).flatten()
}

#[cfg(test)]
mod tests;
