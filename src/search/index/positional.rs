//! A [`TermPattern`] as a query of tantivy's: which units have a match, decided by the positions of the words.
//!
//! Single words and patterns need no positions. All else is proposed by the sets of its words and decided by
//! [`SpanPattern::matches`] over the positions that the index keeps: exactly what the marks are made of.

use super::error::IndexFailure;
use super::span_pattern::{SpanPattern, TermPattern, TokenSpan};
use super::terms::{Expansion, MOST_PLACED, MOST_WORDS, Snapshot, TermEntry, units_of};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use stratmine_model::hits::Unit;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentId;
use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::query::{
    BitSetDocSet, Bm25Weight, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
    intersect_scorers,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TERMINATED, TantivyError};

/// What a pattern with wildcards or changes adds to a score, wherever it is matched.
const PATTERN_SCORE: Score = 1.0;

/// Makes the scorer of one segment, which is named by its number in the snapshot too.
type MakeScorer = dyn Fn(usize, &SegmentReader) -> tantivy::Result<Box<dyn Scorer>> + Send + Sync;

/// A query of tantivy's whose scorers a function makes.
#[derive(Clone)]
pub(super) struct SegmentQuery {
    /// The number of each segment in the snapshot.
    segments: Arc<BTreeMap<SegmentId, usize>>,
    scorer: Arc<MakeScorer>,
}

impl SegmentQuery {
    pub(super) fn boxed(
        snapshot: &Snapshot,
        scorer: impl Fn(usize, &SegmentReader) -> tantivy::Result<Box<dyn Scorer>> + Send + Sync + 'static,
    ) -> Box<dyn Query> {
        let readers = snapshot.segments().iter().enumerate();
        let segments = readers.map(|(number, segment)| (segment.segment_id(), number)).collect();
        Box::new(Self { segments: Arc::new(segments), scorer: Arc::new(scorer) })
    }
}

impl std::fmt::Debug for SegmentQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SegmentQuery")
    }
}

impl Query for SegmentQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for SegmentQuery {
    fn scorer(&self, segment: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let late = || TantivyError::InternalError("a segment that came after the search began".to_owned());
        (self.scorer)(*self.segments.get(&segment.segment_id()).ok_or_else(late)?, segment)
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("scores are not explained".to_owned()))
    }
}

/// A pattern with its words looked up.
pub(super) struct PositionalQuery {
    pattern: Arc<TermPattern>,
    field: Field,
    /// What each set stands for.
    expansions: Vec<Expansion>,
    /// What the words of the pattern weigh, as it is typed: the first of alternatives counts.
    weights: Vec<Bm25Weight>,
    /// What its wildcards and changes add.
    constant: Score,
}

impl PositionalQuery {
    /// Looks the words up.
    pub(super) fn boxed(
        snapshot: &Snapshot,
        field: Field,
        unit: Unit,
        pattern: &Arc<TermPattern>,
    ) -> Result<Box<dyn Query>, IndexFailure> {
        let totals = snapshot.totals(unit)?;
        let (units, mean) = (totals.units.max(1), totals.mean());
        let most = if pattern.spans.single().is_some() { MOST_WORDS } else { MOST_PLACED };
        let used = pattern.spans.words();
        let mut expansions = Vec::with_capacity(pattern.sets.len());
        for (number, set) in pattern.sets.iter().enumerate() {
            // A pattern may be one of several that share their sets.
            let is_used = used.contains(&&number);
            expansions.push(if is_used {
                snapshot.expand(field, set, most)?
            } else {
                vec![Vec::new(); snapshot.segments().len()]
            });
        }
        let mut typed = Vec::new();
        first_words(&pattern.spans, &mut typed);
        let (mut weights, mut constant) = (Vec::new(), 0.0);
        for set in typed {
            let (Some(words), Some(expansion)) = (pattern.sets.get(set), expansions.get(set)) else { continue };
            if words.is_pattern() {
                constant += PATTERN_SCORE;
            } else {
                let frequency = snapshot.frequency(field, expansion)?.min(units);
                weights.push(Bm25Weight::for_one_term_without_explain(frequency, units, mean));
            }
        }
        let query = Arc::new(Self { pattern: Arc::clone(pattern), field, expansions, weights, constant });
        Ok(SegmentQuery::boxed(snapshot, move |number, segment| {
            let inverted = segment.inverted_index(field)?;
            let scorers = SegmentScorers { query: &query, segment, inverted: &inverted, number };
            match query.pattern.spans.single() {
                Some(set) if query.weights.is_empty() => scorers.constant(scorers.entries(set), query.constant),
                Some(set) => scorers.forms(scorers.entries(set)),
                None => scorers.positional(),
            }
        }))
    }
}

/// The sets that a pattern is made of, the first of alternatives only.
fn first_words(spans: &SpanPattern<usize>, into: &mut Vec<usize>) {
    match spans {
        SpanPattern::Word(set) => into.push(*set),
        SpanPattern::Any(parts) => parts.iter().take(1).for_each(|part| first_words(part, into)),
        SpanPattern::Row { parts, .. } => parts.iter().for_each(|part| first_words(part, into)),
        SpanPattern::Near { left, right, .. } => {
            first_words(left, into);
            first_words(right, into);
        }
    }
}

/// Makes the scorers of a pattern in one segment.
struct SegmentScorers<'r> {
    query: &'r Arc<PositionalQuery>,
    segment: &'r SegmentReader,
    inverted: &'r InvertedIndexReader,
    number: usize,
}

impl SegmentScorers<'_> {
    fn entries(&self, set: usize) -> &[TermEntry] {
        let of_set = self.query.expansions.get(set).and_then(|expansion| expansion.get(self.number));
        of_set.map(Vec::as_slice).unwrap_or_default()
    }

    fn norms(&self) -> tantivy::Result<FieldNormReader> {
        self.segment.get_fieldnorms_reader(self.query.field)
    }

    /// Units that have any of the entries; each scores the same.
    fn constant(&self, entries: &[TermEntry], score: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match entries {
            [] => Box::new(EmptyScorer),
            [only] => {
                let postings = self.inverted.read_postings_from_terminfo(&only.info, IndexRecordOption::Basic)?;
                Box::new(ConstScorer::new(postings, score))
            }
            _ => {
                let units = units_of(self.segment, self.inverted, entries)?;
                Box::new(ConstScorer::new(BitSetDocSet::from(units), score))
            }
        })
    }

    /// The forms of one word.
    fn forms(&self, entries: &[TermEntry]) -> tantivy::Result<Box<dyn Scorer>> {
        let read =
            |entry: &TermEntry| self.inverted.read_postings_from_terminfo(&entry.info, IndexRecordOption::WithFreqs);
        let postings = entries.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let Some(weight) = self.query.weights.first().cloned() else { return Ok(Box::new(EmptyScorer)) };
        let unit = postings.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
        Ok(Box::new(FormsScorer { postings, unit, norms: self.norms()?, weight }))
    }

    /// What only the positions of the words decide.
    fn positional(&self) -> tantivy::Result<Box<dyn Scorer>> {
        let proposed = self.proposed(&self.query.pattern.spans)?;
        let read = |set: usize| -> tantivy::Result<PostingsCursor> {
            let mut cursor = PostingsCursor { postings: Vec::new(), next: BinaryHeap::new() };
            for entry in self.entries(set) {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let postings = self.inverted.read_postings_from_terminfo(&entry.info, option)?;
                cursor.next.push(Reverse((postings.doc(), cursor.postings.len())));
                cursor.postings.push((postings, entry.parts));
            }
            Ok(cursor)
        };
        let cursors = (0..self.query.pattern.sets.len()).map(read).collect::<tantivy::Result<Vec<_>>>()?;
        let token_spans = vec![Vec::new(); cursors.len()];
        let (norms, query) = (self.norms()?, Arc::clone(self.query));
        let mut scorer =
            PositionalScorer { proposed, cursors, token_spans, matches: 0, norms, query, positions: Vec::new() };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    /// Units that may have a match: all that do are among them.
    fn proposed(&self, spans: &SpanPattern<usize>) -> tantivy::Result<Box<dyn Scorer>> {
        match spans {
            SpanPattern::Word(set) => self.constant(self.entries(*set), 0.0),
            SpanPattern::Any(parts) => match parts.as_slice() {
                [] => Ok(Box::new(EmptyScorer)),
                [only] => self.proposed(only),
                parts => {
                    let mut units = BitSet::with_max_value(self.segment.max_doc());
                    for part in parts {
                        let mut proposed = self.proposed(part)?;
                        while proposed.doc() != TERMINATED {
                            units.insert(proposed.doc());
                            proposed.advance();
                        }
                    }
                    Ok(Box::new(ConstScorer::new(BitSetDocSet::from(units), 0.0)))
                }
            },
            SpanPattern::Row { parts, .. } => self.all(parts.iter()),
            SpanPattern::Near { left, right, .. } => self.all([left.as_ref(), right.as_ref()].into_iter()),
        }
    }

    fn all<'s>(&self, parts: impl Iterator<Item = &'s SpanPattern<usize>>) -> tantivy::Result<Box<dyn Scorer>> {
        let sets = parts.map(|part| self.proposed(part)).collect::<tantivy::Result<Vec<_>>>()?;
        Ok(if sets.is_empty() { Box::new(EmptyScorer) } else { intersect_scorers(sets, self.segment.max_doc()) })
    }
}

/// A few entries, taken for one word.
struct FormsScorer {
    postings: Vec<SegmentPostings>,
    unit: DocId,
    norms: FieldNormReader,
    weight: Bm25Weight,
}

impl DocSet for FormsScorer {
    fn advance(&mut self) -> DocId {
        if self.unit == TERMINATED { TERMINATED } else { self.seek(self.unit + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.unit < target {
            let each = self.postings.iter_mut();
            let units = each.map(|postings| match postings.doc() {
                unit if unit >= target => unit,
                unit if unit + 1 == target => postings.advance(),
                _ => postings.seek(target),
            });
            self.unit = units.min().unwrap_or(TERMINATED);
        }
        self.unit
    }

    fn doc(&self) -> DocId {
        self.unit
    }

    fn size_hint(&self) -> u32 {
        self.postings.iter().map(DocSet::size_hint).fold(0, u32::saturating_add)
    }
}

impl Scorer for FormsScorer {
    fn score(&mut self) -> Score {
        let here = self.postings.iter().filter(|postings| postings.doc() == self.unit);
        let times = here.map(tantivy::postings::Postings::term_freq).sum();
        self.weight.score(self.norms.fieldnorm_id(self.unit), times)
    }
}

/// The entries of a set, read in parallel.
struct PostingsCursor {
    postings: Vec<(SegmentPostings, u32)>,
    /// Where each stands, the nearest first.
    next: BinaryHeap<Reverse<(DocId, usize)>>,
}

impl PostingsCursor {
    /// Where the set's words stand in a unit; units may only come in order.
    fn read(&mut self, unit: DocId, positions: &mut Vec<u32>, token_spans: &mut Vec<TokenSpan>) {
        token_spans.clear();
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
                token_spans.extend(positions.iter().map(|position| (*position, *parts)));
                lists += 1;
                // Read once per unit: it then waits at the next.
                let after = postings.advance();
                self.next.push(Reverse((after, number)));
            } else {
                self.next.push(Reverse((at, number)));
            }
        }
        if lists > 1 {
            token_spans.sort_unstable();
        }
    }
}

/// A pattern whose words' positions are read in each proposed unit.
struct PositionalScorer {
    proposed: Box<dyn Scorer>,
    cursors: Vec<PostingsCursor>,
    token_spans: Vec<Vec<TokenSpan>>,
    /// How many matches the current unit has.
    matches: usize,
    norms: FieldNormReader,
    query: Arc<PositionalQuery>,
    positions: Vec<u32>,
}

impl PositionalScorer {
    /// Moves on to the first proposed unit, from this one on, that has a match.
    fn settle(&mut self) -> DocId {
        loop {
            let unit = self.proposed.doc();
            if unit == TERMINATED {
                return unit;
            }
            for (cursor, token_spans) in self.cursors.iter_mut().zip(&mut self.token_spans) {
                cursor.read(unit, &mut self.positions, token_spans);
            }
            self.matches = self.query.pattern.spans.matches::<()>(&self.token_spans).len();
            if self.matches > 0 {
                return unit;
            }
            self.proposed.advance();
        }
    }
}

impl DocSet for PositionalScorer {
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
        // Reading positions is expensive.
        self.proposed.cost().saturating_mul(10)
    }
}

impl Scorer for PositionalScorer {
    fn score(&mut self) -> Score {
        let norm = self.norms.fieldnorm_id(self.doc());
        let times = u32::try_from(self.matches).unwrap_or(u32::MAX);
        self.query.constant + self.query.weights.iter().map(|weight| weight.score(norm, times)).sum::<Score>()
    }
}
