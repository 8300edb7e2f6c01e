//! `stratmine corpus`: look after the papers.

use super::Verdict;
use super::common::{Common, Forms, count};
use crate::pipeline::{self, Progress as _};
use clap::Subcommand;

/// List the papers, fetch those that are listed with an address, verify those that were read
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    List(List),
    Verify(Verify),
}

/// List the papers with what is known of them
///
/// Title, organisation, year and partnering types come from the corpus table, else from the paper; `proposed` names those
/// that come from the paper. `outcome` is empty until the paper has been run.
#[derive(clap::Args)]
struct List {
    #[command(flatten)]
    forms: Forms,
}

/// Compare the bytes of every paper with those that were read
///
/// One row a file: `state` is unchanged, changed, missing, new or unreadable; `document` is its SHA-256.
#[derive(clap::Args)]
struct Verify {
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    match &args.command {
        Command::List(args) => {
            args.forms.print(&pipeline::list_papers(&common.place())?)?;
            Ok(Verdict::Complete)
        }
        Command::Verify(args) => {
            let verified = pipeline::verify_papers(&common.place())?;
            args.forms.print(&verified.table)?;
            let files = count(verified.table.rows.len(), "file");
            common.talk().say(&format!("{} of {files} not as they were read", verified.different));
            Ok(Verdict::complete_if(verified.different == 0))
        }
    }
}
