//! Where are bytes kept? Every durable read, write, rename, remove and lock goes through [`Disk`].
//!
//! What goes in: paths and bytes. What comes out: bytes, or a [`StoreError`] that names the path. A write is atomic: the
//! bytes go to a temporary name in the same folder, are flushed, and take their final name by a rename, so that a reader
//! sees the old content or the new and never half of either. Many small files can be [staged](Disk::stage) first and
//! [persisted](Disk::persist) together, which lets the kernel flush them in one go.
//!
//! The store knows nothing of what the bytes mean. It is a trait so that a test can fail the n-th write.

pub mod failing;
mod real;

pub use real::RealDisk;
pub use stratmine_model::plain;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use stratmine_model::{Hints, is_held};

/// What went wrong with a file or folder.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum StoreError {
    /// A file or folder could not be read.
    #[error("cannot read {path}: {}", plain(.source), path = .path.display())]
    Read { path: PathBuf, source: io::Error },
    /// A file or folder could not be written, renamed or removed.
    #[error("cannot write {path}: {}", plain(.source), path = .path.display())]
    Write { path: PathBuf, source: io::Error },
    /// Another program has the file open, and the system lets nobody replace it.
    #[error("cannot write {path}: another program has it open", path = .path.display())]
    Held { path: PathBuf },
    /// Another process holds the lock.
    #[error("another stratmine is writing here: it holds the lock {path}", path = .path.display())]
    Locked { path: PathBuf },
}

impl Hints for StoreError {
    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::Read { .. } => return Vec::new(),
            Self::Write { .. } => "check the folder's permissions and the free space, then run the command again",
            Self::Held { .. } => {
                "close it there (Excel keeps a table open until it is closed) and run the command again"
            }
            Self::Locked { .. } => "wait until it has finished, or name another folder with --index",
        };
        vec![hint.to_owned()]
    }
}

impl StoreError {
    /// A failed read of `path`.
    pub fn reading(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        |source| Self::Read { path: path.into(), source }
    }

    /// A failed write, rename or removal of `path`.
    pub fn writing(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        |source| Self::Write { path: path.into(), source }
    }

    /// A failed replacement or removal of `path`, which another program may have open.
    pub fn replacing(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        |source| {
            let path = path.into();
            // Windows also denies access to what may not be written; that is seen on the file itself.
            let writable = std::fs::metadata(&path).is_ok_and(|facts| !facts.permissions().readonly());
            if is_held(&source) && writable { Self::Held { path } } else { Self::Write { path, source } }
        }
    }

    /// Whether the file or folder was not there at all.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Read { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

/// Bytes that lie under a temporary name beside their place; dropped before they are persisted, they are removed.
#[derive(Debug)]
pub struct Staged {
    temporary: PathBuf,
    path: PathBuf,
    persisted: bool,
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.persisted {
            // Nothing can be done about a failure here, and a left-over temporary name harms nobody.
            let _ = std::fs::remove_file(&self.temporary);
        }
    }
}

/// The right to write, held until dropped. The operating system gives it back when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// All that is done to durable files.
pub trait Disk: Send + Sync {
    /// The content of a file.
    ///
    /// # Errors
    /// [`StoreError::Read`] where it is missing or cannot be read.
    fn read(&self, path: &Path) -> Result<Vec<u8>, StoreError>;

    /// Whether a file or folder of this name is there.
    fn has(&self, path: &Path) -> bool;

    /// The paths directly in a folder, sorted; none where the folder is missing.
    ///
    /// # Errors
    /// [`StoreError::Read`] where the folder cannot be read.
    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, StoreError>;

    /// Makes a folder and those above it.
    ///
    /// # Errors
    /// [`StoreError::Write`].
    fn create_folder(&self, folder: &Path) -> Result<(), StoreError>;

    /// Writes bytes under a temporary name beside `path`, making its folder where needed; `path` itself is untouched.
    ///
    /// # Errors
    /// [`StoreError::Write`].
    fn stage(&self, path: &Path, bytes: &[u8]) -> Result<Staged, StoreError>;

    /// Flushes staged files and gives each its name, in order. When it returns, they survive a power cut.
    ///
    /// # Errors
    /// [`StoreError::Write`]; files before the failing one have their names, the rest are dropped.
    fn persist(&self, staged: Vec<Staged>) -> Result<(), StoreError>;

    /// Adds bytes to the end of a file, making it where needed. It survives the end of the process, not a power cut.
    ///
    /// # Errors
    /// [`StoreError::Write`].
    fn append(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError>;

    /// Gives a file or folder another name on the same file system.
    ///
    /// # Errors
    /// [`StoreError::Write`].
    fn rename(&self, from: &Path, to: &Path) -> Result<(), StoreError>;

    /// Removes a file or a folder with all it holds; one that is not there is no error.
    ///
    /// # Errors
    /// [`StoreError::Write`].
    fn remove(&self, path: &Path) -> Result<(), StoreError>;

    /// Takes the lock of this name, without waiting.
    ///
    /// # Errors
    /// [`StoreError::Locked`] where another process holds it, [`StoreError::Write`] where it cannot be made.
    fn lock(&self, path: &Path) -> Result<Lock, StoreError>;

    /// The content of a file, or `None` where there is none.
    ///
    /// # Errors
    /// [`StoreError::Read`] where it is there and cannot be read.
    fn read_if_there(&self, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
        match self.read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a file atomically and durably.
    ///
    /// # Errors
    /// [`StoreError::Write`]; the old content then stands.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let staged = self.stage(path, bytes)?;
        self.persist(vec![staged])
    }

    /// Removes the temporary names that killed processes left in a folder and the folders directly in it.
    ///
    /// # Errors
    /// [`StoreError`] where a folder cannot be read or a name not be removed.
    fn remove_temporary_files(&self, folder: &Path) -> Result<(), StoreError> {
        for path in self.list(folder)? {
            let inner = if path.is_dir() { self.list(&path)? } else { vec![path] };
            inner.iter().filter(|path| real::is_temporary(path)).try_for_each(|path| self.remove(path))?;
        }
        Ok(())
    }
}
