//! Words broken over lines: which hyphens at a line's end are the word's own. What else stands in the document decides, then
//! the list of words that ships with the program; never other files.

use super::fragment::Fragment;
use super::{Glyph, RawBlock};
use crate::words::is_word;
use std::collections::HashSet;

/// The words of a document, to tell "organi-/sation" from "peer-/to-peer" by what stands elsewhere in it.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: HashSet<String>,
    hyphenated: HashSet<String>,
}

/// First parts after which a hyphen at a line's end is the word's own, though some are no words by themselves.
const OWN_HYPHEN_AFTER: [&str; 41] = [
    "all", "anti", "best", "bi", "co", "cost", "cross", "data", "decision", "end", "evidence", "ex", "face", "five",
    "follow", "full", "health", "high", "in", "inter", "long", "low", "mid", "multi", "non", "one", "out", "pan",
    "patient", "peer", "person", "post", "pre", "self", "semi", "short", "sub", "system", "two", "ultra", "well",
];

impl Vocabulary {
    /// Gathers the words of a document; cheap where no line ends in a hyphen.
    pub(super) fn of(pages: &[Vec<RawBlock>]) -> Self {
        let lines = || pages.iter().flatten().flat_map(|block| &block.cells).flatten();
        let mut known = Self::default();
        if !lines().any(ends_in_hyphen) {
            return known;
        }
        for line in lines() {
            let text = line.text().to_lowercase();
            let broken = ends_in_hyphen(line);
            let mut words =
                text.split(|c: char| !(c.is_alphanumeric() || is_hyphen(c))).filter(|w| !w.is_empty()).peekable();
            while let Some(word) = words.next() {
                if broken && words.peek().is_none() {
                    continue;
                }
                if word.contains(is_hyphen) {
                    known.hyphenated.insert(word.replace(is_hyphen, "-"));
                } else {
                    known.words.insert(word.to_owned());
                }
            }
        }
        known
    }

    /// Whether the hyphen between a line's last word and the next line's first is dropped. `head` is the last word
    /// without its hyphen, `tail` the first word of the next line.
    pub(super) fn joins(&self, head: &str, tail: &str) -> bool {
        let Some(first) = tail.chars().next() else { return false };
        if !first.is_lowercase() || !head.chars().next_back().is_some_and(char::is_alphabetic) {
            return false;
        }
        let (head, tail) = (head.to_lowercase(), tail.to_lowercase());
        let last_part = head.rsplit(is_hyphen).next().unwrap_or(&head);
        if self.hyphenated.contains(&format!("{head}-{tail}")) {
            return false;
        }
        let joined = format!("{last_part}{tail}");
        if self.words.contains(&joined) || is_word(&joined) {
            return true;
        }
        // The two parts make no known word. Two words stand next to each other; the pieces of a rare word
        // are no words.
        let two_words = is_word(last_part) && is_word(&tail);
        !two_words && !OWN_HYPHEN_AFTER.contains(&last_part) && !head.contains(is_hyphen) && !tail.contains(is_hyphen)
    }
}

impl Vocabulary {
    /// Moves the rest of a word from the first line of a page to the last line of the page before, where that ends in a
    /// hyphen that only marks the break.
    pub(super) fn join_over_pages(&self, last: &mut Fragment, next: &mut Fragment) {
        if !ends_in_hyphen(last) {
            return;
        }
        let of_word = |glyph: &&Glyph| glyph.character.is_alphanumeric() || is_hyphen(glyph.character);
        let length = next.glyphs.iter().take_while(of_word).count();
        let tail: String = next.glyphs.iter().take(length).map(|glyph| glyph.character).collect();
        let mut head: Vec<char> = last.glyphs.iter().rev().skip(1).take_while(of_word).map(|g| g.character).collect();
        head.reverse();
        let head: String = head.into_iter().collect();
        // A line that is this word alone stays, or its page would begin with nothing.
        if !self.joins(&head, &tail) || length >= next.glyphs.len() {
            return;
        }
        let rest: Vec<Glyph> = next.glyphs.drain(..length).collect();
        let signs = next.glyphs.iter().take_while(|glyph| !glyph.character.is_alphanumeric()).count();
        let mut rest: Vec<Glyph> = rest;
        rest.extend(next.glyphs.drain(..signs).filter(|glyph| glyph.character != ' '));
        next.rect.x0 = next.x0();
        last.glyphs.pop();
        // It has no place of its own on this page.
        let (x, y) = (last.x1(), last.baseline);
        last.glyphs.extend(rest.into_iter().map(|glyph| Glyph { x0: x, x1: x, y0: y, y1: y, ..glyph }));
    }
}

/// Hyphens that a line may end in.
pub(super) const fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{2011}' | '\u{ad}')
}

fn ends_in_hyphen(line: &Fragment) -> bool {
    line.glyphs.last().is_some_and(|glyph| is_hyphen(glyph.character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_decides_and_then_the_first_part() {
        let known = Vocabulary {
            words: HashSet::from(["organisation".to_owned()]),
            hyphenated: HashSet::from(["peer-to-peer".to_owned()]),
        };
        assert!(known.joins("organi", "sation"));
        assert!(!known.joins("peer", "to-peer"));
        assert!(!known.joins("long", "term"));
        assert!(!known.joins("needs", "based"), "two words");
        assert!(known.joins("commission", "ing"), "one word of the list");
        assert!(known.joins("thrombo", "cytopenia"), "no words, so the pieces of one");
        assert!(known.joins("improve", "ments"));
        assert!(!known.joins("NHS", "England"));
        assert!(!known.joins("2019", "based"));
    }
}
