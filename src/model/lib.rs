//! The nouns: what every stage takes and gives.
//!
//! A paper travels `bytes → ReadPaper → CodedPaper`. The types here hold data and the invariants on it; what needs a
//! PDF, a lexicon, a disk or an index lives in the other crates.
//!
//! Offsets are **bytes** of a page's text in the program ([`Span`]) and **code points** in the public record and in
//! outputs ([`CodePointSpan`]); [`Offsets`] alone converts.

mod block;
pub mod diagnostics;
mod document;
mod format;
mod geometry;
mod grades;
mod held_file;
mod hints;
pub mod hits;
mod id;
mod io_message;
pub mod limits;
mod metadata;
pub mod ocr;
mod paper;
mod paths;
pub mod record;
mod span;
pub mod spreadsheet;
mod statement;
mod status;
pub mod word_forms;

pub use block::{Block, BlockKind};
pub use document::{FileFacts, Line, OutlineEntry, Page, ReadPaper};
pub use format::Format;
pub use geometry::Rect;
pub use grades::{PageGrade, PageGrades, PageQuality};
pub use held_file::{is_held, wait_while, wait_while_held};
pub use hints::Hints;
pub use id::{DocumentId, ParseIdError};
pub use io_message::plain;
pub use metadata::{MetadataField, MetadataPlace, MetadataSource, PaperMeta, PartneringType, organisations};
pub use paper::{CodedPaper, Evidence, Partnering, Profile, Stamp, Strength, best_three};
pub use paths::{is_device_name, path_below, whole_path};
pub use span::{CodePointSpan, Offsets, Span};
pub use statement::{Code, Intent, Match, OutcomeCodes, RuleHit, ScoreParts, Statement};
pub use status::{ReadResult, ReadStatus};

/// What stands for the category of an intended outcome that no category of the codebook fits.
pub const UNCLASSIFIED: &str = "unclassified";
