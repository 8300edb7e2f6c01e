//! What belongs to a drawing: labels of charts and maps, figures of a fact strip, boxes of a flow chart.

use super::fragment::Fragment;
use super::style::{BodyStyle, TypeStyle};
use super::{PageGlyphs, RawBlock, panels};
use stratmine_model::{BlockKind, Rect};

/// A figure set large with the words that say what it counts ("30 expected users"): read as a label, not as a heading.
pub(super) fn is_fact(block: &RawBlock, look: &TypeStyle, style: &BodyStyle) -> bool {
    let lines = || block.cells.iter().flatten();
    let numeral = |text: &str| {
        text.chars().any(|character| character.is_ascii_digit())
            && text.chars().filter(|character| character.is_alphabetic()).count() <= 3
    };
    let mixed = lines().any(|line| line.largest > 1.25 * look.size && line.text().chars().any(|c| c.is_ascii_digit()));
    let figure = numeral(&look.text) || (look.words <= 2 && look.text.starts_with(['£', '€', '$']));
    block.kind == BlockKind::Paragraph
        && look.words <= 12
        && !ends_sentence(&look.text)
        && (mixed || (figure && look.size > 1.3 * style.size && look.words <= 2))
}

/// The level of a heading that is one by the list below its box.
const BOX_LEVEL: u8 = 4;

/// Whether a block can be the label of a drawing: a few words and no sentence. Items of a list are none, however short.
fn is_label(block: &RawBlock, words: usize) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_)) && is_short(block, words)
}

/// Whether a block is a few words and no sentence.
fn is_short(block: &RawBlock, words: usize) -> bool {
    let text = block.text();
    text.split(' ').count() <= words && !ends_sentence(&text)
}

pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', ':', ';', '?', '!'])
}

/// Sets aside what a box holds if it is a drawing: most of its blocks are labels, and lines and shapes are drawn among them.
pub(super) fn set_drawing_aside(blocks: &mut [RawBlock], within: &Rect, drawings: &[Rect]) {
    let stray: Vec<bool> = (0..blocks.len()).map(|index| is_stray_item(blocks, index)).collect();
    let label = |block: &RawBlock, stray: bool| block.kind == BlockKind::Chart || is_label(block, 9) || stray;
    let labels = blocks.iter().zip(&stray).filter(|(block, stray)| label(block, **stray)).count();
    let inside = |shape: &&Rect| {
        within.holds_middle_of(shape) && shape.width() * shape.height() < 0.3 * within.width() * within.height()
    };
    let shapes = drawings.iter().filter(inside).take(4).count();
    if labels >= 5 && labels * 10 >= blocks.len() * 7 && shapes >= 4 {
        for (block, stray) in blocks.iter_mut().zip(stray) {
            if is_label(block, 14) || stray {
                block.kind = BlockKind::Chart;
            }
        }
    }
}

/// Sets the words of a chart aside that its numbers tell of: beside and below a column of at least four numbers that end or
/// begin at one place and stand evenly apart, a few words are names of bars or a legend.
pub(super) fn set_axes_aside(blocks: &mut [RawBlock], style: &BodyStyle) {
    /// So many numbers make an axis.
    const FEWEST: usize = 4;
    /// Words of a legend are no wider than so many points.
    const LEGEND: f32 = 120.0;
    /// Names stand within so many points of the axis's ends.
    const BESIDE: f32 = 36.0;
    let is_number = |block: &RawBlock| {
        let text = block.text();
        block.kind == BlockKind::Chart
            && text.chars().any(|character| character.is_ascii_digit())
            && !text.chars().any(char::is_alphabetic)
    };
    let mut ticks: Vec<Rect> = blocks.iter().filter(|block| is_number(block)).map(|block| block.rect).collect();
    ticks.sort_by(|a, b| a.x1.total_cmp(&b.x1).then(a.y0.total_cmp(&b.y0)));
    let evenly = |column: &&[Rect]| {
        let mut tops: Vec<f32> = column.iter().map(|tick| tick.y0).collect();
        tops.sort_by(f32::total_cmp);
        column.len() >= FEWEST && is_even(&tops, 4.0, 1.25)
    };
    let columns = ticks.chunk_by(|one, other| other.x1 - one.x1 < 2.0).filter(evenly);
    let axes: Vec<Rect> =
        columns.filter_map(|column| column.iter().copied().reduce(|all, one| all.union(&one))).collect();
    // Items in small print on a page of numbers that stand alone explain the colours of a chart.
    let small_print = |block: &RawBlock| {
        let small = block.cells.iter().flatten().all(|line| line.size < 0.93 * style.size);
        matches!(block.kind, BlockKind::ListItem(_)) && block.has_bullet() && small && is_short(block, 12)
    };
    if ticks.len() >= FEWEST {
        for block in blocks.iter_mut().filter(|block| small_print(block)) {
            block.kind = BlockKind::Chart;
        }
    }
    if axes.is_empty() {
        return;
    }
    for index in 0..blocks.len() {
        let stray = is_stray_item(blocks, index);
        let Some(block) = blocks.get_mut(index) else { continue };
        let item = matches!(block.kind, BlockKind::ListItem(_)) && block.has_bullet();
        // The signs of a legend may stand below each other.
        let stray = stray || item && block.rect.width() < LEGEND && is_short(block, 4);
        let small = block.cells.iter().flatten().all(|line| line.size < 1.12 * style.size);
        let beside = axes.iter().any(|axis| {
            block.rect.x0 > axis.x0 - 2.0 && block.rect.y0 > axis.y0 - 2.0 && block.rect.y1 < axis.y1 + BESIDE
        });
        if beside && small && (stray || (block.kind == BlockKind::Paragraph && is_label(block, 6))) {
            block.kind = BlockKind::Chart;
        }
    }
}

/// Sets the rows aside that are the bars of a chart: names and numbers over a row of numbers that rise by even steps, evenly
/// spaced across.
pub(super) fn set_bars_aside(blocks: &mut [RawBlock]) {
    for index in 0..blocks.len() {
        if !blocks.get(index).is_some_and(is_level_axis) {
            continue;
        }
        let bar = |block: &RawBlock| {
            let cells = || block.cells.iter().filter(|cell| !cell.is_empty());
            let number = |cell: &Vec<Fragment>| number_of(&super::fragment::text_of(cell)).is_some();
            block.kind == BlockKind::TableRow && cells().count() <= 2 && cells().next_back().is_some_and(number)
        };
        let bars = blocks.iter().take(index).rev().take_while(|block| bar(block)).count();
        if bars < 3 {
            continue;
        }
        // The axis may be named below it.
        let named = blocks.get(index + 1).is_some_and(|next| is_short(next, 8) && next.kind == BlockKind::TableRow);
        for block in blocks.iter_mut().skip(index - bars).take(bars + 1 + usize::from(named)) {
            block.kind = BlockKind::Chart;
            block.cells = vec![block.cells.drain(..).flatten().collect()];
        }
    }
}

/// Whether a block is a row of at least four numbers that rise by even steps, evenly spaced.
fn is_level_axis(block: &RawBlock) -> bool {
    let mut glyphs = block.cells.iter().flatten().flat_map(|line| &line.glyphs);
    if !glyphs.all(|glyph| glyph.character.is_ascii_digit() || matches!(glyph.character, ' ' | '.' | ',' | '%')) {
        return false;
    }
    let words: Vec<(f32, f32)> = block
        .cells
        .iter()
        .flatten()
        .flat_map(|line| line.glyphs.split(|glyph| glyph.character == ' '))
        .filter_map(|word| {
            let text: String = word.iter().map(|glyph| glyph.character).collect();
            Some((number_of(&text)?, f32::midpoint(word.first()?.x0, word.last()?.x1)))
        })
        .collect();
    let text = block.text();
    let (numbers, places): (Vec<f32>, Vec<f32>) = words.into_iter().unzip();
    numbers.len() >= 4
        && numbers.len() == text.split_whitespace().count()
        && is_even(&numbers, 0.0, 1.15)
        && is_even(&places, 0.0, 1.15)
}

/// Whether values rise by steps of more than `least`, the largest of which is less than so many times the smallest.
fn is_even(values: &[f32], least: f32, spread: f32) -> bool {
    let steps = values.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?));
    let (smallest, largest) =
        steps.fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), step| (least.min(step), most.max(step)));
    smallest > least && largest < spread * smallest
}

/// A number as charts print it: "30", "1,200", "12.5%".
fn number_of(text: &str) -> Option<f32> {
    let plain: String = text.trim().trim_end_matches('%').chars().filter(|character| *character != ',').collect();
    plain.starts_with(|c: char| c.is_ascii_digit()).then(|| plain.parse().ok()).flatten()
}

/// On a page that is mostly scattered words, those are the labels of a graphic; and headings that follow one another
/// without any text between are labels too.
///
/// Words are a drawing's only where something is drawn around them: pages of short lines may be lists.
pub(super) fn set_labels_aside(blocks: &mut [RawBlock], style: &BodyStyle, page: &PageGlyphs) {
    let heads: Vec<bool> = (0..blocks.len()).map(|index| heads_text(blocks, index)).collect();
    let stray: Vec<bool> = (0..blocks.len()).map(|index| is_stray_item(blocks, index)).collect();
    // What is set larger than the text is more than a label.
    let large = |block: &RawBlock| {
        matches!(block.kind, BlockKind::Heading(_))
            && block.cells.iter().flatten().any(|line| line.size >= 1.12 * style.size)
    };
    let label = |block: &RawBlock, index: usize| {
        let stray = stray.get(index).copied().unwrap_or_default();
        (is_label(block, 7) || stray) && !heads.get(index).copied().unwrap_or_default() && !large(block)
    };
    let labels = blocks.iter().enumerate().filter(|(index, block)| label(block, *index)).count();
    let read = blocks
        .iter()
        .filter(|block| block.kind.holds_statements() || matches!(block.kind, BlockKind::Heading(_)))
        .count();
    if labels >= 10 && labels * 2 > read {
        for (index, block) in blocks.iter_mut().enumerate() {
            if label(block, index) && is_drawn_around(&block.rect, page) {
                block.kind = BlockKind::Chart;
            }
        }
    }
    for index in 0..blocks.len() {
        let list = blocks.get(index + 1).filter(|next| matches!(next.kind, BlockKind::ListItem(_)));
        let list = list.map(|next| next.rect);
        let Some(block) = blocks.get_mut(index) else { continue };
        let words = block.text().chars().any(char::is_alphabetic);
        let boxed = block.boxed && words && matches!(block.kind, BlockKind::Paragraph | BlockKind::Chart);
        if boxed && is_short(block, 8) {
            // A box over a list, no narrower than a part of it, heads the list.
            let heads = list.is_some_and(|list| {
                list.y0 > block.rect.y1 && list.overlap_x(&block.rect) > 0.6 * list.width().min(block.rect.width())
            });
            block.kind = if heads { BlockKind::Heading(BOX_LEVEL) } else { BlockKind::Chart };
        }
    }
    for row in blocks.chunk_by_mut(|one, other| one.kind == other.kind) {
        let headings = matches!(row.first().map(|block| block.kind), Some(BlockKind::Heading(_)));
        if row.len() >= LONGEST_STACK && headings && row.iter().all(|block| is_drawn_around(&block.rect, page)) {
            set_aside(row);
        }
    }
}

/// Whether an item is a few words with a sign before them and no item of a list: none stands above or below on its indent.
fn is_stray_item(blocks: &[RawBlock], index: usize) -> bool {
    const INDENT: f32 = 4.0;
    let Some(block) = blocks.get(index).filter(|block| matches!(block.kind, BlockKind::ListItem(_))) else {
        return false;
    };
    let beside = [index.wrapping_sub(1), index + 1];
    let in_list = beside
        .into_iter()
        .filter_map(|near| blocks.get(near))
        .any(|near| matches!(near.kind, BlockKind::ListItem(_)) && (near.rect.x0 - block.rect.x0).abs() < INDENT);
    block.has_bullet() && !in_list && panels::words(block.cells.iter().flatten()) <= 7
}

/// Whether a shape, a box or a picture that is no ground of the page is drawn around a place or next to it.
fn is_drawn_around(place: &Rect, page: &PageGlyphs) -> bool {
    /// How far from its label a shape may end, in points.
    const NEAR: f32 = 30.0;
    let near = Rect::new(place.x0 - NEAR, place.y0 - NEAR, place.x1 + NEAR, place.y1 + NEAR);
    let touches = |shape: &Rect| {
        let ground = shape.width() * shape.height() > 0.5 * page.width * page.height;
        !ground && near.overlap_x(shape) > 0.0 && near.overlap_y(shape) > 0.0
    };
    let boxes = page.rules.iter().map(|rule| &rule.rect).filter(|rect| rect.width() >= 14.0 && rect.height() >= 9.0);
    page.drawings.iter().chain(&page.images).chain(boxes).any(touches)
}

/// Most blocks of a page that quotations are looked for on.
const MOST_BLOCKS: usize = 300;
/// A quotation of fewer words than this may be chance, and a heading of so many the name of something.
const FEWEST_QUOTED: usize = 6;
const FEWEST_QUOTED_BY_HEADING: usize = 9;

/// Sets pull quotes aside: what is printed large, bold or in colour and stands in the running text of the page too.
pub(super) fn set_pull_quotes_aside(blocks: &mut [RawBlock], style: &BodyStyle) {
    // Pages with more blocks are lists or drawings, and comparing all with all would take long.
    if blocks.len() > MOST_BLOCKS {
        return;
    }
    let stands_out = |block: &RawBlock| {
        let look = TypeStyle::of(block, style);
        matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_))
            && look.words
                >= if matches!(block.kind, BlockKind::Heading(_)) { FEWEST_QUOTED_BY_HEADING } else { FEWEST_QUOTED }
            && (look.bold(style) || look.coloured || look.size > 1.15 * style.size)
    };
    let candidates: Vec<usize> =
        blocks.iter().enumerate().filter(|(_, block)| stands_out(block)).map(|(index, _)| index).collect();
    if candidates.is_empty() {
        return;
    }
    let letters = |block: &RawBlock| -> String {
        let text = block.text();
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let texts: Vec<String> = blocks.iter().map(letters).collect();
    for index in candidates {
        let (Some(block), Some(own)) = (blocks.get_mut(index), texts.get(index)) else { continue };
        if texts.iter().any(|text| text.len() > own.len() && text.contains(own.as_str())) {
            block.kind = BlockKind::Caption;
        }
    }
}

/// Whether so much of a page is the words of drawings that the order of what is read of it may make no sense.
pub(super) fn is_mostly_drawn(blocks: &[RawBlock]) -> bool {
    let words = |block: &RawBlock| panels::words(block.cells.iter().flatten());
    let drawn = || blocks.iter().filter(|block| block.kind == BlockKind::Chart);
    let all: usize = blocks.iter().filter(|block| block.kind != BlockKind::Running).map(words).sum();
    drawn().count() >= 10 && drawn().map(words).sum::<usize>() * 5 >= all * 2
}

/// Makes labels of a drawing of all blocks.
pub(super) fn set_aside(blocks: &mut [RawBlock]) {
    for block in blocks {
        block.kind = BlockKind::Chart;
    }
}

/// This many headings of one level in a row head nothing: they are labels.
const LONGEST_STACK: usize = 4;

/// Whether running text follows that a heading can head.
fn heads_text(blocks: &[RawBlock], index: usize) -> bool {
    let heading = blocks.get(index).is_some_and(|block| matches!(block.kind, BlockKind::Heading(_)));
    heading
        && blocks.get(index + 1).is_some_and(|next| match next.kind {
            BlockKind::ListItem(_) | BlockKind::TableRow => true,
            BlockKind::Paragraph => !is_label(next, 7),
            _ => false,
        })
}
