//! `stratmine pack` and `stratmine unpack`: a study in one file for a colleague, and back.

use super::ExitStatus;
use super::common::{Common, count};
use super::program::named;
use crate::Progress as _;
use crate::run::{self, Packed};
use std::path::PathBuf;

/// Pack the study into one ZIP file for a colleague
///
/// In it are the papers, study.toml, the tables and decisions, the lexicons, and run.json with the hash of each paper and what
/// was counted. The colleague unpacks it, and `stratmine verify run.json` there says whether the same comes out. The index has
/// to be up to date: run first. No file is overwritten.
#[derive(clap::Args)]
#[allow(clippy::doc_markdown, reason = "it is the help, which shows no backticks")]
pub(super) struct PackArgs {
    /// The ZIP file to be made, outside of the folder of the papers
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Leave the papers out: their names and hashes are enough for whoever has them
    #[arg(long)]
    without_papers: bool,
}

/// Unpack a study into a new folder
///
/// No file is overwritten: the folder has to be new or empty. Names that lead out of it are refused. Papers that were left out
/// are named, to be put there by you.
#[derive(clap::Args)]
pub(super) struct UnpackArgs {
    /// The ZIP file that `stratmine pack` made
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The folder, new or empty
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

pub(super) fn pack(common: &Common, args: &PackArgs) -> anyhow::Result<ExitStatus> {
    let study = common.study()?;
    let packed = run::pack(&study, &args.file, !args.without_papers)?;
    let said = format!("{}: {}, {} kB", args.file.display(), contents(&packed), packed.bytes.div_ceil(1000));
    common.reporter().say(&said);
    Ok(ExitStatus::Complete)
}

pub(super) fn unpack(common: &Common, args: &UnpackArgs) -> anyhow::Result<ExitStatus> {
    let packed = run::unpack(&args.file, &args.folder)?;
    let (reporter, folder) = (common.reporter(), args.folder.display());
    reporter.say(&format!("{folder}: {}", contents(&packed)));
    if !packed.missing.is_empty() {
        let papers = count(packed.missing.len(), "paper");
        reporter.say(&format!("{papers} are to be put there by you: {}", packed.missing.join(", ")));
    }
    reporter.say(&named(&format!(
        "next: `stratmine run --study {folder}`, then `stratmine verify --study {folder} {folder}/run.json`"
    )));
    Ok(ExitStatus::Complete)
}

fn contents(packed: &Packed) -> String {
    let papers = if packed.papers == 0 { "no paper".to_owned() } else { count(packed.papers, "paper") };
    format!("{papers}, {}", packed.others.join(", "))
}
