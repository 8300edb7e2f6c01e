//! Finds a quote in a page's text, however it was typed or copied.
//!
//! Case, white space, hyphens and dashes, accents, ligatures and the shape of quotation marks make no difference, so that a
//! quote is found that was copied over a line's end ("inte-" / "gration"), from a word processor or from the PDF itself.

use stratmine_model::Span;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A character that counts, and the bytes of the text that it stands for.
struct Sign {
    sign: char,
    span: Span,
}

/// The places of a quote in a text, as spans of bytes, in order and not overlapping. A quote that begins or ends with a
/// letter or digit is not found within a word.
pub(crate) fn places(text: &str, quote: &str) -> Vec<Span> {
    let signs = signs(text);
    let wanted: Vec<char> = self::signs(quote).into_iter().map(|sign| sign.sign).collect();
    let (Some(first), Some(last)) = (wanted.first(), wanted.last()) else { return Vec::new() };
    let mut places: Vec<Span> = Vec::new();
    for window in signs.windows(wanted.len()) {
        let (Some(from), Some(to)) = (window.first(), window.last()) else { continue };
        let span = Span::new(from.span.start, to.span.end);
        if places.last().is_some_and(|before| before.end > span.start) {
            continue;
        }
        let same = window.iter().map(|sign| sign.sign).eq(wanted.iter().copied());
        let before = text.get(..span.start).and_then(|before| before.chars().next_back());
        let behind = text.get(span.end..).and_then(|behind| behind.chars().next());
        let whole =
            |edge: &char, beside: Option<char>| !edge.is_alphanumeric() || !beside.is_some_and(char::is_alphanumeric);
        if same && whole(first, before) && whole(last, behind) {
            places.push(span);
        }
    }
    places
}

/// Whether a quote holds anything that can be looked for.
pub(crate) fn says_something(quote: &str) -> bool {
    !signs(quote).is_empty()
}

fn signs(text: &str) -> Vec<Sign> {
    let mut signs = Vec::with_capacity(text.len());
    for (start, character) in text.char_indices() {
        let span = Span::new(start, start + character.len_utf8());
        for part in std::iter::once(character).nfkd().flat_map(char::to_lowercase) {
            let sign = match part {
                '‘' | '’' | '‚' | '‛' | 'ʼ' | '´' | '`' | '′' => '\'',
                '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
                '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '−' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {
                    continue;
                }
                other if other.is_whitespace() || other.is_control() || is_combining_mark(other) => continue,
                other => other,
            };
            signs.push(Sign { sign, span });
        }
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::{Span, places, says_something};
    use proptest::prelude::*;

    fn found<'t>(text: &'t str, quote: &str) -> Vec<&'t str> {
        places(text, quote).iter().map(|span| &text[span.start..span.end]).collect()
    }

    #[test]
    fn a_quote_is_found_however_it_was_typed() {
        let text = "We will foster “co-operation” and efficient\ncare. Café staff will foster it. WE WILL  not.";
        assert_eq!(
            found(text, "foster \"cooperation\" and effi-\n cient care."),
            ["foster “co-operation” and efficient\ncare."]
        );
        assert_eq!(found(text, "cafe staff"), ["Café staff"]);
        assert_eq!(found(text, "e\u{fb03}cient"), ["efficient"]);
        assert_eq!(found(text, "we will"), ["We will", "WE WILL"]);
        assert_eq!(found(text, "will foster"), ["will foster", "will foster"]);
    }

    #[test]
    fn a_word_is_not_found_within_another() {
        assert_eq!(found("manage age, age-old", "age"), ["age", "age"]);
        assert_eq!(found("manage", "age"), [""; 0]);
        assert_eq!(found("aaaa aa", "aa"), ["aa"]);
    }

    #[test]
    fn nothing_is_found_nowhere() {
        assert!(!says_something(" - \u{ad}"));
        assert_eq!(found("text", ""), [""; 0]);
        assert_eq!(found("", "text"), [""; 0]);
    }

    proptest! {
        #[test]
        fn every_run_of_words_is_found_with_any_blanks(
            words in prop::collection::vec("[a-z]{3,6}", 1..8), from in 0_usize..8, count in 1_usize..4
        ) {
            let from = from % words.len();
            let to = (from + count).min(words.len());
            let text = words.join(" ");
            let quote = words[from..to].join("\n\t ").to_uppercase();
            let start = words[..from].iter().map(|word| word.len() + 1).sum::<usize>();
            let end = start + words[from..to].join(" ").len();
            let places = places(&text, &quote);
            prop_assert!(places.iter().any(|span| span.start < end && span.end > start));
            let same = |span: &Span| text[span.start..span.end] == text[start..end];
            prop_assert!(places.iter().all(same), "{places:?} in {text:?}");
        }
    }
}
