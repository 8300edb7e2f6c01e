//! The decisions, each with where it is placed now.

use super::editor::DecisionEditor;
use crate::error::DecisionError;
use crate::run::{ProgramError, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::Statement;
use stratmine_output::{Cell, Column, Table};
use stratmine_study::decisions::{Decision, How, Placing};
use stratmine_study::store::RealDisk;

/// How a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum State {
    /// At the statement it was made on
    Placed,
    /// At a statement that was cut otherwise or stands elsewhere
    Moved,
    /// In a paper that took the place of the one it was made on
    #[value(name = "carried")]
    CarriedOver,
    /// In no paper
    Orphaned,
    /// On a statement on which a later decision holds
    Replaced,
}

impl State {
    /// As it is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Placed => How::Exact.as_str(),
            Self::Moved => How::Moved.as_str(),
            Self::CarriedOver => How::CarriedOver.as_str(),
            Self::Orphaned => "orphaned",
            Self::Replaced => "replaced",
        }
    }
}

/// Where a decision is placed now: how it stands, in which paper, at which statement.
type PlacedDecision = (State, String, Statement);

/// The places of all decisions, by their lines; an orphaned one has none.
fn places(editor: &mut DecisionEditor<'_>) -> Result<BTreeMap<usize, Vec<PlacedDecision>>, ProgramError> {
    let decisions = editor.decisions.clone();
    let mut placed: BTreeMap<usize, Vec<PlacedDecision>> = BTreeMap::new();
    if decisions.table().is_empty() {
        return Ok(placed);
    }
    for file in editor.files_decided_on() {
        let Some(record) = editor.paper(&file)? else { continue };
        for placing in decisions.of(record) {
            let Some(at) = placing.place else { continue };
            let Some((_, statement)) = at.of(record) else { continue };
            let state = match at.how {
                How::Exact => State::Placed,
                How::Moved => State::Moved,
                How::CarriedOver => State::CarriedOver,
            };
            placed.entry(placing.line).or_default().push((state, file.clone(), statement.clone()));
        }
    }
    replace_earlier(&mut placed);
    Ok(placed)
}

/// How many decisions there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionCounts {
    /// By how they stand now.
    pub states: BTreeMap<State, usize>,
    /// By who decided.
    pub coders: BTreeMap<String, usize>,
}

/// How many decisions stand how now, and who decided how often.
///
/// # Errors
/// Where the decisions, or the documents they were made on, cannot be read.
pub fn count_decisions(workspace: &Workspace) -> Result<DecisionCounts, ProgramError> {
    let mut editor = DecisionEditor::open(&RealDisk, workspace)?;
    let placed = places(&mut editor)?;
    let mut counts = DecisionCounts::default();
    for (line, decision) in editor.decisions.table().decisions() {
        let state = placed.get(&line).and_then(|places| places.first()).map_or(State::Orphaned, |(state, ..)| *state);
        *counts.states.entry(state).or_default() += 1;
        *counts.coders.entry(decision.who.clone()).or_default() += 1;
    }
    Ok(counts)
}

/// The lines of `decisions.csv` that are named by their numbers, or by the ids of statements: then all decisions on these.
///
/// # Errors
/// Where there is no such statement, or nobody has decided on it.
pub fn lines_of_decisions(workspace: &Workspace, named: &[String]) -> Result<Vec<usize>, ProgramError> {
    let mut lines = Vec::new();
    let mut editor = DecisionEditor::open(&RealDisk, workspace)?;
    let decisions = editor.decisions.clone();
    for name in named {
        if let Ok(line) = name.trim().parse() {
            lines.push(line);
            continue;
        }
        let (record, at) = editor.by_id(name)?;
        let before = lines.len();
        let here = |placing: &Placing<'_>| placing.place.is_some_and(|place| place.is_at(at));
        let its = decisions.of(record).into_iter().filter(here);
        lines.extend(its.map(|placing| placing.line));
        if lines.len() == before {
            return Err(DecisionError::NotDecided { id: name.clone() }.into());
        }
    }
    Ok(lines)
}

/// The lines of the decisions that somebody made, or that were made at a time: a date, or the beginning of a time.
///
/// # Errors
/// Where there is none.
pub fn lines_made(workspace: &Workspace, who: Option<&str>, when: Option<&str>) -> Result<Vec<usize>, ProgramError> {
    let editor = DecisionEditor::open(&RealDisk, workspace)?;
    let is_it = |one: &Decision| {
        who.is_none_or(|who| one.who.trim() == who.trim()) && when.is_none_or(|when| one.when.starts_with(when.trim()))
    };
    let its = editor.decisions.table().decisions().filter(|(_, one)| is_it(one));
    let lines: Vec<usize> = its.map(|(line, _)| line).collect();
    if lines.is_empty() {
        let coders = editor.decisions.table().decisions().map(|(_, one)| one.who.clone()).collect();
        return Err(DecisionError::NoneMade { coders }.into());
    }
    Ok(lines)
}

/// The decisions in the order of their file, or those only that stand so: one row a decision and place.
///
/// # Errors
/// Where the decisions, or the documents they were made on, cannot be read.
pub fn list_decisions(workspace: &Workspace, only: Option<State>) -> Result<Table, ProgramError> {
    let mut editor = DecisionEditor::open(&RealDisk, workspace)?;
    let placed = places(&mut editor)?;
    let decisions = editor.decisions.clone();
    let mut table = Table::new([
        Column::number("line"),
        Column::text("state"),
        Column::text("decision"),
        Column::text("codes"),
        Column::text("proposed"),
        Column::name("file"),
        Column::number("page"),
        Column::quote("quote"),
        Column::text("who"),
        Column::text("when"),
        Column::text("why"),
        Column::text("statement"),
    ]);
    let mut counts: BTreeMap<State, usize> = BTreeMap::new();
    for (line, decision) in decisions.table().decisions() {
        match placed.get(&line) {
            None => {
                *counts.entry(State::Orphaned).or_default() += 1;
                if only.is_none_or(|only| only == State::Orphaned) {
                    table.push(row(line, State::Orphaned, decision, &decision.file, None));
                }
            }
            Some(places) => {
                for (state, file, statement) in places {
                    *counts.entry(*state).or_default() += 1;
                    if only.is_none_or(|only| only == *state) {
                        table.push(row(line, *state, decision, file, Some(statement)));
                    }
                }
            }
        }
    }
    let counted: Vec<String> = counts.iter().map(|(state, count)| format!("{count} {}", state.as_str())).collect();
    table.notes.push(if counted.is_empty() {
        "nobody has decided anything yet".to_owned()
    } else {
        counted.join(", ")
    });
    if counts.contains_key(&State::Moved) || counts.contains_key(&State::CarriedOver) {
        table
            .notes
            .push("`stratmine decide confirm` keeps those that were moved or carried over where they are".to_owned());
    }
    Ok(table)
}

/// Of several decisions on one statement the last holds: the others are replaced.
fn replace_earlier(placed: &mut BTreeMap<usize, Vec<PlacedDecision>>) {
    let mut holding = BTreeSet::new();
    for (state, file, statement) in placed.values_mut().rev().flatten() {
        if !holding.insert((file.clone(), statement.id.clone())) {
            *state = State::Replaced;
        }
    }
}

fn row(line: usize, state: State, decision: &Decision, file: &str, statement: Option<&Statement>) -> Vec<Cell> {
    let proposed = statement.map(|statement| {
        if statement.proposed.intended_outcome {
            let codes = &statement.proposed.categories;
            if codes.is_empty() { "none".to_owned() } else { codes.join("; ") }
        } else {
            "no outcome".to_owned()
        }
    });
    vec![
        line.into(),
        state.as_str().into(),
        decision.verdict.as_str().into(),
        decision.codes.join("; ").into(),
        proposed.into(),
        file.into(),
        usize::try_from(decision.page).unwrap_or_default().into(),
        decision.quote.as_str().into(),
        decision.who.as_str().into(),
        decision.when.as_str().into(),
        decision.why.as_str().into(),
        statement.map(|statement| statement.id.clone()).into(),
    ]
}
