//! The verbs of the tool: what happens in which order, on how many threads, within which bounds.
//!
//! What goes in: a [`Place`] (which corpus, which index, which lexicons), a [`Machine`] (how many threads, which limits)
//! and what was asked for. What comes out: reports that can be rendered in any [`Shape`]. Files are read by
//! [`crate::extract`], cut by [`crate::segment`], coded by [`crate::code`], kept by [`crate::ledger`] and
//! [`crate::index`]; this floor only joins them. It knows nothing of arguments, terminals or exit codes: it talks through
//! [`Progress`].

mod answers;
mod books;
mod corpus;
mod crew;
mod desk;
mod error;
mod fetching;
mod lexicons;
mod pages;
mod picture;
mod place;
mod plan;
mod progress;
mod prune;
mod quote;
mod report;
mod run;
mod show;
mod status;

pub use crate::export::{Look, PagesForm, Shape, Table, escape::for_lines, write_hits, write_tally};
pub use crate::extract::ocr::{DEFAULT_LANGUAGE, become_bounded, is_language};
pub use crate::extract::{Absence, Ocr, Step, When, limits_that_hold};
pub use crate::model::plain;
pub use answers::{By, Filters, Request, Results, Tally, Unit, search, tally};
pub use corpus::{Verified, list_papers, verify_papers};
pub use desk::Machine;
pub use error::PipelineError;
pub use fetching::{FetchReport, Fetching, fetch};
pub use lexicons::{Checked, Question, check_lexicons, explain, list_entries, list_lexicons, list_unmatched};
pub use pages::{PageChoice, PageChoiceError};
pub use picture::{Drawing, PagePicture, PictureError, WhichPage, draw_page};
pub use place::{DEFAULT_CORPUS, DEFAULT_INDEX, Place};
pub use plan::How;
pub use progress::{Progress, Silent};
pub use prune::{Pruned, prune};
pub use report::RunReport;
pub use run::run;
pub use show::{Extracting, Showing, code, extract};
pub use status::{StatusReport, status};

/// What the hidden subcommand `worker` runs: reads files for a parent process until that closes the pipe.
#[must_use]
pub fn serve() -> std::process::ExitCode {
    crate::extract::serve()
}

/// Name and version of the program, as stamped into every record.
pub const TOOL: &str = concat!("stratmine ", env!("CARGO_PKG_VERSION"));
