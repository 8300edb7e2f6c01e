//! Asking an index: search and tally. Nothing here waits for a writer, and nothing reads a paper.

use super::{PipelineError, Place};
use crate::index::Reader;
use crate::ledger::{Documents, Entry, Ledger};
use crate::model::OutcomeKind;
use crate::store::RealDisk;
use crate::tally::{Summary, Tallier};
use rayon::prelude::*;

pub use crate::model::hits::{Results, Unit};
pub use crate::search::{FACETS, Filters, InLexicon, Request, Sort, ValueField};
pub use crate::tally::{By, Tally};

/// Searches an index.
///
/// # Errors
/// [`PipelineError`]: there is no index, or the query cannot be understood.
pub fn search(place: &Place, request: &Request) -> Result<Results, PipelineError> {
    let home = place.open(&RealDisk)?;
    let reader = Reader::open(&home.search())?;
    Ok(crate::search::search(&reader, request)?)
}

/// Searches an index for the entries of the lexicons.
///
/// # Errors
/// As for [`search`]; also where the lexicons cannot be used, or have no such code or entry.
pub fn search_lexicon(place: &Place, wanted: &InLexicon, request: &Request) -> Result<Results, PipelineError> {
    let codebook = place.codebook()?;
    let home = place.open(&RealDisk)?;
    let reader = Reader::open(&home.search())?;
    Ok(crate::search::search_lexicon(&reader, &codebook, wanted, request)?)
}

/// Searches an index for what is like a statement or a document.
///
/// # Errors
/// As for [`search`]; also where nothing is of that name.
pub fn more_like(place: &Place, named: &str, request: &Request) -> Result<Results, PipelineError> {
    let home = place.open(&RealDisk)?;
    let reader = Reader::open(&home.search())?;
    Ok(crate::search::more_like(&reader, named, request)?)
}

/// Tallies the documents of an index: those that are coded and there, once each; the rest stands in the base.
///
/// # Errors
/// [`PipelineError`]: there is no index, or a coded document is damaged.
pub fn tally(place: &Place, by: By) -> Result<Tally, PipelineError> {
    let disk = &RealDisk;
    let home = place.open(disk)?;
    let documents = Documents::of(disk, &home);
    let ledger = Ledger::load(disk, &home)?;
    let entries: Vec<_> = ledger.present().collect();
    // Nearly all of the time goes into taking the records apart, each by itself; the order stays.
    let summary = |entry: &&Entry| match entry.id.filter(|_| entry.is_counted()) {
        Some(id) => documents.read(id).map(|document| Some(Summary::of(&document))),
        None => Ok(None),
    };
    let summaries: Vec<_> = entries.par_iter().map(summary).collect::<Result<_, _>>()?;
    let mut tallier = Tallier::new();
    for (entry, summary) in entries.into_iter().zip(summaries) {
        match summary {
            Some(summary) => tallier.add(summary),
            None if entry.outcome == OutcomeKind::Coded => {
                tallier.exclude(&entry.file, entry.remark().unwrap_or_default());
            }
            None => tallier.not_coded(&entry.file, entry.outcome, entry.reason.clone()),
        }
    }
    Ok(tallier.finish(by))
}
