//! Domains and context measured on statements of other papers that were coded blind, from definitions.
//!
//! `tests/cases/domains_coded.tsv` and `context_coded.tsv` hold the codes and no words of the papers: a statement is known
//! by paper, page and a digest of its words. Language models gave the codes and saw neither words nor predictions; no person
//! has coded them. The words of the lexicon and their weights were chosen on `dev`; the statements `read` were looked at,
//! those `unread` never. Statements were drawn by lot from those of each domain and those of none: `weight` is how many a row
//! stands for.

use super::other_papers::{Key, digest};
use super::support::{Bench, shared};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The domains that were coded.
const DOMAINS: [&str; 8] = [
    "leadership",
    "governance",
    "culture",
    "user_engagement",
    "finance_contract",
    "info_it",
    "workforce",
    "care_model",
];

/// The codes of each statement of the papers in a folder of `../shared`.
fn coded(folder: &str) -> Option<BTreeMap<Key, BTreeSet<String>>> {
    let papers = shared(folder)?;
    let bench = Bench::empty();
    bench.stratmine(&["code", &papers.to_string_lossy(), "-o", "out", "--ocr", "never", "--quiet"]).code(1);
    let mut found: BTreeMap<Key, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(bench.path("out")).unwrap() {
        let record: Value = serde_json::from_slice(&fs::read(entry.unwrap().path()).unwrap()).unwrap();
        let file = record["file"].as_str().unwrap();
        let paper = file.strip_suffix(".pdf").unwrap_or(file);
        for page in record["pages"].as_array().unwrap() {
            for statement in page["statements"].as_array().unwrap() {
                let text = statement["text"].as_str().unwrap();
                let key = (paper.to_owned(), page["page"].as_u64().unwrap(), digest(text));
                let codes = ["domains", "context"].into_iter().flat_map(|layer| statement[layer].as_array().unwrap());
                let codes = codes.map(|code| code["code"].as_str().unwrap().to_owned());
                found.entry(key).or_default().extend(codes);
            }
        }
    }
    Some(found)
}

/// Sums of weights.
#[derive(Clone, Copy, Default)]
struct Found {
    right: f64,
    given: f64,
    held: f64,
}

impl Found {
    fn count(&mut self, weight: f64, given: bool, held: f64) {
        self.held += weight * held;
        if given {
            self.given += weight;
            self.right += weight * held;
        }
    }

    fn precision(self) -> f64 {
        self.right / self.given
    }

    fn recall(self) -> f64 {
        self.right / self.held
    }
}

/// What of rows that still stand so in the papers was counted, by part and code.
fn count<'r>(
    sheet: &'r str,
    statements: &BTreeMap<Key, BTreeSet<String>>,
    mut add: impl FnMut(&'r str, &[&'r str], &BTreeSet<String>),
) {
    let (mut known, mut lost) = (0, 0);
    for line in sheet.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [part, paper, page, words, ref rest @ ..] = columns[..] else { panic!("{line}") };
        match statements.get(&(paper.to_owned(), page.parse().unwrap(), words.to_owned())) {
            Some(codes) => {
                known += 1;
                add(part, rest, codes);
            }
            None => lost += 1,
        }
    }
    println!("{known} rows, {lost} more whose statements are cut otherwise now");
    assert!(lost * 8 < known, "{lost} of {} statements are cut otherwise now", known + lost);
}

#[test]
fn domains_and_context_of_other_papers_hold_about_as_often_as_when_last_measured() {
    let (Some(mut statements), Some(more)) = (coded("corpus"), coded("papers2")) else { return };
    statements.extend(more);
    let mut domains: BTreeMap<(&str, &str), Found> = BTreeMap::new();
    count(include_str!("../cases/domains_coded.tsv"), &statements, |part, rest, codes| {
        let [weight, coders @ ..] = rest else { panic!("{rest:?}") };
        let coders: Vec<&&str> = coders.iter().filter(|code| !code.is_empty()).collect();
        for domain in DOMAINS {
            let held = coders.iter().filter(|code| code.split(';').any(|code| code == domain)).count();
            let held = held as f64 / coders.len() as f64;
            for of in [domain, "all"] {
                let found = domains.entry((part, of)).or_default();
                found.count(weight.parse().unwrap(), codes.contains(domain), held);
            }
        }
    });
    let mut context: BTreeMap<(&str, &str), Found> = BTreeMap::new();
    count(include_str!("../cases/context_coded.tsv"), &statements, |part, rest, codes| {
        let [code, _, coders @ ..] = rest else { panic!("{rest:?}") };
        let held = coders.iter().filter(|answer| **answer == "yes").count() as f64 / coders.len() as f64;
        let (kind, _) = code.split_once(':').unwrap();
        context.entry((part, kind)).or_default().count(1.0, codes.contains(*code), held);
    });
    for ((part, of), found) in domains.iter().chain(&context) {
        let (precision, recall) = (found.precision(), found.recall());
        println!("{part} {of}: given {:.0}, right {:.1}: P {precision:.2} R {recall:.2}", found.given, found.right);
    }
    // A little below what was last measured (docs/quality.md).
    let all = domains[&("unread", "all")];
    assert!(all.precision() >= 0.58, "precision of domains {:.3}", all.precision());
    assert!(all.recall() >= 0.49, "recall of domains {:.3}", all.recall());
    let propositions = context[&("unread", "proposition")];
    assert!(propositions.precision() >= 0.60, "precision of propositions {:.3}", propositions.precision());
}
