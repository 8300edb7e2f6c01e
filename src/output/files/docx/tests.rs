//! What is written is read back: nothing is lost, nothing becomes markup, a field or a link.

use super::super::read_back::{Element, hostile, parse, unzip};
use super::super::text::legal;
use super::{MOST_COLUMNS, WordTable, docx};
use proptest::prelude::*;

fn table(columns: usize, rows: usize) -> WordTable {
    WordTable {
        title: "Title".to_owned(),
        paragraphs: vec!["Before".to_owned()],
        columns: vec![("Column".to_owned(), 1); columns],
        rows: vec![vec!["cell".to_owned(); columns]; rows],
        notes: vec!["After".to_owned()],
    }
}

fn part(tables: &[WordTable], name: &str) -> Element {
    let parts = unzip(&docx(tables).unwrap());
    parse(&parts.iter().find(|(part, _)| part == name).unwrap().1)
}

fn body(tables: &[WordTable]) -> Element {
    part(tables, "word/document.xml").children.pop().unwrap()
}

/// The text of an element as Word shows it.
fn shown(element: &Element) -> String {
    let pieces = element.deep().into_iter().map(|piece| match piece.name.as_str() {
        "w:t" => piece.text.as_str(),
        "w:tab" => "\t",
        "w:br" => "\n",
        _ => "",
    });
    pieces.collect()
}

fn styles(body: &Element) -> Vec<(String, String)> {
    let paragraphs = body
        .all("w:p")
        .map(|paragraph| (paragraph.one("w:pPr").one("w:pStyle").get("w:val").to_owned(), shown(paragraph)));
    paragraphs.collect()
}

fn refusal(table: WordTable) -> String {
    docx(&[table]).unwrap_err().to_string()
}

#[test]
fn a_document_has_heading_paragraphs_caption_table_and_notes_in_this_order() {
    let body = body(&[table(2, 1), table(1, 0)]);
    let expected = ["Heading1", "BodyText", "Caption", "TableNote"];
    let styles = styles(&body);
    assert_eq!(styles.iter().map(|(style, _)| style.as_str()).collect::<Vec<_>>(), expected.repeat(2));
    let texts = styles.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>();
    assert_eq!(texts, ["Title", "Before", "Table 1. Title", "After", "Title", "Before", "Table 2. Title", "After"]);
    let order = body.children.iter().map(|child| child.name.as_str()).collect::<Vec<_>>();
    let one = ["w:p", "w:p", "w:p", "w:tbl", "w:p"];
    assert_eq!(order, [one.as_slice(), &one, &["w:sectPr"]].concat());
}

#[test]
fn the_header_row_is_flagged_repeated_and_the_only_one() {
    let body = body(&[table(2, 3)]);
    let rows = body.one("w:tbl").all("w:tr").collect::<Vec<_>>();
    assert_eq!(rows.len(), 4);
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(row.one("w:trPr").all("w:tblHeader").count(), usize::from(at == 0));
        assert_eq!(row.one("w:trPr").all("w:cantSplit").count(), 1, "rows stay on one page");
    }
    let properties = body.one("w:tbl").one("w:tblPr");
    assert_eq!(properties.one("w:tblLook").get("w:firstRow"), "1");
    assert_eq!(properties.one("w:tblCaption").get("w:val"), "Title");
    let page = body.one("w:sectPr").one("w:pgSz");
    assert_eq!((page.get("w:w"), page.get("w:h"), page.get("w:orient")), ("16838", "11906", "landscape"));
}

#[test]
fn a_row_that_is_longer_than_a_page_may_be_parted() {
    let mut long = table(1, 2);
    long.rows[0][0] = "x ".repeat(50_000);
    let body = body(&[long]);
    let rows = body.one("w:tbl").all("w:tr").collect::<Vec<_>>();
    assert_eq!(rows[1].all("w:trPr").count(), 0);
    assert_eq!(shown(rows[1]).len(), 100_000);
    assert_eq!(rows[2].one("w:trPr").all("w:cantSplit").count(), 1);
}

#[test]
fn title_and_language_are_in_the_documents_properties() {
    let core = part(&[table(1, 1)], "docProps/core.xml");
    assert_eq!(core.one("dc:title").text, "Title");
    assert_eq!(core.one("dc:language").text, "en-GB");
    let styles = part(&[table(1, 1)], "word/styles.xml");
    let language = styles.deep().into_iter().find(|element| element.name == "w:lang").unwrap();
    assert_eq!(language.get("w:val"), "en-GB");
}

#[test]
fn a_title_that_word_would_cut_is_short_in_the_properties_and_whole_in_the_text() {
    let mut long = table(1, 0);
    long.title = "😀 a\nb".repeat(100);
    let core = part(std::slice::from_ref(&long), "docProps/core.xml");
    assert!(core.one("dc:title").text.starts_with("😀 a b"));
    assert!(core.one("dc:title").text.encode_utf16().count() <= 255);
    assert_eq!(styles(&body(std::slice::from_ref(&long)))[0].1, long.title);
}

#[test]
fn every_style_that_is_used_is_there() {
    let mut bare = table(1, 1);
    bare.notes.clear();
    let tables = [table(1, 1), bare];
    let styles = part(&tables, "word/styles.xml");
    let known = styles.all("w:style").map(|style| style.get("w:styleId")).collect::<Vec<_>>();
    for part in ["word/document.xml", "word/footer1.xml"].map(|name| self::part(&tables, name)) {
        for used in part.deep().iter().filter(|element| matches!(element.name.as_str(), "w:pStyle" | "w:tblStyle")) {
            assert!(known.contains(&used.get("w:val")), "{used:?}");
        }
    }
}

#[test]
fn every_part_is_declared_and_every_relationship_has_its_part() {
    let parts = unzip(&docx(&[table(1, 1)]).unwrap());
    assert_eq!(parts[0].0, "[Content_Types].xml");
    let names = parts.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
    let types = parse(&parts[0].1);
    for declared in types.all("Override") {
        assert!(names.contains(&declared.get("PartName").trim_start_matches('/')), "{declared:?}");
    }
    for (folder, file) in [("", "_rels/.rels"), ("word/", "word/_rels/document.xml.rels")] {
        let related = parse(&parts.iter().find(|(name, _)| name == file).unwrap().1);
        for relation in related.all("Relationship") {
            assert!(names.contains(&format!("{folder}{}", relation.get("Target")).as_str()), "{relation:?}");
            assert_eq!(relation.get("TargetMode"), "", "nothing leads out of the document");
        }
    }
}

#[test]
fn tables_that_word_could_not_show_are_refused() {
    assert_eq!(docx(&[]).unwrap_err().to_string(), "there are no tables to write");
    assert_eq!(refusal(table(0, 0)), "the table \"Title\" has no columns");
    assert!(docx(&[table(MOST_COLUMNS, 1)]).is_ok());
    assert_eq!(refusal(table(64, 0)), "the table \"Title\" has 64 columns, and Word shows 63 at most");
}

#[test]
fn a_row_that_is_too_short_is_filled_up() {
    let mut ragged = table(2, 1);
    ragged.rows[0].pop();
    let body = body(&[ragged]);
    let cells = body.one("w:tbl").all("w:tr").last().unwrap().all("w:tc").map(shown).collect::<Vec<_>>();
    assert_eq!(cells, ["cell", ""]);
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    let make = || docx(&[table(3, 2), table(1, 0)]).unwrap();
    assert_eq!(make(), make());
}

/// The text with one kind of line end.
fn lines(text: &str) -> String {
    legal(text).replace("\r\n", "\n").replace('\r', "\n")
}

proptest! {
    #[test]
    fn every_text_comes_back_and_stays_text(texts in prop::collection::vec(hostile(), 6)) {
        let [title, before, column, first, second, after] = &texts[..] else { return Err(TestCaseError::reject("")) };
        let hostile = WordTable {
            title: title.clone(),
            paragraphs: vec![before.clone()],
            columns: vec![(column.clone(), 1), ("b".to_owned(), 2)],
            rows: vec![vec![first.clone(), second.clone()]],
            notes: vec![after.clone()],
        };
        let body = body(std::slice::from_ref(&hostile));
        let paragraphs = styles(&body).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        let caption = format!("Table 1. {}", lines(title));
        prop_assert_eq!(paragraphs, [lines(title), lines(before), caption, lines(after)]);
        let cells = body.one("w:tbl").all("w:tr").flat_map(|row| row.all("w:tc")).map(shown).collect::<Vec<_>>();
        prop_assert_eq!(cells, [lines(column), "b".to_owned(), lines(first), lines(second)]);
        // The shape is that of harmless text: the same elements but for those that text is made of.
        let shape = |element: &Element| {
            let all = element.deep().into_iter().map(|element| element.name.clone());
            all.filter(|name| !matches!(name.as_str(), "w:r" | "w:t" | "w:tab" | "w:br")).collect::<Vec<_>>()
        };
        let plain = super::tests::body(&[table(2, 1)]);
        prop_assert_eq!(shape(&body), shape(&plain));
    }
}
