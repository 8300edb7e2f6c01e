//! `stratmine tally`: count intended outcomes.

use super::Verdict;
use super::common::{Common, Forms};
use crate::pipeline;
use clap::ValueEnum;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// One row a document
    Document,
    /// One row a year of publication
    Year,
    /// One row an organisation
    Organisation,
    /// One row a partnering type
    Partnering,
    /// One row a category: which go together
    Category,
    /// One row an integration domain
    Domain,
}

impl By {
    const fn meant(self) -> pipeline::By {
        match self {
            Self::Document => pipeline::By::Document,
            Self::Year => pipeline::By::Year,
            Self::Organisation => pipeline::By::Organisation,
            Self::Partnering => pipeline::By::Partnering,
            Self::Category => pipeline::By::Category,
            Self::Domain => pipeline::By::Domain,
        }
    }
}

/// Count intended outcomes by category, and by document, year, organisation or partnering type
///
/// The unit is the statement that is an intended outcome; one with two categories counts in both columns and once in
/// `outcomes`. The base below the table says what the numbers rest on and what could not be counted. As csv or jsonl: one
/// row a cell; as json: the whole tally with the ids of the statements behind each cell.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What the rows go by
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = By::Document)]
    by: By,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let tally = pipeline::tally(&common.place(), args.by.meant())?;
    args.forms.print_with(|shape, look, mut out| pipeline::write_tally(&tally, shape, look, &mut out))?;
    Ok(Verdict::Complete)
}
