//! From matched words to codes: scores, evidence, order.

use crate::lexicon::Hit;
use crate::model::{Code, Match};

/// Codes earned by `hits`, each entry counted once, in the order of their names; those below `least` are left out.
///
/// `text` is what was searched and `origin` where it begins on its page, in bytes.
pub(super) fn codes<'h, 'c: 'h>(
    text: &str,
    origin: usize,
    hits: impl Iterator<Item = &'h Hit<'c>>,
    least: f32,
) -> Vec<Code> {
    let mut codes = sum(
        hits,
        |weight| weight,
        |hit| Match {
            entry: hit.entry.term.clone(),
            text: text.get(hit.span.start..hit.span.end).unwrap_or_default().to_owned(),
            span: Some(hit.span.shifted(origin)),
        },
    );
    codes.retain(|code| code.score >= least);
    codes.sort_by(|a, b| a.code.cmp(&b.code));
    codes
}

/// Sums what the weights of the entries are worth, by code; codes in the order in which they first appear.
pub(super) fn sum<'h, 'c: 'h>(
    hits: impl Iterator<Item = &'h Hit<'c>>,
    worth: impl Fn(f32) -> f32,
    evidence: impl Fn(&Hit<'c>) -> Match,
) -> Vec<Code> {
    let mut codes: Vec<Code> = Vec::new();
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
    codes
}
