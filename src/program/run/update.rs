//! The main job: brings an index up to date with its corpus. New and changed files are read, coded, indexed and listed.

use super::coder::{self, CoderFactory, Finished, PaperCoder, Taught, WorkerCoders};
use super::decide::Decisions;
use super::plan::{self, Fingerprints, Job, Plan, PlanInputs, RunOptions, StoredReading};
use super::report::{Worked, some_of};
use super::writer::{BatchLimits, CorpusWriter, Written};
use super::{ProgramError, Progress, RunChanges, RunReport, TOOL, WorkerSettings, Workspace, ordered_parallel_map};
use crate::workspace::Scope;
use rayon::prelude::*;
use std::borrow::Cow;
use std::cell::{LazyCell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use stratmine_analysis::tally::{Codes, Summary};
use stratmine_model::CodedPaper;
use stratmine_model::diagnostics::nearest;
use stratmine_search::index;
use stratmine_study::discover::{self, CorpusFile, MetadataTable, NotAPaper};
use stratmine_study::ledger::{Attempts, Documents, Entry, IndexLayout, Input, Learnt, Ledger, LedgerError, Manifest};
use stratmine_study::store::{Disk, RealDisk};

/// Brings an index up to date with its corpus.
///
/// `targets` are the arguments of the command: nothing, one folder (the corpus root), or files below the root.
///
/// # Errors
/// [`ProgramError`] where the work cannot be done at all. A file that cannot be read is no error: it is listed.
pub fn run(
    workspace: &Workspace,
    workers: &WorkerSettings,
    targets: &[PathBuf],
    options: RunOptions,
    progress: &dyn Progress,
) -> Result<RunReport, ProgramError> {
    let dependencies =
        RunDependencies { disk: &RealDisk, make_factory: &|| worker_coders(workspace, workers), workers, progress };
    run_on(dependencies, workspace, targets, options)
}

/// A run on behalf of what was decided: it learns from what the last one learnt from.
pub(super) fn run_as_before(
    dependencies: RunDependencies<'_>,
    workspace: &Workspace,
    targets: &[PathBuf],
) -> Result<RunReport, ProgramError> {
    let options = RunOptions::of_last_run(dependencies.disk, &workspace.layout());
    run_on(dependencies, workspace, targets, options)
}

/// The readers and coders of a real run.
pub(super) fn worker_coders(
    workspace: &Workspace,
    workers: &WorkerSettings,
) -> Result<Box<dyn CoderFactory>, ProgramError> {
    Ok(Box::new(WorkerCoders::open(workspace, workers)?))
}

/// What a change of an index depends on: a test gives a disk that fails, and coders without worker processes.
#[derive(Clone, Copy)]
pub(super) struct RunDependencies<'m> {
    pub(super) disk: &'m dyn Disk,
    /// Makes the readers and coders: called where they are needed and not before.
    pub(super) make_factory: &'m dyn Fn() -> Result<Box<dyn CoderFactory>, ProgramError>,
    pub(super) workers: &'m WorkerSettings,
    pub(super) progress: &'m dyn Progress,
}

pub(super) fn run_on(
    dependencies: RunDependencies<'_>,
    workspace: &Workspace,
    targets: &[PathBuf],
    options: RunOptions,
) -> Result<RunReport, ProgramError> {
    let RunDependencies { disk, progress, .. } = dependencies;
    dependencies.workers.check()?;
    let (root, scope) = workspace.resolve(disk, targets, &|words| progress.say(words))?;
    let layout = workspace.layout();
    if !disk.has(layout.folder()) {
        progress.say(&format!("made the folder {}", layout.folder().display()));
    }
    let _lock = layout.lock(disk)?;
    if let Some(moved) = layout.prepare(disk, &root)? {
        progress.say(&format!("the index had format {} and was set aside: {}", moved.format, moved.folder.display()));
    }
    let ledger = match Ledger::load(disk, &layout) {
        Err(LedgerError::Damaged { .. }) if options.force => Ledger::default(),
        loaded => loaded?,
    };
    let mut context = RunContext::open(dependencies, workspace, &layout, &root)?;
    let (mut found, troubles, left_out) = find_files(workspace, &root, &scope)?;
    if let Some(words) = left_out_in_words(&left_out) {
        progress.say(&words);
    }
    options.record(&mut context.options);
    context.paths = found.iter().map(|found| (found.file.clone(), found.path.clone())).collect();
    context.report_findings(&scope, &troubles);
    let asked: BTreeSet<String> = found.iter().map(|found| found.file.clone()).collect();
    let all = scope == Scope::All || context.add_other_papers(&ledger, &mut found)?;
    let plan = context.plan(&ledger, found, all, options);
    let (unchanged, gone) = (plan.unchanged, plan.vanished.clone());
    let before = context.manifest()?;
    let (ledger, worked) = context.execute(ledger, plan, options)?;
    let manifest = Manifest::load(disk, &layout)?.unwrap_or_default();
    let mut report = RunReport::new(&ledger, manifest.all_categories(), &asked, worked, unchanged, gone, troubles);
    let table = &context.table;
    let without_row = ledger.counted().filter(|entry| !table.is_empty() && !table.has_row(&entry.file));
    report.without_row = without_row.map(|entry| entry.file.clone()).collect();
    report.changes = before.map(|before| RunChanges::between(&before, &manifest)).unwrap_or_default();
    Ok(report)
}

/// The files of the corpus within the scope, places that could not be looked at, and what is no paper.
fn find_files(workspace: &Workspace, root: &Path, scope: &Scope) -> Result<FoundFiles, ProgramError> {
    match scope {
        Scope::All => {
            let walk = workspace.walk(root)?;
            let tell = |trouble: &discover::WalkProblem| format!("{}: {}", trouble.path.display(), trouble.why);
            Ok((walk.found, walk.troubles.iter().map(tell).collect(), walk.left_out))
        }
        Scope::Files(files) => {
            let mut found = files.iter().map(|file| discover::inspect(root, file)).collect::<Result<Vec<_>, _>>()?;
            found.sort_by(|a, b| a.file.cmp(&b.file));
            found.dedup_by(|a, b| a.file == b.file);
            Ok((found, Vec::new(), Vec::new()))
        }
    }
}

/// Papers, places that could not be looked at, and what is no paper.
type FoundFiles = (Vec<CorpusFile>, Vec<String>, Vec<LeftOutFile>);

/// A file or folder that lies among the papers and is none.
type LeftOutFile = (String, NotAPaper);

/// What lies among the papers and is none, in one line; `None` where there is nothing of the kind.
pub(crate) fn left_out_in_words(left_out: &[LeftOutFile]) -> Option<String> {
    let named: Vec<String> = left_out.iter().map(|(file, what)| format!("{file} ({})", what.as_str())).collect();
    (!named.is_empty()).then(|| format!("left out, as no papers: {}", some_of(&named)))
}

/// What is known of the search index before it is written to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SearchIndexState {
    /// It holds what the ledger says.
    Current,
    /// It is missing, or the last run did not end: what it holds is not known.
    Unknown,
    /// It cannot be used.
    Damaged,
}

/// What a change of an index works with: its dependencies, its folders, and what results depend on.
pub(super) struct RunContext<'c> {
    dependencies: RunDependencies<'c>,
    layout: &'c IndexLayout,
    root: &'c Path,
    table: MetadataTable,
    pub(super) fingerprints: Fingerprints,
    /// The options that bear on results.
    options: BTreeMap<String, String>,
    attempts: Attempts,
    /// Where the files lie that were looked at: a name that is not Unicode is not the same as its file's.
    paths: BTreeMap<String, PathBuf>,
}

impl<'c> RunContext<'c> {
    pub(super) fn open(
        dependencies: RunDependencies<'c>,
        workspace: &Workspace,
        layout: &'c IndexLayout,
        root: &'c Path,
    ) -> Result<Self, ProgramError> {
        let RunDependencies { disk, workers, .. } = dependencies;
        let fingerprints = Fingerprints {
            reading: plan::fingerprint([TOOL, &stratmine_extract::engines(), &workers.limits()]),
            coding: workspace.lexicons_hash()?,
            decisions: Decisions::of_root(disk, root)?,
        };
        Ok(Self {
            dependencies,
            layout,
            root,
            table: workspace.table(root)?,
            fingerprints,
            options: coder::options(workspace, workers),
            attempts: Attempts::load(disk, layout)?,
            paths: BTreeMap::new(),
        })
    }

    fn report_findings(&self, scope: &Scope, troubles: &[String]) {
        let progress = self.dependencies.progress;
        for trouble in troubles {
            progress.say(trouble);
        }
        // A slip of the pen leaves the paper that is meant without a row.
        let unnamed = LazyCell::new(|| -> Vec<&str> {
            self.paths.keys().map(String::as_str).filter(|found| !self.table.has_row(found)).collect()
        });
        for file in self.table.files().filter(|file| *scope == Scope::All && !self.root.join(file).exists()) {
            let meant = nearest(file, &unnamed);
            let hint = meant.map(|meant| format!(": did you mean `{meant}`?")).unwrap_or_default();
            progress.say(&format!("the corpus table names {file}, which is not there{hint}"));
        }
        if !self.attempts.ended_well() {
            progress.say("the last run was interrupted: going on where it stopped");
        }
    }

    /// Plans the work on `found`. With `all`, `found` is the whole corpus.
    fn plan(&self, ledger: &Ledger, found: Vec<CorpusFile>, all: bool, options: RunOptions) -> Plan {
        let recognition = OnceCell::new();
        // Looked for where a file needs it and not before.
        let state = || recognition.get_or_init(|| self.dependencies.workers.ocr.state()).clone();
        self.inputs(ledger, Some(&state), options).plan(found, all)
    }

    fn inputs<'i>(
        &'i self,
        ledger: &'i Ledger,
        recognition: Option<&'i dyn Fn() -> String>,
        options: RunOptions,
    ) -> PlanInputs<'i> {
        let (table, fingerprints, attempts) = (&self.table, &self.fingerprints, &self.attempts);
        PlanInputs { ledger, documents: self.documents(), attempts, table, fingerprints, recognition, options }
    }

    fn documents(&self) -> Documents<'_> {
        Documents::of(self.dependencies.disk, self.layout)
    }

    /// Carries out a plan. Returns the ledger as it then is, and how much work there was.
    fn execute(&self, ledger: Ledger, mut plan: Plan, options: RunOptions) -> Result<(Ledger, Worked), ProgramError> {
        let mut writer = CorpusWriter::new(self.dependencies.disk, self.layout, ledger, BatchLimits::RUN);
        let state = self.search_index_state(&writer);
        let described = self.attempts.ended_well() && self.is_described()?;
        let current = described && state == SearchIndexState::Current && writer.duplicates_to_read().is_empty();
        let learn = options.force || self.has_to_learn(writer.ledger(), options)?;
        if current && plan.is_empty() && !options.rehash && !learn {
            return Ok((writer.into_ledger(), Worked::default()));
        }
        self.attempts.start(self.dependencies.disk, self.layout)?;
        self.prepare_search_index(state, &mut plan, &mut writer)?;
        plan.vanished.iter().try_for_each(|file| writer.mark_removed(file))?;
        plan.entries.drain(..).try_for_each(|entry| writer.set_entry(entry))?;
        let mut worked = Worked::default();
        let mut made_by = None;
        let files = plan.jobs.len() + plan.suspects.len();
        if files > 0 || !described || !writer.duplicates_to_read().is_empty() || learn {
            let factory = (self.dependencies.make_factory)()?;
            worked = self.read_all(factory.as_ref(), &plan, &mut writer)?;
            writer.commit()?;
            let learnt = self.learn(factory.as_ref(), &mut writer, options, &mut worked)?;
            made_by = Some(MadeBy { learnt, ..self.made_by(factory.as_ref()) });
        }
        let ledger = writer.finish()?;
        self.save_manifest(&ledger, made_by)?;
        Attempts::finish(self.dependencies.disk, self.layout)?;
        Ok((ledger, worked))
    }

    /// Cheap: only the table of contents of the search index is read. Every byte is looked at before it is written to.
    fn search_index_state(&self, writer: &CorpusWriter<'_>) -> SearchIndexState {
        let there = self.dependencies.disk.has(&self.layout.search());
        if there && index::Reader::open(&self.layout.search()).is_err() {
            SearchIndexState::Damaged
        } else if self.attempts.ended_well() && (there || writer.ledger().counted().next().is_none()) {
            SearchIndexState::Current
        } else {
            SearchIndexState::Unknown
        }
    }

    /// Opens the search index, or makes it again from the coded documents. Files whose documents are not what the ledger
    /// says are added to the plan.
    fn prepare_search_index(
        &self,
        mut state: SearchIndexState,
        plan: &mut Plan,
        writer: &mut CorpusWriter<'_>,
    ) -> Result<(), ProgramError> {
        if state == SearchIndexState::Current && !writer.open_index()? {
            state = SearchIndexState::Damaged;
        }
        if state == SearchIndexState::Current {
            return Ok(());
        }
        if state == SearchIndexState::Damaged {
            self.dependencies.progress.say("the search index is damaged or of another version: making it again");
        }
        self.dependencies.disk.remove_temporary_files(&self.layout.documents())?;
        let busy = plan.jobs.iter().chain(&plan.suspects).map(|job| job.found.file.clone());
        let busy: BTreeSet<String> = busy.chain(plan.vanished.iter().cloned()).collect();
        for file in writer.rebuild_index(&busy)? {
            plan.jobs.push(self.job(self.inspect(&file)?));
        }
        plan.jobs.sort_by(|a, b| a.found.file.cmp(&b.found.file));
        Ok(())
    }

    /// Adds the other papers of the index to those that are to be looked at, where they may have been coded by other
    /// lexicons: papers of one index are coded by the same. Whether they had to be.
    fn add_other_papers(&mut self, ledger: &Ledger, found: &mut Vec<CorpusFile>) -> Result<bool, ProgramError> {
        if ledger.present().next().is_none() || self.is_coded_by_these_lexicons()? {
            return Ok(false);
        }
        let named: BTreeSet<String> = found.iter().map(|found| found.file.clone()).collect();
        let others = ledger.present().filter(|entry| !named.contains(&entry.file));
        // One that is not there any more is seen to be gone.
        found.extend(others.filter_map(|entry| self.inspect(&entry.file).ok()));
        if found.len() > named.len() {
            let words =
                "the lexicons have changed since the last run: all its papers are coded again, not only those named";
            self.dependencies.progress.say(words);
        }
        Ok(true)
    }

    /// Whether every paper of the index is known to be coded by the lexicons in use.
    fn is_coded_by_these_lexicons(&self) -> Result<bool, ProgramError> {
        let same = self.manifest()?.is_some_and(|known| known.lexicons == self.fingerprints.coding);
        Ok(same && self.attempts.ended_well())
    }

    /// Whether the manifest speaks of these lexicons and options.
    fn is_described(&self) -> Result<bool, ProgramError> {
        let known = self.manifest()?;
        Ok(known.is_some_and(|known| known.lexicons == self.fingerprints.coding && known.options == self.options))
    }

    /// Whether a run would have nothing to do for these files, nor for the index as a whole.
    pub(super) fn is_current(&self, ledger: &Ledger, files: &[&String]) -> Result<bool, ProgramError> {
        let there = self.dependencies.disk.has(&self.layout.search());
        // Options of the last run stand: a decision reads nothing.
        if !there || !self.is_coded_by_these_lexicons()? {
            return Ok(false);
        }
        let found = files.iter().map(|file| self.inspect(file)).collect::<Result<Vec<_>, _>>()?;
        // No paper is read again because text recognition is another now: that is for a run to do.
        let plan = self.inputs(ledger, None, RunOptions::default()).plan(found, false);
        Ok(plan.unchanged == files.len())
    }

    /// The manifest of the last run, where it can be read.
    fn manifest(&self) -> Result<Option<Manifest>, ProgramError> {
        match Manifest::load(self.dependencies.disk, self.layout) {
            Err(LedgerError::Damaged { .. }) => Ok(None),
            loaded => Ok(loaded?),
        }
    }

    /// Looks at a file of the ledger.
    pub(super) fn inspect(&self, file: &str) -> Result<CorpusFile, discover::DiscoverError> {
        let path = self.paths.get(file).cloned().unwrap_or_else(|| self.root.join(file));
        discover::inspect(self.root, &path)
    }

    pub(super) fn job(&self, found: CorpusFile) -> Job {
        plan::job(found, &self.table, &self.fingerprints)
    }

    /// Reads or codes all that a plan names: the suspects last and one at a time, so that a file that ends the program
    /// again is the only one to be blamed for it.
    fn read_all(
        &self,
        factory: &dyn CoderFactory,
        plan: &Plan,
        writer: &mut CorpusWriter<'_>,
    ) -> Result<Worked, ProgramError> {
        let RunDependencies { workers, progress, .. } = self.dependencies;
        progress.begin(plan.jobs.len() + plan.suspects.len());
        let mut worked = self.read(factory, &plan.jobs, workers.threads, writer)?;
        if !plan.suspects.is_empty() {
            // What is done is safe from them.
            writer.commit()?;
        }
        worked.add(self.read(factory, &plan.suspects, NonZero::<usize>::MIN, writer)?);
        // Duplicates whose first has gone. Each round settles at least one document, so the rounds end.
        loop {
            let files = writer.duplicates_to_read();
            if files.is_empty() {
                break;
            }
            let mut jobs = Vec::new();
            for file in files {
                match self.inspect(&file) {
                    Ok(found) => jobs.push(self.job(found)),
                    Err(_) => writer.mark_removed(&file)?,
                }
            }
            worked.add(self.read(factory, &jobs, workers.threads, writer)?);
        }
        progress.end();
        Ok(worked)
    }

    /// Reads and codes files, or codes again what was read of them.
    fn read(
        &self,
        factory: &dyn CoderFactory,
        jobs: &[Job],
        threads: NonZero<usize>,
        writer: &mut CorpusWriter<'_>,
    ) -> Result<Worked, ProgramError> {
        let RunDependencies { disk, progress, .. } = self.dependencies;
        let mut worked = Worked::default();
        let documents = self.documents();
        let work = |coder: &mut Box<dyn PaperCoder + '_>, job: &Job| -> Result<_, ProgramError> {
            let file = job.found.file.as_str();
            progress.reading(file);
            Attempts::begin(disk, self.layout, file, &job.state())?;
            let again = match &job.kept {
                Some(kept) => code_again(coder.as_mut(), documents, job, kept)?,
                None => None,
            };
            let (finished, before) = match again {
                Some((finished, before)) => (finished, Some(before)),
                None => (coder.finish(&job.found, job.given.as_ref(), progress), None),
            };
            let record = &finished.record;
            let coded = record.result.is_coded();
            let written = coded.then(|| written(documents, record, before.as_ref())).transpose()?;
            Attempts::end(disk, self.layout, file)?;
            Ok((finished, written, before.is_some()))
        };
        ordered_parallel_map(
            jobs,
            threads,
            || factory.coder(),
            work,
            |job, result| {
                let (finished, written, again) = result?;
                worked.read += usize::from(!again);
                worked.coded_again += usize::from(again);
                progress.done(&job.found.file, finished.record.pages.len());
                writer.put(entry(job, &finished), written)
            },
        )?;
        Ok(worked)
    }

    /// Whether people decided something that the last run did not learn from, or took something back; or a paper is not
    /// coded by what it learnt.
    fn has_to_learn(&self, ledger: &Ledger, options: RunOptions) -> Result<bool, ProgramError> {
        let learnt = self.manifest()?.and_then(|manifest| manifest.learnt);
        let (hash, known) = learnt.map_or((None, None), |learnt| (Some(learnt.hash), Some(learnt.decisions)));
        // An empty hash: nothing could be learnt from the decisions that there are.
        let hash = hash.filter(|hash| !hash.is_empty());
        Ok(known != self.decisions_to_learn(options)? || ledger.counted().any(|entry| entry.learnt != hash))
    }

    /// A hash over the decisions to learn from; `None` where there are none.
    fn decisions_to_learn(&self, options: RunOptions) -> Result<Option<String>, ProgramError> {
        self.fingerprints.decisions.lessons(self.dependencies.disk, options)
    }

    /// Codes by what decisions teach all papers that are not coded by it yet. Every paper must be read, and its decisions
    /// hold in it: from all of them together it is learnt.
    fn learn(
        &self,
        factory: &dyn CoderFactory,
        writer: &mut CorpusWriter<'_>,
        options: RunOptions,
        worked: &mut Worked,
    ) -> Result<Option<Learnt>, ProgramError> {
        let decisions = self.decisions_to_learn(options)?;
        let entries: Vec<Entry> = writer.ledger().counted().cloned().collect();
        if decisions.is_none() && entries.iter().all(|entry| entry.learnt.is_none()) {
            return Ok(None);
        }
        let documents = self.documents();
        let read = |entry: &Entry| -> Result<Option<CodedPaper>, LedgerError> {
            let (Some(id), Some(checksum)) = (entry.id, entry.checksum.as_deref()) else { return Ok(None) };
            documents.read_as(id, checksum).map(Some)
        };
        let papers: Vec<Option<CodedPaper>> = entries.par_iter().map(read).collect::<Result<_, _>>()?;
        let papers: Vec<(Entry, CodedPaper)> =
            entries.into_iter().zip(papers).filter_map(|(entry, paper)| Some((entry, paper?))).collect();
        let mut lessons: Vec<Cow<'_, CodedPaper>> = papers.iter().map(|(_, paper)| Cow::Borrowed(paper)).collect();
        let mut by_programs = 0;
        if options.learn_from_programs && !options.no_learning {
            let programs = Decisions::of_programs(self.dependencies.disk, self.root)?;
            for paper in &mut lessons {
                if let Some((lesson, taught)) = programs.lesson(paper) {
                    by_programs += taught;
                    *paper = Cow::Owned(lesson);
                }
            }
        }
        let taught = match &decisions {
            Some(_) => factory.learn(&lessons.iter().map(Cow::as_ref).collect::<Vec<_>>()),
            None => None,
        };
        drop(lessons);
        let hash = taught.as_ref().map(|taught| taught.hash.clone());
        let stale: Vec<(Entry, CodedPaper)> = papers.into_iter().filter(|(entry, _)| entry.learnt != hash).collect();
        let table = &self.table;
        let work = |coder: &mut Box<dyn PaperCoder + '_>, (entry, paper): &(Entry, CodedPaper)| {
            let before = index::Units::of(paper);
            let finished = coder.code_again(table.get(&entry.file), paper.clone(), entry.recognition.clone());
            let Some(finished) = finished else { return Ok(None) };
            let written = written(documents, &finished.record, Some(&before))?;
            Ok(Some((finished, written)))
        };
        ordered_parallel_map(
            &stale,
            self.dependencies.workers.threads,
            || match &taught {
                Some(taught) => factory.taught_coder(taught),
                None => factory.coder(),
            },
            work,
            |(entry, _), result: Result<Option<(Finished, Written)>, ProgramError>| {
                let Some((finished, written)) = result? else { return Ok(()) };
                worked.taught += 1;
                let entry = Entry { learnt: hash.clone(), ..entry.clone() };
                writer.put(entry.with_record(&finished.record), Some(written))
            },
        )?;
        let statements = taught.as_ref().map_or(0, Taught::statements).saturating_sub(by_programs);
        let hash = hash.unwrap_or_default();
        Ok(decisions.map(|decisions| Learnt { statements, programs: by_programs, hash, decisions }))
    }

    fn made_by(&self, factory: &dyn CoderFactory) -> MadeBy {
        let (codebook, categories) = (factory.codebook(), factory.categories());
        MadeBy { codebook, categories, options: self.options.clone(), learnt: None }
    }

    /// Writes the manifest. Without `made_by`, codebook and options are those of the last run.
    fn save_manifest(&self, ledger: &Ledger, made_by: Option<MadeBy>) -> Result<(), ProgramError> {
        let made_by = match (made_by, self.manifest()?) {
            (Some(made_by), _) => made_by,
            (None, Some(last)) => MadeBy {
                codebook: last.codebook,
                categories: last.categories,
                options: last.options,
                learnt: last.learnt,
            },
            (None, None) => self.made_by((self.dependencies.make_factory)()?.as_ref()),
        };
        let states = ledger.present().filter_map(|entry| entry.recognition.as_deref());
        let recognisers: BTreeSet<&str> = states.filter_map(stratmine_extract::ocr::recogniser_of).collect();
        let engines = stratmine_extract::engines();
        let engines: Vec<&str> = std::iter::once(engines.as_str()).chain(recognisers).collect();
        let mut manifest = Manifest {
            tool: TOOL.to_owned(),
            engines: engines.join(", "),
            codebook: made_by.codebook,
            lexicons: self.fingerprints.coding.clone(),
            categories: made_by.categories,
            options: made_by.options,
            learnt: made_by.learnt,
            ..Manifest::default()
        };
        for entry in ledger.present() {
            let input = Input { file: entry.file.clone(), document: entry.id, outcome: entry.outcome };
            manifest.inputs.push(input);
            *manifest.outcomes.entry(entry.outcome.to_string()).or_default() += 1;
        }
        for entry in ledger.counted() {
            manifest.documents += 1;
            manifest.counts.add(&entry.counts);
        }
        Ok(manifest.save(self.dependencies.disk, self.layout)?)
    }

    /// Writes papers whose decisions changed and whose files did not: the same order as a run (documents, search index,
    /// ledger, manifest), and the same mark for one that is broken off. `papers` are as they are to be.
    ///
    /// Returns whether it was done; nothing has changed where the search index cannot be written to.
    pub(super) fn write_decided(&self, ledger: Ledger, papers: &[DecidedPaper]) -> Result<bool, ProgramError> {
        let disk = self.dependencies.disk;
        let mut writer = CorpusWriter::new(disk, self.layout, ledger, BatchLimits::NONE);
        if !writer.duplicates_to_read().is_empty() || !writer.open_index_unchecked()? {
            return Ok(false);
        }
        self.attempts.start(disk, self.layout)?;
        let documents = self.documents();
        let work = |(): &mut (), paper: &DecidedPaper| written(documents, &paper.record, None);
        ordered_parallel_map(
            papers,
            self.dependencies.workers.threads,
            || (),
            work,
            |paper, written| {
                let known = paper.known.clone().with_record(&paper.record);
                writer.put(plan::stamped(known, &paper.job), Some(written?))
            },
        )?;
        self.save_manifest(&writer.finish()?, None)?;
        Ok(Attempts::finish(disk, self.layout).map(|()| true)?)
    }
}

/// A coded paper as it is to be written down; `before` is what was indexed of it.
fn written(
    documents: Documents<'_>,
    record: &CodedPaper,
    before: Option<&index::Units>,
) -> Result<Written, ProgramError> {
    let encoded = documents.encode(record, &Summary::of(record, Codes::InForce))?;
    let units = index::Units::of(record);
    let indexed_alike = before == Some(&units);
    Ok(Written { encoded, units, indexed_alike })
}

/// A paper as decisions now have it.
pub(super) struct DecidedPaper {
    pub(super) job: Job,
    /// Its entry before.
    pub(super) known: Entry,
    pub(super) record: CodedPaper,
}

/// What a manifest says of the lexicons and the options that bear on results.
struct MadeBy {
    codebook: String,
    categories: Vec<String>,
    options: BTreeMap<String, String>,
    learnt: Option<Learnt>,
}

/// Codes again what was kept of a file's reading: the result, and what was indexed of it before. `None` where what was kept
/// is not what the ledger says, or does not do: then the file must be read.
fn code_again(
    coder: &mut dyn PaperCoder,
    documents: Documents<'_>,
    job: &Job,
    kept: &StoredReading,
) -> Result<Option<(Finished, index::Units)>, ProgramError> {
    let record = match documents.read_as(kept.id, &kept.checksum) {
        Ok(record) if record.file == job.found.file => record,
        Ok(_) | Err(LedgerError::Damaged { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let before = index::Units::of(&record);
    Ok(coder.code_again(job.given.as_ref(), record, kept.recognition.clone()).map(|finished| (finished, before)))
}

fn entry(job: &Job, finished: &Finished) -> Entry {
    let entry = Entry::ended(&job.found.file, &finished.record.result).with_metadata(&finished.metadata);
    let entry =
        Entry { id: finished.id, recognition: finished.recognition.clone(), ..entry.with_record(&finished.record) };
    plan::stamped(entry, job)
}
