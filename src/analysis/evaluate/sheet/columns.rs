//! From cells to rows: which column is which, and what its cells say.

use super::SheetRow;
use crate::evaluate::HumanCode;
use std::collections::BTreeSet;
use stratmine_model::spreadsheet::{TableFault, TableLine, plain_heading, yes_or_no};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SheetColumn<'c> {
    Id,
    Document,
    Page,
    Quote,
    Outcome,
    Codes,
    /// A mark in the column of a category.
    Category(&'c str),
    Coder,
    Note,
}

/// The columns that every sheet may have, by their headings in lower case.
const NAMES: [(SheetColumn<'static>, &[&str]); 8] = [
    (SheetColumn::Id, &["id"]),
    (SheetColumn::Document, &["document", "doc", "file"]),
    (SheetColumn::Page, &["page"]),
    (SheetColumn::Quote, &["quote", "text", "statement"]),
    (SheetColumn::Outcome, &["outcome", "is_outcome", "intended_outcome"]),
    (SheetColumn::Codes, &["codes", "code", "categories", "category"]),
    (SheetColumn::Coder, &["coder"]),
    (SheetColumn::Note, &["note", "notes", "comment"]),
];

fn column<'c>(heading: &str, categories: &'c [String]) -> Option<SheetColumn<'c>> {
    let name = plain_heading(heading);
    let fixed = NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column);
    let category = || categories.iter().find(|category| plain_heading(category) == name);
    fixed.or_else(|| category().map(|code| SheetColumn::Category(code)))
}

/// Whether the first line names the columns of a sheet.
pub(super) fn is_header(lines: &[TableLine]) -> bool {
    lines.first().is_some_and(|line| line.cells.iter().any(|cell| column(cell, &[]) == Some(SheetColumn::Quote)))
}

/// The rows of a table.
pub(super) fn rows(lines: &[TableLine], categories: &[String]) -> Result<Vec<SheetRow>, TableFault> {
    let Some((head, lines)) = lines.split_first() else {
        let problem = "the sheet is empty: its first line must name the columns".to_owned();
        return Err(TableFault { line: 1, column: 1, problem });
    };
    let columns = header(head, categories)?;
    lines.iter().map(|line| row(line, &columns, categories)).collect()
}

fn header<'c>(head: &TableLine, categories: &'c [String]) -> Result<Vec<Option<SheetColumn<'c>>>, TableFault> {
    let columns = head.columns(|heading| column(heading, categories))?;
    let has = |column| columns.contains(&Some(column));
    let needs = [(SheetColumn::Document, "document"), (SheetColumn::Page, "page"), (SheetColumn::Quote, "quote")];
    let lacks: Vec<&str> = needs.into_iter().filter(|(column, _)| !has(*column)).map(|(_, name)| name).collect();
    if !lacks.is_empty() {
        let problem = format!("no column is headed {}: each row needs document, page and quote", lacks.join(", "));
        return Err(head.fault(0, problem));
    }
    if !has(SheetColumn::Codes) && !has(SheetColumn::Outcome) {
        let problem = "no column is headed outcome (yes or no) or codes (categories, none, no outcome)";
        return Err(head.fault(0, problem));
    }
    Ok(columns)
}

/// What is said of an outcome in the cells of a row, before it is put together.
#[derive(Default)]
pub(super) struct Filled<'c> {
    /// Yes or no, with the column.
    outcome: Option<(bool, usize)>,
    categories: BTreeSet<&'c str>,
}

fn row<'c>(
    line: &TableLine,
    columns: &[Option<SheetColumn<'c>>],
    categories: &'c [String],
) -> Result<SheetRow, TableFault> {
    let mut row = SheetRow { line: line.number, ..SheetRow::default() };
    let mut filled = Filled::default();
    for (place, column, cell) in line.filled(columns)? {
        let marked = || mark(cell).ok_or_else(|| line.fault(place, format!("{cell:?} is neither yes nor no")));
        match column {
            SheetColumn::Id => row.id = Some(cell.to_owned()),
            SheetColumn::Document => cell.clone_into(&mut row.document),
            SheetColumn::Page => {
                let page = cell.parse().ok().filter(|page| *page > 0);
                row.page = page.ok_or_else(|| line.fault(place, format!("{cell:?} is no page number")))?;
            }
            SheetColumn::Quote => cell.clone_into(&mut row.quote),
            SheetColumn::Coder => row.coder = Some(cell.to_owned()),
            SheetColumn::Note => cell.clone_into(&mut row.note),
            SheetColumn::Outcome => filled.outcome = Some((marked()?, place)),
            SheetColumn::Category(category) if marked()? => drop(filled.categories.insert(category)),
            SheetColumn::Category(_) => {}
            SheetColumn::Codes => {
                filled.add(cell, place, categories).map_err(|problem| line.fault(place, problem))?;
            }
        }
    }
    let at = |wanted| columns.iter().position(|column| *column == Some(wanted)).unwrap_or_default();
    if row.document.is_empty() {
        return Err(line.fault(at(SheetColumn::Document), "the row names no document"));
    }
    if row.page == 0 {
        return Err(line.fault(at(SheetColumn::Page), "the row names no page"));
    }
    row.said = filled.said().map_err(|(place, problem)| line.fault(place, problem))?;
    Ok(row)
}

impl<'c> Filled<'c> {
    /// What a cell says of whether it is an outcome, with its column.
    pub(super) fn new(outcome: Option<(bool, usize)>) -> Self {
        Self { outcome, ..Self::default() }
    }

    /// Adds the codes of a cell.
    pub(super) fn add(&mut self, cell: &str, place: usize, categories: &'c [String]) -> Result<(), String> {
        let lower = cell.to_lowercase();
        for code in lower.split([';', ',', '|', '+']).map(str::trim).filter(|code| !code.is_empty()) {
            if let Some(category) = categories.iter().find(|category| category.to_lowercase() == code) {
                self.categories.insert(category);
            } else {
                // Said in another column of the same row, an outcome stays what it is.
                let outcome = match code {
                    "none" | "unclassified" => true,
                    "no" | "no outcome" => false,
                    _ => return Err(format!("{code:?} is no code: {}, none or no outcome", categories.join(", "))),
                };
                self.outcome = self.outcome.or(Some((outcome, place)));
            }
        }
        Ok(())
    }

    pub(super) fn said(self) -> Result<Option<HumanCode>, (usize, String)> {
        let categories: Vec<String> = self.categories.into_iter().map(str::to_owned).collect();
        match self.outcome {
            Some((false, place)) if !categories.is_empty() => {
                Err((place, format!("this is said to be no outcome, and to be {}", categories.join(", "))))
            }
            Some((is_outcome, _)) => Ok(Some(HumanCode { is_outcome, categories })),
            None if categories.is_empty() => Ok(None),
            None => Ok(Some(HumanCode { is_outcome: true, categories })),
        }
    }
}

/// Yes or no, as people mark cells: a cross and a dash do too.
fn mark(cell: &str) -> Option<bool> {
    match cell {
        "x" | "X" => Some(true),
        "-" => Some(false),
        _ => yes_or_no(cell),
    }
}
