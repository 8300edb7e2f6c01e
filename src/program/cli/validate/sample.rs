//! `stratmine validate sample`: draw statements for people to code.

use crate::cli::Verdict;
use crate::cli::common::{Common, Forms, count};
use crate::pipeline::{self, Progress as _, Sampling, Strata};
use clap::ValueEnum;
use std::num::NonZero;
use std::path::PathBuf;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// Not at all
    Nothing,
    /// Whether the program holds them to be outcomes
    Outcome,
    /// Their category: one of the four, several, none, or no outcome
    Category,
    /// How near the decision was: bands of the score of intent, and vetoes
    Score,
    /// Their document
    Document,
}

/// Draw statements into a blind coding sheet
///
/// The sheet shows each statement with its document, page, headings, lead-in and context, and nothing of what the program
/// says of it. How many statements each row stands for is written to SHEET.key.csv: keep that from the coders, and beside
/// the sheet. Filled in, `stratmine validate SHEET` reads it back; for two coders, copy it.
#[derive(clap::Args)]
pub(super) struct Args {
    /// How many statements
    #[arg(short = 'n', long, value_name = "N", default_value = "100")]
    number: NonZero<usize>,
    /// By what statements are divided first; each part gets the same number, as far as it has them
    #[arg(long, value_name = "BY", value_enum, default_value_t = By::Category)]
    stratify: By,
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

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let sampling = Sampling {
        number: args.number.get(),
        by: match args.stratify {
            By::Nothing => Strata::Nothing,
            By::Outcome => Strata::Outcome,
            By::Category => Strata::Category,
            By::Score => Strata::Score,
            By::Document => Strata::Document,
        },
        seed: args.seed,
        sheet: args.output.clone(),
        coded: args.coded.clone(),
        replace: args.replace,
    };
    let sampled = pipeline::sample(&common.workspace(), &sampling)?;
    args.forms.print(&sampled.strata)?;
    let (sheet, key) = (args.output.display(), sampled.key.display());
    let drawn = count(sampled.drawn, "statement");
    common.talk().say(&format!("{drawn} in {sheet}; what they stand for in {key}, which coders should not see"));
    Ok(Verdict::Complete)
}
