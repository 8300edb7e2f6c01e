//! Draws a page as a person sees it: a bitmap, for text recognition and for looking at.
//!
//! In: a page of an open PDF and a scale. Out: a [`Picture`] of bounded size, on white paper. Called in the worker only:
//! a page may be made to exhaust whoever draws it.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sides are clamped to a few thousand pixels before they become whole numbers"
)]

use crate::ocr::Picture;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};
use hayro_interpret::InterpreterSettings;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::Affine;
use hayro_interpret::util::TransformExt as _;
use stratmine_model::limits::{MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE};

/// The scale at which a page of `width` by `height` points stays within the bounds of a picture: `wanted`, in pixels a
/// point, or less.
pub(crate) fn bounded_scale(width: f32, height: f32, wanted: f32) -> f32 {
    let (width, height) = (width.max(1.0), height.max(1.0));
    let by_area = (MAX_PICTURE_PIXELS as f32 / (width * height)).sqrt();
    let by_side = f32::from(MAX_PICTURE_SIDE) / width.max(height);
    wanted.min(by_area).min(by_side)
}

/// Draws pages of one document; fonts and pictures that they share are unpacked once.
#[derive(Default)]
pub(crate) struct Painter<'a> {
    cache: RenderCache<'a>,
}

impl<'a> Painter<'a> {
    /// Draws a page at `scale` pixels a point, or at less where the picture would be too large; also gives the scale used.
    ///
    /// May panic: only ever called in a worker, behind [`std::panic::catch_unwind`].
    pub(crate) fn draw(&self, page: &'a Page<'a>, scale: f32) -> (Picture, f32) {
        let (width, height) = page.render_dimensions();
        let scale = bounded_scale(width, height, scale);
        let side = |points: f32| (points * scale).floor().clamp(1.0, f32::from(MAX_PICTURE_SIDE)) as u16;
        let mut canvas = RenderContext::new(side(width), side(height));
        let transform = Affine::scale(f64::from(scale)) * page.initial_transform(true).to_kurbo();
        let (settings, look) = (InterpreterSettings::default(), RenderSettings::default());
        render_into(page, &self.cache, &settings, &look, &mut canvas, transform);
        canvas.flush();
        let mut pixels = Pixmap::new(canvas.width(), canvas.height());
        let paper = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
        canvas.render_with(&mut pixels, &mut Resources::default(), paper);
        // On white paper every pixel is opaque, so that colours are as they are.
        let rgb = pixels.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        (Picture { width: u32::from(pixels.width()), height: u32::from(pixels.height()), rgb }, scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_interpret::hayro_syntax::Pdf;

    /// A page of 100 by 50 points with a black box from (10, 5) to (30, 15), measured from the top left.
    const BOX: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 50]/Contents 4 0 R>>endobj\n\
        4 0 obj<</Length 20>>stream\n10 35 20 10 re f    \nendstream endobj\n\
        trailer<</Root 1 0 R>>\n%%EOF";

    fn pixel(picture: &Picture, x: u32, y: u32) -> Option<&[u8]> {
        let start = usize::try_from(3 * (y * picture.width + x)).ok()?;
        picture.rgb.get(start..start + 3)
    }

    #[test]
    fn a_page_is_drawn_on_white_from_the_top_left() {
        let pdf = Pdf::new(BOX.as_bytes().to_vec()).unwrap();
        let page = pdf.pages().first().unwrap();
        let (picture, scale) = Painter::default().draw(page, 2.0);
        assert!((scale - 2.0).abs() < 1e-6);
        assert_eq!((picture.width, picture.height, picture.rgb.len()), (200, 100, 60_000));
        assert_eq!(pixel(&picture, 22, 12), Some([0, 0, 0].as_slice()));
        assert_eq!(pixel(&picture, 58, 28), Some([0, 0, 0].as_slice()));
        assert_eq!(pixel(&picture, 2, 2), Some([255, 255, 255].as_slice()));
        assert_eq!(pixel(&picture, 100, 80), Some([255, 255, 255].as_slice()));
    }

    #[test]
    fn no_page_makes_a_picture_beyond_the_bounds() {
        for (width, height) in [(595.0, 842.0), (14_400.0, 14_400.0), (0.0, 1e9), (1e6, 1.0)] {
            let scale = bounded_scale(width, height, 4.0);
            assert!(width * scale * height * scale <= MAX_PICTURE_PIXELS as f32 * 1.001);
            assert!(
                width * scale <= f32::from(MAX_PICTURE_SIDE) * 1.001
                    && height * scale <= f32::from(MAX_PICTURE_SIDE) * 1.001
            );
        }
        assert!((bounded_scale(595.0, 842.0, 300.0 / 72.0) - 300.0 / 72.0).abs() < 1e-6);
    }
}
