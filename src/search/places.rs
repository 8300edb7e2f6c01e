//! Search by a function that finds places in a text, such as the entries of a lexicon.
//!
//! What is typed and filtered chooses the pages or statements that are looked through, so that a narrow query is fast; a
//! blank one reads every page. This module does not know what a lexicon is.

use super::concordance::each_hit;
use super::error::SearchError;
use super::plan::SearchPlan;
use super::unit_view::{MatchSpan, UnitView};
use super::{Request, Results, facet, listed};
use crate::index::{IndexHit, Reader, ValueField};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::Span;
use stratmine_model::hits::Unit;

/// Searches for places that the caller recognises. `find` is given one block of text at a time and answers with spans of its
/// bytes. Hits score by the number of places. A blank query asks for everything.
///
/// # Errors
/// As for [`super::search`].
pub fn search_places(
    reader: &Reader,
    request: &Request,
    find: &dyn Fn(&str) -> Vec<Span>,
) -> Result<Results, SearchError> {
    let request = Request { whole: true, ..request.clone() };
    let plan = SearchPlan::of(&request)?;
    let mut ranked: Vec<(i64, IndexHit)> = Vec::new();
    let mut in_documents = BTreeMap::new();
    let mut pages = BTreeSet::new();
    let mut statements = 0;
    let mut facets: Vec<(ValueField, BTreeMap<String, usize>)> =
        request.facets.iter().map(|field| (*field, BTreeMap::new())).collect();
    each_hit(reader, &plan, |page, hit, view, _| {
        let count = places_in(view, find).len();
        if count == 0 {
            return;
        }
        pages.insert((page.document, page.page));
        *in_documents.entry(page.document).or_insert(0) += 1;
        let views = page.statements.iter().map(|statement| UnitView::new(page, Some(statement), false));
        statements += match plan.request.unit {
            Unit::Statement => 1,
            Unit::Page => views.filter(|view| view.holds(&plan) && !places_in(view, find).is_empty()).count(),
        };
        for (field, counts) in &mut facets {
            for value in view.values(*field).into_iter().collect::<BTreeSet<_>>() {
                *counts.entry(value).or_default() += 1;
            }
        }
        let rank = request.sort.rank(i64::try_from(count).unwrap_or(i64::MAX), page.year.map(i64::from));
        let score = u16::try_from(count).map_or(f32::from(u16::MAX), f32::from);
        ranked.push((rank, IndexHit { score, ..hit.clone() }));
    })?;
    for (_, hit) in &mut ranked {
        hit.in_document = in_documents.get(&hit.source.document).copied().unwrap_or_default();
    }
    // By file, page and place they are in order already.
    ranked.sort_by_key(|(rank, _)| *rank);
    let hits = ranked.len();
    let chosen = ranked.into_iter().map(|(_, hit)| hit).skip(request.offset).take(request.limit).collect();
    let matches = |view: &UnitView<'_>| {
        let mut matches = [places_in(view, find), view.matches(&plan)].concat();
        matches.sort();
        matches
    };
    Ok(Results {
        query: request.query.clone(),
        unit: plan.request.unit,
        hits,
        documents: in_documents.len(),
        pages: pages.len(),
        statements,
        offset: request.offset,
        listed: listed(reader, &plan, chosen, &matches)?,
        facets: facets.into_iter().map(facet).collect(),
        notes: Vec::new(),
    })
}

/// The places that `find` recognises.
fn places_in(view: &UnitView<'_>, find: &dyn Fn(&str) -> Vec<Span>) -> Vec<MatchSpan> {
    let mut matches = Vec::new();
    for (start, text) in view.pieces() {
        let mut from = start;
        // Block by block: no place runs over the end of one.
        for block in text.split_inclusive('\n') {
            for found in find(block.trim_end_matches('\n')) {
                let span = Span::new(from + found.start, from + found.end);
                matches.push(MatchSpan { span, words: vec![span], condition: 0 });
            }
            from += block.len();
        }
    }
    matches.sort();
    matches.dedup();
    matches
}
