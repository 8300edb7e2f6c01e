//! A person's decisions, from the command line to tally and search, and what they outlive.

use crate::support::{Bench, paper, pdf};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The outcomes that search finds, each as page, words, categories and id.
fn outcomes(bench: &Bench, file: &str) -> Vec<(String, Vec<String>, String)> {
    let hits =
        bench.stratmine(&["search", "--outcomes", "--in", "statements", "--format", "jsonl", "-n", "1000"]).jsonl();
    let of_file = hits.iter().filter(|hit| hit["file"] == file);
    let codes = |hit: &Value| -> Vec<String> {
        hit["categories"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect()
    };
    let text = |hit: &Value| hit["text"].as_str().or(hit["snippet"].as_str()).unwrap_or_default().to_owned();
    of_file.map(|hit| (text(hit), codes(hit), hit["statement"].as_str().unwrap().to_owned())).collect()
}

fn id_of(bench: &Bench, file: &str, words: &str) -> String {
    let all = outcomes(bench, file);
    all.iter().find(|(text, ..)| text.contains(words)).unwrap_or_else(|| panic!("{words}: {all:?}")).2.clone()
}

fn codes_of(bench: &Bench, file: &str, words: &str) -> Option<Vec<String>> {
    outcomes(bench, file).into_iter().find(|(text, ..)| text.contains(words)).map(|(_, codes, _)| codes)
}

fn states(bench: &Bench) -> Vec<(String, String)> {
    let rows = bench.stratmine(&["decide", "list", "--format", "jsonl"]).code(0).jsonl();
    let said = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    rows.iter().filter(|row| row["state"].is_string()).map(|row| (said(row, "state"), said(row, "decision"))).collect()
}

fn decided() -> Bench {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let safety = id_of(&bench, "north.md", "safety on ward 1");
    let nurses = id_of(&bench, "north.md", "nurses for team 1");
    let west = id_of(&bench, "west.pdf", "patient safety");
    bench.stratmine(&["decide", "reject", &safety, "--who", "Ann", "--why", "said of another ward"]).code(0);
    bench.stratmine(&["decide", "recode", &nurses, "--codes", "quality,workforce", "--who", "Ben"]).code(0);
    bench.stratmine(&["decide", "accept", &west, "--who", "Ann"]).code(0);
    let quote = "Last year the hospitals treated a great many people";
    let add = [
        "decide",
        "add",
        "--file",
        "north.md",
        "--page",
        "1",
        "--quote",
        quote,
        "--codes",
        "innovation",
        "--who",
        "Ann",
    ];
    let talk = bench.stratmine(&add).code(0).talk();
    assert!(talk.contains("the decision is on the whole statement"), "{talk}");
    bench
}

fn holds(bench: &Bench) {
    assert_eq!(codes_of(bench, "north.md", "safety on ward 1"), None);
    assert_eq!(codes_of(bench, "north.md", "nurses for team 1"), Some(vec!["quality".into(), "workforce".into()]));
    assert_eq!(codes_of(bench, "north.md", "Last year the hospitals"), Some(vec!["innovation".into()]));
}

#[test]
fn what_is_decided_holds_in_search_and_tally_and_the_proposal_stays() {
    let bench = decided();
    assert_eq!(codes_of(&bench, "north.md", "safety on ward 2"), Some(vec!["quality".into()]));
    holds(&bench);
    let tally = bench.stratmine(&["tally", "--format", "json"]).out();
    assert!(!tally.is_empty());
    let record: Value =
        serde_json::from_str(&bench.stratmine(&["code", "corpus/north.md", "--format", "json"]).code(0).out()).unwrap();
    let statements: Vec<&Value> =
        record["pages"].as_array().unwrap().iter().flat_map(|page| page["statements"].as_array().unwrap()).collect();
    let rejected = statements.iter().find(|one| one["text"].as_str().unwrap().contains("safety on ward 1")).unwrap();
    assert_eq!(rejected["intended_outcome"], false);
    assert_eq!(rejected["proposed"]["intended_outcome"], true);
    assert_eq!(rejected["decided"]["intended_outcome"], false);
    assert_eq!(states(&bench).len(), 4);
    let text = fs::read_to_string(bench.path("corpus/decisions.csv")).unwrap();
    assert!(text.contains("said of another ward") && text.lines().count() == 5, "{text}");
}

#[test]
fn decisions_outlive_the_index_other_lexicons_and_a_new_issue() {
    let bench = decided();
    fs::remove_dir_all(bench.path("index")).unwrap();
    bench.stratmine(&["run", "--quiet"]).code(0);
    holds(&bench);
    // Lexicons that would propose otherwise.
    let (built_in, folder) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons"), bench.path("lexicons"));
    fs::create_dir_all(&folder).unwrap();
    let written = fs::read_to_string(built_in.join("weights.toml")).unwrap();
    let edited = written.replace("threshold = 0.37", "threshold = 0.8");
    assert!(written != edited);
    fs::write(folder.join("weights.toml"), edited).unwrap();
    bench.stratmine(&["run", "--quiet", "--lexicons", "lexicons"]).code(0);
    holds(&bench);
    bench.stratmine(&["run", "--quiet"]).code(0);
    // The same words in other bytes, and a paper in which some are gone.
    let lines = [
        "We will improve patient safety across all the hospitals of the western county.",
        "Last year the hospitals treated a great many people from across the county.",
    ];
    let mut bytes = pdf(&lines);
    bytes.extend_from_slice(b"\n% issued anew\n");
    bench.put("west.pdf", bytes);
    bench.put("north.md", paper("Northern", 2).replace("- recruit and train more nurses for team 1\n", ""));
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert_eq!(codes_of(&bench, "north.md", "safety on ward 1"), None);
    let mut found: Vec<String> =
        states(&bench).into_iter().map(|(state, decision)| format!("{decision} {state}")).collect();
    found.sort();
    assert_eq!(found, ["accept carried over", "add carried over", "recode orphaned", "reject carried over"]);
    let orphans = bench.stratmine(&["decide", "list", "--only", "orphaned", "--format", "csv"]).code(0).out();
    assert!(orphans.contains("nurses for team 1"), "{orphans}");
    let talk = bench.stratmine(&["decide", "confirm"]).code(0).talk();
    assert!(talk.contains("confirmed 3 decisions"), "{talk}");
    assert_eq!(states(&bench).iter().filter(|(state, _)| state == "placed").count(), 3);
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert_eq!(codes_of(&bench, "north.md", "safety on ward 1"), None);
}

#[test]
fn decisions_are_taken_back_and_edited_by_hand() {
    let bench = decided();
    let before = bench.says("index");
    bench.stratmine(&["decide", "undo", "2"]).code(0);
    assert!(codes_of(&bench, "north.md", "safety on ward 1").is_some());
    let path = bench.path("corpus/decisions.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("recode,quality;workforce", "reject,")).unwrap();
    let talk = bench.stratmine(&["run"]).code(0).talk();
    assert!(talk.contains("again without reading"), "{talk}");
    assert_eq!(codes_of(&bench, "north.md", "nurses for team 1"), None);
    assert_ne!(bench.says("index"), before);
    fs::write(&path, "document,page,quote\n").unwrap();
    let talk = bench.stratmine(&["run"]).code(2).talk();
    assert!(talk.contains("decisions.csv, line 1, column 1: there is no column decision"), "{talk}");
}

#[test]
fn what_cannot_be_decided_is_said_and_nothing_is_written() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let id = id_of(&bench, "north.md", "safety on ward 1");
    let refused = |arguments: &[&str], says: &str| {
        let talk = bench.stratmine(arguments).code(2).talk();
        assert!(talk.contains(says), "{talk}");
    };
    refused(&["decide", "recode", &id, "--who", "Ann"], "name the categories that hold");
    refused(&["decide", "recode", &id, "--codes", "health", "--who", "Ann"], "there is no category \"health\"");
    refused(&["decide", "reject", "abc.p1.s1", "--who", "Ann"], "there is no statement abc.p1.s1");
    refused(&["decide", "reject", &id, "--who", " "], "needs the name of who makes it");
    let add = ["decide", "add", "--file", "north.md", "--page", "1", "--quote", "no such words", "--who", "Ann"];
    refused(&add, "no statement on page 1 of north.md holds");
    // Words that go on where those of the page do not are no quote of it.
    let longer = "recruit and train more nurses for team 1 and walk on the moon";
    let add = ["decide", "add", "--file", "north.md", "--page", "1", "--quote", longer, "--who", "Ann"];
    refused(&add, "no statement on page 1 of north.md holds");
    refused(&["decide", "undo", "--by", "Ann"], "nobody has decided anything yet");
    refused(&["decide", "undo", "7"], "line 7 holds no decision");
    assert!(!bench.path("corpus/decisions.csv").exists());
}

#[test]
fn a_filled_in_sheet_becomes_decisions() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let sheet = "document,page,quote,codes,coder,note\n\
        north.md,1,improve patient safety on ward 1 of the Northern hospital,no outcome,Cy,\n\
        north.md,1,recruit and train more nurses for team 1,workforce,,\n\
        north.md,1,words that are nowhere,quality,Cy,\n";
    fs::write(bench.path("sheet.csv"), sheet).unwrap();
    let talk = bench.stratmine(&["decide", "import", "sheet.csv", "--who", "Dee"]).code(1).talk();
    assert!(talk.contains("line 4: no statement on page 1") && talk.contains("took over 2 decisions"), "{talk}");
    assert!(talk.contains("not taken over: 1 row") && !talk.contains("otherwise"), "{talk}");
    let made: Vec<String> = states(&bench).into_iter().map(|(_, decision)| decision).collect();
    assert_eq!(made, ["reject", "accept"]);
    let table = fs::read_to_string(bench.path("corpus/decisions.csv")).unwrap();
    assert!(table.contains(",Cy,") && table.contains(",Dee,"), "{table}");
    assert_eq!(codes_of(&bench, "north.md", "safety on ward 1"), None);
    // Another sheet: what it overrules is said, and it is taken back as a whole.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let second =
        sheet.replace("no outcome,Cy", "quality,Bo").replace("workforce,,", "workforce,Bo,").replace("Cy", "Bo");
    fs::write(bench.path("bo.csv"), second).unwrap();
    let talk = bench.stratmine(&["decide", "import", "bo.csv"]).code(1).talk();
    assert!(talk.contains("in place of decisions that said otherwise: 1 of Cy"), "{talk}");
    assert!(codes_of(&bench, "north.md", "safety on ward 1").is_some());
    let when = talk.split("--when ").nth(1).and_then(|rest| rest.split('`').next()).unwrap();
    let talk = bench.stratmine(&["decide", "undo", "--when", when]).code(0).talk();
    assert!(talk.contains("took back 2 decisions"), "{talk}");
    assert_eq!(fs::read_to_string(bench.path("corpus/decisions.csv")).unwrap(), table);
    assert_eq!(codes_of(&bench, "north.md", "safety on ward 1"), None);
    let talk = bench.stratmine(&["decide", "undo", "--by", "Dee"]).code(0).talk();
    assert!(talk.contains("took back 1 decision"), "{talk}");
}

#[test]
fn nobody_writes_decisions_while_another_does() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let id = id_of(&bench, "north.md", "safety on ward 1");
    let lock = fs::File::options().write(true).open(bench.path("index/lock")).unwrap();
    lock.lock().unwrap();
    let talk = bench.stratmine(&["decide", "reject", &id, "--who", "Ann"]).code(2).talk();
    assert!(talk.contains("another stratmine is writing here"), "{talk}");
    assert!(!bench.path("corpus/decisions.csv").exists());
    drop(lock);
    bench.stratmine(&["decide", "reject", &id, "--who", "Ann"]).code(0);
    let tally = bench.stratmine(&["tally", "--format", "jsonl"]).code(0).out();
    bench.stratmine(&["decide", "undo", "2"]).code(0);
    assert_ne!(bench.stratmine(&["tally", "--format", "jsonl"]).code(0).out(), tally, "a decision reaches the tally");
}

#[test]
fn what_is_said_of_a_paper_is_confirmed_and_corrected_with_quotes_and_taken_back() {
    let bench = Bench::coded();
    let merger = "# The case for merging Barset and Wold\n\nBoth boards were directed by the regulator to merge. The merger of \
        the two trusts will give patients safer care.\n\nOur merger will begin in May.\n";
    bench.put("merger.md", merger);
    bench.stratmine(&["run", "--quiet"]).code(0);
    let profile = || bench.stratmine(&["profile", "merger.md", "--format", "jsonl"]).code(0).jsonl().remove(0);
    let decide = |rest: &[&str]| bench.stratmine(&[&["decide"], rest, &["--who", "Ann"]].concat());
    let entered = |row: &serde_json::Value| row["entry_points"].to_string();
    assert_eq!((profile()["type"].as_str(), profile()["strength"].as_str()), (Some("merger"), Some("stated")));
    let talk = decide(&["type", "merger.md", "merger", "accept"]).code(0).talk();
    assert!(talk.contains("The merger of the two trusts") && talk.contains("(page 1)"), "{talk}");
    assert_eq!(profile()["strength"], "declared");
    decide(&["type", "merger.md", "merger", "reject", "--why", "a contract"]).code(0);
    assert!(profile()["type"].is_null() && !profile()["candidates"].to_string().contains("merger"), "{}", profile());
    decide(&["type", "merger.md", "alliance", "accept", "--page", "1", "--quote", "Our merger will begin"]).code(0);
    assert_eq!((profile()["type"].as_str(), profile()["declared"].as_bool()), (Some("alliance"), Some(true)));
    decide(&["entry-point", "merger.md", "mandated", "reject"]).code(0);
    decide(&["entry-point", "merger.md", "voluntary", "accept"]).code(0);
    let row = profile();
    assert!(
        entered(&row).contains("entry_point:voluntary (0, declared)") && !entered(&row).contains("mandated"),
        "{row}"
    );
    decide(&["metadata", "merger.md", "title"]).code(0);
    decide(&["metadata", "merger.md", "year", "2019"]).code(0);
    let listed = || bench.stratmine(&["corpus", "list", "--format", "jsonl"]).code(0).jsonl();
    let of = |rows: Vec<serde_json::Value>| rows.into_iter().find(|row| row["file"] == "merger.md").unwrap();
    let row = of(listed());
    assert_eq!(
        (row["year"].as_f64(), row["title"].as_str()),
        (Some(2019.0), Some("The case for merging Barset and Wold"))
    );
    assert!(!row["proposed"].to_string().contains("title"), "{row}");
    let kept = bench.stratmine(&["decide", "papers", "--format", "jsonl"]).code(0).jsonl();
    assert_eq!(kept.len(), 6, "{kept:?}");
    assert!(kept.iter().all(|row| row["state"] == "holds" && row["who"] == "Ann"), "{kept:?}");
    assert!(
        kept.iter()
            .any(|row| row["quotes"].as_str().is_some_and(|quote| quote.contains("Our merger will begin in May")))
    );
    // They outlive the index, and the same comes out again.
    bench.stratmine(&["index", "rebuild"]).code(0);
    assert_eq!(profile()["type"], "alliance");
    bench.stratmine(&["verify"]).code(0);
    // A decision on a paper is no row of a table, and does not change what a run learns from.
    assert!(!bench.stratmine(&["run"]).code(0).talk().contains("without a row"));
    bench.stratmine(&["run", "--no-learning", "--quiet"]).code(0);
    decide(&["metadata", "merger.md", "organisation", "Barset Trust"]).code(0);
    let manifest = fs::read_to_string(bench.path("index/run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["options"]["learning"], "off", "{manifest}");
    bench.stratmine(&["run", "--quiet"]).code(0);
    decide(&["type", "merger.md", "alliance", "undo"]).code(0);
    decide(&["type", "merger.md", "merger", "undo"]).code(0);
    decide(&["metadata", "merger.md", "year", "--undo"]).code(0);
    assert_eq!(profile()["strength"], "stated");
    assert!(of(listed())["year"].is_null());
    // What cannot be decided says why and what to do.
    assert!(decide(&["type", "merger.md", "marriage", "accept"]).code(2).talk().contains("one of buddying"));
    assert!(decide(&["type", "nothing.md", "merger", "accept"]).code(2).talk().contains("no coded paper"));
    assert!(decide(&["type", "merger.md", "merger", "undo"]).code(2).talk().contains("decide papers"));
    bench.put("corpus.csv", "file,partnering\nmerger.md,merger\n");
    assert!(
        decide(&["type", "merger.md", "alliance", "accept"]).code(2).talk().contains("change the column partnering")
    );
    bench.take("merger.md");
    let compared = bench.stratmine(&["corpus", "verify", "--format", "jsonl"]).code(1).jsonl();
    assert!(compared.iter().any(|row| row["file"] == "merger.md" && row["by"] == "decision"), "{compared:?}");
}
