//! From places on a page as shown back to the page's own space.
//!
//! This is the exact inverse of how the glyphs are read (`hayro-syntax` 0.9.0, `Page::initial_transform`), its answers to
//! missing, empty and odd boxes included. (ISO 32000-2:2020, 7.7.3.3, 8.3.2.3 and 14.11.2.)

#![allow(clippy::cast_possible_truncation, reason = "places on a page are small numbers, and are checked to be")]

/// What a page without a box measures: A4, in points.
const A4: [f64; 4] = [0.0, 0.0, 210.0 / 25.4 * 72.0, 297.0 / 25.4 * 72.0];
/// Narrower boxes are no boxes, in points.
const NARROW: f64 = 0.01;
/// Places farther out than this are not on any page: readers take up to 14 400 units, and 32-bit numbers keep two decimals
/// up to here.
const FAR: f32 = 131_072.0;

/// Four corners in the page's own space, x before y: those that are upper left, upper right, lower left and lower right on
/// the page as shown. The standard would have them go round, but Acrobat and Poppler read and write them so.
pub(super) type Quad = [f32; 8];

/// A page's outline and how it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shown {
    left: f64,
    bottom: f64,
    /// Before it is turned.
    width: f64,
    /// Before it is turned.
    height: f64,
    turn: Turn,
}

/// How a page is turned clockwise when it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

impl Shown {
    /// From a page's boxes (two opposite corners each) and its turn in degrees, inherited where they are.
    pub(super) fn new(media: Option<[f32; 4]>, crop: Option<[f32; 4]>, degrees: i32) -> Self {
        let media = media.map_or(A4, ordered);
        let crop = crop.map_or(media, ordered);
        let (left, bottom) = (crop[0].max(media[0]), crop[1].max(media[1]));
        let width = (crop[2].min(media[2]) - left).max(0.0) as f32;
        let height = (crop[3].min(media[3]) - bottom).max(0.0) as f32;
        let (width, height) = if nearly_zero(width) || nearly_zero(height) {
            (A4[2] as f32, A4[3] as f32)
        } else {
            (width.max(1.0), height.max(1.0))
        };
        let turn = match degrees.rem_euclid(360) {
            90 => Turn::Quarter,
            180 => Turn::Half,
            270 => Turn::ThreeQuarters,
            _ => Turn::None,
        };
        Self { left, bottom, width: width.into(), height: height.into(), turn }
    }

    /// Width and height as shown.
    pub(super) const fn size(self) -> (f64, f64) {
        match self.turn {
            Turn::None | Turn::Half => (self.width, self.height),
            Turn::Quarter | Turn::ThreeQuarters => (self.height, self.width),
        }
    }

    /// Where a place on the page as shown lies in the page's own space.
    pub(super) fn to_page(self, x: f64, y: f64) -> (f64, f64) {
        let (along, up) = match self.turn {
            Turn::None => (x, self.height - y),
            Turn::Quarter => (y, x),
            Turn::Half => (self.width - x, y),
            Turn::ThreeQuarters => (self.width - y, self.height - x),
        };
        (self.left + along, self.bottom + up)
    }

    /// The corners of a box on the page as shown, cut at the page's edges; `None` where nothing of it is left.
    pub(super) fn quad(self, [x0, y0, x1, y1]: [f32; 4]) -> Option<Quad> {
        if ![x0, y0, x1, y1].iter().all(|edge| edge.is_finite()) {
            return None;
        }
        let (width, height) = self.size();
        let within = |from: f32, to: f32, end: f64| {
            let (from, to) = (f64::from(from.min(to)).max(0.0), f64::from(from.max(to)).min(end));
            (to - from > NARROW).then_some((from, to))
        };
        let ((left, right), (top, bottom)) = (within(x0, x1, width)?, within(y0, y1, height)?);
        let place = |x, y| {
            let (x, y) = self.to_page(x, y);
            [decimals(x), decimals(y)]
        };
        let ([ax, ay], [bx, by]) = (place(left, top), place(right, top));
        let ([cx, cy], [dx, dy]) = (place(left, bottom), place(right, bottom));
        let quad = [ax, ay, bx, by, cx, cy, dx, dy];
        // Also false of what is not a number.
        quad.iter().all(|each| each.abs() < FAR).then_some(quad)
    }
}

/// The smallest upright box around corners: left, bottom, right, top.
pub(super) fn around(quads: &[Quad]) -> [f32; 4] {
    let mut frame = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
    for [ax, ay, bx, by, cx, cy, dx, dy] in quads {
        for (x, y) in [(ax, ay), (bx, by), (cx, cy), (dx, dy)] {
            frame = [frame[0].min(*x), frame[1].min(*y), frame[2].max(*x), frame[3].max(*y)];
        }
    }
    frame
}

/// Three decimals are finer than any reader draws.
fn decimals(value: f64) -> f32 {
    ((value * 1000.0).round() / 1000.0) as f32
}

fn ordered(corners: [f32; 4]) -> [f64; 4] {
    let [x0, y0, x1, y1] = corners.map(f64::from);
    [x0.min(x1), y0.min(y1), x1.max(x0), y1.max(y0)]
}

/// As `hayro` asks it.
fn nearly_zero(value: f32) -> bool {
    value.abs() <= 1.0 / 4096.0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, clippy::unwrap_used)]

    use super::{Shown, around};

    const MEDIA: Option<[f32; 4]> = Some([0.0, 0.0, 600.0, 800.0]);

    #[test]
    fn the_upper_left_of_an_upright_page_is_its_top() {
        let shown = Shown::new(MEDIA, None, 0);
        let quad = shown.quad([10.0, 20.0, 110.0, 32.0]);
        assert_eq!(quad, Some([10.0, 780.0, 110.0, 780.0, 10.0, 768.0, 110.0, 768.0]));
    }

    #[test]
    fn a_turned_page_is_turned_back() {
        // Shown 800 wide and 600 high. Its upper left corner is the lower left one of the page's own space.
        let shown = Shown::new(MEDIA, None, 90);
        assert_eq!(shown.size(), (800.0, 600.0));
        assert_eq!(shown.to_page(0.0, 0.0), (0.0, 0.0));
        assert_eq!(shown.quad([10.0, 20.0, 110.0, 32.0]), Some([20.0, 10.0, 20.0, 110.0, 32.0, 10.0, 32.0, 110.0]));
        assert_eq!(Shown::new(MEDIA, None, 180).to_page(0.0, 0.0), (600.0, 0.0));
        assert_eq!(Shown::new(MEDIA, None, 270).to_page(0.0, 0.0), (600.0, 800.0));
        assert_eq!(Shown::new(MEDIA, None, -90), Shown::new(MEDIA, None, 630));
        assert_eq!(Shown::new(MEDIA, None, 45), Shown::new(MEDIA, None, 0));
    }

    #[test]
    fn the_crop_box_counts_as_far_as_it_lies_in_the_media_box() {
        let shown = Shown::new(Some([0.0, 0.0, 600.0, 800.0]), Some([700.0, 900.0, 50.0, 100.0]), 0);
        assert_eq!(shown.size(), (550.0, 700.0));
        assert_eq!(shown.to_page(0.0, 0.0), (50.0, 800.0));
    }

    #[test]
    fn what_lies_off_the_page_is_cut_off() {
        let shown = Shown::new(MEDIA, None, 0);
        let quads = [shown.quad([590.0, -5.0, 700.0, 10.0]).unwrap()];
        assert_eq!(around(&quads), [590.0, 790.0, 600.0, 800.0]);
        for gone in [[700.0, 0.0, 710.0, 10.0], [5.0, 5.0, 5.0, 9.0], [f32::NAN, 0.0, 9.0, 9.0]] {
            assert_eq!(shown.quad(gone), None);
        }
        assert_eq!(Shown::new(Some([1e30, 0.0, 2e30, 800.0]), None, 0).quad([0.0, 0.0, 9.0, 9.0]), None);
    }
}
