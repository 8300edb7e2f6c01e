//! What a run has to say at its end.

use super::RunChanges;
use std::collections::BTreeSet;
use stratmine_extract::ocr::recogniser_of;
use stratmine_model::ReadStatus;
use stratmine_output::{Cell, Column, ColumnRole, Table};
use stratmine_study::ledger::{Counts, Entry, Ledger};

/// How much work a run had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Worked {
    /// Number of files read and coded.
    pub(crate) read: usize,
    /// Number of files of which what was read before was coded again.
    pub(crate) coded_again: usize,
    /// Number of papers coded by what decisions teach.
    pub(crate) taught: usize,
}

impl Worked {
    pub(crate) fn add(&mut self, other: Self) {
        self.read += other.read;
        self.coded_again += other.coded_again;
        self.taught += other.taught;
    }
}

/// The end of a run.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// Number of files read in this run.
    pub read: usize,
    /// Number of files that were coded again without being read, because only the lexicons or the corpus table changed.
    pub coded_again: usize,
    /// Number of papers that were coded by what decisions teach.
    pub taught: usize,
    /// Number of files that were as they were.
    pub unchanged: usize,
    /// Files that have vanished since the last run.
    pub gone: Vec<String>,
    /// The entries of all files that are there, sorted by file.
    pub entries: Vec<Entry>,
    /// Places that could not be looked at, each with the reason.
    pub troubles: Vec<String>,
    /// What the run did to counts, and why; empty where there was no run before.
    pub changes: RunChanges,
    /// Papers that are counted and have no row in the metadata table, where there is one.
    pub without_row: Vec<String>,
    categories: Vec<String>,
    /// The files that were asked for and could not be coded.
    failed: BTreeSet<String>,
}

/// Whether a file is a scan whose pages were given to no text recognition: there is none, or none was wanted.
fn waits_for_recognition(entry: &Entry) -> bool {
    let asked = entry.recognition.as_deref();
    entry.outcome == ReadStatus::NeedsOcr && asked.is_some_and(|state| recogniser_of(state).is_none())
}

impl RunReport {
    pub(crate) fn new(
        ledger: &Ledger,
        categories: Vec<String>,
        asked: &BTreeSet<String>,
        worked: Worked,
        unchanged: usize,
        gone: Vec<String>,
        troubles: Vec<String>,
    ) -> Self {
        let entries: Vec<Entry> = ledger.present().cloned().collect();
        let failed = entries.iter().filter(|entry| entry.outcome != ReadStatus::Coded && asked.contains(&entry.file));
        let failed = failed.map(|entry| entry.file.clone()).collect();
        let Worked { read, coded_again, taught } = worked;
        Self {
            read,
            coded_again,
            taught,
            unchanged,
            gone,
            entries,
            troubles,
            changes: RunChanges::default(),
            without_row: Vec::new(),
            categories,
            failed,
        }
    }

    /// Whether every file that was asked for is coded. A scan that waits for text recognition is missing only where
    /// `strict`: nothing went wrong with it.
    #[must_use]
    pub fn is_complete(&self, strict: bool) -> bool {
        let waits = |file: &String| self.unrecognised().any(|entry| entry.file == *file);
        self.troubles.is_empty() && self.failed.iter().all(|file| !strict && waits(file))
    }

    /// Whether there was anything to do.
    #[must_use]
    pub fn has_worked(&self) -> bool {
        self.read + self.coded_again + self.taught + self.gone.len() > 0 || !self.changes.is_empty()
    }

    /// The scans that wait for text recognition, which is not there or was not asked for.
    pub fn unrecognised(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| waits_for_recognition(entry))
    }

    /// The other files that could not be coded.
    pub fn not_coded(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.outcome != ReadStatus::Coded && !waits_for_recognition(entry))
    }

    /// Number of intended outcomes in the documents that are counted.
    #[must_use]
    pub fn outcomes(&self) -> usize {
        self.counted().map(|entry| entry.counts.outcomes).sum()
    }

    /// The documents that are counted.
    pub fn counted(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.is_counted())
    }

    /// Intended outcomes by document and category.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut columns = vec![Column::name("document"), Column::number("pages")];
        columns.extend(self.categories.iter().map(|code| Column::named(ColumnRole::Number, code.clone())));
        columns.extend([Column::number("unclassified"), Column::number("intended_outcomes")]);
        let mut table = Table::new(columns);
        table.title = Some("intended outcomes (statements) by document and category".to_owned());
        let mut total = Counts::default();
        for entry in self.counted() {
            total.add(&entry.counts);
            table.push(self.row(&entry.file, &entry.counts));
        }
        // In data a row of totals would be counted twice.
        table.notes = vec![format!("all documents: {}", self.in_words(&total))];
        table
    }

    fn row(&self, name: &str, counts: &Counts) -> Vec<Cell> {
        let categories = self.categories.iter().map(|code| counts.categories.get(code).copied().unwrap_or(0));
        let numbers = categories.chain([counts.unclassified, counts.outcomes]).map(Cell::from);
        [Cell::from(name), Cell::from(counts.pages)].into_iter().chain(numbers).collect()
    }

    fn in_words(&self, counts: &Counts) -> String {
        let number = |code: &String| format!("{} {code}", counts.categories.get(code).copied().unwrap_or(0));
        let categories: Vec<String> = self.categories.iter().map(number).collect();
        format!(
            "{} intended outcomes; {}, {} unclassified",
            counts.outcomes,
            categories.join(", "),
            counts.unclassified
        )
    }
}

/// The first of many names, and how many more there are.
pub(crate) fn some_of(names: &[String]) -> String {
    const MOST: usize = 8;
    let named: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
    match names.len().saturating_sub(MOST) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
