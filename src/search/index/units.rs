//! A document made ready for the index, on any thread.

use super::schema::{Fields, Former};
use stratmine_model::{CodedPaper, DocumentId};
use tantivy::TantivyDocument;

/// What the index takes of a coded document: a unit a page and one a statement, in its order.
///
/// Two that are equal make no difference to the index, whatever else the documents say.
#[derive(Debug, PartialEq)]
pub struct Units {
    pub(super) document: DocumentId,
    pub(super) units: Vec<TantivyDocument>,
}

impl Units {
    /// The document.
    #[must_use]
    pub const fn document(&self) -> DocumentId {
        self.document
    }

    /// Makes a document ready; one without pages has no units.
    #[must_use]
    pub fn of(document: &CodedPaper) -> Self {
        let (_, fields) = Fields::new();
        let former = Former::new(fields, document);
        let mut units = Vec::new();
        for page in &document.pages {
            units.push(former.page(page));
            for (ordinal, statement) in (0..).zip(&page.statements) {
                units.push(former.statement(page, ordinal, statement));
            }
        }
        Self { document: document.document, units }
    }
}
