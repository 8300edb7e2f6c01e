//! What people decided on whole papers: partnering types, entry points, title, organisation, year.
//!
//! In go the bytes of `paper-decisions.csv`, one row a decision with the quotes it rests on; out come the decisions, and
//! the file with one more or one fewer. A paper is named by its file; its hash tells whether the file is still the one that
//! was decided on. Of decisions on the same thing the last holds, and takes the place of the one before.

use std::path::{Path, PathBuf};
use stratmine_model::DocumentId;
use stratmine_model::spreadsheet::{TableError, TableFault, TableLine, guarded, lines, plain_heading, unguarded};

/// The table, below the corpus root.
pub const PAPER_DECISIONS: &str = "paper-decisions.csv";

/// The columns of the table.
const COLUMNS: [&str; 9] = ["file", "document", "about", "value", "decision", "quotes", "who", "when", "why"];

/// What of a paper is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaperField {
    /// A partnering type, by its code; or that there is none.
    Type,
    /// An entry point, by its code.
    EntryPoint,
    /// The title.
    Title,
    /// The organisations.
    Organisation,
    /// The year of publication.
    Year,
}

impl PaperField {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Type, Self::EntryPoint, Self::Title, Self::Organisation, Self::Year];

    /// How it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::EntryPoint => "entry-point",
            Self::Title => "title",
            Self::Organisation => "organisation",
            Self::Year => "year",
        }
    }

    /// The one that is so written.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let plain = plain_heading(name);
        Self::ALL.into_iter().find(|field| plain_heading(field.as_str()) == plain)
    }

    /// Whether a paper may have several, each decided on by itself.
    #[must_use]
    pub const fn is_code(self) -> bool {
        matches!(self, Self::Type | Self::EntryPoint)
    }
}

/// Whether something holds of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaperVerdict {
    /// It does.
    Accept,
    /// It does not.
    Reject,
}

impl PaperVerdict {
    /// How it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
        }
    }

    /// The one that is so written.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Accept, Self::Reject].into_iter().find(|verdict| name.trim().eq_ignore_ascii_case(verdict.as_str()))
    }
}

/// A decision on a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperDecision {
    /// The paper's file below the corpus, with forward slashes.
    pub file: String,
    /// The document that was decided on.
    pub document: Option<DocumentId>,
    /// What is decided.
    pub about: PaperField,
    /// The code, title, organisations or year.
    pub value: String,
    /// What was decided.
    pub verdict: PaperVerdict,
    /// The words it rests on, each with its page.
    pub quotes: String,
    /// Who decided.
    pub who: String,
    /// When.
    pub when: String,
    /// Why.
    pub why: String,
}

impl PaperDecision {
    /// Whether another decision is on the same thing.
    fn is_on_same(&self, file: &str, about: PaperField, value: &str) -> bool {
        self.file == file && self.about == about && (!about.is_code() || self.value == value)
    }
}

/// All decisions on papers of a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperDecisions {
    rows: Vec<PaperDecision>,
}

impl PaperDecisions {
    /// Reads the table. `path` is for messages.
    ///
    /// # Errors
    /// Where a cell or column cannot be understood: nothing is passed over, so that nothing is lost on writing.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, TableError> {
        read(bytes).map_err(|fault| fault.of(path))
    }

    /// Where the table of a corpus lies.
    #[must_use]
    pub fn path_in(root: &Path) -> PathBuf {
        root.join(PAPER_DECISIONS)
    }

    /// The decisions, in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &PaperDecision> {
        self.rows.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a decision in place of one on the same thing. Whether there was one.
    pub fn put(&mut self, decision: PaperDecision) -> bool {
        let replaced = self.remove(&decision.file, decision.about, &decision.value);
        self.rows.push(decision);
        replaced
    }

    /// Takes a decision back. Whether there was one.
    pub fn remove(&mut self, file: &str, about: PaperField, value: &str) -> bool {
        let before = self.rows.len();
        self.rows.retain(|row| !row.is_on_same(file, about, value));
        self.rows.len() < before
    }

    /// The table as it is kept.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let rows = self.rows.iter().map(|row| {
            let document = row.document.map(|id| id.to_string()).unwrap_or_default();
            let (about, verdict) = (row.about.as_str().to_owned(), row.verdict.as_str().to_owned());
            let own = [&row.file, &document, &about, &row.value, &verdict, &row.quotes, &row.who, &row.when, &row.why];
            own.map(|cell| guarded(cell).into_owned())
        });
        for row in std::iter::once(COLUMNS.map(str::to_owned)).chain(rows) {
            // Writing to memory cannot fail.
            let _ = writer.write_record(&row);
        }
        writer.into_inner().unwrap_or_default()
    }
}

fn read(bytes: &[u8]) -> Result<PaperDecisions, TableFault> {
    let lines = lines(bytes)?;
    let Some((head, lines)) = lines.split_first() else { return Ok(PaperDecisions::default()) };
    let columns = head.columns(|name| Some(plain_heading(name)))?;
    let unknown = columns.iter().flatten().position(|name| !COLUMNS.contains(&name.as_str()));
    if let Some(place) = unknown {
        return Err(head.fault(place, format!("the columns are {}", COLUMNS.join(", "))));
    }
    for needed in ["file", "about", "value", "decision"] {
        if !columns.iter().flatten().any(|name| name == needed) {
            return Err(head.fault(0, format!("no column is headed `{needed}`")));
        }
    }
    let mut decisions = PaperDecisions::default();
    for line in lines {
        decisions.put(decision(line, &columns)?);
    }
    Ok(decisions)
}

fn decision(line: &TableLine, columns: &[Option<String>]) -> Result<PaperDecision, TableFault> {
    let filled = line.filled(columns)?;
    let cell = |name: &str| {
        let found = filled.iter().find(|(_, column, _)| *column == name);
        found.map(|(_, _, cell)| unguarded(cell.trim()).trim().to_owned()).unwrap_or_default()
    };
    let place = |name: &str| columns.iter().position(|column| column.as_deref() == Some(name)).unwrap_or_default();
    let wrong = |name: &str, problem: String| line.fault(place(name), problem);
    let one_of = |names: Vec<&str>| names.join(", ");
    let about = PaperField::named(&cell("about")).ok_or_else(|| {
        let known = one_of(PaperField::ALL.map(PaperField::as_str).to_vec());
        wrong("about", format!("{:?} is none of {known}", cell("about")))
    })?;
    let verdict = PaperVerdict::named(&cell("decision"))
        .ok_or_else(|| wrong("decision", format!("{:?} is neither accept nor reject", cell("decision"))))?;
    for needed in ["file", "value"] {
        if cell(needed).is_empty() {
            return Err(wrong(needed, format!("the cell `{needed}` is empty")));
        }
    }
    if about == PaperField::Year && cell("value").parse::<i32>().is_err() {
        return Err(wrong("value", format!("{:?} is no year", cell("value"))));
    }
    let document = match cell("document").as_str() {
        "" => None,
        written => Some(written.parse().map_err(|_| wrong("document", "this is no document's hash".to_owned()))?),
    };
    Ok(PaperDecision {
        file: cell("file"),
        document,
        about,
        value: cell("value"),
        verdict,
        quotes: cell("quotes"),
        who: cell("who"),
        when: cell("when"),
        why: cell("why"),
    })
}

#[cfg(test)]
mod tests {
    use super::{PaperDecision, PaperDecisions, PaperField, PaperVerdict};
    use std::path::Path;

    fn decision(about: PaperField, value: &str, verdict: PaperVerdict) -> PaperDecision {
        PaperDecision {
            file: "a.md".to_owned(),
            document: None,
            about,
            value: value.to_owned(),
            verdict,
            quotes: "“=The merger, at last” (page 2)".to_owned(),
            who: "Ann".to_owned(),
            when: "2026-12-01T15:00:00Z".to_owned(),
            why: String::new(),
        }
    }

    #[test]
    fn decisions_come_back_as_they_were_kept_and_the_last_holds() {
        let mut table = PaperDecisions::default();
        assert!(!table.put(decision(PaperField::Type, "merger", PaperVerdict::Accept)));
        assert!(!table.put(decision(PaperField::Type, "alliance", PaperVerdict::Accept)));
        assert!(!table.put(decision(PaperField::Title, "One", PaperVerdict::Accept)));
        assert!(table.put(decision(PaperField::Title, "Another", PaperVerdict::Accept)), "a paper has one title");
        assert!(table.put(decision(PaperField::Type, "merger", PaperVerdict::Reject)));
        let again = PaperDecisions::parse(Path::new("t"), &table.bytes()).unwrap();
        assert_eq!(again, table);
        let kept: Vec<&str> = again.iter().map(|row| row.value.as_str()).collect();
        assert_eq!(kept, ["alliance", "Another", "merger"]);
        let twice = "file,about,value,decision\na.md,type,merger,accept\na.md,type,merger,reject\n";
        let twice = PaperDecisions::parse(Path::new("t"), twice.as_bytes()).unwrap();
        assert_eq!(twice.iter().map(|row| row.verdict).collect::<Vec<_>>(), [PaperVerdict::Reject]);
        assert!(
            table.remove("a.md", PaperField::Type, "alliance") && !table.remove("b.md", PaperField::Type, "merger")
        );
    }

    #[test]
    fn what_is_not_understood_is_said_with_its_place() {
        let wrong = |text: &str| PaperDecisions::parse(Path::new("T"), text.as_bytes()).unwrap_err().to_string();
        assert!(wrong("file,about,value\n").contains("no column is headed `decision`"));
        assert!(wrong("file,about,value,decision,mood\n").contains("line 1, column 5: the columns are"));
        let head = "file,about,value,decision\n";
        assert!(wrong(&format!("{head}a.md,type,merger,maybe\n")).contains("line 2, column 4: \"maybe\" is neither"));
        assert!(wrong(&format!("{head}a.md,kind,merger,accept\n")).contains("line 2, column 2"));
        assert!(wrong(&format!("{head}a.md,year,soon,accept\n")).contains("\"soon\" is no year"));
        assert!(wrong(&format!("{head},type,merger,accept\n")).contains("`file` is empty"));
    }
}
