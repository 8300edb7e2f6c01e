//! Gold pages against coded documents: counts by document, and where they disagree.

use super::gold::{GoldPage, in_words};
use super::pair::{Pair, pairs};
use super::{AgreementCounts, EntryUse, RuleUse};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::CodedPaper;

/// A statement that was coded in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The document.
    pub document: String,
    /// Its page.
    pub page: u32,
    /// The quote: that of the gold, or of the program where no gold statement stands behind it.
    pub quote: String,
    /// What people said: "no outcome", "none", or categories.
    pub gold: String,
    /// What the program says.
    pub coded: String,
    /// The program's statement, where there is one.
    pub statement: Option<String>,
    /// What weighed for an intended outcome or against it, and the entries behind the categories.
    pub because: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The categories: the codebook's in its order, then others that people or records name.
    pub categories: Vec<String>,
    /// The pages that people coded.
    pub pages: BTreeSet<(String, u32)>,
    /// Counts by document.
    pub documents: BTreeMap<String, AgreementCounts>,
    /// Documents of the gold without a record.
    pub missing: BTreeSet<String>,
    /// Where the two disagree, in the order of the pages.
    pub disagreements: Vec<Disagreement>,
    /// How many statements people and the program coded so and so, by what they said.
    pub confusion: BTreeMap<(String, String), f64>,
    /// What became of the statements that an entry earned a category for, by category and entry.
    pub entries: BTreeMap<(String, String), EntryUse>,
    /// What became of the statements on which a rule of intent fired, by rule.
    pub rules: BTreeMap<String, RuleUse>,
}

/// Compares gold pages with the records of their documents, over the codebook's `categories`. An outcome that no statement of a whole page stands behind
/// counts as a gold "no"; a document without record as one without statements.
pub fn score(categories: Vec<String>, gold: &[GoldPage], records: &BTreeMap<String, CodedPaper>) -> Report {
    let mut report = Report { categories, ..Report::default() };
    report.add(gold, records);
    report
}

impl Report {
    /// Adds further pages.
    pub fn add(&mut self, gold: &[GoldPage], records: &BTreeMap<String, CodedPaper>) {
        for page in gold {
            self.pages.insert((page.doc.clone(), page.page));
            let record = records.get(&page.doc);
            if record.is_none() {
                self.missing.insert(page.doc.clone());
            }
            let read = record.and_then(|record| record.pages.iter().find(|read| read.number == page.page));
            let statements = read.map(|read| read.statements.as_slice()).unwrap_or_default();
            let counts = self.documents.entry(page.doc.clone()).or_default();
            let pairs = pairs(page, statements, &mut counts.statements);
            for pair in &pairs {
                pair.count(counts, &mut self.categories);
            }
            for pair in &pairs {
                self.note(page, pair);
            }
        }
    }

    fn note(&mut self, page: &GoldPage, pair: &Pair<'_>) {
        let (gold, coded) = (pair.wanted(), pair.got());
        let said = (in_words(&gold, &self.categories), in_words(&coded, &self.categories));
        EntryUse::count(&mut self.entries, pair);
        RuleUse::count(&mut self.rules, pair);
        *self.confusion.entry(said.clone()).or_default() += pair.weight;
        if gold != coded {
            self.disagreements.push(Disagreement {
                document: page.doc.clone(),
                page: page.page,
                quote: pair.quote().to_owned(),
                gold: said.0,
                coded: said.1,
                statement: pair.coded.map(|statement| statement.id.clone()),
                because: because(pair),
            });
        }
    }
}

fn because(pair: &Pair<'_>) -> Vec<String> {
    let Some(statement) = pair.coded else { return Vec::new() };
    let rules = statement.intent.rules.iter().map(|rule| rule.id.clone());
    let entries = statement.categories.iter().flat_map(|code| code.matches.iter().map(|found| found.entry.clone()));
    let mut all: Vec<String> = rules.chain(entries).collect();
    all.dedup();
    all
}
