//! `stratmine lexicon`: look into the lexicons.

use super::common::{Common, Forms, count};
use super::usage::UsageError;
use super::{ExitStatus, print};
use crate::Progress as _;
use crate::ids::is_statement_id;
use crate::queries::Corpus;
use crate::queries::learning::{Fitted, fit_weights, write_weights};
use crate::queries::lexicon::{self as queries, Among, EntryUses, LexiconDiff, Suggestions, Unmatched};
use clap::{Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use stratmine_coding::lexicon::exchange::DictionaryFormat;
use stratmine_coding::lexicon::{Codebook, Finding, LexiconFile, LexiconKind, Severity};
use stratmine_coding::{Explanation, Question};
use stratmine_model::{BlockKind, Code, UNCLASSIFIED};
use stratmine_output::escape::for_lines;
use stratmine_output::{Cell, Column, Shape, Table, one_line};

/// List and check the lexicons, and explain how a statement is coded
#[derive(clap::Args)]
pub(super) struct LexiconArgs {
    #[command(subcommand)]
    command: LexiconCommand,
}

#[derive(Subcommand)]
enum LexiconCommand {
    List(LexiconListArgs),
    /// Check the lexicons: can they be read, do their examples hold, does an entry add nothing
    ///
    /// Findings point at file, line and column. Exit code 1 where there is an error.
    Check(Forms),
    Explain(Explain),
    Diff(Diff),
    Suggest(Suggest),
    /// Show what each entry does: how many statements, outcomes and documents it stands in, and how often it is right
    ///
    /// Right are the statements that a person gave the entry's category, of those a person decided on.
    Stats(Forms),
    /// Write the built-in lexicons into a folder, to be edited
    ///
    /// Delete the files that you do not change: the built-in ones hold in their place. Then `lexicon check --lexicons FOLDER`,
    /// `lexicon diff built-in FOLDER`, and `run --lexicons FOLDER`, which the study remembers. No file is overwritten.
    Copy {
        /// The folder; it is made where it is missing
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    Import(Import),
    Export(Export),
    Fit(Fit),
}

/// List the codes of all lexicons, or the entries of one code
///
/// One row a code, with the number of its entries; for rules one row each, with its fitted weight.
#[derive(clap::Args)]
struct LexiconListArgs {
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

/// Explain how a statement is coded: what weighs for it and against it, and every entry behind its codes
///
/// The first row is the decision, with log-odds and probability; then each feature that weighs with the words that set it
/// off, and each code with the entries that earned it.
#[derive(clap::Args)]
struct Explain {
    /// The statement: its words, or the id of one in the index
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

/// The form of dictionary that a file's ending stands for.
fn dictionary(path: &Path) -> Option<DictionaryFormat> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "yml" | "yaml" => Some(DictionaryFormat::Quanteda),
        "dic" => Some(DictionaryFormat::Liwc),
        "cat" => Some(DictionaryFormat::Wordstat),
        _ => None,
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
    from: Option<DictionaryFormat>,
    /// What the lexicon is for
    #[arg(long, value_name = "KIND", value_enum, default_value_t = Plain::Outcomes)]
    kind: Plain,
}

/// Fit the weights of features on coded statements
///
/// Learns from tables of coded statements (columns paper, page, text or statement, and code: no, none, or categories parted
/// by semicolons) and from folders of gold pages; without any, from the statements decided in the index. Put the file into a
/// folder of lexicons and name that with --lexicons. The same statements give the same weights.
#[derive(clap::Args)]
struct Fit {
    /// Tables of coded statements, or folders of gold pages [default: the decisions of the index]
    #[arg(value_name = "CODED")]
    coded_statements: Vec<PathBuf>,
    /// Folder of records that `stratmine code FOLDER -o OUT` wrote; may be given several times [default: the index]
    #[arg(long = "coded", value_name = "FOLDER")]
    records: Vec<PathBuf>,
    /// The file to write
    #[arg(long, short, value_name = "FILE", default_value = "weights.toml")]
    output: PathBuf,
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
    to: DictionaryFormat,
}

/// A folder of lexicons as it is named; `None` for those in the program.
fn folder(named: &Path) -> Option<&Path> {
    Some(named).filter(|named| named.as_os_str() != "built-in" || named.is_dir())
}

pub(super) fn main(common: &Common, args: &LexiconArgs) -> anyhow::Result<ExitStatus> {
    let workspace = common.study_of_files(None)?.workspace;
    match &args.command {
        LexiconCommand::List(args) => {
            args.forms.print(&match &args.code {
                Some(code) => entries(&workspace.codebook()?, code)?,
                None if args.unmatched => unmatched(&Corpus::open(&workspace)?.unmatched_entries()?),
                None => codes(&workspace.codebook()?),
            })?;
            Ok(ExitStatus::Complete)
        }
        LexiconCommand::Check(forms) => check(common, forms, &queries::check_lexicons(&workspace)),
        LexiconCommand::Diff(args) => {
            let new = args.new.as_deref().map_or(workspace.lexicons.as_deref(), folder);
            let found = Corpus::open(&workspace)?.lexicon_diff(folder(&args.old), new)?;
            args.forms.print(&diff(&found))?;
            Ok(ExitStatus::complete_if(found.changes.is_empty()))
        }
        LexiconCommand::Suggest(args) => {
            let among = match &args.code {
                Some(code) => Among::Category(code.to_lowercase()),
                None if args.unclassified => Among::Unclassified,
                None => Among::Outcomes,
            };
            let found = Corpus::open(&workspace)?.suggest_terms(&among, args.documents, args.limit)?;
            args.forms.print(&suggestions(&found))?;
            Ok(ExitStatus::Complete)
        }
        LexiconCommand::Copy { folder } => {
            let files = queries::copy_lexicons(folder)?;
            let folder = folder.display();
            common.reporter().say(&super::program::named(&format!(
                "{folder}: {}; edit them, then `stratmine lexicon check --lexicons {folder}` and \
                 `stratmine run --lexicons {folder}`",
                count(files.len(), "file")
            )));
            Ok(ExitStatus::Complete)
        }
        LexiconCommand::Import(args) => {
            let form = args.from.or_else(|| dictionary(&args.file));
            let form = form.ok_or_else(|| UsageError::NoDictionaryFormat { path: args.file.clone() })?;
            let kind = if args.kind == Plain::Outcomes { "outcomes" } else { "domains" };
            print(&queries::import_dictionary(&args.file, form, kind)?)?;
            Ok(ExitStatus::Complete)
        }
        LexiconCommand::Export(args) => {
            let (text, lost) = queries::export_dictionary(&workspace, &args.lexicon, args.to)?;
            print(&text)?;
            for line in &lost {
                common.reporter().say(line);
            }
            Ok(ExitStatus::Complete)
        }
        LexiconCommand::Fit(args) => {
            let Fitted { weights, lost } = fit_weights(&workspace, &args.coded_statements, &args.records)?;
            write_weights(&args.output, &weights)?;
            let fit = weights.outcome().fit();
            common.reporter().say(&format!(
                "{}: {} weights from {} of {}, {}",
                args.output.display(),
                weights.outcome().names().len(),
                count(fit.statements, "statement"),
                count(fit.papers, "paper"),
                count(fit.outcomes, "outcome")
            ));
            if lost > 0 {
                common.reporter().say(&format!("{} stand in none of the papers", count(lost, "coded statement")));
            }
            Ok(ExitStatus::Complete)
        }
        LexiconCommand::Stats(forms) => {
            forms.print(&uses(&Corpus::open(&workspace)?.entry_uses()?))?;
            Ok(ExitStatus::Complete)
        }
        LexiconCommand::Explain(args) => {
            if is_statement_id(&args.text) {
                let corpus = Corpus::open(&workspace)?;
                args.forms.print(&explanation(&corpus.explained(&args.text)?))?;
                return Ok(ExitStatus::Complete);
            }
            let question = Question {
                text: args.text.clone(),
                headings: args.heading.clone(),
                lead_in: args.lead_in.clone(),
                block: if args.item { Block::ListItem } else { args.block }.kind(),
                title: args.title.clone(),
            };
            args.forms.print(&explanation(&stratmine_coding::explain(&workspace.codebook()?, &question)))?;
            Ok(ExitStatus::Complete)
        }
    }
}

fn weight(weight: f32) -> Cell {
    Cell::number(Some(f64::from(weight)), 2)
}

/// The codes of all lexicons, and the rules.
fn codes(codebook: &Codebook) -> Table {
    let source = |kind| codebook.source(kind).map(LexiconFile::shown);
    let mut table = Table::new([
        Column::text("lexicon"),
        Column::text("version"),
        Column::text("code"),
        Column::number("entries"),
        Column::number("weight"),
        Column::text("label"),
        Column::text("file"),
    ]);
    for lexicon in codebook.lexicons() {
        let file = source(lexicon.kind);
        for group in &lexicon.codes {
            table.push(vec![
                lexicon.kind.name().into(),
                lexicon.version.as_str().into(),
                group.id.as_str().into(),
                group.entries.len().into(),
                Cell::Empty,
                group.label.as_str().into(),
                file.clone().into(),
            ]);
        }
    }
    let features = codebook.features();
    let file = source(LexiconKind::Rules);
    for rule in features.rules() {
        let name = features.name(rule.number).unwrap_or_default();
        let weights = codebook.weights().outcome();
        let fitted = weights.number(name).map(|number| weights.weight(number));
        table.push(vec![
            LexiconKind::Rules.name().into(),
            features.versions().last().map(String::as_str).into(),
            name.into(),
            Cell::Empty,
            Cell::number(fitted, 2),
            rule.note.map(str::to_owned).into(),
            file.clone().into(),
        ]);
    }
    table.note(format!("SHA-256 over all: {}", codebook.hash()))
}

fn entries(codebook: &Codebook, wanted: &str) -> Result<Table, UsageError> {
    let groups = codebook.lexicons().iter().flat_map(|lexicon| lexicon.codes.iter().map(move |group| (lexicon, group)));
    let of_code = groups.filter(|(_, group)| group.id == wanted);
    let table =
        Table::of(of_code.flat_map(|(lexicon, group)| group.entries.iter().map(move |entry| (lexicon, group, entry))))
            .text("lexicon", |(lexicon, ..)| lexicon.kind.name().into())
            .text("code", |(_, group, _)| (&group.id).into())
            .text("term", |(.., entry)| (&entry.term).into())
            .number("weight", |(.., entry)| weight(entry.weight))
            .text("also", |(_, group, entry)| {
                Cell::List(entry.codes.iter().filter(|code| **code != group.id).cloned().collect())
            })
            .text("note", |(.., entry)| (&entry.note).into())
            .number("line", |(.., entry)| entry.line.into())
            .table();
    if table.rows.is_empty() {
        return Err(UsageError::NoCode { code: wanted.to_owned() });
    }
    Ok(table)
}

fn unmatched(found: &Unmatched<'_>) -> Table {
    let table = Table::of(&found.entries)
        .text("lexicon", |(layer, ..)| layer.kind().name().into())
        .text("code", |(_, group, _)| (&group.id).into())
        .text("term", |(.., entry)| (&entry.term).into())
        .number("weight", |(.., entry)| weight(entry.weight))
        .number("line", |(.., entry)| entry.line.into())
        .table();
    let (unmatched, of, documents) = (found.entries.len(), found.of, found.documents);
    table.note(format!("{unmatched} of {of} entries match nothing in {documents} documents"))
}

fn uses(found: &EntryUses<'_>) -> Table {
    let table = Table::of(&found.entries)
        .text("code", |(group, ..)| (&group.id).into())
        .text("term", |(_, entry, _)| (&entry.term).into())
        .number("weight", |(_, entry, _)| weight(entry.weight))
        .number("statements", |(.., does)| does.statements.into())
        .number("outcomes", |(.., does)| does.outcomes.into())
        .number("documents", |(.., does)| does.documents.into())
        .number("decided", |(.., does)| does.decided.into())
        .number("right", |(.., does)| does.right.into())
        .number("precision", |(.., does)| {
            Cell::number((does.decided > 0).then(|| does.right as f64 / does.decided as f64), 3)
        })
        .number("line", |(_, entry, _)| entry.line.into())
        .table();
    table.note(format!("{} documents; {} statements were decided on by a person", found.documents, found.decided))
}

fn diff(found: &LexiconDiff) -> Table {
    let table = Table::of(&found.changes)
        .name("file", |change| (&change.file).into())
        .number("page", |change| change.page.into())
        .text("from", |change| (&change.from).into())
        .text("to", |change| (&change.to).into())
        .text("quote", |change| (&change.quote).into())
        .text("because", |change| (&change.because).into())
        .text("statement", |change| (&change.statement).into())
        .table();
    let (changed, statements, papers) = (found.changes.len(), found.statements, found.papers);
    table.note(format!("{changed} of {statements} statements in {papers} documents change"))
}

fn suggestions(found: &Suggestions) -> Table {
    let table = Table::of(&found.terms)
        .text("term", |(term, _)| (&term.term).into())
        .number("log_likelihood", |(term, _)| Cell::number(Some(term.log_likelihood), 2))
        .number("here", |(term, _)| term.here.into())
        .number("elsewhere", |(term, _)| term.elsewhere.into())
        .number("documents", |(term, _)| term.documents.into())
        .text("example", |(_, (text, _))| one_line(text).into())
        .text("statement", |(_, (_, id))| id.into())
        .table();
    let Suggestions { terms, total, looked_at, decided, others, documents } = found;
    table
        .note(format!(
            "{} of {total} terms; {looked_at} statements looked at, {decided} of them decided on by a person, {others} \
             others, {documents} documents",
            terms.len()
        ))
        .note("log-likelihood 6.63 is significant at 1 %, 10.83 at 0.1 %")
}

fn check(common: &Common, forms: &Forms, findings: &[Finding]) -> anyhow::Result<ExitStatus> {
    if forms.shape() == Shape::Table {
        for finding in findings {
            print(&format!("{}\n\n", for_lines(&finding.to_string())))?;
        }
    } else {
        let place = |number: usize| if number == 0 { Cell::Empty } else { number.into() };
        let table = Table::of(findings)
            .text("severity", |finding| finding.severity.to_string().into())
            .text("file", |finding| (&finding.file).into())
            .number("line", |finding| place(finding.line))
            .number("column", |finding| place(finding.column))
            .text("message", |finding| (&finding.message).into())
            .text("hint", |finding| (&finding.hint).into());
        forms.print(&table.table())?;
    }
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    common.reporter().say(&format!("{}, {}", count(errors, "error"), count(warnings, "warning")));
    Ok(ExitStatus::complete_if(errors == 0))
}

/// First the decision, then each feature that weighs with its words, then the codes with the entries that earned them.
fn explanation(why: &Explanation) -> Table {
    let intent = &why.coding.intent;
    let mut table =
        Table::new([Column::text("what"), Column::text("which"), Column::number("weight"), Column::text("because")]);
    if let Some(decided) = &why.coding.decided {
        let codes = if decided.categories.is_empty() { UNCLASSIFIED.to_owned() } else { decided.categories.join("; ") };
        let said = if decided.intended_outcome { codes } else { "not an intended outcome".to_owned() };
        let holds = "a person decided so, and it holds; what follows is what the weights alone propose";
        table.push(vec!["decided".into(), said.into(), Cell::Empty, holds.into()]);
    }
    let verdict = if why.coding.intended_outcome { "an intended outcome" } else { "not an intended outcome" };
    let needed = format!(
        "its probability is {:.2}; an intended outcome needs {:.2}",
        why.coding.probability.unwrap_or_default(),
        why.threshold
    );
    table.push(vec!["decision".into(), verdict.into(), weight(intent.score), needed.into()]);
    for rule in &intent.rules {
        let own = rule.weight.map_or(Cell::Empty, weight);
        table.push(vec!["feature".into(), rule.id.as_str().into(), own, rule.text.as_str().into()]);
    }
    for (what, value, because) in rest(why) {
        table.push(vec!["feature".into(), what.into(), Cell::number(Some(value), 2), because.into()]);
    }
    if why.coding.intended_outcome && why.coding.categories.is_empty() {
        table.push(vec!["category".into(), "unclassified".into(), Cell::Empty, "no category fits".into()]);
    }
    let layers =
        [("category", &why.coding.categories), ("domain", &why.coding.domains), ("context", &why.coding.context)];
    for (what, codes) in layers {
        for code in codes {
            table.push(vec![what.into(), code.code.as_str().into(), weight(code.score), evidence(code)]);
        }
    }
    table
}

/// What the features that are named leave of the decision's log-odds, so that all rows add up to it.
fn rest(why: &Explanation) -> Vec<(&'static str, f64, &'static str)> {
    let intent = &why.coding.intent;
    let parts = intent.parts.unwrap_or_default();
    let mut rows: Vec<_> = [
        ("its study", parts.study, "what decisions taught about these features"),
        ("its paper", parts.paper, "what decisions taught about the paper"),
        ("its section", parts.section, "what decisions taught about the section"),
        ("its list", parts.list, "what decisions taught about the list"),
    ]
    .into_iter()
    .map(|(what, value, because)| (what, f64::from(value), because))
    .filter(|(_, value, _)| value.abs() >= 0.005)
    .collect();
    let learnt: f64 = rows.iter().map(|(_, value, _)| value).sum();
    let named: f64 = intent.rules.iter().filter_map(|rule| rule.weight).map(f64::from).sum();
    let others = f64::from(intent.score) - named - learnt - why.constant;
    rows.push(("all else", others, "features whose weights are small"));
    rows.push(("the constant", why.constant, "what every statement begins with"));
    rows
}

fn evidence(code: &Code) -> Cell {
    let shown = |found: &stratmine_model::Match| format!("{} ← {}", found.text, found.entry);
    Cell::List(code.matches.iter().map(shown).collect())
}
