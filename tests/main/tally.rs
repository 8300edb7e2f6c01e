//! `stratmine tally`.

use super::support::Bench;

#[test]
fn every_tally_names_its_unit_and_base() {
    let bench = Bench::new();
    bench.put("corpus.csv", "file,organisation,year,partnering\nnorth.md,Northern NHS Trust,2016,merger\n");
    bench.stratmine(&["run"]).code(1);
    for by in [
        "document",
        "year",
        "organisation",
        "partnering",
        "rank",
        "dalton",
        "entry-point",
        "category",
        "domain",
        "context",
        "heading",
    ] {
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
        // The papers of the test say three of their thirteen again.
        assert_eq!((json["base"]["outcomes"].as_u64(), json["base"]["repeats"].as_u64()), (Some(10), Some(3)));
        assert_eq!(json["base"]["page_grades"]["good"], 3);
    }
    let by_year = bench.stratmine(&["tally", "--by", "year", "--format", "jsonl"]).code(0).jsonl();
    let cell = by_year.iter().find(|cell| cell["row"] == "2016" && cell["category"] == "quality").unwrap();
    assert_eq!((cell["statements"].as_u64(), cell["statement_ids"].as_array().unwrap().len()), (Some(2), 2));
}

#[test]
fn a_cell_opens_the_sentences_behind_it() {
    let bench = Bench::new();
    bench.put("corpus.csv", "file,organisation,year,partnering\nnorth.md,Northern NHS Trust,2016,merger\n");
    bench.stratmine(&["run"]).code(1);
    let counted = bench.stratmine(&["tally", "--by", "partnering", "--format", "jsonl"]).code(0).jsonl();
    let cell = |row: &str, column: &str| {
        let cell = counted.iter().find(|cell| cell["row"] == row && cell["category"] == column).unwrap();
        cell["statements"].as_u64().unwrap()
    };
    let open = |row: &str, column: &str| {
        bench.stratmine(&["tally", "cell", row, column, "--by", "partnering", "--format", "jsonl"])
    };
    let behind = open("Merger", "QUALITY").code(0).jsonl();
    assert_eq!(behind.len() as u64, cell("merger", "quality"));
    assert!(behind.iter().all(|one| one["document"] == "north.md" && one["page"] == 1 && one["quote"].is_string()));
    open("merger", "all").code(0);
    let talk = open("takeover", "quality").code(2).talk();
    assert!(talk.contains("no row \"takeover\"") && talk.contains("merger"), "{talk}");
}

#[test]
fn repeats_are_counted_again_where_asked() {
    let bench = Bench::new();
    bench.stratmine(&["run"]).code(1);
    let outcomes = |more: &[&str]| {
        let arguments = [&["tally", "--format", "json"], more].concat();
        let json = bench.stratmine(&arguments).code(0).out();
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["base"]["outcomes"].as_u64()
    };
    assert_eq!((outcomes(&[]), outcomes(&["--repeats"])), (Some(10), Some(13)));
    let related = bench.stratmine(&["corpus", "related", "--format", "jsonl"]).code(0).jsonl();
    let pairs: Vec<_> = related.iter().map(|row| (row["file"].as_str(), row["other"].as_str())).collect();
    assert_eq!(pairs, [(Some("north.md"), Some("sub/south.md"))]);
    assert_eq!(related[0]["sentences shared"], 5);
}

#[test]
fn a_damaged_document_is_an_error_and_not_a_smaller_number() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    let whole = bench.stratmine(&["tally"]).code(0).out();
    let documents = bench.path("index/documents");
    let folder = std::fs::read_dir(documents).unwrap().next().unwrap().unwrap().path();
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    let of = |ending: &str| files.iter().find(|file| file.to_string_lossy().ends_with(ending)).unwrap();
    // Counts stand beside the document: they are what they were, or are not believed.
    let document = std::fs::read(of(".json.zst")).unwrap();
    std::fs::write(of(".json.zst"), "?").unwrap();
    assert_eq!(bench.stratmine(&["tally"]).code(0).out(), whole);
    bench.stratmine(&["index", "verify"]).code(1);
    std::fs::write(of(".json.zst"), document).unwrap();
    std::fs::write(of(".summary"), "?").unwrap();
    assert_eq!(bench.stratmine(&["tally"]).code(0).out(), whole);
    bench.stratmine(&["index", "verify"]).code(1);
    std::fs::write(of(".json.zst"), "?").unwrap();
    let talk = bench.stratmine(&["tally"]).code(2).talk();
    assert!(talk.contains(".json.zst is damaged") && talk.contains("stratmine run --force"), "{talk}");
    bench.stratmine(&["run", "--force"]).code(0);
    bench.stratmine(&["tally"]).code(0);
}

#[test]
fn what_the_counts_do_not_carry_is_not_tested() {
    let bench = Bench::empty();
    for number in 0..8 {
        bench.put(&format!("{number}.md"), super::support::paper(&format!("Number {number}"), 1 + number % 3));
    }
    let table = |kinds: [&str; 8]| {
        let rows = kinds.iter().enumerate().map(|(number, kind)| format!("{number}.md,{kind}\n"));
        format!("file,partnering\n{}", rows.collect::<String>())
    };
    bench.put("corpus.csv", table(["merger"; 8]));
    bench.stratmine(&["run"]).code(0);
    let talk = bench.stratmine(&["tally", "test"]).code(2).talk();
    assert!(talk.contains("cannot be tested: there is nothing to compare: fewer than two rows"), "{talk}");
    let talk = bench.stratmine(&["tally", "test", "--by", "document"]).code(2).talk();
    assert!(talk.contains("not what documents can be grouped by") && talk.contains("tally pairs"), "{talk}");
    let kinds = ["merger", "alliance", "merger", "alliance", "merger", "alliance", "merger", "buddying"];
    bench.put("corpus.csv", table(kinds));
    bench.stratmine(&["run"]).code(0);
    let said = bench.stratmine(&["tally", "test"]).code(0).out();
    assert!(said.contains("nothing is shown") && said.contains("1 of 3 groups is a single document"), "{said}");
    // All papers state the four categories alike, so there is nothing to map.
    let talk = bench.stratmine(&["tally", "map", "--repeats"]).code(2).talk();
    assert!(talk.contains("all rows have the same shares"), "{talk}");
    // Each round states one outcome of each category, so no two of them stand in one statement.
    let named = bench.stratmine(&["tally", "pairs", "--format", "csv"]).code(0).out();
    assert!(named.starts_with("domain,category,both,expected,domain alone,category alone,"), "{named}");
    let pairs = bench.stratmine(&["tally", "pairs", "--format", "jsonl"]).code(0).jsonl();
    assert!(pairs.iter().any(|pair| pair["both"].as_u64() > Some(0)), "{pairs:?}");
    let pairs = bench.stratmine(&["tally", "pairs", "--by", "category", "--format", "jsonl"]).code(0).jsonl();
    let categories = |pair: &serde_json::Value| {
        ["first", "second"].iter().all(|end| ["quality", "innovation"].iter().any(|code| pair[*end] == *code))
    };
    let apart: Vec<_> = pairs.iter().filter(|pair| categories(pair)).collect();
    assert!(!apart.is_empty() && apart.iter().all(|pair| pair["both"] == 0), "{pairs:?}");
}

#[test]
fn a_test_of_types_says_what_they_rest_on_and_is_refused_where_declared_and_read_ones_disagree() {
    let bench = Bench::empty();
    let merger = |number: usize| {
        let aims = super::support::paper(&format!("Number {number}"), 1 + number % 3);
        format!(
            "# The merger of the two trusts of Wold {number}\n\nBoth trusts will merge. Our merger will begin in May.\n\n{aims}"
        )
    };
    for number in 0..10 {
        bench.put(&format!("{number}.md"), merger(number));
    }
    let declare = |kinds: &[&str]| {
        let rows: Vec<String> =
            kinds.iter().enumerate().map(|(number, kind)| format!("{number}.md,{kind}\n")).collect();
        bench.put("corpus.csv", format!("file,partnering\n{}", rows.concat()));
        bench.stratmine(&["run", "--quiet"]).code(0);
    };
    declare(&["merger", "merger", "merger", "merger", "alliance"]);
    let said = bench.stratmine(&["tally", "test"]).code(0).out();
    let strengths = "the types of 10 papers: 5 declared by a person, 5 stated by the paper of itself, 0 inferred";
    assert!(said.contains(strengths) && said.contains("they disagree in 1."), "{said}");
    declare(&["merger", "merger", "merger", "alliance", "alliance"]);
    let talk = bench.stratmine(&["tally", "test"]).code(2).talk();
    assert!(talk.contains("in 2 of 5 papers") && talk.contains("confirm or correct the types"), "{talk}");
    bench.stratmine(&["tally", "test", "--by", "rank"]).code(2);
    // Nothing rests on types there.
    let talk = bench.stratmine(&["tally", "test", "--by", "year"]).code(2).talk();
    assert!(talk.contains("cannot be tested"), "{talk}");
    let all =
        ["merger", "merger", "merger", "alliance", "alliance", "alliance", "merger", "merger", "merger", "merger"];
    declare(&all);
    bench.stratmine(&["tally", "test"]).code(0);
}
