//! Sets of words: all forms of a word, all that fit a pattern, all spelt nearly so.

use super::fuzzy::Fuzzy;
use std::collections::BTreeSet;

/// A set of folded words.
#[derive(Clone, Debug)]
pub struct WordSet {
    /// Every word of the set begins with one of these; sorted, none begins another. One empty one: it may begin anyhow.
    begins: Vec<String>,
    test: Test,
}

/// Which words are meant.
#[derive(Clone, Debug)]
enum Test {
    /// This one.
    Is(String),
    /// Those with one of these keys.
    Keyed { keys: BTreeSet<String>, key: fn(&str) -> String },
    /// Those that fit a pattern.
    Glob(Glob),
    /// Those that few changes lead to.
    Fuzzy(Fuzzy),
}

impl WordSet {
    /// One word alone.
    #[must_use]
    pub fn is(word: &str) -> Self {
        Self { begins: vec![word.to_owned()], test: Test::Is(word.to_owned()) }
    }

    /// The words that `key` makes one of `keys` of; each begins with one of `begins` and is at most
    /// eight bytes longer.
    #[must_use]
    pub fn keyed(begins: impl IntoIterator<Item = String>, keys: BTreeSet<String>, key: fn(&str) -> String) -> Self {
        let mut kept: Vec<String> = Vec::new();
        for begin in begins.into_iter().collect::<BTreeSet<_>>() {
            if kept.last().is_none_or(|last| !begin.starts_with(last.as_str())) {
                kept.push(begin);
            }
        }
        Self { begins: kept, test: Test::Keyed { keys, key } }
    }

    /// The words that fit a pattern in which `*` is any letters or none and `?` any one letter.
    #[must_use]
    pub fn glob(pattern: &str) -> Self {
        let literal = pattern.split(['*', '?']).next().unwrap_or_default();
        Self { begins: vec![literal.to_owned()], test: Test::Glob(Glob::new(pattern)) }
    }

    /// The words that at most `changes` changes of a letter make of this one: one put in, taken out, replaced, or swapped
    /// with its neighbour (optimal string alignment, Damerau 1964). Of a word longer than 64 letters, itself.
    #[must_use]
    pub fn fuzzy(word: &str, changes: usize) -> Self {
        if word.chars().count() > u64::BITS as usize {
            return Self::is(word);
        }
        Self { begins: vec![String::new()], test: Test::Fuzzy(Fuzzy::new(word, changes)) }
    }

    /// What the words of the set begin with.
    #[must_use]
    pub fn begins(&self) -> &[String] {
        &self.begins
    }

    /// What every word of the set ends with, as far as that is told.
    #[must_use]
    pub(super) fn ending(&self) -> &str {
        if let Test::Glob(glob) = &self.test { &glob.ends } else { "" }
    }

    /// Whether its words may begin anyhow and have to be looked for among all.
    pub(super) fn begins_anyhow(&self) -> bool {
        self.nearly().is_none() && self.begins.iter().any(String::is_empty)
    }

    /// The only word, where the set has but one.
    #[must_use]
    pub fn only(&self) -> Option<&str> {
        if let Test::Is(word) = &self.test { Some(word) } else { None }
    }

    /// What walks the dictionary along the words that are spelt nearly so, where that is asked for.
    pub(super) const fn nearly(&self) -> Option<&Fuzzy> {
        if let Test::Fuzzy(fuzzy) = &self.test { Some(fuzzy) } else { None }
    }

    /// Whether the set is a pattern: such count once a text in scores, however many words fit.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        matches!(self.test, Test::Glob(_) | Test::Fuzzy(_))
    }

    /// Whether a folded word is of the set.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        match &self.test {
            Test::Is(only) => only == word,
            Test::Keyed { keys, key } => {
                let fits =
                    |begin: &String| word.starts_with(begin.as_str()) && word.len() <= begin.len() + LONGEST_ENDING;
                self.begins.iter().any(fits) && keys.contains(&key(word))
            }
            Test::Glob(glob) => glob.fits(word),
            Test::Fuzzy(fuzzy) => fuzzy.is_near(word),
        }
    }
}

/// How much longer than its stem a form may be, in bytes.
const LONGEST_ENDING: usize = 8;

/// A pattern, cut at its stars.
#[derive(Clone, Debug)]
struct Glob {
    first: Vec<char>,
    /// What must come in this order between first and last; `None` where there is no star.
    middle: Option<Vec<Vec<char>>>,
    last: Vec<char>,
    /// What every word ends with, as far as it has no `?`: most words of a dictionary fail here.
    ends: String,
}

impl Glob {
    fn new(pattern: &str) -> Self {
        let mut pieces: Vec<Vec<char>> = pattern.split('*').map(|piece| piece.chars().collect()).collect();
        let last = if pieces.len() > 1 { pieces.pop() } else { None };
        let mut pieces = pieces.into_iter();
        let first = pieces.next().unwrap_or_default();
        let middle = last.is_some().then(|| pieces.filter(|piece| !piece.is_empty()).collect());
        let ends = pattern.rsplit(['*', '?']).next().unwrap_or_default().to_owned();
        Self { first, middle, last: last.unwrap_or_default(), ends }
    }

    /// Greedy: a piece taken where it first fits leaves the most for the rest.
    fn fits(&self, word: &str) -> bool {
        if !word.ends_with(self.ends.as_str()) {
            return false;
        }
        let Some(middle) = &self.middle else {
            return letters_fit(&self.first, &mut word.chars()) == Some(true);
        };
        let mut rest = word.chars();
        if letters_fit(&self.first, &mut rest).is_none() {
            return false;
        }
        for piece in middle {
            loop {
                let mut tried = rest.clone();
                if letters_fit(piece, &mut tried).is_some() {
                    rest = tried;
                    break;
                }
                if rest.next().is_none() {
                    return false;
                }
            }
        }
        let left = rest.clone().count();
        left.checked_sub(self.last.len())
            .is_some_and(|skip| letters_fit(&self.last, &mut rest.skip(skip)) == Some(true))
    }
}

/// Takes the piece off the letters: `None` if it does not fit, else whether nothing is left.
fn letters_fit(piece: &[char], letters: &mut (impl Iterator<Item = char> + Clone)) -> Option<bool> {
    for wanted in piece {
        let letter = letters.next()?;
        if *wanted != '?' && *wanted != letter {
            return None;
        }
    }
    Some(letters.clone().next().is_none())
}

#[cfg(test)]
mod tests {
    use super::WordSet;
    use crate::index::spelling::changes;
    use proptest::prelude::*;

    #[test]
    fn patterns_fit_whole_words() {
        for (pattern, fits, other) in [
            ("strateg*", "strategic", "astrategy"),
            ("*ality", "quality", "qualitys"),
            ("organi?ation", "organisation", "organiation"),
            ("wo*fo*e", "workforce", "workforces"),
            ("*work*", "networks", "wor"),
            ("a*ba", "aba", "ab"),
            ("ab*b", "abb", "ab"),
            ("*é?", "caféx", "café"),
        ] {
            assert!(WordSet::glob(pattern).has(fits), "{pattern} {fits}");
            assert!(!WordSet::glob(pattern).has(other), "{pattern} {other}");
        }
    }

    #[test]
    fn sets_begin_with_what_they_say() {
        let set =
            WordSet::keyed(["car".to_owned(), "care".to_owned(), "d".to_owned()], ["car".to_owned()].into(), |word| {
                word.trim_end_matches('e').to_owned()
            });
        assert_eq!(set.begins(), ["car", "d"]);
        assert!(set.has("care") && !set.has("cars"));
        assert_eq!(WordSet::glob("a?b*").begins(), ["a"]);
    }

    proptest! {
        #[test]
        fn few_changes_are_counted_as_by_the_table(a in "[abé]{0,9}", b in "[abcé]{0,9}", most in 0..3_usize) {
            let letters = |word: &str| word.chars().collect::<Vec<_>>();
            let near = changes(&letters(&a), &letters(&b)) <= most;
            prop_assert_eq!(WordSet::fuzzy(&a, most).has(&b), near);
        }

        #[test]
        fn a_pattern_fits_what_trying_finds(pattern in "[ab?*]{0,6}", word in "[ab]{0,7}") {
            fn tries(pattern: &[char], word: &[char]) -> bool {
                match (pattern.split_first(), word.split_first()) {
                    (None, None) => true,
                    (Some(('*', rest)), _) => tries(rest, word) || word.split_first().is_some_and(|(_, word)| tries(pattern, word)),
                    (Some((wanted, rest)), Some((letter, word))) => (*wanted == '?' || wanted == letter) && tries(rest, word),
                    _ => false,
                }
            }
            let (p, w): (Vec<char>, Vec<char>) = (pattern.chars().collect(), word.chars().collect());
            prop_assert_eq!(WordSet::glob(&pattern).has(&word), tries(&p, &w));
        }
    }
}
