//! Looking after the papers: what is there, and whether it is what was read.

use crate::run::{FETCHED, verify_downloads};
use crate::{DEFAULT_CORPUS, ProgramError, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use stratmine_model::{PaperMeta, ReadResult, ReadStatus};
use stratmine_study::discover;
use stratmine_study::fetch::{self, Described, Listed, RecognisedBy, Recogniser};
use stratmine_study::ledger::{Entry, Ledger};
use stratmine_study::store::{Disk, RealDisk};

/// The papers of a corpus.
#[derive(Clone, Debug)]
pub struct FileList {
    /// What is known of each: from the corpus table, and once it has run from the paper. The status is that of a paper
    /// that has run.
    pub papers: Vec<(Option<ReadStatus>, Entry)>,
    /// What could not be looked at.
    pub troubles: Vec<String>,
}

/// The papers of a corpus with what is known of them.
///
/// # Errors
/// [`ProgramError`] where there is no corpus.
pub fn list_papers(workspace: &Workspace) -> Result<FileList, ProgramError> {
    let (root, ledger) = open(workspace, &RealDisk)?;
    let given = workspace.table(&root)?;
    let walk = workspace.walk(&root)?;
    let of_file = |file: &String| {
        if let Some(entry) = ledger.get(file).filter(|entry| !entry.removed) {
            (Some(entry.outcome), entry.clone())
        } else {
            let unread = ReadResult { status: ReadStatus::Coded, reason: None };
            let metadata = PaperMeta { proposed: Vec::new(), ..given.get(file).cloned().unwrap_or_default() };
            (None, Entry::ended(file, &unread).with_metadata(&metadata))
        }
    };
    Ok(FileList {
        papers: walk.found.iter().map(|found| of_file(&found.file)).collect(),
        troubles: walk.troubles.iter().map(|trouble| format!("{}: {}", trouble.path.display(), trouble.why)).collect(),
    })
}

/// A document behind Aunger et al. (2020) with the papers of the study that are copies of it.
#[derive(Clone, Debug)]
pub struct ListedDocument {
    /// What the list says of it.
    pub listed: Listed,
    /// The files, each with what it is recognised by.
    pub copies: Vec<(String, RecognisedBy)>,
}

/// The documents behind Aunger et al. (2020), each with the papers of the corpus that are recognised as copies of it: by
/// what they were downloaded as, by the address that the corpus table gives, or by title and organisation.
///
/// # Errors
/// [`ProgramError`] where there is no corpus, or the record of downloads is not sound.
pub fn list_documents(workspace: &Workspace) -> Result<Vec<ListedDocument>, ProgramError> {
    let (root, _) = open(workspace, &RealDisk)?;
    let given = workspace.table(&root)?;
    let list = fetch::built_in()?;
    let recogniser = Recogniser::new(&list);
    let downloads: BTreeMap<String, String> = match fetch::verify(&root.join(FETCHED)) {
        Ok(files) => files.into_iter().map(|one| (format!("{FETCHED}/{}", one.file), one.id)).collect(),
        Err(fetch::FetchError::NoRecord { .. }) => BTreeMap::new(),
        Err(error) => return Err(error.into()),
    };
    let mut copies: Vec<Vec<(String, RecognisedBy)>> = vec![Vec::new(); list.len()];
    for (_, paper) in list_papers(workspace)?.papers {
        let downloaded = downloads.get(&paper.file).and_then(|id| list.iter().position(|one| one.id == *id));
        let described = || Described {
            title: paper.title.as_deref(),
            organisation: paper.organisation.as_deref(),
            year: paper.year,
            address: given.get(&paper.file).and_then(|row| row.address.as_deref()),
        };
        let found = downloaded.map(|place| (place, RecognisedBy::Download));
        if let Some((place, by)) = found.or_else(|| recogniser.recognise(&described()))
            && let Some(its) = copies.get_mut(place)
        {
            its.push((paper.file, by));
        }
    }
    Ok(list.into_iter().zip(copies).map(|(listed, copies)| ListedDocument { listed, copies }).collect())
}

/// A file compared with what is recorded of it.
#[derive(Clone, Debug)]
pub struct ComparedFile {
    /// The file below the corpus.
    pub file: String,
    /// `unchanged`, `changed`, `missing`, `new` or `unreadable`.
    pub state: &'static str,
    /// What it was compared with: the `run`, the `download`, the corpus `table` or a `decision` on it.
    pub by: &'static str,
    /// The SHA-256 of its bytes.
    pub document: Option<String>,
}

impl ComparedFile {
    /// Whether it is as it was recorded.
    pub fn is_unchanged(&self) -> bool {
        self.state == "unchanged"
    }
}

/// Compares the bytes of every paper with those that were read, those of downloads with those that came, and looks for
/// the files that the corpus table names.
///
/// # Errors
/// [`ProgramError`] where there is no corpus.
pub fn verify_papers(workspace: &Workspace) -> Result<Vec<ComparedFile>, ProgramError> {
    let (root, ledger) = open(workspace, &RealDisk)?;
    let mut compared = Vec::new();
    let mut add = |file: &str, state, by, document| {
        compared.push(ComparedFile { file: file.to_owned(), state, by, document });
    };
    let walk = workspace.walk(&root)?;
    let here: BTreeSet<&str> = walk.found.iter().map(|found| found.file.as_str()).collect();
    for found in &walk.found {
        let known = ledger.get(&found.file).filter(|entry| !entry.removed);
        match (discover::identify(&found.path), known) {
            (Err(_), _) => add(&found.file, "unreadable", "run", None),
            (Ok(id), None) => add(&found.file, "new", "run", Some(id.to_string())),
            (Ok(id), Some(entry)) => {
                // What was listed without reading has no identity to compare; its size must do.
                let same = entry.id.map_or(entry.bytes == found.bytes, |known| known == id);
                add(&found.file, if same { "unchanged" } else { "changed" }, "run", Some(id.to_string()));
            }
        }
    }
    for entry in ledger.present().filter(|entry| !here.contains(entry.file.as_str())) {
        add(&entry.file, "missing", "run", entry.id.map(|id| id.to_string()));
    }
    for file in workspace.table(&root)?.files().filter(|file| !root.join(file).exists()) {
        add(file, "missing", "table", None);
    }
    for one in Workspace::paper_decisions(&root)?.iter() {
        match ledger.get(&one.file).filter(|entry| !entry.removed) {
            _ if !here.contains(one.file.as_str()) => add(&one.file, "missing", "decision", None),
            Some(entry) if one.document.is_some() && entry.id != one.document => {
                add(&one.file, "changed", "decision", entry.id.map(|id| id.to_string()));
            }
            _ => {}
        }
    }
    for (file, state, document) in verify_downloads(&root.join(FETCHED))? {
        add(&format!("{FETCHED}/{file}"), state, "download", Some(document));
    }
    Ok(compared)
}

/// The corpus root, and the ledger of the index where there is one that belongs to it.
fn open(workspace: &Workspace, disk: &dyn Disk) -> Result<(PathBuf, Ledger), ProgramError> {
    let root = workspace.root(disk)?.ok_or_else(|| ProgramError::NoCorpus { path: DEFAULT_CORPUS.into() })?;
    let home = workspace.layout();
    let ours = home.check(disk).is_ok() && home.check_root(disk, &root).is_ok();
    let ledger = if ours { Ledger::load(disk, &home)? } else { Ledger::default() };
    Ok((root, ledger))
}
