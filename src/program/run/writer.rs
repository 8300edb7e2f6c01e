//! The one place where results are written down, in a deterministic order and in batches.
//!
//! The order of a batch is: coded documents, search index, ledger. Whatever the ledger names is therefore there, however
//! the program ends, and what it does not name is done again.

use super::ProgramError;
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::{DocumentId, ReadStatus};
use stratmine_search::index::{self, IndexError};
use stratmine_study::ledger::{Documents, Encoded, Entry, IndexLayout, Ledger, LedgerError};
use stratmine_study::store::{Disk, Staged};

/// When a batch is full and is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BatchLimits {
    /// Most files.
    files: usize,
    /// Most bytes of coded documents (compressed).
    bytes: usize,
}

impl BatchLimits {
    /// Of a run: so many files are read again after a kill. A commit costs some 20 ms, which is little next to the reading
    /// of 25 papers. Few in tests, so that they see several.
    pub(crate) const RUN: Self = Self { files: if cfg!(test) { 2 } else { 25 }, bytes: 64 * 1024 * 1024 };
    /// One batch for all that is put: for work that costs less than the commits of several batches.
    pub(crate) const NONE: Self = Self { files: usize::MAX, bytes: usize::MAX };
}

/// Who speaks for a document: its first file by name, one that the corpus table keeps out only if there is no other.
type Rank = (bool, String);

/// A coded document as it is to be written down.
pub(crate) struct Written {
    /// As it is kept.
    pub(crate) encoded: Encoded,
    /// As it is indexed.
    pub(crate) units: index::Units,
    /// Whether it was coded before, and what is indexed of it is as it was then.
    pub(crate) indexed_alike: bool,
}

/// The state of an index while a run writes to it.
pub(crate) struct CorpusWriter<'b> {
    disk: &'b dyn Disk,
    layout: &'b IndexLayout,
    limits: BatchLimits,
    documents: Documents<'b>,
    ledger: Ledger,
    /// The files that hold each document's bytes; the first speaks for it.
    holders: BTreeMap<DocumentId, BTreeSet<Rank>>,
    index: Option<index::Writer>,
    /// Whether the search index was made again in this run, without the documents that are going to be taken.
    rebuilt: bool,
    staged: Vec<Staged>,
    staged_bytes: usize,
    entries: usize,
    /// Documents that may have lost their last file.
    orphans: BTreeSet<DocumentId>,
}

fn rank(entry: &Entry) -> Rank {
    (entry.is_kept_out(), entry.file.clone())
}

impl<'b> CorpusWriter<'b> {
    pub(crate) fn new(disk: &'b dyn Disk, layout: &'b IndexLayout, ledger: Ledger, limits: BatchLimits) -> Self {
        let mut holders: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for entry in ledger.present().filter(|entry| entry.outcome == ReadStatus::Coded) {
            if let Some(id) = entry.id {
                holders.entry(id).or_default().insert(rank(entry));
            }
        }
        Self {
            disk,
            layout,
            limits,
            documents: Documents::of(disk, layout),
            ledger,
            holders,
            index: None,
            rebuilt: false,
            staged: Vec::new(),
            staged_bytes: 0,
            entries: 0,
            orphans: BTreeSet::new(),
        }
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub(crate) fn into_ledger(self) -> Ledger {
        self.ledger
    }

    /// Files that gave way to another of the same bytes which has since changed or gone: they must be read again to
    /// speak for themselves.
    pub(crate) fn duplicates_to_read(&self) -> Vec<String> {
        let firsts = self.holders.values().filter_map(BTreeSet::first);
        let entries = firsts.filter_map(|(_, file)| self.ledger.get(file));
        // One that the corpus table keeps out gave way without a word, and has no coded document of its own.
        let gave_way = |entry: &&Entry| entry.same_as.is_some() || entry.checksum.is_none();
        entries.filter(gave_way).map(|entry| entry.file.clone()).collect()
    }

    /// Opens the search index. One that is of another format or damaged is made again; then the answer is `false`.
    pub(crate) fn open_index(&mut self) -> Result<bool, ProgramError> {
        self.open_index_by(index::Writer::open)
    }

    /// As [`CorpusWriter::open_index`], for a change of few documents: not every byte is looked at first.
    pub(crate) fn open_index_unchecked(&mut self) -> Result<bool, ProgramError> {
        self.open_index_by(index::Writer::open_unchecked)
    }

    fn open_index_by(
        &mut self,
        open: fn(&std::path::Path) -> Result<index::Writer, IndexError>,
    ) -> Result<bool, ProgramError> {
        match open(&self.layout.search()) {
            Ok(writer) => {
                self.index = Some(writer);
                Ok(true)
            }
            Err(IndexError::Format { .. } | IndexError::Damaged { .. } | IndexError::Fault { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Fills a new search index from the coded documents that are counted, but for those of the `busy` files, which are
    /// going to be read. Returns the files whose documents are not what the ledger says.
    pub(crate) fn rebuild_index(&mut self, busy: &BTreeSet<String>) -> Result<Vec<String>, ProgramError> {
        self.index = None;
        self.rebuilt = true;
        self.disk.remove(&self.layout.search())?;
        self.index()?;
        let idle = |entry: &&Entry| !busy.contains(&entry.file);
        let counted: Vec<_> = self.ledger.counted().filter(idle).cloned().collect();
        let mut wrong = Vec::new();
        for Entry { file, id, checksum, .. } in counted {
            let Some(id) = id else { continue };
            match self.documents.read_as(id, &checksum.unwrap_or_default()) {
                Ok(document) if document.file == file => self.index()?.add(&document)?,
                Ok(_) | Err(LedgerError::Damaged { .. }) => wrong.push(file),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(wrong)
    }

    /// Notes that a file is gone; its coded document stays until it is pruned.
    pub(crate) fn mark_removed(&mut self, file: &str) -> Result<(), ProgramError> {
        self.release(file, None)?;
        if let Some(entry) = self.ledger.get_mut(file) {
            entry.removed = true;
            self.entries += 1;
        }
        Ok(())
    }

    /// Sets an entry that no reading stands behind.
    pub(crate) fn set_entry(&mut self, entry: Entry) -> Result<(), ProgramError> {
        if entry.outcome != ReadStatus::Coded {
            let held = self.release(&entry.file, None)?;
            self.orphans.extend(held);
        }
        self.ledger.put(entry);
        self.entries += 1;
        Ok(())
    }

    /// Takes the result of a reading or coding: the entry, and for a coded file its document.
    pub(crate) fn put(&mut self, mut entry: Entry, coded: Option<Written>) -> Result<(), ProgramError> {
        let before = self.ledger.get(&entry.file);
        let was_indexed = !self.rebuilt && before.is_some_and(Entry::is_counted);
        let held = self.release(&entry.file, coded.as_ref().map(|written| written.units.document()))?;
        self.orphans.extend(held);
        if let Some(Written { encoded, units, indexed_alike }) = coded {
            let id = units.document();
            let files = self.holders.entry(id).or_default();
            files.insert(rank(&entry));
            let others: Vec<_> = files.iter().filter(|(_, file)| *file != entry.file).cloned().collect();
            let first = files.first().map(|(_, file)| file.clone()).unwrap_or_default();
            if first == entry.file {
                self.staged.extend(self.documents.stage(id, &encoded)?);
                self.staged_bytes += encoded.size();
                self.yield_to(&others, &entry);
                entry.checksum = Some(encoded.checksum);
                if entry.is_counted() {
                    if !(was_indexed && indexed_alike) {
                        self.index()?.put(&units)?;
                    }
                } else {
                    self.index()?.remove(id);
                }
            } else if !entry.is_kept_out() {
                entry.same_as = Some(first);
            }
            self.orphans.remove(&id);
        }
        self.ledger.put(entry);
        self.entries += 1;
        if self.entries >= self.limits.files || self.staged_bytes >= self.limits.bytes {
            self.commit()?;
        }
        Ok(())
    }

    /// Writes down what was taken since the last time.
    pub(crate) fn commit(&mut self) -> Result<(), ProgramError> {
        self.write_down(Ledger::append)
    }

    /// Writes down what was taken since the last time, so that all of it lasts. Returns the ledger as it then is.
    pub(crate) fn finish(mut self) -> Result<Ledger, ProgramError> {
        self.write_down(Ledger::save)?;
        Ok(self.ledger)
    }

    fn write_down(
        &mut self,
        list: fn(&mut Ledger, &dyn Disk, &IndexLayout) -> Result<(), LedgerError>,
    ) -> Result<(), ProgramError> {
        self.documents.persist(std::mem::take(&mut self.staged))?;
        if let Some(index) = &mut self.index {
            index.commit()?;
        }
        list(&mut self.ledger, self.disk, self.layout)?;
        for id in std::mem::take(&mut self.orphans) {
            if !self.holders.contains_key(&id) {
                self.documents.remove(id)?;
            }
        }
        self.staged_bytes = 0;
        self.entries = 0;
        Ok(())
    }

    fn index(&mut self) -> Result<&mut index::Writer, ProgramError> {
        let writer = match self.index.take() {
            Some(writer) => writer,
            None => index::Writer::open(&self.layout.search())?,
        };
        Ok(self.index.insert(writer))
    }

    /// Marks the other files of a document as duplicates of the one that speaks for it. What was decided on the document
    /// holds in all of them.
    fn yield_to(&mut self, others: &[Rank], first: &Entry) {
        for (out, file) in others {
            let Some(entry) = self.ledger.get_mut(file) else { continue };
            entry.checksum = None;
            entry.counts.clone_from(&first.counts);
            // Those that are out for the table's reasons keep them.
            if !out {
                entry.same_as = Some(first.file.clone());
            }
        }
    }

    /// Takes a file out of the holders of its document, and that out of the search index if the file spoke for it, unless
    /// the file holds it still (`now`). Returns the document it held, which may have lost its last file.
    fn release(&mut self, file: &str, now: Option<DocumentId>) -> Result<Option<DocumentId>, ProgramError> {
        let Some(id) = self.ledger.get(file).and_then(|entry| entry.id) else {
            return Ok(None);
        };
        let Some(files) = self.holders.get_mut(&id) else {
            return Ok(None);
        };
        let spoke = files.first().is_some_and(|(_, first)| first == file);
        files.retain(|(_, other)| other != file);
        if files.is_empty() {
            self.holders.remove(&id);
        }
        if spoke && now != Some(id) {
            self.index()?.remove(id);
        }
        Ok(Some(id))
    }
}
