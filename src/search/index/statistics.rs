//! The counts that scores rest on, taken of what is in the index now.
//!
//! Tantivy's own counts include deleted documents until their segment is merged, so that the same corpus would score
//! differently by the way it was built. These depend on the corpus alone.

use super::schema::{Fields, LENGTH};
use stratmine_model::hits::Unit;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED, Term};

/// How much there is of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Totals {
    /// Pages or statements.
    pub(super) units: u64,
    /// Their words.
    pub(super) words: u64,
}

impl Totals {
    /// Counts what there is of a unit.
    pub(super) fn of(searcher: &Searcher, fields: &Fields, unit: Unit) -> tantivy::Result<Self> {
        let mut totals = Self { units: 0, words: 0 };
        let kind = Term::from_field_text(fields.kind, unit.as_str());
        for segment in searcher.segment_readers() {
            let lengths = segment.fast_fields().u64(LENGTH)?;
            let inverted = segment.inverted_index(fields.kind)?;
            let Some(mut units) = inverted.read_postings(&kind, IndexRecordOption::Basic)? else { continue };
            while units.doc() != TERMINATED {
                let unit = units.doc();
                if segment.alive_bitset().is_none_or(|alive| alive.is_alive(unit)) {
                    totals.units += 1;
                    totals.words += lengths.first(unit).unwrap_or_default();
                }
                units.advance();
            }
        }
        Ok(totals)
    }

    /// Words to a unit.
    pub(super) fn mean(self) -> f32 {
        if self.units == 0 { 1.0 } else { self.words as f32 / self.units as f32 }
    }
}

/// In how many living units of a segment an entry of its dictionary occurs.
pub(super) fn living_in(segment: &SegmentReader, field: Field, info: &TermInfo) -> tantivy::Result<u64> {
    let Some(alive) = segment.alive_bitset() else { return Ok(u64::from(info.doc_freq)) };
    let inverted = segment.inverted_index(field)?;
    let mut postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    let mut count = 0;
    while postings.doc() != TERMINATED {
        count += u64::from(alive.is_alive(postings.doc()));
        postings.advance();
    }
    Ok(count)
}
