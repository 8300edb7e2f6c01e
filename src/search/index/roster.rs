//! All words of a dictionary in memory, for patterns that may begin anyhow (`*ality`).
//!
//! Such a pattern has to be held against every word there is. Walking tantivy's dictionary for that unpacks what stands
//! behind each word, wanted or not. A roster is made at the first such pattern, a few bytes a word, and kept as long as its
//! reader.

use super::words::of_entry;
use super::wordset::WordSet;
use std::sync::Arc;
use tantivy::InvertedIndexReader;

/// The entries of a dictionary in their order, one after the other.
pub(super) struct Roster {
    entries: Vec<u8>,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Roster {
    /// All entries of a dictionary; `None` where they are more than a roster holds.
    pub(super) fn of(inverted: &Arc<InvertedIndexReader>) -> std::io::Result<Option<Self>> {
        let mut roster = Self { entries: Vec::new(), ends: Vec::with_capacity(inverted.terms().num_terms()) };
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            roster.entries.extend_from_slice(terms.key());
            let Ok(end) = u32::try_from(roster.entries.len()) else { return Ok(None) };
            roster.ends.push(end);
        }
        Ok(Some(roster))
    }

    /// The entries of the words of a set, each with how many pieces it is in.
    pub(super) fn of_set<'r>(&'r self, set: &'r WordSet) -> impl Iterator<Item = (&'r [u8], u32)> + 'r {
        let ending = set.ending().as_bytes();
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).filter_map(move |(start, end)| {
            let entry = self.entries.get(usize::try_from(*start).ok()?..usize::try_from(*end).ok()?)?;
            // Most words fail here, before they are looked at as text.
            let word = match entry.split_last() {
                Some((last, word)) if *last < b' ' => word,
                _ => entry,
            };
            if !word.ends_with(ending) {
                return None;
            }
            let (word, parts) = of_entry(entry)?;
            set.has(word).then_some((entry, parts))
        })
    }
}
