//! What holds after decisions.

use super::{Decision, StatementPlace, Verdict};
use std::collections::BTreeMap;
use stratmine_model::{Code, CodedPaper, OutcomeCodes, Statement, UNCLASSIFIED};

/// Makes decisions hold in a paper, each at the statement it was placed at; of several on one statement the last holds.
/// A statement that was decided before and is no longer is again what the program proposes.
///
/// Returns `false` where that cannot be: an earlier decision took a category away, and the paper no longer says by which
/// words the program had found it. Such a paper must be coded again first.
pub fn apply<'d>(record: &mut CodedPaper, placed: impl IntoIterator<Item = (&'d Decision, StatementPlace)>) -> bool {
    let last: BTreeMap<_, _> =
        placed.into_iter().map(|(decision, place)| ((place.page, place.statement), decision)).collect();
    let mut whole = true;
    for (page, its) in record.pages.iter_mut().enumerate() {
        for (number, statement) in its.statements.iter_mut().enumerate() {
            let decided = last.get(&(page, number)).map(|decision| outcome_codes(statement, decision));
            if statement.decided != decided {
                whole &= set(statement, decided);
            }
        }
    }
    whole
}

/// What a decision says of a statement.
pub fn outcome_codes(statement: &Statement, decision: &Decision) -> OutcomeCodes {
    let categories = match decision.verdict {
        Verdict::Reject => Vec::new(),
        Verdict::Accept if decision.codes.is_empty() => statement.proposed.categories.clone(),
        Verdict::Accept | Verdict::Recode | Verdict::Add => {
            decision.codes.iter().filter(|code| *code != UNCLASSIFIED).cloned().collect()
        }
    };
    OutcomeCodes { intended_outcome: decision.verdict != Verdict::Reject, categories }
}

/// Sets what a person decided on a statement, or that nobody did: the program's proposal stays next to it.
fn set(statement: &mut Statement, decided: Option<OutcomeCodes>) -> bool {
    let held = decided.as_ref().unwrap_or(&statement.proposed);
    let mut known = std::mem::take(&mut statement.categories);
    let mut whole = true;
    for code in &held.categories {
        // A category that the program found keeps the words it was found by.
        let found = known.iter().position(|known| known.code == *code).map(|place| known.swap_remove(place));
        // Before any decision all that the program found is there.
        whole &= found.is_some() || statement.decided.is_none() || !statement.proposed.categories.contains(code);
        let given = || Code { code: code.clone(), score: 0.0, matches: Vec::new() };
        statement.categories.push(found.unwrap_or_else(given));
    }
    statement.intended_outcome = held.intended_outcome;
    statement.decided = decided;
    whole
}
