//! Which files need work? Compares what is in the corpus with what the ledger says was done.
//!
//! A file is left alone when its size, times and inode, and all that its result depends on besides, are what they were;
//! then it costs no more than a look at the folder. Where all that its *reading* depends on is what it was, and only what
//! its *coding* depends on has changed (the lexicons, its row of the corpus table), what was read is coded again.

use super::coder::unsupported;
use super::decide::Decisions;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::{DocumentId, Format, PaperMeta, ReadResult, ReadStatus};
use stratmine_study::discover::{self, CorpusFile, MetadataTable, UncheckedTable};
use stratmine_study::ledger::{Attempts, Documents, Entry, IndexLayout, Ledger, Manifest};
use stratmine_study::store::Disk;

/// Which files a run does although nothing about them has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct RunOptions {
    /// Do all files again.
    pub force: bool,
    /// Do files again that could not be coded.
    pub retry: bool,
    /// Compare the bytes of all files, not only their size, time and inode.
    pub rehash: bool,
    /// Code by the weights of the lexicons alone: what people decided holds where they decided it, and teaches nothing.
    pub no_learning: bool,
    /// Learn from what other programs say as well, where no person decided.
    pub learn_from_programs: bool,
}

/// The option of a manifest that says what a run learns from, where it is not people's decisions alone.
const LEARNING: &str = "learning";
const OFF: &str = "off";
const WITH_PROGRAMS: &str = "people and programs";

impl RunOptions {
    /// Writes down what bears on results.
    pub(super) fn record(self, options: &mut BTreeMap<String, String>) {
        let said = match (self.no_learning, self.learn_from_programs) {
            (true, _) => OFF,
            (false, true) => WITH_PROGRAMS,
            (false, false) => return,
        };
        options.insert(LEARNING.to_owned(), said.to_owned());
    }

    /// What the last run learnt from, for work that nobody gives options for; the usual where that is not known.
    pub(crate) fn of_last_run(disk: &dyn Disk, layout: &IndexLayout) -> Self {
        Self::recorded(&Manifest::load(disk, layout).ok().flatten().unwrap_or_default().options)
    }

    /// What was written down by a run.
    pub(crate) fn recorded(options: &BTreeMap<String, String>) -> Self {
        let said = options.get(LEARNING).map(String::as_str);
        Self { no_learning: said == Some(OFF), learn_from_programs: said == Some(WITH_PROGRAMS), ..Self::default() }
    }
}

/// What results depend on besides the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fingerprints {
    /// What readings depend on: tool, engines, limits.
    pub(crate) reading: String,
    /// What codings depend on besides what was read and the corpus table: the lexicons.
    pub(crate) coding: String,
    /// What people decided, of which that on single files bears on these.
    pub(crate) decisions: Decisions,
}

/// A file to be read, or only to be coded again.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// The file.
    pub(crate) found: CorpusFile,
    /// Its row of the corpus table.
    pub(crate) given: Option<PaperMeta>,
    /// What its reading depends on besides its bytes.
    key: String,
    /// A hash of its row of the corpus table, empty where it has none.
    row: String,
    /// What its coding depends on besides what was read.
    coding: String,
    /// Where the last reading still stands: what was kept of it.
    pub(crate) kept: Option<StoredReading>,
}

/// What the ledger says of a reading that still stands.
#[derive(Clone, Debug)]
pub(crate) struct StoredReading {
    /// The document.
    pub(crate) id: DocumentId,
    /// The checksum of its coded document.
    pub(crate) checksum: String,
    /// What its pages that need text recognition were given to.
    pub(crate) recognition: Option<String>,
}

impl Job {
    /// The file's state, for the notes of readings begun.
    pub(crate) fn state(&self) -> String {
        let found = &self.found;
        let when = found.modified_ns.to_string();
        let (bytes, inode) = (found.bytes.to_string(), found.inode.to_string());
        fingerprint([bytes.as_str(), &when, &inode, &self.key, &self.coding])
    }
}

/// What is to be done.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Files to read or code, sorted by file.
    pub(crate) jobs: Vec<Job>,
    /// Files during whose reading or coding the program has ended before: to be read last and one by one, sorted by file.
    pub(crate) suspects: Vec<Job>,
    /// Entries that change without any reading.
    pub(crate) entries: Vec<Entry>,
    /// Files that the ledger names and that are gone.
    pub(crate) vanished: Vec<String>,
    /// Number of files that are as they were.
    pub(crate) unchanged: usize,
}

impl Plan {
    /// Whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.jobs.is_empty() && self.suspects.is_empty() && self.entries.is_empty() && self.vanished.is_empty()
    }
}

/// All that a plan is made from.
pub(crate) struct PlanInputs<'g> {
    /// The state of the index.
    pub(crate) ledger: &'g Ledger,
    /// The coded documents.
    pub(crate) documents: Documents<'g>,
    /// What did not end well.
    pub(crate) attempts: &'g Attempts,
    /// The corpus table.
    pub(crate) table: &'g MetadataTable,
    /// What every result depends on.
    pub(crate) fingerprints: &'g Fingerprints,
    /// The state of text recognition here and now: see [`stratmine_extract::OcrOptions::state`]. `None` where a file is not
    /// to be read again for it.
    pub(crate) recognition: Option<&'g dyn Fn() -> String>,
    /// Which files are done although nothing about them has changed.
    pub(crate) options: RunOptions,
}

impl PlanInputs<'_> {
    /// Plans the work on `found`. With `all`, `found` is the whole corpus, and what the ledger names beyond it is gone.
    pub(crate) fn plan(&self, found: Vec<CorpusFile>, all: bool) -> Plan {
        let mut plan = Plan::default();
        let mut here = BTreeSet::new();
        for found in found {
            here.insert(found.file.clone());
            let job = self.job(found);
            let kept = match self.decide(&job) {
                Action::Leave => {
                    plan.unchanged += 1;
                    continue;
                }
                Action::SetEntry(entry) => {
                    plan.entries.push(*entry);
                    continue;
                }
                Action::CodeAgain(kept) => Some(kept),
                Action::Read => None,
            };
            let suspect = self.attempts.suspects(&job.found.file, &job.state());
            let work = if suspect { &mut plan.suspects } else { &mut plan.jobs };
            work.push(Job { kept, ..job });
        }
        if all {
            let gone = self.ledger.present().filter(|entry| !here.contains(&entry.file));
            plan.vanished = gone.map(|entry| entry.file.clone()).collect();
        }
        plan.jobs.sort_by(|a, b| a.found.file.cmp(&b.found.file));
        plan.suspects.sort_by(|a, b| a.found.file.cmp(&b.found.file));
        plan
    }

    fn job(&self, found: CorpusFile) -> Job {
        job(found, self.table, self.fingerprints)
    }

    fn decide(&self, job: &Job) -> Action {
        let found = &job.found;
        let known = self.ledger.get(&found.file);
        if found.format == Format::Other {
            let entry = stamped(Entry::ended(&found.file, &unsupported(&found.file)), job);
            return if known == Some(&entry) { Action::Leave } else { Action::SetEntry(Box::new(entry)) };
        }
        if self.options.force {
            return Action::Read;
        }
        if !self.options.retry
            && let Some(times) = self.attempts.blames(&found.file, &job.state())
        {
            let reason = format!("the program ended {times} times while it was being read; --retry tries again");
            let entry = Entry::ended(&found.file, &ReadResult::because(ReadStatus::Crashed, reason));
            let given = job.given.clone().unwrap_or_default();
            return Action::SetEntry(Box::new(stamped(entry.with_metadata(&given), job)));
        }
        let Some(known) = known.filter(|known| !known.removed && known.key == job.key) else {
            return Action::Read;
        };
        // Only files that have pages for it are read again when text recognition comes, goes or changes.
        let changed = |(before, now): (&String, &dyn Fn() -> String)| *before != now();
        if known.recognition.as_ref().zip(self.recognition).is_some_and(changed) {
            return Action::Read;
        }
        if known.outcome == ReadStatus::Coded {
            // A duplicate has no document of its own; it looks at that of the first.
            let kept = known.id.is_some_and(|id| self.documents.has(id));
            if !kept {
                return Action::Read;
            }
        } else if self.options.retry || opens_again(known, found) {
            return Action::Read;
        }
        self.of_standing(known, job)
    }

    /// The verdict on a file whose last reading stands, unless its bytes have changed.
    fn of_standing(&self, known: &Entry, job: &Job) -> Action {
        let found = &job.found;
        let touched = (known.bytes, known.modified_ns, known.inode) != (found.bytes, found.modified_ns, found.inode);
        if touched || self.options.rehash {
            // Copied or touched, but perhaps not changed: reading the bytes is far cheaper than reading the paper.
            let same = known.bytes == found.bytes && known.id.is_some();
            if !same || known.id != discover::identify(&found.path).ok() {
                return Action::Read;
            }
        }
        if known.coding != job.coding {
            code_again(known, job)
        } else if touched {
            Action::SetEntry(Box::new(stamped(known.clone(), job)))
        } else {
            Action::Leave
        }
    }
}

/// The verdict on a file whose reading stands and whose coding does not.
fn code_again(known: &Entry, job: &Job) -> Action {
    match (known.outcome, known.id, &known.checksum) {
        (ReadStatus::Coded, Some(id), Some(checksum)) => {
            let recognition = known.recognition.clone();
            Action::CodeAgain(StoredReading { id, checksum: checksum.clone(), recognition })
        }
        // A duplicate has no document of its own. And what crashed may have done so while it was coded.
        (ReadStatus::Coded | ReadStatus::Crashed, ..) => Action::Read,
        // Nothing was coded: no more depends on the table than what lists show of it.
        _ => {
            let given = job.given.clone().unwrap_or_default();
            let entry = Entry { partnering: Vec::new(), ..known.clone().with_metadata(&given) };
            Action::SetEntry(Box::new(stamped(entry, job)))
        }
    }
}

/// Whether a file that could not be opened can be by now: permissions and network drives change nothing in the file.
fn opens_again(known: &Entry, found: &CorpusFile) -> bool {
    known.outcome == ReadStatus::Unreadable && std::fs::File::open(&found.path).is_ok()
}

/// The job of reading a file, under its row of the table.
pub(crate) fn job(found: CorpusFile, table: &MetadataTable, fingerprints: &Fingerprints) -> Job {
    let given = table.get(&found.file).cloned();
    let row = given.as_ref().and_then(|given| serde_json::to_string(given).ok()).unwrap_or_default();
    let decided = fingerprints.decisions.bearing_on(&found.file);
    let decided = Some(decided.as_str()).filter(|decided| !decided.is_empty());
    let coding = fingerprint([fingerprints.coding.as_str(), row.as_str()].into_iter().chain(decided));
    let row = row_hash(table.row_as_typed(&found.file));
    Job { key: fingerprints.reading.clone(), row, coding, given, kept: None, found }
}

/// Whether the corpus table says something else of a file than it did when the file was coded.
pub(crate) fn is_redescribed(entry: &Entry, table: &UncheckedTable) -> bool {
    entry.row.as_ref().is_some_and(|row| *row != row_hash(table.row_as_typed(&entry.file)))
}

/// By what a change of a file's row of the corpus table is told, from the row as it was typed.
fn row_hash(typed: &str) -> String {
    if typed.is_empty() { String::new() } else { fingerprint([typed]) }
}

enum Action {
    /// It is as it was.
    Leave,
    /// Its entry changes, without reading.
    SetEntry(Box<Entry>),
    /// What was read must be coded again.
    CodeAgain(StoredReading),
    /// It must be read.
    Read,
}

/// An entry with the state of the file as it was found.
pub(crate) fn stamped(entry: Entry, job: &Job) -> Entry {
    let found = &job.found;
    Entry {
        bytes: found.bytes,
        modified_ns: found.modified_ns,
        inode: found.inode,
        key: job.key.clone(),
        coding: job.coding.clone(),
        row: Some(job.row.clone()),
        ..entry
    }
}

/// The SHA-256 over some texts, in hexadecimal.
pub(crate) fn fingerprint<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    stratmine_model::DocumentId::from_digest(hasher.finalize().into()).to_string()
}
