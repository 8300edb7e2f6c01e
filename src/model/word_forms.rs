//! Forms of words: the stem that inflected forms share, spellings that mean the same, abbreviations.
//!
//! Coding and search both use these, so that a term of a lexicon and a word of a query find the same text. The words
//! themselves are data: `lexicons/spellings.toml`. They are not part of the codebook's hash.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Pairs of words that mean the same, in the order of the file.
#[derive(Default, Deserialize)]
struct Spellings {
    /// Alternatives at the beginning of a word; what follows (an ending, a `*`) is kept.
    stems: Vec<(String, String)>,
    /// Alternatives for a whole word.
    words: Vec<(String, String)>,
    /// Abbreviations and what they are short for.
    abbreviations: Vec<(String, String)>,
}

fn table() -> &'static Spellings {
    // The file is part of the program, and a test counts its entries: it cannot fail to parse for a user.
    static TABLE: LazyLock<Spellings> =
        LazyLock::new(|| toml::from_str(include_str!("../../lexicons/spellings.toml")).unwrap_or_default());
    &TABLE
}

/// Abbreviations, each with what it is short for; an abbreviation may stand for several things.
pub fn abbreviations() -> &'static [(String, String)] {
    &table().abbreviations
}

/// A word without its English ending, always a beginning of the word: plural, `-ed`, `-ing`, a last `e` or `y`, a
/// doubled consonant. Words of fewer than four letters stay as they are.
///
/// Lighter than Porter (1980) on purpose: `organisation` and `organ` stay apart.
pub fn stem(word: &str) -> &str {
    let stripped = ["ies", "ied", "ing", "es", "ed", "s", "y", "e"]
        .into_iter()
        .find_map(|ending| {
            let rest = word.strip_suffix(ending)?;
            let keeps = ending == "s" && rest.ends_with(['s', 'u', 'i']);
            if rest.chars().count() < 3 || keeps { None } else { Some(rest) }
        })
        .unwrap_or(word);
    let stripped = stripped.strip_suffix('e').filter(|rest| rest.chars().count() >= 3).unwrap_or(stripped);
    let mut back = stripped.chars().rev();
    match (back.next(), back.next()) {
        (Some(last), Some(before)) if last == before && !"aeiou".contains(last) && stripped.chars().count() > 3 => {
            stripped.strip_suffix(last).unwrap_or(stripped)
        }
        _ => stripped,
    }
}

/// Most variants of one term; a term of many such words is rare and its commonest spellings are found.
const MOST: usize = 32;

/// All spellings of a term in normal form, itself among them, sorted; at most 32.
///
/// ```
/// let all = stratmine_model::word_forms::spellings("health centre");
/// assert!(all.contains("health center") && all.contains("health centre"));
/// ```
pub fn spellings(term: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([term.to_owned()]);
    let firsts: BTreeSet<u8> = term.split(' ').filter_map(|word| word.bytes().next()).collect();
    for (one, other) in table().stems.iter().filter(|pair| touches(term, &firsts, pair)) {
        grow(&mut all, one, other, |_| true);
    }
    for (one, other) in table().words.iter().filter(|pair| touches(term, &firsts, pair)) {
        grow(&mut all, one, other, |rest| rest.is_empty() || rest.starts_with([' ', '*', ',', '\'']));
    }
    all
}

/// Whether some words in a row are another spelling of one word: "per cent" of "percent".
pub fn is_one_word(words: &str) -> bool {
    let is_spelling = |(one, other): &(String, String)| {
        (one == words && !other.contains(' ')) || (other == words && !one.contains(' '))
    };
    words.contains(' ') && table().words.iter().any(is_spelling)
}

/// Whether a word of the term begins as one of the two does. Thousands of terms are asked, so first letters first: `firsts`.
fn touches(term: &str, firsts: &BTreeSet<u8>, (one, other): &(String, String)) -> bool {
    let begins = |from: &str| {
        from.bytes().next().is_some_and(|first| firsts.contains(&first))
            && (term.starts_with(from)
                || term.match_indices(' ').any(|(at, _)| term.get(at + 1..).is_some_and(|rest| rest.starts_with(from))))
    };
    begins(one) || begins(other)
}

/// Adds the other spelling of each term that holds one of the two.
fn grow(all: &mut BTreeSet<String>, one: &str, other: &str, fits: impl Fn(&str) -> bool) {
    let mut more = Vec::new();
    for term in all.iter() {
        for (from, to) in [(one, other), (other, one)] {
            if let Some(changed) = replaced(term, from, to, &fits) {
                more.push(changed);
            }
        }
    }
    for term in more {
        if all.len() < MOST {
            all.insert(term);
        }
    }
}

/// `term` with every `from` at the beginning of a word made `to`; `None` where there is none.
fn replaced(term: &str, from: &str, to: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
    let mut out = String::new();
    let mut rest = term;
    let mut word_start = true;
    let mut changed = false;
    while let Some(c) = rest.chars().next() {
        match rest.strip_prefix(from) {
            // Where one spelling begins the other ("fulfil", "fulfill"), the longer is not taken for the shorter.
            Some(after) if word_start && fits(after) && !(to.starts_with(from) && rest.starts_with(to)) => {
                out.push_str(to);
                rest = after;
                changed = true;
                word_start = false;
            }
            _ => {
                out.push(c);
                word_start = c == ' ';
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_spelt_both_ways() {
        let all = spellings("centre* for wellbeing");
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(
            all,
            ["center* for well being", "center* for wellbeing", "centre* for well being", "centre* for wellbeing"]
        );
    }

    #[test]
    fn the_documentation_of_search_lists_every_pair() {
        let page = include_str!("../../docs/search.md");
        let table = table();
        assert!(table.stems.len() > 50 && table.words.len() > 4 && table.abbreviations.len() > 30);
        for (one, other) in table.stems.iter().chain(&table.words).chain(&table.abbreviations) {
            assert!(page.contains(&format!("\n{one} = {other}\n")), "docs/search.md does not list {one} = {other}");
        }
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        assert_eq!(stem("process"), stem("processes"));
        assert_eq!((stem("improving"), stem("planned"), stem("plan")), ("improv", "plan", "plan"));
        assert_ne!(stem("organisation"), stem("organ"));
    }

    #[test]
    fn whole_words_are_changed_whole() {
        assert!(spellings("cost improvement program").contains("cost improvement programme"));
        assert!(!spellings("programmer").contains("programmemer"));
        assert_eq!(spellings("fulfill").len(), 2);
    }

    #[test]
    fn the_middle_of_a_word_is_left_alone() {
        assert_eq!(spellings("epicentre").len(), 1);
    }
}
