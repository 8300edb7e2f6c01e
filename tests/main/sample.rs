//! The sample corpus against its gold: every intended outcome and no other, with the categories that each should have.

use crate::support::Bench;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Page, text and categories of an intended outcome.
type Outcomes = BTreeMap<(u64, String), BTreeSet<String>>;

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The gold has straight quotes where the papers print curly ones.
fn plain(text: &str) -> String {
    text.replace(['‘', '’'], "'").replace(['“', '”'], "\"").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn gold() -> Vec<Value> {
    let lines = std::fs::read_to_string(repository("tests/sample/gold.jsonl")).expect("the gold is there");
    lines.lines().map(|line| serde_json::from_str(line).expect("a line of the gold is JSON")).collect()
}

fn coded(file: &str) -> Value {
    let bench = Bench::empty();
    let path = repository("corpus/sample").join(file);
    let out = bench.stratmine(&["code", &path.to_string_lossy(), "--format", "json"]).code(0).out();
    serde_json::from_str(&out).expect("a record is JSON")
}

fn codes(list: &Value) -> BTreeSet<String> {
    let code = |value: &Value| value["code"].as_str().or(value.as_str()).expect("a code").to_owned();
    list.as_array().expect("a list").iter().map(code).filter(|code| code != "none").collect()
}

fn found(record: &Value) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for page in record["pages"].as_array().expect("pages") {
        for statement in page["statements"].as_array().expect("statements") {
            if statement["intended_outcome"] == true {
                let text = plain(statement["text"].as_str().expect("a text"));
                outcomes.insert((page["page"].as_u64().expect("a page"), text), codes(&statement["categories"]));
            }
        }
    }
    outcomes
}

fn expected(paper: &Value) -> Outcomes {
    let statements = paper["statements"].as_array().expect("statements").iter();
    statements
        .filter(|statement| statement["is_outcome"] == true)
        .map(|statement| {
            let text = plain(statement["text"].as_str().expect("a text"));
            ((statement["page"].as_u64().expect("a page"), text), codes(&statement["categories"]))
        })
        .collect()
}

#[test]
fn the_gold_is_large_enough_to_mean_something() {
    let outcomes: Vec<_> = gold().iter().flat_map(expected).collect();
    let near_misses: usize = gold()
        .iter()
        .flat_map(|paper| paper["statements"].as_array().cloned().unwrap_or_default())
        .filter(|statement| statement["is_outcome"] == false)
        .count();
    assert!(outcomes.len() >= 120 && near_misses >= 200, "{} and {near_misses}", outcomes.len());
    for category in ["quality", "workforce", "resources", "innovation"] {
        let count = outcomes.iter().filter(|(_, codes)| codes.contains(category)).count();
        assert!(count >= 20, "{category}: {count}");
    }
}

/// Weights are fitted on these papers among 110 others, so some statements come out wrong; fewer than this share of the
/// outcomes may.
const MOST_WRONG: f64 = 0.3;

#[test]
fn most_outcomes_of_the_sample_are_found_and_few_others() {
    let mut wrong = Vec::new();
    let mut outcomes = 0;
    for paper in gold() {
        let file = paper["file"].as_str().expect("a file");
        let (found, expected) = (found(&coded(file)), expected(&paper));
        outcomes += expected.len();
        for (place, codes) in &expected {
            match found.get(place) {
                None => wrong.push(format!("{file} p{}: missed {codes:?} {:?}", place.0, place.1)),
                Some(got) if got != codes => {
                    wrong.push(format!("{file} p{}: {got:?} instead of {codes:?} for {:?}", place.0, place.1));
                }
                Some(_) => {}
            }
        }
        for place in found.keys().filter(|place| !expected.contains_key(*place)) {
            wrong.push(format!("{file} p{}: no outcome {:?}", place.0, place.1));
        }
    }
    let few = (wrong.len() as f64) < outcomes as f64 * MOST_WRONG;
    assert!(few, "{} wrong of {outcomes} outcomes:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn each_papers_arrangement_is_told() {
    for paper in gold() {
        let file = paper["file"].as_str().expect("a file");
        let record = coded(file);
        let first = &record["partnering"][0];
        assert_eq!(first["type"], paper["partnering"]["type"], "{file}");
        assert_eq!(first["rank"], paper["partnering"]["rank"], "{file}");
        let entry_points: BTreeSet<String> = codes(&record["profile"]["entry_points"])
            .iter()
            .map(|code| code.trim_start_matches("entry_point:").to_owned())
            .collect();
        for expected in codes(&paper["entry_points"]) {
            assert!(entry_points.contains(&expected), "{file}: entry point {expected} not among {entry_points:?}");
        }
        let domains = codes(&record["profile"]["domains"]);
        for expected in codes(&paper["domains"]) {
            assert!(domains.contains(&expected), "{file}: domain {expected} not among {domains:?}");
        }
    }
}

#[test]
fn the_scan_says_that_it_needs_text_recognition() {
    let bench = Bench::empty();
    let scan = repository("corpus/sample/oldtown-memorandum-scan.pdf");
    let out = bench.stratmine(&["code", &scan.to_string_lossy(), "--format", "json"]).code(1).out();
    let record: Value = serde_json::from_str(&out).expect("a record is JSON");
    assert_eq!(record["outcome"], "needs_ocr");
    assert!(record["reason"].is_string());
}
