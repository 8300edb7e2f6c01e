//! `stratmine status`: how every file ended.

use super::common::{Common, Forms, count};
use super::{ExitStatus, program};
use crate::as_typed;
use crate::queries::Corpus;
use crate::run::{StatusReport, some_of};
use crate::{LexiconsInUse, Progress as _, Study, run};
use stratmine_output::Shape;
use stratmine_output::escape::for_shell;

/// List every file with how its reading ended and why, and what the index holds
///
/// One row a file: `outcome` is coded, no_text, needs_ocr, encrypted, malformed, too_large, timed_out, out_of_memory,
/// crashed, unreadable or unsupported; `grade` says how well it was read: good, fair (more than a tenth of its pages are
/// fair or worse), poor (more than a tenth are poor) or ocr (most of its words come from text recognition); `reason` says
/// why it ended so, or why it is not counted; then the numbers of pages, statements and intended outcomes. As csv, json or
/// jsonl there are also `removed` (the file has vanished), `counted` (tallies and search speak of it), `sha256`
///, `pages_unread` (nothing could be read of them), `pages_good`, `pages_fair`, `pages_poor`, `pages_ocr`,
/// `words` and `unclassified`.
#[derive(clap::Args)]
#[allow(clippy::doc_markdown, reason = "it is the help, which shows no backticks")]
pub(super) struct StatusArgs {
    #[command(flatten)]
    forms: Forms,
}

/// What the study works with, and what people decided in it.
fn of_study(study: &Study, report: &StatusReport) -> anyhow::Result<Vec<String>> {
    let file = study.file().map(|file| file.path().display().to_string());
    let mut lines = vec![match file {
        Some(path) => format!("study: {path}"),
        None => format!("study: there is no study.toml; `{} init` writes one", program::name()),
    }];
    lines.push(match study.lexicons_in_use()? {
        LexiconsInUse::CodedBy { codebook } => format!("lexicons: {} (SHA-256 {codebook})", study.lexicons()),
        LexiconsInUse::Other { codebook } => {
            format!("lexicons: {}; the papers were coded with others (SHA-256 {codebook})", study.lexicons())
        }
        LexiconsInUse::NothingCoded => format!("lexicons: {}", study.lexicons()),
    });
    lines.push(match &report.table {
        None => "metadata table: none".to_owned(),
        Some(path) => {
            let mut said = vec![format!("metadata table: {}", path.display())];
            if !report.without_row.is_empty() {
                let papers = count(report.without_row.len(), "paper");
                said.push(format!("{papers} without a row: {}", some_of(&report.without_row)));
            }
            if !report.own_columns.is_empty() {
                said.push(format!(
                    "columns of your own, exported by `stratmine export --what log`: {}",
                    some_of(&report.own_columns)
                ));
            }
            said.join("; ")
        }
    });
    let coders: Vec<_> = report.decisions.coders.iter().map(|(who, number)| format!("{who} {number}")).collect();
    let states: Vec<_> =
        report.decisions.states.iter().map(|(state, number)| format!("{number} {}", state.as_str())).collect();
    lines.push(if coders.is_empty() {
        "decisions: none".to_owned()
    } else {
        format!("decisions: {}; by {}", states.join(", "), coders.join(", "))
    });
    lines.push(match &report.manifest.learnt {
        None => "learnt: nothing".to_owned(),
        Some(learnt) => {
            let programs = match learnt.programs {
                0 => String::new(),
                more => format!(" and {} that programs coded", count(more, "other")),
            };
            format!("learnt: from {}{programs}", count(learnt.statements, "decided statement"))
        }
    });
    Ok(lines)
}

pub(super) fn main(common: &Common, args: &StatusArgs) -> anyhow::Result<ExitStatus> {
    let study = common.study()?;
    let report = run::status(&study.workspace)?;
    let short = args.forms.shape() == Shape::Table;
    args.forms.print(&if short { report.short_table() } else { report.table() })?;
    let mut lines = vec![format!("corpus: {}", report.root.display())];
    lines.extend(of_study(&study, &report)?);
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
    lines.extend(worst_pages(&report));
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
    common.say_outdated(&Corpus::open(&study.workspace)?)?;
    Ok(ExitStatus::Complete)
}

/// Most pages named.
const MOST_PAGES: usize = 10;

/// The pages to look at first: what is doubtful, and below it the commands that draw them.
fn worst_pages(report: &run::StatusReport) -> Vec<String> {
    let all = report.doubtful.len();
    if all == 0 {
        return Vec::new();
    }
    let shown = all.min(MOST_PAGES);
    let mut lines = vec![format!("look at these pages first ({shown} of {} read with doubt):", count(all, "page"))];
    let mut said = String::new();
    for page in report.doubtful.iter().take(MOST_PAGES) {
        let why = format!("  {}: {}", page.grade.as_str(), page.reasons.join("; "));
        if why != said {
            lines.push(why.clone());
            said = why;
        }
        let path = as_typed(report.root.join(&page.file)).display().to_string();
        lines.push(format!("    {} page {} {}", program::name(), for_shell(&path), page.number));
    }
    lines
}
