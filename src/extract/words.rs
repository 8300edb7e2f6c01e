//! A list of English words, the one part of reading that a page's own file does not say.
//!
//! It ships with the program, so that a page reads the same everywhere.

use std::cmp::Ordering;

/// One word a line, sorted, after a head of lines that begin with `#`.
const WORDS: &str = include_str!("words.txt");

/// Whether a word, in small letters, is in the list. Words of one or two letters are not.
pub(super) fn is_word(word: &str) -> bool {
    let bytes = WORDS.as_bytes();
    // A binary search over the bytes of the list: each probe is moved to the head of its line.
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let probe = usize::midpoint(low, high);
        let start = bytes.get(low..probe).and_then(|part| part.iter().rposition(|byte| *byte == b'\n'));
        let start = start.map_or(low, |newline| low + newline + 1);
        let rest = bytes.get(start..).unwrap_or_default();
        let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        match rest.get(..length).unwrap_or_default().cmp(word.as_bytes()) {
            Ordering::Equal => return true,
            Ordering::Less => low = start + length + 1,
            Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{WORDS, is_word};

    #[test]
    fn every_word_of_the_list_is_found_and_the_list_is_sorted() {
        let words: Vec<&str> = WORDS.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(words.len() > 20_000 && words.is_sorted());
        assert!(words.iter().all(|word| is_word(word)));
    }

    #[test]
    fn what_is_no_word_is_not_found() {
        for other in ["", "a", "organi", "sation", "zzz", "aaa", "# English", "teamwork\nteams"] {
            assert!(!is_word(other), "{other}");
        }
    }
}
