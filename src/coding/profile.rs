//! The theory profile of a document: entry points, domains, contextual factors, end states and passages for the
//! propositions, each with the statements behind it (the chain of the realist synthesis, Aunger et al. 2020).

use crate::lexicon::PROPOSITION;
use std::collections::BTreeMap;
use stratmine_model::{Evidence, Profile, Statement, StatementCoding, StatementRef};

/// Gathers the codes of all statements; most evidence first, then by name.
pub(super) fn of(statements: &[Statement], coded: &[StatementCoding]) -> Profile {
    let mut domains = BTreeMap::new();
    let mut context = BTreeMap::new();
    for (statement, coding) in statements.iter().zip(coded) {
        for (codes, gathered) in [(&coding.domains, &mut domains), (&coding.context, &mut context)] {
            for code in codes {
                gathered.entry(code.code.as_str()).or_insert_with(Vec::new).push(statement.at);
            }
        }
    }
    let with = |prefix: &str| {
        let of_prefix = context.iter().filter(|(code, _)| code.starts_with(prefix));
        ranked(of_prefix.map(|(code, statements): (&&str, &Vec<StatementRef>)| (*code, statements.clone())))
    };
    Profile {
        entry_points: with("entry_point:"),
        domains: ranked(domains.iter().map(|(code, statements)| (*code, statements.clone()))),
        context: with("context:"),
        end_states: with("end_state:"),
        propositions: with(PROPOSITION),
    }
}

fn ranked<'a>(gathered: impl Iterator<Item = (&'a str, Vec<StatementRef>)>) -> Vec<Evidence> {
    let mut all: Vec<Evidence> =
        gathered.map(|(code, statements)| Evidence { code: code.to_owned(), statements }).collect();
    // Codes come in by name, and the sort keeps that order among equals.
    all.sort_by_key(|evidence| std::cmp::Reverse(evidence.statements.len()));
    all
}
