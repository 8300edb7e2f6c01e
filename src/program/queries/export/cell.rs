//! The sentences behind a cell of a tally.

use super::Corpus;
use crate::queries::tally::Counting;
use crate::{ProgramError, Workspace};
use std::collections::BTreeSet;
use stratmine_analysis::tally::Row;
use stratmine_output::{Cell, Evidence, Table};

/// What stands for any row or column.
const ALL: &str = "all";

/// Most names that a hint lists.
const MOST_NAMES: usize = 20;

/// The intended outcomes behind a cell, in the order of the papers. Row and column are named as in the tally, in any letter
/// case; `all` stands for any.
///
/// # Errors
/// [`ProgramError`]: as for [`super::export`]; also where the tally has no such row or column.
pub fn tally_cell(workspace: &Workspace, counting: Counting, row: &str, column: &str) -> Result<Table, ProgramError> {
    let corpus = Corpus::gather(workspace, counting, false)?;
    let tally = corpus.tallier.clone().finish(counting.by, counting.across);
    let rows: Vec<&str> = tally.rows.iter().map(|row| row.key.as_str()).collect();
    let chosen: Vec<&Row> = match named("row", row, &rows)? {
        Some(place) => tally.rows.get(place).into_iter().collect(),
        None => vec![&tally.total],
    };
    let columns: Vec<&str> = tally.columns.iter().map(String::as_str).collect();
    let column = named("column", column, &columns)?;
    let ids: BTreeSet<&str> = chosen
        .iter()
        .flat_map(|row| row.cells.iter().enumerate())
        .filter(|(place, _)| column.is_none_or(|column| column == *place))
        .flat_map(|(_, cell)| cell.ids.iter().map(String::as_str))
        .collect();
    let behind = corpus.evidence.iter().filter(|one| ids.contains(one.id.as_str()));
    let mut table =
        Table::new(&["~document", ">page", "label", "quote", "categories", "matched", "heading", "statement"]);
    for one in behind {
        table.push(cells(one));
    }
    let plural = if table.rows.len() == 1 { "" } else { "s" };
    table.notes.push(format!("{} intended outcome{plural}", table.rows.len()));
    Ok(table)
}

fn cells(one: &Evidence) -> Vec<Cell> {
    vec![
        one.file.as_str().into(),
        usize::try_from(one.page).unwrap_or_default().into(),
        one.label.clone().into(),
        one.quote.as_str().into(),
        Cell::List(one.categories.clone()),
        Cell::List(one.matched.clone()),
        one.heading_path.last().cloned().into(),
        one.id.as_str().into(),
    ]
}

/// The place of a name, or none where any is meant.
fn named(what: &str, wanted: &str, names: &[&str]) -> Result<Option<usize>, ProgramError> {
    let same = |name: &&str| name.eq_ignore_ascii_case(wanted.trim());
    match names.iter().position(same) {
        Some(place) => Ok(Some(place)),
        None if wanted.trim().eq_ignore_ascii_case(ALL) => Ok(None),
        None => {
            let mut shown: Vec<&str> = names.iter().take(MOST_NAMES).copied().collect();
            if names.len() > MOST_NAMES {
                shown.push("…");
            }
            Err(ProgramError::Form(format!(
                "the tally has no {what} {wanted:?}\nhint: it has {}; `all` stands for any",
                shown.join(", ")
            )))
        }
    }
}
