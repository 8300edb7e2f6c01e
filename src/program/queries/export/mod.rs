//! What an index holds, as files for other programs: the table of outcomes, tallies, the log of documents, the codebook.

mod codebook;
mod highlights;
mod log;
mod project;
mod theory;
mod word;

pub use highlights::{CopyState, HighlightedCopy};

use super::tally::Counting;
use super::{CodedCorpus, Corpus};
use crate::error::ValidationError;
use crate::{ProgramError, TOOL};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use stratmine_analysis::tally::TallyDimension;
use stratmine_output::{
    Bundle, Sheet, Table, book, docx, outcomes_table, parquet, qda, sqlite, tally_lines, tally_long, web_page,
};
use stratmine_study::store::{Disk as _, RealDisk};

/// Which table goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// One row an intended outcome: document, page, quote, categories, the words that earned them
    Outcomes,
    /// One row a statement, intended outcome or not
    Statements,
    /// One row a cell of the tally that --by and --across name
    Tally,
    /// One row a file of the corpus: what became of it, and why
    Log,
    /// One row an entry of the lexicons
    Codebook,
    /// One row a cell of domains by outcome, entry points by partnering type, types by outcome, with its best quotes
    EvidenceMap,
    /// A sheet for context, mechanism and outcome: candidates filled in, the rest left to the analyst
    Extraction,
}

impl What {
    /// Whether it is made of all statements, and not of intended outcomes alone.
    const fn needs_all(self) -> bool {
        matches!(self, Self::Statements | Self::Extraction)
    }
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[allow(clippy::doc_markdown, reason = "it is the help, which shows no backticks")]
pub enum FileForm {
    /// Comma-separated values, safe to open in a spreadsheet
    Csv,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// A workbook: read-me, outcomes, tallies, documents, codebook, manifest; filtered, frozen, linked
    Xlsx,
    /// Apache Parquet, for data frames
    Parquet,
    /// An SQLite database with the same tables, lists taken apart, and views
    Sqlite,
    /// A web page
    Html,
    /// A Word document of tables
    Docx,
    /// A project of the coded papers for NVivo, ATLAS.ti, MAXQDA, QualCoder (REFI-QDA)
    Qdpx,
    /// Its codebook alone (REFI-QDA)
    Qdc,
    /// Copies of the PDFs, in a folder, with the quotes highlighted and their codes as comments
    Pdf,
}

impl FileForm {
    /// Every form that is one file, with the endings of such files; the first names it.
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
    /// Whether an extraction sheet that is there, and may be filled in, is written over. Other files always are.
    pub replace: bool,
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

impl Corpus<'_> {
    /// Writes files of what the index holds.
    ///
    /// # Errors
    /// [`ProgramError`]: a record is damaged, or a file cannot be written.
    pub fn export(&self, exporting: &Exporting) -> Result<Vec<Exported>, ProgramError> {
        if exporting.what == Some(What::Extraction)
            && !exporting.replace
            && let Some((_, path)) = exporting.files.iter().find(|(_, path)| RealDisk.has(path))
        {
            return Err(ValidationError::Exists { path: path.clone() }.into());
        }
        let coded = CodedCorpus::gather(self, exporting.counting, exporting.what.is_some_and(What::needs_all))?;
        let mut written = Vec::new();
        // One for files of one table, one for files of several.
        let mut bundles: BTreeMap<bool, Bundle> = BTreeMap::new();
        for (form, path) in &exporting.files {
            let bundle = match bundles.entry(form.holds_several()) {
                Entry::Occupied(made) => made.into_mut(),
                Entry::Vacant(free) => free.insert(coded.bundle(exporting, form.holds_several())?),
            };
            let Some(main) = bundle.sheets.first() else { continue };
            let bytes = match form {
                // A folder of copies: see [`Corpus::highlight`].
                FileForm::Pdf => continue,
                FileForm::Csv => main.table.to_csv().into_bytes(),
                FileForm::Json => main.table.to_json().into_bytes(),
                FileForm::Jsonl => main.table.to_jsonl().into_bytes(),
                FileForm::Xlsx => book(bundle)?,
                FileForm::Parquet => parquet(main, &bundle.manifest)?,
                FileForm::Sqlite => sqlite(bundle)?,
                FileForm::Html => web_page(bundle).into_bytes(),
                FileForm::Docx => docx::docx(&coded.word())?,
                FileForm::Qdpx => {
                    let sources = self.papers(project::source)?;
                    qda::qdpx(&project::project(self.codebook_of_papers()?, &coded.categories, sources, &bundle.lines))?
                }
                FileForm::Qdc => {
                    qda::qdc(&project::codes(self.codebook_of_papers()?, &coded.categories), TOOL)?.into_bytes()
                }
            };
            write(path, &bytes)?;
            if form.is_bare() {
                write(&beside(path), format!("{:#}\n", bundle.manifest).as_bytes())?;
            }
            written.push(Exported { path: path.clone(), bytes: bytes.len(), rows: main.table.rows.len() });
        }
        Ok(written)
    }

    /// The one table that is asked for.
    ///
    /// # Errors
    /// As for [`Corpus::export`].
    pub fn export_table(&self, exporting: &Exporting) -> Result<Table, ProgramError> {
        let coded = CodedCorpus::gather(self, exporting.counting, exporting.what.is_some_and(What::needs_all))?;
        let bundle = coded.bundle(exporting, false)?;
        Ok(bundle.sheets.into_iter().next().map(|sheet| sheet.table).unwrap_or_default())
    }
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

impl CodedCorpus<'_> {
    /// What goes into one file.
    fn bundle(&self, exporting: &Exporting, several: bool) -> Result<Bundle, ProgramError> {
        let by_document = self.papers.tally(TallyDimension::Document, TallyDimension::Category);
        let codebook = || Ok::<_, ProgramError>(codebook::sheet(self.corpus.codebook_of_papers()?));
        let mut sheets = vec![match exporting.what {
            None | Some(What::Outcomes) => self.outcomes(false),
            Some(What::Statements) => self.outcomes(true),
            Some(What::Tally) => self.tally(&[(exporting.counting.by, exporting.counting.across)]),
            Some(What::Log) => self.log(),
            Some(What::Codebook) => codebook()?,
            Some(What::EvidenceMap) => self.evidence_map()?,
            Some(What::Extraction) => self.extraction_sheet(),
        }];
        if several && exporting.what.is_none() {
            // Headings are as many as pages: they are for those who ask.
            let dimensions = TallyDimension::ALL.into_iter().filter(|by| *by != TallyDimension::Heading);
            let crossed: Vec<(TallyDimension, TallyDimension)> =
                dimensions.map(|by| (by, TallyDimension::Category)).collect();
            sheets.extend([self.tally(&crossed), self.evidence_map()?, self.log(), codebook()?]);
        }
        Ok(Bundle {
            title: "Intended outcomes of partnering".to_owned(),
            lines: tally_lines(&by_document),
            sheets,
            manifest: self.manifest.clone(),
        })
    }

    fn outcomes(&self, all: bool) -> Sheet {
        let (name, about) = if all {
            ("statements", "All statements of the papers, one a row, in the order of the papers.")
        } else {
            (
                "outcomes",
                "Intended outcomes, one a row, in the order of the papers, each with its quote, its page and the \
                 words that earned its categories.",
            )
        };
        let wanted = self.evidence.iter().filter(|one| all || one.is_outcome);
        Sheet { name, about: about.to_owned(), table: outcomes_table(wanted, &self.repeats) }
    }

    fn tally(&self, crossed: &[(TallyDimension, TallyDimension)]) -> Sheet {
        let mut tables = crossed.iter().map(|(by, across)| tally_long(&self.papers.tally(*by, *across)));
        let mut table = tables.next().unwrap_or_default();
        // The total is the same in each and stands in the first.
        let of_rows = |row: &Vec<_>| row.first() != Some(&"total".into());
        table.rows.extend(tables.flat_map(|table| table.rows).filter(of_rows));
        Sheet {
            name: "tally",
            about: "How many intended outcomes have which category, by document, organisation, year and others; one \
             row a cell, with the ids of the statements behind it."
                .to_owned(),
            table,
        }
    }
}
