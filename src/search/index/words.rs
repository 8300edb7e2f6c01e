//! How text is cut into words, for the index and for everything that looks into a text again.
//!
//! Words are folded: lower case, no accents, compatibility forms spelt out ("ﬁ" is "fi"). Letters and digits make words;
//! hyphens, slashes and all other marks separate them, with these exceptions, chosen for the papers at hand:
//!
//! * words joined by hyphens are words each *and* one word in one piece: `co-operation` is `co`, `operation` and
//!   `cooperation`; so is a word broken by a hyphen at a line's end, and letters with a number behind (`NHS111`);
//! * an ampersand between one or two letters stays: `A&E`, `R&D`; `A & E` is `a`, `e` and `a&e`;
//! * thousands and decimals stay together, commas dropped: `1,000` is `1000`, `3.5` is `3.5`;
//! * `£ € $ %` are words of their own, so that `20` finds "20%" and `20%` finds nothing else;
//! * letters with stops between them are one word: `H.I.V.` is `hiv`, `U.K.` is `uk`;
//! * a possessive 's is dropped, other apostrophes inside a word are closed up: `Guy's` is `guy`, `O'Neill` is `oneill`.
//!
//! A line break (it separates blocks of a page) and a bar between blanks (it separates cells of a row) leave a gap between
//! positions, so that no phrase or nearness runs over it.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Positions left free at a line break: more than any query may step over.
pub(crate) const BLOCK_GAP: usize = 128;

/// Words are cut to about this many bytes; nothing longer is a word.
pub(crate) const LONGEST: usize = 128;

/// Most words that are also one word in one piece.
const MOST_PARTS: usize = 6;

/// Fewest letters that a number behind them is parted from.
const LETTERS_BEFORE_NUMBER: usize = 3;

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
    /// How many words it is in one piece; 1 for a plain word. It takes as many positions.
    pub parts: usize,
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut cutter = Cutter::new(text);
    let mut found = Vec::with_capacity(text.len() / 6);
    let mut folded = String::new();
    while let Some(TokenPosition { start, end, position, parts }) = cutter.next_into(&mut folded) {
        found.push(Word { text: folded.clone(), start, end, position, parts });
    }
    found
}

/// The folded forms of the plain words alone.
pub fn folded_words(text: &str) -> Vec<String> {
    words(text).into_iter().filter(|word| word.parts == 1).map(|word| word.text).collect()
}

/// How many plain words a text has.
pub fn count(text: &str) -> usize {
    let mut cutter = Cutter::new(text);
    let mut folded = String::new();
    let mut count = 0;
    while let Some(place) = cutter.next_into(&mut folded) {
        count += usize::from(place.parts == 1);
    }
    count
}

/// Where a word stands: its bytes, its position among the words, and how many positions it takes.
struct TokenPosition {
    start: usize,
    end: usize,
    position: usize,
    parts: usize,
}

/// Words joined by hyphens, so far.
#[derive(Clone, Default)]
struct Chain {
    text: String,
    start: usize,
    position: usize,
    parts: usize,
    /// Whether any of it is a letter: `2015-16` is no word in one piece.
    letters: bool,
}

/// What stands between the word just read and one it is joined to.
struct Joint {
    /// Where the next word begins.
    next: usize,
    /// What stands for it in the word in one piece.
    sign: &'static str,
}

/// Cuts a text into words, one at a time.
#[derive(Clone)]
struct Cutter<'t> {
    text: &'t str,
    at: usize,
    position: usize,
    chain: Chain,
    /// Whether the chain is whole and comes next, with its end.
    whole: Option<usize>,
}

impl<'t> Cutter<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, position: 0, chain: Chain::default(), whole: None }
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next word's place; its folded form replaces what `out` held.
    fn next_into(&mut self, out: &mut String) -> Option<TokenPosition> {
        out.clear();
        if let Some(end) = self.whole.take() {
            let Chain { text, start, position, parts, .. } = std::mem::take(&mut self.chain);
            *out = text;
            return Some(TokenPosition { start, end, position, parts });
        }
        loop {
            let next = self.peek()?;
            if next == '\n' || (next == '|' && self.is_wall()) {
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
                    let place = self.placed(start, end);
                    self.link(&place, out);
                    return Some(place);
                }
                self.chain.parts = 0;
                continue;
            }
            self.at += next.len_utf8();
        }
    }

    /// Whether the bar here stands between blanks.
    fn is_wall(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default();
        let after = self.text.get(self.at + 1..).unwrap_or_default();
        before.ends_with(' ') && after.starts_with(' ')
    }

    fn placed(&mut self, start: usize, end: usize) -> TokenPosition {
        let position = self.position;
        self.position += 1;
        TokenPosition { start, end, position, parts: 1 }
    }

    /// Joins the word just read to the chain before it, and finds whether the chain continues.
    fn link(&mut self, place: &TokenPosition, word: &str) {
        let joint = self.joint(word);
        if self.chain.parts == 0 {
            let Some(joint) = &joint else { return };
            self.chain = Chain {
                text: format!("{word}{}", joint.sign),
                start: place.start,
                position: place.position,
                parts: 1,
                letters: word.contains(char::is_alphabetic),
            };
        } else {
            self.chain.parts += 1;
            if self.chain.parts <= MOST_PARTS {
                self.chain.text.push_str(word);
                self.chain.text.push_str(joint.as_ref().map_or("", |joint| joint.sign));
                self.chain.letters |= word.contains(char::is_alphabetic);
            }
        }
        match joint {
            Some(joint) => self.at = joint.next,
            None if self.chain.letters && (2..=MOST_PARTS).contains(&self.chain.parts) => self.whole = Some(place.end),
            None => self.chain.parts = 0,
        }
    }

    /// What joins the word that ends here to the next.
    fn joint(&self, word: &str) -> Option<Joint> {
        let rest = self.rest();
        let mut letters = rest.char_indices();
        let (_, first) = letters.next()?;
        let (second_at, second) = letters.next().map_or((rest.len(), '\0'), |(at, letter)| (at, letter));
        if is_hyphen(first) {
            if second.is_alphanumeric() {
                return Some(Joint { next: self.at + second_at, sign: "" });
            }
            // A word broken at the end of a line that was kept.
            let goes_on = second == '\n' && letters.next().is_some_and(|(_, letter)| letter.is_lowercase());
            return goes_on.then_some(Joint { next: self.at + second_at + 1, sign: "" });
        }
        if first.is_ascii_digit() {
            // Only a number that the letters before it were parted from begins right here.
            return Some(Joint { next: self.at, sign: "" });
        }
        let is_short = |length: usize| (1..=2).contains(&length);
        if first == ' ' && is_short(word.chars().count()) && word.chars().all(char::is_alphabetic) {
            let after = rest.strip_prefix(" & ")?;
            let length = after.chars().take(3).take_while(|letter| letter.is_alphanumeric()).count();
            return is_short(length).then_some(Joint { next: self.at + 3, sign: "&" });
        }
        None
    }

    /// Reads the word that starts here into `out` and returns where it ends.
    fn read_word(&mut self, out: &mut String) -> usize {
        let mut end = self.at;
        // Letters or digits since the word, or its last joint, began; whether the last of them is a digit.
        let (mut run, mut digit) = (0_usize, false);
        // Whether there are letters only so far.
        let mut plain = true;
        // Whether it is letters with stops between them so far.
        let mut initials = false;
        let mut apostrophe = None;
        while let Some(next) = self.peek() {
            let after = self.at + next.len_utf8();
            if next.is_ascii_alphanumeric() {
                if next.is_ascii_digit() {
                    if plain && run >= LETTERS_BEFORE_NUMBER {
                        break;
                    }
                    plain = false;
                }
                if out.len() < LONGEST {
                    out.push(next.to_ascii_lowercase());
                }
                digit = next.is_ascii_digit();
                run += 1;
                end = after;
            } else if next.is_ascii() {
                match next {
                    '\'' if self.word_goes_on(after) => {
                        apostrophe = apostrophe.or(Some(out.len()));
                        plain = false;
                    }
                    '&' if run <= 2 && (1..=2).contains(&self.letters_from(after)) => {
                        out.push('&');
                        run = 0;
                        plain = false;
                    }
                    '.' if self.is_letter_alone(initials, run) && self.is_letter_alone_from(after) => {
                        initials = true;
                        run = 0;
                        plain = false;
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
                // Invisible: the word continues behind it, or ended before it.
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

    /// Whether a single letter was just read, as the first of the word or behind a stop.
    fn is_letter_alone(&self, initials: bool, run: usize) -> bool {
        let mut before = self.text.get(..self.at).unwrap_or_default().chars().rev();
        let is_letter = before.next().is_some_and(char::is_alphabetic);
        run == 1 && is_letter && (initials || before.next().is_none_or(|c| !c.is_alphanumeric() && c != '.'))
    }

    /// Whether a single letter follows that a stop or no letter stands behind.
    fn is_letter_alone_from(&self, from: usize) -> bool {
        let mut rest = self.text.get(from..).unwrap_or_default().chars();
        rest.next().is_some_and(char::is_alphabetic) && rest.next().is_none_or(|c| !c.is_alphanumeric())
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

/// Hyphens that join words; dashes part them.
const fn is_hyphen(next: char) -> bool {
    matches!(next, '-' | '\u{2010}' | '\u{2011}')
}

/// Makes of a word the form under which the dictionary holds it: one in several pieces has their number behind it as a
/// control character, which no word has, so that both stand next to each other and can be told apart.
fn mark(word: &mut String, parts: usize) {
    if let Some(mark) = u8::try_from(parts).ok().filter(|parts| *parts > 1) {
        word.push(char::from(mark));
    }
}

/// The word of an entry of the dictionary, and of how many pieces it is.
pub(super) fn of_entry(entry: &[u8]) -> Option<(&str, u32)> {
    let (word, parts) = match entry.split_last() {
        Some((last, word)) if *last < b' ' => (word, u32::from(*last)),
        _ => (entry, 1),
    };
    Some((std::str::from_utf8(word).ok()?, parts))
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
        mark(&mut self.token.text, place.parts);
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
        let cases: [(&str, &[&str]); 16] = [
            ("A&E and R&D, health&care", &["a&e", "and", "r&d", "health", "care"]),
            ("1,000 beds; 12,345,678 or 3.5.", &["1000", "beds", "12345678", "or", "3.5"]),
            ("NHS111 and CO2", &["nhs", "111", "and", "co2"]),
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
        assert_eq!(positions, [0, 1, 130, 131]);
        assert_eq!(words("a | b|c").iter().map(|word| word.position).collect::<Vec<_>>(), [0, 129, 130]);
    }

    #[test]
    fn joined_words_are_also_one_word() {
        let joined = |text: &str| -> Vec<(String, usize, usize, String)> {
            let whole = words(text).into_iter().filter(|word| word.parts > 1);
            whole.map(|word| (word.text, word.position, word.parts, text[word.start..word.end].to_owned())).collect()
        };
        let one = |text: &str, at: usize, parts: usize, printed: &str| (text.to_owned(), at, parts, printed.to_owned());
        assert_eq!(joined("our co-operation now"), [one("cooperation", 1, 2, "co-operation")]);
        assert_eq!(joined("co-\noperation"), [one("cooperation", 0, 2, "co-\noperation")]);
        assert_eq!(joined("co\u{2011}op a state-of-the-art x").len(), 2);
        assert_eq!(joined("call NHS111 a 7-day line"), [one("nhs111", 1, 2, "NHS111"), one("7day", 4, 2, "7-day")]);
        assert_eq!(joined("the A & E of"), [one("a&e", 1, 2, "A & E")]);
        for nothing in ["2015-16", "pre- and", "a \u{2013} b", "co -op", "aims-\nOur", "a-b-c-d-e-f-g", "health & care"]
        {
            assert_eq!(joined(nothing), [], "{nothing}");
        }
        assert_eq!(super::of_entry(b"cooperation\x02"), Some(("cooperation", 2)));
        assert_eq!(super::of_entry(b"care"), Some(("care", 1)));
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
            let (mut last, mut ended) = (0, 0);
            for word in words(&text) {
                prop_assert!(word.end > word.start && text.get(word.start..word.end).is_some());
                prop_assert!(!word.text.is_empty() && !word.text.contains(|letter: char| letter < ' '));
                if word.parts > 1 {
                    prop_assert_eq!((word.position + word.parts, word.end), (ended, last));
                    continue;
                }
                prop_assert!(word.start >= last && word.position >= ended);
                (last, ended) = (word.end, word.position + 1);
            }
        }
    }
}
