//! Text strings of a PDF, made harmless, and names for annotations.

use lopdf::{Object, StringFormat};

/// What stands for a character that is not kept.
const HIDDEN: char = '\u{fffd}';

/// Text on one line: line breaks and tabs become spaces, other control characters, marks that turn the direction of
/// writing and what XML 1.0 cannot hold (readers export comments as XML) become U+FFFD.
pub(super) fn line(text: &str) -> String {
    text.chars().map(|letter| if matches!(letter, '\t' | '\n' | '\r') { ' ' } else { kept(letter) }).collect()
}

/// Text in which lines may break; every break becomes a carriage return, as readers write it.
pub(super) fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars()
        .map(|letter| match letter {
            '\n' | '\r' => '\r',
            '\t' => ' ',
            other => kept(other),
        })
        .collect()
}

const fn kept(letter: char) -> char {
    match letter {
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fffe}'
        | '\u{ffff}' => HIDDEN,
        other => other,
    }
}

/// A text string object: ASCII as it is, all else as UTF-16 with its mark (ISO 32000-2:2020, 7.9.2.2). Written in
/// hexadecimal where it would need escapes.
pub(super) fn string(text: &str) -> Object {
    let plain = text.is_ascii() && !text.contains(['(', ')', '\\', '\r']);
    if plain {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let bytes = if text.is_ascii() {
        text.as_bytes().to_vec()
    } else {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
    };
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// A 128-bit digest that identifies notes. It is not cryptographic (Fowler, Noll & Vo, FNV-1a; RFC 9923).
#[derive(Clone, Copy, Debug)]
pub(super) struct Digest(u128);

impl Digest {
    /// Of nothing.
    pub(super) const fn new() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    /// Adds bytes, and their number, so that the parts of what is added cannot run into each other.
    #[must_use]
    pub(super) fn with(self, bytes: &[u8]) -> Self {
        let number = (bytes.len() as u64).to_be_bytes();
        let step =
            |sum: u128, byte: &u8| (sum ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        Self(number.iter().chain(bytes).fold(self.0, step))
    }

    /// As 32 hexadecimal digits.
    pub(super) fn hexadecimal(self) -> String {
        format!("{:032x}", self.0)
    }

    /// As 16 bytes.
    pub(super) const fn bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::{Digest, line, lines, string};
    use lopdf::Object;

    #[test]
    fn control_characters_are_not_kept() {
        assert_eq!(line("a\0b\u{1b}[31m\u{202e}c\td\u{ffff}"), "a\u{fffd}b\u{fffd}[31m\u{fffd}c d\u{fffd}");
        assert_eq!(lines("one\r\ntwo\nthree\rfour\tfive\u{7}"), "one\rtwo\rthree\rfour five\u{fffd}");
    }

    #[test]
    fn ascii_stays_and_the_rest_is_utf_16_with_its_mark() {
        assert_eq!(string("Aim").as_str().unwrap(), b"Aim");
        assert_eq!(string("a) \\(b").as_str().unwrap(), b"a) \\(b");
        assert_eq!(string("é😀").as_str().unwrap(), [0xfe, 0xff, 0, 0xe9, 0xd8, 0x3d, 0xde, 0x00]);
        for text in ["Aim", "a) >> endobj \\(b\rc", "£ 5 – 😀", ""] {
            let mut written = Vec::new();
            lopdf::Writer::write_object(&mut written, &string(text)).unwrap();
            assert!(written.iter().filter(|byte| b"()\\\r".contains(byte)).count() <= 2, "{text}");
            assert_eq!(lopdf::decode_text_string(&string(text)).unwrap(), text);
        }
        assert!(matches!(string("£"), Object::String(_, lopdf::StringFormat::Hexadecimal)));
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let digest =
            |parts: &[&str]| parts.iter().fold(Digest::new(), |sum, part| sum.with(part.as_bytes())).hexadecimal();
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_eq!(digest(&[]), "6c62272e07bb014262b821756295c58d");
    }
}
