//! The theory profile of a paper: entry points, domains, contextual factors, end states and passages for the
//! propositions, each with the statements behind it (the chain of the realist synthesis, Aunger et al. 2020).

use crate::lexicon::PROPOSITION;
use std::collections::BTreeMap;
use stratmine_model::{CodedPaper, Evidence, Profile};

/// Gathers the codes of all statements; most evidence first, then by name.
pub(super) fn of(paper: &CodedPaper) -> Profile {
    let mut domains: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut context: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (_, statement) in paper.statements() {
        for (codes, gathered) in [(&statement.domains, &mut domains), (&statement.context, &mut context)] {
            for code in codes {
                gathered.entry(code.code.as_str()).or_default().push(statement.id.clone());
            }
        }
    }
    let with = |prefix: &str| ranked(context.iter().filter(|(code, _)| code.starts_with(prefix)));
    Profile {
        entry_points: with("entry_point:"),
        domains: ranked(domains.iter()),
        context: with("context:"),
        end_states: with("end_state:"),
        propositions: with(PROPOSITION),
    }
}

fn ranked<'a>(gathered: impl Iterator<Item = (&'a &'a str, &'a Vec<String>)>) -> Vec<Evidence> {
    let evidence = |(code, statements): (&&str, &Vec<String>)| Evidence {
        code: (*code).to_owned(),
        statements: statements.clone(),
    };
    let mut all: Vec<Evidence> = gathered.map(evidence).collect();
    // Codes come in by name, and the sort keeps that order among equals.
    all.sort_by_key(|evidence| std::cmp::Reverse(evidence.statements.len()));
    all
}
