//! Index: how are pages and statements found again?
//!
//! In go coded documents; out come the pages and statements that a plain [`Query`] tree asks for, scored and counted in
//! full, and the stored page behind each. There is one indexed document for each page and one for each statement. Adding is
//! idempotent: the earlier version of the same document is deleted first, so a batch may be added again after a crash.
//! Everything here can be deleted and rebuilt from the coded documents.
//!
//! A module uses those below it:
//!
//! ```text
//!   reader                  writer      an opened index; a batch
//!     collect                 │         hits counted, the best kept
//!     builder                 │         query → tantivy's tree
//!     positional              │         a pattern of words as a query of tantivy's
//!     terms ──────────────────┘         which terms a set of words stands for, and their counts
//!     directory                         the folder: opening, making, verifying
//!     schema, stored                    fields; what is kept of a page
//!   query                               what can be asked
//!   span_pattern                        where words must stand, and where they do
//!   word_set, words, error              sets of words; how text is cut into words
//! ```
//!
//! This is the only place that names tantivy. It knows nothing of the query syntax that people type, of where coded
//! documents lie or of how results are shown.

mod builder;
mod collect;
mod directory;
mod error;
mod positional;
mod query;
mod reader;
mod schema;
mod span_pattern;
mod stored;
mod terms;
#[cfg(test)]
pub(crate) mod tests;
mod word_set;
pub mod words;
mod writer;

pub use collect::{HitOrder, HitSource, IndexAnswer, IndexHit, IndexRequest};
pub use directory::verify;
pub use error::IndexError;
pub(crate) use query::one_or;
pub use query::{Condition, IndexQuery, Probability, Query, ValueFilter};
pub use reader::Reader;
pub use schema::{Units, ValueField};
pub use span_pattern::{Match, MatchParts, SpanPattern, TermPattern, TokenSpan};
pub use stored::{StoredPage, StoredStatement};
pub use word_set::WordSet;
pub use writer::Writer;
