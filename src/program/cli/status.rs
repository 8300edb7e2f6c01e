//! `stratmine status`: how every file ended.

use super::common::{Common, Forms, count};
use super::{ExitStatus, program};
use crate::{Progress as _, run};
use stratmine_output::Shape;

/// List every file with how its reading ended and why, and what the index holds
///
/// One row a file: `outcome` is coded, no_text, needs_ocr, encrypted, malformed, too_large, timed_out, out_of_memory,
/// crashed, unreadable or unsupported; `grade` says how well it was read: good, fair (more than a tenth of its pages are
/// fair or worse), poor (more than a tenth are poor) or ocr (most of its words come from text recognition); `reason` says
/// why it ended so, or why it is not counted; then the numbers of pages, statements and intended outcomes. As csv, json or
/// jsonl there are also `removed` (the file has vanished), `counted` (tallies and search speak of it), `document`
/// (SHA-256), `pages_unread` (nothing could be read of them), `pages_good`, `pages_fair`, `pages_poor`, `pages_ocr`,
/// `words` and `unclassified`.
#[derive(clap::Args)]
#[allow(clippy::doc_markdown, reason = "it is the help, which shows no backticks")]
pub(super) struct StatusArgs {
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &StatusArgs) -> anyhow::Result<ExitStatus> {
    let study = common.study()?;
    let report = run::status(&study.workspace)?;
    let short = args.forms.shape() == Shape::Table;
    args.forms.print(&if short { report.short_table() } else { report.table() })?;
    let mut lines = vec![format!("corpus: {}", report.root.display())];
    let outcomes: Vec<_> = report.outcomes().iter().map(|(kind, number)| format!("{number} {kind}")).collect();
    lines.extend(report.left_out.clone());
    lines.push(format!("files: {}", if outcomes.is_empty() { "none".to_owned() } else { outcomes.join(", ") }));
    let manifest = &report.manifest;
    lines.push(format!(
        "counted: {}, {}, {}, {}",
        count(manifest.documents, "document"),
        count(manifest.counts.pages, "page"),
        count(manifest.counts.statements, "statement"),
        count(manifest.counts.outcomes, "intended outcome"),
    ));
    if manifest.counts.page_grades.pages() > 0 {
        lines.push(format!("their pages, by how well they were read: {}", manifest.counts.page_grades));
    }
    lines.push(format!("made by: {}; {}", manifest.tool, manifest.engines));
    lines.push(format!("limits: {}", stratmine_extract::describe_isolation()));
    lines.push(match stratmine_extract::OcrOptions::default().find_recogniser() {
        Ok(tesseract) => format!("text recognition: {}, {}", tesseract.name(), tesseract.program().display()),
        Err(absence) => format!("text recognition: none; {absence}"),
    });
    if !report.ended_well {
        lines.push(format!("the last run was interrupted: `{} run{}` goes on", program::name(), study.again()));
    }
    common.reporter().say(&lines.join("\n"));
    Ok(ExitStatus::Complete)
}
