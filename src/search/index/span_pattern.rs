//! Where words must stand in a text, and where they do: single words, words in a row, words near each other.
//!
//! The same code decides for the index, over the positions it keeps, and for the marks, over the words of a text that was
//! read again. So what is marked is what was found.

use super::word_set::WordSet;
use super::words::{Word, words};

/// A pattern of words, with the sets of words it is made of.
#[derive(Clone, Debug, Default)]
pub struct TermPattern {
    /// The sets of words, each once.
    pub sets: Vec<WordSet>,
    /// How they must stand; sets by their index in `sets`.
    pub spans: SpanPattern<usize>,
}

impl TermPattern {
    /// Where the words of each set stand among these, sorted.
    pub fn token_spans(&self, words: &[Word]) -> Vec<Vec<TokenSpan>> {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX >> 1);
        let of = |set: &WordSet| -> Vec<TokenSpan> {
            let found = words.iter().filter(|word| set.has(&word.text));
            let mut spans: Vec<TokenSpan> = found.map(|word| (number(word.position), number(word.parts))).collect();
            spans.sort_unstable();
            spans
        };
        self.sets.iter().map(of).collect()
    }

    /// Every match among the words of a text.
    pub fn matches<T: MatchParts>(&self, words: &[Word]) -> Vec<Match<T>> {
        self.spans.matches(&self.token_spans(words))
    }

    /// Whether a text has a match.
    pub fn is_in(&self, text: &str) -> bool {
        !self.matches::<()>(&words(text)).is_empty()
    }
}

/// How words must stand. A word is of type `W`: as typed, or the index of a set of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpanPattern<W> {
    /// One word.
    Word(W),
    /// Each part after the one before it, with at most `slop` other words in between in all.
    Row {
        /// The parts, in order.
        parts: Vec<Self>,
        /// Words that may stand between.
        slop: u32,
    },
    /// Two that do not overlap, with at most so many words between them.
    Near {
        /// The one.
        left: Box<Self>,
        /// The other.
        right: Box<Self>,
        /// Words that may stand between.
        distance: u32,
        /// Whether the left one comes first.
        ordered: bool,
    },
    /// Any of these; never matched where there are none.
    Any(Vec<Self>),
}

impl<W> Default for SpanPattern<W> {
    fn default() -> Self {
        Self::Any(Vec::new())
    }
}

/// A word's place in a text: its first position and how many positions it takes.
pub type TokenSpan = (u32, u32);

/// A match: from its first position to one past its last, and the words it is made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match<T> {
    /// First position.
    pub start: u32,
    /// One past the last position.
    pub end: u32,
    /// Other words between its parts.
    gap: u32,
    /// What is kept of its parts.
    pub parts: T,
}

/// What is kept of the parts of a match: nothing where matches are only counted, stretches of words where they are marked.
pub trait MatchParts: Clone + Ord {
    /// Of words in one stretch.
    fn of(start: u32, end: u32) -> Self;
    /// Of two together.
    #[must_use]
    fn with(&self, other: &Self) -> Self;
}

impl MatchParts for () {
    fn of(_: u32, _: u32) -> Self {}
    fn with(&self, (): &Self) -> Self {}
}

/// Stretches of words, as pairs of first position and one past the last.
impl MatchParts for Vec<(u32, u32)> {
    fn of(start: u32, end: u32) -> Self {
        vec![(start, end)]
    }

    fn with(&self, other: &Self) -> Self {
        let mut both: Self = self.iter().chain(other).copied().collect();
        both.sort_unstable();
        both.dedup();
        both
    }
}

impl<W> SpanPattern<W> {
    /// Every word, in order.
    pub fn words(&self) -> Vec<&W> {
        match self {
            Self::Word(word) => vec![word],
            Self::Any(parts) | Self::Row { parts, .. } => parts.iter().flat_map(Self::words).collect(),
            Self::Near { left, right, .. } => [left.words(), right.words()].concat(),
        }
    }
}

impl SpanPattern<usize> {
    /// The set of a pattern that is one word.
    pub const fn single(&self) -> Option<usize> {
        if let Self::Word(set) = self { Some(*set) } else { None }
    }

    /// Every match among words that stand at these places (of each set, sorted), by where it starts and ends; one for each
    /// stretch.
    pub fn matches<T: MatchParts>(&self, token_spans: &[Vec<TokenSpan>]) -> Vec<Match<T>> {
        match self {
            Self::Word(set) => {
                let spans = token_spans.get(*set).map(Vec::as_slice).unwrap_or_default();
                let each = spans.iter().map(|(start, length)| Match {
                    start: *start,
                    end: start + length,
                    gap: 0,
                    parts: T::of(*start, start + length),
                });
                distinct(each.collect())
            }
            Self::Any(parts) => distinct(parts.iter().flat_map(|part| part.matches::<T>(token_spans)).collect()),
            Self::Row { parts, slop } => matches_of_row(parts, *slop, token_spans),
            Self::Near { left, right, distance, ordered } => {
                let (left, right) = (left.matches::<T>(token_spans), right.matches::<T>(token_spans));
                if left.is_empty() || right.is_empty() {
                    return Vec::new();
                }
                let mut found = Vec::new();
                add_following(&left, &right, *distance, &mut found);
                if !ordered {
                    add_following(&right, &left, *distance, &mut found);
                }
                distinct(found)
            }
        }
    }
}

fn matches_of_row<T: MatchParts>(
    parts: &[SpanPattern<usize>],
    slop: u32,
    token_spans: &[Vec<TokenSpan>],
) -> Vec<Match<T>> {
    let Some((first, rest)) = parts.split_first() else { return Vec::new() };
    let mut so_far: Vec<Match<T>> = first.matches(token_spans);
    for part in rest {
        if so_far.is_empty() {
            return so_far;
        }
        let next: Vec<Match<T>> = part.matches(token_spans);
        let mut longer = Vec::new();
        for before in &so_far {
            longer.extend(
                following(before, &next, slop - before.gap)
                    .map(|after| Match { gap: before.gap + (after.start - before.end), ..joined(before, after) }),
            );
        }
        so_far = distinct(longer);
    }
    for found in &mut so_far {
        if slop == 0 {
            found.parts = T::of(found.start, found.end);
        }
        found.gap = 0;
    }
    so_far
}

/// Adds every pair of which the second follows the first.
fn add_following<T: MatchParts>(first: &[Match<T>], second: &[Match<T>], distance: u32, found: &mut Vec<Match<T>>) {
    for before in first {
        found.extend(following(before, second, distance).map(|after| joined(before, after)));
    }
}

/// The matches that begin after this one, with at most so many words between.
fn following<'m, T>(before: &Match<T>, matches: &'m [Match<T>], distance: u32) -> impl Iterator<Item = &'m Match<T>> {
    let (from, reach) = (matches.partition_point(|after| after.start < before.end), before.end + distance);
    matches.get(from..).unwrap_or_default().iter().take_while(move |after| after.start <= reach)
}

fn joined<T: MatchParts>(before: &Match<T>, after: &Match<T>) -> Match<T> {
    Match { start: before.start, end: after.end, gap: 0, parts: before.parts.with(&after.parts) }
}

/// Sorted, one for each stretch, with the smallest gap and all parts.
fn distinct<T: MatchParts>(mut matches: Vec<Match<T>>) -> Vec<Match<T>> {
    matches.sort_unstable();
    matches.dedup_by(|later, kept| {
        let same = (later.start, later.end) == (kept.start, kept.end);
        if same {
            kept.parts = kept.parts.with(&later.parts);
        }
        same
    });
    matches
}

#[cfg(test)]
mod tests {
    use super::{Match, SpanPattern};

    /// First position, one past the last, and the stretches of words.
    type Shown = (u32, u32, Vec<(u32, u32)>);

    fn matches(pattern: &SpanPattern<usize>, places: &[Vec<(u32, u32)>]) -> Vec<Shown> {
        let matches: Vec<Match<Vec<(u32, u32)>>> = pattern.matches(places);
        matches.into_iter().map(|found| (found.start, found.end, found.parts)).collect()
    }

    #[test]
    fn a_row_has_its_words_in_order_and_few_between() {
        let row = |slop| SpanPattern::Row { parts: vec![SpanPattern::Word(0), SpanPattern::Word(1)], slop };
        let places = [vec![(0, 1), (5, 1)], vec![(1, 1), (7, 1)]];
        assert_eq!(matches(&row(0), &places), [(0, 2, vec![(0, 2)])]);
        assert_eq!(matches(&row(1), &places), [(0, 2, vec![(0, 1), (1, 2)]), (5, 8, vec![(5, 6), (7, 8)])]);
        // A word in two pieces takes two places.
        assert_eq!(matches(&row(0), &[vec![(0, 2)], vec![(1, 1), (2, 1)]]), [(0, 3, vec![(0, 3)])]);
        let three =
            SpanPattern::Row { parts: vec![SpanPattern::Word(0), SpanPattern::Word(1), SpanPattern::Word(2)], slop: 1 };
        assert_eq!(matches(&three, &[vec![(0, 1)], vec![(2, 1)], vec![(4, 1)]]), []);
        assert_eq!(matches(&three, &[vec![(0, 1)], vec![(2, 1)], vec![(3, 1)]]).len(), 1);
    }

    #[test]
    fn near_is_either_way_unless_ordered_and_never_the_same_word() {
        let near = |ordered| SpanPattern::Near {
            left: Box::new(SpanPattern::Word(0)),
            right: Box::new(SpanPattern::Word(1)),
            distance: 2,
            ordered,
        };
        let places = [vec![(5, 1)], vec![(2, 1), (8, 1), (9, 1)]];
        assert_eq!(matches(&near(false), &places), [(2, 6, vec![(2, 3), (5, 6)]), (5, 9, vec![(5, 6), (8, 9)])]);
        assert_eq!(matches(&near(true), &places), [(5, 9, vec![(5, 6), (8, 9)])]);
        assert_eq!(matches(&near(false), &[vec![(5, 1)], vec![(5, 1)]]), []);
    }
}
