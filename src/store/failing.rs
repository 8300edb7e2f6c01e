//! A disk whose n-th change fails, and every one after it: what a full disk or a killed process looks like from inside.

use super::{Disk, Lock, RealDisk, Staged, StoreError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The machine's disk until `left` changes have been made; nothing changes any more after that.
#[derive(Debug)]
pub(crate) struct FailingDisk {
    left: AtomicUsize,
}

impl FailingDisk {
    /// Lets `changes` changes through.
    pub(crate) fn after(changes: usize) -> Self {
        Self { left: AtomicUsize::new(changes) }
    }

    fn change(&self, path: &Path) -> Result<(), StoreError> {
        let spent = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err();
        if spent {
            return Err(StoreError::writing(path)(io::Error::from(io::ErrorKind::StorageFull)));
        }
        Ok(())
    }
}

impl Disk for FailingDisk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, StoreError> {
        RealDisk.read(path)
    }

    fn has(&self, path: &Path) -> bool {
        RealDisk.has(path)
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
        RealDisk.list(folder)
    }

    fn create_folder(&self, folder: &Path) -> Result<(), StoreError> {
        self.change(folder)?;
        RealDisk.create_folder(folder)
    }

    fn stage(&self, path: &Path, bytes: &[u8]) -> Result<Staged, StoreError> {
        self.change(path)?;
        RealDisk.stage(path, bytes)
    }

    fn settle(&self, staged: Vec<Staged>) -> Result<(), StoreError> {
        // One by one, so that a batch can also break in its middle.
        staged.into_iter().try_for_each(|file| {
            self.change(&file.path)?;
            RealDisk.settle(vec![file])
        })
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        self.change(path)?;
        RealDisk.append(path, bytes)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), StoreError> {
        self.change(from)?;
        RealDisk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> Result<(), StoreError> {
        self.change(path)?;
        RealDisk.remove(path)
    }

    fn lock(&self, path: &Path) -> Result<Lock, StoreError> {
        RealDisk.lock(path)
    }
}
