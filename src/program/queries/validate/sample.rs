//! Drawing a blind coding sheet.

use super::people::key_of;
use super::records::Records;
use crate::error::ValidationError;
use crate::{ProgramError, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use stratmine_analysis::evaluate::sample::{Stratification, draw, row};
use stratmine_analysis::evaluate::sheet::drawn;
use stratmine_model::CodedPaper;
use stratmine_output::{Cell, Column, ColumnRole, FormColumn, FormSheet, Table, workbook};
use stratmine_study::store::{Disk as _, RealDisk};

/// What is to be drawn.
#[derive(Clone, Debug)]
pub struct Sampling {
    /// How many statements.
    pub number: usize,
    /// By what they are divided first.
    pub by: Stratification,
    /// Where the series of random numbers begins.
    pub seed: u64,
    /// The sheet that is written: a workbook where its name ends so, else CSV.
    pub sheet: PathBuf,
    /// A folder of records; without it the coded documents of the index are taken.
    pub coded: Option<PathBuf>,
    /// Whether files that are there may be written over.
    pub replace: bool,
}

/// What was drawn.
#[derive(Clone, Debug)]
pub struct Sampled {
    /// How many statements of each stratum there are, and how many were drawn.
    pub strata: Vec<(String, usize, usize)>,
    /// The key, which must not be shown to coders.
    pub key: PathBuf,
    /// How many statements were drawn.
    pub drawn: usize,
}

/// Where a statement stands: its document by place among all, page and place on the page.
type At = (usize, usize, usize);

/// Draws statements into a coding sheet, and writes its key beside it.
///
/// # Errors
/// Where there is nothing to draw from, a file stands in the way, or cannot be written.
pub fn sample(workspace: &Workspace, sampling: &Sampling) -> Result<Sampled, ProgramError> {
    let key = key_of(&sampling.sheet);
    // A sheet may hold a day's work of a coder.
    for path in [&sampling.sheet, &key] {
        if !sampling.replace && RealDisk.has(path) {
            return Err(ValidationError::Exists { path: path.clone() }.into());
        }
    }
    let records = Records::of(workspace, sampling.coded.as_slice())?;
    let mut strata: BTreeMap<String, Vec<At>> = BTreeMap::new();
    let mut number = 0;
    records.each(|document| {
        for (at, stratum) in statements(&document, number, sampling.by) {
            strata.entry(stratum).or_default().push(at);
        }
        number += 1;
    })?;
    if strata.is_empty() {
        return Err(ValidationError::NothingToDraw.into());
    }
    let strata_drawn = draw(&strata, sampling.number, sampling.seed)?;
    let mut wanted: BTreeMap<At, (&str, usize)> = BTreeMap::new();
    for stratum in &strata_drawn {
        wanted.extend(stratum.drawn.iter().map(|at| (*at, (stratum.name.as_str(), stratum.population))));
    }
    let categories = super::categories(workspace, sampling.coded.is_some())?;
    let headings = drawn(&categories);
    let documents: BTreeSet<usize> = wanted.keys().map(|at| at.0).collect();
    let mut rows = Vec::new();
    let mut keys = Table::new(["id", "stratum", "population"].map(Column::text));
    number = 0;
    records.each(|document| {
        if documents.contains(&number) {
            for (at, (stratum, population)) in wanted.range((number, 0, 0)..(number + 1, 0, 0)) {
                let page = document.pages.get(at.1);
                let Some((page, statement)) = page.and_then(|page| Some((page, page.statements.get(at.2)?))) else {
                    continue;
                };
                rows.push(row(&document.file, page, statement, headings.len()));
                keys.push(vec![statement.id.as_str().into(), (*stratum).into(), (*population).into()]);
            }
        }
        number += 1;
    })?;
    let count = rows.len();
    RealDisk.write(&key, keys.to_csv().as_bytes())?;
    RealDisk.write(&sampling.sheet, &coding_sheet(&sampling.sheet, &headings, &categories, &[], rows)?)?;
    let strata = strata_drawn.iter().map(|one| (one.name.clone(), one.population, one.drawn.len())).collect();
    Ok(Sampled { strata, key, drawn: count })
}

/// The statements of a document, but for those of pages in a language that is not coded.
fn statements(document: &CodedPaper, number: usize, by: Stratification) -> Vec<(At, String)> {
    let mut all = Vec::new();
    for (place, page) in document.pages.iter().enumerate() {
        if page.language.as_deref().is_some_and(|language| language != "en") {
            continue;
        }
        let of_page = page.statements.iter().enumerate();
        all.extend(of_page.map(|(at, statement)| ((number, place, at), by.stratum(&document.file, statement))));
    }
    all
}

/// A coding sheet with these rows: a workbook where its name ends so, else CSV. A workbook also says how to code, and what
/// each code means where that is given.
pub(in crate::queries) fn coding_sheet(
    path: &Path,
    headings: &[String],
    categories: &[String],
    meanings: &[(String, String)],
    rows: Vec<Vec<String>>,
) -> Result<Vec<u8>, ProgramError> {
    let is_workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if !is_workbook {
        let mut table = Table::new(headings.iter().map(|name| Column::named(ColumnRole::Text, name.clone())));
        for row in rows {
            table.push(row.into_iter().map(Cell::Text).collect());
        }
        // Without the mark, some spreadsheets take UTF-8 for something else.
        return Ok(format!("\u{feff}{}", table.to_csv()).into_bytes());
    }
    let columns = headings.iter().map(|name| FormColumn {
        name: name.clone(),
        width: width(name),
        choices: match name.as_str() {
            "outcome" => vec!["yes", "no"],
            _ if categories.contains(name) => vec!["yes"],
            _ => Vec::new(),
        },
    });
    let statements = FormSheet { name: "Statements".to_owned(), columns: columns.collect(), rows };
    Ok(workbook(&[statements, guide(categories, meanings)])?)
}

fn width(name: &str) -> u16 {
    match name {
        "quote" => 70,
        "before" | "after" | "note" => 40,
        "headings" | "lead_in" => 30,
        "document" => 24,
        "id" => 22,
        _ => 11,
    }
}

/// What a coder needs to know about the columns.
fn guide(categories: &[String], meanings: &[(String, String)]) -> FormSheet {
    let categories = categories.join(", ");
    let lines = [
        ("quote", "The statement to be coded. The columns before and after show what stands around it on its page."),
        ("outcome", "yes: it says what is intended to be brought about; no: it does not. Leave nothing empty."),
        (categories.as_str(), "yes in each that applies to an outcome; none may apply."),
        ("note", "Whatever should be remembered: doubts, reasons."),
        ("coder", "Your name, in each row or in none; in none, the name of the file stands for you."),
        ("id", "Do not change it."),
    ];
    let column = |name: &str, width| FormColumn { name: name.to_owned(), width, choices: Vec::new() };
    FormSheet {
        name: "How to code".to_owned(),
        columns: vec![column("column", 40), column("what it is", 100)],
        rows: lines
            .into_iter()
            .chain(meanings.iter().map(|(code, meaning)| (code.as_str(), meaning.as_str())))
            .map(|(name, text)| vec![name.to_owned(), text.to_owned()])
            .collect(),
    }
}
