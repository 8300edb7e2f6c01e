//! The decisions of a corpus with the papers they are on: looked at, or changed under the writer lock.
//!
//! A change of decisions costs the records and index documents of the papers it is on, not a run: see
//! [`DecisionEditor::keep`].

use super::Decisions;
use super::commands::Target;
use crate::error::DecisionError;
use crate::ids::whole_id;
use crate::quote;
use crate::run::update::{self, DecidedPaper, RunContext, RunDependencies};
use crate::run::{ProgramError, Workspace};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use stratmine_model::{Code, CodedPaper, DocumentId};
use stratmine_study::decisions::{Decision, DecisionTable, How, StatementPlace};
use stratmine_study::ledger::{Documents, Entry, IndexLayout, Ledger, LedgerError};
use stratmine_study::store::{Disk, Lock};

/// A coded paper as it lies in the index.
struct StoredPaper {
    record: CodedPaper,
    /// Whether it is the very one that the ledger names.
    sound: bool,
}

/// The decisions of a corpus, its ledger, and the papers that were asked for.
pub(super) struct DecisionEditor<'e> {
    disk: &'e dyn Disk,
    pub(super) decisions: Decisions,
    root: PathBuf,
    layout: IndexLayout,
    ledger: Ledger,
    papers: BTreeMap<String, StoredPaper>,
    /// Held from the reading of the decisions to their writing, so that of two people none loses what the other decides.
    lock: Option<Lock>,
}

impl<'e> DecisionEditor<'e> {
    /// To look at decisions.
    pub(super) fn open(disk: &'e dyn Disk, workspace: &Workspace) -> Result<Self, ProgramError> {
        let layout = workspace.open(disk)?;
        Self::at(disk, workspace, layout, None)
    }

    /// To write decisions.
    pub(super) fn to_write(disk: &'e dyn Disk, workspace: &Workspace) -> Result<Self, ProgramError> {
        let layout = workspace.open(disk)?;
        let lock = layout.lock(disk)?;
        Self::at(disk, workspace, layout, Some(lock))
    }

    fn at(
        disk: &'e dyn Disk,
        workspace: &Workspace,
        layout: IndexLayout,
        lock: Option<Lock>,
    ) -> Result<Self, ProgramError> {
        let root =
            workspace.root(disk)?.ok_or_else(|| ProgramError::NoCorpus { path: crate::DEFAULT_CORPUS.into() })?;
        let decisions = Decisions::of_root(disk, &root)?;
        let ledger = Ledger::load(disk, &layout)?;
        Ok(Self { disk, decisions, root, layout, ledger, papers: BTreeMap::new(), lock })
    }

    /// The folder of the papers.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The papers that are counted, by their files.
    pub(super) fn files(&self) -> Vec<String> {
        self.ledger.counted().map(|entry| entry.file.clone()).collect()
    }

    /// The file of the paper that a decision of another copy of the study is on: it may have another name here.
    pub(super) fn file_of(&self, decision: &Decision) -> String {
        let its = self.ledger.counted().find(|entry| entry.id == Some(decision.document));
        its.map_or_else(|| decision.file.clone(), |entry| entry.file.clone())
    }

    /// The counted papers that decisions may be on, by their files: others need not be read to place them.
    pub(super) fn files_decided_on(&self) -> Vec<String> {
        let named: BTreeSet<DocumentId> = self.decisions.table().decisions().map(|(_, one)| one.document).collect();
        let its = |entry: &&Entry| {
            entry.id.is_some_and(|id| named.contains(&id)) || !self.decisions.bearing_on(&entry.file).is_empty()
        };
        self.ledger.counted().filter(its).map(|entry| entry.file.clone()).collect()
    }

    /// The coded paper of a file that is counted.
    pub(super) fn paper(&mut self, file: &str) -> Result<Option<&CodedPaper>, ProgramError> {
        let Some(entry) = self.ledger.get(file).filter(|entry| entry.is_counted()) else { return Ok(None) };
        if !self.papers.contains_key(file)
            && let Some(stored) = read(Documents::of(self.disk, &self.layout), entry)?
        {
            self.papers.insert(file.to_owned(), stored);
        }
        Ok(self.papers.get(file).map(|stored| &stored.record))
    }

    /// Reads the papers of these statements, on all cores. A paper that cannot be read is left to [`DecisionEditor::paper`],
    /// which says why.
    pub(super) fn prefetch<'t>(&mut self, ids: impl Iterator<Item = &'t str>) {
        let wanted: BTreeSet<&str> = ids.map(short_of).collect();
        let is_wanted = |short: &str| wanted.iter().any(|wanted| short.starts_with(wanted));
        let its = |entry: &&Entry| entry.id.is_some_and(|id| is_wanted(&id.short()));
        let entries: Vec<&Entry> = self.ledger.counted().filter(its).collect();
        let documents = Documents::of(self.disk, &self.layout);
        let read = |entry: &&Entry| Some((entry.file.clone(), read(documents, entry).ok()??));
        self.papers.extend(entries.par_iter().filter_map(read).collect::<Vec<_>>());
    }

    pub(super) fn find(&mut self, target: &Target) -> Result<(&CodedPaper, StatementPlace), ProgramError> {
        match target {
            Target::Id(id) => self.by_id(id),
            Target::Quote { file, page, quote } => self.by_quote(file, *page, quote),
        }
    }

    pub(super) fn by_id(&mut self, id: &str) -> Result<(&CodedPaper, StatementPlace), ProgramError> {
        let unknown = || DecisionError::NoStatement { id: id.to_owned() };
        let (file, id) = whole_id(&self.ledger, id).map(|(entry, id)| (entry.file.clone(), id))?;
        let record = self.paper(&file)?.ok_or_else(unknown)?;
        let at = record.pages.iter().enumerate().find_map(|(page, its)| {
            let statement = its.statements.iter().position(|statement| statement.id == id)?;
            Some(StatementPlace { page, statement, how: How::Exact })
        });
        Ok((record, at.ok_or_else(unknown)?))
    }

    pub(super) fn by_quote(
        &mut self,
        file: &str,
        page: u32,
        words: &str,
    ) -> Result<(&CodedPaper, StatementPlace), ProgramError> {
        let record = self.paper(file)?.ok_or_else(|| ProgramError::NoPaper { file: file.to_owned() })?;
        let holding = |(number, its): (usize, &stratmine_model::Page)| {
            if quote::places(&its.text, words).is_empty() {
                return None;
            }
            let statements = its.statements.iter();
            let holds = |text: &str| !quote::places(text, words).is_empty() || !quote::places(words, text).is_empty();
            let mut found: Vec<_> = statements.enumerate().filter(|(_, one)| holds(&one.text)).collect();
            // The shortest that holds the words says least besides.
            found.sort_by_key(|(_, one)| one.text.len().abs_diff(words.len()));
            found.first().map(|(statement, _)| StatementPlace { page: number, statement: *statement, how: How::Exact })
        };
        let at = record.pages.iter().enumerate().find(|(_, its)| its.number == page).and_then(holding);
        let missing = || DecisionError::NoQuote { file: file.to_owned(), page, words: words.to_owned() };
        Ok((record, at.ok_or_else(missing)?))
    }

    /// The outcome categories: those the index was made with while the lexicons are the same, else those of the lexicons.
    pub(super) fn categories(
        &self,
        dependencies: RunDependencies<'_>,
        workspace: &Workspace,
    ) -> Result<Vec<String>, ProgramError> {
        let known = stratmine_study::ledger::Manifest::load(self.disk, &self.layout).ok().flatten();
        match known {
            Some(known) if known.lexicons == workspace.lexicons_hash()? => Ok(known.categories),
            _ => Ok((dependencies.make_factory)()?.categories()),
        }
    }

    /// Keeps a table of decisions in place of the one that was read.
    pub(super) fn write(&self, table: &DecisionTable) -> Result<(), ProgramError> {
        Ok(self.disk.write(&self.decisions.path(), &table.bytes())?)
    }

    /// Keeps a changed table of decisions, and makes it hold in the papers of `files`.
    ///
    /// Where a run would have nothing to do for these files, only their records and index documents are written. Else, or
    /// where a paper must be read again, they are run.
    pub(super) fn keep(
        mut self,
        dependencies: RunDependencies<'_>,
        workspace: &Workspace,
        table: &DecisionTable,
        files: &BTreeSet<String>,
    ) -> Result<(), ProgramError> {
        let files: Vec<&String> = files.iter().filter(|file| self.root.join(file).is_file()).collect();
        let paths: Vec<PathBuf> = files.iter().map(|file| self.root.join(file)).collect();
        let (layout, root) = (self.layout.clone(), self.root.clone());
        let mut context = RunContext::open(dependencies, workspace, &layout, &root)?;
        let current = context.is_current(&self.ledger, &files)?;
        self.write(table)?;
        if files.is_empty() {
            return Ok(());
        }
        // As a run will read them.
        context.fingerprints.decisions = Decisions::of_root(self.disk, &root)?;
        if current && self.update(dependencies, &context, &files)? {
            return Ok(());
        }
        // The run takes it for itself.
        drop(self.lock.take());
        update::run_as_before(dependencies, workspace, &paths).map(drop)
    }

    /// Makes the decisions of the context hold in papers whose files are as they were. Returns `false`, with nothing
    /// changed, where that needs a run.
    fn update(
        &mut self,
        dependencies: RunDependencies<'_>,
        context: &RunContext<'_>,
        files: &[&String],
    ) -> Result<bool, ProgramError> {
        let mut stored = Vec::new();
        for file in files {
            let Some(known) = self.ledger.get(file).cloned() else { return Ok(false) };
            self.paper(file)?;
            let Some(StoredPaper { record, sound: true }) = self.papers.remove(*file) else { return Ok(false) };
            stored.push((DecidedPaper { job: context.job(context.inspect(file)?), known, record }, true));
        }
        let decisions = &context.fingerprints.decisions;
        stored.par_iter_mut().for_each(|(paper, whole)| *whole = decisions.apply_to(&mut paper.record));
        let mut factory = None;
        let mut papers = Vec::new();
        for (mut paper, whole) in stored {
            if !whole {
                // What an earlier decision took away is found by coding again what the index holds.
                let Some(StoredPaper { record, sound: true }) =
                    read(Documents::of(self.disk, &self.layout), &paper.known)?
                else {
                    return Ok(false);
                };
                let factory = match &mut factory {
                    Some(factory) => factory,
                    none => none.insert((dependencies.make_factory)()?),
                };
                let recognition = paper.known.recognition.clone();
                let again = factory.coder().code_again(paper.job.given.as_ref(), record, recognition);
                let Some(finished) = again else { return Ok(false) };
                if paper.known.learnt.is_some() {
                    // Coded by the weights alone: what the last run learnt stays for all but what was taken back.
                    take_words(&mut paper.record, &finished.record);
                } else {
                    paper.record = finished.record;
                }
            }
            papers.push(paper);
        }
        context.write_decided(self.ledger.clone(), &papers)
    }
}

/// Gives categories that lost the words they were found by these words again, from the same paper coded again.
fn take_words(paper: &mut CodedPaper, again: &CodedPaper) {
    let found: BTreeMap<&str, &[Code]> =
        again.statements().map(|(_, one)| (one.id.as_str(), one.categories.as_slice())).collect();
    for statement in paper.pages.iter_mut().flat_map(|page| &mut page.statements) {
        let found = found.get(statement.id.as_str()).copied().unwrap_or_default();
        for code in statement.categories.iter_mut().filter(|code| code.matches.is_empty()) {
            if let Some(found) = found.iter().find(|found| found.code == code.code) {
                code.clone_from(found);
            }
        }
    }
}

/// The part of a statement's id that names its document.
fn short_of(id: &str) -> &str {
    id.split('.').next().unwrap_or_default()
}

fn read(documents: Documents<'_>, entry: &Entry) -> Result<Option<StoredPaper>, LedgerError> {
    let Some(id) = entry.id else { return Ok(None) };
    let named = entry.checksum.as_deref().map(|checksum| documents.read_as(id, checksum));
    match named {
        Some(Ok(record)) => Ok(Some(StoredPaper { record, sound: true })),
        // One that a broken run left is good enough to look at.
        Some(Err(LedgerError::Damaged { .. })) | None => {
            Ok(Some(StoredPaper { record: documents.read(id)?, sound: false }))
        }
        Some(Err(error)) => Err(error),
    }
}
