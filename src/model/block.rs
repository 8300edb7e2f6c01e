//! What stands on a page: its blocks and their kinds.

use super::Span;
use serde::{Deserialize, Serialize};

/// What a block is on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BlockKind {
    /// A heading of level 1 (highest) to 6.
    Heading(u8),
    /// Running text.
    #[default]
    Paragraph,
    /// A bullet or numbered item, nested 0 (outermost) or deeper.
    ListItem(u8),
    /// A row of a table; its cells are in [`Block::cells`].
    TableRow,
    /// A caption, pull quote or photo credit.
    Caption,
    /// A footnote.
    Footnote,
    /// A line of a contents page.
    Contents,
    /// An entry of a reference list.
    Reference,
    /// A label inside a figure or graphic.
    Chart,
    /// A running head or foot, or a page number.
    Running,
}

impl BlockKind {
    /// The name used in the public record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Heading(_) => "heading",
            Self::Paragraph => "paragraph",
            Self::ListItem(_) => "list_item",
            Self::TableRow => "table_row",
            Self::Caption => "caption",
            Self::Footnote => "footnote",
            Self::Contents => "contents",
            Self::Reference => "reference",
            Self::Chart => "chart",
            Self::Running => "running",
        }
    }

    /// The kind of that name; `degree` is the level of a heading or the depth of a list item.
    pub fn named(name: &str, degree: u8) -> Option<Self> {
        let all = [
            Self::Heading(degree),
            Self::Paragraph,
            Self::ListItem(degree),
            Self::TableRow,
            Self::Caption,
            Self::Footnote,
            Self::Contents,
            Self::Reference,
            Self::Chart,
            Self::Running,
        ];
        all.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether statements are drawn from blocks of this kind (the codebook calls the rest furniture; headings govern
    /// statements and are none).
    pub const fn holds_statements(self) -> bool {
        matches!(self, Self::Paragraph | Self::ListItem(_) | Self::TableRow)
    }
}

/// A piece of the page that is read as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where its text lies in the page's text.
    pub span: Span,
    /// For a table row, where its cells lie in the page's text, left to right; else empty.
    pub cells: Vec<Span>,
    /// For a table row under a header row, the header of each cell (empty where a column has none); else empty.
    pub column_heads: Vec<String>,
    /// For a table row whose cells hold lists or several paragraphs, where these items and paragraphs lie in the page's
    /// text, each within its cell; else empty. A cell that is one piece has none.
    pub pieces: Vec<Span>,
    /// For a table row that a cell from above reaches into, what that cell says: it names this row too.
    pub row_head: Option<String>,
    /// The number or label that stood before a list item ("3.", "a)"), where it was not a mere bullet.
    pub marker: Option<String>,
    /// Where the source ends sections before this block (an accordion that is over), the level of the highest heading that
    /// governs nothing from here on. Only of a paper as read.
    pub closes: Option<u8>,
    /// Its places on the page, `[x0, y0, x1, y1]` in points from the top left, one box a printed line. Only of a page
    /// without lines: see [`Page::without_lines`](super::Page::without_lines).
    #[serde(skip)]
    pub boxes: Vec<[f32; 4]>,
}

impl Block {
    /// A block without cells, heads, pieces, marker or boxes, which closes nothing.
    pub const fn new(kind: BlockKind, span: Span) -> Self {
        Self {
            kind,
            span,
            cells: Vec::new(),
            column_heads: Vec::new(),
            pieces: Vec::new(),
            row_head: None,
            marker: None,
            closes: None,
            boxes: Vec::new(),
        }
    }
}
