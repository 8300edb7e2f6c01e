//! Cells as text, whatever kind of file they came in.

use calamine::{Data, Reader as _, open_workbook_auto_from_rs};
use std::io::Cursor;
use stratmine_model::spreadsheet::{TableFault, TableLine, lines, unguarded};

/// How workbooks begin: those that are ZIP files, and the older compound files.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];

/// The tables of a file: one of a CSV, any number of a workbook.
pub(super) fn grids(bytes: &[u8]) -> Result<Vec<Vec<TableLine>>, TableFault> {
    if WORKBOOKS.iter().any(|begin| bytes.starts_with(begin)) {
        return workbook(bytes);
    }
    let mut lines = lines(bytes)?;
    for cell in lines.iter_mut().flat_map(|line| &mut line.cells) {
        // An apostrophe that was put in front lest the cell be taken for a formula is none of it.
        *cell = unguarded(cell).to_owned();
    }
    Ok(vec![lines])
}

fn workbook(bytes: &[u8]) -> Result<Vec<Vec<TableLine>>, TableFault> {
    let unread = |error: &dyn std::fmt::Display| TableFault {
        line: 1,
        column: 1,
        problem: format!("this workbook cannot be read: {error}"),
    };
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
