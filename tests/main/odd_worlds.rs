//! Names, links, clocks, rights and surroundings that are not as usual: what is odd is listed or made nothing of, and the run ends.

#![cfg(unix)]

use crate::support::{Bench, PROGRAM, paper, pdf};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

/// Every file below a folder with its bytes.
fn everything(folder: &Path) -> BTreeSet<(PathBuf, Vec<u8>)> {
    let mut all = BTreeSet::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            all.insert((entry.path().to_owned(), fs::read(entry.path()).unwrap()));
        }
    }
    all
}

/// The lines of `status` of the index.
fn status(bench: &Bench) -> Vec<Value> {
    bench.stratmine(&["status", "--format", "jsonl"]).code(0).jsonl()
}

/// What a tally says.
fn tally(bench: &Bench) -> String {
    bench.stratmine(&["tally", "--format", "json"]).code(0).out()
}

#[test]
fn odd_names_are_read_told_and_found_again() {
    let long = format!("{}.md", "l".repeat(247));
    let names: Vec<&[u8]> = vec![
        b"not-utf-8-\xff\xfe.md",
        b"two\nlines.md",
        b"tab\tand\rreturn.md",
        b" blanks .md",
        b"-rf.md",
        b"--index.md",
        b"\"quotes\" & 'more'.md",
        b"$(touch gone);`x`|&.md",
        b"per%20cent%s.md",
        b"UPPER.MD",
        "na\u{ef}ve\u{202e}fdp.md".as_bytes(),
        long.as_bytes(),
    ];
    let bench = Bench::empty();
    fs::create_dir_all(bench.path("corpus")).unwrap();
    for (number, name) in names.iter().enumerate() {
        let text = paper(&format!("County {number}"), 1);
        fs::write(bench.path("corpus").join(OsStr::from_bytes(name)), text).unwrap();
    }
    // The same bytes once more, under another odd name.
    fs::write(bench.path("corpus/again\u{1b}[2J.md"), paper("County 3", 1)).unwrap();

    let ran = bench.stratmine(&["run"]).code(0);
    assert!(!ran.talk().contains('\u{1b}') && !ran.talk().contains('\u{202e}'), "{:?}", ran.talk());
    let lines = status(&bench);
    assert_eq!(lines.len(), names.len() + 1);
    assert!(lines.iter().all(|line| line["outcome"] == "coded"), "{lines:#?}");
    let told: BTreeSet<&str> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
    assert_eq!(told.len(), names.len() + 1, "two names are told alike: {told:#?}");
    assert_eq!(lines.iter().filter(|line| line["counted"] == true).count(), names.len());

    // Nothing is read again, each is found by what it says, and every form of the evidence has them all.
    assert!(bench.stratmine(&["run"]).code(0).talk().contains("nothing to read"));
    for number in 0..names.len() {
        let found = bench.stratmine(&["search", &format!("\"County {number} strategy\""), "--format", "jsonl"]).code(0);
        assert!(!found.jsonl().is_empty(), "paper {number} is not found");
    }
    bench.stratmine(&["index", "verify"]).code(0);
    let csv = bench.stratmine(&["export", "--format", "csv", "-o", "-"]).code(0).out();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(reader.records().map(Result::unwrap).count(), names.len() * 4);
    assert!(!bench.path("gone").exists());
}

#[test]
fn a_name_that_is_an_option_can_be_given() {
    let bench = Bench::empty();
    bench.put("-rf.md", paper("Northern", 1));
    let coded = bench.stratmine(&["code", "corpus/-rf.md"]).code(0).out();
    assert!(coded.contains("Northern"));
}

#[test]
fn loops_pipes_and_devices_are_listed_and_stop_nothing() {
    let bench = Bench::coded();
    let corpus = bench.path("corpus");
    symlink(&corpus, corpus.join("loop")).unwrap();
    symlink("self", corpus.join("self")).unwrap();
    symlink(corpus.join("gone.md"), corpus.join("broken.md")).unwrap();
    symlink("/dev/zero", corpus.join("zero.txt")).unwrap();
    let made = Command::new("mkfifo").arg(corpus.join("pipe.pdf")).status();
    let socket = std::os::unix::net::UnixListener::bind(corpus.join("socket.md"));
    let ran = bench.stratmine(&["run"]).code(1);
    let talk = ran.talk();
    assert!(made.is_ok_and(|status| status.success()) && socket.is_ok());
    for name in ["loop", "self", "broken.md", "zero.txt", "pipe.pdf", "socket.md"] {
        assert!(talk.contains(name), "{name} is not named:\n{talk}");
    }
    let coded = status(&bench).iter().filter(|line| line["outcome"] == "coded").count();
    assert_eq!(coded, 3);
}

/// Runs while `deed` is done again and again to the corpus, and then once more in peace: it must say what a fresh index says.
fn while_it_runs(deed: impl Fn(&Bench, usize) + Sync) {
    let bench = Bench::coded();
    for number in 0..12 {
        bench.put(&format!("more/{number}.md"), paper(&format!("Number {number}"), 3));
    }
    let mut child = Command::new(PROGRAM)
        .current_dir(bench.path(""))
        .args(["run", "--threads", "2"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut turn = 0;
    while child.try_wait().unwrap().is_none() {
        deed(&bench, turn);
        turn += 1;
    }
    let ended = child.wait_with_output().unwrap();
    let talk = String::from_utf8_lossy(&ended.stderr);
    assert!(matches!(ended.status.code(), Some(0 | 1)), "{talk}");
    assert!(turn > 0 && !talk.contains("panicked"), "{talk}");
    // Sizes and times that a change left as they were are seen by `--rehash` alone.
    for index in ["index", "fresh"] {
        let ran = bench.stratmine(&["run", "--index", index, "--rehash", "--quiet"]);
        assert!(matches!(ran.0.status.code(), Some(0 | 1)), "{}", ran.talk());
    }
    let says = |index: &str| {
        bench.stratmine(&["tally", "--index", index, "--by", "document", "--format", "json"]).code(0).out()
    };
    assert_eq!(says("index"), says("fresh"));
}

#[test]
fn a_paper_that_changes_while_it_is_read_is_read_again() {
    while_it_runs(|bench, turn| {
        bench.put(&format!("more/{}.md", turn % 12), paper(&format!("Turn {turn}"), turn % 4 + 1));
    });
}

#[test]
fn a_paper_that_vanishes_while_it_is_read_stops_nothing() {
    while_it_runs(|bench, turn| {
        let path = bench.path("corpus/more").join(format!("{}.md", turn % 12));
        if turn % 24 < 12 {
            let _ = fs::remove_file(path);
        } else {
            fs::write(path, paper(&format!("Turn {turn}"), 1)).unwrap();
        }
    });
}

#[test]
fn clocks_may_jump() {
    let bench = Bench::coded();
    let set = |file: &str, time: SystemTime| {
        fs::File::options().append(true).open(bench.path("corpus").join(file)).unwrap().set_modified(time).unwrap();
    };
    // From before 1970, from far ahead, and from now to the day before.
    set("north.md", SystemTime::UNIX_EPOCH - Duration::from_hours(24 * 365));
    set("west.pdf", SystemTime::now() + Duration::from_hours(24 * 365 * 50));
    bench.stratmine(&["run"]).code(0);
    let whole = tally(&bench);
    assert!(bench.stratmine(&["run"]).code(0).talk().contains("nothing to read"));
    for time in [SystemTime::now() - Duration::from_hours(24), SystemTime::UNIX_EPOCH] {
        for file in ["north.md", "west.pdf", "sub/south.md"] {
            set(file, time);
        }
        bench.stratmine(&["run"]).code(0);
        assert_eq!(tally(&bench), whole);
    }
    // A change is seen although the clock says that it was made before the last run.
    bench.put("north.md", paper("Northern", 3));
    set("north.md", SystemTime::UNIX_EPOCH);
    bench.stratmine(&["run"]).code(0);
    assert_ne!(tally(&bench), whole);
    // Nor does what is said hang upon the day.
    let far = bench.program().env("TZ", "Pacific/Kiritimati").args(["tally", "--format", "json"]).output().unwrap();
    assert_eq!(String::from_utf8(far.stdout).unwrap(), tally(&bench));
}

#[test]
fn surroundings_change_nothing_that_is_said() {
    let say = |surround: &dyn Fn(&mut assert_cmd::Command)| {
        let bench = Bench::coded();
        let mut all = String::new();
        for arguments in
            [&["run"][..], &["run", "--rehash"], &["tally", "--format", "json"], &["tally"], &["search", "safety"]]
        {
            let mut program = bench.program();
            surround(program.args(arguments));
            let ran = program.output().unwrap();
            assert_eq!(ran.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
            all += &String::from_utf8(ran.stdout).unwrap();
        }
        let manifest = fs::read_to_string(bench.path("index/run.json")).unwrap();
        all + &manifest
    };
    let usual = say(&|_| ());
    // No variable at all, no HOME, and other locales: numbers with commas, letters without dots.
    assert_eq!(say(&|program| _ = program.env_clear()), usual);
    assert_eq!(say(&|program| _ = program.env("HOME", "/nonexistent").env_remove("TMPDIR")), usual);
    for locale in ["de_DE.UTF-8", "tr_TR.UTF-8", "C", "ja_JP.SJIS", "nonsense"] {
        assert_eq!(say(&|program| _ = program.env("LC_ALL", locale).env("LANG", locale)), usual, "{locale}");
    }
    assert_eq!(say(&|program| _ = program.env("TERM", "dumb").env("NO_COLOR", "1").env("COLUMNS", "0")), usual);
}

#[test]
fn a_reader_that_stops_listening_is_no_fault() {
    let bench = Bench::coded();
    for number in 0..40 {
        bench.put(&format!("more/{number}.md"), paper(&format!("Number {number}"), 30));
    }
    bench.stratmine(&["run"]).code(0);
    // As `stratmine … | head -1`: the pipe is closed while there is much to say.
    let search = ["search", "safety", "--in", "statements", "-n", "5000", "--quiet"];
    let export = ["export", "--format", "jsonl", "-o", "-", "--quiet"];
    for arguments in [&search[..], &export, &["code", "corpus", "--quiet"]] {
        let mut child = Command::new(PROGRAM)
            .current_dir(bench.path(""))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        let talk = String::from_utf8_lossy(&ended.stderr);
        assert_eq!((ended.status.code(), talk.as_ref()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn a_standard_output_that_is_full_is_an_error_and_not_silence() {
    let bench = Bench::coded();
    bench.stratmine(&["run"]).code(0);
    for arguments in [&["tally"][..], &["status"], &["search", "safety"], &["export", "--format", "csv", "-o", "-"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let ran = Command::new(PROGRAM).current_dir(bench.path("")).args(arguments).stdout(full).output().unwrap();
        let talk = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{arguments:?}: {talk}");
        assert!(talk.contains("No space left"), "{arguments:?}: {talk}");
    }
}

#[test]
fn a_corpus_that_cannot_be_written_is_read() {
    let bench = Bench::coded();
    let corpus = bench.path("corpus");
    fs::set_permissions(&corpus, fs::Permissions::from_mode(0o555)).unwrap();
    let before = everything(&corpus);
    let ran = bench.stratmine(&["run"]);
    fs::set_permissions(&corpus, fs::Permissions::from_mode(0o755)).unwrap();
    ran.code(0);
    assert_eq!(everything(&corpus), before, "a run writes nothing into the corpus");
}

#[test]
fn what_may_not_be_read_is_listed_and_what_may_not_be_written_is_said() {
    if fs::read("/proc/1/mem").is_ok() || is_root() {
        // Rights do not hold root back: the test is made as another user below, where one can be had.
        as_nobody();
        return;
    }
    rights(&Bench::coded(), &|bench, arguments| bench.stratmine(arguments).0);
}

fn is_root() -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine");
    fs::write(&path, "x").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    fs::read(&path).is_ok()
}

/// The same as the user `nobody`, by `setpriv` (util-linux), which Debian has.
fn as_nobody() {
    let bench = Bench::coded();
    let open = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    for entry in walkdir::WalkDir::new(bench.path("")) {
        open(entry.unwrap().path());
    }
    // The program must lie where anybody may go.
    let program = bench.path("program");
    fs::copy(PROGRAM, &program).unwrap();
    open(&program);
    let nobody = |bench: &Bench, arguments: &[&str]| {
        Command::new("setpriv")
            .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"])
            .arg(bench.path("program"))
            .args(arguments)
            .current_dir(bench.path(""))
            .output()
            .unwrap()
    };
    if !Command::new("setpriv").arg("--version").output().is_ok_and(|ran| ran.status.success()) {
        assert!(std::env::var_os("STRATMINE_CI").is_none(), "setpriv is not there");
        println!("skipped: root may read everything, and setpriv is not there");
        return;
    }
    rights(&bench, &nobody);
}

fn rights(bench: &Bench, run: &dyn Fn(&Bench, &[&str]) -> std::process::Output) {
    let bar = |path: &str, mode| fs::set_permissions(bench.path(path), fs::Permissions::from_mode(mode)).unwrap();
    let talk = |ran: &std::process::Output| String::from_utf8_lossy(&ran.stderr).into_owned();
    bar("corpus/north.md", 0o000);
    bar("corpus/sub", 0o000);
    let ran = run(bench, &["run"]);
    assert_eq!(ran.status.code(), Some(1), "{}", talk(&ran));
    for expected in ["north.md", "sub", "ermission denied"] {
        assert!(talk(&ran).contains(expected), "{expected}: {}", talk(&ran));
    }
    // What may be read again is read again, without being asked.
    bar("corpus/north.md", 0o644);
    bar("corpus/sub", 0o755);
    let ran = run(bench, &["run"]);
    assert_eq!(ran.status.code(), Some(0), "{}", talk(&ran));
    let whole = run(bench, &["tally", "--format", "json"]).stdout;
    // An index that may not be written is read, and a run says what it could not write.
    for entry in walkdir::WalkDir::new(bench.path("index")) {
        let entry = entry.unwrap();
        let mode = if entry.file_type().is_dir() { 0o555 } else { 0o444 };
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode)).unwrap();
    }
    bench.put("more.md", paper("Another", 1));
    let refused = run(bench, &["run"]);
    assert_eq!(refused.status.code(), Some(2), "{}", talk(&refused));
    assert!(talk(&refused).contains("index") && talk(&refused).contains("ermission denied"), "{}", talk(&refused));
    assert_eq!(run(bench, &["tally", "--format", "json"]).stdout, whole);
    assert_eq!(run(bench, &["search", "safety"]).status.code(), Some(0));
    for entry in walkdir::WalkDir::new(bench.path("index")) {
        let entry = entry.unwrap();
        let mode = if entry.file_type().is_dir() { 0o777 } else { 0o666 };
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode)).unwrap();
    }
}

#[test]
fn nothing_is_written_but_where_it_was_asked() {
    let bench = Bench::coded();
    bench.put("deep/../..evil.md", paper("Evil", 1));
    // A PDF whose title and embedded names are paths.
    let mut bytes = pdf(&["We will improve patient safety across all the hospitals of the western county."]);
    let trailer = String::from_utf8(bytes.split_off(bytes.len() - 60)).unwrap();
    bytes.extend(trailer.bytes());
    bench.put("named.pdf", bytes);
    let before = everything(&bench.path(""));
    bench.stratmine(&["run"]).code(0);
    bench.stratmine(&["tally"]).code(0);
    bench.stratmine(&["search", "safety"]).code(0);
    bench.stratmine(&["code", "corpus/west.pdf"]).code(0);
    bench.stratmine(&["extract", "corpus/west.pdf"]).code(0);
    let after = everything(&bench.path(""));
    assert!(before.is_subset(&after), "a run changes no file that was there");
    let index = bench.path("index");
    let stray: Vec<_> = after.difference(&before).filter(|(path, _)| !path.starts_with(&index)).collect();
    assert!(stray.is_empty(), "{:?}", stray.iter().map(|(path, _)| path).collect::<Vec<_>>());
}

/// The worker as it runs, not as its source says: asked of the kernel.
#[test]
#[cfg(target_os = "linux")]
fn a_running_worker_is_kept_in() {
    let mut worker = Command::new(PROGRAM)
        .arg("worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let facts = PathBuf::from(format!("/proc/{}/status", worker.id()));
    let limit = std::time::Instant::now() + Duration::from_secs(20);
    let says = |what: &str| {
        fs::read_to_string(&facts).unwrap().lines().any(|line| line.split_whitespace().eq(what.split(' ')))
    };
    while !says("Seccomp: 2") && std::time::Instant::now() < limit {
        std::thread::sleep(Duration::from_millis(5));
    }
    let (filtered, unprivileged) = (says("Seccomp: 2"), says("NoNewPrivs: 1"));
    drop(worker.stdin.take());
    assert!(worker.wait().unwrap().success());
    assert!(filtered && unprivileged, "no filter holds the worker");
    let said = Bench::coded();
    said.stratmine(&["run"]).code(0);
    let talk = said.stratmine(&["status"]).code(0).talk();
    assert!(talk.contains("reach no network"), "{talk}");
}
