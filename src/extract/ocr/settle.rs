//! Recognised lines of nearly one size are made to be of one size, over the whole document.

use super::type_size;
use crate::layout::PageGlyphs;

/// Makes sizes that differ a little the same over all recognised runs (page, first run): what is set in one size measures a
/// little differently from line to line, and headings are told by their size.
pub(crate) fn settle_sizes(pages: &mut [PageGlyphs], recognised: &[(usize, usize)]) {
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
    type_size::median(sizes.get(from..to)?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Glyph, Run};

    const GLYPH: Glyph = Glyph { character: 'x', x0: 0.0, x1: 5.0, y0: 0.0, y1: 0.0 };

    #[test]
    fn sizes_that_measure_a_little_differently_become_one() {
        let sized = |size: f32, count: usize| Run { size, glyphs: vec![GLYPH; count], ..Run::default() };
        let mut pages = vec![PageGlyphs::default(), PageGlyphs::default()];
        pages[0].runs = vec![sized(30.0, 5), sized(11.2, 60), sized(10.8, 50), sized(14.2, 40)];
        pages[1].runs = vec![sized(11.0, 70), sized(13.8, 20), sized(8.1, 30)];
        settle_sizes(&mut pages, &[(0, 1), (1, 0)]);
        let sizes: Vec<f32> = pages.iter().flat_map(|page| &page.runs).map(|run| run.size).collect();
        assert_eq!(sizes, [30.0, 11.0, 11.0, 14.2, 11.0, 14.2, 8.1]);
        settle_sizes(&mut pages, &[(7, 0)]);
    }
}
