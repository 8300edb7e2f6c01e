//! `stratmine export`: files for other programs.

use super::Verdict;
use super::common::{Common, count, default_machine};
use super::tally::Counted;
use crate::pipeline::{self, Exporting, FileForm, Progress as _, Shape, What};
use anyhow::bail;
use clap::ValueEnum;
use std::io::{self, Write as _};
use std::path::PathBuf;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Table {
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

impl Table {
    const fn meant(self) -> What {
        match self {
            Self::Outcomes => What::Outcomes,
            Self::Statements => What::Statements,
            Self::Tally => What::Tally,
            Self::Log => What::Log,
            Self::Codebook => What::Codebook,
            Self::EvidenceMap => What::EvidenceMap,
            Self::Extraction => What::Extraction,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(clippy::doc_markdown, reason = "it is the help, which shows no backticks")]
enum Form {
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

impl Form {
    const fn meant(self) -> Option<FileForm> {
        Some(match self {
            Self::Pdf => return None,
            Self::Csv => FileForm::Csv,
            Self::Json => FileForm::Json,
            Self::Jsonl => FileForm::Jsonl,
            Self::Xlsx => FileForm::Xlsx,
            Self::Parquet => FileForm::Parquet,
            Self::Sqlite => FileForm::Sqlite,
            Self::Html => FileForm::Html,
            Self::Docx => FileForm::Docx,
            Self::Qdpx => FileForm::Qdpx,
            Self::Qdc => FileForm::Qdc,
        })
    }
}

/// Write the table of outcomes, tallies, the document log or the codebook to files for other programs
///
/// Without -o, or with "-o -": the table as csv on standard output. The form is told by the file's ending, or by --format. By default the
/// table of outcomes, one row each; a workbook or database holds tallies, document log and codebook as well. Every file
/// carries the manifest of what it was made from, or has it beside it as FILE.manifest.json. The same index gives the same
/// bytes. --format pdf writes copies of the papers into a folder, each quote highlighted with its codes as a comment; the
/// originals are not touched.
#[derive(clap::Args)]
pub(super) struct Args {
    /// File to write, "-" for standard output; several may be named, and are made in one go
    #[arg(long, short, value_name = "FILE")]
    output: Vec<PathBuf>,
    /// Form of the files [default: what their endings say]
    #[arg(long, value_name = "FORM", value_enum)]
    format: Option<Form>,
    /// The table
    #[arg(long, value_name = "TABLE", value_enum)]
    what: Option<Table>,
    #[command(flatten)]
    counted: Counted,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let mut exporting =
        Exporting { what: args.what.map(Table::meant), counting: args.counted.meant(), files: Vec::new() };
    if args.format == Some(Form::Pdf) {
        return highlight(common, args);
    }
    let to_stdout = |path: &PathBuf| path.as_os_str() == "-";
    if args.output.iter().all(to_stdout) {
        let shape = match args.format {
            None | Some(Form::Csv) => Shape::Csv,
            Some(Form::Json) => Shape::Json,
            Some(Form::Jsonl) => Shape::Jsonl,
            Some(_) => bail!("this form is a file of its own\nhint: name it with -o FILE"),
        };
        let text = pipeline::export_table(&common.workspace(), &exporting, shape)?;
        io::stdout().lock().write_all(text.as_bytes())?;
        return Ok(Verdict::Complete);
    }
    for path in &args.output {
        if to_stdout(path) {
            bail!("standard output cannot be one of several files\nhint: export to \"-\" alone, or name a file");
        }
        let Some(form) = args.format.and_then(Form::meant).or_else(|| FileForm::of_path(path)) else {
            let endings: Vec<&str> = FileForm::ALL.iter().filter_map(|(_, endings)| endings.first().copied()).collect();
            bail!(
                "the ending of {} does not tell which form is meant\nhint: name one with --format: {}",
                path.display(),
                endings.join(", ")
            );
        };
        exporting.files.push((form, path.clone()));
    }
    for written in pipeline::export(&common.workspace(), &exporting)? {
        common.talk().say(&format!(
            "{}: {}, {} kB",
            written.path.display(),
            count(written.rows, "row"),
            written.bytes.div_ceil(1000)
        ));
    }
    Ok(Verdict::Complete)
}

fn highlight(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let [folder] = args.output.as_slice() else {
        bail!("the copies go into a folder\nhint: name one with -o FOLDER");
    };
    let talk = common.talk();
    let done = pipeline::highlight(&common.workspace(), &default_machine()?, folder, &talk)?;
    let mut failures = done.table.clone();
    failures.rows.retain(|row| row.get(1).is_some_and(|state| state.plain() == "failed"));
    if !failures.rows.is_empty() {
        talk.say(failures.to_text(None).trim_end());
    }
    let copied = done.table.rows.iter().filter(|row| row.get(1).is_some_and(|state| state.plain() == "copied")).count();
    talk.say(&format!(
        "{} in {}, {} failed",
        count(copied, "copy").replace("copys", "copies"),
        folder.display(),
        done.failed
    ));
    Ok(Verdict::complete_if(done.failed == 0))
}
