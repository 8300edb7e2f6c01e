//! How programs write the numbers of lists, headings and notes.

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
            Self::Letter { capital } => in_case(&letters(number), capital),
            Self::Roman { capital } => in_case(&roman(number), capital),
            Self::Sign => String::new(),
        }
    }
}

fn in_case(text: &str, capital: bool) -> String {
    if capital { text.to_uppercase() } else { text.to_owned() }
}

fn letters(number: u32) -> String {
    /// More repetitions than this are no number of a paper.
    const MOST: usize = 8;
    let Some(index) = number.checked_sub(1) else { return number.to_string() };
    let letter = u8::try_from(index % 26).map_or('a', |index| char::from(b'a' + index));
    let times = usize::try_from(index / 26 + 1).unwrap_or(MOST);
    if times > MOST { number.to_string() } else { letter.to_string().repeat(times) }
}

fn roman(number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number == 0 || number > 3999 {
        return number.to_string();
    }
    let mut left = number;
    let mut out = String::new();
    for (value, sign) in PARTS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
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
