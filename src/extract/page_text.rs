//! Builds the reading text of a page, block by block, and keeps the invariants of [`Page`].
//!
//! In go the words of each block in reading order, however the source spaced them; out come the page's text and its
//! blocks: single blanks within a block, one newline between blocks, no control or invisible characters, no marks of
//! notes, ligatures spelt out, every span on character boundaries. Every reader builds its pages here, so that the offsets mean the same
//! whatever the format. It knows nothing of any format.

use super::note_marks::without_marks;
use stratmine_model::{Block, BlockKind, Page, Span};

/// What stands between the items or paragraphs of one cell, which a browser shows below each other.
const PIECE_MARK: &str = "•";

/// The text of a page under construction.
///
/// A block is pushed whole ([`Self::push_block`], [`Self::push_item`], [`Self::push_row`]), or piecewise between
/// [`Self::begin`] and [`Self::end`] where the caller needs to know where each piece (a printed line) came to lie.
#[derive(Debug, Default)]
pub struct PageText {
    text: String,
    blocks: Vec<Block>,
    open: Option<Block>,
    /// What the next block closes: see [`Block::closes`].
    closes: Option<u8>,
    /// A blank was read and is written as soon as a visible character follows.
    blank: bool,
}

impl PageText {
    /// An empty page.
    pub fn new() -> Self {
        Self::default()
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The finished blocks so far.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The block finished last, for a second thought about its kind, marker or column heads. Its spans must stay.
    pub fn last_mut(&mut self) -> Option<&mut Block> {
        self.blocks.last_mut()
    }

    /// Ends the sections whose heading has this level or a deeper one: the next block does not belong to them.
    pub fn close(&mut self, level: u8) {
        self.closes = Some(self.closes.map_or(level, |open| open.min(level)));
    }

    /// Adds a block. Returns where it lies, `None` (and adds nothing) where the text has no visible character.
    pub fn push_block(&mut self, kind: BlockKind, text: &str) -> Option<Span> {
        self.begin(kind);
        self.append(text);
        self.end()
    }

    /// Adds a list item, without its bullet; `marker` is its number or letter, where it has one.
    pub fn push_item(&mut self, depth: u8, marker: Option<&str>, text: &str) -> Option<Span> {
        let span = self.push_block(BlockKind::ListItem(depth), text)?;
        if let Some(block) = self.blocks.last_mut() {
            block.marker = marker.map(str::to_owned);
        }
        Some(span)
    }

    /// Adds a row of a table, its cells joined by " | ". `heads` are the column heads, one a cell, or none at all.
    /// Returns `None` (and adds nothing) where every cell is empty.
    pub fn push_row<S: AsRef<str>>(&mut self, cells: &[S], heads: &[String]) -> Option<Span> {
        if cells.iter().all(|cell| !cell.as_ref().chars().any(is_visible)) {
            return None;
        }
        self.begin(BlockKind::TableRow);
        for cell in cells {
            self.cell(cell.as_ref());
        }
        let span = self.end()?;
        if let Some(block) = self.blocks.last_mut() {
            block.column_heads = heads.to_vec();
        }
        Some(span)
    }

    /// As [`Self::push_row`], of cells that may hold several items or paragraphs each; `heads` as there, `row_head` the
    /// text of a cell that reaches into the row from above.
    pub fn push_row_of_pieces(
        &mut self,
        cells: &[Vec<String>],
        heads: &[String],
        row_head: Option<String>,
    ) -> Option<Span> {
        if cells.iter().flatten().all(|piece| !piece.chars().any(is_visible)) {
            return None;
        }
        self.begin(BlockKind::TableRow);
        let mut pieces = Vec::new();
        for cell in cells {
            let (first, others) = cell.split_first().map_or(("", &[][..]), |(first, others)| (first.as_str(), others));
            let span = self.cell(first);
            if others.is_empty() {
                continue;
            }
            pieces.push(span);
            for other in others {
                self.blank = true;
                self.append(PIECE_MARK);
                self.blank = true;
                let span = self.append(other);
                pieces.push(span);
                if let Some(end) = self.open.as_mut().and_then(|row| row.cells.last_mut()) {
                    end.end = span.end;
                }
            }
            self.blank = true;
        }
        let span = self.end()?;
        if let Some(block) = self.blocks.last_mut() {
            block.column_heads = heads.to_vec();
            (block.pieces, block.row_head) = (pieces, row_head);
        }
        Some(span)
    }

    /// Opens a block that is written with [`Self::append`] or [`Self::cell`]; an open one is ended first.
    pub fn begin(&mut self, kind: BlockKind) {
        self.end();
        let start = self.text.len() + usize::from(!self.text.is_empty());
        let span = Span::new(start, start);
        self.open = Some(Block::new(kind, span));
        self.blank = false;
    }

    /// Writes on in the open block (a paragraph is begun where none is open) and returns where the text came to lie,
    /// without the blanks at its ends. Blanks at the ends of `text` count: two pieces without any are one word.
    pub fn append(&mut self, text: &str) -> Span {
        if self.open.is_none() {
            self.begin(BlockKind::Paragraph);
        }
        let mut start = None;
        for character in without_marks(text).chars() {
            if character.is_whitespace() {
                self.blank = true;
            } else if is_visible(character) {
                let at = self.make_room();
                start.get_or_insert(at);
                match spelt_out(character) {
                    Some(letters) => self.text.push_str(letters),
                    None => self.text.push(character),
                }
            }
        }
        Span::new(start.unwrap_or(self.text.len()), self.text.len())
    }

    /// Writes the next cell of the open row and returns where it came to lie: an empty span for an empty cell.
    pub fn cell(&mut self, text: &str) -> Span {
        let later = self.open.as_ref().is_some_and(|row| !row.cells.is_empty());
        if later {
            self.blank = true;
            self.append("| ");
        }
        let mut span = self.append(text);
        self.blank = true;
        if let Some(row) = &self.open
            && span.is_empty()
        {
            // Before the row's first character its newline is not yet written.
            let at = span.start.max(row.span.start);
            span = Span::new(at, at);
        }
        if let Some(row) = &mut self.open {
            row.cells.push(span);
        }
        span
    }

    /// Ends the open block. Returns where it lies, `None` (and keeps nothing of it) where nothing was written.
    pub fn end(&mut self) -> Option<Span> {
        let mut block = self.open.take()?;
        self.blank = false;
        if self.text.len() <= block.span.start {
            return None;
        }
        block.span.end = self.text.len();
        block.closes = self.closes.take();
        let span = block.span;
        self.blocks.push(block);
        Some(span)
    }

    /// The finished page, without a size and without lines: both are for the caller to add where there is geometry.
    pub fn into_page(mut self, number: u32) -> Page {
        self.end();
        Page { text: self.text, blocks: self.blocks, ..Page::blank(number) }
    }

    /// Writes what must stand before the next character and returns where that character goes.
    fn make_room(&mut self) -> usize {
        let start = self.open.as_ref().map_or(0, |block| block.span.start);
        if self.text.len() < start {
            self.text.push('\n');
        } else if self.blank && self.text.len() > start {
            self.text.push(' ');
        }
        self.blank = false;
        self.text.len()
    }
}

/// Whether a character is text: no control, no soft hyphen, no mark of width zero.
fn is_visible(character: char) -> bool {
    !character.is_whitespace()
        && !character.is_control()
        && !matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The letters of a Latin ligature (Unicode's Alphabetic Presentation Forms).
pub(crate) const fn spelt_out(character: char) -> Option<&'static str> {
    Some(match character {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::PageText;
    use proptest::prelude::*;
    use stratmine_model::{BlockKind, Span};

    #[test]
    fn blanks_are_single_and_blocks_stand_on_lines() {
        let mut page = PageText::new();
        assert_eq!(page.push_block(BlockKind::Heading(1), "  Our\n aims "), Some(Span::new(0, 8)));
        assert_eq!(page.push_block(BlockKind::Paragraph, " \u{200b}\n"), None);
        page.push_item(0, Some("1."), "e\u{fb03}cient ca\u{ad}re");
        assert_eq!(page.text(), "Our aims\nefficient care");
        assert_eq!(page.blocks()[1].marker.as_deref(), Some("1."));
    }

    #[test]
    fn pieces_are_placed_and_joined_as_their_blanks_say() {
        let mut page = PageText::new();
        page.push_block(BlockKind::Paragraph, "x");
        page.begin(BlockKind::Paragraph);
        assert_eq!(page.append(" We will co"), Span::new(2, 12));
        assert_eq!(page.append("operate "), Span::new(12, 19));
        assert_eq!(page.append("well"), Span::new(20, 24));
        assert_eq!(page.end(), Some(Span::new(2, 24)));
        assert_eq!(page.text(), "x\nWe will cooperate well");
    }

    #[test]
    fn rows_know_their_cells() {
        let mut page = PageText::new();
        assert_eq!(page.push_row(&["", " "], &[]), None);
        page.push_row(&["", "Patients", "", "Staff"], &[]);
        assert_eq!(page.text(), "| Patients | | Staff");
        let cells: Vec<&str> = page.blocks()[0].cells.iter().map(|c| &page.text()[c.start..c.end]).collect();
        assert_eq!(cells, ["", "Patients", "", "Staff"]);
    }

    proptest! {
        #[test]
        fn the_invariants_hold(blocks in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<String>(), 1..4)), 0..8)) {
            let mut page = PageText::new();
            for (row, texts) in &blocks {
                if *row {
                    page.push_row(texts, &[]);
                } else {
                    page.begin(BlockKind::Paragraph);
                    for text in texts {
                        let span = page.append(text);
                        let piece = page.text().get(span.start..span.end).expect("on boundaries");
                        prop_assert_eq!(piece, piece.trim());
                    }
                    page.end();
                }
            }
            let page = page.into_page(1);
            let texts: Vec<&str> = page.blocks.iter().map(|b| page.slice(b.span)).collect();
            prop_assert_eq!(texts.join("\n"), page.text.clone());
            for text in texts {
                prop_assert!(!text.is_empty() && text == text.trim() && !text.contains("  ") && !text.contains('\n'));
            }
            for block in &page.blocks {
                let mut past = block.span.start;
                for cell in &block.cells {
                    prop_assert!(cell.start >= past && cell.end <= block.span.end);
                    prop_assert!(page.text.get(cell.start..cell.end).is_some());
                    past = cell.end;
                }
            }
        }
    }
}
