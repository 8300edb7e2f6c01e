//! Coding measured on the double-coded pages, from their own blocks: what segmentation and coding reach when the page was
//! read without fault.
//!
//! Skipped where the pages are not at hand (`STRATMINE_SHARED`, else `../shared`). With `STRATMINE_DUMP` set, the coded
//! documents are also written there, for `score.py`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail loudly; what it reads is its own"
)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use stratmine::analysis::evaluate::TwoByTwo;
use stratmine::coding::lexicon::Codebook;
use stratmine::coding::segment::segment;
use stratmine::coding::{Coder, Question, explain};
use stratmine::model::{
    Block, BlockKind, CodedPaper, DocumentId, FileFacts, Page, PaperMeta, ReadPaper, ReadResult, Span, Stamp,
};

/// The shared folder, if it holds something. Where it does not the test is skipped, and says so; under `STRATMINE_CI` that
/// is a failure.
#[allow(clippy::print_stdout, reason = "a skipped test must say so")]
fn shared(holds: &str) -> Option<PathBuf> {
    let given = std::env::var_os("STRATMINE_SHARED").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    if folder.join(holds).exists() {
        return Some(folder);
    }
    assert!(std::env::var_os("STRATMINE_CI").is_none(), "{} is not there", folder.join(holds).display());
    println!("skipped: {} is not there", folder.join(holds).display());
    None
}

/// The lexicons of the folder (`STRATMINE_LEXICONS` names another) and not the copies built in: whoever edits a lexicon
/// sees its effect without compiling.
fn codebook() -> Codebook {
    let given = std::env::var_os("STRATMINE_LEXICONS").map(PathBuf::from);
    Codebook::load(&given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons"))).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn kind(block: &Value) -> BlockKind {
    match block["kind"].as_str().unwrap_or_default() {
        "heading" => {
            BlockKind::Heading(block["level"].as_u64().and_then(|level| u8::try_from(level).ok()).unwrap_or(2))
        }
        "paragraph" => BlockKind::Paragraph,
        "list_item" => BlockKind::ListItem(0),
        "table_row" => BlockKind::TableRow,
        "caption" => BlockKind::Caption,
        "footnote" => BlockKind::Footnote,
        "contents" => BlockKind::Contents,
        "reference" => BlockKind::Reference,
        "chart" => BlockKind::Chart,
        _ => BlockKind::Running,
    }
}

/// The page as if read without fault. A row without statements is taken for the head of those below it.
fn page(gold: &Value) -> Page {
    let stated: Vec<&Value> = list(&gold["statements"]).map(|statement| &statement["block"]).collect();
    let (mut reading, mut blocks, mut heads) = (String::new(), Vec::new(), Vec::<String>::new());
    for block in list(&gold["blocks"]) {
        if !reading.is_empty() {
            reading.push('\n');
        }
        let (start, kind) = (reading.len(), kind(block));
        let mut cells = Vec::new();
        let mut column_heads = Vec::new();
        if kind == BlockKind::TableRow {
            let words: Vec<String> = list(&block["cells"]).map(text).collect();
            for (index, cell) in words.iter().enumerate() {
                if index > 0 {
                    reading.push_str(" | ");
                }
                cells.push(Span::new(reading.len(), reading.len() + cell.len()));
                reading.push_str(cell);
            }
            if stated.contains(&&block["id"]) {
                column_heads.clone_from(&heads);
            } else {
                heads = words;
            }
        } else {
            reading.push_str(&text(&block["text"]));
        }
        blocks.push(Block { cells, column_heads, ..Block::new(kind, Span::new(start, reading.len())) });
    }
    Page {
        width: 595.0,
        height: 842.0,
        text: reading,
        blocks,
        ..Page::blank(u32::try_from(gold["page"].as_u64().unwrap_or(1)).unwrap_or(1))
    }
}

/// Titles as the papers print them, from the list that came with them.
fn titles(shared: &Path) -> BTreeMap<String, String> {
    let table = fs::read_to_string(shared.join("corpus/manifest.tsv")).unwrap_or_default();
    let rows = table.lines().skip(1).filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?.trim_end_matches(".pdf").to_owned(), columns.next()?.to_owned()))
    });
    rows.collect()
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut words: Vec<String> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort();
    words
}

/// Whether two texts are the same unit, or one lies in the other.
fn same_unit(a: &[String], b: &[String]) -> bool {
    let mut rest = b.to_vec();
    let shared =
        a.iter().filter(|word| rest.iter().position(|other| other == *word).map(|at| rest.remove(at)).is_some());
    let shared = shared.count();
    let smaller = a.len().min(b.len());
    10 * 2 * shared >= 8 * (a.len() + b.len()) || (smaller >= 3 && 100 * shared >= 85 * smaller)
}

#[test]
#[allow(clippy::print_stdout, reason = "the figures are its point")]
fn coding_agrees_with_the_gold_pages() {
    let Some(shared) = shared("gold/dev") else { return };
    let scratch = tempfile::tempdir().unwrap();
    let dump = std::env::var_os("STRATMINE_DUMP").map_or_else(|| scratch.path().to_owned(), PathBuf::from);
    fs::create_dir_all(&dump).unwrap();
    let codebook = codebook();
    let coder = Coder::new(&codebook);
    let titles = titles(&shared);
    let stamp = Stamp { tool: "test".into(), engine: "none".into(), options: BTreeMap::new(), codebook: String::new() };

    let mut files: Vec<_> = fs::read_dir(shared.join("gold/dev")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut documents: BTreeMap<String, CodedPaper> = BTreeMap::new();
    let mut agreement = TwoByTwo::default();
    for file in files {
        let gold: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let name = text(&gold["doc"]);
        let mut document = ReadPaper {
            id: DocumentId::from_digest([0; 32]),
            facts: FileFacts::default(),
            outline: Vec::new(),
            language: Some("en".into()),
            pages: vec![page(&gold)],
        };
        let metadata = PaperMeta { title: titles.get(&name).cloned(), ..PaperMeta::default() };
        segment(&mut document);
        let mut record = CodedPaper::from_read(&stamp, &name, &ReadResult::coded(), document);
        coder.code(&mut record, &metadata);
        let units: Vec<(Vec<String>, bool)> =
            record.statements().map(|(_, found)| (words(&found.text), found.intended_outcome)).collect();
        for statement in list(&gold["statements"]) {
            let unit = words(&text(&statement["text"]));
            let said = units.iter().any(|(found, outcome)| *outcome && same_unit(&unit, found));
            agreement.count(statement["is_outcome"].as_bool().unwrap_or_default(), said, 1.0);
        }
        // Each page is coded alone: the pages between those that were coded by hand are not here.
        match documents.get_mut(&name) {
            Some(known) => known.pages.extend(record.pages),
            None => drop(documents.insert(name, record)),
        }
    }
    for (name, document) in &documents {
        fs::write(dump.join(format!("{name}.json")), serde_json::to_vec_pretty(document).unwrap()).unwrap();
    }
    let (f1, kappa) = (agreement.found().f1().unwrap(), agreement.kappa().unwrap());
    println!("detection F1 {f1:.3}, kappa {kappa:.3}");
    // .90 and .83 when last measured; these pages are among what the weights were fitted on.
    assert!(f1 >= 0.84, "detection F1 {f1:.3}");
    assert!(kappa >= 0.75, "kappa {kappa:.3}");
}

/// The invented sentences, each with the decision it must get.
#[test]
fn invented_sentences_are_coded_as_they_should_be() {
    let Some(shared) = shared("research/fixtures_synthetic.tsv") else { return };
    let table = fs::read_to_string(shared.join("research/fixtures_synthetic.tsv")).unwrap();
    let (right, all) = decided_rightly(&table);
    // 67 when last measured: the weights were fitted on real papers, not on these.
    assert!(all >= 80 && right * 100 >= 80 * all, "only {right} of {all} are decided rightly");
}

/// More of them, written by those who had not seen the rules.
#[test]
fn sentences_invented_later_are_coded_as_they_should_be() {
    let (right, all) = decided_rightly(include_str!("cases/intended_outcomes.tsv"));
    // 292 when last measured.
    assert!(all >= 330 && right * 100 >= 85 * all, "only {right} of {all} are decided rightly");
}

/// Still more, of which nobody has looked at the misses: not to be printed, and not to be read by who writes rules.
#[test]
fn sentences_that_nobody_has_looked_at_are_coded_as_they_should_be() {
    let (right, all) = judged(include_str!("cases/intended_outcomes_unread.tsv"), |_| {});
    assert!(all == 200 && right * 100 >= 90 * all, "only {right} of {all} are decided rightly");
}

/// What each kind of paper says under its headings (a merger case, an alliance, a buddying agreement, a system plan), and its
/// near-misses.
#[test]
#[allow(clippy::print_stdout, reason = "the misses are the point")]
fn statements_are_decided_with_what_stands_around_them() {
    let codebook = codebook();
    let (mut right, mut all) = (0, 0);
    for line in include_str!("cases/whole_decisions.tsv").lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [outcome, text, heading, lead_in, block] = columns[..] else { panic!("{line}") };
        let block = match block {
            "list_item" => BlockKind::ListItem(0),
            "paragraph" => BlockKind::Paragraph,
            "table_row" => BlockKind::TableRow,
            _ => panic!("{line}"),
        };
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let headings = filled(heading).into_iter().collect();
        let question = Question { text: text.to_owned(), headings, lead_in: filled(lead_in), block, title: None };
        all += 1;
        if explain(&codebook, &question).coding.intended_outcome == (outcome == "yes") {
            right += 1;
        } else {
            println!("{line}");
        }
    }
    assert!(all == 85 && right * 100 >= 80 * all, "only {right} of {all} are decided rightly");
}

/// How many sentences of a table are rightly said to be outcomes or none, and how many there are; says which are not.
#[allow(clippy::print_stdout, reason = "the misses are the point")]
fn decided_rightly(table: &str) -> (usize, usize) {
    judged(table, |miss| println!("{miss}"))
}

/// How many sentences of a table are rightly said to be outcomes or none, and how many there are; `tell` hears of each that is
/// not, or has other categories.
#[allow(clippy::print_stdout, reason = "the sums are the point")]
fn judged(table: &str, tell: impl Fn(&str)) -> (usize, usize) {
    let codebook = codebook();
    let (mut right, mut fully, mut all) = (0, 0, 0);
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, text, outcome, categories, lead_in, _, block] = columns[..] else { panic!("{line}") };
        let block = match block {
            "list_item" => BlockKind::ListItem(0),
            "paragraph" => BlockKind::Paragraph,
            "table_cell" | "table_row" => BlockKind::TableRow,
            // Furniture and headings are never statements: nothing is asked of the rules.
            _ => continue,
        };
        let lead_in = Some(lead_in.to_owned()).filter(|lead_in| !lead_in.is_empty());
        let question = Question { text: text.to_owned(), headings: Vec::new(), lead_in, block, title: None };
        let coding = explain(&codebook, &question).coding;
        let found: Vec<&str> = coding.categories.iter().map(|code| code.code.as_str()).collect();
        let mut wanted: Vec<&str> = categories.split(';').filter(|code| !code.is_empty() && *code != "none").collect();
        let order = ["quality", "workforce", "resources", "innovation"];
        wanted.sort_by_key(|code| order.iter().position(|known| known == code));
        all += 1;
        let decided = coding.intended_outcome == (outcome == "yes");
        right += usize::from(decided);
        fully += usize::from(decided && found == wanted);
        if !decided {
            let rules: Vec<String> = coding
                .intent
                .rules
                .iter()
                .map(|rule| format!("{} {} <{}>", rule.id, rule.weight.unwrap_or(f32::NEG_INFINITY), rule.text))
                .collect();
            tell(&format!("{id} should be {outcome}: {text} ({})\n    {}", coding.intent.score, rules.join("; ")));
        } else if found != wanted {
            tell(&format!("{id} {text}: {found:?}, not {wanted:?}"));
        }
    }
    println!("decided rightly {right} of {all}, with their categories {fully}");
    (right, all)
}
