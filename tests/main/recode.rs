//! Coding again what was read: an edit of the lexicons or of the corpus table gives what a fresh reading would, byte for
//! byte, and opens no paper.

use crate::support::{Bench, paper, shared, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Lexicons in which much is different: what makes an outcome, what categories need, what partnering types count.
fn edited_lexicons(bench: &Bench) {
    let folder = bench.path("lexicons");
    fs::create_dir_all(&folder).unwrap();
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons");
    for (file, from, to) in [
        ("weights.toml", "threshold = 0.37", "threshold = 0.7"),
        ("outcomes.toml", "weight = 2,", "weight = 0.6,"),
        ("partnering.toml", "weight = 3,", "weight = 0.4,"),
    ] {
        let written = fs::read_to_string(built_in.join(file)).unwrap();
        let edited = written.replace(from, to);
        assert!(written != edited, "nothing to edit in {file}");
        fs::write(folder.join(file), edited).unwrap();
    }
}

fn files_below(folder: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, into);
        } else {
            into.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}

/// Every coded document of an index as its bytes, by its place below the folder of documents.
fn documents(bench: &Bench, index: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = bench.path(index).join("documents");
    let mut files = BTreeMap::new();
    files_below(&folder, &mut files);
    files.into_iter().map(|(path, bytes)| (path.strip_prefix(&folder).unwrap().to_owned(), bytes)).collect()
}

fn check_same(bench: &Bench, ours: &str, fresh: &str) {
    let (one, two) = (documents(bench, ours), documents(bench, fresh));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (path, bytes) in &one {
        assert!(two[path] == *bytes, "{} is not what a fresh reading gives", path.display());
    }
    for file in ["ledger.jsonl", "run.json"] {
        let read = |index: &str| fs::read_to_string(bench.path(index).join(file)).unwrap();
        assert_eq!(read(ours), read(fresh), "{file}");
    }
    assert_eq!(bench.says(ours), bench.says(fresh));
    let facets = |index: &str| {
        bench.stratmine(&["search", "care", "--facets", "category", "--format", "jsonl", "--index", index]).out()
    };
    assert_eq!(facets(ours), facets(fresh));
}

/// Runs with the edited lexicons on the index that was made with the built-in ones, and on none.
fn edit_and_compare(bench: &Bench, papers: usize) {
    bench.stratmine(&["run", "--quiet"]);
    let before = bench.says("index");
    edited_lexicons(bench);
    let talk = bench.stratmine(&["run", "--lexicons", "lexicons"]).talk();
    assert!(talk.contains(&format!("coded {papers} files again without reading, ")), "{talk}");
    let fresh = bench.stratmine(&["run", "--lexicons", "lexicons", "--index", "fresh"]).talk();
    assert!(fresh.contains("read "), "{fresh}");
    check_same(bench, "index", "fresh");
    let after = bench.says("index");
    assert_ne!(before, after, "the edits matter");
    // And back.
    let talk = bench.stratmine(&["run", "--lexicons", "built-in", "--save"]).talk();
    assert!(talk.contains(&format!("coded {papers} files again without reading, ")), "{talk}");
    assert_eq!(bench.says("index"), before);
}

#[test]
fn a_lexicon_edit_gives_what_a_fresh_reading_of_the_sample_gives() {
    let bench = Bench::new();
    bench.put("deutsch.md", crate::support::GERMAN);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample");
    let mut coded = 3;
    for entry in fs::read_dir(sample).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        bench.put(&name, fs::read(&path).unwrap());
    }
    let status = {
        bench.stratmine(&["run", "--quiet", "--index", "first"]);
        bench.stratmine(&["status", "--index", "first", "--format", "jsonl"]).jsonl()
    };
    let of_sample = |line: &&Value| {
        let file = line["file"].as_str().unwrap();
        line["outcome"] == "coded"
            && bench.path("corpus").join(file).is_file()
            && !file.contains("north.md")
            && !file.contains("south.md")
            && !file.contains("west.pdf")
    };
    coded += status.iter().filter(of_sample).count();
    assert!(coded >= 7, "{coded}");
    edit_and_compare(&bench, coded);
}

#[test]
fn a_lexicon_edit_gives_what_a_fresh_reading_of_real_papers_gives() {
    let Some(papers) = shared("corpus") else { return };
    let bench = Bench::empty();
    let mut files: Vec<PathBuf> = fs::read_dir(papers).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    files.sort();
    let mut count = 0;
    for path in files.iter().step_by(6).filter(|path| !path.to_string_lossy().contains("imageonly")) {
        bench.put(&path.file_name().unwrap().to_string_lossy(), fs::read(path).unwrap());
        count += 1;
    }
    edit_and_compare(&bench, count);
}

#[test]
fn an_edit_of_the_corpus_table_gives_what_a_fresh_reading_gives() {
    let bench = Bench::coded();
    bench.put("again/north.md", paper("Northern again", 1));
    bench.put("deutsch.md", crate::support::GERMAN);
    bench.stratmine(&["run"]);
    let tables = [
        "file,title,organisation,year,partnering,include\nnorth.md,A merger of ours,,2016,merger,\nwest.pdf,,,,,no\n\
         deutsch.md,Ein Titel,,2001,,no\n",
        "file,title,organisation,year,partnering,include\nnorth.md,,The Barset Trust,,,\nwest.pdf,,,1999,,yes\n",
        "file,title\n",
    ];
    for (number, table) in tables.iter().enumerate() {
        bench.put("corpus.csv", table);
        let talk = bench.stratmine(&["run"]).talk();
        assert!(talk.contains("again without reading") && !talk.contains("read 1 file"), "{talk}");
        let fresh = format!("fresh-{number}");
        bench.stratmine(&["run", "--index", &fresh]);
        check_same(&bench, "index", &fresh);
    }
}

#[test]
fn papers_are_not_opened_to_be_coded_again() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    // Other bytes under the same size, time and inode: whoever opens the file sees them.
    let path = bench.path("corpus/north.md");
    let metadata = fs::metadata(&path).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    std::io::Write::write_all(&mut &file, &vec![b'x'; usize::try_from(metadata.len()).unwrap()]).unwrap();
    file.set_modified(metadata.modified().unwrap()).unwrap();
    edited_lexicons(&bench);
    let lexicons = bench.path("lexicons");
    let talk = bench.stratmine(&["run", "--lexicons", text(&lexicons)]).code(0).talk();
    assert!(talk.contains("coded 3 files again without reading, 0 as before"), "{talk}");
    let found = bench.stratmine(&["search", "ward", "--format", "jsonl"]).code(0).jsonl();
    assert!(found.iter().any(|hit| hit["file"] == "north.md"), "{found:?}");
    // Where all bytes are compared, the change is seen, whatever else there is to do.
    let talk = bench.stratmine(&["run", "--rehash", "--lexicons", "built-in", "--save"]).talk();
    assert!(talk.contains("read 1 file, coded 2 files again without reading"), "{talk}");
}

#[test]
fn a_run_of_other_options_reads_again() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    edited_lexicons(&bench);
    let talk = bench.stratmine(&["run", "--lexicons", "lexicons", "--deadline", "59"]).code(0).talk();
    assert!(talk.contains("read 3 files, 0 as before"), "{talk}");
}
