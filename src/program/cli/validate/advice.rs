//! `stratmine validate advice`: how many statements to code.

use crate::cli::ExitStatus;
use crate::cli::common::Forms;
use stratmine_analysis::evaluate::{statements_for_kappa, statements_for_share};
use stratmine_output::{Cell, Table};

/// Say how many statements must be coded for an interval of a wished width
///
/// For precision and recall by Wilson's interval, for kappa by its large-sample variance for two coders.
#[derive(clap::Args)]
pub(super) struct ValidateAdviceArgs {
    /// The precision or recall that is expected, between 0 and 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.9, value_parser = within_one)]
    share: f64,
    /// The kappa that is expected, between 0 and 1
    #[arg(long, value_name = "KAPPA", default_value_t = 0.8, value_parser = within_one)]
    kappa: f64,
    /// The share of statements that have the code in question
    #[arg(long, value_name = "SHARE", default_value_t = 0.2, value_parser = between)]
    yes: f64,
    /// How far the 95 % interval may reach to either side [default: .1, .05 and .03]
    #[arg(long, value_name = "WIDTH", value_parser = between)]
    within: Option<f64>,
    #[command(flatten)]
    forms: Forms,
}

fn number(typed: &str, fits: impl Fn(f64) -> bool, wanted: &'static str) -> Result<f64, &'static str> {
    typed.parse().ok().filter(|number| fits(*number)).ok_or(wanted)
}

fn within_one(typed: &str) -> Result<f64, &'static str> {
    number(typed, |share| (0.0..=1.0).contains(&share), "must be a number from 0 to 1")
}

fn between(typed: &str) -> Result<f64, &'static str> {
    number(typed, |share| share > 0.0 && share < 1.0, "must be a number between 0 and 1")
}

/// Widths for which the number is given where none is named.
const WIDTHS: [f64; 3] = [0.1, 0.05, 0.03];

pub(super) fn main(args: &ValidateAdviceArgs) -> anyhow::Result<ExitStatus> {
    let widths = args.within.map_or_else(|| WIDTHS.to_vec(), |within| vec![within]);
    let shares = widths
        .iter()
        .map(|within| ("precision or recall", args.share, *within, statements_for_share(args.share, *within)));
    let kappas =
        widths.iter().map(|within| ("kappa", args.kappa, *within, statements_for_kappa(args.kappa, args.yes, *within)));
    let table = Table::of(shares.chain(kappas))
        .text("figure", |(figure, ..)| (*figure).into())
        .number("expected", |(_, expected, ..)| Cell::number(Some(*expected), 2))
        .number("within", |(_, _, within, _)| Cell::number(Some(*within), 3))
        .number("statements", |(.., fewest)| (*fewest).into())
        .table()
        .note("precision: statements that the program gives the code; recall: statements that people give it")
        .note(format!("kappa: any statements, where a share of {} has the code", args.yes))
        .note("95 % intervals, as if statements were drawn one by one; of few documents more are needed");
    args.forms.print(&table)?;
    Ok(ExitStatus::Complete)
}
