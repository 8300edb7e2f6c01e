//! What the steps of layout hand on to each other: regions of a page before they have an order, and blocks before they
//! have a place in the page's text.

use super::fragment::{self, Fragment};
use super::input::{Glyph, Tag};
use stratmine_model::{BlockKind, Rect};

/// A block before it has a place in the page's text: lines of fragments, or cells of such.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RawBlock {
    pub(super) kind: BlockKind,
    /// One cell for all but table rows.
    pub(super) cells: Vec<Vec<Fragment>>,
    pub(super) column_heads: Vec<String>,
    /// For each cell that holds several items or paragraphs, the lines that these begin with; else empty.
    pub(super) pieces: Vec<Vec<usize>>,
    /// What a cell says that begins in a row above and reaches into this one.
    pub(super) row_head: Option<String>,
    /// The number or letter before a list item.
    pub(super) marker: Option<String>,
    /// The characters of the marker, a bullet's too, as they stand before the text.
    pub(super) marker_glyphs: Vec<Glyph>,
    pub(super) rect: Rect,
    /// Which table of the page a row belongs to.
    pub(super) table: Option<usize>,
    /// The horizontal extent of the column it stands in.
    pub(super) column: (f32, f32),
    /// What the file's structure says of its first line that it says anything of.
    pub(super) tag: Option<Tag>,
    /// Whether it stands in a box of its own.
    pub(super) boxed: bool,
}

impl RawBlock {
    /// A block of which no more is known than what it is and where it stands.
    pub(super) fn new(kind: BlockKind, cells: Vec<Vec<Fragment>>, rect: Rect, column: (f32, f32)) -> Self {
        Self {
            kind,
            cells,
            column_heads: Vec::new(),
            pieces: Vec::new(),
            row_head: None,
            marker: None,
            marker_glyphs: Vec::new(),
            rect,
            table: None,
            column,
            tag: None,
            boxed: false,
        }
    }

    /// The text of its lines, joined by spaces.
    pub(super) fn text(&self) -> String {
        fragment::text_of(self.cells.iter().flatten())
    }

    /// Whether it is an item with a bullet, and no number or letter, before it.
    pub(super) fn has_bullet(&self) -> bool {
        self.kind != BlockKind::Paragraph && self.marker.is_none()
    }
}

/// A part of a page that is put in order as a whole.
pub(super) enum Unit {
    Text(Fragment),
    Panel(Rect, Vec<Fragment>),
    Table(Rect, Vec<RawBlock>),
    /// Boxes in rows and columns, in the order in which they are read.
    Cards(Rect, Vec<(Rect, Vec<Fragment>)>),
}

impl Unit {
    pub(super) fn rect(&self) -> Rect {
        match self {
            Self::Text(fragment) => fragment.rect,
            Self::Panel(rect, _) | Self::Table(rect, _) | Self::Cards(rect, _) => *rect,
        }
    }
}
