//! Items of lists: those without a bullet, and how deep each is nested.

use super::RawBlock;
use super::style::BodyStyle;
use stratmine_model::BlockKind;

/// This many phrases below each other are a list, bullets or not.
const FEWEST_PHRASES: usize = 3;

/// Makes items of paragraphs that are a list without bullets: phrases without a stop, one below the other, or short lines
/// that a colon announces.
pub(super) fn tell_bare(blocks: &mut [RawBlock], style: &BodyStyle) {
    let mut index = 0;
    while index < blocks.len() {
        let rest = blocks.get(index..).unwrap_or_default();
        // Small print is a legend and no list.
        let small = rest.first().is_some_and(|block| size(block) < 0.75 * style.size);
        let phrases = alike(rest, is_phrase);
        let announced = index > 0 && blocks.get(index - 1).is_some_and(announces);
        let lines = if announced { alike(rest, is_line) } else { 0 };
        let count = phrases.max(lines);
        if count >= FEWEST_PHRASES && !small {
            for block in blocks.iter_mut().skip(index).take(count) {
                block.kind = BlockKind::ListItem(0);
            }
        }
        index += count.max(1);
    }
}

/// How many blocks from the first on fit and are set alike.
fn alike(blocks: &[RawBlock], fits: impl Fn(&RawBlock) -> bool) -> usize {
    let first = blocks.first().map_or(0.0, size);
    blocks
        .iter()
        .take_while(|block| {
            block.kind == BlockKind::Paragraph && (size(block) - first).abs() < 0.06 * first && fits(block)
        })
        .count()
}

fn size(block: &RawBlock) -> f32 {
    block.cells.iter().flatten().next().map_or(0.0, |line| line.size)
}

fn announces(block: &RawBlock) -> bool {
    block.kind == BlockKind::Paragraph && block.text().trim_end().ends_with(':')
}

/// A phrase of some words that begins a sentence and has no stop.
fn is_phrase(block: &RawBlock) -> bool {
    let text = block.text();
    let text = text.trim_end();
    (3..=40).contains(&text.split(' ').count())
        && text.starts_with(char::is_uppercase)
        && !text.ends_with(['.', ':', ';', '?', '!', ','])
}

/// One or two lines that begin a sentence.
fn is_line(block: &RawBlock) -> bool {
    let text = block.text();
    text.split(' ').count() <= 20
        && text.starts_with(char::is_uppercase)
        && !text.trim_end().ends_with(':')
        && block.cells.iter().flatten().count() <= 2
        && !text.trim_end_matches('.').contains(". ")
}

/// Depth of list items by their indent among the items of one list.
pub(super) fn nest(blocks: &mut [RawBlock]) {
    let mut stack: Vec<f32> = Vec::new();
    for block in blocks {
        if !matches!(block.kind, BlockKind::ListItem(_)) {
            stack.clear();
            continue;
        }
        let left = block.rect.x0;
        while stack.last().is_some_and(|outer| left < outer - 5.0) {
            stack.pop();
        }
        // Items of another column are no children of this one's.
        if stack.last().is_some_and(|outer| left > outer + 120.0) {
            stack.clear();
        }
        if stack.last().is_none_or(|outer| left > outer + 5.0) {
            stack.push(left);
        }
        block.kind = BlockKind::ListItem(u8::try_from(stack.len().saturating_sub(1)).unwrap_or(u8::MAX));
    }
}
