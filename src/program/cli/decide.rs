//! `stratmine decide`: a person's decisions on single statements.

use super::ExitStatus;
use super::common::{Common, Forms, Who, Writing, count};
use super::reporter::Reporter;
use crate::Progress as _;
use crate::run::{self, Act, CodedBy, Decided, Imported, PaperAct, State, Target};
use clap::Subcommand;
use std::path::PathBuf;
use stratmine_study::decisions::{PaperField, PaperVerdict};

/// Accept, reject, recode or add outcomes; confirm or correct what is said of papers: what a person decides wins over the rules
///
/// Decisions are kept in `decisions.csv` in the corpus, with who, when and why. They survive other lexicons, another
/// reading and a paper that is issued anew; `decide list` shows how each is placed. What the program proposed is kept beside
/// what was decided. Decisions on types, entry points and metadata of papers are kept in `paper-decisions.csv`, with the
/// quotes they rest on.
#[derive(clap::Args)]
pub(super) struct DecideArgs {
    #[command(subcommand)]
    command: DecideCommand,
}

#[derive(Subcommand)]
enum DecideCommand {
    /// It is an intended outcome, with the categories given or else the program's
    Accept(Statements),
    /// It is no intended outcome
    Reject(Statements),
    /// It is one, with the categories given
    Recode(Statements),
    /// It is one that the program did not find
    Add(Statements),
    /// Show the decisions and how each is placed now
    List(DecideListArgs),
    /// Keep decisions that were moved or carried over where they are now
    Confirm {
        /// Lines of decisions.csv [default: all that were moved or carried over]
        #[arg(value_name = "LINE")]
        lines: Vec<usize>,
    },
    /// Take decisions back
    Undo {
        /// Statements, by their ids: all decisions on them; or lines of decisions.csv, as `decide list` shows them
        #[arg(value_name = "ID or LINE", required_unless_present_any = ["by", "when"])]
        decisions: Vec<String>,
        /// All decisions that somebody made
        #[arg(long, value_name = "NAME", conflicts_with = "decisions")]
        by: Option<String>,
        /// All decisions of a time, as `decide list` shows it, or of a date: those of an imported sheet have one time
        #[arg(long, value_name = "TIME", conflicts_with = "decisions")]
        when: Option<String>,
        #[command(flatten)]
        writing: Writing,
    },
    /// Confirm or correct a partnering type of a paper: types that are accepted hold, and no others
    Type(PaperCode),
    /// Confirm or correct an entry point of a paper: why the partnering was entered into
    EntryPoint(PaperCode),
    /// Confirm or correct the title, the organisations or the year of a paper
    Metadata(PaperMetadata),
    /// Show the decisions on papers and how each stands
    Papers(Forms),
    /// Take over what another coder said: a filled-in coding sheet, answers in JSON Lines, or another copy's decisions.csv
    ///
    /// The decisions of several people stand in one decisions.csv, each with its name; of several on one statement the
    /// latest holds, and `review disagreements` lists where they differ. What a program says is kept apart in programs.csv,
    /// and holds nowhere.
    Import {
        /// The sheet: CSV, XLSX or ODS, as `validate sample` and `review export` write it; JSON Lines; or a decisions.csv
        #[arg(value_name = "SHEET")]
        sheet: PathBuf,
        /// These are codes of a program of this name, and no person's
        #[arg(long, value_name = "NAME", conflicts_with = "who")]
        program: Option<String>,
        #[command(flatten)]
        person: Person,
        #[command(flatten)]
        writing: Writing,
    },
}

#[derive(clap::Args)]
struct Person {
    #[command(flatten)]
    who: Who,
    /// Why
    #[arg(long, value_name = "WORDS", default_value = "")]
    why: String,
}

/// What is decided of something that is said of a paper.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum PaperWord {
    /// It holds
    Accept,
    /// It does not hold
    Reject,
    /// Take an earlier decision back
    Undo,
}

impl PaperWord {
    const fn verdict(self) -> Option<PaperVerdict> {
        match self {
            Self::Accept => Some(PaperVerdict::Accept),
            Self::Reject => Some(PaperVerdict::Reject),
            Self::Undo => None,
        }
    }
}

/// What of a paper's metadata.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum MetadataWord {
    /// Its title
    Title,
    /// Its organisations, set apart by `;`
    Organisation,
    /// Its year of publication
    Year,
}

/// What every decision on a paper takes.
#[derive(clap::Args)]
struct OnPaperArgs {
    /// Words of the paper that it rests on [default: the best quotes that the program has for it]
    #[arg(long, value_name = "WORDS", requires = "page")]
    quote: Option<String>,
    /// The page they stand on
    #[arg(long, value_name = "N", requires = "quote")]
    page: Option<u32>,
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    writing: Writing,
}

#[derive(clap::Args)]
struct PaperCode {
    /// The paper, by its file below the corpus
    #[arg(value_name = "FILE")]
    file: String,
    /// The code, as `profile` prints it; of types also `none`
    #[arg(value_name = "CODE")]
    code: String,
    /// What holds
    #[arg(value_name = "DECISION", value_enum)]
    decision: PaperWord,
    #[command(flatten)]
    more: OnPaperArgs,
}

#[derive(clap::Args)]
struct PaperMetadata {
    /// The paper, by its file below the corpus
    #[arg(value_name = "FILE")]
    file: String,
    /// What of it
    #[arg(value_name = "FIELD", value_enum)]
    field: MetadataWord,
    /// What it is [default: what the program proposes, which is confirmed]
    #[arg(value_name = "VALUE")]
    value: Option<String>,
    /// Take an earlier decision back
    #[arg(long, conflicts_with = "value")]
    undo: bool,
    #[command(flatten)]
    more: OnPaperArgs,
}

#[derive(clap::Args)]
struct Statements {
    /// Ids of statements, as search and tally print them; fewer digits will do where they are of one paper only
    #[arg(value_name = "ID", required_unless_present = "quote")]
    ids: Vec<String>,
    /// The words of the statement, instead of its id
    #[arg(long, value_name = "WORDS", requires = "file", requires = "page")]
    quote: Option<String>,
    /// The paper they stand in
    #[arg(long, value_name = "FILE", requires = "quote")]
    file: Option<String>,
    /// The page they stand on
    #[arg(long, value_name = "N", requires = "quote")]
    page: Option<u32>,
    /// The categories that hold, with commas or semicolons between them
    #[arg(long, value_name = "CODES")]
    codes: Vec<String>,
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    writing: Writing,
}

#[derive(clap::Args)]
struct DecideListArgs {
    /// Only those that stand so
    #[arg(long, value_name = "HOW", value_enum)]
    only: Option<State>,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &DecideArgs) -> anyhow::Result<ExitStatus> {
    let reporter = common.reporter();
    match &args.command {
        DecideCommand::Accept(statements) => decide(common, statements, Decided::Accept),
        DecideCommand::Reject(statements) => decide(common, statements, Decided::Reject),
        DecideCommand::Recode(statements) => decide(common, statements, Decided::Recode),
        DecideCommand::Add(statements) => decide(common, statements, Decided::Add),
        DecideCommand::Type(of) => decide_code(common, of, PaperField::Type),
        DecideCommand::EntryPoint(of) => decide_code(common, of, PaperField::EntryPoint),
        DecideCommand::Metadata(of) => {
            let about = match of.field {
                MetadataWord::Title => PaperField::Title,
                MetadataWord::Organisation => PaperField::Organisation,
                MetadataWord::Year => PaperField::Year,
            };
            let verdict = (!of.undo).then_some(PaperVerdict::Accept);
            let on = OnPaper { file: &of.file, about, value: of.value.clone(), verdict };
            decide_on_paper(common, &on, &of.more)
        }
        DecideCommand::Papers(forms) => {
            forms.print(&run::list_paper_decisions(&common.workspace()?)?)?;
            Ok(ExitStatus::Complete)
        }
        DecideCommand::List(list) => {
            list.forms.print(&run::list_decisions(&common.workspace()?, list.only)?)?;
            Ok(ExitStatus::Complete)
        }
        DecideCommand::Confirm { lines } => {
            let done = run::confirm_decisions(&common.workspace()?, lines)?;
            reporter.say(&format!("confirmed {}", count(done.decisions, "decision")));
            Ok(ExitStatus::Complete)
        }
        DecideCommand::Undo { decisions, by, when, writing } => {
            let (study, workers) = writing.study(common, &[])?;
            let lines = match (by, when) {
                (None, None) => run::lines_of_decisions(&study.workspace, decisions)?,
                _ => run::lines_made(&study.workspace, by.as_deref(), when.as_deref())?,
            };
            let done = run::take_back_decisions(&study.workspace, &workers, &lines, &reporter)?;
            reporter.say(&format!("took back {}", count(done.decisions, "decision")));
            done.remarks.iter().for_each(|remark| reporter.say(remark));
            Ok(ExitStatus::Complete)
        }
        DecideCommand::Import { sheet, program, person, writing } => {
            let (study, workers) = writing.study(common, &[])?;
            let by = match program {
                Some(name) => CodedBy::Program(name.clone()),
                None => CodedBy::Person(person.who.name(&study)),
            };
            let imported = run::import_decisions(&study.workspace, &workers, sheet, &by, &person.why, &reporter)?;
            for (line, said) in imported.remarks.iter().chain(&imported.left) {
                reporter.say(&format!("line {line}: {said}"));
            }
            say_imported(&imported, &reporter);
            Ok(ExitStatus::complete_if(imported.left.is_empty()))
        }
    }
}

/// What became of a sheet, and how to take it back.
fn say_imported(imported: &Imported, reporter: &Reporter) {
    reporter.say(&format!("took over {}", count(imported.decisions, "decision")));
    if imported.empty > 0 {
        reporter.say(&format!("not filled in: {}", count(imported.empty, "row")));
    }
    if !imported.left.is_empty() {
        reporter.say(&format!("not taken over: {}", count(imported.left.len(), "row")));
    }
    if !imported.replaced.is_empty() {
        let of: Vec<String> = imported.replaced.iter().map(|(who, count)| format!("{count} of {who}")).collect();
        reporter.say(&format!("they hold in place of decisions that said otherwise: {}", of.join(", ")));
    }
    if imported.known > 0 {
        reporter.say(&format!("here already: {}", count(imported.known, "decision")));
    }
    if let Some(when) = imported.when.as_ref().filter(|_| imported.decisions > 0) {
        reporter.say(&format!("`stratmine decide undo --when {when}` takes the sheet back"));
    }
}

/// What is decided of a paper.
struct OnPaper<'a> {
    file: &'a str,
    about: PaperField,
    value: Option<String>,
    verdict: Option<PaperVerdict>,
}

fn decide_code(common: &Common, of: &PaperCode, about: PaperField) -> anyhow::Result<ExitStatus> {
    let on = OnPaper { file: &of.file, about, value: Some(of.code.clone()), verdict: of.decision.verdict() };
    decide_on_paper(common, &on, &of.more)
}

fn decide_on_paper(common: &Common, on: &OnPaper<'_>, more: &OnPaperArgs) -> anyhow::Result<ExitStatus> {
    let (study, workers) = more.writing.study(common, &[])?;
    let act = PaperAct {
        file: study.file_named(on.file),
        about: on.about,
        value: on.value.clone(),
        verdict: on.verdict,
        quote: more.page.zip(more.quote.clone()),
        who: more.person.who.name(&study),
        why: more.person.why.clone(),
    };
    let reporter = common.reporter();
    let done = run::decide_paper(&study.workspace, &workers, &act, &reporter)?;
    let what = on.verdict.map_or("took back", PaperVerdict::as_str);
    let rests = if done.quotes.is_empty() { "no quote".to_owned() } else { done.quotes };
    let path = done.path.display();
    reporter.say(&format!(
        "{what}: {} {:?} of {}, in {path}; it rests on {rests}",
        on.about.as_str(),
        done.value,
        act.file
    ));
    Ok(ExitStatus::Complete)
}

fn decide(common: &Common, statements: &Statements, verdict: Decided) -> anyhow::Result<ExitStatus> {
    let (study, workers) = statements.writing.study(common, &[])?;
    let mut targets: Vec<Target> = statements.ids.iter().cloned().map(Target::Id).collect();
    if let (Some(file), Some(page), Some(quote)) = (&statements.file, statements.page, &statements.quote) {
        targets.push(Target::Quote { file: study.file_named(file), page, quote: quote.clone() });
    }
    // As they stand in every output: "workforce; innovation".
    let codes = statements.codes.iter().flat_map(|codes| codes.split([',', ';']));
    let codes = codes.map(|code| code.trim().to_lowercase()).filter(|code| !code.is_empty()).collect();
    let act = Act { verdict, codes, who: statements.person.who.name(&study), why: statements.person.why.clone() };
    let reporter = common.reporter();
    let done = run::decide(&study.workspace, &workers, &targets, &act, &reporter)?;
    done.remarks.iter().for_each(|remark| reporter.say(remark));
    reporter.say(&format!("kept {} in {}", count(done.decisions, "decision"), done.path.display()));
    Ok(ExitStatus::Complete)
}
