//! The nouns: what every stage takes and gives.
//!
//! A document travels `Source → Document → Statement → coding → CodedDocument`. The types here hold data and the
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
mod outcome;
mod plain;
pub mod record;
pub mod spreadsheet;
mod statement;

pub use coding::{Code, DocumentCoding, Evidence, Intent, Match, Partnering, Profile, RuleHit, StatementCoding};
pub use document::{Block, BlockKind, Document, FileFacts, Grade, Line, OutlineEntry, Page, Reading};
pub use format::Format;
pub use geometry::Rect;
pub use grades::PageGrades;
pub use id::{DocumentId, ParseIdError};
pub use metadata::{Metadata, PartneringType};
pub use outcome::{Outcome, OutcomeKind};
pub use plain::plain;
pub use record::CodedDocument;
pub use statement::{Span, Statement, StatementRef};
