//! How text is cut into words, for the index and for everything that looks into a text again.
//!
//! Words are folded: lower case, no accents, compatibility forms spelt out ("ﬁ" is "fi"). Letters and digits make words;
//! hyphens, slashes and all other marks part them, with these exceptions, chosen for the papers at hand:
//!
//! * an ampersand between one or two letters stays: `A&E`, `R&D`;
//! * thousands and decimals stay together, commas dropped: `1,000` is `1000`, `3.5` is `3.5`;
//! * `£ € $ %` are words of their own, so that `20` finds "20%" and `20%` finds nothing else;
//! * a possessive 's is dropped, other apostrophes inside a word are closed up: `Guy's` is `guy`, `O'Neill` is `oneill`.
//!
//! A line break (it parts blocks of a page) leaves a gap between positions, so that no phrase runs over it.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Positions left free at a line break.
const BLOCK_GAP: usize = 8;

/// Words are cut to about this many bytes; nothing longer is a word.
const LONGEST: usize = 64;

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The folded form, as it is looked up.
    pub text: String,
    /// First byte in the text it was taken from.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its place among the words, counted from 0 with gaps at line breaks: neighbours differ by one.
    pub position: usize,
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut cutter = Cutter::new(text);
    let mut found = Vec::with_capacity(text.len() / 6);
    let mut folded = String::new();
    while let Some(place) = cutter.next_into(&mut folded) {
        found.push(Word { text: folded.clone(), start: place.start, end: place.end, position: place.position });
    }
    found
}

/// The folded forms alone.
#[must_use]
pub fn folded_words(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.text).collect()
}

/// Where a word was found.
struct Place {
    start: usize,
    end: usize,
    position: usize,
}

/// Cuts a text into words, one at a time.
#[derive(Clone)]
struct Cutter<'t> {
    text: &'t str,
    at: usize,
    position: usize,
}

impl<'t> Cutter<'t> {
    const fn new(text: &'t str) -> Self {
        Self { text, at: 0, position: 0 }
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next word's place; its folded form replaces what `out` held.
    fn next_into(&mut self, out: &mut String) -> Option<Place> {
        out.clear();
        loop {
            let next = self.peek()?;
            if next == '\n' {
                self.position += BLOCK_GAP;
            } else if is_sign(next) {
                let start = self.at;
                self.at += next.len_utf8();
                out.push(next);
                return Some(self.placed(start, self.at));
            } else if next.is_alphanumeric() {
                let start = self.at;
                let end = self.read_word(out);
                // Some marks count as letters and fold to nothing.
                if !out.is_empty() {
                    return Some(self.placed(start, end));
                }
                continue;
            }
            self.at += next.len_utf8();
        }
    }

    fn placed(&mut self, start: usize, end: usize) -> Place {
        let position = self.position;
        self.position += 1;
        Place { start, end, position }
    }

    /// Reads the word that starts here into `out` and returns where it ends.
    fn read_word(&mut self, out: &mut String) -> usize {
        let mut end = self.at;
        // Letters or digits since the word, or its last joint, began; whether the last of them is a digit.
        let (mut run, mut digit) = (0_usize, false);
        let mut apostrophe = None;
        while let Some(next) = self.peek() {
            let after = self.at + next.len_utf8();
            if next.is_ascii_alphanumeric() {
                if out.len() < LONGEST {
                    out.push(next.to_ascii_lowercase());
                }
                digit = next.is_ascii_digit();
                run += 1;
                end = after;
            } else if next.is_ascii() {
                match next {
                    '\'' if self.word_goes_on(after) => apostrophe = apostrophe.or(Some(out.len())),
                    '&' if run <= 2 && (1..=2).contains(&self.letters_from(after)) => {
                        out.push('&');
                        run = 0;
                    }
                    '.' if digit && self.digits_from(after) > 0 => {
                        out.push('.');
                        run = 0;
                    }
                    ',' if digit && run <= 3 && self.digits_from(after) == 3 => run = 0,
                    _ => break,
                }
            } else if matches!(next, '\u{2019}' | '\u{2bc}') && self.word_goes_on(after) {
                apostrophe = apostrophe.or(Some(out.len()));
            } else if is_combining_mark(next) {
                end = after;
            } else if matches!(next, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}') {
                // Invisible: the word goes on behind it, or ended before it.
            } else if next.is_alphanumeric() {
                if out.len() < LONGEST {
                    fold_into(next, out);
                }
                digit = false;
                run += 1;
                end = after;
            } else {
                break;
            }
            self.at = after;
        }
        if let Some(joint) = apostrophe
            && out.get(joint..) == Some("s")
        {
            out.truncate(joint);
        }
        end
    }

    fn word_goes_on(&self, from: usize) -> bool {
        self.text.get(from..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric)
    }

    /// How many letters or digits follow, counted to three.
    fn letters_from(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        rest.chars().take(3).take_while(|next| next.is_alphanumeric()).count()
    }

    /// How many digits follow, counted to four.
    fn digits_from(&self, from: usize) -> usize {
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        rest.iter().take(4).take_while(|next| next.is_ascii_digit()).count()
    }
}

const fn is_sign(next: char) -> bool {
    matches!(next, '£' | '€' | '$' | '%')
}

/// Adds the folded form of a character that is not ASCII.
fn fold_into(next: char, out: &mut String) {
    decompose_compatible(next, |part| {
        if is_combining_mark(part) {
            return;
        }
        for lower in part.to_lowercase() {
            match lower {
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                'ø' => out.push('o'),
                'đ' | 'ð' => out.push('d'),
                'ł' => out.push('l'),
                'ı' => out.push('i'),
                other => out.push(other),
            }
        }
    });
}

/// [`words`] as tantivy wants it.
#[derive(Clone, Default)]
pub(super) struct WordTokenizer;

/// The stream behind [`WordTokenizer`].
pub(super) struct WordStream<'t> {
    cutter: Cutter<'t>,
    token: Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'t> = WordStream<'t>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> WordStream<'t> {
        WordStream { cutter: Cutter::new(text), token: Token::default() }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(place) = self.cutter.next_into(&mut self.token.text) else { return false };
        self.token.offset_from = place.start;
        self.token.offset_to = place.end;
        self.token.position = place.position;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::{folded_words, words};
    use proptest::prelude::*;

    #[test]
    fn words_are_folded_and_cut_as_promised() {
        let cases: [(&str, &[&str]); 15] = [
            ("A&E and R&D, health&care", &["a&e", "and", "r&d", "health", "care"]),
            ("1,000 beds; 12,345,678 or 3.5.", &["1000", "beds", "12345678", "or", "3.5"]),
            ("2019,2020 and 2019,120", &["2019", "2020", "and", "2019", "120"]),
            ("£5m, 20%", &["£", "5m", "20", "%"]),
            ("co-production and/or 2015/16", &["co", "production", "and", "or", "2015", "16"]),
            ("Guy's, patients' and O\u{2019}Neill", &["guy", "patients", "and", "oneill"]),
            ("Ysbyty Gwynedd: \u{fb01}nance, café, Cafe\u{301}", &["ysbyty", "gwynedd", "finance", "cafe", "cafe"]),
            ("re\u{ad}search", &["research"]),
            ("CO₂", &["co2"]),
            ("Straße Ærø", &["strasse", "aero"]),
            ("the end.Next 1.2.3", &["the", "end", "next", "1.2.3"]),
            ("A & E", &["a", "e"]),
            ("— … !", &[]),
            ("it's don't", &["it", "dont"]),
            ("\u{1193b} \u{ff9e}'s on", &["on"]),
        ];
        for (text, wanted) in cases {
            assert_eq!(folded_words(text), wanted, "{text}");
        }
    }

    #[test]
    fn no_phrase_runs_over_a_line_break() {
        let found = words("our aims\nwe will");
        let positions: Vec<_> = found.iter().map(|word| word.position).collect();
        assert_eq!(positions, [0, 1, 10, 11]);
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let found = words(&"a".repeat(10_000));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text.len(), super::LONGEST);
        assert_eq!(found[0].end, 10_000);
    }

    proptest! {
        #[test]
        fn words_lie_in_order_inside_the_text(text in "\\PC{0,80}|[a-z&'.,0-9£%\n\u{ad}é-]{0,80}") {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(word.start >= last && word.end > word.start);
                prop_assert!(text.get(word.start..word.end).is_some());
                prop_assert!(!word.text.is_empty());
                last = word.end;
            }
        }
    }
}
