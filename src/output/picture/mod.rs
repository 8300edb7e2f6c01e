//! The picture of a page with what was read of it drawn on: blocks boxed by kind and numbered in reading order, quotes
//! marked as with a pen.
//!
//! In go the page as drawn (a [`Canvas`]) and the page as read; out comes a PNG. Nothing here knows how a page is drawn.

mod canvas;
mod kinds;
mod legend;
mod pieces;
mod snippet;

pub use canvas::Canvas;
pub use snippet::snippet;

use canvas::{Area, Letters};
use embedded_graphics::pixelcolor::{Rgb888, RgbColor as _};
use kinds::{KindSign, sign};
use stratmine_model::{Page, Rect, Span};

/// The colour of a mark: dark letters are read through it.
const MARK: Rgb888 = Rgb888::new(255, 221, 51);
/// The line beneath a mark, so that it is told without its colour.
const UNDERLINE: Rgb888 = Rgb888::new(170, 60, 0);
/// How far a box stands off its text, in points.
const MARGIN: f32 = 1.5;

/// What is to be drawn on the picture of a page.
#[derive(Clone, Debug)]
pub struct Picture<'p> {
    /// The page as read.
    pub page: &'p Page,
    /// Number of pages of its paper, for the legend.
    pub pages: usize,
    /// Dots a point.
    pub scale: f32,
    /// Whether blocks are boxed and a legend is added below the page.
    pub boxes: bool,
    /// The quotes to mark, as spans of **bytes** of the page's text.
    pub marks: &'p [Span],
}

impl Picture<'_> {
    /// Draws it on the page's picture and gives the whole as PNG.
    ///
    /// # Errors
    /// In words, where the picture cannot be a PNG.
    pub fn to_png(&self, mut canvas: Canvas) -> Result<Vec<u8>, String> {
        for mark in self.marks {
            for place in self.page.boxes(*mark) {
                let area = self.area(&place).grown(self.dots(0.5));
                canvas.tint(area, MARK);
                let thick = self.dots(1.0);
                canvas.fill(Area { top: area.bottom - thick, ..area }, UNDERLINE);
            }
        }
        if self.boxes {
            let placed = self.draw_blocks(&mut canvas);
            legend::draw(self, placed, &mut canvas);
        }
        canvas.to_png()
    }

    /// Boxes and numbers of all blocks; gives the number of blocks that have a place.
    fn draw_blocks(&self, canvas: &mut Canvas) -> usize {
        let mut placed = 0;
        let mut tags: Vec<Area> = Vec::new();
        let thick = self.dots(0.8);
        let letters = Self::letters(canvas);
        for (index, block) in self.page.blocks.iter().enumerate() {
            let KindSign { letter, colour: own, .. } = sign(block.kind);
            let is_row = !block.cells.is_empty();
            let pieces: Vec<Rect> = if is_row {
                pieces::around(self.page, block.span).into_iter().collect()
            } else {
                pieces::pieces(self.page, block.span)
            };
            for cell in block.cells.iter().filter_map(|cell| pieces::around(self.page, *cell)) {
                canvas.frame(self.area(&cell).grown(1), 1, own);
            }
            placed += usize::from(!pieces.is_empty());
            for (part, piece) in pieces.iter().enumerate() {
                let area = self.area(piece).grown(self.dots(MARGIN));
                // A white line around it shows it on coloured ground.
                canvas.frame(area.grown(1), 1, Rgb888::WHITE);
                canvas.frame(area, thick, own);
                // What goes on in the next column says so.
                let goes_on = if part > 0 { "+" } else { "" };
                let text = format!("{}{goes_on} {letter}", index + 1);
                let tag = Self::free_place(&text, area, letters, &tags);
                canvas.fill(tag, own);
                canvas.write(&text, tag.left + TAG_ROOM / 2, tag.top, letters, Rgb888::WHITE);
                tags.push(tag);
            }
        }
        placed
    }

    /// Where a tag goes: left of its box at the top, further down where another tag stands already.
    fn free_place(text: &str, area: Area, letters: Letters, taken: &[Area]) -> Area {
        let (width, height) = (letters.width_of(text) + TAG_ROOM, letters.height());
        let mut tag = Area::at((area.left - width).max(0), area.top, width, height);
        while let Some(other) = taken.iter().rev().take(MOST_TAGS_BESIDE).find(|other| other.meets(&tag)) {
            tag = Area::at(tag.left, other.bottom, width, height);
        }
        tag
    }

    /// Letters that can be read where the whole picture fills a screen.
    fn letters(canvas: &Canvas) -> Letters {
        Letters::at_most(canvas.width().max(canvas.height()) / LETTERS_A_SIDE)
    }

    /// Points as dots, at least one.
    #[allow(clippy::cast_possible_truncation, reason = "a picture has fewer dots than fit; the cast is bounded anyway")]
    fn dots(&self, points: f32) -> i32 {
        ((points * self.scale).round() as i32).max(1)
    }

    #[allow(clippy::cast_possible_truncation, reason = "a picture has fewer dots than fit; the cast is bounded anyway")]
    fn area(&self, place: &Rect) -> Area {
        let dots = |points: f32| (points * self.scale).clamp(-1e6, 1e6);
        Area {
            left: dots(place.x0).floor() as i32,
            top: dots(place.y0).floor() as i32,
            right: dots(place.x1).ceil() as i32,
            bottom: dots(place.y1).ceil() as i32,
        }
    }
}

/// Blank dots in a tag beside its letters.
const TAG_ROOM: i32 = 4;

/// How many letters at least fit along the longer side of a picture.
const LETTERS_A_SIDE: i32 = 180;

/// How many of the tags drawn last a new one makes way for.
const MOST_TAGS_BESIDE: usize = 64;

#[cfg(test)]
mod tests;
