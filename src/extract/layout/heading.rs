//! Which blocks are headings, and of which level.

#![allow(clippy::cast_possible_truncation, reason = "places on a page are small numbers")]

use super::fragment::{self, Fragment};
use super::style::{self, BodyStyle, Emphasis, TypeStyle, tenths};
use super::{RawBlock, Role, marker};
use std::collections::BTreeMap;
use stratmine_model::BlockKind;

/// How far a file's own heading tags are to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trust(bool);

impl Trust {
    /// Headings are a small part of any text: where a quarter of the words are tagged as headings, the tags were used for
    /// their looks.
    pub(super) fn in_tags(pages: &[Vec<RawBlock>]) -> Self {
        let (mut headings, mut all) = (0_usize, 0_usize);
        for block in pages.iter().flatten() {
            let weight: usize = block.cells.iter().flatten().map(Fragment::weight).sum();
            all += weight;
            headings += if tagged_level(block).is_some() { weight } else { 0 };
        }
        Self(headings * 4 < all)
    }
}

/// The level that the file's structure gives a block.
fn tagged_level(block: &RawBlock) -> Option<u8> {
    match block.tag?.role {
        Role::Heading(level) => Some(level),
        _ => None,
    }
}

/// A block and what stands after it in reading order.
pub(super) struct Followed<'b> {
    pub(super) block: &'b RawBlock,
    pub(super) next: Option<&'b RawBlock>,
}

impl Followed<'_> {
    /// Whether anything follows but running heads and feet.
    fn by_text(&self) -> bool {
        self.next.is_some_and(|next| next.kind != BlockKind::Running)
    }

    /// Whether what follows begins in lower case and just below, as the rest of a sentence does.
    fn by_its_rest(&self) -> bool {
        let Some(next) = self.next.filter(|next| next.kind == BlockKind::Paragraph) else { return false };
        let (own, other) = (self.block.rect, next.rect);
        let first = next.cells.iter().flatten().flat_map(|line| &line.glyphs).find(|g| g.character.is_alphabetic());
        let near = other.y0 - own.y1 < 1.2 * own.height() && other.y1 > own.y0;
        let (size, other) = (typography(self.block).0, typography(next).0);
        near && (size - other).abs() < 0.25 * size && first.is_some_and(|glyph| glyph.character.is_lowercase())
    }

    /// Whether what follows looks like the block, as the second line of a heading does.
    fn by_its_like(&self) -> bool {
        self.next.is_some_and(|next| {
            let (own, other) = (typography(self.block), typography(next));
            (own.0 - other.0).abs() < 0.06 * own.0 && (0.8..1.25).contains(&(own.1 / other.1))
        })
    }

    /// Whether a list follows.
    fn by_list(&self) -> bool {
        self.next.is_some_and(|next| matches!(next.kind, BlockKind::ListItem(_)))
    }

    /// Whether a paragraph follows.
    fn by_paragraph(&self) -> bool {
        self.next.is_some_and(|next| next.kind == BlockKind::Paragraph)
    }

    /// Whether text follows just below that is not underlined or in italics as the block is.
    fn by_other_text(&self, look: &TypeStyle) -> bool {
        let Some(next) = self.next.filter(|next| next.kind != BlockKind::Running) else { return false };
        let near =
            next.rect.y0 - self.block.rect.y1 < 3.0 * self.block.rect.height() && next.rect.y1 > self.block.rect.y0;
        let first = next.cells.iter().flatten().next();
        near && first.is_some_and(|line| match look.emphasis {
            Emphasis::Plain => true,
            Emphasis::Underlined => !line.underlined,
            Emphasis::Italic => !line.is_italic(),
        })
    }

    /// Whether text of the document's size follows just below that is smaller than the block.
    fn over_smaller_text(&self, look: &TypeStyle) -> bool {
        let Some(next) = self.next.filter(|next| next.kind == BlockKind::Paragraph) else { return false };
        let near = (-0.5..1.2).contains(&((next.rect.y0 - self.block.rect.y1) / look.size));
        near && typography(next).0 < 0.96 * look.size && (next.rect.x0 - self.block.rect.x0).abs() < 2.0
    }

    /// Whether what follows begins in the block's colour.
    fn by_its_colour(&self) -> bool {
        let colour = |block: &RawBlock| block.cells.iter().flatten().next().map(|line| line.colour);
        self.next.is_some_and(|next| colour(next) == colour(self.block))
    }
}

/// Size and darkness of most of a block's letters.
fn typography(block: &RawBlock) -> (f32, f32) {
    fragment::heaviest(block.cells.iter().flatten()).map_or((1.0, 1.0), |line| (line.size, line.ink.unwrap_or(1.0)))
}

/// Whether a block is a heading: said to be one by the file, or set larger or bolder than the text; short, and no sentence
/// of its own.
pub(super) fn is_heading(followed: &Followed<'_>, look: &TypeStyle, style: &BodyStyle, trust: Trust) -> bool {
    let block = followed.block;
    let text = look.without_notes();
    let letters = text.chars().filter(|character| character.is_alphabetic()).count();
    // Titles in light letters on a dark band may be smaller than the text.
    // So may capitals: they are as high as the small letters of larger type.
    let least = if look.light || (look.capitals() && look.lines == 1) { 0.75 } else { 0.93 };
    let bold = look.bold(style) && look.size >= least * style.size;
    let much_larger = look.size >= 1.35 * style.size;
    let said = trust.0 && tagged_level(block).is_some();
    let cut = followed.by_its_rest() && !said && !(followed.by_its_like() && (bold || much_larger));
    // "[2009, amended 2015]"
    let bracketed = text.starts_with('[') && look.text.trim_end().ends_with(']');
    if letters < 3 || look.words > 30 || look.lines > 6 || cut || bracketed || block.has_bullet() {
        return false;
    }
    let ends = text.chars().next_back();
    let stopped = matches!(ends, Some('.' | ';' | ','));
    if said {
        return !(stopped && look.words > 12);
    }
    if look.words > 24 || look.lines > 5 {
        return false;
    }
    let larger = look.size >= 1.12 * style.size;
    let marked = block.kind != BlockKind::Paragraph;
    // An item that is set like a heading is a numbered heading.
    if marked && (!(larger || bold) || look.words > 20) {
        return false;
    }
    let sentence = stopped || text.starts_with(char::is_lowercase);
    if sentence || text.starts_with(['“', '"', '‘']) {
        return much_larger && !text.starts_with(['“', '"', '‘', '…']) && look.words <= 8 && ends != Some(',');
    }
    // "Good analysis is characterised by:" leads into a list, however it is set.
    if ends == Some(':') && look.words > 2 && !much_larger && followed.by_list() {
        return false;
    }
    if ends == Some(':') && !larger {
        // "Pros:" in bold heads what follows; "We will:" in bold leads into it.
        let label = look.words <= 2 && look.lines == 1 && followed.by_text() && !marked;
        return label && (bold || (look.emphasis == Emphasis::Underlined && followed.by_paragraph()));
    }
    let short = look.words <= 14 || marked;
    // "3.2.5 Training and qualifications"
    let numbered = number_depth(block).is_some_and(|depth| depth > 2) && look.lines == 1 && look.words <= 12;
    // A line of its own in another colour than the text and than what follows.
    let in_colour = look.coloured
        && !look.light
        && look.lines == 1
        && look.words <= 12
        && !marked
        && look.size >= 0.95 * style.size
        && text.starts_with(char::is_uppercase)
        && followed.by_text()
        && !followed.by_its_colour();
    // A line of its own that is underlined or in italics, where what follows is not.
    let set_apart = look.emphasis != Emphasis::Plain
        && look.lines <= 2
        && look.words <= 12
        && !marked
        && look.size >= 0.95 * style.size
        && text.starts_with(char::is_uppercase)
        && !text.contains("://")
        && !text.contains("www.")
        && followed.by_other_text(look);
    // A line of its own that is a little larger than the text and than what follows.
    let over_smaller = look.size >= 1.045 * style.size
        && look.lines == 1
        && look.words <= 8
        && !marked
        && text.starts_with(char::is_uppercase)
        && followed.over_smaller_text(look);
    larger
        || over_smaller
        || numbered
        || in_colour
        || set_apart
        || (bold && short && (followed.by_text() || look.coloured))
        || (look.capitals() && look.coloured && short && followed.by_text())
}

/// Makes a block a heading whose level is still to be told. Its number is part of what it says.
pub(super) fn promote(block: &mut RawBlock) {
    block.kind = BlockKind::Heading(0);
    block.marker = None;
    let marker = std::mem::take(&mut block.marker_glyphs);
    if let Some(first) = block.cells.iter_mut().flatten().next() {
        first.glyphs.splice(0..0, marker);
        first.rect.x0 = first.x0();
    }
}

/// How a block is set: size in half points, boldness, colour, and whether it leans.
type Look = (i32, bool, u32, bool);

/// The look of a block that is not set as the running text is.
fn look_of(block: &RawBlock, style: &BodyStyle) -> Option<Look> {
    let main = fragment::heaviest(block.cells.iter().flatten())?;
    let bold = style::is_bold(main.ink.unwrap_or(style.ink), style);
    let apart = main.size >= 1.05 * style.size || bold || fragment::colours_differ(main.colour, style.colour);
    apart.then(|| ((2.0 * main.size).round() as i32, bold, main.colour, main.is_italic()))
}

/// What is set as the headings of the document are, and as hardly anything else is, is a heading too, though it ends with
/// a stop, begins in lower case or is long for one.
pub(super) fn follow_looks(pages: &mut [Vec<RawBlock>], style: &BodyStyle) {
    /// So many headings tell what headings look like.
    const FEWEST: usize = 3;
    let mut seen: BTreeMap<Look, (usize, usize)> = BTreeMap::new();
    for block in pages.iter().flatten() {
        let heading = matches!(block.kind, BlockKind::Heading(_));
        if (heading || matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem(_)))
            && let Some(look) = look_of(block, style)
        {
            let (headings, others) = seen.entry(look).or_default();
            *(if heading { headings } else { others }) += 1;
        }
    }
    seen.retain(|_, (headings, others)| *headings >= FEWEST && *headings >= 4 * *others);
    if seen.is_empty() {
        return;
    }
    for blocks in pages {
        for index in 0..blocks.len() {
            let heads = blocks.get(index).is_some_and(|block| {
                let own = look_of(block, style).filter(|_| block.kind == BlockKind::Paragraph && !block.boxed);
                if !own.is_some_and(|own| seen.contains_key(&own)) {
                    return false;
                }
                let look = TypeStyle::of(block, style);
                let text = look.without_notes();
                let next = blocks.get(index + 1);
                // A sentence in bold is mostly no heading, a long one in large letters neither.
                let most = if look.size < 1.12 * style.size { 8 } else { 16 };
                let sentence = text.ends_with('.') && look.words > most;
                let followed = Followed { block, next };
                !sentence
                    && look.words >= 1
                    && look.words <= 24
                    && look.lines <= 3
                    && !text.ends_with([',', ';', ':'])
                    && !text.starts_with(['“', '"', '‘', '(', '[', '…'])
                    && !text.contains("://")
                    && followed.by_text()
                    && !followed.by_its_rest()
                    && next.is_some_and(|next| look_of(next, style) != own)
            });
            if let Some(block) = blocks.get_mut(index).filter(|_| heads) {
                promote(block);
            }
        }
    }
}

/// Numbered blocks of a page that look alike and count up are headings together, or items of a list together: as the ones
/// that can be told by themselves. What stops like a sentence, or is as long as one, is an item.
pub(super) fn follow_siblings(blocks: &mut [RawBlock], style: &BodyStyle) {
    let mut rows: Vec<Vec<(usize, Vec<marker::Ordinal>)>> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let ordinals = numbered_like_items(block);
        if ordinals.is_empty() {
            continue;
        }
        let follows = |row: &&mut Vec<(usize, Vec<marker::Ordinal>)>| {
            row.last().is_some_and(|(last, before)| {
                let next = |(written, number): &marker::Ordinal| ordinals.contains(&(written.clone(), number + 1));
                before.iter().any(next) && blocks.get(*last).is_some_and(|last| look_alike(last, block, style))
            })
        };
        match rows.iter_mut().rev().find(follows) {
            Some(row) => row.push((index, ordinals)),
            None => rows.push(vec![(index, ordinals)]),
        }
    }
    for row in rows {
        let members: Vec<usize> = row.into_iter().map(|(index, _)| index).collect();
        let (mut headings, mut sentences) = (0, 0);
        for block in members.iter().filter_map(|index| blocks.get(*index)) {
            let text = block.text();
            headings += usize::from(matches!(block.kind, BlockKind::Heading(_)));
            sentences += usize::from(text.ends_with(['.', ';']) || text.split(' ').count() > LONGEST_ITEM);
        }
        // After a colon, one below the other and with no text between them, they are what it announces.
        let first = members.first().copied().unwrap_or_default();
        let announced = first
            .checked_sub(1)
            .and_then(|before| blocks.get(before))
            .is_some_and(|before| before.kind == BlockKind::Paragraph && before.text().trim_end().ends_with(':'));
        let stacked = members.len() >= 3 && members.iter().zip(first..).all(|(index, place)| *index == place);
        if headings > 0 && announced && stacked {
            for index in members {
                if let Some(block) = blocks.get_mut(index).filter(|block| block.kind == BlockKind::Heading(0)) {
                    demote(block);
                }
            }
            continue;
        }
        if headings == 0 || headings == members.len() {
            continue;
        }
        for index in members {
            let Some(block) = blocks.get_mut(index) else { continue };
            match block.kind {
                BlockKind::ListItem(_) if sentences == 0 => promote(block),
                BlockKind::Heading(_) if sentences > headings => demote(block),
                _ => {}
            }
        }
    }
}

/// An item with more words than this is no heading.
const LONGEST_ITEM: usize = 20;

/// The places in a list that the number before an item or heading can stand for; none where it has none.
fn numbered_like_items(block: &RawBlock) -> Vec<marker::Ordinal> {
    let label = match block.kind {
        BlockKind::ListItem(_) => block.marker.clone(),
        BlockKind::Heading(_) => {
            let line = block.cells.iter().flatten().next();
            line.and_then(|line| marker::find(&line.glyphs)).and_then(|marker| marker.label)
        }
        _ => None,
    };
    label.map(|label| marker::ordinals(&label)).unwrap_or_default()
}

/// Whether two blocks are set alike, larger or bolder than the text, on one indent.
fn look_alike(one: &RawBlock, other: &RawBlock, style: &BodyStyle) -> bool {
    /// Numbers of more digits begin further left.
    const INDENT: f32 = 14.0;
    let (own, its) = (TypeStyle::of(one, style), TypeStyle::of(other, style));
    let set_apart = own.size >= 1.12 * style.size || own.bold(style) || own.coloured;
    set_apart
        && (own.size - its.size).abs() < 0.06 * own.size
        && own.bold(style) == its.bold(style)
        && own.coloured == its.coloured
        && (one.rect.x0 - other.rect.x0).abs() < INDENT
}

/// Makes a heading the item of a list again, its number the marker.
fn demote(block: &mut RawBlock) {
    let Some(first) = block.cells.iter_mut().flatten().next() else { return };
    let Some(found) = marker::find(&first.glyphs) else { return };
    block.marker_glyphs = first.glyphs.drain(..found.length.min(first.glyphs.len())).collect();
    block.marker = found.label;
    block.kind = BlockKind::ListItem(0);
}

/// A heading's style: what looks alike has one level.
fn rank(block: &RawBlock, style: &BodyStyle) -> (i32, bool) {
    let look = TypeStyle::of(block, style);
    (tenths(look.size), look.bold(style))
}

/// Settles the levels of all headings: what the file says where it is to be believed, else the level of tagged headings
/// that look alike, else by size and weight.
pub(super) fn set_levels(pages: &mut [Vec<RawBlock>], style: &BodyStyle, trust: Trust) {
    let mut ranks: BTreeMap<(i32, bool), usize> = BTreeMap::new();
    let mut told: BTreeMap<(i32, bool), BTreeMap<u8, usize>> = BTreeMap::new();
    for block in pages.iter().flatten().filter(|block| block.kind == BlockKind::Heading(0)) {
        let rank = rank(block, style);
        *ranks.entry(rank).or_default() += 1;
        if let Some(level) = tagged_level(block).filter(|_| trust.0) {
            *told.entry(rank).or_default().entry(level).or_default() += 1;
        }
    }
    let levels = levels(&ranks);
    for block in pages.iter_mut().flatten().filter(|block| block.kind == BlockKind::Heading(0)) {
        let rank = rank(block, style);
        let alike = || {
            let usual = told.get(&rank)?.iter().max_by_key(|(level, count)| (**count, 6_u8.saturating_sub(**level)))?;
            Some(*usual.0)
        };
        let seen = || levels.iter().find(|(known, _)| *known == rank).map_or(6, |(_, level)| *level);
        let level = tagged_level(block).filter(|_| trust.0).or_else(alike).unwrap_or_else(seen);
        block.kind = BlockKind::Heading(level);
    }
    if told.is_empty() {
        follow_numbers(pages);
    }
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
        let usual = levels
            .iter()
            .max_by_key(|(level, count)| (**count, 6_u8.saturating_sub(**level)))
            .map_or(1, |(level, _)| *level);
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
    depth_of_number(&block.marker.clone().or_else(own)?)
}

/// The same of its words. "3.0 Aims" is chapter 3.
fn depth_of_number(label: &str) -> Option<usize> {
    let number = label.split(' ').next()?.trim_end_matches(['.', ')', ':']);
    let mut parts: Vec<&str> = number.split('.').collect();
    let numeric =
        parts.iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    if parts.len() == 2 {
        parts.retain(|part| *part != "0");
    }
    numeric.then_some(parts.len())
}

/// A heading set over several lines may have come apart where its lines are wide apart.
pub(super) fn join_heading_lines(blocks: &mut Vec<RawBlock>) {
    let mut joined: Vec<RawBlock> = Vec::with_capacity(blocks.len());
    for block in blocks.drain(..) {
        if let Some(last) = joined.last_mut()
            && last.kind == block.kind
            && matches!(block.kind, BlockKind::Heading(_))
            && number_depth(&block).is_none()
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

fn goes_on(above: &RawBlock, below: &RawBlock) -> bool {
    let (Some(last), Some(next)) = (above.cells.iter().flatten().next_back(), below.cells.iter().flatten().next())
    else {
        return false;
    };
    let step = next.baseline - last.baseline;
    let ink = last.ink.unwrap_or(1.0) / next.ink.unwrap_or(1.0).max(0.01);
    let same =
        (last.size - next.size).abs() < 0.06 * last.size && last.colour == next.colour && (0.75..1.33).contains(&ink);
    let aligned = (last.x0() - next.x0()).abs() < 2.0;
    let carried = next.glyphs.first().is_some_and(|glyph| glyph.character.is_lowercase())
        || (step < 1.32 * last.size && last.size > 15.0)
        || (last.size > 20.0 && aligned);
    same && step > 0.0 && step < 1.6 * last.size && carried
}

#[cfg(test)]
mod tests {
    use super::depth_of_number;

    #[test]
    fn a_chapter_may_be_numbered_with_a_nought() {
        let depths =
            ["3 Aims", "3. Aims", "5.0 Evidence", "5.2 Care", "5.2.10 Homes", "10.0 End", "Aims", "2020 Vision"];
        let depths = depths.map(depth_of_number);
        assert_eq!(depths, [Some(1), Some(1), Some(1), Some(2), Some(3), Some(1), None, None]);
    }
}
