//! Validation: the codes of people, and the records they are compared with.

mod people;
mod records;
mod sample;

pub(super) use sample::coding_sheet;
pub use sample::{Sampled, Sampling, sample};

use crate::{ProgramError, Workspace};
use people::Gold;
pub(super) use people::pages_in;
pub(super) use records::Records;
use std::path::PathBuf;
use stratmine_analysis::evaluate::{DoubleCoded, GoldPage, GoldStatement, Report};
use stratmine_study::ledger::Manifest;
use stratmine_study::store::RealDisk;

/// What is to be validated.
#[derive(Clone, Debug, Default)]
pub struct Validation {
    /// Folders of gold pages, single ones, or coding sheets.
    pub gold: Vec<PathBuf>,
    /// Folders of records, as `stratmine code FOLDER -o OUT` writes them; without any the coded documents of the index are
    /// taken.
    pub coded: Vec<PathBuf>,
    /// The key of a drawn sheet; without it the file of that name beside the sheet, where there is one.
    pub key: Option<PathBuf>,
    /// Whether rows of a table are single statements, and not all outcomes of their pages.
    pub single: bool,
}

/// What a validation found.
#[derive(Clone, Debug)]
pub struct Validated {
    /// The program's codes against those of people.
    pub report: Report,
    /// Statements that two coders coded.
    pub double: Vec<DoubleCoded>,
    /// The names of the two coders.
    pub names: Option<(String, String)>,
    /// Whether statements are weighted by what they stand for.
    pub weighted: bool,
    /// How many statements people coded; of two coders the mean.
    pub statements: f64,
    /// How many of these are outcomes for them.
    pub outcomes: f64,
    /// Whether pages were coded whole.
    pub whole: bool,
    /// How people's codes were read.
    pub notes: Vec<String>,
}

impl Validated {
    /// Whether there is a record of each document.
    pub fn is_complete(&self) -> bool {
        self.report.missing.is_empty()
    }
}

/// Measures the program's codes by those of people.
///
/// # Errors
/// Where what people said, or the records, cannot be read.
pub fn validate(workspace: &Workspace, validation: &Validation) -> Result<Validated, ProgramError> {
    let categories = categories(workspace, !validation.coded.is_empty())?;
    let Gold { layers, double, names, weighted, whole, notes } = people::gold(validation, &categories)?;
    let documents = layers.iter().flatten().map(|page| page.doc.as_str()).collect();
    let records = Records::of(workspace, &validation.coded)?.named(&documents)?;
    let mut report = Report { categories, ..Report::default() };
    for pages in &layers {
        report.add(pages, &records);
    }
    let sum = |wanted: fn(&GoldStatement) -> bool| -> f64 {
        let of_page = |page: &GoldPage| page.weight * page.statements.iter().filter(|one| wanted(one)).count() as f64;
        layers.iter().flatten().map(of_page).sum()
    };
    let (statements, outcomes) = (sum(|_| true), sum(|one| one.said.is_outcome));
    Ok(Validated { report, double, names, weighted, statements, outcomes, whole, notes })
}

/// The outcome categories: of an index those of its last run; of a folder of records, and where there is no index, those of
/// the lexicons.
fn categories(workspace: &Workspace, of_folder: bool) -> Result<Vec<String>, ProgramError> {
    let manifest = if of_folder { None } else { Manifest::load(&RealDisk, &workspace.layout())? };
    match manifest.map(|manifest| manifest.all_categories()) {
        Some(categories) if !categories.is_empty() => Ok(categories),
        _ => Ok(workspace.codebook()?.categories()),
    }
}
