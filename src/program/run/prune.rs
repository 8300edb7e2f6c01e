//! Forgets the files that have vanished, and removes what no file needs any more.

use super::{ProgramError, Workspace};
use std::collections::BTreeSet;
use stratmine_study::ledger::{Documents, Ledger};
use stratmine_study::store::{Disk as _, RealDisk};

/// What was forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// The files, sorted.
    pub files: Vec<String>,
    /// Number of coded documents removed.
    pub documents: usize,
}

/// Forgets the vanished files of an index.
///
/// # Errors
/// [`ProgramError`].
pub fn prune(workspace: &Workspace) -> Result<Pruned, ProgramError> {
    let disk = &RealDisk;
    let layout = workspace.open(disk)?;
    let _lock = layout.lock(disk)?;
    let mut ledger = Ledger::load(disk, &layout)?;
    let files: Vec<String> = ledger.all().filter(|entry| entry.removed).map(|entry| entry.file.clone()).collect();
    for file in &files {
        ledger.forget(file);
    }
    ledger.save(disk, &layout)?;
    let documents = Documents::of(disk, &layout);
    let needed: BTreeSet<_> = ledger.present().filter_map(|entry| entry.id).collect();
    let mut removed = 0;
    // Also those that a run wrote before it was killed: its successor writes them again.
    for id in documents.ids()?.into_iter().filter(|id| !needed.contains(id)) {
        documents.remove(id)?;
        removed += 1;
    }
    disk.remove_temporary_files(&layout.documents())?;
    Ok(Pruned { files, documents: removed })
}
