//! What a paper itself says its abbreviations stand for.
//!
//! An entry of a lexicon may be an abbreviation that other papers use otherwise: `APC` is an acute provider collaborative, and
//! where a paper writes "Admitted Patient Care (APC)" it is none.

use crate::lexicon::{Codebook, Layer};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use stratmine_model::CodedPaper;

/// Words, and after them an abbreviation in brackets.
static EXPLAINED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"((?:[\w'’&-]+ ){2,9})\(([A-Z][A-Za-z&]{1,6})[,)]|\b([A-Z]{2,6}) \(([a-zA-Z][\w'’ -]{6,60})\)").ok()
});

/// Small words that lend an abbreviation no letter.
const SMALL: [&str; 8] = ["of", "and", "the", "for", "in", "on", "to", "a"];

/// The abbreviations that a paper explains, each with the partnering types that its words name.
pub(crate) struct Abbreviations {
    known: BTreeMap<String, BTreeSet<String>>,
}

impl Abbreviations {
    /// Those of a paper.
    pub(crate) fn of(codebook: &Codebook, paper: &CodedPaper) -> Self {
        let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for page in &paper.pages {
            let hits = EXPLAINED.as_ref().into_iter().flat_map(|pattern| pattern.captures_iter(&page.text));
            for hit in hits {
                let before = hit.get(1).zip(hit.get(2)).and_then(|(words, short)| {
                    spelt_out(words.as_str(), short.as_str()).map(|words| (words, short.as_str()))
                });
                let after = hit.get(3).zip(hit.get(4)).and_then(|(short, words)| {
                    spelt_out(words.as_str(), short.as_str()).map(|words| (words, short.as_str()))
                });
                let Some((words, short)) = before.or(after) else { continue };
                let hits = codebook.scan_layers(&words, &[Layer::Partnering]);
                let codes = hits.iter().flat_map(|hit| &hit.entry.codes).cloned();
                known.entry(stem(short).to_owned()).or_default().extend(codes);
            }
        }
        Self { known }
    }

    /// Whether the paper explains words as something else than any of these codes.
    pub(crate) fn mean_other(&self, words: &str, codes: &[String]) -> bool {
        self.known.get(stem(words)).is_some_and(|explained| !codes.iter().any(|code| explained.contains(code)))
    }
}

/// An abbreviation without the ending of a plural.
fn stem(short: &str) -> &str {
    short.strip_suffix('s').filter(|rest| rest.len() > 1 && rest.chars().all(char::is_uppercase)).unwrap_or(short)
}

/// The last of some words whose initials an abbreviation has, small words apart.
fn spelt_out(words: &str, short: &str) -> Option<String> {
    let mut letters: Vec<char> = stem(short).to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let mut found: Vec<&str> = Vec::new();
    for word in words.split([' ', '-']).rev().filter(|word| !word.is_empty()) {
        let Some(wanted) = letters.last() else { break };
        let first = word.chars().next()?.to_lowercase().next()?;
        if first == *wanted {
            letters.pop();
        } else if !SMALL.contains(&word) {
            return None;
        }
        found.insert(0, word);
    }
    letters.is_empty().then(|| found.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{spelt_out, stem};

    #[test]
    fn abbreviations_are_spelt_out_by_their_initials() {
        assert_eq!(spelt_out("the data for Admitted Patient Care", "APC").as_deref(), Some("Admitted Patient Care"));
        assert_eq!(spelt_out("by Department of Health", "DoH").as_deref(), Some("Department of Health"));
        assert_eq!(spelt_out("our primary care networks", "PCNs").as_deref(), Some("primary care networks"));
        assert_eq!(spelt_out("a group of hospitals", "ICS"), None);
        assert_eq!((stem("ICSs"), stem("ICS"), stem("network")), ("ICS", "ICS", "network"));
    }
}
