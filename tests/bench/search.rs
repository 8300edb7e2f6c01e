//! How fast search is over a million statements. Run on a quiet machine:
//!
//! ```sh
//! cargo bench --bench search -- build FOLDER 1000000
//! cargo bench --bench search -- ask FOLDER
//! ```
//!
//! The text is made up: 200,000 words of syllables, drawn by a Zipf–Mandelbrot law (exponent 1.05, shift 2.7; Mandelbrot
//! 1953) from a fixed walk through numbers, 8 to 30 to a statement, ten statements to a page, ten pages to a document. Every
//! statement is a page's text as well. Queries take words whose share of statements is nearest to 1e-5, 1e-3 and 1e-1, and
//! are asked on one thread, warm, for the first 20 hits and all counts; beside each stands tantivy's own query for the
//! same over the same index, with its count and its first 20.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::needless_pass_by_value,
    clippy::type_complexity,
    missing_docs,
    reason = "a measurement fails by panicking"
)]

use std::path::Path;
use std::time::Instant;
use stratmine::model::{
    Code, CodedPaper, DocumentId, Page, PaperMeta, Partnering, ReadResult, Span, Stamp, Statement, Strength,
};
use stratmine::search::index::{Reader, Writer};
use stratmine::search::{FACETS, Request, search};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Index, Searcher, Term};

const WORDS: usize = 200_000;
const STATEMENTS: usize = 10;
const PAGES: usize = 10;
const CATEGORIES: [&str; 4] = ["quality", "workforce", "resources", "innovation"];

/// `SplitMix64` (Steele and others 2014).
struct Walk(u64);

impl Walk {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.number() % bound as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Words by rank, the commonest first, with the sums of their shares.
struct Language {
    words: Vec<String>,
    sums: Vec<f64>,
}

impl Language {
    fn new() -> Self {
        const HEADS: [&str; 20] =
            ["b", "br", "c", "cl", "d", "f", "g", "gr", "h", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v"];
        const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ea", "ou"];
        const TAILS: [&str; 8] = ["n", "r", "l", "nt", "ck", "m", "st", "rd"];
        let mut walk = Walk(1);
        let mut words = Vec::with_capacity(WORDS);
        let mut known = std::collections::BTreeSet::new();
        while words.len() < WORDS {
            // Common words are short.
            let syllables = 1 + (words.len() + 1).ilog10() as usize / 2 + walk.below(2);
            let mut word = String::new();
            for _ in 0..syllables {
                word.push_str(HEADS[walk.below(HEADS.len())]);
                word.push_str(VOWELS[walk.below(VOWELS.len())]);
            }
            word.push_str(TAILS[walk.below(TAILS.len())]);
            match walk.below(60) {
                0 => word.push_str("ality"),
                1..=4 => word.push_str("ation"),
                5..=8 => word.push_str("ing"),
                9..=12 => word.push('s'),
                _ => {}
            }
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let mut sums = Vec::with_capacity(WORDS);
        for rank in 1..=WORDS {
            sum += (rank as f64 + 2.7).powf(-1.05);
            sums.push(sum);
        }
        Self { words, sums }
    }

    fn draw(&self, walk: &mut Walk) -> &str {
        let at = walk.share() * self.sums[WORDS - 1];
        &self.words[self.sums.partition_point(|sum| *sum < at).min(WORDS - 1)]
    }

    fn document(&self, number: usize, walk: &mut Walk) -> CodedPaper {
        let metadata = PaperMeta {
            title: Some(format!("Paper {number}")),
            organisation: Some(format!("Trust {}", number % 300)),
            year: Some(2000 + (number % 25) as i32),
            ..PaperMeta::default()
        };
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let id = DocumentId::from_digest(digest);
        let mut document =
            CodedPaper::unread(&Stamp::default(), id, &format!("{number}.pdf"), &metadata, &ReadResult::coded());
        let code = ["merger", "federation", "alliance"][number % 3].to_owned();
        document.partnering.push(Partnering {
            code,
            rank: 5,
            strength: Strength::Declared,
            best: Vec::new(),
            statements: Vec::new(),
        });
        for page in 1..=PAGES as u32 {
            let mut text = String::new();
            let mut statements = Vec::with_capacity(STATEMENTS);
            let heading = vec![format!("Aim {} of part {page}", number % 50)];
            for ordinal in 1..=STATEMENTS {
                let quote: Vec<&str> = (0..8 + walk.below(23)).map(|_| self.draw(walk)).collect();
                let quote = quote.join(" ");
                if !text.is_empty() {
                    text.push('\n');
                }
                let start = text.len();
                text.push_str(&quote);
                let code = |code: &str| Code { code: code.to_owned(), score: 1.0, matches: Vec::new() };
                let outcome = walk.below(5) == 0;
                let categories = if outcome { vec![code(CATEGORIES[walk.below(4)])] } else { Vec::new() };
                let domains = if walk.below(10) == 0 { vec![code("clinical")] } else { Vec::new() };
                statements.push(Statement {
                    id: format!("{}.p{page}.s{ordinal}", id.short()),
                    span: Span::new(start, text.len()),
                    text: quote,
                    heading_path: heading.clone(),
                    intended_outcome: outcome,
                    categories,
                    domains,
                    ..Statement::default()
                });
            }
            document.pages.push(Page { text, statements, ..Page::blank(page) });
        }
        document
    }
}

/// CPU seconds of this process so far, and its peak memory in MiB (Linux).
fn used() -> (f64, u64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let peak = peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default();
    ((ticks(11) + ticks(12)) / 100.0, peak / 1024)
}

fn build(folder: &Path, statements: usize) {
    let language = Language::new();
    let mut writer = Writer::open(folder).expect("a folder for the index");
    let mut walk = Walk(2);
    let documents = statements / (PAGES * STATEMENTS);
    // What it costs to make the text is measured beforehand, by a tenth of it, and taken off.
    let (tenth, begun) = (documents.div_ceil(10), used().0);
    for number in 0..tenth {
        std::hint::black_box(language.document(number, &mut Walk(3)));
    }
    let making = (used().0 - begun) * documents as f64 / tenth as f64;
    let mut wall = 0.0;
    let begun = used().0;
    for number in 0..documents {
        let document = language.document(number, &mut walk);
        let start = Instant::now();
        writer.add(&document).expect("room");
        wall += start.elapsed().as_secs_f64();
    }
    let start = Instant::now();
    writer.finish().expect("a commit");
    wall += start.elapsed().as_secs_f64();
    let cpu = used().0 - begun - making;
    let bytes: u64 = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    println!(
        "{} statements: {wall:.1} s of waiting, {cpu:.1} CPU s: {:.0} statements a CPU second; {} MiB on disk; peak {} MiB",
        documents * PAGES * STATEMENTS,
        (documents * PAGES * STATEMENTS) as f64 / cpu,
        bytes / (1 << 20),
        used().1
    );
}

/// The middle and the 95th of 100 of some times, in milliseconds.
fn spread(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
    (at(0.5), at(0.95))
}

struct Bench {
    reader: Reader,
    searcher: Searcher,
    field: Field,
    category: Field,
}

/// How often each query is asked.
const ROUNDS: usize = 5;

impl Bench {
    fn ours(&self, request: &Request) -> (Vec<f64>, usize) {
        let mut hits = 0;
        let times = (0..ROUNDS).map(|_| {
            let start = Instant::now();
            hits = search(&self.reader, request).unwrap_or_else(|error| panic!("{}: {error}", request.query)).hits;
            start.elapsed().as_secs_f64() * 1000.0
        });
        (times.collect(), hits)
    }

    fn theirs(&self, query: &dyn Query) -> (Vec<f64>, usize) {
        let mut hits = 0;
        let times = (0..ROUNDS).map(|_| {
            let start = Instant::now();
            let found =
                self.searcher.search(query, &(TopDocs::with_limit(20).order_by_score(), Count)).expect("an answer");
            hits = found.1;
            start.elapsed().as_secs_f64() * 1000.0
        });
        (times.collect(), hits)
    }

    fn term(&self, word: &str) -> Term {
        Term::from_field_text(self.field, word)
    }

    fn report(&self, kind: &str, share: &str, queries: Vec<(Request, Option<Box<dyn Query>>)>) {
        let (mut ours, mut theirs, mut hits, mut their_hits) = (Vec::new(), Vec::new(), 0, 0);
        let count = queries.len();
        for (request, query) in queries {
            // Once to be warm.
            let _ = search(&self.reader, &request);
            let (times, found) = self.ours(&request);
            ours.extend(times);
            hits += found;
            if let Some(query) = query {
                let (times, found) = self.theirs(query.as_ref());
                theirs.extend(times);
                their_hits += found;
            }
        }
        let (middle, late) = spread(ours);
        let beside = if theirs.is_empty() {
            "| – | – | – ".to_owned()
        } else {
            let (their_middle, their_late) = spread(theirs);
            format!("| {their_middle:.2} | {their_late:.2} | {:.1} ", middle / their_middle)
        };
        println!(
            "| {kind} | {share} | {count} | {} | {} | {middle:.2} | {late:.2} {beside}|",
            hits / count,
            their_hits / count
        );
    }
}

fn typed(query: String) -> Request {
    Request { query: format!("{query} in:statement"), limit: 20, ..Request::default() }
}

fn ask(folder: &Path) {
    let language = Language::new();
    let reader = Reader::open(folder).expect("an index");
    let index = Index::open_in_dir(folder).expect("an index");
    let searcher = index.reader().expect("a reader").searcher();
    let field = index.schema().get_field("statement_text").expect("the field");
    let category = index.schema().get_field("category").expect("the field");
    let bench = Bench { reader, searcher, field, category };
    let units = bench.reader.units(stratmine::search::Unit::Statement).expect("a count") as f64;
    println!("{units} statements, {} segments", bench.searcher.segment_readers().len());
    let mut shares: Vec<(f64, &String)> = Vec::new();
    for word in &language.words {
        let frequency = bench.searcher.doc_freq(&bench.term(word)).expect("a count");
        shares.push((frequency as f64 / units, word));
    }
    let near = |share: f64| -> Vec<&String> {
        let mut ranked: Vec<(f64, &String)> =
            shares.iter().filter(|(own, _)| *own > 0.0).map(|(own, word)| ((own / share).ln().abs(), *word)).collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
        ranked.into_iter().take(12).map(|(_, word)| word).collect()
    };
    println!(
        "| query | share | queries | hits | tantivy's hits | p50 ms | p95 ms | tantivy p50 | tantivy p95 | times |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for (share, name) in [(1e-5, "1e-5"), (1e-3, "1e-3"), (1e-1, "1e-1")] {
        let words = near(share);
        let pairs: Vec<(&String, &String)> = words.iter().copied().zip(words.iter().copied().skip(1)).collect();
        let term = |word: &String| -> Box<dyn Query> {
            Box::new(TermQuery::new(bench.term(word), IndexRecordOption::WithFreqs))
        };
        let both = |one: Box<dyn Query>, other: Box<dyn Query>| -> Box<dyn Query> {
            Box::new(BooleanQuery::new(vec![(Occur::Must, one), (Occur::Must, other)]))
        };
        let each = |make: &dyn Fn(&String) -> (String, Box<dyn Query>)| {
            words.iter().map(|word| make(word)).map(|(query, theirs)| (typed(query), Some(theirs))).collect::<Vec<_>>()
        };
        let of_pairs = |make: &dyn Fn(&String, &String) -> (String, Box<dyn Query>)| {
            let made = pairs.iter().map(|(one, other)| make(one, other));
            made.map(|(query, theirs)| (typed(query), Some(theirs))).collect::<Vec<_>>()
        };
        bench.report("word (all forms)", name, each(&|word| (word.clone(), term(word))));
        bench.report("word (=exact)", name, each(&|word| (format!("={word}"), term(word))));
        bench.report("AND", name, of_pairs(&|one, other| (format!("={one} ={other}"), both(term(one), term(other)))));
        bench.report(
            "phrase",
            name,
            of_pairs(&|one, other| {
                (format!("=\"{one} {other}\""), Box::new(PhraseQuery::new(vec![bench.term(one), bench.term(other)])))
            }),
        );
        bench.report(
            "NEAR/5",
            name,
            of_pairs(&|one, other| {
                let mut phrase = PhraseQuery::new(vec![bench.term(one), bench.term(other)]);
                phrase.set_slop(5);
                (format!("={one} NEAR/5 ={other}"), Box::new(phrase))
            }),
        );
        let regex = |pattern: &str| -> Box<dyn Query> {
            Box::new(RegexQuery::from_pattern(pattern, bench.field).expect("a pattern"))
        };
        bench.report(
            "prefix",
            name,
            each(&|word| {
                let start = &word[..word.len().saturating_sub(2).max(3)];
                (format!("{start}*"), regex(&format!("{start}.*")))
            }),
        );
        bench.report(
            "fuzzy ~1",
            name,
            words
                .iter()
                .filter(|word| word.len() > 3)
                .map(|word| {
                    let theirs: Box<dyn Query> = Box::new(FuzzyTermQuery::new(bench.term(word), 1, true));
                    (typed(format!("{word}~1")), Some(theirs))
                })
                .collect(),
        );
        bench.report(
            "word, category",
            name,
            each(&|word| {
                let category = Term::from_field_text(bench.category, "quality");
                let category = Box::new(TermQuery::new(category, IndexRecordOption::Basic));
                (format!("={word} category:quality"), both(term(word), category))
            }),
        );
    }
    let theirs: Box<dyn Query> = Box::new(RegexQuery::from_pattern(".*ality", bench.field).expect("a pattern"));
    bench.report("*ality", "–", vec![(typed("*ality".to_owned()), Some(theirs))]);
    let all = Request { whole: true, facets: FACETS.to_vec(), ..typed(String::new()) };
    bench.report("facets over all", "1", vec![(all, None)]);
    println!("peak memory of asking: {} MiB (the index is mapped, and counts as far as it was read)", used().1);
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["build", folder, statements] => build(Path::new(folder), statements.parse().expect("a number")),
        ["ask", folder] => ask(Path::new(folder)),
        _ => println!("usage: cargo bench --bench search -- build FOLDER STATEMENTS | ask FOLDER"),
    }
}
