//! `stratmine tally`: count intended outcomes.

mod cell;

use super::Verdict;
use super::common::{Common, Forms};
use crate::pipeline::{self, Counting, Measured};
use clap::{Subcommand, ValueEnum};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DimensionArgument {
    /// A document
    Document,
    /// A year of publication
    Year,
    /// An organisation
    Organisation,
    /// A partnering type
    Partnering,
    /// The degree of integration of a document's strongest partnering type, 1 to 10
    Rank,
    /// The class of that type in the Dalton review
    Dalton,
    /// An entry point: why the partnering was entered into
    EntryPoint,
    /// An outcome category
    Category,
    /// An integration domain
    Domain,
    /// An entry point, contextual factor, end state or proposition
    Context,
    /// The nearest heading
    Heading,
}

impl DimensionArgument {
    const fn meant(self) -> pipeline::TallyDimension {
        match self {
            Self::Document => pipeline::TallyDimension::Document,
            Self::Year => pipeline::TallyDimension::Year,
            Self::Organisation => pipeline::TallyDimension::Organisation,
            Self::Partnering => pipeline::TallyDimension::Partnering,
            Self::Rank => pipeline::TallyDimension::Rank,
            Self::Dalton => pipeline::TallyDimension::Dalton,
            Self::EntryPoint => pipeline::TallyDimension::EntryPoint,
            Self::Category => pipeline::TallyDimension::Category,
            Self::Domain => pipeline::TallyDimension::Domain,
            Self::Context => pipeline::TallyDimension::Context,
            Self::Heading => pipeline::TallyDimension::Heading,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Show {
    /// Intended outcomes
    Statements,
    /// Documents with at least one
    Documents,
    /// The part of the row's intended outcomes
    Share,
    /// Intended outcomes in a thousand words
    #[value(name = "per-1000-words")]
    Per1000Words,
    /// The mean of documents' shares: one document, one vote
    Vote,
}

impl Show {
    const fn meant(self) -> Measured {
        match self {
            Self::Statements => Measured::Statements,
            Self::Documents => Measured::Documents,
            Self::Share => Measured::Share,
            Self::Per1000Words => Measured::Per1000Words,
            Self::Vote => Measured::Vote,
        }
    }
}

/// What is counted, by what.
#[derive(clap::Args)]
pub(super) struct Counted {
    /// What the rows go by
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = DimensionArgument::Document)]
    by: DimensionArgument,
    /// What the columns go by
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = DimensionArgument::Category)]
    across: DimensionArgument,
    /// Count the codes that the rules propose, whatever people decided
    #[arg(long)]
    proposed: bool,
    /// Count again what a paper, or a related one, says again
    #[arg(long)]
    repeats: bool,
}

impl Counted {
    pub(super) const fn meant(&self) -> Counting {
        Counting { by: self.by.meant(), across: self.across.meant(), proposed: self.proposed, repeats: self.repeats }
    }
}

/// Count intended outcomes by category, document, year, organisation, partnering type and others
///
/// The unit is the statement that is an intended outcome; one with two categories counts in both columns and once in
/// `outcomes`. What a paper says twice, or says again after a related one (`stratmine corpus related`), is counted once.
/// The base below the table says what the numbers rest on and what could not be counted. As csv or jsonl: one row a cell;
/// as json: the whole tally with the ids of the statements behind each cell.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    counted: Counted,
    /// What the cells of a table for people hold
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Show::Statements)]
    show: Show,
    #[command(flatten)]
    forms: Forms,
}

#[derive(Subcommand)]
enum Command {
    Cell(cell::Args),
    Test(Test),
    Map(Map),
    Pairs(Pairs),
}

/// Test whether rows and columns go together: partnering types and outcome categories, unless others are named
///
/// One row a cell, with the count expected if they did not, and the adjusted standardised residual. Below: Cramér's V, a
/// permutation test that deals out whole documents anew, for statements of one document are not independent, and the
/// chi-square test with its warnings. What the counts do not carry is refused in words.
#[derive(clap::Args)]
struct Test {
    /// What the rows go by
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = DimensionArgument::Partnering)]
    by: DimensionArgument,
    #[command(flatten)]
    rest: Rest,
}

/// Place rows and columns on a map by correspondence analysis: what goes together lies in one direction
#[derive(clap::Args)]
struct Map {
    /// What the rows go by
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = DimensionArgument::Partnering)]
    by: DimensionArgument,
    #[command(flatten)]
    rest: Rest,
}

/// List which codes stand in one statement more often than by chance: domains and categories, unless others are named
#[derive(clap::Args)]
struct Pairs {
    /// The first codes
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = DimensionArgument::Domain)]
    by: DimensionArgument,
    #[command(flatten)]
    rest: Rest,
}

#[derive(clap::Args)]
struct Rest {
    /// What the columns go by
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = DimensionArgument::Category)]
    across: DimensionArgument,
    /// Count the codes that the rules propose, whatever people decided
    #[arg(long)]
    proposed: bool,
    /// Count again what a paper, or a related one, says again
    #[arg(long)]
    repeats: bool,
    #[command(flatten)]
    forms: Forms,
}

impl Rest {
    const fn counting(&self, by: DimensionArgument) -> Counting {
        Counting { by: by.meant(), across: self.across.meant(), proposed: self.proposed, repeats: self.repeats }
    }
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    match &args.command {
        Some(Command::Cell(args)) => return cell::main(common, args),
        Some(Command::Test(Test { by, rest })) => {
            rest.forms.print(&pipeline::tally_test(&common.workspace(), rest.counting(*by))?)?;
            return Ok(Verdict::Complete);
        }
        Some(Command::Map(Map { by, rest })) => {
            rest.forms.print(&pipeline::tally_map(&common.workspace(), rest.counting(*by))?)?;
            return Ok(Verdict::Complete);
        }
        Some(Command::Pairs(Pairs { by, rest })) => {
            rest.forms.print(&pipeline::tally_pairs(&common.workspace(), rest.counting(*by))?)?;
            return Ok(Verdict::Complete);
        }
        None => {}
    }
    let tally = pipeline::tally(&common.workspace(), args.counted.meant())?;
    let shown = args.show.meant();
    args.forms.print_with(|shape, look, mut out| pipeline::write_tally(&tally, shown, shape, look, &mut out))?;
    Ok(Verdict::Complete)
}
