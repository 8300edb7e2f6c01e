//! Search by a function that finds places in a text, such as the entries of a lexicon.
//!
//! What is typed and filtered chooses the pages or statements that are looked through, so that a narrow query is fast; a
//! blank one reads every page. This module does not know what a lexicon is.

use super::concordance::each_hit;
use super::error::SearchError;
use super::plan::Plan;
use super::view::{Sighting, View};
use super::{Facet, Request, Results, row_of, shown_view};
use crate::index::{Reader, Sort, ValueField};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::Span;
use stratmine_model::hits::{DocumentHits, Hit, Unit};

/// Searches for places that the caller recognises, such as the entries of a lexicon. `find` is given one block of text at a
/// time and answers with spans of its bytes. Hits score by the number of places. The query and the filters choose the pages
/// or statements that are looked through.
///
/// # Errors
/// As for [`super::search`]; a blank query asks for everything.
pub fn search_places(
    reader: &Reader,
    request: &Request,
    find: &dyn Fn(&str) -> Vec<Span>,
) -> Result<Results, SearchError> {
    let request = Request { whole: true, ..request.clone() };
    let plan = Plan::of(&request)?;
    let mut rows: BTreeMap<String, DocumentHits> = BTreeMap::new();
    let mut hits: Vec<(i64, String, u32, usize, Hit)> = Vec::new();
    let mut pages = BTreeSet::new();
    let mut statements = 0;
    let mut facets: Vec<(ValueField, BTreeMap<String, usize>)> =
        request.facets.iter().map(|field| (*field, BTreeMap::new())).collect();
    each_hit(reader, &plan, &request, |page, hit, view, typed| {
        let mut seen = places_in(view, find);
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
                    view.holds(&plan) && !places_in(&view, find).is_empty()
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

/// The places that `find` recognises.
fn places_in(view: &View<'_>, find: &dyn Fn(&str) -> Vec<Span>) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for (start, text) in view.pieces() {
        let mut from = start;
        // Block by block: no entry runs over the end of one.
        for block in text.split_inclusive('\n') {
            for found in find(block.trim_end_matches('\n')) {
                let span = Span::new(from + found.start, from + found.end);
                seen.push(Sighting { span, words: vec![span], leaf: 0 });
            }
            from += block.len();
        }
    }
    seen.sort();
    seen.dedup();
    seen
}
