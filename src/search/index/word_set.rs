//! Sets of words: all forms of a word, all that fit a pattern, all spelt nearly so.

use regex::Regex;
use std::collections::BTreeSet;
use std::sync::Arc;
use tantivy::Term;
use tantivy::query::{DfaWrapper, FuzzyTermQuery};
use tantivy::schema::Field;
use tantivy_fst::Automaton;

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
    /// Those that fit a pattern, and what each of them ends with: most words of a dictionary fail there.
    Glob { fits: Option<Regex>, ending: String },
    /// Those that few changes lead to.
    Fuzzy(FuzzyWord),
}

impl WordSet {
    /// One word alone.
    pub fn is(word: &str) -> Self {
        Self { begins: vec![word.to_owned()], test: Test::Is(word.to_owned()) }
    }

    /// The words that `key` makes one of `keys` of; each begins with one of `begins` and is at most
    /// eight bytes longer.
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
    pub fn glob(pattern: &str) -> Self {
        let literal = pattern.split(['*', '?']).next().unwrap_or_default();
        let ending = pattern.rsplit(['*', '?']).next().unwrap_or_default().to_owned();
        let piece = |letter: char| match letter {
            '*' => ".*".to_owned(),
            '?' => ".".to_owned(),
            letter => regex::escape(letter.encode_utf8(&mut [0; 4])),
        };
        // Patterns are cut to the length of a word, so that the expression stays within the bounds of its engine.
        let fits = Regex::new(&format!("(?s)\\A{}\\z", pattern.chars().map(piece).collect::<String>())).ok();
        Self { begins: vec![literal.to_owned()], test: Test::Glob { fits, ending } }
    }

    /// The words that at most `changes` changes of a letter make of this one: one put in, taken out, replaced, or swapped
    /// with its neighbour (optimal string alignment, Damerau 1964). Of a word longer than 64 letters, or for more than two
    /// changes, the word itself.
    pub fn fuzzy(word: &str, changes: u8) -> Self {
        let fuzzy = if word.chars().count() > LONGEST_FUZZY { None } else { FuzzyWord::new(word, changes) };
        match fuzzy {
            Some(fuzzy) => Self { begins: vec![String::new()], test: Test::Fuzzy(fuzzy) },
            None => Self::is(word),
        }
    }

    /// What the words of the set begin with.
    pub fn begins(&self) -> &[String] {
        &self.begins
    }

    /// What every word of the set ends with, as far as that is told.
    pub(super) fn ending(&self) -> &str {
        if let Test::Glob { ending, .. } = &self.test { ending } else { "" }
    }

    /// Whether its words may begin anyhow and have to be looked for among all.
    pub(super) fn begins_anyhow(&self) -> bool {
        self.as_fuzzy().is_none() && self.begins.iter().any(String::is_empty)
    }

    /// The only word, where the set has but one.
    pub fn only(&self) -> Option<&str> {
        if let Test::Is(word) = &self.test { Some(word) } else { None }
    }

    /// The automaton that walks the dictionary, where words spelt nearly so are asked for.
    pub(super) const fn as_fuzzy(&self) -> Option<&FuzzyWord> {
        if let Test::Fuzzy(fuzzy) = &self.test { Some(fuzzy) } else { None }
    }

    /// Whether the set is a pattern: such count once a text in scores, however many words fit.
    pub fn is_pattern(&self) -> bool {
        matches!(self.test, Test::Glob { .. } | Test::Fuzzy(_))
    }

    /// Whether a folded word is of the set.
    pub fn has(&self, word: &str) -> bool {
        match &self.test {
            Test::Is(only) => only == word,
            Test::Keyed { keys, key } => {
                let fits =
                    |begin: &String| word.starts_with(begin.as_str()) && word.len() <= begin.len() + LONGEST_ENDING;
                self.begins.iter().any(fits) && keys.contains(&key(word))
            }
            Test::Glob { fits, .. } => fits.as_ref().is_some_and(|fits| fits.is_match(word)),
            Test::Fuzzy(fuzzy) => fuzzy.is_near(word),
        }
    }
}

/// How much longer than its stem a form may be, in bytes.
const LONGEST_ENDING: usize = 8;

/// The longest word that is looked for with changes, in letters.
const LONGEST_FUZZY: usize = 64;

/// A word and the words near it, as an automaton over the entries of a dictionary (Schulz and Mihov 2002).
#[derive(Clone)]
pub(super) struct FuzzyWord(Arc<DfaWrapper>);

impl FuzzyWord {
    fn new(word: &str, changes: u8) -> Option<Self> {
        // Tantivy makes the automaton of a term; which field the term is of does not matter.
        let term = Term::from_field_text(Field::from_field_id(0), word);
        FuzzyTermQuery::new(term, changes, true).automaton().ok().map(|automaton| Self(Arc::new(automaton)))
    }

    /// Whether a word is near.
    fn is_near(&self, word: &str) -> bool {
        let end = word.bytes().fold(self.start(), |state, byte| self.accept(&state, byte));
        self.is_match(&end)
    }
}

impl std::fmt::Debug for FuzzyWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a word spelt nearly so")
    }
}

/// How far a word has been read. `None` after bytes that no entry has.
impl Automaton for FuzzyWord {
    /// The state of the word's automaton; whether the mark of a word in several pieces was read, which comes last.
    type State = Option<(u32, bool)>;

    fn start(&self) -> Self::State {
        Some((self.0.start(), false))
    }

    fn is_match(&self, state: &Self::State) -> bool {
        state.is_some_and(|(state, _)| self.0.is_match(&state))
    }

    fn can_match(&self, state: &Self::State) -> bool {
        state.is_some_and(|(inner, ended)| if ended { self.is_match(state) } else { self.0.can_match(&inner) })
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        match (*state)? {
            (_, true) => None,
            (state, false) if byte < b' ' => Some((state, true)),
            (state, false) => Some((self.0.accept(&state, byte), false)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FuzzyWord, WordSet};
    use proptest::prelude::*;
    use tantivy_fst::Automaton as _;

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
        fn few_changes_are_counted_as_by_the_table(a in "[abé]{0,9}", b in "[abcé]{0,9}", most in 0..3_u8) {
            let near = strsim::osa_distance(&a, &b) <= usize::from(most);
            prop_assert_eq!(WordSet::fuzzy(&a, most).has(&b), near);
        }

        #[test]
        fn a_walk_ends_where_a_word_is_near_and_goes_on_as_long_as_one_may_come(
            word in "[abé\u{4e2d}]{1,8}", other in "[abcé\u{4e2d}]{0,9}", changes in 1..3_u8, pieces in any::<bool>(),
        ) {
            let fuzzy = FuzzyWord::new(&word, changes).expect("an automaton");
            let (mut state, mut alive) = (fuzzy.start(), true);
            for byte in other.bytes().chain(pieces.then_some(2)) {
                alive &= fuzzy.can_match(&state);
                state = fuzzy.accept(&state, byte);
            }
            prop_assert_eq!(fuzzy.is_match(&state), strsim::osa_distance(&word, &other) <= usize::from(changes));
            prop_assert!(alive || !fuzzy.is_match(&state));
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
