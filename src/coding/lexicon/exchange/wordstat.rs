//! `WordStat`'s `.cat`: a tree by tabs; a line with a weight in parentheses is a term, any other a category.

use super::{Category, ExchangeError};
use std::fmt::Write as _;

pub(super) fn read(text: &str) -> Result<Vec<Category>, ExchangeError> {
    let mut categories: Vec<Category> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let name = line.trim();
        if name.is_empty() {
            continue;
        }
        let depth = line.chars().take_while(|sign| *sign == '\t').count();
        if depth > path.len() {
            let problem = format!("{name:?} stands deeper than anything above it\nhint: one tab a level");
            return Err(ExchangeError { line: number, problem });
        }
        path.truncate(depth);
        let Some((term, weight)) = weighed(name) else {
            path.push(name.to_owned());
            categories.push(Category { path: path.clone(), terms: Vec::new() });
            continue;
        };
        let term = term.replace('_', " ");
        if path.is_empty() {
            let problem = format!("the term {term:?} stands under no category");
            return Err(ExchangeError { line: number, problem });
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

pub(super) fn write(categories: &[Category]) -> String {
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
