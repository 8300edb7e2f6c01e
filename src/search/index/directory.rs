//! The folder of an index: opening it, making it, verifying it, and reading from one that may not be written to.
//!
//! Tantivy takes a lock while a reader opens, so that no writer removes files at that moment, and makes a file for the lock.
//! In a folder that may only be read this is impossible. It is also unnecessary, because this program does not write there
//! either. If somebody else removes files at that moment, opening fails; nothing wrong is read.

use super::error::IndexError;
use super::schema;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;
use stratmine_model::{is_held, wait_while, wait_while_held};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Index, IndexSettings, TantivyError};

/// Checks every file of the index against the checksum written with it.
///
/// # Errors
/// [`IndexError::Damaged`] names the files that are not what was written; the rest as for [`super::Reader::open`].
pub fn verify(dir: &Path) -> Result<(), IndexError> {
    let (index, _) = open(dir)?;
    verify_files(&index, dir)
}

pub(super) fn verify_files(index: &Index, dir: &Path) -> Result<(), IndexError> {
    let mut damaged: Vec<_> =
        index.validate_checksum().map_err(|error| IndexError::of(dir, error))?.into_iter().collect();
    damaged.sort();
    let names: Vec<_> = damaged.iter().map(|file| file.display().to_string()).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(IndexError::Damaged { path: dir.to_path_buf(), reason: format!("checksum of {}", names.join(", ")) })
}

/// Opens the index of a folder that must hold one, of this format.
pub(super) fn open(dir: &Path) -> Result<(Index, schema::Fields), IndexError> {
    let fail = |error| IndexError::of(dir, error);
    let directory = MmapDirectory::open(dir).map_err(|error| fail(error.into()))?;
    if !Index::exists(&directory).map_err(|error| fail(error.into()))? {
        return Err(IndexError::Missing { path: dir.to_path_buf() });
    }
    let index = Index::open(IndexDirectory(directory)).map_err(fail)?;
    let (wanted, fields) = schema::Fields::new();
    let written = index.load_metas().map_err(fail)?.payload;
    // An index that was made and never committed to has no format written yet, and nothing in it.
    let format = written.unwrap_or_else(|| schema::FORMAT.to_owned());
    if format != schema::FORMAT || index.schema() != wanted {
        return Err(IndexError::Format { path: dir.to_path_buf(), found: format, wanted: schema::FORMAT.to_owned() });
    }
    schema::register_tokenizers(&index);
    Ok((index, fields))
}

/// Makes an index in a folder that holds none.
pub(super) fn create(dir: &Path) -> Result<(Index, schema::Fields), IndexError> {
    let fail = |error| IndexError::of(dir, error);
    std::fs::create_dir_all(dir).map_err(|error| fail(TantivyError::from(error)))?;
    let (wanted, fields) = schema::Fields::new();
    let directory = MmapDirectory::open(dir).map_err(|error| fail(error.into()))?;
    let index = Index::create(IndexDirectory(directory), wanted, IndexSettings::default()).map_err(fail)?;
    schema::register_tokenizers(&index);
    Ok((index, fields))
}

/// The folder of an index, in which a lock that cannot be made is done without, and the list of its files is waited for where
/// another process holds it: on Windows a commit replaces that list while readers have it open now and then.
#[derive(Clone, Debug)]
pub(super) struct IndexDirectory(pub(super) MmapDirectory);

impl Directory for IndexDirectory {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let may_not =
            |error: &io::Error| matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem);
        match self.0.acquire_lock(lock) {
            Err(LockError::IoError(error)) if lock.is_blocking && may_not(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        // Not waited for: what a reader holds is removed after a later commit.
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let held =
            |error: &OpenReadError| matches!(error, OpenReadError::IoError { io_error, .. } if is_held(io_error));
        wait_while(|| self.0.atomic_read(path), held)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        wait_while_held(|| self.0.atomic_write(path, data))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}
