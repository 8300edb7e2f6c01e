//! `stratmine validate`.

use super::support::{Bench, Ran, shared, text};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Gold for the sample paper of one round: the program's four outcomes are right but for one category and one that people
/// do not hold to be an outcome; one that they see is missed.
fn gold(bench: &Bench) {
    let page = serde_json::json!({"doc": "south", "page": 1, "statements": [
        {"text": "improve patient safety on ward 1 of the Southern hospital", "is_outcome": true, "categories": ["quality"]},
        {"text": "recruit and train more nurses for team 1", "is_outcome": true, "categories": ["workforce", "quality"]},
        {"text": "reduce costs by sharing procurement with partner 1", "is_outcome": false, "categories": []},
        {"text": "adopt digital technology and take part in research trial 1", "is_outcome": true, "categories": ["innovation"]},
        {"text": "Last year the hospitals treated a great many people from across the county.", "is_outcome": true,
         "categories": ["quality"]},
    ]});
    fs::create_dir_all(bench.path("gold")).unwrap();
    fs::write(bench.path("gold/south.p001.json"), page.to_string()).unwrap();
}

fn figure(ran: &Ran, of: &str, name: &str) -> f64 {
    let rows: Vec<Value> = serde_json::from_str(&ran.out()).unwrap();
    let row = rows.iter().find(|row| row["of"] == of && row["figure"] == name);
    row.unwrap_or_else(|| panic!("no {name} of {of}"))["value"].as_f64().unwrap()
}

#[test]
fn the_figures_are_those_worked_out_by_hand() {
    let bench = Bench::coded();
    gold(&bench);
    bench.stratmine(&["run", "corpus", "--quiet"]).code(0);
    bench.stratmine(&["code", "corpus", "-o", "out", "--quiet"]).code(0);
    let of_index = bench.stratmine(&["validate", "gold", "--format", "json"]).code(0);
    let of_records = bench.stratmine(&["validate", "gold", "--coded", "out", "--format", "json"]).code(0);
    assert_eq!(of_index.out(), of_records.out());
    // Three outcomes are found, one is invented, one missed.
    for name in ["precision", "recall", "F1"] {
        assert!((figure(&of_index, "detection", name) - 0.75).abs() < 1e-9);
    }
    assert!((figure(&of_index, "quality, end to end", "recall") - 0.333).abs() < 1e-9);
    // Of five statements one is quality for both, two for people alone: (.6 − .44) / (1 − .44).
    assert!((figure(&of_index, "quality, end to end", "kappa") - 0.286).abs() < 1e-9);
    assert!((figure(&of_index, "resources, end to end", "precision")).abs() < 1e-9);
    assert!((figure(&of_index, "categories", "exact set") - 0.667).abs() < 1e-9);
    let list = bench.stratmine(&["validate", "gold", "--show", "disagreements", "--format", "jsonl"]).code(0).jsonl();
    let pairs: Vec<_> =
        list.iter().map(|row| (row["gold"].as_str().unwrap(), row["coded"].as_str().unwrap())).collect();
    assert_eq!(pairs, [("quality; workforce", "workforce"), ("no outcome", "resources"), ("quality", "no outcome")]);
    assert!(!list[1]["because"].as_array().unwrap().is_empty());
    let show = |what: &str| bench.stratmine(&["validate", "gold", "--show", what, "--format", "jsonl"]).code(0).jsonl();
    let confusion = show("confusion");
    let cell = |gold: &str, coded: &str| {
        let found = confusion.iter().find(|row| row["gold"] == gold && row["coded"] == coded);
        found.map(|row| row["statements"].as_u64().unwrap())
    };
    assert_eq!(cell("quality", "quality"), Some(1));
    assert_eq!(cell("quality; workforce", "workforce"), Some(1));
    assert_eq!(confusion.iter().map(|row| row["statements"].as_u64().unwrap()).sum::<u64>(), 5);
    // Every entry behind an outcome that people do not see is wrong; those that found nurses are right.
    let entries = show("entries");
    let of = |category: &str| entries.iter().filter(|row| row["category"] == category).collect::<Vec<_>>();
    assert!(!of("resources").is_empty() && of("resources").iter().all(|row| row["no outcome"] == 1));
    assert!(!of("workforce").is_empty() && of("workforce").iter().all(|row| row["precision"] == 1.0));
    // The rule behind all four outcomes of the program fired on two that are right, one invented.
    let rules = show("rules");
    assert!(rules.iter().any(|row| row["found"] == 3 && row["invented"] == 1 && row["outcomes"] == 0.75), "{rules:?}");
    let documents = show("documents");
    assert_eq!((documents.len(), documents[0]["F1"].as_f64()), (1, Some(0.75)));
}

#[test]
fn what_is_missing_is_said() {
    let bench = Bench::coded();
    gold(&bench);
    fs::create_dir(bench.path("none")).unwrap();
    let ran = bench.stratmine(&["validate", "gold", "--coded", "none"]).code(1);
    assert!(ran.out().contains("there is no record: south"), "{}", ran.out());
    let talk = bench.stratmine(&["validate", "none", "--coded", "none"]).code(2).talk();
    assert!(talk.contains("no gold pages in none"), "{talk}");
    fs::write(bench.path("gold/x.json"), "{\"doc\": 3}").unwrap();
    let talk = bench.stratmine(&["validate", "gold", "--coded", "none"]).code(2).talk();
    assert!(talk.contains("x.json is no gold page") && talk.contains("line 1"), "{talk}");
}

#[test]
fn the_figures_are_those_of_the_scorer() {
    let (Some(shared_gold), Some(papers)) = (shared("gold"), shared("corpus")) else { return };
    if Command::new("python3").arg("--version").output().is_err() {
        assert!(std::env::var_os("STRATMINE_CI").is_none(), "there is no python3");
        println!("skipped: there is no python3");
        return;
    }
    let bench = Bench::empty();
    let pages = shared_gold.join("dev");
    let mut wanted: Vec<String> = Vec::new();
    for entry in fs::read_dir(&pages).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let (document, _) = name.rsplit_once(".p").unwrap();
        wanted.push(document.to_owned());
    }
    wanted.sort();
    wanted.dedup();
    let files: Vec<_> =
        wanted.iter().map(|name| papers.join(format!("{name}.pdf"))).filter(|path| path.exists()).collect();
    let out = bench.path("out");
    let arguments = files.iter().map(|path| text(path)).collect::<Vec<_>>();
    bench.stratmine(&[&["code", "-o", text(&out), "--ocr", "never", "--quiet"], &arguments[..]].concat());
    let scored = bench.path("scored.json");
    let script = shared_gold.join("score.py");
    let status = Command::new("python3").args([&script, &pages, &out, Path::new("--json"), &scored]).output().unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    let theirs: Value = serde_json::from_slice(&fs::read(scored).unwrap()).unwrap();
    let ours = bench.stratmine(&["validate", text(&pages), "--coded", text(&out), "--format", "json"]);
    let mut compared = 0;
    let mut same = |of: &str, name: &str, value: &Value| {
        let (ours, theirs) = (figure(&ours, of, name), value.as_f64().unwrap());
        assert!((ours - theirs).abs() <= 0.0005 + 1e-9, "{name} of {of}: {ours}, not {theirs}");
        compared += 1;
    };
    for (place, name) in ["precision", "recall", "F1"].into_iter().enumerate() {
        same("statements", name, &theirs["statements"][place]);
        same("detection", name, &theirs["detection"][place]);
        for category in ["quality", "workforce", "resources", "innovation"] {
            same(&format!("{category}, end to end"), name, &theirs["categories_end_to_end"][category][place]);
            same(&format!("{category}, given detection"), name, &theirs["categories_given_detection"][category][place]);
        }
    }
    same("detection", "kappa", &theirs["kappa"]);
    same("detection", "alpha", &theirs["alpha"]);
    same("categories, end to end", "macro-F1", &theirs["macro_f1_end_to_end"]);
    same("categories, given detection", "macro-F1", &theirs["macro_f1_given_detection"]);
    same("categories", "exact set", &theirs["exact_set"]);
    assert_eq!(compared, 35);
    // Its samples are drawn by another series of numbers: the ends of the intervals are near, not the same.
    let rows: Vec<Value> = serde_json::from_str(&ours.out()).unwrap();
    for (of, name, theirs_name) in [
        ("detection", "F1", "detection_f1_95"),
        ("detection", "kappa", "kappa_95"),
        ("categories, end to end", "macro-F1", "macro_f1_end_to_end_95"),
    ] {
        let row = rows.iter().find(|row| row["of"] == of && row["figure"] == name).unwrap();
        for (end, place) in [("low", 0), ("high", 1)] {
            let (ours, theirs) = (row[end].as_f64().unwrap(), theirs[theirs_name][place].as_f64().unwrap());
            assert!((ours - theirs).abs() < 0.02, "{end} of {name}: {ours}, not {theirs}");
        }
    }
}
