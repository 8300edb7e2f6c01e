//! `stratmine kwic`: every place of a query in its line.

use super::ExitStatus;
use super::common::{Common, Forms, count};
use super::conditions::Conditions;
use crate::queries::Corpus;
use stratmine_output::Table;
use stratmine_search::{ConcordanceLayout, LineOrder, Request};

/// Show every place where a query is met in its line (concordance)
///
/// One row a place: what stands to the left, what was found (a word, a phrase, or all from the first to the last of words
/// that are near each other), what stands to the right, with file, page and statement. The query is that of search. Exit
/// code 0 where something is found, 1 where nothing is, 2 for a query that is refused.
#[derive(clap::Args)]
pub(super) struct KwicArgs {
    /// What to look for
    #[arg(value_name = "WORDS", required = true)]
    query: Vec<String>,
    #[command(flatten)]
    conditions: Conditions,
    /// Order of the lines
    #[arg(long, value_name = "ORDER", value_enum, default_value_t = LineOrder::Place)]
    sort: LineOrder,
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

pub(super) fn main(common: &Common, args: &KwicArgs) -> anyhow::Result<ExitStatus> {
    let request = Request { limit: args.limit, offset: args.offset, ..args.conditions.request(&args.query) };
    let layout = ConcordanceLayout { width: args.width, by_sentence: args.sentence, order: args.sort };
    let workspace = common.workspace()?;
    let corpus = Corpus::open(&workspace)?;
    let found = corpus.concordance(&request, layout)?;
    let table = Table::of(&found.lines)
        .text("file", |line| (&line.file).into())
        .number("page", |line| line.page.into())
        .text("label", |line| (&line.label).into())
        .number("left", |line| (&line.left).into())
        .text("node", |line| (&line.node).into())
        .text("right", |line| (&line.right).into())
        .text("statement", |line| (&line.statement).into())
        .table();
    let listed =
        if table.rows.len() < found.places { format!("; {} are listed", table.rows.len()) } else { String::new() };
    let mut table = table.note(format!(
        "{} in {} of {}{listed}",
        count(found.places, "place"),
        count(found.hits, found.unit.as_str()),
        count(found.documents, "document")
    ));
    table.notes.extend(found.notes.iter().map(|note| format!("note: {note}")));
    args.forms.print(&table)?;
    common.say_uncovered(&corpus)?;
    Ok(ExitStatus::complete_if(found.places > 0))
}
