//! All that counting needs of a coded document: a few kilobytes in place of a megabyte.

use crate::model::record::PageRecord;
use crate::model::{CodedDocument, DocumentId, OutcomeKind, PageGrades};
use serde::{Deserialize, Serialize};

/// A coded document as far as it is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The document.
    pub document: DocumentId,
    /// Its file below the corpus root.
    pub file: String,
    /// Title.
    pub title: Option<String>,
    /// Organisation.
    pub organisation: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Codes of its partnering types.
    pub partnering: Vec<String>,
    /// How its reading ended.
    pub outcome: OutcomeKind,
    /// Why, where it was not simply coded.
    pub reason: Option<String>,
    /// Number of pages.
    pub pages: usize,
    /// Number of pages that could not be read.
    pub unread_pages: usize,
    /// How many pages were read how well.
    pub grades: PageGrades,
    /// Words of the pages' texts, as parted by white space.
    pub words: usize,
    /// Number of statements.
    pub statements: usize,
    /// The statements that are intended outcomes, in document order.
    pub outcomes: Vec<OutcomeSummary>,
}

/// An intended outcome as far as it is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeSummary {
    /// The statement's id.
    pub id: String,
    /// Its categories; none means *unclassified*.
    pub categories: Vec<String>,
    /// Its integration domains.
    pub domains: Vec<String>,
}

impl Summary {
    /// The summary of a coded document.
    #[must_use]
    pub fn of(document: &CodedDocument) -> Self {
        let codes = |list: &[crate::model::record::CodeRecord]| list.iter().map(|code| code.code.clone()).collect();
        Self {
            document: document.document,
            file: document.file.clone(),
            title: document.title.clone(),
            organisation: document.organisation.clone(),
            year: document.year,
            partnering: document.partnering.iter().map(|found| found.code.clone()).collect(),
            outcome: document.outcome,
            reason: document.reason.clone(),
            pages: document.pages.len(),
            unread_pages: document.pages.iter().filter(|page| unread(page)).count(),
            grades: PageGrades::of(document.pages.iter().map(PageRecord::reading)),
            words: document.pages.iter().map(|page| page.text.split_whitespace().count()).sum(),
            statements: document.pages.iter().map(|page| page.statements.len()).sum(),
            outcomes: document
                .outcomes()
                .map(|(_, statement)| OutcomeSummary {
                    id: statement.id.clone(),
                    categories: codes(&statement.categories),
                    domains: codes(&statement.domains),
                })
                .collect(),
        }
    }
}

/// A page without text that is graded `good` is an empty page; any other grade says that something was there.
fn unread(page: &PageRecord) -> bool {
    page.text.trim().is_empty() && page.grade != "good"
}
