//! Cells as text, whatever kind of file they came in.

use stratmine_model::spreadsheet::{TableFault, TableLine, is_workbook, lines, unguarded, workbook};

/// The tables of a file: one of a CSV, any number of a workbook.
pub(super) fn grids(bytes: &[u8]) -> Result<Vec<Vec<TableLine>>, TableFault> {
    if is_workbook(bytes) {
        return workbook(bytes);
    }
    let mut lines = lines(bytes)?;
    for cell in lines.iter_mut().flat_map(|line| &mut line.cells) {
        // An apostrophe that was put in front lest the cell be taken for a formula is none of it.
        *cell = unguarded(cell).to_owned();
    }
    Ok(vec![lines])
}
