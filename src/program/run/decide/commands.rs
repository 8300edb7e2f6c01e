//! What a person does: decides, confirms, takes back.

use super::editor::DecisionEditor;
use crate::error::DecisionError;
use crate::quote;
use crate::run::update::{RunDependencies, worker_coders};
use crate::run::{ProgramError, Progress, WorkerSettings, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use stratmine_coding::Coder;
use stratmine_model::{CodedPaper, Statement, UNCLASSIFIED};
use stratmine_study::decisions::{Decision, How, Placing, StatementPlace, Verdict, around};
use stratmine_study::store::RealDisk;

/// Which statement is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The one with this id, as search and tally print it.
    Id(String),
    /// The one that holds these words.
    Quote {
        /// The paper's file below the corpus.
        file: String,
        /// Physical page number from 1.
        page: u32,
        /// The words.
        quote: String,
    },
}

/// What is decided, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// What.
    pub verdict: Verdict,
    /// The categories given.
    pub codes: Vec<String>,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
}

impl Act {
    /// Checks that the categories are known ones, and that there are some where they are needed.
    pub(super) fn check(&self, known: &[String]) -> Result<(), DecisionError> {
        if self.who.trim().is_empty() {
            return Err(DecisionError::NoName);
        }
        if let Some(code) = self.codes.iter().find(|code| *code != UNCLASSIFIED && !known.contains(code)) {
            return Err(DecisionError::NoCategory { code: code.clone(), known: known.to_vec() });
        }
        if self.codes.is_empty() && self.verdict == Verdict::Recode {
            return Err(DecisionError::NoCodes { known: known.to_vec() });
        }
        Ok(())
    }
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Number of decisions written, changed or taken out.
    pub decisions: usize,
    /// The file they are kept in.
    pub path: PathBuf,
    /// What a person should know of them.
    pub remarks: Vec<String>,
}

/// The decision on a statement, keyed by what it is found again by.
pub(super) fn decision_at(record: &CodedPaper, at: StatementPlace, act: &Act, when: &str) -> Option<Decision> {
    let (page, statement) = at.of(record)?;
    let (before, after) = around(page, statement);
    let earlier = page.statements.iter().take(at.statement);
    Some(Decision {
        document: record.document,
        file: record.file.clone(),
        page: page.number,
        quote: statement.text.split_whitespace().collect::<Vec<_>>().join(" "),
        before,
        after,
        occurrence: 1 + earlier.filter(|other| other.text == statement.text).count(),
        verdict: act.verdict,
        codes: act.codes.clone(),
        who: act.who.clone(),
        when: when.to_owned(),
        why: act.why.clone(),
    })
}

/// That a statement was decided on before: of several decisions the last holds.
fn earlier(placings: &[Placing<'_>], at: StatementPlace) -> Option<String> {
    let before = placings.iter().rfind(|placing| placing.place.is_some_and(|place| place.is_at(at)))?;
    let Decision { verdict, who, .. } = before.decision;
    Some(format!(
        "this decision holds in place of that of line {}: {} by {who} (`stratmine decide undo {}` takes that one out)",
        before.line,
        verdict.as_str(),
        before.line
    ))
}

/// That the words given are more or fewer than those of the statement that is decided on.
pub(super) fn kept_as(statement: &Statement, words: &str) -> Option<String> {
    let [text, words] = [&statement.text, words].map(|text| text.trim_matches(|sign: char| !sign.is_alphanumeric()));
    let holds = |one: &str, other: &str| !quote::places(one, other).is_empty();
    let all = holds(text, words) && holds(words, text);
    (!all).then(|| format!("the decision is on the whole statement {}: \"{}\"", statement.id, statement.text))
}

/// That the words given are those of several statements, of which one is decided on.
fn other_statements(record: &CodedPaper, at: StatementPlace, words: &str) -> Option<String> {
    let (page, chosen) = at.of(record)?;
    let others: Vec<&str> = page
        .statements
        .iter()
        .enumerate()
        .filter(|(place, one)| *place != at.statement && !quote::places(words, &one.text).is_empty())
        .map(|(_, one)| one.id.as_str())
        .collect();
    (!others.is_empty()).then(|| {
        format!(
            "the words are those of {} statements, and one alone is decided on: \"{}\"; decide on the {} too: {}",
            others.len() + 1,
            chosen.text,
            if others.len() == 1 { "other" } else { "others" },
            others.join(" ")
        )
    })
}

/// Date and time in UTC, to the second.
pub(crate) fn now() -> String {
    use time::format_description::well_known::Rfc3339;
    let now = time::OffsetDateTime::now_utc();
    // The format is fixed and the year has four digits: it cannot fail.
    now.replace_nanosecond(0).unwrap_or(now).format(&Rfc3339).unwrap_or_default()
}

/// Decides on statements, and makes it hold in their papers. Costs one record and one index document per paper.
///
/// # Errors
/// Where a statement or category is not there, or the decisions cannot be read or written. Then nothing is decided.
pub fn decide(
    workspace: &Workspace,
    workers: &WorkerSettings,
    targets: &[Target],
    act: &Act,
    progress: &dyn Progress,
) -> Result<Done, ProgramError> {
    let make_factory = || worker_coders(workspace, workers);
    decide_on(
        RunDependencies { disk: &RealDisk, make_factory: &make_factory, workers, progress },
        workspace,
        targets,
        act,
    )
}

pub(in crate::run) fn decide_on(
    dependencies: RunDependencies<'_>,
    workspace: &Workspace,
    targets: &[Target],
    act: &Act,
) -> Result<Done, ProgramError> {
    decide_if(dependencies, workspace, targets, act, &|_| Ok(())).map(|(done, _)| done)
}

/// The same where `may` allows it for each statement as it stands now; also the decisions that were made.
pub(super) fn decide_if(
    dependencies: RunDependencies<'_>,
    workspace: &Workspace,
    targets: &[Target],
    act: &Act,
    may: &dyn Fn(&Statement) -> Result<(), DecisionError>,
) -> Result<(Done, Vec<Decision>), ProgramError> {
    let mut editor = DecisionEditor::to_write(dependencies.disk, workspace)?;
    act.check(&editor.categories(dependencies, workspace)?)?;
    let when = now();
    let mut files = BTreeSet::new();
    let mut made = Vec::new();
    let mut table = editor.decisions.table().clone();
    editor.prefetch(targets.iter().filter_map(|target| match target {
        Target::Id(id) => Some(id.as_str()),
        Target::Quote { .. } => None,
    }));
    let mut done = Done { path: editor.decisions.path(), ..Done::default() };
    let decisions = editor.decisions.clone();
    let mut placings = BTreeMap::new();
    let mut codebook = None;
    for target in targets {
        let (record, at) = editor.find(target)?;
        let its = placings.entry(record.document).or_insert_with(|| decisions.of(record));
        done.remarks.extend(earlier(its, at));
        if let Target::Quote { quote, .. } = target {
            done.remarks.extend(other_statements(record, at, quote));
        }
        let Some((_, statement)) = at.of(record) else { continue };
        if let Target::Quote { quote, .. } = target {
            done.remarks.extend(kept_as(statement, quote));
        }
        may(statement)?;
        let mut act = act.clone();
        if act.verdict.is_outcome() && act.codes.is_empty() {
            // What is accepted is written down: what the program proposes may change with what it learns.
            act.codes = if statement.proposed.intended_outcome {
                statement.proposed.categories.clone()
            } else {
                let codebook = match &mut codebook {
                    Some(codebook) => codebook,
                    none => none.insert(workspace.codebook()?),
                };
                Coder::new(codebook).suggested(statement)
            };
            if act.codes.is_empty() {
                act.codes = vec![UNCLASSIFIED.to_owned()];
            }
        }
        if let Some(decision) = decision_at(record, at, &act, &when) {
            files.insert(record.file.clone());
            table.push(decision.clone());
            made.push(decision);
            done.decisions += 1;
        }
    }
    editor.keep(dependencies, workspace, &table, &files)?;
    Ok((done, made))
}

/// Confirms decisions that were moved or carried over, by their lines, or all of them: they are keyed again by where they
/// are placed now.
///
/// # Errors
/// Where a line holds none that is placed.
pub fn confirm_decisions(workspace: &Workspace, lines: &[usize]) -> Result<Done, ProgramError> {
    let mut editor = DecisionEditor::to_write(&RealDisk, workspace)?;
    let decisions = editor.decisions.clone();
    let mut confirmed = Vec::new();
    for file in editor.files_decided_on() {
        let Some(record) = editor.paper(&file)? else { continue };
        for placing in decisions.of(record) {
            let asked = lines.is_empty() || lines.contains(&placing.line);
            let Some(at) = placing.place.filter(|at| asked && at.how != How::Exact) else { continue };
            let old = placing.decision;
            let act =
                Act { verdict: old.verdict, codes: old.codes.clone(), who: old.who.clone(), why: old.why.clone() };
            confirmed.extend(decision_at(record, at, &act, &old.when).map(|decision| (placing.line, decision)));
        }
    }
    if let Some(line) = lines.iter().find(|line| !confirmed.iter().any(|(known, _)| known == *line)) {
        return Err(DecisionError::NotMoved { line: *line }.into());
    }
    let done = Done { decisions: confirmed.len(), path: decisions.path(), ..Done::default() };
    // From the end, so that the lines before keep their numbers.
    confirmed.sort_by_key(|(line, _)| std::cmp::Reverse(*line));
    let mut table = decisions.table().clone();
    for (line, decision) in confirmed {
        table.replace(line, decision);
    }
    editor.write(&table)?;
    Ok(done)
}

/// Takes decisions back, by their lines, and makes it hold in their papers. Costs one record and one index document per
/// paper; where a decision had taken a category away, the paper is coded again to find its words.
///
/// # Errors
/// Where a line holds none. Then nothing is taken back.
pub fn take_back_decisions(
    workspace: &Workspace,
    workers: &WorkerSettings,
    lines: &[usize],
    progress: &dyn Progress,
) -> Result<Done, ProgramError> {
    let make_factory = || worker_coders(workspace, workers);
    take_back_on(RunDependencies { disk: &RealDisk, make_factory: &make_factory, workers, progress }, workspace, lines)
}

pub(in crate::run) fn take_back_on(
    dependencies: RunDependencies<'_>,
    workspace: &Workspace,
    lines: &[usize],
) -> Result<Done, ProgramError> {
    let editor = DecisionEditor::to_write(dependencies.disk, workspace)?;
    let lines: BTreeSet<usize> = lines.iter().copied().collect();
    let mut table = editor.decisions.table().clone();
    let mut files = BTreeSet::new();
    let mut makers: BTreeMap<String, usize> = BTreeMap::new();
    for line in &lines {
        let its = editor.decisions.table().decisions().find(|(known, _)| known == line);
        let (_, decision) = its.ok_or(DecisionError::NoDecision { line: *line })?;
        files.insert(decision.file.clone());
        *makers.entry(decision.who.clone()).or_default() += 1;
    }
    for line in lines.iter().rev() {
        table.remove(*line);
    }
    let mut done = Done { decisions: lines.len(), path: editor.decisions.path(), ..Done::default() };
    if makers.len() > 1 {
        let of_each: Vec<String> = makers.iter().map(|(who, number)| format!("{number} by {who}")).collect();
        done.remarks.push(format!("they were of several people: {}", of_each.join(", ")));
    }
    editor.keep(dependencies, workspace, &table, &files)?;
    Ok(done)
}
