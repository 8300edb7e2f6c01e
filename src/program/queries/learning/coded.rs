//! Tables of coded statements, and the papers their statements stand in.
//!
//! A row names a paper, a page, a statement and its code: `no` for no intended outcome, else its categories parted by
//! semicolons, or `none` for an outcome that no category fits. The statement is given by its words (`text` or `quote`) or
//! by a digest of them (`statement`): the first 16 hexadecimal digits of the SHA-256 over the words in small letters with
//! a blank between them. So a table can be handed on that holds no sentence of the papers.

use crate::ProgramError;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use stratmine_model::{CodedPaper, DocumentId};

/// A statement's code: its categories; `None` where it is no intended outcome.
pub(super) type GivenCode = Option<BTreeSet<String>>;

/// A statement by the name of its paper, its page and the digest of its words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct StatementKey {
    paper: String,
    page: u32,
    words: String,
}

/// The names that columns may have.
const PAPER: [&str; 4] = ["paper", "document", "doc", "file"];
const WORDS: [&str; 2] = ["text", "quote"];
const CODES: [&str; 5] = ["code", "codes", "code_a", "codes_a", "code_b"];

/// Reads a table: comma-separated, or tab-separated where its name ends in `.tsv` (which knows no quotation marks). Of
/// several coders the first who says anything counts.
fn read(path: &Path) -> Result<Vec<(StatementKey, GivenCode)>, ProgramError> {
    let unusable = |line: u64, what: String, hint: &str| ProgramError::CodedTable {
        path: path.to_owned(),
        line,
        what,
        hint: hint.to_owned(),
    };
    let tabs = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tsv"));
    let mut builder = csv::ReaderBuilder::new();
    if tabs {
        builder.delimiter(b'\t').quoting(false);
    }
    let mut reader = builder
        .from_path(path)
        .map_err(|error| unusable(1, error.to_string(), "name a table of coded statements (CSV or TSV)"))?;
    let heads = reader.headers().map_err(|error| unusable(1, error.to_string(), ""))?.clone();
    let column = |names: &[&str]| heads.iter().position(|head| names.contains(&head.trim().to_lowercase().as_str()));
    let needs = "it needs the columns paper, page, text (or statement), and code";
    let missing = |name: &str| unusable(1, format!("there is no column `{name}`"), needs);
    let paper = column(&PAPER).ok_or_else(|| missing("paper"))?;
    let page = column(&["page"]).ok_or_else(|| missing("page"))?;
    let words = column(&WORDS);
    let digest_at = column(&["statement"]);
    if words.is_none() && digest_at.is_none() {
        return Err(missing("text"));
    }
    let coders: Vec<usize> =
        heads.iter().enumerate().filter(|(_, head)| CODES.contains(&head.trim())).map(|(place, _)| place).collect();
    if coders.is_empty() {
        return Err(missing("code"));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            unusable(error.position().map_or(0, csv::Position::line), "the row cannot be read".to_owned(), "")
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |place: usize| record.get(place).unwrap_or_default().trim();
        let number = cell(page).parse().map_err(|_| {
            unusable(line, format!("{:?} is no page number", cell(page)), "pages are counted from 1, as in the file")
        })?;
        let words = digest_at
            .map(cell)
            .filter(|digest| is_digest(digest))
            .map_or_else(|| words.map(|place| digest(cell(place))).unwrap_or_default(), str::to_owned);
        let said = coders.iter().map(|&place| cell(place)).find(|code| !code.is_empty());
        if let Some(said) = said {
            rows.push((StatementKey { paper: stem(cell(paper)).to_owned(), page: number, words }, code(said)));
        }
    }
    Ok(rows)
}

fn code(written: &str) -> GivenCode {
    match written.to_lowercase().as_str() {
        "no" | "no outcome" => None,
        codes => Some(
            codes
                .split(';')
                .map(str::trim)
                .filter(|code| !code.is_empty() && *code != "none")
                .map(str::to_owned)
                .collect(),
        ),
    }
}

/// How many hexadecimal digits of a digest are kept.
const DIGEST_LENGTH: usize = 16;

/// The digest of a statement's words.
fn digest(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut hex = DocumentId::from_digest(Sha256::digest(words.join(" ").as_bytes()).into()).to_string();
    hex.truncate(DIGEST_LENGTH);
    hex
}

fn is_digest(text: &str) -> bool {
    text.len() == DIGEST_LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A file's name without folder and ending: papers are named with and without.
pub(super) fn stem(file: &str) -> &str {
    let last = file.rsplit(['/', '\\']).next().unwrap_or(file);
    match last.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 4 && ending.bytes().all(|byte| byte.is_ascii_alphabetic()) => stem,
        _ => last,
    }
}

/// The rows of a table by what they are on.
pub(super) struct CodedRows {
    rows: BTreeMap<StatementKey, GivenCode>,
    papers: BTreeSet<String>,
}

impl CodedRows {
    /// Reads tables; of several rows on one statement the last counts.
    pub(super) fn read(paths: &[PathBuf]) -> Result<Self, ProgramError> {
        let mut rows = BTreeMap::new();
        for path in paths {
            rows.extend(read(path)?);
        }
        let papers = rows.keys().map(|key| key.paper.clone()).collect();
        Ok(Self { rows, papers })
    }

    /// How many statements were coded.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether any statement of a paper was coded.
    pub(super) fn has(&self, file: &str) -> bool {
        self.papers.contains(stem(file))
    }

    /// For each statement of a paper, in document order, its code, where it has one. Of statements of the same words on
    /// one page the first has it.
    pub(super) fn of<'r>(&'r self, paper: &CodedPaper) -> Vec<Option<&'r GivenCode>> {
        let mut seen = BTreeSet::new();
        let mut code = |page: u32, text: &str| {
            let key = StatementKey { paper: stem(&paper.file).to_owned(), page, words: digest(text) };
            self.rows.get(&key).filter(|_| seen.insert(key))
        };
        paper.statements().map(|(page, statement)| code(page.number, &statement.text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{code, digest, stem};

    #[test]
    fn a_statement_is_known_by_its_words() {
        assert_eq!(digest("We will: improve—care"), digest("we WILL improve care."));
        assert_ne!(digest("improve care"), digest("improve caring"));
        assert_eq!(digest("").len(), 16);
    }

    #[test]
    fn codes_are_none_no_or_categories() {
        assert_eq!(code("no"), None);
        assert_eq!(code("none"), Some([].into()));
        assert_eq!(code("Quality; workforce"), Some(["quality".to_owned(), "workforce".to_owned()].into()));
    }

    #[test]
    fn papers_are_named_with_and_without_ending() {
        assert_eq!(stem("a/b.v2.pdf"), "b.v2");
        assert_eq!(stem("plan-2021.0"), "plan-2021.0");
    }
}
