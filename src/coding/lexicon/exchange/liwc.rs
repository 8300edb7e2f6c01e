//! LIWC's `.dic`: numbered categories between two lines of `%`, then a term and its numbers a line.

use super::{Category, ExchangeError};
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(super) fn read(text: &str) -> Result<Vec<Category>, ExchangeError> {
    let wrong = |line: usize, problem: String| ExchangeError { line, problem };
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
                let hint = "hint: a LIWC dictionary begins with a line of `%`";
                return Err(wrong(number, format!("there is no list of categories\n{hint}")));
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

pub(super) fn write(categories: &[Category]) -> String {
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
