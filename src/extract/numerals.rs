//! Numbers as pages and lists are numbered: Roman numerals and letters, in capitals.

/// I, II, III; of numbers past 9999 that one.
pub(crate) fn roman(number: usize) -> String {
    const PARTS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number.min(9999);
    let mut numeral = String::new();
    for (value, sign) in PARTS {
        while rest >= value {
            rest -= value;
            numeral.push_str(sign);
        }
    }
    numeral
}

/// A to Z, then AA to ZZ, and so on.
pub(crate) fn letters(number: usize) -> String {
    let index = number.saturating_sub(1).min(9999);
    let letter = u8::try_from(index % 26).map_or('A', |step| char::from(b'A' + step));
    letter.to_string().repeat(index / 26 + 1)
}

#[cfg(test)]
mod tests {
    use super::{letters, roman};

    #[test]
    fn numerals_of_page_labels() {
        assert_eq!(
            ["I", "IV", "XII", "MCMXC"],
            [roman(1), roman(4), roman(12), roman(1990)].each_ref().map(String::as_str)
        );
        assert_eq!(
            ["A", "Z", "AA", "BB"],
            [letters(1), letters(26), letters(27), letters(28)].each_ref().map(String::as_str)
        );
    }
}
