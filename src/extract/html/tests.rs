use super::read;
use BlockKind::{Caption, Footnote, Heading, ListItem, Paragraph, Running, TableRow};
use proptest::prelude::*;
use stratmine_model::{BlockKind, DocumentId, ReadPaper};

fn document(html: &str) -> ReadPaper {
    read(DocumentId::from_digest([1; 32]), html.as_bytes()).unwrap()
}

fn blocks(html: &str) -> Vec<(BlockKind, String)> {
    let document = document(html);
    let page = &document.pages[0];
    page.blocks.iter().map(|block| (block.kind, page.slice(block.span).to_owned())).collect()
}

fn owned<const N: usize>(wanted: [(BlockKind, &str); N]) -> Vec<(BlockKind, String)> {
    wanted.map(|(kind, text)| (kind, text.to_owned())).to_vec()
}

#[test]
fn a_page_is_read_as_it_shows() {
    let html = "<title> Our \n strategy </title><h1>Strategy</h1><p>We <b>will</b> im<i>prove</i>&nbsp;care.<p>Unclosed\
        <ul><li>cut waits<ul><li>for adults</ul><li><p>train</p></ul><ol start=3><li>first<li>second</ol>\
        <div>Loose text<br>goes on<br><br>and begins anew.</div>\
        <figure><img alt=no><figcaption>A picture</figcaption></figure><script>x()</script><p hidden>no</p>\
        <details><summary>More</summary>Inside.</details><dl><dt>Aim<dd>Safer care</dl>";
    let wanted = owned([
        (Heading(1), "Strategy"),
        (Paragraph, "We will improve care."),
        (Paragraph, "Unclosed"),
        (ListItem(0), "cut waits"),
        (ListItem(1), "for adults"),
        (ListItem(0), "train"),
        (ListItem(0), "first"),
        (ListItem(0), "second"),
        (Paragraph, "Loose text goes on"),
        (Paragraph, "and begins anew."),
        (Caption, "A picture"),
        (Heading(2), "More"),
        (Paragraph, "Inside."),
        (ListItem(0), "Aim"),
        (ListItem(1), "Safer care"),
    ]);
    assert_eq!(blocks(html), wanted);
    let document = document(html);
    assert_eq!(document.facts.title.as_deref(), Some("Our strategy"));
    assert_eq!(document.pages[0].blocks[7].marker.as_deref(), Some("4."));
}

#[test]
fn what_surrounds_the_paper_is_running_matter() {
    let html = "<header>NHS</header><nav><a href=/>Home</a></nav><div class='cookie-banner'>We use <a>cookies</a></div>\
        <main><header><h1>Aims</h1></header><p>We act.</p><nav>On this page</nav></main><footer>Crown copyright</footer>";
    let wanted = owned([
        (Running, "NHS"),
        (Running, "Home"),
        (Running, "We use cookies"),
        (Heading(1), "Aims"),
        (Paragraph, "We act."),
        (Running, "On this page"),
        (Running, "Crown copyright"),
    ]);
    assert_eq!(blocks(html), wanted);
    let without_main = "<header>NHS</header><form><p>We act.</p><select><option>x</select></form><footer>End</footer>";
    assert_eq!(blocks(without_main), owned([(Running, "NHS"), (Paragraph, "We act."), (Running, "End")]));
}

#[test]
fn tables_are_rows_with_heads() {
    let html = "<table><caption>Benefits</caption><thead><tr><th></th><th>Patients</th><th>Staff</th></tr></thead>\
        <tr><th scope=row rowspan=2>Access<td><p>Better</p><p>care</p><td>Less waiting</tr><tr><td>Safer<td></table>";
    let wanted = owned([
        (Caption, "Benefits"),
        (TableRow, "| Patients | Staff"),
        (TableRow, "Access | Better care | Less waiting"),
        (TableRow, "| Safer |"),
    ]);
    assert_eq!(blocks(html), wanted);
    let document = document(html);
    assert_eq!(document.pages[0].blocks[2].column_heads, ["", "Patients", "Staff"]);
    assert!(document.pages[0].blocks[1].column_heads.is_empty());
    assert_eq!(document.pages[0].blocks[3].cells.len(), 3);
}

#[test]
fn a_table_for_layout_is_walked_through() {
    let html = "<table><tr><td><h1>Aims</h1><p>We act.</p></td><td>Beside.</td></tr></table>";
    let wanted = owned([(Heading(1), "Aims"), (Paragraph, "We act."), (Paragraph, "Beside.")]);
    assert_eq!(blocks(html), wanted);
}

#[test]
fn encodings_and_languages_are_found() {
    let old =
        b"<html lang='en-GB'><meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'><p>\xa35 saved";
    let document = read(DocumentId::from_digest([1; 32]), old).unwrap();
    assert_eq!(document.pages[0].text, "£5 saved");
    assert_eq!(document.language.as_deref(), Some("en"));
    assert_eq!(blocks("<p>caf\u{e9}").first().map(|block| block.1.clone()).as_deref(), Some("café"));
}

#[test]
fn deep_nesting_does_no_harm() {
    let deep = format!("{}We act.", "<div><b>".repeat(3_000));
    assert_eq!(blocks(&deep), owned([(Paragraph, "We act.")]));
}

#[test]
fn a_summary_heads_what_is_in_its_details_and_nothing_after_it() {
    let html = "<h2>Our aims</h2><p>We act.</p><details><summary><h2>Done so far</h2></summary><h2>Scans</h2><p>Quicker.</p>\
        <h3>At night</h3><p>Too.</p></details><details><summary>Also done</summary>More.</details><p>We will act.</p>";
    let document = document(html);
    let page = &document.pages[0];
    let seen: Vec<_> = page.blocks.iter().map(|block| (block.kind, page.slice(block.span), block.closes)).collect();
    let wanted = [
        (Heading(2), "Our aims", None),
        (Paragraph, "We act.", None),
        (Heading(3), "Done so far", None),
        (Heading(4), "Scans", None),
        (Paragraph, "Quicker.", None),
        (Heading(5), "At night", None),
        (Paragraph, "Too.", None),
        (Heading(3), "Also done", Some(3)),
        (Paragraph, "More.", None),
        (Paragraph, "We will act.", Some(3)),
    ];
    assert_eq!(seen, wanted);
}

#[test]
fn lines_that_an_author_broke_are_items() {
    let html = "<p>By 2026 we will:<br>&bull; cut waits<br>&bull; recruit nurses</p>\
        <p>1. Cut waits<br>2. Recruit nurses<br/>3. Save money</p>\
        <p><strong>Our achievements</strong><br>- Shorter waits<br>- More doctors</p>\
        <p>We work with<br>our partners.</p><pre>We will:\n- train staff\n- keep them</pre>\
        <ul><li>Safer care:<br>- fewer falls<br>- fewer ulcers<li>One<br>line</ul>";
    let wanted = owned([
        (Paragraph, "By 2026 we will:"),
        (ListItem(0), "cut waits"),
        (ListItem(0), "recruit nurses"),
        (ListItem(0), "Cut waits"),
        (ListItem(0), "Recruit nurses"),
        (ListItem(0), "Save money"),
        (Heading(2), "Our achievements"),
        (ListItem(0), "Shorter waits"),
        (ListItem(0), "More doctors"),
        (Paragraph, "We work with our partners."),
        (Paragraph, "We will:"),
        (ListItem(0), "train staff"),
        (ListItem(0), "keep them"),
        (ListItem(0), "Safer care:"),
        (ListItem(1), "fewer falls"),
        (ListItem(1), "fewer ulcers"),
        (ListItem(0), "One line"),
    ]);
    assert_eq!(blocks(html), wanted);
}

#[test]
fn closed_accordions_and_tabs_are_read_and_other_hidden_text_is_counted() {
    let html = "<p>We act.</p><div hidden=until-found>Found.</div><div role=tabpanel hidden>Tab.</div>\
        <div class='collapse' style='display: none'>Collapsed.</div><button aria-controls=x>+</button><div id=x hidden>Opened.</div>\
        <h3 class=accordion><button>Staff</button></h3>\
        <div style='display:none'><p>We will improve the hidden draft.</p></div><span aria-hidden=true>×</span>\
        <div class='cookie-banner' hidden>We use cookies to improve your experience here.</div>";
    let wanted = owned([
        (Paragraph, "We act."),
        (Paragraph, "Found."),
        (Paragraph, "Tab."),
        (Paragraph, "Collapsed."),
        (Paragraph, "Opened."),
        (Heading(3), "Staff"),
    ]);
    assert_eq!(blocks(html), wanted);
    assert_eq!(document(html).pages[0].quality.reasons, ["6 words are hidden on this page and were left out"]);
}

#[test]
fn marks_of_notes_are_no_part_of_words_and_notes_are_footnotes() {
    let html = "<p>Urgent care<sup><a href='#fn1'>1</a></sup> for £2m<sup>2</sup> by 2020<sup id=r3><a href='#x3'>3</a></sup>.</p>\
        <p>Waits<a href='#fn:4' class=footnote>[footnote 4]</a> by the 21<sup>st</sup>, 300 m<sup>2</sup>, nurses*<sup>,†</sup>, see [<a href='#s'>2</a>].</p>\
        <table><tr><th>Aim<th>When<tr><td>Falls<sup>a</sup><td>2020<span style='vertical-align: super'>4</span></table>\
        <p>Word<a href='#_ftn1' name='_ftnref1'>[1]</a> too.</p>\
        <ol class=footnotes><li id=fn1><p>NHS England. <a href='#r1'>↩</a></p></li></ol><p id=x3>3 We will publish.</p>\
        <div id=ftn1><p><a href='#_ftnref1' name='_ftn1'>[1]</a> We will improve.</p></div>";
    let wanted = owned([
        (Paragraph, "Urgent care for £2m by 2020."),
        (Paragraph, "Waits by the 21st, 300 m2, nurses, see [2]."),
        (TableRow, "Aim | When"),
        (TableRow, "Falls | 2020"),
        (Paragraph, "Word too."),
        (Footnote, "NHS England."),
        (Footnote, "3 We will publish."),
        (Footnote, "[1] We will improve."),
    ]);
    assert_eq!(blocks(html), wanted);
}

#[test]
fn what_is_struck_out_is_left_out_and_said() {
    let html = "<p><del>We will close the unit.</del> We will recruit <s>forty</s> sixty nurses.</p><del><ul><li>Cut beds</ul></del>\
        <p style='text-decoration: line-through'>No more.</p><p><ins>We will act.</ins></p>";
    assert_eq!(blocks(html), owned([(Paragraph, "We will recruit sixty nurses."), (Paragraph, "We will act.")]));
    assert_eq!(document(html).pages[0].quality.reasons, ["10 words are struck out on this page and were left out"]);
}

proptest! {
    #[test]
    fn any_tags_give_a_sound_page(tags in prop::collection::vec(
        prop_oneof!["</?(p|div|ul|ol|li|table|tr|td|th|h[1-6]|a|b|br|main|nav|template|select|svg)>", "[a-zé ]{0,6}"], 0..60))
    {
        let document = document(&tags.concat());
        let page = &document.pages[0];
        let texts: Vec<&str> = page.blocks.iter().map(|block| page.slice(block.span)).collect();
        prop_assert_eq!(texts.join("\n"), page.text.clone());
    }
}

#[test]
fn a_cell_keeps_its_items_paragraphs_and_lines() {
    let rows = "<tr><th>Aim</th><th>What</th></tr>\
        <tr><td rowspan=2>Safety</td><td><ul><li>Cut falls</li><li>Train wards</li></ul></td></tr>\
        <tr><td><p>We will act.</p><p>We will learn.</p></td></tr>\
        <tr><td>Other</td><td>Recruit nurses<br>Save money<br>Train staff</td></tr>";
    let document = document(&format!("<h1>Plan</h1><p>What we will do, and when.</p><table>{rows}</table>"));
    let page = &document.pages[0];
    let pieces = |row: usize| -> Vec<&str> {
        let mut rows = page.blocks.iter().filter(|block| block.kind == stratmine_model::BlockKind::TableRow);
        let row = rows.nth(row).expect("a row");
        row.pieces.iter().map(|piece| page.slice(*piece)).collect()
    };
    assert_eq!(pieces(1), ["Cut falls", "Train wards"]);
    assert_eq!(pieces(2), ["We will act.", "We will learn."]);
    assert_eq!(pieces(3), ["Recruit nurses", "Save money", "Train staff"]);
    assert_eq!(page.blocks.iter().filter_map(|block| block.row_head.as_deref()).collect::<Vec<_>>(), ["Safety"]);
}
