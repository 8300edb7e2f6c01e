//! How large recognised words are set and where their line stands, from the boxes around their ink.
//!
//! A box says how far a word's ink reaches, and which letters stand in it says how far it should: "home" rises to the
//! height of an x, "hope," from below the line to the height of an h. The extents are those of usual text faces.

use super::tsv::Word;
use crate::layout::PageGlyphs;

/// How far above the line the ink of small letters reaches, in ems: Times has 0.45, Arial 0.52.
const X_HEIGHT: f32 = 0.48;
/// The same of capitals, figures and letters with a stem.
const ASCENT: f32 = 0.69;
/// How far below the line g, p and y reach.
const DESCENT: f32 = 0.21;

/// How far the ink of a word should reach above and below the line, in ems; `None` where its characters do not tell.
fn reach(text: &str) -> Option<(f32, f32)> {
    let (mut above, mut below) = (0.0_f32, 0.0_f32);
    for character in text.chars() {
        match character {
            'b' | 'd' | 'f' | 'h' | 'k' | 'l' | 'i' | '(' | ')' | '[' | ']' => above = above.max(ASCENT),
            't' => above = above.max(0.62),
            'a' | 'c' | 'e' | 'm' | 'n' | 'o' | 'r' | 's' | 'u' | 'v' | 'w' | 'x' | 'z' => above = above.max(X_HEIGHT),
            'g' | 'p' | 'q' | 'y' => (above, below) = (above.max(X_HEIGHT), DESCENT),
            'j' => (above, below) = (above.max(ASCENT), DESCENT),
            ',' | ';' => below = below.max(0.14),
            other if other.is_uppercase() || other.is_ascii_digit() => above = above.max(ASCENT),
            _ => {}
        }
        if matches!(character, '(' | ')' | '[' | ']' | 'Q') {
            below = below.max(DESCENT);
        }
    }
    (above > 0.0).then_some((above, below))
}

/// A line of words as it was set, in the units of its words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Setting {
    /// Height of the em square.
    pub(super) size: f32,
    /// Where the line stands, measured down, at its middle.
    pub(super) baseline: f32,
}

/// How far the lines of a page sink from left to right, as a share of their length: the tilt of a paper on the scanner.
pub(super) fn tilt(lines: &[Vec<Word>]) -> f32 {
    let slopes = lines.iter().filter_map(|line| {
        let mut told = line.iter().filter_map(|word| Some((middle(word), foot(word, 0.0)?)));
        let (first, last) = (told.next()?, told.next_back()?);
        let run = last.0 - first.0;
        let high = line.iter().map(Word::height).fold(1.0, f32::max);
        // Short lines tell little, and a whole column's worth of length much.
        (run > 6.0 * high).then(|| ((last.1 - first.1) / run, run))
    });
    let steepest = 0.2;
    median(slopes.collect()).filter(|slope| slope.abs() < steepest).unwrap_or(0.0)
}

/// How a line of words was set, on a page of the given tilt.
pub(super) fn of_line(line: &[Word], tilt: f32) -> Option<Setting> {
    let size = median(line.iter().filter_map(|word| Some((size(word, tilt)?, word.width()))).collect());
    // Nothing but dashes and bullets: their height says nothing, but something must.
    let size = size.or_else(|| line.iter().map(Word::height).max_by(f32::total_cmp))?;
    let feet = line.iter().filter_map(|word| {
        let below = reach(&word.text)?.1 * size;
        Some((word.bottom - below - tilt.abs() * word.width() / 2.0, word.width()))
    });
    let lowest = line.iter().map(|word| word.bottom).max_by(f32::total_cmp)?;
    Some(Setting { size, baseline: median(feet.collect()).unwrap_or(lowest) })
}

fn size(word: &Word, tilt: f32) -> Option<f32> {
    let (above, below) = reach(&word.text)?;
    let height = (word.height() - tilt.abs() * word.width()).max(0.5 * word.height());
    Some(height / (above + below))
}

/// Where a word stands, by its own size.
fn foot(word: &Word, tilt: f32) -> Option<f32> {
    Some(word.bottom - reach(&word.text)?.1 * size(word, tilt)?)
}

fn middle(word: &Word) -> f32 {
    f32::midpoint(word.left, word.right)
}

/// The value that half of the weight lies below.
pub(super) fn median(mut values: Vec<(f32, f32)>) -> Option<f32> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = values.iter().map(|(_, weight)| weight).sum::<f32>() / 2.0;
    let mut passed = 0.0;
    let found = values.iter().find(|(_, weight)| {
        passed += weight;
        passed >= half
    });
    found.or(values.last()).map(|(value, _)| *value)
}

/// Makes sizes that differ a little the same over all recognised runs (page, first run): what is set in one size measures a
/// little differently from line to line, and headings are told by their size.
pub(crate) fn unify_sizes(pages: &mut [PageGlyphs], recognised: &[(usize, usize)]) {
    const ALIKE: f32 = 0.09;
    let mut open: Vec<(f32, f32)> = Vec::new();
    let runs = |pages: &[PageGlyphs]| -> Vec<(f32, f32)> {
        recognised
            .iter()
            .filter_map(|(page, first)| Some(pages.get(*page)?.runs.iter().skip(*first)))
            .flatten()
            .map(|run| (run.size, run.glyphs.len() as f32))
            .collect()
    };
    open.extend(runs(pages));
    open.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut usual: Vec<f32> = Vec::new();
    while let Some(size) = densest(&open, ALIKE) {
        let near = |each: f32| (each / size - 1.0).abs() <= ALIKE;
        open.retain(|(each, _)| !near(*each));
        usual.push(size);
    }
    for (page, first) in recognised {
        let Some(page) = pages.get_mut(*page) else { continue };
        for run in page.runs.iter_mut().skip(*first) {
            if let Some(size) = usual.iter().find(|size| (run.size / **size - 1.0).abs() <= ALIKE) {
                // To a tenth, as the sizes of a document are compared.
                run.size = (size * 10.0).round() / 10.0;
            }
        }
    }
}

/// The middle of those sizes (sorted, with weights) that have most others near them.
fn densest(sizes: &[(f32, f32)], alike: f32) -> Option<f32> {
    let mut best: Option<(f32, usize, usize)> = None;
    let (mut from, mut to, mut weight) = (0, 0, 0.0);
    for (size, _) in sizes {
        while let Some((next, adds)) = sizes.get(to).filter(|(next, _)| *next <= size * (1.0 + alike)) {
            weight += adds;
            let _ = next;
            to += 1;
        }
        while let Some((first, takes)) = sizes.get(from).filter(|(first, _)| *first < size * (1.0 - alike)) {
            weight -= takes;
            let _ = first;
            from += 1;
        }
        if best.is_none_or(|(most, ..)| weight > most) {
            best = Some((weight, from, to));
        }
    }
    let (_, from, to) = best?;
    median(sizes.get(from..to)?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Glyph, Run};

    /// A word set in 100 pixels at (`left`, `baseline`), 50 pixels a letter.
    fn word(text: &str, left: f32, baseline: f32) -> Word {
        let (above, below) = reach(text).unwrap_or((0.3, 0.0));
        Word {
            text: text.to_owned(),
            left,
            top: baseline - 100.0 * above,
            right: left + 50.0 * text.len() as f32,
            bottom: baseline + 100.0 * below,
            confidence: 90.0,
            line: (1, 1, 1),
        }
    }

    #[test]
    fn size_and_line_are_told_from_any_letters() {
        for text in ["home", "Home", "hope,", "gap", "more"] {
            let setting = of_line(&[word(text, 0.0, 500.0)], 0.0).unwrap();
            assert!((setting.size - 100.0).abs() < 0.1 && (setting.baseline - 500.0).abs() < 0.1, "{text} {setting:?}");
        }
        assert!(of_line(&[], 0.0).is_none());
        assert!(of_line(&[word("—", 0.0, 500.0)], 0.0).is_some());
    }

    #[test]
    fn the_tilt_of_a_page_is_found_and_taken_out_of_the_size() {
        let slope = 0.02;
        let line: Vec<Word> = ["These", "words", "sink", "along", "a", "crooked", "page"]
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let left = 400.0 * index as f32;
                let mut word = word(text, left, 500.0 + slope * (left + 25.0 * text.len() as f32));
                let spread = slope * word.width() / 2.0;
                word.top -= spread;
                word.bottom += spread;
                word
            })
            .collect();
        let found = tilt(std::slice::from_ref(&line));
        assert!((found - slope).abs() < 0.002, "{found}");
        let setting = of_line(&line, found).unwrap();
        assert!((setting.size - 100.0).abs() < 3.0, "{setting:?}");
        assert!(tilt(&[vec![word("short", 0.0, 10.0)]]).abs() < f32::EPSILON);
    }

    const GLYPH: Glyph = Glyph { character: 'x', x0: 0.0, x1: 5.0, y0: 0.0, y1: 0.0 };

    #[test]
    fn sizes_that_measure_a_little_differently_become_one() {
        let sized = |size: f32, count: usize| Run { size, glyphs: vec![GLYPH; count], ..Run::default() };
        let mut pages = vec![PageGlyphs::default(), PageGlyphs::default()];
        pages[0].runs = vec![sized(30.0, 5), sized(11.2, 60), sized(10.8, 50), sized(14.2, 40)];
        pages[1].runs = vec![sized(11.0, 70), sized(13.8, 20), sized(8.1, 30)];
        unify_sizes(&mut pages, &[(0, 1), (1, 0)]);
        let sizes: Vec<f32> = pages.iter().flat_map(|page| &page.runs).map(|run| run.size).collect();
        assert_eq!(sizes, [30.0, 11.0, 11.0, 14.2, 11.0, 14.2, 8.1]);
        unify_sizes(&mut pages, &[(7, 0)]);
    }
}
