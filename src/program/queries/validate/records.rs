//! Coded documents, from a folder of records or from the index.

use crate::error::ValidationError;
use crate::{ProgramError, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use stratmine_model::{CodedPaper, DocumentId};
use stratmine_study::ledger::{Documents, IndexLayout, Ledger};
use stratmine_study::store::{Disk as _, RealDisk};

/// Where coded documents are read from.
pub(in crate::queries) enum Records {
    /// Folders of records.
    Folders(Vec<PathBuf>),
    /// An index, with its documents by their files.
    Index(IndexLayout, Vec<(String, DocumentId)>),
}

impl Records {
    pub(in crate::queries) fn of(workspace: &Workspace, folders: &[PathBuf]) -> Result<Self, ProgramError> {
        if !folders.is_empty() {
            if let Some(folder) = folders.iter().find(|folder| !folder.is_dir()) {
                return Err(ValidationError::NoRecords { folder: folder.clone() }.into());
            }
            return Ok(Self::Folders(folders.to_vec()));
        }
        let home = workspace.open(&RealDisk)?;
        let ledger = Ledger::load(&RealDisk, &home)?;
        let mut files: Vec<_> = ledger.counted().filter_map(|entry| Some((entry.file.clone(), entry.id?))).collect();
        files.sort();
        Ok(Self::Index(home, files))
    }

    /// The documents of these names, by them: a name is that of a file below the corpus, or of the file alone, with or
    /// without its ending.
    pub(super) fn named(&self, names: &BTreeSet<&str>) -> Result<BTreeMap<String, CodedPaper>, ProgramError> {
        let mut records = BTreeMap::new();
        for name in names {
            if let Some(record) = self.one(name)? {
                records.insert((*name).to_owned(), record);
            }
        }
        Ok(records)
    }

    fn one(&self, name: &str) -> Result<Option<CodedPaper>, ProgramError> {
        match self {
            Self::Folders(folders) => {
                let names = [name.replace(['/', '\\'], "__"), name.to_owned(), stem(name).to_owned()];
                let in_folder = |folder: &PathBuf| names.clone().map(|name| folder.join(format!("{name}.json")));
                let paths = folders.iter().flat_map(in_folder);
                paths.filter(|path| RealDisk.has(path)).map(|path| record(&path)).next().transpose()
            }
            Self::Index(home, files) => {
                let is = |test: &dyn Fn(&str) -> bool| files.iter().filter(|(file, _)| test(file)).collect::<Vec<_>>();
                let exact = is(&|file| file == name);
                let found = if exact.is_empty() { is(&|file| last(file) == name || stem(file) == name) } else { exact };
                match found.as_slice() {
                    [] => Ok(None),
                    [(_, id)] => Ok(Some(Documents::of(&RealDisk, home).read(*id)?)),
                    _ => Err(ValidationError::Ambiguous { name: name.to_owned() }.into()),
                }
            }
        }
    }

    /// Looks at every document, one after another, in the order of their files.
    pub(in crate::queries) fn each(&self, mut look: impl FnMut(CodedPaper)) -> Result<(), ProgramError> {
        match self {
            Self::Folders(folders) => {
                let paths: Vec<PathBuf> =
                    folders.iter().map(|folder| RealDisk.list(folder)).collect::<Result<Vec<_>, _>>()?.concat();
                for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
                    look(record(path)?);
                }
            }
            Self::Index(home, files) => {
                let kept = Documents::of(&RealDisk, home);
                for (_, id) in files {
                    look(kept.read(*id)?);
                }
            }
        }
        Ok(())
    }
}

fn record(path: &Path) -> Result<CodedPaper, ProgramError> {
    let read = serde_json::from_slice(&RealDisk.read(path)?);
    Ok(read.map_err(|error| ValidationError::NoRecord { path: path.to_owned(), why: error.to_string() })?)
}

/// A file's name without its folder.
fn last(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// A file's name without folder and ending.
fn stem(file: &str) -> &str {
    let last = last(file);
    last.rsplit_once('.').map_or(last, |(stem, _)| stem)
}
