//! Search against an oracle: a slow, independent evaluation of every query over the records, sharing no code with search.
//!
//! The oracle takes its words from the records' texts by the rules of `docs/search.md`, looks at every page and statement,
//! and says which answer a query and which characters make it so. Search must find the same, and mark nothing else.

mod evaluate;
mod query;
mod walk;
mod words;

use super::support::{Bench, shared};
use evaluate::{Oracle, Unit, number, units};
use query::{KINDS, Q, Stock};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use stratmine::Workspace;
use stratmine::queries::Corpus;
use stratmine::queries::search::Target;
use stratmine::search::Request;
use walk::Walk;

type Name = (String, u64, Option<String>);

/// Words and runs of words of the texts, as printed, and the values that occur.
fn stock(pages: &[Unit], statements: &[Unit], walk: &mut Walk) -> Stock {
    let plain = |word: &str| {
        word.chars().any(char::is_alphanumeric)
            && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | '\u{2019}' | '&' | '£' | '%'))
            && !word.starts_with('-')
            && !matches!(word, "AND" | "OR" | "NOT" | "NEAR" | "ONEAR" | "ADJ" | "WITHIN")
    };
    let trim = |word: &str| word.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | '(' | ')' | ':')).to_owned();
    let mut runs = Vec::new();
    let mut words = Vec::new();
    let mut headings = BTreeSet::new();
    for _ in 0..3000 {
        let page = walk.one(pages);
        let blocks: Vec<&str> = page.text.lines().filter(|line| line.split(' ').count() > 6).collect();
        if blocks.is_empty() {
            continue;
        }
        let block: Vec<String> = walk.one(&blocks).split(' ').map(trim).collect();
        let from = walk.below(block.len() - 5);
        let run: Vec<String> = block[from..from + 5].to_vec();
        words.extend(run.iter().filter(|word| plain(word)).cloned());
        if run.iter().all(|word| plain(word)) {
            runs.push(run);
        }
        headings.extend(page.headings().iter().filter(|text| text.split(' ').take(2).all(&plain)).cloned());
    }
    let typed =
        ["co-operation", "cooperation", "wellbeing", "A&E", "7-day", "20%", "£5m", "centre", "organisation", "GP"];
    words.extend(typed.map(str::to_owned));
    let mut values: BTreeSet<(&'static str, String)> =
        statements.iter().flat_map(|unit| unit.values().iter().cloned()).collect();
    values.retain(|(field, _)| *field != "probability");
    values.extend([("year", "2012..2016".to_owned()), ("year", "2018..".to_owned())]);
    values.extend(["0.4000..0.6000", "0.9000..", "..0.0100"].map(|range| ("probability", range.to_owned())));
    Stock { words, runs, headings: headings.into_iter().collect(), values: values.into_iter().collect() }
}

/// The characters that search marks in a hit, as characters of the unit's text; `None` for what it does not show.
fn marked(hit: &stratmine::model::hits::Hit, text: &str) -> Vec<(usize, usize, String)> {
    let snippet = &hit.snippet;
    let places: Vec<usize> = text.match_indices(snippet.text.as_str()).map(|(at, _)| at).collect();
    let Some(at) = places.first().filter(|_| places.len() == 1) else { return Vec::new() };
    let points = |byte: usize| text[..at + byte].chars().count();
    let mark = |mark: &stratmine::model::Span| {
        (points(mark.start), points(mark.end), snippet.text[mark.start..mark.end].to_owned())
    };
    snippet.marks.iter().map(mark).collect()
}

/// Asks queries of every kind and compares; gives how many found something.
fn compare(bench: &Bench, index: &str, rounds: usize) -> (usize, usize) {
    let folders = std::fs::read_dir(bench.path(index).join("documents")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        folders.flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path())).collect();
    // Beside each stands its summary.
    files.retain(|file| file.extension().is_some_and(|ending| ending == "zst"));
    files.sort();
    // A paper that is another's double is not searched.
    let counted = bench.stratmine(&["status", "--index", index, "--format", "jsonl"]).jsonl();
    let is_counted = |file: &Value| counted.iter().any(|line| line["file"] == *file && line["duplicate_of"].is_null());
    let (mut pages, mut statements) = (Vec::new(), Vec::new());
    for file in files {
        let json = zstd::decode_all(std::fs::File::open(file).unwrap()).unwrap();
        let record: Value = serde_json::from_slice(&json).unwrap();
        if record["outcome"] == "coded" && is_counted(&record["file"]) {
            let (more_pages, more_statements) = units(&record);
            pages.extend(more_pages);
            statements.extend(more_statements);
        }
    }
    let mut numbers = HashMap::new();
    number(&mut pages, &mut numbers);
    number(&mut statements, &mut numbers);
    let texts: BTreeMap<Name, &Unit> = pages.iter().chain(&statements).map(|unit| (unit.name.clone(), unit)).collect();
    let mut walk = Walk(5);
    let stock = stock(&pages, &statements, &mut walk);
    let workspace = Workspace { corpus: None, index: bench.path(index), lexicons: None, metadata: None };
    let oracle = Oracle::new();
    let (mut asked, mut finding, mut marks_seen) = (0, 0, 0);
    for kind in 0..KINDS * rounds {
        let query = stock.query(kind, &mut walk);
        // Blocks are of statements only.
        let in_statements = (kind / KINDS) % 2 == 1 || query.typed().contains("block:");
        let looked = if in_statements { &statements } else { &pages };
        let expected: BTreeMap<&Name, Vec<(usize, usize)>> =
            looked.iter().filter_map(|unit| Some((&unit.name, oracle.holds(&query, unit)?))).collect();
        let typed = format!("{} in:{}", query.typed(), if in_statements { "statement" } else { "page" });
        let request = Request { query: typed.clone(), limit: usize::MAX, ..Request::default() };
        let results = Corpus::open(&workspace)
            .unwrap()
            .search(&Target::Words, &request)
            .unwrap_or_else(|error| panic!("{typed}: {error}"));
        let mut found = BTreeSet::new();
        for row in &results.listed {
            for hit in &row.listed {
                let id = hit.statement.as_ref().map(|statement| statement.id.clone());
                let name = (row.file.clone(), u64::from(hit.page), id);
                if let (Some(allowed), Some(unit)) = (expected.get(&name), texts.get(&name)) {
                    for (from, to, text) in marked(hit, &unit.text) {
                        marks_seen += 1;
                        // Marks that touch are shown as one.
                        let inside =
                            (from..to).all(|at| allowed.iter().any(|(start, end)| (*start..*end).contains(&at)));
                        assert!(
                            inside,
                            "{typed}: {text:?} is marked in {name:?} at {from}..{to}, allowed: {allowed:?}"
                        );
                    }
                }
                found.insert(name);
            }
        }
        let expected: BTreeSet<Name> = expected.into_keys().cloned().collect();
        let more: Vec<_> = found.difference(&expected).take(3).collect();
        let less: Vec<_> = expected.difference(&found).take(3).collect();
        assert!(
            more.is_empty() && less.is_empty(),
            "{typed}\nfound and wrong: {more:?}\nnot found: {less:?}\n{query:?}"
        );
        let documents: BTreeSet<&String> = expected.iter().map(|(file, ..)| file).collect();
        let on_pages: BTreeSet<(&String, u64)> = expected.iter().map(|(file, page, _)| (file, *page)).collect();
        assert_eq!(
            (results.hits, results.documents, results.pages),
            (expected.len(), documents.len(), on_pages.len()),
            "{typed}"
        );
        if !in_statements {
            let alone = statements.iter().filter(|unit| oracle.holds(&query, unit).is_some()).count();
            assert_eq!(results.statements, alone, "{typed}");
        }
        asked += 1;
        finding += usize::from(!expected.is_empty());
    }
    println!("{asked} queries, {finding} of them find something, {marks_seen} marks");
    assert!(marks_seen > asked, "{marks_seen} marks");
    (asked, finding)
}

#[test]
fn search_finds_what_the_oracle_finds_in_the_sample() {
    let bench = Bench::empty();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample");
    let sample = sample.to_string_lossy();
    bench.stratmine(&["run", &sample, "--index", "index", "--quiet"]).code(0);
    let (asked, finding) = compare(&bench, "index", 20);
    assert!(asked >= 360 && finding >= 180, "{finding} of {asked}");
}

/// The slow evaluation takes its time: every so many papers are asked.
const EVERY: usize = 6;

#[test]
fn search_finds_what_the_oracle_finds_in_real_papers() {
    let Some(papers) = shared("corpus") else { return };
    let bench = Bench::empty();
    let mut files: Vec<PathBuf> = std::fs::read_dir(papers).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pdf"));
    files.sort();
    std::fs::create_dir(bench.path("papers")).unwrap();
    for file in files.iter().step_by(EVERY) {
        std::fs::copy(file, bench.path("papers").join(file.file_name().unwrap())).unwrap();
    }
    bench.stratmine(&["run", "papers", "--index", "index", "--quiet", "--ocr", "never"]);
    let (asked, finding) = compare(&bench, "index", 8);
    assert!(asked >= 140 && finding >= 70, "{finding} of {asked}");
}

/// The kinds cover each other's typing: what is typed is what is meant.
#[test]
fn queries_are_typed_as_people_type_them() {
    let word = |text: &str| Q::Word(text.to_owned());
    let near = Q::Near(Box::new(Q::Any(vec![word("a"), word("b")])), Box::new(word("c")), 3, true);
    assert_eq!(Q::All(vec![near, Q::Not(Box::new(word("d")))]).typed(), "((a OR b) ONEAR/3 c) (-d)");
}
