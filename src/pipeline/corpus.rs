//! Looking after the papers: what is there, and whether it is what was read.

use super::{DEFAULT_CORPUS, PipelineError, Place};
use crate::discover;
use crate::export::{Cell, Table};
use crate::ledger::{Entry, Ledger};
use crate::model::Metadata;
use crate::store::{Disk, RealDisk};
use std::path::PathBuf;

/// The papers of a corpus with what is known of them: from the corpus table, and once it has run from the papers.
///
/// # Errors
/// [`PipelineError`] where there is no corpus.
pub fn list_papers(place: &Place) -> Result<Table, PipelineError> {
    let (root, ledger) = open(place, &RealDisk)?;
    let given = place.table(&root)?;
    let mut table = Table::new(&[
        "file",
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
            None => of_metadata(&found.file, given.get(&found.file).unwrap_or(&Metadata::default())),
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

fn of_metadata(file: &str, metadata: &Metadata) -> Vec<Cell> {
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

/// The result of comparing the papers with the ledger.
#[derive(Clone, Debug)]
pub struct Verified {
    /// One row a file: `file`, `state` (`unchanged`, `changed`, `missing`, `new`, `unreadable`) and the SHA-256 of its
    /// bytes.
    pub table: Table,
    /// Number of files that are not as they were read.
    pub different: usize,
}

/// Compares the bytes of every paper with those that were read.
///
/// # Errors
/// [`PipelineError`] where there is no corpus.
pub fn verify_papers(place: &Place) -> Result<Verified, PipelineError> {
    let (root, ledger) = open(place, &RealDisk)?;
    let mut table = Table::new(&["file", "state", "document"]);
    let mut different = 0;
    let mut add = |file: &str, state: &str, document: Option<String>| {
        different += usize::from(state != "unchanged");
        table.push(vec![file.into(), state.into(), document.into()]);
    };
    let walk = discover::walk(&root)?;
    let mut missing = ledger.present().map(|entry| entry.file.as_str()).peekable();
    for found in &walk.found {
        while let Some(file) = missing.next_if(|file| **file < *found.file) {
            add(file, "missing", None);
        }
        let known = missing.next_if(|file| **file == *found.file).and_then(|file| ledger.get(file));
        match (discover::identify(&found.path), known) {
            (Err(_), _) => add(&found.file, "unreadable", None),
            (Ok(id), None) => add(&found.file, "new", Some(id.to_string())),
            (Ok(id), Some(entry)) => {
                // What was listed without reading has no identity to compare; its size must do.
                let same = entry.id.map_or(entry.bytes == found.bytes, |known| known == id);
                add(&found.file, if same { "unchanged" } else { "changed" }, Some(id.to_string()));
            }
        }
    }
    missing.for_each(|file| add(file, "missing", None));
    Ok(Verified { table, different })
}

/// The corpus root, and the ledger of the index where there is one that belongs to it.
fn open(place: &Place, disk: &dyn Disk) -> Result<(PathBuf, Ledger), PipelineError> {
    let root = place.root(disk)?.ok_or_else(|| PipelineError::NoCorpus { path: DEFAULT_CORPUS.into() })?;
    let home = place.home();
    let ours = home.check(disk).is_ok() && home.check_root(disk, &root).is_ok();
    let ledger = if ours { Ledger::load(disk, &home)? } else { Ledger::default() };
    Ok((root, ledger))
}
