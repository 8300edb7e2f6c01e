//! `stratmine changes`: how two runs differ.

use super::ExitStatus;
use super::common::{Common, Forms, count};
use crate::{Progress as _, run};
use std::path::PathBuf;

/// Compare two runs: papers, lexicons, options, what was learnt, and every count
///
/// Each is named by its manifest: the folder of an index, its run.json, or an exported file's FILE.manifest.json. One row a
/// difference; exit code 1 where there is one.
#[derive(clap::Args)]
pub(super) struct ChangesArgs {
    /// The manifest of one run
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// That of another
    #[arg(value_name = "NEW")]
    new: PathBuf,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &ChangesArgs) -> anyhow::Result<ExitStatus> {
    let table = run::changes(&args.old, &args.new)?;
    args.forms.print(&table)?;
    let differences = table.rows.len();
    common.reporter().say(&match differences {
        0 => "the same: papers, lexicons, options and counts".to_owned(),
        some => count(some, "difference"),
    });
    Ok(ExitStatus::complete_if(differences == 0))
}
