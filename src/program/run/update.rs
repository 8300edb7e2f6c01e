//! The main job: every new or changed file of a corpus, read, coded, indexed and listed.

use super::coder::{CoderFactory, Finished, PaperCoder, WorkerCoders};
use super::decide::Decisions;
use super::plan::{self, Fingerprints, How, Job, Kept, Plan, PlanInputs};
use super::report::Worked;
use super::writer::{CorpusWriter, Written};
use super::{Machine, ProgramError, Progress, RunReport, TOOL, Workspace, ordered_parallel_map};
use crate::workspace::Scope;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use stratmine_search::index;
use stratmine_study::discover::{self, Found, MetadataTable};
use stratmine_study::ledger::{Attempts, Documents, Entry, IndexLayout, Input, Ledger, LedgerError, Manifest};
use stratmine_study::store::{Disk, RealDisk};

/// Brings an index up to date with its corpus.
///
/// `targets` are the arguments of the verb: nothing, one folder (the corpus root), or files below the root.
///
/// # Errors
/// [`ProgramError`] where the work cannot be done at all. A file that cannot be read is no error: it is listed.
pub fn run(
    workspace: &Workspace,
    machine: &Machine,
    targets: &[PathBuf],
    how: How,
    progress: &dyn Progress,
) -> Result<RunReport, ProgramError> {
    let make_factory =
        || -> Result<Box<dyn CoderFactory>, ProgramError> { Ok(Box::new(WorkerCoders::open(workspace, machine)?)) };
    run_on(&RealDisk, &make_factory, workspace, machine, targets, how, progress)
}

/// Brings the readers and coders, when they are needed and not before.
pub(super) type MakeFactory<'h> = &'h dyn Fn() -> Result<Box<dyn CoderFactory>, ProgramError>;

pub(super) fn run_on(
    disk: &dyn Disk,
    make_factory: MakeFactory<'_>,
    workspace: &Workspace,
    machine: &Machine,
    targets: &[PathBuf],
    how: How,
    progress: &dyn Progress,
) -> Result<RunReport, ProgramError> {
    machine.check()?;
    let (root, scope) = workspace.resolve(disk, targets, &|words| progress.say(words))?;
    let home = workspace.home();
    if !disk.has(home.folder()) {
        progress.say(&format!("made the folder {}", home.folder().display()));
    }
    let _lock = home.lock(disk)?;
    if let Some(moved) = home.prepare(disk, &root)? {
        progress.say(&format!("the index had format {} and was set aside: {}", moved.format, moved.folder.display()));
    }
    let ledger = match Ledger::load(disk, &home) {
        Err(LedgerError::Damaged { .. }) if how.force => Ledger::default(),
        loaded => loaded?,
    };
    let table = workspace.table(&root)?;
    let base = Fingerprints {
        reading: plan::fingerprint([TOOL, &stratmine_extract::engines(), &machine.limits()]),
        coding: workspace.lexicons_hash()?,
        decisions: Decisions::of_root(disk, &root)?,
    };
    let (found, troubles) = look(&root, &scope, &home)?;
    for trouble in &troubles {
        progress.say(trouble);
    }
    for file in table.files().filter(|file| scope == Scope::All && !root.join(file).exists()) {
        progress.say(&format!("the corpus table names {file}, which is not there"));
    }
    let asked: BTreeSet<String> = found.iter().map(|found| found.file.clone()).collect();
    let attempts = Attempts::load(disk, &home)?;
    if !attempts.ended_well() {
        progress.say("the last run was interrupted: going on where it stopped");
    }
    let documents = Documents::of(disk, &home);
    let recognition = OnceCell::new();
    let grounds = PlanInputs {
        ledger: &ledger,
        documents,
        attempts: &attempts,
        table: &table,
        base: &base,
        // Looked for where a file needs it and not before.
        recognition: &|| recognition.get_or_init(|| machine.ocr.state()).clone(),
        how,
    };
    let paths = found.iter().map(|found| (found.file.clone(), found.path.clone())).collect();
    let plan = grounds.plan(found, scope == Scope::All);
    let unchanged = plan.unchanged;
    let gone = plan.vanished.clone();
    let context = RunContext {
        disk,
        make_factory,
        home: &home,
        root: &root,
        threads: machine.threads,
        table: &table,
        base: &base,
        rehash: how.rehash,
        options: super::coder::options(workspace, machine),
        progress,
        paths,
    };
    let (ledger, worked) = context.work(ledger, plan, &attempts)?;
    let manifest = Manifest::load(disk, &home)?.unwrap_or_default();
    Ok(RunReport::new(&ledger, manifest.all_categories(), &asked, worked, unchanged, gone, troubles))
}

/// What is in the corpus, as far as it is meant; the index may lie within and is no part of it.
fn look(root: &Path, scope: &Scope, home: &IndexLayout) -> Result<(Vec<Found>, Vec<String>), ProgramError> {
    match scope {
        Scope::All => {
            let walk = discover::walk(root)?;
            let index = home.folder().canonicalize().unwrap_or_else(|_| home.folder().to_owned());
            let found = walk.found.into_iter().filter(|found| !found.path.starts_with(&index)).collect();
            let tell = |trouble: &discover::Trouble| format!("{}: {}", trouble.path.display(), trouble.why);
            Ok((found, walk.troubles.iter().map(tell).collect()))
        }
        Scope::Files(files) => {
            let mut found = files.iter().map(|file| discover::inspect(root, file)).collect::<Result<Vec<_>, _>>()?;
            found.sort_by(|a, b| a.file.cmp(&b.file));
            found.dedup_by(|a, b| a.file == b.file);
            Ok((found, Vec::new()))
        }
    }
}

/// One run at work.
struct RunContext<'s> {
    disk: &'s dyn Disk,
    home: &'s IndexLayout,
    root: &'s Path,
    make_factory: MakeFactory<'s>,
    threads: NonZero<usize>,
    table: &'s MetadataTable,
    base: &'s Fingerprints,
    /// Whether all bytes are to be compared, those of the search index too.
    rehash: bool,
    /// The options that bear on results.
    options: BTreeMap<String, String>,
    progress: &'s dyn Progress,
    /// Where the files lie that were looked at.
    paths: BTreeMap<String, PathBuf>,
}

impl RunContext<'_> {
    /// Carries out a plan. Returns the ledger as it then is, and how much work there was.
    fn work(&self, ledger: Ledger, mut plan: Plan, attempts: &Attempts) -> Result<(Ledger, Worked), ProgramError> {
        let mut writer = CorpusWriter::new(self.disk, self.home, ledger);
        let indexed = self.disk.has(&self.home.search()) || writer.ledger().counted().next().is_none();
        // Cheap: only its table of contents is read. Every byte is looked at before the index is written to, or where
        // all bytes are to be compared.
        let sound = !self.disk.has(&self.home.search()) || index::Reader::open(&self.home.search()).is_ok();
        let rebuild = !attempts.ended_well() || !indexed || !sound;
        let described = attempts.ended_well() && self.is_described()?;
        if plan.is_empty() && described && !rebuild && !self.rehash && writer.left_alone().is_empty() {
            return Ok((writer.into_ledger(), Worked::default()));
        }
        attempts.start(self.disk, self.home)?;
        let sound = sound && (rebuild || writer.open_index()?);
        if !sound {
            self.progress.say("the search index is damaged or of another version: making it again");
        }
        if rebuild || !sound {
            // What a killed run put into the search index is not known: the coded documents are.
            self.disk.sweep(&self.home.documents())?;
            let busy = plan.jobs.iter().chain(&plan.suspects).map(|job| job.found.file.clone());
            let wrong = writer.rebuild_index(&busy.chain(plan.vanished.iter().cloned()).collect())?;
            self.assign(&wrong, &mut plan)?;
        }
        plan.vanished.iter().try_for_each(|file| writer.vanish(file))?;
        plan.entries.into_iter().try_for_each(|entry| writer.note(entry))?;
        let mut worked = Worked::default();
        let mut made_by = None;
        let files = plan.jobs.len() + plan.suspects.len();
        if files > 0 || !described || !writer.left_alone().is_empty() {
            let factory = (self.make_factory)()?;
            let factory = factory.as_ref();
            self.progress.begin(files);
            worked.add(self.read(factory, &plan.jobs, self.threads, &mut writer)?);
            if !plan.suspects.is_empty() {
                // What is done is safe from them.
                writer.commit()?;
            }
            // One at a time, so that a file that ends the program again is the only one to be blamed for it.
            worked.add(self.read(factory, &plan.suspects, NonZero::<usize>::MIN, &mut writer)?);
            worked.add(self.read_those_left_alone(factory, &mut writer)?);
            self.progress.end();
            made_by = Some((factory.codebook(), factory.categories()));
        }
        writer.commit()?;
        let ledger = writer.into_ledger();
        self.save_manifest(&ledger, made_by)?;
        Attempts::finish(self.disk, self.home)?;
        Ok((ledger, worked))
    }

    /// Whether the manifest speaks of these lexicons and options.
    fn is_described(&self) -> Result<bool, ProgramError> {
        let manifest = match Manifest::load(self.disk, self.home) {
            Err(LedgerError::Damaged { .. }) => None,
            loaded => loaded?,
        };
        Ok(manifest.is_some_and(|known| known.lexicons == self.base.coding && known.options == self.options))
    }

    /// Looks at a file of the ledger.
    fn inspect(&self, file: &str) -> Result<Found, discover::DiscoverError> {
        let path = self.paths.get(file).cloned().unwrap_or_else(|| self.root.join(file));
        discover::inspect(self.root, &path)
    }

    /// Adds files to the work.
    fn assign(&self, files: &[String], plan: &mut Plan) -> Result<(), ProgramError> {
        for file in files {
            let found = self.inspect(file)?;
            plan.jobs.push(plan::job(found, self.table, self.base));
        }
        plan.jobs.sort_by(|a, b| a.found.file.cmp(&b.found.file));
        Ok(())
    }

    /// Reads and codes files, or codes again what was read of them.
    fn read(
        &self,
        factory: &dyn CoderFactory,
        jobs: &[Job],
        threads: NonZero<usize>,
        writer: &mut CorpusWriter<'_>,
    ) -> Result<Worked, ProgramError> {
        let mut worked = Worked::default();
        let documents = Documents::of(self.disk, self.home);
        let work = |coder: &mut Box<dyn PaperCoder + '_>, job: &Job| -> Result<_, LedgerError> {
            let file = job.found.file.as_str();
            self.progress.reading(file);
            Attempts::begin(self.disk, self.home, file, &job.state())?;
            let again = match &job.kept {
                Some(kept) => code_again(coder.as_mut(), documents, job, kept)?,
                None => None,
            };
            let (finished, before) = match again {
                Some((finished, before)) => (finished, Some(before)),
                None => (coder.finish(&job.found, job.given.as_ref(), self.progress), None),
            };
            let record = &finished.record;
            let written = if record.result.is_coded() {
                let (encoded, units) = (documents.encode(record)?, index::Units::of(record));
                let indexed_alike = before.as_ref() == Some(&units);
                Some(Written { encoded, units, indexed_alike })
            } else {
                None
            };
            Attempts::end(self.disk, self.home, file)?;
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
                self.progress.done(&job.found.file, finished.record.pages.len());
                writer.take(entry(job, &finished), written)
            },
        )?;
        Ok(worked)
    }

    /// Reads the duplicates whose first has gone, until there is none. Each round settles at least one document, so the
    /// rounds end.
    fn read_those_left_alone(
        &self,
        factory: &dyn CoderFactory,
        writer: &mut CorpusWriter<'_>,
    ) -> Result<Worked, ProgramError> {
        let mut worked = Worked::default();
        loop {
            let files = writer.left_alone();
            if files.is_empty() {
                return Ok(worked);
            }
            let mut jobs = Vec::new();
            for file in files {
                match self.inspect(&file) {
                    Ok(found) => jobs.push(plan::job(found, self.table, self.base)),
                    Err(_) => writer.vanish(&file)?,
                }
            }
            worked.add(self.read(factory, &jobs, self.threads, writer)?);
        }
    }

    fn save_manifest(&self, ledger: &Ledger, made_by: Option<(String, Vec<String>)>) -> Result<(), ProgramError> {
        let (codebook, categories) = if let Some(made_by) = made_by {
            made_by
        } else {
            let last = match Manifest::load(self.disk, self.home) {
                Err(LedgerError::Damaged { .. }) => None,
                loaded => loaded?,
            };
            if let Some(last) = last {
                (last.codebook, last.categories)
            } else {
                let factory = (self.make_factory)()?;
                (factory.codebook(), factory.categories())
            }
        };
        let states = ledger.present().filter_map(|entry| entry.recognition.as_deref());
        let recognisers: BTreeSet<&str> = states.filter_map(stratmine_extract::ocr::recogniser_of).collect();
        let engines = stratmine_extract::engines();
        let engines: Vec<&str> = std::iter::once(engines.as_str()).chain(recognisers).collect();
        let mut manifest = Manifest {
            tool: TOOL.to_owned(),
            engines: engines.join(", "),
            codebook,
            lexicons: self.base.coding.clone(),
            categories,
            options: self.options.clone(),
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
        Ok(manifest.save(self.disk, self.home)?)
    }
}

/// Codes again what was kept of a file's reading: the result, and what was indexed of it before. `None` where what was kept
/// is not what the ledger says, or does not do: then the file must be read.
fn code_again(
    coder: &mut dyn PaperCoder,
    documents: Documents<'_>,
    job: &Job,
    kept: &Kept,
) -> Result<Option<(Finished, index::Units)>, LedgerError> {
    let record = match documents.read_as(kept.id, &kept.checksum) {
        Ok(record) if record.file == job.found.file => record,
        Ok(_) | Err(LedgerError::Damaged { .. }) => return Ok(None),
        Err(error) => return Err(error),
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
