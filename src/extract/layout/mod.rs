//! From positioned characters to pages of blocks in reading order.
//!
//! In: [`PageGlyphs`], the characters, ruled lines, boxes and pictures of each page as drawn, and what the file's own
//! structure says of the characters (`tag`). Out: [`Page`]s. Nothing here knows of PDF. The steps, in order:
//!
//! 1. `turn`: a page set sideways is turned level; every line keeps the way back.
//! 2. `fragment`: characters become pieces of lines, separated by gaps wider than a word space and between elements of
//!    the file's structure. Invisible text counts only where there is no other. `angled`: text across the page's
//!    direction is read apart and set aside.
//! 3. `furniture`: text at the same height in the margin of page after page is a running head or foot, numbers aside.
//!    So are bare page numbers, and what the file calls an artifact.
//! 4. `grid`: ruled lines and boxes become tables and panels.
//! 5. `order`: tables (`tables`) and boxes (`panels`) are taken out whole; the rest is cut into bands and columns
//!    (recursive cuts after Nagy and Seth, 1984). Columns whose pieces stand in rows are a table without rules
//!    (`unruled`).
//! 6. `paragraph`, `marker`: lines become paragraphs, list items and rows, by structure, distance, indent, style and
//!    markers.
//! 7. `classify`: the style of the whole document (`style`) tells headings and levels (`heading`), captions, notes,
//!    contents and references; `graphic` tells labels of drawings; `items` lists without bullets, and depths.
//! 8. `hyphen`: a hyphen at a line's end is dropped or kept by the rest of the same document, then by a word list that
//!    ships, never by other files.
//! 9. `compose` writes the page's text once, with the way back from every character to its place.
//!
//! Boldness is measured: how much of their boxes the letters cover, each compared with what is usual for that letter.
//! Type 1 fonts give no usable names. The structure tree of a PDF is evidence and not truth: its paragraphs, items,
//! headings and cells count where they look like such things on the page, and its order is not used. If a quarter of a
//! file's words are tagged as headings, no heading tag is believed.

mod angled;
mod classify;
mod compose;
mod fragment;
mod furniture;
mod graphic;
mod grid;
mod heading;
mod hyphen;
mod items;
mod marker;
mod order;
mod panels;
mod paragraph;
mod style;
mod tables;
mod tag;
#[cfg(test)]
mod tests;
mod turn;
mod unruled;

use std::borrow::Cow;
use stratmine_model::{Block, BlockKind, Page, PageGrade, PageQuality, Rect};
pub use tag::{Cell, Role, Tag};

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
    /// Drawn without paint (a text layer behind a picture).
    pub invisible: bool,
    /// What the file's own structure says of it.
    pub tag: Option<Tag>,
}

/// A straight line or box drawn on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
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
    pub rules: Vec<Rule>,
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
    #[must_use]
    pub fn picture_share(&self) -> f32 {
        let area: f32 = self.images.iter().map(|image| image.width() * image.height()).sum();
        (area / (self.width * self.height).max(1.0)).min(1.0)
    }
}

/// A block before it has a place in the page's text: lines of fragments, or cells of such.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RawBlock {
    pub(super) kind: BlockKind,
    /// One cell for all but table rows.
    pub(super) cells: Vec<Vec<fragment::Fragment>>,
    pub(super) column_heads: Vec<String>,
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
    fn new(kind: BlockKind, cells: Vec<Vec<fragment::Fragment>>, rect: Rect, column: (f32, f32)) -> Self {
        Self {
            kind,
            cells,
            column_heads: Vec::new(),
            marker: None,
            marker_glyphs: Vec::new(),
            rect,
            table: None,
            column,
            tag: None,
            boxed: false,
        }
    }

    /// Whether it is an item with a bullet, and no number or letter, before it.
    fn has_bullet(&self) -> bool {
        self.kind != BlockKind::Paragraph && self.marker.is_none()
    }
}

/// Lays out the pages of one document.
#[must_use]
pub fn lay_out(pages: &[PageGlyphs]) -> Vec<Page> {
    let turns: Vec<u8> = pages.iter().map(turn::of_page).collect();
    let level: Vec<Cow<'_, PageGlyphs>> = pages
        .iter()
        .zip(&turns)
        .map(|(page, turns)| match turns {
            0 => Cow::Borrowed(page),
            turns => Cow::Owned(turn::level(page, *turns)),
        })
        .collect();
    let mut drafts: Vec<Vec<RawBlock>> = Vec::with_capacity(pages.len());
    let (mut grades, mut read) = (Vec::with_capacity(pages.len()), Vec::with_capacity(pages.len()));
    for (page, turns) in level.iter().zip(&turns) {
        let (mut fragments, mut grade) = fragment::of_page(page);
        for fragment in &mut fragments {
            fragment.turns = *turns;
        }
        doubt(page, *turns, &mut grade);
        grades.push(grade);
        read.push(fragments);
    }
    let style = style::BodyStyle::of(&read);
    let running = furniture::find(&read, &level, &style);
    for (((page, fragments), running), turns) in level.iter().zip(read).zip(running).zip(&turns) {
        drafts.push(draft(page, fragments, &running, &style, *turns));
    }
    classify::name_kinds(&mut drafts, &style, &level);
    let words = hyphen::Vocabulary::of(&drafts);
    drafts
        .into_iter()
        .zip(pages)
        .zip(grades)
        .enumerate()
        .map(|(index, ((blocks, page), mut grade))| {
            if graphic::is_mostly_drawn(&blocks) {
                grade.lower_to(PageGrade::Fair, "much of it is the words of drawings, whose order may make no sense");
            }
            let (text, blocks, lines) = compose::compose(&blocks, &words);
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            Page { width: page.width, height: page.height, text, blocks, lines, grade, ..Page::blank(number) }
        })
        .collect()
}

/// Lowers a page's grade for what its characters leave in doubt.
fn doubt(page: &PageGlyphs, turns: u8, grade: &mut PageQuality) {
    if turns != 0 {
        grade.lower_to(PageGrade::Fair, "the text is set at a right angle to the page");
    }
    if page.unmapped > 0 {
        let all = page.runs.iter().map(|run| run.glyphs.len()).sum::<usize>().max(1);
        let share = page.unmapped as f32 / all as f32;
        if share > 0.005 {
            let reading = if share > 0.1 { PageGrade::Poor } else { PageGrade::Fair };
            grade.lower_to(reading, format!("{} of {all} characters could not be told", page.unmapped));
        }
    }
    if page.cut_off {
        grade.lower_to(PageGrade::Poor, "the page has too many characters; the rest was left out");
    }
}

/// One page's blocks in reading order, kinds still to be told from the whole document.
fn draft(
    page: &PageGlyphs,
    fragments: Vec<fragment::Fragment>,
    running: &[bool],
    style: &style::BodyStyle,
    turns: u8,
) -> Vec<RawBlock> {
    let (mut heads, mut body, mut feet) = (Vec::new(), Vec::new(), Vec::new());
    for (fragment, running) in fragments.into_iter().zip(running) {
        match (running, fragment.baseline < page.height / 2.0) {
            (true, true) => heads.push(fragment),
            (true, false) => feet.push(fragment),
            (false, _) => body.push(fragment),
        }
    }
    let furniture = |fragments: Vec<fragment::Fragment>| fragment::rows(fragments).into_iter().map(paragraph::running);
    let mut blocks: Vec<RawBlock> = furniture(heads).collect();
    blocks.extend(order::read(body, &grid::find(page), page, style));
    blocks.extend(angled::read(page, turns));
    blocks.extend(furniture(feet));
    blocks
}

/// What compose gives: the text, its blocks, its lines.
type Composed = (String, Vec<Block>, Vec<stratmine_model::Line>);
