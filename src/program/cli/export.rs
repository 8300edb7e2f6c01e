//! `stratmine export`: files for other programs.

use super::ExitStatus;
use super::common::{Common, count, default_workers};
use super::tally::CountArgs;
use super::usage::UsageError;
use crate::Progress as _;
use crate::queries::Corpus;
use crate::queries::export::{CopyState, Exporting, FileForm, What};
use std::io;
use std::path::PathBuf;
use stratmine_output::{Shape, Table};

/// Write the table of outcomes, tallies, the document log or the codebook to files for other programs
///
/// Without -o, or with "-o -": the table as csv on standard output. The form is told by the file's ending, or by --format. By default the
/// table of outcomes, one row each; a workbook or database holds tallies, document log and codebook as well. Every file
/// carries the manifest of what it was made from, or has it beside it as FILE.manifest.json. The same index gives the same
/// bytes. --format pdf writes copies of the papers into a folder, each quote highlighted with its codes as a comment; the
/// originals are not touched.
#[derive(clap::Args)]
pub(super) struct ExportArgs {
    /// File to write, "-" for standard output; several may be named, and are made in one go
    #[arg(long, short, value_name = "FILE")]
    output: Vec<PathBuf>,
    /// Form of the files [default: what their endings say]
    #[arg(long, value_name = "FORM", value_enum)]
    format: Option<FileForm>,
    /// The table
    #[arg(long, value_name = "TABLE", value_enum)]
    what: Option<What>,
    /// Write over an extraction sheet that is there, and may be filled in
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    counted: CountArgs,
}

pub(super) fn main(common: &Common, args: &ExportArgs) -> anyhow::Result<ExitStatus> {
    let mut exporting =
        Exporting { what: args.what, counting: args.counted.counting(), files: Vec::new(), replace: args.replace };
    if args.format == Some(FileForm::Pdf) {
        return highlight(common, args);
    }
    let workspace = common.workspace()?;
    let corpus = Corpus::open(&workspace)?;
    let to_stdout = |path: &PathBuf| path.as_os_str() == "-";
    if args.output.iter().all(to_stdout) {
        let shape = match args.format {
            None | Some(FileForm::Csv) => Shape::Csv,
            Some(FileForm::Json) => Shape::Json,
            Some(FileForm::Jsonl) => Shape::Jsonl,
            Some(_) => return Err(UsageError::FileForm.into()),
        };
        corpus.export_table(&exporting)?.write(shape, None, &mut io::stdout().lock())?;
        common.say_uncovered(&corpus)?;
        return Ok(ExitStatus::Complete);
    }
    for path in &args.output {
        if to_stdout(path) {
            return Err(UsageError::StdoutAmongFiles.into());
        }
        let Some(form) = args.format.or_else(|| FileForm::of_path(path)) else {
            let forms = FileForm::ALL.iter().filter_map(|(_, endings)| endings.first().copied()).collect();
            return Err(UsageError::NoForm { path: path.clone(), forms }.into());
        };
        exporting.files.push((form, path.clone()));
    }
    for written in corpus.export(&exporting)? {
        common.reporter().say(&format!(
            "{}: {}, {} kB",
            written.path.display(),
            count(written.rows, "row"),
            written.bytes.div_ceil(1000)
        ));
    }
    common.say_uncovered(&corpus)?;
    Ok(ExitStatus::Complete)
}

fn highlight(common: &Common, args: &ExportArgs) -> anyhow::Result<ExitStatus> {
    let [folder] = args.output.as_slice() else {
        return Err(UsageError::NoFolder.into());
    };
    let reporter = common.reporter();
    let workspace = common.workspace()?;
    let papers = Corpus::open(&workspace)?.highlight(&default_workers()?, folder, &reporter)?;
    let of = |state| papers.iter().filter(move |paper| paper.state == state);
    let failed = of(CopyState::Failed).count();
    if failed > 0 {
        let table = Table::of(of(CopyState::Failed))
            .name("document", |paper| (&paper.file).into())
            .text("state", |_| "failed".into())
            .number("highlights", |paper| paper.highlights.into())
            .text("remark", |paper| (&paper.remark).into())
            .table();
        reporter.say(table.to_text(None).trim_end());
    }
    let copied = match of(CopyState::Copied).count() {
        1 => "1 copy".to_owned(),
        copies => format!("{copies} copies"),
    };
    reporter.say(&format!("{copied} in {}, {failed} failed", folder.display()));
    Ok(ExitStatus::complete_if(failed == 0))
}
