//! Whether a text is words: by a list of English words that ships with the program, so that a page reads the same
//! everywhere, and by the look of the text alone.

use std::cmp::Ordering;

/// One word per line, sorted, after a head of lines that begin with `#`.
const WORDS: &str = include_str!("data/words.txt");

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

/// Whether a text is words and not the debris of a wrong encoding: mostly letters, in words of a usual length.
pub(crate) fn is_plausible(text: &str) -> bool {
    let (mut letters, mut others, mut words) = (0_usize, 0_usize, 0_usize);
    for word in text.split_whitespace() {
        words += 1;
        for character in word.chars() {
            if character.is_alphanumeric() {
                letters += 1;
            } else if !character.is_ascii_punctuation()
                && !matches!(character, '’' | '‘' | '“' | '”' | '–' | '—' | '•' | '£')
            {
                others += 1;
            }
        }
    }
    let length = letters as f32 / words.max(1) as f32;
    words >= 3 && letters > 8 * others && (1.8..14.0).contains(&length)
}

#[cfg(test)]
mod tests {
    use super::{WORDS, is_plausible, is_word};

    #[test]
    fn every_word_of_the_list_is_found_and_the_list_is_sorted() {
        let words: Vec<&str> = WORDS.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(words.len() > 20_000 && words.is_sorted());
        assert!(words.iter().all(|word| is_word(word)));
    }

    #[test]
    fn other_strings_are_not_found() {
        for other in ["", "a", "organi", "sation", "zzz", "aaa", "# English", "teamwork\nteams"] {
            assert!(!is_word(other), "{other}");
        }
    }

    #[test]
    fn debris_is_not_plausible() {
        assert!(is_plausible("We will train two hundred staff by 2026."));
        assert!(!is_plausible("\u{1}\u{2} ÿþ \u{fffd}\u{fffd}\u{fffd} ¤¤¤"));
        assert!(!is_plausible(""));
    }
}
