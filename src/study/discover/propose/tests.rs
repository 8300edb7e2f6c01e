use super::propose;
use BlockKind::{Heading, Paragraph};
use stratmine_model::{Block, BlockKind, DocumentId, FileFacts, Page, PaperMeta, ReadPaper, Span};

fn document(title: Option<&str>, year: Option<i32>, blocks: &[(BlockKind, &str)]) -> ReadPaper {
    let mut page = Page::blank(1);
    for (kind, text) in blocks {
        let start = page.text.len() + usize::from(!page.text.is_empty());
        page.text.push_str(if start > 0 { "\n" } else { "" });
        page.text.push_str(text);
        let span = Span::new(start, page.text.len());
        page.blocks.push(Block::new(*kind, span));
    }
    let facts = FileFacts { title: title.map(str::to_owned), created_year: year, ..FileFacts::default() };
    ReadPaper { id: DocumentId::from_digest([0; 32]), facts, outline: Vec::new(), language: None, pages: vec![page] }
}

fn title(declared: Option<&str>, blocks: &[(BlockKind, &str)], file: &str) -> Option<String> {
    propose(None, &document(declared, None, blocks), file).title
}

#[test]
fn what_is_given_beats_what_is_proposed() {
    let given = PaperMeta { title: Some("Given".to_owned()), year: Some(2001), ..PaperMeta::default() };
    let paper = document(Some("Another title"), Some(2019), &[(Paragraph, "We are Barsetshire County Council.")]);
    let metadata = propose(Some(&given), &paper, "a.pdf");
    assert_eq!((metadata.title.as_deref(), metadata.year), (Some("Given"), Some(2001)));
    assert_eq!(metadata.organisation.as_deref(), Some("Barsetshire County Council"));
    assert_eq!(metadata.proposed, ["organisation"]);
}

#[test]
fn titles_come_from_the_file_if_they_are_sensible() {
    let blocks =
        [(Heading(2), "Foreword"), (Heading(1), "Better care"), (Heading(1), "together"), (Heading(2), "Aims")];
    assert_eq!(
        title(Some("A five year strategy | NHS Barset"), &blocks, "a.pdf").as_deref(),
        Some("A five year strategy")
    );
    for silly in [
        "Microsoft Word - Strategy v3.doc",
        "Untitled",
        "Document1",
        "PowerPoint Presentation",
        "strategy_final.indd",
        "Slide 1",
        "Strategy",
        "12/34 56",
        "the strategy",
    ] {
        let found = title(Some(silly), &blocks, "x/the strategy.pdf");
        assert_eq!(found.as_deref(), Some("Better care together"), "{silly}");
    }
    assert_eq!(title(None, &[(Paragraph, "x")], "sub/our-plan_2019.pdf").as_deref(), Some("our-plan 2019"));
    assert_eq!(title(None, &[(Heading(1), "Contents")], "our-plan.pdf").as_deref(), Some("our plan"));
}

#[test]
fn organisations_are_told_by_their_names() {
    let organisation = |text: &str| propose(None, &document(None, None, &[(Paragraph, text)]), "a.pdf").organisation;
    for (text, wanted) in [
        (
            "The Barset and Barchester Hospitals NHS Foundation Trust plans.",
            "Barset and Barchester Hospitals NHS Foundation Trust",
        ),
        ("We at NHS Barsetshire Integrated Care Board will act.", "NHS Barsetshire Integrated Care Board"),
        ("Published by NHS England.", "NHS England"),
        ("West Barset Alliance\nWest Barset Alliance met NHS England", "West Barset Alliance"),
        ("Guy's and St Thomas' Healthcare Alliance", "Guy's and St Thomas' Healthcare Alliance"),
    ] {
        assert_eq!(organisation(text).as_deref(), Some(wanted), "{text}");
    }
    assert_eq!(organisation("Every integrated care board and council will act. Council"), None);
}

#[test]
fn years_come_from_where_they_are_surest() {
    let year = |declared: &str, created, text: &str, file: &str| {
        propose(None, &document(Some(declared), created, &[(Paragraph, text)]), file).year
    };
    assert_eq!(year("Strategy for care 2017-2022", None, "May 2016", "a.pdf"), Some(2017));
    assert_eq!(year("Healthcare in 2030 and beyond", Some(2021), "x", "a.pdf"), Some(2021));
    assert_eq!(year("A plan for care", None, "In 1998 and 2030. Version 2, 3 June 2018.", "a.pdf"), Some(2018));
    assert_eq!(year("A plan for care", Some(2015), "By 2030", "plan-2014.pdf"), Some(2014));
    assert_eq!(year("A plan for care", Some(2015), "By 2030", "plan-20145.pdf"), Some(2015));
    assert_eq!(year("A plan for care", None, "no year", "a.pdf"), None);
}
