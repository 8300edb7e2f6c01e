//! Glyphs that are on a page and no part of its words: raised marks of notes, and letters with a line through them.
//!
//! In and out: [`PageGlyphs`]. Both are taken out before layout, which sees words as they are meant.

#![allow(clippy::cast_possible_truncation, reason = "places on a page are small numbers")]

use crate::layout::{Glyph, PageGlyphs, Run};
use crate::note_marks::{is_mark, is_mark_by_itself};
use hayro_interpret::TransformExt;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::Point;
use std::ops::Range;
use stratmine_model::Rect;

/// A mark has no more characters than this.
const LONGEST_MARK: usize = 6;

/// A mark stands at least so far above its word's line, and at most so far, in ems of the word.
const RISE: std::ops::RangeInclusive<f32> = 0.15..=0.65;

/// A mark stands no further from its word than this, in ems of the word.
const NEAR: f32 = 0.3;

/// Takes out raised marks of notes: "2020" and a small "3" above its end are "2020".
pub(super) fn take_out_note_marks(page: &mut PageGlyphs) {
    let mut marks: Vec<(Range<usize>, (usize, usize))> = Vec::new();
    let mut at = 0;
    while at < page.runs.len() {
        let group = group_at(&page.runs, at);
        if let Some(word) = marked_word(&page.runs, &group) {
            marks.push((group.clone(), word));
        }
        at = group.end;
    }
    for (group, (run, glyph)) in marks.iter().rev() {
        // The word takes the place of its mark, so that no gap is left before what follows.
        let end =
            page.runs.get(group.clone()).and_then(<[Run]>::last).and_then(|run| run.glyphs.last()).map(|last| last.x1);
        let word = page.runs.get_mut(*run).and_then(|run| run.glyphs.get_mut(*glyph));
        if let (Some(end), Some(word)) = (end, word) {
            word.x1 = word.x1.max(end);
        }
    }
    for (group, _) in marks.into_iter().rev() {
        page.runs.drain(group);
    }
}

/// The runs from a place on that write on in one size on one line: "s" and "t" drawn apart are "st".
fn group_at(runs: &[Run], at: usize) -> Range<usize> {
    let mut end = at + 1;
    while let (Some(last), Some(next)) = (runs.get(end - 1), runs.get(end)) {
        let level = (last.baseline - next.baseline).abs() < 0.05 * last.size && (last.size - next.size).abs() < 0.1;
        let gap =
            last.glyphs.last().zip(next.glyphs.first()).map_or(f32::MAX, |(last, next)| (next.x0 - last.x1).abs());
        if !level || gap > NEAR * last.size {
            break;
        }
        end += 1;
    }
    at..end
}

/// The character that a group of runs marks, by run and place; `None` where it is no raised mark.
fn marked_word(runs: &[Run], group: &Range<usize>) -> Option<(usize, usize)> {
    let glyphs = || runs.get(group.clone()).unwrap_or_default().iter().flat_map(|run| &run.glyphs);
    if glyphs().count() > LONGEST_MARK {
        return None;
    }
    let mark: String = glyphs().map(|glyph| glyph.character).collect();
    let first = glyphs().find(|glyph| !glyph.character.is_whitespace())?;
    let size = runs.get(group.start)?.size;
    if !is_mark_by_itself(&mark) {
        return None;
    }
    // The word that it stands behind: of what ends just left of it and a little lower, the nearest.
    let mut nearest: Option<(f32, usize, usize)> = None;
    for (index, run) in runs.iter().enumerate() {
        let rise = (run.baseline - first.y0) / run.size.max(f32::MIN_POSITIVE);
        if group.contains(&index) || !RISE.contains(&rise) || size > 1.05 * run.size || run.angle.abs() > 1.0 {
            continue;
        }
        for (place, glyph) in run.glyphs.iter().enumerate() {
            let gap = (first.x0 - glyph.x1).abs();
            let is_nearer = gap < NEAR * run.size && nearest.is_none_or(|(least, ..)| gap < least);
            if is_nearer && !glyph.character.is_whitespace() {
                nearest = Some((gap, index, place));
            }
        }
    }
    let (_, index, place) = nearest?;
    is_mark(&before(runs, index, place), &mark).then_some((index, place))
}

/// The text of a line up to a character; of a line that is drawn letter by letter, its last letters.
fn before(runs: &[Run], index: usize, place: usize) -> String {
    const MOST_RUNS: usize = 20;
    let Some(run) = runs.get(index) else { return String::new() };
    let mut text = text(run.glyphs.get(..=place).unwrap_or_default());
    let mut left = run.glyphs.first().map_or(0.0, |glyph| glyph.x0);
    for earlier in runs.get(..index).unwrap_or_default().iter().rev().take(MOST_RUNS) {
        let level = (earlier.baseline - run.baseline).abs() < 0.1 * run.size;
        let Some(last) = earlier.glyphs.last().filter(|last| level && (left - last.x1).abs() < 0.1 * run.size) else {
            break;
        };
        if text.contains(char::is_whitespace) || last.character.is_whitespace() {
            break;
        }
        text.insert_str(0, &self::text(&earlier.glyphs));
        left = earlier.glyphs.first().map_or(left, |glyph| glyph.x0);
    }
    text
}

fn text(glyphs: &[Glyph]) -> String {
    glyphs.iter().map(|glyph| glyph.character).collect()
}

/// A line through letters is no thicker than this, in ems.
const THICKEST: f32 = 0.15;

/// It runs so far above the line that the letters stand on, in ems: through small letters, neither under nor over them.
const THROUGH: std::ops::RangeInclusive<f32> = 0.12..=0.42;

/// It goes no further than this beyond the letters, in ems: a rule of a table or a chart does.
const OVERHANG: f32 = 0.6;

/// Fewer letters than this under a short line are a minus, a dash, a tick.
const FEW_LETTERS: usize = 3;

/// Takes out letters with a line through them, drawn or noted on the page (`StrikeOut`, PDF 2.0, 12.5.6.10). Returns the
/// number of their words.
pub(super) fn take_out_struck(page: &Page<'_>, drawn: &mut PageGlyphs) -> usize {
    let lines = lines_through(drawn);
    let noted = noted(page);
    if lines.is_empty() && noted.is_empty() {
        return 0;
    }
    let mut words = 0;
    for run in &mut drawn.runs {
        let mut struck = vec![false; run.glyphs.len()];
        for (mark, glyph) in struck.iter_mut().zip(&run.glyphs) {
            let (x, y) = (f32::midpoint(glyph.x0, glyph.x1), glyph.y0 - 0.25 * run.size);
            let is_over = |area: &Rect| (area.x0..=area.x1).contains(&x) && (area.y0..=area.y1).contains(&y);
            *mark = lines.iter().chain(&noted).any(is_over);
        }
        strike_whole_words(&run.glyphs, &mut struck);
        if !struck.contains(&true) {
            continue;
        }
        let gone: String =
            run.glyphs.iter().zip(&struck).map(|(glyph, struck)| if *struck { glyph.character } else { ' ' }).collect();
        words += crate::left_out::words(&gone);
        let mut struck = struck.into_iter();
        run.glyphs.retain(|_| !struck.next().unwrap_or_default());
    }
    drawn.runs.retain(|run| !run.glyphs.is_empty());
    words
}

/// A line through most of a word strikes all of it, with the stop behind it; one through less strikes none.
fn strike_whole_words(glyphs: &[Glyph], struck: &mut [bool]) {
    let mut start = 0;
    for word in glyphs.split(|glyph| glyph.character.is_whitespace()) {
        let end = start + word.len();
        if let Some(marks) = struck.get_mut(start..end) {
            let most = 2 * marks.iter().filter(|mark| **mark).count() > marks.len();
            marks.fill(most);
        }
        start = end + 1;
    }
}

/// The areas of text that drawn lines go through: the middle of a struck letter lies in one of them.
fn lines_through(drawn: &PageGlyphs) -> Vec<Rect> {
    let is_flat = |rect: &Rect| rect.width() > 6.0 && rect.height() < 3.0 && rect.width() > 4.0 * rect.height();
    let mut areas = Vec::new();
    for line in drawn.rules.iter().map(|rule| rule.rect).filter(is_flat) {
        let y = f32::midpoint(line.y0, line.y1);
        let (mut letters, mut left, mut right, mut em) = (0, f32::INFINITY, f32::NEG_INFINITY, 0.0_f32);
        for run in drawn.runs.iter().filter(|run| run.angle.abs() < 1.0) {
            let above = (run.baseline - y) / run.size.max(f32::MIN_POSITIVE);
            if !THROUGH.contains(&above) || line.height() > THICKEST * run.size {
                continue;
            }
            for glyph in &run.glyphs {
                let middle = f32::midpoint(glyph.x0, glyph.x1);
                if (line.x0..=line.x1).contains(&middle) && glyph.character.is_alphanumeric() {
                    letters += 1;
                    left = left.min(glyph.x0);
                    right = right.max(glyph.x1);
                    em = em.max(run.size);
                }
            }
        }
        // The stop at the end, and the space behind it, may be struck too.
        let fits = line.x0 > left - OVERHANG * em && line.x1 < right + 2.0 * OVERHANG * em;
        if letters >= FEW_LETTERS && fits {
            areas.push(Rect::new(line.x0, y - 0.2 * em, line.x1, y + 0.2 * em));
        }
    }
    areas
}

/// The areas that notes on the page strike out.
fn noted(page: &Page<'_>) -> Vec<Rect> {
    const MOST: usize = 2000;
    let Some(notes) = page.raw().get::<Array<'_>>(b"Annots".as_slice()) else { return Vec::new() };
    let transform = page.initial_transform(true).to_kurbo();
    let mut areas = Vec::new();
    for note in notes.iter::<Dict<'_>>().take(MOST) {
        if note.get::<Name<'_>>(b"Subtype".as_slice()).as_deref() != Some(b"StrikeOut") {
            continue;
        }
        let Some(corners) = note.get::<Array<'_>>(b"QuadPoints".as_slice()) else { continue };
        let corners: Vec<f32> = corners.iter::<f32>().take(8 * MOST).collect();
        for quad in corners.chunks_exact(8) {
            let points = quad.chunks_exact(2).filter_map(|pair| <[f32; 2]>::try_from(pair).ok());
            let corners = points.map(|[x, y]| {
                let at = transform * Point::new(f64::from(x), f64::from(y));
                Rect::new(at.x as f32, at.y as f32, at.x as f32, at.y as f32)
            });
            areas.extend(corners.reduce(|one, other| one.union(&other)));
        }
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::RuledLine;

    fn run(text: &str, x: f32, y: f32, size: f32) -> Run {
        let step = size * 0.5;
        let glyph = |(character, index): (char, u16)| {
            let x0 = x + f32::from(index) * step;
            Glyph { character, x0, x1: x0 + step, y0: y, y1: y }
        };
        Run { glyphs: text.chars().zip(0..).map(glyph).collect(), size, baseline: y, ..Run::default() }
    }

    fn texts(page: &PageGlyphs) -> Vec<String> {
        page.runs.iter().map(|run| text(&run.glyphs)).collect()
    }

    #[test]
    fn raised_marks_are_taken_out_and_ordinals_are_not() {
        let runs = vec![
            run("by 2020", 10.0, 100.0, 10.0),
            run("3", 45.0, 96.5, 6.0),
            run(" the 21", 48.0, 100.0, 10.0),
            run("st", 83.0, 96.5, 6.0),
            run("12", 10.0, 196.5, 6.0),
            run(" NHS England", 16.0, 200.0, 10.0),
            run("x", 200.0, 100.0, 10.0),
            run("s", 205.0, 96.5, 6.0),
            run("t", 208.0, 96.5, 6.0),
            run("300 m", 10.0, 300.0, 10.0),
            run("2", 35.0, 296.5, 6.0),
        ];
        let mut page = PageGlyphs { width: 600.0, height: 800.0, runs, ..PageGlyphs::default() };
        take_out_note_marks(&mut page);
        assert_eq!(texts(&page), ["by 2020", " the 21", "st", "12", " NHS England", "x", "s", "t", "300 m", "2"]);
        assert!((page.runs[0].glyphs.last().unwrap().x1 - 48.0).abs() < 1e-4, "no gap is left");
    }

    #[test]
    fn a_line_through_letters_is_told_from_one_under_them_and_from_a_rule() {
        let rule = |x0: f32, x1: f32, y: f32| RuledLine { rect: Rect::new(x0, y, x1, y), stroked: true, colour: 0xff };
        let runs = vec![
            run("Close it. Open it.", 10.0, 100.0, 10.0),
            run("Under", 10.0, 200.0, 10.0),
            run("Cell", 10.0, 300.0, 10.0),
        ];
        let rules = vec![rule(10.0, 55.0, 97.0), rule(10.0, 35.0, 201.0), rule(10.0, 300.0, 297.0)];
        let page = PageGlyphs { width: 600.0, height: 800.0, runs, rules, ..PageGlyphs::default() };
        let areas = lines_through(&page);
        assert_eq!(areas.len(), 1, "{areas:?}");
        assert!((areas[0].x0, areas[0].x1) == (10.0, 55.0));
    }
}
