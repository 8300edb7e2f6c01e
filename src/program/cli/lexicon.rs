//! `stratmine lexicon`: look into the lexicons.

use super::common::{Common, Forms, count};
use super::{Verdict, print};
use crate::pipeline::{self, Among, DictionaryForm, Progress as _, Question, Shape};
use clap::{Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use stratmine_model::BlockKind;

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
    Diff(Diff),
    Suggest(Suggest),
    Stats(Stats),
    Import(Import),
    Export(Export),
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

/// Compare two versions of the lexicons: which statements of the corpus change, from what to what
///
/// What was read of the papers is coded by both; no paper is opened, and the index stays as it is. Exit code 1 where a
/// statement changes.
#[derive(clap::Args)]
struct Diff {
    /// A folder of lexicons, or `built-in`
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// Another one, or `built-in` [default: those in use]
    #[arg(value_name = "NEW")]
    new: Option<PathBuf>,
    #[command(flatten)]
    forms: Forms,
}

/// Suggest entries: words and phrases of the outcomes that no entry covers, by their keyness
///
/// Keyness is the log-likelihood ratio of how often a term stands in the outcomes and in the other statements. Outcomes are
/// those a person decided on, and where nobody has, those of the program.
#[derive(clap::Args)]
struct Suggest {
    /// Of the outcomes of this category, against those of others
    #[arg(long, value_name = "CATEGORY", conflicts_with = "unclassified")]
    code: Option<String>,
    /// Of the outcomes without a category, against those with one
    #[arg(long)]
    unclassified: bool,
    /// Fewest documents that a term stands in
    #[arg(long, value_name = "N", default_value_t = 2)]
    documents: usize,
    /// Most terms
    #[arg(long, short = 'n', value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    forms: Forms,
}

/// Show what each entry does: how many statements, outcomes and documents it stands in, and how often it is right
///
/// Right are the statements that a person gave the entry's category, of those a person decided on.
#[derive(clap::Args)]
struct Stats {
    #[command(flatten)]
    forms: Forms,
}

/// A form of dictionary.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dictionary {
    /// quanteda's YAML
    Quanteda,
    /// LIWC's .dic
    Liwc,
    /// `WordStat`'s .cat
    Wordstat,
}

impl Dictionary {
    const fn form(self) -> DictionaryForm {
        match self {
            Self::Quanteda => DictionaryForm::Quanteda,
            Self::Liwc => DictionaryForm::Liwc,
            Self::Wordstat => DictionaryForm::Wordstat,
        }
    }

    /// The form that a file's ending stands for.
    fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "yml" | "yaml" => Some(Self::Quanteda),
            "dic" => Some(Self::Liwc),
            "cat" => Some(Self::Wordstat),
            _ => None,
        }
    }
}

/// The kinds of lexicon that have nothing but codes and terms.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Plain {
    /// Outcome categories
    Outcomes,
    /// Integration domains
    Domains,
}

/// Turn a dictionary of quanteda, LIWC or `WordStat` into a lexicon, printed as TOML
///
/// Put it into a folder and name that with --lexicons; `lexicon check` tries it.
#[derive(clap::Args)]
struct Import {
    /// The dictionary
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Its form [default: by the file's ending: .yml, .dic or .cat]
    #[arg(long, value_name = "FORM", value_enum)]
    from: Option<Dictionary>,
    /// What the lexicon is for
    #[arg(long, value_name = "KIND", value_enum, default_value_t = Plain::Outcomes)]
    kind: Plain,
}

/// Print a lexicon as a dictionary for quanteda, LIWC or `WordStat`
///
/// What the dictionary cannot hold (regular expressions, neighbours, weights) is said on standard error, entry by entry.
#[derive(clap::Args)]
struct Export {
    /// The lexicon, as `lexicon list` names it: outcomes, domains, partnering, context
    #[arg(value_name = "LEXICON")]
    lexicon: String,
    /// The form
    #[arg(long, value_name = "FORM", value_enum)]
    to: Dictionary,
}

/// A folder of lexicons as it is named; `None` for those in the program.
fn folder(named: &Path) -> Option<&Path> {
    Some(named).filter(|named| named.as_os_str() != "built-in" || named.is_dir())
}

pub(super) fn main(common: &Common, args: &Args) -> anyhow::Result<Verdict> {
    let workspace = common.workspace();
    match &args.command {
        Command::List(args) => {
            let table = match &args.code {
                Some(code) => pipeline::list_entries(&workspace, code)?,
                None if args.unmatched => pipeline::list_unmatched(&workspace)?,
                None => pipeline::list_lexicons(&workspace)?,
            };
            args.forms.print(&table)?;
            Ok(Verdict::Complete)
        }
        Command::Check(args) => {
            let checked = pipeline::check_lexicons(&workspace);
            if args.forms.shape() == Shape::Table {
                print(&checked.text)?;
            } else {
                args.forms.print(&checked.table)?;
            }
            let (errors, warnings) = (count(checked.errors, "error"), count(checked.warnings, "warning"));
            common.talk().say(&format!("{errors}, {warnings}"));
            Ok(Verdict::complete_if(checked.errors == 0))
        }
        Command::Diff(args) => {
            let new = args.new.as_deref().map_or(workspace.lexicons.as_deref(), folder);
            let table = pipeline::diff_lexicons(&workspace, folder(&args.old), new)?;
            args.forms.print(&table)?;
            Ok(Verdict::complete_if(table.rows.is_empty()))
        }
        Command::Suggest(args) => {
            let among = match &args.code {
                Some(code) => Among::Category(code.to_lowercase()),
                None if args.unclassified => Among::Unclassified,
                None => Among::Outcomes,
            };
            args.forms.print(&pipeline::suggest_terms(&workspace, &among, args.documents, args.limit)?)?;
            Ok(Verdict::Complete)
        }
        Command::Import(args) => {
            let form = args.from.or_else(|| Dictionary::of(&args.file)).ok_or_else(|| {
                anyhow::anyhow!("the form of {} is not told by its ending\nhint: --from FORM", args.file.display())
            })?;
            let kind = if args.kind == Plain::Outcomes { "outcomes" } else { "domains" };
            print(&pipeline::import_dictionary(&args.file, form.form(), kind)?)?;
            Ok(Verdict::Complete)
        }
        Command::Export(args) => {
            let (text, lost) = pipeline::export_dictionary(&workspace, &args.lexicon, args.to.form())?;
            print(&text)?;
            for line in &lost {
                common.talk().say(line);
            }
            Ok(Verdict::Complete)
        }
        Command::Stats(args) => {
            args.forms.print(&pipeline::entry_stats(&workspace)?)?;
            Ok(Verdict::Complete)
        }
        Command::Explain(args) => {
            let question = Question {
                text: args.text.clone(),
                headings: args.heading.clone(),
                lead_in: args.lead_in.clone(),
                block: if args.item { Block::ListItem } else { args.block }.kind(),
                title: args.title.clone(),
            };
            args.forms.print(&pipeline::explain(&workspace, &question)?)?;
            Ok(Verdict::Complete)
        }
    }
}
