//! `stratmine search`.

use super::support::Bench;

#[test]
fn words_are_found_with_document_page_and_snippet() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let shown = bench.stratmine(&["search", "patient safety"]).code(0).out();
    for expected in ["3 pages in 3 documents", "north.md", "sub/south.md", "west.pdf", "p. 1"] {
        assert!(shown.contains(expected), "{expected}\n{shown}");
    }
    let hits = bench.stratmine(&["search", "nurses", "--in", "statements", "--format", "jsonl"]).code(0).jsonl();
    assert_eq!(hits.len(), 3);
    assert!(hits.iter().all(|hit| hit["categories"][0] == "workforce" && hit["intended_outcome"] == true));
    let hits =
        bench.stratmine(&["search", "--category", "resources", "--in", "statements", "--format", "jsonl"]).code(0);
    assert_eq!(hits.jsonl().len(), 3);
    let csv = bench.stratmine(&["search", "nurses", "--format", "csv"]).code(0).out();
    assert_eq!(csv::Reader::from_reader(csv.as_bytes()).records().count(), 2, "{csv}");
}

#[test]
fn nothing_found_is_no_failure_and_what_cannot_be_understood_is_one() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let none = bench.stratmine(&["search", "zeppelin"]).code(0).out();
    assert!(none.contains("0 pages"), "{none}");
    let wrong = bench.stratmine(&["search", "\"no end"]).code(2).talk();
    assert!(wrong.contains('^') && wrong.contains("hint:"), "{wrong}");
    let year = bench.stratmine(&["search", "x", "--year", "soon"]).code(2).talk();
    assert!(year.contains("2015-2019"), "{year}");
}

#[test]
fn without_an_index_there_is_a_hint() {
    let bench = Bench::coded();
    let talk = bench.stratmine(&["search", "care"]).code(2).talk();
    assert!(talk.contains("there is no index at index") && talk.contains("stratmine run"), "{talk}");
}

#[test]
fn a_word_with_a_dash_is_left_out_and_options_still_work() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let count = |arguments: &[&str]| {
        let arguments = [&["search", "--format", "jsonl"], arguments].concat();
        bench.stratmine(&arguments).code(0).jsonl().len()
    };
    let all = count(&["hospitals"]);
    let without = count(&["hospitals", "-western"]);
    assert_eq!((all, without), (3, 2));
    assert_eq!(count(&["hospitals", "-western", "--in", "pages", "-n", "1"]), 1);
    assert_eq!(count(&["hospitals", "-\"western county\""]), 2);
    let wrong = bench.stratmine(&["search", "nurses", "--catgory", "quality"]).code(2).talk();
    assert!(wrong.contains("--catgory") && wrong.contains("--category"), "{wrong}");
}

#[test]
fn the_id_in_a_cell_leads_to_its_quote() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let cells = bench.stratmine(&["tally", "--format", "jsonl"]).code(0).jsonl();
    let id = cells[0]["statement_ids"][0].as_str().unwrap();
    let hits =
        bench.stratmine(&["search", &format!("id:{id}"), "--in", "statements", "--format", "jsonl"]).code(0).jsonl();
    assert_eq!((hits.len(), hits[0]["statement"].as_str()), (1, Some(id)));
    assert!(hits[0]["snippet"].as_str().unwrap().contains("patient safety"), "{}", hits[0]);
}
