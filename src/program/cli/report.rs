//! `stratmine report`: all results in one web page.

use super::ExitStatus;
use super::common::{Common, count, default_workers};
use crate::Progress as _;
use crate::queries::Corpus;
use crate::queries::report::{Reporting, report};
use crate::queries::tally::Counting;
use std::path::PathBuf;

/// Write the report: one web page with all results, each number unfolding to its quotes
///
/// One file without script, which fetches nothing and prints: the corpus and what became of it, categories, years, documents,
/// partnering types, degrees of integration, domains and entry points, a correspondence map, unclassified outcomes, how well
/// the papers were read, and a methods section to paste into a paper.
#[derive(clap::Args)]
pub(super) struct ReportArgs {
    /// File to write
    #[arg(long, short, value_name = "FILE", default_value = "report.html")]
    output: PathBuf,
    /// Its title
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Most pictures of the places of quotes, of the best three of each cell; 0 for none, which is faster
    #[arg(long, value_name = "N", default_value_t = 60)]
    images: usize,
    /// Count the codes that the rules propose, whatever people decided
    #[arg(long)]
    proposed: bool,
    /// Count again what a paper, or a related one, says again
    #[arg(long)]
    repeats: bool,
}

pub(super) fn main(common: &Common, args: &ReportArgs) -> anyhow::Result<ExitStatus> {
    let counting = Counting { proposed: args.proposed, repeats: args.repeats, ..Counting::default() };
    let reporting = Reporting { title: args.title.clone(), counting, pictures: args.images };
    let workspace = common.workspace()?;
    let corpus = Corpus::open(&workspace)?;
    let written = report(&corpus, &default_workers()?, &reporting, &args.output)?;
    common.reporter().say(&format!(
        "{}: {} kB, {}",
        written.path.display(),
        written.bytes.div_ceil(1000),
        count(written.pictures, "picture")
    ));
    common.say_uncovered(&corpus)?;
    Ok(ExitStatus::Complete)
}
