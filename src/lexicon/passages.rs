//! Passages for the propositions of the theory: what is said to bring about what.
//!
//! A text that names a code of either side of a proposition, by different words, and has a word that links them, is a passage for
//! the analyst to read: it may bear the proposition out, qualify it or deny it. Nothing more is claimed of it.

use super::codebook::{Codebook, Hit};
use super::entry::{Named, Proposition};

/// Least weight of an entry that names a side.
const TELLING: f32 = 2.0;

/// Furthest that cause and effect may lie apart, in bytes.
const FURTHEST: usize = 160;

/// A proposition for which a text is a passage, with the hits that name its sides.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'h, 'c> {
    /// The proposition.
    pub proposition: &'c Proposition,
    /// What names the cause.
    pub cause: &'h Hit<'c>,
    /// What names the effect, further on.
    pub effect: &'h Hit<'c>,
}

/// The propositions for which a text is a passage, in the lexicon's order, each with the sides that lie nearest to each other;
/// `hits` are those of all layers in the text.
#[must_use]
pub fn passages<'h, 'c>(codebook: &'c Codebook, text: &str, hits: &'h [Hit<'c>]) -> Vec<Passage<'h, 'c>> {
    let of_proposition = |proposition: &'c Proposition| {
        let effects = || naming(&proposition.effect, hits);
        let pairs = naming(&proposition.cause, hits).flat_map(|cause| effects().map(move |effect| (cause, effect)));
        let linked = pairs.filter(|(cause, effect)| {
            let between = text.get(cause.span.end..effect.span.start);
            between.is_some_and(|between| between.len() <= FURTHEST && !ends(between) && codebook.links(between))
        });
        let (cause, effect) = linked.min_by_key(|(cause, effect)| effect.span.start - cause.span.end)?;
        Some(Passage { proposition, cause, effect })
    };
    codebook.propositions().iter().filter_map(of_proposition).collect()
}

fn naming<'h, 'c>(side: &[Named], hits: &'h [Hit<'c>]) -> impl Iterator<Item = &'h Hit<'c>> {
    let names = |named: &Named, hit: &Hit<'_>| {
        hit.layer == named.layer && named.code.as_ref().is_none_or(|code| hit.entry.codes.contains(code))
    };
    hits.iter().filter(move |hit| hit.entry.weight >= TELLING && side.iter().any(|named| names(named, hit)))
}

/// Whether a sentence ends in the words between two others.
fn ends(between: &str) -> bool {
    between.contains(['\n', ';', '!', '?']) || between.contains(". ")
}
