//! From a plain query to tantivy's tree, and every hit of it.

use super::query::{Phrase, Query, Wanted};
use super::reader::{Found, Reader, Source};
use super::schema::{ORDINAL, PAGE, SOURCE, ValueField};
use super::statistics::{Statistics, living};
use super::steady::Steady;
use super::{IndexError, damage};
use crate::model::hits::Unit;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as Tree, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, SegmentReader, Term};

/// How many different words a prefix may stand for.
const MOST_EXPANSIONS: usize = 2000;

/// Every hit of a query, in no order that means anything.
pub(super) fn every_hit(reader: &Reader, query: &Query, unit: Unit) -> Result<Vec<Found>, IndexError> {
    let fail = |error| IndexError::of(&reader.dir, error);
    let kind = TermQuery::new(Term::from_field_text(reader.fields.kind, unit.as_str()), IndexRecordOption::Basic);
    let tree = BooleanQuery::new(vec![
        (Occur::Must, silent(Box::new(kind))),
        (Occur::Must, Builder { reader, unit }.tree(query)?),
    ]);
    let statistics = Statistics::of(&reader.searcher, &reader.fields, unit).map_err(fail)?;
    let raw = reader.searcher.search_with_statistics_provider(&tree, &EveryHit, &statistics).map_err(fail)?;
    let mut sources: BTreeMap<String, Arc<Source>> = BTreeMap::new();
    for key in raw.iter().flat_map(|segment| segment.sources.values()) {
        if !sources.contains_key(key) {
            let source = Source::parse(key).ok_or_else(|| damage(&reader.dir, "a hit names no document"))?;
            sources.insert(key.clone(), Arc::new(source));
        }
    }
    let mut hits = Vec::with_capacity(raw.iter().map(|segment| segment.hits.len()).sum());
    for segment in raw {
        for hit in segment.hits {
            let source = segment.sources.get(&hit.source).and_then(|key| sources.get(key));
            let source = source.ok_or_else(|| damage(&reader.dir, "a hit names no document"))?;
            hits.push(Found {
                source: Arc::clone(source),
                page: u32::try_from(hit.page).map_err(|_| damage(&reader.dir, "a page number is out of range"))?,
                ordinal: usize::try_from(hit.ordinal).unwrap_or(usize::MAX),
                score: hit.score,
            });
        }
    }
    Ok(hits)
}

/// The words of a unit that begin so, sorted.
pub(super) fn expansions(reader: &Reader, field: Field, prefix: &str) -> Result<BTreeSet<String>, IndexError> {
    let mut found = BTreeSet::new();
    for segment in reader.searcher.segment_readers() {
        let inverted = segment.inverted_index(field).map_err(|error| IndexError::of(&reader.dir, error))?;
        let range = inverted.terms().range().ge(prefix).into_stream();
        let mut terms = range.map_err(|error| IndexError::of(&reader.dir, error.into()))?;
        while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
            found.extend(std::str::from_utf8(terms.key()).ok().map(str::to_owned));
            if found.len() > MOST_EXPANSIONS {
                return Err(IndexError::TooBroad { prefix: prefix.to_owned(), limit: MOST_EXPANSIONS });
            }
        }
    }
    Ok(found)
}

/// Wraps a query so that it finds without adding to scores.
fn silent(query: Box<dyn Tree>) -> Box<dyn Tree> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// Builds tantivy's tree for one unit.
struct Builder<'r> {
    reader: &'r Reader,
    unit: Unit,
}

impl Builder<'_> {
    fn tree(&self, query: &Query) -> Result<Box<dyn Tree>, IndexError> {
        Ok(match query {
            Query::Everything => silent(Box::new(AllQuery)),
            Query::Text(phrase) => self.text(phrase)?,
            Query::Value(field, wanted) => self.value(*field, wanted)?,
            Query::All(parts) => self.all(parts)?,
            Query::Any(parts) => {
                let clauses = parts.iter().map(|part| Ok((Occur::Should, self.tree(part)?)));
                any_of(clauses.collect::<Result<_, IndexError>>()?)
            }
            Query::Not(_) => self.all(std::slice::from_ref(query))?,
        })
    }

    /// Everything that all parts find; tantivy wants something to take the negative parts from.
    fn all(&self, parts: &[Query]) -> Result<Box<dyn Tree>, IndexError> {
        let mut clauses = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            clauses.push(match part {
                Query::Not(inner) => (Occur::MustNot, Steady::boxed(self.tree(inner)?)),
                part => (Occur::Must, self.tree(part)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, silent(Box::new(AllQuery))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    fn text(&self, phrase: &Phrase) -> Result<Box<dyn Tree>, IndexError> {
        let field = self.reader.fields.text(self.unit);
        let Some((last, before)) = phrase.words.split_last() else { return Ok(Box::new(EmptyQuery)) };
        let lasts = if phrase.prefix { expansions(self.reader, field, last)? } else { BTreeSet::from([last.clone()]) };
        let clauses = lasts.iter().map(|last| {
            let words = before.iter().chain([last]).map(|word| Term::from_field_text(field, word));
            (Occur::Should, in_a_row(words.collect()))
        });
        Ok(any_of(clauses.collect()))
    }

    fn value(&self, field: ValueField, wanted: &Wanted) -> Result<Box<dyn Tree>, IndexError> {
        let values = self.reader.values(field)?;
        let field = self.reader.fields.value(field);
        let terms: Vec<_> =
            values.iter().filter(|value| wanted.is(value)).map(|value| Term::from_field_text(field, value)).collect();
        if terms.is_empty() {
            return Ok(Box::new(EmptyQuery));
        }
        let mut clauses: Vec<(Occur, Box<dyn Tree>)> = vec![(Occur::Must, Box::new(TermSetQuery::new(terms)))];
        if let Wanted::Id { page, statement, .. } = wanted {
            let ordinal =
                statement.filter(|_| self.unit == Unit::Statement).map(|number| u64::from(number).saturating_sub(1));
            let columns = [(self.reader.fields.page, page.map(u64::from)), (self.reader.fields.ordinal, ordinal)];
            for (column, number) in columns.into_iter().filter_map(|(column, number)| Some((column, number?))) {
                let term = || Bound::Included(Term::from_field_u64(column, number));
                clauses.push((Occur::Must, Box::new(RangeQuery::new(term(), term()))));
            }
        }
        Ok(silent(Box::new(BooleanQuery::new(clauses))))
    }
}

fn in_a_row(mut words: Vec<Term>) -> Box<dyn Tree> {
    match (words.pop(), words.is_empty()) {
        (None, _) => Box::new(EmptyQuery),
        (Some(only), true) => Box::new(TermQuery::new(only, IndexRecordOption::WithFreqs)),
        (Some(last), false) => {
            words.push(last);
            Box::new(PhraseQuery::new(words))
        }
    }
}

fn any_of(mut clauses: Vec<(Occur, Box<dyn Tree>)>) -> Box<dyn Tree> {
    match clauses.len() {
        0 => Box::new(EmptyQuery),
        1 => clauses.pop().map_or_else(|| Box::new(EmptyQuery) as Box<dyn Tree>, |(_, only)| only),
        _ => Box::new(BooleanQuery::new(clauses)),
    }
}

/// Whether a word occurs in any living page or statement.
pub(super) fn occurs(reader: &Reader, unit: Unit, word: &str) -> Result<bool, IndexError> {
    let term = Term::from_field_text(reader.fields.text(unit), word);
    Ok(living(&reader.searcher, &term).map_err(|error| IndexError::of(&reader.dir, error))? > 0)
}

/// Collects every hit with what it takes to sort and group it.
struct EveryHit;

/// The hits of one segment.
struct SegmentHits {
    columns: Option<Columns>,
    hits: Vec<RawHit>,
}

/// The columns that hits are read from.
struct Columns {
    source: StrColumn,
    page: Column<u64>,
    ordinal: Column<u64>,
}

/// A hit whose source is still the segment's number for it.
struct RawHit {
    source: u64,
    page: u64,
    ordinal: u64,
    score: Score,
}

/// The hits of one segment with the sources that its numbers stand for.
struct Harvest {
    hits: Vec<RawHit>,
    sources: BTreeMap<u64, String>,
}

impl Collector for EveryHit {
    type Fruit = Vec<Harvest>;
    type Child = SegmentHits;

    fn for_segment(&self, _: u32, segment: &SegmentReader) -> tantivy::Result<SegmentHits> {
        let columns = segment.fast_fields();
        let source = columns.str(SOURCE)?;
        let (page, ordinal) = (columns.u64(PAGE)?, columns.column_opt(ORDINAL)?);
        let ordinal = ordinal.unwrap_or_else(|| Column::build_empty_column(segment.max_doc()));
        Ok(SegmentHits { columns: source.map(|source| Columns { source, page, ordinal }), hits: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Harvest>) -> tantivy::Result<Vec<Harvest>> {
        Ok(fruits)
    }
}

impl SegmentCollector for SegmentHits {
    type Fruit = Harvest;

    fn collect(&mut self, document: DocId, score: Score) {
        let Some(columns) = &self.columns else { return };
        self.hits.push(RawHit {
            source: columns.source.ords().first(document).unwrap_or(u64::MAX),
            page: columns.page.first(document).unwrap_or(u64::MAX),
            ordinal: columns.ordinal.first(document).unwrap_or_default(),
            score,
        });
    }

    fn harvest(self) -> Harvest {
        let mut sources = BTreeMap::new();
        if let Some(columns) = &self.columns {
            let numbers: BTreeSet<u64> = self.hits.iter().map(|hit| hit.source).collect();
            for number in numbers {
                let mut source = String::new();
                // A number without a source is left out, and found missing by the reader.
                if matches!(columns.source.ord_to_str(number, &mut source), Ok(true)) {
                    sources.insert(number, source);
                }
            }
        }
        Harvest { hits: self.hits, sources }
    }
}
