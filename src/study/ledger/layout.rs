//! Where an index lies, of which format it is and to which corpus it belongs.

use super::LedgerError;
use crate::store::{Disk, Lock};
use std::path::{Path, PathBuf};

/// The format of everything under `index/` but tantivy's own files, which carry their own.
const FORMAT: u32 = 1;

/// What this program keeps in an index folder; anything else there is the user's and is never touched.
const OURS: [&str; 7] = ["root", "documents", "ledger.jsonl", "attempts.jsonl", "run.json", "search", "FORMAT"];

/// The folder of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexLayout {
    folder: PathBuf,
}

/// An index of another format that was moved out of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The format it had.
    pub format: String,
    /// Where it lies now.
    pub folder: PathBuf,
}

impl IndexLayout {
    /// The index at a folder, whether or not there is one yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The ledger.
    pub fn ledger(&self) -> PathBuf {
        self.folder.join("ledger.jsonl")
    }

    /// The readings that were begun.
    pub fn attempts(&self) -> PathBuf {
        self.folder.join("attempts.jsonl")
    }

    /// The manifest of the last run.
    pub fn manifest(&self) -> PathBuf {
        self.folder.join("run.json")
    }

    /// The folder of coded documents.
    pub fn documents(&self) -> PathBuf {
        self.folder.join("documents")
    }

    /// The folder of the search index.
    pub fn search(&self) -> PathBuf {
        self.folder.join("search")
    }

    fn format(&self) -> PathBuf {
        self.folder.join("FORMAT")
    }

    fn root(&self) -> PathBuf {
        self.folder.join("root")
    }

    /// Takes the right to write to this index.
    ///
    /// # Errors
    /// [`crate::store::StoreError::Locked`] where another process has it.
    pub fn lock(&self, disk: &dyn Disk) -> Result<Lock, LedgerError> {
        Ok(disk.lock(&self.folder.join("lock"))?)
    }

    /// The corpus root the index belongs to, or `None` where there is no index yet.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn recorded_root(&self, disk: &dyn Disk) -> Result<Option<PathBuf>, LedgerError> {
        Ok(disk.read_if_there(&self.root())?.map(path_of_bytes))
    }

    /// Whether the folder is one that an index was made in.
    pub fn is_there(&self) -> bool {
        self.root().is_file() && self.format().is_file()
    }

    /// Checks, for reading, that there is an index here that this program can read.
    ///
    /// # Errors
    /// [`LedgerError::NoIndex`], [`LedgerError::OtherFormat`].
    pub fn check(&self, disk: &dyn Disk) -> Result<(), LedgerError> {
        match self.found_format(disk)? {
            None => Err(LedgerError::NoIndex { path: self.folder.clone() }),
            Some(found) if found == FORMAT.to_string() => Ok(()),
            Some(found) => Err(LedgerError::OtherFormat { path: self.folder.clone(), found, expected: FORMAT }),
        }
    }

    /// Checks, for reading, that the index belongs to a corpus.
    ///
    /// # Errors
    /// [`LedgerError::OtherRoot`].
    pub fn check_root(&self, disk: &dyn Disk, root: &Path) -> Result<(), LedgerError> {
        match self.recorded_root(disk)? {
            Some(recorded) if recorded != root => {
                Err(LedgerError::OtherRoot { path: self.folder.clone(), recorded, asked: root.to_owned() })
            }
            _ => Ok(()),
        }
    }

    /// Makes this folder, whose lock the caller holds, the index of the corpus at `root` (a canonical path). An index of
    /// another format is set aside into a folder within and never misread.
    ///
    /// # Errors
    /// [`LedgerError::OtherRoot`] where it belongs to another corpus, [`LedgerError::Store`].
    pub fn prepare(&self, disk: &dyn Disk, root: &Path) -> Result<Option<SetAside>, LedgerError> {
        let found = self.found_format(disk)?;
        let ours = found.as_deref() == Some(FORMAT.to_string().as_str());
        if ours || (found.is_none() && disk.has(&self.ledger())) {
            self.check_root(disk, root)?;
            if ours && self.recorded_root(disk)?.is_some() {
                return Ok(None);
            }
        }
        let set_aside = match found {
            Some(format) if format != FORMAT.to_string() => {
                let folder = self.set_aside(disk)?;
                Some(SetAside { format, folder })
            }
            _ => None,
        };
        // The format comes last: without it there is no index, and an interrupted start begins again.
        disk.write(&self.root(), root.as_os_str().as_encoded_bytes())?;
        disk.write(&self.format(), format!("{FORMAT}\n").as_bytes())?;
        Ok(set_aside)
    }

    fn found_format(&self, disk: &dyn Disk) -> Result<Option<String>, LedgerError> {
        let bytes = disk.read_if_there(&self.format())?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()))
    }

    /// Puts all that an index is made of into a folder within, whose path is given back; the caller holds the lock.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn set_aside(&self, disk: &dyn Disk) -> Result<PathBuf, LedgerError> {
        let target = (1..=u32::MAX)
            .map(|number| self.folder.join(format!("set-aside-{number}")))
            .find(|path| !disk.has(path))
            .unwrap_or_else(|| self.folder.join("set-aside"));
        disk.create_folder(&target)?;
        for name in OURS {
            let path = self.folder.join(name);
            if disk.has(&path) {
                disk.rename(&path, &target.join(name))?;
            }
        }
        Ok(target)
    }
}

#[cfg(unix)]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RealDisk;
    use crate::store::failing::FailingDisk;
    use stratmine_model::Hints as _;

    #[test]
    fn an_index_belongs_to_one_root() {
        let folder = tempfile::tempdir().unwrap();
        let layout = IndexLayout::at(folder.path());
        assert!(matches!(layout.check(&RealDisk), Err(LedgerError::NoIndex { .. })));
        assert_eq!(layout.prepare(&RealDisk, Path::new("/papers")).unwrap(), None);
        assert_eq!(layout.prepare(&RealDisk, Path::new("/papers")).unwrap(), None);
        layout.check(&RealDisk).unwrap();
        let refused = layout.prepare(&RealDisk, Path::new("/others")).unwrap_err().with_hints();
        assert!(refused.contains("/papers") && refused.contains("/others") && refused.contains("--index"), "{refused}");
    }

    #[test]
    fn another_format_is_set_aside_whole_and_the_users_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let layout = IndexLayout::at(folder.path());
        for (name, text) in [("FORMAT", "0\n"), ("ledger.jsonl", "?"), ("documents/ab/x", "?"), ("README.md", "mine")] {
            RealDisk.write(&folder.path().join(name), text.as_bytes()).unwrap();
        }
        assert!(matches!(layout.check(&RealDisk), Err(LedgerError::OtherFormat { .. })));
        let moved = layout.prepare(&RealDisk, Path::new("/papers")).unwrap().unwrap();
        assert_eq!(moved, SetAside { format: "0".into(), folder: folder.path().join("set-aside-1") });
        assert!(RealDisk.has(&moved.folder.join("documents/ab/x")) && !RealDisk.has(&layout.ledger()));
        assert_eq!(RealDisk.read(&folder.path().join("README.md")).unwrap(), b"mine");
        layout.check(&RealDisk).unwrap();
    }

    #[test]
    fn a_start_that_breaks_anywhere_can_be_made_again() {
        for changes in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let layout = IndexLayout::at(folder.path());
            RealDisk.write(&folder.path().join("FORMAT"), b"0").unwrap();
            RealDisk.write(&layout.ledger(), b"of another format").unwrap();
            let whole = layout.prepare(&FailingDisk::after(changes), Path::new("/papers")).is_ok();
            layout.prepare(&RealDisk, Path::new("/papers")).unwrap();
            layout.check(&RealDisk).unwrap();
            assert!(!RealDisk.has(&layout.ledger()), "an old ledger was kept after {changes} changes");
            if whole {
                return;
            }
        }
    }
}
