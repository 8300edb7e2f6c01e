//! Words spelt nearly so: an automaton that walks a dictionary along those that can still be near.
//!
//! The column of the table of distances is held in two numbers, as bits, and moved on a letter at a time (Hyyrö 2003, *A
//! bit-vector algorithm for computing Levenshtein and Damerau edit distances*).

use tantivy_fst::Automaton;

/// A word and how many changes are allowed.
#[derive(Clone, Debug)]
pub(super) struct Fuzzy {
    length: usize,
    changes: usize,
    /// For each letter of the word, where it stands, as bits.
    masks: Vec<(char, u64)>,
}

/// How far a word has been read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// Where the column grows by one, and where it falls by one.
    up: u64,
    down: u64,
    diagonal: u64,
    mask_before: u64,
    /// The last number of the column: the distance of the whole word to what was read.
    distance: usize,
    /// A letter of several bytes, so far, and how many bytes it lacks.
    letter: u32,
    lacks: u8,
    /// Whether the mark of a word in several pieces was read: nothing comes after it.
    ended: bool,
}

impl Fuzzy {
    /// Of a word of at most 64 letters.
    pub(super) fn new(word: &str, changes: usize) -> Self {
        let mut masks: Vec<(char, u64)> = Vec::new();
        for (place, letter) in word.chars().enumerate() {
            let bit = 1_u64 << place;
            match masks.iter_mut().find(|(known, _)| *known == letter) {
                Some((_, mask)) => *mask |= bit,
                None => masks.push((letter, bit)),
            }
        }
        Self { length: word.chars().count(), changes, masks }
    }

    fn mask(&self, letter: char) -> u64 {
        self.masks.iter().find(|(known, _)| *known == letter).map_or(0, |(_, mask)| *mask)
    }

    fn begin(&self) -> Reading {
        Reading {
            up: u64::MAX,
            down: 0,
            diagonal: 0,
            mask_before: 0,
            distance: self.length,
            letter: 0,
            lacks: 0,
            ended: false,
        }
    }

    fn step(&self, reading: &mut Reading, letter: char) {
        let Some(last) = self.length.checked_sub(1) else {
            reading.distance += 1;
            return;
        };
        let (last, mask) = (1_u64 << last, self.mask(letter));
        let Reading { up, down, diagonal, mask_before, .. } = *reading;
        let swapped = ((!diagonal & mask) << 1) & mask_before;
        let diagonal = (((mask & up).wrapping_add(up)) ^ up) | mask | down | swapped;
        let (right, left) = (down | !(diagonal | up), diagonal & up);
        reading.distance += usize::from(right & last != 0);
        reading.distance -= usize::from(left & last != 0);
        let (right, left) = ((right << 1) | 1, left << 1);
        reading.up = left | !(diagonal | right);
        reading.down = right & diagonal;
        (reading.diagonal, reading.mask_before) = (diagonal, mask);
    }

    /// Whether a word is near.
    pub(super) fn is_near(&self, word: &str) -> bool {
        let mut reading = self.begin();
        word.chars().for_each(|letter| self.step(&mut reading, letter));
        reading.distance <= self.changes
    }

    /// The smallest number of the column: no word that goes on from here is nearer. (A swap reaches back two columns, but
    /// costs one, and so finds no way past a column without a small number.)
    fn nearest(&self, reading: &Reading) -> usize {
        let (mut here, mut least) = (reading.distance, reading.distance);
        for place in (0..self.length).rev() {
            let bit = 1_u64 << place;
            if reading.up & bit != 0 {
                here = here.saturating_sub(1);
            } else if reading.down & bit != 0 {
                here += 1;
            }
            least = least.min(here);
        }
        least
    }
}

impl Automaton for Fuzzy {
    type State = Reading;

    fn start(&self) -> Reading {
        self.begin()
    }

    fn is_match(&self, reading: &Reading) -> bool {
        reading.lacks == 0 && reading.distance <= self.changes
    }

    fn can_match(&self, reading: &Reading) -> bool {
        if reading.ended { self.is_match(reading) } else { reading.lacks > 0 || self.nearest(reading) <= self.changes }
    }

    fn accept(&self, reading: &Reading, byte: u8) -> Reading {
        let mut next = *reading;
        match byte {
            _ if reading.ended => next.distance = usize::MAX,
            0..0x20 => next.ended = true,
            0x20..0x80 => self.step(&mut next, char::from(byte)),
            0x80..0xc0 => {
                next.letter = (reading.letter << 6) | u32::from(byte & 0x3f);
                next.lacks = reading.lacks.saturating_sub(1);
                if next.lacks == 0 {
                    let letter = char::from_u32(next.letter).unwrap_or(char::REPLACEMENT_CHARACTER);
                    self.step(&mut next, letter);
                }
            }
            0xc0..0xe0 => (next.letter, next.lacks) = (u32::from(byte & 0x1f), 1),
            0xe0..0xf0 => (next.letter, next.lacks) = (u32::from(byte & 0x0f), 2),
            0xf0.. => (next.letter, next.lacks) = (u32::from(byte & 0x07), 3),
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::Fuzzy;
    use proptest::prelude::*;
    use tantivy_fst::Automaton as _;

    proptest! {
        #[test]
        fn a_walk_ends_where_a_word_is_near_and_goes_on_as_long_as_one_may_come(
            word in "[abé\u{4e2d}]{1,8}", other in "[abcé\u{4e2d}]{0,9}", changes in 1..3_usize, pieces in any::<bool>(),
        ) {
            let fuzzy = Fuzzy::new(&word, changes);
            let mut reading = fuzzy.start();
            let mut alive = true;
            for byte in other.bytes().chain(pieces.then_some(2)) {
                alive &= fuzzy.can_match(&reading);
                reading = fuzzy.accept(&reading, byte);
            }
            prop_assert_eq!(fuzzy.is_match(&reading), fuzzy.is_near(&other));
            prop_assert!(alive || !fuzzy.is_near(&other));
        }
    }
}
