//! A study remembers what it was run with: every command then works with the same lexicons, and says so.

use crate::support::{Bench, paper, put_fifth_category, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Two papers, one of which plants trees, and lexicons that see it.
fn ready() -> Bench {
    let bench = Bench::empty();
    bench.put("north.md", paper("Northern", 2));
    let green = paper("Green", 1).replace(
        "## Background",
        "## More aims\n\nWe will:\n\n- plant more trees around our hospitals\n\n## Background",
    );
    bench.put("green.md", green);
    put_fifth_category(&bench.path("mylex"));
    bench
}

fn manifest(bench: &Bench, index: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(bench.path(index).join("run.json")).unwrap()).unwrap()
}

fn codebook(bench: &Bench, index: &str) -> String {
    manifest(bench, index)["codebook"].as_str().unwrap().to_owned()
}

fn id_of(bench: &Bench, words: &str) -> String {
    let hits = bench.stratmine(&["search", words, "--in", "statements", "--format", "jsonl"]).jsonl();
    hits[0]["statement"].as_str().unwrap().to_owned()
}

fn study_file(bench: &Bench) -> String {
    fs::read_to_string(bench.path("corpus/study.toml")).unwrap()
}

/// Every coded document of an index, by its name.
fn documents(bench: &Bench, index: &str) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(bench.path(index).join("documents")).into_iter().filter_map(Result::ok);
    let files = files.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())).collect()
}

/// The index is what one is that is made from nothing with the same study.
fn is_as_made_from_nothing(bench: &Bench, index: &str) {
    bench.stratmine(&["run", "--quiet", "--index", "fresh"]).code(0);
    assert_eq!(documents(bench, index), documents(bench, "fresh"));
    assert_eq!(codebook(bench, index), codebook(bench, "fresh"));
    fs::remove_dir_all(bench.path("fresh")).unwrap();
}

#[test]
fn lexicons_of_a_run_are_those_of_every_command_after_it() {
    let bench = ready();
    let talk = bench.stratmine(&["run", "--lexicons", "mylex"]).code(0).talk();
    assert!(talk.contains("remembered in corpus/study.toml: lexicons = \"../mylex\""), "{talk}");
    assert!(study_file(&bench).contains("lexicons = \"../mylex\"\n"));
    let hash = codebook(&bench, "index");
    let says = format!("study corpus/study.toml: lexicons mylex (SHA-256 {})", &hash[..12]);
    let trees = id_of(&bench, "trees");
    let ask = |arguments: &[&str]| {
        let ran = bench.stratmine(arguments).code(0);
        assert!(ran.talk().contains(&says), "{arguments:?}: {}", ran.talk());
        ran.out()
    };
    assert!(ask(&["tally"]).contains("environment"));
    assert!(ask(&["profile", "--format", "csv"]).contains("environment"));
    assert!(ask(&["search", "--outcomes", "category:environment"]).contains("trees"));
    ask(&["validate", "sample", "-n", "9", "-o", "sheet.csv"]);
    assert!(fs::read_to_string(bench.path("sheet.csv")).unwrap().contains(",environment,"));
    assert!(ask(&["status"]).contains("green.md"));
    ask(&["export", "-o", "out.xlsx", "-o", "out.csv", "-o", "out.qdpx"]);
    ask(&["report"]);
    let exported = fs::read_to_string(bench.path("out.csv.manifest.json")).unwrap();
    let report = fs::read_to_string(bench.path("report.html")).unwrap();
    assert!(exported.contains(&hash) && report.contains(&hash));
    // No other hash of lexicons in the report: in methods as in its manifest.
    let built_in = bench.stratmine(&["code", "corpus/north.md", "--lexicons", "built-in"]).code(0);
    assert!(built_in.talk().contains("--lexicons built-in says otherwise: this holds for this command only"));
    let built_in: Value = serde_json::from_str(&built_in.out()).unwrap();
    let built_in = built_in["codebook"].as_str().unwrap();
    assert!(built_in != hash && !report.contains(built_in) && !report.contains(&built_in[..12]));

    let talk = bench.stratmine(&["decide", "accept", &trees, "--who", "Ann"]).code(0).talk();
    assert!(talk.contains("study corpus/study.toml: lexicons mylex"), "{talk}");
    assert_eq!(codebook(&bench, "index"), hash);
    bench.stratmine(&["run", "--quiet"]).code(0);
    is_as_made_from_nothing(&bench, "index");
    assert!(bench.stratmine(&["verify"]).code(0).talk().contains("the same"));
}

#[test]
fn what_contradicts_the_study_file_is_said_and_refused_where_it_would_be_written() {
    let bench = ready();
    put_fifth_category(&bench.path("other"));
    bench.put("study.toml", "# We use these:\nlexicons = \"../mylex\"   # since May\n");
    bench.stratmine(&["run", "--quiet"]).code(0);
    let hash = codebook(&bench, "index");
    // The same folder under another name is no contradiction.
    let same = bench.path("corpus/../mylex");
    bench.stratmine(&["run", "--quiet", "--lexicons", text(&same)]).code(0);
    let says = "corpus/study.toml says lexicons = \"../mylex\", and --lexicons built-in says otherwise";
    let tally = bench.stratmine(&["tally", "--lexicons", "built-in"]).code(0).talk();
    assert!(tally.contains(says) && tally.contains("for this command only"), "{tally}");
    assert!(tally.contains(&format!("coded with other lexicons (SHA-256 {})", &hash[..12])), "{tally}");
    let id = id_of(&bench, "trees");
    for refused in [
        &["run", "--lexicons", "built-in"][..],
        &["decide", "reject", &id, "--who", "Ann", "--lexicons", "built-in"],
        &["index", "rebuild", "--lexicons", "built-in"],
    ] {
        let talk = bench.stratmine(refused).code(2).talk();
        assert!(talk.contains(says) && talk.contains("add --save"), "{talk}");
    }
    assert_eq!(codebook(&bench, "index"), hash);
    assert!(!bench.path("corpus/decisions.csv").exists());
    // Nor is a file made in which two codebooks meet.
    for refused in [&["export", "-o", "x.xlsx"][..], &["report", "-o", "x.html"], &["profile"]] {
        let talk = bench.stratmine(&[refused, &["--lexicons", "built-in"]].concat()).code(2).talk();
        assert!(talk.contains("the papers were coded with other lexicons") && talk.contains("stratmine run"), "{talk}");
    }
    let talk = bench.stratmine(&["run", "--lexicons", "built-in", "--save"]).code(0).talk();
    assert!(talk.contains("remembered in corpus/study.toml: lexicons = \"built-in\""), "{talk}");
    assert_eq!(study_file(&bench), "# We use these:\nlexicons = \"built-in\"   # since May\n");
    assert!(codebook(&bench, "index") != hash);
    is_as_made_from_nothing(&bench, "index");
    // Text recognition belongs to the study too, and is kept when asked for.
    bench.stratmine(&["run", "--ocr", "never", "--quiet"]).code(0);
    assert!(!study_file(&bench).contains("ocr"));
    bench.stratmine(&["run", "--ocr", "never", "--save", "--quiet"]).code(0);
    assert!(study_file(&bench).ends_with("\nocr = \"never\"\n"));
    assert_eq!(manifest(&bench, "index")["options"]["ocr"], "never");
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert_eq!(manifest(&bench, "index")["options"]["ocr"], "never");
    bench.stratmine(&["run", "--ocr", "auto"]).code(2);
}

#[test]
fn one_index_never_holds_papers_of_two_codebooks() {
    let bench = ready();
    bench.stratmine(&["run", "--quiet", "--lexicons", "mylex"]).code(0);
    let before = codebook(&bench, "index");
    let (trees, ward) = (id_of(&bench, "trees"), id_of(&bench, "\"ward 2\""));
    // The lexicons are edited, and one statement is decided before the next run.
    let outcomes = bench.path("mylex/outcomes.toml");
    let edited = fs::read_to_string(&outcomes).unwrap().replace("id = \"environment\"", "id = \"green\"");
    fs::write(&outcomes, edited).unwrap();
    let tally = bench.stratmine(&["tally"]).code(0).talk();
    assert!(tally.contains("the papers were coded with other lexicons"), "{tally}");
    let talk = bench.stratmine(&["decide", "accept", &ward, "--who", "Ann"]).code(0).talk();
    assert!(talk.contains("the lexicons have changed since the last run: all its papers are coded again"), "{talk}");
    assert!(codebook(&bench, "index") != before);
    let hit = bench.stratmine(&["search", &format!("id:{trees}"), "--in", "statements", "--format", "jsonl"]).jsonl();
    assert_eq!(hit[0]["categories"], serde_json::json!(["green"]));
    bench.stratmine(&["run", "--quiet"]).code(0);
    is_as_made_from_nothing(&bench, "index");
    // Nor does the run of one file leave the others behind.
    let edited = fs::read_to_string(&outcomes).unwrap().replace("id = \"green\"", "id = \"nature\"");
    fs::write(&outcomes, edited).unwrap();
    let talk = bench.stratmine(&["run", "corpus/north.md"]).code(0).talk();
    assert!(talk.contains("all its papers are coded again, not only those named"), "{talk}");
    is_as_made_from_nothing(&bench, "index");
    let talk = bench.stratmine(&["run", "corpus/north.md"]).code(0).talk();
    assert!(!talk.contains("coded again"), "{talk}");
}

#[test]
fn a_study_is_found_from_within_from_above_and_from_its_index() {
    let bench = ready();
    // The lexicons and the index lie among the papers, and are none of them.
    fs::rename(bench.path("mylex"), bench.path("corpus/words")).unwrap();
    bench.put("study.toml", "lexicons = \"words\"\ncoder = \"Ann\"\n");
    let within = |arguments: &[&str]| {
        let mut program = bench.program();
        crate::support::Ran(program.current_dir(bench.path("corpus")).args(arguments).output().unwrap())
    };
    within(&["run", "--quiet"]).code(0);
    let talk = within(&["tally"]).code(0).talk();
    assert!(
        talk.contains("study ./study.toml: lexicons words (SHA-256")
            || talk.contains("study study.toml: lexicons words (SHA-256"),
        "{talk}"
    );
    assert!(within(&["run"]).code(0).talk().contains("nothing to read: 2 files as before"));
    assert_eq!(within(&["corpus", "list", "--format", "jsonl"]).jsonl().len(), 2);
    // From above, by name.
    let talk = bench.stratmine(&["tally", "--study", "corpus"]).code(0).talk();
    assert!(talk.contains("study corpus/study.toml: lexicons corpus/words (SHA-256"), "{talk}");
    assert!(bench.stratmine(&["run", "corpus"]).code(0).talk().contains("nothing to read: 2 files as before"));
    assert!(!bench.path("index").exists());
    let talk = bench.stratmine(&["tally", "--index", "corpus/index"]).code(0).talk();
    assert!(talk.contains("study corpus/study.toml"), "{talk}");
    bench.stratmine(&["tally", "--study", "nowhere"]).code(2);
    // Who decides is remembered; whoever is named wins.
    let id = within(&["search", "trees", "--in", "statements", "--format", "jsonl"]).jsonl()[0]["statement"].clone();
    let id = id.as_str().unwrap();
    within(&["decide", "accept", id]).code(0);
    within(&["decide", "reject", id, "--who", "Ben"]).code(0);
    let decisions = fs::read_to_string(bench.path("corpus/decisions.csv")).unwrap();
    assert!(decisions.contains(",Ann,") && decisions.contains(",Ben,"), "{decisions}");
}

#[test]
fn an_index_elsewhere_and_a_table_elsewhere_are_remembered_too() {
    let bench = ready();
    fs::write(bench.path("table.csv"), "file,year\nnorth.md,2001\n").unwrap();
    fs::create_dir(bench.path("work")).unwrap();
    let talk = bench.stratmine(&["run", "--metadata", "table.csv", "--index", "work/ix"]).code(0).talk();
    assert!(talk.contains("metadata = \"../table.csv\", index = \"../work/ix\""), "{talk}");
    let rows = bench.stratmine(&["tally", "--study", "corpus", "--by", "year", "--format", "csv"]).code(0).out();
    assert!(rows.contains("2001"), "{rows}");
    bench.stratmine(&["run", "--quiet", "--study", "corpus"]).code(0);
    let rows = bench.stratmine(&["corpus", "list", "--study", "corpus", "--format", "csv"]).code(0).out();
    assert!(rows.contains("2001"), "{rows}");
}

#[test]
fn a_study_file_that_is_not_understood_stops_every_command_with_its_line() {
    let bench = ready();
    bench.stratmine(&["run", "--quiet"]).code(0);
    bench.put("study.toml", "# mine\nlexicon = \"mylex\"\n");
    for command in [&["tally"][..], &["run"], &["search", "care"], &["status"]] {
        let talk = bench.stratmine(command).code(2).talk();
        assert!(talk.contains("study.toml:2:1") && talk.contains("did you mean `lexicons`?"), "{talk}");
    }
}

#[test]
fn lexicons_with_errors_are_refused_with_file_and_line() {
    let bench = ready();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let before = manifest(&bench, "index");
    let outcomes = bench.path("mylex/outcomes.toml");
    let sound = fs::read_to_string(&outcomes).unwrap();
    fs::write(&outcomes, sound.replace("example = \"plant trees\"", "example = \"plant flowers\"")).unwrap();
    let line = 1 + sound.lines().position(|line| line.contains("term = \"trees\"")).unwrap();
    let talk = bench.stratmine(&["run", "--lexicons", "mylex"]).code(2).talk();
    assert!(talk.contains(&format!("mylex/outcomes.toml:{line}:")), "{talk}");
    assert!(talk.contains("does not match its example: plant flowers") && talk.contains("lexicon check"), "{talk}");
    assert!(!bench.path("corpus/study.toml").exists());
    assert_eq!(manifest(&bench, "index"), before);
    bench.stratmine(&["lexicon", "check", "--lexicons", "mylex"]).code(1);
    fs::write(&outcomes, sound).unwrap();
    bench.stratmine(&["run", "--lexicons", "mylex"]).code(0);
}

#[test]
fn init_writes_a_study_file_and_a_table_of_guesses_that_count_for_nothing() {
    let bench = ready();
    bench.put(
        "merger.md",
        paper("Merging", 1).replace("This paper", "The trusts will merge: the merger of 2016. This paper"),
    );
    let talk = bench.stratmine(&["init", "corpus"]).code(0).talk();
    assert!(talk.contains("3 papers put into the table") && talk.contains("they are not read"), "{talk}");
    let study = study_file(&bench);
    // Every line is a comment, and each holds once the # is gone.
    assert!(study.lines().all(|line| line.is_empty() || line.starts_with('#')), "{study}");
    let keys = ["lexicons", "metadata", "index", "ocr", "ocr_language", "coder"];
    for key in keys {
        assert_eq!(study.matches(&format!("\n# {key} = ")).count(), 1, "{key}");
    }
    let table = fs::read_to_string(bench.path("corpus/corpus.csv")).unwrap();
    let table = table.trim_start_matches('\u{feff}');
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(table.as_bytes()).records().map(Result::unwrap).collect();
    let head = table.lines().next().unwrap();
    assert_eq!(
        head,
        "file,title,guessed_title,organisation,guessed_organisation,year,guessed_year,partnering,guessed_partnering,include"
    );
    assert_eq!(rows.iter().map(|row| &row[0]).collect::<Vec<_>>(), ["green.md", "merger.md", "north.md"]);
    assert_eq!(&rows[0][2], "The Green strategy");
    for row in &rows {
        assert!([1, 3, 5, 7, 9].iter().all(|column| row[*column].is_empty()), "{row:?}");
    }
    // They count for nothing: not even a guess that is plainly wrong.
    let wrong = table.replacen("The Green strategy", "Nonsense", 1).replacen(",,2016,", ",,soon,", 1);
    bench.put("corpus.csv", &wrong);
    bench.stratmine(&["run", "--quiet"]).code(0);
    let listed = bench.stratmine(&["corpus", "list", "--format", "csv"]).code(0).out();
    assert!(listed.contains("The Green strategy") && !listed.contains("Nonsense"), "{listed}");
    // Moved into its column it counts.
    bench.put("corpus.csv", wrong.replacen("green.md,,", "green.md,Our own title,", 1));
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert!(bench.stratmine(&["corpus", "list", "--format", "csv"]).code(0).out().contains("Our own title"));
    // Nothing is overwritten.
    let before = fs::read(bench.path("corpus/corpus.csv")).unwrap();
    bench.put("study.toml", "coder = \"Ann\"\n");
    let talk = bench.stratmine(&["init", "corpus"]).code(0).talk();
    assert!(talk.contains("study.toml: it was there already") && talk.contains("corpus.csv: it was there"), "{talk}");
    assert_eq!(fs::read(bench.path("corpus/corpus.csv")).unwrap(), before);
    assert_eq!(study_file(&bench), "coder = \"Ann\"\n");
    // A paper that came later gets a row, and what stands there stays.
    bench.put("late.md", paper("Late", 1));
    let talk = bench.stratmine(&["init", "corpus"]).code(0).talk();
    assert!(talk.contains("1 paper put into the table"), "{talk}");
    let after = fs::read_to_string(bench.path("corpus/corpus.csv")).unwrap();
    let added = after.as_bytes().strip_prefix(before.as_slice()).map(|rest| String::from_utf8_lossy(rest)).unwrap();
    assert!(added.starts_with("late.md,,The Late strategy,,") && added.lines().count() == 1, "{added}");
    // A slip of the pen is seen by the paper that has no row.
    bench.put("corpus.csv", after.replace("north.md", "nort.md"));
    let talk = bench.stratmine(&["run"]).code(0).talk();
    assert!(talk.contains("names nort.md, which is not there: did you mean `north.md`?"), "{talk}");
    bench.stratmine(&["init", "nowhere"]).code(2);
}

#[test]
fn the_built_in_lexicons_are_written_out_to_be_edited() {
    let bench = ready();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let talk = bench.stratmine(&["lexicon", "copy", "mine"]).code(0).talk();
    assert!(talk.contains("stratmine run --lexicons mine"), "{talk}");
    for name in ["outcomes.toml", "cues.toml", "weights.toml", "settings.toml"] {
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons").join(name);
        assert_eq!(fs::read(bench.path("mine").join(name)).unwrap(), fs::read(built_in).unwrap(), "{name}");
    }
    // They say what the built-in ones say.
    bench.stratmine(&["lexicon", "check", "--lexicons", "mine"]).code(0);
    bench.stratmine(&["lexicon", "diff", "built-in", "mine"]).code(0);
    let refused = bench.stratmine(&["lexicon", "copy", "mine"]).code(2).talk();
    assert!(refused.contains("is there already, and is not overwritten"), "{refused}");
}

#[test]
fn status_names_what_the_study_works_with() {
    let bench = ready();
    bench.put("corpus.csv", "file,year,region,grade\nnorth.md,2001,North,B\n");
    let talk = bench.stratmine(&["run", "--lexicons", "mylex"]).code(0).talk();
    assert!(talk.contains("1 paper without a row in the corpus table: green.md"), "{talk}");
    let hash = codebook(&bench, "index");
    let (trees, ward) = (id_of(&bench, "trees"), id_of(&bench, "\"ward 2\""));
    bench.stratmine(&["decide", "accept", &trees, "--who", "Ann"]).code(0);
    bench.stratmine(&["decide", "accept", &ward, "--who", "Ben"]).code(0);
    bench.stratmine(&["run", "--quiet"]).code(0);
    // An edited table is said by every command that counts, until a run takes it over.
    bench.put("corpus.csv", "file,year,region,grade\nnorth.md,2002,North,B\n");
    for command in [&["tally"][..], &["export"], &["report"], &["status"], &["search", "safety"]] {
        let talk = bench.stratmine(command).code(0).talk();
        assert!(talk.contains("the metadata table says something else of 1 paper"), "{command:?}: {talk}");
    }
    bench.put("corpus.csv", "file,year,region,grade\nnorth.md,2001,North,B\n");
    // One's own columns stand with the documents, told apart where one is called like a column of the program's.
    let log = bench.stratmine(&["export", "--what", "log", "--format", "jsonl"]).code(0).jsonl();
    let north = log.iter().find(|row| row["document"] == "north.md").unwrap();
    assert_eq!((north["region"].as_str(), north["own_grade"].as_str()), (Some("North"), Some("B")));
    assert!(log.iter().find(|row| row["document"] == "green.md").unwrap()["region"].is_null());
    let talk = bench.stratmine(&["status"]).code(0).talk();
    for line in [
        "study: corpus/study.toml".to_owned(),
        format!("lexicons: mylex (SHA-256 {hash})"),
        "corpus.csv; 1 paper without a row: green.md".to_owned(),
        "decisions: 2 placed; by Ann 1, Ben 1".to_owned(),
        "learnt: from 2 decided statements".to_owned(),
    ] {
        assert!(talk.contains(&line), "{line}: {talk}");
    }
}

#[test]
fn a_run_says_what_it_did_to_the_counts_and_why() {
    let bench = ready();
    let first = bench.stratmine(&["run"]).code(0).talk();
    assert!(!first.contains("since the last run"), "{first}");
    fs::create_dir(bench.path("old")).unwrap();
    fs::copy(bench.path("index/run.json"), bench.path("old/run.json")).unwrap();
    let ward = id_of(&bench, "\"ward 2\"");
    bench.stratmine(&["decide", "accept", &ward, "--who", "Ann"]).code(0);
    bench.stratmine(&["run", "--quiet"]).code(0);
    bench.put("south.md", paper("Southern", 1));
    bench.put("north.md", paper("Northern", 2).replace("ward 2", "many other wards and clinics"));
    bench.put("corpus.csv", "file,year\nnorth.md,2001\n");
    // Whatever is asked of the index says what it does not cover yet.
    for asked in [&["search", "nurses"][..], &["kwic", "nurses"], &["collocates", "nurses", "--min", "1"], &["tally"]] {
        let talk = bench.stratmine(asked).code(0).talk();
        let said = talk.contains("not covered: 2 papers of the folder; 1 new") && talk.contains("1 changed since");
        assert!(said, "{asked:?}: {talk}");
    }
    let talk = bench.stratmine(&["run"]).code(0).talk();
    assert!(talk.contains("since the last run: documents 2 → 3, intended outcomes"), "{talk}");
    assert!(talk.contains("1 new paper (south.md)") && talk.contains("1 paper with other bytes (north.md)"), "{talk}");
    assert!(talk.contains("1 decision orphaned"), "{talk}");
    assert!(talk.contains("2 papers without a row in the corpus table: green.md, south.md"), "{talk}");
    assert!(!bench.stratmine(&["search", "nurses"]).code(0).talk().contains("not covered"));
    let talk = bench.stratmine(&["run", "--lexicons", "mylex"]).code(0).talk();
    assert!(talk.contains("other lexicons (SHA-256") && talk.contains("environment 0 → 1"), "{talk}");
    // The same between any two runs, by their manifests.
    let rows = bench.stratmine(&["changes", "old", "index", "--format", "jsonl"]).code(1).jsonl();
    let row = |what: &str| rows.iter().find(|row| row["what"] == what).unwrap_or_else(|| panic!("{what}: {rows:?}"));
    assert_eq!(
        (row("file south.md")["old"].as_str(), row("file south.md")["new"].as_str()),
        (Some("not there"), Some("new"))
    );
    assert_eq!(
        (row("number of documents")["old"].as_str(), row("number of documents")["new"].as_str()),
        (Some("2"), Some("3"))
    );
    assert_eq!(row("lexicons (SHA-256)")["new"].as_str(), Some(codebook(&bench, "index").as_str()));
    assert_eq!(row("number of environment")["new"].as_str(), Some("1"));
    bench.stratmine(&["changes", "index/run.json", "index"]).code(0);
    bench.stratmine(&["changes", "index", "mylex"]).code(2);
}

#[test]
fn a_packed_study_gives_a_colleague_the_same() {
    let bench = ready();
    bench.put("sub/south.md", paper("Southern", 1));
    fs::write(bench.path("table.csv"), "file,year\nnorth.md,2001\n").unwrap();
    bench.stratmine(&["run", "--quiet", "--lexicons", "mylex", "--metadata", "table.csv"]).code(0);
    let trees = id_of(&bench, "trees");
    bench.stratmine(&["decide", "recode", &trees, "--codes", "quality,environment", "--who", "Ann"]).code(0);
    // Not before a run has learnt from what was decided.
    let talk = bench.stratmine(&["pack", "study.zip"]).code(2).talk();
    assert!(talk.contains("people decided something since the last run") && talk.contains("stratmine run"), "{talk}");
    assert!(!bench.path("study.zip").exists());
    bench.stratmine(&["run", "--quiet"]).code(0);
    // Nor before it knows what the metadata table says now.
    fs::write(bench.path("table.csv"), "file,year\nnorth.md,2002\n").unwrap();
    let talk = bench.stratmine(&["pack", "study.zip"]).code(2).talk();
    assert!(talk.contains("the metadata table says something else of north.md"), "{talk}");
    fs::write(bench.path("table.csv"), "file,year\nnorth.md,2001\n").unwrap();
    bench.stratmine(&["pack", "study.zip"]).code(0);
    bench.stratmine(&["pack", "study.zip"]).code(2);
    bench.stratmine(&["pack", "corpus/study.zip"]).code(2);
    bench.stratmine(&["pack", "hashes.zip", "--without-papers"]).code(0);
    // The colleague.
    let other = Bench::empty();
    fs::copy(bench.path("study.zip"), other.path("study.zip")).unwrap();
    let talk = other.stratmine(&["unpack", "study.zip", "theirs"]).code(0).talk();
    assert!(talk.contains("3 papers, ") && talk.contains("lexicons/outcomes.toml"), "{talk}");
    other.stratmine(&["run", "--quiet", "--study", "theirs"]).code(0);
    let talk = other.stratmine(&["verify", "--study", "theirs", "theirs/run.json"]).code(0).talk();
    assert!(talk.contains("the same; compared: 3 files"), "{talk}");
    other.stratmine(&["changes", "theirs/run.json", "theirs/index"]).code(0);
    let read = |bench: &Bench, index: &str| fs::read(bench.path(index).join("run.json")).unwrap();
    assert_eq!(read(&bench, "index"), read(&other, "theirs/index"));
    let files = fs::read_to_string(other.path("theirs/study.toml")).unwrap();
    assert!(files.contains("lexicons = \"lexicons\"") && files.contains("metadata = \"table.csv\""), "{files}");
    // A second time nothing is overwritten.
    let talk = other.stratmine(&["unpack", "study.zip", "theirs"]).code(2).talk();
    assert!(talk.contains("is there already, and is not overwritten"), "{talk}");
    // Without the papers, whoever has them puts them there.
    fs::copy(bench.path("hashes.zip"), other.path("hashes.zip")).unwrap();
    let talk = other.stratmine(&["unpack", "hashes.zip", "bare"]).code(0).talk();
    assert!(talk.contains("3 papers are to be put there by you: green.md, north.md, sub/south.md"), "{talk}");
    for file in ["green.md", "north.md", "sub/south.md"] {
        fs::create_dir_all(other.path("bare/sub")).unwrap();
        fs::copy(bench.path("corpus").join(file), other.path("bare").join(file)).unwrap();
    }
    other.stratmine(&["run", "--quiet", "--study", "bare"]).code(0);
    other.stratmine(&["verify", "--study", "bare", "bare/run.json"]).code(0);
}

/// A ZIP archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn what_is_unpacked_stays_within_its_folder() {
    let bench = Bench::empty();
    let whole: [(&str, &[u8]); 2] = [("study.toml", b""), ("run.json", b"{}")];
    for name in
        ["../out.md", "/tmp/stratmine-out.md", "a/../../out.md", "C:\\out.md", "a\\..\\..\\out.md", "STUDY.toml"]
    {
        let parts: Vec<(&str, &[u8])> = whole.into_iter().chain([(name, &b"x"[..])]).collect();
        fs::write(bench.path("bad.zip"), archive(&parts)).unwrap();
        let talk = bench.stratmine(&["unpack", "bad.zip", "theirs"]).code(2).talk();
        assert!(talk.contains("no name of a file within a folder: nothing was unpacked"), "{name}: {talk}");
        assert!(!bench.path("theirs").exists() && !bench.path("out.md").exists(), "{name}");
    }
    // A link is no file.
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(archive(&whole)));
    zip = zip::ZipWriter::new_append(zip.finish().unwrap()).unwrap();
    zip.add_symlink("link.md", "/etc/passwd", zip::write::SimpleFileOptions::default()).unwrap();
    fs::write(bench.path("link.zip"), zip.finish().unwrap().into_inner()).unwrap();
    bench.stratmine(&["unpack", "link.zip", "theirs"]).code(2);
    assert!(!bench.path("theirs").exists());
    // Nor is anything unpacked that is no study, or no archive.
    fs::write(bench.path("other.zip"), archive(&[("a.md", b"x")])).unwrap();
    assert!(bench.stratmine(&["unpack", "other.zip", "theirs"]).code(2).talk().contains("no study that was packed"));
    fs::write(bench.path("text.zip"), "not an archive").unwrap();
    bench.stratmine(&["unpack", "text.zip", "theirs"]).code(2);
    assert!(!bench.path("theirs").exists());
    fs::write(bench.path("good.zip"), archive(&whole)).unwrap();
    bench.stratmine(&["unpack", "good.zip", "theirs"]).code(0);
}

#[test]
fn a_statement_is_named_by_the_beginning_of_its_id_everywhere() {
    let bench = ready();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let ward = id_of(&bench, "\"ward 2\"");
    let (paper, rest) = ward.split_once('.').unwrap();
    let short = format!("{}.{rest}", &paper[..4]);
    // Every list of statements has ids, for people too.
    for list in [
        &["search", "ward", "--in", "statements"][..],
        &["tally", "cell", "all"],
        &["profile", "--evidence"],
        &["review", "next"],
        &["kwic", "ward", "--in", "statements"],
    ] {
        let out = bench.stratmine(list).code(0).out();
        assert!(out.contains(&format!("{paper}.p1.s")), "{list:?}: {out}");
    }
    bench.stratmine(&["decide", "reject", &short, "--who", "Ann"]).code(0);
    bench.stratmine(&["decide", "accept", &short, "--who", "Ben"]).code(0);
    let listed = bench.stratmine(&["decide", "list", "--format", "jsonl"]).code(0).jsonl();
    let on_it = |rows: &[Value]| rows.iter().filter(|row| row["statement"] == ward.as_str()).count();
    assert_eq!(on_it(&listed), 2);
    let why = bench.stratmine(&["lexicon", "explain", &short]).code(0).out();
    assert!(why.contains("quality"), "{why}");
    bench.stratmine(&["search", &format!("id:{short}"), "--in", "statements"]).code(0);
    let talk = bench.stratmine(&["decide", "undo", &short]).code(0).talk();
    assert!(talk.contains("took back 2 decisions") && talk.contains("1 by Ann, 1 by Ben"), "{talk}");
    assert_eq!(bench.stratmine(&["decide", "list", "--format", "jsonl"]).code(0).jsonl().len(), 0);
    let talk = bench.stratmine(&["decide", "undo", &short]).code(2).talk();
    assert!(talk.contains("nobody has decided on"), "{talk}");
    for unknown in ["00000000.p1.s1", "abc.p1.s1", "x"] {
        bench.stratmine(&["decide", "reject", unknown, "--who", "Ann"]).code(2);
    }
}

#[test]
fn a_paper_is_named_from_here_or_from_its_folder_in_every_command() {
    let bench = ready();
    let lines = ["We will improve patient safety across all the hospitals of the western county."];
    bench.put("sub/west.pdf", crate::support::pdf(&lines));
    bench.stratmine(&["run", "--quiet"]).code(0);
    for name in ["sub/west.pdf", "corpus/sub/west.pdf", "./corpus/sub/west.pdf"] {
        for command in [
            &["profile", name][..],
            &["extract", name],
            &["code", name],
            &["page", name, "1"],
            &["tally", "cell", name],
            &["run", name],
            &["review", "next", "--paper", name],
            &["search", &format!("file:{name} safety")],
            &["kwic", &format!("file:{name}"), "safety"],
        ] {
            let ran = bench.stratmine(command);
            assert_eq!(ran.0.status.code(), Some(0), "{command:?}: {}", ran.talk());
        }
        let add = ["decide", "add", "--file", name, "--page", "1", "--quote", "We will improve", "--who", "Ann"];
        bench.stratmine(&add).code(0);
    }
    assert_eq!(fs::read_to_string(bench.path("corpus/decisions.csv")).unwrap().matches("sub/west.pdf").count(), 3);
    // One column name, one meaning: `document` is the paper's file, `sha256` its hash.
    let hit = bench.stratmine(&["search", "safety", "--format", "jsonl"]).jsonl();
    assert!(hit[0]["document"].is_null() && hit[0]["sha256"].as_str().is_some_and(|hash| hash.len() == 64));
    let status = bench.stratmine(&["status", "--format", "jsonl"]).jsonl();
    assert!(status[0]["document"].is_null() && status[0]["sha256"].as_str().is_some_and(|hash| hash.len() == 64));
}

#[test]
fn an_index_that_is_not_there_is_no_empty_list_and_a_file_makes_no_corpus() {
    let bench = ready();
    let talk = bench.stratmine(&["corpus", "list", "--index", "nope"]).code(2).talk();
    assert!(talk.contains("there is no index at nope"), "{talk}");
    bench.stratmine(&["corpus", "list"]).code(0);
    let fresh = Bench::empty();
    fs::write(fresh.path("paper.md"), paper("Lone", 1)).unwrap();
    fresh.stratmine(&["run", "paper.md"]).code(2);
    assert!(!fresh.path("corpus").exists());
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/README.md")).unwrap();
    assert!(!page.contains("planned"));
}
