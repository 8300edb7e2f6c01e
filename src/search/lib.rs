//! Search: where do the papers say it?
//!
//! In go a query as typed and filters; out come [`Results`]: documents with their hits beneath, every count taken in full
//! and every word that was found marked. Four steps, a file each: [`parse()`] makes a tree of what was typed, or an error
//! that points at the place; `forms` says what a typed word stands for; `plan` turns the tree into a question to the
//! index; `view` looks into the text again for what exactly was seen. Syntax that is known elsewhere and not supported here
//! is an error, never zero hits. The language is described in `docs/search.md`.
//!
//! The order of hits is fixed by the corpus and the query: score (rounded to a thousandth) from high to low, or year, then
//! file, page and place on the page.

mod ast;
mod collocates;
mod concordance;
mod error;
mod fields;
mod forms;
pub mod index;
mod lexical;
mod like;
mod mark;
mod notes;
mod parse;
mod plan;
mod refuse;
mod typed;
mod view;

pub use crate::index::{Sort, ValueField};
pub use ast::{Expr, Leaf, Parsed, Term, Text, Typed};
pub use collocates::{Collocate, Collocates, Measure, Nearby, collocates};
pub use concordance::{Concordance, Layout, Line, LineOrder, concordance};
pub use error::{QueryError, SearchError};
pub use fields::FACETS;
pub use lexical::search_places;
pub use like::more_like;
pub use parse::parse;
pub use stratmine_model::hits::{DocumentHits, Facet, Hit, Results, Snippet, StatementHit, Unit};

use crate::index::{Answer, Ask, Found, Reader, Source, StoredPage};
use mark::{PAGE_WINDOW, STATEMENT_WINDOW, snippet};
use plan::Plan;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::RangeInclusive;
use std::sync::Arc;
use view::{Sighting, View};

/// What to search for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own that a person may set")]
pub struct Request {
    /// The query as typed. May be blank where a filter is set: everything the filters let through is a hit then.
    pub query: String,
    /// What else a hit must meet.
    pub filters: Filters,
    /// Pages or statements; the query may say so too, or need it. Where nothing says so, pages.
    pub unit: Option<Unit>,
    /// Whether running heads, contents and references are searched too, as `in:all` says.
    pub aside: bool,
    /// Whether conditions hold within the document, as `per:document` says.
    pub per_document: bool,
    /// Whether words are taken as typed: no other forms, no other spellings.
    pub exact: bool,
    /// Whether a blank query without filters asks for everything.
    pub whole: bool,
    /// The order of hits.
    pub sort: Sort,
    /// How many of the first hits to leave out of the list.
    pub offset: usize,
    /// How many hits to list at most; counts go beyond it.
    pub limit: usize,
    /// Fields whose values are to be counted over all hits.
    pub facets: Vec<ValueField>,
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
    results(reader, &Plan::of(request)?, request)
}

fn results(reader: &Reader, plan: &Plan, request: &Request) -> Result<Results, SearchError> {
    let answer = reader.find(&plan.query, &plan.ask(request, request.offset, request.limit))?;
    let statements = match plan.unit {
        Unit::Statement => answer.hits,
        // The same asked of statements; nothing of a statement is set aside.
        Unit::Page => {
            let ask = Ask { unit: Unit::Statement, per_document: plan.per_document, ..Ask::default() };
            reader.find(&plan.query, &ask)?.hits
        }
    };
    let Answer { hits, pages, documents, found, facets } = answer;
    let mut results = Results {
        query: request.query.clone(),
        unit: plan.unit,
        hits,
        documents,
        pages,
        statements,
        offset: request.offset,
        listed: Vec::new(),
        facets: facets.into_iter().map(facet).collect(),
        notes: notes::notes(reader, plan, hits > 0)?,
    };
    for (source, hits) in by_document(found) {
        results.listed.extend(document_hits(reader, plan, &source, &hits)?);
    }
    Ok(results)
}

/// Most hits first, then by value.
fn facet((field, counts): (ValueField, BTreeMap<String, usize>)) -> Facet {
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|(a, many), (b, few)| few.cmp(many).then_with(|| a.cmp(b)));
    Facet { field: fields::typed_name(field).to_owned(), counts }
}

/// Puts the hits of a document together, documents in the order of their first hit.
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
    source: &Source,
    found: &[Found],
) -> Result<Option<DocumentHits>, SearchError> {
    let mut pages: BTreeMap<u32, StoredPage> = BTreeMap::new();
    let mut row: Option<DocumentHits> = None;
    for hit in found {
        let page = match pages.entry(hit.page) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(reader.page(source.document, hit.page)?),
        };
        let row = row.get_or_insert_with(|| row_of(page, hit.in_document, hit.score));
        row.listed.push(shown(plan, page, hit));
    }
    Ok(row)
}

/// The row of a page's document, without hits.
fn row_of(page: &StoredPage, hits: usize, score: f32) -> DocumentHits {
    DocumentHits {
        document: page.document,
        file: page.file.clone(),
        title: page.title.clone(),
        organisation: page.organisation.clone(),
        year: page.year,
        hits,
        score,
        listed: Vec::new(),
    }
}

/// One hit as it is shown.
fn shown(plan: &Plan, page: &StoredPage, hit: &Found) -> Hit {
    let statement = (plan.unit == Unit::Statement).then(|| page.statements.get(hit.ordinal)).flatten();
    let view = match statement {
        Some(statement) => View::of_statement(page, statement),
        None => View::of_page(page, plan.aside),
    };
    shown_view(page, statement.map(|_| hit.ordinal), &view, &view.sightings(plan), view.focus(plan), hit.score)
}

/// A unit with what is seen in it.
fn shown_view(
    page: &StoredPage,
    ordinal: Option<usize>,
    view: &View<'_>,
    seen: &[Sighting],
    focus: usize,
    score: f32,
) -> Hit {
    let statement = ordinal.and_then(|ordinal| page.statements.get(ordinal));
    let window = if statement.is_some() { STATEMENT_WINDOW } else { PAGE_WINDOW };
    let first = seen.first().map_or(focus, |sighting| sighting.span.start);
    let above = statement.or_else(|| page.statement_at(first));
    Hit {
        page: page.page,
        label: page.label.clone(),
        score,
        snippet: snippet(view.text, seen, window, focus),
        heading_path: above.map(|statement| page.heading_path(statement).to_vec()).unwrap_or_default(),
        statement: statement.map(|statement| StatementHit {
            id: statement.id.clone(),
            start: statement.start,
            end: statement.end,
            intended_outcome: statement.intended_outcome,
            categories: statement.categories.clone(),
        }),
    }
}

#[cfg(test)]
mod tests;
