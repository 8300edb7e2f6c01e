//! The counts that scores rest on, taken of what is in the index now.
//!
//! Tantivy's own counts include deleted documents until their segment is merged, so that the same corpus would score
//! differently by the way it was built. These depend on the corpus alone.

use super::schema::Fields;
use crate::model::hits::Unit;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED, Term};

/// Statistics of one unit.
pub(super) struct Statistics<'r> {
    searcher: &'r Searcher,
    documents: u64,
}

impl<'r> Statistics<'r> {
    /// Counts what there is of a unit.
    pub(super) fn of(searcher: &'r Searcher, fields: &Fields, unit: Unit) -> tantivy::Result<Self> {
        let term = Term::from_field_text(fields.kind, unit.as_str());
        Ok(Self { searcher, documents: living(searcher, &term)? })
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let mut total = 0;
        for segment in self.searcher.segment_readers() {
            let lengths = segment.get_fieldnorms_reader(field)?;
            total += segment.doc_ids_alive().map(|document| u64::from(lengths.fieldnorm(document))).sum::<u64>();
        }
        Ok(total)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.documents)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        living(self.searcher, term)
    }
}

/// How many living pages or statements hold the term.
pub(super) fn living(searcher: &Searcher, term: &Term) -> tantivy::Result<u64> {
    searcher.segment_readers().iter().map(|segment| living_in(segment, term)).sum()
}

fn living_in(segment: &SegmentReader, term: &Term) -> tantivy::Result<u64> {
    let inverted = segment.inverted_index(term.field())?;
    let Some(alive) = segment.alive_bitset() else { return Ok(u64::from(inverted.doc_freq(term)?)) };
    let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else { return Ok(0) };
    let mut count = 0;
    let mut document = postings.doc();
    while document != TERMINATED {
        count += u64::from(alive.is_alive(document));
        document = postings.advance();
    }
    Ok(count)
}
