//! The terms of the index: which terms a set of words stands for, how often they occur, which are spelt alike.
//!
//! A [`Snapshot`] is the index as of one commit. All counts leave out deleted documents: tantivy's own include them until
//! their segment is merged, so that the same corpus would score differently by the way its index was built.

use super::error::IndexFailure;
use super::schema::{Fields, LENGTH, ValueField};
use super::word_set::WordSet;
use super::words::of_entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use stratmine_model::hits::Unit;
use tantivy::index::SegmentId;
use tantivy::postings::{Postings as _, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocSet as _, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term};

/// How many words a pattern may stand for in one segment.
pub(super) const MOST_WORDS: usize = 20_000;

/// How many where the place of each word matters.
pub(super) const MOST_PLACED: usize = 4_000;

/// How many words of close spelling are named.
const MOST_CLOSE: usize = 3;

/// Words this short have too many neighbours to name any.
const SHORTEST_CLOSE: usize = 4;

/// The index as of one commit, with what was counted of it so far.
pub(super) struct Snapshot {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    /// Of pages and of statements, once counted.
    totals: [OnceLock<Totals>; 2],
    caches: Mutex<BTreeMap<(SegmentId, Field), Arc<TermCache>>>,
}

/// How much there is of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Totals {
    /// Pages or statements.
    pub(super) units: u64,
    pub(super) words: u64,
}

impl Totals {
    /// Words to a unit.
    pub(super) fn mean(self) -> f32 {
        if self.units == 0 { 1.0 } else { self.words as f32 / self.units as f32 }
    }
}

/// An entry of a segment's dictionary.
#[derive(Clone, Debug)]
pub(super) struct TermEntry {
    pub(super) info: TermInfo,
    /// How many words it is in one piece.
    pub(super) parts: u32,
}

/// What a set of words stands for: the entries of each segment.
pub(super) type Expansion = Vec<Vec<TermEntry>>;

impl Snapshot {
    pub(super) fn new(searcher: Searcher, fields: Fields) -> Self {
        Self { searcher, fields, totals: Default::default(), caches: Mutex::default() }
    }

    pub(super) fn segments(&self) -> &[SegmentReader] {
        self.searcher.segment_readers()
    }

    /// How many units there are, and how many words they have.
    pub(super) fn totals(&self, unit: Unit) -> Result<Totals, IndexFailure> {
        let [pages, statements] = &self.totals;
        let kept = if unit == Unit::Page { pages } else { statements };
        if let Some(totals) = kept.get() {
            return Ok(*totals);
        }
        let mut totals = Totals { units: 0, words: 0 };
        let kind = Term::from_field_text(self.fields.kind, unit.as_str());
        for segment in self.segments() {
            let lengths = segment.fast_fields().u64(LENGTH)?;
            let inverted = segment.inverted_index(self.fields.kind)?;
            let Some(mut units) = inverted.read_postings(&kind, IndexRecordOption::Basic)? else { continue };
            while units.doc() != TERMINATED {
                if is_alive(segment, units.doc()) {
                    totals.units += 1;
                    totals.words += lengths.first(units.doc()).unwrap_or_default();
                }
                units.advance();
            }
        }
        Ok(*kept.get_or_init(|| totals))
    }

    /// Hands on every term of a field, segment by segment, each with the segment's number.
    pub(super) fn each_term(
        &self,
        field: Field,
        mut take: impl FnMut(usize, &[u8], &TermInfo),
    ) -> Result<(), IndexFailure> {
        for (number, segment) in self.segments().iter().enumerate() {
            let inverted = segment.inverted_index(field)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                take(number, terms.key(), terms.value());
            }
        }
        Ok(())
    }

    /// Every value of a field, sorted.
    pub(super) fn values(&self, field: ValueField) -> Result<BTreeSet<String>, IndexFailure> {
        let mut values = BTreeSet::new();
        self.each_term(self.fields.value(field), |_, value, _| {
            values.extend(std::str::from_utf8(value).ok().map(str::to_owned));
        })?;
        Ok(values)
    }

    /// Of each segment, the units that have a value that fits.
    pub(super) fn units_with(
        &self,
        field: ValueField,
        fits: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<BitSet>, IndexFailure> {
        let field = self.fields.value(field);
        let mut entries: Vec<Vec<TermEntry>> = vec![Vec::new(); self.segments().len()];
        self.each_term(field, |number, value, info| {
            if let Some(entries) = entries.get_mut(number)
                && std::str::from_utf8(value).is_ok_and(fits)
            {
                entries.push(TermEntry { info: info.clone(), parts: 1 });
            }
        })?;
        let segments = self.segments().iter().zip(&entries);
        segments.map(|(segment, found)| Ok(units_of(segment, &*segment.inverted_index(field)?, found)?)).collect()
    }

    /// For each value of a field, how many of the marked units have it.
    ///
    /// The postings of the field's values are read along the set: two nanoseconds per posting, and nothing has to be kept
    /// for each unit.
    pub(super) fn count_values(
        &self,
        field: ValueField,
        marked: &[(usize, &BitSet)],
    ) -> Result<BTreeMap<String, usize>, IndexFailure> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (number, units) in marked {
            let Some(segment) = self.segments().get(*number) else { continue };
            let inverted = segment.inverted_index(self.fields.value(field))?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let mut count = 0;
                each_unit(&inverted, terms.value(), |unit| count += usize::from(units.contains(unit)))?;
                if count > 0
                    && let Ok(value) = std::str::from_utf8(terms.key())
                {
                    *counts.entry(value.to_owned()).or_default() += count;
                }
            }
        }
        Ok(counts)
    }

    /// Looks a set up in every segment.
    pub(super) fn expand(&self, field: Field, set: &WordSet, most: usize) -> Result<Expansion, IndexFailure> {
        let mut segments = Vec::new();
        for segment in self.segments() {
            let inverted = segment.inverted_index(field)?;
            let cache = if set.begins_anyhow() { self.cache(segment, field, &inverted)? } else { None };
            let entries = match cache {
                Some(cache) => {
                    let mut entries = Vec::new();
                    for (entry, parts) in cache.entries_of(set).take(most + 1) {
                        entries.extend(inverted.terms().get(entry)?.map(|info| TermEntry { info, parts }));
                    }
                    entries
                }
                None => entries_of(&inverted, set, most + 1)?,
            };
            if entries.len() > most {
                return Err(IndexFailure::TooBroad { limit: most });
            }
            segments.push(entries);
        }
        Ok(segments)
    }

    /// In how many units the entries of an expansion occur, each counted for itself.
    pub(super) fn frequency(&self, field: Field, expansion: &Expansion) -> Result<u64, IndexFailure> {
        let mut sum = 0;
        for (segment, entries) in self.segments().iter().zip(expansion) {
            let inverted = segment.inverted_index(field)?;
            for entry in entries {
                if segment.alive_bitset().is_none() {
                    sum += u64::from(entry.info.doc_freq);
                } else {
                    each_unit(&inverted, &entry.info, |unit| sum += u64::from(is_alive(segment, unit)))?;
                }
            }
        }
        Ok(sum)
    }

    /// How often a word occurs; not as a piece of another, and no other form.
    pub(super) fn occurrences(&self, field: Field, word: &str) -> Result<u64, IndexFailure> {
        let mut sum = 0;
        for segment in self.segments() {
            let inverted = segment.inverted_index(field)?;
            let term = Term::from_field_text(field, word);
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::WithFreqs)? else { continue };
            while postings.doc() != TERMINATED {
                if is_alive(segment, postings.doc()) {
                    sum += u64::from(postings.term_freq());
                }
                postings.advance();
            }
        }
        Ok(sum)
    }

    /// The closest words that occur: fewest changes first, then the most frequent, then by the alphabet.
    pub(super) fn close_spellings(&self, field: Field, word: &str) -> Result<Vec<String>, IndexFailure> {
        let letters = word.chars().count();
        if letters < SHORTEST_CLOSE || word.contains(|letter: char| letter.is_numeric()) {
            return Ok(Vec::new());
        }
        let reach = if letters < 8 { 1 } else { 2 };
        let mut frequencies: BTreeMap<(usize, String), u64> = BTreeMap::new();
        self.each_term(field, |_, entry, info| {
            let Some((term, 1)) = of_entry(entry) else { return };
            if term.len().abs_diff(word.len()) > 4 * reach {
                return;
            }
            let distance = strsim::osa_distance(word, term);
            if distance <= reach {
                *frequencies.entry((distance, term.to_owned())).or_default() += u64::from(info.doc_freq);
            }
        })?;
        let mut ranked: Vec<_> = frequencies.into_iter().collect();
        ranked.sort_by(|((near, a), often), ((far, b), seldom)| near.cmp(far).then(seldom.cmp(often)).then(a.cmp(b)));
        let mut named = Vec::new();
        for ((_, term), _) in ranked {
            if named.len() == MOST_CLOSE {
                break;
            }
            let expansion = self.expand(field, &WordSet::is(&term), MOST_WORDS)?;
            if self.frequency(field, &expansion)? > 0 {
                named.push(term);
            }
        }
        Ok(named)
    }

    /// The terms of a field in a segment, cached when first asked for; `None` where they are too many to hold.
    fn cache(
        &self,
        segment: &SegmentReader,
        field: Field,
        inverted: &InvertedIndexReader,
    ) -> std::io::Result<Option<Arc<TermCache>>> {
        let key = (segment.segment_id(), field);
        let mut caches = self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cache) = caches.get(&key) {
            return Ok(Some(Arc::clone(cache)));
        }
        let made = TermCache::of(inverted)?.map(Arc::new);
        if let Some(cache) = &made {
            caches.insert(key, Arc::clone(cache));
        }
        Ok(made)
    }
}

pub(super) fn is_alive(segment: &SegmentReader, unit: u32) -> bool {
    segment.alive_bitset().is_none_or(|alive| alive.is_alive(unit))
}

/// Hands on every unit of a segment that has a term, deleted ones too.
fn each_unit(inverted: &InvertedIndexReader, info: &TermInfo, mut take: impl FnMut(u32)) -> std::io::Result<()> {
    let mut block = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while !block.docs().is_empty() {
        block.docs().iter().copied().for_each(&mut take);
        block.advance();
    }
    Ok(())
}

/// The units of a segment that have any of the entries, deleted ones too.
pub(super) fn units_of(
    segment: &SegmentReader,
    inverted: &InvertedIndexReader,
    entries: &[TermEntry],
) -> std::io::Result<BitSet> {
    let mut units = BitSet::with_max_value(segment.max_doc());
    for entry in entries {
        each_unit(inverted, &entry.info, |unit| _ = units.insert(unit))?;
    }
    Ok(units)
}

/// The first `most` entries of a set, in the order of the dictionary.
fn entries_of(inverted: &InvertedIndexReader, set: &WordSet, most: usize) -> std::io::Result<Vec<TermEntry>> {
    let mut entries = Vec::new();
    if let Some(fuzzy) = set.as_fuzzy() {
        let mut terms = inverted.terms().search(fuzzy.clone()).into_stream()?;
        while entries.len() < most && terms.advance() {
            entries.extend(of_entry(terms.key()).map(|(_, parts)| TermEntry { info: terms.value().clone(), parts }));
        }
        return Ok(entries);
    }
    for begin in set.begins() {
        let range = inverted.terms().range().ge(begin);
        // A single word and its forms in several pieces stand next to each other; so do words that begin alike.
        let range = match (set.only(), after(begin)) {
            (Some(word), _) => range.lt(format!("{word} ")),
            (None, Some(end)) => range.lt(end),
            (None, None) => range,
        };
        let mut terms = range.into_stream()?;
        while entries.len() < most && terms.advance() {
            if let Some((word, parts)) = of_entry(terms.key())
                && set.has(word)
            {
                entries.push(TermEntry { info: terms.value().clone(), parts });
            }
        }
    }
    Ok(entries)
}

/// The first key behind all that begin so; `None` where there is none.
fn after(begin: &str) -> Option<Vec<u8>> {
    let mut end = begin.as_bytes().to_vec();
    // UTF-8 has no byte 255.
    let last = end.last_mut()?;
    *last = last.checked_add(1)?;
    Some(end)
}

/// All entries of a dictionary in memory, one after the other, for patterns with any beginning (`*ality`).
///
/// Such a pattern has to be compared with every word there is. Tantivy's dictionary would decode the postings' place of each
/// word for that, wanted or not. A cache takes a few bytes per word.
struct TermCache {
    entries: Vec<u8>,
    ends: Vec<u32>,
}

impl TermCache {
    /// `None` where there are more than a cache holds.
    fn of(inverted: &InvertedIndexReader) -> std::io::Result<Option<Self>> {
        let mut cache = Self { entries: Vec::new(), ends: Vec::with_capacity(inverted.terms().num_terms()) };
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            cache.entries.extend_from_slice(terms.key());
            let Ok(end) = u32::try_from(cache.entries.len()) else { return Ok(None) };
            cache.ends.push(end);
        }
        Ok(Some(cache))
    }

    /// The entries of the words of a set, each with how many pieces it is in.
    fn entries_of<'r>(&'r self, set: &'r WordSet) -> impl Iterator<Item = (&'r [u8], u32)> + 'r {
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
