//! Search for a lexicon: where do its entries stand?
//!
//! Entries are found as they are found for coding: with their wildcards, conditions and layers, the longest entry first.
//! What else is typed and filtered chooses the pages or statements that are looked through, so that a narrow query is
//! fast and none at all reads every page.

use super::concordance::each_hit;
use super::error::{QueryError, SearchError};
use super::plan::Plan;
use super::view::{Sighting, View};
use super::{Facet, Request, Results, row_of, shown_view};
use crate::index::{Reader, Sort, ValueField};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_coding::lexicon::{Codebook, Entry, Layer};
use stratmine_model::Span;
use stratmine_model::hits::{DocumentHits, Hit, Unit};

/// Which entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Those that earn a code.
    Code(String),
    /// Those with this term, stars aside.
    Entry(String),
}

impl Wanted {
    fn is(&self, entry: &Entry) -> bool {
        match self {
            Self::Code(code) => entry.codes.iter().any(|known| known.eq_ignore_ascii_case(code)),
            Self::Entry(term) => plain(&entry.term) == plain(term),
        }
    }
}

fn plain(term: &str) -> String {
    term.replace('*', "").trim().to_lowercase()
}

/// Finds the entries of a lexicon. Hits score by the number of places.
///
/// # Errors
/// As for [`super::search`]; also where no lexicon has the code or the entry.
pub fn search_lexicon(
    reader: &Reader,
    codebook: &Codebook,
    wanted: &Wanted,
    request: &Request,
) -> Result<Results, SearchError> {
    check(codebook, wanted)?;
    let request = Request { whole: true, ..request.clone() };
    let plan = Plan::of(&request)?;
    let mut rows: BTreeMap<String, DocumentHits> = BTreeMap::new();
    let mut hits: Vec<(i64, String, u32, usize, Hit)> = Vec::new();
    let mut pages = BTreeSet::new();
    let mut statements = 0;
    let mut facets: Vec<(ValueField, BTreeMap<String, usize>)> =
        request.facets.iter().map(|field| (*field, BTreeMap::new())).collect();
    each_hit(reader, &plan, &request, |page, hit, view, typed| {
        let mut seen = entries_in(codebook, wanted, view);
        if seen.is_empty() {
            return;
        }
        let count = seen.len();
        pages.insert((page.document, page.page));
        statements += match plan.unit {
            Unit::Statement => 1,
            Unit::Page => page
                .statements
                .iter()
                .filter(|statement| {
                    let view = View::of_statement(page, statement);
                    view.holds(&plan) && !entries_in(codebook, wanted, &view).is_empty()
                })
                .count(),
        };
        for (field, counts) in &mut facets {
            for value in view.values(*field).into_iter().collect::<BTreeSet<_>>() {
                *counts.entry(value).or_default() += 1;
            }
        }
        seen.extend(typed.iter().cloned());
        seen.sort();
        let score = u16::try_from(count).map_or(f32::from(u16::MAX), f32::from);
        let ordinal = view.is_statement().then_some(hit.ordinal);
        let shown = shown_view(page, ordinal, view, &seen, 0, score);
        rows.entry(page.file.clone()).or_insert_with(|| row_of(page, 0, score)).hits += 1;
        let year = page.year.map_or(i64::MAX, i64::from);
        let rank = match request.sort {
            Sort::Relevance => -i64::try_from(count).unwrap_or(i64::MAX),
            Sort::Newest if year != i64::MAX => -year,
            Sort::Newest | Sort::Oldest => year,
            Sort::Page => 0,
        };
        hits.push((rank, page.file.clone(), page.page, hit.ordinal, shown));
    })?;
    hits.sort_by(|a, b| (a.0, &a.1, a.2, a.3).cmp(&(b.0, &b.1, b.2, b.3)));
    let mut results = Results {
        query: request.query.clone(),
        unit: plan.unit,
        hits: hits.len(),
        documents: rows.len(),
        pages: pages.len(),
        statements,
        offset: request.offset,
        facets: facets.into_iter().map(super::facet).collect::<Vec<Facet>>(),
        ..Results::default()
    };
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (_, file, _, _, hit) in hits.into_iter().skip(request.offset).take(request.limit) {
        let place = *places.entry(file.clone()).or_insert(results.listed.len());
        if place == results.listed.len()
            && let Some(row) = rows.remove(&file)
        {
            results.listed.push(DocumentHits { score: hit.score, ..row });
        }
        if let Some(row) = results.listed.get_mut(place) {
            row.listed.push(hit);
        }
    }
    Ok(results)
}

/// The places of the entries wanted.
fn entries_in(codebook: &Codebook, wanted: &Wanted, view: &View<'_>) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for (start, text) in view.pieces() {
        let mut from = start;
        // Block by block: no entry runs over the end of one.
        for block in text.split_inclusive('\n') {
            for hit in codebook.scan(block.trim_end_matches('\n')).into_iter().filter(|hit| wanted.is(hit.entry)) {
                let span = Span::new(from + hit.span.start, from + hit.span.end);
                seen.push(Sighting { span, words: vec![span], leaf: 0 });
            }
            from += block.len();
        }
    }
    seen.sort();
    seen.dedup();
    seen
}

/// Refuses what no lexicon has.
fn check(codebook: &Codebook, wanted: &Wanted) -> Result<(), SearchError> {
    let entries = || Layer::ALL.into_iter().flat_map(|layer| codebook.layer(layer).entries());
    if entries().any(|entry| wanted.is(entry)) {
        return Ok(());
    }
    let (named, message, hint) = match wanted {
        Wanted::Code(code) => {
            let codes: BTreeSet<&str> = entries().flat_map(|entry| &entry.codes).map(String::as_str).collect();
            let codes: Vec<&str> = codes.into_iter().collect();
            (code, "no entry of the lexicons earns this code", format!("the codes are {}", codes.join(", ")))
        }
        Wanted::Entry(term) => {
            let first = plain(term).split(' ').next().unwrap_or_default().to_owned();
            let like: BTreeSet<&str> = entries()
                .filter(|entry| plain(&entry.term).split(' ').any(|word| word == first))
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
