//! Sets of units of a segment: of an entry, of many together.

use super::expand::Entry;
use tantivy::query::{BitSetDocSet, ConstScorer, EmptyScorer, Scorer};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocSet, InvertedIndexReader, Score, SegmentReader, TERMINATED};

/// Units that hold any of the entries; each scores the same.
pub(super) fn any_of(
    segment: &SegmentReader,
    inverted: &InvertedIndexReader,
    entries: &[Entry],
    score: Score,
) -> tantivy::Result<Box<dyn Scorer>> {
    Ok(match entries {
        [] => Box::new(EmptyScorer),
        [only] => {
            let postings = inverted.read_postings_from_terminfo(&only.info, IndexRecordOption::Basic)?;
            Box::new(ConstScorer::new(postings, score))
        }
        _ => {
            let mut units = BitSet::with_max_value(segment.max_doc());
            for entry in entries {
                let mut block = inverted.read_block_postings_from_terminfo(&entry.info, IndexRecordOption::Basic)?;
                while !block.docs().is_empty() {
                    for unit in block.docs() {
                        units.insert(*unit);
                    }
                    block.advance();
                }
            }
            Box::new(ConstScorer::new(BitSetDocSet::from(units), score))
        }
    })
}

/// Units of any of the sets.
pub(super) fn union(segment: &SegmentReader, mut sets: Vec<Box<dyn Scorer>>) -> Box<dyn Scorer> {
    if sets.len() == 1
        && let Some(only) = sets.pop()
    {
        return only;
    }
    let mut units = BitSet::with_max_value(segment.max_doc());
    for mut set in sets {
        while set.doc() != TERMINATED {
            units.insert(set.doc());
            set.advance();
        }
    }
    Box::new(ConstScorer::new(BitSetDocSet::from(units), 0.0))
}
