//! Looking into the lexicons: what is wrong with them, what their entries do in the papers, and how versions differ.

mod copy;
mod diff;
mod exchange;
mod suggest;
mod usage;

pub use copy::copy_lexicons;
pub use diff::{CodingChange, LexiconDiff};
pub use exchange::{export_dictionary, import_dictionary};
pub use suggest::{Among, Suggestions};
pub(super) use usage::PaperUses;
pub use usage::{EntryUse, EntryUses, Unmatched};

use crate::{ProgramError, Workspace};
use stratmine_coding::lexicon::{Finding, LexiconErrors, Severity, check};

/// Checks the lexicons: whether they can be read, whether their examples hold, whether an entry adds nothing.
pub fn check_lexicons(workspace: &Workspace) -> Vec<Finding> {
    match workspace.codebook() {
        Ok(codebook) => check(&codebook),
        Err(ProgramError::Lexicon(LexiconErrors { findings })) => findings,
        Err(other) => vec![Finding::of_file(Severity::Error, "lexicons", other.to_string())],
    }
}
