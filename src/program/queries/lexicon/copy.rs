//! The built-in lexicons as files to edit.

use crate::ProgramError;
use std::path::{Path, PathBuf};
use stratmine_coding::lexicon::built_in_files;
use stratmine_study::store::{Disk as _, RealDisk};

/// Writes the built-in lexicons into a folder, which is made where it is missing. Returns the files.
///
/// # Errors
/// Where one of them is there already; then none is written. Where the disk refuses.
pub fn copy_lexicons(folder: &Path) -> Result<Vec<PathBuf>, ProgramError> {
    let paths: Vec<PathBuf> = built_in_files().iter().map(|(name, _)| folder.join(name)).collect();
    if let Some(path) = paths.iter().find(|path| RealDisk.has(path)) {
        return Err(ProgramError::Taken { path: path.clone() });
    }
    RealDisk.create_folder(folder)?;
    for (path, (_, text)) in paths.iter().zip(built_in_files()) {
        RealDisk.write(path, text.as_bytes())?;
    }
    Ok(paths)
}
