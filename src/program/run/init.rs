//! The files a study begins with: `study.toml`, and `corpus.csv` with what the papers themselves propose.
//!
//! Guesses stand in columns of their own, which count for nothing until a person moves what is right into the column
//! beside. A file that is there already stays as it is, but for rows of papers that the table does not have yet.

use super::{PaperCoder, Progress, WorkerCoders, WorkerSettings, ordered_parallel_map};
use super::{ProgramError, Workspace};
use crate::open_study::{Study, nearby};
use std::collections::BTreeMap;
use std::path::PathBuf;
use stratmine_model::spreadsheet::with_rows;
use stratmine_model::{Format, PaperMeta};
use stratmine_output::{Cell, Column, Table};
use stratmine_study::discover::{self, CorpusFile};
use stratmine_study::store::{Disk as _, RealDisk};
use stratmine_study::study_file::STUDY_FILE;

/// The metadata table, below the root.
const TABLE: &str = "corpus.csv";

/// The study file with every line a comment.
const STUDY: &str = r#"# What this study works with. Every line may be left out; take the # away to make one hold.
# Paths are relative to this folder. `stratmine status` shows what is in use.

# The folder of lexicons. `stratmine lexicon copy FOLDER` writes the built-in ones to edit.
# lexicons = "lexicons"

# The metadata table, where it is not corpus.csv in this folder.
# metadata = "corpus.csv"

# The folder of the index; it can be deleted and made again.
# index = "index"

# Pages given to text recognition: "auto" (those without usable text), "never" or "always"; and their language.
# ocr = "auto"
# ocr_language = "eng"

# Who decides, where --who names nobody else.
# coder = "Ann"
"#;

/// What was begun.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Begun {
    /// The files written.
    pub written: Vec<PathBuf>,
    /// The files that were there and stay as they were.
    pub kept: Vec<PathBuf>,
    /// Number of papers of which a row was written.
    pub papers: usize,
    /// Papers without a row in a table that is not written to: a workbook, or text that is not UTF-8.
    pub without_row: Vec<String>,
    /// Papers that could not be read, each with the reason.
    pub unread: Vec<(String, String)>,
}

/// Writes the files that a study begins with. Papers that have no row in the table are read for it.
///
/// # Errors
/// [`ProgramError`] where there is no such folder, or it cannot be written to.
pub fn init(study: &Study, workers: &WorkerSettings, progress: &dyn Progress) -> Result<Begun, ProgramError> {
    workers.check()?;
    let workspace = &study.workspace;
    let Some(root) = workspace.root(&RealDisk)? else {
        return Err(ProgramError::NoCorpus { path: super::DEFAULT_CORPUS.into() });
    };
    let mut begun = Begun::default();
    let path = nearby(&root).join(STUDY_FILE);
    if RealDisk.has(&path) {
        begun.kept.push(path);
    } else {
        RealDisk.write(&path, STUDY.as_bytes())?;
        begun.written.push(path);
    }
    let mut papers: Vec<CorpusFile> = workspace.walk(&root)?.found;
    papers.retain(|found| found.format != Format::Other);
    let Some(path) = workspace.table_path(&root) else {
        let table = starter(workspace, workers, &papers, &mut begun, progress)?;
        let path = nearby(&root).join(TABLE);
        RealDisk.write(&path, table.to_csv().as_bytes())?;
        begun.written.push(path);
        return Ok(begun);
    };
    let given = workspace.table(&root)?;
    papers.retain(|found| !given.has_row(&found.file));
    let before = RealDisk.read(&path)?;
    if papers.is_empty() || path.ends_with(discover::FETCH_RECORD) || with_rows(&before, &[]).is_none() {
        begun.without_row = papers.into_iter().map(|found| found.file).collect();
        begun.kept.push(nearby(&path));
        return Ok(begun);
    }
    let table = starter(workspace, workers, &papers, &mut begun, progress)?;
    let names = || table.columns.iter().map(|column| column.name.to_string());
    let cells = |row: &Vec<Cell>| names().zip(row.iter().map(Cell::plain)).collect();
    let rows: Vec<BTreeMap<String, String>> = table.rows.iter().map(cells).collect();
    if let Some(bytes) = with_rows(&before, &rows) {
        RealDisk.write(&path, &bytes)?;
        begun.written.push(nearby(&path));
    }
    Ok(begun)
}

/// A row for each of these papers: the columns that count are empty, what the paper proposes stands in those beside.
fn starter(
    workspace: &Workspace,
    workers: &WorkerSettings,
    papers: &[CorpusFile],
    begun: &mut Begun,
    progress: &dyn Progress,
) -> Result<Table, ProgramError> {
    let factory = WorkerCoders::open(workspace, workers)?;
    let mut table = Table::new([
        Column::name("file"),
        Column::text("title"),
        Column::text(discover::GUESSES[0]),
        Column::text("organisation"),
        Column::text(discover::GUESSES[1]),
        Column::text("year"),
        Column::text(discover::GUESSES[2]),
        Column::text("partnering"),
        Column::text(discover::GUESSES[3]),
        Column::text("include"),
    ]);
    progress.begin(papers.len());
    let work = |coder: &mut Box<dyn PaperCoder + '_>, found: &CorpusFile| {
        progress.reading(&found.file);
        coder.finish(found, None, progress)
    };
    ordered_parallel_map(
        papers,
        workers.threads,
        || super::CoderFactory::coder(&factory),
        work,
        |found, finished| {
            let record = &finished.record;
            progress.done(&found.file, record.pages.len());
            begun.papers += 1;
            if let Some(reason) = record.result.reason.as_ref().filter(|_| !record.result.is_coded()) {
                begun.unread.push((found.file.clone(), format!("{}: {reason}", record.result.status)));
            }
            let PaperMeta { title, organisation, year, .. } = finished.metadata;
            table.push(vec![
                found.file.as_str().into(),
                Cell::Empty,
                title.into(),
                Cell::Empty,
                organisation.into(),
                Cell::Empty,
                year.map(|year| year.to_string()).into(),
                Cell::Empty,
                Cell::List(record.partnering_codes()),
                Cell::Empty,
            ]);
            Ok::<_, ProgramError>(())
        },
    )?;
    progress.end();
    Ok(table)
}
