//! `stratmine corpus`: look after the papers.

use super::Verdict;
use super::common::{Common, Forms, count};
use crate::pipeline::{self, Fetching, Progress as _, Shape};
use clap::Subcommand;
use std::path::PathBuf;

/// List the papers, fetch those that are listed with an address, verify those that were read, find those that say the same
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    List(List),
    Fetch(Fetch),
    Related(Related),
    Verify(Verify),
}

/// List papers that share many sentences: editions of one paper, summaries beside their reports
///
/// What such papers have in common is counted once in tallies, in the paper with more statements; --repeats of `tally`
/// counts it again.
#[derive(clap::Args)]
struct Related {
    #[command(flatten)]
    forms: Forms,
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

/// Download the papers of a list, politely, and go on where a download broke off
///
/// Without a list: the documents behind Aunger et al. (2020), as far as they could be traced. One request at a time, with a
/// pause. One row a document: `state` is saved, saved_as_page (a web page came in its stead), kept (it was there), skipped
/// (a copy on another site) or failed, with the reason. Exit code 1 where one failed.
#[derive(clap::Args)]
#[allow(clippy::doc_markdown, reason = "it is the help, which shows no backticks")]
struct Fetch {
    /// The list, CSV with the columns id, title, address and format (pdf, html, doc, docx)
    #[arg(value_name = "LIST")]
    list: Option<PathBuf>,
    /// Folder for the files [default: `fetched` in the corpus]
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Also fetch copies on other sites than the publisher's
    #[arg(long)]
    mirrors: bool,
    /// Fetch again what is there and unchanged
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    forms: Forms,
}

/// Compare every paper with what is recorded of it
///
/// One row a file: `state` is unchanged, changed, missing, new or unreadable; `by` says what it was compared with, the run,
/// the download or the corpus table; `document` is the SHA-256 of its bytes. Exit code 1 where one is not unchanged.
#[derive(clap::Args)]
struct Verify {
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    match &args.command {
        Command::Related(args) => {
            args.forms.print(&pipeline::related(&common.workspace())?)?;
            Ok(Verdict::Complete)
        }
        Command::List(args) => {
            args.forms.print(&pipeline::list_papers(&common.workspace())?)?;
            Ok(Verdict::Complete)
        }
        Command::Fetch(args) => {
            let what =
                Fetching { list: args.list.clone(), into: args.into.clone(), mirrors: args.mirrors, again: args.again };
            let talk = common.talk();
            let report = pipeline::fetch(&common.workspace(), &what, &talk)?;
            let people = args.forms.shape() == Shape::Table;
            args.forms.print(&if people { report.table.without(&["sha256", "address"]) } else { report.table })?;
            let there = count(report.there, "document");
            talk.say(&format!("{there} in {}, {} could not be had", report.into.display(), report.failed));
            Ok(Verdict::complete_if(report.failed == 0))
        }
        Command::Verify(args) => {
            let verified = pipeline::verify_papers(&common.workspace())?;
            args.forms.print(&verified.table)?;
            let files = count(verified.table.rows.len(), "file");
            common.talk().say(&format!("{} of {files} not as they were read", verified.different));
            Ok(Verdict::complete_if(verified.different == 0))
        }
    }
}
