//! `stratmine code`.

use super::support::{Bench, GERMAN, paper};
use serde_json::Value;
use std::fs;

fn slice(text: &str, start: &Value, end: &Value) -> String {
    let (start, end) = (start.as_u64().unwrap(), end.as_u64().unwrap());
    text.chars().skip(usize::try_from(start).unwrap()).take(usize::try_from(end - start).unwrap()).collect()
}

#[test]
fn one_file_is_one_object_whose_quotes_are_in_its_text() {
    let bench = Bench::coded();
    bench.put(
        "accents.md",
        format!("{}\nWe will improve the safety of café patients — “everywhere”.\n", paper("Ångström", 1)),
    );
    for file in ["corpus/accents.md", "corpus/west.pdf"] {
        let record: Value =
            serde_json::from_str(&bench.stratmine(&["code", file, "--format", "json"]).code(0).out()).unwrap();
        assert_eq!((record["format"].as_u64(), record["outcome"].as_str()), (Some(1), Some("coded")));
        assert_eq!(format!("corpus/{}", record["file"].as_str().unwrap()), file);
        assert_eq!((record["grade"].as_str(), record["page_grades"]["good"].as_u64()), (Some("good"), Some(1)));
        let mut statements = 0;
        for page in record["pages"].as_array().unwrap() {
            let text = page["text"].as_str().unwrap();
            for piece in page["statements"].as_array().unwrap().iter().chain(page["blocks"].as_array().unwrap()) {
                assert_eq!(slice(text, &piece["start"], &piece["end"]), piece["text"].as_str().unwrap());
            }
            for statement in page["statements"].as_array().unwrap() {
                statements += 1;
                for found in statement["categories"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .flat_map(|code| code["matches"].as_array().unwrap())
                {
                    if !found["start"].is_null() {
                        assert_eq!(slice(text, &found["start"], &found["end"]), found["text"].as_str().unwrap());
                    }
                }
            }
        }
        assert!(statements >= 2, "{file}");
    }
    assert!(!bench.path("index").exists(), "no index is touched");
}

#[test]
fn several_files_are_one_line_each_and_failures_have_a_record_too() {
    let bench = Bench::new();
    bench.put("deutsch.md", GERMAN);
    let ran = bench.stratmine(&["code", "corpus"]).code(1);
    let files: Vec<_> = ran.jsonl().iter().map(|record| record["file"].as_str().unwrap().to_owned()).collect();
    assert_eq!(files, ["deutsch.md", "north.md", "notes.xyz", "sub/south.md", "west.pdf"]);
    for (record, outcome) in ran.jsonl().iter().zip(["unsupported", "coded", "unsupported", "coded", "coded"]) {
        assert_eq!(record["outcome"], outcome);
        assert_eq!(record["pages"].as_array().unwrap().is_empty(), outcome != "coded");
        assert_eq!(record["reason"].is_null(), outcome == "coded");
    }
}

#[test]
fn a_folder_of_records_has_one_file_a_paper() {
    let bench = Bench::coded();
    bench.put("west.md", paper("Western", 1));
    bench.stratmine(&["code", "corpus", "-o", "out"]).code(0);
    let mut names: Vec<_> = fs::read_dir(bench.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["north.json", "south.json", "west.md.json", "west.pdf.json"]);
    let record: Value = serde_json::from_slice(&fs::read(bench.path("out/north.json")).unwrap()).unwrap();
    assert_eq!(record["file"], "north.md");
}

#[test]
fn what_is_missing_is_an_error_with_its_path() {
    let bench = Bench::coded();
    let talk = bench.stratmine(&["code", "corpus/nowhere.pdf"]).code(2).talk();
    assert!(talk.contains("nowhere.pdf") && !talk.contains("os error"), "{talk}");
}
