//! How fast the lexicons match page text, on one thread, each part apart. Run on a quiet machine:
//!
//! ```sh
//! cargo bench --bench matching            # over made-up pages
//! cargo bench --bench matching -- FOLDER  # and over the *.txt files of a folder, a form feed between pages
//! ```
//!
//! Each line is the best of several passes over the same pages, as megabytes of page text a second.
//!
//! - *terms alone*: `aho-corasick` as it comes, over the words of the same entries without their stars, in any case: it tells
//!   where words stand, and not whether they are whole, negated, or longest.
//! - *entries*: the built-in lexicons, all layers, without expressions and conditions: literal, glob and stem entries.
//! - *conditions*: what neighbours and negation add to that.
//! - *expressions*: what the entries that are regular expressions add to both.
//! - *cues*: what intent.toml looks for in a sentence, with one rule.
//! - *rules*: all its rules; what they add to the cues.
//!
//! Made-up pages hold common words, and one word in six from a term of the lexicons, drawn by a fixed walk through numbers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "a measurement fails by panicking"
)]

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use stratmine::coding::detection::Candidate;
use stratmine::coding::lexicon::{Codebook, LexiconKind, Matching};
use stratmine::model::BlockKind;
use toml::{Table, Value};

const PAGES: usize = 1000;
const PAGE_WORDS: usize = 450;
const PASSES: usize = 7;
const CONDITIONS: [&str; 7] = ["before", "unless_before", "after", "unless_after", "near", "unless_near", "within"];
const COMMON: &str = "the of and to in a for is on that with are as by be this we from or have an at which not it has \
    their will can our were more also other been these people than they many each where some between health need make \
    year work during across over into them new both most such there was its who how first so but all about one two up";

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|given| !given.starts_with("--")).collect();
    let full = Codebook::built_in().unwrap();
    let terms = terms(&full);
    report("made-up pages", &full, &terms, &made_up(&terms));
    for folder in asked {
        report(&folder, &full, &terms, &pages_of(Path::new(&folder)));
    }
}

/// The fixed parts of all terms that are no expressions.
fn terms(codebook: &Codebook) -> Vec<String> {
    let entries = codebook.lexicons().iter().flat_map(|lexicon| &lexicon.codes).flat_map(|code| &code.entries);
    let plain = entries.filter(|entry| entry.matching != Matching::Regex);
    let longest = |term: &str| term.split('*').max_by_key(|part| part.len()).unwrap_or_default().trim().to_owned();
    let mut terms: Vec<String> = plain.map(|entry| longest(&entry.term)).filter(|term| !term.is_empty()).collect();
    terms.sort();
    terms.dedup();
    terms
}

fn made_up(terms: &[String]) -> Vec<String> {
    let common: Vec<&str> = COMMON.split_whitespace().collect();
    // Knuth's MMIX generator: the same pages everywhere.
    let mut state = 1_u64;
    let mut below = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % bound
    };
    let page = |_| {
        let mut page = String::new();
        let mut opens = true;
        for _ in 0..PAGE_WORDS {
            let word = if below(18) == 0 { terms[below(terms.len())].as_str() } else { common[below(common.len())] };
            if opens {
                page.push_str(&word[..1].to_uppercase());
                page.push_str(&word[1..]);
            } else {
                page.push_str(word);
            }
            opens = below(20) == 0;
            page.push_str(if opens {
                ". "
            } else if below(12) == 0 {
                ", "
            } else {
                " "
            });
        }
        page
    };
    (0..PAGES).map(page).collect()
}

fn pages_of(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let texts = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    texts.flat_map(|text| text.split('\u{c}').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The codebook of some of the entries, and of what detects outcomes as it is.
fn only(full: &Codebook, expressions: bool, conditions: bool) -> Codebook {
    let texts: Vec<(String, String)> = full
        .sources()
        .iter()
        .filter(|source| source.kind.layer().is_some() || source.kind == LexiconKind::Names)
        .map(|source| {
            let mut file: Table = source.text.parse().unwrap();
            if !conditions {
                file.remove("negation");
                file.remove("elsewhere");
            }
            for code in file.get_mut("code").and_then(Value::as_array_mut).unwrap() {
                let entries = code.get_mut("entries").and_then(Value::as_array_mut).unwrap();
                entries.retain(|entry| expressions || entry.get("match").and_then(Value::as_str) != Some("regex"));
                // A term may stand twice, with other conditions each time: without them it is one.
                let mut seen = BTreeSet::new();
                entries.retain(|entry| {
                    let term = entry.get("term").and_then(Value::as_str).unwrap_or_default().to_lowercase();
                    conditions || seen.insert(term)
                });
                for entry in entries.iter_mut().filter(|_| !conditions) {
                    let entry = entry.as_table_mut().unwrap();
                    for key in CONDITIONS {
                        entry.remove(key);
                    }
                }
            }
            (source.file.clone(), file.to_string())
        })
        .collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    Codebook::of_texts(&texts).unwrap()
}

fn report(name: &str, full: &Codebook, terms: &[String], pages: &[String]) {
    let bytes: usize = pages.iter().map(String::len).sum();
    println!("{name}: {} pages, {:.2} MB; {} terms", pages.len(), bytes as f64 / 1e6, terms.len());
    let automaton = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(terms)
        .unwrap();
    let alone = best(pages, |page| automaton.find_iter(page).count());
    let (entries, entries_hits) = timed_hits(&only(full, false, false), pages);
    let (bound, _) = timed_hits(&only(full, false, true), pages);
    let (all, all_hits) = timed_hits(&only(full, true, true), pages);
    let detection = judged(full, pages);
    let line = |what: &str, seconds: f64| {
        println!(
            "  {what:<28} {:>8.1} MB/s  {:>7.2} ns/byte",
            bytes as f64 / seconds / 1e6,
            seconds / bytes as f64 * 1e9
        );
    };
    line("terms alone (aho-corasick)", alone);
    line("entries", entries);
    line("entries with conditions", bound);
    line("all entries", all);
    line("detection", detection);
    println!(
        "  entries / terms alone: {:.2} of its speed; hits: {entries_hits} entries, {all_hits} with all conditions",
        alone / entries
    );
    let added = |what: &str, more: f64| println!("  {what} add {:.2} ns/byte", more / bytes as f64 * 1e9);
    added("conditions", bound - entries);
    added("expressions", all - bound);
}

fn timed_hits(codebook: &Codebook, pages: &[String]) -> (f64, usize) {
    let seconds = best(pages, |page| codebook.scan(page).len());
    (seconds, pages.iter().map(|page| codebook.scan(page).len()).sum())
}

/// The time of judging every sentence of the pages.
fn judged(codebook: &Codebook, pages: &[String]) -> f64 {
    best(pages, |page| {
        let mut detector = codebook.detector(None);
        let mut outcomes = 0;
        for text in page.split_inclusive(['.', '\n']).map(str::trim).filter(|text| !text.is_empty()) {
            let candidate = Candidate { text, block: BlockKind::Paragraph, page: 1, ..Candidate::default() };
            outcomes += usize::from(detector.decide(&candidate).is_outcome);
        }
        outcomes
    })
}

/// The shortest of some passes over all pages, in seconds; the first one warms.
fn best(pages: &[String], work: impl Fn(&str) -> usize) -> f64 {
    let pass = |_| {
        let start = Instant::now();
        for page in pages {
            black_box(work(black_box(page)));
        }
        start.elapsed().as_secs_f64()
    };
    pass(0);
    (0..PASSES).map(pass).fold(f64::INFINITY, f64::min)
}
