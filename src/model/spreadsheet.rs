//! Tables that people make: what stands in the cells, in whichever way a spreadsheet wrote them.
//!
//! With commas, semicolons or tabs, with or without a byte order mark or the line `sep=;` that Excel reads, in UTF-8,
//! UTF-16 or Windows-1252, or as a workbook; columns in any order, their headings in any case. What is wrong is said with
//! its line and column.

use calamine::{Data, Reader as _, open_workbook_auto_from_rs};
use encoding_rs::{Encoding, WINDOWS_1252};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// A line of a table that is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableLine {
    /// Its first line in the file, from 1.
    pub number: usize,
    /// Its cells, without white space around them.
    pub cells: Vec<String>,
}

/// What is wrong with a table, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFault {
    /// Line from 1.
    pub line: usize,
    /// Column from 1.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub problem: String,
}

/// A table that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}, line {line}, column {column}: {problem}",
    path = .path.display(), line = .fault.line, column = .fault.column, problem = .fault.problem)]
pub struct TableError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub fault: TableFault,
}

impl TableFault {
    /// The error that this is in a file.
    pub fn of(self, path: &Path) -> TableError {
        TableError { path: path.to_owned(), fault: self }
    }
}

impl TableLine {
    /// What is wrong with the cell at a place, from 0.
    pub fn fault(&self, place: usize, problem: impl Into<String>) -> TableFault {
        TableFault { line: self.number, column: place + 1, problem: problem.into() }
    }

    /// What each column holds that this line heads; `known` is asked with each heading.
    ///
    /// # Errors
    /// Where two columns hold the same.
    pub fn columns<C: PartialEq>(&self, known: impl Fn(&str) -> Option<C>) -> Result<Vec<Option<C>>, TableFault> {
        let mut columns = Vec::with_capacity(self.cells.len());
        for (place, heading) in self.cells.iter().enumerate() {
            let column = known(heading);
            if column.is_some() && columns.contains(&column) {
                return Err(self.fault(place, format!("a second column {heading:?}")));
            }
            columns.push(column);
        }
        Ok(columns)
    }

    /// The cells that are filled and whose columns are known: places, columns, texts.
    ///
    /// # Errors
    /// Where a cell has no heading above it.
    pub fn filled<'l, C>(&'l self, columns: &'l [Option<C>]) -> Result<Vec<(usize, &'l C, &'l str)>, TableFault> {
        let cells = self.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
        let mut filled = Vec::with_capacity(columns.len());
        for (place, cell) in cells {
            let hint = "more cells than headings: put quotation marks around the cell with the comma";
            let column = columns.get(place).ok_or_else(|| self.fault(place, hint))?;
            filled.extend(column.as_ref().map(|column| (place, column, cell.as_str())));
        }
        Ok(filled)
    }
}

/// A heading in the one form in which headings are compared: in lower case, with `_` for blanks and hyphens.
pub fn plain_heading(heading: &str) -> String {
    heading.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The lines of a table, without those in which nothing stands.
///
/// # Errors
/// Where it is no table.
pub fn lines(bytes: &[u8]) -> Result<Vec<TableLine>, TableFault> {
    let text = decoded(bytes);
    let (said, text) = without_said_delimiter(&text);
    let delimiter = said.unwrap_or_else(|| delimiter(text));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let above = usize::from(said.is_some());
    let number = |at: Option<&csv::Position>| at.and_then(|at| usize::try_from(at.line()).ok()).unwrap_or(1) + above;
    let mut lines = Vec::new();
    let mut last = (1, 0);
    for row in reader.records() {
        let row = row.map_err(|error| TableFault {
            line: number(error.position()),
            column: 1,
            problem: format!("this is no table: {error}"),
        })?;
        last = (number(row.position()), row.iter().position(|cell| cell.contains('\n')).unwrap_or_default());
        let cells: Vec<String> = row.iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            lines.push(TableLine { number: last.0, cells });
        }
    }
    if leaves_quote_open(text, delimiter, false) {
        let line = TableLine { number: last.0, cells: Vec::new() };
        return Err(line.fault(last.1, "a quotation mark is not closed, here or before"));
    }
    Ok(lines)
}

/// The sign that a first line `sep=;` says is between the columns, as Excel writes and reads it, and the text below it.
fn without_said_delimiter(text: &str) -> (Option<u8>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = first.trim_matches(['"', ' ']).trim_end_matches(',');
    let said = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and_then(|_| line.get(4..));
    // A comma that is said may have been taken for the end of the line above.
    let sign = match said.map(str::as_bytes) {
        Some([sign]) => Some(*sign),
        Some([]) if first.contains("=,") => Some(b','),
        _ => None,
    };
    match sign {
        Some(sign) => (Some(sign), rest),
        None => (None, text),
    }
}

/// Whether a file is a workbook by its first bytes: a ZIP file, or the older compound file.
pub fn is_workbook(bytes: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];
    BEGINNINGS.iter().any(|begin| bytes.starts_with(begin))
}

/// The lines of each sheet of a workbook, without those in which nothing stands.
///
/// # Errors
/// Where it is no workbook that can be read.
pub fn workbook(bytes: &[u8]) -> Result<Vec<Vec<TableLine>>, TableFault> {
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
            let cells: Vec<String> = empty.chain(row.iter().map(in_words)).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                lines.push(TableLine { number: top + below + 1, cells });
            }
        }
        tables.push(lines);
    }
    Ok(tables)
}

fn in_words(cell: &Data) -> String {
    match cell {
        Data::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string().trim().to_owned(),
    }
}

/// The known name that was meant by one that is nearly it: a letter in three at most is another.
pub fn nearly<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let typed = typed.to_lowercase();
    let most = (typed.chars().count() / 3).clamp(1, 3);
    let distances = known.into_iter().map(|name| (strsim::osa_distance(&typed, &name.to_lowercase()), name));
    distances.filter(|(distance, _)| *distance <= most).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// Yes or no, as people mark cells.
pub fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Some(true),
        "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// A table of text with more rows at its end, each cell below the heading whose [plain](plain_heading) name it has. What
/// stands there already stays byte for byte. `None` for a workbook and for text that is not UTF-8.
pub fn with_rows(bytes: &[u8], rows: &[BTreeMap<String, String>]) -> Option<Vec<u8>> {
    if is_workbook(bytes) || std::str::from_utf8(bytes).is_err() {
        return None;
    }
    let text = decoded(bytes);
    let (said, text) = without_said_delimiter(&text);
    let delimiter = said.unwrap_or_else(|| delimiter(text));
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text.as_bytes());
    let head = reader.records().next()?.ok()?;
    let windows = bytes.windows(2).any(|pair| pair == b"\r\n");
    let end = if windows { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(end).from_writer(Vec::new());
    for row in rows {
        let cell = |heading: &str| row.get(&plain_heading(heading)).map(|cell| guarded(cell)).unwrap_or_default();
        writer.write_record(head.iter().map(|heading| cell(heading).into_owned())).ok()?;
    }
    let mut all = bytes.to_vec();
    if !all.ends_with(b"\n") {
        all.extend(if windows { &b"\r\n"[..] } else { b"\n" });
    }
    all.extend(writer.into_inner().ok()?);
    Some(all)
}

/// The text of a table, each line of it ending in `\n`: the CSV reader counts lines wrongly by other ends.
pub fn decoded(bytes: &[u8]) -> String {
    in_its_encoding(bytes).replace("\r\n", "\n").replace('\r', "\n")
}

fn in_its_encoding(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The sign between the columns: the most frequent candidate outside quotes in the first line.
pub fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| sign)
}

/// Whether a quotation mark is open at the end of a text, which begins within one where `open`.
///
/// As the CSV reader sees it (RFC 4180 and what spreadsheets make of it): a mark opens at the beginning of a cell only, two of them
/// within such a cell are one, and any other is a mere sign (`5" pipe`).
pub fn leaves_quote_open(text: &str, delimiter: u8, open: bool) -> bool {
    enum At {
        Start,
        Bare,
        Quoted,
        /// After a mark within a quoted cell: it closes, or is the first of two.
        Mark,
    }
    let mut at = if open { At::Quoted } else { At::Start };
    for byte in text.bytes() {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Mark,
            (At::Start | At::Mark, b'"') | (At::Quoted, _) => At::Quoted,
            (_, sign) if sign == delimiter || sign == b'\n' => At::Start,
            _ => At::Bare,
        };
    }
    matches!(at, At::Quoted)
}

/// Whether a spreadsheet may take a cell that begins so for a formula (OWASP, *CSV Injection*).
pub const fn begins_formula(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
}

/// A cell that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe in front.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(begins_formula) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before it was [`guarded`].
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(begins_formula)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::{decoded, delimiter, guarded, leaves_quote_open, lines, nearly, unguarded};

    #[test]
    fn a_cell_that_begins_like_a_formula_is_guarded_and_comes_back() {
        for cell in ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u{ff1d}1", "\u{ff20}SUM"] {
            assert!(guarded(cell).starts_with('\'') && unguarded(&guarded(cell)) == cell, "{cell:?}");
        }
        for cell in ["", "a=1", "'quoted'", "1-2"] {
            assert!(guarded(cell) == cell && unguarded(cell) == cell, "{cell:?}");
        }
    }

    #[test]
    fn what_spreadsheets_write_becomes_the_same_text() {
        let wide: Vec<u8> = "\u{feff}é;x\r\n1".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in ["é;x\n1".as_bytes(), b"\xe9;x\r1", "\u{feff}é;x\r\n1".as_bytes(), &wide] {
            assert_eq!(decoded(bytes), "é;x\n1");
        }
        assert_eq!([delimiter("\"a;b;c\",d"), delimiter("a;b,c;d"), delimiter("a\tb\n,,,")], [b',', b';', b'\t']);
    }

    #[test]
    fn the_line_that_says_the_delimiter_is_no_line_of_the_table() {
        for (text, wanted) in [
            ("sep=;\na,b;c\n1;2", "a,b|c"),
            ("SEP=;\r\na;b\r\n", "a|b"),
            ("\u{feff}sep=\t\na\tb\n", "a|b"),
            ("sep=,\na,b\n", "a|b"),
            ("\"sep=;\"\na;b\n", "a|b"),
            ("separate;b\n1;2", "separate|b"),
        ] {
            let table = lines(text.as_bytes()).unwrap();
            assert_eq!(table[0].cells.join("|"), wanted, "{text:?}");
            assert_eq!(table[0].number, 1 + usize::from(text.to_lowercase().contains("sep=")), "{text:?}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_told_from_another_name() {
        let known = ["year", "title", "organisation"];
        assert_eq!(nearly("yaer", known), Some("year"));
        assert_eq!(nearly("Organistion", known), Some("organisation"));
        assert_eq!(nearly("note", known), None);
    }

    #[test]
    fn marks_open_at_the_beginning_of_a_cell_only() {
        let open = |text: &str| leaves_quote_open(text, b',', false);
        assert!(open("\"a") && open("x,\"a\nb") && open("\"a\"\"") && open("\"a\"\nb,\""));
        assert!(!open("5\" pipe") && !open("a,b \"c") && !open("\"a\" b\"") && !open("\"a\",\"b\"") && !open(""));
        assert!(leaves_quote_open("b", b',', true) && !leaves_quote_open("b\",c\"", b',', true));
    }
}
