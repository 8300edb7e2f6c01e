//! The codebook: every code with every entry that earns it.

use stratmine_coding::lexicon::{Codebook, Conditions, Group, Lexicon, LexiconEntry, Matching};
use stratmine_output::{Cell, Sheet, Table};

/// One row an entry.
pub(super) fn sheet(codebook: &Codebook) -> Sheet {
    let groups = codebook.lexicons().iter().flat_map(|lexicon| lexicon.codes.iter().map(move |group| (lexicon, group)));
    let entries = groups.flat_map(|(lexicon, group)| group.entries.iter().map(move |entry| (lexicon, group, entry)));
    let others =
        |group: &Group, entry: &LexiconEntry| entry.codes.iter().filter(|code| **code != group.id).cloned().collect();
    let table = Table::of(entries)
        .text("lexicon", |(lexicon, ..): &(&Lexicon, &Group, &LexiconEntry)| lexicon.kind.name().into())
        .meaning("outcomes, domains, partnering, context, propositions or names")
        .text("code", |(_, group, _)| (&group.id).into())
        .meaning("the code")
        .text("label", |(_, group, _)| (&group.label).into())
        .meaning("the code in words")
        .text("term", |(.., entry)| (&entry.term).into())
        .meaning("the word or phrase; * stands for any run of letters")
        .number("weight", |(.., entry)| Cell::number(Some(f64::from(entry.weight)), 2))
        .meaning("how much it counts")
        .text("match", |(.., entry)| matching(entry.matching).into())
        .meaning("how it is compared: glob, exact, stem or regex")
        .text("conditions", |(.., entry)| conditions(&entry.conditions).into())
        .meaning("what must, or must not, stand beside it")
        .text("also", |(_, group, entry)| Cell::List(others(group, entry)))
        .meaning("other codes it earns")
        .text("note", |(_, group, entry)| entry.note.as_ref().or(group.note.as_ref()).into())
        .meaning("the analyst's note")
        .text("source", |(.., entry)| (&entry.source).into())
        .meaning("where it comes from")
        .table();
    let about = format!("Every entry of the lexicons, one a row. SHA-256 over all: {}", codebook.hash());
    Sheet { name: "codebook", about, table }
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
