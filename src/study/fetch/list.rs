//! The list of documents to fetch: a table with one row a document.

use super::{FetchError, name};
use std::collections::BTreeSet;
use std::path::Path;
use stratmine_model::limits::MAX_TABLE_BYTES;
use stratmine_model::spreadsheet::{TableFault, TableLine, lines};

/// How sure it is that a document was among those of the paper: the paper names it as one of them, cites it, or it fits the
/// paper's period and purpose; or it came later, is a policy paper that the paper cites, a supplement of the paper itself; or
/// the list does not say.
const CERTAINTIES: [&str; 7] = ["certain", "very likely", "plausible", "successor", "policy", "supplement", ""];

/// What kind of file the list promises at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListedFormat {
    /// A PDF.
    Pdf,
    /// A web page.
    Html,
    /// A Word file (`.doc` or `.docx`).
    Word,
}

impl Listed {
    /// Whether it was among the documents that the paper coded: `certain`, `very likely`, `candidate`; `no` for what came later
    /// or was only cited, and nothing where the list does not say.
    #[must_use]
    pub fn among_those_coded(&self) -> &'static str {
        match self.certainty.as_str() {
            "certain" => "certain",
            "very likely" => "very likely",
            "plausible" => "candidate",
            "" => "",
            _ => "no",
        }
    }
}

impl ListedFormat {
    /// With its article, for a sentence.
    pub(super) const fn named(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF",
            Self::Html => "a web page",
            Self::Word => "a Word file",
        }
    }
}

/// A document to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// A short name that is its own in the list.
    pub id: String,
    /// How sure it is that the paper coded it: `certain`, `very likely`, `plausible` and so on; empty where the list does not say.
    pub certainty: String,
    /// Title.
    pub title: String,
    /// Organisations.
    pub organisation: String,
    /// Year of publication.
    pub year: Option<i32>,
    /// Partnering types by code, set apart by `;`.
    pub partnering: String,
    /// Where it is to be had.
    pub address: Option<String>,
    /// What is to be had there.
    pub format: ListedFormat,
    /// Whether the address is a copy on another site than the publisher's.
    pub mirror: bool,
    /// Why it is on the list.
    pub why: String,
    /// What else is to be known.
    pub note: String,
}

/// The documents behind Aunger et al. (2020), as far as they could be traced: the list that comes with the tool.
///
/// # Errors
///
/// [`FetchError::Table`], which a test excludes.
pub fn built_in() -> Result<Vec<Listed>, FetchError> {
    parse(include_bytes!("../../../corpus/aunger2020.csv"), Path::new("aunger2020.csv"))
}

/// Reads a list: a CSV table with a heading row. `id` and `title` must be there; `certainty`, `organisation`, `year`,
/// `partnering`, `address`, `format` (`pdf`, `html`, `doc`, `docx`; `pdf` where it is empty), `mirror` (`yes`), `why` and
/// `note` may be. Other columns are passed over.
///
/// # Errors
///
/// [`FetchError::Folder`] where the file cannot be read, [`FetchError::Table`] where it is no such table.
pub fn load(path: &Path) -> Result<Vec<Listed>, FetchError> {
    let failed = |source| FetchError::Folder { path: path.to_owned(), source };
    if std::fs::metadata(path).map_err(failed)?.len() > MAX_TABLE_BYTES {
        return Err(FetchError::Table { path: path.to_owned(), line: 1, problem: "too large for a list".to_owned() });
    }
    parse(&std::fs::read(path).map_err(failed)?, path)
}

fn parse(bytes: &[u8], path: &Path) -> Result<Vec<Listed>, FetchError> {
    read(bytes).map_err(|fault| FetchError::Table { path: path.to_owned(), line: fault.line, problem: fault.problem })
}

fn read(bytes: &[u8]) -> Result<Vec<Listed>, TableFault> {
    let lines = lines(bytes)?;
    let none = TableLine { number: 1, cells: Vec::new() };
    let (head, lines) = lines.split_first().unwrap_or((&none, &[]));
    let columns = head.columns(|name| Some(name.to_owned()))?;
    for needed in ["id", "title"] {
        if !columns.iter().flatten().any(|column| column == needed) {
            return Err(head.fault(0, format!("no column is headed `{needed}`")));
        }
    }
    let mut list = Vec::new();
    let mut names = BTreeSet::new();
    for line in lines {
        let filled = line.filled(&columns)?;
        let cell = |name: &str| {
            let cell = filled.iter().find(|(_, column, _)| *column == name);
            cell.map(|(_, _, cell)| (*cell).to_owned()).unwrap_or_default()
        };
        let wrong = |problem: String| line.fault(0, problem);
        let entry = Listed {
            id: cell("id"),
            certainty: cell("certainty"),
            title: cell("title"),
            organisation: cell("organisation"),
            year: match cell("year").as_str() {
                "" => None,
                year => Some(year.parse().map_err(|_| wrong(format!("{year:?} is no year")))?),
            },
            partnering: cell("partnering"),
            address: Some(cell("address")).filter(|address| !address.is_empty()),
            format: match cell("format").as_str() {
                "" | "pdf" => ListedFormat::Pdf,
                "html" => ListedFormat::Html,
                "doc" | "docx" => ListedFormat::Word,
                other => return Err(wrong(format!("{other:?} is none of pdf, html, doc, docx"))),
            },
            mirror: cell("mirror") == "yes",
            why: cell("why"),
            note: cell("note"),
        };
        if !CERTAINTIES.contains(&entry.certainty.as_str()) {
            return Err(wrong(format!("{:?} is no certainty", entry.certainty)));
        }
        // Names on disk come from ids, and some disks do not tell capitals apart.
        if entry.id.is_empty() || !names.insert(name::safe_id(&entry.id).to_lowercase()) {
            return Err(wrong(format!("the id {:?} is empty or too like another", entry.id)));
        }
        list.push(entry);
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::{ListedFormat, built_in, parse};
    use std::path::Path;

    #[test]
    fn the_list_that_comes_with_the_tool_is_sound() {
        let list = built_in().unwrap();
        assert!(list.len() > 50);
        assert_eq!(list.iter().filter(|entry| entry.certainty == "certain").count(), 2);
        assert!(list.iter().all(|entry| !entry.title.is_empty() && !entry.why.is_empty()));
        let web = |address: &String| address.starts_with("http://") || address.starts_with("https://");
        assert!(list.iter().filter_map(|entry| entry.address.as_ref()).all(web));
        assert!(
            list.iter()
                .filter(|entry| entry.mirror)
                .all(|entry| entry.note.contains("irror") || entry.note.contains("copy"))
        );
    }

    #[test]
    fn a_list_is_read_and_its_faults_are_placed() {
        let read = |text: &str| parse(text.as_bytes(), Path::new("L")).map_err(|error| error.to_string());
        let list = read("id,title,address,format,year\na,Care,http://x,,2018\nb,More,,html,\n").unwrap();
        assert_eq!((list[0].format, list[0].year), (ListedFormat::Pdf, Some(2018)));
        assert_eq!((list[1].format, list[1].address.as_deref()), (ListedFormat::Html, None));
        assert_eq!(read("\u{feff}title;id\r\nCare; a\r\n").unwrap()[0].id, "a");
        assert!(read("id,title\na,Care, safe\n").unwrap_err().contains("line 2: more cells than headings"));
        assert!(read("title\nx\n").unwrap_err().starts_with("L, line 1: no column is headed `id`"));
        assert!(read("id,title\na,x\nA,y\n").unwrap_err().starts_with("L, line 3: the id"));
        assert!(read("id,title,format\na,x,exe\n").unwrap_err().starts_with("L, line 2: \"exe\""));
        assert!(read("id,title,year\na,x,soon\n").is_err());
        assert!(read("id,title,certainty\na,x,perhaps\n").unwrap_err().contains("\"perhaps\" is no certainty"));
    }
}
