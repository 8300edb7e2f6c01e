//! What stands below a page's picture: which page it is, how it was read, and what the boxes mean.

use super::canvas::{Area, Canvas};
use super::kinds::{KindSign, sign};
use super::{MARK, Picture, TAG_ROOM, UNDERLINE};
use crate::escape::for_line;
use crate::pages::{doubt, page_name};
use crate::tally::plural;
use embedded_graphics::pixelcolor::{Rgb888, RgbColor as _};

/// A piece of the legend that is not broken: a sign before it, where it has one, and words.
struct LegendEntry {
    sign: Option<(String, Rgb888)>,
    is_mark: bool,
    words: String,
}

impl LegendEntry {
    const fn words(words: String) -> Self {
        Self { sign: None, is_mark: false, words }
    }

    fn letters(&self) -> usize {
        self.sign.as_ref().map_or(0, |(sign, _)| sign.chars().count() + 2) + self.words.chars().count()
    }
}

/// Adds the legend below the page; `placed` blocks have a place on it.
pub(super) fn draw(picture: &Picture<'_>, placed: usize, canvas: &mut Canvas) {
    let letters = Picture::letters(canvas);
    let (width, height) = (letters.width(), letters.height() * 4 / 3);
    let room = usize::try_from(canvas.width() / width - 2).unwrap_or_default();
    let rows = rows(picture, placed, room.max(16));
    let bottom = canvas.height();
    canvas.lengthen(height * i32::try_from(rows.len() + 1).unwrap_or(1));
    canvas.fill(Area { left: 0, top: bottom, right: canvas.width(), bottom: bottom + 2 }, Rgb888::BLACK);
    for (row, entries) in (0..).zip(&rows) {
        let mut left = width;
        let top = bottom + height / 2 + row * height;
        for entry in entries {
            if let Some((sign, own)) = &entry.sign {
                let area = Area::at(left, top, letters.width_of(sign) + TAG_ROOM, letters.height());
                canvas.fill(area, *own);
                if entry.is_mark {
                    canvas.fill(Area { top: area.bottom - 2, ..area }, UNDERLINE);
                }
                let ink = if entry.is_mark { Rgb888::BLACK } else { Rgb888::WHITE };
                canvas.write(sign, left + TAG_ROOM / 2, top, letters, ink);
                left = area.right + width;
            }
            canvas.write(&entry.words, left, top, letters, Rgb888::BLACK);
            left += letters.width_of(&entry.words) + width * GAP;
        }
    }
}

/// Letters between two entries.
const GAP: i32 = 3;

/// Lines of entries: first what the page is, its words broken where they must be, then the signs.
fn rows(picture: &Picture<'_>, placed: usize, room: usize) -> Vec<Vec<LegendEntry>> {
    let page = picture.page;
    let how = doubt(page).unwrap_or_else(|| "read well".to_owned());
    let title = format!("{} of {}, {how}", page_name(page), picture.pages);
    let mut rows: Vec<Vec<LegendEntry>> =
        broken(&for_line(&title), room).into_iter().map(|line| vec![LegendEntry::words(line)]).collect();
    let mut row: Vec<LegendEntry> = Vec::new();
    for entry in signs(picture, placed) {
        let gap = usize::try_from(GAP).unwrap_or_default();
        let taken: usize = row.iter().map(|entry| entry.letters() + gap).sum();
        if !row.is_empty() && taken + entry.letters() > room {
            rows.push(std::mem::take(&mut row));
        }
        row.push(entry);
    }
    rows.push(row);
    rows
}

/// A text as lines of so many letters, broken between words.
fn broken(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut().filter(|line| line.chars().count() + 1 + word.chars().count() <= room) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

fn signs(picture: &Picture<'_>, placed: usize) -> Vec<LegendEntry> {
    let page = picture.page;
    let mut entries = Vec::new();
    let mut kinds: Vec<(KindSign, usize)> = Vec::new();
    for block in &page.blocks {
        let own = sign(block.kind);
        match kinds.iter_mut().find(|(sign, _)| sign.letter == own.letter) {
            Some((_, count)) => *count += 1,
            None => kinds.push((own, 1)),
        }
    }
    kinds.sort_by(|(one, _), (other, _)| (one.rank, &one.letter).cmp(&(other.rank, &other.letter)));
    for (KindSign { letter, meaning, colour, .. }, count) in kinds {
        let words = format!("{meaning} {count}");
        entries.push(LegendEntry { sign: Some((letter, colour)), is_mark: false, words });
    }
    if !picture.marks.is_empty() {
        let count = picture.marks.len();
        let words = format!("in {count} {}", plural(count, "place"));
        entries.push(LegendEntry { sign: Some(("quoted".to_owned(), MARK)), is_mark: true, words });
    }
    let without = page.blocks.len() - placed;
    if without > 0 {
        let words = format!("{without} {} without a known place on the page", plural(without, "block"));
        entries.push(LegendEntry::words(words));
    }
    entries
}
