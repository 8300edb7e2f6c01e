//! Pages and pieces of pages that are set sideways are turned level before they are read.

use super::{Glyph, PageGlyphs, RuledLine, Run};
use stratmine_model::Rect;

/// How many quarter turns clockwise, 0 to 3, most of a page's characters are turned by.
pub(super) fn of_page(page: &PageGlyphs) -> u8 {
    let mut counts = [0_usize; 4];
    for run in page.runs.iter().filter(|run| !run.invisible) {
        if let Some(count) = of_angle(run.angle).and_then(|turns| counts.get_mut(usize::from(turns))) {
            *count += run.glyphs.len();
        }
    }
    let all: usize = counts.iter().sum();
    (1..4_u8).find(|turns| counts.get(usize::from(*turns)).is_some_and(|count| *count * 3 > all * 2)).unwrap_or(0)
}

/// The quarter turns that an angle in degrees stands for; `None` for a slant.
pub(super) fn of_angle(angle: f32) -> Option<u8> {
    const SLACK: f32 = 8.0;
    let angle = angle.rem_euclid(360.0);
    [(0.0, 0), (90.0, 1), (180.0, 2), (270.0, 3), (360.0, 0)]
        .into_iter()
        .find(|(right, _)| (angle - right).abs() < SLACK)
        .map(|(_, turns)| turns)
}

/// The page as seen with the paper turned back, so that text written at that many quarter turns is level.
pub(super) fn level(page: &PageGlyphs, turns: u8) -> PageGlyphs {
    let (width, height) = if turns % 2 == 1 { (page.height, page.width) } else { (page.width, page.height) };
    let rects = |rects: &[Rect]| rects.iter().map(|rect| level_rect(rect, turns, page)).collect();
    PageGlyphs {
        width,
        height,
        runs: page.runs.iter().map(|run| level_run(run, turns, page)).collect(),
        rules: page.rules.iter().map(|rule| RuledLine { rect: level_rect(&rule.rect, turns, page), ..*rule }).collect(),
        dots: rects(&page.dots),
        images: rects(&page.images),
        drawings: rects(&page.drawings),
        ..*page
    }
}

/// One run, as [`level`].
pub(super) fn level_run(run: &Run, turns: u8, page: &PageGlyphs) -> Run {
    let glyphs: Vec<Glyph> = run
        .glyphs
        .iter()
        .map(|glyph| {
            let ((x0, y0), (x1, y1)) =
                (level_point(glyph.x0, glyph.y0, turns, page), level_point(glyph.x1, glyph.y1, turns, page));
            Glyph { character: glyph.character, x0, x1, y0, y1 }
        })
        .collect();
    let baseline = glyphs.first().map_or(run.baseline, |glyph| glyph.y0);
    Run { glyphs, baseline, angle: run.angle - 90.0 * f32::from(turns), ..run.clone() }
}

fn level_point(x: f32, y: f32, turns: u8, page: &PageGlyphs) -> (f32, f32) {
    match turns {
        1 => (y, page.width - x),
        2 => (page.width - x, page.height - y),
        3 => (page.height - y, x),
        _ => (x, y),
    }
}

fn level_rect(rect: &Rect, turns: u8, page: &PageGlyphs) -> Rect {
    let (one, other) = (level_point(rect.x0, rect.y0, turns, page), level_point(rect.x1, rect.y1, turns, page));
    Rect::new(one.0.min(other.0), one.1.min(other.1), one.0.max(other.0), one.1.max(other.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> PageGlyphs {
        PageGlyphs { width: 600.0, height: 800.0, ..PageGlyphs::default() }
    }

    #[test]
    fn angles_are_turns_or_slants() {
        assert_eq!([0.0, 91.0, -179.0, -90.0, 359.0].map(of_angle), [Some(0), Some(1), Some(2), Some(3), Some(0)]);
        assert_eq!(of_angle(45.0), None);
    }

    #[test]
    fn text_that_runs_down_the_page_is_level_after_one_turn() {
        let glyph = Glyph { character: 'a', x0: 100.0, x1: 100.0, y0: 50.0, y1: 60.0 };
        let run = Run { glyphs: vec![glyph], angle: 90.0, ..Run::default() };
        let level = level_run(&run, 1, &page());
        assert_eq!((level.glyphs[0].x0, level.glyphs[0].x1, level.baseline), (50.0, 60.0, 500.0));
        assert!(level.angle.abs() < f32::EPSILON);
    }

    #[test]
    fn a_turned_page_changes_its_sides() {
        let turned = level(&page(), 3);
        assert_eq!((turned.width, turned.height), (800.0, 600.0));
    }
}
