//! What other programs say of statements. It is kept in `programs.csv`, in the form of `decisions.csv`, and holds nowhere:
//! a program is no person, however good.

use super::apply::table_at;
use crate::error::DecisionError;
use crate::run::ProgramError;
use std::collections::BTreeSet;
use std::path::Path;
use stratmine_study::decisions::DecisionTable;
use stratmine_study::store::Disk;

/// Their file, below the corpus root.
pub(super) const PROGRAMS: &str = "programs.csv";

/// Who gave the codes of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodedBy {
    /// A person: the name of those rows that give none.
    Person(String),
    /// A program, which gave them all.
    Program(String),
}

/// The table of what programs say.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn programs_table(disk: &dyn Disk, root: &Path) -> Result<DecisionTable, ProgramError> {
    table_at(disk, &root.join(PROGRAMS))
}

/// Checks that nobody is a person in one table and a program in the other.
pub(super) fn are_told_apart(
    people: &DecisionTable,
    programs: &DecisionTable,
    by: &CodedBy,
) -> Result<(), DecisionError> {
    let people: BTreeSet<&str> = people.decisions().map(|(_, decision)| decision.who.as_str()).collect();
    let shared = programs.decisions().map(|(_, code)| &code.who).find(|name| people.contains(name.as_str()));
    match shared {
        None => Ok(()),
        Some(name) => {
            Err(DecisionError::OtherKindOfCoder { name: name.clone(), is_person: matches!(by, CodedBy::Program(_)) })
        }
    }
}
