//! A person's decisions: made, listed, confirmed, taken back, read from coding sheets; and what holds by them.

mod apply;
mod blind;
mod commands;
mod editor;
mod list;
mod papers;
mod programs;
mod seen;
mod sheets;

pub use blind::{code_blind, revise_blind};
pub use commands::{Act, Done, Target, confirm_decisions, decide, take_back_decisions};

pub use list::{DecisionCounts, State, count_decisions, lines_made, lines_of_decisions, list_decisions};
pub use papers::{PaperAct, PaperDone, decide_paper, list_paper_decisions};
pub use programs::CodedBy;
pub use seen::{Revision, SeenStatement, decide_as_seen, revise_decisions};
pub use sheets::{Imported, import_decisions};
pub use stratmine_study::decisions::Verdict as Decided;

pub(crate) use apply::Decisions;
pub(crate) use blind::coders_table;
pub(crate) use commands::now;
#[cfg(test)]
pub(super) use commands::{decide_on, take_back_on};
pub(crate) use programs::programs_table;
