//! From positioned characters to pages of blocks in reading order.
//!
//! In: [`PageGlyphs`], the characters, ruled lines, boxes and pictures of each page as drawn, and what the file's own
//! structure says of the characters (`tag`). Out: [`Page`]s. Nothing here knows of PDF. The steps, in order:
//!
//! 1. `turn`: a page set sideways is turned level; every line keeps the way back.
//! 2. `fragment`: characters become pieces of lines, separated by gaps wider than a word space and between elements of
//!    the file's structure. Invisible text counts only where there is no other. `angled`: text across the page's
//!    direction is read apart and set aside.
//! 3. `furniture`: text at the same height in the margin of page after page is a running head or foot, numbers aside.
//!    So are bare page numbers, and what the file calls an artifact.
//! 4. `grid`: ruled lines and boxes become tables and panels.
//! 5. `order`: tables (`tables`) and boxes (`panels`) are taken out whole; the rest is cut into bands and columns
//!    (recursive cuts after Nagy and Seth, 1984). Columns whose pieces stand in rows are a table without rules
//!    (`unruled`).
//! 6. `paragraph`, `marker`: lines become paragraphs, list items and rows, by structure, distance, indent, style and
//!    markers.
//! 7. `classify`: the style of the whole document (`style`) tells headings and levels (`heading`), captions, notes,
//!    contents and references; `graphic` tells labels of drawings; `items` lists without bullets, and depths.
//! 8. `hyphen`: a hyphen at a line's end is dropped or kept by the rest of the same document, then by a word list that
//!    ships, never by other files. A word that a page's end cuts is read whole.
//! 9. `doubt` looks for signs that a page was read wrongly, which lower its grade.
//! 10. `compose` writes the page's text once, with the way back from every character to its place.
//!
//! Boldness is measured: how much of their boxes the letters cover, each compared with what is usual for that letter.
//! Type 1 fonts give no usable names. The structure tree of a PDF is evidence and not truth: its paragraphs, items,
//! headings and cells count where they look like such things on the page, and its order is not used. If a quarter of a
//! file's words are tagged as headings, no heading tag is believed.

mod angled;
mod block;
mod classify;
mod compose;
mod doubt;
mod fragment;
mod furniture;
mod graphic;
mod grid;
mod heading;
mod hyphen;
mod input;
mod items;
mod marker;
mod order;
mod panels;
mod paragraph;
mod style;
mod tables;
#[cfg(test)]
mod tests;
mod turn;
mod unruled;

use block::RawBlock;
pub use input::{Glyph, PageGlyphs, Role, RuledLine, Run, TableCell, Tag};
use std::borrow::Cow;
use stratmine_model::{Block, BlockKind, Page, PageGrade, PageQuality};

/// Lays out the pages of one document.
pub fn lay_out(pages: &[PageGlyphs]) -> Vec<Page> {
    let turns: Vec<u8> = pages.iter().map(turn::of_page).collect();
    let level: Vec<Cow<'_, PageGlyphs>> = pages
        .iter()
        .zip(&turns)
        .map(|(page, turns)| match turns {
            0 => Cow::Borrowed(page),
            turns => Cow::Owned(turn::level(page, *turns)),
        })
        .collect();
    let mut drafts: Vec<Vec<RawBlock>> = Vec::with_capacity(pages.len());
    let (mut grades, mut read) = (Vec::with_capacity(pages.len()), Vec::with_capacity(pages.len()));
    for (page, turns) in level.iter().zip(&turns) {
        let (mut fragments, mut grade) = fragment::of_page(page);
        for fragment in &mut fragments {
            fragment.turns = *turns;
        }
        lower_grade(page, *turns, &mut grade);
        grades.push(grade);
        read.push(fragments);
    }
    let style = style::BodyStyle::of(&read);
    let running = furniture::find(&read, &level, &style);
    for (((page, fragments), running), turns) in level.iter().zip(read).zip(running).zip(&turns) {
        drafts.push(draft(page, fragments, &running, &style, *turns));
    }
    classify::name_kinds(&mut drafts, &style, &level);
    let words = hyphen::Vocabulary::of(&drafts);
    join_words_over_pages(&mut drafts, &words);
    drafts
        .into_iter()
        .zip(pages)
        .zip(grades)
        .enumerate()
        .map(|(index, ((blocks, page), mut grade))| {
            if graphic::is_mostly_drawn(&blocks) {
                grade.lower_to(PageGrade::Fair, "much of it is the words of drawings, whose order may make no sense");
            }
            if let Some(doubt) = doubt::of_page(&blocks) {
                grade.lower_to(PageGrade::Fair, doubt);
            }
            let (text, blocks, lines) = compose::compose(&blocks, &words);
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            Page { width: page.width, height: page.height, text, blocks, lines, quality: grade, ..Page::blank(number) }
        })
        .collect()
}

/// Lowers a page's grade where its characters are uncertain.
fn lower_grade(page: &PageGlyphs, turns: u8, grade: &mut PageQuality) {
    if turns != 0 {
        grade.lower_to(PageGrade::Fair, "the text is set at a right angle to the page");
    }
    if page.unmapped > 0 {
        let all = page.runs.iter().map(|run| run.glyphs.len()).sum::<usize>().max(1);
        let share = page.unmapped as f32 / all as f32;
        if share > 0.005 {
            let reading = if share > 0.1 { PageGrade::Poor } else { PageGrade::Fair };
            grade.lower_to(reading, format!("{} of {all} characters could not be told", page.unmapped));
        }
    }
    if page.cut_off {
        grade.lower_to(PageGrade::Poor, "the page has too many characters; the rest was left out");
    }
}

/// One page's blocks in reading order; their kinds are set later, from the whole document.
fn draft(
    page: &PageGlyphs,
    fragments: Vec<fragment::Fragment>,
    running: &[bool],
    style: &style::BodyStyle,
    turns: u8,
) -> Vec<RawBlock> {
    let (mut heads, mut body, mut feet) = (Vec::new(), Vec::new(), Vec::new());
    for (fragment, running) in fragments.into_iter().zip(running) {
        match (running, fragment.baseline < page.height / 2.0) {
            (true, true) => heads.push(fragment),
            (true, false) => feet.push(fragment),
            (false, _) => body.push(fragment),
        }
    }
    let furniture = |fragments: Vec<fragment::Fragment>| fragment::rows(fragments).into_iter().map(paragraph::running);
    let mut blocks: Vec<RawBlock> = furniture(heads).collect();
    blocks.extend(paragraph::join_cut_sentences(order::read(body, &grid::find(page), page, style)));
    blocks.extend(angled::read(page, turns));
    blocks.extend(furniture(feet));
    blocks
}

/// A word that a page's end cuts is read whole where it begins, or no search would find it.
fn join_words_over_pages(pages: &mut [Vec<RawBlock>], words: &hyphen::Vocabulary) {
    let text = |block: &&mut RawBlock| matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem(_));
    let mut rest = pages;
    while let Some((page, after)) = rest.split_first_mut() {
        let last = page.iter_mut().rev().find(|block| block.kind.holds_statements()).filter(|block| text(block));
        let next = after.first_mut().and_then(|page| page.iter_mut().find(|block| block.kind != BlockKind::Running));
        let ends = last.and_then(|block| block.cells.first_mut()?.last_mut());
        let begins = next.filter(text).and_then(|block| block.cells.first_mut()?.first_mut());
        if let (Some(ends), Some(begins)) = (ends, begins) {
            words.join_over_pages(ends, begins);
        }
        rest = after;
    }
}

/// What compose gives: the text, its blocks, its lines.
type Composed = (String, Vec<Block>, Vec<stratmine_model::Line>);
