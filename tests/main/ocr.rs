//! Text recognition: with the real tesseract, without any, and with programs of its name that do harm.

use super::support::{Bench, Ran, shared};
use serde_json::Value;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::time::{Duration, Instant};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The scan of the sample corpus.
fn scan() -> Vec<u8> {
    std::fs::read(repository("corpus/sample/oldtown-memorandum-scan.pdf")).unwrap()
}

/// The path of this machine, where tesseract is on it. Else the test is skipped, and says so; under `STRATMINE_CI` that is
/// a failure.
fn path_with_tesseract() -> Option<String> {
    if std::process::Command::new("tesseract").arg("--version").output().is_ok() {
        return std::env::var("PATH").ok();
    }
    assert!(std::env::var_os("STRATMINE_CI").is_none(), "tesseract is not installed");
    println!("skipped: tesseract is not installed (Debian: apt-get install tesseract-ocr)");
    None
}

fn with_path(bench: &Bench, path: &str, arguments: &[&str]) -> Ran {
    Ran(bench.program().env("PATH", path).args(arguments).output().unwrap())
}

fn record(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out()).unwrap_or_else(|error| panic!("{error}: {}\n{}", ran.out(), ran.talk()))
}

/// A bench with the scan in its corpus.
fn bench() -> Bench {
    let bench = Bench::empty();
    bench.put("scan.pdf", scan());
    bench
}

fn words(text: &str) -> Vec<String> {
    let word = |word: &str| word.to_lowercase().replace('’', "'");
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').filter(|w| !w.is_empty()).map(word).collect()
}

/// The length of the longest run of words that both have in the same order.
fn in_order(one: &[String], other: &[String]) -> usize {
    let mut row = vec![0; other.len() + 1];
    for a in one {
        let mut diagonal = 0;
        for (index, b) in other.iter().enumerate() {
            let above = row[index + 1];
            row[index + 1] = if a == b { diagonal + 1 } else { above.max(row[index]) };
            diagonal = above;
        }
    }
    row[other.len()]
}

/// What the scan says, from the text that it was made of.
fn known_text() -> String {
    let source = std::fs::read_to_string(repository("tests/sample/papers/oldtown-memorandum-scan.txt")).unwrap();
    let mut text = String::new();
    for line in source.lines() {
        let meta = ["@meta title:", "@meta subtitle:", "@meta date:"].iter().find_map(|mark| line.strip_prefix(mark));
        let said = meta
            .or_else(|| line.strip_prefix("# "))
            .or_else(|| line.strip_prefix('[').and_then(|rest| Some(rest.split_once("] ")?.1)))
            .or_else(|| line.strip_prefix("@sign "));
        text.push_str(said.unwrap_or_default());
        text.push('\n');
    }
    text
}

#[test]
fn the_scan_of_the_sample_is_read_in_order() {
    let Some(path) = path_with_tesseract() else { return };
    let bench = bench();
    let record = record(&with_path(&bench, &path, &["code", "corpus/scan.pdf"]).code(0));
    assert_eq!(record["outcome"], "coded");
    assert!(record["engine"].as_str().unwrap().contains("tesseract "), "{}", record["engine"]);
    let page = &record["pages"][0];
    assert_eq!(page["grade"], "ocr");
    let reason = page["grade_reasons"].to_string();
    assert!(reason.contains("read by tesseract") && reason.contains("mean confidence 9"), "{reason}");
    let (known, read) = (words(&known_text()), words(page["text"].as_str().unwrap()));
    let shared = in_order(&known, &read) as f64;
    let f1 = 2.0 * shared / (known.len() + read.len()) as f64;
    println!("{} words, {} read, F1 in order {f1:.3}", known.len(), read.len());
    assert!(f1 >= 0.95, "F1 {f1}\n{known:?}\n{read:?}");
    // Headings, paragraphs and their places come from the ordinary layout.
    let blocks = page["blocks"].as_array().unwrap();
    for heading in ["1. Parties", "2. Intent", "3. Terms"] {
        assert!(
            blocks.iter().any(|block| block["kind"] == "heading" && block["text"] == heading),
            "{heading}: {blocks:#?}"
        );
    }
    let statements = page["statements"].as_array().unwrap();
    let nursed = statements.iter().find(|each| each["text"].as_str().unwrap().contains("nursed nearer home")).unwrap();
    assert!(nursed["heading_path"].to_string().contains("Intent"), "{nursed:#?}");
    let place = nursed["boxes"][0].as_array().unwrap();
    assert!((75.0..95.0).contains(&place[0].as_f64().unwrap()), "{place:?}");
}

#[test]
fn without_it_the_file_says_what_to_install_and_is_tried_again_once_it_is_there() {
    let bench = bench();
    bench.put("north.md", super::support::paper("Northern", 1));
    let talk = bench.stratmine(&["run"]).code(0).talk();
    assert!(
        talk.contains(
            "a scan that is not read: scan.pdf — its pages are pictures without text: install tesseract (Debian"
        ),
        "{talk}"
    );
    let status = bench.stratmine(&["status"]).code(0).talk();
    assert!(status.contains("text recognition: none; install tesseract"), "{status}");
    bench.stratmine(&["run", "--strict"]).code(1);
    let Some(path) = path_with_tesseract() else { return };
    let run = |arguments: &[&str], code| with_path(&bench, &path, &[&["run"], arguments].concat()).code(code).talk();
    assert!(run(&[], 0).contains("read 1 file, 1 as before"));
    assert!(run(&[], 0).contains("nothing to read: 2 files as before"));
    let manifest = std::fs::read_to_string(bench.path("index/run.json")).unwrap();
    assert!(manifest.contains("tesseract "), "{manifest}");
    let status = with_path(&bench, &path, &["status"]).code(0).talk();
    assert!(status.contains("text recognition: tesseract "), "{status}");
    // Switched off, it is as if it had never been.
    let talk = run(&["--ocr", "never"], 0);
    assert!(talk.contains("read 1 file, 1 as before") && talk.contains("switched off (--ocr never)"), "{talk}");
    let talk = run(&["--ocr-language", "xyz"], 0);
    assert!(talk.contains("has no language \"xyz\": install it"), "{talk}");
    // Asked for all pages, every file is read again.
    assert!(run(&["--ocr", "always"], 0).contains("read 2 files, 0 as before"));
}

#[test]
fn what_cannot_be_had_is_refused() {
    let bench = bench();
    let ran = bench.stratmine(&["code", "corpus/scan.pdf", "--ocr", "always"]).code(2);
    assert!(ran.talk().contains("install tesseract"), "{}", ran.talk());
    for language in ["../eng", "-x", "eng;x", ""] {
        bench.stratmine(&["code", "corpus/scan.pdf", "--ocr-language", language]).code(2);
    }
    // A program that lies beside the papers is not taken for it.
    std::fs::write(bench.path("tesseract"), "#!/bin/sh\ntouch taken\n").unwrap();
    for path in ["", ".", ".:", "corpus/.."] {
        let talk = with_path(&bench, path, &["code", "corpus/scan.pdf"]).code(1).talk();
        assert!(talk.contains("install tesseract"), "{talk}");
    }
    assert!(!bench.path("taken").exists());
}

/// A folder with a program in the place of tesseract that says what it is and then does `deed`.
#[cfg(unix)]
fn impostor(bench: &Bench, deed: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = bench.path("bin");
    std::fs::create_dir_all(&folder).unwrap();
    let script = format!(
        "#!/bin/sh\ncase $1 in --version) echo tesseract 5.9.9; exit;; --list-langs) echo eng; exit;; esac\n{deed}\n"
    );
    let program = folder.join("tesseract");
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder.to_str().unwrap().to_owned()
}

#[cfg(unix)]
#[test]
fn whatever_the_program_does_the_file_has_a_named_end() {
    let head =
        "level\\tpage_num\\tblock_num\\tpar_num\\tline_num\\tword_num\\tleft\\ttop\\twidth\\theight\\tconf\\ttext";
    for (deed, outcome, reason) in [
        ("exec /bin/sleep 600", "needs_ocr", "it took longer than 6 seconds and was stopped"),
        ("kill -SEGV $$", "needs_ocr", "it failed (signal: 11"),
        ("echo 'Error opening data file' >&2; exit 1", "needs_ocr", "(exit status: 1): Error opening data file"),
        ("echo garbage", "needs_ocr", "its output is no table of words"),
        ("while :; do echo 0123456789012345678901234567890123456789; done", "needs_ocr", "bytes and was stopped"),
        (&format!("printf '{head}\\n'"), "no_text", "found no words in them"),
        (
            &format!("printf '{head}\\n5\\t1\\t1\\t1\\t1\\t1\\t9\\t9\\t9\\t9\\t20\\tnoise\\n'"),
            "no_text",
            "found no words",
        ),
    ] {
        let bench = bench();
        let path = impostor(&bench, deed);
        let begun = Instant::now();
        let record = record(&with_path(&bench, &path, &["code", "corpus/scan.pdf", "--deadline", "3"]).code(1));
        assert_eq!(record["outcome"], outcome, "{deed}: {record}");
        assert!(record["reason"].as_str().unwrap().contains(reason), "{deed}: {}", record["reason"]);
        assert!(begun.elapsed() < Duration::from_mins(1), "{deed}: {:?}", begun.elapsed());
    }
    for (script, reason) in
        [("echo tesseract 3.02", "is too old"), ("exit 1", "does not work"), ("exec yes", "does not work")]
    {
        let bench = bench();
        let path = impostor(&bench, "");
        std::fs::write(bench.path("bin/tesseract"), format!("#!/bin/sh\n{script}\n")).unwrap();
        let record = record(&with_path(&bench, &path, &["code", "corpus/scan.pdf"]).code(1));
        assert!(record["reason"].as_str().unwrap().contains(reason), "{script}: {record}");
    }
}

/// Whether a process runs whose command has this word.
#[cfg(target_os = "linux")]
fn runs(word: &str) -> bool {
    std::fs::read_dir("/proc").unwrap().filter_map(Result::ok).any(|process| {
        let command = std::fs::read_to_string(process.path().join("cmdline")).unwrap_or_default();
        command.split('\0').any(|said| said == word)
    })
}

#[cfg(target_os = "linux")]
#[test]
fn no_program_stays_behind_when_its_reader_is_killed() {
    let bench = bench();
    // The reader dies amid the recognition, as it does when it runs out of memory or time. The sleeper is known by how long it
    // sleeps: it can write no file to say what it is.
    let sleeps = format!("600.{}", std::process::id());
    let path = impostor(&bench, &format!("kill -KILL $PPID; exec /bin/sleep {sleeps}"));
    let record = record(&with_path(&bench, &path, &["code", "corpus/scan.pdf"]).code(1));
    assert_eq!(record["outcome"], "needs_ocr");
    let reason = record["reason"].as_str().unwrap();
    assert!(reason.contains("text recognition was given up: the reader died of it"), "{reason}");
    let patience = Instant::now() + Duration::from_secs(5);
    while runs(&sleeps) && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(!runs(&sleeps), "the program is still there");
}

#[test]
fn the_real_scans_and_outlines_are_read() {
    let Some(papers) = shared("corpus") else { return };
    let Some(path) = path_with_tesseract() else { return };
    let bench = Bench::empty();
    let expected = [
        ("west-sussex-cyp-outcomes-imageonly-2023.pdf", 1),
        ("west-sussex-female-life-expectancy-map-imageonly.pdf", 1),
        ("west-sussex-send-infographic-imageonly.pdf", 1),
        ("interop-case-bristol-connecting-care-2017.pdf", 5),
    ];
    for (file, least) in expected {
        let file = papers.join(file);
        let record = record(&with_path(&bench, &path, &["code", file.to_str().unwrap()]).code(0));
        assert_eq!(record["outcome"], "coded", "{}", record["reason"]);
        let pages = record["pages"].as_array().unwrap();
        let read = pages.iter().filter(|page| page["grade"] == "ocr" && !page["text"].as_str().unwrap().is_empty());
        assert!(read.count() >= least, "{}: {:?}", file.display(), record["reason"]);
    }
}
