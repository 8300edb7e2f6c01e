//! The year of publication: from the title, the file's name or the first pages, else the year the file was made.

use super::first_texts;
use stratmine_model::{FileFacts, Page};

/// Years that a strategy paper of the National Health Service may be of.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2050;

/// Words before a year that make it the year of publication.
const DATED: &[&str] = &[
    "published",
    "publication",
    "issued",
    "version",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "spring",
    "summer",
    "autumn",
    "winter",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "©",
    "copyright",
];

pub(super) fn propose(facts: &FileFacts, pages: &[Page], title: Option<&str>, stem: &str) -> Option<i32> {
    let created = facts.created_year.filter(|year| YEARS.contains(year));
    // A paper may name a year to come ("Healthcare in 2030"); none is published long after its file was made.
    let possible = |year: &i32| created.is_none_or(|created| *year <= created + 1);
    title
        .and_then(|title| years(title).map(|(_, year)| year).find(possible))
        .or_else(|| years(stem).map(|(_, year)| year).find(possible))
        .or_else(|| first_texts(pages).find_map(|text| dated(text).find(possible)))
        .or(created)
        .or_else(|| first_texts(pages).find_map(|text| years(text).map(|(_, year)| year).next()))
}

/// Every number of four digits that can be a year, with where it stands.
fn years(text: &str) -> impl Iterator<Item = (usize, i32)> {
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let starts = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'1' | b'2')).map(|(at, _)| at);
    starts.filter_map(move |at| {
        let alone = !digit(at + 4) && (at == 0 || !digit(at - 1));
        let year = text.get(at..at + 4).filter(|_| alone)?.parse().ok()?;
        YEARS.contains(&year).then_some((at, year))
    })
}

/// The years right after a month, a season or a word of publication.
fn dated(text: &str) -> impl Iterator<Item = i32> {
    years(text).filter_map(|(at, year)| {
        let before = text.get(..at)?.trim_end_matches(|c: char| !c.is_alphabetic() && c != '©');
        let word = before.rsplit(|c: char| !c.is_alphabetic() && c != '©').next()?.to_lowercase();
        let near = at - before.len() <= 6;
        (near && DATED.contains(&word.as_str())).then_some(year)
    })
}
