//! Search: where do the papers say it?
//!
//! In go a query as typed and filters; out come [`Results`]: documents with their hits, every count taken in full and every
//! matched word marked. Four steps, a file each: [`parse()`] makes a tree of what was typed, or an error that points at the
//! place; `word_forms` finds the forms of a typed word; `plan` turns the tree into a question to the index; `unit_view`
//! finds the matches in the stored text again. Syntax that is known elsewhere and not supported here is an error, never
//! zero hits. The language is described in `docs/search.md`.
//!
//! The order of hits is fixed by the corpus and the query: score (rounded to a thousandth) from high to low, or year, then
//! file, page and place on the page. This crate does not know how papers are coded, or where their records lie.

mod collocates;
mod concordance;
mod error;
pub mod index;
mod more_like;
mod notes;
mod parse;
mod places;
mod plan;
mod snippet;
mod unit_view;
mod word_forms;

pub use crate::index::{HitOrder, ValueField};
pub use collocates::{Collocate, Collocates, Measure, Nearby, collocates};
pub use concordance::{Concordance, ConcordanceLayout, ConcordanceLine, LineOrder, concordance};
pub use error::{QueryError, SearchError};
pub use more_like::more_like;
pub use parse::{FACETS, ParsedQuery, TypedQuery, TypedTerm, TypedText, TypedWord, parse};
pub use places::search_places;
pub use stratmine_model::hits::{DocumentHits, Facet, Hit, Results, Snippet, StatementHit, Unit};

use crate::index::{HitSource, IndexAnswer, IndexHit, IndexRequest, Probability, Reader, StoredPage};
use plan::SearchPlan;
use snippet::{PAGE_WINDOW, STATEMENT_WINDOW, snippet};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::RangeInclusive;
use std::sync::Arc;
use unit_view::{MatchSpan, UnitView};

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
    /// Whether boilerplate (running heads, contents, references) is searched too, as `in:all` says.
    pub boilerplate: bool,
    /// Whether conditions hold within the document, as `per:document` says.
    pub per_document: bool,
    /// Whether words are taken as typed: no other forms, no other spellings.
    pub exact: bool,
    /// Whether a blank query without filters asks for everything.
    pub whole: bool,
    /// The order of hits.
    pub sort: HitOrder,
    /// How many of the first hits to leave out of the list.
    pub offset: usize,
    /// How many hits to list at most; counts go beyond it.
    pub limit: usize,
    /// Fields whose values are to be counted over all hits.
    pub facets: Vec<ValueField>,
}

/// What a hit must meet in addition to the query: one value of each list that is not empty, and all of the rest.
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
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Searches.
///
/// ```
/// use stratmine_search::index::{Reader, Writer};
/// use stratmine_search::{Request, search};
///
/// let folder = tempfile::tempdir()?;
/// // A run adds coded papers to the writer; this index stays empty.
/// Writer::open(folder.path())?.finish()?;
/// let reader = Reader::open(folder.path())?;
/// let request = Request { query: "improv* NEAR/5 care".to_owned(), limit: 10, ..Request::default() };
/// let results = search(&reader, &request)?;
/// assert_eq!((results.hits, results.notes.len()), (0, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`SearchError::Query`] points at what cannot be understood in the query; [`SearchError::Index`] where the index cannot
/// be read.
pub fn search(reader: &Reader, request: &Request) -> Result<Results, SearchError> {
    results(reader, &SearchPlan::of(request)?, request)
}

fn results(reader: &Reader, plan: &SearchPlan, request: &Request) -> Result<Results, SearchError> {
    let answer = reader.find(&plan.query, &plan.request)?;
    let IndexRequest { unit, per_document, .. } = plan.request;
    let statements = match unit {
        Unit::Statement => answer.hits,
        // The same asked of statements, which have no boilerplate.
        Unit::Page => {
            let request = IndexRequest { unit: Unit::Statement, per_document, ..IndexRequest::default() };
            reader.find(&plan.query, &request)?.hits
        }
    };
    let IndexAnswer { hits, pages, documents, found, facets } = answer;
    Ok(Results {
        query: request.query.clone(),
        unit,
        hits,
        documents,
        pages,
        statements,
        offset: request.offset,
        listed: listed(reader, plan, found, &|view| view.matches(plan))?,
        facets: facets.into_iter().map(facet).collect(),
        notes: notes::notes(reader, plan, hits > 0)?,
    })
}

/// Most hits first, then by value.
fn facet((field, counts): (ValueField, BTreeMap<String, usize>)) -> Facet {
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|(a, many), (b, few)| few.cmp(many).then_with(|| a.cmp(b)));
    Facet { field: parse::typed_name(field).to_owned(), counts }
}

/// The documents of some hits, in the order of their first, with their hits as they are shown.
fn listed(
    reader: &Reader,
    plan: &SearchPlan,
    found: Vec<IndexHit>,
    matches: &dyn Fn(&UnitView<'_>) -> Vec<MatchSpan>,
) -> Result<Vec<DocumentHits>, SearchError> {
    let mut rows: BTreeMap<Arc<HitSource>, usize> = BTreeMap::new();
    let mut documents: Vec<Vec<IndexHit>> = Vec::new();
    for hit in found {
        let row = *rows.entry(Arc::clone(&hit.source)).or_insert(documents.len());
        match documents.get_mut(row) {
            Some(hits) => hits.push(hit),
            None => documents.push(vec![hit]),
        }
    }
    let mut listed = Vec::with_capacity(documents.len());
    for hits in documents {
        let mut pages: BTreeMap<u32, StoredPage> = BTreeMap::new();
        let mut row: Option<DocumentHits> = None;
        for hit in &hits {
            let page = match pages.entry(hit.page) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => entry.insert(reader.page(hit.source.document, hit.page)?),
            };
            let row = row.get_or_insert_with(|| DocumentHits {
                document: page.document,
                file: page.file.clone(),
                title: page.title.clone(),
                organisation: page.organisation.clone(),
                year: page.year,
                hits: hit.in_document,
                score: hit.score,
                listed: Vec::new(),
            });
            row.listed.push(shown(plan, page, hit, matches));
        }
        listed.extend(row);
    }
    Ok(listed)
}

/// One hit as it is shown.
fn shown(
    plan: &SearchPlan,
    page: &StoredPage,
    hit: &IndexHit,
    matches: &dyn Fn(&UnitView<'_>) -> Vec<MatchSpan>,
) -> Hit {
    let statement = page.statements.get(hit.ordinal).filter(|_| plan.request.unit == Unit::Statement);
    let view = UnitView::new(page, statement, plan.request.boilerplate);
    let (matches, focus) = (matches(&view), view.focus(plan));
    let window = if statement.is_some() { STATEMENT_WINDOW } else { PAGE_WINDOW };
    let first = matches.first().map_or(focus, |found| found.span.start);
    let above = statement.or_else(|| page.statement_at(first));
    Hit {
        page: page.page,
        label: page.label.clone(),
        score: hit.score,
        snippet: snippet(view.text, &matches, window, focus),
        heading_path: above.map(|statement| page.heading_path(statement).to_vec()).unwrap_or_default(),
        statement: statement.map(|statement| StatementHit {
            id: statement.id.clone(),
            place: statement.points,
            intended_outcome: statement.intended_outcome,
            categories: statement.categories.clone(),
            probability: statement.probability.map(Probability::value),
        }),
    }
}

#[cfg(test)]
mod tests;
