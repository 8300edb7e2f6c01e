//! **stratmine** mines health-policy strategy papers for *intended outcomes* and leads every number to its quotes and
//! every quote to its page.
//!
//! This crate is the program; the stages are crates of their own, shown here under their short names. Follow a paper:
//! [`study`] finds it, [`extract`] reads it, [`coding`] cuts it into statements and codes them, [`study`] keeps the
//! result, [`search`] finds it again, [`analysis`] counts, [`output`] prints; [`run`] changes an index,
//! [`queries`] answers from it, [`serve`] is the page to work in, and [`cli`] is the command line. [`code_bytes`] codes one paper from memory.

pub mod cli;
mod error;
mod ids;
mod open_study;
mod progress;
pub mod queries;
mod quote;
pub mod run;
pub mod serve;
mod workspace;

pub use error::{
    Contradiction, DecisionError, PackError, PictureError, ProgramError, QueryFault, RepeatError, SearchesError,
    ServeError, TallyLine, ValidationError,
};
pub use open_study::{LexiconsInUse, Study, TypedOptions};
pub use progress::{Progress, Silent};
pub use run::code_bytes;
pub(crate) use workspace::as_typed;
pub use workspace::{DEFAULT_CORPUS, DEFAULT_INDEX, Workspace};

/// Name and version of the program, as stamped into every record.
pub const TOOL: &str = concat!("stratmine ", env!("CARGO_PKG_VERSION"));

pub use stratmine_analysis as analysis;
pub use stratmine_coding as coding;
pub use stratmine_extract as extract;
pub use stratmine_model as model;
pub use stratmine_output as output;
pub use stratmine_search as search;
pub use stratmine_study as study;
