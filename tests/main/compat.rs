//! What version 0.1 wrote is read by the present program: records and an index folder (see `tests/compat/README.md`).

use super::support::Bench;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use stratmine::model::CodedPaper;

fn old(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compat/v0.1").join(path)
}

/// A copy of the old index with its papers and decisions, at home in a folder of its own.
fn old_index() -> Bench {
    let bench = Bench::empty();
    for paper in ["marlfield-buddying-agreement.pdf", "oldtown-memorandum-scan.pdf"] {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample").join(paper);
        bench.put(paper, fs::read(sample).unwrap());
    }
    bench.put("decisions.csv", fs::read(old("decisions.csv")).unwrap());
    for entry in walkdir::WalkDir::new(old("index")) {
        let entry = entry.unwrap();
        let path = bench.path("index").join(entry.path().strip_prefix(old("index")).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::write(path, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
    let corpus = stratmine_model::whole_path(&bench.path("corpus")).unwrap();
    fs::write(bench.path("index/root"), corpus.to_str().unwrap()).unwrap();
    bench
}

/// The values of an answer in JSON, one or one a line.
fn values(text: &str) -> Vec<Value> {
    serde_json::Deserializer::from_str(text).into_iter().map(Result::unwrap).collect()
}

fn check_answer(bench: &Bench, file: &str, question: &[&str]) {
    let mut expected = values(&fs::read_to_string(old("answers").join(file)).unwrap());
    for row in expected.iter_mut().filter_map(Value::as_object_mut) {
        // A paper's hash is called `sha256` everywhere since 0.2, and `document` is its file.
        if row.get("document").and_then(Value::as_str).is_some_and(|name| name.len() == 64)
            && let Some(hash) = row.remove("document")
        {
            row.insert("sha256".to_owned(), hash);
        }
    }
    let mut answer = values(&bench.stratmine(question).code(0).out());
    for row in &mut answer {
        // Since 0.2 the base counts what people decided, and says what is expected: records of 0.1 hold no probabilities.
        for (key, value) in [("decided", json!(3)), ("decided_outcomes", json!(2)), ("expected", Value::Null)] {
            let known = row.get_mut("base").and_then(Value::as_object_mut).and_then(|base| base.remove(key));
            assert!(known.is_none_or(|known| known == value), "{key}");
        }
        for cell in row.get_mut("cells").and_then(Value::as_array_mut).into_iter().flatten() {
            let cell = cell.as_object_mut().unwrap();
            for key in ["row_expected", "row_expected_from", "row_expected_to"] {
                assert_eq!(cell.remove(key), Some(Value::Null), "{key}");
            }
        }
    }
    assert_eq!(answer, expected, "{question:?}");
}

#[test]
fn old_records_are_read_and_written_again_byte_for_byte() {
    let mut statuses = Vec::new();
    for entry in fs::read_dir(old("records")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let written = fs::read_to_string(&path).unwrap();
            let paper: CodedPaper = serde_json::from_str(&written).unwrap();
            let again = serde_json::to_string(&paper).unwrap();
            assert!(again == written.trim_end(), "{} is written otherwise now", path.display());
            let plain: Value = serde_json::from_str(&written).unwrap();
            statuses.push(plain["outcome"].as_str().unwrap().to_owned());
        }
    }
    statuses.sort();
    assert_eq!(statuses, ["coded", "coded", "needs_ocr", "unsupported"]);
}

#[test]
fn an_old_index_answers_as_it_did() {
    let bench = old_index();
    check_answer(&bench, "tally.json", &["tally", "--by", "partnering", "--across", "category", "--format", "json"]);
    check_answer(&bench, "status.jsonl", &["status", "--format", "jsonl"]);
    check_answer(&bench, "decisions.jsonl", &["decide", "list", "--format", "jsonl"]);
    bench.stratmine(&["export", "--what", "outcomes", "--format", "csv", "-o", "outcomes.csv"]).code(0);
    let exported = fs::read_to_string(bench.path("outcomes.csv")).unwrap();
    // The last column is new, and empty: records of 0.1 hold no probability.
    let known: String = exported
        .lines()
        .enumerate()
        .map(|(line, row)| row.strip_suffix(if line == 0 { ",probability" } else { "," }).unwrap().to_owned() + "\n")
        .collect();
    assert_eq!(known, fs::read_to_string(old("answers/outcomes.csv")).unwrap());
}

/// The statements that a search lists: id, place and words.
fn found(rows: &[Value]) -> Vec<Value> {
    rows.iter().map(|row| json!([row["statement"], row["start"], row["end"], row["snippet"], row["marks"]])).collect()
}

#[test]
fn an_old_search_index_is_refused_until_a_run_makes_it_again() {
    let bench = old_index();
    let query = ["search", "--in", "statements", "--format", "jsonl", "norovirus OR \"night teams\" OR coach*"];
    let said = bench.stratmine(&query).code(2).talk();
    assert!(said.contains("written by another version of stratmine") && said.contains("stratmine search 3"), "{said}");
    assert!(said.contains("`stratmine run` makes it again"), "{said}");
    let said = bench.stratmine(&["index", "verify"]).code(1).talk();
    assert!(said.contains("1 part not as written") && said.contains("`stratmine index rebuild`"), "{said}");
    bench.stratmine(&["run", "--ocr", "never"]).code(0);
    let answer = found(&bench.stratmine(&query).code(0).jsonl());
    assert_eq!(answer, found(&values(&fs::read_to_string(old("answers/search.jsonl")).unwrap())));
    let likely = bench.stratmine(&["search", "--format", "jsonl", "probability:0.5.. -is:outcome"]);
    assert!(likely.jsonl().iter().all(|row| row["probability"].as_f64().unwrap() >= 0.5));
}

#[test]
fn a_run_over_an_old_index_reads_again_only_what_it_must() {
    let bench = old_index();
    let manifest = |path: PathBuf| serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap();
    let before = manifest(old("index/run.json"));
    let talk = bench.stratmine(&["run", "--ocr", "never"]).code(0).talk();
    let after = manifest(bench.path("index/run.json"));
    let expected = if before["tool"] != after["tool"] || before["engines"] != after["engines"] {
        "read 2 files, 0 as before"
    } else if before["lexicons"] != after["lexicons"] {
        "coded 1 file again without reading"
    } else {
        "nothing to read: "
    };
    assert!(talk.contains(expected), "{talk}");
    let decisions = bench.stratmine(&["decide", "list", "--format", "jsonl"]).code(0).jsonl();
    assert_eq!(decisions.len(), 3);
    assert!(decisions.iter().all(|decision| decision["state"] == "placed"), "{decisions:?}");
    bench.stratmine(&["index", "verify"]).code(0);
}
