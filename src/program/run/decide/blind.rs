//! Blind coding: what a second coder says of statements without seeing what the program or anybody else said. It is kept
//! in `coders.csv`, in the form of `decisions.csv`, and holds nowhere until somebody adjudicates.

use super::apply::table_at;
use super::commands::{Act, Target, decision_at, now};
use super::editor::DecisionEditor;
use super::seen::Revision;
use crate::error::DecisionError;
use crate::run::{ProgramError, Workspace};
use std::path::Path;
use stratmine_study::decisions::{Decision, DecisionTable};
use stratmine_study::store::{Disk, RealDisk};

/// Their file, below the corpus root.
pub(crate) const CODERS: &str = "coders.csv";

/// The table of blind codings.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn coders_table(disk: &dyn Disk, root: &Path) -> Result<DecisionTable, ProgramError> {
    table_at(disk, &root.join(CODERS))
}

/// Keeps what a person says of a statement in a blind coding.
///
/// # Errors
/// Where the statement or a category is not there, or the table cannot be read or written. Then nothing is kept.
pub fn code_blind(workspace: &Workspace, id: &str, act: &Act, categories: &[String]) -> Result<Decision, ProgramError> {
    let mut editor = DecisionEditor::to_write(&RealDisk, workspace)?;
    act.check(categories)?;
    let (record, at) = editor.find(&Target::Id(id.to_owned()))?;
    let unknown = || DecisionError::NoStatement { id: id.to_owned() };
    let decision = decision_at(record, at, act, &now()).ok_or_else(unknown)?;
    let mut table = coders_table(&RealDisk, editor.root())?;
    table.push(decision.clone());
    RealDisk.write(&editor.root().join(CODERS), &table.bytes())?;
    Ok(decision)
}

/// Takes blind codings back, or keeps them again.
///
/// # Errors
/// [`DecisionError::NotThere`] where one is not in the table any more.
pub fn revise_blind(workspace: &Workspace, made: &[Decision], revision: Revision) -> Result<(), ProgramError> {
    let editor = DecisionEditor::to_write(&RealDisk, workspace)?;
    let mut table = coders_table(&RealDisk, editor.root())?;
    revision.make(&mut table, made)?;
    Ok(RealDisk.write(&editor.root().join(CODERS), &table.bytes())?)
}
