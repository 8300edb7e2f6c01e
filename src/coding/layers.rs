//! From matched words to codes: scores, evidence, order.

use crate::lexicon::{Codebook, Hit, Passage, passages};
use stratmine_model::{Code, Match};

/// Codes earned by `hits`, each entry counted once, in the order of their names; those below `least` are left out.
///
/// `text` is what was searched and `origin` where it begins on its page, in bytes.
pub(super) fn codes<'h, 'c: 'h>(
    text: &str,
    origin: usize,
    hits: impl Iterator<Item = &'h Hit<'c>>,
    least: f32,
) -> Vec<Code> {
    earned(sum(hits, |weight| weight, |hit| evidence(text, Some(origin), hit)), least)
}

/// The codes with score enough, in the order of their names.
pub(super) fn earned(mut codes: Vec<Code>, least: f32) -> Vec<Code> {
    codes.retain(|code| code.score >= least);
    codes.sort_by(|a, b| a.code.cmp(&b.code));
    codes
}

/// The propositions for which a statement is a passage, each with the words that name its sides.
///
/// `text` is what was searched, for `hits` of all layers, and `origin` where it begins on its page, in bytes.
pub(super) fn propositions(codebook: &Codebook, text: &str, origin: usize, hits: &[Hit<'_>]) -> Vec<Code> {
    let of_passage = |passage: Passage<'_, '_>| Code {
        code: passage.proposition.id.clone(),
        // A chain is as strong as its weaker side.
        score: passage.cause.entry.weight.min(passage.effect.entry.weight),
        matches: [passage.cause, passage.effect].map(|hit| evidence(text, Some(origin), hit)).into(),
    };
    passages(codebook, text, hits).into_iter().map(of_passage).collect()
}

/// The words of a hit in `text`, with their place on the page where `origin` says at which byte of it `text` begins.
pub(super) fn evidence(text: &str, origin: Option<usize>, hit: &Hit<'_>) -> Match {
    Match {
        entry: hit.entry.term.clone(),
        text: text.get(hit.span.start..hit.span.end).unwrap_or_default().to_owned(),
        span: origin.map(|origin| hit.span.shifted(origin)),
    }
}

/// Sums what the weights of the entries are worth, by code; codes in the order in which they first appear.
pub(super) fn sum<'h, 'c: 'h>(
    hits: impl Iterator<Item = &'h Hit<'c>>,
    worth: impl Fn(f32) -> f32,
    evidence: impl Fn(&Hit<'c>) -> Match,
) -> Vec<Code> {
    let mut codes = Vec::new();
    add(&mut codes, hits, worth, evidence);
    codes
}

/// Adds to codes what the weights of further entries are worth; an entry that counts already counts no more.
pub(super) fn add<'h, 'c: 'h>(
    codes: &mut Vec<Code>,
    hits: impl Iterator<Item = &'h Hit<'c>>,
    worth: impl Fn(f32) -> f32,
    evidence: impl Fn(&Hit<'c>) -> Match,
) {
    for hit in hits {
        let found = evidence(hit);
        for name in &hit.entry.codes {
            let place = codes.iter().position(|code| code.code == *name).unwrap_or_else(|| {
                codes.push(Code { code: name.clone(), score: 0.0, matches: Vec::new() });
                codes.len() - 1
            });
            let Some(code) = codes.get_mut(place) else { continue };
            if !code.matches.iter().any(|known| known.entry == found.entry) {
                code.score += worth(hit.entry.weight);
            }
            code.matches.push(found.clone());
        }
    }
}
