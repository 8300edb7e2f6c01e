//! The lines of one column become paragraphs, list items and headings-to-be.

use super::fragment::{self, Fragment};
use super::{RawBlock, Role, marker};
use std::collections::BTreeMap;
use stratmine_model::{BlockKind, Rect};

/// One line of a column: its fragments joined.
struct TextLine {
    fragment: Fragment,
    marker: Option<marker::Marker>,
    /// Whether the number or letter before it stands in the list of another line of the column.
    listed: bool,
}

/// Where a line stands: what its column is like, and which line comes after it.
struct LineSetting<'l> {
    /// The distance from line to line that is usual in the column.
    leading: f32,
    column: (f32, f32),
    below: Option<&'l Fragment>,
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
    let mut lines: Vec<TextLine> = fragment::rows(fragments).into_iter().filter_map(line).collect();
    tell_listed(&mut lines);
    let leading = usual_leading(&lines);
    let mut blocks = Vec::new();
    let mut open: Option<Open> = None;
    let mut lines = lines.into_iter().peekable();
    while let Some(line) = lines.next() {
        let setting = LineSetting { leading, column: extent, below: lines.peek().map(|below| &below.fragment) };
        let goes_on = open.as_ref().is_some_and(|block| goes_on(block, &line, &setting));
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

/// Tells the lines whose numbers or letters make a list: the one before or after stands on the same indent.
fn tell_listed(lines: &mut [TextLine]) {
    /// Markers of one list differ by no more than this many points across.
    const INDENT: f32 = 4.0;
    let mut seen: BTreeMap<marker::Ordinal, Vec<f32>> = BTreeMap::new();
    let labels: Vec<Vec<marker::Ordinal>> = lines
        .iter()
        .map(|line| {
            let label = line.marker.as_ref().and_then(|marker| marker.label.as_ref());
            label.map(|label| marker::ordinals(label)).unwrap_or_default()
        })
        .collect();
    for (line, ordinals) in lines.iter().zip(&labels) {
        for ordinal in ordinals {
            seen.entry(ordinal.clone()).or_default().push(line.fragment.x0());
        }
    }
    for (line, ordinals) in lines.iter_mut().zip(labels) {
        let x0 = line.fragment.x0();
        line.listed = ordinals.iter().any(|(written, number)| {
            [number.wrapping_sub(1), number + 1].into_iter().any(|near| {
                let places = seen.get(&(written.clone(), near));
                places.is_some_and(|places| places.iter().any(|place| (place - x0).abs() < INDENT))
            })
        });
    }
}

/// Reads a cell of a table: its lines from top to bottom, and with which of them its items and paragraphs begin. A cell
/// whose paragraphs stand no further apart than its lines is one piece.
pub(super) fn read_cell(fragments: Vec<Fragment>, extent: (f32, f32)) -> (Vec<Fragment>, Vec<usize>) {
    let blocks = read(fragments, extent);
    let apart = PARAGRAPH_STEP * tightest_step(&blocks);
    // Two paragraphs are running text; more, or numbered ones, are a list.
    let listed = blocks.iter().any(|block| block.kind != BlockKind::Paragraph);
    let numbered = blocks
        .iter()
        .any(|block| block.cells.iter().flatten().next().is_some_and(|line| marker::begins_section(&line.glyphs)));
    let (mut lines, mut starts): (Vec<Fragment>, Vec<usize>) = (Vec::new(), Vec::new());
    for block in blocks {
        let mut own: Vec<Fragment> = block.cells.into_iter().flatten().collect();
        if let Some(first) = own.first_mut() {
            first.glyphs.splice(0..0, block.marker_glyphs);
            first.rect.x0 = first.x0();
        }
        let begins = match (lines.last(), own.first()) {
            (Some(last), Some(first)) => first.baseline - last.baseline > apart && ends_or_begins(last, first),
            _ => true,
        };
        if begins || listed {
            starts.push(lines.len());
        }
        lines.extend(own);
    }
    if starts.len() < if listed || numbered { 2 } else { FEWEST_PARAGRAPHS } {
        starts.clear();
    }
    (lines, starts)
}

/// So many paragraphs without a number make a cell a list.
const FEWEST_PARAGRAPHS: usize = 3;

/// Paragraphs of a cell stand further apart than its lines by this factor.
const PARAGRAPH_STEP: f32 = 1.5;

/// The least distance from line to line in a cell, or one that is usual where it has one line.
fn tightest_step(blocks: &[RawBlock]) -> f32 {
    let lines: Vec<&Fragment> = blocks.iter().flat_map(|block| &block.cells).flatten().collect();
    let usual = 1.25 * lines.first().map_or(0.0, |line| line.size);
    let steps = lines.windows(2).filter_map(|pair| {
        let [above, below] = pair else { return None };
        let step = below.baseline - above.baseline;
        (step > 0.8 * above.size).then_some(step)
    });
    steps.reduce(f32::min).unwrap_or(usual).min(1.2 * usual)
}

/// Whether a sentence may end with one line and another begin with the next.
fn ends_or_begins(last: &Fragment, next: &Fragment) -> bool {
    ends_sentence(last) || begins_anew(next)
}

/// A row of a running head or foot.
pub(super) fn running(row: Vec<Fragment>) -> RawBlock {
    let rect = fragment::extent(&row).unwrap_or_default();
    RawBlock::new(BlockKind::Running, vec![row], rect, (rect.x0, rect.x1))
}

/// Takes the first row as the head of its columns where it looks different from the rest or says what a head says, and
/// writes each column's head into the rows below. What stands above the first row is a title of the table.
pub(super) fn head_table(blocks: &mut [RawBlock]) {
    let titles = blocks.iter().take_while(|block| block.kind != BlockKind::TableRow).count();
    let Some((first, rest)) = blocks.get_mut(titles..).and_then(<[RawBlock]>::split_first_mut) else { return };
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
    Some(TextLine { fragment, marker, listed: false })
}

impl Open {
    fn start(line: TextLine) -> Self {
        let after = line.marker.as_ref().map_or(0, |marker| marker.length);
        let text_x0 = line.fragment.glyphs.get(after).map_or(line.fragment.x0(), |glyph| glyph.x0);
        Self { left: line.fragment.x0(), text_x0, marker: line.marker, lines: vec![line.fragment] }
    }

    /// Whether the words run on from the block to a line: no stop, then lower case, under the text.
    fn runs_on(&self, next: &Fragment) -> bool {
        let Some(last) = self.lines.last() else { return false };
        let em = last.size.max(next.size);
        let aligned = (next.x0() - self.left).abs() < 1.2 * em || (next.x0() - self.text_x0).abs() < 1.2 * em;
        // Running text goes on in brackets too.
        let bracket = next.glyphs.first().is_some_and(|glyph| glyph.character == '(');
        let brackets = bracket && last.weight() >= RUNNING_TEXT && !ends_sentence(last);
        aligned && (words_run_on(last, next) || brackets)
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
fn goes_on(block: &Open, line: &TextLine, setting: &LineSetting<'_>) -> bool {
    let Some(last) = block.lines.last() else { return false };
    let (next, column) = (&line.fragment, setting.column);
    if line.marker.is_some() && starts_item(block, line) {
        return false;
    }
    if begins_note(next) && block.lines.first().is_some_and(begins_note) {
        return false;
    }
    let em = last.size.max(next.size);
    // "13% / of adults are …": a figure as high as the lines that it begins.
    let beside = block.lines.len() == 1 && last.size > 1.5 * next.size && next.x0() > last.x1() - 2.0;
    if beside && !last.glyphs.iter().any(|glyph| glyph.character.is_alphabetic()) && !begins_anew(next) {
        return next.rect.y0 < last.rect.y1 && next.rect.y1 > last.rect.y0;
    }
    if !is_near(block, next, setting) || is_leader(last) || is_leader(next) {
        return false;
    }
    if (last.size - next.size).abs() > 0.1 * em && !is_scrap(next) && !is_scrap(last) {
        return false;
    }
    let full = is_full(last, next, column);
    // An address on a line of its own stands for itself.
    let runs_on = block.runs_on(next) && (full || !is_address(next));
    let told = told_by_tags(last, line, column).filter(|told| *told || !runs_on || is_item(last) || is_item(next));
    if told == Some(false)
        || (fragment::is_light(last.colour) != fragment::is_light(next.colour)
            && !(runs_on || is_scrap(next) || is_scrap(last)))
    {
        return false;
    }
    // An item may begin with a bold line of its own.
    if told == Some(true) && is_item(next) {
        return true;
    }
    // A bold first sentence runs on into its text; a bold line of its own ends before the margin.
    // So does a line that is a little larger.
    let larger = last.size > 1.045 * next.size && block.lines.len() == 1 && !is_scrap(next) && !is_scrap(last);
    if larger && !full && begins_anew(next) {
        return false;
    }
    if differs_in_weight(block, next) && (!full || ends_sentence(last)) && !runs_on {
        return false;
    }
    if told == Some(true) {
        return true;
    }
    // So does a line that is underlined, in italics or in another colour.
    if differs_in_look(last, next) && !full && begins_anew(next) {
        return false;
    }
    if block.marker.is_some() {
        // An item goes on under its text, or flush with its marker as long as its lines are full.
        let under_text = next.x0() > block.left + 0.6 * em && (next.x0() - block.text_x0).abs() < 1.6 * em;
        return under_text || (next.x0() - block.text_x0).abs() < 0.5 * em || full;
    }
    let indent = next.x0() - block.left;
    if indent > 0.9 * em && block.lines.len() > 1 && indent < 4.0 * em && ends_sentence(last) {
        return false;
    }
    // A short last line ends its paragraph where the next line begins a new sentence.
    !(ends_sentence(last) && begins_anew(next) && !full && last.x1() < column.1 - 6.0 * em)
}

/// A line of so many letters is one of running text.
const RUNNING_TEXT: usize = 30;

/// Whether a line stands as near below the block as its own lines do. Leading is that of the block; of a block of one
/// line, that of the column, or of the lines after it where the words run on to them.
fn is_near(block: &Open, next: &Fragment, setting: &LineSetting<'_>) -> bool {
    /// Lines further apart than this many ems are never those of one paragraph.
    const WIDEST_LEADING: f32 = 3.0;
    let Some(last) = block.lines.last() else { return false };
    let em = last.size.max(next.size);
    let step = next.baseline - last.baseline;
    if step < -0.2 * em || step > WIDEST_LEADING * em {
        return false;
    }
    let usual = setting.leading.clamp(1.12 * em, 1.75 * em);
    if step <= 1.22 * usual || step <= usual + 2.0 {
        return true;
    }
    let alike = |one: f32, other: f32| (one - other).abs() < 0.08 * one;
    let open = !ends_sentence(last);
    if let Some(before) = block.lines.len().checked_sub(2).and_then(|before| block.lines.get(before)) {
        return alike(step, last.baseline - before.baseline) && (open || !begins_anew(next));
    }
    // Short lines that stand evenly apart are a list.
    let evenly =
        last.weight() >= RUNNING_TEXT && setting.below.is_some_and(|below| alike(step, below.baseline - next.baseline));
    open && is_full(last, next, setting.column) && (evenly || !begins_anew(next))
}

/// Whether a line begins with a number in brackets, as notes do: "[14] See …".
fn begins_note(line: &Fragment) -> bool {
    let mut letters = line.glyphs.iter().map(|glyph| glyph.character).peekable();
    letters.next() == Some('[')
        && letters.peek().is_some_and(char::is_ascii_digit)
        && letters.find(|character| !character.is_ascii_digit()) == Some(']')
}

/// Whether a line is nothing but dots or dashes, as a line drawn by typing is.
fn is_leader(line: &Fragment) -> bool {
    line.glyphs.len() >= 5 && !line.glyphs.iter().any(|glyph| glyph.character.is_alphanumeric())
}

fn is_item(line: &Fragment) -> bool {
    line.tag.is_some_and(|tag| tag.role == Role::Item)
}

/// Whether a whole line is underlined, set in italics or coloured otherwise than the one before.
fn differs_in_look(last: &Fragment, next: &Fragment) -> bool {
    let differ = last.underlined != next.underlined
        || last.is_italic() != next.is_italic()
        || fragment::colours_differ(last.colour, next.colour);
    differ && !is_scrap(last) && !is_scrap(next)
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
    line.listed || block.lines.last().is_none_or(|last| block.marker.is_some() || ends_sentence(last))
}

/// Joins what was read apart though a sentence runs on over it: the edge of a fill or a gap parts no line from the one
/// below it that has its size and its indent.
pub(super) fn join_cut_sentences(blocks: Vec<RawBlock>) -> Vec<RawBlock> {
    /// The other part of a sentence is looked for over so many blocks.
    const BETWEEN: usize = 30;
    let mut joined: Vec<RawBlock> = Vec::with_capacity(blocks.len());
    for block in blocks {
        // What stands beside may have been read between the two.
        let beside = |between: &RawBlock| between.rect.overlap_x(&block.rect) <= 0.0;
        let reach = joined.iter().rev().take(BETWEEN).take_while(|between| beside(between)).count();
        let above = joined.iter_mut().rev().take(reach + 1).find(|above| is_cut_from(above, &block));
        match above {
            Some(above) => {
                above.rect = above.rect.union(&block.rect);
                if let Some(lines) = above.cells.first_mut() {
                    lines.extend(block.cells.into_iter().flatten());
                }
            }
            None => joined.push(block),
        }
    }
    joined
}

/// Whether a block is the rest of a sentence that the block above begins.
fn is_cut_from(above: &RawBlock, block: &RawBlock) -> bool {
    /// Most ems from one line of a sentence to the next.
    const WIDEST_STEP: f32 = 2.4;
    let text =
        matches!(above.kind, BlockKind::Paragraph | BlockKind::ListItem(_)) && block.kind == BlockKind::Paragraph;
    let (Some(first), Some(last), Some(next)) = (
        above.cells.iter().flatten().next(),
        above.cells.iter().flatten().next_back(),
        block.cells.iter().flatten().next(),
    ) else {
        return false;
    };
    let em = last.size;
    let step = next.baseline - last.baseline;
    let left = if last.baseline > first.baseline { last.x0() } else { first.x0() };
    let told_apart = is_item(next) && last.is_apart_from(next.tag);
    let right = above.rect.x1.max(block.rect.x1);
    text && !told_apart
        && words_run_on(last, next)
        && !is_address(next)
        && (next.size - em).abs() < 0.06 * em
        && (0.5 * em..WIDEST_STEP * em).contains(&step)
        && (next.x0() - left).abs() < 1.2 * em
        && last.x1() > right - 0.3 * (right - left)
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
    let same =
        (last.size - first.size).abs() < 0.05 * last.size && !fragment::colours_differ(last.colour, first.colour);
    let cut = !ends_sentence(last) && (is_full(last, first, block.column) || !begins_anew(first));
    // Labels in a graphic stand side by side too; running text fills columns of one width.
    let width = |block: &RawBlock| block.column.1 - block.column.0;
    let flows =
        block.cells.iter().flatten().count() > 1 && (0.8..1.25).contains(&(width(block) / width(next).max(1.0)));
    text(block.kind) && next.kind == BlockKind::Paragraph && moved && same && cut && flows
}

pub(super) fn ends_sentence(line: &Fragment) -> bool {
    let closes = |character: &char| matches!(character, ')' | '"' | '”' | '’' | '\'' | ']');
    let mut ends = line.glyphs.iter().rev().map(|glyph| glyph.character).skip_while(closes).peekable();
    let marked = ends.peek().is_some_and(char::is_ascii_digit);
    let mut ends = ends.skip_while(|character| closes(character) || character.is_ascii_digit());
    let stop = ends.next();
    // "17.9" ends with a number, "in 2019.3" with a stop and the mark of a note.
    let whole = ends.take_while(char::is_ascii_digit).count();
    let decimal = marked && stop == Some('.') && (1..=3).contains(&whole);
    !decimal && stop.is_some_and(|character| matches!(character, '.' | ':' | '?' | '!' | ';'))
}

/// Whether a sentence goes on from one line to the next by its words: no stop, then a word in lower case.
pub(super) fn words_run_on(last: &Fragment, next: &Fragment) -> bool {
    !ends_sentence(last) && next.glyphs.first().is_some_and(|glyph| glyph.character.is_lowercase())
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

/// Whether a line begins with an address of the web or of a person.
pub(super) fn is_address(line: &Fragment) -> bool {
    let text = line.text();
    let word = text.split(' ').next().unwrap_or_default();
    word.contains('/') || word.contains('@') || word.contains("www.")
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
