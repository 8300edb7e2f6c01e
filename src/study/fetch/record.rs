//! The record of what was downloaded: `fetched.csv` in the folder.
//!
//! It holds no dates, so that the same files give the same record. Its columns are those of a corpus table and more:
//! it can serve as one.

use super::download::{Saved, digest, fresh};
use super::{FetchError, Kind, Listed};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use stratmine_model::spreadsheet::{TableFault, TableLine, lines};

/// The record's name in its folder.
const NAME: &str = "fetched.csv";

const COLUMNS: [&str; 12] = [
    "file",
    "title",
    "organisation",
    "year",
    "partnering",
    "address",
    "id",
    "certainty",
    "kind",
    "bytes",
    "sha256",
    "note",
];

/// A file of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) file: String,
    pub(super) address: Option<String>,
    pub(super) sha256: String,
    pub(super) bytes: u64,
    cells: Vec<String>,
}

/// The record of a folder, by id.
pub(super) struct Record {
    path: PathBuf,
    rows: BTreeMap<String, Row>,
}

/// What a downloaded file is like by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// As it was downloaded.
    Unchanged,
    /// Other bytes than were downloaded.
    Changed,
    /// Not there.
    Missing,
    /// There, and not to be read; why.
    Unreadable(String),
    /// The record names a file outside its folder, which was not looked at.
    Outside,
}

/// A file of the record and what it is like by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The entry's id in the list.
    pub id: String,
    /// The file's name in the folder.
    pub file: String,
    /// The SHA-256 that the record has.
    pub sha256: String,
    /// What the file is like.
    pub state: State,
}

/// Compares every file that was downloaded into a folder with its recorded SHA-256. Sorted by id.
///
/// # Errors
///
/// [`FetchError::NoRecord`] where the folder has no record, [`FetchError::Table`] where it is not sound.
pub fn verify(folder: &Path) -> Result<Vec<Verdict>, FetchError> {
    if !folder.join(NAME).is_file() {
        return Err(FetchError::NoRecord { path: folder.to_owned() });
    }
    let record = Record::open(folder)?;
    let verdict = |(id, row): (&String, &Row)| Verdict {
        id: id.clone(),
        file: row.file.clone(),
        sha256: row.sha256.clone(),
        state: state(folder, row),
    };
    Ok(record.rows.iter().map(verdict).collect())
}

/// What a file of the record is like by now.
pub(super) fn state(folder: &Path, row: &Row) -> State {
    let name = Path::new(&row.file);
    if !name.components().all(|part| matches!(part, Component::Normal(_))) || row.file.is_empty() {
        return State::Outside;
    }
    let path = folder.join(name);
    if !path.exists() {
        return State::Missing;
    }
    match digest(&path) {
        Ok((sha256, ..)) if sha256 == row.sha256 => State::Unchanged,
        Ok(_) => State::Changed,
        Err(error) => State::Unreadable(stratmine_model::plain(&error)),
    }
}

impl Record {
    /// The record of a folder; empty where there is none.
    pub(super) fn open(folder: &Path) -> Result<Self, FetchError> {
        let path = folder.join(NAME);
        let mut record = Self { path: path.clone(), rows: BTreeMap::new() };
        let wrong = |fault: TableFault| {
            let (line, problem) = (fault.line, fault.problem);
            FetchError::Table { path: path.clone(), line, problem }
        };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(record),
            Err(source) => return Err(FetchError::Folder { path, source }),
        };
        let lines = lines(&bytes).map_err(wrong)?;
        let none = TableLine { number: 1, cells: Vec::new() };
        let (head, lines) = lines.split_first().unwrap_or((&none, &[]));
        if head.cells != COLUMNS {
            let problem = format!("not a record of downloads: its columns must be {}", COLUMNS.join(","));
            return Err(wrong(head.fault(0, problem)));
        }
        for line in lines {
            let mut cells = line.cells.clone();
            cells.resize(COLUMNS.len(), String::new());
            let cell = |name: &str| {
                let named = COLUMNS.iter().zip(&cells).find(|(column, _)| **column == name);
                named.map(|(_, cell)| cell.clone()).unwrap_or_default()
            };
            let bytes = cell("bytes").parse().map_err(|_| wrong(line.fault(0, "the size is no number")))?;
            let address = Some(cell("address")).filter(|address| !address.is_empty());
            let (id, file, sha256) = (cell("id"), cell("file"), cell("sha256"));
            record.rows.insert(id, Row { file, address, sha256, bytes, cells });
        }
        Ok(record)
    }

    pub(super) fn get(&self, id: &str) -> Option<&Row> {
        self.rows.get(id)
    }

    /// Enters a download and writes the record.
    pub(super) fn put(&mut self, entry: &Listed, saved: &Saved) -> Result<(), FetchError> {
        let kind = match saved.kind {
            Kind::Pdf => "pdf",
            Kind::Html => "html",
            Kind::Word => "word",
            Kind::Unknown => "unknown",
        };
        let year = entry.year.map(|year| year.to_string()).unwrap_or_default();
        let address = entry.address.clone().unwrap_or_default();
        let bytes = saved.bytes.to_string();
        let cells = [
            saved.file.as_str(),
            &entry.title,
            &entry.organisation,
            &year,
            &entry.partnering,
            &address,
            &entry.id,
            &entry.certainty,
            kind,
            &bytes,
            &saved.sha256,
            &entry.note,
        ];
        let row = Row {
            file: saved.file.clone(),
            address: entry.address.clone(),
            sha256: saved.sha256.clone(),
            bytes: saved.bytes,
            cells: cells.iter().map(ToString::to_string).collect(),
        };
        self.rows.insert(entry.id.clone(), row);
        self.write().map_err(|source| FetchError::Folder { path: self.path.clone(), source })
    }

    /// Writes the record under another name first: a kill leaves the old one or the new one.
    fn write(&self) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(COLUMNS)?;
        for row in self.rows.values() {
            writer.write_record(&row.cells)?;
        }
        let bytes = writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
        let temporary = self.path.with_file_name(format!(".{NAME}.new"));
        let mut file = fresh(&temporary)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(temporary, &self.path)
    }
}
