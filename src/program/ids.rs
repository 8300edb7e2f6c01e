//! Ids of statements as people type them: the first digits of the paper's id are enough where no other paper has them.

use crate::error::DecisionError;
use stratmine_study::ledger::{Entry, Ledger};

/// Fewest digits that stand for the id of a paper.
const SHORTEST: usize = 4;

/// Whether a text has the form of a statement's id: `04d2e0dd31b1.p3.s8`, or with fewer digits.
pub(crate) fn is_statement_id(text: &str) -> bool {
    let is_number = |part: &str, letter| {
        part.strip_prefix(letter).is_some_and(|digits: &str| {
            !digits.is_empty() && digits.len() < 8 && digits.bytes().all(|digit| digit.is_ascii_digit())
        })
    };
    match text.trim().split('.').collect::<Vec<_>>().as_slice() {
        [paper, page, statement] => {
            let is_paper = paper.len() >= SHORTEST && paper.bytes().all(|digit| digit.is_ascii_hexdigit());
            is_paper && is_number(page, 'p') && is_number(statement, 's')
        }
        _ => false,
    }
}

/// The counted paper that an id is of, and the whole id.
///
/// # Errors
/// [`DecisionError::NoStatement`] where no paper's id begins so, [`DecisionError::AmbiguousId`] where several do.
pub(crate) fn whole_id<'l>(ledger: &'l Ledger, id: &str) -> Result<(&'l Entry, String), DecisionError> {
    let unknown = || DecisionError::NoStatement { id: id.to_owned() };
    let (start, rest) = id.trim().split_once('.').filter(|_| is_statement_id(id)).ok_or_else(unknown)?;
    let start = start.to_ascii_lowercase();
    let known = ledger.counted().filter_map(|entry| Some((entry, entry.id?.short())));
    let its: Vec<(&Entry, String)> = known.filter(|(_, short)| short.starts_with(&start)).collect();
    match its.as_slice() {
        [] => Err(unknown()),
        [(entry, short)] => Ok((entry, format!("{short}.{rest}"))),
        several => Err(DecisionError::AmbiguousId {
            id: id.to_owned(),
            papers: several.iter().map(|(entry, short)| format!("{short} ({})", entry.file)).collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::is_statement_id;

    #[test]
    fn an_id_is_told_from_a_sentence() {
        for id in ["04d2e0dd31b1.p3.s8", "04D2.p1.s12", " abcd.p1.s1 "] {
            assert!(is_statement_id(id), "{id}");
        }
        for other in ["04d.p3.s8", "04d2e0dd31b1", "04d2.p3", "04d2.s8.p3", "We will. Go.", "04d2.p.s1", "ghij.p1.s1"] {
            assert!(!is_statement_id(other), "{other}");
        }
    }
}
