//! The write side: every command that changes an index, its corpus or the decisions on it.
//!
//! What goes in: a [`Workspace`] (which corpus, which index, which lexicons), [`WorkerSettings`] (how many threads, which limits)
//! and the arguments of the command. What comes out: an index on disk that agrees with the corpus, and a report. Files are read
//! by [`stratmine_extract`], coded by [`stratmine_coding`] and kept by [`stratmine_study`] and [`stratmine_search::index`].
//! This module knows nothing of arguments, terminals or exit codes: it reports through [`Progress`].

mod changes;
mod coder;
mod decide;
mod fetch;
mod init;
mod maintenance;
mod pack;
mod parallel;
pub(crate) mod plan;
mod prune;
mod report;
mod status;
#[cfg(test)]
mod tests;
mod update;
mod verify;
mod writer;

pub use changes::{RunChanges, changes};
pub use coder::{WorkerSettings, code_bytes};
pub use decide::{
    Act, CodedBy, Decided, DecisionCounts, Done, Imported, PaperAct, PaperDone, Revision, SeenStatement, State, Target,
    code_blind, confirm_decisions, count_decisions, decide, decide_as_seen, decide_paper, import_decisions, lines_made,
    lines_of_decisions, list_decisions, list_paper_decisions, revise_blind, revise_decisions, take_back_decisions,
};
pub use fetch::{FetchReport, Fetching, fetch};
pub use init::{Begun, init};
pub use maintenance::{IndexState, Rebuilt, rebuild_index, verify_index};
pub use pack::{Packed, pack, unpack};
pub use plan::RunOptions;
pub use prune::{Pruned, prune};
pub use report::RunReport;
pub(crate) use report::some_of;
pub use status::{DoubtfulPage, StatusReport, status};
pub use update::run;
pub use verify::{Verification, verify_run};

pub(crate) use coder::{CoderFactory, Finished, PaperCoder, WorkerCoders, has_decided, learn, unsupported};
pub(crate) use decide::{Decisions, coders_table, now, programs_table};
pub(crate) use fetch::{FETCHED, verify_downloads};
pub(crate) use parallel::ordered_parallel_map;
pub(crate) use plan::{Fingerprints, Job, job};

use crate::TOOL;
use crate::error::ProgramError;
use crate::progress::Progress;
use crate::workspace::{DEFAULT_CORPUS, Workspace};
