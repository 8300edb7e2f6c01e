//! Looking after an index: is every file of it as it was written, and making it anew.

use super::{ProgramError, Progress, RunOptions, RunReport, WorkerSettings, Workspace, run};
use std::collections::BTreeSet;
use std::path::PathBuf;
use stratmine_analysis::tally::Summary;
use stratmine_model::Hints as _;
use stratmine_output::{Cell, Column, Table};
use stratmine_search::index;
use stratmine_study::ledger::{Documents, IndexLayout, Ledger, LedgerError, Manifest};
use stratmine_study::store::RealDisk;

/// What an index was found to be.
#[derive(Clone, Debug)]
pub struct IndexState {
    /// One row a part that is not as it was written: part, what is wrong.
    pub table: Table,
    /// Coded documents that were looked at.
    pub documents: usize,
}

impl IndexState {
    /// Whether all is as it was written.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.table.rows.is_empty()
    }
}

/// Reads every file of an index and compares it with what is recorded of it: the ledger, each coded document, the manifest,
/// and tantivy's own checksums of the search index. Changes nothing.
///
/// # Errors
/// [`ProgramError`]: there is no index, or it is of another format.
pub fn verify_index(workspace: &Workspace) -> Result<IndexState, ProgramError> {
    let disk = &RealDisk;
    let layout = workspace.open(disk)?;
    let mut table = Table::new([Column::text("part"), Column::text("what is wrong")]);
    let mut wrong = |part: &str, why: String| table.push(vec![part.into(), Cell::from(why)]);
    match Manifest::load(disk, &layout) {
        Err(error) => wrong("run.json", error.with_hints()),
        Ok(None) => wrong("run.json", "it is not there".to_owned()),
        Ok(Some(manifest)) if manifest.checksum.is_empty() => wrong("run.json", "it has no checksum".to_owned()),
        Ok(Some(_)) => {}
    }
    if layout.recorded_root(disk)?.is_none_or(|root| !root.is_dir()) {
        wrong("root", "the folder of papers that it records is not there".to_owned());
    }
    let documents = Documents::of(disk, &layout);
    let mut count = 0;
    match Ledger::load(disk, &layout) {
        Err(error) => wrong("ledger.jsonl", error.with_hints()),
        Ok(ledger) => {
            for entry in ledger.present() {
                let (Some(id), Some(checksum)) = (entry.id, entry.checksum.as_deref()) else { continue };
                count += 1;
                if let Err(error) = documents.read_as(id, checksum) {
                    wrong(&format!("coded document of {}", entry.file), error.with_hints());
                }
                // An index of an earlier version has none, and another program's is passed over.
                if documents.has_summary(id) && documents.summary::<Summary>(id, checksum).is_none() {
                    wrong(&format!("summary of {}", entry.file), "it is not of the coded document".to_owned());
                }
            }
            if ledger.counted().next().is_some()
                && let Err(error) = index::verify(&layout.search())
            {
                wrong("search index", error.with_hints());
            }
        }
    }
    Ok(IndexState { table, documents: count })
}

/// An index that was made anew.
#[derive(Clone, Debug)]
pub struct Rebuilt {
    /// How the run ended.
    pub report: RunReport,
    /// Where the old index was put.
    pub aside: PathBuf,
    /// Papers that were counted and are no longer there.
    pub lost: Vec<String>,
    /// Why it is not known what is lost, where it is not.
    pub unknown: Option<String>,
}

/// Sets an index aside, whatever state it is in, and makes it anew from the papers. `corpus.csv`, `decisions.csv` and the lexicons
/// are not touched.
///
/// # Errors
/// [`ProgramError`]: it is not known where the papers are, another process is writing, or the work cannot be done.
pub fn rebuild_index(
    workspace: &Workspace,
    workers: &WorkerSettings,
    progress: &dyn Progress,
) -> Result<Rebuilt, ProgramError> {
    let disk = &RealDisk;
    let layout = IndexLayout::at(&workspace.index);
    let root = workspace.root(disk)?.filter(|root| root.is_dir());
    let Some(root) = root else {
        return Err(ProgramError::NoCorpus { path: super::DEFAULT_CORPUS.into() });
    };
    let (before, unknown) = match Ledger::load(disk, &layout) {
        Ok(ledger) => (ledger.counted().map(|entry| entry.file.clone()).collect(), None),
        Err(LedgerError::Damaged { why, .. }) => (BTreeSet::new(), Some(why)),
        Err(error) => return Err(error.into()),
    };
    let options = RunOptions::of_last_run(disk, &layout);
    let aside = {
        let _lock = layout.lock(disk)?;
        layout.set_aside(disk)?
    };
    let workspace = Workspace { corpus: Some(root), ..workspace.clone() };
    let report = run(&workspace, workers, &[], options, progress)?;
    let now: BTreeSet<&str> = report.entries.iter().map(|entry| entry.file.as_str()).collect();
    let lost = before.into_iter().filter(|file| !now.contains(file.as_str())).collect();
    Ok(Rebuilt { report, aside, lost, unknown })
}
