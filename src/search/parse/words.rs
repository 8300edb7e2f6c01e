//! Words and phrases as they are typed: plain, exact, with wildcards, fuzzy; and what other search tools understand in them
//! and this one does not. The latter is named and refused, never taken for words: tantivy's own query language found
//! nothing for `strateg?c` and said nothing, and took `quality NEAR/3 care` for any of its pieces.

use super::{MAX_DISTANCE, Parser, TypedText, TypedWord, is_quote};
use crate::error::QueryError;
use crate::index::SpanPattern;
use crate::index::words::{folded_words, words};
use stratmine_model::Span;
use stratmine_model::word_forms::is_one_word;

/// Fewest letters and digits of a word with wildcards.
const FEWEST_LETTERS: usize = 2;

/// Most changes of letters.
const MOST_CHANGES: u8 = 2;

impl Parser<'_> {
    /// Takes a word or a phrase.
    pub(super) fn words(&mut self) -> Result<TypedText, QueryError> {
        let exact = self.rest().starts_with('=');
        let sign = self.one();
        if exact {
            self.at += 1;
            if self.rest().chars().next().is_none_or(|next| next.is_whitespace() || matches!(next, '(' | ')' | '=')) {
                let hint = "put it right before a word or a phrase: =word finds this form alone";
                return Err(self.error(sign, "= has no word behind it", hint));
            }
        }
        if self.rest().starts_with(is_quote) { self.phrase(exact) } else { self.word(exact) }
    }

    fn phrase(&mut self, exact: bool) -> Result<TypedText, QueryError> {
        let (inside, span) = self.quoted()?;
        let slop = self.slop()?;
        let mut typed = Vec::new();
        let mut from =
            span.start + self.text.get(span.start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        for piece in inside.split_inclusive(char::is_whitespace) {
            let word = piece.trim_end();
            // A question mark at a word's end is one.
            let word = word.trim_end_matches('?');
            let at = Span::new(from, from + word.len());
            from += piece.len();
            if let (Some(TypedWord::Plain(before)), "&") = (typed.last_mut(), word) {
                before.push_str(" &");
                continue;
            }
            match self.piece(word, exact, at)? {
                // Words in a row are one piece, so that variants of several words are found.
                Some(TypedWord::Plain(more)) => match typed.last_mut() {
                    Some(TypedWord::Plain(before)) => {
                        before.push(' ');
                        before.push_str(&more);
                    }
                    _ => typed.push(TypedWord::Plain(more)),
                },
                other => typed.extend(other),
            }
        }
        if typed.is_empty() {
            return Err(self.nothing(span));
        }
        Ok(SpanPattern::Row { parts: typed.into_iter().map(SpanPattern::Word).collect(), slop })
    }

    /// Takes the `~n` behind a phrase.
    fn slop(&mut self) -> Result<u32, QueryError> {
        if !self.rest().starts_with('~') {
            return Ok(0);
        }
        let span = self.run();
        let number = self.bare().get(1..).unwrap_or_default();
        let Some(slop) = number.parse::<u32>().ok().filter(|slop| *slop <= MAX_DISTANCE) else {
            let hint = "\"…\"~2 lets up to two other words stand between those of the phrase";
            return Err(self.error(span, format!("~ needs a number up to {MAX_DISTANCE}"), hint));
        };
        self.at = span.end;
        Ok(slop)
    }

    fn word(&mut self, exact: bool) -> Result<TypedText, QueryError> {
        let span = self.run();
        let bare = self.bare();
        self.at = span.end;
        if let Some((word, changes)) = bare.split_once('~') {
            return self.fuzzy(word, changes, exact, span);
        }
        self.supported(bare, span)?;
        if let Some(whole) = self.with_next_word(bare).filter(|_| !exact) {
            return Ok(SpanPattern::Word(TypedWord::Plain(whole)));
        }
        match self.piece(bare, exact, span)? {
            Some(typed) => Ok(SpanPattern::Word(typed)),
            None => Err(self.nothing(span)),
        }
    }

    /// Takes the next word too where both together are another spelling of one word: "per cent" is "percent".
    fn with_next_word(&mut self, first: &str) -> Option<String> {
        let behind = self.at;
        self.next();
        let whole = format!("{first} {}", self.bare());
        if is_one_word(&whole.to_lowercase()) {
            self.at = self.run().end;
            return Some(whole);
        }
        self.at = behind;
        None
    }

    fn nothing(&self, span: Span) -> QueryError {
        self.error(span, "there is no letter or digit to look for here", "type a word")
    }

    fn piece(&self, word: &str, exact: bool, span: Span) -> Result<Option<TypedWord>, QueryError> {
        let Some(wild) = word.find(['*', '?']) else {
            if folded_words(word).is_empty() {
                return Ok(None);
            }
            let typed = if exact { TypedWord::Exact } else { TypedWord::Plain };
            return Ok(Some(typed(word.to_owned())));
        };
        let at = Span::new(span.start + wild, span.start + wild + 1);
        if exact {
            let hint = "leave the = out: patterns take the letters as they are typed anyway";
            return Err(self.error(at, "* and ? do not go with =", hint));
        }
        let letters = word.chars().filter(|letter| letter.is_alphanumeric()).count();
        if letters < FEWEST_LETTERS {
            let hint = format!("type at least {FEWEST_LETTERS} letters with it: im* or *ty");
            return Err(self.error(at, "a pattern needs some letters", hint));
        }
        Ok(Some(TypedWord::Pattern(word.to_owned())))
    }

    fn fuzzy(&self, word: &str, changes: &str, exact: bool, span: Span) -> Result<TypedText, QueryError> {
        let tilde = span.start + word.len();
        let mark = Span::new(tilde, span.end);
        let number = if changes.is_empty() { Ok(1) } else { changes.parse::<u8>() };
        let Some(changes) = number.ok().filter(|changes| (1..=MOST_CHANGES).contains(changes)) else {
            let hint = "word~1 finds words with one letter other, missing, too many or swapped; word~2 with two";
            return Err(self.error(mark, "~ needs the number 1 or 2", hint));
        };
        if exact || word.contains(['*', '?']) {
            let hint = "leave one of the two out";
            return Err(self.error(mark, "~ does not go with =, * or ?", hint));
        }
        self.supported(word, Span::new(span.start, tilde))?;
        let folded = words(word);
        let ([only], Some(length)) = (folded.as_slice(), folded.first().map(|word| word.text.chars().count())) else {
            let hint = "type one word without hyphens";
            return Err(self.error(mark, "~ behind a word works with one word only", hint));
        };
        let fewest = 2 * usize::from(changes) + 1;
        if length < fewest {
            let hint = format!("type a word of at least {fewest} letters, or its spellings with OR");
            return Err(self.error(mark, "the word is too short to be spelt nearly so", hint));
        }
        Ok(SpanPattern::Word(TypedWord::Fuzzy(only.text.clone(), changes)))
    }
}

/// A refusal: where in the word, how long, what, and what to do.
type Refusal = (usize, usize, String, String);

/// What other search tools understand in a word and this one does not.
pub(super) fn unsupported(bare: &str) -> Option<Refusal> {
    let sign_itself = "to look for the sign itself there is no way: signs are not indexed, leave it out";
    for (at, sign) in bare.char_indices() {
        let first = at == 0;
        let (what, hint) = match sign {
            '^' => ("^ (weights) is not supported", "leave it out"),
            '[' | ']' | '{' | '}' => ("brackets are not supported", "a range of years is typed year:2015..2020"),
            '<' | '>' => ("comparisons are not supported", "a range of years is typed year:2015..2020"),
            '|' => ("| is not supported", "type OR"),
            '\\' => ("\\ is not supported", sign_itself),
            '/' if first => ("/regular expressions/ are not supported", "type words, or a pattern: *improv*"),
            '!' if first => ("! is not supported", "type NOT, or - right before the word"),
            '+' if first => ("+ is not supported", "leave it out: every word must occur unless you type OR"),
            '&' if first && bare.starts_with("&&") => ("&& is not supported", "leave it out, or type AND"),
            '\u{2013}' | '\u{2014}' | '\u{2212}' if first => {
                ("a long dash does not leave words out", "type a plain - right before the word, or leave it away")
            }
            _ => continue,
        };
        return Some((at, sign.len_utf8(), what.to_owned(), hint.to_owned()));
    }
    None
}

/// Whether a word is an operator of nearness in another tool: `ADJ2`, `W/5`, `PRE/5`, `near/3`, `NEAR3`…
pub(super) fn operator_elsewhere(bare: &str) -> Option<Refusal> {
    let name = bare.trim_end_matches(|next: char| next.is_ascii_digit()).trim_end_matches('/');
    let counted = name.len() < bare.len();
    let known = match name {
        "ADJ" | "WITHIN" | "NEAR" | "ONEAR" => true,
        "W" | "w" | "PRE" | "pre" | "near" | "onear" | "N" | "n" | "P" => counted && bare.contains('/'),
        _ => false,
    };
    let hint = "for words near each other type NEAR/5 between them, ONEAR/5 where the first must come first; to look for \
                the word itself put it in quotation marks";
    known.then(|| (0, bare.len(), format!("{bare} is not supported"), hint.to_owned()))
}
