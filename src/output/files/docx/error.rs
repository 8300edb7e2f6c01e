//! Why a Word document cannot be written.

use super::MOST_COLUMNS;
use std::io;
use zip::result::ZipError;

/// What is wrong with the tables that were to be written.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// There are none.
    #[error("there are no tables to write")]
    NoTables,
    /// A table without columns.
    #[error("the table \"{table}\" has no columns")]
    NoColumns {
        /// The table's title.
        table: String,
    },
    /// A table with more columns than Word can show.
    #[error("the table \"{table}\" has {columns} columns, and Word shows {MOST_COLUMNS} at most")]
    TooManyColumns {
        /// The table's title.
        table: String,
        /// Its columns.
        columns: usize,
    },
    /// Not one width above 0 for each column.
    #[error("the table \"{table}\" has not one width above 0 for each column")]
    Widths {
        /// The table's title.
        table: String,
    },
    /// A row has too few or too many cells.
    #[error("row {row} of the table \"{table}\" has not one cell for each column")]
    Row {
        /// The table's title.
        table: String,
        /// The row; the first is 1.
        row: usize,
    },
    /// XML could not be put together.
    #[error("the document's XML could not be written")]
    Xml(#[from] io::Error),
    /// The archive could not be put together.
    #[error("the document's archive could not be written")]
    Zip(#[from] ZipError),
}
