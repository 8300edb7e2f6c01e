//! `stratmine serve`: a page to work in.

use super::common::{Common, Who, Writing};
use super::{ExitStatus, print};
use crate::serve::{Serving, serve};
use std::process::{Command, Stdio};

/// Open the study in the browser: review, read, search and count on one page
///
/// The page is served on this machine alone (127.0.0.1), to the one browser that opens the address printed here; the address
/// works once. It needs no network. Decisions are kept as `decide` keeps them. Ctrl-C ends it; nothing that was answered is
/// lost.
#[derive(clap::Args)]
pub(super) struct ServeArgs {
    /// The port [default: a free one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Open no browser: only print the address
    #[arg(long)]
    no_browser: bool,
    #[command(flatten)]
    who: Who,
    /// Code blind, as a second coder: see neither what the program proposes nor what others decided. What is coded is kept
    /// in coders.csv and holds nowhere until somebody settles the disagreements on the page
    #[arg(long)]
    blind: bool,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn main(common: &Common, args: &ServeArgs) -> anyhow::Result<ExitStatus> {
    let (study, workers) = args.writing.study(common, &[])?;
    let who = args.who.name(&study);
    let serving = Serving { workspace: study.workspace, workers, who, blind: args.blind, port: args.port };
    serve(serving, &|address| {
        // A closed output stops nobody from working.
        let _ = print(&format!("{address}\n"));
        if !args.no_browser {
            open(address);
        }
    })?;
    Ok(ExitStatus::Complete)
}

/// Opens an address in the person's browser. Where none opens, the address is on the screen.
fn open(address: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let silent = || Stdio::null();
    let mut command = Command::new(program);
    let _ = command.args(arguments).arg(address).stdin(silent()).stdout(silent()).stderr(silent()).spawn();
}
