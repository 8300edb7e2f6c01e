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

#[test]
fn pages_are_chosen_and_those_that_are_not_there_named() {
    let bench = Bench::coded();
    let ran = bench.stratmine(&["extract", "corpus/west.pdf", "--pages", "1,3-4"]).code(1);
    assert!(ran.out().starts_with("We will improve") && ran.talk().contains("west.pdf has 1 page: there is no page 3"));
    assert_eq!(bench.stratmine(&["extract", "corpus/west.pdf", "--pages", "2-"]).code(1).out(), "");
    let talk = bench.stratmine(&["extract", "corpus/west.pdf", "--pages", "5-3"]).code(2).talk();
    assert!(talk.contains("the range 5-3 runs backwards"), "{talk}");
}

#[test]
fn the_structure_of_pages_is_shown_and_read_again() {
    let bench = Bench::coded();
    bench.put("odd.md", "# A &lt;b&gt;plan\\* & more\n\nWe *will* `mend` \\<script\\>.\n\n3. one\n4. two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
    let original = bench.stratmine(&["extract", "corpus/odd.md"]).code(0).out();
    assert!(original.contains("A <b>plan* & more") && original.contains("<script>."), "{original}");
    for form in ["markdown", "html"] {
        let shown = bench.stratmine(&["extract", "corpus/odd.md", "--format", form]).code(0).out();
        let name = format!("again.{}", if form == "html" { "html" } else { "md" });
        bench.put(&name, &shown);
        let again = bench.stratmine(&["extract", &format!("corpus/{name}")]).code(0).out();
        for line in original.lines().filter(|line| !line.trim().is_empty()) {
            assert!(again.contains(line), "{line:?} is not in {again:?} from {shown}");
        }
    }
    let page = bench.stratmine(&["extract", "corpus", "--format", "html"]).code(0).out();
    assert!(
        page.contains("<title>6 papers</title>")
            && page.contains("<section id=\"d2-p1\"")
            && page.ends_with("</html>\n")
    );
}
