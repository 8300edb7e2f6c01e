//! Spreadsheet: in which of many ways did a spreadsheet write this table?
//!
//! With commas, semicolons or tabs, with or without a byte order mark, in UTF-8, UTF-16 or Windows-1252.

use encoding_rs::{Encoding, WINDOWS_1252};
use std::borrow::Cow;

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
#[must_use]
pub const fn begins_formula(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
}

/// A cell that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe in front.
#[must_use]
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(begins_formula) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before it was [`guarded`].
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(begins_formula)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::{decoded, delimiter, guarded, leaves_quote_open, unguarded};

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
    fn marks_open_at_the_beginning_of_a_cell_only() {
        let open = |text: &str| leaves_quote_open(text, b',', false);
        assert!(open("\"a") && open("x,\"a\nb") && open("\"a\"\"") && open("\"a\"\nb,\""));
        assert!(!open("5\" pipe") && !open("a,b \"c") && !open("\"a\" b\"") && !open("\"a\",\"b\"") && !open(""));
        assert!(leaves_quote_open("b", b',', true) && !leaves_quote_open("b\",c\"", b',', true));
    }
}
