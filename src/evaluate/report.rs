//! Gold pages against coded documents: counts by document, and where they disagree.

use super::pairing::{SAME, best_cover, best_pairs};
use super::words::{dice, words};
use super::{CATEGORIES, Found, TwoByTwo};
use crate::model::CodedDocument;
use crate::model::record::StatementRecord;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

/// A page as people coded it.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldPage {
    /// The document: its file's name without the ending.
    pub doc: String,
    /// Physical page number from 1.
    pub page: u32,
    /// The statements.
    pub statements: Vec<GoldStatement>,
}

/// A statement as people coded it.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldStatement {
    /// The quote.
    pub text: String,
    /// Whether it is an intended outcome.
    pub is_outcome: bool,
    /// Its categories.
    #[serde(default)]
    pub categories: Vec<String>,
}

/// What was counted in one document, or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Statements that are the same in both.
    pub statements: Found,
    /// Intended outcomes.
    pub detection: TwoByTwo,
    /// Of those of the program, outcomes that no gold statement stands behind.
    pub invented: usize,
    /// By category, in the order of [`CATEGORIES`]: outcomes that were missed count as misses.
    pub end_to_end: [Found; 4],
    /// By category, of the outcomes that were found.
    pub given: [Found; 4],
    /// Outcomes found with exactly their categories.
    pub exact: usize,
}

impl AddAssign<&Self> for Counts {
    fn add_assign(&mut self, other: &Self) {
        self.statements += other.statements;
        self.detection += other.detection;
        self.invented += other.invented;
        self.exact += other.exact;
        let sums = self.end_to_end.iter_mut().chain(&mut self.given);
        sums.zip(other.end_to_end.iter().chain(&other.given)).for_each(|(sum, more)| *sum += *more);
    }
}

impl Counts {
    /// The sum of several.
    pub fn sum<'c>(all: impl IntoIterator<Item = &'c Self>) -> Self {
        all.into_iter().fold(Self::default(), |mut sum, more| {
            sum += more;
            sum
        })
    }

    /// The mean F1 of the four categories.
    #[must_use]
    pub fn macro_f1(by_category: &[Found; 4]) -> f64 {
        by_category.iter().map(Found::f1).sum::<f64>() / 4.0
    }

    fn categories(&mut self, gold: &BTreeSet<&str>, coded: &BTreeSet<&str>, both_outcomes: bool) {
        for (place, category) in CATEGORIES.into_iter().enumerate() {
            let more = match (gold.contains(category), coded.contains(category)) {
                (true, true) => Found { right: 1, ..Found::default() },
                (false, true) => Found { wrong: 1, ..Found::default() },
                (true, false) => Found { missed: 1, ..Found::default() },
                (false, false) => continue,
            };
            self.end_to_end.iter_mut().skip(place).take(1).for_each(|sum| *sum += more);
            if both_outcomes {
                self.given.iter_mut().skip(place).take(1).for_each(|sum| *sum += more);
            }
        }
    }
}

/// A statement that was coded in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The document.
    pub document: String,
    /// Its page.
    pub page: u32,
    /// The quote: that of the gold, or of the program where no gold statement stands behind it.
    pub quote: String,
    /// The categories of the gold; `None` where it is no outcome.
    pub gold: Option<Vec<String>>,
    /// Those of the program.
    pub coded: Option<Vec<String>>,
    /// The program's statement, where there is one.
    pub statement: Option<String>,
    /// The rules of intent that fired, and the entries behind the categories.
    pub because: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Number of gold pages.
    pub pages: usize,
    /// Counts by document.
    pub documents: BTreeMap<String, Counts>,
    /// Documents of the gold without a record.
    pub missing: BTreeSet<String>,
    /// Where the two disagree, in the order of the pages.
    pub disagreements: Vec<Disagreement>,
}

/// Compares gold pages with the records of their documents. An outcome that no gold statement stands behind counts as a
/// gold "no"; a document without record as one without statements.
#[must_use]
pub fn score(gold: &[GoldPage], records: &BTreeMap<String, CodedDocument>) -> Report {
    let mut report = Report { pages: gold.len(), ..Report::default() };
    for page in gold {
        let record = records.get(&page.doc);
        if record.is_none() {
            report.missing.insert(page.doc.clone());
        }
        let read = record.and_then(|record| record.pages.iter().find(|read| read.page == page.page));
        let statements = read.map(|read| read.statements.as_slice()).unwrap_or_default();
        let counts = report.documents.entry(page.doc.clone()).or_default();
        compare(page, statements, counts, &mut report.disagreements);
    }
    report
}

fn compare(page: &GoldPage, statements: &[StatementRecord], counts: &mut Counts, list: &mut Vec<Disagreement>) {
    let gold: Vec<_> = page.statements.iter().map(|statement| words(&statement.text)).collect();
    let coded: Vec<_> = statements.iter().map(|statement| words(&statement.text)).collect();
    let partners = best_pairs(&gold, &coded);
    let same = partners.iter().flatten().count();
    counts.statements += Found { right: same, wrong: coded.len() - same, missed: gold.len() - same };
    let mut covered = BTreeSet::new();
    for ((said, its_words), partner) in page.statements.iter().zip(&gold).zip(partners) {
        let place = partner.or_else(|| best_cover(its_words, &coded));
        covered.extend(place);
        let statement = place.and_then(|place| statements.get(place));
        let found = statement.filter(|statement| statement.intended_outcome);
        counts.detection.count(said.is_outcome, found.is_some());
        let wanted = if said.is_outcome { known(said.categories.iter().map(String::as_str)) } else { BTreeSet::new() };
        let got = found.map(categories).unwrap_or_default();
        let both = said.is_outcome && found.is_some();
        counts.categories(&wanted, &got, both);
        counts.exact += usize::from(both && wanted == got);
        if said.is_outcome != found.is_some() || wanted != got {
            list.push(Disagreement {
                document: page.doc.clone(),
                page: page.page,
                quote: said.text.clone(),
                gold: said.is_outcome.then(|| listed(&wanted)),
                coded: found.map(|_| listed(&got)),
                statement: statement.map(|statement| statement.id.clone()),
                because: statement.map(because).unwrap_or_default(),
            });
        }
    }
    for (place, (statement, its_words)) in statements.iter().zip(&coded).enumerate() {
        if !statement.intended_outcome || covered.contains(&place) {
            continue;
        }
        let repeats = covered.iter().filter_map(|other| coded.get(*other)).any(|other| dice(its_words, other) >= SAME);
        if !repeats && best_cover(its_words, &gold).is_some() {
            continue;
        }
        let got = categories(statement);
        counts.detection.count(false, true);
        counts.categories(&BTreeSet::new(), &got, false);
        counts.invented += 1;
        list.push(Disagreement {
            document: page.doc.clone(),
            page: page.page,
            quote: statement.text.clone(),
            gold: None,
            coded: Some(listed(&got)),
            statement: Some(statement.id.clone()),
            because: because(statement),
        });
    }
}

fn known<'c>(codes: impl Iterator<Item = &'c str>) -> BTreeSet<&'c str> {
    codes.filter(|code| CATEGORIES.contains(code)).collect()
}

fn categories(statement: &StatementRecord) -> BTreeSet<&str> {
    known(statement.categories.iter().map(|code| code.code.as_str()))
}

fn listed(codes: &BTreeSet<&str>) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn because(statement: &StatementRecord) -> Vec<String> {
    let rules = statement.intent.rules.iter().map(|rule| rule.id.clone());
    let entries = statement.categories.iter().flat_map(|code| code.matches.iter().map(|found| found.entry.clone()));
    let mut all: Vec<String> = rules.chain(entries).collect();
    all.dedup();
    all
}
