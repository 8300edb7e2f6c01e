//! The fuzzed deeds, bounded: over their seeds, and changes of these that are the same in every run.
//!
//! `STRATMINE_FUZZ=100000` tries so many changes of each; the usual number takes some seconds.

#[path = "../fuzz/deeds.rs"]
mod deeds;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Changes tried of each deed.
const USUAL: usize = 1500;

/// Longest input, in bytes.
const LONGEST: usize = 8192;

/// Words and signs that mean something to some of the parts.
const MEANINGFUL: [&str; 40] = [
    "\"",
    "\"\"",
    "'",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\u{feff}",
    "\0",
    "\u{202e}",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "*",
    "?",
    "~2",
    "NEAR/3",
    " AND ",
    " NOT ",
    "category:",
    "in:page",
    "year:2019..",
    "[[entry]]",
    "term = ",
    "weight = 1e999",
    "'''",
    "\\u{0}",
    "=",
    "#",
    "file,title",
    "-1",
    "4294967296",
    "null",
    "\u{301}",
    "\u{fb01}",
    "\u{1f4a3}",
];

/// Steps of a linear congruence (Knuth's MMIX): the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }

    /// An input with some changes made to it.
    fn change(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut input = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(6) {
            let at = self.below(input.len() + 1);
            let end = (at + self.below(24)).min(input.len());
            match self.below(8) {
                0 if at < input.len() => input[at] ^= 1 << self.below(8),
                1 if at < input.len() => input[at] = u8::try_from(self.below(256)).unwrap(),
                2 => drop(input.drain(at..end)),
                3 => drop(input.splice(at..end, MEANINGFUL[self.below(MEANINGFUL.len())].bytes())),
                4 => {
                    let piece = input[at..end].to_vec();
                    let to = self.below(input.len() + 1);
                    drop(input.splice(to..to, piece));
                }
                5 => {
                    let other = &seeds[self.below(seeds.len())];
                    let from = self.below(other.len() + 1);
                    drop(input.splice(at.., other[from..].iter().copied()));
                }
                6 => input.truncate(at),
                _ => {
                    let random =
                        (0..self.below(16)).map(|_| u8::try_from(self.below(256)).unwrap()).collect::<Vec<_>>();
                    drop(input.splice(at..at, random));
                }
            }
        }
        input.truncate(LONGEST);
        input
    }
}

fn try_all(name: &str) {
    let (_, deed) = deeds::ALL.into_iter().find(|(known, _)| *known == name).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds").join(name);
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(!seeds.is_empty(), "{} has no seed", folder.display());
    for (path, seed) in paths.iter().zip(&seeds) {
        assert!(catch_unwind(AssertUnwindSafe(|| deed(seed))).is_ok(), "{} breaks {name}", path.display());
    }
    let asked = std::env::var("STRATMINE_FUZZ").ok().and_then(|rounds| rounds.parse().ok());
    let rounds = asked.unwrap_or(USUAL);
    // In the long form the input at hand lies there, should it end the process.
    let last = asked.map(|_: usize| std::env::temp_dir().join(format!("stratmine-fuzz-{name}-last")));
    let mut chance = Chance(7);
    for round in 0..rounds {
        let input = chance.change(&seeds);
        if let Some(last) = &last {
            fs::write(last, &input).unwrap();
        }
        if catch_unwind(AssertUnwindSafe(|| deed(&input))).is_err() {
            let kept = std::env::temp_dir().join(format!("stratmine-fuzz-{name}-{round}"));
            fs::write(&kept, &input).unwrap();
            panic!("round {round} breaks {name}: {} (make it a seed once it is mended)", kept.display());
        }
    }
}

#[test]
fn layout_takes_any_glyphs() {
    try_all("layout");
}

#[test]
fn lexicons_take_any_text() {
    try_all("lexicon");
}

#[test]
fn queries_take_any_text() {
    try_all("query");
}

#[test]
fn metadata_takes_any_bytes() {
    try_all("metadata");
}

#[test]
fn decisions_take_any_bytes() {
    try_all("decisions");
}

#[test]
fn records_take_any_bytes() {
    try_all("record");
}

#[test]
fn workers_may_say_anything() {
    try_all("worker");
}
