//! What an index holds, as files for other programs: the table of outcomes, tallies, the log of documents, the codebook.

mod cell;
mod codebook;
mod highlights;
mod log;
mod project;
mod theory;
mod word;

pub use cell::tally_cell;
pub use highlights::{Highlighted, highlight};

use super::tally::{Counting, gather};
use crate::{ProgramError, TOOL, Workspace};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use stratmine_analysis::tally::{Codes, Tallier, TallyDimension};
use stratmine_output::{
    Bundle, Evidence, OUTCOME_COLUMNS, Shape, Sheet, Table, book, docx, outcomes_table, parquet, qda, sqlite,
    tally_lines, tally_long, web_page,
};
use stratmine_study::ledger::{Ledger, Manifest};
use stratmine_study::store::{Disk as _, RealDisk};

/// Which table goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// One row an intended outcome.
    Outcomes,
    /// One row a statement, intended outcome or not.
    Statements,
    /// One row a cell of a tally.
    Tally,
    /// One row a file of the corpus: what became of it.
    Log,
    /// One row an entry of the lexicons.
    Codebook,
    /// One row a cell of domains by outcome, entry points by type, types by outcome, with its best quotes.
    EvidenceMap,
    /// One row an intended outcome, with the paper's context, for the analyst to see mechanisms.
    Extraction,
}

impl What {
    /// Whether it is made of all statements, and not of intended outcomes alone.
    const fn needs_all(self) -> bool {
        matches!(self, Self::Statements | Self::Extraction)
    }
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileForm {
    /// Comma-separated values.
    Csv,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// A workbook of several sheets.
    Xlsx,
    /// Apache Parquet.
    Parquet,
    /// An `SQLite` database of several tables, with views.
    Sqlite,
    /// A web page.
    Html,
    /// A Word document of tables.
    Docx,
    /// A project for programs of qualitative analysis (REFI-QDA).
    Qdpx,
    /// Its codebook alone (REFI-QDA).
    Qdc,
}

impl FileForm {
    /// Every form with the endings of its files; the first names it.
    pub const ALL: [(Self, &'static [&'static str]); 10] = [
        (Self::Csv, &["csv"]),
        (Self::Json, &["json"]),
        (Self::Jsonl, &["jsonl", "ndjson"]),
        (Self::Xlsx, &["xlsx"]),
        (Self::Parquet, &["parquet"]),
        (Self::Sqlite, &["sqlite", "db", "sqlite3"]),
        (Self::Html, &["html", "htm"]),
        (Self::Docx, &["docx"]),
        (Self::Qdpx, &["qdpx"]),
        (Self::Qdc, &["qdc"]),
    ];

    /// The form that a file's ending names.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|(_, endings)| endings.contains(&ending.as_str())).map(|(form, _)| form)
    }

    /// Whether a file of it holds several tables unless one is asked for.
    const fn holds_several(self) -> bool {
        matches!(self, Self::Xlsx | Self::Sqlite)
    }

    /// Whether a file of it has no room for the manifest, which is written beside it.
    const fn is_bare(self) -> bool {
        matches!(self, Self::Csv | Self::Json | Self::Jsonl | Self::Docx | Self::Qdpx | Self::Qdc)
    }
}

/// What is to go out.
#[derive(Clone, Debug, Default)]
pub struct Exporting {
    /// The table; where none is named, outcomes, and in forms that hold several tables all but statements.
    pub what: Option<What>,
    /// What a tally goes by, and what is counted.
    pub counting: Counting,
    /// The files, each with its form.
    pub files: Vec<(FileForm, PathBuf)>,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: usize,
    /// Rows of its main table.
    pub rows: usize,
}

/// Writes files of what an index holds.
///
/// # Errors
/// [`ProgramError`]: there is no index, a coded document is damaged, or a file cannot be written.
pub fn export(workspace: &Workspace, exporting: &Exporting) -> Result<Vec<Exported>, ProgramError> {
    let corpus = Corpus::gather(workspace, exporting.counting, exporting.what.is_some_and(What::needs_all))?;
    let mut written = Vec::new();
    // One for files of one table, one for files of several.
    let mut bundles: BTreeMap<bool, Bundle> = BTreeMap::new();
    for (form, path) in &exporting.files {
        let bundle = match bundles.entry(form.holds_several()) {
            Entry::Occupied(made) => made.into_mut(),
            Entry::Vacant(free) => free.insert(corpus.bundle(workspace, exporting, form.holds_several())?),
        };
        let Some(main) = bundle.sheets.first() else { continue };
        let bytes = match form {
            FileForm::Csv => main.table.to_csv().into_bytes(),
            FileForm::Json => main.table.to_json().into_bytes(),
            FileForm::Jsonl => main.table.to_jsonl().into_bytes(),
            FileForm::Xlsx => book(bundle)?,
            FileForm::Parquet => parquet(main, &bundle.manifest)?,
            FileForm::Sqlite => sqlite(bundle)?,
            FileForm::Html => web_page(bundle).into_bytes(),
            FileForm::Docx => docx::docx(&corpus.word())?,
            FileForm::Qdpx => {
                let (_, sources) = gather(workspace, Codes::Held, false, |document, _| project::source(document))?;
                qda::qdpx(&project::project(&workspace.codebook()?, &corpus.categories, sources, &bundle.lines))?
            }
            FileForm::Qdc => qda::qdc(&project::codes(&workspace.codebook()?, &corpus.categories), TOOL)?.into_bytes(),
        };
        write(path, &bytes)?;
        if form.is_bare() {
            write(&beside(path), format!("{:#}\n", bundle.manifest).as_bytes())?;
        }
        written.push(Exported { path: path.clone(), bytes: bytes.len(), rows: main.table.rows.len() });
    }
    Ok(written)
}

/// The one table that is asked for, in a shape for standard output.
///
/// # Errors
/// As for [`export`].
pub fn export_table(workspace: &Workspace, exporting: &Exporting, shape: Shape) -> Result<String, ProgramError> {
    let corpus = Corpus::gather(workspace, exporting.counting, exporting.what.is_some_and(What::needs_all))?;
    let bundle = corpus.bundle(workspace, exporting, false)?;
    let table = bundle.sheets.into_iter().next().map(|sheet| sheet.table).unwrap_or_default();
    Ok(match shape {
        Shape::Table => table.to_text(None),
        Shape::Csv => table.to_csv(),
        Shape::Json => table.to_json(),
        Shape::Jsonl => table.to_jsonl(),
    })
}

/// Where the manifest of a file lies that has no room for it.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".manifest.json");
    path.with_file_name(name)
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), ProgramError> {
    // A bare name has no folder to be flushed.
    let path = if path.is_absolute() { path.to_owned() } else { Path::new(".").join(path) };
    Ok(RealDisk.write(&path, bytes)?)
}

/// What is known of all papers of an index, gathered once.
pub(super) struct Corpus {
    pub(super) tallier: Tallier,
    /// By file, then in document order.
    pub(super) evidence: Vec<Evidence>,
    /// Outcomes that are not counted, each with the one counted in its stead.
    pub(super) repeats: BTreeMap<String, String>,
    pub(super) related: Vec<stratmine_analysis::tally::Related>,
    pub(super) ledger: Ledger,
    /// The codebook's categories in its order, then others that are met.
    pub(super) categories: Vec<String>,
    pub(super) manifest: Value,
}

impl Corpus {
    /// Gathers intended outcomes, those that hold and those that are counted, or all statements.
    pub(super) fn gather(workspace: &Workspace, counting: Counting, all: bool) -> Result<Self, ProgramError> {
        let codes = if counting.proposed { Codes::Proposed } else { Codes::Held };
        let (mut tallier, evidence) = gather(workspace, codes, true, |document, _| {
            Evidence::of_paper(document, |one| all || one.intended_outcome || codes.hold_in(one))
        })?;
        if counting.repeats {
            tallier.count_repeats();
        }
        let (related, repeats) = tallier.repeats();
        let repeats = if counting.repeats { BTreeMap::new() } else { repeats };
        let home = workspace.open(&RealDisk)?;
        let ledger = Ledger::load(&RealDisk, &home)?;
        let manifest = Manifest::load(&RealDisk, &home)?;
        let categories = manifest.as_ref().map(Manifest::all_categories).unwrap_or_default();
        let manifest = json!({
            "run": manifest,
            "counting": {"codes": if counting.proposed { "proposed" } else { "held" }, "repeats": counting.repeats},
        });
        let evidence = evidence.into_iter().flatten().collect();
        Ok(Self { tallier, evidence, repeats, related, ledger, categories, manifest })
    }

    /// What goes into one file.
    fn bundle(&self, workspace: &Workspace, exporting: &Exporting, several: bool) -> Result<Bundle, ProgramError> {
        let by_document = self.tallier.clone().finish(TallyDimension::Document, TallyDimension::Category);
        let mut sheets = Vec::new();
        match exporting.what {
            Some(What::Outcomes | What::Statements) => sheets.push(self.outcomes(exporting.what)),
            Some(What::Tally) => sheets.push(self.tally(&[(exporting.counting.by, exporting.counting.across)])),
            Some(What::Log) => sheets.push(self.log()),
            Some(What::Codebook) => sheets.push(codebook::sheet(&workspace.codebook()?)),
            Some(What::EvidenceMap) => sheets.push(self.evidence_map()),
            Some(What::Extraction) => sheets.push(self.extraction_sheet()),
            None => sheets.push(self.outcomes(None)),
        }
        if several && exporting.what.is_none() {
            // Headings are as many as pages: they are for those who ask.
            let dimensions = TallyDimension::ALL.into_iter().filter(|by| *by != TallyDimension::Heading);
            let crossed: Vec<(TallyDimension, TallyDimension)> =
                dimensions.map(|by| (by, TallyDimension::Category)).collect();
            sheets.push(self.tally(&crossed));
            sheets.push(self.evidence_map());
            sheets.push(self.log());
            sheets.push(codebook::sheet(&workspace.codebook()?));
        }
        Ok(Bundle {
            title: "Intended outcomes of partnering".to_owned(),
            lines: tally_lines(&by_document),
            sheets,
            manifest: self.manifest.clone(),
        })
    }

    fn outcomes(&self, what: Option<What>) -> Sheet {
        let all = what == Some(What::Statements);
        let columns =
            OUTCOME_COLUMNS.map(|(name, meaning)| (name.trim_start_matches(['>', '~']).to_owned(), meaning.to_owned()));
        let (name, about) = if all {
            ("statements", "All statements of the papers, one a row, in the order of the papers.")
        } else {
            (
                "outcomes",
                "Intended outcomes, one a row, in the order of the papers, each with its quote, its page and the \
                 words that earned its categories.",
            )
        };
        Sheet {
            name,
            about: about.to_owned(),
            columns: columns.to_vec(),
            table: outcomes_table(self.evidence.iter().filter(|one| all || one.is_outcome), &self.repeats),
        }
    }

    fn tally(&self, crossed: &[(TallyDimension, TallyDimension)]) -> Sheet {
        let mut whole: Option<Table> = None;
        for (by, across) in crossed {
            let table = tally_long(&self.tallier.clone().finish(*by, *across));
            match &mut whole {
                Some(whole) => {
                    // The total is the same in each and stands in the first.
                    let of_rows = |row: &Vec<_>| row.first() != Some(&"total".into());
                    whole.rows.extend(table.rows.into_iter().filter(of_rows));
                }
                None => whole = Some(table),
            }
        }
        Sheet {
            name: "tally",
            about: "How many intended outcomes have which category, by document, organisation, year and others; one \
             row a cell, with the ids of the statements behind it."
                .to_owned(),
            columns: TALLY_COLUMNS.map(|(name, meaning)| (name.to_owned(), meaning.to_owned())).to_vec(),
            table: whole.unwrap_or_default(),
        }
    }
}

/// What the columns of a tally hold.
const TALLY_COLUMNS: [(&str, &str); 15] = [
    ("by", "what the rows go by; total for all documents"),
    ("row", "the document, organisation, year, partnering type …"),
    ("category", "the category, or unclassified"),
    ("statements", "intended outcomes of the row with the category"),
    ("documents", "documents with at least one of them"),
    ("share", "statements as a part of row_outcomes, 0 to 1"),
    ("per_1000_words", "statements in a thousand of row_words"),
    ("vote", "mean over documents of the part of each one's intended outcomes: one document, one vote"),
    ("document_share", "the part of the row's documents with intended outcomes that have the category"),
    ("from", "lower end of its 95 % interval (Wilson 1927)"),
    ("to", "upper end"),
    ("row_outcomes", "intended outcomes of the row, each counted once"),
    ("row_documents", "coded documents behind the row"),
    ("row_words", "words of their pages"),
    ("statement_ids", "the statements counted"),
];
