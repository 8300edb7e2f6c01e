//! Cells as text, whatever kind of file they came in.

use super::Fault;
use calamine::{Data, Reader as _, open_workbook_auto_from_rs};
use std::io::Cursor;
use stratmine_model::spreadsheet::{decoded, delimiter, leaves_quote_open};

/// A line that is not empty.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TableLine {
    /// From 1.
    pub(super) number: usize,
    pub(super) cells: Vec<String>,
}

/// How workbooks begin: those that are ZIP files, and the older compound files.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];

/// The tables of a file: one of a CSV, any number of a workbook.
pub(super) fn grids(bytes: &[u8]) -> Result<Vec<Vec<TableLine>>, Fault> {
    if WORKBOOKS.iter().any(|begin| bytes.starts_with(begin)) { workbook(bytes) } else { Ok(vec![csv(bytes)?]) }
}

fn csv(bytes: &[u8]) -> Result<Vec<TableLine>, Fault> {
    let text = decoded(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let place = |position: Option<&csv::Position>| position.and_then(|at| usize::try_from(at.line()).ok()).unwrap_or(1);
    for row in reader.records() {
        let row = row.map_err(|error| (place(error.position()), 0, format!("this is no table: {error}")))?;
        let cells: Vec<String> = row.iter().map(from_csv).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            lines.push(TableLine { number: place(row.position()), cells });
        }
    }
    if leaves_quote_open(&text, delimiter(&text), false) {
        let last = lines.last().map_or(1, |line| line.number);
        return Err((last, 0, "a quotation mark is not closed, here or before".to_owned()));
    }
    Ok(lines)
}

/// What was written into a CSV: an apostrophe that was put in front lest the cell be taken for a formula is none of it.
fn from_csv(cell: &str) -> String {
    let cell = cell.trim();
    let bare = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
    bare.unwrap_or(cell).to_owned()
}

fn workbook(bytes: &[u8]) -> Result<Vec<Vec<TableLine>>, Fault> {
    let unread = |error: &dyn std::fmt::Display| (1, 0, format!("this workbook cannot be read: {error}"));
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| unread(&error))?;
    let mut tables = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|error| unread(&error))?;
        // The range begins at the first cell that is used; lines and columns are to be those of the sheet.
        let (top, left) = range.start().unwrap_or_default();
        let (top, left) = (top as usize, left as usize);
        let mut lines = Vec::new();
        for (below, row) in range.rows().enumerate() {
            let empty = std::iter::repeat_n(String::new(), left);
            let cells: Vec<String> = empty.chain(row.iter().map(plain)).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                lines.push(TableLine { number: top + below + 1, cells });
            }
        }
        tables.push(lines);
    }
    Ok(tables)
}

fn plain(cell: &Data) -> String {
    match cell {
        Data::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        other => other.to_string().trim().to_owned(),
    }
}
