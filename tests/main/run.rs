//! `stratmine run`, `prune`.

use super::support::{Bench, GERMAN, paper, text};
use std::fs;
use std::time::{Duration, Instant};

#[test]
fn papers_are_coded_and_counted() {
    let bench = Bench::coded();
    let ran = bench.stratmine(&["run", "--format", "jsonl"]).code(0);
    let rows = ran.jsonl();
    let row = |at: usize| {
        let row: &serde_json::Value = &rows[at];
        (row["document"].as_str().unwrap().to_owned(), row["intended_outcomes"].as_u64().unwrap())
    };
    assert_eq!([row(0), row(1), row(2)], [("north.md".into(), 8), ("sub/south.md".into(), 4), ("west.pdf".into(), 1)]);
    assert_eq!((rows[0]["quality"].as_u64(), rows[0]["workforce"].as_u64()), (Some(2), Some(2)));
    let talk = ran.talk();
    assert!(talk.contains("made the folder index") && talk.contains("next: stratmine search"), "{talk}");
}

#[test]
fn a_second_run_says_at_once_that_there_is_nothing_to_do() {
    let bench = Bench::coded();
    let first = bench.stratmine(&["run"]).code(0);
    let before = Instant::now();
    let second = bench.stratmine(&["run"]).code(0);
    assert!(before.elapsed() < Duration::from_secs(1), "{:?}", before.elapsed());
    assert_eq!(first.out(), second.out());
    assert!(second.talk().contains("nothing to read: 3 files as before"), "{}", second.talk());
    let forced = bench.stratmine(&["run", "--force"]).code(0);
    assert!(forced.talk().contains("read 3 files, 0 as before"), "{}", forced.talk());
    assert_eq!(first.out(), forced.out());
}

#[test]
fn files_that_cannot_be_coded_are_listed_with_the_reason_and_not_tried_again() {
    let bench = Bench::new();
    bench.put("broken.pdf", "%PDF-1.4\nthis is no PDF at all");
    bench.put("deutsch.md", GERMAN);
    bench.put("empty.txt", "");
    let ran = bench.stratmine(&["run"]).code(1);
    let talk = ran.talk();
    for expected in [
        "not coded: broken.pdf — malformed: ",
        "not coded: deutsch.md — unsupported: it is written in German",
        "not coded: empty.txt — no_text: ",
        "not coded: notes.xyz — unsupported: .xyz files are not read",
    ] {
        assert!(talk.contains(expected), "{expected}\n{talk}");
    }
    let again = bench.stratmine(&["run"]).code(1).talk();
    assert!(again.contains("nothing to read") && again.contains("not coded: broken.pdf"), "{again}");
    let retried = bench.stratmine(&["run", "--retry"]).code(1).talk();
    assert!(retried.contains("read 3 files, 4 as before"), "{retried}");
    let limited = bench.stratmine(&["run", "--deadline", "59"]).code(1).talk();
    assert!(limited.contains("read 6 files"), "other options are another run: {limited}");
}

#[test]
fn a_file_of_its_own_is_added() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "corpus/north.md"]).code(0);
    assert_eq!(bench.stratmine(&["status", "--format", "jsonl"]).jsonl().len(), 1);
    let added = bench.stratmine(&["run", "corpus/west.pdf"]).code(0);
    assert!(added.talk().contains("read 1 file"), "{}", added.talk());
    assert_eq!(bench.stratmine(&["status", "--format", "jsonl"]).jsonl().len(), 2);
    let rest = bench.stratmine(&["run"]).code(0).talk();
    assert!(rest.contains("read 1 file, 2 as before"), "{rest}");
}

#[test]
fn a_file_outside_the_corpus_is_refused_with_a_hint() {
    let bench = Bench::coded();
    fs::write(bench.path("stray.md"), paper("Stray", 1)).unwrap();
    let refused = bench.stratmine(&["run", "stray.md"]).code(2).talk();
    assert!(refused.contains("stray.md does not lie below the corpus") && refused.contains("hint:"), "{refused}");
    let missing = bench.stratmine(&["run", "corpus/nowhere.md"]).code(2).talk();
    assert!(missing.contains("corpus/nowhere.md: there is no such file or folder"), "{missing}");
    let mixed = bench.stratmine(&["run", "corpus", "corpus/north.md"]).code(2).talk();
    assert!(mixed.contains("hint:"), "{mixed}");
}

#[test]
fn another_corpus_is_refused_with_a_hint() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    fs::create_dir(bench.path("other")).unwrap();
    for arguments in [vec!["run", "other"], vec!["run", "--corpus", "other"], vec!["tally", "--corpus", "other"]] {
        let refused = bench.stratmine(&arguments).code(2).talk();
        assert!(refused.contains("belongs to the corpus") && refused.contains("--index"), "{refused}");
    }
    bench.stratmine(&["run", "other", "--index", "other-index"]).code(0);
    bench.stratmine(&["run", "corpus/sub"]).code(2);
    // Elsewhere, the index says which corpus it belongs to.
    let elsewhere = Bench::empty();
    let index = bench.path("index");
    let ran = elsewhere.stratmine(&["run", "--index", text(&index)]).code(0).talk();
    assert!(ran.contains("nothing to read: 3 files") && ran.contains("recorded in"), "{ran}");
}

#[test]
fn folders_that_are_missing_are_made_with_a_word() {
    let bench = Bench::empty();
    let ran = bench.stratmine(&["run"]).code(0);
    assert!(ran.talk().contains("made the folder corpus") && ran.talk().contains("no paper"), "{}", ran.talk());
    assert!(bench.path("corpus").is_dir() && bench.path("index").is_dir());
    let missing = bench.stratmine(&["run", "--corpus", "papers", "--index", "i"]).code(2).talk();
    assert!(missing.contains("there is no folder papers"), "{missing}");
}

#[test]
fn a_vanished_file_is_out_until_it_comes_back_or_is_pruned() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let whole = bench.says("index");
    bench.take("north.md");
    let gone = bench.stratmine(&["run"]).code(0).talk();
    assert!(gone.contains("1 file vanished") && gone.contains("north.md"), "{gone}");
    let status = bench.stratmine(&["status", "--format", "jsonl"]).jsonl();
    assert_eq!(status[0]["removed"], true);
    assert!(!bench.says("index").contains("north.md"));
    bench.put("north.md", paper("Northern", 2));
    bench.stratmine(&["run"]).code(0);
    assert_eq!(bench.says("index"), whole);

    bench.take("north.md");
    bench.stratmine(&["run"]).code(0);
    let pruned = bench.stratmine(&["prune"]).code(0).talk();
    assert!(pruned.contains("forgot 1 file and removed 1 coded document"), "{pruned}");
    assert_eq!(bench.stratmine(&["status", "--format", "jsonl"]).jsonl().len(), 2);
    assert!(bench.stratmine(&["run"]).code(0).talk().contains("nothing to read"));
}

#[test]
fn the_same_bytes_are_counted_once() {
    let bench = Bench::coded();
    bench.put("copy.md", paper("Northern", 2));
    let ran = bench.stratmine(&["run", "--format", "jsonl"]).code(0);
    assert_eq!(ran.jsonl().len(), 3);
    assert!(ran.talk().contains("not counted: north.md — the same bytes as copy.md"), "{}", ran.talk());
    bench.take("copy.md");
    let rows = bench.stratmine(&["run", "--format", "jsonl"]).code(0).jsonl();
    assert_eq!(rows[0]["document"], "north.md");
}

#[test]
fn the_corpus_table_beats_the_paper_and_redoes_its_file_alone() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    bench.put("corpus.csv", "file,title,year,include\nnorth.md,A title of ours,2016,\nsub/south.md,,,no\n");
    let ran = bench.stratmine(&["run", "--format", "jsonl"]).code(0);
    assert!(ran.talk().contains("coded 2 files again without reading, 1 as before"), "{}", ran.talk());
    assert_eq!(ran.jsonl().len(), 2, "the excluded paper is not counted");
    let tally = bench.stratmine(&["tally", "--by", "year", "--format", "csv"]).code(0).out();
    assert!(tally.contains("year,2016,"), "{tally}");
    bench.put("corpus.csv", "file,year\nnorth.md,twenty\n");
    let wrong = bench.stratmine(&["run"]).code(2).talk();
    assert!(wrong.contains("corpus.csv") && wrong.contains("twenty"), "{wrong}");
}

#[test]
fn one_writes_while_others_read() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let lock = fs::File::options().write(true).open(bench.path("index/lock")).unwrap();
    lock.lock().unwrap();
    for writer in ["run", "prune"] {
        let refused = bench.stratmine(&[writer]).code(2).talk();
        assert!(refused.contains("index/lock") && refused.contains("hint:"), "{refused}");
    }
    for reader in [vec!["status"], vec!["tally"], vec!["search", "safety"], vec!["corpus", "list"]] {
        bench.stratmine(&reader).code(0);
    }
    drop(lock);
    bench.stratmine(&["run"]).code(0);
}

#[test]
fn an_index_of_another_format_is_set_aside_and_made_again() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let whole = bench.says("index");
    fs::write(bench.path("index/FORMAT"), "999\n").unwrap();
    let reading = bench.stratmine(&["tally"]).code(2).talk();
    assert!(reading.contains("format \"999\"") && reading.contains("stratmine run"), "{reading}");
    let ran = bench.stratmine(&["run"]).code(0).talk();
    assert!(ran.contains("set aside: index/set-aside-1") && ran.contains("read 3 files"), "{ran}");
    assert_eq!(bench.says("index"), whole);
    assert!(bench.path("index/set-aside-1/ledger.jsonl").is_file());
}

#[test]
fn everything_under_the_index_can_be_deleted_and_made_again() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let whole = bench.says("index");
    for part in ["documents", "search", "ledger.jsonl", "run.json", "root", "FORMAT", "lock"] {
        let path = bench.path("index").join(part);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
        bench.stratmine(&["run"]).code(0);
        assert_eq!(bench.says("index"), whole, "without {part}");
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let bench = Bench::coded();
    for number in 0..12 {
        bench.put(&format!("more/{number}.md"), paper(&format!("Number {number}"), number % 4 + 1));
    }
    for threads in ["1", "2", "5"] {
        bench.stratmine(&["run", "--threads", threads, "--index", &format!("index-{threads}")]).code(0);
    }
    let one = bench.says("index-1");
    assert!(one.len() > 10_000);
    assert_eq!(one, bench.says("index-2"));
    assert_eq!(one, bench.says("index-5"));
    let code = |threads| bench.stratmine(&["code", "corpus", "--threads", threads]).code(0).out();
    assert_eq!(code("1"), code("2"));
}

#[test]
fn quiet_says_nothing() {
    let bench = Bench::coded();
    let ran = bench.stratmine(&["run", "--quiet"]).code(0);
    assert_eq!(ran.talk(), "");
    assert!(ran.out().contains("north.md"));
}

#[test]
fn lexicons_of_ones_own_code_all_again_and_broken_ones_are_pointed_at() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    fs::create_dir(bench.path("lexicons")).unwrap();
    let built_in = include_str!("../../lexicons/outcomes.toml");
    fs::write(bench.path("lexicons/outcomes.toml"), format!("{built_in}\n# changed\n")).unwrap();
    let ran = bench.stratmine(&["run", "--lexicons", "lexicons"]).code(0).talk();
    assert!(ran.contains("coded 3 files again without reading, 0 as before"), "{ran}");
    assert!(bench.stratmine(&["run", "--lexicons", "lexicons"]).code(0).talk().contains("nothing to read"));
    fs::write(bench.path("lexicons/outcomes.toml"), format!("{built_in}\n[wrong]\n")).unwrap();
    let refused = bench.stratmine(&["run", "--lexicons", "lexicons"]).code(2).talk();
    assert!(refused.contains("outcomes.toml:"), "{refused}");
}

#[test]
fn a_damaged_search_index_is_named_and_made_again() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let whole = bench.says("index");
    let search = bench.path("index/search");
    let table_of_contents = search.join("meta.json");
    for damage in ["", "{", "{}"] {
        fs::write(&table_of_contents, damage).unwrap();
        let talk = bench.stratmine(&["search", "nurses"]).code(2).talk();
        assert!(talk.starts_with("error: the search index at index/search "), "{talk}");
        assert!(talk.contains("stratmine run") && !talk.contains("os error"), "{talk}");
        let healed = bench.stratmine(&["run"]).code(0).talk();
        assert!(healed.contains("making it again") && healed.contains("nothing to read"), "{healed}");
        assert_eq!(bench.says("index"), whole);
    }
    // Damage within is found where all is compared.
    let mut inner = fs::read_dir(&search).unwrap().map(|entry| entry.unwrap().path());
    let inner = inner.find(|path| path.extension().is_some_and(|extension| extension == "pos")).unwrap();
    let mut bytes = fs::read(&inner).unwrap();
    bytes[0] ^= 0xff;
    fs::write(&inner, bytes).unwrap();
    let healed = bench.stratmine(&["run", "--rehash"]).code(0).talk();
    assert!(healed.contains("making it again") && healed.contains("nothing to read"), "{healed}");
    assert_eq!(bench.says("index"), whole);
    let again = bench.stratmine(&["run", "--rehash"]).code(0).talk();
    assert!(!again.contains("making it again"), "{again}");
}

#[test]
fn options_that_bear_on_results_are_stamped_and_defaults_are_not() {
    let bench = Bench::coded();
    let options = |arguments: &[&str]| {
        bench.stratmine(&[&["run"], arguments].concat()).code(0);
        let manifest = fs::read_to_string(bench.path("index/run.json")).unwrap();
        serde_json::from_str::<serde_json::Value>(&manifest).unwrap()["options"].clone()
    };
    assert_eq!(options(&[]), serde_json::json!({}));
    assert_eq!(options(&["--deadline", "60", "--memory", "2048"]), serde_json::json!({}));
    let limited = serde_json::json!({"deadline": "59 s", "memory": "536870912 bytes"});
    assert_eq!(options(&["--deadline", "59", "--memory", "512"]), limited);
    let record = bench.stratmine(&["code", "corpus/north.md", "--deadline", "59", "--memory", "512"]).code(0).jsonl();
    assert_eq!(record[0]["options"], limited);
}

#[test]
fn what_the_exit_code_says_is_said() {
    let bench = Bench::new();
    let talk = bench.stratmine(&["run"]).code(1).talk();
    assert_eq!(talk.lines().last(), Some("finished; exit code 1 says that not every file is coded"), "{talk}");
    let next = talk.lines().find(|line| line.starts_with("next: ")).unwrap();
    assert!(next.starts_with("next: stratmine search"), "{next}");
    let by_cargo = bench.program().env("CARGO", "cargo").args(["tally", "--index", "none"]).output().unwrap();
    let hint = String::from_utf8(by_cargo.stderr).unwrap();
    assert!(hint.contains("`cargo run -- run` makes one") || hint.contains("`cargo run --release -- run`"), "{hint}");
}
