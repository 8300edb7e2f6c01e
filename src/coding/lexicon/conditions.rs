//! What must or must not stand beside a match: conditions of entries and negation of files, made ready to be tried.

use super::entry::{Conditions, Matching, Negation};
use crate::terms::normal::{Case, is_word, word_after, word_before};
use crate::terms::pattern::{Pattern, PatternError};

/// Conditions with their patterns compiled.
#[derive(Clone, Debug, Default)]
pub(super) struct Compiled {
    before: Vec<Pattern>,
    unless_before: Vec<Pattern>,
    after: Vec<Pattern>,
    unless_after: Vec<Pattern>,
    near: Vec<Pattern>,
    unless_near: Vec<Pattern>,
    within: usize,
}

/// All spellings of all terms.
fn patterns(terms: &[String]) -> Result<Vec<Pattern>, PatternError> {
    let mut all = Vec::new();
    for term in terms {
        all.extend(Pattern::compile(term, Matching::Glob, Case::Fold)?);
    }
    Ok(all)
}

impl Compiled {
    /// Makes conditions ready.
    pub(super) fn of(conditions: &Conditions) -> Result<Self, PatternError> {
        Ok(Self {
            before: patterns(&conditions.before)?,
            unless_before: patterns(&conditions.unless_before)?,
            after: patterns(&conditions.after)?,
            unless_after: patterns(&conditions.unless_after)?,
            near: patterns(&conditions.near)?,
            unless_near: patterns(&conditions.unless_near)?,
            within: conditions.within,
        })
    }

    /// Whether the words at `start..end` of a normal form may count.
    pub(super) fn hold(&self, text: &[u8], start: usize, end: usize) -> bool {
        (self.before.is_empty() || ends_before(&self.before, text, start))
            && !ends_before(&self.unless_before, text, start)
            && (self.after.is_empty() || begins_after(&self.after, text, end))
            && !begins_after(&self.unless_after, text, end)
            && (self.near.is_empty() || begins_near(&self.near, text, start, end, self.within))
            && !begins_near(&self.unless_near, text, start, end, self.within)
    }
}

/// A file's negation with its patterns compiled.
#[derive(Clone, Debug, Default)]
pub(super) struct CompiledNegation {
    before: Vec<Pattern>,
    after: Vec<Pattern>,
    unless: Vec<Pattern>,
    within: usize,
}

impl CompiledNegation {
    /// Makes a negation ready.
    pub(super) fn of(negation: &Negation) -> Result<Self, PatternError> {
        Ok(Self {
            before: patterns(&negation.before)?,
            after: patterns(&negation.after)?,
            unless: patterns(&negation.unless)?,
            within: negation.within,
        })
    }

    /// Whether the words at `start..end` are taken back.
    pub(super) fn negates(&self, text: &[u8], start: usize, end: usize) -> bool {
        let meant = |at: usize| !self.unless.iter().any(|pattern| pattern.match_at(text, at).is_some());
        let left = !self.before.is_empty()
            && words_before(text, start, self.within).any(|at| {
                let fits = |pattern: &Pattern| pattern.match_at(text, at).is_some_and(|end| end <= start);
                meant(at) && self.before.iter().any(fits)
            });
        let right = !self.after.is_empty()
            && words_after(text, end, self.within)
                .any(|at| meant(at) && self.after.iter().any(|pattern| pattern.match_at(text, at).is_some()));
        left || right
    }
}

/// Beginnings of the `most` words before `start` in the same sentence, nearest first.
fn words_before(text: &[u8], start: usize, most: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(word_before(text, start), move |&(start, _)| word_before(text, start))
        .take(most)
        .map(|(start, _)| start)
}

/// Beginnings of the `most` words after `end` in the same sentence, nearest first.
fn words_after(text: &[u8], end: usize, most: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(word_after(text, end), move |&start| {
        let length = text.get(start..)?.iter().take_while(|&&byte| is_word(byte) || byte == b'\'').count();
        word_after(text, start + length)
    })
    .take(most)
}

fn ends_before(patterns: &[Pattern], text: &[u8], start: usize) -> bool {
    if patterns.is_empty() {
        return false;
    }
    // A sign between the two parts them; a quotation mark or bracket does not.
    let Some(end) = text.get(..start).and_then(|head| head.iter().rposition(|&b| !matches!(b, b' ' | b'"' | b'(')))
    else {
        return false;
    };
    patterns.iter().any(|pattern| {
        words_before(text, start, pattern.words()).last().is_some_and(|at| pattern.match_at(text, at) == Some(end + 1))
    })
}

fn begins_after(patterns: &[Pattern], text: &[u8], end: usize) -> bool {
    if patterns.is_empty() {
        return false;
    }
    let Some(gap) = text.get(end..).and_then(|tail| tail.iter().position(|&b| !matches!(b, b' ' | b'"' | b'(' | b')')))
    else {
        return false;
    };
    patterns.iter().any(|pattern| pattern.match_at(text, end + gap).is_some())
}

fn begins_near(patterns: &[Pattern], text: &[u8], start: usize, end: usize, within: usize) -> bool {
    if patterns.is_empty() {
        return false;
    }
    let any = |at: usize, limit: usize| {
        patterns.iter().any(|pattern| pattern.match_at(text, at).is_some_and(|end| end <= limit))
    };
    words_before(text, start, within).any(|at| any(at, start))
        || words_after(text, end, within).any(|at| any(at, text.len()))
}
