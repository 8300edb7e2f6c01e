//! The lines of one column become paragraphs, list items and headings-to-be.

use super::fragment::{self, Fragment};
use super::{RawBlock, Role, marker};
use stratmine_model::{BlockKind, Rect};

/// One line of a column: its fragments joined.
struct TextLine {
    fragment: Fragment,
    marker: Option<marker::Marker>,
}

/// A block that is being gathered.
struct Open {
    lines: Vec<Fragment>,
    marker: Option<marker::Marker>,
    /// Where the text of a list item begins, after its marker.
    text_x0: f32,
    left: f32,
}

/// Reads one column, whose text spans `extent` across, from top to bottom.
pub(super) fn read(fragments: Vec<Fragment>, extent: (f32, f32)) -> Vec<RawBlock> {
    let lines: Vec<TextLine> = fragment::rows(fragments).into_iter().filter_map(line).collect();
    let leading = usual_leading(&lines);
    let mut blocks = Vec::new();
    let mut open: Option<Open> = None;
    for line in lines {
        let goes_on = open.as_ref().is_some_and(|block| goes_on(block, &line, leading, extent));
        if let (Some(block), true) = (&mut open, goes_on) {
            block.left = block.left.min(line.fragment.x0());
            block.lines.push(line.fragment);
        } else {
            blocks.extend(open.take().and_then(|block| block.close(extent)));
            open = Some(Open::start(line));
        }
    }
    blocks.extend(open.and_then(|block| block.close(extent)));
    blocks
}

/// A row of a running head or foot.
pub(super) fn running(row: Vec<Fragment>) -> RawBlock {
    let rect = fragment::extent(&row).unwrap_or_default();
    RawBlock::new(BlockKind::Running, vec![row], rect, (rect.x0, rect.x1))
}

/// Takes the first row as the head of its columns where it looks different from the rest or says what a head says, and
/// writes each column's head into the rows below.
pub(super) fn head_table(rows: &mut [RawBlock]) {
    let Some((first, rest)) = rows.split_first_mut() else { return };
    let filled = first.cells.iter().filter(|cell| !cell.is_empty()).count();
    if rest.is_empty() || filled < 2 || filled * 2 < first.cells.len() {
        return;
    }
    let words = |cell: &[Fragment]| cell.iter().map(|line| line.text().split(' ').count()).sum::<usize>();
    let short = first.cells.iter().all(|cell| words(cell) <= 8);
    let looks = |row: &RawBlock| -> Option<(f32, u32)> {
        let lead = fragment::heaviest(row.cells.iter().flatten())?;
        Some((lead.ink.unwrap_or(1.0), lead.colour))
    };
    let (Some(head), Some(body)) = (looks(first), rest.iter().filter_map(looks).next_back()) else { return };
    let different = head.0 > 1.18 * body.0 || head.1 != body.1;
    let longer = rest.iter().flat_map(|row| &row.cells).map(|cell| words(cell)).max().unwrap_or_default() > 8;
    if !short || !(different || longer) {
        return;
    }
    let heads: Vec<String> = first.cells.iter().map(fragment::text_of).collect();
    for row in rest {
        row.column_heads.clone_from(&heads);
    }
}

fn line(row: Vec<Fragment>) -> Option<TextLine> {
    let mut pieces = row.into_iter();
    let mut fragment = pieces.next()?;
    for piece in pieces {
        fragment.join(&piece);
    }
    let marker = marker::find(&fragment.glyphs);
    Some(TextLine { fragment, marker })
}

impl Open {
    fn start(line: TextLine) -> Self {
        let after = line.marker.as_ref().map_or(0, |marker| marker.length);
        let text_x0 = line.fragment.glyphs.get(after).map_or(line.fragment.x0(), |glyph| glyph.x0);
        Self { left: line.fragment.x0(), text_x0, marker: line.marker, lines: vec![line.fragment] }
    }

    fn close(mut self, column: (f32, f32)) -> Option<RawBlock> {
        let kind = if self.marker.is_some() { BlockKind::ListItem(0) } else { BlockKind::Paragraph };
        let label = self.marker.as_ref().and_then(|marker| marker.label.clone());
        let mut marker_glyphs = Vec::new();
        if let (Some(marker), Some(first)) = (&self.marker, self.lines.first_mut()) {
            marker_glyphs = first.glyphs.drain(..marker.length.min(first.glyphs.len())).collect();
        }
        let rect = Rect { x0: self.left, ..fragment::extent(&self.lines)? };
        let tag = self.lines.iter().find_map(|line| line.tag);
        Some(RawBlock { marker: label, marker_glyphs, tag, ..RawBlock::new(kind, vec![self.lines], rect, column) })
    }
}

/// Whether a line belongs to the block above it.
fn goes_on(block: &Open, line: &TextLine, leading: f32, column: (f32, f32)) -> bool {
    let Some(last) = block.lines.last() else { return false };
    let next = &line.fragment;
    if line.marker.is_some() && starts_item(block, line) {
        return false;
    }
    let em = last.size.max(next.size);
    // "13% / of adults are …": a figure as high as the lines that it begins.
    let beside = block.lines.len() == 1 && last.size > 1.5 * next.size && next.x0() > last.x1() - 2.0;
    if beside && !last.glyphs.iter().any(|glyph| glyph.character.is_alphabetic()) && !begins_anew(next) {
        return next.rect.y0 < last.rect.y1 && next.rect.y1 > last.rect.y0;
    }
    let step = next.baseline - last.baseline;
    let usual = leading.clamp(1.12 * em, 1.75 * em);
    if step > 1.22 * usual && step > usual + 2.0 || step < -0.2 * em {
        return false;
    }
    if (last.size - next.size).abs() > 0.1 * em && !is_scrap(next) && !is_scrap(last) {
        return false;
    }
    let told = told_by_tags(last, line, column);
    let of_item = |line: &Fragment| line.tag.is_some_and(|tag| tag.role == Role::Item);
    if told == Some(false)
        || (fragment::is_light(last.colour) != fragment::is_light(next.colour) && !is_scrap(next) && !is_scrap(last))
    {
        return false;
    }
    // An item may begin with a bold line of its own.
    if told == Some(true) && of_item(next) {
        return true;
    }
    // A bold first sentence runs on into its text; a bold line of its own ends before the margin.
    if differs_in_weight(block, next) && (!is_full(last, next, column) || ends_sentence(last)) {
        return false;
    }
    if told == Some(true) {
        return true;
    }
    if block.marker.is_some() {
        // An item goes on under its text, or flush with its marker as long as its lines are full.
        let under_text = next.x0() > block.left + 0.6 * em && (next.x0() - block.text_x0).abs() < 1.6 * em;
        return under_text || (next.x0() - block.text_x0).abs() < 0.5 * em || is_full(last, next, column);
    }
    let indent = next.x0() - block.left;
    if indent > 0.9 * em && block.lines.len() > 1 && indent < 4.0 * em && ends_sentence(last) {
        return false;
    }
    // A short last line ends its paragraph where the next line begins a new sentence.
    !(ends_sentence(last) && begins_anew(next) && !is_full(last, next, column) && last.x1() < column.1 - 6.0 * em)
}

/// What the file's structure says: lines of one element are one block, lines of two elements are two, unless a sentence
/// evidently runs on from one to the other, as where a program tags line by line.
fn told_by_tags(last: &Fragment, next: &TextLine, column: (f32, f32)) -> Option<bool> {
    let (own, other) = (last.tag?, next.fragment.tag?);
    if own.role == Role::Artifact || other.role == Role::Artifact {
        return None;
    }
    if own.element == other.element {
        return Some(true);
    }
    let begins = other.role != own.role || next.marker.is_some() || begins_anew(&next.fragment) || ends_sentence(last);
    (begins || !is_full(last, &next.fragment, column)).then_some(false)
}

/// A number at the head of a line within running text ("in 2019. We …" wrapped) is no marker unless it stands like one.
fn starts_item(block: &Open, line: &TextLine) -> bool {
    let Some(marker) = &line.marker else { return false };
    if marker.label.is_none() {
        let dash = line.fragment.glyphs.first().is_some_and(|glyph| matches!(glyph.character, '-' | '–' | '—' | 'o'));
        // A dash may be punctuation that the line break left at the head of a line.
        return !dash
            || block.marker.is_some()
            || block.lines.last().is_some_and(|last| ends_sentence(last) || last.x1() < line.fragment.x1());
    }
    block.lines.last().is_none_or(|last| block.marker.is_some() || ends_sentence(last))
}

/// Whether a paragraph or item that a column's end cuts goes on in the block read next: it stops within a sentence at a
/// full line, and the next block stands higher on the page, in a column of its own.
pub(super) fn goes_on_in_next_column(block: &RawBlock, next: &RawBlock) -> bool {
    let text = |kind: BlockKind| matches!(kind, BlockKind::Paragraph | BlockKind::ListItem(_));
    let (Some(last), Some(first)) = (block.cells.iter().flatten().next_back(), next.cells.iter().flatten().next())
    else {
        return false;
    };
    let moved = next.rect.x0 > last.rect.x1 && first.baseline < last.baseline;
    let same = (last.size - first.size).abs() < 0.05 * last.size && last.colour == first.colour;
    let cut = !ends_sentence(last) && (is_full(last, first, block.column) || !begins_anew(first));
    // Labels in a graphic stand side by side too; running text fills columns of one width.
    let width = |block: &RawBlock| block.column.1 - block.column.0;
    let flows =
        block.cells.iter().flatten().count() > 1 && (0.8..1.25).contains(&(width(block) / width(next).max(1.0)));
    text(block.kind) && next.kind == BlockKind::Paragraph && moved && same && cut && flows
}

fn ends_sentence(line: &Fragment) -> bool {
    let mut ends = line.glyphs.iter().rev().map(|glyph| glyph.character);
    let last =
        ends.find(|character| !matches!(character, ')' | '"' | '”' | '’' | '\'' | ']') && !character.is_ascii_digit());
    last.is_some_and(|character| matches!(character, '.' | ':' | '?' | '!' | ';'))
}

fn begins_anew(line: &Fragment) -> bool {
    line.glyphs
        .iter()
        .find(|glyph| glyph.character.is_alphanumeric())
        .is_some_and(|glyph| !glyph.character.is_lowercase())
}

/// Whether the first word of the next line would not have fitted on this one.
fn is_full(line: &Fragment, next: &Fragment, column: (f32, f32)) -> bool {
    let first_word = next.glyphs.iter().position(|glyph| glyph.character == ' ').unwrap_or(next.glyphs.len());
    let width = next.glyphs.get(first_word.saturating_sub(1)).map_or(0.0, |glyph| glyph.x1) - next.x0();
    line.x1() + width + 0.2 * line.size > column.1 - 0.5 * line.size
}

fn is_scrap(line: &Fragment) -> bool {
    line.glyphs.len() <= 3
}

/// Whether a whole line is bolder or fainter than the block it follows: a run-in heading above its text.
fn differs_in_weight(block: &Open, next: &Fragment) -> bool {
    let inks: Vec<f32> = block.lines.iter().filter_map(|line| line.ink).collect();
    let (Some(next_ink), false) = (next.ink, inks.is_empty()) else { return false };
    let ink = inks.iter().sum::<f32>() / inks.len() as f32;
    let ratio = next_ink / ink.max(0.01);
    let other_colour = block.lines.iter().all(|line| line.colour != next.colour);
    !(0.82..=1.22).contains(&ratio) || (other_colour && !(0.88..=1.13).contains(&ratio))
}

/// The distance from line to line that is usual in the column: the median of steps that can be one.
fn usual_leading(lines: &[TextLine]) -> f32 {
    let mut steps: Vec<f32> = lines
        .windows(2)
        .filter_map(|pair| {
            let [above, below] = pair else { return None };
            let step = below.fragment.baseline - above.fragment.baseline;
            let em = above.fragment.size;
            (step > 0.8 * em && step < 2.2 * em && (em - below.fragment.size).abs() < 0.1 * em).then_some(step)
        })
        .collect();
    steps.sort_by(f32::total_cmp);
    // The lower third: in lists of one-line items, the gaps between items outnumber those within.
    steps.get(steps.len() / 3).copied().unwrap_or(14.0)
}
