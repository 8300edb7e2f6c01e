//! What a person decides on whole papers: partnering types, entry points, title, organisation, year.

use super::commands::now;
use super::editor::DecisionEditor;
use crate::error::DecisionError;
use crate::run::update::{RunDependencies, run_as_before, worker_coders};
use crate::run::{ProgramError, Progress, WorkerSettings, Workspace};
use std::path::PathBuf;
use stratmine_coding::lexicon::{Codebook, ENTRY_POINT, Layer};
use stratmine_model::{CodedPaper, PaperMeta};
use stratmine_output::{Cell, Table, one_line};
use stratmine_study::decisions::{PaperDecision, PaperDecisions, PaperField, PaperVerdict};
use stratmine_study::ledger::Ledger;
use stratmine_study::store::{Disk as _, RealDisk};

/// What is decided on a paper, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperAct {
    /// The paper's file below the corpus.
    pub file: String,
    /// What of it.
    pub about: PaperField,
    /// The code, title, organisations or year; without one, what the program proposes is confirmed.
    pub value: Option<String>,
    /// What holds; `None` takes an earlier decision back.
    pub verdict: Option<PaperVerdict>,
    /// A page and words on it that it rests on; without them, the best quotes of the paper.
    pub quote: Option<(u32, String)>,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperDone {
    /// What was decided on.
    pub value: String,
    /// The words it rests on.
    pub quotes: String,
    /// Whether it holds in place of an earlier decision.
    pub replaced: bool,
    /// The file that decisions are kept in.
    pub path: PathBuf,
}

/// Decides on a paper, and makes it hold: the paper is coded again, not read.
///
/// # Errors
/// Where there is no such paper or code, the corpus table says otherwise, or the decision cannot be kept.
pub fn decide_paper(
    workspace: &Workspace,
    workers: &WorkerSettings,
    act: &PaperAct,
    progress: &dyn Progress,
) -> Result<PaperDone, ProgramError> {
    if act.who.trim().is_empty() {
        return Err(DecisionError::NoName.into());
    }
    let codebook = workspace.codebook()?;
    let mut editor = DecisionEditor::to_write(&RealDisk, workspace)?;
    let root = editor.root().to_owned();
    let no_paper = || ProgramError::NoPaper { file: act.file.clone() };
    let chosen = match &act.quote {
        Some((page, words)) => {
            let (paper, at) = editor.by_quote(&act.file, *page, words)?;
            at.of(paper).map(|(page, statement)| quoted(&statement.text, page.number))
        }
        None => None,
    };
    let paper = editor.paper(&act.file)?.ok_or_else(no_paper)?;
    let given = workspace.given_table(&root)?;
    if given.get(&act.file).is_some_and(|row| is_given(row, act.about)) {
        return Err(DecisionError::InTable { file: act.file.clone(), column: column(act.about) }.into());
    }
    let value = value(act, paper, &codebook)?;
    let quotes = chosen.unwrap_or_else(|| best_quotes(paper, act.about, &value));
    let mut table = Workspace::paper_decisions(&root)?;
    let replaced = match act.verdict {
        None if table.remove(&act.file, act.about, &value) => true,
        None => {
            let (file, about) = (act.file.clone(), act.about.as_str());
            return Err(DecisionError::NotDecidedOnPaper { file, about, value }.into());
        }
        Some(verdict) => {
            if act.about == PaperField::Type && verdict == PaperVerdict::Accept {
                make_room(&mut table, &act.file, &value);
            }
            table.put(PaperDecision {
                file: act.file.clone(),
                document: Some(paper.document),
                about: act.about,
                value: value.clone(),
                verdict,
                quotes: quotes.clone(),
                who: act.who.clone(),
                when: now(),
                why: act.why.clone(),
            })
        }
    };
    let path = PaperDecisions::path_in(&root);
    RealDisk.write(&path, &table.bytes())?;
    // The run takes the lock for itself.
    drop(editor);
    let make_factory = || worker_coders(workspace, workers);
    let dependencies = RunDependencies { disk: &RealDisk, make_factory: &make_factory, workers, progress };
    run_as_before(dependencies, workspace, &[root.join(&act.file)])?;
    Ok(PaperDone { value, quotes, replaced, path })
}

/// That a paper has no type leaves none accepted, and the other way round.
fn make_room(table: &mut PaperDecisions, file: &str, value: &str) {
    let none = PaperMeta::NO_PARTNERING;
    let others: Vec<String> = table
        .iter()
        .filter(|one| one.file == file && one.about == PaperField::Type && one.verdict == PaperVerdict::Accept)
        .filter(|one| (one.value == none) != (value == none))
        .map(|one| one.value.clone())
        .collect();
    for other in others {
        table.remove(file, PaperField::Type, &other);
    }
}

/// Whether the corpus table says it, which is the place to change it.
fn is_given(row: &PaperMeta, about: PaperField) -> bool {
    match about {
        PaperField::Type => !row.partnering.is_empty(),
        PaperField::EntryPoint => false,
        PaperField::Title => row.title.is_some(),
        PaperField::Organisation => row.organisation.is_some(),
        PaperField::Year => row.year.is_some(),
    }
}

/// The column of the corpus table that says it.
const fn column(about: PaperField) -> &'static str {
    match about {
        PaperField::Type => "partnering",
        other => other.as_str(),
    }
}

/// What is decided on: a code as the lexicons have it, or the text given or proposed.
fn value(act: &PaperAct, paper: &CodedPaper, codebook: &Codebook) -> Result<String, DecisionError> {
    let typed = act.value.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    let known: Vec<String> = match act.about {
        PaperField::Type => {
            let types = codebook.partnering_types().map(|kind| kind.code.clone());
            types.chain([PaperMeta::NO_PARTNERING.to_owned()]).collect()
        }
        PaperField::EntryPoint => {
            let codes = codebook.layer(Layer::Context).codes.iter().map(|group| group.id.clone());
            codes.filter(|code| code.starts_with(ENTRY_POINT)).collect()
        }
        PaperField::Title | PaperField::Organisation | PaperField::Year => {
            let proposed = match act.about {
                PaperField::Title => paper.title.clone(),
                PaperField::Organisation => paper.organisation.clone(),
                _ => paper.year.map(|year| year.to_string()),
            };
            let missing = || DecisionError::NothingProposed { file: act.file.clone(), about: act.about.as_str() };
            let value = typed.map(str::to_owned).or(proposed).ok_or_else(missing)?;
            if act.about == PaperField::Year && value.parse().map_or(true, |year: i32| !(1900..=2100).contains(&year)) {
                return Err(DecisionError::NoYear { typed: value });
            }
            return Ok(value);
        }
    };
    let typed = typed.unwrap_or_default().to_lowercase();
    let found = known.iter().find(|code| **code == typed || code.strip_prefix(ENTRY_POINT) == Some(typed.as_str()));
    found.cloned().ok_or(DecisionError::NoPaperCode { code: typed, known })
}

/// The best quotes of a paper for what is decided, each with its page.
fn best_quotes(paper: &CodedPaper, about: PaperField, value: &str) -> String {
    let ids: Vec<&String> = match about {
        PaperField::Type => {
            let all = paper.partnering.iter().chain(&paper.partnering_candidates);
            all.filter(|one| one.code == value).flat_map(|one| &one.best).collect()
        }
        PaperField::EntryPoint => {
            let all = paper.profile.entry_points.iter().chain(&paper.profile.candidates);
            all.filter(|one| one.code == value).flat_map(|one| &one.best).collect()
        }
        PaperField::Title | PaperField::Organisation | PaperField::Year => {
            let its = paper.metadata_sources.iter().filter(|source| source.field.as_str() == about.as_str());
            let quotes = its.map(|source| match source.page {
                Some(page) => quoted(&source.quote, page),
                None => format!("“{}” ({})", one_line(&source.quote), source.place.as_str().replace('_', " ")),
            });
            return quotes.collect::<Vec<_>>().join(" | ");
        }
    };
    let behind = paper.statements().filter(|(_, one)| ids.contains(&&one.id));
    behind.map(|(page, one)| quoted(&one.text, page.number)).collect::<Vec<_>>().join(" | ")
}

fn quoted(text: &str, page: u32) -> String {
    format!("“{}” (page {page})", one_line(text))
}

/// The decisions on papers with how each stands: it holds, the file is gone or another, or the corpus table says it.
///
/// # Errors
/// Where they, or the ledger, cannot be read.
pub fn list_paper_decisions(workspace: &Workspace) -> Result<Table, ProgramError> {
    let layout = workspace.open(&RealDisk)?;
    let ledger = Ledger::load(&RealDisk, &layout)?;
    let root =
        workspace.root(&RealDisk)?.ok_or_else(|| ProgramError::NoCorpus { path: crate::DEFAULT_CORPUS.into() })?;
    let given = workspace.given_table(&root)?;
    let decisions = Workspace::paper_decisions(&root)?;
    let state = |one: &PaperDecision| {
        let entry = ledger.get(&one.file).filter(|entry| !entry.removed);
        match entry {
            None => "no such paper",
            Some(_) if given.get(&one.file).is_some_and(|row| is_given(row, one.about)) => "corpus.csv says it",
            Some(entry) if one.document.is_some() && entry.id != one.document => "on another issue",
            Some(_) => "holds",
        }
    };
    Ok(Table::of(decisions.iter())
        .name("file", |one: &&PaperDecision| (&one.file).into())
        .text("about", |one| one.about.as_str().into())
        .text("value", |one| (&one.value).into())
        .text("decision", |one| one.verdict.as_str().into())
        .text("state", |one| state(one).into())
        .quote("quotes", |one| (&one.quotes).into())
        .text("who", |one| (&one.who).into())
        .text("when", |one| (&one.when).into())
        .text("why", |one| if one.why.is_empty() { Cell::Empty } else { (&one.why).into() })
        .table())
}
