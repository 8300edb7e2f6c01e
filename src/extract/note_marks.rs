//! Marks of notes: the small raised "3", "a" or "†" that sends a reader to the foot of the page.
//!
//! A mark is no part of the word before it. Readers that know what is raised (web pages, Markdown, glyphs on a page) ask
//! here whether it is a mark; [`without_marks`] drops those that are characters of their own ("care¹", "staff†").

use std::borrow::Cow;

/// Most digits of a note's number.
const LONGEST_NUMBER: usize = 3;

/// Most letters of a note's number in Roman numerals.
const LONGEST_ROMAN: usize = 5;

/// Signs that mark notes.
const SIGNS: [char; 7] = ['*', '†', '‡', '§', '¶', '‖', '#'];

/// Units whose square or cube is written with a raised figure.
const UNITS: [&str; 12] = ["m", "km", "cm", "mm", "dm", "ft", "in", "yd", "mi", "s", "µm", "um"];

/// Signs of currencies: "£2m" is no length.
const CURRENCIES: [char; 4] = ['£', '€', '$', '¥'];

/// Whether `mark`, raised behind `before`, sends the reader to a note: "care" and "1", not "21" and "st", not "m" and "2".
pub(super) fn is_mark(before: &str, mark: &str) -> bool {
    let Some(word) = before.split_whitespace().next_back() else { return false };
    is_mark_by_itself(mark) && !is_quantity(word, mark.trim())
}

/// Whether a text has the form of one or several marks: "3", "[3]", "a", "iv", "*", "1, 2", "[footnote 4]".
pub(super) fn is_mark_by_itself(mark: &str) -> bool {
    let bare = mark.trim().trim_matches(['[', ']', '(', ')']);
    let lower = bare.to_lowercase();
    let named = ["footnote", "endnote", "note", "fn", "ref"].iter().find_map(|name| lower.strip_prefix(name));
    let bare = named.map_or(bare, str::trim);
    let mut parts = bare.split([',', ';', '–', '-', ' ', '\u{a0}']).filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some() && parts.all(is_number_or_sign)
}

/// Whether an address within a page leads to a note by its name: "#fn1", "#footnote-2", "#_ftn3", "#cite_note-4".
pub(super) fn is_note_address(address: &str) -> bool {
    const NAMES: [&str; 9] = ["fn", "ftn", "edn", "footnote", "endnote", "note", "cite", "sdfootnote", "sdendnote"];
    let lower = address.to_lowercase();
    let Some(name) = lower.strip_prefix('#') else { return false };
    let name = name.trim_start_matches("user-content-").trim_start_matches('_');
    NAMES.iter().any(|known| {
        name.strip_prefix(known).is_some_and(|rest| !rest.starts_with(char::is_alphabetic) || rest.starts_with("anc"))
    })
}

fn is_number_or_sign(part: &str) -> bool {
    let part = part.trim_matches(['[', ']', '(', ')']);
    let length = part.chars().count();
    let number = length <= LONGEST_NUMBER && part.bytes().all(|b| b.is_ascii_digit());
    let letter = length == 1 && part.bytes().all(|b| b.is_ascii_lowercase());
    let roman = length <= LONGEST_ROMAN && part.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let sign = part.chars().all(|c| SIGNS.contains(&c));
    length > 0 && (number || letter || roman || sign)
}

/// Whether the raised text belongs to the word: a square metre, a power of ten, a degree, a formula.
fn is_quantity(word: &str, raised: &str) -> bool {
    let is_sum = word.starts_with(CURRENCIES);
    let unit = word.rsplit(['/', '(']).next().unwrap_or(word);
    let unit = unit.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let measured = matches!(raised, "2" | "3") && !is_sum && UNITS.contains(&unit);
    let power = word.rsplit(['×', 'x', '(']).next() == Some("10") && raised.bytes().all(|b| b.is_ascii_digit());
    let degree = raised == "o" && word.ends_with(|c: char| c.is_ascii_digit());
    let formula = matches!(word, "R" | "r" | "CO" | "χ" | "H" | "O") && raised == "2";
    measured || power || degree || formula
}

/// The figure that a raised character stands for.
const fn lowered(character: char) -> Option<char> {
    Some(match character {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴' => '4',
        '⁵' => '5',
        '⁶' => '6',
        '⁷' => '7',
        '⁸' => '8',
        '⁹' => '9',
        _ => return None,
    })
}

/// The text without marks that are raised characters or daggers behind a word: "care¹ and staff†" is "care and staff".
pub(super) fn without_marks(text: &str) -> Cow<'_, str> {
    let is_candidate = |c: char| lowered(c).is_some() || matches!(c, '†' | '‡');
    if !text.contains(is_candidate) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_candidate) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = from.find(|c| !is_candidate(c) && !matches!(c, ',' | '⁻' | '–')).unwrap_or(from.len());
        let raised = from.get(..end).unwrap_or_default().trim_end_matches([',', '–']);
        let plain: String = raised.chars().map(|c| lowered(c).unwrap_or(c)).collect();
        let behind_word =
            out.ends_with(|c: char| c.is_alphanumeric() || c.is_ascii_punctuation() || matches!(c, '’' | '”' | '%'));
        if !(behind_word && is_mark(&out, &plain)) {
            out.push_str(raised);
        }
        rest = from.get(raised.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{is_mark, without_marks};

    #[test]
    fn marks_are_told_from_ordinals_and_quantities() {
        for (before, mark) in [
            ("urgent care", "1"),
            ("£2m", "2"),
            ("by 2020", "3"),
            ("midwives", "a"),
            ("nurses*", ",†"),
            ("waits", "[footnote 4]"),
            ("waits", "1, 2"),
            ("in the team.", "12"),
            ("plan", "iv"),
        ] {
            assert!(is_mark(before, mark), "{before}^{mark}");
        }
        for (before, mark) in [
            ("the 21", "st"),
            ("300 m", "2"),
            ("300m", "2"),
            ("25 kg/m", "2"),
            ("3×10", "6"),
            ("37", "o"),
            ("CO", "2"),
            ("", "1"),
            ("NHS", "TM"),
            ("page", "2019"),
        ] {
            assert!(!is_mark(before, mark), "{before}^{mark}");
        }
    }

    #[test]
    fn raised_characters_are_dropped_where_they_mark_a_note() {
        assert_eq!(without_marks("urgent care¹ and £2m² by 2020³."), "urgent care and £2m by 2020.");
        assert_eq!(without_marks("the team.¹² We will train staff†"), "the team. We will train staff");
        assert_eq!(without_marks("clean 300 m² of wards, 10⁶ cells"), "clean 300 m² of wards, 10⁶ cells");
        assert_eq!(without_marks("¹ NHS England, 2019"), "¹ NHS England, 2019");
        assert_eq!(without_marks("care¹,² for all"), "care for all");
    }
}
