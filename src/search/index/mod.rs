//! Index: how are pages and statements found again?
//!
//! In go coded documents; out come the pages and statements that a plain [`Query`] tree asks for, scored and counted in
//! full, and the stored page behind each. One indexed document a page and one a statement. Adding is idempotent: what
//! was there of the same document goes first, so a batch may be added again after a crash. Everything here can be
//! deleted and rebuilt from the coded documents.
//!
//! This is the only place that names tantivy. It knows nothing of the query syntax people type (`search`), of where
//! coded documents lie (`ledger`) or of how results are shown (`export`).

mod answer;
mod collect;
mod error;
mod expand;
mod facets;
mod fuzzy;
mod query;
mod reader;
mod roster;
mod schema;
mod seeing;
mod sets;
mod shelf;
mod sight;
mod spelling;
mod statistics;
mod steady;
mod stored;
#[cfg(test)]
pub(crate) mod tests;
mod units;
mod wide;
pub mod words;
mod wordset;
mod writer;

pub use error::IndexError;
pub use query::{Query, Wanted};
pub use reader::{Answer, Ask, Found, Reader, Sort, Source};
pub use schema::{UNCLASSIFIED, ValueField};
pub use sight::{At, Look, Seen, Sight, Trail};
pub use stored::{StoredPage, StoredStatement};
pub use units::Units;
pub use wordset::WordSet;
pub use writer::Writer;

use std::path::Path;
use tantivy::directory::MmapDirectory;
use tantivy::{Index, TantivyError};

/// Checks every file of the index against the checksum written with it.
///
/// # Errors
/// [`IndexError::Damaged`] names the files that are not what was written; the rest as for [`Reader::open`].
pub fn verify(dir: &Path) -> Result<(), IndexError> {
    let (index, _) = open(dir)?;
    verify_files(&index, dir)
}

fn verify_files(index: &Index, dir: &Path) -> Result<(), IndexError> {
    let mut damaged: Vec<_> =
        index.validate_checksum().map_err(|error| IndexError::of(dir, error))?.into_iter().collect();
    damaged.sort();
    let names: Vec<_> = damaged.iter().map(|file| file.display().to_string()).collect();
    if names.is_empty() { Ok(()) } else { Err(damage(dir, format!("checksum of {}", names.join(", ")))) }
}

fn damage(dir: &Path, reason: impl Into<String>) -> IndexError {
    IndexError::Damaged { path: dir.to_path_buf(), reason: reason.into() }
}

/// Opens the index of a folder that must hold one, of this format.
fn open(dir: &Path) -> Result<(Index, schema::Fields), IndexError> {
    let fail = |error| IndexError::of(dir, error);
    let directory = MmapDirectory::open(dir).map_err(|error| fail(error.into()))?;
    if !Index::exists(&directory).map_err(|error| fail(error.into()))? {
        return Err(IndexError::Missing { path: dir.to_path_buf() });
    }
    let index = Index::open(shelf::Shelf(directory)).map_err(fail)?;
    let (wanted, fields) = schema::Fields::new();
    let written = index.load_metas().map_err(fail)?.payload;
    // An index that was made and never committed to has no format written yet, and nothing in it.
    let format = written.unwrap_or_else(|| schema::FORMAT.to_owned());
    if format != schema::FORMAT || index.schema() != wanted {
        return Err(IndexError::Format { path: dir.to_path_buf(), found: format, wanted: schema::FORMAT.to_owned() });
    }
    schema::register_tokenizers(&index);
    Ok((index, fields))
}

/// Makes an index in a folder that holds none.
fn create(dir: &Path) -> Result<(Index, schema::Fields), IndexError> {
    let fail = |error| IndexError::of(dir, error);
    std::fs::create_dir_all(dir).map_err(|error| fail(TantivyError::from(error)))?;
    let (wanted, fields) = schema::Fields::new();
    let index = Index::create_in_dir(dir, wanted).map_err(fail)?;
    schema::register_tokenizers(&index);
    Ok((index, fields))
}
