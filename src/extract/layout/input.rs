//! What layout reads: the characters, lines and pictures of a page as drawn, and what the file's own structure says of
//! them.
//!
//! Tagged files (PDF 2.0, 14.7 and 14.8) say which characters make one paragraph, item, heading or cell. Layout takes
//! that as evidence, not as truth: what programs tag by themselves is often no more than their own boxes.

use stratmine_model::Rect;

/// A character where it stands: its origin on the baseline and the end of its advance, in points from the top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// The character.
    pub character: char,
    /// Origin, across.
    pub x0: f32,
    /// End of the advance, across.
    pub x1: f32,
    /// Origin, down.
    pub y0: f32,
    /// End of the advance, down.
    pub y1: f32,
}

/// Characters that the page draws in one go, in one font.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// The characters.
    pub glyphs: Vec<Glyph>,
    /// Height of the em square in points.
    pub size: f32,
    /// The baseline of the first character.
    pub baseline: f32,
    /// Direction of writing in degrees, 0 from left to right, positive clockwise as seen.
    pub angle: f32,
    /// Colour, packed as red, green, blue, opacity.
    pub colour: u32,
    /// Darkness of the letters relative to a regular text face (about 1; bold faces have 1.3 and more), where there were
    /// any to judge by.
    pub ink: Option<f32>,
    /// Whether its letters lean to the right, where there were any to judge by.
    pub italic: Option<bool>,
    /// Drawn without paint (a text layer behind a picture).
    pub invisible: bool,
    /// What the file's own structure says of it.
    pub tag: Option<Tag>,
}

/// A straight line or box drawn on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuledLine {
    /// Its extent.
    pub rect: Rect,
    /// Whether it is an outline and not an area.
    pub stroked: bool,
    /// Colour, packed as red, green, blue, opacity.
    pub colour: u32,
}

/// What a page draws, as far as reading needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageGlyphs {
    /// Width in points as shown.
    pub width: f32,
    /// Height in points as shown.
    pub height: f32,
    /// Text in drawing order.
    pub runs: Vec<Run>,
    /// Straight lines and boxes.
    pub rules: Vec<RuledLine>,
    /// Small shapes, as drawn bullets are.
    pub dots: Vec<Rect>,
    /// The extent of each picture, cut to the page.
    pub images: Vec<Rect>,
    /// Number of curved shapes: text drawn as outlines and drawings have many.
    pub curves: usize,
    /// The extent of curved shapes larger than a dot; not all where there are very many.
    pub drawings: Vec<Rect>,
    /// Number of glyphs whose character is unknown.
    pub unmapped: usize,
    /// Whether glyphs were left out because there were too many.
    pub cut_off: bool,
}

impl PageGlyphs {
    /// The share of the page that pictures cover, at most 1; overlaps count twice.
    pub fn picture_share(&self) -> f32 {
        let area: f32 = self.images.iter().map(|image| image.width() * image.height()).sum();
        (area / (self.width * self.height).max(1.0)).min(1.0)
    }
}

/// The place of some characters in the file's structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The element that holds them and is read as one: elements are counted over the document in structure order.
    pub element: u32,
    /// What that element is.
    pub role: Role,
    /// The innermost cell that they stand in.
    pub cell: Option<TableCell>,
}

/// What an element says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Running text, or nothing in particular.
    Text,
    /// A heading; level 1 to 6 where it names one.
    Heading(u8),
    /// An item of a list.
    Item,
    /// A caption.
    Caption,
    /// A footnote or endnote.
    Note,
    /// A line of a contents list.
    Contents,
    /// No part of the text: running heads and feet, page numbers, decoration.
    Artifact,
}

/// A place in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableCell {
    /// The table: counted over the document.
    pub table: u32,
    /// The row, from 0.
    pub row: u32,
    /// The first column it covers, from 0.
    pub column: u32,
    /// Whether it heads its row or column.
    pub head: bool,
}
