//! `stratmine page`.

use super::support::{Bench, pdf, shared, text};
use std::fs;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Width and height that a PNG declares.
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(PNG));
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn a_page_is_drawn_with_and_without_its_blocks() {
    let bench = Bench::coded();
    let ran = bench.stratmine(&["page", "corpus/west.pdf", "1"]).code(0);
    assert!(ran.talk().contains("west.p001.png: page 1 of corpus/west.pdf, "), "{}", ran.talk());
    let boxed = fs::read(bench.path("west.p001.png")).unwrap();
    let plain = bench.stratmine(&["page", "corpus/west.pdf", "1", "--plain", "-o", "-"]).code(0).0.stdout;
    assert_eq!(size(&plain), (1190, 1684));
    assert!(size(&boxed).0 == 1190 && size(&boxed).1 > 1684, "the legend stands below");
    let again = bench.stratmine(&["page", "corpus/west.pdf", "1", "-o", "-"]).code(0).0.stdout;
    assert!(again == boxed, "the same page gives the same bytes");
    let small =
        bench.stratmine(&["page", "corpus/west.pdf", "1", "--plain", "--dpi", "72", "-o", "-"]).code(0).0.stdout;
    assert_eq!(size(&small), (595, 842));
}

#[test]
fn quotes_are_marked_and_counted() {
    let bench = Bench::empty();
    let lines = ["We will foster inte-", "gration of care. Care matters,", "and so does CARE."];
    bench.put("two.pdf", pdf(&lines));
    let page = |quotes: &[&str]| {
        let marked = quotes.iter().flat_map(|quote| ["--quote", quote]);
        let arguments: Vec<&str> =
            ["page", "corpus/two.pdf", "1", "--plain", "-o", "-"].into_iter().chain(marked).collect();
        bench.stratmine(&arguments)
    };
    let plain = page(&[]).code(0).0.stdout;
    let marked = page(&["foster  integration OF care", "care"]).code(0);
    assert!(marked.talk().contains("\"foster  integration OF care\" stands in 1 place\n"), "{}", marked.talk());
    assert!(marked.talk().contains("\"care\" stands in 3 places"), "{}", marked.talk());
    assert!(marked.0.stdout != plain && size(&marked.0.stdout) == size(&plain));
    let absent = page(&["cares"]).code(2);
    assert!(absent.0.stdout.is_empty());
    assert!(
        absent.talk().contains("\"cares\" is not in the text of page 1") && absent.talk().contains("hint: "),
        "{}",
        absent.talk()
    );
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let bench = Bench::coded();
    bench.put("broken.pdf", "%PDF-1.4\nnot much");
    for (arguments, said) in [
        (vec!["corpus/west.pdf", "2"], "has no page 2: its last page is 1"),
        (vec!["corpus/north.md", "1"], "only a PDF has pages with a look of their own"),
        (vec!["corpus/broken.pdf", "1"], "cannot be drawn: it is no PDF that can be read"),
        (vec!["corpus/none.pdf", "1"], "there is no such file"),
        (vec!["corpus/west.pdf", "--label", "iv"], "no page of corpus/west.pdf is labelled \"iv\""),
        (vec!["corpus/west.pdf", "1", "--quote", "- –"], "has no letter or sign"),
        (vec!["corpus/west.pdf", "1", "-o", "corpus/north.md"], "is no PNG picture"),
        (vec!["corpus/west.pdf", "1", "--dpi", "9000"], "36..=600"),
        (vec!["corpus/west.pdf", "0"], "0 is not in 1.."),
    ] {
        let ran = bench.stratmine(&[&["page"], &arguments[..]].concat()).code(2);
        assert!(ran.talk().contains(said) && ran.out().is_empty(), "{arguments:?}: {}", ran.talk());
    }
    assert!(fs::read_to_string(bench.path("corpus/north.md")).unwrap().starts_with("# The Northern"));
}

#[test]
fn pages_of_real_papers_are_drawn() {
    let Some(papers) = shared("corpus") else { return };
    let bench = Bench::empty();
    let paper = papers.join("west-sussex-jhws-2019-2024.pdf");
    let ran = bench.stratmine(&["page", text(&paper), "9", "--dpi", "72", "-o", "-"]).code(0);
    assert!(size(&ran.0.stdout).0 > 800);
}
