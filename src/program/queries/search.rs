//! Searching an index. Nothing here waits for a writer, and nothing reads a paper.

use crate::{ProgramError, Workspace};
use stratmine_search::index::Reader;
use stratmine_study::store::RealDisk;

pub use stratmine_model::hits::{Results, Unit};
pub use stratmine_search::{FACETS, Filters, InLexicon, Request, Sort, ValueField};

/// Searches an index.
///
/// # Errors
/// [`ProgramError`]: there is no index, or the query cannot be understood.
pub fn search(workspace: &Workspace, request: &Request) -> Result<Results, ProgramError> {
    let home = workspace.open(&RealDisk)?;
    let reader = Reader::open(&home.search())?;
    Ok(stratmine_search::search(&reader, request)?)
}

/// Searches an index for the entries of the lexicons.
///
/// # Errors
/// As for [`search`]; also where the lexicons cannot be used, or have no such code or entry.
pub fn search_lexicon(workspace: &Workspace, wanted: &InLexicon, request: &Request) -> Result<Results, ProgramError> {
    let codebook = workspace.codebook()?;
    let home = workspace.open(&RealDisk)?;
    let reader = Reader::open(&home.search())?;
    Ok(stratmine_search::search_lexicon(&reader, &codebook, wanted, request)?)
}

/// Searches an index for what is like a statement or a document.
///
/// # Errors
/// As for [`search`]; also where nothing is of that name.
pub fn more_like(workspace: &Workspace, named: &str, request: &Request) -> Result<Results, ProgramError> {
    let home = workspace.open(&RealDisk)?;
    let reader = Reader::open(&home.search())?;
    Ok(stratmine_search::more_like(&reader, named, request)?)
}
