//! Remarks on a search: words that occur nowhere, values that no document has.

use super::error::SearchError;
use super::parse::{TypedText, TypedWord, typed_name};
use super::plan::SearchPlan;
use super::word_forms::pattern_of;
use crate::index::words::folded_words;
use crate::index::{Condition, Reader, SpanPattern, ValueField, ValueFilter};
use stratmine_model::hits::Unit;

/// How many letters two words must begin with alike for their files to be taken for near.
const NEAR: usize = 4;

/// How many existing values a note names.
const MOST_VALUES: usize = 12;

/// The remarks, one for each condition that can find nothing, in the order typed.
///
/// Where there are hits, what every one of them must meet is there, and is not looked up again.
pub(super) fn notes(reader: &Reader, plan: &SearchPlan, any_hits: bool) -> Result<Vec<String>, SearchError> {
    let mut notes: Vec<String> = plan.lower_operators.iter().map(|word| lower_operator(word)).collect();
    for term in plan.terms.iter().filter(|term| !(any_hits && term.required)) {
        match (&term.typed, &term.condition) {
            (Condition::Words(None, text), _) => {
                for typed in text.words() {
                    unknown_word(reader, plan.request.unit, typed, &mut notes)?;
                }
            }
            (Condition::Words(Some(field), text), Condition::Words(_, pattern)) => {
                let values = reader.values(*field)?;
                if !values.iter().any(|value| pattern.is_in(value)) {
                    let asked: Vec<&str> = words_of(text);
                    let existing = if *field == ValueField::Heading {
                        String::new()
                    } else {
                        named(&values.iter().collect::<Vec<_>>())
                    };
                    notes.push(format!("no {} has \"{}\"{existing}", name(*field), asked.join(" ")));
                }
            }
            (Condition::Value(field, filter), _) => unknown_value(reader, *field, filter, &mut notes)?,
            (Condition::Words(Some(_), _), Condition::Value(..)) => {}
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

/// What to type for an operator that was typed as a word.
fn lower_operator(word: &str) -> String {
    let operator = match word {
        "near" | "onear" => format!("{}/5", word.to_uppercase()),
        other => other.to_uppercase(),
    };
    format!("\"{word}\" was looked for as a word: type {operator} for the operator")
}

fn name(field: ValueField) -> &'static str {
    if field == ValueField::Organisation { "organisation" } else { typed_name(field) }
}

fn words_of(text: &TypedText) -> Vec<&str> {
    let words = text.words().into_iter().map(|typed| match typed {
        TypedWord::Plain(text) | TypedWord::Exact(text) | TypedWord::Pattern(text) | TypedWord::Fuzzy(text, _) => {
            text.as_str()
        }
    });
    words.collect()
}

fn unknown_word(reader: &Reader, unit: Unit, typed: &TypedWord, notes: &mut Vec<String>) -> Result<(), SearchError> {
    let unit_name = unit.as_str();
    let occurs = |typed: TypedWord| -> Result<bool, SearchError> {
        // Of a word, its forms and spellings; of several ways, any.
        for set in pattern_of(&SpanPattern::Word(typed), false).sets {
            if reader.frequency(unit, &set)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    };
    match typed {
        TypedWord::Pattern(pattern) if !occurs(typed.clone())? => {
            notes.push(format!("no word of any {unit_name} fits \"{pattern}\""));
        }
        TypedWord::Fuzzy(word, _) if !occurs(typed.clone())? => {
            notes.push(format!("no word of any {unit_name} is spelt much like \"{word}\""));
        }
        TypedWord::Plain(text) | TypedWord::Exact(text) => {
            for word in folded_words(text) {
                if occurs(TypedWord::Plain(word.clone()))? {
                    continue;
                }
                let close = reader.close_spellings(unit, &word)?;
                let instead =
                    if close.is_empty() { String::new() } else { format!("; close to it: {}", close.join(", ")) };
                notes.push(format!("\"{word}\" occurs in no {unit_name}{instead}"));
            }
        }
        TypedWord::Pattern(_) | TypedWord::Fuzzy(..) => {}
    }
    Ok(())
}

fn unknown_value(
    reader: &Reader,
    field: ValueField,
    filter: &ValueFilter,
    notes: &mut Vec<String>,
) -> Result<(), SearchError> {
    let values = reader.values(field)?;
    if values.iter().any(|value| filter.includes(value)) {
        return Ok(());
    }
    let asked = match filter {
        ValueFilter::Code { code, prefix } => starred(code, *prefix),
        ValueFilter::File { name, prefix } => starred(name, *prefix),
        ValueFilter::Years { from, to } if from == to => from.to_string(),
        ValueFilter::Years { from, to } => format!("{from}..{to}"),
        ValueFilter::Probabilities { from, to } => format!("{from}..{to}"),
        ValueFilter::Id { document, .. } => document.clone(),
    };
    let existing = match (field, filter) {
        // A SHA-256 means nothing to a person.
        (ValueField::Id, _) => String::new(),
        (ValueField::File, ValueFilter::File { name, .. }) => {
            let near: Vec<&String> = values.iter().filter(|file| share_a_word(name, file)).collect();
            let near = if near.is_empty() && values.len() <= MOST_VALUES { values.iter().collect() } else { near };
            if near.is_empty() { "; `stratmine status` lists all".to_owned() } else { named(&near) }
        }
        // Hardly two statements have the same.
        (ValueField::Probability, _) => match (values.first(), values.last()) {
            (Some(lowest), Some(highest)) => format!("; they go from {lowest} to {highest}"),
            _ => "; its statements were coded by an older version, without one".to_owned(),
        },
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
