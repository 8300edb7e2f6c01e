//! Text from papers, made harmless for where it goes.
//!
//! Papers are written by others and may hold anything: terminal escapes, marks that turn the direction of writing, the
//! beginnings of formulas. Sources: OWASP, *CSV Injection*; Unicode Standard Annex 9 for the direction marks; Boucher &
//! Anderson 2021 (*Trojan Source*) for what they can hide.

use std::borrow::Cow;
use std::fmt::Write as _;

/// What stands for a character that is not shown.
const HIDDEN: char = '\u{fffd}';

/// Whether a character could steer a terminal or hide text on it, line breaks and tabs included.
#[must_use]
pub const fn is_unsafe(letter: char) -> bool {
    matches!(letter,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Text for one line on a terminal: line breaks and tabs become spaces, all else that is unsafe becomes U+FFFD.
#[must_use]
pub fn for_line(text: &str) -> Cow<'_, str> {
    replaced(text, |letter| is_unsafe(letter).then(|| if letter.is_whitespace() { ' ' } else { HIDDEN }))
}

/// Text for a person on a terminal where lines may break: `\n` stays, the rest is as for [`for_line`].
#[must_use]
pub fn for_lines(text: &str) -> Cow<'_, str> {
    replaced(text, |letter| {
        (is_unsafe(letter) && letter != '\n').then(|| if letter.is_whitespace() { ' ' } else { HIDDEN })
    })
}

/// Text for a cell of CSV, before quoting: what a spreadsheet would take for a formula gets an apostrophe in front;
/// line breaks and tabs stay, all else that is unsafe becomes U+FFFD.
#[must_use]
pub fn for_csv(text: &str) -> Cow<'_, str> {
    let plain = replaced(text, |letter| (is_unsafe(letter) && !matches!(letter, '\n' | '\r' | '\t')).then_some(HIDDEN));
    if plain.starts_with(begins_formula) { Cow::Owned(format!("'{plain}")) } else { plain }
}

/// Whether a spreadsheet may take a cell that begins so for a formula.
const fn begins_formula(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
}

/// JSON text in which no unsafe character stands as itself: the value is the same, `\u` escapes take the characters'
/// place. Between strings JSON has none of them but line breaks and spaces.
#[must_use]
pub fn for_json(json: &str) -> Cow<'_, str> {
    let steers = |letter: char| is_unsafe(letter) && letter != '\n';
    if !json.contains(steers) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        if steers(letter) {
            // Every unsafe character lies in the basic plane, and writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(letter));
        } else {
            out.push(letter);
        }
    }
    Cow::Owned(out)
}

fn replaced(text: &str, instead: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|letter| instead(letter).unwrap_or(letter)).collect())
}

#[cfg(test)]
mod tests {
    use super::{for_csv, for_json, for_line, for_lines, is_unsafe};
    use proptest::prelude::*;

    #[test]
    fn formulas_are_disarmed_and_other_text_is_not_touched() {
        for formula in ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u{ff1d}1"] {
            assert!(for_csv(formula).starts_with('\''), "{formula:?}");
        }
        for text in ["", "a=1", "20%", " = ", "'quoted'"] {
            assert_eq!(for_csv(text), text);
        }
    }

    #[test]
    fn terminal_escapes_are_shown_not_obeyed() {
        assert_eq!(for_line("a\u{1b}[2Jb\u{9b}31m\nc\u{202e}d"), "a\u{fffd}[2Jb\u{fffd}31m c\u{fffd}d");
        assert_eq!(for_lines("a\nb\tc\r"), "a\nb c ");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_gets_through(text in any::<String>()) {
            prop_assert!(!for_line(&text).contains(is_unsafe));
            prop_assert!(!for_lines(&text).contains(|letter| is_unsafe(letter) && letter != '\n'));
            let csv = for_csv(&text);
            prop_assert!(!csv.contains(|letter| is_unsafe(letter) && !matches!(letter, '\n' | '\r' | '\t')));
            prop_assert!(!csv.starts_with(super::begins_formula));
            prop_assert_eq!(for_line(&text).chars().count(), text.chars().count());
        }

        #[test]
        fn json_means_the_same(text in "(\\PC|[\u{7f}-\u{9f}\u{202a}-\u{202e}\n\u{1b}\"\\\\]){0,40}") {
            let json = serde_json::to_string(&text).unwrap();
            let safe = for_json(&json);
            prop_assert!(!safe.contains(|letter| is_unsafe(letter) && letter != '\n'));
            prop_assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
        }
    }
}
