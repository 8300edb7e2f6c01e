//! `stratmine kwic`: every place of a query in its line.

use super::Verdict;
use super::common::{Common, Forms};
use super::conditions::Conditions;
use crate::pipeline::{self, ConcordanceLayout, LineOrder, Request};
use clap::ValueEnum;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// By file, page and place
    Page,
    /// By the words to the left, the nearest first
    Left,
    /// By the words to the right
    Right,
    /// By the words found
    Node,
}

/// Show every place where a query is met in its line (concordance)
///
/// One row a place: what stands to the left, what was found (a word, a phrase, or all from the first to the last of words
/// that are near each other), what stands to the right, with file, page and statement. The query is that of search. Exit
/// code 0 where something is found, 1 where nothing is, 2 for a query that is refused.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What to look for
    #[arg(value_name = "WORDS", required = true)]
    query: Vec<String>,
    #[command(flatten)]
    conditions: Conditions,
    /// Order of the lines
    #[arg(long, value_name = "ORDER", value_enum, default_value_t = Sort::Page)]
    sort: Sort,
    /// Characters to each side
    #[arg(long, value_name = "N", default_value_t = 45)]
    width: usize,
    /// Show the whole sentence, list item or cell instead
    #[arg(long, conflicts_with = "width")]
    sentence: bool,
    /// Most lines listed; all are counted
    #[arg(long, short = 'n', value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Leave out so many of the first lines
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let request = Request { limit: args.limit, offset: args.offset, ..args.conditions.request(&args.query) };
    let order = match args.sort {
        Sort::Page => LineOrder::Place,
        Sort::Left => LineOrder::Left,
        Sort::Right => LineOrder::Right,
        Sort::Node => LineOrder::Node,
    };
    let layout = ConcordanceLayout { width: args.width, by_sentence: args.sentence, order };
    let lines = pipeline::kwic(&common.workspace(), &request, layout)?;
    args.forms.print(&lines.table)?;
    Ok(Verdict::complete_if(lines.any))
}
