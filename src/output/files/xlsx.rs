//! Workbooks (XLSX): results, with a sheet that says what they are, then the tables, filtered, frozen and linked; and sheets
//! of text to be filled in, with lists to choose from. Every text is a text and no formula.

use super::super::escape::for_lines;
use super::super::table::{Cell, ColumnRole, Table};
use super::{Bundle, FileError, Sheet};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Url, Workbook, Worksheet, XlsxError,
};
use std::collections::BTreeMap;

/// Longest text of a cell, in characters: what spreadsheets take.
const LONGEST_CELL: usize = 32_767;

/// Widest column, in characters.
const WIDEST: usize = 60;

/// What stands at the end of a text that is longer than a cell.
const CUT: &str = " […]";

/// The bytes of a workbook: the same for the same bundle.
///
/// # Errors
/// Where a table is larger than a sheet can be.
pub fn book(bundle: &Bundle) -> Result<Vec<u8>, FileError> {
    write(bundle).map_err(|error| FileError::of("a workbook")(&error))
}

fn write(bundle: &Bundle) -> Result<Vec<u8>, XlsxError> {
    let properties = DocProperties::new().set_title(for_lines(&bundle.title)).set_author("stratmine");
    let mut book = dated(properties)?;
    let looks = Looks::new();
    about(book.add_worksheet(), bundle, &looks)?;
    let links = links(bundle);
    for sheet in &bundle.sheets {
        table(book.add_worksheet(), sheet, &links, &looks)?;
    }
    manifest(book.add_worksheet(), bundle, &looks)?;
    book.save_to_buffer()
}

/// An empty workbook with these properties. Its day means nothing, lest the clock be in the file.
fn dated(properties: DocProperties) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties.set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    Ok(book)
}

struct Looks {
    title: Format,
    heading: Format,
    text: Format,
    link: Format,
    number: Format,
}

impl Looks {
    fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            heading: top().set_bold().set_text_wrap(),
            text: top().set_text_wrap(),
            link: top().set_text_wrap().set_hyperlink(),
            number: top(),
        }
    }
}

/// The first sheet: what the file is, what each sheet and column holds.
fn about(sheet: &mut Worksheet, bundle: &Bundle, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name("Read me")?.set_column_width(0, 24)?.set_column_width(1, 100)?;
    sheet.write_string_with_format(0, 0, text(&bundle.title), &looks.title)?;
    let mut row = 2;
    for line in &bundle.lines {
        sheet.merge_range(row, 0, row, 1, &text(line), &looks.text)?;
        sheet.set_row_height(row, 15.0 * f64::from(u32::try_from(line.chars().count() / 115 + 1).unwrap_or(1)))?;
        row += 1;
    }
    for of in &bundle.sheets {
        row += 1;
        let link = Url::new(format!("internal:'{}'!A1", of.name)).set_text(of.name);
        sheet.write_url_with_format(row, 0, link, &looks.link)?;
        sheet.write_string_with_format(row, 1, text(&of.about), &looks.text)?;
        row += 1;
        for column in of.table.columns.iter().filter(|column| !column.meaning.is_empty()) {
            sheet.write_string_with_format(row, 0, format!(" {}", text(&column.name)), &looks.text)?;
            sheet.write_string_with_format(row, 1, text(column.meaning), &looks.text)?;
            row += 1;
        }
    }
    sheet.write_string_with_format(row + 1, 0, "Manifest", &looks.text)?;
    sheet.write_string_with_format(row + 1, 1, "what all this was made from: tool, lexicons, files", &looks.text)?;
    Ok(())
}

/// Where a document is first named in each sheet that names documents.
type Links = BTreeMap<String, Vec<(&'static str, usize)>>;

fn links(bundle: &Bundle) -> Links {
    let mut links = Links::new();
    for sheet in &bundle.sheets {
        let Some(place) = column_of_documents(&sheet.table) else { continue };
        for (row, cells) in sheet.table.rows.iter().enumerate() {
            if let Some(Cell::Text(file)) = cells.get(place) {
                let places = links.entry(file.clone()).or_default();
                if places.iter().all(|(name, _)| *name != sheet.name) {
                    places.push((sheet.name, row + 1));
                }
            }
        }
    }
    links
}

/// The column that names documents.
fn column_of_documents(table: &Table) -> Option<usize> {
    table.columns.iter().position(|column| column.role == ColumnRole::Name)
}

fn table(sheet: &mut Worksheet, of: &Sheet, links: &Links, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name(of.name)?;
    let documents = column_of_documents(&of.table);
    for (place, column) in (0_u16..).zip(&of.table.columns) {
        let name = column.name.replace('\u{ad}', "");
        sheet.write_string_with_format(0, place, text(&name), &looks.heading)?;
        sheet.set_column_width(place, width(&of.table, usize::from(place), &name))?;
    }
    for (number, row) in (1..).zip(&of.table.rows) {
        for (place, cell) in (0_u16..).zip(row) {
            let link = match cell {
                Cell::Text(file) if documents == Some(place.into()) => linked(links, file, of.name),
                _ => None,
            };
            match (cell, link) {
                (Cell::Text(file), Some(target)) => {
                    sheet.write_url_with_format(number, place, Url::new(target).set_text(text(file)), &looks.link)?
                }
                (Cell::Empty | Cell::Undefined, _) => sheet,
                (Cell::Probability(value), _) if value.is_finite() => {
                    let value = cell.real().unwrap_or(*value);
                    sheet.write_number_with_format(number, place, value, &looks.number)?
                }
                (Cell::Count(count), _) => {
                    sheet.write_number_with_format(number, place, *count as f64, &looks.number)?
                }
                (Cell::Number { value, .. }, _) if value.is_finite() => {
                    // By way of the decimals, so that all formats say the same number.
                    let value = cell.plain().parse::<f64>().unwrap_or(*value);
                    sheet.write_number_with_format(number, place, value, &looks.number)?
                }
                (cell, _) => sheet.write_string_with_format(number, place, text(&cell.plain()), &looks.text)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    if let Ok(columns) = u16::try_from(of.table.columns.len().saturating_sub(1)) {
        sheet.autofilter(0, 0, last(of.table.rows.len()), columns)?;
    }
    Ok(())
}

/// Where a document's name leads: to the next sheet that has it.
fn linked(links: &Links, file: &str, from: &str) -> Option<String> {
    let (name, row) = links.get(file)?.iter().find(|(name, _)| *name != from)?;
    Some(format!("internal:'{name}'!A{}", row + 1))
}

fn width(table: &Table, place: usize, name: &str) -> f64 {
    let is_number = table.columns.get(place).is_some_and(|column| column.role == ColumnRole::Number);
    let longest = table.rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.plain().chars().count()).max();
    let longest = if is_number { longest.unwrap_or(0).min(12) } else { longest.unwrap_or(0) };
    let characters = longest.max(name.chars().count() + 3).clamp(6, WIDEST);
    f64::from(u32::try_from(characters).unwrap_or(60))
}

fn manifest(sheet: &mut Worksheet, bundle: &Bundle, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name("Manifest")?.set_column_width(0, 120)?;
    for (row, line) in (0..).zip(format!("{:#}", bundle.manifest).lines()) {
        sheet.write_string_with_format(row, 0, text(line), &looks.number)?;
    }
    Ok(())
}

/// Text for a cell: as long as one can be.
fn text(text: &str) -> String {
    let safe = for_lines(text);
    if safe.chars().count() <= LONGEST_CELL {
        return safe.into_owned();
    }
    safe.chars().take(LONGEST_CELL - CUT.chars().count()).chain(CUT.chars()).collect()
}

/// A sheet to be filled in. Every cell is text; nothing in it can become a formula.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormSheet {
    /// The name on its tab.
    pub name: String,
    /// The columns; a sheet without headings has none named.
    pub columns: Vec<FormColumn>,
    /// The rows below the headings.
    pub rows: Vec<Vec<String>>,
}

/// A column of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormColumn {
    /// The heading.
    pub name: String,
    /// How wide it is, in characters.
    pub width: u16,
    /// What can be chosen in its cells; empty where anything can be written.
    pub choices: Vec<&'static str>,
}

/// The bytes of a workbook to be filled in: the same for the same sheets.
///
/// # Errors
/// Where the sheets are larger than a workbook can be.
pub fn workbook(sheets: &[FormSheet]) -> Result<Vec<u8>, FileError> {
    write_form(sheets).map_err(|error| FileError::of("a workbook")(&error))
}

fn write_form(sheets: &[FormSheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = dated(DocProperties::new())?;
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
                sheet.write_string_with_format(number, place, text(cell), &body)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::{FormColumn, FormSheet, workbook};

    #[test]
    fn the_same_sheets_are_the_same_bytes() {
        let column = FormColumn { name: "x".to_owned(), width: 9, choices: vec!["yes", "no"] };
        let sheet = FormSheet {
            name: "One".to_owned(),
            columns: vec![column],
            rows: vec![vec!["=1+1".to_owned()], Vec::new()],
        };
        let bytes = workbook(std::slice::from_ref(&sheet)).unwrap();
        assert!(bytes.starts_with(b"PK"));
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert_eq!(bytes, workbook(&[sheet]).unwrap());
        let name = "a name that is longer than a tab can be".to_owned();
        assert!(workbook(&[FormSheet { name, ..FormSheet::default() }]).unwrap_err().to_string().contains("workbook"));
    }
}
