//! `stratmine lexicon`: look into the lexicons.

use super::common::{Common, Forms, count};
use super::{Verdict, print};
use crate::model::BlockKind;
use crate::pipeline::{self, Progress as _, Question, Shape};
use clap::{Subcommand, ValueEnum};

/// List and check the lexicons, and explain how a statement is coded
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    List(List),
    Check(Check),
    Explain(Explain),
}

/// List the codes of all lexicons, or the entries of one code
///
/// One row a code, with the number of its entries; for the rules of intent one row a rule, with its weight.
#[derive(clap::Args)]
struct List {
    /// The code whose entries are to be listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// The entries that match nothing in the papers of the index: of the lexicons of outcomes, domains, partnering types
    /// and context
    #[arg(long, conflicts_with = "code")]
    unmatched: bool,
    #[command(flatten)]
    forms: Forms,
}

/// Check the lexicons: can they be read, do their examples hold, does an entry add nothing
///
/// Findings point at file, line and column. Exit code 1 where there is an error.
#[derive(clap::Args)]
struct Check {
    #[command(flatten)]
    forms: Forms,
}

/// The blocks whose statements can be outcomes.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Block {
    /// Running text
    Paragraph,
    /// An item of a list
    #[value(alias = "list_item")]
    ListItem,
    /// A cell or row of a table
    #[value(alias = "table_row")]
    TableRow,
}

impl Block {
    const fn kind(self) -> BlockKind {
        match self {
            Self::Paragraph => BlockKind::Paragraph,
            Self::ListItem => BlockKind::ListItem(0),
            Self::TableRow => BlockKind::TableRow,
        }
    }
}

/// Explain how a statement is coded: every rule and every entry behind the decision
///
/// The first row is the decision; then each rule that holds with its weight and the words that set it off, each code with
/// the entries that earned it, and the rules that all but held.
#[derive(clap::Args)]
struct Explain {
    /// The statement
    #[arg(value_name = "STATEMENT")]
    text: String,
    /// A heading it stands under; may be given several times, the highest first
    #[arg(long, value_name = "TEXT")]
    heading: Vec<String>,
    /// What introduces it: "We will:"
    #[arg(long, value_name = "TEXT")]
    lead_in: Option<String>,
    /// The kind of block it stands in
    #[arg(long, value_name = "KIND", value_enum, default_value_t = Block::Paragraph)]
    block: Block,
    /// It is an item of a list: the same as --block list-item
    #[arg(long, conflicts_with = "block")]
    item: bool,
    /// The title of its document
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let place = common.place();
    match &args.command {
        Command::List(args) => {
            let table = match &args.code {
                Some(code) => pipeline::list_entries(&place, code)?,
                None if args.unmatched => pipeline::list_unmatched(&place)?,
                None => pipeline::list_lexicons(&place)?,
            };
            args.forms.print(&table)?;
            Ok(Verdict::Complete)
        }
        Command::Check(args) => {
            let checked = pipeline::check_lexicons(&place);
            if args.forms.shape() == Shape::Table {
                print(&checked.text)?;
            } else {
                args.forms.print(&checked.table)?;
            }
            let (errors, warnings) = (count(checked.errors, "error"), count(checked.warnings, "warning"));
            common.talk().say(&format!("{errors}, {warnings}"));
            Ok(Verdict::complete_if(checked.errors == 0))
        }
        Command::Explain(args) => {
            let question = Question {
                text: args.text.clone(),
                headings: args.heading.clone(),
                lead_in: args.lead_in.clone(),
                block: if args.item { Block::ListItem } else { args.block }.kind(),
                title: args.title.clone(),
            };
            args.forms.print(&pipeline::explain(&place, &question)?)?;
            Ok(Verdict::Complete)
        }
    }
}
