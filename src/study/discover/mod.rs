//! Finds the papers of a corpus and what is known of them besides their text.
//!
//! In go a folder or a file, out come [`CorpusFile`] files with all that tells whether they changed, their identity
//! ([`identify`]), and their [`PaperMeta`](stratmine_model::PaperMeta): from the table that the researcher keeps
//! ([`MetadataTable`]), else proposed from the paper itself ([`propose`]). What cannot be looked at is listed as a
//! [`WalkProblem`] and stops nothing. It reads no paper and knows nothing of what is in one, but for [`propose`], which is
//! given a document that was read.

mod identify;
mod metadata;
mod propose;
mod walk;

pub use identify::identify;
pub use metadata::{GUESSES, KnownType, MetadataTable, UncheckedTable};
pub use propose::{propose, propose_again};
pub use walk::{CorpusFile, FETCH_RECORD, MANIFEST, NotAPaper, Walk, WalkProblem, inspect, key, tables, walk};

use std::io;
use std::path::PathBuf;
use stratmine_model::spreadsheet::TableError;
use stratmine_model::{Hints, plain};

/// Why a corpus, a file or a table could not be looked at.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum DiscoverError {
    /// The corpus root cannot be opened.
    #[error("cannot open the corpus folder {}: {}", path.display(), plain(source))]
    Root { path: PathBuf, source: io::Error },
    /// The corpus root is no folder.
    #[error("{} is not a folder. A corpus is a folder; name single files after `run`", path.display())]
    NotAFolder { path: PathBuf },
    /// A file given by name is none.
    #[error("{} is not a file but {what}", path.display())]
    NotAFile { path: PathBuf, what: &'static str },
    /// A file cannot be read.
    #[error("cannot read {}: {}", path.display(), plain(source))]
    Read { path: PathBuf, source: io::Error },
    /// A table is larger than tables are.
    #[error("{} has {bytes} bytes, more than any table of metadata; is it the right file?", path.display())]
    TooLarge { path: PathBuf, bytes: u64 },
    /// Cells of a table cannot be understood; at least one.
    #[error("{}", in_lines(.0))]
    Table(Vec<TableError>),
    /// There are two tables where one is meant.
    #[error("both {} and {} exist: keep one of them", first.display(), second.display())]
    TwoTables { first: PathBuf, second: PathBuf },
}

/// Most faults of a table that are said at once.
const MOST_FAULTS: usize = 20;

/// One line a fault.
fn in_lines(faults: &[TableError]) -> String {
    let mut lines: Vec<String> = faults.iter().take(MOST_FAULTS).map(ToString::to_string).collect();
    if faults.len() > MOST_FAULTS {
        lines.push(format!("and {} more", faults.len() - MOST_FAULTS));
    }
    lines.join("\n")
}

impl Hints for DiscoverError {
    fn hints(&self) -> Vec<String> {
        match self {
            Self::Root { .. } => vec!["name another with --corpus".to_owned()],
            _ => Vec::new(),
        }
    }
}
