//! How hits are spread over the values of a field.

use super::IndexError;
use super::reader::Reader;
use super::schema::ValueField;
use std::collections::BTreeMap;
use tantivy::BitSet;
use tantivy::schema::IndexRecordOption;

/// Counts, for each value of a field, the marked units that have it.
///
/// The postings of the field's values are read along the set: two nanoseconds a posting, and nothing has to be kept by
/// unit.
pub(super) fn count(
    reader: &Reader,
    field: ValueField,
    marked: &[(usize, &BitSet)],
) -> Result<BTreeMap<String, usize>, IndexError> {
    let fail = |error| IndexError::of(&reader.dir, error);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (segment, units) in marked {
        let Some(segment) = reader.searcher.segment_readers().get(*segment) else { continue };
        let inverted = segment.inverted_index(reader.fields.value(field)).map_err(fail)?;
        let mut terms = inverted.terms().stream().map_err(|error| fail(error.into()))?;
        while terms.advance() {
            let postings = inverted.read_block_postings_from_terminfo(terms.value(), IndexRecordOption::Basic);
            let mut postings = postings.map_err(|error| fail(error.into()))?;
            let mut count = 0;
            while !postings.docs().is_empty() {
                count += postings.docs().iter().filter(|unit| units.contains(**unit)).count();
                postings.advance();
            }
            if count > 0
                && let Ok(value) = std::str::from_utf8(terms.key())
            {
                *counts.entry(value.to_owned()).or_default() += count;
            }
        }
    }
    Ok(counts)
}
