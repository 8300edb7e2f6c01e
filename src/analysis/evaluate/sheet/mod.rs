//! Coding sheets: what people wrote into a table, one row a statement.
//!
//! In go the bytes of a CSV (as any spreadsheet writes it), of a workbook (XLSX, XLS, ODS) or of JSON Lines; out come [`SheetRow`]s, or a
//! [`TableError`] that points at line and column. Columns may stand in any order; those that are not known are left alone.

mod columns;
mod grid;
mod lines;
mod people;

pub use lines::CODEBOOK;
pub use people::{Coder, Weights, coders, double_coded_rows};

use super::HumanCode;
use std::path::Path;
use stratmine_model::spreadsheet::{TableError, TableFault};

/// One row of a coding sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetRow {
    /// Its line in the file, from 1.
    pub line: usize,
    /// The id of the statement, where the sheet was drawn by the program.
    pub id: Option<String>,
    /// The document: its file below the corpus, or the file's name without ending.
    pub document: String,
    /// Physical page number from 1.
    pub page: u32,
    /// The quote; empty where a page is listed on which nothing was found.
    pub quote: String,
    /// What was said of it; `None` where the row is not filled in.
    pub said: Option<HumanCode>,
    /// Who said so.
    pub coder: Option<String>,
    /// What was noted.
    pub note: String,
}

/// The headings of a sheet that is drawn for coding, in their order, with a column for each of these categories.
pub fn drawn(categories: &[String]) -> Vec<String> {
    let before = ["id", "document", "page", "headings", "lead_in", "before", "quote", "after", "outcome"];
    let categories = categories.iter().map(String::as_str);
    before.into_iter().chain(categories).chain(["note", "coder"]).map(str::to_owned).collect()
}

/// Reads a coding sheet: a CSV, a workbook or JSON Lines, told by its first bytes. `path` is for messages, `categories` are those of the
/// codebook.
///
/// # Errors
/// Where it is no table, lacks a column it needs, or a cell cannot be understood.
pub fn read(path: &Path, bytes: &[u8], categories: &[String]) -> Result<Vec<SheetRow>, TableError> {
    let wrong = |fault: TableFault| fault.of(path);
    if lines::are_lines(bytes) {
        return lines::rows(bytes, categories).map_err(wrong);
    }
    let grids = grid::grids(bytes).map_err(wrong)?;
    // A workbook may hold a sheet of instructions besides.
    let table = grids.iter().find(|lines| columns::is_header(lines)).or(grids.first());
    columns::rows(table.map(Vec::as_slice).unwrap_or_default(), categories).map_err(wrong)
}

#[cfg(test)]
mod tests;
