//! A bitmap that can be drawn on and written as PNG.

use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Point, Size};
use embedded_graphics::mono_font::iso_8859_1::{FONT_7X13_BOLD, FONT_9X15_BOLD, FONT_10X20};
use embedded_graphics::mono_font::{MonoFont, MonoTextStyleBuilder};
use embedded_graphics::pixelcolor::{Rgb888, RgbColor as _};
use embedded_graphics::text::{Baseline, Text};
use embedded_graphics::{Drawable as _, Pixel};
use std::convert::Infallible;

/// The letters that are written: a font of fixed width, each dot of it `times` dots wide and high.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    font: &'static MonoFont<'static>,
    times: i32,
}

impl Letters {
    /// The largest letters that are not wider than so many dots, or the smallest there are.
    pub(super) fn at_most(width: i32) -> Self {
        let sizes =
            (1..=8).flat_map(|times| [&FONT_7X13_BOLD, &FONT_9X15_BOLD, &FONT_10X20].map(|font| Self { font, times }));
        let fitting = sizes.filter(|letters| letters.width() <= width).max_by_key(Self::width);
        fitting.unwrap_or(Self { font: &FONT_7X13_BOLD, times: 1 })
    }

    /// Width of a letter in dots.
    pub(super) fn width(&self) -> i32 {
        i32::try_from(self.font.character_size.width).unwrap_or(i32::MAX) * self.times
    }

    /// Height of a letter in dots.
    pub(super) fn height(&self) -> i32 {
        i32::try_from(self.font.character_size.height).unwrap_or(i32::MAX) * self.times
    }

    /// Width of a text in dots.
    pub(super) fn width_of(&self, text: &str) -> i32 {
        self.width() * i32::try_from(text.chars().count()).unwrap_or_default()
    }
}

/// A part of a canvas in dots: left, top, right and bottom edge, the last two excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
}

impl Area {
    pub(super) const fn at(left: i32, top: i32, width: i32, height: i32) -> Self {
        Self { left, top, right: left + width, bottom: top + height }
    }

    /// This area with every edge so many dots further out.
    pub(super) const fn grown(&self, dots: i32) -> Self {
        Self { left: self.left - dots, top: self.top - dots, right: self.right + dots, bottom: self.bottom + dots }
    }

    pub(super) const fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// A page's picture on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canvas {
    width: u32,
    height: u32,
    /// Red, green and blue of each dot, row by row from the top.
    rgb: Vec<u8>,
}

impl Canvas {
    /// A canvas of red, green and blue bytes, row by row from the top; dots that are missing are white.
    pub fn new(width: u32, height: u32, mut rgb: Vec<u8>) -> Self {
        rgb.resize(3 * as_index(width) * as_index(height), u8::MAX);
        Self { width, height, rgb }
    }

    /// Width in dots.
    pub(super) fn width(&self) -> i32 {
        i32::try_from(self.width).unwrap_or(i32::MAX)
    }

    /// Height in dots.
    pub(super) fn height(&self) -> i32 {
        i32::try_from(self.height).unwrap_or(i32::MAX)
    }

    /// Adds so many white rows at the bottom.
    pub(super) fn lengthen(&mut self, rows: i32) {
        self.height += u32::try_from(rows).unwrap_or_default();
        self.rgb.resize(3 * as_index(self.width) * as_index(self.height), u8::MAX);
    }

    /// The rows from one to before another, as far as there are any; one at least.
    pub(super) fn strip(self, from: i32, to: i32) -> Self {
        let from = u32::try_from(from.max(0)).unwrap_or_default().min(self.height.saturating_sub(1));
        let to = u32::try_from(to.max(0)).unwrap_or_default().clamp(from + 1, self.height.max(from + 1));
        let row = 3 * as_index(self.width);
        let rgb = self.rgb.get(row * as_index(from)..row * as_index(to)).unwrap_or_default().to_vec();
        Self::new(self.width, to - from, rgb)
    }

    fn dot(&mut self, x: i32, y: i32) -> Option<&mut [u8]> {
        if x >= self.width() {
            return None;
        }
        let start = 3 * (usize::try_from(y).ok()? * as_index(self.width) + usize::try_from(x).ok()?);
        self.rgb.get_mut(start..start + 3)
    }

    pub(super) fn fill(&mut self, area: Area, colour: Rgb888) {
        self.change(area, |dot| dot.copy_from_slice(&[colour.r(), colour.g(), colour.b()]));
    }

    /// Lays a colour over an area as a marker pen does: what is dark stays dark.
    pub(super) fn tint(&mut self, area: Area, colour: Rgb888) {
        let shares = [colour.r(), colour.g(), colour.b()].map(u16::from);
        self.change(area, |dot| {
            for (part, share) in dot.iter_mut().zip(shares) {
                // The product of two bytes, divided by 255, is a byte.
                *part = u8::try_from(u16::from(*part) * share / 255).unwrap_or(u8::MAX);
            }
        });
    }

    /// Draws the edge of an area, so many dots thick, inwards.
    pub(super) fn frame(&mut self, area: Area, thick: i32, colour: Rgb888) {
        let Area { left, top, right, bottom } = area;
        self.fill(Area { bottom: top + thick, ..area }, colour);
        self.fill(Area { top: bottom - thick, ..area }, colour);
        self.fill(Area { right: left + thick, ..area }, colour);
        self.fill(Area { left: right - thick, ..area }, colour);
    }

    /// Writes a line of Latin-1 letters; other characters become "?".
    pub(super) fn write(&mut self, text: &str, left: i32, top: i32, letters: Letters, colour: Rgb888) {
        let style = MonoTextStyleBuilder::new().font(letters.font).text_color(colour).build();
        let mut enlarged = Enlarged { canvas: self, left, top, times: letters.times };
        // Drawing on memory cannot fail.
        let Ok(_) = Text::with_baseline(text, Point::zero(), style, Baseline::Top).draw(&mut enlarged);
    }

    fn change(&mut self, area: Area, mut how: impl FnMut(&mut [u8])) {
        let columns = area.left.max(0)..area.right.min(self.width());
        for y in area.top.max(0)..area.bottom.min(self.height()) {
            for x in columns.clone() {
                if let Some(dot) = self.dot(x, y) {
                    how(dot);
                }
            }
        }
    }

    /// The picture as PNG (ISO/IEC 15948), in red, green and blue of 8 bits. The same dots give the same bytes.
    ///
    /// # Errors
    /// In words, where the picture cannot be a PNG.
    pub(super) fn to_png(&self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&self.rgb)?;
            writer.finish()
        });
        written.map(|()| bytes).map_err(|error| error.to_string())
    }
}

fn as_index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A canvas on which every dot is a square of dots.
struct Enlarged<'c> {
    canvas: &'c mut Canvas,
    left: i32,
    top: i32,
    times: i32,
}

impl OriginDimensions for Enlarged<'_> {
    fn size(&self) -> Size {
        Size::new(self.canvas.width, self.canvas.height)
    }
}

impl DrawTarget for Enlarged<'_> {
    type Color = Rgb888;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Rgb888>>>(&mut self, pixels: I) -> Result<(), Infallible> {
        let times = self.times;
        for Pixel(at, colour) in pixels {
            self.canvas.fill(Area::at(self.left + at.x * times, self.top + at.y * times, times, times), colour);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, Canvas, Letters};
    use embedded_graphics::pixelcolor::{Rgb888, RgbColor as _};

    fn dark(canvas: &Canvas) -> usize {
        canvas.rgb.chunks(3).filter(|dot| dot.iter().all(|part| *part < 128)).count()
    }

    #[test]
    fn nothing_is_drawn_outside_and_a_tint_leaves_black_black() {
        let mut canvas = Canvas::new(10, 5, Vec::new());
        canvas.frame(Area::at(-5, -5, 30, 30), 2, Rgb888::BLACK);
        assert_eq!(dark(&canvas), 0);
        canvas.fill(Area::at(8, 3, 100, 100), Rgb888::BLACK);
        assert_eq!(dark(&canvas), 4);
        canvas.tint(Area::at(0, 0, 10, 5), Rgb888::YELLOW);
        assert_eq!((dark(&canvas), &canvas.rgb[..3]), (4, &[255, 255, 0][..]));
        canvas.lengthen(2);
        assert_eq!((canvas.height(), canvas.rgb.len()), (7, 210));
    }

    #[test]
    fn letters_are_enlarged_dot_by_dot() {
        let written = |times| {
            let mut canvas = Canvas::new(40, 40, Vec::new());
            let letters = Letters::at_most(7 * times);
            assert_eq!((letters.width(), letters.height()), (7 * times, 13 * times));
            canvas.write("é", 1, 1, letters, Rgb888::BLACK);
            dark(&canvas)
        };
        assert!(written(1) > 5);
        assert_eq!(written(2), 4 * written(1));
        assert_eq!([0, 9, 13, 1000].map(|width| Letters::at_most(width).width()), [7, 9, 10, 80]);
    }

    #[test]
    fn a_png_holds_the_dots() {
        let canvas = Canvas::new(2, 1, vec![1, 2, 3, 4, 5, 6]);
        let bytes = canvas.to_png().unwrap();
        assert_eq!(bytes, canvas.to_png().unwrap());
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut dots = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut dots).unwrap();
        assert_eq!((info.width, info.height, dots), (2, 1, vec![1, 2, 3, 4, 5, 6]));
    }
}
