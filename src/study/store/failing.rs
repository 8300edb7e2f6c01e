//! A disk whose n-th change fails: what a full, broken or barred disk or a killed process looks like from inside.

use super::{Disk, Lock, RealDisk, Staged, StoreError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a change fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The disk is full, for that change and all after it.
    Full,
    /// It is full amid that change: half of what is appended is there.
    Torn,
    /// The disk does not answer any more.
    Broken,
    /// The disk does not answer that once, and then again.
    Hiccup,
    /// Nothing may be written any more.
    Barred,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Full, Self::Torn, Self::Broken, Self::Hiccup, Self::Barred];

    fn error(self) -> io::Error {
        /// Of Linux: input/output error.
        const EIO: i32 = 5;
        match self {
            Self::Full | Self::Torn => io::Error::from(io::ErrorKind::StorageFull),
            Self::Broken | Self::Hiccup => io::Error::from_raw_os_error(EIO),
            Self::Barred => io::Error::from(io::ErrorKind::PermissionDenied),
        }
    }
}

/// The machine's disk until `left` changes have been made.
#[derive(Debug)]
pub struct FailingDisk {
    left: AtomicUsize,
    fault: Fault,
}

impl FailingDisk {
    /// Lets `changes` changes through; then the disk is full.
    pub fn after(changes: usize) -> Self {
        Self::by(Fault::Full, changes)
    }

    /// Lets `changes` changes through, then fails so.
    pub fn by(fault: Fault, changes: usize) -> Self {
        Self { left: AtomicUsize::new(changes), fault }
    }

    fn change(&self, path: &Path) -> Result<(), StoreError> {
        // After a hiccup it counts on from the largest number there is.
        let next =
            |left: usize| if self.fault == Fault::Hiccup { Some(left.wrapping_sub(1)) } else { left.checked_sub(1) };
        match self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, next) {
            Ok(0) | Err(_) => Err(StoreError::writing(path)(self.fault.error())),
            Ok(_) => Ok(()),
        }
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

    fn persist(&self, staged: Vec<Staged>) -> Result<(), StoreError> {
        // One by one, so that a batch can also break in its middle.
        staged.into_iter().try_for_each(|file| {
            self.change(&file.path)?;
            RealDisk.persist(vec![file])
        })
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        if let Err(error) = self.change(path) {
            if self.fault == Fault::Torn {
                RealDisk.append(path, bytes.get(..bytes.len() / 2).unwrap_or_default())?;
            }
            return Err(error);
        }
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
