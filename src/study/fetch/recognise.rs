//! Which document of a list is a paper a copy of? By title and organisation, compared word by word.
//!
//! In go the list and what is known of a paper, out comes the place of the document, or none: a wrong document is worse
//! than none. So two documents that fit alike are none, a summary is no copy of what it sums up, nor is one year's edition
//! of another's.

use super::Listed;
use std::collections::{BTreeMap, BTreeSet};

/// Least part of the words of both titles that are the same (Sørensen–Dice), 0 to 1.
const TITLES: f64 = 0.75;

/// Least words of the same title by which a paper without an organisation is recognised.
const FEWEST_WORDS: usize = 6;

/// How much better than the next one a document has to fit.
const APART: f64 = 0.05;

/// Least part of a body's telling words that both names have.
const BODIES: f64 = 0.5;

/// A word that more than one in so many organisations of the list have tells no body from another.
const COMMON: usize = 8;

/// Words that a title says nothing by.
const STOP_WORDS: [&str; 22] = [
    "a", "an", "and", "at", "by", "for", "from", "in", "into", "its", "of", "on", "or", "our", "that", "the", "this",
    "to", "we", "will", "with", "your",
];

/// Words that make another paper of one with the same title.
const EDITIONS: [&str; 12] = [
    "summary",
    "executive",
    "draft",
    "appendix",
    "annex",
    "easy",
    "read",
    "update",
    "progress",
    "minutes",
    "slide",
    "leaflet",
];

/// What a paper is recognised by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecognisedBy {
    /// It was downloaded as this document.
    Download,
    /// The corpus table gives this document's address for it.
    Address,
    /// Title and organisation.
    TitleAndOrganisation,
    /// A long title alone; its organisation is not known.
    Title,
}

impl RecognisedBy {
    /// As it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Download => "download",
            Self::Address => "address",
            Self::TitleAndOrganisation => "title and organisation",
            Self::Title => "title",
        }
    }
}

/// What is known of a paper.
#[derive(Clone, Copy, Debug, Default)]
pub struct Described<'p> {
    /// Its title.
    pub title: Option<&'p str>,
    /// Its organisations.
    pub organisation: Option<&'p str>,
    /// Its year of publication.
    pub year: Option<i32>,
    /// Where it was published.
    pub address: Option<&'p str>,
}

/// A list, ready to recognise papers.
pub struct Recogniser<'l> {
    list: &'l [Listed],
    rows: Vec<ListedWords>,
    common: BTreeSet<String>,
}

/// The words of a listed document.
struct ListedWords {
    title: BTreeSet<String>,
    bodies: Vec<BTreeSet<String>>,
}

impl<'l> Recogniser<'l> {
    /// Makes a list ready.
    #[must_use]
    pub fn new(list: &'l [Listed]) -> Self {
        let row = |one: &Listed| ListedWords {
            title: words(&one.title),
            bodies: one.organisation.split([';', '(', ',']).map(words).filter(|body| !body.is_empty()).collect(),
        };
        let rows: Vec<ListedWords> = list.iter().map(row).collect();
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        for row in &rows {
            for word in row.bodies.iter().flatten().collect::<BTreeSet<_>>() {
                *counts.entry(word).or_default() += 1;
            }
        }
        let common = counts.into_iter().filter(|(_, count)| count * COMMON > list.len()).map(|(word, _)| word.clone());
        let common = common.collect();
        Self { list, rows, common }
    }

    /// The document that a paper is a copy of, by its place in the list.
    #[must_use]
    pub fn recognise(&self, paper: &Described<'_>) -> Option<(usize, RecognisedBy)> {
        if let Some(address) = paper.address.map(plain_address).filter(|address| !address.is_empty()) {
            let there = |one: &Listed| one.address.as_deref().map(plain_address) == Some(address);
            let mut places = (0..).zip(self.list).filter(|(_, one)| there(one)).map(|(place, _)| place);
            if let (Some(place), None) = (places.next(), places.next()) {
                return Some((place, RecognisedBy::Address));
            }
        }
        let title = words(paper.title?);
        let own = paper.organisation.map(words).filter(|own| !own.is_empty());
        let mut fitting: Vec<(f64, usize, RecognisedBy)> = Vec::new();
        for (place, (one, row)) in self.list.iter().zip(&self.rows).enumerate() {
            let alike = dice(&title, &row.title);
            if alike < TITLES || other_edition(&title, &row.title) || other_year(paper.year, one.year) {
                continue;
            }
            let by = match &own {
                Some(own) if self.same_body(own, row) => RecognisedBy::TitleAndOrganisation,
                None if title == row.title && title.len() >= FEWEST_WORDS => RecognisedBy::Title,
                _ => continue,
            };
            fitting.push((alike, place, by));
        }
        fitting.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
        let (best, place, by) = *fitting.first()?;
        let alone = fitting.get(1).is_none_or(|(next, ..)| best - next >= APART);
        alone.then_some((place, by))
    }

    /// Whether a paper's organisations are those of a listed document, or one of them.
    fn same_body(&self, own: &BTreeSet<String>, row: &ListedWords) -> bool {
        let telling =
            |words: &BTreeSet<String>| -> BTreeSet<String> { words.difference(&self.common).cloned().collect() };
        let own = telling(own);
        let enough = |shared: usize, all: usize| all > 0 && shared as f64 >= BODIES * all as f64;
        row.bodies.iter().any(|body| {
            let body = telling(body);
            enough(own.intersection(&body).count(), body.len())
        }) && enough(own.intersection(&row.bodies.iter().flatten().cloned().collect()).count(), own.len())
    }
}

/// The part of the words of both that both have.
fn dice(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * one.intersection(other).count() as f64 / all as f64 }
}

/// Whether one of two titles says that it is another edition than the other: a summary, a draft, another number.
fn other_edition(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let numbers = |words: &BTreeSet<String>| -> BTreeSet<String> {
        words.iter().filter(|word| word.chars().all(|c| c.is_ascii_digit())).cloned().collect()
    };
    let (first, second) = (numbers(one), numbers(other));
    one.symmetric_difference(other).any(|word| EDITIONS.contains(&word.as_str()))
        || !first.is_empty() && !second.is_empty() && first.is_disjoint(&second)
}

fn other_year(one: Option<i32>, other: Option<i32>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.abs_diff(other) > 1)
}

/// An address without what the same page may or may not have.
fn plain_address(address: &str) -> &str {
    let address = address.trim();
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    address.strip_prefix("www.").unwrap_or(address).trim_end_matches('/')
}

/// The telling words of a text in small letters, without the ending of the plural.
fn words(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase().replace(['’', '\''], "");
    let words =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !STOP_WORDS.contains(word));
    words.map(|word| word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(word).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::built_in;
    use super::{Described, RecognisedBy, Recogniser};

    fn found(title: &str, organisation: Option<&str>, year: Option<i32>) -> Option<(String, RecognisedBy)> {
        let list = built_in().unwrap();
        let known = Described { title: Some(title), organisation, year, address: None };
        let (place, by) = Recogniser::new(&list).recognise(&known)?;
        Some((list[place].id.clone(), by))
    }

    #[test]
    fn a_paper_is_recognised_by_title_and_organisation() {
        let by = Some(RecognisedBy::TitleAndOrganisation);
        for (title, organisation, year, id) in [
            ("West Suffolk Alliance Strategy 2018–2023", "West Suffolk Alliance", Some(2018), "M02"),
            ("The Healthcare Alliance: five year strategy", "Guy’s and St Thomas’ NHS Foundation Trust", None, "M01"),
            ("FIVE YEAR FORWARD VIEW", "NHS England", Some(2014), "M51"),
            (
                "Full business case for the merger of Colchester and Ipswich Hospitals",
                "The Ipswich Hospital NHS Trust",
                Some(2018),
                "M05",
            ),
        ] {
            assert_eq!(
                found(title, Some(organisation), year).map(|(id, by)| (id, Some(by))),
                Some((id.to_owned(), by)),
                "{title}"
            );
        }
    }

    #[test]
    fn what_may_be_another_paper_is_not_recognised() {
        for (title, organisation, year) in [
            // Another body's, another year's, an abridgement, and a title that many have.
            ("West Suffolk Alliance Strategy 2018-2023", Some("East Sussex Council"), None),
            ("West Suffolk Alliance Strategy 2024-2029", Some("West Suffolk Alliance"), None),
            ("West Suffolk Alliance Strategy 2018-2023: summary", Some("West Suffolk Alliance"), None),
            ("Five year forward view", Some("NHS England"), Some(2019)),
            ("About us", None, None),
            ("Strategy", Some("St George's University Hospitals NHS Foundation Trust"), None),
            ("Full Business Case", Some("The Ipswich Hospital NHS Trust"), Some(2018)),
            ("Annual report and accounts", Some("Northern Care Alliance NHS Group"), Some(2017)),
        ] {
            assert_eq!(found(title, organisation, year), None, "{title}");
        }
    }

    #[test]
    fn an_address_is_enough_and_a_long_title_alone_is() {
        let list = built_in().unwrap();
        let recogniser = Recogniser::new(&list);
        let address = "http://www.england.nhs.uk/wp-content/uploads/2014/10/5yfv-web.pdf";
        let known = Described { address: Some(address), ..Described::default() };
        let (place, by) = recogniser.recognise(&known).unwrap();
        assert_eq!((list[place].id.as_str(), by), ("M51", RecognisedBy::Address));
        let title = "Patient benefits submission to the Competition and Markets Authority: Central Manchester and South Manchester";
        assert_eq!(found(title, None, None), Some(("M08".to_owned(), RecognisedBy::Title)));
    }
}
