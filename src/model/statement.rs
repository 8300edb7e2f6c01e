//! The recording unit of the content analysis: one sentence, list item or table cell, with what governs it.

use serde::{Deserialize, Serialize};

/// A range of **bytes** of one page's text, on character boundaries, `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from its ends.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the two share a byte.
    #[must_use]
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same span counted from `origin` bytes further left.
    #[must_use]
    pub const fn shifted(&self, origin: usize) -> Self {
        Self { start: self.start + origin, end: self.end + origin }
    }
}

/// Which statement of a document: the page's place in [`super::ReadPaper::pages`] and the statement's on that page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StatementRef {
    /// Index into the document's pages, from 0.
    pub page: usize,
    /// Ordinal on that page, from 0.
    pub ordinal: usize,
}

/// One recording unit with its governing headings and lead-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Which one.
    pub at: StatementRef,
    /// Where it lies in the page's text. Statements of a page are in text order and never overlap.
    pub span: Span,
    /// Index of its block in [`super::Page::blocks`].
    pub block: usize,
    /// Index of its cell where the block is a table row.
    pub cell: Option<usize>,
    /// The headings it stands under, highest first, over page breaks.
    pub heading_path: Vec<String>,
    /// What introduces it: the text that ends in a colon before its list, the head of its column, or a run-in label.
    pub lead_in: Option<String>,
    /// The statement on an earlier page that this one goes on from (a sentence over a page break).
    pub continues: Option<StatementRef>,
}
