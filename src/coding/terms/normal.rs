//! The normal form in which terms and texts are compared, with the way back to the text as printed.
//!
//! Lower case; dashes, slashes and blanks of all sorts as one blank; curly quotes straight; a loose `&` as `and`; soft
//! hyphens, zero-width characters and combining marks gone; `iz` and `yz` as `is` and `ys`, so that -ise and -ize
//! agree; every other sign one comma. Every word begins after exactly one blank (an opening bracket gets one behind
//! it), so that an automaton over ` word` starts at words only.

use stratmine_model::Span;

/// A text in normal form.
pub(crate) struct Normal {
    /// The normal form, UTF-8; begins with a blank.
    bytes: Vec<u8>,
    /// For each byte of the normal form, the first byte of the printed character it stands for.
    origin: Vec<u32>,
}

/// Whether letter case is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Fold,
    Keep,
}

/// What a character is to the matcher.
enum Class {
    Word,
    Blank,
    Gone,
    Quote,
    Double,
    Ampersand,
    Sign(char),
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Word,
        ' ' | '-' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Class::Blank,
        '\'' | '\u{2018}'..='\u{201b}' | '\u{2032}' => Class::Quote,
        '"' | '\u{201c}'..='\u{201f}' => Class::Double,
        '&' => Class::Ampersand,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{300}'..='\u{36f}' => Class::Gone,
        c if c.is_ascii_punctuation() => Class::Sign(c),
        c if c.is_whitespace() || c.is_control() => Class::Blank,
        c if c.is_alphanumeric() => Class::Word,
        '\u{2026}' => Class::Sign('.'),
        _ => Class::Sign(','),
    }
}

/// Whether a byte of a normal form belongs to a word. Signs are ASCII there, so that every other byte is of a letter.
pub(crate) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || byte == b'&'
}

/// A place in a text, in half the room: no statement or page has four gigabytes.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// How many bytes at the head of `text`, which follows `last`, are the same in normal form: small letters but `z`, and
/// blanks that follow no other.
fn plain_run(text: &[u8], last: u8) -> usize {
    let mut before = last;
    let mut stays = |&byte: &u8| {
        let stays = match byte {
            b'a'..=b'y' => before == b' ' || is_word(before),
            b' ' => before != b' ',
            _ => false,
        };
        before = byte;
        stays
    };
    text.iter().take_while(|byte| stays(byte)).count()
}

impl Normal {
    /// The normal form of a text.
    pub(crate) fn of(text: &str, case: Case) -> Self {
        let room = text.len() + text.len() / 8 + 8;
        let mut normal = Self { bytes: Vec::with_capacity(room), origin: Vec::with_capacity(room) };
        normal.byte(b' ', 0);
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            // Most of all text: small letters and single blanks, which stay as they are.
            let plain = plain_run(rest.as_bytes(), normal.last());
            if plain > 0 {
                normal.bytes.extend_from_slice(rest.as_bytes().get(..plain).unwrap_or_default());
                normal.origin.extend(place(at)..place(at + plain));
                at += plain;
                continue;
            }
            at += normal.next(rest, at, case);
        }
        normal
    }

    /// Adds the first character of `rest`, which stands at byte `at`, and returns its length.
    fn next(&mut self, rest: &str, at: usize, case: Case) -> usize {
        let mut characters = rest.chars();
        let Some(c) = characters.next() else { return 0 };
        match class(c) {
            Class::Word => self.word(c, at, case),
            Class::Blank => self.blank(at),
            Class::Gone => {}
            Class::Quote => self.byte(b'\'', at),
            Class::Double => self.byte(b'"', at),
            Class::Ampersand => {
                let joins =
                    is_word(self.last()) && characters.next().is_some_and(|next| matches!(class(next), Class::Word));
                if joins {
                    self.byte(b'&', at);
                } else {
                    self.blank(at);
                    b"and".iter().for_each(|&byte| self.byte(byte, at));
                    self.blank(at);
                }
            }
            Class::Sign(sign) => self.push(sign, at),
        }
        c.len_utf8()
    }

    /// The bytes of the normal form.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The normal form as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The printed bytes that `start..end` of the normal form stand for. `printed` is the text it was made of.
    pub(crate) fn printed(&self, printed: &str, start: usize, end: usize) -> Option<Span> {
        let first = *self.origin.get(start)? as usize;
        let last = *self.origin.get(end.checked_sub(1)?)? as usize;
        let width = printed.get(last..)?.chars().next()?.len_utf8();
        Some(Span::new(first, last + width))
    }

    /// The bytes of the normal form that stand for the printed bytes `start..end`.
    pub(crate) fn of_printed(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let first = self.origin.partition_point(|&at| (at as usize) < start);
        let last = self.origin.partition_point(|&at| (at as usize) < end);
        if first < last { Some((first, last)) } else { None }
    }

    fn last(&self) -> u8 {
        self.bytes.last().copied().unwrap_or(b' ')
    }

    fn byte(&mut self, byte: u8, at: usize) {
        self.bytes.push(byte);
        self.origin.push(place(at));
    }

    fn push(&mut self, c: char, at: usize) {
        if let Ok(byte) = u8::try_from(c)
            && byte.is_ascii()
        {
            self.byte(byte, at);
        } else {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| self.byte(byte, at));
        }
    }

    fn blank(&mut self, at: usize) {
        if self.last() != b' ' {
            self.byte(b' ', at);
        }
    }

    fn word(&mut self, c: char, at: usize, case: Case) {
        let last = self.last();
        if last != b' ' && !is_word(last) && !self.goes_on(c) {
            self.byte(b' ', at);
        }
        if matches!(c, 'z' | 'Z') && matches!(self.last(), b'i' | b'y' | b'I' | b'Y') {
            self.push(if c == 'Z' && case == Case::Keep { 'S' } else { 's' }, at);
        } else if case == Case::Keep || c.is_ascii_lowercase() {
            self.push(c, at);
        } else if c.is_ascii() {
            self.push(c.to_ascii_lowercase(), at);
        } else {
            c.to_lowercase().filter(|c| c.is_alphanumeric()).for_each(|c| self.push(c, at));
        }
    }

    /// Whether a sign at the end lies inside a word that `c` goes on with: `patient's`, `3.5`, `1,000`.
    fn goes_on(&self, c: char) -> bool {
        let mut back = self.bytes.iter().copied().rev();
        match (back.next(), back.next()) {
            (Some(b'\''), Some(before)) => is_word(before),
            (Some(b'.' | b','), Some(before)) => before.is_ascii_digit() && c.is_ascii_digit(),
            _ => false,
        }
    }
}

/// Whether the gap between two words ends a sentence, so that the words beyond are no neighbours.
fn stops(gap: &[u8]) -> bool {
    gap.iter().any(|byte| matches!(byte, b'.' | b'!' | b'?' | b';'))
}

/// The word that ends at or before `at` in the same sentence, as a range of the normal form.
pub(crate) fn word_before(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let head = text.get(..at)?;
    let end = head.iter().rposition(|&byte| is_word(byte))? + 1;
    if stops(head.get(end..)?) {
        return None;
    }
    let start = head.get(..end)?.iter().rposition(|&byte| byte == b' ').map_or(0, |blank| blank + 1);
    Some((start, end))
}

/// The first byte of the word that begins at or after `at` in the same sentence.
pub(crate) fn word_after(text: &[u8], at: usize) -> Option<usize> {
    let tail = text.get(at..)?;
    let start = tail.iter().position(|&byte| is_word(byte))?;
    if stops(tail.get(..start)?) { None } else { Some(at + start) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn runs_make_no_difference(text in "[a-eyzIZ  ,.'’&(\u{ad}é–3]{0,60}") {
            for case in [Case::Fold, Case::Keep] {
                let mut slowly = Normal { bytes: vec![b' '], origin: vec![0] };
                let mut at = 0;
                while at < text.len() {
                    at += slowly.next(&text[at..], at, case);
                }
                let normal = Normal::of(&text, case);
                prop_assert_eq!(normal.text(), slowly.text());
                prop_assert_eq!(normal.origin, slowly.origin);
            }
        }
    }

    fn folded(text: &str) -> String {
        Normal::of(text, Case::Fold).text()
    }

    #[test]
    fn dashes_slashes_and_blanks_become_one_blank() {
        assert_eq!(folded("co-ordinated\u{a0}\u{2013} health/care"), " co ordinated health care");
    }

    #[test]
    fn quotes_are_straight_and_words_after_signs_begin_after_a_blank() {
        assert_eq!(folded("(\u{201c}patients\u{2019} homes\u{201d})"), " (\" patients' homes\")");
        assert_eq!(folded("the patient\u{2019}s"), " the patient's");
        assert_eq!(folded("care,safety 3.5 1,000"), " care, safety 3.5 1,000");
    }

    #[test]
    fn an_ampersand_within_letters_stays_and_a_loose_one_is_and() {
        assert_eq!(folded("A&E, research & development"), " a&e, research and development");
    }

    #[test]
    fn ise_and_ize_agree() {
        assert_eq!(folded("Organization analyze"), folded("organisation analyse"));
    }

    #[test]
    fn spans_lead_back_to_the_printed_characters() {
        let printed = "Caf\u{e9} \u{2014}  co\u{ad}operate";
        let normal = Normal::of(printed, Case::Fold);
        let start = normal.text().find("cooperate").unwrap();
        let span = normal.printed(printed, start, start + "cooperate".len()).unwrap();
        assert_eq!(printed.get(span.start..span.end), Some("co\u{ad}operate"));
    }

    #[test]
    fn neighbours_end_with_the_sentence() {
        let normal = Normal::of("no merger. The trusts", Case::Fold);
        let the = normal.text().find("the").unwrap();
        assert_eq!(word_before(normal.bytes(), the), None);
        assert_eq!(word_before(normal.bytes(), normal.text().find("merger").unwrap()), Some((1, 3)));
    }
}
