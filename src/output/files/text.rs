//! Text from papers, made fit for XML and for plain-text files that positions point into.
//!
//! Source: W3C 2008, *Extensible Markup Language (XML) 1.0, fifth edition*, production 2 (`Char`).

use std::borrow::Cow;

/// What stands for a character that XML cannot hold.
const ILLEGAL: char = '\u{fffd}';

/// Whether XML 1.0 can hold a character at all, escaped or not.
pub(crate) const fn is_legal(letter: char) -> bool {
    !matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// The text with U+FFFD for each character that XML 1.0 cannot hold; as many code points as before.
pub(crate) fn legal(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_legal) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|letter| if is_legal(letter) { letter } else { ILLEGAL }).collect())
}

/// The text for a file of plain text that positions in code points point into; as many code points as before.
///
/// Readers turn `\r\n` into one character or leave it as two, and drop a byte order mark or keep it. So that the
/// positions hold in all of them, `\r\n` becomes a space and `\n`, any other `\r` becomes `\n`, and a U+FEFF at the
/// beginning becomes U+FFFD, as does each character that XML 1.0 cannot hold.
pub(crate) fn steady(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        out.push(match letter {
            '\r' if letters.peek() == Some(&'\n') => ' ',
            '\r' => '\n',
            '\u{feff}' if out.is_empty() => ILLEGAL,
            _ if is_legal(letter) => letter,
            _ => ILLEGAL,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{ILLEGAL, is_legal, legal, steady};
    use proptest::prelude::*;

    #[test]
    fn line_ends_become_one_kind_without_a_change_of_count() {
        assert_eq!(steady("a\r\nb\rc\nd\r\r\n"), "a \nb\nc\nd\n \n");
    }

    #[test]
    fn only_a_leading_byte_order_mark_is_replaced() {
        assert_eq!(steady("\u{feff}a\u{feff}"), "\u{fffd}a\u{feff}");
    }

    #[test]
    fn what_xml_cannot_hold_is_replaced_and_the_rest_is_kept() {
        let odd = "\0\u{1b}\u{b}\u{c}\u{fffe}\u{ffff}";
        assert_eq!(legal(odd), "\u{fffd}".repeat(6));
        let kept = "\t\n\r\u{7f}\u{85}\u{200f}\u{202e}\u{2028}\u{d7ff}\u{e000}\u{fffd}\u{10ffff}=<&>\"'";
        assert_eq!(legal(kept), kept);
    }

    proptest! {
        #[test]
        fn no_position_moves(text in any::<String>(), odd in "[\r\n\u{feff}\u{0}a]{0,20}") {
            for text in [text, odd] {
                let plain = steady(&text);
                prop_assert_eq!(plain.chars().count(), text.chars().count());
                let is_good = plain.chars().all(is_legal) && !plain.contains('\r') && !plain.starts_with('\u{feff}');
                prop_assert!(is_good, "{:?}", plain);
                for (before, after) in text.chars().zip(plain.chars()) {
                    prop_assert!(before == after || after == ILLEGAL || before == '\r', "{:?}", before);
                }
            }
        }
    }
}
