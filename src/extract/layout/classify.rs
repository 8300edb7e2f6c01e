//! What each block is, told from the style of the whole document: headings and their levels, captions, notes, contents,
//! references, chart labels.

#![allow(clippy::cast_possible_truncation, reason = "places on a page are small numbers")]

use super::fragment::Fragment;
use super::{PageGlyphs, RawBlock};
use crate::model::BlockKind;
use std::collections::BTreeMap;

/// How the running text of a document is set.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BodyStyle {
    /// Size in points.
    pub(super) size: f32,
    /// Darkness, as in [`super::Run::ink`].
    pub(super) ink: f32,
    /// Colour.
    pub(super) colour: u32,
}

impl BodyStyle {
    /// The style of most characters.
    pub(super) fn of(pages: &[Vec<Fragment>]) -> Self {
        let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
        let fragments = || pages.iter().flatten();
        for fragment in fragments() {
            *sizes.entry(tenths(fragment.size)).or_default() += fragment.weight();
        }
        let size = sizes.iter().max_by_key(|(size, count)| (**count, -**size)).map_or(110, |(size, _)| *size);
        let of_size = || fragments().filter(move |fragment| (tenths(fragment.size) - size).abs() <= 3);
        let mut colours: BTreeMap<u32, usize> = BTreeMap::new();
        let mut inks: Vec<(f32, usize)> = Vec::new();
        for fragment in of_size() {
            *colours.entry(fragment.colour).or_default() += fragment.weight();
            inks.extend(fragment.ink.map(|ink| (ink, fragment.weight())));
        }
        inks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let half = inks.iter().map(|(_, weight)| weight).sum::<usize>() / 2;
        let mut passed = 0;
        let ink = inks.iter().find(|(_, weight)| {
            passed += weight;
            passed >= half
        });
        Self {
            size: size as f32 / 10.0,
            ink: ink.map_or(1.0, |(ink, _)| *ink),
            colour: colours.iter().max_by_key(|(_, count)| **count).map_or(0, |(colour, _)| *colour),
        }
    }

    /// The narrowest gap that parts two columns, in points.
    pub(super) fn gutter(&self) -> f32 {
        (0.9 * self.size).clamp(7.0, 12.0)
    }
}

/// A block's own look.
struct Look {
    size: f32,
    ink: f32,
    coloured: bool,
    words: usize,
    text: String,
    lines: usize,
}

impl Look {
    fn of(block: &RawBlock, style: &BodyStyle) -> Self {
        let lines = || block.cells.iter().flatten();
        let main = lines().max_by_key(|line| line.weight());
        let text = super::paragraph::plain(lines());
        Self {
            size: main.map_or(style.size, |line| line.size),
            ink: main.and_then(|line| line.ink).unwrap_or(style.ink),
            coloured: main.is_some_and(|line| line.colour != style.colour),
            words: text.split(' ').filter(|word| word.chars().any(char::is_alphabetic)).count(),
            lines: lines().count(),
            text,
        }
    }

    fn bold(&self, style: &BodyStyle) -> bool {
        self.ink > 1.22 * style.ink
    }

    fn capitals(&self) -> bool {
        let letters = || self.text.chars().filter(|character| character.is_alphabetic());
        letters().count() > 3 && letters().all(char::is_uppercase)
    }
}

/// Tells the kinds of all blocks of a document's pages.
pub(super) fn name_kinds(pages: &mut [Vec<RawBlock>], style: &BodyStyle, sizes: &[PageGlyphs]) {
    let mut headings: BTreeMap<(i32, bool), usize> = BTreeMap::new();
    let mut section = Section::Body;
    for (blocks, page) in pages.iter_mut().zip(sizes) {
        let contents = is_contents_page(blocks);
        // A contents list ends with its page; references go on until a heading says otherwise.
        if section == Section::Contents && !contents {
            section = Section::Body;
        }
        let count = blocks.len();
        for index in 0..count {
            let followed = blocks.get(index + 1).is_some_and(|next| next.kind != BlockKind::Running);
            let Some(block) = blocks.get_mut(index) else { continue };
            if matches!(block.kind, BlockKind::Running) {
                continue;
            }
            let look = Look::of(block, style);
            if block.kind == BlockKind::TableRow {
                if section == Section::References || contents && entry_of_contents(&look.text) {
                    block.kind = section.kind().unwrap_or(BlockKind::Contents);
                    block.cells = vec![block.cells.drain(..).flatten().collect()];
                }
                continue;
            }
            if let Some(kind) = special(block, &look, style, page) {
                block.kind = kind;
                continue;
            }
            if contents && entry_of_contents(&look.text) {
                block.kind = BlockKind::Contents;
                continue;
            }
            if is_heading(block, &look, style, followed) {
                section = Section::opened_by(&look.text);
                // The title of a contents list governs nothing that comes after it.
                if section == Section::Contents {
                    block.kind = BlockKind::Contents;
                    continue;
                }
                let rank = (tenths(look.size), look.bold(style));
                *headings.entry(rank).or_default() += 1;
                block.kind = BlockKind::Heading(0);
                continue;
            }
            if let Some(kind) = section.kind().filter(|_| section == Section::References) {
                block.kind = kind;
            }
        }
    }
    let levels = levels(&headings);
    for block in pages.iter_mut().flatten() {
        if block.kind == BlockKind::Heading(0) {
            let look = Look::of(block, style);
            let rank = (tenths(look.size), look.bold(style));
            let level = levels.iter().find(|(known, _)| *known == rank).map_or(6, |(_, level)| *level);
            block.kind = BlockKind::Heading(level);
        }
    }
    follow_numbers(pages);
    for blocks in pages.iter_mut() {
        set_labels_aside(blocks);
        nest_items(blocks);
        join_heading_lines(blocks);
        join_over_columns(blocks);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Body,
    Contents,
    References,
}

impl Section {
    fn opened_by(heading: &str) -> Self {
        let plain: String = heading
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphabetic() || *c == ' ')
            .collect::<String>()
            .trim()
            .to_owned();
        match plain.as_str() {
            "contents" | "table of contents" | "in this document" | "list of figures" | "list of tables" => {
                Self::Contents
            }
            "references" | "bibliography" | "endnotes" | "end notes" | "notes and references" | "sources" => {
                Self::References
            }
            _ => Self::Body,
        }
    }

    const fn kind(self) -> Option<BlockKind> {
        match self {
            Self::Body => None,
            Self::Contents => Some(BlockKind::Contents),
            Self::References => Some(BlockKind::Reference),
        }
    }
}

/// Kinds that a block shows by itself.
fn special(block: &RawBlock, look: &Look, style: &BodyStyle, page: &PageGlyphs) -> Option<BlockKind> {
    let text = look.text.trim();
    if !text.chars().any(char::is_alphabetic) {
        return (text.chars().count() <= 16).then_some(BlockKind::Chart);
    }
    let lower = text.to_lowercase();
    let labelled =
        ["figure ", "fig. ", "fig ", "table ", "chart ", "image ", "photo", "picture "].iter().any(|label| {
            lower
                .strip_prefix(label)
                .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == ':'))
        });
    if (labelled || lower.starts_with("source:")) && look.words <= 40 {
        return Some(BlockKind::Caption);
    }
    let small = look.size < 0.88 * style.size;
    let low = block.rect.y0 > 0.62 * page.height;
    let noted = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '*' | '†' | '‡' | '¹' | '²' | '³'))
        || block.marker.is_some()
        || lower.starts_with("http")
        || lower.starts_with("www.");
    if small && low && noted {
        return Some(BlockKind::Footnote);
    }
    None
}

/// Whether a block is a heading: set larger or bolder than the text, short, and no sentence of its own.
fn is_heading(block: &RawBlock, look: &Look, style: &BodyStyle, followed: bool) -> bool {
    let text = look.text.trim_end();
    if look.words == 0 || look.words > 24 || look.lines > 5 {
        return false;
    }
    let larger = look.size >= 1.12 * style.size;
    let much_larger = look.size >= 1.35 * style.size;
    let bold = look.bold(style) && look.size >= 0.93 * style.size;
    let marked = block.kind != BlockKind::Paragraph;
    // An item that is set like a heading is a numbered heading; a bullet is none.
    if marked && (block.marker.is_none() || !(larger || bold) || look.words > 12) {
        return false;
    }
    let ends = text.chars().next_back();
    let sentence = matches!(ends, Some('.' | ';' | ',')) || text.starts_with(char::is_lowercase);
    if sentence || text.starts_with(['“', '"', '‘']) {
        return much_larger && !text.starts_with(['“', '"', '‘', '…']) && look.words <= 8 && ends != Some(',');
    }
    if ends == Some(':') && !larger {
        return false;
    }
    let short = look.words <= 14;
    larger || (bold && short && (followed || look.coloured)) || (look.capitals() && look.coloured && short && followed)
}

/// Levels by size, bold before regular. Where a document has more than six styles of heading, the largest share the
/// first level: those are covers and titles.
fn levels(headings: &BTreeMap<(i32, bool), usize>) -> Vec<((i32, bool), u8)> {
    let mut steps: Vec<((i32, bool), usize)> = Vec::new();
    let mut step = 0;
    let mut last: Option<(i32, bool)> = None;
    for rank in headings.keys().rev() {
        // Sizes within a twelfth of each other are one style.
        if last.is_some_and(|(size, bold)| (size - rank.0) * 12 > size || (bold != rank.1 && size - rank.0 < 8)) {
            step += 1;
        }
        if last.is_none_or(|(size, bold)| (size - rank.0) * 12 > size || bold != rank.1) {
            last = Some(*rank);
        }
        steps.push((*rank, step));
    }
    let excess = (step + 1).saturating_sub(6);
    steps.into_iter().map(|(rank, step)| (rank, u8::try_from(step.saturating_sub(excess) + 1).unwrap_or(6))).collect()
}

/// Numbered headings of one depth ("2.1", "6.4") have one level: the one that most of them look like.
fn follow_numbers(pages: &mut [Vec<RawBlock>]) {
    let mut seen: BTreeMap<usize, BTreeMap<u8, usize>> = BTreeMap::new();
    for block in pages.iter().flatten() {
        if let (BlockKind::Heading(level), Some(depth)) = (block.kind, number_depth(block)) {
            *seen.entry(depth).or_default().entry(level).or_default() += 1;
        }
    }
    let mut settled: BTreeMap<usize, u8> = BTreeMap::new();
    let mut above = 0;
    for (depth, levels) in seen {
        if levels.values().sum::<usize>() < 2 {
            continue;
        }
        let usual = levels.iter().max_by_key(|(level, count)| (**count, 6 - **level)).map_or(1, |(level, _)| *level);
        above = usual.max(above + 1).min(6);
        settled.insert(depth, above);
    }
    for block in pages.iter_mut().flatten() {
        if matches!(block.kind, BlockKind::Heading(_))
            && let Some(level) = number_depth(block).and_then(|depth| settled.get(&depth))
        {
            block.kind = BlockKind::Heading(*level);
        }
    }
}

/// How many numbers a heading begins with: 1 for "3 Aims", 2 for "3.1 Aims".
fn number_depth(block: &RawBlock) -> Option<usize> {
    let own = || block.cells.iter().flatten().next().map(Fragment::text);
    let label = block.marker.clone().or_else(own)?;
    let number = label.split(' ').next()?.trim_end_matches(['.', ')', ':']);
    let parts: Vec<&str> = number.split('.').collect();
    let numeric =
        parts.iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    numeric.then_some(parts.len())
}

/// A line of a contents list ends in a page number, mostly behind dots.
fn entry_of_contents(text: &str) -> bool {
    let text = text.trim_end();
    let number = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let rest = text.get(..text.len() - number).unwrap_or_default();
    let dotted = text.contains("....") || text.contains(". . . .") || text.contains("…………");
    dotted
        || ((1..=3).contains(&number) && rest.ends_with([' ', '.', '\t']) && rest.split(' ').count() <= 16)
        || text.starts_with(|c: char| c.is_ascii_digit()) && text.split(' ').count() <= 14
}

fn is_contents_page(blocks: &[RawBlock]) -> bool {
    let texts: Vec<String> = blocks
        .iter()
        .filter(|block| block.kind != BlockKind::Running)
        .map(|block| super::paragraph::plain(block.cells.iter().flatten()))
        .collect();
    let titled = texts.iter().take(4).any(|text| Section::opened_by(text) == Section::Contents);
    let ends_in_number = texts
        .iter()
        .filter(|text| {
            let digits = text.trim_end().bytes().rev().take_while(u8::is_ascii_digit).count();
            (1..=3).contains(&digits) && text.split(' ').count() > 1
        })
        .count();
    let dotted = texts.iter().filter(|text| text.contains(".....") || text.contains(". . . . .")).count();
    titled || dotted >= 3 || (texts.len() >= 6 && ends_in_number * 10 >= texts.len() * 7)
}

/// On a page that is mostly scattered words, those are the labels of a graphic.
fn set_labels_aside(blocks: &mut [RawBlock]) {
    let label = |block: &RawBlock| {
        let text = super::paragraph::plain(block.cells.iter().flatten());
        block.kind == BlockKind::Paragraph && text.split(' ').count() <= 5 && !text.ends_with(['.', ':', ';', '?', '!'])
    };
    let labels = blocks.iter().filter(|block| label(block)).count();
    let read = blocks.iter().filter(|block| block.kind.holds_statements()).count();
    if labels >= 10 && labels * 2 > read {
        for block in blocks.iter_mut().filter(|block| label(block)) {
            block.kind = BlockKind::Chart;
        }
    }
}

/// Depth of list items by their indent among the items of one list.
fn nest_items(blocks: &mut [RawBlock]) {
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

/// A heading set over several lines may have come apart where its lines are wide apart.
fn join_heading_lines(blocks: &mut Vec<RawBlock>) {
    let mut joined: Vec<RawBlock> = Vec::with_capacity(blocks.len());
    for block in blocks.drain(..) {
        if let Some(last) = joined.last_mut()
            && last.kind == block.kind
            && matches!(block.kind, BlockKind::Heading(_))
            && block.marker.is_none()
            && goes_on(last, &block)
            && let Some(lines) = last.cells.first_mut()
        {
            lines.extend(block.cells.into_iter().flatten());
            last.rect = last.rect.union(&block.rect);
            continue;
        }
        joined.push(block);
    }
    *blocks = joined;
}

/// A paragraph that a column's end cuts is one paragraph; what stands between in a margin does not part it.
fn join_over_columns(blocks: &mut Vec<RawBlock>) {
    let mut joined: Vec<RawBlock> = Vec::with_capacity(blocks.len());
    for block in blocks.drain(..) {
        let between =
            |block: &&mut RawBlock| matches!(block.kind, BlockKind::Footnote | BlockKind::Caption | BlockKind::Chart);
        let cut = joined.iter_mut().rev().find(|earlier| !between(earlier));
        if let Some(cut) = cut
            && super::paragraph::goes_on_in_next_column(cut, &block)
            && let Some(lines) = cut.cells.first_mut()
        {
            lines.extend(block.cells.into_iter().flatten());
            cut.column = block.column;
            continue;
        }
        joined.push(block);
    }
    *blocks = joined;
}

fn goes_on(above: &RawBlock, below: &RawBlock) -> bool {
    let (Some(last), Some(next)) = (above.cells.iter().flatten().next_back(), below.cells.iter().flatten().next())
    else {
        return false;
    };
    let step = next.baseline - last.baseline;
    let same = (last.size - next.size).abs() < 0.06 * last.size && last.colour == next.colour;
    let aligned = (last.x0() - next.x0()).abs() < 2.0;
    let carried = next.glyphs.first().is_some_and(|glyph| glyph.character.is_lowercase())
        || (step < 1.32 * last.size && last.size > 15.0)
        || (last.size > 20.0 && aligned);
    same && step > 0.0 && step < 1.6 * last.size && carried
}

fn tenths(size: f32) -> i32 {
    (size * 10.0).round() as i32
}
