//! Looking after the papers: what is there, and whether it is what was read.

use crate::run::{FETCHED, verify_downloads};
use crate::{DEFAULT_CORPUS, ProgramError, Workspace};
use std::collections::BTreeSet;
use std::path::PathBuf;
use stratmine_model::PaperMeta;
use stratmine_output::{Cell, Table};
use stratmine_study::discover;
use stratmine_study::ledger::{Entry, Ledger};
use stratmine_study::store::{Disk, RealDisk};

/// The papers of a corpus with what is known of them: from the corpus table, and once it has run from the papers.
///
/// # Errors
/// [`ProgramError`] where there is no corpus.
pub fn list_papers(workspace: &Workspace) -> Result<Table, ProgramError> {
    let (root, ledger) = open(workspace, &RealDisk)?;
    let given = workspace.table(&root)?;
    let mut table = Table::new(&[
        "~file",
        "outcome",
        "title",
        "organisation",
        ">year",
        "partnering",
        "proposed",
        "include",
        "duplicate_of",
    ]);
    let walk = discover::walk(&root)?;
    for found in &walk.found {
        let row = match ledger.get(&found.file).filter(|entry| !entry.removed) {
            Some(entry) => of_entry(entry),
            None => of_metadata(&found.file, given.get(&found.file).unwrap_or(&PaperMeta::default())),
        };
        table.push(row);
    }
    table.notes = walk.troubles.iter().map(|trouble| format!("{}: {}", trouble.path.display(), trouble.why)).collect();
    Ok(table)
}

fn of_entry(entry: &Entry) -> Vec<Cell> {
    vec![
        entry.file.as_str().into(),
        entry.outcome.as_str().into(),
        entry.title.clone().into(),
        entry.organisation.clone().into(),
        year(entry.year),
        Cell::List(entry.partnering.clone()),
        Cell::List(entry.proposed.clone()),
        entry.include.into(),
        entry.duplicate_of.clone().or_else(|| entry.same_as.clone()).into(),
    ]
}

fn of_metadata(file: &str, metadata: &PaperMeta) -> Vec<Cell> {
    vec![
        file.into(),
        Cell::Empty,
        metadata.title.clone().into(),
        metadata.organisation.clone().into(),
        year(metadata.year),
        Cell::List(metadata.partnering.clone()),
        Cell::List(Vec::new()),
        metadata.include.unwrap_or(true).into(),
        metadata.duplicate_of.clone().into(),
    ]
}

fn year(year: Option<i32>) -> Cell {
    Cell::number(year.map(f64::from), 0)
}

/// The result of comparing the papers with what is recorded of them.
#[derive(Clone, Debug)]
pub struct Verified {
    /// One row a file: `file`, `state` (`unchanged`, `changed`, `missing`, `new`, `unreadable`), `by` (compared with the
    /// `run`, the `download` or the corpus `table`) and the SHA-256 of its bytes.
    pub table: Table,
    /// Number of rows that are not `unchanged`.
    pub different: usize,
}

impl Verified {
    fn add(&mut self, file: &str, state: &str, by: &str, document: Option<String>) {
        self.different += usize::from(state != "unchanged");
        self.table.push(vec![file.into(), state.into(), by.into(), document.into()]);
    }
}

/// Compares the bytes of every paper with those that were read, those of downloads with those that came, and looks for
/// the files that the corpus table names.
///
/// # Errors
/// [`ProgramError`] where there is no corpus.
pub fn verify_papers(workspace: &Workspace) -> Result<Verified, ProgramError> {
    let (root, ledger) = open(workspace, &RealDisk)?;
    let mut verified = Verified { table: Table::new(&["~file", "state", "by", "document"]), different: 0 };
    let walk = discover::walk(&root)?;
    let here: BTreeSet<&str> = walk.found.iter().map(|found| found.file.as_str()).collect();
    for found in &walk.found {
        let known = ledger.get(&found.file).filter(|entry| !entry.removed);
        match (discover::identify(&found.path), known) {
            (Err(_), _) => verified.add(&found.file, "unreadable", "run", None),
            (Ok(id), None) => verified.add(&found.file, "new", "run", Some(id.to_string())),
            (Ok(id), Some(entry)) => {
                // What was listed without reading has no identity to compare; its size must do.
                let same = entry.id.map_or(entry.bytes == found.bytes, |known| known == id);
                let state = if same { "unchanged" } else { "changed" };
                verified.add(&found.file, state, "run", Some(id.to_string()));
            }
        }
    }
    for entry in ledger.present().filter(|entry| !here.contains(entry.file.as_str())) {
        verified.add(&entry.file, "missing", "run", entry.id.map(|id| id.to_string()));
    }
    for file in workspace.table(&root)?.files().filter(|file| !root.join(file).exists()) {
        verified.add(file, "missing", "table", None);
    }
    for (file, state, document) in verify_downloads(&root.join(FETCHED))? {
        verified.add(&format!("{FETCHED}/{file}"), state, "download", Some(document));
    }
    Ok(verified)
}

/// The corpus root, and the ledger of the index where there is one that belongs to it.
fn open(workspace: &Workspace, disk: &dyn Disk) -> Result<(PathBuf, Ledger), ProgramError> {
    let root = workspace.root(disk)?.ok_or_else(|| ProgramError::NoCorpus { path: DEFAULT_CORPUS.into() })?;
    let home = workspace.home();
    let ours = home.check(disk).is_ok() && home.check_root(disk, &root).is_ok();
    let ledger = if ours { Ledger::load(disk, &home)? } else { Ledger::default() };
    Ok((root, ledger))
}
