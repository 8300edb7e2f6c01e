//! What another coder said: from coding sheets, from answers in JSON Lines, from another copy of the study.

use super::commands::{Act, decision_at, kept_as, now};
use super::editor::DecisionEditor;
use super::programs::{CodedBy, PROGRAMS, are_told_apart, programs_table};
use crate::run::update::{RunDependencies, worker_coders};
use crate::run::{ProgramError, Progress, WorkerSettings, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use stratmine_analysis::evaluate::sheet::{self, SheetRow};
use stratmine_model::{CodedPaper, DocumentId, UNCLASSIFIED};
use stratmine_study::decisions::{Decision, DecisionTable, StatementPlace, Verdict, outcome_codes};
use stratmine_study::store::{Disk as _, RealDisk};

/// What became of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Number of decisions (or codes of a program) written.
    pub decisions: usize,
    /// Of these, the number that hold in place of what somebody had decided otherwise, by who that was.
    pub replaced: BTreeMap<String, usize>,
    /// When a person's rows were taken over: the time of them all.
    pub when: Option<String>,
    /// Number of decisions of a table that were here already.
    pub known: usize,
    /// Number of rows that are not filled in.
    pub empty: usize,
    /// Rows that could not be taken over, each with its line and why.
    pub left: Vec<(usize, String)>,
    /// What a person should know of rows that were taken over, each with its line.
    pub remarks: Vec<(usize, String)>,
}

/// Takes over what another coder said, and brings the index up to date: the rows of a coding sheet, answers in JSON Lines, or
/// another copy's `decisions.csv`. What a row says that the program says too is an acceptance. What a program says is kept
/// apart, and holds nowhere.
///
/// # Errors
/// Where the sheet cannot be read, or a name is both a person's and a program's. A row whose statement is not found is
/// listed and left.
pub fn import_decisions(
    workspace: &Workspace,
    workers: &WorkerSettings,
    path: &Path,
    by: &CodedBy,
    why: &str,
    progress: &dyn Progress,
) -> Result<Imported, ProgramError> {
    let make_factory = || worker_coders(workspace, workers);
    let dependencies = RunDependencies { disk: &RealDisk, make_factory: &make_factory, workers, progress };
    let mut editor = DecisionEditor::to_write(dependencies.disk, workspace)?;
    let bytes = RealDisk.read(path)?;
    let (mut people, mut programs) =
        (editor.decisions.table().clone(), programs_table(dependencies.disk, editor.root())?);
    let table = match by {
        CodedBy::Person(_) => &mut people,
        CodedBy::Program(_) => &mut programs,
    };
    let mut files = BTreeSet::new();
    let imported = if DecisionTable::is_one(&bytes) {
        merge(&editor, &DecisionTable::parse(path, &bytes)?, by, table, &mut files)
    } else {
        let known = editor.categories(dependencies, workspace)?;
        let rows = sheet::read(path, &bytes, &known)?;
        take_rows(&mut editor, rows, &known, by, why, table, &mut files)?
    };
    are_told_apart(&people, &programs, by)?;
    match by {
        _ if imported.decisions == 0 => {}
        CodedBy::Person(_) => editor.keep(dependencies, workspace, &people, &files)?,
        CodedBy::Program(_) => RealDisk.write(&editor.root().join(PROGRAMS), &programs.bytes())?,
    }
    Ok(imported)
}

/// Takes in the decisions of another copy of the study.
fn merge(
    editor: &DecisionEditor<'_>,
    from: &DecisionTable,
    by: &CodedBy,
    table: &mut DecisionTable,
    files: &mut BTreeSet<String>,
) -> Imported {
    let mut imported = Imported::default();
    for (_, decision) in from.decisions() {
        let who = match by {
            CodedBy::Person(_) if !decision.who.trim().is_empty() => &decision.who,
            CodedBy::Person(name) | CodedBy::Program(name) => name,
        };
        if table.merge(Decision { who: who.clone(), ..decision.clone() }) {
            imported.decisions += 1;
            files.insert(editor.file_of(decision));
        } else {
            imported.known += 1;
        }
    }
    imported
}

/// Takes over the rows of a sheet.
fn take_rows(
    editor: &mut DecisionEditor<'_>,
    rows: Vec<SheetRow>,
    known: &[String],
    by: &CodedBy,
    why: &str,
    table: &mut DecisionTable,
    files: &mut BTreeSet<String>,
) -> Result<Imported, ProgramError> {
    let when = now();
    let mut imported = Imported::default();
    let decisions = editor.decisions.clone();
    // By document and statement: what holds, and who decided it.
    let mut holding: BTreeMap<DocumentId, BTreeMap<(usize, usize), Decision>> = BTreeMap::new();
    for row in rows {
        let is_statement = row.id.is_some() || !row.quote.is_empty();
        let Some(said) = row.said.clone().filter(|_| is_statement) else {
            imported.empty += 1;
            continue;
        };
        let (record, at) = match found(editor, &row) {
            Ok(found) => found,
            Err(error) => {
                imported.left.push((row.line, error.to_string()));
                continue;
            }
        };
        let Some((_, statement)) = at.of(record) else { continue };
        let proposed = &statement.proposed;
        // Whoever names the statement by its id need not say its words.
        let remark = kept_as(statement, &row.quote).filter(|_| !row.quote.is_empty());
        imported.remarks.extend(remark.map(|remark| (row.line, remark)));
        let same = |one: &[String], other: &[String]| {
            one.iter().collect::<BTreeSet<_>>() == other.iter().collect::<BTreeSet<_>>()
        };
        let verdict = match (said.is_outcome, proposed.intended_outcome) {
            (false, _) => Verdict::Reject,
            (true, true) if same(&said.categories, &proposed.categories) => Verdict::Accept,
            (true, true) => Verdict::Recode,
            (true, false) => Verdict::Add,
        };
        let codes = match verdict {
            Verdict::Reject => Vec::new(),
            _ if said.categories.is_empty() => vec![UNCLASSIFIED.to_owned()],
            _ => said.categories,
        };
        let who = match by {
            CodedBy::Person(name) => row.coder.clone().unwrap_or_else(|| name.clone()),
            CodedBy::Program(name) => name.clone(),
        };
        let note = if row.note.is_empty() { why.to_owned() } else { row.note.clone() };
        let act = Act { verdict, codes, who, why: note };
        act.check(known)?;
        if let Some(decision) = decision_at(record, at, &act, &when) {
            // What a program says holds in place of nothing.
            if matches!(by, CodedBy::Person(_)) {
                let holding = holding.entry(record.document).or_insert_with(|| {
                    let placed =
                        decisions.of(record).into_iter().filter_map(|one| Some((one.place?, one.decision.clone())));
                    placed.map(|(place, decision)| ((place.page, place.statement), decision)).collect()
                });
                let said = outcome_codes(statement, &decision);
                let before = holding.insert((at.page, at.statement), decision.clone());
                if let Some(before) = before.filter(|before| outcome_codes(statement, before) != said) {
                    *imported.replaced.entry(before.who).or_default() += 1;
                }
            }
            files.insert(record.file.clone());
            table.push(decision);
            imported.decisions += 1;
        }
    }
    imported.when = matches!(by, CodedBy::Person(_)).then_some(when);
    Ok(imported)
}

fn found<'p>(
    editor: &'p mut DecisionEditor<'_>,
    row: &SheetRow,
) -> Result<(&'p CodedPaper, StatementPlace), ProgramError> {
    if let Some(id) = &row.id
        && editor.by_id(id).is_ok()
    {
        return editor.by_id(id);
    }
    let stem =
        |file: &str| file.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(stem, _)| stem.to_owned());
    let files = editor.files();
    let named = files.iter().find(|file| **file == row.document);
    let file = named.or_else(|| files.iter().find(|file| stem(file).as_deref() == Some(row.document.as_str())));
    editor.by_quote(file.map_or(row.document.as_str(), String::as_str), row.page, &row.quote)
}
