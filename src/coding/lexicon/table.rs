//! Reading a TOML table key by key, with a finding for every key that is unknown, missing or of the wrong type.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Finding, Severity, nearest};

/// A file being read and what was found in it so far.
pub(super) struct Sink<'t> {
    pub(super) file: &'t str,
    pub(super) text: &'t str,
    pub(super) findings: Vec<Finding>,
    /// First bytes of the lines after the first.
    lines: Vec<usize>,
}

impl<'t> Sink<'t> {
    /// Nothing found yet in a file of this text.
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { file, text, findings: Vec::new(), lines }
    }

    /// Line and column (in characters), both from 1, of a byte offset.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.lines.partition_point(|&start| start <= offset);
        let start = before.checked_sub(1).and_then(|index| self.lines.get(index)).copied().unwrap_or_default();
        let column = self.text.get(start..offset).map_or(0, |head| head.chars().count());
        (before + 1, column + 1)
    }

    /// Notes an error at a byte offset.
    pub(super) fn error(&mut self, offset: usize, message: impl Into<String>, hint: Option<String>) {
        let mut finding = Finding::at(Severity::Error, self.file, self.text, offset, message);
        finding.hint = hint;
        self.findings.push(finding);
    }
}

/// A table with the place it stands at.
#[derive(Clone, Copy)]
pub(super) struct Table<'t> {
    table: &'t DeTable<'t>,
    /// First byte of the table in the file.
    pub(super) offset: usize,
}

impl<'t> Table<'t> {
    pub(super) fn new(table: &'t DeTable<'t>, offset: usize) -> Self {
        Self { table, offset }
    }

    /// Notes every key that is not among `known`.
    pub(super) fn expect_only(&self, known: &[&str], sink: &mut Sink<'_>) {
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let hint = match nearest(name, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known keys here: {}", known.join(", ")),
                };
                sink.error(key.span().start, format!("unknown key `{name}`"), Some(hint));
            }
        }
    }

    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    fn wrong(value: &Spanned<DeValue<'_>>, key: &str, wanted: &str, sink: &mut Sink<'_>) {
        let found = value.get_ref().type_str();
        sink.error(value.span().start, format!("`{key}` must be {wanted}, not {found}"), None);
    }

    /// Where a key's value stands; the table's place if it has none.
    pub(super) fn span(&self, key: &str) -> Range<usize> {
        self.get(key).map_or(self.offset..self.offset, Spanned::span)
    }

    /// A string.
    pub(super) fn string(&self, key: &str, sink: &mut Sink<'_>) -> Option<String> {
        let value = self.get(key)?;
        let string = value.get_ref().as_str();
        if string.is_none() {
            Self::wrong(value, key, "a string in quotes", sink);
        }
        string.map(str::to_owned)
    }

    /// A string that must be there and hold something.
    pub(super) fn required(&self, key: &str, sink: &mut Sink<'_>) -> Option<String> {
        if self.get(key).is_none() {
            sink.error(self.offset, format!("`{key}` is missing"), Some(format!("add `{key} = \"…\"`")));
            return None;
        }
        let string = self.string(key, sink)?;
        if string.trim().is_empty() {
            sink.error(self.span(key).start, format!("`{key}` is empty"), None);
            return None;
        }
        Some(string)
    }

    /// A truth value.
    pub(super) fn flag(&self, key: &str, sink: &mut Sink<'_>) -> bool {
        let Some(value) = self.get(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            Self::wrong(value, key, "true or false", sink);
            false
        })
    }

    /// A whole number within bounds.
    pub(super) fn whole(&self, key: &str, bounds: Range<usize>, sink: &mut Sink<'_>) -> Option<usize> {
        let value = self.get(key)?;
        let Some(integer) = value.get_ref().as_integer() else {
            Self::wrong(value, key, "a whole number", sink);
            return None;
        };
        match usize::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(number) if bounds.contains(&number) => Some(number),
            _ => {
                let message = format!("`{key}` must lie between {} and {}", bounds.start, bounds.end.saturating_sub(1));
                sink.error(value.span().start, message, None);
                None
            }
        }
    }

    /// A weight: a number greater than 0.
    pub(super) fn weight(&self, key: &str, sink: &mut Sink<'_>) -> Option<f32> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse::<f32>().ok(),
            DeValue::Float(float) => float.as_str().parse::<f32>().ok(),
            _ => {
                Self::wrong(value, key, "a number", sink);
                return None;
            }
        };
        match number {
            Some(number) if number > 0.0 && number <= 1000.0 => Some(number),
            _ => {
                let hint = Some("leave the entry out, or bind it with `unless_near`".to_owned());
                sink.error(value.span().start, format!("`{key}` must be greater than 0 (and at most 1000)"), hint);
                None
            }
        }
    }

    /// One string or a list of strings, each with its place; none of them empty.
    pub(super) fn strings(&self, key: &str, sink: &mut Sink<'_>) -> Vec<(String, usize)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let mut strings = Vec::new();
        let items: &[Spanned<DeValue<'_>>] = match value.get_ref() {
            DeValue::Array(array) => array,
            DeValue::String(_) => std::slice::from_ref(value),
            _ => {
                Self::wrong(value, key, "a string or a list of strings", sink);
                return strings;
            }
        };
        for item in items {
            match item.get_ref().as_str() {
                Some(string) if string.trim().is_empty() => {
                    sink.error(item.span().start, format!("`{key}` holds an empty string"), None);
                }
                Some(string) => strings.push((string.to_owned(), item.span().start)),
                None => Self::wrong(item, key, "a list of strings", sink),
            }
        }
        strings
    }

    /// A table.
    pub(super) fn table(&self, key: &str, sink: &mut Sink<'_>) -> Option<Table<'t>> {
        let value = self.get(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            Self::wrong(value, key, "a table", sink);
        }
        table.map(|table| Table::new(table, value.span().start))
    }

    /// A list of tables.
    pub(super) fn tables(&self, key: &str, sink: &mut Sink<'_>) -> Vec<Table<'t>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            Self::wrong(value, key, "a list of tables", sink);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array {
            match item.get_ref().as_table() {
                Some(table) => tables.push(Table::new(table, item.span().start)),
                None => Self::wrong(item, key, "a list of tables, as `{ term = \"…\" }`", sink),
            }
        }
        tables
    }
}
