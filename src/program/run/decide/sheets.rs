//! Decisions from filled-in coding sheets.

use super::commands::{Act, decision_at, kept_as, now};
use super::editor::DecisionEditor;
use crate::run::update::{RunDependencies, worker_coders};
use crate::run::{ProgramError, Progress, WorkerSettings, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use stratmine_analysis::evaluate::sheet::{self, SheetRow};
use stratmine_model::{CodedPaper, DocumentId, UNCLASSIFIED};
use stratmine_study::decisions::{Decision, StatementPlace, Verdict, outcome_codes};
use stratmine_study::store::{Disk as _, RealDisk};

/// What became of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Number of decisions written.
    pub decisions: usize,
    /// Of these, the number that hold in place of what somebody had decided otherwise, by who that was.
    pub replaced: BTreeMap<String, usize>,
    /// When they were made: the same for all.
    pub when: String,
    /// Number of rows that are not filled in.
    pub empty: usize,
    /// Rows that could not be taken over, each with its line and why.
    pub left: Vec<(usize, String)>,
    /// What a person should know of rows that were taken over, each with its line.
    pub remarks: Vec<(usize, String)>,
}

/// Takes the rows of a coding sheet over as decisions, and brings the index up to date. A row without a coder is
/// `who`'s. What a row says that the program says too is an acceptance.
///
/// # Errors
/// Where the sheet cannot be read. A row whose statement is not found is listed and left.
pub fn import_decisions(
    workspace: &Workspace,
    workers: &WorkerSettings,
    path: &Path,
    who: &str,
    why: &str,
    progress: &dyn Progress,
) -> Result<Imported, ProgramError> {
    let make_factory = || worker_coders(workspace, workers);
    let dependencies = RunDependencies { disk: &RealDisk, make_factory: &make_factory, workers, progress };
    let mut editor = DecisionEditor::to_write(dependencies.disk, workspace)?;
    let known = editor.categories(dependencies, workspace)?;
    let rows = sheet::read(path, &RealDisk.read(path)?, &known)?;
    let mut table = editor.decisions.table().clone();
    let mut imported = Imported { when: now(), ..Imported::default() };
    let mut files = BTreeSet::new();
    let decisions = editor.decisions.clone();
    // By document and statement: what holds, and who decided it.
    let mut holding: BTreeMap<DocumentId, BTreeMap<(usize, usize), Decision>> = BTreeMap::new();
    for row in rows {
        let Some(said) = row.said.clone().filter(|_| !row.quote.is_empty()) else {
            imported.empty += 1;
            continue;
        };
        let (record, at) = match found(&mut editor, &row) {
            Ok(found) => found,
            Err(error) => {
                imported.left.push((row.line, error.to_string()));
                continue;
            }
        };
        let statement = record.pages.get(at.page).and_then(|page| page.statements.get(at.statement));
        let Some(statement) = statement else { continue };
        let proposed = &statement.proposed;
        imported.remarks.extend(kept_as(statement, &row.quote).map(|remark| (row.line, remark)));
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
        let coder = row.coder.clone().unwrap_or_else(|| who.to_owned());
        let note = if row.note.is_empty() { why.to_owned() } else { row.note.clone() };
        let act = Act { verdict, codes, who: coder, why: note };
        act.check(&known)?;
        if let Some(decision) = decision_at(record, at, &act, &imported.when) {
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
            files.insert(record.file.clone());
            table.push(decision);
            imported.decisions += 1;
        }
    }
    if imported.decisions > 0 {
        editor.keep(dependencies, workspace, &table, &files)?;
    }
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
