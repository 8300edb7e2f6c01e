//! Ranges of a page's text: bytes in the program, code points in what goes out, and the one conversion between them.

use serde::{Deserialize, Serialize};

/// A range of **bytes** of one page's text, on character boundaries, `start <= end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from its ends.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    pub const fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds nothing.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the two share a byte.
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same span counted from `origin` bytes further left.
    #[must_use]
    pub const fn shifted(&self, origin: usize) -> Self {
        Self { start: self.start + origin, end: self.end + origin }
    }
}

/// A range of Unicode **code points** of one page's text: the unit of the public record and of every output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CodePointSpan {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// Converts between byte offsets and code points of one text.
///
/// Made once for a text; each conversion then takes a step of at most 64 bytes.
///
/// ```
/// use stratmine_model::{CodePointSpan, Offsets, Span};
/// let offsets = Offsets::of("café, tea");
/// assert_eq!(offsets.to_points(Span::new(7, 10)), CodePointSpan { start: 6, end: 9 });
/// assert_eq!(offsets.to_bytes(CodePointSpan { start: 6, end: 9 }), Some(Span::new(7, 10)));
/// ```
#[derive(Clone, Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    /// The number of code points before every 64th byte, and in all; empty where every character is one byte.
    marks: Vec<usize>,
}

impl<'t> Offsets<'t> {
    const STEP: usize = 64;

    /// The offsets of a text.
    pub fn of(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self { text, marks: Vec::new() };
        }
        let mut marks = Vec::with_capacity(text.len() / Self::STEP + 2);
        let mut seen = 0;
        for piece in text.as_bytes().chunks(Self::STEP) {
            marks.push(seen);
            seen += count(piece);
        }
        marks.push(seen);
        Self { text, marks }
    }

    /// The number of code points before byte `offset`, which stands on a character boundary.
    pub fn point(&self, offset: usize) -> usize {
        if self.marks.is_empty() {
            return offset;
        }
        let mark = offset / Self::STEP;
        let rest = self.text.as_bytes().get(mark * Self::STEP..offset).unwrap_or_default();
        self.marks.get(mark).copied().unwrap_or_default() + count(rest)
    }

    /// The byte at which code point `point` begins, or the text ends; `None` beyond the end.
    pub fn byte(&self, point: usize) -> Option<usize> {
        if self.marks.is_empty() {
            return (point <= self.text.len()).then_some(point);
        }
        // The last mark with no more code points before it. Where it falls within a character, that one is counted already.
        let mark = self.marks.partition_point(|before| *before <= point).checked_sub(1)?;
        let from = mark * Self::STEP;
        let Some(rest) = self.text.as_bytes().get(from..) else {
            return (self.marks.last() == Some(&point)).then_some(self.text.len());
        };
        let starts = rest.iter().enumerate().filter(|(_, byte)| starts_character(**byte)).map(|(at, _)| from + at);
        starts.chain([self.text.len()]).nth(point - self.marks.get(mark)?)
    }

    /// A span in code points.
    pub fn to_points(&self, span: Span) -> CodePointSpan {
        CodePointSpan { start: self.point(span.start), end: self.point(span.end) }
    }

    /// A span in bytes; `None` where it does not lie in the text.
    pub fn to_bytes(&self, span: CodePointSpan) -> Option<Span> {
        let (start, end) = (self.byte(span.start)?, self.byte(span.end)?);
        (start <= end).then_some(Span { start, end })
    }
}

fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| starts_character(**byte)).count()
}

/// Whether a byte of UTF-8 is the first of its character.
const fn starts_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::Offsets;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_become_code_points_and_these_bytes_again(text in "[a-zé€𝄞 ]{0,300}") {
            let offsets = Offsets::of(&text);
            for (count, (offset, _)) in text.char_indices().chain([(text.len(), ' ')]).enumerate() {
                prop_assert_eq!(offsets.point(offset), count);
                prop_assert_eq!(offsets.byte(count), Some(offset));
            }
            prop_assert_eq!(offsets.byte(text.chars().count() + 1), None);
        }
    }
}
