//! The pages of a PDF and their geometry, as `hayro` reads them: page 7 here is page 7 of the record, and a box of the
//! record lies where its words were read.

#![allow(clippy::cast_possible_truncation, reason = "places on a page are small numbers, and are checked to be")]

use super::AnnotateError;
use hayro_interpret::TransformExt as _;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, Point};
use lopdf::{Document, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// Narrower boxes are no boxes, in points.
const NARROW: f64 = 0.01;
/// Places farther out than this are not on any page: readers take up to 14 400 units, and 32-bit numbers keep two decimals
/// up to here.
const FAR: f32 = 131_072.0;

/// Four corners in the page's own space, x before y: those that are upper left, upper right, lower left and lower right on
/// the page as shown. The standard would have them go round, but Acrobat and Poppler read and write them so.
pub(super) type Quad = [f32; 8];

/// A page that notes name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PageTarget {
    /// Its object; `None` where it has none of its own that can be changed.
    pub(super) id: Option<ObjectId>,
    pub(super) space: PageSpace,
}

/// The wanted pages by number, from 1. Numbers that the file does not have are missing from the answer.
pub(super) fn find(
    pdf: &[u8],
    document: &Document,
    wanted: &BTreeSet<u32>,
) -> Result<BTreeMap<u32, PageTarget>, AnnotateError> {
    let pdf = Pdf::new(pdf.to_vec()).map_err(|_| AnnotateError::NoPages)?;
    if pdf.pages().is_empty() {
        return Err(AnnotateError::NoPages);
    }
    let pages = (1_u32..).zip(pdf.pages().iter()).filter(|(number, _)| wanted.contains(number));
    Ok(pages
        .map(|(number, page)| (number, PageTarget { id: object(page, document), space: PageSpace::of(page) }))
        .collect())
}

/// The object of a page. A page that is written into the tree goes by the object around it, which has kids or is a list.
fn object(page: &Page<'_>, document: &Document) -> Option<ObjectId> {
    let id = page.raw().obj_id()?;
    let id = (id.obj_number, u16::try_from(id.gen_number).ok()?);
    document.get_dictionary(id).is_ok_and(|dictionary| !dictionary.has(b"Kids")).then_some(id)
}

/// The size of a page as shown, in points, and the way from there back to the page's own space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PageSpace {
    width: f64,
    height: f64,
    to_page: Affine,
}

impl PageSpace {
    fn of(page: &Page<'_>) -> Self {
        let (width, height) = page.render_dimensions();
        let to_page = page.initial_transform(true).to_kurbo().inverse();
        Self { width: width.into(), height: height.into(), to_page }
    }

    /// The corners of a box on the page as shown, cut at the page's edges; `None` where nothing of it is left.
    pub(super) fn quad(self, [x0, y0, x1, y1]: [f32; 4]) -> Option<Quad> {
        if ![x0, y0, x1, y1].iter().all(|edge| edge.is_finite()) {
            return None;
        }
        let within = |from: f32, to: f32, end: f64| {
            let (from, to) = (f64::from(from.min(to)).max(0.0), f64::from(from.max(to)).min(end));
            (to - from > NARROW).then_some((from, to))
        };
        let ((left, right), (top, bottom)) = (within(x0, x1, self.width)?, within(y0, y1, self.height)?);
        let place = |x, y| {
            let place = self.to_page * Point::new(x, y);
            [decimals(place.x), decimals(place.y)]
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

/// Three decimals are finer than any reader draws. Zero has no sign.
fn decimals(value: f64) -> f32 {
    ((value * 1000.0).round() / 1000.0) as f32 + 0.0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, clippy::unwrap_used)]

    use super::{PageSpace, around};
    use hayro_interpret::kurbo::Affine;

    /// A page of 600 by 800 points whose own space begins at (`left`, 0).
    fn upright(left: f64) -> PageSpace {
        PageSpace { width: 600.0, height: 800.0, to_page: Affine::new([1.0, 0.0, 0.0, -1.0, left, 800.0]) }
    }

    #[test]
    fn the_upper_left_of_an_upright_page_is_its_top() {
        let quad = upright(0.0).quad([10.0, 20.0, 110.0, 32.0]);
        assert_eq!(quad, Some([10.0, 780.0, 110.0, 780.0, 10.0, 768.0, 110.0, 768.0]));
    }

    #[test]
    fn what_lies_off_the_page_is_cut_off() {
        let quads = [upright(0.0).quad([590.0, -5.0, 700.0, 10.0]).unwrap()];
        assert_eq!(around(&quads), [590.0, 790.0, 600.0, 800.0]);
        for gone in [[700.0, 0.0, 710.0, 10.0], [5.0, 5.0, 5.0, 9.0], [f32::NAN, 0.0, 9.0, 9.0]] {
            assert_eq!(upright(0.0).quad(gone), None);
        }
        assert_eq!(upright(1e30).quad([0.0, 0.0, 9.0, 9.0]), None);
    }
}
