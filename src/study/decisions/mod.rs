//! Decisions: what did people decide on single statements, and where does it belong now?
//!
//! In go the table of decisions (`decisions.csv`, [`DecisionTable`]) and a coded document; out comes the document with what
//! holds after the decisions: its record keeps both what the program proposed and what was decided. A decision is keyed
//! by the document's hash, its page, the quote and the words around it. So it finds its statement after another
//! extraction, under other lexicons, and in a new issue of the paper ([`place`]). A decision that cannot be placed is
//! listed and never dropped.
//!
//! What people decide on whole papers is kept in a table of its own ([`PaperDecisions`]) and goes with their metadata.
//!
//! This module must not know lexicons, rules or the index, and asks no clock.

mod apply;
mod decision;
mod papers;
mod place;
mod table;

pub use apply::{apply, outcome_codes};
pub use decision::{Decision, Verdict};
pub use papers::{PAPER_DECISIONS, PaperDecision, PaperDecisions, PaperField, PaperVerdict};
pub use place::{How, StatementPlace, around, place};
pub use table::{COLUMNS, DecisionTable, Placing, TableError, TableProblem};

#[cfg(test)]
mod tests;
