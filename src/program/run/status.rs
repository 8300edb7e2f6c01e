//! How every file of an index ended, and which limits hold on this machine.

use super::decide::{DecisionCounts, count_decisions};
use super::{ProgramError, Workspace};
use std::path::PathBuf;
use stratmine_model::{PageGrade, ReadStatus};
use stratmine_output::{Column, Table};
use stratmine_study::discover::MetadataTable;
use stratmine_study::ledger::{Attempts, Documents, Entry, Ledger, Manifest};
use stratmine_study::store::RealDisk;

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
    /// What lies among the papers and is none, in one line, where there is any.
    pub left_out: Option<String>,
    /// The metadata table, where there is one.
    pub table: Option<PathBuf>,
    /// Papers that are counted and have no row in it.
    pub without_row: Vec<String>,
    /// Its columns that the program keeps and does not know.
    pub own_columns: Vec<String>,
    /// How many decisions there are.
    pub decisions: DecisionCounts,
    /// The pages of counted PDFs that were read with doubt, worst first: poor ones, then fair ones, each from the most
    /// statements down.
    pub doubtful: Vec<DoubtfulPage>,
}

/// A page that was read with doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubtfulPage {
    /// The file below the corpus.
    pub file: String,
    /// The page's number, from 1.
    pub number: u32,
    /// How well it was read: fair or poor.
    pub grade: PageGrade,
    /// What is doubtful.
    pub reasons: Vec<String>,
    /// How many statements it holds.
    pub statements: usize,
}

/// Reads the state of an index.
///
/// # Errors
/// [`ProgramError`] where there is none or it cannot be read.
pub fn status(workspace: &Workspace) -> Result<StatusReport, ProgramError> {
    let disk = &RealDisk;
    let layout = workspace.open(disk)?;
    let root = layout.recorded_root(disk)?.unwrap_or_default();
    let entries: Vec<Entry> = Ledger::load(disk, &layout)?.all().cloned().collect();
    // The folder of the papers may be away: the index is there all the same.
    let is_there = root.is_dir();
    let table = workspace.table_path(&root).filter(|_| is_there);
    let rows = if table.is_some() { workspace.table(&root)? } else { MetadataTable::default() };
    let is_missing = |entry: &&Entry| entry.is_counted() && !rows.has_row(&entry.file);
    let without_row = entries.iter().filter(|entry| table.is_some() && is_missing(entry));
    let left_out = workspace.walk(&root).ok().and_then(|walk| super::update::left_out_in_words(&walk.left_out));
    Ok(StatusReport {
        left_out,
        without_row: without_row.map(|entry| entry.file.clone()).collect(),
        own_columns: rows.own_columns().to_vec(),
        decisions: if is_there { count_decisions(workspace)? } else { DecisionCounts::default() },
        table,
        root,
        doubtful: doubtful_pages(&Documents::of(disk, &layout), &entries)?,
        entries,
        ended_well: Attempts::load(disk, &layout)?.ended_well(),
        manifest: Manifest::load(disk, &layout)?.unwrap_or_default(),
    })
}

fn doubtful_pages(documents: &Documents<'_>, entries: &[Entry]) -> Result<Vec<DoubtfulPage>, ProgramError> {
    let mut pages = Vec::new();
    for entry in entries.iter().filter(|entry| entry.is_counted()) {
        let grades = &entry.counts.page_grades;
        let (Some(id), true) = (entry.id, grades.fair + grades.poor > 0 && entry.file.to_lowercase().ends_with(".pdf"))
        else {
            continue;
        };
        let doubtful = documents
            .read(id)?
            .pages
            .into_iter()
            .filter(|page| matches!(page.quality.grade, PageGrade::Fair | PageGrade::Poor));
        pages.extend(doubtful.map(|page| DoubtfulPage {
            file: entry.file.clone(),
            number: page.number,
            grade: page.quality.grade,
            reasons: page.quality.reasons,
            statements: page.statements.len(),
        }));
    }
    // The sort is stable: of equals, the first file and page comes first.
    pages.sort_by(|one, other| other.grade.cmp(&one.grade).then(other.statements.cmp(&one.statements)));
    Ok(pages)
}

impl StatusReport {
    /// One row a file.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut table = Table::new([
            Column::name("file"),
            Column::text("outcome"),
            Column::text("grade"),
            Column::text("reason"),
            Column::text("removed"),
            Column::text("counted"),
            Column::text("sha256"),
            Column::number("pages"),
            Column::number("pages_unread"),
            Column::number("pages_good"),
            Column::number("pages_fair"),
            Column::number("pages_poor"),
            Column::number("pages_ocr"),
            Column::number("words"),
            Column::number("statements"),
            Column::number("intended_outcomes"),
            Column::number("unclassified"),
        ]);
        for entry in &self.entries {
            let counts = &entry.counts;
            table.push(vec![
                entry.file.as_str().into(),
                entry.outcome.as_str().into(),
                entry.grade.map(PageGrade::as_str).into(),
                entry.remark().into(),
                entry.removed.into(),
                entry.is_counted().into(),
                entry.id.map(|id| id.to_string()).into(),
                counts.pages.into(),
                counts.pages_unread.into(),
                counts.page_grades.good.into(),
                counts.page_grades.fair.into(),
                counts.page_grades.poor.into(),
                counts.page_grades.ocr.into(),
                counts.words.into(),
                counts.statements.into(),
                counts.outcomes.into(),
                counts.unclassified.into(),
            ]);
        }
        table
    }

    /// The same for people: without what only programs need.
    #[must_use]
    pub fn short_table(&self) -> Table {
        let mut table = Table::new([
            Column::name("file"),
            Column::text("outcome"),
            Column::text("grade"),
            Column::number("pages"),
            Column::number("statements"),
            Column::number("intended_outcomes"),
            Column::text("reason"),
        ]);
        for entry in &self.entries {
            let counts = &entry.counts;
            let outcome = if entry.removed { "removed" } else { entry.outcome.as_str() };
            table.push(vec![
                entry.file.as_str().into(),
                outcome.into(),
                entry.grade.map(PageGrade::as_str).into(),
                counts.pages.into(),
                counts.statements.into(),
                counts.outcomes.into(),
                entry.remark().into(),
            ]);
        }
        table
    }

    /// Number of files that are there, by the way their reading ended, in the order in which ends are listed.
    #[must_use]
    pub fn outcomes(&self) -> Vec<(ReadStatus, usize)> {
        let present = |kind| self.entries.iter().filter(|entry| !entry.removed && entry.outcome == kind).count();
        ReadStatus::ALL.into_iter().map(|kind| (kind, present(kind))).filter(|(_, count)| *count > 0).collect()
    }
}
