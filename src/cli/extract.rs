//! `stratmine extract`: the text of papers.

use super::Verdict;
use super::common::{Common, Limits};
use crate::pipeline::{self, Progress as _, Showing};
use clap::ValueEnum;
use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// The pages' text, each page followed by a form feed
    Text,
    /// One JSON object a page: file, page, label, grade, text
    Json,
}

/// Print the text of papers, page by page, as it is read
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files or folders
    #[arg(required = true, value_name = "FILE")]
    targets: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    limits: Limits,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let talk = common.talk();
    let machine = args.limits.machine(common)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let json = args.format == Form::Json;
    let showing = pipeline::extract(&common.place(), &machine, &args.targets, json, &mut out, &talk)?;
    out.flush()?;
    Ok(verdict(&showing, &talk))
}

/// Names the files that were not read.
pub(super) fn verdict(showing: &Showing, talk: &super::talk::Talk) -> Verdict {
    for (file, outcome) in &showing.failed {
        talk.say(&format!("not coded: {file} — {}: {}", outcome.kind, outcome.reason.as_deref().unwrap_or_default()));
    }
    Verdict::complete_if(showing.failed.is_empty())
}
