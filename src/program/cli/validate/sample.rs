//! `stratmine validate sample`: draw statements for people to code.

use crate::Progress as _;
use crate::cli::ExitStatus;
use crate::cli::common::{Common, Forms, count};
use crate::queries::validate::{self, Sampling};
use std::num::NonZero;
use std::path::PathBuf;
use stratmine_analysis::evaluate::sample::Stratification;
use stratmine_analysis::statistics::half_width;
use stratmine_output::{Cell, Table};

/// Draw statements into a blind coding sheet
///
/// The sheet shows each statement with its document, page, headings, lead-in and context, and nothing of what the program
/// says of it. How many statements each row stands for is written to SHEET.key.csv: keep that from the coders, and beside
/// the sheet. Filled in, `stratmine validate SHEET` reads it back; for two coders, copy it.
#[derive(clap::Args)]
pub(super) struct ValidateSampleArgs {
    /// How many statements
    #[arg(short = 'n', long, value_name = "N", default_value = "100")]
    number: NonZero<usize>,
    /// By what statements are divided first; each part gets the same number, as far as it has them
    #[arg(long, value_name = "BY", value_enum, default_value_t = Stratification::Category)]
    stratify: Stratification,
    /// Where the series of random numbers begins; the same draws the same
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// The sheet: a workbook with lists to choose from where it ends in .xlsx, else CSV
    #[arg(short, long, value_name = "SHEET")]
    output: PathBuf,
    /// Folder of records that `stratmine code FOLDER -o OUT` wrote [default: the index]
    #[arg(long, value_name = "FOLDER")]
    coded: Option<PathBuf>,
    /// Write over a sheet that is there
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &ValidateSampleArgs) -> anyhow::Result<ExitStatus> {
    let sampling = Sampling {
        number: args.number.get(),
        by: args.stratify,
        seed: args.seed,
        sheet: args.output.clone(),
        coded: args.coded.clone(),
        replace: args.replace,
    };
    let sampled = validate::sample(&common.workspace()?, &sampling)?;
    let table = Table::of(&sampled.strata)
        .text("stratum", |(name, ..)| name.into())
        .number("statements", |(_, population, _)| (*population).into())
        .number("drawn", |(.., drawn)| (*drawn).into())
        .number("within", |(.., drawn)| Cell::number(Some(half_width(0.5, *drawn as f64)), 2))
        .table()
        .note(format!("{} statements, seed {}", sampled.drawn, args.seed))
        .note("within: how far the 95 % interval (Wilson) of a share of one half reaches to either side");
    args.forms.print(&table)?;
    let (sheet, key) = (args.output.display(), sampled.key.display());
    let drawn = count(sampled.drawn, "statement");
    common.reporter().say(&format!("{drawn} in {sheet}; what they stand for in {key}, which coders should not see"));
    Ok(ExitStatus::Complete)
}
