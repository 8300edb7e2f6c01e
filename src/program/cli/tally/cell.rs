//! `stratmine tally cell`: the sentences behind a number.

use super::super::ExitStatus;
use super::super::common::{Forms, count};
use super::CountArgs;
use crate::Study;
use crate::queries::Corpus;
use stratmine_output::Table;

/// Show the statements behind a cell of a tally, each with its page
///
/// Row and column are named as the tally names them; `all` stands for any. Without a column: all intended outcomes of the
/// row. Exit code 1 where the cell is empty.
#[derive(clap::Args)]
pub(in super::super) struct TallyCellArgs {
    /// The row: a document, a year, a partnering type …
    #[arg(value_name = "ROW")]
    row: String,
    /// The column: a category, or whatever the columns go by
    #[arg(value_name = "COLUMN", default_value = "all")]
    column: String,
    #[command(flatten)]
    counted: CountArgs,
    #[command(flatten)]
    forms: Forms,
}

pub(in super::super) fn main(study: &Study, corpus: &Corpus<'_>, args: &TallyCellArgs) -> anyhow::Result<ExitStatus> {
    let row = study.file_named(&args.row);
    let found = corpus.tally_cell(args.counted.counting(), &row, &args.column)?;
    let table = Table::of(&found)
        .name("document", |one| (&one.file).into())
        .number("page", |one| one.page.into())
        .text("label", |one| (&one.label).into())
        .quote("quote", |one| (&one.quote).into())
        .text("categories", |one| (&one.categories).into())
        .text("matched", |one| (&one.matched).into())
        .text("heading", |one| one.heading_path.last().into())
        .text("statement", |one| (&one.id).into())
        .table();
    args.forms.print(&table.note(count(found.len(), "intended outcome")))?;
    Ok(ExitStatus::complete_if(!found.is_empty()))
}
