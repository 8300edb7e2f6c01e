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
fn nothing_found_ends_with_1_and_what_cannot_be_understood_with_2() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let none = bench.stratmine(&["search", "zeppelin"]).code(1).out();
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

#[test]
fn a_query_that_begins_with_a_dash_works_after_two() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let without = |arguments: &[&str]| {
        let shown = bench.stratmine(&[&["search", "--format", "json"], arguments].concat()).code(0).out();
        serde_json::from_str::<serde_json::Value>(&shown).unwrap()["hits"].as_u64().unwrap()
    };
    assert_eq!(without(&["--", "-western"]), without(&["-western"]));
    assert_eq!(without(&["--", "-western hospital"]), without(&["hospital -western"]));
}

#[test]
fn hits_are_sorted_paged_and_counted() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let pages = |arguments: &[&str]| -> Vec<String> {
        let hits =
            bench.stratmine(&[&["search", "hospital*", "--format", "jsonl"], arguments].concat()).code(0).jsonl();
        hits.iter().map(|hit| hit["file"].as_str().unwrap().to_owned()).collect()
    };
    let all = pages(&["--sort", "page"]);
    assert_eq!(all, ["north.md", "sub/south.md", "west.pdf"]);
    assert_eq!(pages(&["--sort", "page", "--offset", "1", "-n", "1"]), all[1..2]);
    let facets = bench.stratmine(&["search", "is:outcome", "--facets", "--format", "csv"]).code(0).out();
    assert!(facets.starts_with("field,value,statements\n") && facets.contains("category,quality,"), "{facets}");
    let shown = bench.stratmine(&["search", "nurse", "--facets=year,category"]).code(0).out();
    assert!(shown.contains("by category (pages)") && !shown.contains("by org"), "{shown}");
}

#[test]
fn every_place_is_shown_in_its_line_and_words_near_it_are_counted() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let lines = bench.stratmine(&["kwic", "train* NEAR/3 nurse", "--format", "jsonl"]).code(0).jsonl();
    assert!(lines.len() >= 2);
    assert_eq!(
        (lines[0]["left"].as_str(), lines[0]["node"].as_str()),
        (Some("recruit and "), Some("train more nurses"))
    );
    let sorted =
        bench.stratmine(&["kwic", "the", "--sort", "right", "--sentence", "--format", "jsonl"]).code(0).jsonl();
    let first_word = |line: &serde_json::Value| {
        let right = line["right"].as_str().unwrap().trim().to_lowercase();
        right.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_owned()
    };
    let rights: Vec<String> = sorted.iter().map(first_word).collect();
    assert!(rights.len() > 9 && rights.is_sorted(), "{rights:?}");
    let near = bench.stratmine(&["collocates", "nurses", "--min", "1", "--format", "jsonl"]).code(0).jsonl();
    assert!(near.iter().any(|word| word["word"] == "recruit" && word["log_dice"].as_f64() > Some(10.0)), "{near:?}");
    bench.stratmine(&["kwic", "zeppelin"]).code(1);
    bench.stratmine(&["collocates", "\"no end"]).code(2);
}

#[test]
fn many_queries_make_a_table_of_hits_and_one_of_counts() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    std::fs::write(
        bench.path("queries.csv"),
        "name,query,in\nsafety,\"\"\"patient safety\"\"\",\nstaff,nurs*,statement\n",
    )
    .unwrap();
    bench.stratmine(&["search", "--batch", "queries.csv", "-o", "hits.csv"]).code(0);
    let hits = std::fs::read_to_string(bench.path("hits.csv")).unwrap();
    let rows: Vec<_> = csv::Reader::from_reader(hits.as_bytes()).into_records().map(Result::unwrap).collect();
    assert!(
        rows.iter().filter(|row| &row[0] == "safety").count() == 3 && rows.iter().any(|row| &row[0] == "staff"),
        "{hits}"
    );
    let counts = std::fs::read_to_string(bench.path("hits-counts.csv")).unwrap();
    assert!(counts.starts_with("file,safety,staff\nnorth.md,1,"), "{counts}");
    std::fs::write(bench.path("queries.csv"), "query\ncare\n(care\n").unwrap();
    let refused = bench.stratmine(&["search", "--batch", "queries.csv"]).code(2).talk();
    assert!(refused.contains("q2: this parenthesis is never closed") && refused.contains("1 of 2"), "{refused}");
}

#[test]
fn searches_are_saved_with_the_corpus() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let first = bench
        .stratmine(&["search", "nurses", "--in", "statements", "--save", "staff", "--format", "csv"])
        .code(0)
        .out();
    let again = bench.stratmine(&["search", "--saved", "staff", "--format", "csv"]).code(0).out();
    assert_eq!(first, again);
    let kept = std::fs::read_to_string(bench.path("corpus/searches.toml")).unwrap();
    assert!(kept.contains("name = \"staff\"") && kept.contains("in = \"statement\""), "{kept}");
    let unknown = bench.stratmine(&["search", "--saved", "staf"]).code(2).talk();
    assert!(unknown.contains("there is: staff"), "{unknown}");
    let counts = bench.stratmine(&["search", "--batch", "corpus/searches.toml", "--format", "csv"]).code(0).out();
    assert!(counts.starts_with("file,staff\n"), "{counts}");
    // A file of searches is no paper.
    assert!(
        bench.stratmine(&["status", "--format", "csv"]).code(0).out().lines().all(|line| !line.contains("searches"))
    );
}

#[test]
fn entries_of_the_lexicons_are_found_as_for_coding() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let hits = bench
        .stratmine(&["search", "--entry", "patient safety", "--in", "statements", "--format", "jsonl"])
        .code(0)
        .jsonl();
    assert!(hits.len() >= 3 && hits.iter().all(|hit| hit["snippet"].as_str().unwrap().contains("patient safety")));
    let coded = bench.stratmine(&["search", "--code", "workforce", "northern"]).code(0).out();
    assert!(coded.contains("north.md") && !coded.contains("west.pdf"), "{coded}");
    let unknown = bench.stratmine(&["search", "--code", "qualty"]).code(2).talk();
    assert!(unknown.contains("the codes are") && unknown.contains("quality"), "{unknown}");
}

#[test]
fn what_is_like_a_paper_is_not_itself() {
    let bench = Bench::coded();
    // Two papers share a word that few of the others have.
    bench.put("again.md", super::support::paper("Northern", 1));
    for number in 0..12 {
        bench.put(&format!("{number}.md"), super::support::paper(&format!("Number{number}"), 1));
    }
    bench.stratmine(&["run"]).code(0);
    let like = bench.stratmine(&["search", "--like", "north.md", "--format", "jsonl"]).code(0).jsonl();
    assert!(like.iter().any(|hit| hit["file"] == "again.md") && like.iter().all(|hit| hit["file"] != "north.md"));
    let nothing = bench.stratmine(&["search", "--like", "nowhere.pdf"]).code(2).talk();
    assert!(nothing.contains("nothing in the index is of this name"), "{nothing}");
}

#[test]
fn a_search_while_a_batch_is_written_answers_from_the_last_complete_state() {
    let bench = Bench::empty();
    for number in 0..60 {
        bench.put(&format!("{number:02}.md"), super::support::paper(&format!("Number {number}"), 3));
    }
    bench.stratmine(&["run", "corpus/00.md"]).code(0);
    let mut run = std::process::Command::new(super::support::PROGRAM)
        .current_dir(bench.path(""))
        .args(["run", "--quiet"])
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let (mut last, mut asked) = (1, 0);
    loop {
        let ended = run.try_wait().unwrap().is_some();
        let found = bench.stratmine(&["search", "patient safety", "--format", "json", "-n", "100"]).code(0).out();
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        let documents = found["documents"].as_u64().unwrap();
        // Every paper has one page; batches are of 25.
        assert_eq!(found["hits"].as_u64(), Some(documents));
        assert!(documents >= last && (documents == 60 || documents % 25 <= 1), "{documents} after {last}");
        (last, asked) = (documents, asked + 1);
        if ended {
            break;
        }
    }
    assert!(last == 60 && asked > 1, "{last} papers, {asked} searches");
}
