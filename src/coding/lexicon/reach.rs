//! Entries that can never count: whatever their words stand in, others win them, a name holds them, or their own conditions
//! exclude each other.
//!
//! Tried and not reasoned: a text is made of each entry's own words and the neighbours that it asks for, and searched as papers are.

use super::codebook::Codebook;
use super::entry::{Entry, Layer, Matching};

/// Most words tried of each list of neighbours.
const NEIGHBOURS: usize = 4;

/// What a star may stand for at a word's end, tried in this order.
const ENDINGS: [&str; 6] = ["", "s", "e", "ing", "ed", "ion"];

/// What a star may stand for at a word's beginning or within it.
const BEGINNINGS: [&str; 3] = ["", "multi", "o"];

/// Words for a lone star. None is a term of its own in any sensible lexicon.
const WORDS: [&str; 2] = ["xyzzy", "our"];

/// What wins the words of an entry that counts in none of the texts made for it; `None` where it counts in one.
///
/// Regular expressions are not tried.
pub(super) fn winners(codebook: &Codebook, entry: &Entry, layer: Layer) -> Option<Vec<String>> {
    if entry.matching == Matching::Regex {
        return None;
    }
    let mut winners = Vec::new();
    for text in texts(entry) {
        for hit in codebook.scan_layers(&text, &[layer]) {
            if std::ptr::eq(hit.entry, entry) {
                return None;
            }
            if !winners.contains(&hit.entry.term) {
                winners.push(hit.entry.term.clone());
            }
        }
    }
    Some(winners)
}

/// Texts in which the entry should count.
fn texts(entry: &Entry) -> Vec<String> {
    let asked = |list: &[String]| match list {
        [] => vec![String::new()],
        list => list.iter().take(NEIGHBOURS).map(|term| filled(term, 0)).collect(),
    };
    let conditions = &entry.conditions;
    let mut texts = Vec::new();
    for fill in 0..ENDINGS.len() {
        let term = filled(&entry.term, fill);
        for before in asked(&conditions.before) {
            for after in asked(&conditions.after) {
                for near in asked(&conditions.near) {
                    let words = [before.as_str(), &term, &after, &near];
                    texts.push(words.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "));
                }
            }
        }
        if !entry.term.contains('*') {
            break;
        }
    }
    texts
}

/// A term with something in the place of its stars.
fn filled(term: &str, fill: usize) -> String {
    let one = |choices: &'static [&'static str]| choices.get(fill % choices.len()).copied().unwrap_or_default();
    let word = |word: &str| match word {
        "*" => one(&WORDS).to_owned(),
        word => match word.strip_suffix('*') {
            Some(rest) => format!("{}{}", rest.replace('*', one(&BEGINNINGS)), one(&ENDINGS)),
            None => word.replace('*', one(&BEGINNINGS)),
        },
    };
    term.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
