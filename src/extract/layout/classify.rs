//! The kind of each block, from the style of the whole document: headings and their levels, captions, notes, contents,
//! references, chart labels.

use super::heading::{self, Followed, Trust};
use super::style::{BodyStyle, TypeStyle};
use super::{PageGlyphs, RawBlock, Role, graphic, items};
use crate::section::{self, Section};
use std::borrow::Cow;
use stratmine_model::BlockKind;

/// Tells the kinds of all blocks of a document's pages.
pub(super) fn name_kinds(pages: &mut [Vec<RawBlock>], style: &BodyStyle, sizes: &[Cow<'_, PageGlyphs>]) {
    let trust = Trust::in_tags(pages);
    let mut section = Section::Body;
    for (blocks, page) in pages.iter_mut().zip(sizes) {
        let contents = is_contents_page(blocks);
        // A contents list ends with its page; references go on until a heading says otherwise.
        if section == Section::Contents && !contents {
            section = Section::Body;
        }
        let mut after_note = false;
        for index in 0..blocks.len() {
            let (before, rest) = blocks.split_at_mut(index);
            let Some((block, after)) = rest.split_first_mut() else { continue };
            if matches!(block.kind, BlockKind::Running | BlockKind::Chart) {
                continue;
            }
            let look = TypeStyle::of(block, style);
            if block.kind == BlockKind::TableRow {
                let last = block.cells.last().map(super::fragment::text_of).unwrap_or_default();
                let paged = !last.is_empty() && last.chars().all(|c| c.is_ascii_digit() || c == ' ');
                if section == Section::References || contents && (paged || entry_of_contents(&look.text)) {
                    block.kind = section.kind().unwrap_or(BlockKind::Contents);
                    block.cells = vec![block.cells.drain(..).flatten().collect()];
                }
                continue;
            }
            if let Some(kind) = special(block, before.last(), &look, style, page, after_note) {
                after_note = kind == BlockKind::Footnote;
                block.kind = kind;
                continue;
            }
            after_note = false;
            if contents && entry_of_contents(&look.text) {
                block.kind = BlockKind::Contents;
                continue;
            }
            if heading::is_heading(&Followed { block, next: after.first() }, &look, style, trust) {
                section = Section::opened_by(&look.text);
                // The title of a contents list governs nothing that comes after it.
                if section == Section::Contents {
                    block.kind = BlockKind::Contents;
                    continue;
                }
                heading::promote(block);
                continue;
            }
            if let Some(kind) = section.kind().filter(|_| section == Section::References) {
                block.kind = kind;
                continue;
            }
            let item = |block: &RawBlock| block.tag.filter(|tag| tag.role == Role::Item).map(|tag| tag.element);
            // The file says that it is an item, though no bullet is drawn.
            if block.kind == BlockKind::Paragraph
                && item(block).is_some_and(|element| before.last().and_then(item) != Some(element))
            {
                block.kind = BlockKind::ListItem(0);
            }
        }
    }
    heading::follow_looks(pages, style);
    for blocks in pages.iter_mut() {
        heading::follow_siblings(blocks, style);
    }
    heading::set_levels(pages, style, trust);
    for (blocks, page) in pages.iter_mut().zip(sizes) {
        graphic::set_bars_aside(blocks);
        graphic::set_axes_aside(blocks, style);
        graphic::set_labels_aside(blocks, style, page);
        graphic::set_pull_quotes_aside(blocks, style);
        items::tell_bare(blocks, style);
        items::nest(blocks);
        heading::join_heading_lines(blocks);
        join_over_columns(blocks);
    }
}

/// Kinds that a block shows by itself, or that the file gives it.
fn special(
    block: &RawBlock,
    before: Option<&RawBlock>,
    look: &TypeStyle,
    style: &BodyStyle,
    page: &PageGlyphs,
    after_note: bool,
) -> Option<BlockKind> {
    let text = look.text.trim();
    match block.tag.map(|tag| tag.role) {
        Some(Role::Note) => return Some(BlockKind::Footnote),
        Some(Role::Contents) if entry_of_contents(text) => return Some(BlockKind::Contents),
        Some(Role::Caption) if look.words <= 60 => return Some(BlockKind::Caption),
        _ => {}
    }
    let letters = text.chars().filter(|character| character.is_alphabetic()).count();
    if letters == 0 {
        let drawn = text.chars().count() <= 16 || !text.chars().any(char::is_alphanumeric);
        return drawn.then_some(BlockKind::Chart);
    }
    if letters < 3 && text.chars().count() <= 4 && block.kind == BlockKind::Paragraph
        || graphic::is_fact(block, look, style)
    {
        return Some(BlockKind::Chart);
    }
    let lower = text.to_lowercase();
    let goes_on =
        before.is_some_and(|before| before.kind == BlockKind::Paragraph && !graphic::ends_sentence(&before.text()));
    // A long caption is set otherwise than the text.
    let apart = look.size < 0.95 * style.size || look.coloured || look.bold(style);
    let most = if apart { section::LONGEST_CAPTION } else { section::CAPTION_WORDS };
    let source = lower.starts_with("source:");
    // The title may stand below its label.
    let titled = apart
        && look.words <= section::CAPTION_WORDS / 2
        && before.is_some_and(|before| {
            before.kind == BlockKind::Caption
                && section::is_caption_label(&before.text())
                && (-1.0..2.0).contains(&((block.rect.y0 - before.rect.y1) / look.size))
        });
    if titled || (!goes_on || source) && section::is_caption(text, most) {
        return Some(BlockKind::Caption);
    }
    let small = look.size < 0.88 * style.size;
    let bracketed = is_bracketed_number(text);
    let low = block.rect.y0 > if bracketed { 0.4 } else { 0.62 } * page.height;
    let starred = block.marker_glyphs.first().is_some_and(|glyph| glyph.character == '*');
    let noted = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '*' | '†' | '‡' | '¹' | '²' | '³'))
        || bracketed
        || block.marker.is_some()
        || starred
        || lower.starts_with("http")
        || lower.starts_with("www.");
    // A raised number before the text at the foot of a page is the mark of a note of any size.
    let first = block.cells.iter().flatten().next();
    let marked = first.is_some_and(|line| {
        line.glyphs.first().is_some_and(|mark| {
            mark.character.is_ascii_digit() && (0.12..0.6).contains(&((line.baseline - mark.y0) / line.size))
        })
    });
    if marked && low && look.size < 1.02 * style.size {
        return Some(BlockKind::Footnote);
    }
    // What a note's text goes on with is set like it.
    (small && low && (noted || after_note) && (!block.has_bullet() || starred)).then_some(BlockKind::Footnote)
}

/// "[14] See …"
fn is_bracketed_number(text: &str) -> bool {
    text.strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .is_some_and(|(number, _)| (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A line of a contents list ends in a page number, mostly behind dots.
fn entry_of_contents(text: &str) -> bool {
    let text = text.trim_end();
    let number = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let rest = text.get(..text.len() - number).unwrap_or_default();
    let dotted = text.contains("....") || text.contains(". . . .") || text.contains("…………");
    (dotted && number > 0)
        || ((1..=3).contains(&number) && rest.ends_with([' ', '.', '\t']) && rest.split(' ').count() <= 16)
        || text.starts_with(|c: char| c.is_ascii_digit()) && text.split(' ').count() <= 14
}

fn is_contents_page(blocks: &[RawBlock]) -> bool {
    let texts: Vec<String> =
        blocks.iter().filter(|block| block.kind != BlockKind::Running).map(RawBlock::text).collect();
    let titled = texts.iter().take(4).any(|text| Section::opened_by(text) == Section::Contents);
    let pages: Vec<u32> = texts.iter().filter_map(|text| page_told(text)).collect();
    let rising = pages.windows(2).filter(|pair| pair.first() <= pair.last()).count();
    // Figures of a table stand in any order.
    let in_order = rising * 10 >= pages.len().saturating_sub(1) * 8;
    let dotted = |text: &&String| {
        (text.contains(".....") || text.contains(". . . . ."))
            && text.trim_end().ends_with(|c: char| c.is_ascii_digit())
    };
    let dotted = texts.iter().filter(dotted).count();
    titled || dotted >= 3 || (texts.len() >= 6 && pages.len() * 10 >= texts.len() * 7 && in_order)
}

/// The page number that a line ends in, as lines of contents do: after words, and with one more number at most, that of
/// the section.
fn page_told(text: &str) -> Option<u32> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let numbers = words.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count();
    let last = words.last()?.trim_start_matches('.');
    let is_page = (1..=3).contains(&last.len()) && last.bytes().all(|byte| byte.is_ascii_digit());
    if is_page && words.len() > 1 && numbers <= 2 { last.parse().ok() } else { None }
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
