//! Dictionaries of other programs of content analysis: read into a lexicon, written from one.
//!
//! - quanteda, YAML: nested keys with lists of terms (Benoit et al. 2018; the manual of `dictionary()`),
//! - LIWC, `.dic`: categories with numbers between two `%`, then a term and its categories a line (Pennebaker et al. 2015),
//! - `WordStat`, `.cat`: a tree by tabs, terms with a weight in parentheses and `_` for blanks (Provalis Research).
//!
//! What such a dictionary cannot hold is said, entry by entry; nothing is left out in silence.

use super::entry::{Conditions, Lexicon, LexiconEntry, Matching};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use stratmine_model::Hints;
use yaml_rust2::{Yaml, YamlLoader};

/// A format of dictionaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum DictionaryFormat {
    /// quanteda's YAML
    Quanteda,
    /// LIWC's .dic
    Liwc,
    /// `WordStat`'s .cat
    Wordstat,
}

/// A dictionary that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ExchangeError {
    /// Line from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What to do, where that is known.
    pub hint: Option<&'static str>,
}

impl ExchangeError {
    fn at(line: usize, problem: impl Into<String>) -> Self {
        Self { line, problem: problem.into(), hint: None }
    }
}

impl Hints for ExchangeError {
    fn hints(&self) -> Vec<String> {
        self.hint.map(str::to_owned).into_iter().collect()
    }
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
/// Where it is not in that format, or holds no term.
pub fn read(text: &str, format: DictionaryFormat) -> Result<Vec<Category>, ExchangeError> {
    let mut categories = match format {
        DictionaryFormat::Quanteda => read_quanteda(text)?,
        DictionaryFormat::Liwc => read_liwc(text)?,
        DictionaryFormat::Wordstat => read_wordstat(text)?,
    };
    categories.retain(|category| !category.terms.is_empty());
    if categories.is_empty() {
        return Err(ExchangeError::at(1, "there is no term in it"));
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
pub fn write(lexicon: &Lexicon, format: DictionaryFormat) -> (String, Vec<String>) {
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
    if format != DictionaryFormat::Wordstat && lexicon.entries().any(|entry| (entry.weight - 1.0).abs() > f32::EPSILON)
    {
        lost.insert(0, "the weights of all entries: this form has none".to_owned());
    }
    let text = match format {
        DictionaryFormat::Quanteda => write_quanteda(&lexicon.name, &categories),
        DictionaryFormat::Liwc => write_liwc(&categories),
        DictionaryFormat::Wordstat => write_wordstat(&categories),
    };
    (text, lost)
}

/// The term of an entry as a dictionary holds it; says what is lost.
fn carried(entry: &LexiconEntry, lost: &mut Vec<String>) -> Option<String> {
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

// LIWC's `.dic`: numbered categories between two lines of `%`, then a term and its numbers a line.

fn read_liwc(text: &str) -> Result<Vec<Category>, ExchangeError> {
    let wrong = ExchangeError::at;
    let mut categories: Vec<Category> = Vec::new();
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut bounds = 0;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_end();
        if line.trim().is_empty() {
            continue;
        }
        if line.trim() == "%" {
            bounds += 1;
            continue;
        }
        match bounds {
            0 => {
                let hint = Some("a LIWC dictionary begins with a line of `%`");
                return Err(ExchangeError { hint, ..ExchangeError::at(number, "there is no list of categories") });
            }
            1 => {
                let Some((key, name)) = line.trim().split_once(char::is_whitespace) else {
                    return Err(wrong(number, format!("{:?} is no number and name of a category", line.trim())));
                };
                // Some dictionaries add the number of the category above in parentheses.
                let name = name.split('(').next().unwrap_or(name).trim();
                numbers.insert(key.to_owned(), categories.len());
                categories.push(Category { path: vec![name.to_owned()], terms: Vec::new() });
            }
            _ => {
                // Phrases have blanks: a term ends at the tab, or where the numbers begin.
                let (term, keys) = line.split_once('\t').map_or_else(
                    || {
                        let words: Vec<&str> = line.split_whitespace().collect();
                        let from =
                            words.iter().rposition(|word| !numbers.contains_key(*word)).map_or(0, |last| last + 1);
                        let (term, keys) = words.split_at(from.min(words.len()));
                        (term.join(" "), keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>())
                    },
                    |(term, keys)| (term.trim().to_owned(), keys.split_whitespace().map(str::to_owned).collect()),
                );
                if keys.is_empty() {
                    return Err(wrong(number, format!("{term:?} has no category")));
                }
                for key in keys {
                    let place = numbers.get(&key).and_then(|place| categories.get_mut(*place));
                    let Some(category) = place else {
                        return Err(wrong(number, format!("there is no category {key:?}")));
                    };
                    category.terms.push((term.clone(), 1.0));
                }
            }
        }
    }
    Ok(categories)
}

fn write_liwc(categories: &[Category]) -> String {
    let mut text = "%\n".to_owned();
    let mut terms: Vec<(&str, Vec<usize>)> = Vec::new();
    // Writing to a string cannot fail.
    for (number, category) in (1..).zip(categories) {
        let _ = writeln!(text, "{number}\t{}", category.path.join("_"));
        for (term, _) in &category.terms {
            match terms.iter_mut().find(|(known, _)| known == term) {
                Some((_, numbers)) => numbers.push(number),
                None => terms.push((term, vec![number])),
            }
        }
    }
    text.push_str("%\n");
    for (term, numbers) in terms {
        let numbers: Vec<String> = numbers.into_iter().map(|number| number.to_string()).collect();
        let _ = writeln!(text, "{term}\t{}", numbers.join("\t"));
    }
    text
}

// quanteda's YAML: keys within keys, lists of terms at their ends.

fn read_quanteda(text: &str) -> Result<Vec<Category>, ExchangeError> {
    let documents = YamlLoader::load_from_str(text)
        .map_err(|error| ExchangeError::at(error.marker().line(), format!("this is not YAML: {}", error.info())))?;
    let mut categories = Vec::new();
    for document in &documents {
        gather(document, &mut Vec::new(), &mut categories)?;
    }
    Ok(categories)
}

fn gather(node: &Yaml, path: &mut Vec<String>, into: &mut Vec<Category>) -> Result<(), ExchangeError> {
    match node {
        Yaml::Hash(keys) => {
            for (key, value) in keys {
                let Some(name) = written(key) else {
                    return Err(wrong(path, "a key is no text"));
                };
                path.push(name);
                gather(value, path, into)?;
                path.pop();
            }
            Ok(())
        }
        Yaml::Array(items) => {
            let mut category = Category { path: path.clone(), terms: Vec::new() };
            for item in items {
                match written(item) {
                    Some(term) => category.terms.push((term, 1.0)),
                    None => gather(item, path, into)?,
                }
            }
            into.push(category);
            Ok(())
        }
        Yaml::Null => Ok(()),
        other => match written(other) {
            // quanteda takes a lone text for a list of terms parted by commas.
            Some(terms) => {
                let terms = terms.split(',').map(str::trim).filter(|term| !term.is_empty());
                into.push(Category { path: path.clone(), terms: terms.map(|term| (term.to_owned(), 1.0)).collect() });
                Ok(())
            }
            None => Err(wrong(path, "this is neither a key nor a list of terms")),
        },
    }
}

fn written(node: &Yaml) -> Option<String> {
    match node {
        Yaml::String(text) | Yaml::Real(text) => Some(text.clone()),
        Yaml::Integer(number) => Some(number.to_string()),
        Yaml::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn wrong(path: &[String], problem: &str) -> ExchangeError {
    ExchangeError::at(1, format!("under {:?}: {problem}", path.join(": ")))
}

fn write_quanteda(name: &str, categories: &[Category]) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail. JSON's quotes are YAML's.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let _ = writeln!(text, "{}:", quoted(name));
    for category in categories {
        let _ = writeln!(text, "  {}:", quoted(&category.path.join("_")));
        for (term, _) in &category.terms {
            let _ = writeln!(text, "    - {}", quoted(term));
        }
    }
    text
}

// `WordStat`'s `.cat`: a tree by tabs; a line with a weight in parentheses is a term, any other a category.

fn read_wordstat(text: &str) -> Result<Vec<Category>, ExchangeError> {
    let mut categories: Vec<Category> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let name = line.trim();
        if name.is_empty() {
            continue;
        }
        let depth = line.chars().take_while(|sign| *sign == '\t').count();
        if depth > path.len() {
            let problem = format!("{name:?} stands deeper than anything above it");
            return Err(ExchangeError { hint: Some("one tab a level"), ..ExchangeError::at(number, problem) });
        }
        path.truncate(depth);
        let Some((term, weight)) = weighed(name) else {
            path.push(name.to_owned());
            categories.push(Category { path: path.clone(), terms: Vec::new() });
            continue;
        };
        let term = term.replace('_', " ");
        if path.is_empty() {
            return Err(ExchangeError::at(number, format!("the term {term:?} stands under no category")));
        }
        match categories.iter_mut().rev().find(|category| category.path == path) {
            Some(category) => category.terms.push((term, weight)),
            None => categories.push(Category { path: path.clone(), terms: vec![(term, weight)] }),
        }
    }
    Ok(categories)
}

/// A term and its weight.
fn weighed(line: &str) -> Option<(&str, f32)> {
    let (term, weight) = line.strip_suffix(')')?.rsplit_once('(')?;
    let weight: f32 = weight.trim().parse().ok()?;
    (weight > 0.0 && weight.is_finite()).then(|| (term.trim_end(), weight))
}

fn write_wordstat(categories: &[Category]) -> String {
    let mut text = String::new();
    for category in categories {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", category.path.join("_"));
        for (term, weight) in &category.terms {
            let _ = writeln!(text, "\t{} ({weight})", term.replace(' ', "_"));
        }
    }
    text
}

#[cfg(test)]
mod tests;
