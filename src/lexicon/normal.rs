//! The normal form in which terms and texts are compared, with the way back to the text as printed.
//!
//! Lower case; dashes, slashes and blanks of all sorts as one blank; curly quotes straight; a loose `&` as `and`; soft
//! hyphens, zero-width characters and combining marks gone; `iz` and `yz` as `is` and `ys`, so that -ise and -ize
//! agree; every other sign one comma. Every word begins after exactly one blank (an opening bracket gets one behind
//! it), so that an automaton over ` word` starts at words only.

use crate::model::Span;

/// A text in normal form.
pub(super) struct Normal {
    /// The normal form, UTF-8; begins with a blank.
    bytes: Vec<u8>,
    /// For each byte of the normal form, the first byte of the printed character it stands for.
    origin: Vec<usize>,
}

/// Whether letter case is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
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
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || byte == b'&'
}

impl Normal {
    /// The normal form of a text.
    pub(super) fn of(text: &str, case: Case) -> Self {
        let room = text.len() + text.len() / 8 + 8;
        let mut normal = Self { bytes: Vec::with_capacity(room), origin: Vec::with_capacity(room) };
        normal.byte(b' ', 0);
        let mut characters = text.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            // Most of all text: a small letter that goes on or begins a word.
            let last = normal.last();
            if c.is_ascii_lowercase() && c != 'z' && (last == b' ' || is_word(last)) {
                normal.push(c, at);
                continue;
            }
            match class(c) {
                Class::Word => normal.word(c, at, case),
                Class::Blank => normal.blank(at),
                Class::Gone => {}
                Class::Quote => normal.byte(b'\'', at),
                Class::Double => normal.byte(b'"', at),
                Class::Ampersand => {
                    let joins =
                        is_word(last) && characters.peek().is_some_and(|&(_, next)| matches!(class(next), Class::Word));
                    if joins {
                        normal.byte(b'&', at);
                    } else {
                        normal.blank(at);
                        b"and".iter().for_each(|&byte| normal.byte(byte, at));
                        normal.blank(at);
                    }
                }
                Class::Sign(sign) => normal.push(sign, at),
            }
        }
        normal
    }

    /// The bytes of the normal form.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The normal form as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The printed bytes that `start..end` of the normal form stand for. `printed` is the text it was made of.
    pub(super) fn printed(&self, printed: &str, start: usize, end: usize) -> Option<Span> {
        let first = *self.origin.get(start)?;
        let last = *self.origin.get(end.checked_sub(1)?)?;
        let width = printed.get(last..)?.chars().next()?.len_utf8();
        Some(Span::new(first, last + width))
    }

    /// The bytes of the normal form that stand for the printed bytes `start..end`.
    pub(super) fn of_printed(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let first = self.origin.partition_point(|&at| at < start);
        let last = self.origin.partition_point(|&at| at < end);
        if first < last { Some((first, last)) } else { None }
    }

    fn last(&self) -> u8 {
        self.bytes.last().copied().unwrap_or(b' ')
    }

    fn byte(&mut self, byte: u8, at: usize) {
        self.bytes.push(byte);
        self.origin.push(at);
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
pub(super) fn word_before(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let head = text.get(..at)?;
    let end = head.iter().rposition(|&byte| is_word(byte))? + 1;
    if stops(head.get(end..)?) {
        return None;
    }
    let start = head.get(..end)?.iter().rposition(|&byte| byte == b' ').map_or(0, |blank| blank + 1);
    Some((start, end))
}

/// The first byte of the word that begins at or after `at` in the same sentence.
pub(super) fn word_after(text: &[u8], at: usize) -> Option<usize> {
    let tail = text.get(at..)?;
    let start = tail.iter().position(|&byte| is_word(byte))?;
    if stops(tail.get(..start)?) { None } else { Some(at + start) }
}

#[cfg(test)]
mod tests {
    use super::*;

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
