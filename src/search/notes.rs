//! Remarks on a search: words that occur nowhere, values that no document has.

use super::ast::Leaf;
use super::error::SearchError;
use super::plan::Plan;
use crate::index::words::folded_words;
use crate::index::{Phrase, Reader, ValueField, Wanted};
use crate::model::hits::Unit;

/// How many letters two words must begin with alike for their files to be taken for near.
const NEAR: usize = 4;

/// How many existing values a note names.
const MOST_VALUES: usize = 12;

/// The remarks, one a term that can find nothing, in the order typed.
pub(super) fn notes(reader: &Reader, plan: &Plan, unit: Unit) -> Result<Vec<String>, SearchError> {
    let mut notes = Vec::new();
    for leaf in plan.leaves() {
        match leaf {
            Leaf::Text(phrase) => unknown_words(reader, unit, phrase, &mut notes)?,
            Leaf::Value(field, wanted) => unknown_value(reader, *field, wanted, &mut notes)?,
        }
    }
    let mut seen = Vec::with_capacity(notes.len());
    notes.retain(|note| {
        let new = !seen.contains(note);
        seen.push(note.clone());
        new
    });
    Ok(notes)
}

fn unknown_words(reader: &Reader, unit: Unit, phrase: &Phrase, notes: &mut Vec<String>) -> Result<(), SearchError> {
    for (place, word) in phrase.words.iter().enumerate() {
        if phrase.prefix && place + 1 == phrase.words.len() {
            if !reader.begins(unit, word)? {
                notes.push(format!("no word of any {} begins with \"{word}\"", unit.as_str()));
            }
        } else if !reader.occurs(unit, word)? {
            let close = reader.close_spellings(unit, word)?;
            let instead = if close.is_empty() { String::new() } else { format!("; close to it: {}", close.join(", ")) };
            notes.push(format!("\"{word}\" occurs in no {}{instead}", unit.as_str()));
        }
    }
    Ok(())
}

fn unknown_value(
    reader: &Reader,
    field: ValueField,
    wanted: &Wanted,
    notes: &mut Vec<String>,
) -> Result<(), SearchError> {
    let values = reader.values(field)?;
    if values.iter().any(|value| wanted.is(value)) {
        return Ok(());
    }
    let asked = match wanted {
        Wanted::Code { code, prefix } => starred(code, *prefix),
        Wanted::Words(phrase) => starred(&phrase.words.join(" "), phrase.prefix),
        Wanted::File { name, prefix } => starred(name, *prefix),
        Wanted::Years { from, to } if from == to => from.to_string(),
        Wanted::Years { from, to } => format!("{from}..{to}"),
        Wanted::Id { document, .. } => document.clone(),
    };
    let existing = match (field, wanted) {
        // Headings are too many to be named, and a SHA-256 tells nobody anything.
        (ValueField::Heading | ValueField::Id, _) => String::new(),
        (ValueField::File, Wanted::File { name, .. }) => {
            let near: Vec<&String> = values.iter().filter(|file| share_a_word(name, file)).collect();
            let near = if near.is_empty() && values.len() <= MOST_VALUES { values.iter().collect() } else { near };
            if near.is_empty() { "; `stratmine status` lists all".to_owned() } else { named(&near) }
        }
        _ => named(&values.iter().collect::<Vec<_>>()),
    };
    notes.push(format!("nothing in the index has {} \"{asked}\"{existing}", field.as_str()));
    Ok(())
}

fn named(values: &[&String]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let first: Vec<&str> = values.iter().take(MOST_VALUES).map(|value| value.as_str()).collect();
    let more = if values.len() > MOST_VALUES { ", …" } else { "" };
    format!("; there is: {}{more}", first.join(", "))
}

/// Whether a word of the file's name begins as a word that was typed does.
fn share_a_word(typed: &str, file: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        folded_words(stem).into_iter().filter(|word| word.chars().count() >= NEAR).collect()
    };
    let beginning = |word: &String| word.chars().take(NEAR).collect::<String>();
    let typed: Vec<String> = words(typed).iter().map(beginning).collect();
    words(file).iter().any(|word| typed.contains(&beginning(word)))
}

fn starred(text: &str, prefix: bool) -> String {
    format!("{text}{}", if prefix { "*" } else { "" })
}
