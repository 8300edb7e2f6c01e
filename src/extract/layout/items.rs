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
        // Small print is a legend and no list, unless a heading stands over it.
        let before = index.checked_sub(1).and_then(|before| blocks.get(before));
        let headed = before.is_some_and(|before| matches!(before.kind, BlockKind::Heading(_)));
        let small = !headed && rest.first().is_some_and(|block| size(block) < 0.75 * style.size);
        let announced = before.is_some_and(announces);
        let mut phrases = evenly(rest, alike(rest, is_phrase));
        // Only the last of them may end in a stop.
        if announced && phrases >= FEWEST_PHRASES && rest.get(phrases).is_some_and(|last| ends_list(rest, last)) {
            phrases = evenly(rest, phrases + 1);
        }
        let lines = if announced { evenly(rest, alike(rest, is_line)) } else { 0 };
        let goals = before.map_or(0, |head| below_heading(head, rest));
        let count = phrases.max(lines).max(goals);
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

/// How many of so many blocks stand as near below each other as the first two do: a wider gap ends a list.
fn evenly(blocks: &[RawBlock], count: usize) -> usize {
    let step = |pair: &[RawBlock]| match pair {
        [above, below] if below.rect.y0 > above.rect.y0 => below.rect.y0 - above.rect.y1,
        _ => 0.0,
    };
    let steps: Vec<f32> = blocks.get(..count).unwrap_or_default().windows(2).map(step).collect();
    let Some(first) = steps.first() else { return count };
    let em = blocks.first().map_or(0.0, size);
    1 + steps.iter().take_while(|step| **step < first.max(0.0) + em).count()
}

/// Whether a block ends a list of phrases: it is set like them, on their indent, and has one stop, at its end.
fn ends_list(items: &[RawBlock], last: &RawBlock) -> bool {
    let text = last.text();
    items.first().is_some_and(|first| {
        (first.rect.x0 - last.rect.x0).abs() < 3.0
            && (size(first) - size(last)).abs() < 0.06 * size(first)
            && last.kind == BlockKind::Paragraph
            && text.starts_with(char::is_uppercase)
            && text.ends_with('.')
            && !text.trim_end_matches('.').contains(". ")
    })
}

/// How many phrases below a heading make a list though they are set like headings: they follow each other without any
/// text between, look alike, and are smaller than the heading.
fn below_heading(head: &RawBlock, blocks: &[RawBlock]) -> usize {
    let (BlockKind::Heading(level), Some(first)) = (head.kind, blocks.first()) else { return 0 };
    let look = |block: &RawBlock| {
        let line = super::fragment::heaviest(block.cells.iter().flatten())?;
        Some((line.size, line.colour, line.ink.unwrap_or(1.0)))
    };
    let Some(own) = look(first) else { return 0 };
    let alike = |block: &&RawBlock| {
        let below = match block.kind {
            BlockKind::Heading(own) => own > level,
            BlockKind::Paragraph => true,
            _ => false,
        };
        let same = look(block).is_some_and(|(size, colour, ink)| {
            (size - own.0).abs() < 0.06 * own.0 && colour == own.1 && (0.85..1.18).contains(&(ink / own.2))
        });
        below && same && is_phrase(block)
    };
    let count = blocks.iter().take_while(alike).count();
    let headings = blocks.iter().take(count).filter(|block| matches!(block.kind, BlockKind::Heading(_))).count();
    let words: usize = blocks.iter().take(count).map(|block| block.text().split(' ').count()).sum();
    // The last of a stack of headings may head the text after it.
    let heads_text = blocks.get(count).is_some_and(|next| next.kind == BlockKind::Paragraph);
    let fits = count >= FEWEST_PHRASES && headings > 0 && words >= 5 * count && !heads_text && size(head) > 1.1 * own.0;
    if fits { count } else { 0 }
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
