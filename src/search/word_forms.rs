//! The words that a typed word finds: its forms, its other spellings, the long form of an abbreviation.

use super::parse::{TypedText, TypedWord};
use crate::index::words::{LONGEST, words};
use crate::index::{SpanPattern, TermPattern, WordSet, one_or};
use std::collections::BTreeSet;
use stratmine_model::word_forms::{abbreviations, spellings, stem};

/// Most ways in which something typed may be written.
const MOST: usize = 32;

/// Most places in a stem where s and z are tried for each other.
const MOST_SWAPS: usize = 4;

/// The pattern of typed words. `exact` takes all of them in the typed form only.
pub(super) fn pattern_of(text: &TypedText, exact: bool) -> TermPattern {
    let mut builder = PatternBuilder { exact, sets: Vec::new(), names: Vec::new() };
    let spans = builder.spans(text);
    TermPattern { sets: builder.sets, spans }
}

/// Makes a pattern of what was typed.
struct PatternBuilder {
    /// Whether words are taken exactly as they are typed.
    exact: bool,
    sets: Vec<WordSet>,
    /// What each set was made of, so that none is made twice.
    names: Vec<String>,
}

impl PatternBuilder {
    fn spans(&mut self, text: &TypedText) -> SpanPattern<usize> {
        match text {
            SpanPattern::Word(typed) => self.word(typed),
            SpanPattern::Row { parts, slop } => {
                if let ([only], 0) = (parts.as_slice(), slop) {
                    return self.spans(only);
                }
                let mut made = Vec::new();
                for part in parts {
                    match part {
                        // With words between them allowed, words are taken one by one.
                        SpanPattern::Word(TypedWord::Plain(text)) if *slop > 0 => {
                            let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
                            made.extend(words.map(|word| self.plain(word, false)));
                        }
                        part => made.push(self.spans(part)),
                    }
                }
                SpanPattern::Row { parts: made, slop: *slop }
            }
            SpanPattern::Near { left, right, distance, ordered } => SpanPattern::Near {
                left: Box::new(self.spans(left)),
                right: Box::new(self.spans(right)),
                distance: *distance,
                ordered: *ordered,
            },
            SpanPattern::Any(texts) => SpanPattern::Any(texts.iter().map(|text| self.spans(text)).collect()),
        }
    }

    fn word(&mut self, typed: &TypedWord) -> SpanPattern<usize> {
        match typed {
            TypedWord::Plain(text) => self.plain(text, false),
            TypedWord::Exact(text) => self.plain(text, true),
            TypedWord::Pattern(pattern) => self.pattern(pattern),
            TypedWord::Fuzzy(word, changes) => self.set(format!("~{changes}{word}"), || WordSet::fuzzy(word, *changes)),
        }
    }

    fn set(&mut self, name: String, set: impl FnOnce() -> WordSet) -> SpanPattern<usize> {
        let number = self.names.iter().position(|made| *made == name).unwrap_or_else(|| {
            self.sets.push(set());
            self.names.push(name);
            self.names.len() - 1
        });
        SpanPattern::Word(number)
    }

    /// Words as typed, in a row: in all their forms and spellings, or only so.
    fn plain(&mut self, text: &str, exact: bool) -> SpanPattern<usize> {
        let rows = typed_rows(text);
        if self.exact || exact {
            let ways = rows.iter().map(|row| self.row(row, true)).collect();
            return one_or(ways, SpanPattern::Any).unwrap_or_default();
        }
        let mut ways: Vec<Vec<String>> = Vec::new();
        for row in rows {
            for way in variants(&row) {
                if !ways.contains(&way) && ways.len() < MOST {
                    ways.push(way);
                }
            }
        }
        // Ways of one word are one set, in the place of the first.
        let singles: Vec<&String> = ways.iter().filter(|way| way.len() == 1).flatten().collect();
        let first = ways.iter().position(|way| way.len() == 1);
        let mut patterns = Vec::new();
        for (number, way) in ways.iter().enumerate() {
            if Some(number) == first {
                patterns.push(self.words(&singles));
            } else if way.len() > 1 {
                patterns.push(self.row(way, false));
            }
        }
        one_or(patterns, SpanPattern::Any).unwrap_or_default()
    }

    fn row(&mut self, row: &[String], exact: bool) -> SpanPattern<usize> {
        let parts: Vec<SpanPattern<usize>> = row
            .iter()
            .map(|word| if exact { self.set(format!("={word}"), || WordSet::is(word)) } else { self.words(&[word]) })
            .collect();
        one_or(parts, |parts| SpanPattern::Row { parts, slop: 0 }).unwrap_or_default()
    }

    /// All forms of any of these words.
    fn words(&mut self, words: &[&String]) -> SpanPattern<usize> {
        let keys: BTreeSet<String> = words.iter().map(|word| key(word)).collect();
        let name = keys.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        self.set(name, || WordSet::keyed(keys.iter().flat_map(|key| beginnings(key)), keys.clone(), key))
    }

    /// A pattern, with the words around it where it holds hyphens.
    fn pattern(&mut self, typed: &str) -> SpanPattern<usize> {
        let is_letter =
            |letter: char| letter.is_alphanumeric() || matches!(letter, '*' | '?' | '&' | '\'' | '\u{2019}');
        let mut parts = Vec::new();
        for piece in typed.split(|letter| !is_letter(letter)).filter(|piece| !piece.is_empty()) {
            if piece.contains(['*', '?']) {
                let folded = folded_pattern(piece);
                if folded.chars().any(|letter| !matches!(letter, '*' | '?')) {
                    parts.push(self.set(format!("*{folded}"), || WordSet::glob(&folded)));
                }
            } else {
                parts.push(self.plain(piece, false));
            }
        }
        one_or(parts, |parts| SpanPattern::Row { parts, slop: 0 }).unwrap_or_default()
    }
}

/// The typed words in a row; and, where some of them are one word in one piece, with that instead.
fn typed_rows(text: &str) -> Vec<Vec<String>> {
    let (mut row, mut joined) = (Vec::new(), Vec::new());
    for word in words(text) {
        if word.parts == 1 {
            row.push(word.text.clone());
        } else {
            joined.truncate(joined.len().saturating_sub(word.parts));
        }
        joined.push(word.text);
    }
    if joined == row { vec![row] } else { vec![row, joined] }
}

/// What forms of a word have in common: its stem, with -ise for -ize.
fn key(word: &str) -> String {
    stem(&with_s(word)).to_owned()
}

fn with_s(word: &str) -> String {
    if word.contains('z') { word.replace("iz", "is").replace("yz", "ys") } else { word.to_owned() }
}

/// What words with this key may begin with: the key, with z for s where that is the same.
fn beginnings(key: &str) -> Vec<String> {
    let mut all = vec![key.to_owned()];
    for from in ["is", "ys"] {
        let to = if from == "is" { "iz" } else { "yz" };
        for (at, _) in key.match_indices(from).take(MOST_SWAPS) {
            let swapped: Vec<String> = all
                .iter()
                .filter_map(|word| Some(format!("{}{to}{}", word.get(..at)?, word.get(at + from.len()..)?)))
                .collect();
            all.extend(swapped);
        }
    }
    all
}

/// A row of words in all its spellings, with abbreviations spelt out and the other way; itself first.
fn variants(row: &[String]) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = vec![row.to_vec()];
    for (short, long) in abbreviations() {
        let short = [short.clone()];
        let long: Vec<String> = long.split(' ').map(str::to_owned).collect();
        let mut more = Vec::new();
        for row in &rows {
            more.extend(replaced(row, &short, &long));
            more.extend(replaced(row, &long, &short));
        }
        rows.extend(more);
    }
    let mut all: Vec<Vec<String>> = Vec::new();
    for row in &rows {
        let typed = row.clone();
        let spelt = spellings(&with_s(&row.join(" ")));
        let spelt = spelt.into_iter().map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>());
        for way in [typed].into_iter().chain(spelt) {
            if !all.iter().any(|known| same(known, &way)) && all.len() < MOST {
                all.push(way);
            }
        }
    }
    all
}

/// Whether two rows have the same words, in any forms.
fn same(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| key(one) == key(other))
}

/// The row with some words in it replaced by others, at the first place.
fn replaced(row: &[String], from: &[String], to: &[String]) -> Option<Vec<String>> {
    let at = row.windows(from.len()).position(|part| same(part, from))?;
    let before = row.iter().take(at);
    Some(before.chain(to).chain(row.iter().skip(at + from.len())).cloned().collect())
}

/// A pattern folded as words are; wildcards stay.
fn folded_pattern(pattern: &str) -> String {
    let mut out = String::new();
    let mut letters = String::new();
    let flush = |letters: &mut String, out: &mut String| {
        for word in words(letters).iter().filter(|word| word.parts == 1) {
            out.push_str(&word.text);
        }
        letters.clear();
    };
    for letter in pattern.chars().take(LONGEST) {
        if matches!(letter, '*' | '?') {
            flush(&mut letters, &mut out);
            // Several stars are one.
            if letter != '*' || !out.ends_with('*') {
                out.push(letter);
            }
        } else {
            letters.push(letter);
        }
    }
    flush(&mut letters, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::pattern_of;
    use crate::index::{SpanPattern, TermPattern};
    use crate::parse::TypedWord;

    fn pattern(typed: TypedWord, exact: bool) -> TermPattern {
        pattern_of(&SpanPattern::Word(typed), exact)
    }

    fn finds(typed: &str, text: &str) -> bool {
        pattern(TypedWord::Plain(typed.to_owned()), false).is_in(text)
    }

    #[test]
    fn words_are_found_as_a_person_would_type_them() {
        for (typed, text) in [
            ("co-operation", "co-operation cooperation co operation"),
            ("cooperation", "our co-operation"),
            ("cooperation", "our co-\noperation"),
            ("co-operation", "our cooperations"),
            ("improve", "improving"),
            ("improving", "it improved"),
            ("organise", "organizing"),
            ("organization", "organisations"),
            ("centre", "the center"),
            ("wellbeing", "well being"),
            ("well-being", "wellbeing"),
            ("A&E", "in A & E"),
            ("A & E", "in A&E"),
            ("a&e", "Accident and Emergency"),
            ("accident and emergency departments", "the A&E department"),
            ("7-day", "a 7-day service"),
            ("NHS111", "call NHS 111"),
            ("NHS 111", "call NHS111"),
            ("nhs111", "call NHS-111"),
            ("20%", "by 20 per cent"),
            ("20 percent", "by 20%"),
            ("20 per cent", "by 20%"),
            ("20 per cent", "by 20 percent"),
            ("20%", "by 20 percent"),
            ("HIV", "H.I.V. services"),
            ("H.I.V.", "of HIV"),
            ("UK", "in the U.K."),
            ("N.H.S", "the NHS"),
            ("£5m", "a £5m gap"),
            ("patients'", "the patient\u{2019}s"),
            ("oﬃce", "the office"),
            ("efficient", "an eﬃcient way"),
            ("GP", "general practitioners"),
            ("long-term care", "the longterm care"),
        ] {
            assert!(finds(typed, text), "{typed:?} does not find {text:?}");
        }
        for (typed, text) in [("operate", "cooperate"), ("20%", "by 20"), ("organ", "organisation"), ("£5m", "5m")] {
            assert!(!finds(typed, text), "{typed:?} finds {text:?}");
        }
    }

    #[test]
    fn exactly_means_exactly() {
        let found = pattern(TypedWord::Plain("organise".to_owned()), true);
        assert!(found.is_in("to organise") && !found.is_in("organises") && !found.is_in("to organize"));
    }

    #[test]
    fn patterns_keep_to_the_letters() {
        let found = pattern(TypedWord::Pattern("Co-prod*".to_owned()), false);
        assert!(found.is_in("co-produced care") && !found.is_in("producing") && found.is_in("co prod"));
    }
}
