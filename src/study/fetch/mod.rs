//! Downloads listed documents, politely, and checks later that they are still what was downloaded.
//!
//! In go a list of documents with addresses ([`Listed`]) and a folder, out come files in that folder, a record of them
//! (`fetched.csv`, with addresses and SHA-256), and for every entry what became of it ([`Fetched`]): nothing that could
//! not be had is passed over. One request at a time, with a pause between two to the same host; a server that asks to
//! wait is waited for; what was broken off goes on where it ended. Nothing is written outside the folder. This module
//! knows addresses and bytes, not what is in a paper.

mod client;
mod download;
mod list;
mod name;
mod recognise;
mod record;
#[cfg(test)]
mod tests;

pub use list::{Listed, ListedFormat, built_in, load};
pub use recognise::{Described, RecognisedBy, Recogniser};
pub use record::{State, Verdict, verify};

use record::Record;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The pause between two requests to the same host.
    pub pause: Duration,
    /// Tries for one document, at least 1.
    pub tries: u32,
    /// Whether copies on other sites than the publisher's are fetched too.
    pub mirrors: bool,
    /// Whether files are fetched again that are there and unchanged.
    pub again: bool,
    /// Most bytes of one file.
    pub max_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(2),
            tries: 3,
            mirrors: false,
            again: false,
            max_bytes: stratmine_model::limits::MAX_DOWNLOAD_BYTES,
        }
    }
}

/// What a downloaded file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A PDF.
    Pdf,
    /// A web page.
    Html,
    /// A Word file, which is kept and not read.
    Word,
    /// None of these.
    Unknown,
}

/// What became of an entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Downloaded, and of the kind that was promised.
    Saved,
    /// Downloaded, but a web page came where a PDF or a Word file was promised; it was saved as a page.
    SavedAsPage,
    /// There already, and unchanged since it was downloaded.
    Kept,
    /// Not asked for: a mirror, with [`Options::mirrors`] off.
    Skipped,
    /// Not to be had.
    Failed(Failure),
}

/// Why a document could not be had. The text is for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The list has no address.
    #[error("no address is known")]
    NoAddress,
    /// The address is none that is fetched.
    #[error("not an http or https address")]
    BadAddress,
    /// The server answered with an error.
    #[error("the server answered {0}{hint}", hint = status_hint(*.0))]
    Status(u16),
    /// The server asks to wait longer than is sensible.
    #[error("the server asks to wait {} s; try again later", .0.as_secs())]
    Wait(Duration),
    /// What came is not what was promised, nor a web page.
    #[error("what came is not {0}")]
    NotPromised(&'static str),
    /// What came was empty.
    #[error("the answer was empty")]
    Empty,
    /// The file is larger than the limit, in bytes.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// The address leads from one to the next without end.
    #[error("too many redirects")]
    Redirects,
    /// No connection, or it broke off at every try.
    #[error("no connection: {0}")]
    Network(String),
    /// The file could not be written.
    #[error("cannot be written: {0}")]
    Disk(String),
}

const fn status_hint(status: u16) -> &'static str {
    match status {
        401 | 403 => " (access refused)",
        404 | 410 => " (the document is gone)",
        429 => " (too many requests; try again later)",
        500..=599 => " (the server is at fault; try again later)",
        _ => "",
    }
}

/// An entry of the list and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The entry's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its address, where it has one.
    pub address: Option<String>,
    /// The file's name in the folder, where there is one.
    pub file: Option<String>,
    /// The SHA-256 of the file.
    pub sha256: Option<String>,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// What became of it.
    pub outcome: Outcome,
}

/// What is going on, for a progress display.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'p> {
    /// An entry is begun.
    Begun(&'p Listed),
    /// It is done with.
    Ended(&'p Fetched),
}

/// Why nothing could be fetched or verified at all.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum FetchError {
    /// The folder cannot be made or the record in it cannot be read or written.
    #[error("cannot use {}: {}", path.display(), stratmine_model::plain(source))]
    Folder { path: PathBuf, source: io::Error },
    /// A list or record is no such table.
    #[error("{}, line {line}: {problem}", path.display())]
    Table { path: PathBuf, line: usize, problem: String },
    /// There is no record to verify by.
    #[error("{} has no fetched.csv: nothing was downloaded there", path.display())]
    NoRecord { path: PathBuf },
}

/// Downloads every entry of `list` into the folder `into`, which is made where it is missing, and keeps the record there
/// up to date after each file. The result has an entry for each of the list, in its order.
///
/// # Errors
///
/// [`FetchError`] where the folder or its record cannot be used; whatever fails for one document is that document's
/// [`Outcome::Failed`].
pub fn fetch(
    list: &[Listed],
    into: &Path,
    options: &Options,
    mut progress: impl FnMut(Progress<'_>),
) -> Result<Vec<Fetched>, FetchError> {
    let _made = Made::before(into);
    std::fs::create_dir_all(into).map_err(|source| FetchError::Folder { path: into.to_owned(), source })?;
    let mut record = Record::open(into)?;
    let mut client = client::Client::new(options.pause);
    let mut results = Vec::with_capacity(list.len());
    for entry in list {
        progress(Progress::Begun(entry));
        let fetched = one(entry, into, options, &mut record, &mut client)?;
        progress(Progress::Ended(&fetched));
        results.push(fetched);
    }
    Ok(results)
}

/// Folders that were not there before; those still empty at the end are taken away again.
struct Made(Vec<PathBuf>);

impl Made {
    fn before(into: &Path) -> Self {
        let missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        Self(into.ancestors().take_while(missing).map(Path::to_owned).collect())
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // A folder with something in it refuses, and so do those above it.
        self.0.iter().take_while(|folder| std::fs::remove_dir(folder).is_ok()).for_each(drop);
    }
}

fn one(
    entry: &Listed,
    into: &Path,
    options: &Options,
    record: &mut Record,
    client: &mut client::Client,
) -> Result<Fetched, FetchError> {
    let mut fetched = Fetched {
        id: entry.id.clone(),
        title: entry.title.clone(),
        address: entry.address.clone(),
        file: None,
        sha256: None,
        bytes: 0,
        outcome: Outcome::Skipped,
    };
    let known =
        record.get(&entry.id).filter(|known| !options.again && known.address.as_deref() == entry.address.as_deref());
    if let Some(known) = known.filter(|known| record::state(into, known) == State::Unchanged) {
        fetched.file = Some(known.file.clone());
        fetched.sha256 = Some(known.sha256.clone());
        fetched.bytes = known.bytes;
        fetched.outcome = Outcome::Kept;
        return Ok(fetched);
    }
    if entry.mirror && !options.mirrors {
        return Ok(fetched);
    }
    match download::download(entry, into, options, client) {
        Ok(saved) => {
            let page = saved.kind == Kind::Html && entry.format != ListedFormat::Html;
            fetched.outcome = if page { Outcome::SavedAsPage } else { Outcome::Saved };
            record.put(entry, &saved)?;
            fetched.file = Some(saved.file);
            fetched.sha256 = Some(saved.sha256);
            fetched.bytes = saved.bytes;
        }
        Err(failure) => fetched.outcome = Outcome::Failed(failure),
    }
    Ok(fetched)
}
