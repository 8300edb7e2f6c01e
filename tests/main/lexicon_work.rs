//! The lexicons at work on a corpus: what an edit changes, what no entry covers, what each entry does.

use crate::support::{Bench, paper};
use std::fs;
use std::path::Path;

fn with_lexicons(edit: impl Fn(&str) -> String) -> Bench {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons/outcomes.toml");
    let written = fs::read_to_string(built_in).unwrap();
    let edited = edit(&written);
    assert!(edited != written, "nothing was edited");
    fs::create_dir_all(bench.path("lexicons")).unwrap();
    fs::write(bench.path("lexicons/outcomes.toml"), edited).unwrap();
    bench
}

#[test]
fn an_edit_shows_which_statements_change_and_why() {
    let entry = "{ term = \"patient safety\", weight = 3, also = [\"workforce\"] },";
    let bench = with_lexicons(|text| {
        let without = text.replacen("\"patient|medicines safety\"", "\"medicines safety\"", 1);
        without.replacen("entries = [", &format!("entries = [\n  {entry}"), 1)
    });
    let before = bench.says("index");
    let rows = bench.stratmine(&["lexicon", "diff", "built-in", "lexicons", "--format", "jsonl"]).code(1).jsonl();
    let changed: Vec<_> = rows.iter().filter(|row| row["quote"].is_string()).collect();
    assert_eq!(changed.len(), 4, "{rows:?}");
    for row in changed {
        assert_eq!((row["from"].as_str(), row["to"].as_str()), (Some("quality"), Some("quality; workforce")));
        assert!(row["quote"].as_str().unwrap().contains("patient safety"));
        let because = row["because"].to_string();
        assert!(because.contains("+workforce ← patient safety"), "{because}");
    }
    assert_eq!(bench.says("index"), before, "the index stays as it is");
    bench.stratmine(&["lexicon", "diff", "built-in", "built-in"]).code(0);
    bench.stratmine(&["lexicon", "diff", "built-in"]).code(0);
    bench.stratmine(&["lexicon", "diff", "built-in", "--lexicons", "lexicons"]).code(1);
    bench.stratmine(&["lexicon", "diff", "nowhere"]).code(2);
}

#[test]
fn what_outcomes_say_and_no_entry_covers_is_suggested() {
    let bench = Bench::empty();
    for name in ["North", "South", "East"] {
        let text = paper(name, 1)
            .replace("improve patient safety on ward 1", "open wobblegardens for patient safety on ward 1");
        bench.put(&format!("{name}.md"), text);
    }
    bench.stratmine(&["run", "--quiet"]).code(0);
    let rows = bench.stratmine(&["lexicon", "suggest", "--format", "jsonl"]).code(0).jsonl();
    let terms: Vec<&str> = rows.iter().filter_map(|row| row["term"].as_str()).collect();
    assert!(terms.iter().any(|term| term.contains("wobblegardens")), "{terms:?}");
    assert!(!terms.iter().any(|term| term.contains("patient safety") || term.contains("nurses")), "{terms:?}");
    let of_quality = bench.stratmine(&["lexicon", "suggest", "--code", "quality", "--format", "csv"]).code(0).out();
    assert!(of_quality.contains("wobblegardens"), "{of_quality}");
    let of_workforce = bench.stratmine(&["lexicon", "suggest", "--code", "workforce", "--format", "csv"]).code(0).out();
    assert!(!of_workforce.contains("wobblegardens"), "{of_workforce}");
    let talk = bench.stratmine(&["lexicon", "suggest", "--code", "health"]).code(2).talk();
    assert!(talk.contains("there is no category \"health\""), "{talk}");
}

#[test]
fn entries_are_counted_and_measured_by_what_people_decided() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let stats = || {
        let rows = bench.stratmine(&["lexicon", "stats", "--format", "jsonl"]).code(0).jsonl();
        rows.into_iter().find(|row| row["term"] == "patient safety").unwrap()
    };
    let row = stats();
    assert_eq!((row["statements"].as_u64(), row["documents"].as_u64()), (Some(4), Some(3)), "{row}");
    assert_eq!(row["decided"].as_u64(), Some(0));
    let quote = "improve patient safety on ward 1";
    let reject = ["decide", "reject", "--file", "north.md", "--page", "1", "--quote", quote, "--who", "Ann"];
    bench.stratmine(&reject).code(0);
    let quote = "improve patient safety on ward 2";
    let accept = ["decide", "accept", "--file", "north.md", "--page", "1", "--quote", quote, "--who", "Ann"];
    bench.stratmine(&accept).code(0);
    let row = stats();
    assert_eq!((row["decided"].as_u64(), row["right"].as_u64()), (Some(2), Some(1)), "{row}");
    assert!((row["precision"].as_f64().unwrap() - 0.5).abs() < 1e-9);
}

#[test]
fn a_profile_leads_from_type_to_outcomes_and_to_the_statements_behind() {
    let bench = Bench::coded();
    let merger = "# The case for merging Barset and Wold\n\nThe two trusts were directed by the regulator to merge. The merger will \
        give patients safer care. The merger will bring a single electronic patient record to both \
        sites.\n\n## Our aims\n\n- Safer care for every patient\n- More nurses trained by the merged trust\n";
    bench.put("merger.md", merger);
    bench.stratmine(&["run", "--quiet"]).code(0);
    let rows = bench.stratmine(&["profile", "merger.md", "--format", "jsonl"]).code(0).jsonl();
    let row = rows.iter().find(|row| row["file"] == "merger.md").unwrap();
    assert_eq!(
        (row["type"].as_str(), row["rank"].as_u64(), row["kings_fund"].as_str()),
        (Some("merger"), Some(10), Some("mergers"))
    );
    assert_eq!(row["declared"], false);
    assert!(row["quality"].as_u64().unwrap() >= 1 && row["workforce"].as_u64().unwrap() >= 1, "{row}");
    assert!(!rows.iter().any(|row| row["file"] == "north.md"));
    let behind = bench.stratmine(&["profile", "merger.md", "--evidence", "--format", "jsonl"]).code(0).jsonl();
    let quotes = |part: &str, code: &str| -> Vec<String> {
        let rows = behind.iter().filter(|row| row["part"] == part && row["code"] == code);
        rows.map(|row| row["quote"].as_str().unwrap().to_owned()).collect()
    };
    assert!(quotes("type", "merger").iter().any(|quote| quote.contains("merge")), "{behind:?}");
    let passages = quotes("proposition", "proposition:to_info_it");
    assert!(passages.len() == 1 && passages[0].contains("electronic patient record"), "{behind:?}");
    let found = bench.stratmine(&["search", "context:\"proposition:to_info_it\"", "--format", "jsonl"]).code(0).jsonl();
    assert!(found.len() == 1 && found[0].to_string().contains("electronic patient record"), "{found:?}");
    assert_eq!(
        bench.stratmine(&["search", "context:entry_point:mandated", "--format", "jsonl"]).code(0).jsonl().len(),
        1
    );
    assert!(row["propositions"].to_string().contains("proposition:to_info_it (1, stated)"), "{row}");
    assert!(quotes("proposition", "proposition:i1_information_shared").len() == 1, "{behind:?}");
    let all = bench.stratmine(&["profile", "merger.md", "--propositions", "--format", "jsonl"]).code(0).jsonl();
    assert_eq!(all.len(), 34);
    let one = |code: &str| all.iter().find(|row| row["proposition"] == code).unwrap();
    let record = one("proposition:i1_information_shared");
    assert_eq!((record["domain"].as_str(), record["strength"].as_str()), (Some("info_it"), Some("stated")), "{record}");
    assert!(record["best"].to_string().contains("merger.md, page 1"), "{record}");
    let none = one("proposition:u2_feedback_throughout");
    assert_eq!((none["passages"].as_u64(), none["strength"].as_str()), (Some(0), Some("none found")), "{none}");
    assert!(one("proposition:to_info_it")["domain"].is_null());
    let open = record["open"].as_str().unwrap();
    assert!(open.contains("search 'context:\"proposition:i1_information_shared\"' --in statements"), "{open}");
    assert!(quotes("outcome", "workforce").iter().any(|quote| quote.contains("nurses")), "{behind:?}");
    bench.put("corpus.csv", "file,partnering\nmerger.md,alliance\n");
    bench.stratmine(&["run", "--quiet"]).code(0);
    let rows = bench.stratmine(&["profile", "merger.md", "--format", "jsonl"]).code(0).jsonl();
    assert_eq!((rows[0]["type"].as_str(), rows[0]["declared"].as_bool()), (Some("alliance"), Some(true)));
    assert_eq!(bench.stratmine(&["profile"]).code(0).out().matches(".md").count(), 3);
    bench.stratmine(&["profile", "nothing.md"]).code(2);
}

#[test]
fn dictionaries_of_other_programs_come_in_and_go_out() {
    let bench = Bench::coded();
    let folder = bench.path("mine");
    fs::create_dir_all(&folder).unwrap();
    // As a Windows program writes it.
    fs::write(
        bench.path("words.dic"),
        b"%\r\n1\tquality\r\n2\tworkforce\r\n%\r\npatient safety\t1\r\nnurs*\t2\r\ncaf\xe9s\t2\r\n",
    )
    .unwrap();
    let toml = bench.stratmine(&["lexicon", "import", "words.dic"]).code(0).out();
    assert!(toml.contains("cafés"), "{toml}");
    fs::write(folder.join("outcomes.toml"), toml).unwrap();
    bench.stratmine(&["lexicon", "check", "--lexicons", "mine"]).code(0);
    bench.stratmine(&["run", "--quiet", "--lexicons", "mine"]).code(0);
    let hits = bench
        .stratmine(&["search", "--outcomes", "--in", "statements", "category:workforce", "--format", "jsonl"])
        .jsonl();
    assert_eq!(hits.len(), 3, "{hits:?}");
    for (form, ending) in [("quanteda", "yml"), ("liwc", "dic"), ("wordstat", "cat")] {
        let ran = bench.stratmine(&["lexicon", "export", "outcomes", "--to", form, "--lexicons", "mine"]).code(0);
        let file = format!("back.{ending}");
        fs::write(bench.path(&file), ran.out()).unwrap();
        let back = bench.stratmine(&["lexicon", "import", &file]).code(0).out();
        for term in ["patient safety", "nurs*", "cafés"] {
            assert!(back.contains(term), "{form}: {back}");
        }
    }
    let talk =
        bench.stratmine(&["lexicon", "export", "outcomes", "--to", "liwc", "--lexicons", "built-in"]).code(0).talk();
    assert!(talk.contains("left out: it is a regular expression") && talk.contains("without its neighbours"));
    fs::write(bench.path("broken.cat"), "A\n\t\tB (1)\n").unwrap();
    let talk = bench.stratmine(&["lexicon", "import", "broken.cat"]).code(2).talk();
    assert!(talk.contains("broken.cat, line 2"), "{talk}");
    bench.stratmine(&["lexicon", "import", "words.txt"]).code(2);
}
