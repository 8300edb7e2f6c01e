//! A term made ready for comparison: literals, stars and folded words, tried at one place of a normal form.

use super::Matching;
use super::normal::{Case, Normal, is_word};
use stratmine_model::word_forms::{self, stem};

/// Longest word a star reaches over, in bytes: keeps hostile texts of one endless word cheap.
const LONGEST_WORD: usize = 64;

/// Most stars in one word of a term: keeps backtracking cheap.
const STARS_PER_WORD: usize = 2;

/// Stands for `*` while a term is brought into normal form, where a star is a sign and a sign parts words. A letter of
/// one Cyrillic manuscript, so that no term can mean it.
const STAR: &str = "\u{a66e}";

/// Why a term cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PatternError {
    /// Nothing in it.
    #[error("the term is empty")]
    Empty,
    /// It begins or ends with a sign.
    #[error("the term must begin and end with a letter, a digit or `*`")]
    Sign,
    /// Its first word is a lone star.
    #[error("the term must not begin with a lone `*`")]
    LoneStar,
    /// Stars without letters, or too many.
    #[error("a word of the term has too many `*`")]
    Stars,
    /// A star where none is allowed.
    #[error("`*` has a meaning in `match = \"glob\"` only")]
    StarInExact,
}

/// One step of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Op {
    /// These bytes.
    Literal(String),
    /// The rest of a word, possibly nothing.
    Star,
    /// One whole word.
    AnyWord,
    /// One whole word of this stem.
    Stem(String),
}

/// One spelling of one term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    ops: Vec<Op>,
}

impl Pattern {
    /// All spellings of a term.
    ///
    /// # Errors
    /// [`PatternError`] says what the term lacks. Regular expressions are no patterns.
    pub(crate) fn compile(term: &str, matching: Matching, case: Case) -> Result<Vec<Self>, PatternError> {
        let term = Self::check(term, matching, case)?;
        let spellings = if case == Case::Keep { [term].into() } else { word_forms::spellings(&term) };
        spellings.iter().map(|spelling| Self::of(spelling, matching)).collect()
    }

    /// A term in normal form, if it can be used.
    ///
    /// # Errors
    /// As [`Pattern::compile`].
    pub(crate) fn check(term: &str, matching: Matching, case: Case) -> Result<String, PatternError> {
        let normal = Normal::of(&term.replace('*', STAR), case).text().replace(STAR, "*");
        let term = normal.trim();
        if term.is_empty() {
            return Err(PatternError::Empty);
        }
        let sound = |byte: Option<&u8>| byte.is_some_and(|&byte| is_word(byte) || byte == b'*');
        if !sound(term.as_bytes().first()) || !sound(term.as_bytes().last()) {
            return Err(PatternError::Sign);
        }
        if matching != Matching::Glob && term.contains('*') {
            return Err(PatternError::StarInExact);
        }
        if term.split(' ').next() == Some("*") {
            return Err(PatternError::LoneStar);
        }
        Self::of(term, matching)?;
        Ok(term.to_owned())
    }

    /// One spelling, in normal form, as steps.
    fn of(spelling: &str, matching: Matching) -> Result<Self, PatternError> {
        let mut ops = Vec::new();
        for (place, word) in spelling.split(' ').enumerate() {
            let gap = if place == 0 { "" } else { " " };
            if matching == Matching::Stem {
                literal(&mut ops, gap);
                ops.push(Op::Stem(stem(word).to_owned()));
                continue;
            }
            if word == "*" {
                literal(&mut ops, gap);
                ops.push(Op::AnyWord);
                continue;
            }
            let pieces: Vec<&str> = word.split('*').collect();
            if pieces.len() - 1 > STARS_PER_WORD || pieces.iter().all(|piece| piece.is_empty()) {
                return Err(PatternError::Stars);
            }
            literal(&mut ops, gap);
            for (nth, piece) in pieces.iter().enumerate() {
                if nth > 0 {
                    ops.push(Op::Star);
                }
                literal(&mut ops, piece);
            }
        }
        Ok(Self { ops })
    }

    /// The end of the pattern's words if they begin at byte `at` of a normal form, where a word must begin.
    pub(crate) fn match_at(&self, text: &[u8], at: usize) -> Option<usize> {
        run(&self.ops, text, at)
    }

    /// The letters by which the pattern is found, and whether its word may begin further left.
    pub(crate) fn anchor(&self) -> (&str, bool) {
        match self.ops.as_slice() {
            [Op::Literal(first) | Op::Stem(first), ..] => (first, false),
            [Op::Star, Op::Literal(first), ..] => (first, true),
            // Not built by `compile`.
            _ => ("", false),
        }
    }

    /// As [`Pattern::match_at`], where the anchor is known to stand.
    pub(crate) fn match_anchored(&self, text: &[u8], at: usize) -> Option<usize> {
        match self.ops.split_first() {
            Some((Op::Literal(first), rest)) => run(rest, text, at + first.len()),
            _ => run(&self.ops, text, at),
        }
    }

    /// How many letters of the pattern are fixed: of two that match the same words, the larger says more.
    pub(crate) fn letters(&self) -> usize {
        self.ops
            .iter()
            .map(|op| match op {
                Op::Literal(text) | Op::Stem(text) => text.len(),
                Op::Star | Op::AnyWord => 0,
            })
            .sum()
    }

    /// How many words the pattern has.
    pub(crate) fn words(&self) -> usize {
        let blanks = |op: &Op| match op {
            Op::Literal(text) => text.bytes().filter(|&byte| byte == b' ').count(),
            _ => 0,
        };
        1 + self.ops.iter().map(blanks).sum::<usize>()
    }
}

/// Appends to the literal at the end of the steps, or begins one.
fn literal(ops: &mut Vec<Op>, text: &str) {
    if text.is_empty() {
        return;
    }
    match ops.last_mut() {
        Some(Op::Literal(last)) => last.push_str(text),
        _ => ops.push(Op::Literal(text.to_owned())),
    }
}

/// The first byte of the word in which byte `at` lies, if it is no further than a word is long.
pub(crate) fn word_start(text: &[u8], at: usize) -> Option<usize> {
    let from = at.saturating_sub(LONGEST_WORD);
    let letters = text.get(from..at)?.iter().rev().take_while(|&&byte| is_word(byte)).count();
    if letters == LONGEST_WORD { None } else { Some(at - letters) }
}

fn run(ops: &[Op], text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let Some((op, ops)) = ops.split_first() else {
        return if rest.first().is_none_or(|&byte| !is_word(byte)) { Some(at) } else { None };
    };
    match op {
        Op::Literal(literal) => {
            if rest.starts_with(literal.as_bytes()) {
                run(ops, text, at + literal.len())
            } else {
                None
            }
        }
        Op::Star => {
            let most = word_length(rest)?;
            let whole = match ops.first() {
                None => true,
                Some(Op::Literal(next)) => next.starts_with(' '),
                Some(_) => false,
            };
            if whole { run(ops, text, at + most) } else { (0..=most).rev().find_map(|n| run(ops, text, at + n)) }
        }
        Op::AnyWord => match word_length(rest)? {
            0 => None,
            length => run(ops, text, at + length),
        },
        Op::Stem(wanted) => {
            let length = word_length(rest)?;
            let word = std::str::from_utf8(rest.get(..length)?).ok()?;
            if stem(word) == wanted { run(ops, text, at + length) } else { None }
        }
    }
}

/// Length in bytes of the word at the head of `rest`; `None` if it is longer than a star reaches.
fn word_length(rest: &[u8]) -> Option<usize> {
    let length = rest.iter().take(LONGEST_WORD + 1).take_while(|&&byte| is_word(byte)).count();
    if length > LONGEST_WORD { None } else { Some(length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(term: &str, matching: Matching, text: &str) -> bool {
        let patterns = Pattern::compile(term, matching, Case::Fold).unwrap();
        let normal = Normal::of(text, Case::Fold);
        patterns.iter().any(|pattern| pattern.match_at(normal.bytes(), 1) == Some(normal.bytes().len()))
    }

    #[test]
    fn a_star_ends_a_stem_and_stays_within_the_word() {
        assert!(matches("merg*", Matching::Glob, "mergers"));
        assert!(matches("merg*", Matching::Glob, "merg"));
        assert!(!matches("merg*", Matching::Glob, "merge now"));
        assert!(matches("standardis* care", Matching::Glob, "standardizing care"));
        assert!(matches("*disciplinary team*", Matching::Glob, "multidisciplinary teams"));
        assert!(matches("re*fit", Matching::Glob, "retrofit"));
    }

    #[test]
    fn a_lone_star_is_one_word() {
        assert!(matches("range of * services", Matching::Glob, "range of local services"));
        assert!(!matches("range of * services", Matching::Glob, "range of services"));
        assert!(!matches("range of * services", Matching::Glob, "range of good local services"));
    }

    #[test]
    fn folding_endings_joins_forms_and_keeps_strangers_apart() {
        for form in ["trial", "trials", "trialled", "trialling"] {
            assert!(matches("trial", Matching::Stem, form), "{form}");
        }
        assert!(matches("improve service", Matching::Stem, "improving services"));
        assert!(matches("policy", Matching::Stem, "policies"));
        assert!(!matches("organ", Matching::Stem, "organisation"));
        assert_eq!(stem("process"), stem("processes"));
    }

    #[test]
    fn terms_that_cannot_be_used_say_why() {
        let error = |term| Pattern::compile(term, Matching::Glob, Case::Fold).unwrap_err();
        assert_eq!(error(" "), PatternError::Empty);
        assert_eq!(error("£"), PatternError::Sign);
        assert_eq!(error("* care"), PatternError::LoneStar);
        assert_eq!(error("care **"), PatternError::Stars);
        assert_eq!(Pattern::compile("a*", Matching::Exact, Case::Fold).unwrap_err(), PatternError::StarInExact);
    }
}
