//! Dictionaries of other programs of content analysis: read into a lexicon, written from one.
//!
//! - quanteda, YAML: nested keys with lists of terms (Benoit et al. 2018; the manual of `dictionary()`),
//! - LIWC, `.dic`: categories with numbers between two `%`, then a term and its categories a line (Pennebaker et al. 2015),
//! - `WordStat`, `.cat`: a tree by tabs, terms with a weight in parentheses and `_` for blanks (Provalis Research).
//!
//! What such a dictionary cannot hold is said, entry by entry; nothing is left out in silence.

mod liwc;
mod quanteda;
mod wordstat;

use super::entry::{Conditions, Entry, Lexicon, Matching};
use std::fmt::Write as _;

/// A form of dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// quanteda's YAML.
    Quanteda,
    /// LIWC's `.dic`.
    Liwc,
    /// `WordStat`'s `.cat`.
    Wordstat,
}

/// A dictionary that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ExchangeError {
    /// Line from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub problem: String,
}

/// A category of a dictionary with its terms and their weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Category {
    /// Its name, with those above it.
    pub path: Vec<String>,
    /// Its terms.
    pub terms: Terms,
}

/// Terms with their weights.
pub type Terms = Vec<(String, f32)>;

/// Reads a dictionary.
///
/// # Errors
/// Where it is not of that form, or holds no term.
pub fn read(text: &str, form: Form) -> Result<Vec<Category>, ExchangeError> {
    let mut categories = match form {
        Form::Quanteda => quanteda::read(text)?,
        Form::Liwc => liwc::read(text)?,
        Form::Wordstat => wordstat::read(text)?,
    };
    categories.retain(|category| !category.terms.is_empty());
    if categories.is_empty() {
        return Err(ExchangeError { line: 1, problem: "there is no term in it".to_owned() });
    }
    // One name above all others is the name of the dictionary.
    while let Some(first) = categories.first().and_then(|category| category.path.first()).cloned() {
        if !categories.iter().all(|category| category.path.len() > 1 && category.path.first() == Some(&first)) {
            break;
        }
        for category in &mut categories {
            category.path.remove(0);
        }
    }
    Ok(categories)
}

/// A lexicon of a kind as a dictionary, and in words what of it the dictionary cannot hold.
#[must_use]
pub fn write(lexicon: &Lexicon, form: Form) -> (String, Vec<String>) {
    let mut lost = Vec::new();
    let mut categories: Vec<Category> =
        lexicon.codes.iter().map(|group| Category { path: vec![group.id.clone()], terms: Vec::new() }).collect();
    for entry in lexicon.entries() {
        let Some(term) = carried(entry, &mut lost) else { continue };
        for code in &entry.codes {
            if let Some(category) = categories.iter_mut().find(|category| category.path.first() == Some(code)) {
                category.terms.push((term.clone(), entry.weight));
            }
        }
    }
    if form != Form::Wordstat && lexicon.entries().any(|entry| (entry.weight - 1.0).abs() > f32::EPSILON) {
        lost.insert(0, "the weights of all entries: this form has none".to_owned());
    }
    let text = match form {
        Form::Quanteda => quanteda::write(&lexicon.name, &categories),
        Form::Liwc => liwc::write(&categories),
        Form::Wordstat => wordstat::write(&categories),
    };
    (text, lost)
}

/// The term of an entry as a dictionary holds it; says what is lost.
fn carried(entry: &Entry, lost: &mut Vec<String>) -> Option<String> {
    let mut say = |what: &str| lost.push(format!("line {}, `{}`: {what}", entry.line, entry.term));
    if entry.matching == Matching::Regex {
        say("left out: it is a regular expression");
        return None;
    }
    if entry.term.split(' ').any(|word| word == "*") {
        say("left out: `*` stands for a whole word");
        return None;
    }
    if entry.conditions != (Conditions { within: entry.conditions.within, ..Conditions::default() }) {
        say("without its neighbours");
    }
    if entry.case {
        say("without its capitals");
    }
    if entry.matching == Matching::Stem {
        say("as it is written, without its other endings");
    }
    Some(entry.term.clone())
}

/// Categories as a lexicon of `kind`, in its TOML.
#[must_use]
pub fn to_toml(categories: &[Category], kind: &str, name: &str, source: &str) -> String {
    let mut text = String::new();
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "[lexicon]\nname = {}\nkind = {}\ntitle = {}\nversion = \"1.0.0\"\nsource = {}",
        quoted(&identifier(name)),
        quoted(kind),
        quoted(name),
        quoted(source)
    );
    for (code, label, terms) in by_code(categories) {
        let _ = writeln!(
            text,
            "\n[[code]]\nid = {}\nlabel = {}\nsource = {}\nentries = [",
            quoted(&code),
            quoted(&label),
            quoted(source)
        );
        for (term, weight) in terms {
            let weight =
                if (weight - 1.0).abs() > f32::EPSILON { format!(", weight = {weight}") } else { String::new() };
            let _ = writeln!(text, "  {{ term = {}{weight} }},", quoted(&term));
        }
        text.push_str("]\n");
    }
    text
}

/// Code, label and terms of each category; a term twice in one is one.
fn by_code(categories: &[Category]) -> Vec<(String, String, Terms)> {
    let mut codes: Vec<(String, String, Terms)> = Vec::new();
    for category in categories {
        let label = category.path.join(": ");
        let code = identifier(&category.path.join("_"));
        let place = codes.iter().position(|(known, ..)| *known == code).unwrap_or_else(|| {
            codes.push((code, label, Vec::new()));
            codes.len() - 1
        });
        let Some((.., terms)) = codes.get_mut(place) else { continue };
        for (term, weight) in &category.terms {
            if !terms.iter().any(|(known, _)| known.eq_ignore_ascii_case(term)) {
                terms.push((term.clone(), *weight));
            }
        }
    }
    codes
}

/// A name as an id: small letters, digits and `_`.
fn identifier(name: &str) -> String {
    let mut id = String::new();
    for sign in name.chars().flat_map(char::to_lowercase) {
        if sign.is_ascii_alphanumeric() {
            id.push(sign);
        } else if !id.is_empty() && !id.ends_with('_') {
            id.push('_');
        }
    }
    let id = id.trim_end_matches('_').to_owned();
    if id.is_empty() || id.starts_with(|sign: char| sign.is_ascii_digit()) { format!("code_{id}") } else { id }
}

#[cfg(test)]
mod tests;
