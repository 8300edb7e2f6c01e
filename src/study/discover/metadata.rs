//! The researcher's table of what is known of the papers: `corpus.csv`.
//!
//! One row a file. The columns are `file`, `title`, `organisation`, `year`, `partnering`, `address`, `include` and
//! `duplicate_of`, in any order and case; others are kept as they are, but a heading that is nearly one of these is taken
//! for a slip of the pen and refused.

use super::DiscoverError;
use crate::decisions::{PaperDecision, PaperDecisions, PaperField, PaperVerdict};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use stratmine_model::PaperMeta;
use stratmine_model::diagnostics::nearest;
use stratmine_model::limits::MAX_TABLE_BYTES;
use stratmine_model::spreadsheet::{
    TableFault, TableLine, is_workbook, lines, nearly, plain_heading, workbook, yes_or_no,
};
use unicode_normalization::UnicodeNormalization;

/// The columns with a meaning, each with the headings it may have (in lower case, blanks and hyphens as `_`).
const COLUMNS: &[(Column, &[&str])] = &[
    (Column::File, &["file", "filename", "file_name", "path"]),
    (Column::Title, &["title"]),
    (Column::Organisation, &["organisation", "organisations", "organization", "organizations"]),
    (Column::Year, &["year"]),
    (Column::Partnering, &["partnering", "partnering_type", "partnering_types"]),
    (Column::Address, &["address", "url", "link"]),
    (Column::Include, &["include", "included"]),
    (Column::DuplicateOf, &["duplicate_of"]),
];

/// The columns of a starter table in which guesses stand: they count for nothing.
pub const GUESSES: [&str; 4] = ["guessed_title", "guessed_organisation", "guessed_year", "guessed_partnering"];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    File,
    Title,
    Organisation,
    Year,
    Partnering,
    Address,
    Include,
    DuplicateOf,
    Guess(String),
    Other(String),
}

/// What the researcher knows of the papers, by file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetadataTable {
    rows: BTreeMap<String, PaperMeta>,
    /// The same rows as they were typed, each as one text.
    typed: BTreeMap<String, String>,
    /// The headings of columns that mean something to the researcher alone, from left to right.
    own_columns: Vec<String>,
}

/// A table as it was read: its partnering types are still to be compared with those of the lexicons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UncheckedTable {
    table: MetadataTable,
    /// The file it was read from; none where there is no table.
    path: PathBuf,
    /// Every partnering type that it declares, with where.
    declared: Vec<DeclaredType>,
    /// What is wrong with its rows: all of it is said at once.
    faults: Vec<TableFault>,
}

/// A partnering type as declared for a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DeclaredType {
    file: String,
    line: usize,
    column: usize,
}

/// A partnering type that can be declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownType<'k> {
    /// Its code.
    pub code: &'k str,
    /// Its name.
    pub label: &'k str,
}

/// Tables of the corpus, at its root: one of them may be there.
pub(super) const CORPUS_TABLES: [&str; 3] = ["corpus.csv", "corpus.tsv", "corpus.xlsx"];

impl MetadataTable {
    /// The table of a corpus: `corpus.csv`, `corpus.tsv` or `corpus.xlsx` at its root, else the `fetched.csv` that a
    /// download left there; an empty table where there is none of them.
    ///
    /// # Errors
    ///
    /// [`DiscoverError::TwoTables`] where there are several, and those of [`Self::load`].
    pub fn of_root(root: &Path) -> Result<UncheckedTable, DiscoverError> {
        let mut tables = CORPUS_TABLES.iter().map(|name| root.join(name)).filter(|path| path.is_file());
        let fetched = root.join(super::walk::FETCH_RECORD);
        match (tables.next(), tables.next()) {
            (Some(first), Some(second)) => Err(DiscoverError::TwoTables { first, second }),
            (Some(only), None) => Self::load(&only),
            (None, _) if fetched.is_file() => {
                let mut table = Self::load(&fetched)?;
                // What a download notes besides is nobody's own column.
                table.table.own_columns.clear();
                table.table.rows.values_mut().for_each(|row| row.other.clear());
                Ok(table)
            }
            (None, _) => Ok(UncheckedTable::default()),
        }
    }

    /// Where the table of a corpus lies, if there is one.
    #[must_use]
    pub fn path_in(root: &Path) -> Option<PathBuf> {
        let names = CORPUS_TABLES.into_iter().chain([super::walk::FETCH_RECORD]);
        names.map(|name| root.join(name)).find(|path| path.is_file())
    }

    /// Reads a table.
    ///
    /// # Errors
    ///
    /// [`DiscoverError::Read`] where the file cannot be read, [`DiscoverError::TooLarge`] where it is no table by its
    /// size, [`DiscoverError::Table`] where it has no column `file`, or one that is nearly a known one.
    pub fn load(path: &Path) -> Result<UncheckedTable, DiscoverError> {
        let failed = |source| DiscoverError::Read { path: path.to_owned(), source };
        let bytes = fs::metadata(path).map_err(failed)?.len();
        if bytes > MAX_TABLE_BYTES {
            return Err(DiscoverError::TooLarge { path: path.to_owned(), bytes });
        }
        Self::parse(path, &fs::read(path).map_err(failed)?)
    }

    /// Reads a table's bytes. `path` is for messages.
    ///
    /// # Errors
    /// [`DiscoverError::Table`] as for [`Self::load`].
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<UncheckedTable, DiscoverError> {
        let table = read(bytes).map_err(|fault| DiscoverError::Table(vec![fault.of(path)]))?;
        Ok(UncheckedTable { path: path.to_owned(), ..table })
    }

    /// The same with what people decided on papers; what the table itself says comes first.
    #[must_use]
    pub fn with_decisions(mut self, decisions: &PaperDecisions) -> Self {
        let given = self.rows.clone();
        for PaperDecision { file, about, value, verdict, .. } in decisions.iter() {
            let file = normal(file);
            let row = self.rows.entry(file.clone()).or_default();
            let open = |filled: fn(&PaperMeta) -> bool| !given.get(&file).is_some_and(filled);
            match (about, verdict) {
                (PaperField::Type, _) if !open(|row| !row.partnering.is_empty()) => {}
                (PaperField::Type, PaperVerdict::Accept) => row.partnering.push(value.clone()),
                (PaperField::EntryPoint, PaperVerdict::Accept) => row.entry_points.push(value.clone()),
                (PaperField::Type | PaperField::EntryPoint, PaperVerdict::Reject) => row.rejected.push(value.clone()),
                (_, PaperVerdict::Reject) => {}
                (PaperField::Title, _) if open(|row| row.title.is_some()) => row.title = Some(value.clone()),
                (PaperField::Organisation, _) if open(|row| row.organisation.is_some()) => {
                    row.organisation = Some(value.clone());
                }
                (PaperField::Year, _) if open(|row| row.year.is_some()) => row.year = value.parse().ok(),
                _ => {}
            }
        }
        for row in self.rows.values_mut().filter(|row| row.partnering.len() > 1) {
            // In a table that was edited by hand: who names types does not mean that there is none.
            row.partnering.retain(|code| code != PaperMeta::NO_PARTNERING);
        }
        self
    }

    /// What is known of a file, by its name below the root with forward slashes.
    pub fn get(&self, file: &str) -> Option<&PaperMeta> {
        self.rows.get(&normal(file))
    }

    /// The headings of columns that mean something to the researcher alone, from left to right.
    pub fn own_columns(&self) -> &[String] {
        &self.own_columns
    }

    /// The row of a file as it was typed, as one text by which a change is told; empty where it has none.
    pub fn row_as_typed(&self, file: &str) -> &str {
        self.typed.get(&normal(file)).map(String::as_str).unwrap_or_default()
    }

    /// Whether the table lists no file, whatever was decided on papers.
    pub fn is_empty(&self) -> bool {
        self.typed.is_empty()
    }

    /// The files that the table lists, sorted; others may be known by decisions alone.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.typed.keys().map(String::as_str)
    }

    /// Whether the table lists a file.
    pub fn has_row(&self, file: &str) -> bool {
        self.typed.contains_key(&normal(file))
    }
}

impl UncheckedTable {
    /// The row of a file as it was typed: as [`MetadataTable::row_as_typed`], without the lexicons.
    pub fn row_as_typed(&self, file: &str) -> &str {
        self.table.row_as_typed(file)
    }

    /// Whether it declares any partnering type.
    pub fn declares_partnering(&self) -> bool {
        !self.declared.is_empty()
    }

    /// The table with every declared partnering type by its code: its code or name may be typed in any case.
    ///
    /// # Errors
    /// [`DiscoverError::Table`] with line and column of each cell that cannot be understood: a year that is none, a file
    /// listed twice, a partnering type that is none of the `known`, with the one most like it, and so on.
    pub fn checked(mut self, known: &[KnownType<'_>]) -> Result<MetadataTable, DiscoverError> {
        for DeclaredType { file, line, column } in &self.declared {
            let Some(row) = self.table.rows.get_mut(file) else { continue };
            let mut fault = |problem: String| {
                self.faults.push(TableFault { line: *line, column: *column, problem });
            };
            if row.partnering.len() > 1 && row.partnering.iter().any(|typed| is_none(typed)) {
                fault("`none` says that the paper has no partnering type: name no other beside it".to_owned());
                continue;
            }
            for typed in &mut row.partnering {
                match code_of(typed, known) {
                    Ok(code) => *typed = code,
                    Err(problem) => fault(problem),
                }
            }
        }
        if self.faults.is_empty() {
            return Ok(self.table);
        }
        self.faults.sort_by_key(|fault| (fault.line, fault.column));
        Err(DiscoverError::Table(self.faults.into_iter().map(|fault| fault.of(&self.path)).collect()))
    }
}

/// A file's name in the one form in which names are compared: as people type it and as file systems store it may
/// differ in slashes and in how accents are composed.
fn normal(file: &str) -> String {
    let composed: String = file.nfc().collect::<String>().replace('\\', "/");
    let mut file = composed.trim();
    // What is normal stays as it is: `./ ./a` is `a` at once and not in two steps.
    while let Some(rest) = file.strip_prefix("./") {
        file = rest.trim();
    }
    file.to_owned()
}

fn read(bytes: &[u8]) -> Result<UncheckedTable, TableFault> {
    // Of a workbook the first sheet counts.
    let lines =
        if is_workbook(bytes) { workbook(bytes)?.into_iter().next().unwrap_or_default() } else { lines(bytes)? };
    let mut table = UncheckedTable::default();
    let Some((head, lines)) = lines.split_first() else { return Ok(table) };
    let columns = head.columns(|heading| {
        let name = plain_heading(heading);
        if GUESSES.contains(&name.as_str()) {
            return Some(Column::Guess(name));
        }
        let known = COLUMNS.iter().find(|(_, names)| names.contains(&name.as_str()));
        let other = || (!heading.is_empty()).then(|| Column::Other(heading.to_owned()));
        known.map(|(column, _)| column.clone()).or_else(other)
    })?;
    for (place, column) in columns.iter().enumerate() {
        let Some(Column::Other(heading)) = column else { continue };
        let known = COLUMNS.iter().flat_map(|(_, names)| names.iter().copied());
        if let Some(name) = nearly(&plain_heading(heading), known) {
            let problem = format!(
                "no column is called {heading:?}: is it `{name}`? (A column of your own needs a name less like it)"
            );
            return Err(head.fault(place, problem));
        }
        table.table.own_columns.push(heading.clone());
    }
    if !columns.contains(&Some(Column::File)) {
        return Err(head.fault(0, "no column is headed `file`, which must name each paper's file"));
    }
    for line in lines {
        if let Err(fault) = add_row(line, &columns, &mut table) {
            table.faults.push(fault);
        }
    }
    Ok(table)
}

fn add_row(line: &TableLine, columns: &[Option<Column>], table: &mut UncheckedTable) -> Result<(), TableFault> {
    let mut file = None;
    let mut declares = None;
    let mut metadata = PaperMeta::default();
    for (place, column, cell) in line.filled(columns)? {
        let text = Some(cell.to_owned());
        match column {
            Column::File => file = Some((place, normal(cell))),
            Column::Title => metadata.title = text,
            Column::Organisation => metadata.organisation = text,
            Column::Address => metadata.address = text,
            Column::DuplicateOf => metadata.duplicate_of = Some(normal(cell)),
            Column::Partnering => {
                metadata.partnering = listed(cell);
                declares = Some(place);
            }
            Column::Year => {
                let hint = "write four digits (2019), a financial year (2019/20) or a date (01/04/2019)";
                let wrong = || line.fault(place, format!("{cell:?} is no year: {hint}"));
                metadata.year = Some(year(cell).ok_or_else(wrong)?);
            }
            Column::Include => {
                let wrong = || line.fault(place, format!("{cell:?} is neither yes nor no"));
                metadata.include = Some(yes_or_no(cell).ok_or_else(wrong)?);
            }
            Column::Guess(_) => {}
            Column::Other(heading) => {
                metadata.other.insert(heading.clone(), cell.to_owned());
            }
        }
    }
    let Some((place, file)) = file else {
        let place = columns.iter().position(|column| *column == Some(Column::File)).unwrap_or_default();
        return Err(line.fault(place, "the row names no file"));
    };
    if metadata.duplicate_of.as_ref() == Some(&file) {
        return Err(line.fault(place, format!("{file:?} is said to duplicate itself")));
    }
    if table.table.rows.contains_key(&file) {
        return Err(line.fault(place, format!("{file:?} is listed a second time")));
    }
    if let Some(place) = declares {
        table.declared.push(DeclaredType { file: file.clone(), line: line.number, column: place + 1 });
    }
    table.table.typed.insert(file.clone(), serde_json::to_string(&metadata).unwrap_or_default());
    table.table.rows.insert(file, metadata);
    Ok(())
}

/// The entries of a cell that lists several, set apart by `;`, `|` or `,`.
fn listed(cell: &str) -> Vec<String> {
    cell.split([';', '|', ',']).map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

/// Whether a cell says that there is no partnering type.
fn is_none(typed: &str) -> bool {
    typed.eq_ignore_ascii_case(PaperMeta::NO_PARTNERING)
}

/// The code of a partnering type as a person typed it, by code or name; else what is wrong with it.
fn code_of(typed: &str, known: &[KnownType<'_>]) -> Result<String, String> {
    if is_none(typed) {
        return Ok(PaperMeta::NO_PARTNERING.to_owned());
    }
    let plain = plain_heading(typed);
    let is_it = |known: &&KnownType<'_>| plain_heading(known.code) == plain || plain_heading(known.label) == plain;
    if let Some(known) = known.iter().find(is_it) {
        return Ok(known.code.to_owned());
    }
    let codes = || known.iter().map(|known| known.code);
    let begins = || codes().find(|code| plain.split('_').next() == Some(*code));
    let hint = match nearest(&plain, &codes().collect::<Vec<_>>()).or_else(begins) {
        Some(code) => format!("did you mean `{code}`?"),
        None => format!("there are {}, and `none`", codes().collect::<Vec<_>>().join(", ")),
    };
    Err(format!("{typed:?} is no partnering type of the lexicons: {hint}"))
}

/// A year as people write it: "2019", the financial years "2019/20" and "2019-2020" (the first of the two), a date.
fn year(cell: &str) -> Option<i32> {
    let cell = cell.trim();
    let cell = ["FY", "fy"].iter().find_map(|mark| cell.strip_prefix(mark)).unwrap_or(cell).trim();
    let numbers: Vec<&str> = cell.split(|c: char| !c.is_ascii_digit()).collect();
    let sound = |text: &str| text.parse().ok().filter(|year| text.len() == 4 && (1900..=2100).contains(year));
    match numbers.as_slice() {
        [year] => sound(year),
        // A workbook may hold the year as 2019.0.
        [year, "0"] if cell.contains('.') => sound(year),
        [first, second] if !cell.contains(char::is_alphabetic) => {
            let year: i32 = sound(first)?;
            let next = year + 1;
            (*second == next.to_string() || *second == format!("{:02}", next % 100)).then_some(year)
        }
        [day, month, year] if day.len() <= 2 && month.len() <= 2 => sound(year),
        [year, month, day] if month.len() <= 2 && day.len() <= 2 => sound(year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{KnownType, MetadataTable};
    use std::fs;

    const KNOWN: [KnownType<'_>; 3] = [
        KnownType { code: "merger", label: "Merger" },
        KnownType { code: "joint_venture", label: "Joint venture" },
        KnownType { code: "alliance", label: "Alliance" },
    ];

    fn load(bytes: &[u8]) -> Result<MetadataTable, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("corpus.csv");
        fs::write(&path, bytes).unwrap();
        let table = MetadataTable::load(&path).and_then(|table| table.checked(&KNOWN));
        table.map_err(|error| error.to_string().replace(&path.display().to_string(), "T"))
    }

    #[test]
    fn a_table_is_read_whatever_the_spreadsheet_wrote() {
        let comma =
            "File,Title,Partnering type,Year,include,Note\n./a\\b.pdf,\"Care, safe\",merger; alliance,2018,no,x\n\n";
        let semicolon =
            "\u{feff}file;title;partnering;year;include;Note\r\na/b.pdf;Care, safe;merger|alliance;2018;N;x\r\n";
        let tab = "file\ttitle\tpartnering\tyear\tinclude\tNote\na/b.pdf\tCare, safe\tmerger,alliance\t2018\t0\tx";
        for text in [comma, semicolon, tab] {
            let table = load(text.as_bytes()).unwrap();
            let row = table.get("a/b.pdf").unwrap();
            assert_eq!(row.title.as_deref(), Some("Care, safe"));
            assert_eq!(row.partnering, ["merger", "alliance"]);
            assert_eq!((row.year, row.include), (Some(2018), Some(false)));
            assert_eq!(row.other.get("Note").map(String::as_str), Some("x"));
            assert_eq!(table.files().collect::<Vec<_>>(), ["a/b.pdf"]);
            assert!(row.proposed.is_empty());
        }
    }

    #[test]
    fn old_encodings_and_composed_accents_are_read() {
        let table = load(b"file,title\ncaf\xe9.pdf,\x93Care\x94\n").unwrap();
        assert_eq!(table.get("cafe\u{301}.pdf").unwrap().title.as_deref(), Some("“Care”"));
    }

    #[test]
    fn stray_quotation_marks_are_signs() {
        let table = load(b"file,title\na.pdf,A 5\" rule\nb.pdf,The \"big\" plan\nc.pdf,\"Ours\" again\n").unwrap();
        let title = |file: &str| table.get(file).unwrap().title.clone().unwrap();
        assert_eq!(["a.pdf", "b.pdf", "c.pdf"].map(title), ["A 5\" rule", "The \"big\" plan", "Ours again"]);
    }

    #[test]
    fn errors_point_at_line_and_column() {
        let wrong = |text: &str| load(text.as_bytes()).unwrap_err();
        assert!(wrong("title\nx\n").starts_with("T, line 1, column 1: no column is headed `file`"));
        assert!(wrong("file,year\na.pdf,2018\nb.pdf,soon\n").starts_with("T, line 3, column 2: \"soon\" is no year"));
        assert!(wrong("file,include\na.pdf,maybe\n").starts_with("T, line 2, column 2"));
        assert!(wrong("title,file\nx,\n").starts_with("T, line 2, column 2: the row names no file"));
        assert!(wrong("file\na.pdf\na.pdf\n").contains("line 3, column 1: \"a.pdf\" is listed a second time"));
        assert!(wrong("file,title\na.pdf,Care, safe\n").contains("line 2, column 3: more cells than headings"));
        assert!(
            wrong("file,title\na.pdf,\"Care\nb.pdf,x\n").contains("line 2, column 2: a quotation mark is not closed")
        );
        assert!(
            wrong("file,title,yaer\na.pdf,x,2018\n")
                .contains("line 1, column 3: no column is called \"yaer\": is it `year`?")
        );
        assert!(
            wrong("sep=;\nfile;year\na.pdf;soon\n")
                .contains("line 3, column 2: \"soon\" is no year: write four digits")
        );
        assert!(wrong("file,Title,title\n").contains("column 3: a second column"));
        // All that is wrong is said at once.
        let all = wrong("file,partnering,year\na.pdf,mergr,2018\nb.pdf,merger,2018\nc.pdf,alliance,soon\nd.pdf,,19\n");
        let lines: Vec<&str> = all.lines().map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(lines, ["T, line 2, column 2", "T, line 4, column 3", "T, line 5, column 3"]);
    }

    #[test]
    fn years_are_read_as_people_write_them() {
        for written in
            ["2019", "2019/20", "2019-20", "2019–2020", "FY2019/20", "01/04/2019", "2019-04-01", "1.4.2019", "2019.0"]
        {
            assert_eq!(super::year(written), Some(2019), "{written}");
        }
        for wrong in ["19", "2019/21", "2016-2021", "01/04/19", "43556", "soon", "2019 or 2020"] {
            assert_eq!(super::year(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn partnering_types_are_those_of_the_lexicons() {
        let typed = |cell: &str| {
            let table = load(format!("file,partnering\na.pdf,\nb.pdf,{cell}\n").as_bytes());
            table.map(|table| table.get("b.pdf").unwrap().partnering.join(";"))
        };
        for (cell, wanted) in
            [("Merger", "merger"), ("Joint Venture; merger", "joint_venture;merger"), ("None", "none")]
        {
            assert_eq!(typed(cell).unwrap(), wanted);
        }
        for (cell, said) in [
            ("mergr", "line 3, column 2: \"mergr\" is no partnering type of the lexicons: did you mean `merger`?"),
            ("merger of trusts", "did you mean `merger`?"),
            ("marriage", "there are merger, joint_venture, alliance, and `none`"),
            ("none; merger", "line 3, column 2: `none` says that the paper has no partnering type"),
        ] {
            assert!(typed(cell).unwrap_err().contains(said), "{cell}: {:?}", typed(cell));
        }
    }

    #[test]
    fn a_root_has_at_most_one_table() {
        let folder = tempfile::tempdir().unwrap();
        let files = || MetadataTable::of_root(folder.path()).unwrap().checked(&[]).unwrap().files().count();
        assert_eq!(files(), 0);
        fs::write(folder.path().join("fetched.csv"), "file,title,sha256\na.pdf,x,00\nb.pdf,y,11\n").unwrap();
        assert_eq!(files(), 2);
        fs::write(folder.path().join("corpus.tsv"), "file\ttitle\na.pdf\tx\n").unwrap();
        assert_eq!(files(), 1);
        fs::write(folder.path().join("corpus.csv"), "file\n").unwrap();
        assert!(MetadataTable::of_root(folder.path()).unwrap_err().to_string().contains("keep one"));
    }
}
