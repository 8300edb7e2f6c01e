//! Text written at right angles to a page's text, or slanting: labels of axes and rows, notes in the margin, watermarks.
//!
//! It is read, so that search finds its words, and kept out of the running text, since its place there is unknown.

#![allow(clippy::cast_possible_truncation, reason = "angles are small numbers")]

use super::{PageGlyphs, RawBlock, Run, fragment, graphic, paragraph, turn};
use std::collections::BTreeMap;

/// Most directions that are read apart: a page has one or two, a word cloud may have hundreds.
const MAX_SLANTS: usize = 24;

/// The blocks of a page's angled text; `turns` is how far the page itself was turned.
pub(super) fn read(page: &PageGlyphs, turns: u8) -> Vec<RawBlock> {
    let hidden = fragment::reads_hidden(page);
    let angled = || page.runs.iter().filter(move |run| run.invisible == hidden && turn::of_angle(run.angle) != Some(0));
    let mut blocks = Vec::new();
    for quarter in 1..4_u8 {
        let own: Vec<Run> = angled()
            .filter(|run| turn::of_angle(run.angle) == Some(quarter))
            .map(|run| turn::level_run(run, quarter, page))
            .collect();
        let first = blocks.len();
        blocks.extend(labels(&own));
        set_turns(&mut blocks, first, (turns + quarter) % 4);
    }
    let mut slants: BTreeMap<i32, Vec<Run>> = BTreeMap::new();
    for run in angled().filter(|run| turn::of_angle(run.angle).is_none()) {
        slants.entry(run.angle.round() as i32).or_default().push(straightened(run));
    }
    let first = blocks.len();
    blocks.extend(slants.values().take(MAX_SLANTS).flat_map(|runs| labels(runs)));
    set_turns(&mut blocks, first, SLANTING);
    blocks
}

/// What stands for a slant among quarter turns: there is no way back to a place on the page.
const SLANTING: u8 = 4;

fn set_turns(blocks: &mut [RawBlock], first: usize, turns: u8) {
    for line in blocks.iter_mut().skip(first).flat_map(|block| block.cells.iter_mut().flatten()) {
        line.turns = turns;
    }
}

fn labels(runs: &[Run]) -> Vec<RawBlock> {
    let fragments = fragment::of_runs(runs.iter());
    let mut blocks = paragraph::read(fragments, (f32::MIN, f32::MAX));
    graphic::set_aside(&mut blocks);
    blocks
}

/// A slanting run laid level about the page's corner: only the order of its letters is meant to be right.
fn straightened(run: &Run) -> Run {
    let (sin, cos) = (-run.angle.to_radians()).sin_cos();
    let place = |x: f32, y: f32| (x * cos - y * sin, x * sin + y * cos);
    let mut level = run.clone();
    level.angle = 0.0;
    for glyph in &mut level.glyphs {
        (glyph.x0, glyph.y0) = place(glyph.x0, glyph.y0);
        (glyph.x1, glyph.y1) = place(glyph.x1, glyph.y1);
    }
    level.baseline = level.glyphs.first().map_or(run.baseline, |glyph| glyph.y0);
    level
}
