//! All entries of all layers made ready, and the choice among what is found of them.
//!
//! Automata propose places in the text's normal form (`proposals`); each proposal is tried in full (globs, word ends, case,
//! neighbours, negation). Within each layer the leftmost match
//! wins, of those at one place the longest, and none overlaps another; a proposal that its conditions rule out was
//! never there and blocks nothing. Words of proper names count for the layers that keep the name, and for entries
//! that reach beyond it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};

use super::conditions::{Compiled, CompiledNegation};
use super::entry::{Layer, Lexicon, LexiconEntry, LexiconKind, Matching};
use super::third_party::ThirdPartyFilter;
use crate::terms::normal::{Case, Normal};
use crate::terms::pattern::Pattern;
use crate::terms::proposals::Proposals;
use stratmine_model::Span;

/// Most memory one regular expression may take when compiled, in bytes.
const EXPRESSION_BYTES: usize = 1 << 20;

/// Share of capitals among a text's letters from which letter case says nothing.
const CAPITALS: f32 = 0.7;

/// Fewest letters of which [`CAPITALS`] is asked: a text of a lone `EPR` is no text in capitals.
const FEWEST_LETTERS: usize = 20;

/// A regular expression of an entry.
///
/// # Errors
/// What is wrong with it.
pub(super) fn expression(term: &str, case: bool) -> Result<Regex, regex::Error> {
    RegexBuilder::new(term)
        .case_insensitive(!case)
        .size_limit(EXPRESSION_BYTES)
        .dfa_size_limit(EXPRESSION_BYTES)
        .build()
}

/// Regular expressions over the text as printed, letter case ignored.
///
/// # Errors
/// What is wrong with the first that cannot be used.
pub(super) fn expressions<'t>(terms: impl IntoIterator<Item = &'t String>) -> Result<Vec<Regex>, regex::Error> {
    terms.into_iter().map(|term| expression(term, false)).collect()
}

/// An entry made ready.
struct CompiledEntry {
    /// Which lexicon (by [`LexiconKind`]), group and entry.
    kind: LexiconKind,
    group: usize,
    entry: usize,
    /// Letters fixed by the term: of two entries of one code at the same words, the larger counts.
    letters: usize,
    /// Spellings with their case; empty where case is ignored.
    cased: Vec<Pattern>,
    conditions: Compiled,
    /// Names: layers for which the name's words still count, as bits.
    keep_for: u8,
}

/// What was proposed and the checks let through, in bytes of the text as printed.
#[derive(Clone, Copy)]
struct Proposal {
    rule: usize,
    span: Span,
}

/// All lexicons made ready.
pub(super) struct Matcher {
    proposals: Proposals,
    expressions: Vec<(usize, Regex)>,
    entries: Vec<CompiledEntry>,
    negations: BTreeMap<LexiconKind, CompiledNegation>,
    third_parties: BTreeMap<LexiconKind, ThirdPartyFilter>,
}

/// A match: which entry and where.
pub(super) struct EntryMatch {
    pub(super) layer: Layer,
    pub(super) group: usize,
    pub(super) entry: usize,
    pub(super) span: Span,
}

impl Matcher {
    /// Makes lexicons ready.
    ///
    /// # Errors
    /// What could not be compiled; with lexicons that were parsed, only their sheer size.
    pub(super) fn new(lexicons: &[Lexicon]) -> Result<Self, String> {
        let mut spellings = Vec::new();
        let mut expressions = Vec::new();
        let mut entries = Vec::new();
        let mut negations = BTreeMap::new();
        let mut third_parties = BTreeMap::new();
        for lexicon in lexicons {
            if let Some(negation) = &lexicon.negation {
                negations.insert(lexicon.kind, CompiledNegation::of(negation).map_err(|error| error.to_string())?);
            }
            if let Some(of_others) = &lexicon.third_parties {
                third_parties.insert(lexicon.kind, ThirdPartyFilter::of(of_others).map_err(|error| error.to_string())?);
            }
            for (group, code) in lexicon.codes.iter().enumerate() {
                for (place, entry) in code.entries.iter().enumerate() {
                    let number = entries.len();
                    let mut compiled =
                        CompiledEntry::of(entry, lexicon.kind, group, place).map_err(|error| error.to_string())?;
                    if entry.matching == Matching::Regex {
                        let built = expression(&entry.term, entry.case).map_err(|error| error.to_string())?;
                        expressions.push((number, built));
                    } else {
                        let patterns = Pattern::compile(&entry.term, entry.matching, Case::Fold);
                        for pattern in patterns.map_err(|error| error.to_string())? {
                            compiled.letters = compiled.letters.max(pattern.letters());
                            spellings.push((number, pattern));
                        }
                    }
                    entries.push(compiled);
                }
            }
        }
        Ok(Self { proposals: Proposals::of(spellings)?, expressions, entries, negations, third_parties })
    }

    /// Matches of the layers asked for, by start, then layer, then the order of the file.
    pub(super) fn scan(&self, lexicons: &[Lexicon], text: &str, layers: &[Layer]) -> Vec<EntryMatch> {
        let wanted = layers.iter().fold(0, |bits, layer| bits | layer.bit());
        let mut names = Vec::new();
        let mut found = Vec::new();
        self.candidates(text, wanted, &mut names, &mut found);
        let names = longest(names);
        let mut hits = Vec::new();
        for layer in Layer::ALL.into_iter().filter(|layer| wanted & layer.bit() != 0) {
            let mut candidates: Vec<Proposal> = found
                .iter()
                .copied()
                .filter(|found| self.rule(found).is_some_and(|rule| rule.kind.layer() == Some(layer)))
                .filter(|found| !self.lies_in_a_name(&names, found, layer))
                .filter(|found| !self.tells_of_others(text, found))
                .collect();
            candidates.sort_by_key(|c| {
                let letters = self.rule(c).map_or(0, |rule| rule.letters);
                (c.span.start, Reverse(c.span.end), Reverse(letters), c.rule)
            });
            self.choose(lexicons, &candidates, layer, &mut hits);
        }
        hits.sort_by_key(|hit| (hit.span.start, hit.layer, hit.group, hit.entry));
        hits
    }

    /// Whether a lexicon says that what stands below a heading tells of others.
    pub(super) fn heads_third_parties(&self, kind: LexiconKind, heading: &str) -> bool {
        self.third_parties.get(&kind).is_some_and(|third_parties| third_parties.heads(heading))
    }

    fn rule(&self, candidate: &Proposal) -> Option<&CompiledEntry> {
        self.entries.get(candidate.rule)
    }

    /// Whether the sentence speaks of others.
    fn tells_of_others(&self, text: &str, found: &Proposal) -> bool {
        let third_parties = self.rule(found).and_then(|rule| self.third_parties.get(&rule.kind));
        third_parties.is_some_and(|third_parties| third_parties.holds(text, found.span))
    }

    /// Everything that stands in the text, names apart.
    fn candidates(&self, text: &str, wanted: u8, names: &mut Vec<Proposal>, found: &mut Vec<Proposal>) {
        let normal = Normal::of(text, Case::Fold);
        let mut capitals = None;
        let mut keep = |candidate: Proposal, kind: LexiconKind| {
            if kind == LexiconKind::Names { names.push(candidate) } else { found.push(candidate) }
        };
        let wants = |rule: &CompiledEntry| rule.kind.layer().is_none_or(|layer| wanted & layer.bit() != 0);
        self.proposals.each(normal.bytes(), |number, start, end| {
            let Some(rule) = self.entries.get(number).filter(|rule| wants(rule)) else { return };
            let Some(span) = normal.printed(text, start, end) else { return };
            let as_cased = |capitals: &mut Option<bool>| {
                !*capitals.get_or_insert_with(|| in_capitals(text)) && cased(&rule.cased, text, span)
            };
            if (rule.cased.is_empty() || as_cased(&mut capitals)) && self.stands(rule, normal.bytes(), start, end) {
                keep(Proposal { rule: number, span }, rule.kind);
            }
        });
        for (number, expression) in &self.expressions {
            let Some(rule) = self.entries.get(*number).filter(|rule| wants(rule)) else { continue };
            for hit in expression.find_iter(text).filter(|hit| !hit.is_empty()) {
                let Some((start, end)) = normal.of_printed(hit.start(), hit.end()) else { continue };
                if self.stands(rule, normal.bytes(), start, end) {
                    keep(Proposal { rule: *number, span: Span::new(hit.start(), hit.end()) }, rule.kind);
                }
            }
        }
    }

    /// Whether the neighbours let the words count.
    fn stands(&self, rule: &CompiledEntry, text: &[u8], start: usize, end: usize) -> bool {
        rule.conditions.hold(text, start, end)
            && !self.negations.get(&rule.kind).is_some_and(|negation| negation.negates(text, start, end))
    }

    /// Whether the words belong to a name that does not count for the layer, and not to more than the name.
    fn lies_in_a_name(&self, names: &[Proposal], candidate: &Proposal, layer: Layer) -> bool {
        let first = names.partition_point(|name| name.span.end <= candidate.span.start);
        names.iter().skip(first).take_while(|name| name.span.start < candidate.span.end).any(|name| {
            let kept = self.rule(name).is_some_and(|rule| rule.keep_for & layer.bit() != 0);
            let beyond = candidate.span.start <= name.span.start
                && candidate.span.end >= name.span.end
                && candidate.span != name.span;
            !kept && !beyond
        })
    }

    /// Leftmost longest, without overlaps; at the same words every code counts once, by its most exact entry.
    fn choose(&self, lexicons: &[Lexicon], candidates: &[Proposal], layer: Layer, hits: &mut Vec<EntryMatch>) {
        let mut taken: Option<Span> = None;
        let mut given: Vec<&str> = Vec::new();
        for candidate in candidates {
            let same = taken == Some(candidate.span);
            if !same && taken.is_some_and(|taken| candidate.span.start < taken.end) {
                continue;
            }
            let Some(rule) = self.rule(candidate) else { continue };
            let Some(entry) = entry(lexicons, rule.kind, rule.group, rule.entry) else { continue };
            if !same {
                given.clear();
            }
            let brings = entry.codes.iter().any(|code| !given.contains(&code.as_str()));
            if brings {
                given.extend(entry.codes.iter().map(String::as_str));
                taken = Some(candidate.span);
                hits.push(EntryMatch { layer, group: rule.group, entry: rule.entry, span: candidate.span });
            }
        }
    }
}

impl CompiledEntry {
    fn of(
        entry: &LexiconEntry,
        kind: LexiconKind,
        group: usize,
        place: usize,
    ) -> Result<Self, crate::terms::pattern::PatternError> {
        let cased = if entry.case && entry.matching != Matching::Regex {
            Pattern::compile(&entry.term, entry.matching, Case::Keep)?
        } else {
            Vec::new()
        };
        Ok(Self {
            kind,
            group,
            entry: place,
            letters: 0,
            cased,
            conditions: Compiled::of(&entry.conditions)?,
            keep_for: entry.keep_for.iter().fold(0, |bits, layer| bits | layer.bit()),
        })
    }
}

/// An entry by its place.
pub(super) fn entry(lexicons: &[Lexicon], kind: LexiconKind, group: usize, entry: usize) -> Option<&LexiconEntry> {
    lexicons.iter().find(|lexicon| lexicon.kind == kind)?.codes.get(group)?.entries.get(entry)
}

/// Leftmost longest names without overlaps.
fn longest(mut names: Vec<Proposal>) -> Vec<Proposal> {
    names.sort_by_key(|name| (name.span.start, Reverse(name.span.end), name.rule));
    let mut end = 0;
    names.retain(|name| {
        let free = name.span.start >= end;
        if free {
            end = name.span.end;
        }
        free
    });
    names
}

/// Whether the printed words agree with a term in case too.
fn cased(patterns: &[Pattern], text: &str, span: Span) -> bool {
    let Some(printed) = text.get(span.start..span.end) else { return false };
    let normal = Normal::of(printed, Case::Keep);
    patterns.iter().any(|pattern| pattern.match_at(normal.bytes(), 1) == Some(normal.bytes().len()))
}

/// Whether a text is set in capitals, so that `IT` may be the pronoun.
fn in_capitals(text: &str) -> bool {
    let mut upper = text.bytes().filter(u8::is_ascii_uppercase).count();
    let mut lower = text.bytes().filter(u8::is_ascii_lowercase).count();
    if !text.is_ascii() {
        for c in text.chars().filter(|c| !c.is_ascii()) {
            upper += usize::from(c.is_uppercase());
            lower += usize::from(c.is_lowercase());
        }
    }
    upper + lower >= FEWEST_LETTERS && upper as f32 / (upper + lower) as f32 >= CAPITALS
}
