//! What a run has to say at its end.

use super::{PipelineError, Style};
use crate::export::{Cell, Sheet};
use crate::ledger::{Entry, Ledger};
use crate::model::OutcomeKind;
use std::collections::BTreeSet;

/// The end of a run.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// Number of files read in this run.
    pub read: usize,
    /// Number of files that were as they were.
    pub unchanged: usize,
    /// Files that have vanished since the last run.
    pub gone: Vec<String>,
    /// The entries of all files that are there, sorted by file.
    pub entries: Vec<Entry>,
    /// Places that could not be looked at, each with the reason.
    pub troubles: Vec<String>,
    categories: Vec<String>,
    complete: bool,
}

impl RunReport {
    pub(super) fn new(
        ledger: &Ledger,
        categories: Vec<String>,
        asked: &BTreeSet<String>,
        read: usize,
        unchanged: usize,
        gone: Vec<String>,
        troubles: Vec<String>,
    ) -> Self {
        let entries: Vec<Entry> = ledger.present().cloned().collect();
        let failed = |entry: &&Entry| entry.outcome != OutcomeKind::Coded && asked.contains(&entry.file);
        let complete = troubles.is_empty() && !entries.iter().any(|entry| failed(&entry));
        Self { read, unchanged, gone, entries, troubles, categories, complete }
    }

    /// Whether every file that was asked for is coded.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The files that could not be coded.
    pub fn not_coded(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.outcome != OutcomeKind::Coded)
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
    ///
    /// # Errors
    /// [`PipelineError::Form`].
    pub fn table(&self, style: Style) -> Result<String, PipelineError> {
        let mut columns = vec!["document".to_owned(), "pages".to_owned()];
        columns.extend(self.categories.iter().cloned());
        columns.extend(["unclassified".to_owned(), "intended_outcomes".to_owned()]);
        let rows = self.counted().map(|entry| {
            let counts = &entry.counts;
            let categories = self.categories.iter().map(|code| counts.categories.get(code).copied().unwrap_or(0));
            [Cell::text(&entry.file), Cell::count(counts.pages)]
                .into_iter()
                .chain(categories.chain([counts.unclassified, counts.outcomes]).map(Cell::count))
                .collect()
        });
        Ok(Sheet { columns, rows: rows.collect() }.render(style))
    }
}
