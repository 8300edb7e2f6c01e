//! Writes a page's text, once, with the way back from every character to its place.

use super::fragment::Fragment;
use super::hyphen::{Vocabulary, is_hyphen};
use super::{Composed, RawBlock, marker};
use stratmine_model::{Block, BlockKind, Line, Span};

/// Composes the page: blocks' texts joined by newlines, cells by bars.
pub(super) fn compose(raw: &[RawBlock], words: &Vocabulary) -> Composed {
    let mut writer = Writer { text: String::new(), lines: Vec::new(), words };
    let mut blocks = Vec::with_capacity(raw.len());
    for block in raw {
        if !writer.text.is_empty() {
            writer.text.push('\n');
        }
        let start = writer.text.len();
        let (mut cells, mut pieces) = (Vec::new(), Vec::new());
        for (index, cell) in block.cells.iter().enumerate() {
            if index > 0 {
                writer.text.push_str(" | ");
            }
            let from = writer.text.len();
            let starts = block.pieces.get(index).map(Vec::as_slice).unwrap_or_default();
            pieces.extend(writer.write_pieces(cell, starts));
            cells.push(Span::new(from, writer.text.len()));
        }
        let span = Span::new(start, writer.text.len());
        if cells.iter().all(Span::is_empty) {
            writer.text.truncate(start.saturating_sub(1));
            continue;
        }
        if block.kind != BlockKind::TableRow {
            cells.clear();
            pieces.clear();
        }
        let (column_heads, row_head) = (block.column_heads.clone(), block.row_head.clone());
        let marker = block.marker.clone();
        blocks.push(Block { cells, column_heads, pieces, row_head, marker, ..Block::new(block.kind, span) });
    }
    (writer.text, blocks, writer.lines)
}

struct Writer<'v> {
    text: String,
    lines: Vec<Line>,
    words: &'v Vocabulary,
}

impl Writer<'_> {
    /// Writes the lines of a cell whose items or paragraphs begin with these lines; gives where each piece came to lie,
    /// without its bullet or number.
    fn write_pieces(&mut self, lines: &[Fragment], starts: &[usize]) -> Vec<Span> {
        if starts.len() < 2 {
            self.write(lines);
            return Vec::new();
        }
        let ends = starts.iter().skip(1).copied().chain([lines.len()]);
        let mut pieces = Vec::with_capacity(starts.len());
        for (start, end) in starts.iter().zip(ends) {
            let Some(piece) = lines.get(*start..end).filter(|piece| !piece.is_empty()) else { continue };
            if !pieces.is_empty() {
                self.text.push(' ');
            }
            let marker = piece.first().and_then(|line| marker::find(&line.glyphs)).map_or(0, |marker| marker.length);
            let from = self.text.len();
            self.write(piece);
            let written = self.text.get(from..).unwrap_or_default();
            let skipped: usize = written.chars().take(marker).map(char::len_utf8).sum();
            pieces.push(Span::new(from + skipped, self.text.len()));
        }
        pieces
    }

    /// Writes the lines of one block or cell in the order given, joined by single spaces or, where a word was broken, by nothing.
    fn write(&mut self, fragments: &[Fragment]) {
        let mut glued = true;
        for (index, line) in fragments.iter().enumerate() {
            if !glued {
                self.text.push(' ');
            }
            let broken = fragments.get(index + 1).and_then(|next| self.broken(line, next));
            self.put(line, broken == Some(Break::Join));
            glued = broken.is_some();
        }
    }

    /// How a line's last word goes on, where it does.
    fn broken(&self, line: &Fragment, next: &Fragment) -> Option<Break> {
        let last = line.glyphs.last()?.character;
        if !is_hyphen(last) || line.glyphs.len() < 2 {
            return None;
        }
        let before = line.glyphs.get(line.glyphs.len() - 2)?.character;
        if before == ' ' {
            return None;
        }
        let text: String = line.glyphs.iter().take(line.glyphs.len() - 1).map(|glyph| glyph.character).collect();
        let head = text.rsplit(|c: char| !(c.is_alphanumeric() || is_hyphen(c))).next().unwrap_or_default();
        let tail: String = next
            .glyphs
            .iter()
            .map(|glyph| glyph.character)
            .take_while(|c| c.is_alphanumeric() || is_hyphen(*c))
            .collect();
        let tail = tail.trim_end_matches(is_hyphen);
        if last == '\u{ad}' || self.words.joins(head, tail) {
            return Some(Break::Join);
        }
        tail.chars().next().filter(|first| first.is_alphanumeric()).map(|_| Break::Keep)
    }

    fn put(&mut self, line: &Fragment, drop_hyphen: bool) {
        let keep = line.glyphs.len() - usize::from(drop_hyphen);
        let start = self.text.len();
        let mut xs = Vec::with_capacity(keep + 1);
        let mut right = line.x0();
        for glyph in line.glyphs.iter().take(keep) {
            // A soft hyphen within a line is no character of the text.
            if glyph.character == '\u{ad}' {
                continue;
            }
            self.text.push(glyph.character);
            xs.push(glyph.x0);
            right = glyph.x1;
        }
        xs.push(right);
        // Of slanting text only the words are known.
        if self.text.len() > start && line.turns <= 3 {
            let span = Span::new(start, self.text.len());
            self.lines.push(Line { span, turns: line.turns, y0: line.rect.y0, y1: line.rect.y1, xs });
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Break {
    /// The hyphen only marked the break.
    Join,
    /// The hyphen is the word's own; no space follows it.
    Keep,
}
