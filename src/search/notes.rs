//! Remarks on a search: words that occur nowhere, values that no document has.

use super::ast::{Leaf, Text, Typed};
use super::error::SearchError;
use super::fields::typed_name;
use super::plan::{Meant, Plan, look_of};
use crate::index::words::folded_words;
use crate::index::{Reader, ValueField, Wanted};
use stratmine_model::hits::Unit;

/// How many letters two words must begin with alike for their files to be taken for near.
const NEAR: usize = 4;

/// How many existing values a note names.
const MOST_VALUES: usize = 12;

/// The remarks, one a term that can find nothing, in the order typed.
///
/// Where there are hits, what every one of them must meet is there, and is not looked up again.
pub(super) fn notes(reader: &Reader, plan: &Plan, any_hits: bool) -> Result<Vec<String>, SearchError> {
    let mut notes = Vec::new();
    for Meant { leaf, look, .. } in plan.leaves.iter().filter(|meant| !(any_hits && meant.required)) {
        match (leaf, look) {
            (Leaf::Text(None, text), _) => {
                let mut typed = Vec::new();
                words_of(text, &mut typed);
                for typed in typed {
                    unknown_word(reader, plan.unit, typed, &mut notes)?;
                }
            }
            (Leaf::Text(Some(field), text), Some(look)) => {
                let values = reader.values(*field)?;
                if !values.iter().any(|value| look.is_in(value)) {
                    let mut typed = Vec::new();
                    words_of(text, &mut typed);
                    let asked: Vec<&str> = typed.iter().map(|typed| shown(typed)).collect();
                    let existing = if *field == ValueField::Heading {
                        String::new()
                    } else {
                        named(&values.iter().collect::<Vec<_>>())
                    };
                    notes.push(format!("no {} has \"{}\"{existing}", name(*field), asked.join(" ")));
                }
            }
            (Leaf::Value(field, wanted), _) => unknown_value(reader, *field, wanted, &mut notes)?,
            (Leaf::Text(Some(_), _), None) => {}
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

fn name(field: ValueField) -> &'static str {
    if field == ValueField::Organisation { "organisation" } else { typed_name(field) }
}

fn words_of<'t>(text: &'t Text, into: &mut Vec<&'t Typed>) {
    match text {
        Text::Word(typed) => into.push(typed),
        Text::Phrase { words, .. } => into.extend(words),
        Text::Near { left, right, .. } => {
            words_of(left, into);
            words_of(right, into);
        }
        Text::Any(texts) => texts.iter().for_each(|text| words_of(text, into)),
    }
}

fn shown(typed: &Typed) -> &str {
    match typed {
        Typed::Plain(text) | Typed::Exact(text) | Typed::Pattern(text) | Typed::Fuzzy(text, _) => text,
    }
}

fn unknown_word(reader: &Reader, unit: Unit, typed: &Typed, notes: &mut Vec<String>) -> Result<(), SearchError> {
    let unit_name = unit.as_str();
    let occurs = |typed: Typed| -> Result<bool, SearchError> {
        // Of a word, its forms and spellings; of several ways, any.
        for set in look_of(&Text::Word(typed), false).sets {
            if reader.has_any(unit, &set)? {
                return Ok(true);
            }
        }
        Ok(false)
    };
    match typed {
        Typed::Pattern(pattern) if !occurs(typed.clone())? => {
            notes.push(format!("no word of any {unit_name} fits \"{pattern}\""));
        }
        Typed::Fuzzy(word, _) if !occurs(typed.clone())? => {
            notes.push(format!("no word of any {unit_name} is spelt much like \"{word}\""));
        }
        Typed::Plain(text) | Typed::Exact(text) => {
            for word in folded_words(text) {
                if occurs(Typed::Plain(word.clone()))? {
                    continue;
                }
                let close = reader.close_spellings(unit, &word)?;
                let instead =
                    if close.is_empty() { String::new() } else { format!("; close to it: {}", close.join(", ")) };
                notes.push(format!("\"{word}\" occurs in no {unit_name}{instead}"));
            }
        }
        Typed::Pattern(_) | Typed::Fuzzy(..) => {}
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
        Wanted::File { name, prefix } => starred(name, *prefix),
        Wanted::Years { from, to } if from == to => from.to_string(),
        Wanted::Years { from, to } => format!("{from}..{to}"),
        Wanted::Id { document, .. } => document.clone(),
    };
    let existing = match (field, wanted) {
        // A SHA-256 tells nobody anything.
        (ValueField::Id, _) => String::new(),
        (ValueField::File, Wanted::File { name, .. }) => {
            let near: Vec<&String> = values.iter().filter(|file| share_a_word(name, file)).collect();
            let near = if near.is_empty() && values.len() <= MOST_VALUES { values.iter().collect() } else { near };
            if near.is_empty() { "; `stratmine status` lists all".to_owned() } else { named(&near) }
        }
        _ => named(&values.iter().collect::<Vec<_>>()),
    };
    notes.push(format!("nothing in the index has {} \"{asked}\"{existing}", typed_name(field)));
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
