//! The oracle's own words of a text, by the rules in `docs/search.md`: slow, plain, and nothing of the program's.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization as _;

/// A word: its folded form and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    /// Its place in the row of words; neighbours differ by one, across the end of a block by a thousand.
    pub(crate) place: usize,
    /// How many words it is in one piece.
    pub(crate) parts: usize,
    /// Characters of the text it was taken from.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Its number among all words of the papers, where it has been given one.
    pub(crate) id: Option<usize>,
}

/// What a printed character is folded to: letters and digits, or itself where it is none.
fn folded(letter: char) -> String {
    let mut out = String::new();
    for part in std::iter::once(letter).nfkd().filter(|part| !is_mark(*part)) {
        for lower in part.to_lowercase() {
            match lower {
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                'ø' => out.push('o'),
                'đ' | 'ð' => out.push('d'),
                'ł' => out.push('l'),
                'ı' => out.push('i'),
                other => out.push(other),
            }
        }
    }
    out
}

fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}')
}

/// The words of a text, with those that are several in one piece behind their last.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().collect();
    let at = |index: usize| letters.get(index).copied().unwrap_or('\0');
    let mut plain: Vec<Token> = Vec::new();
    // Of each plain word, whether it is joined to the one before, and by what.
    let mut joints: Vec<Option<&str>> = Vec::new();
    let (mut index, mut place) = (0, 0);
    let mut joint: Option<&str> = None;
    while index < letters.len() {
        let letter = at(index);
        if letter == '\n' || (letter == '|' && index > 0 && at(index - 1) == ' ' && at(index + 1) == ' ') {
            place += 1000;
            index += 1;
            joint = None;
            continue;
        }
        if "£€$%".contains(letter) {
            plain.push(Token { text: letter.to_string(), place, parts: 1, from: index, to: index + 1, id: None });
            joints.push(None);
            (joint, place, index) = (None, place + 1, index + 1);
            continue;
        }
        if !letter.is_alphanumeric() {
            index += 1;
            joint = None;
            continue;
        }
        let (word, end, next) = one_word(&letters, index);
        if word.is_empty() {
            index = next;
            joint = None;
            continue;
        }
        plain.push(Token { text: word.clone(), place, parts: 1, from: index, to: end, id: None });
        joints.push(joint.take());
        place += 1;
        index = next;
        let hyphen = matches!(at(index), '-' | '\u{2010}' | '\u{2011}');
        if hyphen && at(index + 1).is_alphanumeric() {
            (joint, index) = (Some(""), index + 1);
        } else if hyphen && at(index + 1) == '\n' && at(index + 2).is_lowercase() {
            (joint, index) = (Some(""), index + 2);
        } else if at(index).is_ascii_digit() {
            joint = Some("");
        } else if at(index) == ' ' && at(index + 1) == '&' && at(index + 2) == ' ' {
            let short = |length: usize| (1..=2).contains(&length);
            let run = (0..3).take_while(|step| at(index + 3 + step).is_alphanumeric()).count();
            if word.chars().all(char::is_alphabetic) && short(word.chars().count()) && short(run) {
                (joint, index) = (Some("&"), index + 3);
            }
        }
    }
    with_joined(&plain, &joints)
}

/// The word that begins here, where its last letter ends, and where reading goes on.
fn one_word(letters: &[char], start: usize) -> (String, usize, usize) {
    let at = |index: usize| letters.get(index).copied().unwrap_or('\0');
    let run_of = |from: usize, fits: fn(char) -> bool| (0..5).take_while(|step| fits(at(from + step))).count();
    let digit: fn(char) -> bool = |letter| letter.is_ascii_digit();
    let (mut word, mut index, mut end) = (String::new(), start, start);
    let (mut since, mut after_digit, mut letters_only) = (0, false, true);
    let mut initials = false;
    let mut apostrophe = None;
    while index < letters.len() {
        let letter = at(index);
        if is_mark(letter) && !letter.is_ascii() {
            end = index + 1;
        } else if is_invisible(letter) {
        } else if letter.is_alphanumeric() {
            if letter.is_ascii_digit() {
                if letters_only && since >= 3 {
                    break;
                }
                letters_only = false;
            }
            if word.len() < 128 {
                word.push_str(&folded(letter));
            }
            after_digit = letter.is_ascii_digit();
            since += 1;
            end = index + 1;
        } else if matches!(letter, '\'' | '\u{2019}' | '\u{2bc}') && at(index + 1).is_alphanumeric() {
            apostrophe = apostrophe.or(Some(word.len()));
            if letter == '\'' {
                letters_only = false;
            }
        } else if letter == '&' && since <= 2 && (1..=2).contains(&run_of(index + 1, char::is_alphanumeric).min(3)) {
            word.push('&');
            (since, letters_only) = (0, false);
        } else if letter == '.'
            && since == 1
            && at(index - 1).is_alphabetic()
            && (initials
                || (index == start + 1 && (start == 0 || !(at(start - 1).is_alphanumeric() || at(start - 1) == '.'))))
            && at(index + 1).is_alphabetic()
            && !at(index + 2).is_alphanumeric()
        {
            // "H.I.V.", "i.e."
            (since, letters_only, initials) = (0, false, true);
        } else if letter == '.' && after_digit && digit(at(index + 1)) {
            word.push('.');
            since = 0;
        } else if letter == ',' && after_digit && since <= 3 && run_of(index + 1, digit) == 3 {
            since = 0;
        } else {
            break;
        }
        index += 1;
    }
    if let Some(place) = apostrophe
        && &word[place..] == "s"
    {
        word.truncate(place);
    }
    (word, end, index)
}

fn with_joined(plain: &[Token], joints: &[Option<&str>]) -> Vec<Token> {
    let mut out = Vec::new();
    let mut first = 0;
    for (index, token) in plain.iter().enumerate() {
        out.push(token.clone());
        if index + 1 < plain.len() && joints[index + 1].is_some() {
            continue;
        }
        let chain = &plain[first..=index];
        let mut text = chain[0].text.clone();
        for part in first + 1..=index {
            text.push_str(joints[part].unwrap());
            text.push_str(&plain[part].text);
        }
        if (2..=6).contains(&chain.len()) && text.chars().any(char::is_alphabetic) {
            let place = chain[0].place;
            out.push(Token { text, place, parts: chain.len(), from: chain[0].from, to: token.to, id: None });
        }
        first = index + 1;
    }
    out
}

/// The plain words of a text.
pub(crate) fn plain(text: &str) -> Vec<String> {
    tokens(text).into_iter().filter(|token| token.parts == 1).map(|token| token.text).collect()
}

/// What forms of a word share: `s` for `z` in -ise and -yse, then one English ending off.
pub(crate) fn stem(word: &str) -> String {
    let word = word.replace("iz", "is").replace("yz", "ys");
    let long_enough = |rest: &str| rest.chars().count() >= 3;
    let mut stem = word.clone();
    for ending in ["ies", "ied", "ing", "es", "ed", "s", "y", "e"] {
        if let Some(rest) = word.strip_suffix(ending)
            && long_enough(rest)
            && !(ending == "s" && rest.ends_with(['s', 'u', 'i']))
        {
            stem.truncate(rest.len());
            break;
        }
    }
    if stem.strip_suffix('e').is_some_and(long_enough) {
        stem.pop();
    }
    let end: Vec<char> = stem.chars().rev().take(2).collect();
    if let [last, before] = end[..]
        && last == before
        && !"aeiou".contains(last)
        && stem.chars().count() > 3
    {
        stem.pop();
    }
    stem
}

/// Pairs of spellings, as `docs/search.md` lists them: beginnings of words, whole words, abbreviations.
pub(crate) struct Tables {
    beginnings: Vec<(String, String)>,
    whole: Vec<(String, String)>,
    short: Vec<(String, String)>,
}

impl Tables {
    pub(crate) fn read() -> Self {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/search.md");
        let text = std::fs::read_to_string(path).expect("docs/search.md is there");
        let table = |heading: &str| -> Vec<(String, String)> {
            let after = text.split(&format!("\n{heading}\n")).nth(1).unwrap_or_else(|| panic!("no table {heading}"));
            let block = after.split("```").nth(1).expect("a block");
            let pairs = block.lines().skip(1).filter_map(|line| line.split_once(" = "));
            pairs.map(|(one, other)| (one.trim().to_owned(), other.trim().to_owned())).collect()
        };
        let tables = Self {
            beginnings: table("Beginnings of words:"),
            whole: table("Whole words:"),
            short: table("Abbreviations:"),
        };
        assert!(tables.beginnings.len() > 40 && tables.whole.len() > 3 && tables.short.len() > 20);
        tables
    }

    /// Every way to write some words, as rows of words.
    pub(crate) fn ways(&self, typed: &[String]) -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<String>> = vec![typed.to_vec()];
        for (short, long) in &self.short {
            for row in rows.clone() {
                let (short, long) = (vec![short.clone()], split(long));
                rows.extend(instead(&row, &short, &long));
                rows.extend(instead(&row, &long, &short));
            }
        }
        let mut all: BTreeSet<String> =
            rows.iter().map(|row| row.join(" ").replace("iz", "is").replace("yz", "ys")).collect();
        for (pairs, whole) in [(&self.beginnings, false), (&self.whole, true)] {
            for (one, other) in pairs {
                for text in all.clone() {
                    all.extend(
                        [respelt(&text, one, other, whole), respelt(&text, other, one, whole)].into_iter().flatten(),
                    );
                }
            }
        }
        rows.into_iter().chain(all.iter().map(|text| split(text))).collect()
    }
}

fn split(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn instead(row: &[String], from: &[String], to: &[String]) -> Option<Vec<String>> {
    let same = |part: &[String]| part.iter().zip(from).all(|(one, other)| stem(one) == stem(other));
    let at = row.windows(from.len()).position(same)?;
    Some([&row[..at], to, &row[at + from.len()..]].concat())
}

/// `text` with `from` made `to` wherever a word (or, of `from`, several) begins so.
fn respelt(text: &str, from: &str, to: &str, whole: bool) -> Option<String> {
    let mut out = String::new();
    let (mut rest, mut begins, mut changed) = (text, true, false);
    while !rest.is_empty() {
        let longer = to.starts_with(from) && rest.starts_with(to);
        let after = rest.strip_prefix(from).filter(|_| begins && !longer);
        if let Some(after) = after.filter(|after| !whole || after.is_empty() || after.starts_with(' ')) {
            out.push_str(to);
            (rest, begins, changed) = (after, false, true);
            continue;
        }
        let first = rest.chars().next().expect("more");
        out.push(first);
        begins = first == ' ';
        rest = &rest[first.len_utf8()..];
    }
    changed.then_some(out)
}
