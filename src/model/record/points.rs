//! From byte offsets of a text to its code points, and back.

/// The way from byte offsets to code points of one text.
pub(super) enum CodePoints<'t> {
    /// Every character is one byte.
    Ascii,
    /// The number of code points before every 64th byte's character, and the text for the rest of the way.
    Marked { text: &'t str, marks: Vec<usize> },
}

impl<'t> CodePoints<'t> {
    const STEP: usize = 64;

    pub(super) fn of(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self::Ascii;
        }
        let mut marks = Vec::with_capacity(text.len() / Self::STEP + 1);
        let mut seen = 0;
        for (index, byte) in text.bytes().enumerate() {
            if index % Self::STEP == 0 {
                marks.push(seen);
            }
            seen += usize::from(starts_character(byte));
        }
        marks.push(seen);
        Self::Marked { text, marks }
    }

    /// Code points before byte `offset`, which stands on a character boundary.
    pub(super) fn at(&self, offset: usize) -> usize {
        match self {
            Self::Ascii => offset,
            Self::Marked { text, marks } => {
                let mark = offset / Self::STEP;
                let from = mark * Self::STEP;
                let rest = text.as_bytes().get(from..offset).unwrap_or_default();
                marks.get(mark).copied().unwrap_or_default()
                    + rest.iter().filter(|byte| starts_character(**byte)).count()
            }
        }
    }
}

/// The way from code points of one text back to byte offsets.
pub(super) enum Bytes {
    /// Every character is one byte.
    Ascii(usize),
    /// Where each character begins, and the end.
    Marked(Vec<usize>),
}

impl Bytes {
    pub(super) fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self::Ascii(text.len());
        }
        Self::Marked(text.char_indices().map(|(offset, _)| offset).chain([text.len()]).collect())
    }

    /// The byte at which code point `point` begins; `None` beyond the end.
    pub(super) fn at(&self, point: usize) -> Option<usize> {
        match self {
            Self::Ascii(length) => (point <= *length).then_some(point),
            Self::Marked(offsets) => offsets.get(point).copied(),
        }
    }
}

/// Whether a byte of UTF-8 is the first of its character.
const fn starts_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::{Bytes, CodePoints};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_become_code_points_and_these_bytes_again(text in "[a-zé€𝄞 ]{0,300}") {
            let (points, bytes) = (CodePoints::of(&text), Bytes::of(&text));
            for (count, (offset, _)) in text.char_indices().chain([(text.len(), ' ')]).enumerate() {
                prop_assert_eq!(points.at(offset), count);
                prop_assert_eq!(bytes.at(count), Some(offset));
            }
            prop_assert_eq!(bytes.at(text.chars().count() + 1), None);
        }
    }
}
