//! Files for other programs: one or several tables, with what they are and what they were made from.

pub mod archive;
pub mod docx;
mod parquet;
pub mod qda;
#[cfg(test)]
mod read_back;
mod sqlite;
mod text;
mod web;
mod xlsx;
mod xml;

pub use parquet::parquet;
pub use sqlite::sqlite;
pub use web::web_page;
pub use xlsx::{FormColumn, FormSheet, book, workbook};

use super::Table;
use serde_json::Value;

/// A table with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// A short name: of the sheet in a workbook, of the table in a database.
    pub name: &'static str,
    /// What its rows are.
    pub about: String,
    /// The table.
    pub table: Table,
}

/// What goes into one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// What it is.
    pub title: String,
    /// What the reader should know: what was counted, what was left out.
    pub lines: Vec<String>,
    /// The tables, the main one first.
    pub sheets: Vec<Sheet>,
    /// What it was made from: tool, engines, lexicons, inputs, options.
    pub manifest: Value,
}

/// Why a file cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} cannot be made of this: {why}")]
pub struct FileError {
    /// What was to be made.
    what: &'static str,
    why: String,
}

impl FileError {
    pub(super) fn of(what: &'static str) -> impl Fn(&dyn std::fmt::Display) -> Self {
        move |why| Self { what, why: why.to_string() }
    }
}

/// What a column holds in files that type their columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ColumnKind {
    Text,
    Whole,
    Real,
    Flag,
}

impl ColumnKind {
    /// The kind of a column, from its cells; of a column without any from its role.
    fn of(table: &Table, place: usize) -> Self {
        use super::table::{Cell, ColumnRole};
        let mut kind = None;
        for cell in table.rows.iter().filter_map(|row| row.get(place)) {
            let of_cell = match cell {
                Cell::Empty | Cell::Undefined => continue,
                Cell::Text(_) | Cell::List(_) => return Self::Text,
                Cell::Count(_) => Self::Whole,
                Cell::Number { .. } | Cell::Probability(_) => Self::Real,
                Cell::Flag(_) => Self::Flag,
            };
            kind = match (kind, of_cell) {
                (None, of_cell) => Some(of_cell),
                (Some(Self::Real), Self::Whole) | (Some(Self::Whole), Self::Real) => Some(Self::Real),
                (Some(before), of_cell) if before == of_cell => Some(before),
                (Some(_), _) => return Self::Text,
            };
        }
        let right = table.columns.get(place).is_some_and(|column| column.role == ColumnRole::Number);
        kind.unwrap_or(if right { Self::Whole } else { Self::Text })
    }
}
