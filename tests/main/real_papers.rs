//! The whole job on the real papers and the odd files beside the checkout, where they are there.

use crate::support::{Bench, shared};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Every record of a folder of coded documents, by file name, as its bytes.
fn records(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .expect("the folder can be listed")
        .map(|entry| entry.expect("an entry can be read"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("readable")))
        .collect()
}

#[test]
fn every_real_paper_is_accounted_for_at_any_number_of_threads() {
    let Some(papers) = shared("corpus") else { return };
    let bench = Bench::empty();
    let papers = papers.to_string_lossy().into_owned();
    for (threads, index) in [("1", "one"), ("2", "two")] {
        bench.stratmine(&["run", &papers, "--index", index, "--threads", threads, "--quiet"]).code(1);
    }
    let status = bench.stratmine(&["status", "--index", "one", "--format", "jsonl"]).code(0).jsonl();
    let outcome = |line: &Value| line["outcome"].as_str().expect("a named outcome").to_owned();
    let is_pdf = |line: &&Value| line["file"].as_str().is_some_and(|file| file.to_lowercase().ends_with(".pdf"));
    assert_eq!(status.iter().filter(is_pdf).count(), 90);
    for line in &status {
        let file = line["file"].as_str().expect("a file");
        let expected = match file {
            "manifest.tsv" => "unsupported",
            picture if picture.contains("imageonly") => "needs_ocr",
            _ => "coded",
        };
        assert_eq!(outcome(line), expected, "{file}");
    }
    let tally = |index: &str, by: &str| {
        bench.stratmine(&["tally", "--index", index, "--by", by, "--format", "json"]).code(0).out()
    };
    for by in ["document", "organisation", "year", "partnering", "category"] {
        assert_eq!(tally("one", by), tally("two", by), "tally by {by} at 1 and 2 threads");
    }
}

#[test]
fn every_quote_of_the_real_papers_is_what_its_page_says() {
    let Some(papers) = shared("corpus") else { return };
    let bench = Bench::empty();
    let papers = papers.to_string_lossy().into_owned();
    for (threads, out) in [("1", "one"), ("2", "two")] {
        bench.stratmine(&["code", &papers, "-o", out, "--threads", threads, "--quiet"]).code(1);
    }
    let (one, two) = (records(&bench.path("one")), records(&bench.path("two")));
    assert!(one.len() >= 90, "{} coded documents", one.len());
    assert!(one == two, "the records differ at 1 and 2 threads");
    let mut checked = 0;
    for (file, bytes) in &one {
        let record: Value = serde_json::from_slice(bytes).expect("a record is JSON");
        for page in record["pages"].as_array().expect("pages") {
            let text: Vec<char> = page["text"].as_str().expect("a text").chars().collect();
            let slice = |piece: &Value| -> String {
                let at = |end: &str| usize::try_from(piece[end].as_u64().expect("an offset")).expect("it fits");
                text[at("start")..at("end")].iter().collect()
            };
            let mut last_end = 0;
            for block in page["blocks"].as_array().expect("blocks") {
                assert_eq!(slice(block), block["text"], "{file} page {}", page["page"]);
            }
            for statement in page["statements"].as_array().expect("statements") {
                assert_eq!(slice(statement), statement["text"], "{file} {}", statement["id"]);
                assert!(statement["start"].as_u64() >= Some(last_end), "{file} {} overlaps", statement["id"]);
                last_end = statement["end"].as_u64().expect("an end");
                let codes = ["categories", "domains", "context"].iter().filter_map(|key| statement[*key].as_array());
                for found in codes.flatten().filter_map(|code| code["matches"].as_array()).flatten() {
                    if !found["start"].is_null() {
                        assert_eq!(slice(found), found["text"], "{file} {}", statement["id"]);
                    }
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 30_000, "{checked} statements");
}

#[test]
fn no_odd_file_brings_the_program_down() {
    let Some(odd) = shared("hostile") else { return };
    let bench = Bench::empty();
    bench.stratmine(&["run", &odd.to_string_lossy(), "--index", "index", "--quiet"]).code(1);
    let status = bench.stratmine(&["status", "--index", "index", "--format", "jsonl"]).code(0).jsonl();
    let files = fs::read_dir(&odd).expect("the folder can be listed").count();
    assert!(status.len() + 2 >= files, "{} of {files} files are listed", status.len());
    let mut outcomes = String::from("file\toutcome\n");
    for line in status {
        let outcome = line["outcome"].as_str().expect("a named outcome");
        assert!(outcome == "coded" || line["reason"].is_string(), "{line} has no reason");
        let pages = line["pages"].as_u64().unwrap_or(0);
        assert!(outcome != "coded" || pages > 0, "{line} is coded without a page");
        writeln!(outcomes, "{}\t{outcome}", line["file"].as_str().expect("a file")).expect("a string takes all");
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/hostile.tsv");
    if std::env::var_os("STRATMINE_WRITE_GOLDEN").is_some() {
        fs::write(&golden, &outcomes).expect("the table can be written");
    }
    let kept = fs::read_to_string(&golden).expect("the table can be read");
    let changed: Vec<_> = outcomes.lines().filter(|line| !kept.lines().any(|known| known == *line)).collect();
    assert!(changed.is_empty() && outcomes == kept, "changed, to be looked at: {changed:#?}");
}
