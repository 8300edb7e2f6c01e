//! The place of a quote on its page: a strip of the page with the quote marked.

use super::canvas::{Area, Canvas};
use embedded_graphics::pixelcolor::Rgb888;

/// Points above and below the quote that are shown with it.
const AROUND: f32 = 20.0;
/// Tallest strip in points: a longer quote is shown from its beginning.
const TALLEST: f32 = 150.0;
/// The colour of a marker pen.
const PEN: Rgb888 = Rgb888::new(255, 236, 140);

/// A strip of a page as PNG, as wide as the page. `boxes` are the quote's lines in points from the top left, `scale` is dots a
/// point.
///
/// # Errors
/// In words, where there are no boxes, or the strip cannot be a PNG.
#[allow(clippy::cast_possible_truncation, reason = "a picture has fewer dots than fit; the cast is bounded anyway")]
pub fn snippet(mut page: Canvas, boxes: &[[f32; 4]], scale: f32) -> Result<Vec<u8>, String> {
    let dots = |points: f32| (points * scale).clamp(-1e6, 1e6) as i32;
    let top = boxes.iter().map(|line| line[1]).reduce(f32::min);
    let bottom = boxes.iter().map(|line| line[3]).reduce(f32::max);
    let (Some(top), Some(bottom)) = (top, bottom) else {
        return Err("the quote has no place on its page".to_owned());
    };
    for [left, top, right, bottom] in boxes {
        page.tint(Area { left: dots(*left), top: dots(*top), right: dots(*right) + 1, bottom: dots(*bottom) + 1 }, PEN);
    }
    let bottom = bottom.min(top + TALLEST);
    page.strip(dots(top - AROUND), dots(bottom + AROUND)).to_png()
}

#[cfg(test)]
mod tests {
    use super::{Canvas, snippet};

    #[test]
    fn a_strip_holds_the_quote_and_some_of_what_is_around_it() {
        let page = || Canvas::new(100, 400, vec![200; 3 * 100 * 400]);
        let png = snippet(page(), &[[10.0, 100.0, 90.0, 110.0], [10.0, 112.0, 50.0, 122.0]], 1.0).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut dots = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut dots).unwrap();
        assert_eq!((info.width, info.height), (100, 62));
        let dot = |x: usize, y: usize| &dots[3 * (y * 100 + x)..][..3];
        assert_eq!((dot(50, 10), dot(50, 24)), (&[200, 200, 200][..], &[200, 185, 109][..]));
        assert!(snippet(page(), &[], 1.0).is_err());
        assert!(snippet(page(), &[[0.0, 390.0, 90.0, 4000.0]], 1.0).is_ok());
    }
}
