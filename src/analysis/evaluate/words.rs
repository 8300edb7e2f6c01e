//! The words of a text as they are compared, and how alike two texts are by them.

use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// The words of a text, in lower case: runs of letters a to z, digits, `£`, `%` and `&`, with what an apostrophe joins.
pub(super) fn words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().collect::<String>().to_lowercase();
    let signs: Vec<char> =
        text.chars().filter(|c| *c != '\u{ad}').map(|c| if c == '\u{2019}' { '\'' } else { c }).collect();
    let mut words = Vec::new();
    let mut rest = signs.as_slice();
    while !rest.is_empty() {
        let mut length = run(rest, is_part);
        if length == 0 {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        if let Some(('\'', after)) = rest.get(length..).and_then(<[char]>::split_first).map(|(c, after)| (*c, after)) {
            let tail = run(after, |c| c.is_ascii_lowercase());
            length += if tail > 0 { tail + 1 } else { 0 };
        }
        let (word, after) = rest.split_at(length);
        words.push(word.iter().collect());
        rest = after;
    }
    words
}

fn is_part(sign: char) -> bool {
    sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '£' | '%' | '&')
}

fn run(signs: &[char], is: impl Fn(char) -> bool) -> usize {
    signs.iter().take_while(|sign| is(**sign)).count()
}

/// How many words two texts share, each as often as both have it.
fn shared(one: &[String], other: &[String]) -> usize {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in one {
        *counts.entry(word).or_default() += 1;
    }
    let mut take = |word: &String| match counts.get_mut(word.as_str()) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    };
    other.iter().filter(|word| take(word)).count()
}

/// Twice the words shared over the words of both: 1 for the same words.
pub(super) fn dice(one: &[String], other: &[String]) -> f64 {
    let total = one.len() + other.len();
    if total == 0 { 0.0 } else { (2 * shared(one, other)) as f64 / total as f64 }
}

/// The words shared over the words of the shorter text: 1 where it is part of the longer.
pub(super) fn contain(one: &[String], other: &[String]) -> f64 {
    let small = one.len().min(other.len());
    if small == 0 { 0.0 } else { shared(one, other) as f64 / small as f64 }
}

#[cfg(test)]
mod tests {
    use super::{contain, dice, words};

    #[test]
    fn words_are_told_as_the_scorer_tells_them() {
        assert_eq!(
            words("Don\u{2019}t spend £5 on 50% ‘care\u{ad}ful’ R&D; it's5 o'"),
            ["don't", "spend", "£5", "on", "50%", "careful", "r&d", "it's", "5", "o"]
        );
        assert!(words("—, !").is_empty());
    }

    #[test]
    fn likeness_counts_each_word_as_often_as_both_have_it() {
        let (one, other) = (words("we will train and train"), words("train nurses"));
        assert!((dice(&one, &other) - 2.0 / 7.0).abs() < 1e-12);
        assert!((contain(&one, &other) - 0.5).abs() < 1e-12);
    }
}
