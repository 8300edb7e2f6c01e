//! Word documents of tables (`.docx`): landscape A4, real headings, a caption, a header row that is repeated on every
//! page, and notes below.
//!
//! Source: ECMA-376 / ISO/IEC 29500-1:2016, *Office Open XML File Formats*, transitional form: 17.4 (tables), 17.7
//! (styles), 17.16.5 (the fields SEQ, PAGE and NUMPAGES); what makes a table accessible follows Microsoft, *Make your
//! Word documents accessible*: a flagged header row, no merged cells, alternative text, a title and a language.
//!
//! The package is written by hand rather than with `docx-rs` 0.4.22: that numbers paragraphs with a counter kept
//! between calls, so the same table would not always give the same bytes, and it brings `zip` and `quick-xml` once more.

mod document;
mod parts;
#[cfg(test)]
mod tests;

use super::archive::archive;
use std::io;
use zip::result::ZipError;

/// The most columns that Word can show in a table.
pub const MOST_COLUMNS: usize = 63;

/// Why a Word document cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// There are no tables.
    #[error("there are no tables to write")]
    NoTables,
    /// The table of this title has no columns.
    #[error("the table \"{0}\" has no columns")]
    NoColumns(String),
    /// The table of this title has so many columns, more than Word can show.
    #[error("the table \"{0}\" has {1} columns, and Word shows {MOST_COLUMNS} at most")]
    TooManyColumns(String, usize),
    /// XML could not be put together.
    #[error("the document's XML could not be written")]
    Xml(#[from] io::Error),
    /// The archive could not be put together.
    #[error("the document's archive could not be written")]
    Zip(#[from] ZipError),
}

/// A table and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordTable {
    /// The title: the heading, and the table's caption.
    pub title: String,
    /// What stands before the table.
    pub paragraphs: Vec<String>,
    /// The columns: names, and widths in relation to each other. None gets less than a sixtieth of all.
    pub columns: Vec<(String, u32)>,
    /// The rows, a cell for each column; what is missing is empty.
    pub rows: Vec<Vec<String>>,
    /// What stands below the table.
    pub notes: Vec<String>,
}

/// The tables as the bytes of a `.docx` file. The first one's title is the document's.
///
/// Line breaks and tabs in text stay such; U+FFFD stands for other characters that XML 1.0 cannot hold. A table may
/// have no rows.
///
/// # Errors
/// No tables; a table without columns or with more than [`MOST_COLUMNS`].
pub fn docx(tables: &[WordTable]) -> Result<Vec<u8>, DocxError> {
    let title = tables.first().map(|table| table.title.as_str()).ok_or(DocxError::NoTables)?;
    for WordTable { title, columns, .. } in tables {
        match columns.len() {
            0 => return Err(DocxError::NoColumns(title.clone())),
            many if many > MOST_COLUMNS => return Err(DocxError::TooManyColumns(title.clone(), many)),
            _ => {}
        }
    }
    let mut parts = parts::around(title)?;
    parts.push(("word/document.xml".to_owned(), document::write(tables)?));
    Ok(archive(&parts)?)
}
