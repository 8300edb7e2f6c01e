//! `stratmine tally cell`: the sentences behind a number.

use super::super::Verdict;
use super::super::common::{Common, Forms};
use super::Counted;
use crate::pipeline;

/// Show the statements behind a cell of a tally, each with its page
///
/// Row and column are named as the tally names them; `all` stands for any. Without a column: all intended outcomes of the
/// row. Exit code 1 where the cell is empty.
#[derive(clap::Args)]
pub(in super::super) struct Args {
    /// The row: a document, a year, a partnering type …
    #[arg(value_name = "ROW")]
    row: String,
    /// The column: a category, or whatever the columns go by
    #[arg(value_name = "COLUMN", default_value = "all")]
    column: String,
    #[command(flatten)]
    counted: Counted,
    #[command(flatten)]
    forms: Forms,
}

pub(in super::super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let table = pipeline::tally_cell(&common.workspace(), args.counted.meant(), &args.row, &args.column)?;
    let found = !table.rows.is_empty();
    args.forms.print(&table)?;
    Ok(Verdict::complete_if(found))
}
