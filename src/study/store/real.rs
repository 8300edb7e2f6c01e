//! The disk of the machine.

use super::{Disk, Lock, Staged, StoreError};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use stratmine_model::wait_while_held;

/// The disk of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

/// What marks a temporary name: it starts with a dot and ends with this.
const TEMPORARY: &str = ".stratmine-tmp";

/// Whether a path is a temporary name left behind by a process that was killed.
pub(super) fn is_temporary(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(TEMPORARY))
}

/// A temporary name in the folder of `path` that no other call, thread or process uses.
fn temporary_beside(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}-{count}{TEMPORARY}", std::process::id()))
}

/// Flushes a folder's names. Windows cannot, and needs not.
fn flush_folder(folder: &Path) -> io::Result<()> {
    // The folder of a bare file name is the one we are in.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Gives a file or folder another name, once no other process holds what has that name.
fn replace(from: &Path, to: &Path) -> Result<(), StoreError> {
    wait_while_held(|| fs::rename(from, to)).map_err(StoreError::replacing(to))
}

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, StoreError> {
        wait_while_held(|| fs::read(path)).map_err(StoreError::reading(path))
    }

    fn has(&self, path: &Path) -> bool {
        path.exists()
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(StoreError::reading(folder)(error)),
        };
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(StoreError::reading(folder))?;
        paths.sort();
        Ok(paths)
    }

    fn create_folder(&self, folder: &Path) -> Result<(), StoreError> {
        fs::create_dir_all(folder).map_err(StoreError::writing(folder))
    }

    fn stage(&self, path: &Path, bytes: &[u8]) -> Result<Staged, StoreError> {
        if let Some(folder) = path.parent() {
            self.create_folder(folder)?;
        }
        let temporary = temporary_beside(path);
        let staged = Staged { temporary, path: path.to_owned(), persisted: false };
        fs::write(&staged.temporary, bytes).map_err(StoreError::writing(path))?;
        Ok(staged)
    }

    fn persist(&self, staged: Vec<Staged>) -> Result<(), StoreError> {
        // All flushes come before the first rename: a name must never stand for bytes that a power cut can take.
        for file in &staged {
            let flush = || OpenOptions::new().append(true).open(&file.temporary)?.sync_all();
            flush().map_err(StoreError::writing(&file.path))?;
        }
        let mut folders = BTreeSet::new();
        for mut file in staged {
            replace(&file.temporary, &file.path)?;
            file.persisted = true;
            folders.extend(file.path.parent().map(Path::to_owned));
        }
        folders.iter().try_for_each(|folder| flush_folder(folder).map_err(StoreError::writing(folder)))
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let add = || OpenOptions::new().append(true).create(true).open(path)?.write_all(bytes);
        add().map_err(StoreError::writing(path))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), StoreError> {
        replace(from, to)
    }

    fn remove(&self, path: &Path) -> Result<(), StoreError> {
        let gone = match fs::symlink_metadata(path) {
            Ok(found) if found.is_dir() => wait_while_held(|| fs::remove_dir_all(path)),
            Ok(_) => wait_while_held(|| fs::remove_file(path)),
            Err(error) => Err(error),
        };
        match gone {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::replacing(path)(error)),
            _ => Ok(()),
        }
    }

    fn lock(&self, path: &Path) -> Result<Lock, StoreError> {
        if let Some(folder) = path.parent() {
            self.create_folder(folder)?;
        }
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(StoreError::writing(path))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: path.to_owned() }),
            Err(TryLockError::Error(error)) => Err(StoreError::writing(path)(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let paths = RealDisk.list(folder).unwrap();
        paths.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_write_replaces_the_whole_file_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/a.txt");
        RealDisk.write(&path, b"a long first content").unwrap();
        RealDisk.write(&path, b"short").unwrap();
        assert_eq!(RealDisk.read(&path).unwrap(), b"short");
        assert_eq!(names(&folder.path().join("new")), ["a.txt"]);
    }

    #[test]
    fn what_is_staged_is_invisible_until_settled_and_gone_when_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        RealDisk.write(&path, b"old").unwrap();
        let staged = RealDisk.stage(&path, b"new").unwrap();
        assert_eq!(RealDisk.read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()).len(), 2);
        drop(staged);
        assert_eq!(names(folder.path()), ["a.txt"]);
        assert_eq!(RealDisk.read(&path).unwrap(), b"old");
    }

    #[test]
    fn what_a_killed_process_left_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        std::mem::forget(RealDisk.stage(&folder.path().join("ab/x.zst"), b"half").unwrap());
        RealDisk.write(&folder.path().join("ab/y.zst"), b"whole").unwrap();
        RealDisk.remove_temporary_files(folder.path()).unwrap();
        assert_eq!(names(&folder.path().join("ab")), ["y.zst"]);
    }

    #[test]
    fn a_lock_is_held_once_and_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = RealDisk.lock(&path).unwrap();
        let refused = RealDisk.lock(&path).unwrap_err();
        assert!(matches!(refused, StoreError::Locked { .. }));
        assert!(refused.to_string().contains("lock"), "{refused}");
        drop(held);
        RealDisk.lock(&path).unwrap();
    }

    #[test]
    fn errors_carry_the_path_and_no_error_numbers() {
        let missing = RealDisk.read(Path::new("/nowhere/at/all")).unwrap_err();
        assert!(missing.is_missing());
        let text = missing.to_string();
        assert!(text.contains("/nowhere/at/all") && !text.contains("os error"), "{text}");
        assert_eq!(RealDisk.read_if_there(Path::new("/nowhere/at/all")).unwrap(), None);
        RealDisk.remove(Path::new("/nowhere/at/all")).unwrap();
    }
}
