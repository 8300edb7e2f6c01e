//! `stratmine status`: how every file ended.

use super::common::{Common, Forms, count};
use super::{Verdict, print};
use crate::pipeline::{self, Progress as _};

/// List every file with how its reading ended and why, and what the index holds
///
/// One row a file: `outcome` is coded, no_text, needs_ocr, encrypted, malformed, too_large, timed_out, out_of_memory,
/// crashed, unreadable or unsupported; `removed` says that the file has vanished, `counted` that tallies and search speak
/// of it; then the numbers of pages, pages of which nothing could be read, words, statements and intended outcomes.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let report = pipeline::status(&common.place())?;
    print(&report.table(args.forms.style())?)?;
    let mut lines = vec![format!("corpus: {}", report.root.display())];
    let outcomes: Vec<_> = report.outcomes().iter().map(|(kind, number)| format!("{number} {kind}")).collect();
    lines.push(format!("files: {}", if outcomes.is_empty() { "none".to_owned() } else { outcomes.join(", ") }));
    let manifest = &report.manifest;
    lines.push(format!(
        "counted: {}, {}, {}, {}",
        count(manifest.documents, "document"),
        count(manifest.counts.pages, "page"),
        count(manifest.counts.statements, "statement"),
        count(manifest.counts.outcomes, "intended outcome"),
    ));
    lines.push(format!("made by: {}; {}", manifest.tool, manifest.engines));
    lines.push(format!("limits: {}", pipeline::limits_that_hold()));
    if !report.ended_well {
        lines.push(format!("the last run was interrupted: `stratmine run{}` goes on", common.again()));
    }
    common.talk().say(&lines.join("\n"));
    Ok(Verdict::Complete)
}
