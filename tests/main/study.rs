//! A study remembers what it was run with: every command then works with the same lexicons, and says so.

use crate::support::{Bench, paper, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A code for `outcomes.toml`.
const ENVIRONMENT: &str = r#"
[[code]]
id = "environment"
label = "Protecting the environment"
note = "Carbon, waste and air."
entries = [
  { term = "trees", weight = 3, example = "plant trees" },
]
"#;

/// Lexicons with one category more, in a folder of this name.
fn fifth_category(bench: &Bench, folder: &str) {
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons/outcomes.toml");
    fs::create_dir_all(bench.path(folder)).unwrap();
    let outcomes = fs::read_to_string(built_in).unwrap();
    fs::write(bench.path(folder).join("outcomes.toml"), format!("{outcomes}{ENVIRONMENT}")).unwrap();
}

/// Two papers, one of which plants trees, and lexicons that see it.
fn ready() -> Bench {
    let bench = Bench::empty();
    bench.put("north.md", paper("Northern", 2));
    let green = paper("Green", 1).replace(
        "## Background",
        "## More aims\n\nWe will:\n\n- plant more trees around our hospitals\n\n## Background",
    );
    bench.put("green.md", green);
    fifth_category(&bench, "mylex");
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
    fifth_category(&bench, "other");
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
