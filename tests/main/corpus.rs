//! `stratmine corpus`.

use super::support::{Bench, paper};
use std::fs;

#[test]
fn papers_are_listed_before_and_after_a_run() {
    let bench = Bench::new();
    bench.put("corpus.csv", "file,title,year\nnorth.md,A title of ours,2016\n");
    let before = bench.stratmine(&["corpus", "list", "--format", "jsonl"]).code(0).jsonl();
    assert_eq!(before.len(), 4);
    assert_eq!((before[0]["title"].as_str(), before[0]["outcome"].is_null()), (Some("A title of ours"), true));
    bench.stratmine(&["run"]).code(1);
    let after = bench.stratmine(&["corpus", "list", "--format", "jsonl"]).code(0).jsonl();
    assert_eq!((after[0]["outcome"].as_str(), after[0]["year"].as_f64()), (Some("coded"), Some(2016.0)));
}

#[test]
fn documents_of_the_review_are_listed_with_their_copies() {
    let bench = Bench::new();
    let of = |rows: &[serde_json::Value], id: &str| rows.iter().find(|row| row["id"] == id).unwrap().clone();
    let list = || bench.stratmine(&["corpus", "list", "--aunger", "--format", "jsonl"]).code(0).jsonl();
    let before = list();
    assert!(before.iter().all(|row| row["copy"].as_array().unwrap().is_empty()), "{before:?}");
    for (id, among) in [("M01", "certain"), ("M03", "very likely"), ("M05", "candidate"), ("M34", "no"), ("M51", "no")]
    {
        assert_eq!(of(&before, id)["among_the_26"], among);
    }
    assert!(of(&before, "M01")["published"].as_str().unwrap().starts_with("https://"));
    bench.put("north.md", "# West Suffolk Alliance Strategy 2018-2023\n\nWe will give every patient safer care.\n");
    bench.put("east.html", "<title>x</title><p>We will give every patient safer care.</p>");
    bench.put(
        "corpus.csv",
        "file,organisation,address\nnorth.md,West Suffolk Alliance,\n\
         east.html,,https://www.england.nhs.uk/wp-content/uploads/2014/10/5yfv-web.pdf\n",
    );
    bench.stratmine(&["run", "--quiet"]);
    let after = list();
    for (id, file, by) in [("M02", "north.md", "title and organisation"), ("M51", "east.html", "address")] {
        let row = of(&after, id);
        assert_eq!((&row["copy"][0], &row["recognised_by"][0]), (&file.into(), &by.into()), "{row}");
    }
    assert_eq!(after.iter().filter(|row| !row["copy"].as_array().unwrap().is_empty()).count(), 2);
}

#[test]
fn papers_are_verified_byte_by_byte() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    bench.stratmine(&["corpus", "verify"]).code(0);
    bench.put("north.md", paper("Nordic", 2));
    bench.put("new.md", paper("New", 1));
    bench.take("west.pdf");
    bench.put("corpus.csv", "file,title\nnowhere.md,Nowhere\n");
    let rows = bench.stratmine(&["corpus", "verify", "--format", "jsonl"]).code(1).jsonl();
    let states: Vec<_> =
        rows.iter().map(|row| (row["file"].as_str().unwrap(), row["state"].as_str().unwrap())).collect();
    assert_eq!(
        states,
        [
            ("new.md", "new"),
            ("north.md", "changed"),
            ("sub/south.md", "unchanged"),
            ("west.pdf", "missing"),
            ("nowhere.md", "missing")
        ]
    );
}

#[test]
fn what_cannot_be_fetched_is_listed() {
    let bench = Bench::coded();
    fs::write(bench.path("list.csv"), "id,title,address\none,A paper,\ntwo,Another,ftp://example.org/x.pdf\n").unwrap();
    let ran = bench.stratmine(&["corpus", "fetch", "list.csv", "--format", "jsonl"]).code(1);
    let rows = ran.jsonl();
    assert_eq!((rows[0]["state"].as_str(), rows[0]["reason"].as_str()), (Some("failed"), Some("no address is known")));
    assert_eq!(rows[1]["state"], "failed");
    assert!(ran.talk().contains("2 could not be had"), "{}", ran.talk());
    assert!(!bench.path("corpus/fetched").exists(), "nothing came, so there is nothing to keep");
    let table = bench.stratmine(&["corpus", "fetch", "list.csv"]).code(1).out();
    assert!(table.contains("no address is known") && !table.contains("sha256"), "{table}");
    let missing = bench.stratmine(&["corpus", "fetch", "nowhere.csv"]).code(2).talk();
    assert!(missing.contains("nowhere.csv"), "{missing}");
}
