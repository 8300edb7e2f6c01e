//! The read side: what can be asked of an index, of the lexicons and of single files. Nothing here changes an index.
//!
//! What goes in: a place (which corpus, which index, which lexicons) and what is asked. What comes out: data, for the
//! command line to print. This module knows nothing of arguments, terminals or exit codes.

pub mod association;
mod coded_corpus;
mod coders;
pub mod corpus;
pub mod corpus_files;
mod coverage;
pub mod export;
pub mod extract;
pub mod learning;
pub mod lexicon;
pub mod page_picture;
pub mod pages;
mod paper_cache;
pub mod profile;
mod propositions;
pub mod report;
pub mod search;
pub mod searches;
mod statement;
pub mod tally;
mod tally_cell;
pub mod validate;

use coded_corpus::CodedCorpus;

pub use coders::{ADJUDICATED, PeoplesCodes, PersonsCode};
pub use corpus::Corpus;
pub use coverage::Uncovered;
pub use paper_cache::PaperCache;
pub use statement::{KeptPaper, StatementInPaper};
