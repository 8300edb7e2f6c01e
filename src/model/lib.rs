//! The nouns: what every stage takes and gives.
//!
//! A document travels `Source → ReadPaper → Statement → coding → CodedPaper`. The types here hold data and the
//! invariants on it; behaviour that needs a PDF, a lexicon, a disk or an index lives on the floors above.
//!
//! Offsets are **bytes** of a page's text everywhere in Rust, and **code points** in the public record; [`record`] is
//! the one place that converts.

mod coding;
mod document;
mod format;
mod geometry;
mod grades;
pub mod hits;
mod id;
pub mod limits;
mod metadata;
mod plain;
pub mod record;
pub mod spreadsheet;
mod statement;
mod status;
pub mod word_forms;

pub use coding::{Code, DocumentCoding, Evidence, Intent, Match, Partnering, Profile, RuleHit, StatementCoding};
pub use document::{Block, BlockKind, FileFacts, Line, OutlineEntry, Page, PageGrade, PageQuality, ReadPaper};
pub use format::Format;
pub use geometry::Rect;
pub use grades::PageGrades;
pub use id::{DocumentId, ParseIdError};
pub use metadata::{PaperMeta, PartneringType};
pub use plain::plain;
pub use record::CodedPaper;
pub use statement::{Span, Statement, StatementRef};
pub use status::{ReadResult, ReadStatus};

/// What stands for the category of an intended outcome that no category of the codebook fits.
pub const UNCLASSIFIED: &str = "unclassified";
