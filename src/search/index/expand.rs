//! Which entries of the dictionaries a set of words stands for.

use super::IndexError;
use super::reader::Reader;
use super::statistics::living_in;
use super::words::of_entry;
use super::wordset::WordSet;
use std::sync::Arc;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{InvertedIndexReader, SegmentReader};

/// How many words a pattern may stand for, in one part of the index.
const MOST_WORDS: usize = 20_000;

/// How many where the place of each matters.
const MOST_PLACED: usize = 4_000;

/// An entry of a dictionary.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) info: TermInfo,
    /// How many words it is in one piece.
    pub(super) parts: u32,
}

/// What a set of words stands for: of each segment, its entries.
#[derive(Clone, Debug)]
pub(super) struct Expansion {
    pub(super) segments: Vec<Vec<Entry>>,
}

impl Expansion {
    /// No entries at all.
    pub(super) fn none(reader: &Reader) -> Self {
        Self { segments: vec![Vec::new(); reader.searcher.segment_readers().len()] }
    }

    /// Looks a set up in every segment.
    pub(super) fn of(reader: &Reader, field: Field, set: &WordSet, placed: bool) -> Result<Self, IndexError> {
        let most = if placed { MOST_PLACED } else { MOST_WORDS };
        let mut segments = Vec::new();
        for segment in reader.searcher.segment_readers() {
            let fail = |error| IndexError::of(&reader.dir, error);
            let inverted = segment.inverted_index(field).map_err(fail)?;
            let mut entries = Vec::new();
            let roster = if set.begins_anyhow() { reader.roster(segment, field, &inverted)? } else { None };
            if let Some(roster) = roster {
                for (entry, parts) in roster.of_set(set).take(most + 1) {
                    let info = inverted.terms().get(entry).map_err(|error| fail(error.into()))?;
                    entries.extend(info.map(|info| Entry { info, parts }));
                }
                if entries.len() > most {
                    return Err(IndexError::TooBroad { limit: most });
                }
                segments.push(entries);
                continue;
            }
            entries_of(&inverted, set, |word, parts, info| {
                let _ = word;
                entries.push(Entry { info: info.clone(), parts });
                entries.len() <= most
            })
            .map_err(|error| fail(error.into()))?;
            if entries.len() > most {
                return Err(IndexError::TooBroad { limit: most });
            }
            segments.push(entries);
        }
        Ok(Self { segments })
    }

    /// In how many living units its entries occur, each counted for itself.
    pub(super) fn frequency(&self, reader: &Reader, field: Field) -> Result<u64, IndexError> {
        let mut sum = 0;
        for (segment, entries) in reader.searcher.segment_readers().iter().zip(&self.segments) {
            for entry in entries {
                let fail = |error| IndexError::of(&reader.dir, error);
                sum += living_in(segment, field, &entry.info).map_err(fail)?;
            }
        }
        Ok(sum)
    }
}

/// Hands on each entry of a set, in the order of the dictionary, as long as it is asked for more.
pub(super) fn entries_of(
    inverted: &Arc<InvertedIndexReader>,
    set: &WordSet,
    mut each: impl FnMut(&str, u32, &TermInfo) -> bool,
) -> std::io::Result<()> {
    if let Some(nearly) = set.nearly() {
        let mut terms = inverted.terms().search(nearly.clone()).into_stream()?;
        while terms.advance() {
            let Some((word, parts)) = of_entry(terms.key()) else { continue };
            if !each(word, parts, terms.value()) {
                break;
            }
        }
        return Ok(());
    }
    for begin in set.begins() {
        let range = inverted.terms().range().ge(begin);
        // A single word and what it is in several pieces stand next to each other; so do words that begin alike.
        let range = match (set.only(), after(begin)) {
            (Some(word), _) => range.lt(format!("{word} ")),
            (None, Some(end)) => range.lt(end),
            (None, None) => range,
        };
        let mut terms = range.into_stream()?;
        while terms.advance() {
            let Some((word, parts)) = of_entry(terms.key()) else { continue };
            if set.has(word) && !each(word, parts, terms.value()) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The first key behind all that begin so; `None` where there is none.
fn after(begin: &str) -> Option<Vec<u8>> {
    let mut end = begin.as_bytes().to_vec();
    // UTF-8 has no byte 255.
    let last = end.last_mut()?;
    *last = last.checked_add(1)?;
    Some(end)
}

/// How often a word occurs in living units, all its pieces and forms apart.
pub(super) fn occurrences(segment: &SegmentReader, field: Field, word: &str) -> tantivy::Result<u64> {
    use tantivy::postings::Postings as _;
    use tantivy::{DocSet as _, TERMINATED, Term, schema::IndexRecordOption};
    let inverted = segment.inverted_index(field)?;
    let term = Term::from_field_text(field, word);
    let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::WithFreqs)? else { return Ok(0) };
    let mut sum = 0;
    while postings.doc() != TERMINATED {
        if segment.alive_bitset().is_none_or(|alive| alive.is_alive(postings.doc())) {
            sum += u64::from(postings.term_freq());
        }
        postings.advance();
    }
    Ok(sum)
}
