//! How the kinds of blocks are told apart: by a letter, and by a colour.

use embedded_graphics::pixelcolor::Rgb888;
use stratmine_model::BlockKind;

/// How a kind is shown.
pub(super) struct KindSign {
    /// Its place in the legend.
    pub(super) rank: u8,
    /// A letter, for headings with their level and for list items with their depth, both from 1.
    pub(super) letter: String,
    /// What the letter stands for.
    pub(super) meaning: &'static str,
    pub(super) colour: Rgb888,
}

/// Colours after Okabe and Ito (2008, *Color Universal Design*), which most colour-blind people tell apart, darkened where
/// white letters on them would be hard to read.
pub(super) fn sign(kind: BlockKind) -> KindSign {
    let (rank, letter, meaning, [red, green, blue]) = match kind {
        BlockKind::Heading(_) => (0, "H", "heading", [200, 70, 0]),
        BlockKind::Paragraph => (1, "P", "paragraph", [0, 92, 170]),
        BlockKind::ListItem(_) => (2, "L", "list item", [0, 125, 90]),
        BlockKind::TableRow => (3, "T", "table row", [160, 60, 130]),
        BlockKind::Caption => (4, "C", "caption", [150, 95, 0]),
        BlockKind::Footnote => (5, "N", "footnote", [110, 100, 0]),
        BlockKind::Contents => (6, "O", "line of contents", [20, 120, 160]),
        BlockKind::Reference => (7, "R", "reference", [95, 75, 60]),
        BlockKind::Chart => (8, "G", "words in a figure", [20, 20, 20]),
        BlockKind::Running => (9, "F", "running head or foot", [110, 110, 110]),
    };
    let letter = match kind {
        BlockKind::Heading(level) => format!("{letter}{level}"),
        BlockKind::ListItem(depth) => format!("{letter}{}", u16::from(depth) + 1),
        _ => letter.to_owned(),
    };
    KindSign { rank, letter, meaning, colour: Rgb888::new(red, green, blue) }
}
