//! Conditions that hold within a document: each may be met on another page.

use super::IndexError;
use super::answer::Builder;
use super::query::Query;
use super::schema::SOURCE;
use tantivy::query::EnableScoring;
use tantivy::{BitSet, DocSet as _, Score, TERMINATED};

/// Of each segment, the documents (by their number among its sources) in which a query holds: where each of its
/// conditions is met by some unit, or by none where it must not be.
pub(super) fn documents_where(builder: &Builder<'_>, query: &Query) -> Result<Vec<BitSet>, IndexError> {
    match query {
        Query::All(parts) => {
            let mut holds = of_units(builder, &Query::Everything)?;
            for part in parts {
                let part = documents_where(builder, part)?;
                holds = each(&holds, &part, |here, there| here && there);
            }
            Ok(holds)
        }
        Query::Any(parts) => {
            let mut holds = of_units(builder, &Query::Any(Vec::new()))?;
            for part in parts {
                let part = documents_where(builder, part)?;
                holds = each(&holds, &part, |here, there| here || there);
            }
            Ok(holds)
        }
        Query::Not(part) => {
            let all = of_units(builder, &Query::Everything)?;
            let part = documents_where(builder, part)?;
            Ok(each(&all, &part, |here, there| here && !there))
        }
        Query::Everything | Query::Text(_) | Query::Value(..) | Query::Named(..) => of_units(builder, query),
    }
}

/// The documents with a living unit that a query finds.
fn of_units(builder: &Builder<'_>, query: &Query) -> Result<Vec<BitSet>, IndexError> {
    let reader = builder.reader;
    let fail = |error| IndexError::of(&reader.dir, error);
    let tree = builder.rooted(query)?;
    let weight = tree.weight(EnableScoring::disabled_from_searcher(&reader.searcher)).map_err(fail)?;
    let mut found = Vec::new();
    for segment in reader.searcher.segment_readers() {
        let Some(sources) = segment.fast_fields().str(SOURCE).map_err(fail)? else {
            found.push(BitSet::with_max_value(0));
            continue;
        };
        let count = u32::try_from(sources.num_terms()).unwrap_or(u32::MAX);
        let mut documents = BitSet::with_max_value(count);
        let boost: Score = 1.0;
        let mut units = weight.scorer(segment, boost).map_err(fail)?;
        while units.doc() != TERMINATED {
            let unit = units.doc();
            if segment.alive_bitset().is_none_or(|alive| alive.is_alive(unit))
                && let Some(number) = sources.ords().first(unit).and_then(|number| u32::try_from(number).ok())
                && number < count
            {
                documents.insert(number);
            }
            units.advance();
        }
        found.push(documents);
    }
    Ok(found)
}

fn each(one: &[BitSet], other: &[BitSet], holds: impl Fn(bool, bool) -> bool) -> Vec<BitSet> {
    let both = one.iter().zip(other);
    both.map(|(one, other)| {
        let mut out = BitSet::with_max_value(one.max_value());
        for number in 0..one.max_value() {
            if holds(one.contains(number), other.contains(number)) {
                out.insert(number);
            }
        }
        out
    })
    .collect()
}
