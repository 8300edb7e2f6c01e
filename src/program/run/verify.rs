//! Does the same come out again? A run is done anew from nothing, and compared with what was recorded.

use super::{ProgramError, Progress, RunOptions, WorkerSettings, Workspace, run};
use crate::error::RepeatError;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::path::Path;
use stratmine_model::ReadStatus;
use stratmine_output::{Column, Table};
use stratmine_study::discover::MANIFEST;
use stratmine_study::ledger::{Ledger, Manifest};
use stratmine_study::store::{Disk as _, RealDisk, StoreError};

/// What came of it.
#[derive(Clone, Debug)]
pub struct Verification {
    /// One row a difference: what, recorded, now.
    pub table: Table,
    /// Number of files compared.
    pub files: usize,
    /// Coded documents compared byte for byte.
    pub documents: usize,
}

impl Verification {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.table.rows.is_empty()
    }
}

/// A manifest as it lies next to an index, or within that of an exported file.
#[derive(Deserialize)]
#[serde(untagged)]
enum Recorded {
    OfExport { run: Manifest },
    OfRun(Manifest),
}

/// Reads and codes the corpus again in a folder of its own, and compares with a recorded run: the manifest of an index
/// (`run.json`), or that of an exported file. Without a path the index's own, and then every coded document byte for byte.
/// Nothing of the index is changed.
///
/// # Errors
/// [`ProgramError`]: there is no manifest or no corpus, or the work cannot be done.
pub fn verify_run(
    workspace: &Workspace,
    workers: &WorkerSettings,
    path: Option<&Path>,
    progress: &dyn Progress,
) -> Result<Verification, ProgramError> {
    let layout = workspace.open(&RealDisk)?;
    let recorded = match path {
        Some(path) => recorded(path)?,
        None => Manifest::load(&RealDisk, &layout)?.ok_or(RepeatError::NoRun)?,
    };
    let Some(root) = workspace.root(&RealDisk)? else {
        return Err(ProgramError::NoCorpus { path: super::DEFAULT_CORPUS.into() });
    };
    let folder = tempfile::tempdir().map_err(StoreError::reading(Path::new("a temporary folder")))?;
    let again = Workspace { corpus: Some(root), index: folder.path().to_owned(), ..workspace.clone() };
    let mut workers = workers.clone();
    if let Some(when) = recorded.options.get("ocr") {
        workers.ocr.mode =
            if when == "never" { stratmine_extract::OcrMode::Never } else { stratmine_extract::OcrMode::Always };
    }
    if let Some(language) = recorded.options.get("ocr_language") {
        workers.ocr.language.clone_from(language);
    }
    run(&again, &workers, &[], RunOptions::recorded(&recorded.options), progress)?;
    let new_layout = again.open(&RealDisk)?;
    let now = Manifest::load(&RealDisk, &new_layout)?.unwrap_or_default();
    let mut table = Table::new([Column::text("what"), Column::text("recorded"), Column::text("now")]);
    compare(&mut table, &recorded, &now);
    let mut documents = 0;
    if path.is_none() {
        let (before, after) = (Ledger::load(&RealDisk, &layout)?, Ledger::load(&RealDisk, &new_layout)?);
        for entry in before.present().filter(|entry| entry.checksum.is_some()) {
            let Some(other) = after.get(&entry.file).filter(|other| other.id == entry.id) else { continue };
            documents += 1;
            if other.checksum != entry.checksum {
                differ(
                    &mut table,
                    format!("coded document of {}", entry.file),
                    shown(entry.checksum.as_ref()),
                    shown(other.checksum.as_ref()),
                );
            }
        }
    }
    Ok(Verification { table, files: now.inputs.len(), documents })
}

/// The manifest that a path names: the file itself, or that of an index folder.
pub(super) fn recorded(path: &Path) -> Result<Manifest, ProgramError> {
    let within = path.join(MANIFEST);
    let path = if path.is_dir() { &within } else { path };
    let bytes = RealDisk.read(path)?;
    let recorded: Recorded = serde_json::from_slice(&bytes)
        .map_err(|error| RepeatError::NoManifest { path: path.to_owned(), why: error.to_string() })?;
    Ok(match recorded {
        Recorded::OfExport { run } | Recorded::OfRun(run) => run,
    })
}

fn differ(table: &mut Table, what: impl Into<String>, recorded: impl Display, now: impl Display) {
    table.push(vec![what.into().into(), recorded.to_string().into(), now.to_string().into()]);
}

fn shown<T: Display>(value: Option<T>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| value.to_string())
}

pub(super) fn compare(table: &mut Table, recorded: &Manifest, now: &Manifest) {
    for (what, recorded, now) in [
        ("program", &recorded.tool, &now.tool),
        ("engines", &recorded.engines, &now.engines),
        ("lexicons (SHA-256)", &recorded.codebook, &now.codebook),
    ] {
        if recorded != now {
            differ(table, what, recorded, now);
        }
    }
    if recorded.options != now.options {
        differ(table, "options", format!("{:?}", recorded.options), format!("{:?}", now.options));
    }
    let by_file = |manifest: &Manifest| -> BTreeMap<String, (String, ReadStatus)> {
        let input = |input: &stratmine_study::ledger::Input| {
            (input.file.clone(), (shown(input.document.as_ref()), input.outcome))
        };
        manifest.inputs.iter().map(input).collect()
    };
    let (before, after) = (by_file(recorded), by_file(now));
    for (file, (document, outcome)) in &before {
        match after.get(file) {
            None => differ(table, format!("file {file}"), "there", "gone"),
            Some((other, _)) if other != document => differ(table, format!("bytes of {file}"), document, other),
            Some((_, other)) if other != outcome => differ(table, format!("outcome of {file}"), outcome, other),
            Some(_) => {}
        }
    }
    for file in after.keys().filter(|file| !before.contains_key(*file)) {
        differ(table, format!("file {file}"), "not there", "new");
    }
    let counts = |manifest: &Manifest| {
        let counts = &manifest.counts;
        let mut all: BTreeMap<String, usize> = [
            ("documents", manifest.documents),
            ("pages", counts.pages),
            ("words", counts.words),
            ("statements", counts.statements),
            ("intended outcomes", counts.outcomes),
            ("unclassified", counts.unclassified),
        ]
        .into_iter()
        .map(|(what, count)| (what.to_owned(), count))
        .collect();
        all.extend(counts.categories.clone());
        all
    };
    let (before, after) = (counts(recorded), counts(now));
    let every: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for what in every {
        let [before, after] = [&before, &after].map(|counts| counts.get(what).copied().unwrap_or(0));
        if before != after {
            differ(table, format!("number of {what}"), before, after);
        }
    }
}
