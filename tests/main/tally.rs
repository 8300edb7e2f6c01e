//! `stratmine tally`.

use super::support::Bench;

#[test]
fn every_tally_names_its_unit_and_base() {
    let bench = Bench::new();
    bench.put("corpus.csv", "file,organisation,year,partnering\nnorth.md,Northern NHS Trust,2016,merger\n");
    bench.stratmine(&["run"]).code(1);
    for by in ["document", "year", "organisation", "partnering", "category", "domain"] {
        let shown = bench.stratmine(&["tally", "--by", by]).code(0).out();
        assert!(
            shown.contains("intended outcomes (statements)") && shown.contains("Base: 3 coded documents"),
            "{shown}"
        );
        assert!(shown.contains("1 unsupported") && shown.contains("how well they were read: 3 good."), "{shown}");
        let csv = bench.stratmine(&["tally", "--by", by, "--format", "csv"]).code(0).out();
        assert!(csv.starts_with("by,row,label,category,statements,documents,"), "{csv}");
        let json = bench.stratmine(&["tally", "--by", by, "--format", "json"]).code(0).out();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["base"]["outcomes"], 13);
        assert_eq!(json["base"]["page_grades"]["good"], 3);
    }
    let by_year = bench.stratmine(&["tally", "--by", "year", "--format", "jsonl"]).code(0).jsonl();
    let cell = by_year.iter().find(|cell| cell["row"] == "2016" && cell["category"] == "quality").unwrap();
    assert_eq!((cell["statements"].as_u64(), cell["statement_ids"].as_array().unwrap().len()), (Some(2), 2));
}

#[test]
fn a_damaged_document_is_an_error_and_not_a_smaller_number() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let documents = bench.path("index/documents");
    let folder = std::fs::read_dir(documents).unwrap().next().unwrap().unwrap().path();
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&file, "?").unwrap();
    let talk = bench.stratmine(&["tally"]).code(2).talk();
    assert!(talk.contains(".json.zst is damaged") && talk.contains("stratmine run --force"), "{talk}");
    bench.stratmine(&["run", "--force"]).code(0);
    bench.stratmine(&["tally"]).code(0);
}
