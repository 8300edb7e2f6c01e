//! Where the terms of all lexicons stand in a text.
//!
//! Nearly every term begins where a word does: a tree over the beginnings of all terms is followed from each word's. Terms that may
//! begin within a word (`*disciplinary`) are few, and looked for apart, by an Aho–Corasick automaton.

use super::pattern::{Pattern, word_start};
use super::trie::Trie;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;

/// One spelling of one term.
struct Spelling {
    rule: usize,
    pattern: Pattern,
}

/// All spellings of all terms, made ready.
pub(super) struct Proposals {
    heads: Trie,
    /// For each beginning in [`Self::heads`], the spellings that begin so.
    at_heads: Vec<Vec<Spelling>>,
    /// Those that may begin within a word, if there are any.
    within: Option<(AhoCorasick, Vec<Vec<Spelling>>)>,
}

impl Proposals {
    /// Makes spellings ready, each with the number of its rule.
    ///
    /// # Errors
    /// What could not be compiled: only their sheer size.
    pub(super) fn of(spellings: impl IntoIterator<Item = (usize, Pattern)>) -> Result<Self, String> {
        let (mut heads, mut within) =
            (BTreeMap::<String, Vec<Spelling>>::new(), BTreeMap::<String, Vec<Spelling>>::new());
        for (rule, pattern) in spellings {
            let (anchor, leads) = pattern.anchor();
            let of = if leads { &mut within } else { &mut heads };
            of.entry(anchor.to_owned()).or_default().push(Spelling { rule, pattern });
        }
        let beginnings: Vec<&[u8]> = heads.keys().map(String::as_bytes).collect();
        let trie = Trie::of(&beginnings);
        let within = if within.is_empty() {
            None
        } else {
            let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(within.keys());
            Some((automaton.map_err(|error| error.to_string())?, within.into_values().collect()))
        };
        Ok(Self { heads: trie, at_heads: heads.into_values().collect(), within })
    }

    /// Calls `found` with the rule, beginning and end of everything in a normal form that is a term, overlaps and all.
    pub(super) fn each(&self, text: &[u8], mut found: impl FnMut(usize, usize, usize)) {
        let mut tried = |spellings: &[Spelling], start: usize| {
            for spelling in spellings {
                if let Some(end) = spelling.pattern.match_anchored(text, start) {
                    found(spelling.rule, start, end);
                }
            }
        };
        // Every word of a normal form begins after a blank.
        blanks(text, |blank| {
            let start = blank + 1;
            self.heads.each(text.get(start..).unwrap_or_default(), |beginning| {
                tried(self.at_heads.get(beginning).map_or(&[], Vec::as_slice), start);
            });
        });
        let Some((automaton, spellings)) = &self.within else { return };
        // Built for overlapping search without anchors: the call cannot fail.
        let Ok(proposals) = automaton.try_find_overlapping_iter(text) else { return };
        for proposal in proposals {
            if let Some(start) = word_start(text, proposal.start()) {
                tried(spellings.get(proposal.pattern().as_usize()).map_or(&[], Vec::as_slice), start);
            }
        }
    }
}

/// Calls `found` with the place of each blank, in order. Words are short: eight bytes at a time beat both one and a search for
/// each.
fn blanks(text: &[u8], mut found: impl FnMut(usize)) {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const BLANKS: u64 = 0x2020_2020_2020_2020;
    let (chunks, rest) = text.as_chunks::<8>();
    for (number, chunk) in chunks.iter().enumerate() {
        // A byte of `differs` is zero where there is a blank, and its highest bit in `at` is set there alone (Warren, Hacker's
        // Delight, 6-1).
        let differs = u64::from_le_bytes(*chunk) ^ BLANKS;
        let mut at = !(((differs & LOW) + LOW) | differs | LOW);
        while at != 0 {
            found(number * 8 + (at.trailing_zeros() / 8) as usize);
            at &= at - 1;
        }
    }
    let from = chunks.len() * 8;
    rest.iter().enumerate().filter(|(_, byte)| **byte == b' ').for_each(|(at, _)| found(from + at));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_blank_is_found(text in "[ a!é\u{7f}\u{a0}]{0,40}") {
            let mut found = Vec::new();
            super::blanks(text.as_bytes(), |at| found.push(at));
            let each: Vec<usize> = text.bytes().enumerate().filter(|(_, byte)| *byte == b' ').map(|(at, _)| at).collect();
            prop_assert_eq!(found, each);
        }
    }
}
