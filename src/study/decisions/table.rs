//! The table in which decisions are kept: a plain CSV that people may read, sort and edit.
//!
//! Whatever stands in it stays: lines that begin with `#`, blank lines, columns that are not known, the order of the
//! columns and rows, the sign between the cells. A line that is not changed is written back as it was read.

use super::place::{place_among, statement_letters};
use super::{Decision, StatementPlace, Verdict};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use stratmine_model::spreadsheet;
use stratmine_model::{CodedPaper, DocumentId, Hints};

/// The columns of a new table.
pub const COLUMNS: [&str; 12] =
    ["document", "file", "page", "occurrence", "quote", "before", "after", "decision", "codes", "who", "when", "why"];

/// The columns without which there is no decision.
const NEEDED: [&str; 4] = ["document", "page", "quote", "decision"];

/// Fewest quotes of a document by which a paper of another name is told to be its new issue.
const FEWEST_QUOTES: usize = 3;

/// Least share of a document's quotes that its new issue has, in hundredths.
const SHARED_QUOTES: usize = 80;

/// A table of decisions that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}, line {line}, column {column}: {problem}", path = .path.display())]
pub struct TableError {
    /// The file.
    pub path: PathBuf,
    /// Line from 1.
    pub line: usize,
    /// Column from 1.
    pub column: usize,
    /// What is wrong.
    pub problem: TableProblem,
}

/// What is wrong with a table of decisions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableProblem {
    /// A quotation mark is opened and never closed.
    #[error("a quotation mark is not closed")]
    Unclosed,
    /// A quotation mark is closed further down only.
    #[error("a quotation mark is not closed: a cell of it holds the next decisions")]
    Swallowed,
    /// A column is missing that every decision needs.
    #[error("there is no column {0}")]
    NoColumn(&'static str),
    /// A row has more cells than there are columns.
    #[error("more cells than headings")]
    MoreCells,
    /// A cell holds no document's hash.
    #[error("this is no document's hash")]
    NoDocument,
    /// A cell holds no page number.
    #[error("{0:?} is no page number")]
    NoPage(String),
    /// A cell holds none of the decisions that there are.
    #[error("{0:?} is no decision")]
    NoDecision(String),
    /// There is no quote.
    #[error("there is no quote")]
    NoQuote,
    /// A cell holds no ordinal.
    #[error("{0:?} is no number from 1")]
    NoOrdinal(String),
}

impl Hints for TableError {
    fn hints(&self) -> Vec<String> {
        vec![match self.problem {
            TableProblem::Unclosed => "close it, or write two of them for one".to_owned(),
            TableProblem::NoColumn(_) => format!("the columns are {}", COLUMNS.join(", ")),
            TableProblem::MoreCells => {
                "put quotation marks about a cell that holds the separator, and close each that is opened".to_owned()
            }
            TableProblem::NoDocument => "it has 64 hexadecimal digits".to_owned(),
            TableProblem::NoDecision(_) => format!("one of {}", Verdict::ALL.map(Verdict::as_str).join(", ")),
            _ => return Vec::new(),
        }]
    }
}

/// One line of the table, which a quoted cell may stretch over several lines of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    /// As it stands in the file, without its end.
    raw: String,
    /// Its first line in the file, from 1.
    number: usize,
    decision: Option<Decision>,
}

/// All decisions of a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionTable {
    lines: Vec<Line>,
    /// The columns as they are headed, in lower case.
    columns: Vec<String>,
    delimiter: u8,
    marked: bool,
    carriage_returns: bool,
}

/// A decision and where it belongs in a document.
#[derive(Clone, Copy, Debug)]
pub struct Placing<'t> {
    /// Its line in the file, from 1.
    pub line: usize,
    /// The decision.
    pub decision: &'t Decision,
    /// Its statement; `None` where the document has none that fits.
    pub place: Option<StatementPlace>,
}

/// The sign between the cells of a line of headings, and the headings in lower case.
fn headings(raw: &str) -> (u8, Vec<String>) {
    let delimiter = spreadsheet::delimiter(raw);
    (delimiter, cells(raw, delimiter).iter().map(|name| name.trim().to_lowercase()).collect())
}

/// The first column that must be there and is not.
fn missing(columns: &[String]) -> Option<&'static str> {
    NEEDED.into_iter().find(|needed| !columns.iter().any(|name| name == needed))
}

impl DecisionTable {
    /// Reads a table. `path` is for messages.
    ///
    /// # Errors
    /// Where a column is missing or a cell cannot be understood.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, TableError> {
        let text = spreadsheet::decoded(bytes);
        let mut table = Self {
            delimiter: b',',
            marked: bytes.starts_with(b"\xef\xbb\xbf"),
            carriage_returns: bytes.windows(2).any(|pair| pair == b"\r\n"),
            ..Self::default()
        };
        let (records, unclosed) = records(&text);
        if let Some(line) = unclosed {
            return Err(TableError { path: path.to_owned(), line, column: 1, problem: TableProblem::Unclosed });
        }
        for (number, raw) in records {
            let wrong = |column: usize, problem: TableProblem| TableError {
                path: path.to_owned(),
                line: number,
                column: column + 1,
                problem,
            };
            let decision = if is_remark(&raw) {
                None
            } else if table.columns.is_empty() {
                (table.delimiter, table.columns) = headings(&raw);
                if let Some(missing) = missing(&table.columns) {
                    return Err(wrong(0, TableProblem::NoColumn(missing)));
                }
                None
            } else {
                Some(table.decision(&raw).map_err(|(column, problem)| wrong(column, problem))?)
            };
            table.lines.push(Line { raw, number, decision });
        }
        Ok(table)
    }

    fn decision(&self, raw: &str) -> Result<Decision, (usize, TableProblem)> {
        let cells = cells(raw, self.delimiter);
        let beyond = cells.iter().skip(self.columns.len()).position(|cell| !cell.trim().is_empty());
        if let Some(beyond) = beyond {
            return Err((self.columns.len() + beyond, TableProblem::MoreCells));
        }
        let column = |name: &str| self.columns.iter().position(|known| known == name);
        // A mark that is opened here and closed by one further down swallows whole decisions.
        let swallowed = raw.lines().skip(1).any(|line| {
            let cells = self::cells(line, self.delimiter);
            let document = column("document").and_then(|place| cells.get(place));
            document.is_some_and(|cell| cell.trim().parse::<DocumentId>().is_ok())
        });
        if swallowed {
            return Err((0, TableProblem::Swallowed));
        }
        let cell = |name: &str| {
            column(name)
                .and_then(|place| cells.get(place))
                .map(|cell| spreadsheet::unguarded(cell.trim()).trim().to_owned())
                .unwrap_or_default()
        };
        let at = |name: &str, problem: TableProblem| (column(name).unwrap_or_default(), problem);
        let document: DocumentId = cell("document").parse().map_err(|_| at("document", TableProblem::NoDocument))?;
        let page = cell("page").parse().ok().filter(|page| *page > 0);
        let page = page.ok_or_else(|| at("page", TableProblem::NoPage(cell("page"))))?;
        let written = cell("decision");
        let verdict =
            Verdict::named(&written).ok_or_else(|| at("decision", TableProblem::NoDecision(written.clone())))?;
        let codes: Vec<String> =
            cell("codes").split([';', ',', ' ']).filter(|code| !code.is_empty()).map(str::to_lowercase).collect();
        if cell("quote").is_empty() {
            return Err(at("quote", TableProblem::NoQuote));
        }
        let occurrence = match cell("occurrence").as_str() {
            "" => 1,
            written => written
                .parse()
                .ok()
                .filter(|number| *number > 0)
                .ok_or_else(|| at("occurrence", TableProblem::NoOrdinal(written.to_owned())))?,
        };
        Ok(Decision {
            document,
            file: cell("file"),
            page,
            quote: cell("quote"),
            before: cell("before"),
            after: cell("after"),
            occurrence,
            verdict,
            codes,
            who: cell("who"),
            when: cell("when"),
            why: cell("why"),
        })
    }

    /// The decisions with their lines in the file, in its order.
    pub fn decisions(&self) -> impl Iterator<Item = (usize, &Decision)> {
        self.lines.iter().filter_map(|line| line.decision.as_ref().map(|decision| (line.number, decision)))
    }

    /// Whether there is no decision.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.decisions().next().is_none()
    }

    /// The decisions that concern a document, each with its place in it: those made on it; those made on the document that
    /// had its file's name before; and those of a document whose file is no longer there (`is_there`) and most of whose
    /// quotes stand in this one.
    pub fn of<'t>(&'t self, record: &CodedPaper, is_there: &dyn Fn(&str) -> bool) -> Vec<Placing<'t>> {
        let mut placings = Vec::new();
        if self.is_empty() {
            return placings;
        }
        let letters = statement_letters(record);
        let place = |decision: &Decision| place_among(decision, record, &letters);
        for (line, decision) in self.decisions() {
            let made_on_it = decision.document == record.document;
            let concerns = made_on_it
                || decision.file == record.file
                || (!is_there(&decision.file) && self.is_issued_anew(decision.document, &place));
            if concerns {
                placings.push(Placing { line, decision, place: place(decision) });
            }
        }
        placings
    }

    /// Whether most quotes of a document stand in another, in which `place` looks for them.
    fn is_issued_anew(&self, document: DocumentId, place: &dyn Fn(&Decision) -> Option<StatementPlace>) -> bool {
        let quotes = || self.decisions().filter(|(_, decision)| decision.document == document);
        let all = quotes().count();
        all >= FEWEST_QUOTES
            && quotes().filter(|(_, decision)| place(decision).is_some()).count() * 100 >= all * SHARED_QUOTES
    }

    /// What of the table bears on a file: a text that changes whenever that does.
    pub fn bearing_on(&self, file: &str, is_there: &dyn Fn(&str) -> bool) -> String {
        let mut bearing = String::new();
        for line in &self.lines {
            if line.decision.as_ref().is_some_and(|decision| decision.file == file || !is_there(&decision.file)) {
                bearing.push_str(&line.raw);
                bearing.push('\n');
            }
        }
        bearing
    }

    /// Adds a decision at the end.
    pub fn push(&mut self, decision: Decision) {
        if self.columns.is_empty() {
            self.delimiter = b',';
            self.columns = COLUMNS.map(str::to_owned).to_vec();
            let raw = COLUMNS.join(",");
            self.lines.push(Line { raw, number: 0, decision: None });
        }
        let raw = self.written(&decision, &[]);
        self.lines.push(Line { raw, number: 0, decision: Some(decision) });
        self.number();
    }

    /// Whether bytes are a table of decisions, and not a coding sheet: told by their columns.
    pub fn is_one(bytes: &[u8]) -> bool {
        let text = spreadsheet::decoded(bytes);
        let head = text.lines().find(|line| !is_remark(line)).unwrap_or_default();
        missing(&headings(head).1).is_none()
    }

    /// Adds a decision of another table, unless it is here: before the first that was made later on the same words, else
    /// at the end. So the latest holds, whichever of two tables takes in the other. Whether it was added.
    pub fn merge(&mut self, decision: Decision) -> bool {
        if self.decisions().any(|(_, known)| known.is_same(&decision)) {
            return false;
        }
        let is_later = |known: &Decision| known.is_on_same_words(&decision) && known.is_later(&decision);
        match self.lines.iter().position(|line| line.decision.as_ref().is_some_and(is_later)) {
            None => self.push(decision),
            Some(place) => {
                let raw = self.written(&decision, &[]);
                self.lines.insert(place, Line { raw, number: 0, decision: Some(decision) });
                self.number();
            }
        }
        true
    }

    /// Puts another decision in a line; columns that are not known keep their cells. Whether there is such a line.
    pub fn replace(&mut self, line: usize, decision: Decision) -> bool {
        let Some(place) = self.place_of(line) else { return false };
        let old = self.lines.get(place).map(|line| cells(&line.raw, self.delimiter)).unwrap_or_default();
        let raw = self.written(&decision, &old);
        if let Some(line) = self.lines.get_mut(place) {
            line.raw = raw;
            line.decision = Some(decision);
        }
        self.number();
        true
    }

    /// Takes a decision out. Whether there is such a line.
    pub fn remove(&mut self, line: usize) -> bool {
        let Some(place) = self.place_of(line) else { return false };
        self.lines.remove(place);
        self.number();
        true
    }

    fn place_of(&self, line: usize) -> Option<usize> {
        self.lines.iter().position(|known| known.number == line && known.decision.is_some())
    }

    fn number(&mut self) {
        let mut next = 1;
        for line in &mut self.lines {
            line.number = next;
            next += 1 + line.raw.matches('\n').count();
        }
    }

    fn written(&self, decision: &Decision, old: &[String]) -> String {
        let cell = |(place, name): (usize, &String)| -> String {
            match name.as_str() {
                "document" => decision.document.to_string(),
                "file" => decision.file.clone(),
                "page" => decision.page.to_string(),
                "occurrence" => decision.occurrence.to_string(),
                "quote" => decision.quote.clone(),
                "before" => decision.before.clone(),
                "after" => decision.after.clone(),
                "decision" => decision.verdict.as_str().to_owned(),
                "codes" => decision.codes.join(";"),
                "who" => decision.who.clone(),
                "when" => decision.when.clone(),
                "why" => decision.why.clone(),
                _ => old.get(place).cloned().unwrap_or_default(),
            }
        };
        let mut raw = String::new();
        for (place, name) in self.columns.iter().enumerate() {
            if place > 0 {
                raw.push(char::from(self.delimiter));
            }
            let cell = spreadsheet::guarded(&cell((place, name))).into_owned();
            let sign = char::from(self.delimiter);
            if cell.contains(['"', '\n', '\r', '#']) || cell.contains(sign) || cell.trim() != cell {
                // Writing to a string cannot fail.
                let _ = write!(raw, "\"{}\"", cell.replace('"', "\"\""));
            } else {
                raw.push_str(&cell);
            }
        }
        raw
    }

    /// The table as it is kept.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let end = if self.carriage_returns { "\r\n" } else { "\n" };
        let mut text = if self.marked { "\u{feff}".to_owned() } else { String::new() };
        for line in &self.lines {
            text.push_str(&if self.carriage_returns { line.raw.replace('\n', end) } else { line.raw.clone() });
            text.push_str(end);
        }
        text.into_bytes()
    }
}

fn is_remark(raw: &str) -> bool {
    // Spreadsheets leave rows of nothing but signs.
    let says_nothing = raw.chars().all(|sign| sign.is_whitespace() || matches!(sign, ',' | ';' | '"'));
    says_nothing || raw.trim_start().starts_with('#')
}

/// The records of a CSV with their first lines: a line's end within quotation marks ends none. Last, the line of the record whose
/// mark is never closed.
fn records(text: &str) -> (Vec<(usize, String)>, Option<usize>) {
    let mut records: Vec<(usize, String)> = Vec::new();
    let (mut open, mut delimiter) = (false, None);
    for (number, line) in text.lines().enumerate() {
        match records.last_mut() {
            Some((_, record)) if open => {
                record.push('\n');
                record.push_str(line);
            }
            _ => records.push((number + 1, line.to_owned())),
        }
        if open || !is_remark(line) {
            let delimiter = *delimiter.get_or_insert_with(|| spreadsheet::delimiter(line));
            open = spreadsheet::leaves_quote_open(line, delimiter, open);
        }
    }
    let unclosed = records.last().filter(|_| open).map(|(number, _)| *number);
    (records, unclosed)
}

/// The cells of one record.
fn cells(raw: &str, delimiter: u8) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(raw.as_bytes());
    let record = reader.records().next().and_then(Result::ok);
    record.map(|record| record.iter().map(str::to_owned).collect()).unwrap_or_default()
}
