//! What a paper itself says its abbreviations stand for.
//!
//! An entry of a lexicon may be an abbreviation that other papers use otherwise: `APC` is an acute provider collaborative, and
//! where a paper writes "Admitted Patient Care (APC)" it is none.

use crate::lexicon::{Codebook, Layer};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use stratmine_model::CodedPaper;

/// Letters of an abbreviation in brackets, and of one that words in brackets explain.
const BRACKETED: RangeInclusive<usize> = 2..=7;
const BEFORE_BRACKET: RangeInclusive<usize> = 2..=6;

/// Words before an abbreviation that may be what it stands for.
const WORDS: RangeInclusive<usize> = 2..=9;

/// Characters of words in brackets that explain an abbreviation.
const EXPLAINING: RangeInclusive<usize> = 7..=61;

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
            for (at, _) in page.text.match_indices('(') {
                let Some((words, short)) = explained(&page.text, at) else { continue };
                let Some(words) = spelt_out(words, short) else { continue };
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

/// Some words and the abbreviation that stands for them, where the bracket at byte `at` parts them: "Admitted Patient Care
/// (APC)", "APC (admitted patient care)".
fn explained(text: &str, at: usize) -> Option<(&str, &str)> {
    let (before, within) = (text.get(..at)?, text.get(at + 1..)?);
    let short = within.split(|c: char| !(c.is_ascii_alphabetic() || c == '&')).next()?;
    if BRACKETED.contains(&short.len())
        && short.starts_with(|c: char| c.is_ascii_uppercase())
        && within.get(short.len()..)?.starts_with([',', ')'])
        && let Some(words) = last_words(before)
    {
        return Some((words, short));
    }
    let before = before.strip_suffix(' ')?;
    let rest = before.trim_end_matches(|c: char| c.is_ascii_uppercase());
    let short = before.get(rest.len()..)?;
    let words = within.split(|c: char| !(is_word(c) || matches!(c, '\'' | '’' | ' ' | '-'))).next()?;
    let explains = BEFORE_BRACKET.contains(&short.len())
        && !rest.ends_with(is_word)
        && within.get(words.len()..)?.starts_with(')')
        && words.starts_with(|c: char| c.is_ascii_alphabetic())
        && EXPLAINING.contains(&words.chars().count());
    explains.then_some((words, short))
}

/// The last words of a text that ends in one and a blank, as many as an abbreviation may stand for.
fn last_words(text: &str) -> Option<&str> {
    let (mut rest, mut count) = (text, 0);
    while let Some(line) = rest.strip_suffix(' ').filter(|_| count < *WORDS.end()) {
        let left = line.trim_end_matches(|c: char| is_word(c) || matches!(c, '\'' | '’' | '&' | '-'));
        if left.len() == line.len() {
            break;
        }
        (rest, count) = (left, count + 1);
    }
    if WORDS.contains(&count) { text.get(rest.len()..) } else { None }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
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
    use super::{explained, spelt_out, stem};

    #[test]
    fn brackets_part_an_abbreviation_from_its_words() {
        let found =
            |text: &str| text.find('(').and_then(|at| explained(text, at)).map(|(a, b)| (a.to_owned(), b.to_owned()));
        let pair = |words: &str, short: &str| Some((words.to_owned(), short.to_owned()));
        assert_eq!(found("now: Admitted Patient Care (APC) counts"), pair("Admitted Patient Care ", "APC"));
        assert_eq!(found("our patients’ care (PC, as it is called)"), pair("our patients’ care ", "PC"));
        assert_eq!(found("By APC (admitted patient care) we mean"), pair("admitted patient care", "APC"));
        assert_eq!(found(&format!("{}care (ABC)", "a ".repeat(20))), pair("a a a a a a a a care ", "ABC"));
        for none in
            ["Care (APC)", "the  care (APC)", "patient care (apc)", "xAPC (admitted patient care)", "APC (short)"]
        {
            assert_eq!(found(none), None, "{none}");
        }
    }

    #[test]
    fn abbreviations_are_spelt_out_by_their_initials() {
        assert_eq!(spelt_out("the data for Admitted Patient Care", "APC").as_deref(), Some("Admitted Patient Care"));
        assert_eq!(spelt_out("by Department of Health", "DoH").as_deref(), Some("Department of Health"));
        assert_eq!(spelt_out("our primary care networks", "PCNs").as_deref(), Some("primary care networks"));
        assert_eq!(spelt_out("a group of hospitals", "ICS"), None);
        assert_eq!((stem("ICSs"), stem("ICS"), stem("network")), ("ICS", "ICS", "network"));
    }
}
