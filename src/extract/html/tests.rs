use super::read;
use BlockKind::{Caption, Heading, ListItem, Paragraph, Running, TableRow};
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
