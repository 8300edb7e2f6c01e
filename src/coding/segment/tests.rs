use super::segment;
use proptest::prelude::*;
use stratmine_model::{Block, BlockKind, DocumentId, FileFacts, Page, ReadPaper, Span, Statement};

use BlockKind::{Heading, ListItem, Paragraph, Running, TableRow};

/// A block to build a page from: kind, cells (one for all but rows), column heads.
pub(super) type Piece = (BlockKind, Vec<String>, Vec<String>);

fn piece(kind: BlockKind, text: &str) -> Piece {
    (kind, vec![text.to_owned()], Vec::new())
}

fn row(cells: &[&str], heads: &[&str]) -> Piece {
    let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
    (TableRow, owned(cells), owned(heads))
}

pub(super) fn page(number: u32, pieces: &[Piece]) -> Page {
    let mut text = String::new();
    let mut blocks = Vec::new();
    for (kind, cells, column_heads) in pieces {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        let mut spans = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            text.push_str(if index > 0 { " | " } else { "" });
            spans.push(Span::new(text.len(), text.len() + cell.len()));
            text.push_str(cell);
        }
        blocks.push(Block {
            cells: if *kind == TableRow { spans } else { Vec::new() },
            column_heads: column_heads.clone(),
            ..Block::new(*kind, Span::new(start, text.len()))
        });
    }
    Page { text, blocks, ..Page::blank(number) }
}

pub(super) fn document(pages: Vec<Page>) -> ReadPaper {
    let id = DocumentId::from_digest([0; 32]);
    ReadPaper { id, facts: FileFacts::default(), outline: Vec::new(), language: None, pages }
}

fn one(pieces: &[Piece]) -> ReadPaper {
    document(vec![page(1, pieces)])
}

/// The statements of a paper, over all pages.
pub(super) fn cut(document: &ReadPaper) -> Vec<Statement> {
    let mut document = document.clone();
    segment(&mut document);
    document.pages.into_iter().flat_map(|page| page.statements).collect()
}

fn texts(document: &ReadPaper) -> Vec<String> {
    cut(document).into_iter().map(|statement| statement.text).collect()
}

/// Text and lead-in of every statement.
fn led(document: &ReadPaper) -> Vec<(String, Option<String>)> {
    cut(document).into_iter().map(|statement| (statement.text, statement.lead_in)).collect()
}

fn pair(text: &str, lead_in: &str) -> (String, Option<String>) {
    (text.to_owned(), (!lead_in.is_empty()).then(|| lead_in.to_owned()))
}

#[test]
fn paragraphs_split_and_headings_govern() {
    let document = one(&[
        piece(Running, "Our strategy"),
        piece(Heading(1), "Aims"),
        piece(Heading(2), "Quality"),
        piece(Paragraph, "We will act. We will learn."),
        piece(Heading(2), "Staff"),
        piece(Paragraph, "Aim 3: We will recruit."),
        piece(Heading(1), "Money"),
        piece(Paragraph, "We will save."),
    ]);
    let statements = cut(&document);
    assert_eq!(texts(&document), ["We will act.", "We will learn.", "Aim 3: We will recruit.", "We will save."]);
    let paths: Vec<_> = statements.iter().map(|s| s.heading_path.join(" > ")).collect();
    assert_eq!(paths, ["Aims > Quality", "Aims > Quality", "Aims > Staff", "Money"]);
    assert_eq!(
        statements.iter().map(|s| s.id.rsplit('.').next().unwrap()).collect::<Vec<_>>(),
        ["s1", "s2", "s3", "s4"]
    );
    assert_eq!(statements[0].block, 3);
}

#[test]
fn an_item_is_one_statement_under_its_lead_in() {
    let document = one(&[
        piece(Paragraph, "The board met. Its purpose is to:"),
        piece(ListItem(0), "Improve care. It matters."),
        piece(ListItem(0), "Train staff"),
        piece(Paragraph, "That is all there is."),
        piece(ListItem(0), "Save money"),
    ]);
    let purpose = "Its purpose is to:";
    let wanted = [
        pair("The board met.", ""),
        pair("Improve care. It matters.", purpose),
        pair("Train staff", purpose),
        pair("That is all there is.", ""),
        pair("Save money", ""),
    ];
    assert_eq!(led(&document), wanted);
}

#[test]
fn a_complete_lead_in_is_a_statement_too() {
    let lead = "We will improve the lives of older people across the county by:";
    let document = one(&[piece(Paragraph, lead), piece(ListItem(0), "training carers")]);
    assert_eq!(led(&document), [pair(lead, ""), pair("training carers", lead)]);
}

#[test]
fn nested_items_take_their_parent() {
    let document = one(&[
        piece(Paragraph, "We will:"),
        piece(ListItem(0), "Support carers by:"),
        piece(ListItem(1), "listening to them"),
        piece(ListItem(0), "Workforce"),
        piece(ListItem(1), "recruit nurses"),
        piece(ListItem(0), "We will make all of our hospitals safer for patients."),
        piece(ListItem(1), "fewer falls"),
        piece(ListItem(0), "Cut waits for all. This will include:"),
        piece(ListItem(1), "more theatres"),
    ]);
    let wanted = [
        pair("listening to them", "Support carers by:"),
        pair("Workforce", "We will:"),
        pair("recruit nurses", "Workforce"),
        pair("We will make all of our hospitals safer for patients.", "We will:"),
        pair("fewer falls", "We will:"),
        pair("Cut waits for all.", "We will:"),
        pair("more theatres", "Cut waits for all. This will include:"),
    ];
    assert_eq!(led(&document), wanted);
}

#[test]
fn a_lead_in_reaches_over_the_page_break_and_its_furniture() {
    let document = document(vec![
        page(1, &[piece(Paragraph, "We will:"), piece(Running, "1")]),
        page(2, &[piece(Running, "Our strategy"), piece(ListItem(0), "improve care")]),
    ]);
    assert_eq!(led(&document), [pair("improve care", "We will:")]);
}

#[test]
fn cells_are_statements_under_their_heads() {
    let heads = ["", "Patients", "Staff"];
    let document = one(&[
        piece(Paragraph, "The benefits are:"),
        row(&heads, &[]),
        row(&["ONE PLACE", "Better care. Safer too.", ""], &heads),
        row(&["Less waiting", "✓", "More time"], &heads),
    ]);
    let wanted = [
        pair("Better care. Safer too.", "The benefits are: / Patients / ONE PLACE"),
        pair("More time", "The benefits are: / Staff / Less waiting"),
    ];
    assert_eq!(led(&document), wanted);
}

#[test]
fn rows_without_heads_are_all_data_and_a_tick_does_not_make_a_label() {
    let document = one(&[row(&["Avoids long waits", "✓"], &[]), row(&["Urgent cases:", "Seen within a day"], &[])]);
    assert_eq!(led(&document), [pair("Avoids long waits", ""), pair("Seen within a day", "Urgent cases:")]);
}

#[test]
fn a_sentence_over_the_page_break_is_linked() {
    let document = document(vec![
        page(1, &[piece(Paragraph, "All is well. We will improve the"), piece(Running, "1")]),
        page(
            2,
            &[
                piece(Running, "Strategy"),
                piece(Paragraph, "care of patients. And more."),
                piece(Paragraph, "so on it goes."),
            ],
        ),
    ]);
    let statements = cut(&document);
    assert_eq!(statements[2].continues, Some(statements[1].id.clone()));
    assert!(statements.iter().filter(|s| s.continues.is_some()).count() == 1);
}

#[test]
fn nothing_goes_on_from_a_block_without_a_statement() {
    let foot = [piece(Paragraph, "All is well."), piece(Paragraph, "and")];
    let document = document(vec![page(1, &foot), page(2, &[piece(Paragraph, "care of patients.")])]);
    assert!(cut(&document).iter().all(|s| s.continues.is_none()));
}

#[test]
fn stray_words_and_addresses_are_no_statements() {
    let document =
        one(&[piece(Paragraph, "and"), piece(Paragraph, "a.b@example.org Tel 0330"), piece(Paragraph, "12")]);
    assert!(cut(&document).is_empty());
}

#[test]
fn a_run_in_label_governs_the_rest_of_its_paragraph() {
    let document = one(&[piece(Paragraph, "Our vision: Care is safe. Staff are proud.")]);
    assert_eq!(led(&document), [pair("Our vision: Care is safe.", ""), pair("Staff are proud.", "Our vision:")]);
}

/// Six megabytes in a fraction of a second; the bound is loose, for builds without optimisation and busy machines.
#[test]
fn millions_of_bytes_are_cut_at_once() {
    let sentence = "We will improve the care of patients (e.g. in No. 5 ward) by 2025, as Dr. Smith said. ";
    let paragraph = sentence.repeat(8);
    let pieces: Vec<Piece> = (0..6_000_000 / paragraph.len()).map(|_| piece(Paragraph, &paragraph)).collect();
    let document = one(&pieces);
    let began = std::time::Instant::now();
    assert_eq!(cut(&document).len(), pieces.len() * 8);
    let took = began.elapsed();
    assert!(took.as_secs() < 5, "{took:?}");
}

fn any_kind() -> impl Strategy<Value = BlockKind> {
    prop_oneof![
        (1..=6_u8).prop_map(Heading),
        Just(Paragraph),
        (0..3_u8).prop_map(ListItem),
        Just(TableRow),
        Just(Running),
    ]
}

fn any_piece() -> impl Strategy<Value = Piece> {
    let text = "([ \\n\u{a0}]?[A-Za-zé€✓]{0,8}[ .!?:…()\\[\\]'’]{0,3}){0,12}";
    (any_kind(), prop::collection::vec(text, 1..4), prop::collection::vec("[A-Z]?", 0..4)).prop_map(
        |(kind, cells, heads)| {
            if kind == TableRow {
                (kind, cells, heads)
            } else {
                (kind, cells.into_iter().take(1).collect(), Vec::new())
            }
        },
    )
}

proptest! {
    #[test]
    fn statements_lie_in_their_blocks_and_never_overlap(pages in prop::collection::vec(prop::collection::vec(any_piece(), 0..8), 0..4)) {
        let document = document(pages.iter().zip(1..).map(|(pieces, number)| page(number, pieces)).collect());
        let mut document = document;
        segment(&mut document);
        let mut ids = std::collections::BTreeSet::new();
        for page in &document.pages {
            let mut past = 0;
            for statement in &page.statements {
                let text = page.text.get(statement.span.start..statement.span.end).expect("on character boundaries");
                prop_assert_eq!(text, &statement.text);
                prop_assert_eq!(text, text.trim());
                prop_assert!(!text.is_empty());
                prop_assert!(statement.span.start >= past);
                past = statement.span.end;
                let block = &page.blocks[statement.block];
                prop_assert!(block.kind.holds_statements());
                prop_assert!(block.span.start <= statement.span.start && statement.span.end <= block.span.end);
                prop_assert_eq!(statement.kind, block.kind);
                prop_assert!(ids.insert(statement.id.clone()), "ids differ");
            }
        }
    }
}

#[test]
fn the_items_of_a_cell_are_statements_under_the_heads_of_its_column_and_row() {
    let heads = ["Aim", "What we do"];
    let mut page = page(
        1,
        &[
            row(&heads, &[]),
            row(&["Safety", "We will: Cut falls • Train wards"], &heads),
            row(&["", "Report all"], &heads),
        ],
    );
    let find = |page: &Page, text: &str| {
        let start = page.text.find(text).unwrap();
        Span::new(start, start + text.len())
    };
    page.blocks[1].pieces = ["We will:", "Cut falls", "Train wards"].map(|text| find(&page, text)).to_vec();
    page.blocks[2].row_head = Some("Safety".to_owned());
    let statements = cut(&document(vec![page]));
    let shown: Vec<(&str, Option<&str>)> =
        statements.iter().map(|statement| (statement.text.as_str(), statement.lead_in.as_deref())).collect();
    assert_eq!(
        shown,
        [
            ("Cut falls", Some("What we do / Safety / We will:")),
            ("Train wards", Some("What we do / Safety / We will:")),
            ("Report all", Some("What we do / Safety")),
        ],
        "a cell that reaches into the row below names it and says nothing itself"
    );
}

#[test]
fn an_address_in_a_cell_is_no_statement() {
    let heads = ["Title", "Where"];
    let found =
        texts(&one(&[row(&heads, &[]), row(&["A dashboard for all", "https://example.org/a-dashboard/"], &heads)]));
    assert_eq!(found, ["A dashboard for all"]);
}
