//! What the index keeps of a page, so that a hit can be shown without the coded document.

use crate::model::record::PageRecord;
use crate::model::{CodedDocument, DocumentId};
use serde::{Deserialize, Serialize};

/// A page as kept in the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredPage {
    /// The document it belongs to.
    pub document: DocumentId,
    /// The document's file below the corpus root.
    pub file: String,
    /// The document's title.
    pub title: Option<String>,
    /// The document's organisation.
    pub organisation: Option<String>,
    /// The document's year.
    pub year: Option<i32>,
    /// Physical page number from 1.
    pub page: u32,
    /// Printed page label.
    pub label: Option<String>,
    /// The reading text.
    pub text: String,
    /// The page's statements in order.
    pub statements: Vec<StoredStatement>,
    /// The different heading paths of the statements.
    paths: Vec<Vec<String>>,
}

/// A statement as kept with its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredStatement {
    /// Its id in the public record.
    pub id: String,
    /// First code point in the page's text.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Whether it is an intended outcome.
    pub intended_outcome: bool,
    /// Its categories.
    pub categories: Vec<String>,
    /// Index into the page's heading paths.
    path: usize,
}

impl StoredPage {
    /// What is kept of this page of this document.
    pub(super) fn of(document: &CodedDocument, page: &PageRecord) -> Self {
        let mut paths: Vec<Vec<String>> = Vec::new();
        let mut statements = Vec::with_capacity(page.statements.len());
        for statement in &page.statements {
            // Statements under one heading follow each other: only the last path can be the same.
            if paths.last() != Some(&statement.heading_path) {
                paths.push(statement.heading_path.clone());
            }
            statements.push(StoredStatement {
                id: statement.id.clone(),
                start: statement.start,
                end: statement.end,
                intended_outcome: statement.intended_outcome,
                categories: statement.categories.iter().map(|code| code.code.clone()).collect(),
                path: paths.len().saturating_sub(1),
            });
        }
        Self {
            document: document.document,
            file: document.file.clone(),
            title: document.title.clone(),
            organisation: document.organisation.clone(),
            year: document.year,
            page: page.page,
            label: page.label.clone(),
            text: page.text.clone(),
            statements,
            paths,
        }
    }

    /// The headings that one of this page's statements stands under, highest first.
    #[must_use]
    pub fn heading_path(&self, statement: &StoredStatement) -> &[String] {
        self.paths.get(statement.path).map_or(&[], Vec::as_slice)
    }

    /// The text of one of this page's statements, with the byte it starts at.
    #[must_use]
    pub fn statement_text(&self, statement: &StoredStatement) -> (usize, &str) {
        let mut offsets = self.text.char_indices().map(|(offset, _)| offset).chain([self.text.len()]);
        let start = offsets.nth(statement.start).unwrap_or(self.text.len());
        let length = statement.end.saturating_sub(statement.start);
        let end = length.checked_sub(1).map_or(Some(start), |skip| offsets.nth(skip)).unwrap_or(self.text.len());
        (start, self.text.get(start..end).unwrap_or_default())
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Writing to memory cannot fail; an empty answer would be reported as damage when read.
        postcard::to_stdvec(self).unwrap_or_default()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        postcard::from_bytes(bytes).map_err(|error| format!("a stored page cannot be read: {error}"))
    }
}
