//! The picture of a page with what was read of it drawn on: blocks boxed by kind and numbered in reading order, quotes
//! marked as with a pen.
//!
//! In go the page as drawn (a [`Canvas`]) and the page as read; out comes a PNG. Nothing here knows how a page is drawn.

mod canvas;
mod kinds;
mod legend;
mod pieces;

pub use canvas::Canvas;

use crate::model::{Page, Rect, Span};
use canvas::{Area, LETTER_HEIGHT, LETTER_WIDTH};
use embedded_graphics::pixelcolor::{Rgb888, RgbColor as _};
use kinds::{colour, letter};

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
        let thick = self.dots(0.6);
        for (index, block) in self.page.blocks.iter().enumerate() {
            let own = colour(block.kind);
            let is_row = !block.cells.is_empty();
            let pieces: Vec<Rect> = if is_row {
                pieces::around(self.page, block.span).into_iter().collect()
            } else {
                pieces::pieces(self.page, block.span)
            };
            for cell in block.cells.iter().filter_map(|cell| pieces::around(self.page, *cell)) {
                canvas.frame(self.area(&cell), 1, own);
            }
            placed += usize::from(!pieces.is_empty());
            for (part, piece) in pieces.iter().enumerate() {
                let area = self.area(piece).grown(self.dots(MARGIN));
                canvas.frame(area, thick, own);
                // What goes on in the next column says so.
                let goes_on = if part > 0 { "+" } else { "" };
                let text = format!("{}{goes_on} {}", index + 1, letter(block.kind));
                let tag = self.free_place(&text, area, &tags);
                self.draw_tag(canvas, &text, tag, own);
                tags.push(tag);
            }
        }
        placed
    }

    /// Where a tag goes: left of its box at the top, further down where another tag stands already.
    fn free_place(&self, text: &str, area: Area, taken: &[Area]) -> Area {
        let (width, height) = self.tag_size(text);
        let mut tag = Area::at((area.left - width).max(0), area.top, width, height);
        while let Some(other) = taken.iter().rev().take(MOST_TAGS_BESIDE).find(|other| other.meets(&tag)) {
            tag = Area::at(tag.left, other.bottom, width, height);
        }
        tag
    }

    /// Width and height of a tag in dots.
    fn tag_size(&self, text: &str) -> (i32, i32) {
        let letters = i32::try_from(text.chars().count()).unwrap_or_default();
        let times = self.times();
        ((letters * LETTER_WIDTH + 4) * times, LETTER_HEIGHT * times)
    }

    fn draw_tag(&self, canvas: &mut Canvas, text: &str, tag: Area, own: Rgb888) {
        canvas.fill(tag, own);
        canvas.write(text, tag.left + 2 * self.times(), tag.top, self.times(), Rgb888::WHITE);
    }

    /// By how much letters are enlarged: they are 6.5 points high at two dots a point.
    #[allow(clippy::cast_possible_truncation, reason = "a scale is between a half and a few")]
    fn times(&self) -> i32 {
        (self.scale / 2.0).round().clamp(1.0, 8.0) as i32
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

/// How many of the tags drawn last a new one makes way for.
const MOST_TAGS_BESIDE: usize = 64;

#[cfg(test)]
mod tests;
