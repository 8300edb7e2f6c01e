//! The year of publication, by order of evidence: a line that says when it was published, whose rights it is or which version,
//! a date on the cover or along its pages, the title, the file's name, a date on the first pages, the year the file was made.
//!
//! A year by which something is to be done is no year of publication.

use super::print::{Front, Printed, is_cover};
use super::{Found, compiled};
use regex::Regex;
use std::sync::LazyLock;
use stratmine_model::{BlockKind, MetadataPlace};

/// Years that a strategy paper of the National Health Service may be of.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2050;

/// Most words of a line that gives a date of its own.
const LINE_WORDS: usize = 14;

const MONTHS: &str = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|spring|summer|autumn|winter";

/// A date that says what it is the date of.
static PUBLISHED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(&format!(
        r"(?i)(?:^\W*(?:\w+\W+){{0,3}}(?:first )?(?:published|publication date|date of (?:publication|issue)|issued|issue date|date published)\b[:|,\s]*(?:(?:on|in) )?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:(?:{MONTHS})[.,]?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?)?|(?:©|\(c\)|\bcopyright)[^\d\n]{{0,80}}|\bv(?:ersion)?\.?\s?\d[\d.]*[a-z]?[\s,:(–-]*(?:final[\s,:–-]*)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{MONTHS})\s+)$"
    ))
});

/// A month or a season right before a year, with what stands before it.
static DATED: LazyLock<Option<Regex>> =
    LazyLock::new(|| compiled(&format!(r"(?i)(?:^|[^a-z])(?:{MONTHS})\.?,?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?$")));

/// What before a year or date tells that it is still to come or of something else.
static UNTIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(&format!(
        r"(?i)\b(?:by|until|till|to|towards|beyond|before|through|from|since|after|between|during|in|ending|review(?:ed)?(?: date)?[:|]?|expir\w+[:|]?|due|census|act|regulations|order|directive)\s+(?:the )?(?:end of )?(?:(?:early|late|mid)\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:(?:{MONTHS})\s+)?$"
    ))
});

/// When a paper was published.
pub(super) fn propose(front: Front<'_>, title: Option<&Found>) -> Option<Found> {
    let created = front.facts.created_year.filter(|year| YEARS.contains(year));
    // A paper may name a year to come ("Healthcare in 2030"); none is published long after its file was made.
    let possible = |year: i32| created.is_none_or(|created| year <= created + 1);
    let found = |year: i32, place, page, quote: &str| Found::new(year.to_string(), place, page, quote);
    let on = |one: &Printed<'_>, year, place| found(year, place, Some(one.page), one.text);
    labelled(front)
        .filter(|(_, year)| possible(*year))
        .map(|(one, year)| on(&one, year, MetadataPlace::Labelled))
        .or_else(|| {
            on_cover(front).filter(|(_, year)| possible(*year)).map(|(one, year)| on(&one, year, MetadataPlace::Cover))
        })
        .or_else(|| {
            let title = title?;
            let year =
                published_in(&title.quote).filter(|year| possible(*year)).or_else(|| published_in(&title.text))?;
            let year = Some(year).filter(|year| possible(*year))?;
            Some(found(year, MetadataPlace::Title, title.page, &title.quote))
        })
        .or_else(|| {
            let year = years(front.stem()).map(|(_, year)| year).find(|year| possible(*year))?;
            Some(found(year, MetadataPlace::FileName, None, front.stem()))
        })
        .or_else(|| {
            dated(front).filter(|(_, year)| possible(*year)).map(|(one, year)| on(&one, year, MetadataPlace::Text))
        })
        .or_else(|| Some(found(created?, MetadataPlace::FileProperty, None, &created?.to_string())))
        .or_else(|| {
            let mut blocks = front.first_blocks();
            let (one, year) = blocks.find_map(|one| published_in(one.text).map(|year| (one, year)))?;
            Some(on(&one, year, MetadataPlace::Text))
        })
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

/// The years of a text whose words before them end as a pattern says.
fn years_after<'t>(text: &'t str, pattern: &'t LazyLock<Option<Regex>>) -> impl Iterator<Item = i32> + 't {
    years(text).filter_map(move |(at, year)| {
        let before = text.get(..at)?;
        (pattern.as_ref()?.is_match(before) && !is_to_come(before)).then_some(year)
    })
}

fn is_to_come(before: &str) -> bool {
    UNTIL.as_ref().is_some_and(|until| until.is_match(before))
}

/// The first year of a text that is not said to be still to come.
fn published_in(text: &str) -> Option<i32> {
    years(text).find(|(at, _)| !text.get(..*at).is_some_and(is_to_come)).map(|(_, year)| year)
}

/// A line on the first or the last page that gives the date of publication, the year of the rights or of the version.
fn labelled(front: Front<'_>) -> Option<(Printed<'_>, i32)> {
    let mut lines = front.imprints().filter(|one| one.text.split_whitespace().count() <= 3 * LINE_WORDS);
    lines.find_map(|one| years_after(one.text, &PUBLISHED).next().map(|year| (one, year)))
}

/// A date that has a line for itself on the cover, or runs along the pages.
fn on_cover(front: Front<'_>) -> Option<(Printed<'_>, i32)> {
    let cover = front.first_pages().next().filter(|page| is_cover(page)).map(|page| page.number);
    let mut lines = front.first_blocks().filter(|one| {
        let short = one.text.split_whitespace().count() <= LINE_WORDS;
        short && (Some(one.page) == cover || one.block.kind == BlockKind::Running)
    });
    lines.find_map(|one| {
        let line = one.text;
        let alone = line.trim().len() == 4;
        years_after(line, &DATED).next().or_else(|| published_in(line).filter(|_| alone)).map(|year| (one, year))
    })
}

/// A date in the text of the first pages.
fn dated(front: Front<'_>) -> Option<(Printed<'_>, i32)> {
    front.first_blocks().find_map(|one| years_after(one.text, &DATED).next().map(|year| (one, year)))
}
