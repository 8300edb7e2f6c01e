//! What holds after decisions.

use super::{Decision, Place, Verdict};
use std::collections::BTreeMap;
use stratmine_model::{Code, CodedPaper, OutcomeCodes, Statement};

/// Applies decisions to the statements they were placed at, in their order: of several on one statement the last holds.
pub fn apply<'d>(record: &mut CodedPaper, placed: impl IntoIterator<Item = (&'d Decision, Place)>) {
    let last: BTreeMap<_, _> =
        placed.into_iter().map(|(decision, place)| ((place.page, place.statement), decision)).collect();
    for ((page, statement), decision) in last {
        let page = record.pages.get_mut(page);
        if let Some(statement) = page.and_then(|page| page.statements.get_mut(statement)) {
            apply_one(statement, decision.verdict, &decision.codes);
        }
    }
}

/// Sets what a person decided on a statement: the program's proposal stays beside it.
pub fn apply_one(statement: &mut Statement, verdict: Verdict, codes: &[String]) {
    let outcome = verdict != Verdict::Reject;
    let codes = match verdict {
        Verdict::Reject => Vec::new(),
        Verdict::Accept if codes.is_empty() => statement.proposed.categories.clone(),
        Verdict::Accept | Verdict::Recode | Verdict::Add => codes.to_vec(),
    };
    let mut found = std::mem::take(&mut statement.categories);
    // A category that the program found keeps the words it was found by.
    let held = |code: &String| match found.iter().position(|known| known.code == *code) {
        Some(place) => found.swap_remove(place),
        None => Code { code: code.clone(), score: 0.0, matches: Vec::new() },
    };
    statement.categories = codes.iter().map(held).collect();
    statement.intended_outcome = outcome;
    statement.decided = Some(OutcomeCodes { intended_outcome: outcome, categories: codes });
}
