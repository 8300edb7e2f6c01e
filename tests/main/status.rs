//! `stratmine status`.

use super::support::Bench;

#[test]
fn every_file_has_a_line_with_outcome_and_reason() {
    let bench = Bench::new();
    bench.stratmine(&["run"]).code(1);
    let ran = bench.stratmine(&["status", "--format", "jsonl"]).code(0);
    let rows = ran.jsonl();
    let ends: Vec<_> =
        rows.iter().map(|row| (row["file"].as_str().unwrap(), row["outcome"].as_str().unwrap())).collect();
    assert_eq!(
        ends,
        [("north.md", "coded"), ("notes.xyz", "unsupported"), ("sub/south.md", "coded"), ("west.pdf", "coded")]
    );
    assert!(rows[1]["reason"].as_str().unwrap().contains("not read"));
    assert_eq!((rows[0]["removed"].as_bool(), rows[0]["counted"].as_bool()), (Some(false), Some(true)));
    assert_eq!(rows[0]["intended_outcomes"], 8);
    assert_eq!((rows[0]["grade"].as_str(), rows[0]["pages_good"].as_u64()), (Some("good"), Some(1)));
    assert!(rows[1]["grade"].is_null());
    let talk = ran.talk();
    for expected in ["3 coded, 1 unsupported", "limits: ", "deadline", "13 intended outcomes", "3 good"] {
        assert!(talk.contains(expected), "{expected}\n{talk}");
    }
}

#[test]
fn a_name_cannot_steer_the_terminal() {
    let bench = Bench::empty();
    bench.put("a\u{1b}[2Jb.xyz", "x");
    let ran = bench.stratmine(&["run"]).code(1);
    let status = bench.stratmine(&["status"]).code(0);
    for text in [ran.out(), ran.talk(), status.out(), status.talk()] {
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}
