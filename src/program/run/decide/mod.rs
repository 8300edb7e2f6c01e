//! A person's decisions: made, listed, confirmed, taken back, read from coding sheets; and what holds by them.

mod apply;
mod blind;
mod commands;
mod editor;
mod list;
mod seen;
mod sheets;

pub use blind::{change_blind, code_blind};
pub use commands::{Act, Done, Target, confirm_decisions, decide, take_back_decisions};

pub(super) use list::count_coders;
pub use list::{State, count_states, lines_of_decisions, list_decisions};
pub use seen::{SeenStatement, decide_as_seen, redo_decisions, undo_decisions};
pub use sheets::{Imported, import_decisions};
pub use stratmine_study::decisions::Verdict as Decided;

pub(crate) use apply::Decisions;
pub(crate) use blind::coders_table;
pub(crate) use commands::now;
#[cfg(test)]
pub(super) use commands::{decide_on, take_back_on};
