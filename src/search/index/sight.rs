//! What is to be seen in a text, and where it is seen: words, words in a row, words near each other.
//!
//! The same few lines decide for the index (over the positions it keeps) and for the marks (over the words of a text that
//! was read again), so that what is marked is what was found.

use super::words::{Word, words};
use super::wordset::WordSet;

/// Something to be seen in a text, with the sets of words it is made of.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The sets of words, each once.
    pub sets: Vec<WordSet>,
    /// How they are to stand; sets by their place in `sets`.
    pub sight: Sight,
}

impl Look {
    /// One word of a set.
    #[must_use]
    pub fn word(set: WordSet) -> Self {
        Self { sets: vec![set], sight: Sight::Word(0) }
    }

    /// Where the words of each set stand among these.
    #[must_use]
    pub fn places(&self, words: &[Word]) -> Vec<Vec<At>> {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX >> 1);
        let of = |set: &WordSet| -> Vec<At> {
            let found = words.iter().filter(|word| set.has(&word.text));
            let mut places: Vec<At> = found.map(|word| (number(word.position), number(word.parts))).collect();
            places.sort_unstable();
            places
        };
        self.sets.iter().map(of).collect()
    }

    /// Everything seen among the words of a text.
    #[must_use]
    pub fn see<T: Trail>(&self, words: &[Word]) -> Vec<Seen<T>> {
        self.sight.see(&self.places(words))
    }

    /// Whether it is seen in a text.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        !self.see::<()>(&words(text)).is_empty()
    }
}

/// How words are to stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// One word of a set.
    Word(usize),
    /// Each after the one before it, with at most `slop` other words in between in all.
    Row {
        /// The parts, in order.
        parts: Vec<Sight>,
        /// Words that may stand between.
        slop: u32,
    },
    /// Two that do not overlap, with at most so many words between them.
    Near {
        /// The one.
        left: Box<Sight>,
        /// The other.
        right: Box<Sight>,
        /// Words that may stand between.
        distance: u32,
        /// Whether the left one comes first.
        ordered: bool,
    },
    /// Any of these; never seen where there are none.
    Any(Vec<Sight>),
}

impl Default for Sight {
    fn default() -> Self {
        Self::Any(Vec::new())
    }
}

/// A word's place: its first position and how many it takes.
pub type At = (u32, u32);

/// Something seen: from the first position to one past the last, and the words it is made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen<T> {
    /// First position.
    pub start: u32,
    /// One past the last position.
    pub end: u32,
    /// Other words between its parts.
    gap: u32,
    /// What is remembered of its parts.
    pub trail: T,
}

/// What is remembered of the parts of something seen.
pub trait Trail: Clone + Ord {
    /// Of words in one stretch.
    fn of(start: u32, end: u32) -> Self;
    /// Of two together.
    #[must_use]
    fn with(&self, other: &Self) -> Self;
}

impl Trail for () {
    fn of(_: u32, _: u32) -> Self {}
    fn with(&self, (): &Self) -> Self {}
}

/// Stretches of words, as pairs of first position and one past the last.
impl Trail for Vec<(u32, u32)> {
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

impl Sight {
    /// The set of a sight that is one word.
    #[must_use]
    pub const fn single(&self) -> Option<usize> {
        if let Self::Word(set) = self { Some(*set) } else { None }
    }

    /// Whether a set is part of it.
    #[must_use]
    pub fn uses(&self, set: usize) -> bool {
        match self {
            Self::Word(own) => *own == set,
            Self::Any(sights) | Self::Row { parts: sights, .. } => sights.iter().any(|sight| sight.uses(set)),
            Self::Near { left, right, .. } => left.uses(set) || right.uses(set),
        }
    }

    /// Everything seen among words that stand at these places (of each set, sorted), by where it starts and ends; one of
    /// each stretch.
    #[must_use]
    pub fn see<T: Trail>(&self, places: &[Vec<At>]) -> Vec<Seen<T>> {
        match self {
            Self::Word(set) => {
                let places = places.get(*set).map(Vec::as_slice).unwrap_or_default();
                let seen = places.iter().map(|(start, length)| Seen {
                    start: *start,
                    end: start + length,
                    gap: 0,
                    trail: T::of(*start, start + length),
                });
                single(seen.collect())
            }
            Self::Any(sights) => single(sights.iter().flat_map(|sight| sight.see::<T>(places)).collect()),
            Self::Row { parts, slop } => row(parts, *slop, places),
            Self::Near { left, right, distance, ordered } => {
                let (left, right) = (left.see::<T>(places), right.see::<T>(places));
                if left.is_empty() || right.is_empty() {
                    return Vec::new();
                }
                let mut found = Vec::new();
                following(&left, &right, *distance, &mut found);
                if !ordered {
                    following(&right, &left, *distance, &mut found);
                }
                single(found)
            }
        }
    }
}

fn row<T: Trail>(parts: &[Sight], slop: u32, places: &[Vec<At>]) -> Vec<Seen<T>> {
    let Some((first, rest)) = parts.split_first() else { return Vec::new() };
    let mut so_far: Vec<Seen<T>> = first.see(places);
    for part in rest {
        if so_far.is_empty() {
            return so_far;
        }
        let next: Vec<Seen<T>> = part.see(places);
        let mut longer = Vec::new();
        for before in &so_far {
            let from = next.partition_point(|after| after.start < before.end);
            let reach = before.end + (slop - before.gap);
            let near = next.get(from..).unwrap_or_default().iter().take_while(|after| after.start <= reach);
            longer.extend(near.map(|after| Seen {
                start: before.start,
                end: after.end,
                gap: before.gap + (after.start - before.end),
                trail: before.trail.with(&after.trail),
            }));
        }
        so_far = single(longer);
    }
    for seen in &mut so_far {
        if slop == 0 {
            seen.trail = T::of(seen.start, seen.end);
        }
        seen.gap = 0;
    }
    so_far
}

/// Adds every pair of which the second follows the first.
fn following<T: Trail>(first: &[Seen<T>], second: &[Seen<T>], distance: u32, found: &mut Vec<Seen<T>>) {
    for before in first {
        let from = second.partition_point(|after| after.start < before.end);
        let reach = before.end + distance;
        let near = second.get(from..).unwrap_or_default().iter().take_while(|after| after.start <= reach);
        found.extend(near.map(|after| Seen {
            start: before.start,
            end: after.end,
            gap: 0,
            trail: before.trail.with(&after.trail),
        }));
    }
}

/// Sorted, one of each stretch, with the smallest gap and all that is remembered.
fn single<T: Trail>(mut seen: Vec<Seen<T>>) -> Vec<Seen<T>> {
    seen.sort_unstable();
    seen.dedup_by(|later, kept| {
        let same = (later.start, later.end) == (kept.start, kept.end);
        if same {
            kept.trail = kept.trail.with(&later.trail);
        }
        same
    });
    seen
}

#[cfg(test)]
mod tests {
    use super::{Seen, Sight};

    /// First position, one past the last, and the stretches of words.
    type Shown = (u32, u32, Vec<(u32, u32)>);

    fn seen(sight: &Sight, places: &[Vec<(u32, u32)>]) -> Vec<Shown> {
        let seen: Vec<Seen<Vec<(u32, u32)>>> = sight.see(places);
        seen.into_iter().map(|seen| (seen.start, seen.end, seen.trail)).collect()
    }

    #[test]
    fn a_row_has_its_words_in_order_and_few_between() {
        let row = |slop| Sight::Row { parts: vec![Sight::Word(0), Sight::Word(1)], slop };
        let places = [vec![(0, 1), (5, 1)], vec![(1, 1), (7, 1)]];
        assert_eq!(seen(&row(0), &places), [(0, 2, vec![(0, 2)])]);
        assert_eq!(seen(&row(1), &places), [(0, 2, vec![(0, 1), (1, 2)]), (5, 8, vec![(5, 6), (7, 8)])]);
        // A word in two pieces takes two places.
        assert_eq!(seen(&row(0), &[vec![(0, 2)], vec![(1, 1), (2, 1)]]), [(0, 3, vec![(0, 3)])]);
        let three = Sight::Row { parts: vec![Sight::Word(0), Sight::Word(1), Sight::Word(2)], slop: 1 };
        assert_eq!(seen(&three, &[vec![(0, 1)], vec![(2, 1)], vec![(4, 1)]]), []);
        assert_eq!(seen(&three, &[vec![(0, 1)], vec![(2, 1)], vec![(3, 1)]]).len(), 1);
    }

    #[test]
    fn near_is_either_way_unless_ordered_and_never_the_same_word() {
        let near = |ordered| Sight::Near {
            left: Box::new(Sight::Word(0)),
            right: Box::new(Sight::Word(1)),
            distance: 2,
            ordered,
        };
        let places = [vec![(5, 1)], vec![(2, 1), (8, 1), (9, 1)]];
        assert_eq!(seen(&near(false), &places), [(2, 6, vec![(2, 3), (5, 6)]), (5, 9, vec![(5, 6), (8, 9)])]);
        assert_eq!(seen(&near(true), &places), [(5, 9, vec![(5, 6), (8, 9)])]);
        assert_eq!(seen(&near(false), &[vec![(5, 1)], vec![(5, 1)]]), []);
    }
}
