//! An index opened for reading: its ledger, its records and its search index, each loaded when it is first asked for.
//!
//! What goes in: a [`Workspace`]. What comes out: what the other queries are made of. Nothing here waits for a writer.

use super::paper_cache::{CachedPaper, PaperCache};
use crate::{ProgramError, Workspace};
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use stratmine_coding::lexicon::Codebook;
use stratmine_model::{CodedPaper, DocumentId};
use stratmine_search::index::Reader;
use stratmine_study::ledger::{Documents, Entry, IndexLayout, Ledger, Manifest};
use stratmine_study::store::RealDisk;

/// An index opened for reading.
pub struct Corpus<'p> {
    pub(super) workspace: &'p Workspace,
    home: IndexLayout,
    ledger: OnceLock<Ledger>,
    codebook: OnceLock<Arc<Codebook>>,
    reader: OnceLock<Reader>,
    pub(super) cache: Option<Arc<PaperCache>>,
}

/// The value of a cell that is filled when it is first asked for.
fn once<T>(cell: &OnceLock<T>, load: impl FnOnce() -> Result<T, ProgramError>) -> Result<&T, ProgramError> {
    if let Some(value) = cell.get() {
        return Ok(value);
    }
    let value = load()?;
    Ok(cell.get_or_init(|| value))
}

impl<'p> Corpus<'p> {
    /// Opens the index of a place.
    ///
    /// # Errors
    /// [`ProgramError`] where there is no index, or it belongs to another corpus than the one that was named.
    pub fn open(workspace: &'p Workspace) -> Result<Self, ProgramError> {
        Self::open_with(workspace, None)
    }

    /// The same, with the papers kept in memory that were read before.
    ///
    /// # Errors
    /// As for [`Corpus::open`].
    pub fn open_cached(workspace: &'p Workspace, cache: &Arc<PaperCache>) -> Result<Self, ProgramError> {
        Self::open_with(workspace, Some(Arc::clone(cache)))
    }

    fn open_with(workspace: &'p Workspace, cache: Option<Arc<PaperCache>>) -> Result<Self, ProgramError> {
        let home = workspace.open(&RealDisk)?;
        let (ledger, codebook, reader) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Ok(Self { workspace, home, ledger, codebook, reader, cache })
    }

    /// Where its files lie.
    pub(super) const fn layout(&self) -> &IndexLayout {
        &self.home
    }

    /// What became of each file.
    ///
    /// # Errors
    /// [`ProgramError::Ledger`] where the ledger is damaged.
    pub fn ledger(&self) -> Result<&Ledger, ProgramError> {
        once(&self.ledger, || Ok(Ledger::load(&RealDisk, &self.home)?))
    }

    /// The lexicons in use.
    ///
    /// # Errors
    /// [`ProgramError::Lexicon`] where they cannot be used.
    pub fn codebook(&self) -> Result<&Codebook, ProgramError> {
        let load = || match &self.cache {
            Some(cache) => cache.codebook(self.workspace.lexicons_hash()?, || self.workspace.codebook()),
            None => Ok(Arc::new(self.workspace.codebook()?)),
        };
        Ok(once(&self.codebook, load)?)
    }

    /// The lexicons in use, for what is to go by the same ones as the papers.
    ///
    /// # Errors
    /// [`ProgramError::OtherLexicons`] where the papers were coded by others, and as for [`Corpus::codebook`].
    pub fn codebook_of_papers(&self) -> Result<&Codebook, ProgramError> {
        let manifest = self.manifest()?.filter(|manifest| !manifest.lexicons.is_empty());
        match manifest {
            Some(manifest) if manifest.lexicons != self.workspace.lexicons_hash()? => {
                Err(ProgramError::OtherLexicons { coded_by: manifest.codebook })
            }
            _ => self.codebook(),
        }
    }

    /// The search index.
    ///
    /// # Errors
    /// [`ProgramError::Index`] where it cannot be opened.
    pub fn reader(&self) -> Result<&Reader, ProgramError> {
        once(&self.reader, || Ok(Reader::open(&self.home.search())?))
    }

    /// The manifest of the last run.
    ///
    /// # Errors
    /// [`ProgramError::Ledger`] where it cannot be read.
    pub fn manifest(&self) -> Result<Option<Manifest>, ProgramError> {
        Ok(Manifest::load(&RealDisk, &self.home)?)
    }

    /// The codebook's outcome categories in its order, then others that papers have.
    ///
    /// # Errors
    /// As for [`Corpus::manifest`].
    pub fn categories(&self) -> Result<Vec<String>, ProgramError> {
        Ok(self.manifest()?.unwrap_or_default().all_categories())
    }

    /// The folder of the papers, where it is known.
    ///
    /// # Errors
    /// [`ProgramError`] where the folder that was named is not there.
    pub fn root(&self) -> Result<Option<PathBuf>, ProgramError> {
        self.workspace.root(&RealDisk)
    }

    /// The files that are counted, each with the id of its record, in the order of the ledger.
    ///
    /// # Errors
    /// As for [`Corpus::ledger`].
    pub fn counted(&self) -> Result<Vec<(&str, DocumentId)>, ProgramError> {
        Ok(self.ledger()?.counted().filter_map(|entry| Some((entry.file.as_str(), entry.id?))).collect())
    }

    /// The record of a paper.
    ///
    /// # Errors
    /// [`ProgramError::Ledger`] where it is missing or damaged.
    pub fn read(&self, id: DocumentId) -> Result<CodedPaper, ProgramError> {
        Ok(Documents::of(&RealDisk, &self.home).read(id)?)
    }

    /// What `look` makes of each file that is there, in the order of the ledger; it gets the record of those that are
    /// counted. The records are read on all processor cores.
    ///
    /// # Errors
    /// [`ProgramError::Ledger`] where the ledger or a record is damaged.
    pub fn each<T: Send>(
        &self,
        look: impl Fn(&Entry, Option<&CodedPaper>) -> T + Sync,
    ) -> Result<Vec<T>, ProgramError> {
        self.each_kept(|entry, kept| look(entry, kept.map(|kept| &kept.paper)))
    }

    /// The same, with what was worked out from each paper.
    pub(super) fn each_kept<T: Send>(
        &self,
        look: impl Fn(&Entry, Option<&Arc<CachedPaper>>) -> T + Sync,
    ) -> Result<Vec<T>, ProgramError> {
        let entries: Vec<&Entry> = self.ledger()?.present().collect();
        let look = |entry: &&Entry| match entry.id.filter(|_| entry.is_counted()) {
            Some(id) => Ok(look(entry, Some(&self.kept(entry, id)?))),
            None => Ok(look(entry, None)),
        };
        entries.par_iter().map(look).collect()
    }

    /// The record of an entry, from memory where it is kept there.
    pub(super) fn kept(&self, entry: &Entry, id: DocumentId) -> Result<Arc<CachedPaper>, ProgramError> {
        match (&self.cache, &entry.checksum) {
            (Some(cache), Some(checksum)) => cache.paper(id, checksum, || self.read(id)),
            _ => Ok(Arc::new(CachedPaper::new(self.read(id)?))),
        }
    }

    /// What `look` makes of the record of each paper that is counted, in the order of the ledger.
    ///
    /// # Errors
    /// As for [`Corpus::each`].
    pub fn papers<T: Send>(&self, look: impl Fn(&CodedPaper) -> T + Sync) -> Result<Vec<T>, ProgramError> {
        Ok(self.each(|_, record| record.map(&look))?.into_iter().flatten().collect())
    }
}
