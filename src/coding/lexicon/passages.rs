//! Passages for the propositions of the theory: what is said to bring about what.
//!
//! A text that names the cause, then has a word that links, then names the effect, all in one sentence, is a passage for the
//! analyst to read: it may bear the proposition out, qualify it or deny it. Nothing more is claimed of it. General words, of a
//! weight below [`TELLING`], name no side.

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
/// `hits` are those of all layers in the text, by start.
#[must_use]
pub fn passages<'h, 'c>(codebook: &'c Codebook, text: &str, hits: &'h [Hit<'c>]) -> Vec<Passage<'h, 'c>> {
    let of_proposition = |proposition: &'c Proposition| {
        let causes = hits.iter().filter(|hit| names(&proposition.cause, hit));
        let linked = causes.filter_map(|cause| {
            // Looked for near the cause only, so that a text of many hits takes no longer than its length.
            let near = hits.get(hits.partition_point(|hit| hit.span.start < cause.span.end)..)?;
            let near = near.iter().take_while(|hit| hit.span.start - cause.span.end <= FURTHEST);
            let mut effects = near.filter(|hit| names(&proposition.effect, hit));
            let linked = |effect: &&Hit<'_>| {
                let between = text.get(cause.span.end..effect.span.start);
                between.is_some_and(|between| !ends(between) && codebook.links(between))
            };
            effects.find(linked).map(|effect| (cause, effect))
        });
        let (cause, effect) = linked.min_by_key(|(cause, effect)| effect.span.start - cause.span.end)?;
        Some(Passage { proposition, cause, effect })
    };
    codebook.propositions().iter().filter_map(of_proposition).collect()
}

fn names(side: &[Named], hit: &Hit<'_>) -> bool {
    let named = |named: &Named| {
        hit.layer == named.layer && named.code.as_ref().is_none_or(|code| hit.entry.codes.contains(code))
    };
    hit.entry.weight >= TELLING && side.iter().any(named)
}

/// Whether a sentence ends in the words between two others.
fn ends(between: &str) -> bool {
    between.contains(['\n', ';', '!', '?']) || between.contains(". ")
}
