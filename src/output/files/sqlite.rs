//! Results as an `SQLite` database: a table a sheet, lists taken apart, and views that count.

use super::super::table::{Cell, Table};
use super::{Bundle, ColumnKind, FileError, Sheet};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, MAIN_DB};

/// Views over the outcomes: each counts as tallies do.
const VIEWS: &str = "
CREATE VIEW outcomes_by_document AS
  SELECT document, count(*) AS outcomes, sum(categories IS NULL) AS unclassified
  FROM outcomes WHERE counted GROUP BY document ORDER BY document;
CREATE VIEW outcomes_by_category AS
  SELECT coalesce(c.value, 'unclassified') AS category, count(*) AS outcomes, count(DISTINCT o.document) AS documents
  FROM outcomes o LEFT JOIN outcomes_categories c ON c.statement = o.statement WHERE o.counted
  GROUP BY 1 ORDER BY 1;
CREATE VIEW outcomes_by_partnering_and_category AS
  SELECT coalesce(p.value, 'not stated') AS partnering, coalesce(c.value, 'unclassified') AS category,
    count(*) AS outcomes, count(DISTINCT o.document) AS documents
  FROM outcomes o LEFT JOIN outcomes_partnering p ON p.statement = o.statement
  LEFT JOIN outcomes_categories c ON c.statement = o.statement WHERE o.counted
  GROUP BY 1, 2 ORDER BY 1, 2;
";

/// The bytes of a database: a table a sheet; beside each column of lists a table `<sheet>_<column>` with one row an
/// item; `manifest` (key, value); and, where there are outcomes, views that count them.
///
/// # Errors
/// Where the engine refuses.
pub fn sqlite(bundle: &Bundle) -> Result<Vec<u8>, FileError> {
    write(bundle).map_err(|error| FileError::of("an SQLite database")(&error))
}

fn write(bundle: &Bundle) -> Result<Vec<u8>, rusqlite::Error> {
    let mut database = Connection::open_in_memory()?;
    let transaction = database.transaction()?;
    for sheet in &bundle.sheets {
        table(&transaction, sheet)?;
    }
    transaction.execute_batch("CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL);")?;
    let about = [("title", bundle.title.clone()), ("about", bundle.lines.join("\n"))];
    for (key, value) in about.into_iter().chain([("manifest", bundle.manifest.to_string())]) {
        transaction.execute("INSERT INTO manifest VALUES (?1, ?2)", (key, value))?;
    }
    if bundle.sheets.iter().any(|sheet| sheet.name == "outcomes") {
        transaction.execute_batch(VIEWS)?;
    }
    transaction.commit()?;
    Ok(database.serialize(MAIN_DB)?.to_vec())
}

/// A name as `SQLite` takes any.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\"").replace('\0', ""))
}

fn names(table: &Table) -> Vec<String> {
    table.columns.iter().map(|column| column.name.replace('\u{ad}', "")).collect()
}

fn table(database: &Connection, sheet: &Sheet) -> Result<(), rusqlite::Error> {
    let table = &sheet.table;
    let names = names(table);
    let kinds: Vec<ColumnKind> = (0..names.len()).map(|place| ColumnKind::of(table, place)).collect();
    let columns = names.iter().zip(&kinds).enumerate().map(|(place, (name, kind))| {
        let of = match kind {
            ColumnKind::Text => "TEXT",
            ColumnKind::Whole | ColumnKind::Flag => "INTEGER",
            ColumnKind::Real => "REAL",
        };
        let key = if place == 0 && is_key(table) { " PRIMARY KEY" } else { "" };
        format!("{} {of}{key}", quoted(name))
    });
    let columns: Vec<String> = columns.collect();
    database.execute_batch(&format!("CREATE TABLE {} ({});", quoted(sheet.name), columns.join(", ")))?;
    let marks = vec!["?"; names.len()].join(", ");
    let mut insert = database.prepare(&format!("INSERT INTO {} VALUES ({marks})", quoted(sheet.name)))?;
    for row in &table.rows {
        let empty = std::iter::repeat(&Cell::Empty);
        let values = row.iter().chain(empty).zip(&kinds).map(|(cell, kind)| value(cell, *kind));
        insert.execute(rusqlite::params_from_iter(values))?;
    }
    lists(database, sheet, &names)
}

/// Whether the first column tells every row.
fn is_key(table: &Table) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    table.rows.iter().all(|row| match row.first() {
        Some(Cell::Text(text)) => seen.insert(text),
        _ => false,
    })
}

/// Each column of lists as a table of its own.
fn lists(database: &Connection, sheet: &Sheet, names: &[String]) -> Result<(), rusqlite::Error> {
    let table = &sheet.table;
    let Some(key) = names.first().filter(|_| is_key(table)) else { return Ok(()) };
    for (place, name) in names.iter().enumerate() {
        let is_list = table.rows.iter().any(|row| matches!(row.get(place), Some(Cell::List(_))));
        if !is_list {
            continue;
        }
        let own = quoted(&format!("{}_{name}", sheet.name));
        database.execute_batch(&format!("CREATE TABLE {own} ({} TEXT, value TEXT);", quoted(key)))?;
        let mut insert = database.prepare(&format!("INSERT INTO {own} VALUES (?1, ?2)"))?;
        for row in &table.rows {
            if let (Some(Cell::Text(key)), Some(Cell::List(items))) = (row.first(), row.get(place)) {
                for item in items {
                    insert.execute((key, item))?;
                }
            }
        }
    }
    Ok(())
}

fn value(cell: &Cell, kind: ColumnKind) -> Sql {
    if cell.is_nothing() {
        return Sql::Null;
    }
    let plain = cell.plain();
    match kind {
        ColumnKind::Text => Sql::Text(plain),
        ColumnKind::Whole => plain.parse().map_or(Sql::Null, Sql::Integer),
        ColumnKind::Real => cell.real().map_or(Sql::Null, Sql::Real),
        ColumnKind::Flag => Sql::Integer(i64::from(*cell == Cell::Flag(true))),
    }
}
