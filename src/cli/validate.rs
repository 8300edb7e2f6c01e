//! `stratmine validate`: how far the codes agree with those of people.

use super::Verdict;
use super::common::{Common, Forms};
use crate::pipeline;
use clap::ValueEnum;
use std::path::PathBuf;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Show {
    /// Precision, recall, F1, kappa, alpha, with intervals
    Figures,
    /// One row a document
    Documents,
    /// One row a statement that was coded in two ways, with the rules and entries behind it
    Disagreements,
}

/// Measure the codes by those of people
///
/// Statements are paired by their words. An outcome of the program that no statement of the gold stands behind counts as
/// a gold "no", and an outcome that was missed as a miss of each of its categories (end to end). Intervals are 95 %, from
/// samples of whole documents.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Folder of gold pages, one JSON file a page with doc, page and statements
    #[arg(value_name = "GOLD")]
    gold: PathBuf,
    /// Folder of records that `stratmine code FOLDER -o OUT` wrote [default: the index]
    #[arg(long, value_name = "FOLDER")]
    coded: Option<PathBuf>,
    /// What to show
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Show::Figures)]
    show: Show,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let validated = pipeline::validate(&common.place(), &args.gold, args.coded.as_deref())?;
    args.forms.print(match args.show {
        Show::Figures => &validated.figures,
        Show::Documents => &validated.documents,
        Show::Disagreements => &validated.disagreements,
    })?;
    Ok(Verdict::complete_if(validated.missing.is_empty()))
}
