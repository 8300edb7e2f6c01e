//! Search: where do the papers say it?
//!
//! In go a query as typed and filters; out come [`Results`]: documents, best first, with their hits beneath, every
//! count taken in full and every matched word marked. Three steps, a file each: [`parse()`] makes a tree of what was typed
//! or an error that points at the place; `plan` turns the tree into a question to the index; `mark` looks into the page
//! text again for what exactly was matched. Syntax that is known elsewhere and not supported here is an error, never
//! zero hits.
//!
//! The order of hits is fixed by the corpus and the query: score (rounded to a thousandth) from high to low, then file,
//! page and place on the page.

mod ast;
mod error;
mod mark;
mod notes;
mod parse;
mod plan;
mod refuse;

pub use crate::model::hits::{DocumentHits, Hit, Results, Snippet, StatementHit, Unit};
pub use ast::{Expr, Leaf, Term};
pub use error::{QueryError, SearchError};
pub use parse::parse;

use crate::index::{Found, Reader, Source, StoredPage};
use mark::Marker;
use plan::Plan;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// What to search for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The query as typed. May be blank where a filter is set: everything the filters let through is a hit then.
    pub query: String,
    /// What else a hit must meet.
    pub filters: Filters,
    /// Pages or statements.
    pub unit: Unit,
    /// How many hits to list at most; counts go beyond it.
    pub limit: usize,
}

/// What a hit must meet besides the query: one value of each list that is not empty, and all of the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Outcome categories; `unclassified` finds intended outcomes without one.
    pub categories: Vec<String>,
    /// Words of the organisation's name.
    pub organisations: Vec<String>,
    /// Years of publication.
    pub years: Option<RangeInclusive<i32>>,
    /// Partnering types by code.
    pub partnering: Vec<String>,
    /// Integration domains by code.
    pub domains: Vec<String>,
    /// Intended outcomes only; of pages, such as hold one.
    pub outcomes_only: bool,
}

impl Filters {
    /// Whether nothing is filtered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Searches.
///
/// # Errors
/// [`SearchError::Query`] points at what cannot be understood in the query; [`SearchError::Index`] where the index cannot
/// be read.
pub fn search(reader: &Reader, request: &Request) -> Result<Results, SearchError> {
    let plan = Plan::of(request)?;
    let mut found = reader.find(&plan.query(), request.unit)?;
    found.sort_by_cached_key(|hit| (-thousandths(hit.score), Arc::clone(&hit.source), hit.page, hit.ordinal));
    let mut counts: BTreeMap<Arc<Source>, usize> = BTreeMap::new();
    for hit in &found {
        *counts.entry(Arc::clone(&hit.source)).or_default() += 1;
    }
    let mut results = Results {
        query: request.query.clone(),
        unit: request.unit,
        hits: found.len(),
        documents: counts.len(),
        listed: Vec::new(),
        notes: notes::notes(reader, &plan, request.unit)?,
    };
    found.truncate(request.limit);
    for (source, hits) in by_document(found) {
        let total = counts.get(&source).copied().unwrap_or_default();
        results.listed.extend(document_hits(reader, &plan, request.unit, &source, &hits, total)?);
    }
    Ok(results)
}

/// Scores are compared in thousandths: what lies closer is chance in the order of adding.
#[expect(clippy::cast_possible_truncation, reason = "a score is the sum of at most 64 terms of about 20 each")]
fn thousandths(score: f32) -> i64 {
    (f64::from(score) * 1000.0).round() as i64
}

/// Puts the hits of a document together, documents in the order of their best hit.
fn by_document(found: Vec<Found>) -> Vec<(Arc<Source>, Vec<Found>)> {
    let mut places: BTreeMap<Arc<Source>, usize> = BTreeMap::new();
    let mut documents: Vec<(Arc<Source>, Vec<Found>)> = Vec::new();
    for hit in found {
        let place = *places.entry(Arc::clone(&hit.source)).or_insert(documents.len());
        if let Some((_, hits)) = documents.get_mut(place) {
            hits.push(hit);
        } else {
            documents.push((Arc::clone(&hit.source), vec![hit]));
        }
    }
    documents
}

/// The row of a document with its listed hits.
fn document_hits(
    reader: &Reader,
    plan: &Plan,
    unit: Unit,
    source: &Source,
    found: &[Found],
    total: usize,
) -> Result<Option<DocumentHits>, SearchError> {
    let mut pages: BTreeMap<u32, StoredPage> = BTreeMap::new();
    let mut row: Option<DocumentHits> = None;
    let marker = Marker::new(plan.phrases());
    for hit in found {
        let page = match pages.entry(hit.page) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(reader.page(source.document, hit.page)?),
        };
        let row = row.get_or_insert_with(|| DocumentHits {
            document: source.document,
            file: source.file.clone(),
            title: page.title.clone(),
            organisation: page.organisation.clone(),
            year: page.year,
            hits: total,
            score: rounded(hit.score),
            listed: Vec::with_capacity(found.len()),
        });
        row.listed.push(shown(&marker, plan, unit, page, hit));
    }
    Ok(row)
}

fn rounded(score: f32) -> f32 {
    (score * 1000.0).round() / 1000.0
}

/// One hit as it is shown.
fn shown(marker: &Marker<'_>, plan: &Plan, unit: Unit, page: &StoredPage, hit: &Found) -> Hit {
    let statement = (unit == Unit::Statement).then(|| page.statements.get(hit.ordinal)).flatten();
    let snippet = if let Some(statement) = statement {
        marker.statement(page.statement_text(statement).1)
    } else {
        marker.page(&page.text, plan.focus(page))
    };
    Hit {
        page: hit.page,
        label: page.label.clone(),
        score: rounded(hit.score),
        snippet,
        statement: statement.map(|statement| StatementHit {
            id: statement.id.clone(),
            start: statement.start,
            end: statement.end,
            intended_outcome: statement.intended_outcome,
            categories: statement.categories.clone(),
            heading_path: page.heading_path(statement).to_vec(),
        }),
    }
}

#[cfg(test)]
mod tests;
