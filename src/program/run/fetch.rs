//! Fetching the papers of a list, and saying what became of each.

use super::{DEFAULT_CORPUS, ProgramError, Progress, Workspace};
use std::path::{Path, PathBuf};
use stratmine_output::{Cell, Column, Table};
use stratmine_study::fetch::{self, Fetched, Outcome};
use stratmine_study::store::RealDisk;

/// The folder below the corpus that papers are fetched into where none is named.
pub(crate) const FETCHED: &str = "fetched";

/// What is to be fetched.
#[derive(Clone, Debug, Default)]
pub struct Fetching {
    /// The list; `None` for the documents behind Aunger et al. (2020), as far as they could be traced.
    pub list: Option<PathBuf>,
    /// The folder to fetch into; `None` for `fetched` below the corpus.
    pub into: Option<PathBuf>,
    /// Whether copies on other sites than the publisher's are fetched too.
    pub mirrors: bool,
    /// Whether files are fetched again that are there and unchanged.
    pub again: bool,
}

/// What became of a list.
#[derive(Clone, Debug)]
pub struct FetchReport {
    /// One row a document: id, state (`saved`, `saved_as_page`, `kept`, `skipped`, `failed`), reason, file, bytes, SHA-256,
    /// address, title.
    pub table: Table,
    /// The folder.
    pub into: PathBuf,
    /// Number of documents that could not be had.
    pub failed: usize,
    /// Number of documents that are there.
    pub there: usize,
}

/// Fetches the documents of a list.
///
/// # Errors
/// [`ProgramError`] where the list cannot be read or the folder not be used; a document that cannot be had is listed.
pub fn fetch(workspace: &Workspace, what: &Fetching, progress: &dyn Progress) -> Result<FetchReport, ProgramError> {
    let list = match &what.list {
        Some(path) => fetch::load(path)?,
        None => fetch::built_in()?,
    };
    let into = match &what.into {
        Some(into) => into.clone(),
        None => workspace.root(&RealDisk)?.unwrap_or_else(|| DEFAULT_CORPUS.into()).join(FETCHED),
    };
    let options = fetch::Options { mirrors: what.mirrors, again: what.again, ..fetch::Options::default() };
    progress.begin(list.len());
    let results = fetch::fetch(&list, &into, &options, |news| match news {
        fetch::Progress::Begun(entry) => progress.reading(&entry.title),
        fetch::Progress::Ended(fetched) => progress.done(&fetched.title, 0),
    })?;
    progress.end();
    let mut table = Table::new([
        Column::text("id"),
        Column::text("state"),
        Column::text("reason"),
        Column::name("file"),
        Column::number("bytes"),
        Column::text("sha256"),
        Column::text("address"),
        Column::text("title"),
    ]);
    for fetched in &results {
        table.push(row(fetched));
    }
    let failed = results.iter().filter(|fetched| matches!(fetched.outcome, Outcome::Failed(_))).count();
    let there = results.iter().filter(|fetched| fetched.file.is_some()).count();
    Ok(FetchReport { table, into, failed, there })
}

fn row(fetched: &Fetched) -> Vec<Cell> {
    let (state, reason) = match &fetched.outcome {
        Outcome::Saved => ("saved", Cell::Empty),
        Outcome::SavedAsPage => ("saved_as_page", "a web page came in its stead".into()),
        Outcome::Kept => ("kept", Cell::Empty),
        Outcome::Skipped => ("skipped", "only a copy on another site is known: --mirrors fetches it".into()),
        Outcome::Failed(why) => ("failed", why.to_string().into()),
    };
    vec![
        fetched.id.as_str().into(),
        state.into(),
        reason,
        fetched.file.clone().into(),
        usize::try_from(fetched.bytes).ok().filter(|bytes| *bytes > 0).into(),
        fetched.sha256.clone().into(),
        fetched.address.clone().into(),
        fetched.title.as_str().into(),
    ]
}

/// The downloads of a folder compared with their record: `(file, state, SHA-256)` each; nothing where there is no record.
pub(crate) fn verify_downloads(folder: &Path) -> Result<Vec<(String, &'static str, String)>, ProgramError> {
    match fetch::verify(folder) {
        Err(fetch::FetchError::NoRecord { .. }) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
        Ok(verdicts) => Ok(verdicts
            .into_iter()
            .map(|verdict| {
                let state = match verdict.state {
                    fetch::State::Unchanged => "unchanged",
                    fetch::State::Changed => "changed",
                    fetch::State::Missing => "missing",
                    fetch::State::Unreadable(_) | fetch::State::Outside => "unreadable",
                };
                (verdict.file, state, verdict.sha256)
            })
            .collect()),
    }
}
