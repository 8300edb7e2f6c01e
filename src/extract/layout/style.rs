//! The typography of the running text of a document, and of a block compared with it.

#![allow(clippy::cast_possible_truncation, reason = "places on a page are small numbers")]

use super::RawBlock;
use super::fragment::{self, Fragment};
use std::collections::BTreeMap;

/// How the running text of a document is set.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BodyStyle {
    /// Size in points.
    pub(super) size: f32,
    /// Darkness, as in [`super::Run::ink`].
    pub(super) ink: f32,
    pub(super) colour: u32,
    pub(super) italic: bool,
}

impl BodyStyle {
    /// The style of most characters.
    pub(super) fn of(pages: &[Vec<Fragment>]) -> Self {
        let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
        let fragments = || pages.iter().flatten();
        for fragment in fragments() {
            *sizes.entry(tenths(fragment.size)).or_default() += fragment.weight();
        }
        let size = sizes.iter().max_by_key(|(size, count)| (**count, -**size)).map_or(110, |(size, _)| *size);
        let of_size = || fragments().filter(move |fragment| (tenths(fragment.size) - size).abs() <= 3);
        let mut colours: BTreeMap<u32, usize> = BTreeMap::new();
        let mut inks: Vec<(f32, usize)> = Vec::new();
        let (mut italic, mut all) = (0, 0);
        for fragment in of_size() {
            italic += if fragment.is_italic() { fragment.weight() } else { 0 };
            all += fragment.weight();
            *colours.entry(fragment.colour).or_default() += fragment.weight();
            inks.extend(fragment.ink.map(|ink| (ink, fragment.weight())));
        }
        inks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let half = inks.iter().map(|(_, weight)| weight).sum::<usize>() / 2;
        let mut passed = 0;
        let ink = inks.iter().find(|(_, weight)| {
            passed += weight;
            passed >= half
        });
        Self {
            size: size as f32 / 10.0,
            ink: ink.map_or(1.0, |(ink, _)| *ink),
            colour: colours.iter().max_by_key(|(_, count)| **count).map_or(0, |(colour, _)| *colour),
            italic: italic * 2 > all,
        }
    }

    /// The narrowest gap that parts two columns, in points.
    pub(super) fn gutter(&self) -> f32 {
        (0.9 * self.size).clamp(7.0, 12.0)
    }
}

/// Whether letters of such darkness are bold beside the running text.
pub(super) fn is_bold(ink: f32, style: &BodyStyle) -> bool {
    ink > 1.18 * style.ink
}

/// How all of a text is set apart but by size and weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Emphasis {
    Plain,
    Underlined,
    /// In italics, where the running text is not.
    Italic,
}

/// The typography and the text of a block.
pub(super) struct TypeStyle {
    /// Size of most of its letters, in points.
    pub(super) size: f32,
    /// Darkness, as in [`super::Run::ink`].
    pub(super) ink: f32,
    /// Whether it is set in another colour than the running text.
    pub(super) coloured: bool,
    /// Whether it is set in light letters, as on a dark ground.
    pub(super) light: bool,
    pub(super) emphasis: Emphasis,
    /// Number of words with a letter in them.
    pub(super) words: usize,
    pub(super) text: String,
    /// Number of pieces of lines.
    pub(super) lines: usize,
}

impl TypeStyle {
    pub(super) fn of(block: &RawBlock, style: &BodyStyle) -> Self {
        let lines = || block.cells.iter().flatten();
        let main = fragment::heaviest(lines());
        let text = block.text();
        Self {
            size: main.map_or(style.size, |line| line.size),
            ink: main.and_then(|line| line.ink).unwrap_or(style.ink),
            coloured: main.is_some_and(|line| fragment::colours_differ(line.colour, style.colour)),
            light: main.is_some_and(|line| fragment::is_light(line.colour)),
            emphasis: if lines().all(|line| line.underlined) {
                Emphasis::Underlined
            } else if !style.italic && lines().all(Fragment::is_italic) {
                Emphasis::Italic
            } else {
                Emphasis::Plain
            },
            words: text.split(' ').filter(|word| word.chars().any(char::is_alphabetic)).count(),
            lines: lines().count(),
            text,
        }
    }

    pub(super) fn bold(&self, style: &BodyStyle) -> bool {
        is_bold(self.ink, style)
    }

    pub(super) fn capitals(&self) -> bool {
        let letters = || self.text.chars().filter(|character| character.is_alphabetic());
        letters().count() > 3 && letters().all(char::is_uppercase)
    }

    /// The text without the note marks at its end: "…smokers. [2]".
    pub(super) fn without_notes(&self) -> &str {
        let text = self.text.trim_end();
        match text.strip_suffix(']').and_then(|open| open.rsplit_once('[')) {
            Some((before, mark)) if mark.len() <= 3 && mark.bytes().all(|byte| byte.is_ascii_digit()) => {
                before.trim_end()
            }
            _ => text,
        }
    }
}

/// Tenths of a point, for sizes that are compared; no letter is larger than a house.
pub(super) fn tenths(size: f32) -> i32 {
    (size * 10.0).round().clamp(0.0, 1e6) as i32
}
