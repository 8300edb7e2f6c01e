//! A [`Look`] as a query of tantivy's: which units it is seen in, decided by the places of the words.
//!
//! Single words and patterns need no places. All else is proposed by the sets of its words and decided by
//! [`Sight::see`](super::sight::Sight::see) over the positions that the index keeps: exactly what the marks are made of.

use super::IndexError;
use super::expand::{Entry, Expansion};
use super::reader::Reader;
use super::sets::{any_of, union};
use super::sight::{At, Look, Sight};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentId;
use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight, intersect_scorers};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TERMINATED, TantivyError};

/// What a pattern adds to a score, wherever it is seen.
const PATTERN_SCORE: Score = 1.0;

/// A look, ready to be taken.
#[derive(Clone)]
pub(super) struct Seeing(Arc<Ready>);

struct Ready {
    look: Arc<Look>,
    field: Field,
    /// Of each set, what it stands for.
    expansions: Vec<Expansion>,
    /// The place of each segment in the expansions.
    segments: BTreeMap<SegmentId, usize>,
    /// What the words of the sight weigh, as it is typed: the first of alternatives counts.
    weights: Vec<Bm25Weight>,
    /// What its patterns add.
    constant: Score,
}

impl std::fmt::Debug for Seeing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.look.fmt(f)
    }
}

impl Seeing {
    /// Looks the words up.
    pub(super) fn new(
        reader: &Reader,
        field: Field,
        look: &Arc<Look>,
        mean: f32,
        units: u64,
    ) -> Result<Self, IndexError> {
        let placed = look.sight.single().is_none();
        let mut expansions = Vec::with_capacity(look.sets.len());
        for (place, set) in look.sets.iter().enumerate() {
            // A look may be one of several that share their sets.
            let used = look.sight.uses(place);
            expansions.push(if used { Expansion::of(reader, field, set, placed)? } else { Expansion::none(reader) });
        }
        let mut typed = Vec::new();
        first_words(&look.sight, &mut typed);
        let (mut weights, mut constant) = (Vec::new(), 0.0);
        for set in typed {
            let (Some(words), Some(expansion)) = (look.sets.get(set), expansions.get(set)) else { continue };
            if words.is_pattern() {
                constant += PATTERN_SCORE;
            } else {
                let frequency = expansion.frequency(reader, field)?.min(units);
                weights.push(Bm25Weight::for_one_term_without_explain(frequency, units, mean));
            }
        }
        let readers = reader.searcher.segment_readers().iter().enumerate();
        let segments = readers.map(|(place, segment)| (segment.segment_id(), place)).collect();
        Ok(Self(Arc::new(Ready { look: Arc::clone(look), field, expansions, segments, weights, constant })))
    }
}

/// The sets that a sight is made of, the first of alternatives only.
fn first_words(sight: &Sight, into: &mut Vec<usize>) {
    match sight {
        Sight::Word(set) => into.push(*set),
        Sight::Any(sights) => sights.iter().take(1).for_each(|sight| first_words(sight, into)),
        Sight::Row { parts, .. } => parts.iter().for_each(|part| first_words(part, into)),
        Sight::Near { left, right, .. } => {
            first_words(left, into);
            first_words(right, into);
        }
    }
}

impl Query for Seeing {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Seeing {
    fn scorer(&self, segment: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let ready = &self.0;
        let Some(place) = ready.segments.get(&segment.segment_id()) else {
            return Err(TantivyError::InternalError("a segment that came after the search began".to_owned()));
        };
        let inverted = segment.inverted_index(ready.field)?;
        let taker = Taker { ready, segment, inverted: &inverted, place: *place };
        match ready.look.sight.single() {
            Some(set) if ready.weights.is_empty() => any_of(segment, &inverted, taker.entries(set), ready.constant),
            Some(set) => taker.forms(taker.entries(set)),
            None => taker.placed(),
        }
    }

    fn explain(&self, segment: &SegmentReader, unit: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        let score = if scorer.seek(unit) == unit { scorer.score() } else { 0.0 };
        Ok(Explanation::new("words seen", score))
    }
}

/// Takes a look at one segment.
struct Taker<'r> {
    ready: &'r Arc<Ready>,
    segment: &'r SegmentReader,
    inverted: &'r InvertedIndexReader,
    place: usize,
}

impl Taker<'_> {
    fn entries(&self, set: usize) -> &[Entry] {
        let of_set = self.ready.expansions.get(set).and_then(|found| found.segments.get(self.place));
        of_set.map(Vec::as_slice).unwrap_or_default()
    }

    fn norms(&self) -> tantivy::Result<FieldNormReader> {
        self.segment.get_fieldnorms_reader(self.ready.field)
    }

    /// The forms of one word.
    fn forms(&self, entries: &[Entry]) -> tantivy::Result<Box<dyn Scorer>> {
        let read = |entry: &Entry| self.inverted.read_postings_from_terminfo(&entry.info, IndexRecordOption::WithFreqs);
        let mut postings = entries.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let (Some(first), Some(weight)) = (postings.pop(), self.ready.weights.first().cloned()) else {
            return Ok(Box::new(EmptyScorer));
        };
        let norms = self.norms()?;
        if postings.is_empty() {
            return Ok(Box::new(Form { postings: first, norms, weight }));
        }
        postings.push(first);
        let unit = postings.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
        Ok(Box::new(Forms { postings, unit, norms, weight }))
    }

    /// What only the places of the words decide.
    fn placed(&self) -> tantivy::Result<Box<dyn Scorer>> {
        let proposed = self.proposed(&self.ready.look.sight)?;
        let read = |set: usize| -> tantivy::Result<Cursor> {
            let mut cursor = Cursor { postings: Vec::new(), next: BinaryHeap::new() };
            for entry in self.entries(set) {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let postings = self.inverted.read_postings_from_terminfo(&entry.info, option)?;
                cursor.next.push(Reverse((postings.doc(), cursor.postings.len())));
                cursor.postings.push((postings, entry.parts));
            }
            Ok(cursor)
        };
        let cursors = (0..self.ready.look.sets.len()).map(read).collect::<tantivy::Result<Vec<_>>>()?;
        let places = vec![Vec::new(); cursors.len()];
        let norms = self.norms()?;
        let mut placed =
            Placed { proposed, cursors, places, seen: 0, norms, ready: Arc::clone(self.ready), positions: Vec::new() };
        placed.settle();
        Ok(Box::new(placed))
    }

    /// Units that may show a sight: all that do are among them.
    fn proposed(&self, sight: &Sight) -> tantivy::Result<Box<dyn Scorer>> {
        match sight {
            Sight::Word(set) => any_of(self.segment, self.inverted, self.entries(*set), 0.0),
            Sight::Any(sights) => {
                let sets = sights.iter().map(|sight| self.proposed(sight)).collect::<tantivy::Result<Vec<_>>>()?;
                Ok(if sets.is_empty() { Box::new(EmptyScorer) } else { union(self.segment, sets) })
            }
            Sight::Row { parts, .. } => self.all(parts.iter()),
            Sight::Near { left, right, .. } => self.all([left.as_ref(), right.as_ref()].into_iter()),
        }
    }

    fn all<'s>(&self, sights: impl Iterator<Item = &'s Sight>) -> tantivy::Result<Box<dyn Scorer>> {
        let sets = sights.map(|sight| self.proposed(sight)).collect::<tantivy::Result<Vec<_>>>()?;
        Ok(if sets.is_empty() { Box::new(EmptyScorer) } else { intersect_scorers(sets, self.segment.max_doc()) })
    }
}

/// One entry.
struct Form {
    postings: SegmentPostings,
    norms: FieldNormReader,
    weight: Bm25Weight,
}

impl DocSet for Form {
    fn advance(&mut self) -> DocId {
        self.postings.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.postings.seek(target)
    }

    fn doc(&self) -> DocId {
        self.postings.doc()
    }

    fn size_hint(&self) -> u32 {
        self.postings.size_hint()
    }
}

impl Scorer for Form {
    fn score(&mut self) -> Score {
        self.weight.score(self.norms.fieldnorm_id(self.doc()), self.postings.term_freq())
    }
}

/// A few entries, taken for one word.
struct Forms {
    postings: Vec<SegmentPostings>,
    unit: DocId,
    norms: FieldNormReader,
    weight: Bm25Weight,
}

impl DocSet for Forms {
    fn advance(&mut self) -> DocId {
        if self.unit == TERMINATED {
            return TERMINATED;
        }
        let mut next = TERMINATED;
        for postings in &mut self.postings {
            let mut unit = postings.doc();
            if unit == self.unit {
                unit = postings.advance();
            }
            next = next.min(unit);
        }
        self.unit = next;
        next
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.unit >= target {
            return self.unit;
        }
        let mut next = TERMINATED;
        for postings in &mut self.postings {
            let mut unit = postings.doc();
            if unit < target {
                unit = postings.seek(target);
            }
            next = next.min(unit);
        }
        self.unit = next;
        next
    }

    fn doc(&self) -> DocId {
        self.unit
    }

    fn size_hint(&self) -> u32 {
        self.postings.iter().map(DocSet::size_hint).fold(0, u32::saturating_add)
    }
}

impl Scorer for Forms {
    fn score(&mut self) -> Score {
        let here = self.postings.iter().filter(|postings| postings.doc() == self.unit);
        let times = here.map(tantivy::postings::Postings::term_freq).sum();
        self.weight.score(self.norms.fieldnorm_id(self.unit), times)
    }
}

/// The entries of a set, read side by side.
struct Cursor {
    postings: Vec<(SegmentPostings, u32)>,
    /// Where each stands, the nearest first.
    next: BinaryHeap<Reverse<(DocId, usize)>>,
}

impl Cursor {
    /// The places of the set's words in a unit; units may only come in order.
    fn read(&mut self, unit: DocId, positions: &mut Vec<u32>, places: &mut Vec<At>) {
        places.clear();
        let mut lists = 0;
        while let Some(Reverse((at, number))) = self.next.peek().copied() {
            if at > unit {
                break;
            }
            self.next.pop();
            let Some((postings, parts)) = self.postings.get_mut(number) else { continue };
            let at = if at < unit { postings.seek(unit) } else { at };
            if at == unit {
                postings.positions(positions);
                places.extend(positions.iter().map(|position| (*position, *parts)));
                lists += 1;
                // Once a unit: read in it, it waits at the next.
                let after = postings.advance();
                self.next.push(Reverse((after, number)));
            } else {
                self.next.push(Reverse((at, number)));
            }
        }
        if lists > 1 {
            places.sort_unstable();
        }
    }
}

/// A sight whose words' places are read in each proposed unit.
struct Placed {
    proposed: Box<dyn Scorer>,
    cursors: Vec<Cursor>,
    places: Vec<Vec<At>>,
    /// How often it is seen in the unit that it stands at.
    seen: usize,
    norms: FieldNormReader,
    ready: Arc<Ready>,
    positions: Vec<u32>,
}

impl Placed {
    /// Moves on to the first proposed unit, from this one on, that shows the sight.
    fn settle(&mut self) -> DocId {
        loop {
            let unit = self.proposed.doc();
            if unit == TERMINATED {
                return unit;
            }
            for (cursor, places) in self.cursors.iter_mut().zip(&mut self.places) {
                cursor.read(unit, &mut self.positions, places);
            }
            self.seen = self.ready.look.sight.see::<()>(&self.places).len();
            if self.seen > 0 {
                return unit;
            }
            self.proposed.advance();
        }
    }
}

impl DocSet for Placed {
    fn advance(&mut self) -> DocId {
        self.proposed.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        self.proposed.seek(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.proposed.doc()
    }

    fn size_hint(&self) -> u32 {
        self.proposed.size_hint()
    }

    fn cost(&self) -> u64 {
        // Reading places is dear.
        self.proposed.cost().saturating_mul(10)
    }
}

impl Scorer for Placed {
    fn score(&mut self) -> Score {
        let norm = self.norms.fieldnorm_id(self.doc());
        let times = u32::try_from(self.seen).unwrap_or(u32::MAX);
        self.ready.constant + self.ready.weights.iter().map(|weight| weight.score(norm, times)).sum::<Score>()
    }
}
