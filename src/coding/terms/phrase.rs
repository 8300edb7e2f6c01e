//! The entries of roles and cues: phrases of several places, each of one word, of a choice of words, or of any word.
//!
//! In: an entry as it is written (`we|partners *ly? aim|hope to`). Out: [`Phrases`], which finds every phrase of a file in a
//! text with one pass of [`Proposals`]. Words are compared as everywhere in the lexicons: in the normal form, in each
//! spelling, with `*` for the end of a word or for one word.

use std::collections::BTreeMap;
use std::fmt;

use regex::{Regex, RegexBuilder};

use super::Matching;
use super::normal::{Case, Normal, is_word, word_after};
use super::pattern::{Pattern, PatternError};
use super::proposals::Proposals;
use crate::expressions;
use stratmine_model::Span;

/// How many words `…` may stand for: a text without stops must not cost the square of its length.
const GAP: usize = 30;

/// Most `…` and most places that may be empty in one phrase: each multiplies the ways in which it may stand.
const MOST_GAPS: usize = 2;
const MOST_OPTIONAL: usize = 8;

/// Lists of words that phrases use by name.
pub(crate) type WordLists = BTreeMap<String, Vec<String>>;

/// Why a phrase cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PhraseError {
    #[error("{word}: {reason}", word = .0, reason = .1)]
    Word(String, String),
    #[error("no list of words is called `{0}`: write it under [words]")]
    NoList(String),
    #[error("a phrase begins and ends with words, not with `*` or `…`")]
    Edge,
    #[error("at most {MOST_GAPS} `…` and {MOST_OPTIONAL} places with `?` fit in a phrase")]
    TooFree,
}

/// One place of a phrase.
#[derive(Clone, Debug)]
enum Slot {
    /// One of these words; by their first byte, 0 for those that begin with `*`.
    OneOf(BTreeMap<u8, Vec<Pattern>>),
    /// Any one word.
    Any,
    /// Up to [`GAP`] words of the same sentence.
    Gap,
}

/// What must follow a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Free,
    /// No word: the phrase ends the text.
    Text,
    /// A colon that ends the text.
    Colon,
}

/// A phrase after its first place.
#[derive(Debug)]
struct Phrase {
    owner: usize,
    against: bool,
    /// Whether it must begin the text.
    begins: bool,
    /// The letters with which its second place begins, where that is one of several words and must be there.
    second: Option<Letters>,
    rest: Vec<(Slot, bool)>,
    end: End,
}

/// A set of bytes.
#[derive(Debug, Default)]
struct Letters([u64; 4]);

impl Letters {
    /// Those with which one of some words may begin; `None` where it may be any.
    fn of(words: &BTreeMap<u8, Vec<Pattern>>) -> Option<Self> {
        let mut letters = Self::default();
        for &letter in words.keys() {
            let bits = letters.0.get_mut(usize::from(letter / 64)).filter(|_| letter != 0)?;
            *bits |= 1 << (letter % 64);
        }
        Some(letters)
    }

    fn contains(&self, letter: u8) -> bool {
        self.0.get(usize::from(letter / 64)).is_some_and(|bits| bits & (1 << (letter % 64)) != 0)
    }
}

/// A regular expression where no phrase can say it.
#[derive(Debug)]
struct Expression {
    owner: usize,
    against: bool,
    at_start: bool,
    regex: Regex,
}

/// Where something of a file stands in a text.
pub(crate) struct PhraseHit {
    /// The number of what the phrase belongs to.
    pub(crate) owner: usize,
    /// Whether it takes that back.
    pub(crate) against: bool,
    /// The words, in bytes of the text as printed.
    pub(crate) span: Span,
}

/// Phrases and expressions being gathered.
#[derive(Default)]
pub(crate) struct PhraseBuilder {
    firsts: Vec<(usize, Pattern)>,
    phrases: Vec<Phrase>,
    expressions: Vec<Expression>,
}

/// All phrases and expressions over one kind of text, made ready.
pub(crate) struct Phrases {
    proposals: Proposals,
    written: Vec<Phrase>,
    expressions: Vec<Expression>,
}

impl fmt::Debug for Phrases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phrases").field("phrases", &self.written.len()).finish_non_exhaustive()
    }
}

impl PhraseBuilder {
    /// Adds a phrase that speaks for (or against) `owner`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn phrase(
        &mut self,
        owner: usize,
        against: bool,
        written: &str,
        lists: &WordLists,
    ) -> Result<(), PhraseError> {
        let (begins, written) = written.trim().strip_prefix('^').map_or((false, written.trim()), |rest| (true, rest));
        let (end, written) = match (written.strip_suffix('$'), written.strip_suffix(':')) {
            (Some(rest), _) => (End::Text, rest),
            (_, Some(rest)) => (End::Colon, rest),
            _ => (End::Free, written),
        };
        let mut slots = Vec::new();
        for word in written.split_whitespace() {
            let (word, optional) = word.strip_suffix('?').map_or((word, false), |word| (word, true));
            let slot = match word {
                "…" => Slot::Gap,
                "*" => Slot::Any,
                word => Slot::OneOf(one_of(word, lists)?),
            };
            slots.push((slot, optional));
        }
        if matches!((slots.last(), end), (Some((Slot::Gap, _)), End::Free | End::Text) | (None, _)) {
            return Err(PhraseError::Edge);
        }
        let gaps = slots.iter().filter(|(slot, _)| matches!(slot, Slot::Gap)).count();
        let optional = slots.iter().filter(|(_, optional)| *optional).count();
        if gaps > MOST_GAPS || optional > MOST_OPTIONAL {
            return Err(PhraseError::TooFree);
        }
        // A phrase that may begin with one of several places is as many phrases.
        for first in 0..slots.len() {
            let mut places = slots.iter().skip(first).cloned();
            match places.next() {
                Some((Slot::OneOf(words), optional)) => {
                    let number = self.phrases.len();
                    self.firsts.extend(words.into_values().flatten().map(|pattern| (number, pattern)));
                    let rest: Vec<(Slot, bool)> = places.collect();
                    let second = match rest.first() {
                        Some((Slot::OneOf(words), false)) => Letters::of(words),
                        _ => None,
                    };
                    self.phrases.push(Phrase { owner, against, begins, second, rest, end });
                    if !optional {
                        return Ok(());
                    }
                }
                Some((Slot::Any, true)) if first > 0 => {}
                _ => break,
            }
        }
        Err(PhraseError::Edge)
    }

    /// Adds a regular expression over the text as printed; `at_start` ties it to the places where a statement may begin.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn expression(&mut self, owner: usize, against: bool, term: &str, at_start: bool) -> Result<(), String> {
        expressions::check(term)?;
        let term = expressions::ascii(term);
        let term = if at_start { format!(r"\A(?:{term})") } else { term };
        let regex = RegexBuilder::new(&term).case_insensitive(true).build().map_err(|error| error.to_string())?;
        self.expressions.push(Expression { owner, against, at_start, regex });
        Ok(())
    }

    /// Makes everything ready.
    ///
    /// # Errors
    /// What could not be compiled: only sheer size.
    pub(crate) fn build(self) -> Result<Phrases, String> {
        let proposals = Proposals::of(self.firsts)?;
        Ok(Phrases { proposals, written: self.phrases, expressions: self.expressions })
    }
}

/// The words of one place: `plan(s)|{body}|{change}ing|set_up`.
fn one_of(written: &str, lists: &WordLists) -> Result<BTreeMap<u8, Vec<Pattern>>, PhraseError> {
    let mut words = Vec::new();
    for choice in written.split('|') {
        let choice = &choice.replace('_', " ");
        if let Some((name, ending)) = choice.strip_prefix('{').and_then(|choice| choice.split_once('}')) {
            let list = lists.get(name).ok_or_else(|| PhraseError::NoList(name.to_owned()))?;
            for word in list.iter().flat_map(|word| with_and_without(word)) {
                words.extend(with_ending(&word, ending));
            }
        } else {
            words.extend(with_and_without(choice));
        }
    }
    let mut by_letter: BTreeMap<u8, Vec<Pattern>> = BTreeMap::new();
    for word in words {
        let wrong = |error: PatternError| PhraseError::Word(format!("`{word}`"), error.to_string());
        for pattern in Pattern::compile(&word, Matching::Glob, Case::Fold).map_err(wrong)? {
            let letter = match pattern.anchor() {
                (anchor, false) => anchor.bytes().next().unwrap_or_default(),
                (_, true) => 0,
            };
            by_letter.entry(letter).or_default().push(pattern);
        }
    }
    Ok(by_letter)
}

/// `plan(s)` is `plan` or `plans`.
fn with_and_without(word: &str) -> Vec<String> {
    match word.split_once('(').and_then(|(before, rest)| Some((before, rest.split_once(')')?))) {
        Some((before, (letters, after))) => vec![format!("{before}{after}"), format!("{before}{letters}{after}")],
        None => vec![word.to_owned()],
    }
}

/// The forms that a word may have with an ending: make, making; cut, cutting; free up, freeing up. Some are no words; they
/// stand nowhere and do no harm.
fn with_ending(word: &str, ending: &str) -> Vec<String> {
    if ending.is_empty() {
        return vec![word.to_owned()];
    }
    let (verb, rest) = word.split_once(' ').map_or((word, String::new()), |(verb, rest)| (verb, format!(" {rest}")));
    let silent = verb.strip_suffix('e').unwrap_or(verb);
    let doubled = verb.chars().last().map(String::from).unwrap_or_default();
    vec![format!("{verb}{ending}{rest}"), format!("{silent}{ending}{rest}"), format!("{verb}{doubled}{ending}{rest}")]
}

impl Phrases {
    /// Calls `found` with each phrase and expression in `text`, overlaps and all. Expressions that are tied to the start are
    /// tried at the bytes `beginnings`.
    pub(crate) fn each(&self, text: &str, beginnings: &[usize], mut found: impl FnMut(PhraseHit)) {
        let normal = Normal::of(text, Case::Fold);
        let bytes = normal.bytes();
        self.proposals.each(bytes, |number, start, end| {
            let Some(phrase) = self.written.get(number) else { return };
            let next = || bytes.get(end + 1).copied().unwrap_or_default();
            if phrase.second.as_ref().is_some_and(|letters| !letters.contains(next())) {
                return;
            }
            if phrase.begins && bytes.iter().take(start).any(|&byte| is_word(byte) && !byte.is_ascii_digit()) {
                return;
            }
            if let Some(end) = go_on(&phrase.rest, phrase.end, bytes, end)
                && let Some(span) = normal.printed(text, start, end)
            {
                found(PhraseHit { owner: phrase.owner, against: phrase.against, span });
            }
        });
        for expression in &self.expressions {
            let mut keep = |from: usize| {
                if let Some(hit) = text.get(from..).and_then(|rest| expression.regex.find(rest)) {
                    let span = Span::new(from + hit.start(), from + hit.end());
                    found(PhraseHit { owner: expression.owner, against: expression.against, span });
                }
            };
            for &from in if expression.at_start { beginnings } else { &[0] } {
                keep(from);
            }
        }
    }
}

/// The end of a phrase whose places so far end at byte `at`, if what is left of it stands there.
fn go_on(rest: &[(Slot, bool)], end: End, text: &[u8], at: usize) -> Option<usize> {
    let Some(((slot, optional), rest)) = rest.split_first() else {
        return ends(end, text.get(at..)?).then_some(at);
    };
    if let Slot::Gap = slot {
        let starts =
            std::iter::successors(word_after(text, at), |&start| word_after(text, start + word_length(text, start)));
        let Some((first, rest)) = rest.split_first() else {
            // Whatever leads to the colon that ends the text.
            return text.trim_ascii_end().ends_with(b":").then_some(at);
        };
        return starts.take(GAP).find_map(|start| go_to(&first.0, rest, end, text, start));
    }
    let next = if text.get(at) == Some(&b' ') { Some(at + 1) } else { None };
    next.and_then(|start| go_to(slot, rest, end, text, start))
        .or_else(|| if *optional { go_on(rest, end, text, at) } else { None })
}

/// As [`go_on`], where the next place must begin at byte `start`.
fn go_to(slot: &Slot, rest: &[(Slot, bool)], end: End, text: &[u8], start: usize) -> Option<usize> {
    match slot {
        Slot::OneOf(words) => {
            let letter = text.get(start)?;
            let listed = [words.get(letter), words.get(&0)];
            listed
                .into_iter()
                .flatten()
                .flatten()
                .filter_map(|pattern| pattern.match_at(text, start))
                .find_map(|at| go_on(rest, end, text, at))
        }
        Slot::Any => {
            let length = word_length(text, start);
            if length == 0 { None } else { go_on(rest, end, text, start + length) }
        }
        Slot::Gap => None,
    }
}

/// The length of the word that begins at `start`; an apostrophe, a point or a comma within it belongs to it.
fn word_length(text: &[u8], start: usize) -> usize {
    let tail = text.get(start..).unwrap_or_default();
    let blank = tail.iter().position(|&byte| byte == b' ').unwrap_or(tail.len());
    tail.get(..blank).and_then(|word| word.iter().rposition(|&byte| is_word(byte))).map_or(0, |last| last + 1)
}

fn ends(end: End, rest: &[u8]) -> bool {
    match end {
        End::Free => true,
        End::Text => !rest.iter().any(|&byte| is_word(byte)),
        End::Colon => rest.trim_ascii() == b":",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lists() -> WordLists {
        BTreeMap::from([("change".to_owned(), ["cut", "make", "free up", "roll( )out"].map(str::to_owned).into())])
    }

    fn found(phrase: &str, text: &str) -> Option<String> {
        let mut builder = PhraseBuilder::default();
        builder.phrase(0, false, phrase, &lists()).unwrap();
        let mut found = None;
        builder.build().unwrap().each(text, &[], |hit| {
            found.get_or_insert_with(|| text[hit.span.start..hit.span.end].to_owned());
        });
        found
    }

    #[test]
    fn a_place_holds_one_of_several_words_or_any_or_none() {
        assert_eq!(
            found("we|partners *ly? aim|hope to", "All partners really hope to win").as_deref(),
            Some("partners really hope to")
        );
        assert_eq!(found("we aim to *", "We aim to improve"), Some("We aim to improve".to_owned()));
        assert_eq!(found("we aim to *", "We aim to"), None);
        assert_eq!(found("our * aim(s)", "Our patient’s aims"), Some("Our patient’s aims".to_owned()));
        assert_eq!(found("key? action(s)", "Action"), Some("Action".to_owned()));
    }

    #[test]
    fn a_gap_stays_within_the_sentence_and_is_not_endless() {
        assert_eq!(
            found("alliance … set up", "The alliance, in 2019, was set up").as_deref(),
            Some("alliance, in 2019, was set up")
        );
        assert_eq!(found("alliance … set up", "The alliance. It was set up"), None);
        assert_eq!(found("alliance … set up", &format!("alliance {}set up", "word ".repeat(GAP))), None);
    }

    #[test]
    fn the_edges_of_the_text_can_be_asked_for() {
        assert!(found("^aim(s)$", "3.1 Aims:").is_some());
        assert!(found("^aim(s)$", "Our aims").is_none());
        assert!(found("^aim(s)$", "Aims and means").is_none());
        assert!(found("we will:", "By 2024 we will:").is_some());
        assert!(found("we will:", "we will").is_none());
        for text in ["We will see:", "What we will see of this: more.", "We will see fewer of these:"] {
            assert_eq!(found("we will see …:", text).is_some(), text.ends_with(':'), "{text}");
        }
    }

    #[test]
    fn listed_words_take_endings() {
        for text in ["cutting", "making", "freeing up", "rolling out"] {
            assert!(found("{change}ing", text).is_some(), "{text}");
        }
        assert!(found("{change}ing", "cut").is_none());
    }

    proptest! {
        #[test]
        fn any_phrase_is_used_or_refused_and_what_it_finds_lies_in_the_text(
            phrase in "[\\^]?([a-c]{1,2}|a\\||[*…?|_(){} ]|\\PC| ){0,8}[$:]?", text in "([a-c]{1,2} ){0,9}|\\PC{0,40}",
        ) {
            let mut builder = PhraseBuilder::default();
            if builder.phrase(0, false, &phrase, &lists()).is_ok() {
                builder.build().unwrap().each(&text, &[], |hit| {
                    assert!(text.get(hit.span.start..hit.span.end).is_some_and(|words| !words.is_empty()));
                });
            }
        }
    }

    #[test]
    fn phrases_that_cannot_be_used_say_why() {
        let wrong = |phrase: &str| PhraseBuilder::default().phrase(0, false, phrase, &lists()).unwrap_err();
        assert_eq!(wrong("{chang} it"), PhraseError::NoList("chang".to_owned()));
        for phrase in ["", "* aims", "… aims", "aims …", "aims?", "^"] {
            assert_eq!(wrong(phrase), PhraseError::Edge, "{phrase}");
        }
        assert!(matches!(wrong("£"), PhraseError::Word(..)));
        assert_eq!(wrong("a … b … c … d"), PhraseError::TooFree);
        assert_eq!(wrong(&format!("a {}b", "*? ".repeat(9))), PhraseError::TooFree);
    }
}
