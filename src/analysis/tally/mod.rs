//! Tally: how many intended outcomes of which category, by what?
//!
//! In go coded documents (or their [`Summary`], which is all that counting needs); out comes a [`Tally`]: any two of
//! document, organisation, year, partnering type, category, domain and others ([`TallyDimension`]) as rows and columns, with the base
//! it rests on and the ids of the statements behind every cell. Pure: it knows nothing of files, of the ledger or of how
//! a table is printed.
//!
//! Three rules hold everywhere. The unit is the *statement* that is an intended outcome; one with several categories
//! counts in each of their cells and once in the row's total, so shares of a row may add up to more than one.
//! A document with several partnering types counts under each of them, and once in the grand total. What a paper says
//! twice, or says again after a related paper, is counted once unless asked otherwise ([`Related`]).

mod axis;
mod count;
mod crosstab;
mod expected;
mod repeats;
mod strengths;
mod summary;

pub use axis::TallyDimension;
pub use count::{CountedPapers, Tallier};
pub use crosstab::{CoOccurrence, DocumentCrosstab};
pub use expected::Expected;
pub use repeats::{PaperOverlap, Related};
pub use strengths::{TypeStrength, TypeStrengths};
pub use summary::{Codes, OutcomeSummary, Summary};

use stratmine_model::{DocumentId, PageGrades, ReadStatus, UNCLASSIFIED};

/// The row of documents that lack what the rows go by.
pub const NOT_STATED: &str = "not stated";

/// The row of documents of which a person declared that they have none of what the rows go by.
pub const DECLARED_NONE: &str = "none";

/// A finished count.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// What the rows go by.
    pub by: TallyDimension,
    /// What the columns go by.
    pub across: TallyDimension,
    /// The columns: of categories the codebook's, other codes met, [`UNCLASSIFIED`]; else as rows.
    pub columns: Vec<String>,
    /// The rows: documents by file, years in time, categories in the columns' order, else by the alphabet; what is
    /// [`DECLARED_NONE`] and [`NOT_STATED`] comes last.
    pub rows: Vec<Row>,
    /// All documents, each counted once.
    pub total: Row,
    /// What the numbers rest on.
    pub base: Base,
    /// Remarks that belong under the table.
    pub notes: Vec<String>,
}

impl Tally {
    /// The unit of every count that does not name its own.
    pub const UNIT: &'static str = "intended outcomes (statements)";
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// What the row is about: file, organisation, year, partnering type or code.
    pub key: String,
    /// A name for people where the key is not one: a document's title.
    pub label: Option<String>,
    /// Coded documents that the row's counts are drawn from.
    pub documents: usize,
    /// Intended outcomes, each counted once.
    pub outcomes: usize,
    /// How many are expected among the statements of these documents; `None` where statements tell the row, or records
    /// hold no probabilities.
    pub expected: Option<Expected>,
    /// Documents with at least one of them.
    pub documents_with_outcomes: usize,
    /// All statements of these documents.
    pub statements: usize,
    /// Words of the pages of these documents, as parted by white space.
    pub words: usize,
    /// One a column.
    pub cells: Vec<TallyCell>,
}

/// One cell: the intended outcomes of a row that have a column's category.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TallyCell {
    /// Number of statements.
    pub statements: usize,
    /// Number of documents with at least one of them.
    pub documents: usize,
    /// The cell's part of a document's intended outcomes in the row, added up over the documents that have any there.
    pub document_shares: f64,
    /// The statements' ids, by file and then in document order.
    pub ids: Vec<String>,
}

impl Row {
    /// The part of the row's intended outcomes that has the cell's category, 0 to 1; none where the row has none.
    pub fn share(&self, cell: &TallyCell) -> Option<f64> {
        (self.outcomes > 0).then(|| cell.statements as f64 / self.outcomes as f64)
    }

    /// The mean over documents of the cell's part of each one's intended outcomes in the row, 0 to 1: one document, one vote,
    /// however much it says. None where no document has any.
    pub fn vote(&self, cell: &TallyCell) -> Option<f64> {
        (self.documents_with_outcomes > 0).then(|| cell.document_shares / self.documents_with_outcomes as f64)
    }

    /// Statements of the cell in a thousand words of the row's documents; none where these have no words.
    pub fn per_1000_words(&self, cell: &TallyCell) -> Option<f64> {
        (self.words > 0).then(|| cell.statements as f64 * 1000.0 / self.words as f64)
    }
}

/// What a tally rests on, and what it leaves out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Base {
    /// Documents that were coded and counted.
    pub coded: usize,
    /// Their pages.
    pub pages: usize,
    /// Pages among these that could not be read: no text came of them, and the reading doubts that there is none.
    pub unread_pages: usize,
    /// How many of the pages were read how well.
    pub grades: PageGrades,
    /// Their statements.
    pub statements: usize,
    /// Statements among these on which what a person decided is counted.
    pub decided: usize,
    /// Their intended outcomes that are counted.
    pub outcomes: usize,
    /// Those of them that people decided.
    pub decided_outcomes: usize,
    /// How many outcomes are expected among the statements; `None` where records hold no probabilities.
    pub expected: Option<Expected>,
    /// Intended outcomes that are not counted, for the paper or a related one says the same before.
    pub repeats: usize,
    /// Intended outcomes counted that no category fits.
    pub unclassified: usize,
    /// Their words.
    pub words: usize,
    /// Files that could not be coded, by outcome and file.
    pub not_coded: Vec<NotCoded>,
    /// Files left out on purpose, by file.
    pub excluded: Vec<Excluded>,
}

/// A file that could not be coded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotCoded {
    /// How its reading ended.
    pub outcome: ReadStatus,
    /// The file below the corpus root.
    pub file: String,
    /// Why.
    pub reason: Option<String>,
}

/// A file left out on purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excluded {
    /// The file below the corpus root.
    pub file: String,
    /// Why: `include` says no, or it duplicates another.
    pub reason: String,
}

impl Base {
    /// How many files ended in each outcome but `coded`, in [`ReadStatus::ALL`]'s order; those that none ended in are
    /// left out.
    pub fn not_coded_by_outcome(&self) -> impl Iterator<Item = (ReadStatus, usize)> {
        ReadStatus::ALL.into_iter().filter_map(|kind| {
            let count = self.not_coded.iter().filter(|file| file.outcome == kind).count();
            (count > 0).then_some((kind, count))
        })
    }
}

/// Names of the same bytes under another file, for the base.
fn same_bytes(document: DocumentId, file: &str) -> String {
    format!("the same bytes as {file} (SHA-256 {}…)", document.short())
}
