//! `stratmine lexicon`.

use super::support::Bench;
use std::fs;

#[test]
fn the_built_in_lexicons_are_sound() {
    let bench = Bench::empty();
    let ran = bench.stratmine(&["lexicon", "check"]);
    assert!(ran.talk().contains("0 errors"), "{}\n{}", ran.out(), ran.talk());
    ran.code(0);
}

#[test]
fn a_fault_is_pointed_at_with_file_line_and_column() {
    let bench = Bench::empty();
    fs::create_dir(bench.path("lexicons")).unwrap();
    let built_in = include_str!("../../lexicons/outcomes.toml");
    fs::write(bench.path("lexicons/mine.toml"), format!("{built_in}\n[wrong]\nkey = 1\n")).unwrap();
    let ran = bench.stratmine(&["lexicon", "check", "--lexicons", "lexicons"]).code(1);
    let line = built_in.lines().count() + 2;
    assert!(ran.out().contains(&format!("lexicons/mine.toml:{line}:")), "{}", ran.out());
    let rows = bench.stratmine(&["lexicon", "check", "--lexicons", "lexicons", "--format", "jsonl"]).code(1).jsonl();
    assert_eq!((rows[0]["severity"].as_str(), rows[0]["line"].as_u64()), (Some("error"), u64::try_from(line).ok()));
}

#[test]
fn codes_and_entries_are_listed() {
    let bench = Bench::empty();
    let codes = bench.stratmine(&["lexicon", "list", "--format", "jsonl"]).code(0).jsonl();
    let of = |lexicon: &str| -> Vec<&str> {
        codes.iter().filter(|row| row["lexicon"] == lexicon).map(|row| row["code"].as_str().unwrap()).collect()
    };
    assert_eq!(of("outcomes"), ["quality", "workforce", "resources", "innovation"]);
    assert!(of("rules").len() > 10 && of("domains").len() >= 8);
    let entries = bench.stratmine(&["lexicon", "list", "merger", "--format", "csv"]).code(0).out();
    assert!(entries.lines().count() > 3, "{entries}");
    let unknown = bench.stratmine(&["lexicon", "list", "nonsense"]).code(2).talk();
    assert!(unknown.contains("nonsense") && unknown.contains("hint:"), "{unknown}");
}

#[test]
fn an_entry_that_matched_nothing_is_listed() {
    let bench = Bench::coded();
    bench.stratmine(&["lexicon", "list", "--unmatched"]).code(2);
    bench.stratmine(&["run"]).code(0);
    let unmatched = |arguments: &[&str]| -> Vec<String> {
        let arguments = [&["lexicon", "list", "--unmatched", "--format", "jsonl"], arguments].concat();
        let rows = bench.stratmine(&arguments).code(0).jsonl();
        rows.iter().map(|row| format!("{} {}", row["code"].as_str().unwrap(), row["term"].as_str().unwrap())).collect()
    };
    let before = unmatched(&[]);
    let all = bench.stratmine(&["lexicon", "list", "quality", "--format", "jsonl"]).code(0).jsonl();
    let safety = all.iter().map(|row| row["term"].as_str().unwrap()).find(|term| term.contains("patient safety"));
    assert!(before.len() > 100 && !before.contains(&format!("quality {}", safety.unwrap())), "{before:?}");
    bench.put("more.md", before.join(".\n\n").replace('*', ""));
    bench.stratmine(&["run"]).code(0);
    let after = unmatched(&[]);
    assert!(after.len() < before.len() && after.iter().all(|row| before.contains(row)));
    assert!(
        bench.stratmine(&["lexicon", "list", "--unmatched"]).code(0).out().contains("match nothing in 4 documents")
    );
}

#[test]
fn a_decision_is_laid_open() {
    let bench = Bench::empty();
    let rows =
        bench.stratmine(&["lexicon", "explain", "We will improve patient safety", "--format", "jsonl"]).code(0).jsonl();
    assert_eq!(rows[0]["which"], "an intended outcome");
    assert!(rows.iter().any(|row| row["what"] == "feature"));
    assert!(rows.iter().any(|row| row["what"] == "category" && row["which"] == "quality"));
    let bare = bench.stratmine(&["lexicon", "explain", "safer wards", "--format", "jsonl"]).code(0).jsonl();
    // The features, all else and the constant add up to the decision.
    for rows in [&rows, &bare] {
        let of = |what: &str| -> f64 {
            rows.iter().filter(|row| row["what"] == what).filter_map(|row| row["weight"].as_f64()).sum()
        };
        assert!((of("feature") - of("decision")).abs() < 0.1, "{rows:?}");
        assert!(rows.iter().any(|row| row["which"] == "the constant"), "{rows:?}");
    }
    let led = bench
        .stratmine(&[
            "lexicon",
            "explain",
            "safer wards",
            "--item",
            "--lead-in",
            "We want to see:",
            "--format",
            "jsonl",
        ])
        .code(0)
        .jsonl();
    assert_eq!(
        (bare[0]["which"].as_str(), led[0]["which"].as_str()),
        (Some("not an intended outcome"), Some("an intended outcome"))
    );
}
