//! Many patterns over one kind of text, tried all at once.
//!
//! A set of some hundred such patterns in one automaton was measured at 0.5 ms a sentence: its states outgrow any cache.
//! So each pattern is asked for the words with which it must begin or end; one pass of Aho–Corasick tells which of all these
//! words a text holds, and only the patterns behind them are tried.

use crate::detection::features::FeatureSet;
use crate::expressions::{ascii, check};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use std::ops::Range;
use std::sync::OnceLock;

/// Patterns compiled together; each feature (`owner`) has those that speak for it and those that take it back.
#[derive(Debug)]
pub(super) struct Patterns {
    probes: Vec<Probe>,
    words: AhoCorasick,
    /// For each of the words, the probe that asked for it.
    behind: Vec<usize>,
    /// The probes that could name no word and are always tried.
    always: FeatureSet,
    anchored: bool,
}

#[derive(Debug)]
struct Probe {
    owner: usize,
    holds: Finder,
    unless: Option<Finder>,
}

impl Patterns {
    /// Compiles features given as number, patterns for and patterns against; `anchored` ties them to the start of a text.
    ///
    /// # Errors
    /// The reason in words: a pattern that [`check`] finds wrong, or too many of them.
    pub(super) fn compile(features: &[(usize, Vec<&str>, Vec<&str>)], anchored: bool) -> Result<Self, String> {
        let (mut probes, mut words, mut behind, mut always) =
            (Vec::new(), Vec::new(), Vec::new(), FeatureSet::default());
        for (index, (owner, matches, unless)) in features.iter().enumerate() {
            for pattern in matches {
                match telling_words(&check(pattern)?, anchored) {
                    Some(found) => {
                        behind.extend(found.iter().map(|_| index));
                        words.extend(found);
                    }
                    None => always.insert(index),
                }
            }
            for pattern in unless {
                check(pattern)?;
            }
            probes.push(Probe {
                owner: *owner,
                holds: Finder::new(matches.iter().copied(), anchored),
                unless: (!unless.is_empty()).then(|| Finder::new(unless.iter().copied(), anchored)),
            });
        }
        let words = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .ascii_case_insensitive(true)
            .build(words)
            .map_err(|error| error.to_string())?;
        Ok(Self { probes, words, behind, always, anchored })
    }

    /// Calls `found` with each owner that has a pattern in `text` for it and none against it, in no order.
    pub(super) fn owners_in(&self, text: &str, mut found: impl FnMut(usize)) {
        /// No beginning is told by a word that ends later.
        const BEGINNING: usize = 48;
        let mut asked = self.always;
        let searched = text.as_bytes();
        let searched = if self.anchored { searched.get(..BEGINNING).unwrap_or(searched) } else { searched };
        for word in self.words.find_overlapping_iter(searched) {
            if (!self.anchored || word.start() == 0)
                && let Some(probe) = self.behind.get(word.pattern().as_usize())
            {
                asked.insert(*probe);
            }
        }
        for probe in asked.iter().filter_map(|index| self.probes.get(index)) {
            if probe.holds.is_in(text) && !probe.unless.as_ref().is_some_and(|unless| unless.is_in(text)) {
                found(probe.owner);
            }
        }
    }

    /// Where the words of feature `owner` first stand in `text`, as bytes.
    pub(super) fn find(&self, owner: usize, text: &str) -> Option<Range<usize>> {
        self.probes.iter().find(|probe| probe.owner == owner)?.holds.find(text)
    }
}

/// Words of which each match of `pattern` holds one (its beginning, or its end if that tells more), in lower case; `None`
/// where there is no short list of them.
fn telling_words(pattern: &Hir, anchored: bool) -> Option<Vec<Vec<u8>>> {
    /// Shorter words stand in every sentence, and tell nothing.
    const SHORTEST: usize = 2;
    /// Longer ones tell no more.
    const LONGEST: usize = 10;
    let words = |kind: ExtractKind| {
        let mut found = Extractor::new().kind(kind).limit_total(2000).limit_literal_len(LONGEST).extract(pattern);
        found.dedup();
        let words: Vec<Vec<u8>> =
            found.literals()?.iter().map(|literal| literal.as_bytes().to_ascii_lowercase()).collect();
        let shortest = words.iter().map(Vec::len).min()?;
        (shortest >= SHORTEST).then_some((shortest, words))
    };
    let begins = words(ExtractKind::Prefix);
    let ends = if anchored { None } else { words(ExtractKind::Suffix) };
    match (begins, ends) {
        (Some((a, begins)), Some((b, ends))) => Some(if b > a { ends } else { begins }),
        (begins, ends) => begins.or(ends).map(|(_, words)| words),
    }
}

/// A feature's patterns as one, compiled when first needed.
#[derive(Debug)]
struct Finder {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Finder {
    fn new<'p>(patterns: impl Iterator<Item = &'p str>, anchored: bool) -> Self {
        let sources: Vec<String> = patterns.map(ascii).collect();
        let start = if anchored { r"\A" } else { "" };
        Self { source: format!("{start}(?:(?:{}))", sources.join(")|(?:")), compiled: OnceLock::new() }
    }

    /// The compiled patterns. Each was checked when the lexicon was read; were they too large together, they match nothing.
    fn regex(&self) -> Option<&Regex> {
        let build = || RegexBuilder::new(&self.source).case_insensitive(true).size_limit(SIZE_LIMIT).build().ok();
        self.compiled.get_or_init(build).as_ref()
    }

    fn is_in(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    fn find(&self, text: &str) -> Option<Range<usize>> {
        self.regex()?.find(text).map(|found| found.range())
    }
}

/// How large one feature's compiled patterns may be, in bytes. The largest built-in one has half a megabyte.
const SIZE_LIMIT: usize = 32 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::{Patterns, telling_words};
    use crate::expressions::check;

    #[test]
    fn owners_speak_for_and_against() {
        let features =
            [(3, vec![r"\baims?\b", r"\bgoals?\b"], vec![r"\baims? of last year\b"]), (5, vec!["to be"], vec![])];
        let patterns = Patterns::compile(&features, false).unwrap();
        let found = |text: &str| {
            let mut owners = Vec::new();
            patterns.owners_in(text, |owner| owners.push(owner));
            owners
        };
        assert_eq!(found("Our AIMS"), [3]);
        assert_eq!(found("The aims of last year"), [0; 0]);
        assert_eq!(found("To be a goal"), [3, 5]);
        assert_eq!(found("aimless"), [0; 0]);
        assert_eq!(patterns.find(5, "It is to be"), Some(6..11));
    }

    #[test]
    fn anchored_patterns_look_at_the_start_only() {
        let patterns = Patterns::compile(&[(0, vec![r"to \w+\b"], vec![])], true).unwrap();
        let holds = |text: &str| {
            let mut any = false;
            patterns.owners_in(text, |_| any = true);
            any
        };
        assert!(holds("To improve"));
        assert!(!holds("how to improve"));
        assert_eq!(patterns.find(0, "To improve it"), Some(0..10));
    }

    #[test]
    fn an_apostrophe_matches_the_curly_one() {
        let patterns = Patterns::compile(&[(0, vec!["we'll"], vec![])], false).unwrap();
        assert_eq!(patterns.find(0, "And we’ll see"), Some(4..11));
        let mut found = 0;
        patterns.owners_in("And we’ll see", |_| found += 1);
        assert_eq!(found, 1);
    }

    #[test]
    fn boundaries_are_ascii_inside_and_outside_classes() {
        let patterns = Patterns::compile(&[(0, vec![r"\b[\w-]+\s\d\b"], vec![])], false).unwrap();
        assert_eq!(patterns.find(0, "é level-up 3."), Some(3..13));
    }

    #[test]
    fn the_end_of_a_pattern_tells_more_than_a_short_beginning() {
        let words = |pattern| telling_words(&check(pattern).unwrap(), false).map(|words| words.len());
        let ends = check(r"\b(?:is|are) [^.]* priorities\b").unwrap();
        assert_eq!(telling_words(&ends, false).unwrap(), [b"priorities".to_vec()]);
        assert_eq!(words(r"\b(?:aims?|seeks?) to \w+"), Some(4));
        assert_eq!(words(r"\w+ \w+"), None);
    }
}
