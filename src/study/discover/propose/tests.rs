use super::propose;
use BlockKind::{Heading, ListItem, Paragraph, Running, TableRow};
use MetadataPlace::{Address, Cover, FileName, FileProperty, Labelled, RunningHead, Text, Title};
use stratmine_model::{
    Block, BlockKind, DocumentId, FileFacts, MetadataField, MetadataPlace, MetadataSource, Page, PaperMeta, ReadPaper,
    Span,
};

/// A block with the height of its print; 0 without geometry.
type Line<'t> = (BlockKind, f32, &'t str);

/// Running text of a page that is no cover.
const PROSE: &str =
    "The hospitals of the county treat a great many people each year, in their wards and clinics and at home. ";

fn page(number: u32, lines: &[Line<'_>]) -> Page {
    let mut page = Page::blank(number);
    let mut top = 40.0;
    for (kind, height, text) in lines {
        let start = page.text.len() + usize::from(!page.text.is_empty());
        page.text.push_str(if start > 0 { "\n" } else { "" });
        page.text.push_str(text);
        let mut block = Block::new(*kind, Span::new(start, page.text.len()));
        if *height > 0.0 {
            block.boxes.push([50.0, top, 300.0, top + height]);
            top += 2.0 * height;
        }
        page.blocks.push(block);
    }
    page
}

fn paper(facts: FileFacts, pages: Vec<Page>) -> ReadPaper {
    ReadPaper { id: DocumentId::from_digest([0; 32]), facts, outline: Vec::new(), language: None, pages }
}

fn document(title: Option<&str>, year: Option<i32>, blocks: &[(BlockKind, &str)]) -> ReadPaper {
    let lines: Vec<Line<'_>> = blocks.iter().map(|(kind, text)| (*kind, 0.0, *text)).collect();
    let facts = FileFacts { title: title.map(str::to_owned), created_year: year, ..FileFacts::default() };
    paper(facts, vec![page(1, &lines)])
}

/// A printed paper: the lines of its first page, then a page of text.
fn printed(lines: &[Line<'_>]) -> ReadPaper {
    let text = PROSE.repeat(20);
    paper(FileFacts::default(), vec![page(1, lines), page(2, &[(Paragraph, 10.0, &text)])])
}

fn title(declared: Option<&str>, blocks: &[(BlockKind, &str)], file: &str) -> Option<String> {
    propose(None, &document(declared, None, blocks), file).title
}

fn source(metadata: &PaperMeta, field: MetadataField) -> Option<&MetadataSource> {
    metadata.sources.iter().find(|source| source.field == field)
}

/// Title and where it was read.
fn title_of(document: &ReadPaper, file: &str) -> (String, MetadataPlace) {
    let metadata = propose(None, document, file);
    (metadata.title.clone().unwrap_or_default(), source(&metadata, MetadataField::Title).unwrap().place)
}

/// Organisations and where they were read; empty where none is proposed.
fn bodies_of(document: &ReadPaper) -> (String, Option<MetadataPlace>) {
    let metadata = propose(None, document, "a.pdf");
    let place = source(&metadata, MetadataField::Organisation).map(|source| source.place);
    (metadata.organisation.unwrap_or_default(), place)
}

fn year_of(document: &ReadPaper, file: &str) -> Option<(i32, MetadataPlace)> {
    let metadata = propose(None, document, file);
    Some((metadata.year?, source(&metadata, MetadataField::Year)?.place))
}

#[test]
fn what_is_given_beats_what_is_proposed() {
    let given = PaperMeta { title: Some("Given".to_owned()), year: Some(2001), ..PaperMeta::default() };
    let paper = document(Some("Another title"), Some(2019), &[(Paragraph, "Published by Barsetshire County Council.")]);
    let metadata = propose(Some(&given), &paper, "a.pdf");
    assert_eq!((metadata.title.as_deref(), metadata.year), (Some("Given"), Some(2001)));
    assert_eq!(metadata.organisation.as_deref(), Some("Barsetshire County Council"));
    assert_eq!(metadata.proposed, ["organisation"]);
    assert_eq!(metadata.sources.len(), 1);
    let source = source(&metadata, MetadataField::Organisation).unwrap();
    assert_eq!((source.place, source.page), (Labelled, Some(1)));
    assert_eq!(source.quote, "Published by Barsetshire County Council.");
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
        "[Insert title here]",
        "What is integrated care?",
        "Executive summary",
    ] {
        let found = title(Some(silly), &blocks, "x/the strategy.pdf");
        assert_eq!(found.as_deref(), Some("Better care"), "{silly}");
    }
    assert_eq!(title(None, &[(Paragraph, "x")], "sub/our-plan_2019.pdf").as_deref(), Some("our-plan 2019"));
    assert_eq!(title(None, &[(Heading(1), "Contents")], "our-plan.pdf").as_deref(), Some("our plan"));
}

#[test]
fn a_title_on_a_cover_is_joined_without_what_stands_beside_it() {
    let cover = printed(&[
        (Heading(1), 30.0, "Barset and Wexley"),
        (Heading(2), 22.0, "Our plan for one hospital service"),
        (Paragraph, 18.0, "March 2018"),
        (Paragraph, 20.0, "Barset Hospitals NHS Foundation Trust"),
        (Paragraph, 18.0, "Version 2.1"),
        (Paragraph, 10.0, "Ann Lee, Ben Fox and Carl May"),
    ]);
    assert_eq!(title_of(&cover, "a.pdf"), ("Barset and Wexley: Our plan for one hospital service".to_owned(), Cover));
    assert_eq!(bodies_of(&cover), ("Barset Hospitals NHS Foundation Trust".to_owned(), Some(Cover)));
    assert_eq!(year_of(&cover, "plan-2017.pdf"), Some((2018, Cover)));
    let label = printed(&[
        (Running, 14.0, "Annual report"),
        (Heading(1), 30.0, "BARSET"),
        (Paragraph, 12.0, "Looking ahead in the county"),
    ]);
    assert_eq!(
        title_of(&label, "a.pdf").0,
        "Annual report: BARSET: Looking ahead in the county",
        "a word alone says little"
    );
}

#[test]
fn above_a_text_a_title_ends_where_the_text_begins() {
    let text = PROSE.repeat(8);
    let first = printed(&[
        (Heading(1), 24.0, "Information sharing in Barset"),
        (Heading(2), 15.0, "Executive summary"),
        (Paragraph, 10.0, &text),
        (Heading(2), 22.0, "Another chapter of it"),
    ]);
    assert_eq!(title_of(&first, "a.pdf"), ("Information sharing in Barset".to_owned(), Cover));
    // Nothing is larger than the text, and its headings are those of every paper.
    let running = printed(&[
        (Running, 10.0, "Barset ethics framework for the use of records - V0.7, 5 June 2019"),
        (Heading(1), 10.0, "PURPOSE OF THIS DOCUMENT"),
        (Paragraph, 10.0, &text),
    ]);
    assert_eq!(title_of(&running, "a.pdf"), ("Barset ethics framework for the use of records".to_owned(), RunningHead));
    assert_eq!(year_of(&running, "b-2020.pdf"), Some((2019, Labelled)));
}

#[test]
fn a_line_that_says_title_is_believed() {
    let line = "Title: A master plan for clean water in the county Publications Number: BX0001";
    let labelled = document(None, None, &[(Heading(2), "MASTER PLAN"), (Paragraph, line)]);
    assert_eq!(title_of(&labelled, "a.md"), ("A master plan for clean water in the county".to_owned(), Labelled));
    let row =
        document(None, None, &[(Heading(2), "Document control"), (TableRow, "Document title | Moving beds to Wexley")]);
    assert_eq!(title_of(&row, "a.md"), ("Moving beds to Wexley".to_owned(), Labelled));
}

#[test]
fn a_heading_that_has_nothing_of_the_files_name_is_passed_over() {
    let blocks = [
        (Heading(2), "Twelve priorities"),
        (Heading(2), "Our workforce strategy"),
        (Heading(1), "Next steps"),
        (Heading(1), "Ends"),
    ];
    assert_eq!(
        title_of(&document(None, None, &blocks), "barset-workforce-strategy-2021.md").0,
        "Our workforce strategy"
    );
    assert_eq!(
        title_of(&document(None, None, &blocks[..1]), "barset-workforce-strategy.md"),
        ("barset workforce strategy".to_owned(), FileName)
    );
}

#[test]
fn organisations_are_those_that_sign() {
    let organisation = |text: &str| {
        bodies_of(&document(
            None,
            None,
            &[(Heading(2), "A plan for care"), (Paragraph, text), (Paragraph, &PROSE.repeat(9))],
        ))
    };
    for (text, wanted) in [
        ("Published by NHS England and NHS Improvement", "NHS England and NHS Improvement"),
        ("© 2021 Commonwealth of Barsetland", "Commonwealth of Barsetland"),
        ("Copyright © 2023 NHS England 2", "NHS England"),
        (
            "© Her Majesty the Queen in Right of Canada, as represented by the Minister of Health, 2017",
            "Government of Canada",
        ),
        ("Prepared by: the University of Barset and Wexley City Council", "University of Barset; Wexley City Council"),
        (
            "This report was written by Barset Hospitals (BH) NHS Foundation Trust",
            "Barset Hospitals NHS Foundation Trust",
        ),
    ] {
        assert_eq!(organisation(text), (wanted.to_owned(), Some(Labelled)), "{text}");
    }
    for text in [
        "We thank Barsetshire County Council for its help.",
        "This work was funded by NHS England and published by us.",
        "Last year Wexley Hospitals NHS Trust opened a ward.",
        "For clinical commissioning groups and every Integrated Care Board.",
        "Originally published by the Department of Health, 2008",
    ] {
        assert_eq!(organisation(text), (String::new(), None), "{text}");
    }
}

#[test]
fn bodies_are_found_where_they_sign_without_a_word() {
    let cover =
        |line: &str| bodies_of(&printed(&[(Heading(1), 30.0, "Our plan for all wards"), (Paragraph, 12.0, line)]));
    assert_eq!(cover("UNIVERSITY OF WEXLEY").0, "University of Wexley");
    assert_eq!(
        cover("Barset County Council and NHS Barset Clinical Commissioning Group").0,
        "Barset County Council; NHS Barset Clinical Commissioning Group"
    );
    assert_eq!(cover("Ann Lee & Ben Fox, University of Wexley").0, "University of Wexley");
    assert_eq!(cover("Standard for the NHS Digital Health Record"), (String::new(), None));
    let facts = FileFacts { author: Some("The Strategy Unit".to_owned()), ..FileFacts::default() };
    let text = PROSE.repeat(20);
    let by_file = paper(facts, vec![page(1, &[(Heading(1), 20.0, "What analysts do"), (Paragraph, 10.0, &text)])]);
    assert_eq!(bodies_of(&by_file).1, Some(FileProperty));
    let running = printed(&[
        (Heading(1), 20.0, "What analysts do"),
        (Paragraph, 10.0, &text),
        (Running, 8.0, "Wexley Hospitals NHS Trust | 1"),
    ]);
    assert_eq!(bodies_of(&running), ("Wexley Hospitals NHS Trust".to_owned(), Some(RunningHead)));
}

#[test]
fn a_paper_may_explain_its_own_body_by_an_abbreviation() {
    let says = "The Great Barset Record (GBR) is a large programme of eight trusts. GBR works with all of them. \
                GBR partners meet each month, and the GBR board decides. Learning Health System (LHS) ideas guide it: the \
                learning health system is old.";
    let text = format!("{says} {}", PROSE.repeat(9));
    let own = document(None, None, &[(Heading(2), "How records are shared"), (Paragraph, &text)]);
    assert_eq!(bodies_of(&own), ("Great Barset Record".to_owned(), Some(Text)));
    let titled = document(None, None, &[(Heading(1), "Ethics framework of GBR"), (Paragraph, &text)]);
    assert_eq!(bodies_of(&titled), ("Great Barset Record".to_owned(), Some(Title)));
    // What is written in small letters too is a kind of thing.
    let thing = format!(
        "Primary Care Networks (PCN) help. PCN members meet. PCN board. PCN hub. A primary care network is small. {}",
        PROSE.repeat(9)
    );
    assert_eq!(bodies_of(&document(None, None, &[(ListItem(0), &thing)])), (String::new(), None));
}

#[test]
fn years_come_from_where_they_are_surest() {
    let year = |declared: &str, created, text: &str, file: &str| {
        let text = format!("{text} {}", PROSE.repeat(9));
        propose(None, &document(Some(declared), created, &[(Paragraph, &text)]), file).year
    };
    assert_eq!(year("Strategy for care 2017-2022", None, "In May 2016", "a.pdf"), Some(2017));
    assert_eq!(year("Healthcare in 2030 and beyond", Some(2021), "x", "a.pdf"), Some(2021));
    assert_eq!(year("A plan for care", None, "By 2030, as the 1998 plan said", "a.pdf"), Some(1998), "nothing better");
    assert_eq!(year("A plan for care", Some(2015), "By 2030", "plan-2014.pdf"), Some(2014));
    assert_eq!(year("A plan for care", Some(2015), "By 2030", "plan-20145.pdf"), Some(2015));
    assert_eq!(year("A plan for care", None, "All wards by 2024, until March 2025, from the Act 1999", "a.pdf"), None);
    assert_eq!(year("A plan for care", None, "no year", "a.pdf"), None);
    let signed = document(
        Some("Plan 2020 and beyond"),
        None,
        &[(Paragraph, "© 2021 Barsetshire County Council"), (Paragraph, &PROSE.repeat(9))],
    );
    assert_eq!(year_of(&signed, "a-2019.md"), Some((2021, Labelled)));
    let version = document(None, None, &[(Paragraph, "Version 2, 3 June 2018."), (Paragraph, &PROSE.repeat(9))]);
    assert_eq!(year_of(&version, "a-2019.md"), Some((2018, Labelled)));
}

#[test]
fn a_body_is_found_by_the_address_that_the_paper_gives_as_its_own() {
    let named = "Health Education Barset trains nurses. Health Education Barset pays for it, and so does the county.";
    let own =
        |address: &str, named: &str| bodies_of(&document(None, None, &[(Paragraph, named), (Paragraph, address)]));
    let agency = "Barset Agency runs wards. Barset Agency is new.";
    for address in ["www.barsetagency.nhs.uk", "Write to us: wards@barsetagency.org.uk"] {
        assert_eq!(own(address, agency), ("Barset Agency".to_owned(), Some(Address)), "{address}");
    }
    assert_eq!(own("https://england.nhs.uk", "NHS England said so. NHS England says more.").0, "NHS England");
    // A page that is cited, a body named once, another's address, and two of them.
    assert_eq!(
        own("https://www.england.nhs.uk/long-read/wards", "NHS England said so. NHS England says more.").1,
        None
    );
    assert_eq!(own("www.barsetagency.nhs.uk", "Barset Agency runs wards.").1, None);
    assert_eq!(own("www.wold.org.uk", agency).1, None);
    let both = "Barset Agency and Wold Society met. Barset Agency and Wold Society agreed.";
    assert_eq!(own("www.barsetagency.org and www.woldsociety.org", both).1, None);
    assert_eq!(own("www.heb.nhs.uk", named).1, None, "which is no name of a body by its form");
}

#[test]
fn bodies_are_found_where_the_paper_says_how_to_cite_it_and_in_a_by_line() {
    let text = PROSE.repeat(20);
    let last = |line: &str| {
        let cover = page(1, &[(Heading(1), 30.0, "Safer wards for older people")]);
        bodies_of(&paper(
            FileFacts::default(),
            vec![cover, page(2, &[(Paragraph, 10.0, &text)]), page(3, &[(Paragraph, 10.0, line)])],
        ))
    };
    let cite = "Barset Health Agency and Wold Society, Safer wards for older people (2021)";
    assert_eq!(last(cite), ("Barset Health Agency; Wold Society".to_owned(), Some(Labelled)));
    assert_eq!(last("by Ann Lee, Chief Executive, Wold Society").0, "Wold Society");
    assert_eq!(last("On behalf of Wold Society, congratulations to all who took part.").1, None);
    assert_eq!(last("Barset Health Agency, Ageing in the county (2019)").1, None, "another paper");
}

#[test]
fn an_abbreviation_behind_an_author_leaves_it_a_body() {
    let facts = FileFacts { author: Some("Barset Health Agency (BHA)".to_owned()), ..FileFacts::default() };
    let text = PROSE.repeat(20);
    let found = bodies_of(&paper(facts, vec![page(1, &[(Paragraph, 10.0, &text)])]));
    assert_eq!(found, ("Barset Health Agency".to_owned(), Some(FileProperty)));
}

#[test]
fn a_cover_may_ask_and_a_title_is_not_cut_off() {
    let cover = |text: &str| title_of(&printed(&[(Heading(1), 30.0, text)]), "wards-2021.pdf").0;
    assert_eq!(cover("Wards: how safe are they?"), "Wards: how safe are they?");
    assert_eq!(cover("A response to the request for comments on"), "wards 2021");
    let letter =
        [(Paragraph, "Dear Ann"), (Paragraph, "RE: Response to the request for comments"), (Paragraph, "Thank you.")];
    assert_eq!(title(None, &letter, "x.pdf").as_deref(), Some("Response to the request for comments"));
    assert_eq!(
        title(None, &[(Heading(1), "Case Study"), (Heading(1), "COGWHEEL"), (Paragraph, "We built it.")], "x-1.pdf")
            .as_deref(),
        Some("Case Study: COGWHEEL")
    );
}
