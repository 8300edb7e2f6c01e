//! What a person does: decides, confirms, takes back.

use super::apply::Decisions;
use crate::run::{Machine, ProgramError, Progress, Workspace, quote, run};
use std::collections::BTreeSet;
use std::path::PathBuf;
use stratmine_model::{CodedPaper, Page};
use stratmine_study::decide::{Decision, How, Place as At, Verdict, around};
use stratmine_study::ledger::{Documents, Ledger};
use stratmine_study::store::{Lock, RealDisk};

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

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Number of decisions written, changed or taken out.
    pub decisions: usize,
    /// The file they are kept in.
    pub path: PathBuf,
}

/// A editor with the papers and the decisions on it.
pub(super) struct DecisionEditor {
    pub(super) decisions: Decisions,
    root: PathBuf,
    home: stratmine_study::ledger::IndexLayout,
    ledger: Ledger,
    /// Held from the reading of the decisions to their writing, so that of two people none loses what the other decides.
    lock: Option<Lock>,
}

impl DecisionEditor {
    /// To look at decisions.
    pub(super) fn open(workspace: &Workspace) -> Result<Self, ProgramError> {
        let home = workspace.open(&RealDisk)?;
        Self::at(workspace, home, None)
    }

    /// To write decisions.
    pub(super) fn to_write(workspace: &Workspace) -> Result<Self, ProgramError> {
        let home = workspace.open(&RealDisk)?;
        let lock = home.lock(&RealDisk)?;
        Self::at(workspace, home, Some(lock))
    }

    fn at(
        workspace: &Workspace,
        home: stratmine_study::ledger::IndexLayout,
        lock: Option<Lock>,
    ) -> Result<Self, ProgramError> {
        let root = workspace.root(&RealDisk)?.ok_or_else(|| ProgramError::NoCorpus { path: "corpus".into() })?;
        let decisions = Decisions::of_root(&RealDisk, &root)?;
        let ledger = Ledger::load(&RealDisk, &home)?;
        Ok(Self { decisions, root, home, ledger, lock })
    }

    /// The papers that are counted, by their files.
    pub(super) fn files(&self) -> Vec<String> {
        self.ledger.counted().map(|entry| entry.file.clone()).collect()
    }

    /// The document of a file.
    pub(super) fn document(&self, file: &str) -> Result<Option<CodedPaper>, ProgramError> {
        let entry = self.ledger.counted().find(|entry| entry.file == file);
        let documents = Documents::of(&RealDisk, &self.home);
        entry.and_then(|entry| entry.id).map(|id| Ok(documents.read(id)?)).transpose()
    }

    fn find(&self, target: &Target) -> Result<(CodedPaper, At), ProgramError> {
        match target {
            Target::Id(id) => self.by_id(id),
            Target::Quote { file, page, quote } => self.by_quote(file, *page, quote),
        }
    }

    pub(super) fn by_id(&self, id: &str) -> Result<(CodedPaper, At), ProgramError> {
        let unknown = || {
            let hint = "hint: ids stand in the output of search and tally with --format csv, jsonl or json";
            ProgramError::Form(format!("there is no statement {id}\n{hint}"))
        };
        let short = id.split('.').next().unwrap_or_default();
        let entry = self.ledger.counted().find(|entry| entry.id.is_some_and(|id| id.short() == short));
        let file = entry.map(|entry| entry.file.clone()).ok_or_else(unknown)?;
        let record = self.document(&file)?.ok_or_else(unknown)?;
        let at = record.pages.iter().enumerate().find_map(|(page, its)| {
            let statement = its.statements.iter().position(|statement| statement.id == id)?;
            Some(At { page, statement, how: How::Exact })
        });
        let at = at.ok_or_else(unknown)?;
        Ok((record, at))
    }

    pub(super) fn by_quote(&self, file: &str, page: u32, words: &str) -> Result<(CodedPaper, At), ProgramError> {
        let record = self.document(file)?.ok_or_else(|| ProgramError::NoPaper { file: file.to_owned() })?;
        let holding = |(number, its): (usize, &Page)| {
            let statements = its.statements.iter();
            let holds = |text: &str| !quote::places(text, words).is_empty() || !quote::places(words, text).is_empty();
            let mut found: Vec<_> = statements.enumerate().filter(|(_, one)| holds(&one.text)).collect();
            // The shortest that holds the words says least besides.
            found.sort_by_key(|(_, one)| one.text.len().abs_diff(words.len()));
            found.first().map(|(statement, _)| At { page: number, statement: *statement, how: How::Exact })
        };
        let at = record.pages.iter().enumerate().find(|(_, its)| its.number == page).and_then(holding);
        let at = at.ok_or_else(|| {
            let hint = format!("hint: `stratmine page {file} --page {page}` shows what was read there");
            ProgramError::Form(format!("no statement on page {page} of {file} holds {words:?}\n{hint}"))
        })?;
        Ok((record, at))
    }

    /// Brings what holds in these files up to date.
    pub(super) fn settle(
        &mut self,
        workspace: &Workspace,
        machine: &Machine,
        files: &BTreeSet<String>,
        progress: &dyn Progress,
    ) -> Result<(), ProgramError> {
        // The run takes it for itself.
        self.lock.take();
        let paths: Vec<PathBuf> = files.iter().map(|file| self.root.join(file)).filter(|path| path.is_file()).collect();
        if !paths.is_empty() {
            run(workspace, machine, &paths, crate::run::How::default(), progress)?;
        }
        Ok(())
    }
}

/// The decision on a statement, keyed by what it is found again by.
pub(super) fn decision_at(record: &CodedPaper, at: At, act: &Act, when: &str) -> Option<Decision> {
    let page = record.pages.get(at.page)?;
    let statement = page.statements.get(at.statement)?;
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

/// Date and time in UTC, to the second.
pub(super) fn now() -> String {
    use time::format_description::well_known::Rfc3339;
    let now = time::OffsetDateTime::now_utc();
    // The format is fixed and the year has four digits: it cannot fail.
    now.replace_nanosecond(0).unwrap_or(now).format(&Rfc3339).unwrap_or_default()
}

/// Checks that the categories are known ones, and that there are some where they are needed.
pub(super) fn check(known: &[String], act: &Act) -> Result<(), ProgramError> {
    if act.who.trim().is_empty() {
        let hint = "hint: --who NAME, or set STRATMINE_WHO";
        return Err(ProgramError::Form(format!("a decision needs the name of who makes it\n{hint}")));
    }
    if let Some(unknown) = act.codes.iter().find(|code| !known.contains(code)) {
        let hint = format!("hint: one or more of {}", known.join(", "));
        return Err(ProgramError::Form(format!("there is no category {unknown:?}\n{hint}")));
    }
    if act.codes.is_empty() && act.verdict == Verdict::Recode {
        let hint = format!("hint: --codes {}; `accept` keeps those of the program", known.join(","));
        return Err(ProgramError::Form(format!("to recode, name the categories that hold\n{hint}")));
    }
    Ok(())
}

/// Decides on statements, and brings the index up to date.
///
/// # Errors
/// Where a statement or category is not there, or the decisions cannot be read or written. Then nothing is decided.
pub fn decide(
    workspace: &Workspace,
    machine: &Machine,
    targets: &[Target],
    act: &Act,
    progress: &dyn Progress,
) -> Result<Done, ProgramError> {
    check(&workspace.codebook()?.categories(), act)?;
    let mut editor = DecisionEditor::to_write(workspace)?;
    let when = now();
    let mut files = BTreeSet::new();
    let mut made = Vec::new();
    for target in targets {
        let (record, at) = editor.find(target)?;
        made.extend(decision_at(&record, at, act, &when));
        files.insert(record.file);
    }
    let done = Done { decisions: made.len(), path: editor.decisions.path() };
    for decision in made {
        editor.decisions.table_mut().push(decision);
    }
    editor.decisions.save()?;
    editor.settle(workspace, machine, &files, progress)?;
    Ok(done)
}

/// Confirms decisions that were moved or carried over, by their lines, or all of them: they are keyed anew by where they
/// are placed now.
///
/// # Errors
/// Where a line holds none that is placed.
pub fn confirm_decisions(workspace: &Workspace, lines: &[usize]) -> Result<Done, ProgramError> {
    let mut editor = DecisionEditor::to_write(workspace)?;
    let mut anew = Vec::new();
    for file in editor.files() {
        let Some(record) = editor.document(&file)? else { continue };
        for placing in editor.decisions.of(&record) {
            let asked = lines.is_empty() || lines.contains(&placing.line);
            let Some(at) = placing.place.filter(|at| asked && at.how != How::Exact) else { continue };
            let old = placing.decision;
            let act =
                Act { verdict: old.verdict, codes: old.codes.clone(), who: old.who.clone(), why: old.why.clone() };
            anew.extend(decision_at(&record, at, &act, &old.when).map(|decision| (placing.line, decision)));
        }
    }
    if let Some(line) = lines.iter().find(|line| !anew.iter().any(|(known, _)| known == *line)) {
        let hint = "hint: `stratmine decide list` shows the lines and how each is placed";
        return Err(ProgramError::Form(format!("line {line} holds no decision to be confirmed\n{hint}")));
    }
    let done = Done { decisions: anew.len(), path: editor.decisions.path() };
    // From the end, so that the lines before keep their numbers.
    anew.sort_by_key(|(line, _)| std::cmp::Reverse(*line));
    for (line, decision) in anew {
        editor.decisions.table_mut().replace(line, decision);
    }
    editor.decisions.save()?;
    Ok(done)
}

/// Takes decisions back, by their lines, and brings the index up to date.
///
/// # Errors
/// Where a line holds none. Then nothing is taken back.
pub fn take_back_decisions(
    workspace: &Workspace,
    machine: &Machine,
    lines: &[usize],
    progress: &dyn Progress,
) -> Result<Done, ProgramError> {
    let mut editor = DecisionEditor::to_write(workspace)?;
    let lines: BTreeSet<usize> = lines.iter().copied().collect();
    let known: Vec<(usize, String)> =
        editor.decisions.table().decisions().map(|(line, decision)| (line, decision.file.clone())).collect();
    if let Some(line) = lines.iter().find(|line| !known.iter().any(|(known, _)| known == *line)) {
        let hint = "hint: `stratmine decide list` shows the lines";
        return Err(ProgramError::Form(format!("line {line} holds no decision\n{hint}")));
    }
    for line in lines.iter().rev() {
        editor.decisions.table_mut().remove(*line);
    }
    editor.decisions.save()?;
    let files = known.into_iter().filter(|(line, _)| lines.contains(line)).map(|(_, file)| file).collect();
    editor.settle(workspace, machine, &files, progress)?;
    Ok(Done { decisions: lines.len(), path: editor.decisions.path() })
}
