//! Which papers of the folder an index does not speak of.

use super::Corpus;
use crate::ProgramError;
use crate::run::plan;
use stratmine_model::Format;

/// Papers that are in the folder and that search does not cover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uncovered {
    /// Those that the last run has not seen.
    pub new: usize,
    /// Those that have changed since, and are covered as they were.
    pub changed: usize,
    /// Those that could not be coded.
    pub not_coded: usize,
    /// Those whose row of the metadata table has changed since, and which are counted by what it said before.
    pub redescribed: usize,
}

impl Corpus<'_> {
    /// Which papers of the folder search does not cover; none where the folder is not there. What the metadata table leaves
    /// out is left out on purpose. No paper is opened.
    ///
    /// # Errors
    /// Where the ledger is damaged or the folder cannot be looked at.
    pub fn uncovered(&self) -> Result<Uncovered, ProgramError> {
        let mut uncovered = Uncovered::default();
        let Some(root) = self.root()?.filter(|root| root.is_dir()) else { return Ok(uncovered) };
        let ledger = self.ledger()?;
        // A table that cannot be read is refused by the next run, which names its faults.
        let table = self.workspace.table_as_typed(&root).ok();
        for found in self.workspace.walk(&root)?.found.iter().filter(|found| found.format != Format::Other) {
            let known = ledger.get(&found.file).filter(|entry| !entry.removed);
            match known {
                None => uncovered.new += 1,
                Some(entry) if (entry.bytes, entry.modified_ns) != (found.bytes, found.modified_ns) => {
                    uncovered.changed += 1;
                }
                Some(entry) => uncovered.not_coded += usize::from(!entry.outcome.is_coded()),
            }
            let redescribed =
                known.zip(table.as_ref()).is_some_and(|(entry, table)| plan::is_redescribed(entry, table));
            uncovered.redescribed += usize::from(redescribed);
        }
        Ok(uncovered)
    }
}
