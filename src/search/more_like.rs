//! More like this: statements or pages with the words that distinguish a statement or a document from the rest.
//!
//! The words of the text are ranked by how often they stand in it, times how rare they are elsewhere (Spärck Jones 1972);
//! the best of them are looked for, any of them, and what has the most and the rarest comes first.

use super::error::{QueryError, SearchError};
use super::parse::{TypedWord, id_of};
use super::plan::SearchPlan;
use super::word_forms::pattern_of;
use super::{Request, Results, results};
use crate::index::words::words;
use crate::index::{
    Condition, HitOrder, IndexRequest, Query, Reader, SpanPattern, StoredPage, ValueField, ValueFilter, WordSet,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use stratmine_model::Span;
use stratmine_model::hits::Unit;

/// How many words are looked for.
const MOST_WORDS: usize = 25;

/// Words of fewer letters distinguish nothing.
const SHORTEST: usize = 3;

/// A word in more than one unit of so many distinguishes nothing.
const COMMON: u64 = 5;

/// Statements or pages like one that is named: by the id of a statement, or of a document (its file, or the beginning of
/// its SHA-256). Statements are found for a statement, pages of other documents for a document; query and filters narrow.
///
/// # Errors
/// As for [`super::search`]; also where nothing is of that name.
pub fn more_like(reader: &Reader, named: &str, request: &Request) -> Result<Results, SearchError> {
    let wanted = match id_of(named) {
        Some(id) => (ValueField::Id, id),
        None => (ValueField::File, ValueFilter::File { name: named.to_owned(), prefix: false }),
    };
    let of_statement = matches!(wanted.1, ValueFilter::Id { statement: Some(_), .. });
    let unit = if of_statement { Unit::Statement } else { Unit::Page };
    let itself = Query::Leaf(Condition::Value(wanted.0, wanted.1));
    let all = IndexRequest { unit, sort: HitOrder::Page, limit: usize::MAX, ..IndexRequest::default() };
    let found = reader.find(&itself, &all)?.found;
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut page: Option<StoredPage> = None;
    for hit in &found {
        let kept = match page.take() {
            Some(page) if page.document == hit.source.document && page.page == hit.page => page,
            _ => reader.page(hit.source.document, hit.page)?,
        };
        let texts: Vec<&str> = match kept.statements.get(hit.ordinal).filter(|_| of_statement) {
            Some(statement) => vec![kept.statement_text(statement).1],
            None => kept.pieces(false).map(|(_, text)| text).collect(),
        };
        for word in texts.into_iter().flat_map(words).filter(|word| word.parts == 1) {
            *counts.entry(word.text).or_default() += 1;
        }
        page = Some(kept);
    }
    if found.is_empty() {
        return Err(SearchError::Query(QueryError {
            query: named.to_owned(),
            span: Span::new(0, named.len()),
            message: "nothing in the index is of this name".to_owned(),
            hint: "name a statement by its id as tallies and searches give it, or a document by its file".to_owned(),
        }));
    }
    let words = distinctive(reader, unit, counts)?;
    let own = Request { unit: request.unit.or(Some(unit)), whole: true, ..request.clone() };
    let mut plan = SearchPlan::of(&own)?;
    let condition = |word: String| {
        let pattern = pattern_of(&SpanPattern::Word(TypedWord::Exact(word)), true);
        Query::Leaf(Condition::Words(None, Arc::new(pattern)))
    };
    let alike = Query::Any(words.into_iter().map(condition).collect());
    plan.query = Query::All(vec![alike, Query::Not(Box::new(itself)), plan.query]);
    results(reader, &plan, &own)
}

/// The words that distinguish a text from the rest, best first.
fn distinctive(reader: &Reader, unit: Unit, counts: BTreeMap<String, u32>) -> Result<Vec<String>, SearchError> {
    let units = reader.units(unit)?.max(1);
    let mut ranked = Vec::new();
    for (word, count) in counts.into_iter().filter(|(word, _)| word.chars().count() >= SHORTEST) {
        let frequency = reader.frequency(unit, &WordSet::is(&word))?;
        if (2..=units.div_ceil(COMMON)).contains(&frequency) {
            ranked.push((f64::from(count) * (units as f64 / frequency as f64).ln(), word));
        }
    }
    ranked.sort_by(|(a, a_word), (b, b_word)| b.total_cmp(a).then_with(|| a_word.cmp(b_word)));
    Ok(ranked.into_iter().take(MOST_WORDS).map(|(_, word)| word).collect())
}
