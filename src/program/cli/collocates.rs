//! `stratmine collocates`: words that stand near what a query finds.

use super::Verdict;
use super::common::{Common, Forms};
use super::conditions::Conditions;
use crate::pipeline::{self, Measure, Nearby, Request};
use clap::ValueEnum;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// The log-likelihood ratio (Dunning 1993): how sure it is that they go together
    LogLikelihood,
    /// logDice (Rychlý 2008): how much they go together, at most 14
    LogDice,
}

/// Count the words that stand near what a query finds, and say which do so more than by chance
///
/// One row a word: how often it is near (within so many words, in the same block), how often it occurs at all, how often
/// it would be near by chance, and two measures. The query is that of search.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What to look for
    #[arg(value_name = "WORDS", required = true)]
    query: Vec<String>,
    #[command(flatten)]
    conditions: Conditions,
    /// What ranks the words
    #[arg(long, value_name = "MEASURE", value_enum, default_value_t = By::LogLikelihood)]
    by: By,
    /// Words to each side
    #[arg(long, value_name = "N", default_value_t = 5)]
    window: usize,
    /// Leave out words that are near fewer times
    #[arg(long, value_name = "N", default_value_t = 3)]
    min: usize,
    /// Most words listed
    #[arg(long, short = 'n', value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Leave out so many of the first words
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let request = Request { limit: args.limit, offset: args.offset, ..args.conditions.request(&args.query) };
    let measure = match args.by {
        By::LogLikelihood => Measure::LogLikelihood,
        By::LogDice => Measure::LogDice,
    };
    let nearby = Nearby { reach: args.window, fewest: args.min, measure };
    let lines = pipeline::collocates(&common.workspace(), &request, nearby)?;
    args.forms.print(&lines.table)?;
    Ok(Verdict::complete_if(lines.any))
}
