//! Small pages in every form, and hostile ones.

use super::{PagesForm, PagesWriter, PaperRead};
use proptest::prelude::*;
use stratmine_model::BlockKind::{
    Caption, Chart, Contents, Footnote, Heading, ListItem, Paragraph, Reference, Running, TableRow,
};
use stratmine_model::{Block, BlockKind, Page, PageGrade, Span};

/// A page of blocks, each of a kind, with a text (rows: cells parted by " | "; items: a marker before a tab) and, for
/// rows, column heads.
pub(crate) fn page(blocks: &[(BlockKind, &str, &[&str])]) -> Page {
    let mut page = Page::blank(5);
    for (kind, text, heads) in blocks {
        let (marker, text) = text.split_once('\t').map_or((None, *text), |(marker, text)| (Some(marker), text));
        if !page.text.is_empty() {
            page.text.push('\n');
        }
        let start = page.text.len();
        let mut cells = Vec::new();
        if *kind == TableRow {
            let mut at = start;
            for cell in text.split(" | ") {
                cells.push(Span::new(at, at + cell.len()));
                at += cell.len() + 3;
            }
        }
        page.text.push_str(text);
        page.blocks.push(Block {
            cells,
            column_heads: heads.iter().map(|head| (*head).to_owned()).collect(),
            marker: marker.map(str::to_owned),
            ..Block::new(*kind, Span::new(start, page.text.len()))
        });
    }
    page
}

fn written(form: PagesForm, all: bool, page: &Page) -> String {
    let mut out = Vec::new();
    let mut writer = PagesWriter::new(form, all, 1, &mut out);
    let paper = PaperRead { file: "a.pdf", title: None, language: Some("en"), pages: vec![page], failure: None };
    writer.paper(&paper).unwrap();
    writer.end().unwrap();
    String::from_utf8(out).unwrap()
}

fn sample() -> Page {
    let mut page = page(&[
        (Running, "The plan", &[]),
        (Heading(2), "Our aims", &[]),
        (Paragraph, "We will:", &[]),
        (ListItem(0), "3.\tmend", &[]),
        (ListItem(1), "roofs", &[]),
        (ListItem(1), "a)\twalls", &[]),
        (ListItem(0), "4.\trest", &[]),
        (TableRow, "Aim | When", &[]),
        (TableRow, "Safer | 2020", &["Aim", "When"]),
        (Footnote, "1 As of May", &[]),
    ]);
    page.label = Some("iii".to_owned());
    page.quality.lower_to(PageGrade::Fair, "columns run together");
    page
}

#[test]
fn a_page_is_markdown() {
    let expected = "<!-- a.pdf -->\n\n<!-- page 5 (iii); read fair: columns run together -->\n\n## Our aims\n\nWe will:\n\n\
                    3. mend\n   - roofs\n   - a) walls\n4. rest\n\n| Aim | When |\n| --- | --- |\n| Safer | 2020 |\n\n\
                    > *Note:* 1 As of May\n\n";
    assert_eq!(written(PagesForm::Markdown, false, &sample()), expected);
    assert!(written(PagesForm::Markdown, true, &sample()).contains("> *Running head or foot:* The plan\n"));
    let broken = page(&[(ListItem(0), "1.\ta", &[]), (ListItem(0), "5.\tb", &[]), (Contents, "Aims 3", &[])]);
    assert!(written(PagesForm::Markdown, false, &broken).contains("- 1\\. a\n- 5\\. b\n\n<!-- -->\n\n- Aims 3\n"));
}

#[test]
fn a_page_is_html() {
    let html = written(PagesForm::Html, false, &sample());
    for part in [
        "<html lang=\"en\">",
        "<title>a.pdf</title>",
        "<section id=\"p5\" aria-label=\"page 5 (iii)\">",
        "<p lang=\"en\" class=\"doubt\">read fair: columns run together</p>",
        "<h3>Our aims</h3>",
        "<ol>\n<li class=\"marked\"><span>3.</span> mend\n<ul>\n<li>roofs</li>\n<li class=\"marked\"><span>a)</span> walls</li>\n\
         </ul>\n</li>\n",
        "<thead>\n<tr><th scope=\"col\">Aim</th><th scope=\"col\">When</th></tr>\n</thead>",
        "<aside class=\"notes\" aria-label=\"Notes\">\n<p>1 As of May</p>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert!(!html.contains("The plan") && !html.contains("<script") && !html.contains("http:"));
    assert!(written(PagesForm::Html, true, &sample()).contains("foot\">\n<p>The plan</p>\n</aside>"));
}

#[test]
fn a_page_is_json_with_its_blocks() {
    let mut page = sample();
    page.text.insert_str(0, "é ");
    for block in &mut page.blocks {
        for span in block.cells.iter_mut().chain([&mut block.span]) {
            *span = Span::new(span.start + 3, span.end + 3);
        }
    }
    let json: serde_json::Value = serde_json::from_str(&written(PagesForm::Json, false, &page)).unwrap();
    assert_eq!(
        (json["file"].as_str(), json["page"].as_u64(), json["label"].as_str()),
        (Some("a.pdf"), Some(5), Some("iii"))
    );
    assert_eq!(
        (json["grade"].as_str(), json["grade_reasons"][0].as_str()),
        (Some("fair"), Some("columns run together"))
    );
    let item = &json["blocks"][3];
    assert_eq!(
        (item["kind"].as_str(), item["marker"].as_str(), item["depth"].as_u64()),
        (Some("list_item"), Some("3."), Some(0))
    );
    // Two characters come before the blocks, of three bytes.
    assert_eq!((json["blocks"][0]["start"].as_u64(), json["blocks"][0]["end"].as_u64()), (Some(2), Some(10)));
    assert!(json.get("statements").is_none());
}

/// The tags of a page of HTML, without what stands between them and without the values of their attributes.
fn tags(html: &str) -> Vec<String> {
    let values = regex::Regex::new("=\"[^\"]*\"").unwrap();
    let tag = regex::Regex::new("<[^>]*>").unwrap();
    tag.find_iter(&values.replace_all(html, "")).map(|found| found.as_str().to_owned()).collect()
}

/// What Markdown is made of, without its texts.
fn shape(markdown: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Options, Parser};
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES)
        .filter(|event| !matches!(event, Event::Text(_)))
        .map(|event| if matches!(event, Event::Html(_)) { "comment".to_owned() } else { format!("{event:?}") })
        .collect()
}

fn every_kind(text: &str, marker: &str) -> Page {
    let item = format!("{marker}\t{text}");
    let row = format!("{text} | {text}");
    let mut page = page(&[
        (Heading(1), text, &[]),
        (Paragraph, text, &[]),
        (ListItem(0), &item, &[]),
        (ListItem(1), text, &[]),
        (TableRow, &row, &[]),
        (TableRow, &row, &[text, text]),
        (Caption, text, &[]),
        (Footnote, text, &[]),
        (Contents, text, &[]),
        (Reference, text, &[]),
        (Chart, text, &[]),
        (Running, text, &[]),
    ]);
    page.label = Some(text.to_owned());
    page.language = Some(text.to_owned());
    page.quality.lower_to(PageGrade::Poor, text);
    page
}

proptest! {
    #[test]
    fn hostile_text_stays_text(
        text in r#"(\PC|[<>&"'=/ #*_|`\[\](){}.:!~$\\-]|script|style|-->|]]>|https://|[0-9]){1,24}"#,
        marker in r#"[-<>"*#`\[1a]{1,4}"#,
    ) {
        prop_assume!(!text.trim().is_empty() && !text.contains(" | ") && !text.contains('\t'));
        let (hostile, tame) = (every_kind(&text, &marker), every_kind("x", "(a"));
        prop_assert_eq!(tags(&written(PagesForm::Html, true, &hostile)), tags(&written(PagesForm::Html, true, &tame)));
        prop_assert_eq!(shape(&written(PagesForm::Markdown, true, &hostile)), shape(&written(PagesForm::Markdown, true, &tame)));
    }
}
