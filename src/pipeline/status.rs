//! How every file of an index ended, and which limits hold on this machine.

use super::{PipelineError, Place, Style};
use crate::export::{Cell, Sheet};
use crate::ledger::{Attempts, Entry, Ledger, Manifest};
use crate::model::OutcomeKind;
use crate::store::RealDisk;
use std::path::PathBuf;

/// The state of an index.
#[derive(Clone, Debug)]
pub struct StatusReport {
    /// The corpus root it belongs to.
    pub root: PathBuf,
    /// Every file, removed ones too, sorted.
    pub entries: Vec<Entry>,
    /// Whether the last run that wrote came to its end.
    pub ended_well: bool,
    /// What the index was made with.
    pub manifest: Manifest,
}

/// Reads the state of an index.
///
/// # Errors
/// [`PipelineError`] where there is none or it cannot be read.
pub fn status(place: &Place) -> Result<StatusReport, PipelineError> {
    let disk = &RealDisk;
    let home = place.open(disk)?;
    Ok(StatusReport {
        root: home.recorded_root(disk)?.unwrap_or_default(),
        entries: Ledger::load(disk, &home)?.all().cloned().collect(),
        ended_well: Attempts::load(disk, &home)?.ended_well(),
        manifest: Manifest::load(disk, &home)?.unwrap_or_default(),
    })
}

impl StatusReport {
    /// One row a file.
    ///
    /// # Errors
    /// [`PipelineError::Form`].
    pub fn table(&self, style: Style) -> Result<String, PipelineError> {
        let names = ["file", "outcome", "reason", "removed", "counted", "document", "pages", "pages_unread", "words"];
        let more = ["statements", "intended_outcomes", "unclassified"];
        let rows = self.entries.iter().map(|entry| {
            let counts = &entry.counts;
            let remark = entry.remark();
            vec![
                Cell::text(&entry.file),
                Cell::text(entry.outcome.as_str()),
                Cell::maybe(remark.as_deref()),
                Cell::flag(entry.removed),
                Cell::flag(entry.is_counted()),
                Cell::maybe(entry.id.map(|id| id.to_string()).as_deref()),
                Cell::count(counts.pages),
                Cell::count(counts.pages_unread),
                Cell::count(counts.words),
                Cell::count(counts.statements),
                Cell::count(counts.outcomes),
                Cell::count(counts.unclassified),
            ]
        });
        let columns = names.iter().chain(&more).map(|name| (*name).to_owned()).collect();
        Ok(Sheet { columns, rows: rows.collect() }.render(style))
    }

    /// Number of files that are there, by the way their reading ended, in the order in which ends are listed.
    #[must_use]
    pub fn outcomes(&self) -> Vec<(OutcomeKind, usize)> {
        let present = |kind| self.entries.iter().filter(|entry| !entry.removed && entry.outcome == kind).count();
        OutcomeKind::ALL.into_iter().map(|kind| (kind, present(kind))).filter(|(_, count)| *count > 0).collect()
    }
}
