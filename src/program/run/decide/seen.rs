//! Deciding on what is seen on a page that may be old: what others decided meanwhile is not overwritten unseen, and what
//! was decided can be undone and done again.

use super::commands::{Act, Target, decide_if};
use super::editor::DecisionEditor;
use crate::error::DecisionError;
use crate::run::update::{RunDependencies, worker_coders};
use crate::run::{ProgramError, Progress, WorkerSettings, Workspace};
use std::collections::BTreeSet;
use stratmine_model::OutcomeCodes;
use stratmine_study::decisions::{Decision, DecisionTable};
use stratmine_study::store::RealDisk;

/// A statement and what was decided on it when it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenStatement {
    /// Its id.
    pub id: String,
    /// The decision that was shown; `None` where nobody had decided.
    pub decided: Option<OutcomeCodes>,
}

/// Decides on statements as [`super::decide`] does, unless somebody decided otherwise since they were shown. Returns the
/// decisions that were made.
///
/// # Errors
/// [`DecisionError::DecidedMeanwhile`], and as for [`super::decide`]. Then nothing is decided.
pub fn decide_as_seen(
    workspace: &Workspace,
    workers: &WorkerSettings,
    seen: &[SeenStatement],
    act: &Act,
    progress: &dyn Progress,
) -> Result<Vec<Decision>, ProgramError> {
    let make_factory = || worker_coders(workspace, workers);
    let dependencies = RunDependencies { disk: &RealDisk, make_factory: &make_factory, workers, progress };
    let targets: Vec<Target> = seen.iter().map(|one| Target::Id(one.id.clone())).collect();
    let made = decide_if(dependencies, workspace, &targets, act, &|statement| {
        let shown = seen.iter().find(|one| one.id == statement.id).and_then(|one| one.decided.as_ref());
        if statement.decided.as_ref() == shown {
            Ok(())
        } else {
            Err(DecisionError::DecidedMeanwhile { id: statement.id.clone() })
        }
    })?;
    Ok(made.1)
}

/// What is done about decisions that were made before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revision {
    /// They are taken back: what held before them holds again.
    Undo,
    /// They are made again after they were taken back.
    Redo,
}

impl Revision {
    /// Does it in a table.
    pub(super) fn make(self, table: &mut DecisionTable, made: &[Decision]) -> Result<(), DecisionError> {
        for decision in made {
            if self == Self::Redo {
                table.push(decision.clone());
                continue;
            }
            let line = table.decisions().filter(|(_, known)| *known == decision).map(|(line, _)| line).last();
            table.remove(line.ok_or_else(|| DecisionError::NotThere { quote: decision.quote.clone() })?);
        }
        Ok(())
    }
}

/// Takes decisions back that were made before, or makes them again.
///
/// # Errors
/// [`DecisionError::NotThere`] where one is not in the table any more, and as for [`super::decide`]. Then nothing is changed.
pub fn revise_decisions(
    workspace: &Workspace,
    workers: &WorkerSettings,
    made: &[Decision],
    revision: Revision,
    progress: &dyn Progress,
) -> Result<(), ProgramError> {
    let make_factory = || worker_coders(workspace, workers);
    let dependencies = RunDependencies { disk: &RealDisk, make_factory: &make_factory, workers, progress };
    let editor = DecisionEditor::to_write(dependencies.disk, workspace)?;
    let mut table = editor.decisions.table().clone();
    revision.make(&mut table, made)?;
    let files: BTreeSet<String> = made.iter().map(|decision| decision.file.clone()).collect();
    editor.keep(dependencies, workspace, &table, &files)
}
