//! The codebook: every code with every entry that earns it.

use stratmine_coding::lexicon::{Codebook, Conditions, Matching};
use stratmine_output::{Cell, Sheet, Table};

const COLUMNS: [(&str, &str); 10] = [
    ("lexicon", "outcomes, domains, partnering, context or names"),
    ("code", "the code"),
    ("label", "the code in words"),
    ("term", "the word or phrase; * stands for any run of letters"),
    (">weight", "how much it counts"),
    ("match", "how it is compared: glob, exact, stem or regex"),
    ("conditions", "what must, or must not, stand beside it"),
    ("also", "other codes it earns"),
    ("note", "the analyst's note"),
    ("source", "where it comes from"),
];

/// One row an entry.
pub(super) fn sheet(codebook: &Codebook) -> Sheet {
    let mut table = Table::new(&COLUMNS.map(|(name, _)| name));
    for lexicon in codebook.lexicons() {
        for group in &lexicon.codes {
            for entry in &group.entries {
                table.push(vec![
                    lexicon.kind.name().into(),
                    group.id.as_str().into(),
                    group.label.as_str().into(),
                    entry.term.as_str().into(),
                    Cell::number(Some(f64::from(entry.weight)), 2),
                    matching(entry.matching).into(),
                    conditions(&entry.conditions).into(),
                    Cell::List(entry.codes.iter().filter(|code| **code != group.id).cloned().collect()),
                    entry.note.clone().or_else(|| group.note.clone()).into(),
                    entry.source.clone().into(),
                ]);
            }
        }
    }
    Sheet {
        name: "codebook",
        about: format!("Every entry of the lexicons, one a row. SHA-256 over all: {}", codebook.hash()),
        columns: COLUMNS.map(|(name, meaning)| (name.trim_start_matches('>').to_owned(), meaning.to_owned())).to_vec(),
        table,
    }
}

const fn matching(matching: Matching) -> &'static str {
    match matching {
        Matching::Glob => "glob",
        Matching::Exact => "exact",
        Matching::Stem => "stem",
        Matching::Regex => "regex",
    }
}

fn conditions(conditions: &Conditions) -> Option<String> {
    let near = format!("within {} words of", conditions.within);
    let not_near = format!("not within {} words of", conditions.within);
    let said: Vec<String> = [
        ("after", &conditions.before),
        ("not after", &conditions.unless_before),
        ("before", &conditions.after),
        ("not before", &conditions.unless_after),
        (near.as_str(), &conditions.near),
        (not_near.as_str(), &conditions.unless_near),
    ]
    .into_iter()
    .filter(|(_, words)| !words.is_empty())
    .map(|(how, words)| format!("{how}: {}", words.join(", ")))
    .collect();
    (!said.is_empty()).then(|| said.join("; "))
}
