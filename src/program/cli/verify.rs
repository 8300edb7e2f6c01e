//! `stratmine verify`: does the same come out again?

use super::ExitStatus;
use super::common::{Common, Forms, Limits, count};
use crate::{Progress as _, run};
use std::path::PathBuf;

/// Run again from nothing, and compare with what a run recorded
///
/// The corpus is read and coded anew in a temporary folder; the index is not touched. Compared are the program, its engines, the
/// lexicons, every file's bytes and outcome, and all counts; without RUN every coded document byte for byte as well. One row a
/// difference; exit code 1 where there is one.
#[derive(clap::Args)]
pub(super) struct VerifyArgs {
    /// A manifest: an index's run.json, or an exported file's FILE.manifest.json [default: the index's own]
    #[arg(value_name = "RUN")]
    run: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &VerifyArgs) -> anyhow::Result<ExitStatus> {
    let reporter = common.reporter();
    let study = common.study_of_files(Some(&args.limits))?;
    let workers = args.limits.workers(common, &study)?;
    let found = run::verify_run(&study.workspace, &workers, args.run.as_deref(), &reporter)?;
    args.forms.print(&found.table)?;
    let mut compared = format!("compared: {}", count(found.files, "file"));
    if args.run.is_none() {
        compared = format!("{compared} and {}, byte for byte", count(found.documents, "coded document"));
    }
    let verdict = match found.table.rows.len() {
        0 => "the same".to_owned(),
        differences => format!("not the same: {}", count(differences, "difference")),
    };
    reporter.say(&format!("{verdict}; {compared}"));
    Ok(ExitStatus::complete_if(found.is_same()))
}
