//! What Windows does otherwise than others, and a person there meets on the first day.

use crate::support::{Bench, paper};
use std::fs::OpenOptions;
use std::os::windows::fs::OpenOptionsExt as _;

/// As Excel opens a table: others may read it.
const READ_BY_OTHERS: u32 = 1;

#[test]
fn decisions_that_excel_holds_are_named_and_nothing_is_lost() {
    let bench = Bench::coded();
    bench.stratmine(&["run", "--quiet"]).code(0);
    let hits = bench.stratmine(&["search", "--outcomes", "--in", "statements", "--format", "jsonl"]).jsonl();
    let id = |number: usize| hits[number]["statement"].as_str().unwrap().to_owned();
    bench.stratmine(&["decide", "reject", &id(0)]).code(0);
    let decisions = bench.path("corpus/decisions.csv");
    let before = std::fs::read_to_string(&decisions).unwrap();
    let excel = OpenOptions::new().read(true).share_mode(READ_BY_OTHERS).open(&decisions).unwrap();
    let refused = bench.stratmine(&["decide", "reject", &id(1)]).code(2).talk();
    assert!(refused.contains("decisions.csv: another program has it open"), "{refused}");
    assert!(refused.contains("hint: close it there (Excel"), "{refused}");
    assert_eq!(std::fs::read_to_string(&decisions).unwrap(), before);
    drop(excel);
    bench.stratmine(&["decide", "reject", &id(1)]).code(0);
    let after = std::fs::read_to_string(&decisions).unwrap();
    assert!(after.starts_with(before.trim_end()) && after.lines().count() == 3, "{after}");
}

#[test]
fn tables_that_excel_holds_are_read() {
    let bench = Bench::coded();
    bench.stratmine(&["corpus", "list", "--format", "csv"]).code(0);
    std::fs::write(bench.path("corpus/corpus.csv"), "file,title\nnorth.md,A title of ours\n").unwrap();
    let _excel =
        OpenOptions::new().read(true).write(true).share_mode(READ_BY_OTHERS).open(bench.path("corpus/corpus.csv"));
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert!(bench.stratmine(&["corpus", "list", "--format", "csv"]).code(0).out().contains("A title of ours"));
}

#[test]
fn a_paper_may_have_a_path_longer_than_260_characters() {
    let bench = Bench::empty();
    let folders = [["a folder with a rather long name"; 4].join(" of "), ["another such folder"; 6].join(", ")];
    let file = format!("{}/a strategy.md", folders.join("/"));
    bench.put(&file, paper("Northern", 2));
    assert!(bench.path("corpus").join(&file).as_os_str().len() > 260);
    bench.stratmine(&["run", "--quiet"]).code(0);
    assert!(bench.stratmine(&["status", "--format", "csv"]).out().contains(&file));
    let path = bench.path("corpus").join(&file);
    bench.stratmine(&["run", "--quiet", path.to_str().unwrap()]).code(0);
    bench.stratmine(&["code", path.to_str().unwrap()]).code(0);
}

#[test]
fn paths_are_shown_as_people_write_them() {
    let bench = Bench::coded();
    let ran = bench.stratmine(&["run"]).code(0);
    let status = bench.stratmine(&["status"]);
    let recorded = std::fs::read_to_string(bench.path("index/root")).unwrap_or_default();
    for said in [ran.out(), ran.talk(), status.out(), status.talk(), recorded] {
        assert!(!said.contains(r"\\?\"), "{said}");
    }
}
