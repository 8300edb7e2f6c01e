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
mod error;
mod parts;
mod styles;
#[cfg(test)]
mod tests;

pub use error::DocxError;

use super::parcel::parcel;

/// The most columns that Word can show in a table.
pub const MOST_COLUMNS: usize = 63;

/// A table and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordTable {
    /// The title: the heading, and the table's caption.
    pub title: String,
    /// What stands before the table.
    pub paragraphs: Vec<String>,
    /// The columns' names.
    pub header: Vec<String>,
    /// The columns' widths in relation to each other, each above 0. None gets less than a sixtieth of all.
    pub widths: Vec<u32>,
    /// The rows, a cell for each column.
    pub rows: Vec<Vec<String>>,
    /// What stands below the table.
    pub notes: Vec<String>,
}

impl WordTable {
    fn check(&self) -> Result<(), DocxError> {
        let table = || self.title.clone();
        let columns = self.header.len();
        if columns == 0 {
            return Err(DocxError::NoColumns { table: table() });
        }
        if columns > MOST_COLUMNS {
            return Err(DocxError::TooManyColumns { table: table(), columns });
        }
        if self.widths.len() != columns || self.widths.contains(&0) {
            return Err(DocxError::Widths { table: table() });
        }
        match self.rows.iter().position(|row| row.len() != columns) {
            Some(at) => Err(DocxError::Row { table: table(), row: at + 1 }),
            None => Ok(()),
        }
    }
}

/// The tables as the bytes of a `.docx` file. The first one's title is the document's.
///
/// Line breaks and tabs in text stay such; U+FFFD stands for other characters that XML 1.0 cannot hold. A table may
/// have no rows.
///
/// # Errors
/// No tables; a table without columns or with more than [`MOST_COLUMNS`]; widths that are 0 or not one a column; a row
/// that has not one cell a column.
pub fn docx(tables: &[WordTable]) -> Result<Vec<u8>, DocxError> {
    let title = tables.first().map(|table| table.title.as_str()).ok_or(DocxError::NoTables)?;
    tables.iter().try_for_each(WordTable::check)?;
    let mut parts = parts::around(title)?;
    parts.push(("word/document.xml".to_owned(), document::write(tables)?));
    Ok(parcel(&parts)?)
}
