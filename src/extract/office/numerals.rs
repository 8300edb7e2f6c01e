//! How programs write the numbers of lists, headings and notes.

use crate::numerals::{letters, roman};

/// A way to write a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Numeral {
    /// 1, 2, 3.
    #[default]
    Decimal,
    /// 01, 02, 03.
    TwoDigits,
    /// a, b, c.
    Letter { capital: bool },
    /// i, ii, iii.
    Roman { capital: bool },
    /// A bullet, or nothing.
    Sign,
}

impl Numeral {
    /// The number as it is written; letters begin again after 26 as "aa", "bb".
    pub(super) fn write(self, number: u32) -> String {
        match self {
            Self::Decimal => number.to_string(),
            Self::TwoDigits => format!("{number:02}"),
            Self::Letter { capital } => in_case(number, MOST_LETTERED, capital, letters),
            Self::Roman { capital } => in_case(number, MOST_ROMAN, capital, roman),
            Self::Sign => String::new(),
        }
    }
}

/// The last number that is written by letters, repeated eight times: more are no number of a paper.
const MOST_LETTERED: u32 = 8 * 26;

/// The last number that is written in Roman numerals.
const MOST_ROMAN: u32 = 3999;

/// A number as `write` has it, where it is one of the first `most`; others are plain.
fn in_case(number: u32, most: u32, capital: bool, write: fn(usize) -> String) -> String {
    match usize::try_from(number).ok().filter(|_| (1..=most).contains(&number)).map(write) {
        Some(text) if capital => text,
        Some(text) => text.to_lowercase(),
        None => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::Numeral::{Decimal, Letter, Roman, Sign, TwoDigits};

    #[test]
    fn numbers_are_written_as_word_does() {
        assert_eq!([1, 26, 27, 52].map(|n| Letter { capital: false }.write(n)), ["a", "z", "aa", "zz"]);
        assert_eq!([4, 9, 14, 1999].map(|n| Roman { capital: true }.write(n)), ["IV", "IX", "XIV", "MCMXCIX"]);
        assert_eq!((Decimal.write(3), TwoDigits.write(3), Sign.write(3)), ("3".into(), "03".into(), String::new()));
        assert_eq!([0, 100_000].map(|n| Roman { capital: false }.write(n)), ["0", "100000"]);
        assert_eq!([0, 100_000].map(|n| Letter { capital: false }.write(n)), ["0", "100000"]);
    }
}
