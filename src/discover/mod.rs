//! Stand-in, replaced by the work under way.
#![allow(missing_docs, clippy::missing_errors_doc)]
use crate::model::{Document, DocumentId, Format, Metadata};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct DiscoverError(String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    pub file: String,
    pub bytes: u64,
    pub modified_ns: i128,
    pub inode: u64,
    pub format: Format,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub path: PathBuf,
    pub why: String,
}
pub struct Walk {
    pub found: Vec<Found>,
    pub troubles: Vec<Trouble>,
}
pub fn walk(root: &Path) -> Result<Walk, DiscoverError> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().is_file() && !name.starts_with('.') && !name.starts_with("README") && name != "corpus.csv"
        {
            found.push(inspect(root, entry.path())?);
        }
    }
    found.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(Walk { found, troubles: Vec::new() })
}
pub fn inspect(root: &Path, path: &Path) -> Result<Found, DiscoverError> {
    use std::os::unix::fs::MetadataExt as _;
    let wrong = |e: &dyn std::fmt::Display| DiscoverError(format!("cannot read {}: {e}", path.display()));
    let about = std::fs::metadata(path).map_err(|e| wrong(&e))?;
    let file = path.strip_prefix(root).map_err(|e| wrong(&e))?.to_string_lossy().into_owned();
    Ok(Found {
        path: path.to_owned(),
        file,
        bytes: about.len(),
        modified_ns: i128::from(about.mtime()) * 1_000_000_000 + i128::from(about.mtime_nsec()),
        inode: about.ino(),
        format: Format::of_path(path),
    })
}
pub fn identify(path: &Path) -> Result<DocumentId, DiscoverError> {
    let bytes = std::fs::read(path).map_err(|e| DiscoverError(format!("cannot read {}: {e}", path.display())))?;
    Ok(DocumentId::from_digest(Sha256::digest(&bytes).into()))
}
#[derive(Default)]
pub struct MetadataTable(BTreeMap<String, Metadata>);
impl MetadataTable {
    pub fn load(path: &Path) -> Result<Self, DiscoverError> {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let heads = lines.next().unwrap_or_default();
        let rows = lines.map(|cells| {
            let get = |name: &str| {
                let at = heads.iter().position(|head| head == name)?;
                cells.get(at).filter(|cell| !cell.is_empty()).cloned()
            };
            let metadata = Metadata {
                title: get("title"),
                include: get("include").map(|include| include != "no"),
                duplicate_of: get("duplicate_of"),
                ..Metadata::default()
            };
            (get("file").unwrap_or_default(), metadata)
        });
        Ok(Self(rows.collect()))
    }
    pub fn of_root(root: &Path) -> Result<Self, DiscoverError> {
        Self::load(&root.join("corpus.csv"))
    }
    pub fn get(&self, file: &str) -> Option<&Metadata> {
        self.0.get(file)
    }
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
pub fn propose(given: Option<&Metadata>, _document: &Document, _file: &str) -> Metadata {
    given.cloned().unwrap_or_default()
}
