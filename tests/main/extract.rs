//! `stratmine extract`.

use super::support::Bench;

#[test]
fn the_text_of_pages_is_printed() {
    let bench = Bench::coded();
    let text = bench.stratmine(&["extract", "corpus/west.pdf"]).code(0).out();
    assert!(text.starts_with("We will improve patient safety across") && text.ends_with("\n\u{c}\n"), "{text:?}");
    let pages = bench.stratmine(&["extract", "corpus/west.pdf", "corpus/north.md", "--format", "json"]).code(0).jsonl();
    assert_eq!(pages.len(), 2);
    assert_eq!((pages[0]["page"].as_u64(), pages[1]["file"].as_str()), (Some(1), Some("north.md")));
    assert!(pages[1]["text"].as_str().unwrap().starts_with("The Northern strategy\n"));
}

#[test]
fn what_cannot_be_read_is_named() {
    let bench = Bench::new();
    let ran = bench.stratmine(&["extract", "corpus/notes.xyz"]).code(1);
    assert_eq!(ran.out(), "");
    assert!(ran.talk().contains("not coded: notes.xyz — unsupported"), "{}", ran.talk());
}
