//! `stratmine extract`: the text of papers.

use super::ExitStatus;
use super::common::{Common, Limits};
use crate::Progress as _;
use crate::queries::extract::{Extracting, Showing, extract};
use crate::queries::pages::PageChoice;
use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;
use stratmine_output::PagesForm;

/// Print the text of papers, page by page, as it is read
///
/// Markdown and HTML show what the page was taken apart into: headings by level, nested lists with their numbers, tables
/// with their column heads, captions and footnotes set off. Running heads, running feet and page numbers are left out of
/// these two unless `--all` is given. A page that was not read well says so.
#[derive(clap::Args)]
pub(super) struct ExtractArgs {
    /// Files or folders
    #[arg(required = true, value_name = "FILE")]
    targets: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, value_name = "FORM", value_enum, default_value_t = PagesForm::Text)]
    format: PagesForm,
    /// Only these pages of each file, by their physical numbers, as in 3-5,8 or 12-
    #[arg(long, value_name = "PAGES")]
    pages: Option<PageChoice>,
    /// Keep running heads, running feet and page numbers in Markdown and HTML
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    limits: Limits,
}

pub(super) fn main(common: &Common, args: &ExtractArgs) -> anyhow::Result<ExitStatus> {
    let reporter = common.reporter();
    let study = common.study_of_files(Some(&args.limits))?;
    let workers = args.limits.workers(common, &study)?;
    let targets: Vec<PathBuf> = args.targets.iter().map(|target| study.path_named(target)).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    let wanted = Extracting { form: args.format, pages: args.pages.clone().unwrap_or_default(), all: args.all };
    let showing = extract(&study.workspace, &workers, &targets, &wanted, &mut out, &reporter)?;
    out.flush()?;
    Ok(verdict(&showing, &reporter))
}

/// Names the files that were not read, and those without a page that was asked for.
pub(super) fn verdict(showing: &Showing, reporter: &super::reporter::Reporter) -> ExitStatus {
    for (file, outcome) in &showing.failed {
        reporter.say(&format!(
            "not coded: {file} — {}: {}",
            outcome.status,
            outcome.reason.as_deref().unwrap_or_default()
        ));
    }
    for (file, page, pages) in &showing.missing {
        let pages = super::common::count(*pages, "page");
        reporter.say(&format!("{file} has {pages}: there is no page {page}"));
    }
    ExitStatus::complete_if(showing.failed.is_empty() && showing.missing.is_empty())
}
