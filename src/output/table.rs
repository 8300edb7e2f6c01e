//! A table, and the four shapes it can go out in.

use super::escape::{for_csv, for_json, for_line};
use super::wrap::wrapped;
use super::{Shape, escape};
use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, TableStyle, Width,
};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::io;

/// A rule under the header and nothing else: tables are wide enough without lines.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none())
    .header_separator(LineStyle::none().fill('─'))
    .content_lines(ContentLineStyle::none());

/// White space that every cell takes beside its text.
const PADDING: usize = 2;

/// How much a column of text is given before headings of numbers are broken to make room.
const ROOM: usize = 30;

/// How wide a table may be where there is no width to fit, before its texts are cut.
const WIDEST: usize = 200;

/// Terminals narrower than this get what there is room for.
const NARROWEST: u16 = 40;

/// The least room for a name, and for a text and a quote of several lines, in characters.
const LEAST_NAME: usize = 22;
const LEAST_TEXT: usize = 18;
const LEAST_QUOTE: usize = 28;

/// A word of more characters may be broken.
const LONGEST_WORD: usize = 26;

/// How far a line of prose stands in where it goes on.
const HANGING: usize = 2;

/// Most characters of a text in a table that is wider.
const LONGEST: usize = 48;

/// What a column holds: it decides on which side cells line up and how they are shortened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnRole {
    /// Text, lined up on the left.
    #[default]
    Text,
    /// Names, such as those of files, that differ least in their middle: where a line has no room, the middle goes.
    Name,
    /// Numbers, lined up on the right and never broken.
    Number,
    /// Words of a paper: over as many lines as they need, and never cut.
    Quote,
}

/// A column's heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The name: the heading in tables and CSV, the key in JSON. Soft hyphens (U+00AD) say where a heading may be
    /// broken in a narrow table; they go out nowhere.
    pub name: Cow<'static, str>,
    /// What it holds.
    pub role: ColumnRole,
    /// What its cells mean, for files that explain their columns; empty where that is plain.
    pub meaning: &'static str,
}

/// A table in the making, with a row for each of some values: column by column, each with what its cells are.
#[derive(Clone, Debug)]
pub struct TableOf<T> {
    values: Vec<T>,
    table: Table,
}

impl<T> TableOf<T> {
    /// Adds a column.
    #[must_use]
    pub fn column(mut self, column: Column, mut cell: impl FnMut(&T) -> Cell) -> Self {
        self.table.columns.push(column);
        for (value, row) in self.values.iter().zip(&mut self.table.rows) {
            row.push(cell(value));
        }
        self
    }

    /// Adds a column of text.
    #[must_use]
    pub fn text(self, name: &'static str, cell: impl FnMut(&T) -> Cell) -> Self {
        self.column(Column::text(name), cell)
    }

    /// Adds a column of names.
    #[must_use]
    pub fn name(self, name: &'static str, cell: impl FnMut(&T) -> Cell) -> Self {
        self.column(Column::name(name), cell)
    }

    /// Adds a column of words of papers.
    #[must_use]
    pub fn quote(self, name: &'static str, cell: impl FnMut(&T) -> Cell) -> Self {
        self.column(Column::quote(name), cell)
    }

    /// Adds a column of numbers.
    #[must_use]
    pub fn number(self, name: &'static str, cell: impl FnMut(&T) -> Cell) -> Self {
        self.column(Column::number(name), cell)
    }

    /// Says what the cells of the column added last mean.
    #[must_use]
    pub fn meaning(mut self, meaning: &'static str) -> Self {
        self.table.columns.iter_mut().last().into_iter().for_each(|column| column.meaning = meaning);
        self
    }

    /// Whether it has a column of this name, in any case.
    pub fn has(&self, name: &str) -> bool {
        self.table.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The table.
    pub fn table(self) -> Table {
        self.table
    }
}

/// One cell. Text is escaped on its way out; numbers stay numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing: an empty cell, `null` in JSON.
    #[default]
    Empty,
    /// A figure that is not defined: a dash for people, nothing in data.
    Undefined,
    /// A probability: never shown as nothing, "< .0001" where it is smaller; in full in data.
    Probability(f64),
    /// Text from anywhere.
    Text(String),
    /// A count.
    Count(usize),
    /// A number with its decimals; `NaN` and infinities go out as nothing.
    Number {
        /// The number.
        value: f64,
        /// Digits behind the point.
        decimals: usize,
    },
    /// Yes or no; `true` or `false` in JSON.
    Flag(bool),
    /// Several texts: joined by `; ` outside JSON.
    List(Vec<String>),
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// A line above the table, for people only.
    pub title: Option<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows: one cell a column; what is missing is empty.
    pub rows: Vec<Vec<Cell>>,
    /// Lines below the table, for people only.
    pub notes: Vec<String>,
}

impl Column {
    /// A column of text.
    pub const fn text(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), role: ColumnRole::Text, meaning: "" }
    }

    /// A column of names.
    pub const fn name(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), role: ColumnRole::Name, meaning: "" }
    }

    /// A column of words of papers.
    pub const fn quote(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), role: ColumnRole::Quote, meaning: "" }
    }

    /// A column of numbers.
    pub const fn number(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), role: ColumnRole::Number, meaning: "" }
    }

    /// A column whose name is made while the program runs.
    pub fn named(role: ColumnRole, name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), role, meaning: "" }
    }

    const fn is_number(&self) -> bool {
        matches!(self.role, ColumnRole::Number)
    }

    const fn is_name(&self) -> bool {
        matches!(self.role, ColumnRole::Name)
    }

    /// The name in one piece.
    fn heading(&self) -> String {
        self.name.replace('\u{ad}', "")
    }

    /// The name on lines of at most `room` characters, where it can be broken so: at a space, behind an underscore, and with
    /// a hyphen where a soft one stands.
    fn heading_lines(&self, room: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for piece in self.name.split_inclusive([' ', '_', '\u{ad}']) {
            match lines.last_mut() {
                Some(line) if shown_width(&format!("{line}{piece}")) <= room => line.push_str(piece),
                _ => lines.push(piece.to_owned()),
            }
        }
        let ended = |line: &String| match line.strip_suffix('\u{ad}') {
            Some(start) => format!("{}-", start.replace('\u{ad}', "")),
            None => line.trim_end().replace('\u{ad}', ""),
        };
        lines.iter().map(ended).collect()
    }

    /// The least room in which the name can be read.
    fn least_heading(&self) -> usize {
        self.heading_lines(1).iter().map(|line| line.chars().count()).max().unwrap_or_default()
    }
}

/// A cell of a value of a type.
macro_rules! cell_from {
    ($($type:ty, $value:ident => $cell:expr;)+) => {
        $(impl From<$type> for Cell {
            fn from($value: $type) -> Self {
                $cell
            }
        })+
    };
}

cell_from! {
    &str, text => Self::Text(text.to_owned());
    String, text => Self::Text(text);
    &String, text => Self::Text(text.clone());
    &Vec<String>, texts => Self::List(texts.clone());
    &Option<String>, text => text.as_ref().into();
    u32, count => Self::Count(usize::try_from(count).unwrap_or(usize::MAX));
    u64, count => Self::Count(usize::try_from(count).unwrap_or(usize::MAX));
    usize, count => Self::Count(count);
    bool, flag => Self::Flag(flag);
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

impl Cell {
    /// A number rounded to so many decimals, or nothing.
    pub fn number(value: Option<f64>, decimals: usize) -> Self {
        value.map_or(Self::Empty, |value| Self::Number { value, decimals })
    }

    /// Whether there is nothing in it.
    pub(super) fn is_nothing(&self) -> bool {
        match self {
            Self::Empty | Self::Undefined => true,
            Self::Probability(value) | Self::Number { value, .. } => !value.is_finite(),
            Self::List(texts) => texts.is_empty(),
            Self::Text(_) | Self::Count(_) | Self::Flag(_) => false,
        }
    }

    /// The cell as text that is not yet escaped.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number { value, decimals } if value.is_finite() => {
                let text = format!("{value:.decimals$}");
                // What rounds to nothing has no sign.
                match text.strip_prefix('-') {
                    Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_owned(),
                    _ => text,
                }
            }
            Self::Undefined => "—".to_owned(),
            Self::Probability(value) if value.is_finite() => probability(*value),
            Self::Empty | Self::Probability(_) | Self::Number { .. } => String::new(),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Self::List(texts) => texts.join("; "),
        }
    }

    /// The cell as a number, rounded as it is shown so that all formats say the same; `None` where it is none.
    pub(super) fn real(&self) -> Option<f64> {
        if let Self::Probability(value) = self { significant(*value) } else { self.plain().parse().ok() }
    }

    fn for_csv(&self) -> String {
        let plain = self.plain();
        match self {
            Self::Text(_) | Self::List(_) => for_csv(&plain).into_owned(),
            Self::Undefined => String::new(),
            Self::Probability(value) => significant(*value).map_or_else(String::new, |value| value.to_string()),
            Self::Empty | Self::Count(_) | Self::Number { .. } | Self::Flag(_) => plain,
        }
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Empty | Self::Undefined => Value::Null,
            Self::Probability(value) => significant(*value).map_or(Value::Null, Value::from),
            Self::Text(text) => Value::from(text.as_str()),
            Self::Count(count) => Value::from(*count),
            // By way of the decimals, so that 0.1 + 0.2 goes out as 0.3.
            Self::Number { .. } => self.plain().parse::<f64>().map_or(Value::Null, Value::from),
            Self::Flag(flag) => Value::from(*flag),
            Self::List(texts) => Value::from(texts.as_slice()),
        }
    }
}

/// The smallest probability that is shown as a number.
const SMALLEST_PROBABILITY: f64 = 0.0001;

/// A probability for people: four decimals, and never 0.
pub fn probability(value: f64) -> String {
    if value < SMALLEST_PROBABILITY { "< .0001".to_owned() } else { format!("{value:.4}") }
}

/// A number with four digits that count; `None` where it is none.
fn significant(value: f64) -> Option<f64> {
    format!("{value:.3e}").parse::<f64>().ok().filter(|value| value.is_finite())
}

impl Table {
    /// A table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), ..Self::default() }
    }

    /// A table with a row for each value, still without columns.
    pub fn of<T>(values: impl IntoIterator<Item = T>) -> TableOf<T> {
        let values: Vec<T> = values.into_iter().collect();
        TableOf { table: Self { rows: vec![Vec::new(); values.len()], ..Self::default() }, values }
    }

    /// The same with a line below it.
    #[must_use]
    pub fn note(mut self, line: impl Into<String>) -> Self {
        self.notes.push(line.into());
        self
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    /// This table without some of its columns.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        let named = self.columns.iter().enumerate();
        let kept = named.filter(|(_, column)| !names.contains(&&*column.name)).map(|(place, _)| place);
        self.only(&kept.collect::<Vec<_>>())
    }

    /// The table for people: title, table, notes. Fits `width` characters: names lose their middle, texts take several
    /// lines, and columns for which there is no room follow below, the first column before them again; columns in which
    /// nothing stands are left out. Without a width, every row is one line, and in a table wider than `WIDEST` texts that
    /// are no names end after `LONGEST` characters.
    pub fn to_text(&self, width: Option<u16>) -> String {
        let is_empty =
            |place: usize| self.rows.iter().all(|row| row.get(place).is_none_or(|cell| cell.plain().is_empty()));
        let filled: Vec<usize> = (0..self.columns.len()).filter(|place| !is_empty(*place)).collect();
        if width.is_some() && !self.rows.is_empty() && filled.len() < self.columns.len() {
            return self.only(&filled).to_text(width);
        }
        let parts: Vec<String> = match self.column_groups(width).as_slice() {
            [] if self.columns.is_empty() => Vec::new(),
            [] | [_] => vec![self.body(width)],
            groups => groups.iter().map(|group| self.only(group).body(width)).collect(),
        };
        let mut out = String::new();
        let prose = |line: &String| wrapped(&for_line(line), width, HANGING).into_owned();
        let body = parts.join("\n");
        let lines = self.title.iter().map(prose).chain(body.lines().map(str::to_owned));
        for line in lines.chain(self.notes.iter().map(prose)) {
            out.push_str(&line);
            out.push('\n');
        }
        out
    }

    /// The columns by place, in groups that fit the width beside each other, each with the first column before it.
    fn column_groups(&self, width: Option<u16>) -> Vec<Vec<usize>> {
        let Some(width) = width.filter(|width| *width >= NARROWEST).map(usize::from) else { return Vec::new() };
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut taken = usize::MAX;
        for place in 1..self.columns.len() {
            let least = self.least_width(place);
            if taken.saturating_add(least) > width {
                groups.push(vec![0]);
                taken = self.least_width(0);
            }
            taken += least;
            groups.last_mut().into_iter().for_each(|group| group.push(place));
        }
        groups
    }

    /// The least width at which a column can be read: numbers whole, headings broken, some words of a text on a line.
    fn least_width(&self, place: usize) -> usize {
        let Some(column) = self.columns.get(place) else { return 0 };
        let least = match column.role {
            ColumnRole::Number => self.widest(place),
            ColumnRole::Name => self.widest(place).min(LEAST_NAME),
            ColumnRole::Text => self.widest(place).min(LEAST_TEXT).max(self.longest_word(place)),
            ColumnRole::Quote => self.widest(place).min(LEAST_QUOTE),
        };
        least.max(column.least_heading()) + PADDING
    }

    /// This table with some of its columns alone.
    fn only(&self, places: &[usize]) -> Self {
        let columns = places.iter().filter_map(|place| self.columns.get(*place)).cloned().collect();
        let cells = |row: &Vec<Cell>| {
            let all: Vec<&Cell> = self.cells(row).collect();
            places.iter().filter_map(|place| all.get(*place).copied().cloned()).collect()
        };
        let (title, notes) = (self.title.clone(), self.notes.clone());
        Self { title, columns, rows: self.rows.iter().map(cells).collect(), notes }
    }

    /// Headings and rows as lines.
    fn body(&self, width: Option<u16>) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(STYLE).force_no_tty();
        match width {
            Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
            None => table.set_content_arrangement(ContentArrangement::Disabled),
        };
        let narrow = width.is_some_and(|width| self.natural_width() > usize::from(width));
        let heads = self.columns.iter().enumerate().map(|(place, column)| {
            let room = if narrow { self.least_width(place).saturating_sub(PADDING) } else { usize::MAX };
            column.heading_lines(room).iter().map(|line| for_line(line)).collect::<Vec<_>>().join("\n")
        });
        let heads: Vec<String> = heads.collect();
        table.set_header(heads.iter().map(comfy_table::Cell::new));
        let rooms: Vec<Option<usize>> = (0..self.columns.len()).map(|place| self.room(place, width)).collect();
        for row in &self.rows {
            let cells = self.cells(row).zip(&self.columns).zip(&rooms);
            table.add_row(cells.map(|((cell, column), room)| {
                let plain = cell.plain();
                comfy_table::Cell::new(for_line(&match room {
                    Some(room) => shortened(&plain, *room, column.is_name()),
                    None => plain,
                }))
            }));
        }
        let readable = width.is_some_and(|width| width >= NARROWEST);
        for (place, (column, head)) in table.column_iter_mut().zip(&heads).enumerate() {
            let fixed = |width: usize| Width::Fixed(u16::try_from(width).unwrap_or(u16::MAX));
            if self.columns.get(place).is_some_and(Column::is_number) {
                let head = head.lines().map(|line| line.chars().count()).max().unwrap_or_default();
                column.set_cell_alignment(CellAlignment::Right);
                column.set_constraint(ColumnConstraint::Absolute(fixed(head.max(self.widest(place)) + PADDING)));
            } else if let Some(Some(room)) = rooms.get(place).filter(|_| width.is_some()) {
                column.set_constraint(ColumnConstraint::Absolute(fixed(room + PADDING)));
            } else if readable {
                column.set_constraint(ColumnConstraint::LowerBoundary(fixed(self.least_width(place))));
            }
        }
        let lines = table.lines().map(|line| escape::for_line(line.trim_end()).into_owned());
        lines.map(|line| line + "\n").collect()
    }

    /// The table as CSV with a header, comma-separated, lines ended by LF.
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail, and every record has as many fields as there are columns.
        let _ = writer.write_record(self.columns.iter().map(|column| for_csv(&column.heading()).into_owned()));
        for row in &self.rows {
            let _ = writer.write_record(self.cells(row).map(Cell::for_csv));
        }
        writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// The rows as a JSON array of objects, keyed by the columns' names.
    pub fn to_json(&self) -> String {
        json_text(&Value::from(self.records()))
    }

    /// The rows as JSON objects, one a line.
    pub fn to_jsonl(&self) -> String {
        self.records().iter().map(json_line).collect()
    }

    /// The rows as JSON objects.
    pub(super) fn records(&self) -> Vec<Value> {
        let record = |row: &Vec<Cell>| {
            let cells = self.columns.iter().zip(self.cells(row));
            Value::Object(cells.map(|(column, cell)| (column.heading(), cell.to_json())).collect::<Map<_, _>>())
        };
        self.rows.iter().map(record).collect()
    }

    /// Writes the table in a shape; `width` is for [`Shape::Table`].
    ///
    /// # Errors
    /// Where `out` refuses.
    pub fn write(&self, shape: Shape, width: Option<u16>, out: &mut impl io::Write) -> io::Result<()> {
        let text = match shape {
            Shape::Table => self.to_text(width),
            Shape::Csv => self.to_csv(),
            Shape::Json => self.to_json(),
            Shape::Jsonl => self.to_jsonl(),
        };
        out.write_all(text.as_bytes())
    }

    /// How wide the table is with its headings unbroken, and no column of text wider than [`ROOM`].
    fn natural_width(&self) -> usize {
        let column = |(place, column): (usize, &Column)| {
            let natural = column.heading().chars().count().max(self.widest(place));
            PADDING + if column.is_number() { natural } else { natural.min(ROOM) }
        };
        self.columns.iter().enumerate().map(column).sum()
    }

    /// The most characters that a column's cells are shown with; `None` for all.
    fn room(&self, place: usize, width: Option<u16>) -> Option<usize> {
        let column = self.columns.get(place)?;
        let Some(width) = width else {
            let cut = column.role == ColumnRole::Text && self.full_width() > WIDEST;
            return cut.then_some(LONGEST);
        };
        if !column.is_name() {
            return None;
        }
        let widest = self.widest(place).max(column.heading().chars().count());
        let natural = self.natural_width();
        // Where headings are broken, the other columns need less.
        let others = |of: &dyn Fn(usize) -> usize| -> usize {
            (0..self.columns.len()).filter(|other| *other != place).map(of).sum()
        };
        let rest = if natural > usize::from(width) {
            others(&|other| self.least_width(other))
        } else {
            natural.saturating_sub(widest.min(ROOM) + PADDING)
        };
        let room =
            usize::from(width).saturating_sub(rest + PADDING).max(if width < NARROWEST { ROOM } else { LEAST_NAME });
        (widest > room).then_some(room)
    }

    /// How wide the table is with every cell in full.
    fn full_width(&self) -> usize {
        let column =
            |(place, column): (usize, &Column)| PADDING + column.heading().chars().count().max(self.widest(place));
        self.columns.iter().enumerate().map(column).sum()
    }

    /// The longest word of a column's cells that is worth keeping whole, such as a code.
    fn longest_word(&self, place: usize) -> usize {
        let words = |row: &Vec<Cell>| {
            let text = row.get(place).map(Cell::plain).unwrap_or_default();
            text.split_whitespace().map(|word| word.chars().count()).filter(|length| *length <= LONGEST_WORD).max()
        };
        self.rows.iter().filter_map(words).max().unwrap_or_default()
    }

    /// The most characters in a cell of a column.
    fn widest(&self, place: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(place));
        cells.map(|cell| cell.plain().chars().count()).max().unwrap_or_default()
    }

    /// A row's cells, one a column.
    fn cells<'t>(&'t self, row: &'t [Cell]) -> impl Iterator<Item = &'t Cell> {
        row.iter().chain(std::iter::repeat(&Cell::Empty)).take(self.columns.len())
    }
}

/// How many characters a part of a heading takes at the end of a line: a space none, a soft hyphen one.
fn shown_width(part: &str) -> usize {
    let part = part.trim_end();
    part.chars().filter(|letter| *letter != '\u{ad}').count() + usize::from(part.ends_with('\u{ad}'))
}

/// A text of at most `room` characters: a name without its middle, another without its end.
fn shortened(text: &str, room: usize, is_name: bool) -> String {
    let count = text.chars().count();
    if count <= room {
        return text.to_owned();
    }
    let shown = room.saturating_sub(1);
    let before = if is_name { shown / 2 } else { shown };
    let after = text.chars().skip(count - (shown - before));
    text.chars().take(before).chain(['…']).chain(after).collect()
}

/// A JSON value for a file of its own: indented, with a line break at its end.
pub(super) fn json_text(value: &Value) -> String {
    format!("{}\n", for_json(&format!("{value:#}")))
}

/// A JSON value on one line.
pub(super) fn json_line(value: &Value) -> String {
    format!("{}\n", for_json(&value.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{Cell, Column, Table};
    use crate::escape::is_unsafe;
    use proptest::prelude::*;

    fn sample() -> Table {
        let mut table =
            Table::new([Column::text("what"), Column::number("count"), Column::number("share"), Column::text("ids")]);
        table.push(vec!["=cmd()".into(), 3_usize.into(), Cell::number(Some(-0.25), 3), Cell::List(vec!["a".into()])]);
        table.push(vec!["plain, \"quoted\"".into()]);
        table
    }

    #[test]
    fn numbers_stay_numbers_and_formulas_are_text() {
        assert_eq!(sample().to_csv(), "what,count,share,ids\n'=cmd(),3,-0.250,a\n\"plain, \"\"quoted\"\"\",,,\n");
        assert_eq!(
            sample().to_jsonl(),
            "{\"count\":3,\"ids\":[\"a\"],\"share\":-0.25,\"what\":\"=cmd()\"}\n\
             {\"count\":null,\"ids\":null,\"share\":null,\"what\":\"plain, \\\"quoted\\\"\"}\n"
        );
    }

    #[test]
    fn a_table_fits_the_width_given() {
        let mut table = Table::new([Column::text("title"), Column::number("n")]);
        table.push(vec!["many words that do not fit on one line of a narrow terminal".into(), 12_345_usize.into()]);
        let narrow = table.to_text(Some(40));
        assert!(narrow.lines().all(|line| line.chars().count() <= 40), "{narrow}");
        assert!(narrow.contains("12345"));
        assert_eq!(table.to_text(None).lines().filter(|line| line.contains("terminal")).count(), 1);
    }

    #[test]
    fn headings_break_where_they_may_and_codes_do_not() {
        let mut table = Table::new([
            Column::name("file"),
            Column::number("entry_points"),
            Column::number("docu\u{ad}ments"),
            Column::text("label"),
            Column::text("type"),
            Column::text("reason"),
        ]);
        let code = "informal_collaboration";
        let reason = "words that go on and on over many lines of the table until there is no room for more of them";
        table.push(vec!["a-paper.pdf".into(), 3_usize.into(), 4_usize.into(), Cell::Empty, code.into(), reason.into()]);
        table.notes.push("a note that is longer than a line of the terminal goes on in the next one".to_owned());
        for width in [60, 80, 120] {
            let text = table.to_text(Some(width));
            assert!(text.lines().all(|line| line.chars().count() <= usize::from(width)), "{width}:\n{text}");
            assert!(text.contains(code) && !text.contains("label") && !text.contains("entry_ p"), "{width}:\n{text}");
        }
        let narrow = table.to_text(Some(80));
        assert!(narrow.contains("docu-"), "{narrow}");
        assert!(
            table.to_text(None).contains("label") && table.to_csv().starts_with("file,entry_points,documents,label")
        );
        table.columns[0].name = "two words".into();
        assert_eq!(table.columns[0].heading_lines(8), ["two", "words"]);
        assert_eq!(table.columns[2].heading_lines(7), ["docu-", "ments"]);
        assert_eq!(table.columns[1].heading_lines(12), ["entry_points"]);
        assert_eq!(table.columns[1].heading_lines(7), ["entry_", "points"]);
    }

    #[test]
    fn columns_without_room_follow_below_and_no_text_stands_one_letter_a_line() {
        let mut table = Table::new(
            [Column::name("document")]
                .into_iter()
                .chain(
                    ["pages", "quality", "workforce", "resources", "innovation", "intended_outcomes"]
                        .map(Column::number),
                )
                .chain([Column::text("reason")]),
        );
        let reason = "its pages are pictures without text: install tesseract";
        let numbers = (1..=6_usize).map(|n| (n * 1000).into());
        table.push(
            [Cell::from("sample/ashcombe-wexley-merger-case.pdf")]
                .into_iter()
                .chain(numbers)
                .chain([reason.into()])
                .collect(),
        );
        for width in [60, 80, 120] {
            let text = table.to_text(Some(width));
            assert!(text.lines().all(|line| line.chars().count() <= usize::from(width)), "{width}:\n{text}");
            for number in 1..=6 {
                assert!(text.contains(&format!("{}", number * 1000)), "{width}:\n{text}");
            }
            assert!(
                text.contains("ashc") && text.contains("pictures") && text.contains("tesseract"),
                "{width}:\n{text}"
            );
        }
        assert!(table.to_text(Some(60)).matches("document").count() > 1);
    }

    #[test]
    fn a_small_probability_is_not_0_and_what_is_not_defined_is_a_dash() {
        let mut table = Table::new([Column::number("p"), Column::number("value")]);
        table.push(vec![Cell::Probability(0.000_012_34), Cell::Undefined]);
        table.push(vec![Cell::Probability(0.0421), Cell::Undefined]);
        let text = table.to_text(None);
        assert!(
            text.contains("< .0001") && text.contains("0.0421") && text.contains('—') && !text.contains("0.0000"),
            "{text}"
        );
        assert_eq!(table.to_csv(), "p,value\n0.00001234,\n0.0421,\n");
        assert!(table.to_jsonl().contains("\"value\":null"));
    }

    #[test]
    fn nothing_is_never_less_than_nothing() {
        let mut table = Table::new([Column::number("n")]);
        for value in [-0.0, -0.004, -0.006, 0.0] {
            table.push(vec![Cell::number(Some(value), 2)]);
        }
        assert_eq!(table.to_csv(), "n\n0.00\n0.00\n-0.01\n0.00\n");
        assert!(!table.to_jsonl().contains("-0.0}"), "{}", table.to_jsonl());
    }

    #[test]
    fn a_files_name_loses_its_middle_on_a_terminal_and_nowhere_else() {
        let name = "strategies/a-very-long-name-of-a-paper-that-somebody-gave-to-a-file-2016-2021-final.pdf";
        let mut table = Table::new([Column::name("file"), Column::number("n")]);
        table.push(vec![name.into(), 3_usize.into()]);
        let narrow = table.to_text(Some(60));
        assert_eq!(narrow.lines().count(), 3, "{narrow}");
        assert!(narrow.contains("strategies/a-very-long") && narrow.contains("…") && narrow.contains("final.pdf"));
        assert!(narrow.lines().all(|line| line.chars().count() <= 60), "{narrow}");
        for whole in [table.to_text(None), table.to_text(Some(120)), table.to_csv(), table.to_jsonl()] {
            assert!(whole.contains(name), "{whole}");
        }
    }

    #[test]
    fn a_pipe_gets_one_line_a_row_and_no_line_without_end() {
        let (name, long) = ("n".repeat(90), "many words ".repeat(20));
        let mut table = Table::new([Column::name("file"), Column::text("reason"), Column::text("id")]);
        table.push(vec![name.as_str().into(), long.as_str().into(), "x".into()]);
        let text = table.to_text(None);
        assert_eq!(text.lines().count(), 3);
        assert!(text.contains(&name) && text.contains('…') && text.lines().all(|line| line.chars().count() < 200));
        assert!(table.to_csv().contains(&long));
        assert_eq!(table.without(&["file", "id"]).to_csv(), format!("reason\n{long}\n"));
    }

    proptest! {
        #[test]
        fn no_table_steers_a_terminal(texts in prop::collection::vec(any::<String>(), 1..6), width in 10_u16..120) {
            let mut table = Table::new([Column::text("a"), Column::text("b")]);
            table.notes.clone_from(&texts);
            for text in &texts {
                table.push(vec![text.as_str().into(), Cell::List(vec![text.clone(), text.clone()])]);
            }
            prop_assert!(!table.to_text(Some(width)).contains(|c| is_unsafe(c) && c != '\n'));
        }

        #[test]
        fn csv_reads_back_cell_by_cell(texts in prop::collection::vec("[a-z,\"\n;= -]{0,12}", 1..6)) {
            let mut table = Table::new([Column::text("a"), Column::number("n")]);
            for (number, text) in texts.iter().enumerate() {
                table.push(vec![text.as_str().into(), number.into()]);
            }
            let csv = table.to_csv();
            let mut reader = csv::Reader::from_reader(csv.as_bytes());
            let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(read.len(), texts.len());
            for (number, (record, text)) in read.iter().zip(&texts).enumerate() {
                let shown = record[0].strip_prefix('\'').unwrap_or(&record[0]);
                prop_assert_eq!(shown, text);
                prop_assert!(!record[0].starts_with(['=', '-', '\n']));
                prop_assert_eq!(&record[1], number.to_string());
            }
        }
    }
}
