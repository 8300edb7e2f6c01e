//! What a file's own structure says of its text, as far as reading needs it.
//!
//! Tagged files (PDF 2.0, 14.7 and 14.8) say which characters make one paragraph, item, heading or cell. Layout takes
//! that as evidence, not as truth: what programs tag by themselves is often no more than their own boxes.

/// The place of some characters in the file's structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The element that holds them and is read as one: elements are counted over the document in structure order.
    pub element: u32,
    /// What that element is.
    pub role: Role,
    /// The innermost cell that they stand in.
    pub cell: Option<Cell>,
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
pub struct Cell {
    /// The table: counted over the document.
    pub table: u32,
    /// The row, from 0.
    pub row: u32,
    /// The first column it covers, from 0.
    pub column: u32,
    /// Whether it heads its row or column.
    pub head: bool,
}
