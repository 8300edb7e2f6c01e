//! `stratmine validate`: how far the codes agree with those of people.

mod advice;
mod evidence;
mod figures;
mod sample;

use super::ExitStatus;
use super::common::{Common, Forms};
use crate::queries::learning::{CurveOptions, learning_curve};
use crate::queries::validate::{Validation, validate};
use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Show {
    /// Precision, recall, F1, kappa, alpha, with intervals; of two coders, their agreement
    Figures,
    /// One row a document
    Documents,
    /// How many statements people and the program gave which categories
    Confusion,
    /// One row a statement that was coded in two ways, with the rules and entries behind it
    Disagreements,
    /// One row an entry of the lexicon, with the precision of what it earned; those that are wrong most often first
    Entries,
    /// One row a rule of intent, with what became of the statements it fired on; those that are wrong most often first
    Rules,
    /// One row a statement on which two coders differ
    Coders,
}

/// Measure the codes by those of people
///
/// What people said comes as a folder of gold pages (one JSON file a page with doc, page and statements), as a table with
/// the columns document, page, quote and codes (quality; workforce; resources; innovation, none, or no outcome), or as a
/// sheet that `validate sample` drew, filled in; tables are CSV, XLSX or ODS. Of two coders, name both sheets, or fill in
/// the column coder.
///
/// Statements are paired by their words. An outcome of the program that no statement of a coded page stands behind counts
/// as a gold "no", and an outcome that was missed as a miss of each of its categories (end to end). Intervals are 95 %,
/// from samples of whole documents.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct ValidateArgs {
    #[command(subcommand)]
    command: Option<ValidateCommand>,
    /// Folder of gold pages, or one or two coding sheets
    #[arg(value_name = "GOLD", required = true, num_args = 1..=2)]
    gold: Vec<PathBuf>,
    /// Folder of records that `stratmine code FOLDER -o OUT` wrote; may be given several times [default: the index]
    #[arg(long, value_name = "FOLDER")]
    coded: Vec<PathBuf>,
    /// Simulate a reviewer who decides what is asked for, with the codes of tables of single statements (columns paper,
    /// page, text or statement, and code: no, none, or categories); show how the rest is coded after so many decisions
    #[arg(long, conflicts_with_all = ["show", "key", "single"])]
    curve: bool,
    /// With --curve: after how many decisions to measure
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [0, 25, 50, 100, 200, 400], requires = "curve")]
    decisions: Vec<usize>,
    /// With --curve: part the papers into so many corpora, each with weights fitted on the coded papers of the others; with
    /// 0 all papers are one corpus and the weights are those in use
    #[arg(long, value_name = "N", default_value_t = 0, requires = "curve")]
    folds: usize,
    /// With --folds: another table of coded statements to fit weights on; those of papers in the corpus do not count
    #[arg(long, value_name = "TABLE", requires = "folds")]
    learn_from: Vec<PathBuf>,
    /// With --curve: show how far the probabilities can be trusted: of the statements in each band, how many are outcomes
    #[arg(long, requires = "curve")]
    calibration: bool,
    /// With --curve: how many statements are decided before the program learns again
    #[arg(long, value_name = "N", default_value_t = 10, requires = "curve")]
    batch: usize,
    /// What to show
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Show::Figures)]
    show: Show,
    /// Key of a drawn sheet, by which its rows are weighted [default: SHEET.key.csv beside it]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The rows of a table are single statements, and not all that people found on their pages
    #[arg(long)]
    single: bool,
    #[command(flatten)]
    forms: Forms,
}

#[derive(Subcommand)]
enum ValidateCommand {
    Sample(sample::ValidateSampleArgs),
    Advice(advice::ValidateAdviceArgs),
}

pub(super) fn main(common: &Common, args: &ValidateArgs) -> anyhow::Result<ExitStatus> {
    match &args.command {
        Some(ValidateCommand::Sample(args)) => return sample::main(common, args),
        Some(ValidateCommand::Advice(args)) => return advice::main(args),
        None => {}
    }
    if args.curve {
        let mut decisions = args.decisions.clone();
        decisions.sort_unstable();
        let (batch, learn_from) = (args.batch.max(1), args.learn_from.clone());
        let options = CurveOptions { decisions, batch, folds: args.folds, learn_from };
        let points = learning_curve(&common.workspace()?, &args.gold, &args.coded, &options)?;
        let table = if args.calibration { figures::calibration(&points) } else { figures::curve(&points) };
        args.forms.print(&table)?;
        return Ok(ExitStatus::Complete);
    }
    let validation =
        Validation { gold: args.gold.clone(), coded: args.coded.clone(), key: args.key.clone(), single: args.single };
    let validated = validate(&common.workspace()?, &validation)?;
    let mut table = match args.show {
        Show::Figures => figures::figures(&validated),
        Show::Documents => figures::documents(&validated.report),
        Show::Confusion => evidence::confusion(&validated.report),
        Show::Disagreements => evidence::disagreements(&validated.report),
        Show::Entries => evidence::entries(&validated.report),
        Show::Rules => evidence::rules(&validated.report),
        Show::Coders => evidence::coders(&validated),
    };
    table.notes.extend(validated.notes.iter().cloned());
    if !validated.is_complete() {
        let missing: Vec<&str> = validated.report.missing.iter().map(String::as_str).collect();
        table.notes.push(format!("counted as missed, for there is no record: {}", missing.join(", ")));
    }
    args.forms.print(&table)?;
    Ok(ExitStatus::complete_if(validated.is_complete()))
}
