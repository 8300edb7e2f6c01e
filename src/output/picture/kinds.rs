//! How the kinds of blocks are told apart: by a letter, and by a colour.

use embedded_graphics::pixelcolor::Rgb888;
use stratmine_model::BlockKind;

/// The short name of a kind: a letter, for headings with their level and for list items with their depth, both from 1.
pub(super) fn letter(kind: BlockKind) -> String {
    match kind {
        BlockKind::Heading(level) => format!("H{level}"),
        BlockKind::ListItem(depth) => format!("L{}", u16::from(depth) + 1),
        BlockKind::Paragraph => "P".to_owned(),
        BlockKind::TableRow => "T".to_owned(),
        BlockKind::Caption => "C".to_owned(),
        BlockKind::Footnote => "N".to_owned(),
        BlockKind::Contents => "O".to_owned(),
        BlockKind::Reference => "R".to_owned(),
        BlockKind::Chart => "G".to_owned(),
        BlockKind::Running => "F".to_owned(),
    }
}

/// What the letter stands for.
pub(super) const fn meaning(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading(_) => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::ListItem(_) => "list item",
        BlockKind::TableRow => "table row",
        BlockKind::Caption => "caption",
        BlockKind::Footnote => "footnote",
        BlockKind::Contents => "line of contents",
        BlockKind::Reference => "reference",
        BlockKind::Chart => "words in a figure",
        BlockKind::Running => "running head or foot",
    }
}

/// Colours after Okabe and Ito (2008, *Color Universal Design*), which most colour-blind people tell apart, darkened where
/// white letters on them would be hard to read.
pub(super) const fn colour(kind: BlockKind) -> Rgb888 {
    match kind {
        BlockKind::Heading(_) => Rgb888::new(200, 70, 0),
        BlockKind::Paragraph => Rgb888::new(0, 92, 170),
        BlockKind::ListItem(_) => Rgb888::new(0, 125, 90),
        BlockKind::TableRow => Rgb888::new(160, 60, 130),
        BlockKind::Caption => Rgb888::new(150, 95, 0),
        BlockKind::Footnote => Rgb888::new(110, 100, 0),
        BlockKind::Contents => Rgb888::new(20, 120, 160),
        BlockKind::Reference => Rgb888::new(95, 75, 60),
        BlockKind::Chart => Rgb888::new(20, 20, 20),
        BlockKind::Running => Rgb888::new(110, 110, 110),
    }
}
