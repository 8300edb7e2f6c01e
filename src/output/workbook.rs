//! Workbooks (XLSX): sheets of text to be filled in, with lists to choose from.

use rust_xlsxwriter::{DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

/// Longest text of a cell, in characters: what spreadsheets take.
const LONGEST_CELL: usize = 32_767;

/// A sheet of a workbook. Every cell is text; nothing in it can become a formula.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worksheet {
    /// The name on its tab.
    pub name: String,
    /// The columns; a sheet without headings has none named.
    pub columns: Vec<WorksheetColumn>,
    /// The rows below the headings.
    pub rows: Vec<Vec<String>>,
}

/// A column of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorksheetColumn {
    /// The heading.
    pub name: String,
    /// How wide it is, in characters.
    pub width: u16,
    /// What can be chosen in its cells; empty where anything can be written.
    pub choices: Vec<&'static str>,
}

/// The bytes of a workbook: the same for the same sheets.
///
/// # Errors
/// A sentence, where the sheets are larger than a workbook can be.
pub fn workbook(sheets: &[Worksheet]) -> Result<Vec<u8>, String> {
    write(sheets).map_err(|error| format!("this cannot be put into a workbook: {error}"))
}

fn write(sheets: &[Worksheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A day that means nothing, lest the clock be in the file.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let heading = Format::new().set_bold();
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for of in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(&of.name)?;
        let last = u32::try_from(of.rows.len()).unwrap_or(u32::MAX);
        for (place, column) in (0..).zip(&of.columns) {
            sheet.set_column_width(place, f64::from(column.width))?;
            sheet.write_string_with_format(0, place, &column.name, &heading)?;
            if !column.choices.is_empty() && last > 0 {
                let list = DataValidation::new().allow_list_strings(&column.choices)?;
                sheet.add_data_validation(1, place, last, place, &list)?;
            }
        }
        for (number, row) in (1..).zip(&of.rows) {
            for (place, cell) in (0..).zip(row) {
                let safe = super::escape::for_lines(cell);
                let text: String = safe.chars().take(LONGEST_CELL).collect();
                sheet.write_string_with_format(number, place, text, &body)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::{Worksheet, WorksheetColumn, workbook};

    #[test]
    fn the_same_sheets_are_the_same_bytes() {
        let column = WorksheetColumn { name: "x".to_owned(), width: 9, choices: vec!["yes", "no"] };
        let sheet = Worksheet {
            name: "One".to_owned(),
            columns: vec![column],
            rows: vec![vec!["=1+1".to_owned()], Vec::new()],
        };
        let bytes = workbook(std::slice::from_ref(&sheet)).unwrap();
        assert!(bytes.starts_with(b"PK"));
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert_eq!(bytes, workbook(&[sheet]).unwrap());
        let name = "a name that is longer than a tab can be".to_owned();
        assert!(workbook(&[Worksheet { name, ..Worksheet::default() }]).unwrap_err().contains("workbook"));
    }
}
