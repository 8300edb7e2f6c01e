//! Concordances and collocates as tables.

use crate::{ProgramError, Workspace};
use stratmine_output::{Cell, Table};
use stratmine_search::Request;
use stratmine_search::index::Reader;
use stratmine_study::store::RealDisk;

pub use stratmine_search::{ConcordanceLayout, LineOrder, Measure, Nearby};

/// A table with whether anything is in it.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// One row a line.
    pub table: Table,
    /// Whether anything was found, beyond the limit too.
    pub any: bool,
}

/// The concordance of a query: one row a place. Columns: `file`, `page` (physical, from 1), `label` (printed), `left`,
/// `node`, `right`, `statement` (the id of the statement that it stands in).
///
/// # Errors
/// As for [`super::search`].
pub fn kwic(workspace: &Workspace, request: &Request, layout: ConcordanceLayout) -> Result<Lines, ProgramError> {
    let home = workspace.open(&RealDisk)?;
    let reader = Reader::open(&home.search())?;
    let found = stratmine_search::concordance(&reader, request, layout)?;
    let mut table = Table::new(&["file", ">page", "label", ">left", "node", "right", "statement"]);
    for line in &found.lines {
        table.push(vec![
            line.file.clone().into(),
            Cell::number(Some(f64::from(line.page)), 0),
            line.label.clone().into(),
            line.left.clone().into(),
            line.node.clone().into(),
            line.right.clone().into(),
            line.statement.clone().into(),
        ]);
    }
    let listed =
        if table.rows.len() < found.places { format!("; {} are listed", table.rows.len()) } else { String::new() };
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    table.notes.push(format!(
        "{} in {} of {}{listed}",
        count(found.places, "place"),
        count(found.hits, found.unit.as_str()),
        count(found.documents, "document")
    ));
    table.notes.extend(found.notes.into_iter().map(|note| format!("note: {note}")));
    Ok(Lines { any: found.places > 0, table })
}

/// The collocates of a query: one row a word. Columns: `word`, `near` (how often within reach), `total` (how often in the
/// whole index), `expected` (how often within reach by chance), `log_likelihood`, `log_dice`.
///
/// # Errors
/// As for [`super::search`].
pub fn collocates(workspace: &Workspace, request: &Request, nearby: Nearby) -> Result<Lines, ProgramError> {
    let home = workspace.open(&RealDisk)?;
    let reader = Reader::open(&home.search())?;
    let found = stratmine_search::collocates(&reader, request, nearby)?;
    let mut table = Table::new(&["word", ">near", ">total", ">expected", ">log_likelihood", ">log_dice"]);
    for word in &found.found {
        table.push(vec![
            word.word.clone().into(),
            word.near.into(),
            usize::try_from(word.total).unwrap_or(usize::MAX).into(),
            Cell::number(Some(word.expected), 2),
            Cell::number(Some(word.log_likelihood), 2),
            Cell::number(Some(word.log_dice), 2),
        ]);
    }
    table.notes.push(format!(
        "{} words within {} of {} places; {} words in all {}s",
        found.near,
        nearby.reach,
        found.places,
        found.words,
        found.unit.as_str()
    ));
    table.notes.push("log_likelihood: Dunning (1993); log_dice: Rychlý (2008)".to_owned());
    table.notes.extend(found.notes.into_iter().map(|note| format!("note: {note}")));
    Ok(Lines { any: !table.rows.is_empty(), table })
}
