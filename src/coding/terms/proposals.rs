//! Where the terms of all lexicons stand in a text.
//!
//! One Aho–Corasick automaton over the fixed beginnings of all terms proposes places. Nearly every term begins where a word
//! does, and every word of a normal form begins after a blank: these beginnings have the blank in front of them. A term that
//! may begin within a word (`*disciplinary`) is looked for without it.

use super::pattern::{Pattern, word_start};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;

/// A spelling of terms.
struct Spelling {
    pattern: Pattern,
    /// The numbers of the entries that have it.
    entries: Vec<usize>,
}

/// All spellings of all terms, made ready.
pub(crate) struct Proposals {
    automaton: AhoCorasick,
    /// For each beginning, whether its word may begin further left, and the spellings that begin so.
    spellings: Vec<(bool, Vec<Spelling>)>,
}

impl Proposals {
    /// Makes spellings ready, each with the number of its entry.
    ///
    /// # Errors
    /// What could not be compiled: only their sheer size.
    pub(crate) fn of(spellings: impl IntoIterator<Item = (usize, Pattern)>) -> Result<Self, String> {
        let mut beginnings = BTreeMap::<String, (bool, Vec<Spelling>)>::new();
        for (entry, pattern) in spellings {
            let (anchor, within) = pattern.anchor();
            let beginning = if within { anchor.to_owned() } else { format!(" {anchor}") };
            let spellings = &mut beginnings.entry(beginning).or_insert((within, Vec::new())).1;
            match spellings.iter_mut().find(|known: &&mut Spelling| known.pattern == pattern) {
                Some(known) => known.entries.push(entry),
                None => spellings.push(Spelling { pattern, entries: vec![entry] }),
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(beginnings.keys());
        let automaton = automaton.map_err(|error| error.to_string())?;
        Ok(Self { automaton, spellings: beginnings.into_values().collect() })
    }

    /// Calls `found` with the entry, beginning and end of everything in a normal form that is a term, overlaps and all.
    pub(crate) fn each(&self, text: &[u8], mut found: impl FnMut(usize, usize, usize)) {
        // Built for overlapping search without anchors: the call cannot fail.
        let Ok(proposals) = self.automaton.try_find_overlapping_iter(text) else { return };
        for proposal in proposals {
            let Some((within, spellings)) = self.spellings.get(proposal.pattern().as_usize()) else { continue };
            let start = if *within { word_start(text, proposal.start()) } else { Some(proposal.start() + 1) };
            let Some(start) = start else { continue };
            for spelling in spellings {
                if let Some(end) = spelling.pattern.match_anchored(text, start) {
                    spelling.entries.iter().for_each(|entry| found(*entry, start, end));
                }
            }
        }
    }
}
