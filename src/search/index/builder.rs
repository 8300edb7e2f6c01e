//! From a plain query to tantivy's tree, and to the documents in which it holds.

use super::error::IndexFailure;
use super::positional::{PositionalQuery, SegmentQuery};
use super::query::{Condition, IndexQuery, Query, ValueFilter, one_or};
use super::schema::SOURCE;
use super::span_pattern::{SpanPattern, TermPattern};
use super::terms::{Snapshot, is_alive};
use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;
use stratmine_model::hits::Unit;
use tantivy::query::{
    AllQuery, BitSetDocSet, BooleanQuery, ConstScoreQuery, ConstScorer, EmptyQuery, EnableScoring, Occur,
    Query as TantivyQuery, RangeQuery, TermQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, DocSet as _, SegmentReader, TERMINATED, Term};

/// Of each segment, some documents, by their number among the segment's sources.
pub(super) type DocumentScope = Vec<BTreeSet<u64>>;

/// Builds tantivy's tree for one unit.
pub(super) struct QueryBuilder<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) unit: Unit,
    /// Whether boilerplate of a page is searched too.
    pub(super) boilerplate: bool,
}

impl QueryBuilder<'_> {
    /// The tree, bound to units of this kind.
    pub(super) fn rooted(&self, query: &IndexQuery) -> Result<Box<dyn TantivyQuery>, IndexFailure> {
        if needs_words(query) {
            // Words lie in a field that units of the other kind do not have.
            return self.tree(query);
        }
        let kind = Term::from_field_text(self.snapshot.fields.kind, self.unit.as_str());
        let kind = without_score(Box::new(TermQuery::new(kind, IndexRecordOption::Basic)));
        if matches!(query, Query::Everything) {
            return Ok(kind);
        }
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, kind), (Occur::Must, self.tree(query)?)])))
    }

    /// The documents in which a query holds: where each of its conditions is met by some unit, or by none where it must not
    /// be.
    pub(super) fn document_scope(&self, query: &IndexQuery) -> Result<DocumentScope, IndexFailure> {
        let join = |holds: DocumentScope, part: DocumentScope, how: fn(&BTreeSet<u64>, &BTreeSet<u64>) -> _| {
            holds.iter().zip(&part).map(|(here, there)| how(here, there)).collect::<DocumentScope>()
        };
        Ok(match query {
            Query::Everything | Query::Leaf(_) => self.documents_of(query)?,
            Query::All(parts) => {
                let mut holds = self.documents_of(&Query::Everything)?;
                for part in parts {
                    holds = join(holds, self.document_scope(part)?, |here, there| here & there);
                }
                holds
            }
            Query::Any(parts) => {
                let mut holds = vec![BTreeSet::new(); self.snapshot.segments().len()];
                for part in parts {
                    holds = join(holds, self.document_scope(part)?, |here, there| here | there);
                }
                holds
            }
            Query::Not(part) => {
                let all = self.documents_of(&Query::Everything)?;
                join(all, self.document_scope(part)?, |here, there| here - there)
            }
        })
    }

    /// The documents with a unit that a query finds.
    fn documents_of(&self, query: &IndexQuery) -> Result<DocumentScope, IndexFailure> {
        let found = self.units_of(&*self.rooted(query)?, is_alive)?;
        let mut scope = Vec::with_capacity(found.len());
        for (segment, units) in self.snapshot.segments().iter().zip(found) {
            let sources = segment.fast_fields().str(SOURCE)?;
            let mut units = BitSetDocSet::from(units);
            let mut documents = BTreeSet::new();
            while units.doc() != TERMINATED {
                documents.extend(sources.as_ref().and_then(|sources| sources.ords().first(units.doc())));
                units.advance();
            }
            scope.push(documents);
        }
        Ok(scope)
    }

    /// Of each segment, the units that a tree finds, as far as they pass.
    fn units_of(
        &self,
        tree: &dyn TantivyQuery,
        passes: impl Fn(&SegmentReader, DocId) -> bool,
    ) -> Result<Vec<BitSet>, IndexFailure> {
        let weight = tree.weight(EnableScoring::disabled_from_searcher(&self.snapshot.searcher))?;
        let mut found = Vec::new();
        for segment in self.snapshot.segments() {
            let mut units = BitSet::with_max_value(segment.max_doc());
            let mut scorer = weight.scorer(segment, 1.0)?;
            while scorer.doc() != TERMINATED {
                if passes(segment, scorer.doc()) {
                    units.insert(scorer.doc());
                }
                scorer.advance();
            }
            found.push(units);
        }
        Ok(found)
    }

    fn tree(&self, query: &IndexQuery) -> Result<Box<dyn TantivyQuery>, IndexFailure> {
        Ok(match query {
            Query::Everything => without_score(Box::new(AllQuery)),
            Query::Leaf(Condition::Words(None, pattern)) => self.words(pattern)?,
            Query::Leaf(Condition::Words(Some(field), pattern)) => {
                let found = self.snapshot.units_with(*field, &|value| pattern.is_in(value))?;
                unit_set(self.snapshot, found)
            }
            Query::Leaf(Condition::Value(field, filter)) => {
                let found = self.snapshot.units_with(*field, &|value| filter.includes(value))?;
                self.narrowed(unit_set(self.snapshot, found), filter)
            }
            Query::All(parts) => self.all(parts)?,
            Query::Any(parts) => {
                let clauses = parts.iter().map(|part| Ok((Occur::Should, self.tree(part)?)));
                joined(clauses.collect::<Result<_, IndexFailure>>()?)
            }
            Query::Not(_) => self.all(std::slice::from_ref(query))?,
        })
    }

    /// Everything that all parts find; tantivy needs something to take the negative parts from.
    fn all(&self, parts: &[IndexQuery]) -> Result<Box<dyn TantivyQuery>, IndexFailure> {
        let mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            clauses.push(match part {
                Query::Not(inner) => {
                    // Tantivy 0.27 moves what is excluded by `seek_danger`, to places before where it stands as well.
                    // Intersections do not allow that, and panic with debug assertions; sets of units do.
                    let units = self.units_of(&*self.tree(inner)?, |_, _| true)?;
                    (Occur::MustNot, unit_set(self.snapshot, units))
                }
                part => (Occur::Must, self.tree(part)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, without_score(Box::new(AllQuery))));
        }
        Ok(joined(clauses))
    }

    /// Units in whose text a pattern is matched. Each alternative is looked for by itself: single words need no positions.
    fn words(&self, pattern: &Arc<TermPattern>) -> Result<Box<dyn TantivyQuery>, IndexFailure> {
        let patterns: Vec<Arc<TermPattern>> = match &pattern.spans {
            SpanPattern::Any(parts) => {
                let of = |spans: &SpanPattern<usize>| TermPattern { sets: pattern.sets.clone(), spans: spans.clone() };
                parts.iter().map(|part| Arc::new(of(part))).collect()
            }
            _ => vec![Arc::clone(pattern)],
        };
        let mut fields = vec![self.snapshot.fields.text(self.unit)];
        if self.boilerplate && self.unit == Unit::Page {
            fields.push(self.snapshot.fields.boilerplate);
        }
        let mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::with_capacity(patterns.len() * fields.len());
        for field in fields {
            for pattern in &patterns {
                let query = PositionalQuery::boxed(self.snapshot, field, self.unit, pattern)?;
                clauses.push((Occur::Should, query));
            }
        }
        Ok(joined(clauses))
    }

    /// Units of a set that an id means: the page and the statement of the document, where it names them.
    fn narrowed(&self, units: Box<dyn TantivyQuery>, filter: &ValueFilter) -> Box<dyn TantivyQuery> {
        let ValueFilter::Id { page, statement, .. } = filter else { return units };
        let ordinal =
            statement.filter(|_| self.unit == Unit::Statement).map(|number| u64::from(number).saturating_sub(1));
        let fields = &self.snapshot.fields;
        let columns = [(fields.page, page.map(u64::from)), (fields.ordinal, ordinal)];
        let mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)> = vec![(Occur::Must, units)];
        for (column, number) in columns.into_iter().filter_map(|(column, number)| Some((column, number?))) {
            let term = || Bound::Included(Term::from_field_u64(column, number));
            clauses.push((Occur::Must, Box::new(RangeQuery::new(term(), term()))));
        }
        without_score(Box::new(BooleanQuery::new(clauses)))
    }
}

/// Wraps a query so that it finds without adding to scores.
fn without_score(query: Box<dyn TantivyQuery>) -> Box<dyn TantivyQuery> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// Whether every hit must have words that lie in the field of its unit's text.
fn needs_words(query: &IndexQuery) -> bool {
    match query {
        Query::Leaf(Condition::Words(None, _)) => true,
        Query::All(parts) => parts.iter().any(needs_words),
        Query::Any(parts) => parts.iter().all(needs_words),
        Query::Everything | Query::Leaf(_) | Query::Not(_) => false,
    }
}

/// One clause is itself; several are joined; none finds nothing.
fn joined(clauses: Vec<(Occur, Box<dyn TantivyQuery>)>) -> Box<dyn TantivyQuery> {
    let query = one_or(clauses, |clauses| (Occur::Must, Box::new(BooleanQuery::new(clauses))));
    query.map_or_else(|| Box::new(EmptyQuery) as Box<dyn TantivyQuery>, |(_, query)| query)
}

/// A query for units that were found beforehand, of each segment. They add nothing to scores.
fn unit_set(snapshot: &Snapshot, units: Vec<BitSet>) -> Box<dyn TantivyQuery> {
    SegmentQuery::boxed(snapshot, move |number, _| {
        let units = units.get(number).cloned().unwrap_or_else(|| BitSet::with_max_value(0));
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(units), 0.0)))
    })
}
