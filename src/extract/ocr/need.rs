//! Which pages need text recognition, judged from what they draw.

use super::OcrMode;
use crate::layout::{PageGlyphs, Run};

/// What recognition is to do with a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OcrNeed {
    /// Nothing: its text stands.
    Nothing,
    /// Its text is no text: recognised words take its place.
    Replace,
    /// It shows some text: recognised words are added where it has none.
    Add,
}

/// Fewer visible letters than this are a page number or a stamp, and no text of a page.
const NEXT_TO_NOTHING: usize = 30;
/// Pictures that cover less of a page than this are illustrations.
const LARGE_PICTURE: f32 = 0.25;
/// A page with as many curved shapes has its text drawn as outlines, or is a drawing with words in it. A page of outlines
/// has a thousand and more; charts and logos have some dozens.
const MANY_CURVES: usize = 400;
/// Fewer curved shapes are bullets and the corners of boxes. A whole line drawn as outlines may come as one shape.
const SOME_CURVES: usize = 20;

/// Whether a page needs recognition. Where it is switched off, the answer is what it would be if it were not, so that it
/// can be said what was missed.
pub(crate) fn need(page: &PageGlyphs, when: OcrMode) -> OcrNeed {
    let pictured = is_pictured(page);
    let letters =
        |hidden: bool| -> usize { page.runs.iter().filter(|run| run.invisible == hidden).map(letters_of).sum() };
    let (seen, hidden) = (letters(false), letters(true));
    if is_garbage(page) {
        return OcrNeed::Replace;
    }
    if seen < NEXT_TO_NOTHING && pictured {
        // What an earlier recognition left behind the picture is read as it is, unless it is debris.
        let layer = hidden >= NEXT_TO_NOTHING && hidden > 4 * seen && reads_as_words(page);
        return match (layer && when != OcrMode::Always, seen) {
            (true, _) => OcrNeed::Nothing,
            (false, 0) => OcrNeed::Replace,
            (false, _) => OcrNeed::Add,
        };
    }
    match when {
        OcrMode::Always if pictured || !page.images.is_empty() || page.curves > SOME_CURVES => OcrNeed::Add,
        _ => OcrNeed::Nothing,
    }
}

/// Whether pictures or drawings make up so much of a page that they may hold its words.
pub(crate) fn is_pictured(page: &PageGlyphs) -> bool {
    page.picture_share() > LARGE_PICTURE || page.curves > MANY_CURVES
}

/// Whether nearly all characters of a page are unknown.
fn is_garbage(page: &PageGlyphs) -> bool {
    let all: usize = page.runs.iter().map(|run| run.glyphs.len()).sum();
    all > NEXT_TO_NOTHING && 2 * page.unmapped > all
}

fn letters_of(run: &Run) -> usize {
    run.glyphs.iter().filter(|glyph| glyph.character.is_alphanumeric()).count()
}

/// Whether the hidden text of a page is words and no debris.
fn reads_as_words(page: &PageGlyphs) -> bool {
    let mut text = String::new();
    for run in page.runs.iter().filter(|run| run.invisible) {
        text.extend(run.glyphs.iter().map(|glyph| glyph.character));
        text.push(' ');
    }
    crate::words::is_plausible(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Glyph;
    use stratmine_model::Rect;

    fn run(text: &str, invisible: bool) -> Run {
        let glyph = |character| Glyph { character, x0: 10.0, x1: 15.0, y0: 100.0, y1: 100.0 };
        Run { glyphs: text.chars().map(glyph).collect(), size: 10.0, invisible, ..Run::default() }
    }

    fn page(runs: Vec<Run>, picture: f32, curves: usize) -> PageGlyphs {
        let images = if picture > 0.0 { vec![Rect::new(0.0, 0.0, 600.0, 800.0 * picture)] } else { Vec::new() };
        let unmapped = runs
            .iter()
            .flat_map(|run| &run.glyphs)
            .filter(|glyph| glyph.character == char::REPLACEMENT_CHARACTER)
            .count();
        PageGlyphs { width: 600.0, height: 800.0, runs, images, curves, unmapped, ..PageGlyphs::default() }
    }

    const TEXT: &str = "We will train two hundred staff by 2026 and bring care closer to where people live.";

    #[test]
    fn pages_without_visible_text_need_it() {
        let cases = [
            ("a scan", page(vec![], 1.0, 0), OcrNeed::Replace),
            ("a scan with a stamped page number", page(vec![run("page 12", false)], 1.0, 0), OcrNeed::Add),
            ("outlines", page(vec![], 0.0, 5000), OcrNeed::Replace),
            ("a blank page", page(vec![], 0.0, 0), OcrNeed::Nothing),
            ("a logo", page(vec![], 0.1, 30), OcrNeed::Nothing),
            ("text", page(vec![run(TEXT, false)], 0.0, 0), OcrNeed::Nothing),
            ("text on a photograph", page(vec![run(TEXT, false)], 1.0, 0), OcrNeed::Nothing),
            ("a scan with a text layer", page(vec![run(TEXT, true)], 1.0, 0), OcrNeed::Nothing),
            (
                "a scan with debris as text layer",
                page(vec![run(&"ÿþ¤\u{1} ".repeat(20), true)], 1.0, 0),
                OcrNeed::Replace,
            ),
            ("unknown letters", page(vec![run(&"\u{fffd}".repeat(100), false)], 0.0, 0), OcrNeed::Replace),
            (
                "a few unknown letters",
                page(vec![run(TEXT, false), run("\u{fffd}\u{fffd}", false)], 0.0, 0),
                OcrNeed::Nothing,
            ),
        ];
        for (what, page, expected) in cases {
            assert_eq!(need(&page, OcrMode::Auto), expected, "{what}");
            assert_eq!(need(&page, OcrMode::Never), expected, "{what}");
        }
    }

    #[test]
    fn always_reads_pictures_next_to_text_too() {
        assert_eq!(need(&page(vec![run(TEXT, false)], 1.0, 0), OcrMode::Always), OcrNeed::Add);
        assert_eq!(need(&page(vec![run(TEXT, true)], 1.0, 0), OcrMode::Always), OcrNeed::Replace);
        assert_eq!(need(&page(vec![run(TEXT, false)], 0.1, 0), OcrMode::Always), OcrNeed::Add);
        assert_eq!(need(&page(vec![run(TEXT, false)], 0.0, 0), OcrMode::Always), OcrNeed::Nothing);
        assert_eq!(need(&page(vec![run(TEXT, false)], 0.0, 50), OcrMode::Always), OcrNeed::Add);
        assert_eq!(need(&page(vec![run(TEXT, false)], 0.0, 10), OcrMode::Always), OcrNeed::Nothing);
    }
}
