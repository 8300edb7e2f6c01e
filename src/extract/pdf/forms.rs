//! The values of form fields that a file keeps without drawing them (PDF 2.0, 12.7.4): a viewer draws them when it opens
//! the file.
//!
//! In: a page. Out: runs of characters where the fields are, as if the page had drawn them. Fields with an appearance of
//! their own are drawn by the page and are none of them. Nothing here knows of words or lines.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places on a page are small numbers, and widths are positive"
)]

use super::text_string;
use crate::layout::{Glyph, Run};
use hayro_interpret::TransformExt;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, String as PdfString};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::Point;

/// Most fields read of a page.
const MAX_FIELDS: usize = 2000;
/// Most characters read of a field.
const MAX_VALUE: usize = 20_000;
/// Deepest tree of fields followed.
const MAX_DEPTH: usize = 16;
/// The field or its annotation is hidden (12.5.3).
const HIDDEN: i32 = 1 << 1;
/// The field may have several lines (12.7.5.3).
const MULTILINE: i32 = 1 << 12;
/// The size of text that sizes itself, in points at most.
const OWN_SIZE: f64 = 12.0;
/// Letters are taken to be so many ems wide: of the font nothing need be there.
const LETTER: f64 = 0.5;

/// The values of the page's fields without an appearance.
pub(super) fn values(page: &Page<'_>) -> Vec<Run> {
    let Some(fields) = page.raw().get::<Array<'_>>(b"Annots".as_slice()) else { return Vec::new() };
    let to_page = page.initial_transform(true).to_kurbo();
    let mut runs = Vec::new();
    for field in fields.iter::<Dict<'_>>().take(MAX_FIELDS) {
        let is_widget = field.get::<Name<'_>>(b"Subtype".as_slice()).is_some_and(|name| &*name == b"Widget");
        let hidden = field.get::<i32>(b"F".as_slice()).is_some_and(|flags| flags & HIDDEN != 0);
        let drawn = field.get::<Dict<'_>>(b"AP".as_slice()).is_some_and(|looks| looks.contains_key(b"N".as_slice()));
        if !is_widget || hidden || drawn {
            continue;
        }
        let written = matches!(kind(&field).as_deref(), Some(b"Tx" | b"Ch"));
        let Some(value) = inherited(&field, |field| field.get::<PdfString<'_>>(b"V".as_slice())).filter(|_| written)
        else {
            continue;
        };
        let text: String = text_string(value.as_bytes()).chars().take(MAX_VALUE).collect();
        let Some([x0, y0, x1, y1]) = corners(&field) else { continue };
        let flags = inherited(&field, |field| field.get::<i32>(b"Ff".as_slice())).unwrap_or_default();
        let several = flags & MULTILINE != 0;
        let size = size_told(&field).unwrap_or_else(|| if several { OWN_SIZE } else { OWN_SIZE.min(0.7 * (y1 - y0)) });
        let letters = ((x1 - x0) / (LETTER * size)).max(1.0) as usize;
        let lines = if several { wrapped(&text, letters) } else { vec![text.replace(['\n', '\r'], " ")] };
        let first = if several { y1 - size } else { f64::midpoint(y0, y1) - 0.3 * size };
        for (number, line) in lines.iter().enumerate() {
            let y = first - 1.2 * size * number as f64;
            let glyph = |(place, character): (usize, char)| {
                let at = |place: usize| to_page * Point::new(x0 + 2.0 + LETTER * size * place as f64, y);
                let (from, to) = (at(place), at(place + 1));
                Glyph { character, x0: from.x as f32, x1: to.x as f32, y0: from.y as f32, y1: to.y as f32 }
            };
            let glyphs: Vec<Glyph> = line.chars().enumerate().map(glyph).collect();
            let Some(start) = glyphs.first() else { continue };
            runs.push(Run { size: size as f32, baseline: start.y0, colour: 0xff, glyphs, ..Run::default() });
        }
    }
    runs
}

/// The type of a field.
fn kind(field: &Dict<'_>) -> Option<Vec<u8>> {
    inherited(field, |field| field.get::<Name<'_>>(b"FT".as_slice()).map(|name| name.to_vec()))
}

/// What a field or one of those around it says.
fn inherited<'a, T>(field: &Dict<'a>, said: impl Fn(&Dict<'a>) -> Option<T>) -> Option<T> {
    let mut field = field.clone();
    for _ in 0..MAX_DEPTH {
        if let Some(value) = said(&field) {
            return Some(value);
        }
        field = field.get::<Dict<'a>>(b"Parent".as_slice())?;
    }
    None
}

/// The field's rectangle, least corner first.
fn corners(field: &Dict<'_>) -> Option<[f64; 4]> {
    let rect = field.get::<Array<'_>>(b"Rect".as_slice())?;
    let mut sides = rect.flex_iter();
    let mut next = || sides.next::<f32>().map(f64::from).filter(|side| side.is_finite());
    let [a, b, c, d] = [next()?, next()?, next()?, next()?];
    let corners = [a.min(c), b.min(d), a.max(c), b.max(d)];
    (corners[2] > corners[0] && corners[3] > corners[1]).then_some(corners)
}

/// The size that the field's default appearance names; 0 there means that it sizes itself.
fn size_told(field: &Dict<'_>) -> Option<f64> {
    let look = inherited(field, |field| field.get::<PdfString<'_>>(b"DA".as_slice()))?;
    let look = text_string(look.as_bytes());
    let words: Vec<&str> = look.split_whitespace().collect();
    let tf = words.iter().position(|word| *word == "Tf")?;
    let size = words.get(tf.checked_sub(1)?)?.parse::<f64>().ok()?;
    (1.0..=200.0).contains(&size).then_some(size)
}

/// A text in lines of at most so many letters, cut between words.
fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()) {
        let mut open = String::new();
        for word in line.split_whitespace() {
            if !open.is_empty() && open.chars().count() + 1 + word.chars().count() > letters {
                lines.push(std::mem::take(&mut open));
            }
            if !open.is_empty() {
                open.push(' ');
            }
            open.push_str(word);
        }
        lines.push(open);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_interpret::hayro_syntax::Pdf;

    /// The lines of a page with one field; `field` is its dictionary's inside.
    fn read(field: &str) -> Vec<String> {
        let file = format!(
            "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</NeedAppearances true/Fields[5 0 R]>>>>endobj\n\
             2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Annots[5 0 R]>>endobj\n\
             4 0 obj<</FT/Tx/V(Said by the parent)/DA(/Helv 10 Tf 0 g)>>endobj\n\
             5 0 obj<</Subtype/Widget/Rect[50 100 250 160]{field}>>endobj\n\
             trailer<</Root 1 0 R>>\n%%EOF"
        );
        let pdf = Pdf::new(file.into_bytes()).expect("a PDF");
        let runs = values(pdf.pages().first().expect("a page"));
        runs.iter().map(|run| run.glyphs.iter().map(|glyph| glyph.character).collect()).collect()
    }

    #[test]
    fn values_without_an_appearance_are_read() {
        assert_eq!(read("/FT/Tx/V(We will cut waits.)"), ["We will cut waits."]);
        assert_eq!(read("/Parent 4 0 R"), ["Said by the parent"]);
        assert_eq!(read("/FT/Ch/V(Agreed)"), ["Agreed"]);
        let lines =
            read("/FT/Tx/Ff 4096/DA(/Helv 10 Tf)/V(We will cut waiting times for operations to eighteen weeks.)");
        assert_eq!(lines, ["We will cut waiting times for operations", "to eighteen weeks."]);
    }

    #[test]
    fn buttons_and_what_is_hidden_or_drawn_are_not() {
        assert!(read("/FT/Btn/V(Yes)").is_empty());
        assert!(read("/FT/Tx/F 2/V(Hidden)").is_empty());
        assert!(read("/FT/Tx/V(Drawn)/AP<</N 4 0 R>>").is_empty());
    }
}
