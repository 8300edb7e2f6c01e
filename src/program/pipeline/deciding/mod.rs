//! A person's decisions: made, listed, confirmed, taken back, read from coding sheets; and what holds by them.

mod acts;
mod kept;
mod listing;
mod sheets;

pub use acts::{Act, Done, Target, confirm_decisions, decide, take_back_decisions};
pub use listing::{State, list_decisions};
pub use sheets::{Imported, import_decisions};
pub use stratmine_study::decide::Verdict as Decided;

pub(super) use kept::Decisions;
