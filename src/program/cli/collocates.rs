//! `stratmine collocates`: words that stand near what a query finds.

use super::ExitStatus;
use super::common::{Common, Forms};
use super::conditions::Conditions;
use crate::queries::Corpus;
use stratmine_output::{Cell, Table};
use stratmine_search::{Measure, Nearby, Request};

/// Count the words that stand near what a query finds, and say which do so more than by chance
///
/// One row a word: how often it is near (within so many words, in the same block), how often it occurs at all, how often
/// it would be near by chance, and two measures. The query is that of search.
#[derive(clap::Args)]
pub(super) struct CollocatesArgs {
    /// What to look for
    #[arg(value_name = "WORDS", required = true)]
    query: Vec<String>,
    #[command(flatten)]
    conditions: Conditions,
    /// What ranks the words
    #[arg(long, value_name = "MEASURE", value_enum, default_value_t = Measure::LogLikelihood)]
    by: Measure,
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

pub(super) fn main(common: &Common, args: &CollocatesArgs) -> anyhow::Result<ExitStatus> {
    let study = common.study()?;
    let request = Request { limit: args.limit, offset: args.offset, ..args.conditions.request(&study, &args.query) };
    let nearby = Nearby { reach: args.window, fewest: args.min, measure: args.by };
    let corpus = Corpus::open(&study.workspace)?;
    let found = corpus.collocates(&request, nearby)?;
    let number = |number| Cell::number(Some(number), 2);
    let table = Table::of(&found.found)
        .text("word", |word| (&word.word).into())
        .number("near", |word| word.near.into())
        .number("total", |word| word.total.into())
        .number("expected", |word| number(word.expected))
        .number("log_likelihood", |word| number(word.log_likelihood))
        .number("log_dice", |word| number(word.log_dice))
        .table();
    let mut table = table
        .note(format!(
            "{} words within {} of {} places; {} words in all {}s",
            found.near,
            nearby.reach,
            found.places,
            found.words,
            found.unit.as_str()
        ))
        .note("log_likelihood: Dunning (1993); log_dice: Rychlý (2008)");
    table.notes.extend(found.notes.iter().map(|note| format!("note: {note}")));
    args.forms.print(&table)?;
    common.say_uncovered(&corpus)?;
    Ok(ExitStatus::complete_if(!table.rows.is_empty()))
}
