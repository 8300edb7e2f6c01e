//! What was done to which file? The ledger keeps, for every file of a corpus, how its reading ended and what was found,
//! and the coded documents themselves.
//!
//! What goes in: an [`Entry`] a file and a [`CodedPaper`](stratmine_model::CodedPaper) a document. What comes out: the
//! same, checked. On disk it is the folder `index/` without the search index: `FORMAT`, `root`, `lock`, `ledger.jsonl`,
//! `attempts.jsonl`, `run.json`, `documents/ab/<sha256>.json.zst` with `<sha256>.summary` beside it. All of it can be
//! deleted and made again from the papers.
//!
//! The ledger knows nothing of how a file is read, coded or searched.

mod attempts;
mod documents;
mod entry;
mod layout;
mod manifest;

pub use attempts::Attempts;
pub use documents::{Documents, Encoded};
pub use entry::{Counts, Entry, LeftOut};
pub use layout::{IndexLayout, SetAside};
pub use manifest::{Input, Learnt, Manifest};

use crate::store::{Disk, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use stratmine_model::Hints;

/// What can go wrong with the state of an index.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum LedgerError {
    /// A file could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder holds no index.
    #[error("there is no index at {path}", path = .path.display())]
    NoIndex { path: PathBuf },
    /// The index was written in another format.
    #[error(
        "the index at {path} has format {found:?}, and this program reads format {expected}",
        path = .path.display()
    )]
    OtherFormat { path: PathBuf, found: String, expected: u32 },
    /// The index belongs to another corpus.
    #[error(
        "the index at {path} belongs to the corpus {recorded}, not to {asked}",
        path = .path.display(), recorded = .recorded.display(), asked = .asked.display()
    )]
    OtherRoot { path: PathBuf, recorded: PathBuf, asked: PathBuf },
    /// A file of the index does not hold what it should.
    #[error("{path} is damaged: {why}", path = .path.display())]
    Damaged { path: PathBuf, why: String },
    /// A record could not be put into bytes.
    #[error("cannot write {path}: {why}", path = .path.display())]
    Encode { path: PathBuf, why: String },
}

impl Hints for LedgerError {
    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::Store(error) => return error.hints(),
            Self::NoIndex { .. } => "`stratmine run` makes one; --index names another place",
            Self::OtherFormat { .. } => "`stratmine run` sets it aside and makes a new one",
            Self::OtherRoot { .. } => "name another index for this corpus with --index",
            Self::Damaged { .. } => "`stratmine run --force` makes it again from the papers",
            Self::Encode { .. } => return Vec::new(),
        };
        vec![hint.to_owned()]
    }
}

/// The entries of all files, by file.
///
/// On disk it has a line an entry. A run adds the lines of each batch and an empty one after them, of several on one file
/// the last holds, and in the end it writes the ledger whole: a long run does not write it anew for every few papers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    entries: BTreeMap<String, Entry>,
    /// The files whose entries are not on disk yet.
    changed: BTreeSet<String>,
    /// Whether a whole ledger is on disk, so that more can be added.
    whole: bool,
}

impl Ledger {
    /// Reads the ledger of an index; an empty one where there is none yet.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`] with the line that cannot be read, [`LedgerError::Store`].
    pub fn load(disk: &dyn Disk, layout: &IndexLayout) -> Result<Self, LedgerError> {
        let path = layout.ledger();
        let bytes = disk.read_if_there(&path)?.unwrap_or_default();
        let last = bytes.windows(BATCH_END.len()).rposition(|end| end == BATCH_END).map(|at| at + BATCH_END.len());
        // A batch without its end is being added, or was when the program was killed: of it nothing holds. After a run that
        // ended it is damage, and who knows what else is gone. An earlier version wrote no ends of batches.
        let whole = last.filter(|_| disk.has(&layout.attempts())).unwrap_or(bytes.len());
        let entries = read_lines(&path, bytes.get(..whole).unwrap_or_default())?;
        let entries = entries.into_iter().map(|entry: Entry| (entry.file.clone(), entry)).collect();
        Ok(Self { entries, changed: BTreeSet::new(), whole: last == Some(bytes.len()) })
    }

    /// Writes the ledger, one line a file, sorted by file.
    ///
    /// # Errors
    /// [`LedgerError::Store`]; the old ledger then stands.
    pub fn save(&mut self, disk: &dyn Disk, layout: &IndexLayout) -> Result<(), LedgerError> {
        let path = layout.ledger();
        disk.write(&path, &lines(&path, self.entries.values())?)?;
        self.changed.clear();
        self.whole = true;
        Ok(())
    }

    /// Adds the entries that changed to the ledger on disk. They survive the end of the process, not a power cut:
    /// [`Ledger::save`] makes them last.
    ///
    /// # Errors
    /// [`LedgerError::Store`]; entries that were not added whole are as they were.
    pub fn append(&mut self, disk: &dyn Disk, layout: &IndexLayout) -> Result<(), LedgerError> {
        if !self.whole {
            return self.save(disk, layout);
        }
        let path = layout.ledger();
        let changed = self.changed.iter().filter_map(|file| self.entries.get(file));
        let added = lines(&path, changed)?;
        // Where that fails, half of it may be there.
        self.whole = false;
        disk.append(&path, &added)?;
        self.whole = true;
        self.changed.clear();
        Ok(())
    }

    /// The entry of a file.
    pub fn get(&self, file: &str) -> Option<&Entry> {
        self.entries.get(file)
    }

    /// The entry of a file, to be changed.
    pub fn get_mut(&mut self, file: &str) -> Option<&mut Entry> {
        let entry = self.entries.get_mut(file)?;
        self.changed.insert(file.to_owned());
        Some(entry)
    }

    /// Sets the entry of its file.
    pub fn put(&mut self, entry: Entry) {
        self.changed.insert(entry.file.clone());
        self.entries.insert(entry.file.clone(), entry);
    }

    /// Forgets a file; [`Ledger::save`] makes it gone.
    pub fn forget(&mut self, file: &str) -> Option<Entry> {
        self.entries.remove(file)
    }

    /// Every entry, removed ones too, sorted by file.
    pub fn all(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// The entries of the files that are there, sorted by file.
    pub fn present(&self) -> impl Iterator<Item = &Entry> {
        self.all().filter(|entry| !entry.removed)
    }

    /// The entries that tallies and search speak of, sorted by file.
    pub fn counted(&self) -> impl Iterator<Item = &Entry> {
        self.all().filter(|entry| entry.is_counted())
    }
}

/// Reads JSON Lines.
fn read_lines<T: serde::de::DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<Vec<T>, LedgerError> {
    bytes
        .split(|byte| *byte == b'\n')
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
        .map(|(number, line)| {
            serde_json::from_slice(line).map_err(|error| LedgerError::Damaged {
                path: path.to_owned(),
                why: format!("line {}: {error}", number + 1),
            })
        })
        .collect()
}

/// What a batch of entries ends with: the end of its last line, and an empty line.
const BATCH_END: &[u8] = b"\n\n";

/// A batch of entries as JSON Lines, with its end.
fn lines<'e>(path: &Path, entries: impl Iterator<Item = &'e Entry>) -> Result<Vec<u8>, LedgerError> {
    let mut bytes = Vec::new();
    for entry in entries {
        push_line(path, &mut bytes, entry)?;
    }
    bytes.push(b'\n');
    Ok(bytes)
}

/// Adds one line of JSON Lines.
fn push_line<T: serde::Serialize>(path: &Path, bytes: &mut Vec<u8>, value: &T) -> Result<(), LedgerError> {
    serde_json::to_writer(&mut *bytes, value)
        .map_err(|error| LedgerError::Encode { path: path.to_owned(), why: error.to_string() })?;
    bytes.push(b'\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RealDisk;
    use crate::store::failing::{FailingDisk, Fault};
    use stratmine_model::{ReadResult, ReadStatus};

    fn entry(file: &str) -> Entry {
        Entry {
            modified_ns: 1_700_000_000_123_456_789,
            ..Entry::ended(file, &ReadResult::because(ReadStatus::NoText, "none"))
        }
    }

    #[test]
    fn a_ledger_comes_back_as_it_was_written_sorted_by_file() {
        let folder = tempfile::tempdir().unwrap();
        let layout = IndexLayout::at(folder.path());
        let mut ledger = Ledger::default();
        for file in ["b.pdf", "a/ä.pdf", "c\n\"d\".pdf"] {
            ledger.put(entry(file));
        }
        ledger.save(&RealDisk, &layout).unwrap();
        let back = Ledger::load(&RealDisk, &layout).unwrap();
        assert_eq!(back, ledger);
        assert_eq!(
            back.all().map(|entry| entry.file.as_str()).collect::<Vec<_>>(),
            ["a/ä.pdf", "b.pdf", "c\n\"d\".pdf"]
        );
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let layout = IndexLayout::at(folder.path());
        let mut ledger = Ledger::default();
        ledger.put(entry("a.pdf"));
        ledger.save(&RealDisk, &layout).unwrap();
        let old = ledger.clone();
        ledger.put(entry("b.pdf"));
        for changes in 0..2 {
            ledger.save(&FailingDisk::after(changes), &layout).unwrap_err();
            assert_eq!(Ledger::load(&RealDisk, &layout).unwrap(), old, "after {changes} changes");
        }
        ledger.save(&FailingDisk::after(2), &layout).unwrap();
        assert_eq!(Ledger::load(&RealDisk, &layout).unwrap(), ledger);
    }

    #[test]
    fn entries_are_added_and_the_last_of_a_file_holds_however_the_adding_breaks_off() {
        let folder = tempfile::tempdir().unwrap();
        let layout = IndexLayout::at(folder.path());
        let mut ledger = Ledger::default();
        ledger.put(entry("a.pdf"));
        ledger.put(entry("b.pdf"));
        ledger.append(&RealDisk, &layout).unwrap();
        RealDisk.write(&layout.attempts(), b"").unwrap();
        ledger.get_mut("a.pdf").unwrap().removed = true;
        ledger.append(&FailingDisk::by(Fault::Torn, 0), &layout).unwrap_err();
        let mut back = Ledger::load(&RealDisk, &layout).unwrap();
        assert_eq!(back.all().filter(|entry| entry.removed).count(), 0, "half a line was read");
        RealDisk.remove(&layout.attempts()).unwrap();
        assert!(matches!(Ledger::load(&RealDisk, &layout), Err(LedgerError::Damaged { .. })));
        // Nothing is added after half a line.
        back.put(entry("c.pdf"));
        back.append(&RealDisk, &layout).unwrap();
        back.get_mut("a.pdf").unwrap().removed = true;
        back.append(&RealDisk, &layout).unwrap();
        let back = Ledger::load(&RealDisk, &layout).unwrap();
        let removed: Vec<_> = back.all().map(|entry| (entry.file.as_str(), entry.removed)).collect();
        assert_eq!(removed, [("a.pdf", true), ("b.pdf", false), ("c.pdf", false)]);
        let lines = RealDisk.read(&layout.ledger()).unwrap().split(|byte| *byte == b'\n').count() - 1;
        // Three whole, one added, and an empty one after each batch.
        assert_eq!(lines, 6);
    }

    #[test]
    fn a_damaged_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let layout = IndexLayout::at(folder.path());
        let mut ledger = Ledger::default();
        ledger.put(entry("a.pdf"));
        ledger.save(&RealDisk, &layout).unwrap();
        RealDisk.append(&layout.ledger(), b"{\"file\":\n").unwrap();
        let error = Ledger::load(&RealDisk, &layout).unwrap_err().to_string();
        assert!(error.contains("ledger.jsonl") && error.contains("line 3"), "{error}");
    }
}
