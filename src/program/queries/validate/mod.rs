//! Validation: what people said and records from the disk, and the tables of what `evaluate` finds.

mod advice;
mod evidence;
mod figures;
mod people;
mod records;
mod sample;

pub use advice::{Wish, advise};
pub use sample::{Sampled, Sampling, sample};
pub use stratmine_analysis::evaluate::sample::Stratification as Strata;

use crate::{ProgramError, Workspace};
use people::Gold;
use records::Records;
use std::path::PathBuf;
use stratmine_analysis::evaluate::{DoubleCoded, Report};
use stratmine_output::Table;
use stratmine_study::ledger::Manifest;
use stratmine_study::store::RealDisk;

/// What is to be validated.
#[derive(Clone, Debug, Default)]
pub struct Validation {
    /// Folders of gold pages, single ones, or coding sheets.
    pub gold: Vec<PathBuf>,
    /// A folder of records, as `stratmine code FOLDER -o OUT` writes them; without it the coded documents of the index
    /// are taken.
    pub coded: Option<PathBuf>,
    /// The key of a drawn sheet; without it the file of that name beside the sheet, where there is one.
    pub key: Option<PathBuf>,
    /// Whether rows of a table are single statements, and not all outcomes of their pages.
    pub single: bool,
}

/// A view of what a validation found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The figures of the whole, each with its interval and what it rests on.
    Figures,
    /// One row a document.
    Documents,
    /// How people and the program coded the statements, against each other.
    Confusion,
    /// One row a statement that was coded in two ways.
    Disagreements,
    /// One row an entry of the lexicons that earned a category.
    Entries,
    /// One row a rule of intent that fired.
    Rules,
    /// One row a statement on which two people differ.
    Coders,
}

/// What a validation found.
#[derive(Clone, Debug)]
pub struct Validated {
    report: Report,
    double: Vec<DoubleCoded>,
    /// The names of the two coders.
    names: Option<(String, String)>,
    /// Whether pages were coded whole.
    whole: bool,
    notes: Vec<String>,
}

impl Validated {
    /// Whether there is a record of each document.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.report.missing.is_empty()
    }

    /// What was found, as a table.
    #[must_use]
    pub fn table(&self, view: View) -> Table {
        let mut table = match view {
            View::Figures => figures::figures(self),
            View::Documents => figures::documents(&self.report),
            View::Confusion => evidence::confusion(&self.report),
            View::Disagreements => evidence::disagreements(&self.report),
            View::Entries => evidence::entries(&self.report),
            View::Rules => evidence::rules(&self.report),
            View::Coders => evidence::coders(self),
        };
        table.notes.extend(self.notes.iter().cloned());
        if !self.is_complete() {
            let missing: Vec<&str> = self.report.missing.iter().map(String::as_str).collect();
            table.notes.push(format!("counted as missed, for there is no record: {}", missing.join(", ")));
        }
        table
    }
}

/// Measures the program's codes by those of people.
///
/// # Errors
/// Where what people said, or the records, cannot be read.
pub fn validate(workspace: &Workspace, validation: &Validation) -> Result<Validated, ProgramError> {
    let categories = categories(workspace, validation.coded.is_some())?;
    let Gold { layers, double, names, whole, notes } = people::gold(validation, &categories)?;
    let documents = layers.iter().flatten().map(|page| page.doc.as_str()).collect();
    let records = Records::of(workspace, validation.coded.as_deref())?.named(&documents)?;
    let mut report = Report { categories, ..Report::default() };
    for pages in &layers {
        report.add(pages, &records);
    }
    Ok(Validated { report, double, names, whole, notes })
}

/// The outcome categories: of an index those of its last run; of a folder of records, and where there is no index, those of
/// the lexicons.
fn categories(workspace: &Workspace, of_folder: bool) -> Result<Vec<String>, ProgramError> {
    let manifest = if of_folder { None } else { Manifest::load(&RealDisk, &workspace.home())? };
    match manifest.map(|manifest| manifest.all_categories()) {
        Some(categories) if !categories.is_empty() => Ok(categories),
        _ => Ok(workspace.codebook()?.categories()),
    }
}
