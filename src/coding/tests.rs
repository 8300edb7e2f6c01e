//! Each mechanism of coding, tried on small lexicons whose words mean only what the test says.

use super::{Coder, Question, explain};
use crate::lexicon::Codebook;
use std::fmt::Write as _;
use stratmine_model::{
    Block, BlockKind, CodedPaper, DocumentId, OutcomeCodes, Page, PaperMeta, ReadResult, Span, Stamp, Statement,
    Strength,
};

/// A codebook of few words, with the built-in detection of outcomes.
fn codebook() -> Codebook {
    let file = |kind: &str, codes: &[(&str, &str, &str)]| {
        let mut text =
            format!("[lexicon]\nname = \"t\"\nkind = \"{kind}\"\ntitle = \"t\"\nversion = \"1\"\nsource = \"t\"\n");
        if kind == "partnering" {
            text.push_str("[negation]\nbefore = [\"not\"]\n");
        }
        for (id, more, entries) in codes {
            writeln!(text, "[[code]]\nid = \"{id}\"\nlabel = \"{id}\"\n{more}\nentries = [{entries}]").unwrap();
        }
        text
    };
    let outcomes = file(
        "outcomes",
        &[
            (
                "quality",
                "",
                "{ term = \"care\", weight = 2 }, { term = \"safe\", weight = 2 }, { term = \"people\", weight = 0.5 }",
            ),
            ("workforce", "", "{ term = \"careers\", weight = 3 }, { term = \"training\", weight = 2 }"),
            ("resources", "", "{ term = \"savings\", weight = 4 }, { term = \"money\", weight = 1 }"),
            ("innovation", "", "{ term = \"digital\", weight = 2 }"),
        ],
    );
    let partnering = file(
        "partnering",
        &[
            ("merger", "rank = 10", "{ term = \"merge*\", weight = 3 }"),
            ("alliance", "rank = 3", "{ term = \"alliance\", weight = 3 }"),
            ("informal", "rank = 1\nfallback = true", "{ term = \"working together\", weight = 1 }"),
        ],
    );
    let domains = file(
        "domains",
        &[
            ("leadership", "", "{ term = \"leaders\", weight = 2 }"),
            ("culture", "", "{ term = \"culture\", weight = 2 }"),
        ],
    );
    let context = file(
        "context",
        &[
            ("entry_point:mandated", "", "{ term = \"ordered\", weight = 2 }, { term = \"told\" }"),
            ("end_state:failure", "", "{ term = \"dissolved\", weight = 2 }"),
            ("context:geography", "", "{ term = \"rural\", weight = 2 }"),
        ],
    );
    // The weights of categories were fitted on another lexicon: here the counting of words decides.
    let weights = include_str!("../../lexicons/weights.toml").split("[categories").next().unwrap().to_owned();
    let texts =
        [("o.toml", outcomes), ("p.toml", partnering), ("d.toml", domains), ("c.toml", context), ("w.toml", weights)];
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Codebook::of_texts(&texts).unwrap()
}

/// One page of blocks, each a statement under the headings given.
fn paper(blocks: &[(BlockKind, &str)], headings: &[&str]) -> CodedPaper {
    let mut page = Page::blank(2);
    for (kind, text) in blocks {
        if !page.text.is_empty() {
            page.text.push('\n');
        }
        let span = Span::new(page.text.len(), page.text.len() + text.len());
        page.text.push_str(text);
        page.statements.push(Statement {
            id: format!("s{}", page.statements.len()),
            text: (*text).to_owned(),
            span,
            block: page.blocks.len(),
            kind: *kind,
            heading_path: headings.iter().map(|heading| (*heading).to_owned()).collect(),
            ..Statement::default()
        });
        page.blocks.push(Block::new(*kind, span));
    }
    let id = DocumentId::from_digest([0; 32]);
    let mut paper = CodedPaper::unread(&Stamp::default(), id, "", &PaperMeta::default(), &ReadResult::coded());
    paper.language = Some("en".to_owned());
    paper.pages.push(page);
    paper
}

fn code(blocks: &[(BlockKind, &str)], headings: &[&str], metadata: &PaperMeta) -> CodedPaper {
    let mut paper = paper(blocks, headings);
    Coder::new(&codebook()).code(&mut paper, metadata);
    paper
}

/// The categories of one item under "Our aims", with their scores.
fn categories(text: &str, headings: &[&str]) -> Vec<(String, f32)> {
    let coding = code(&[(BlockKind::ListItem(0), text)], headings, &PaperMeta::default());
    let statement = &coding.pages[0].statements[0];
    assert!(statement.intended_outcome, "{text}: {:?}", statement.intent);
    statement.categories.iter().map(|code| (code.code.clone(), code.score)).collect()
}

fn one(code: &str, score: f32) -> Vec<(String, f32)> {
    vec![(code.to_owned(), score)]
}

const AIMS: &[&str] = &["Our aims"];

#[test]
fn an_entry_counts_once_and_dwarfed_categories_go() {
    assert_eq!(categories("Care and care and care", AIMS), one("quality", 2.0));
    assert_eq!(
        categories("Savings with safe care and money", AIMS),
        [("quality".to_owned(), 4.0), ("resources".to_owned(), 4.5)],
        "money is a general word next to savings"
    );
    assert_eq!(categories("Safe care, more digital", AIMS), one("quality", 4.0), "half is not more than half");
    assert_eq!(categories("Savings, careers and money", AIMS).len(), 2);
    assert_eq!(categories("Savings for careers, money for training and digital", AIMS).len(), 2);
}

#[test]
fn the_end_counts_and_not_the_means() {
    assert_eq!(categories("Safe wards through digital tools", AIMS), one("quality", 2.0));
    assert_eq!(categories("Improving the ward by using digital tools to make it safe", AIMS), one("quality", 2.0));
    assert_eq!(categories("Do it all by using digital tools", AIMS), one("innovation", 2.0), "nothing else is named");
    assert_eq!(categories("Provide training in digital tools", AIMS), one("workforce", 2.0));
}

#[test]
fn thin_items_take_categories_from_what_governs_them() {
    let coding = code(&[(BlockKind::ListItem(0), "Stop the start")], &["Our aims for care"], &PaperMeta::default());
    let found = &coding.pages[0].statements[0].categories;
    assert_eq!(found.len(), 1);
    assert!((found[0].score - 1.0).abs() < f32::EPSILON, "half the weight");
    assert_eq!(found[0].matches[0].span, None);
    assert_eq!(found[0].matches[0].text, "care");
    assert_eq!(
        categories("For all people", AIMS),
        one("quality", 0.5),
        "a general word speaks where nothing else does"
    );
    assert_eq!(categories("For all people", &["Our aims: careers"]), one("workforce", 1.5));
    assert_eq!(categories("Stop the start", AIMS), []);
}

#[test]
fn spans_lie_on_the_page() {
    let blocks = [(BlockKind::Paragraph, "Hello."), (BlockKind::Paragraph, "We will make wards safe.")];
    let coding = code(&blocks, &[], &PaperMeta::default());
    let page = &coding.pages[0];
    let said = &page.statements[1];
    assert_eq!(page.slice(said.categories[0].matches[0].span.unwrap()), "safe");
    let rule = said.intent.rules.iter().find(|rule| rule.span.is_some()).unwrap();
    assert_eq!(page.slice(rule.span.unwrap()), rule.text);
}

#[test]
fn declared_types_are_believed() {
    let metadata = PaperMeta { partnering: vec!["alliance".to_owned()], ..PaperMeta::default() };
    let blocks = [
        (BlockKind::Paragraph, "We merge."),
        (BlockKind::Paragraph, "The merger."),
        (BlockKind::Paragraph, "An alliance."),
    ];
    let paper = code(&blocks, &[], &metadata);
    assert_eq!(paper.partnering_read, ["merger"], "what the program would say is kept beside it");
    let found = paper.partnering;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].code.as_str(), found[0].rank, found[0].strength, found[0].statements.len()),
        ("alliance", 3, Strength::Declared, 1)
    );
}

#[test]
fn a_passage_for_a_proposition_is_stated_where_it_speaks_of_partnering_and_links_the_two() {
    let found = |text: &str| {
        let paper = code(
            &[(BlockKind::Paragraph, "The merger of both trusts is planned."), (BlockKind::Paragraph, text)],
            &[],
            &PaperMeta::default(),
        );
        let found =
            paper.profile.propositions.iter().find(|one| one.code == "proposition:l2_networks_and_vision").cloned();
        found.map(|one| one.strength)
    };
    assert_eq!(found("A shared vision will help the merger to succeed."), Some(Strength::Stated));
    assert_eq!(found("There is a shared vision."), Some(Strength::Inferred), "next to words of partnering");
    assert_eq!(found("There is sight."), None);
    let far = [(BlockKind::Paragraph, "There is a shared vision."), (BlockKind::Paragraph, "The wards are clean.")];
    assert!(code(&far, &[], &PaperMeta::default()).profile.propositions.is_empty(), "nothing speaks of partnering");
}

#[test]
fn types_are_inferred_from_enough_mentions_that_are_not_denied() {
    let types = |texts: &[&str], headings: &[&str], title: Option<&str>| {
        let blocks: Vec<_> = texts.iter().map(|text| (BlockKind::Paragraph, *text)).collect();
        let metadata = PaperMeta { title: title.map(str::to_owned), ..PaperMeta::default() };
        let found = code(&blocks, headings, &metadata).partnering;
        found.into_iter().map(|kind| (kind.code, kind.statements.len())).collect::<Vec<_>>()
    };
    let named = |code: &str, statements| (code.to_owned(), statements);
    assert_eq!(
        types(&["We merge.", "An alliance.", "A merger.", "The alliance."], &[], None),
        [named("merger", 2), named("alliance", 2)],
        "a statement of the paper's own counts more"
    );
    assert_eq!(types(&["This is not a merger.", "An alliance.", "Alliance."], &[], None), [named("alliance", 2)]);
    assert_eq!(types(&["It is told."], &["Why merge"], None), [named("merger", 1)], "what stands below is behind it");
    assert_eq!(types(&["It is told."], &[], Some("The merger")), [], "no statement is behind it");
    assert_eq!(types(&["We merge."], &[], Some("The merger")), [named("merger", 1)], "titles weigh");
    let working = ["We are working together."; 4];
    assert_eq!(types(&working, &[], None), [named("informal", 4)]);
    assert_eq!(types(&[working[0], working[0], working[0], "A merger.", "Merge."], &[], None), [named("merger", 2)]);
    let mut many = vec!["A merger."; 12];
    many.extend(["An alliance."; 2]);
    assert_eq!(types(&many, &[], None), [named("merger", 12)], "two mentions next to twelve");
}

#[test]
fn the_profile_lists_most_evidence_first() {
    let blocks = [
        (BlockKind::Paragraph, "The two trusts were ordered to act because they had failed, and told."),
        (BlockKind::Paragraph, "Told again."),
        (BlockKind::Paragraph, "Leaders of a rural culture of two trusts."),
        (BlockKind::Paragraph, "A culture of both boards dissolved."),
    ];
    assert!(code(&blocks, &[], &PaperMeta::default()).profile.entry_points.is_empty(), "into no partnering");
    let metadata = PaperMeta { partnering: vec!["merger".to_owned()], ..PaperMeta::default() };
    let profile = code(&blocks, &[], &metadata).profile;
    let codes = |list: &[stratmine_model::Evidence]| {
        list.iter().map(|evidence| (evidence.code.clone(), evidence.statements.len())).collect::<Vec<_>>()
    };
    assert_eq!(
        codes(&profile.entry_points),
        [("entry_point:mandated".to_owned(), 1)],
        "one general word is not enough"
    );
    assert_eq!(codes(&profile.domains), [("culture".to_owned(), 2), ("leadership".to_owned(), 1)]);
    assert_eq!(codes(&profile.context), [("context:geography".to_owned(), 1)]);
    assert_eq!(codes(&profile.end_states), [("end_state:failure".to_owned(), 1)]);
}

#[test]
fn a_label_and_a_heading_say_less_of_a_domain() {
    let domains = |kind, text: &str, heading: &str| -> Vec<String> {
        let coded = code(&[(kind, text)], &[heading], &PaperMeta::default());
        coded.statements().flat_map(|(_, one)| &one.domains).map(|domain| domain.code.clone()).collect()
    };
    let long = "All leaders of the two trusts meet.";
    assert_eq!(domains(BlockKind::Paragraph, long, "Our aims"), ["leadership"]);
    assert!(domains(BlockKind::TableRow, long, "Our aims").is_empty(), "a cell");
    assert!(domains(BlockKind::Paragraph, "Leaders of two trusts.", "Our aims").is_empty(), "a few words");
    assert!(
        domains(BlockKind::Paragraph, "All boards of the two trusts meet.", "Leaders").is_empty(),
        "a heading alone"
    );
}

#[test]
fn only_english_is_coded() {
    let mut paper = paper(&[(BlockKind::Paragraph, "We will make wards safe.")], &[]);
    let codebook = codebook();
    let mut coded = |language: Option<&str>| {
        paper.language = language.map(str::to_owned);
        Coder::new(&codebook).code(&mut paper, &PaperMeta::default());
        paper.pages[0].statements[0].clone()
    };
    assert!(coded(Some("en")).intended_outcome);
    assert!(coded(None).intended_outcome);
    let welsh = coded(Some("cy"));
    assert!(!welsh.intended_outcome && welsh.intent.rules.is_empty());
}

#[test]
fn an_explanation_says_what_held() {
    let question = Question {
        text: "We will make wards safe and improve how they run.".to_owned(),
        headings: vec!["Our aims".to_owned()],
        lead_in: None,
        block: BlockKind::Paragraph,
        title: None,
    };
    let said = explain(&codebook(), &question);
    assert!(said.coding.intended_outcome);
    assert!(said.features.iter().any(|feature| feature == "path:aims"));
    assert_eq!(said.coding.categories[0].code, "quality");
}

#[test]
fn coding_again_takes_back_what_was_said_where_a_heading_sets_it_apart_now() {
    let book = codebook();
    let mut paper = paper(&[(BlockKind::Paragraph, "The board met with leaders of both trusts.")], &["Our aims"]);
    let said = |paper: &CodedPaper| paper.statements().map(|(_, one)| one.domains.len()).sum::<usize>();
    Coder::new(&book).code(&mut paper, &PaperMeta::default());
    assert!(said(&paper) > 0);
    paper.pages[0].statements[0].heading_path = vec!["References".to_owned()];
    Coder::new(&book).code(&mut paper, &PaperMeta::default());
    assert_eq!(said(&paper), 0);
}

#[test]
fn recodes_teach_which_categories_words_mean() {
    use crate::learning::{Model, decided};
    let book = codebook();
    let coder = Coder::new(&book);
    let item = |text| (BlockKind::ListItem(0), text);
    let items = ["Digital wards", "Digital homes", "Digital records", "Digital visits", "Digital letters"].map(item);
    let mut paper = paper(&items, &["Our aims"]);
    coder.code(&mut paper, &PaperMeta::default());
    let of = |paper: &CodedPaper| -> Vec<Vec<String>> {
        let codes = |statement: &Statement| statement.categories.iter().map(|code| code.code.clone()).collect();
        paper.statements().map(|(_, statement)| codes(statement)).collect()
    };
    assert_eq!(of(&paper), vec![["innovation"]; 5]);
    for statement in paper.pages[0].statements.iter_mut().take(3) {
        statement.decided = Some(OutcomeCodes { intended_outcome: true, categories: vec!["workforce".to_owned()] });
    }
    let evidence = coder.evidence(&paper);
    let model = Model::learn(book.weights(), &decided(&paper, &evidence).collect::<Vec<_>>());
    coder.taught(Some(&model)).code(&mut paper, &PaperMeta::default());
    assert_eq!(of(&paper)[3..], vec![["workforce"]; 2], "the lexicon has no word for it: decisions alone speak");
    coder.code(&mut paper, &PaperMeta::default());
    assert_eq!(of(&paper), vec![["innovation"]; 5], "without what was learnt the lexicon holds");
}
