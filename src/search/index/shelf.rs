//! A folder that tantivy reads from, also where it may not write.
//!
//! Tantivy takes a lock while a reader opens, so that a writer at the same moment removes nothing under its eyes, and makes
//! a file for it. On a share, medium or folder that may only be read, that cannot be, and need not: this program does not write there
//! either. Somebody else who can, and removes files at that very moment, makes opening fail; nothing wrong is read.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

/// The folder.
#[derive(Clone, Debug)]
pub(super) struct Shelf(pub(super) MmapDirectory);

impl Directory for Shelf {
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
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}
