//! Searching an index. Nothing here waits for a writer, and nothing reads a paper.

use crate::{ProgramError, Workspace};
use std::collections::BTreeSet;
use stratmine_coding::lexicon::{Codebook, Layer, LexiconEntry};
use stratmine_model::Span;
use stratmine_search::index::Reader;
use stratmine_search::{QueryError, SearchError};
use stratmine_study::store::RealDisk;

pub use stratmine_model::hits::{Results, Unit};
pub use stratmine_search::{FACETS, Filters, HitOrder, Request, ValueField};

/// Searches an index.
///
/// # Errors
/// [`ProgramError`]: there is no index, or the query cannot be understood.
pub fn search(workspace: &Workspace, request: &Request) -> Result<Results, ProgramError> {
    let home = workspace.open(&RealDisk)?;
    let reader = Reader::open(&home.search())?;
    Ok(stratmine_search::search(&reader, request)?)
}

/// Which entries of the lexicons are searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InLexicon {
    /// Those that earn a code.
    Code(String),
    /// Those with this term, stars aside.
    Entry(String),
}

impl InLexicon {
    fn includes(&self, entry: &LexiconEntry) -> bool {
        match self {
            Self::Code(code) => entry.codes.iter().any(|known| known.eq_ignore_ascii_case(code)),
            Self::Entry(term) => without_stars(&entry.term) == without_stars(term),
        }
    }

    /// Refuses a code or an entry that no lexicon has.
    fn check(&self, codebook: &Codebook) -> Result<(), SearchError> {
        let entries = || Layer::ALL.into_iter().flat_map(|layer| codebook.layer(layer).entries());
        if entries().any(|entry| self.includes(entry)) {
            return Ok(());
        }
        let (named, message, hint) = match self {
            Self::Code(code) => {
                let codes: BTreeSet<&str> = entries().flat_map(|entry| &entry.codes).map(String::as_str).collect();
                let codes: Vec<&str> = codes.into_iter().collect();
                (code, "no entry of the lexicons earns this code", format!("the codes are {}", codes.join(", ")))
            }
            Self::Entry(term) => {
                let first = without_stars(term).split(' ').next().unwrap_or_default().to_owned();
                let like: BTreeSet<&str> = entries()
                    .filter(|entry| without_stars(&entry.term).split(' ').any(|word| word == first))
                    .map(|entry| entry.term.as_str())
                    .collect();
                let like: Vec<&str> = like.into_iter().take(12).collect();
                let hint = if like.is_empty() {
                    "`stratmine lexicon list CODE` lists the entries of a code".to_owned()
                } else {
                    format!("like it there is: {}", like.join(", "))
                };
                (term, "no lexicon has this entry", hint)
            }
        };
        Err(SearchError::Query(QueryError {
            query: named.clone(),
            span: Span::new(0, named.len()),
            message: message.to_owned(),
            hint,
        }))
    }
}

fn without_stars(term: &str) -> String {
    term.replace('*', "").trim().to_lowercase()
}

/// Searches an index for the entries of the lexicons. They are found as coding finds them: with their wildcards,
/// conditions and layers, the longest entry first.
///
/// # Errors
/// As for [`search`]; also where the lexicons cannot be used, or have no such code or entry.
pub fn search_lexicon(workspace: &Workspace, wanted: &InLexicon, request: &Request) -> Result<Results, ProgramError> {
    let codebook = workspace.codebook()?;
    let home = workspace.open(&RealDisk)?;
    let reader = Reader::open(&home.search())?;
    wanted.check(&codebook)?;
    let find = |block: &str| {
        codebook.scan(block).into_iter().filter(|hit| wanted.includes(hit.entry)).map(|hit| hit.span).collect()
    };
    Ok(stratmine_search::search_places(&reader, request, &find)?)
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
