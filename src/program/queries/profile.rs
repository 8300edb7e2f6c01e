//! The theory profiles of papers: entry point, partnering type and rank, domains, outcomes, each with its evidence.

use super::Corpus;
use crate::ProgramError;
use std::collections::BTreeSet;
use stratmine_model::CodedPaper;

impl Corpus<'_> {
    /// What `look` makes of the records of some papers, named by their files below the corpus, or of all, in the order of
    /// the ledger.
    ///
    /// # Errors
    /// [`ProgramError::NoPaper`] where a paper is not counted; [`ProgramError::Ledger`] where a record is damaged.
    pub fn records<T>(&self, files: &[String], look: impl Fn(CodedPaper) -> T) -> Result<Vec<T>, ProgramError> {
        let counted = self.counted()?;
        let known: BTreeSet<&str> = counted.iter().map(|(file, _)| *file).collect();
        if let Some(missing) = files.iter().find(|file| !known.contains(file.as_str())) {
            return Err(ProgramError::NoPaper { file: missing.clone() });
        }
        let asked = |file: &str| files.is_empty() || files.iter().any(|named| named == file);
        counted.into_iter().filter(|(file, _)| asked(file)).map(|(_, id)| Ok(look(self.read(id)?))).collect()
    }
}
