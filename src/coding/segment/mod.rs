//! Cuts a document into its recording units: the statements that are coded.
//!
//! In goes a [`ReadPaper`] as read, out come its [`Statement`]s in reading order, each with the headings above it and
//! what introduces it. The units are those of the codebook (*Units*, rulings 1, 2 and 13): a sentence of running text, a
//! list item, a table cell. A heading governs and is none; a lead-in governs and is one only where it stands complete
//! without its list. This module knows the kinds of blocks and the shape of sentences, and nothing of what they mean.

mod body;
#[cfg(test)]
mod gold;
mod lead_in;
mod sentence;
mod table;

use body::Place;
use stratmine_model::{BlockKind, ReadPaper, Span, Statement, StatementRef};

/// The statements of a document, in page and text order.
///
/// For every statement `page.text[span]` is its text, without blanks at its ends; statements of a page never overlap.
/// A sentence that a page break cuts is one statement a page, the later one with `continues` set.
#[must_use]
pub fn segment(document: &ReadPaper) -> Vec<Statement> {
    let body = body::places(document);
    let mut cutter = Cutter::default();
    for (index, place) in body.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|earlier| body.get(earlier));
        cutter.cut(place, before, body.get(index + 1..).unwrap_or_default());
    }
    cutter.statements
}

/// What governs the block at hand, and what was cut so far.
#[derive(Default)]
struct Cutter {
    statements: Vec<Statement>,
    /// Open headings with their levels, highest first.
    headings: Vec<(u8, String)>,
    /// The lead-in of the list or table that is under way or about to begin.
    lead_in: Option<String>,
    /// Open list items that introduce those nested below them, with their depths.
    parents: Vec<(u8, String)>,
}

impl Cutter {
    fn cut(&mut self, place: &Place<'_>, before: Option<&Place<'_>>, after: &[Place<'_>]) {
        match place.block.kind {
            BlockKind::Heading(level) => self.open_heading(level, place.text),
            BlockKind::Paragraph => self.cut_paragraph(place, before, after.first().is_some_and(Place::is_listed)),
            BlockKind::ListItem(depth) => self.cut_item(place, depth),
            BlockKind::TableRow => self.cut_row(place, after),
            _ => {}
        }
    }

    fn open_heading(&mut self, level: u8, text: &str) {
        self.headings.retain(|(open, _)| *open < level);
        self.headings.push((level, text.to_owned()));
        self.lead_in = None;
        self.parents.clear();
    }

    fn cut_paragraph(&mut self, place: &Place<'_>, before: Option<&Place<'_>>, introduces: bool) {
        let foot = before.filter(|earlier| place.goes_on_from(earlier)).and_then(|earlier| self.last_of(earlier));
        let foot = foot.map(|last| (last.at, last.lead_in.clone()));
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
            let (continues, governs) = match (&foot, ordinal) {
                (Some((at, lead_in)), 0) => (Some(*at), lead_in.clone()),
                _ => (None, own),
            };
            self.push(place, span, None, governs);
            if let Some(statement) = self.statements.last_mut() {
                statement.continues = continues;
            }
        }
        if announced.is_some() {
            self.lead_in = announced;
        }
    }

    /// The last statement, if it is of this block.
    fn last_of(&self, place: &Place<'_>) -> Option<&Statement> {
        self.statements.last().filter(|last| last.at.page == place.page_index && last.block == place.index)
    }

    fn cut_item(&mut self, place: &Place<'_>, depth: u8) {
        self.parents.retain(|(open, _)| *open < depth);
        let lead_in = self.parents.last().map(|(_, text)| text.clone()).or_else(|| self.lead_in.clone());
        let open = lead_in::ends_in_colon(place.text);
        let whole = Span::new(0, place.text.len());
        let own = if open { body::without_announcement(place) } else { Some(whole) };
        if let Some(span) = own.filter(|span| body::has_word(place.slice(*span))) {
            self.push(place, span, None, lead_in);
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
        for cell in table::cells(place, self.lead_in.as_deref()) {
            self.push(place, cell.span, Some(cell.index), cell.lead_in);
        }
    }

    /// Keeps the part `span` (within the block's text) as the next statement.
    fn push(&mut self, place: &Place<'_>, span: Span, cell: Option<usize>, lead_in: Option<String>) {
        let ordinal = match self.statements.last() {
            Some(last) if last.at.page == place.page_index => last.at.ordinal + 1,
            _ => 0,
        };
        self.statements.push(Statement {
            at: StatementRef { page: place.page_index, ordinal },
            span: span.shifted(place.start),
            block: place.index,
            cell,
            heading_path: self.headings.iter().map(|(_, text)| text.clone()).collect(),
            lead_in,
            continues: None,
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
