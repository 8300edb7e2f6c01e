//! From a plain query to tantivy's tree, and its hits.

use super::collect::{Collecting, Harvest};
use super::expand::Entry;
use super::facets;
use super::query::{Query, Wanted};
use super::reader::{Answer, Ask, Found, Reader, Source};
use super::schema::ValueField;
use super::seeing::Seeing;
use super::sets::any_of;
use super::sight::{Look, Sight};
use super::steady::Steady;
use super::wide::documents_where;
use super::{IndexError, damage};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;
use stratmine_model::hits::Unit;
use tantivy::columnar::StrColumn;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, EnableScoring, Explanation, Occur, Query as Tree, RangeQuery,
    Scorer, TermQuery, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, Score, SegmentReader, Term};

/// Answers: counts everything, keeps what is asked for.
pub(super) fn answer(reader: &Reader, query: &Query, ask: &Ask) -> Result<Answer, IndexError> {
    let fail = |error| IndexError::of(&reader.dir, error);
    let builder = Builder { reader, unit: ask.unit, aside: ask.aside };
    let (tree, only) = if ask.per_document {
        let only = documents_where(&builder, query)?;
        (builder.rooted(&query.shown())?, Some(only))
    } else {
        (builder.rooted(query)?, None)
    };
    let collecting = Collecting {
        sort: ask.sort,
        keep: ask.offset.saturating_add(ask.limit),
        mark: !ask.facets.is_empty(),
        only: only.as_deref(),
    };
    let harvests = reader.searcher.search(&tree, &collecting).map_err(fail)?;
    let marked: Vec<(usize, &BitSet)> =
        harvests.iter().filter_map(|one| Some((one.segment as usize, one.marked.as_ref()?))).collect();
    let mut counted = Vec::with_capacity(ask.facets.len());
    for field in &ask.facets {
        counted.push((*field, facets::count(reader, *field, &marked)?));
    }
    drop(marked);
    Ok(Answer {
        hits: harvests.iter().map(|one| one.hits).sum(),
        pages: harvests.iter().map(|one| one.pages).sum(),
        documents: harvests.iter().map(|one| one.documents.len()).sum(),
        found: listed(reader, &harvests, ask)?,
        facets: counted,
    })
}

/// The hits of all segments that are asked for, in order.
fn listed(reader: &Reader, harvests: &[Harvest], ask: &Ask) -> Result<Vec<Found>, IndexError> {
    let fail = |error| IndexError::of(&reader.dir, error);
    let mut hits = Vec::new();
    for one in harvests {
        let Some(segment) = reader.searcher.segment_readers().get(one.segment as usize) else { continue };
        let Some(names) = segment.fast_fields().str(super::schema::SOURCE).map_err(fail)? else { continue };
        let wanted: BTreeSet<u64> = one.best.iter().map(|kept| kept.source).collect();
        let mut sources: BTreeMap<u64, (Arc<Source>, usize)> = BTreeMap::new();
        for (number, hits) in one.documents.iter().filter(|(number, _)| wanted.contains(number)) {
            let source = named(&names, *number).ok_or_else(|| damage(&reader.dir, "a hit names no document"))?;
            sources.insert(*number, (Arc::new(source), *hits));
        }
        for kept in &one.best {
            let Some((source, in_document)) = sources.get(&kept.source) else { continue };
            let found = Found {
                source: Arc::clone(source),
                page: u32::try_from(kept.page).map_err(|_| damage(&reader.dir, "a page number is out of range"))?,
                ordinal: usize::try_from(kept.ordinal).unwrap_or(usize::MAX),
                score: score(kept.score),
                in_document: *in_document,
            };
            hits.push((kept.rank, found));
        }
    }
    hits.sort_by(|(a_rank, a), (b_rank, b)| {
        (a_rank, &a.source, a.page, a.ordinal).cmp(&(b_rank, &b.source, b.page, b.ordinal))
    });
    Ok(hits.into_iter().skip(ask.offset).take(ask.limit).map(|(_, hit)| hit).collect())
}

/// A score of thousandths.
#[expect(clippy::cast_possible_truncation, reason = "it was as short before it was rounded")]
fn score(thousandths: i64) -> Score {
    (thousandths as f64 / 1000.0) as Score
}

fn named(names: &StrColumn, number: u64) -> Option<Source> {
    let mut key = String::new();
    names.ord_to_str(number, &mut key).ok().filter(|known| *known)?;
    Source::parse(&key)
}

/// Wraps a query so that it finds without adding to scores.
fn silent(query: Box<dyn Tree>) -> Box<dyn Tree> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// Builds tantivy's tree for one unit.
pub(super) struct Builder<'r> {
    pub(super) reader: &'r Reader,
    pub(super) unit: Unit,
    /// Whether what is set aside of a page is searched too.
    pub(super) aside: bool,
}

impl Builder<'_> {
    /// The tree, bound to units of this kind.
    pub(super) fn rooted(&self, query: &Query) -> Result<Box<dyn Tree>, IndexError> {
        if is_of_text(query) {
            // Words lie in a field that units of the other kind have not.
            return self.tree(query);
        }
        let kind = Term::from_field_text(self.reader.fields.kind, self.unit.as_str());
        let kind = silent(Box::new(TermQuery::new(kind, IndexRecordOption::Basic)));
        if matches!(query, Query::Everything) {
            return Ok(kind);
        }
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, kind), (Occur::Must, self.tree(query)?)])))
    }

    pub(super) fn tree(&self, query: &Query) -> Result<Box<dyn Tree>, IndexError> {
        Ok(match query {
            Query::Everything => silent(Box::new(AllQuery)),
            Query::Text(look) => self.text(look)?,
            Query::Value(field, wanted) => self.value(*field, wanted)?,
            Query::Named(field, look) => silent(self.picked(*field, &|value| look.is_in(value))?),
            Query::All(parts) => self.all(parts)?,
            Query::Any(parts) => {
                let clauses = parts.iter().map(|part| Ok((Occur::Should, self.tree(part)?)));
                any_tree(clauses.collect::<Result<_, IndexError>>()?)
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
        match clauses.len() {
            1 => Ok(clauses.pop().map_or_else(|| Box::new(EmptyQuery) as Box<dyn Tree>, |(_, only)| only)),
            _ => Ok(Box::new(BooleanQuery::new(clauses))),
        }
    }

    /// Units in whose text a look is seen. Of alternatives each is looked for by itself: single words need no places.
    fn text(&self, look: &Arc<Look>) -> Result<Box<dyn Tree>, IndexError> {
        let looks: Vec<Arc<Look>> = match &look.sight {
            Sight::Any(sights) => {
                sights.iter().map(|sight| Arc::new(Look { sets: look.sets.clone(), sight: sight.clone() })).collect()
            }
            Sight::Word(_) | Sight::Row { .. } | Sight::Near { .. } => vec![Arc::clone(look)],
        };
        let mut fields = vec![self.reader.fields.text(self.unit)];
        if self.aside && self.unit == Unit::Page {
            fields.push(self.reader.fields.aside());
        }
        let totals = self.reader.totals(self.unit)?;
        let mut clauses: Vec<(Occur, Box<dyn Tree>)> = Vec::with_capacity(looks.len() * fields.len());
        for field in fields {
            for look in &looks {
                let seeing = Seeing::new(self.reader, field, look, totals.mean(), totals.units.max(1))?;
                clauses.push((Occur::Should, Box::new(seeing)));
            }
        }
        Ok(any_tree(clauses))
    }

    fn value(&self, field: ValueField, wanted: &Wanted) -> Result<Box<dyn Tree>, IndexError> {
        let mut clauses: Vec<(Occur, Box<dyn Tree>)> =
            vec![(Occur::Must, self.picked(field, &|value| wanted.is(value))?)];
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

    /// Units with a value that fits.
    fn picked(&self, field: ValueField, fits: &dyn Fn(&str) -> bool) -> Result<Box<dyn Tree>, IndexError> {
        let field = self.reader.fields.value(field);
        let mut segments = BTreeMap::new();
        for segment in self.reader.searcher.segment_readers() {
            let fail = |error| IndexError::of(&self.reader.dir, error);
            let inverted = segment.inverted_index(field).map_err(fail)?;
            let mut terms = inverted.terms().stream().map_err(|error| fail(error.into()))?;
            let mut entries = Vec::new();
            while terms.advance() {
                if std::str::from_utf8(terms.key()).is_ok_and(fits) {
                    entries.push(Entry { info: terms.value().clone(), parts: 1 });
                }
            }
            segments.insert(segment.segment_id(), entries);
        }
        Ok(Box::new(Picked { field, segments: Arc::new(segments) }))
    }
}

/// Whether every hit must have words that lie in the field of its unit's text.
fn is_of_text(query: &Query) -> bool {
    match query {
        Query::Text(_) => true,
        Query::All(parts) => parts.iter().any(is_of_text),
        Query::Any(parts) => parts.iter().all(is_of_text),
        Query::Everything | Query::Value(..) | Query::Named(..) | Query::Not(_) => false,
    }
}

fn any_tree(mut clauses: Vec<(Occur, Box<dyn Tree>)>) -> Box<dyn Tree> {
    match clauses.len() {
        0 => Box::new(EmptyQuery),
        1 => clauses.pop().map_or_else(|| Box::new(EmptyQuery) as Box<dyn Tree>, |(_, only)| only),
        _ => Box::new(BooleanQuery::new(clauses)),
    }
}

/// Units with any of these values.
#[derive(Clone)]
struct Picked {
    field: Field,
    segments: Arc<BTreeMap<tantivy::index::SegmentId, Vec<Entry>>>,
}

impl std::fmt::Debug for Picked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "values of {:?}", self.field)
    }
}

impl Tree for Picked {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Picked {
    fn scorer(&self, segment: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let entries = self.segments.get(&segment.segment_id()).map(Vec::as_slice).unwrap_or_default();
        let inverted = segment.inverted_index(self.field)?;
        any_of(segment, &inverted, entries, 0.0)
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("a value", 0.0))
    }
}
