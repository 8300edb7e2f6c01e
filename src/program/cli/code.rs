//! `stratmine code`: the public record of papers.

use super::ExitStatus;
use super::common::{Common, Limits};
use crate::queries::extract::code;
use clap::ValueEnum;
use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// One JSON object for one file, one a line for several
    Json,
    /// The same
    Jsonl,
}

/// Print the coded documents of papers, without touching an index
///
/// The record holds every page with its text, blocks and statements, and for each statement whether it is an intended
/// outcome, of which categories, and the words and rules that say so. Offsets count Unicode characters of the page's
/// text. A file that cannot be read has a record without pages that names the reason.
#[derive(clap::Args)]
pub(super) struct CodeArgs {
    /// Files or folders
    #[arg(required = true, value_name = "FILE or FOLDER")]
    targets: Vec<PathBuf>,
    /// Write each record to a file of its own in this folder, named after the paper: PAPER.json
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Form of the output
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Form::Json)]
    format: Form,
    #[command(flatten)]
    limits: Limits,
}

pub(super) fn main(common: &Common, args: &CodeArgs) -> anyhow::Result<ExitStatus> {
    let reporter = common.reporter();
    let study = common.study_of_files(Some(&args.limits))?;
    let workers = args.limits.workers(common, &study)?;
    let targets: Vec<PathBuf> = args.targets.iter().map(|target| study.path_named(target)).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    let showing = code(&study.workspace, &workers, &targets, args.output.as_deref(), &mut out, &reporter)?;
    out.flush()?;
    Ok(super::extract::verdict(&showing, &reporter))
}
