//! `stratmine profile`: the theory profiles of papers.

use super::Verdict;
use super::common::{Common, Forms};
use crate::pipeline::{self, Profiling};

/// Show each paper's theory profile: entry point, partnering type and rank, domains, outcomes
///
/// After Aunger et al. (2020): why partners came together, in which form and how closely (rank 1 to 10, with the readings of
/// Dalton, the King's Fund, the Northern Ireland Audit Office and Miller and Millar), in which of the eight domains, and what
/// they mean to bring about. One row a paper; with --evidence one row a statement behind each code.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Papers, by their files below the corpus [default: all]
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// The statements behind each code, with page and quote
    #[arg(long)]
    evidence: bool,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let profiling = Profiling { files: args.files.clone(), evidence: args.evidence };
    args.forms.print(&pipeline::profile(&common.workspace(), &profiling)?)?;
    Ok(Verdict::Complete)
}
