//! `stratmine review`: what to decide next, and when to stop.

use super::ExitStatus;
use super::common::{Common, Forms};
use crate::queries::learning::{AuditDraw, AuditResult, Question, ReviewOrder, ReviewRequest, ReviewStatus};
use crate::queries::{Corpus, PeoplesCodes, PersonsCode};
use crate::{Progress as _, Study};
use clap::Subcommand;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use stratmine_output::escape::for_line;
use stratmine_output::{Cell, Shape, Table, wrapped};

/// Ask what to decide next: the program learns from each decision
///
/// `review next` lists the statements of which the program is least certain, by all decisions so far; decide them with
/// `decide`, and ask again. `run` then codes all papers by what was learnt. `review status` says how well the codes are
/// known, and whether to go on.
#[derive(clap::Args)]
pub(super) struct ReviewArgs {
    #[command(subcommand)]
    command: ReviewCommand,
}

#[derive(Subcommand)]
enum ReviewCommand {
    Next(Next),
    Export(Export),
    Audit(Audit),
    Disagreements(Disagreements),
    /// Show how far the review has come, and how well the codes are known
    ///
    /// Expected numbers hold if the probabilities are right. The review may end where at two standard deviations fewer than
    /// 5 % of all outcomes are still missed.
    Status(Forms),
}

/// Which statements are asked for.
#[derive(clap::Args)]
struct Asked {
    /// How many statements
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    number: usize,
    /// Only those of this paper, by its file below the corpus
    #[arg(long, value_name = "FILE")]
    paper: Option<String>,
    /// Only those that have this category if they are outcomes
    #[arg(long, value_name = "CATEGORY")]
    category: Option<String>,
    /// Their order
    #[arg(long, value_name = "ORDER", value_enum, default_value_t)]
    order: ReviewOrder,
}

impl Asked {
    fn request(&self, study: &Study) -> ReviewRequest {
        let (paper, category) = (self.paper.as_deref().map(|paper| study.file_named(paper)), self.category.clone());
        ReviewRequest { most: self.number, order: self.order, paper, category }
    }
}

/// List what to decide next, with its context
///
/// Of each statement: its id, place, probability, and the categories it has if it is an outcome; the headings above, the
/// statement before it, its lead-in (:), its words (>), and the statement after it.
#[derive(clap::Args)]
struct Next {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    forms: Forms,
}

/// Write what to decide next into a file, for another coder: a person or a program
///
/// Each statement with its context, and what the codes mean, but nothing of what this program says. `decide import` takes
/// the answers: of a person by name, of a program with --program.
#[derive(clap::Args)]
struct Export {
    #[command(flatten)]
    asked: Asked,
    /// The file: JSON Lines where its name ends in .jsonl, else a coding sheet, as .xlsx or .csv
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    replace: bool,
}

/// List the statements of which coders say different things: one row a statement and coder
///
/// Decide such a statement again to settle it; of several decisions the latest holds. Below the table: how far every two
/// coders agree.
#[derive(clap::Args)]
struct Disagreements {
    /// Compare programs too, with people and with each other
    #[arg(long)]
    programs: bool,
    #[command(flatten)]
    forms: Forms,
}

/// Draw statements by lot, and say from the answers how good the codes of the whole corpus are
///
/// With -n, statements are drawn among those that nobody decided, half of them among those that the program takes for
/// outcomes, and kept in `audit.csv` in the corpus. Decide them all with `decide`, as others. Without -n, the answers are
/// compared with what the program said when the statements were drawn. Draw again after more decisions.
#[derive(clap::Args)]
struct Audit {
    /// Draw so many more
    #[arg(short = 'n', long, value_name = "N")]
    number: Option<usize>,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &ReviewArgs) -> anyhow::Result<ExitStatus> {
    let study = common.study()?;
    // Some of this goes over the papers more than once.
    let corpus = Corpus::open_cached(&study.workspace, &Arc::default())?;
    match &args.command {
        ReviewCommand::Next(next) => {
            let asked = corpus.next_to_decide(&next.asked.request(&study))?;
            show(&next.forms, &asked, Told::All)?;
        }
        ReviewCommand::Export(Export { asked, output, replace }) => {
            let count = corpus.export_review(&asked.request(&study), output, *replace)?;
            let words = "take over what is said of them: `stratmine decide import`";
            let said = format!("wrote {} to {}; {words}", super::common::count(count, "statement"), output.display());
            common.reporter().say(&said);
        }
        ReviewCommand::Disagreements(Disagreements { programs, forms }) => {
            forms.print(&disagreements(&corpus.peoples_codes()?, *programs))?;
        }
        ReviewCommand::Audit(Audit { number: Some(number), forms }) => {
            let AuditDraw { statements, path } = corpus.draw_audit(*number)?;
            let drawn = corpus.questions(statements.iter().map(String::as_str))?;
            show(forms, &drawn, Told::Nothing)?;
            common
                .reporter()
                .say(&format!("kept in {}: decide them all, then `stratmine review audit`", path.display()));
        }
        ReviewCommand::Audit(Audit { number: None, forms }) => forms.print(&audit(&corpus.audit_result()?))?,
        ReviewCommand::Status(forms) => forms.print(&status(&corpus.review_status()?, &corpus.peoples_codes()?))?,
    }
    Ok(ExitStatus::Complete)
}

/// What is told of the program's own answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    All,
    /// In an audit they would sway who answers.
    Nothing,
}

/// Prints questions: for the eye as cards, else as rows.
fn show(forms: &Forms, asked: &[Question], told: Told) -> std::io::Result<()> {
    forms.print_with(|shape, look, out| match shape {
        Shape::Table => out.write_all(wrapped(&cards(asked, told), look.width, 2).as_bytes()),
        _ if told == Told::Nothing => questions(asked).without(&["probability", "categories"]).write(shape, None, out),
        _ => questions(asked).write(shape, None, out),
    })
}

/// Each statement in full, between its neighbours.
fn cards(questions: &[Question], told: Told) -> String {
    let line = |mark: &str, text: &str| format!("{mark} {}\n", for_line(text));
    let card = |one: &Question| {
        let around = [(" ", &one.before), (":", &one.lead_in), (">", &Some(one.quote.clone())), (" ", &one.after)];
        let around = around.into_iter().filter_map(|(mark, text)| Some(line(mark, text.as_ref()?)));
        let categories = if one.categories.is_empty() { "no category".to_owned() } else { one.categories.join(", ") };
        let said = match told {
            Told::All => format!("probability {:.2}; if it is an outcome: {categories}\n", one.probability),
            Told::Nothing => String::new(),
        };
        format!(
            "{}   {}\n{said}{}{}\n",
            one.id,
            for_line(&format!("{}, page {}", one.file, one.page)),
            line(" ", &one.headings.join(" > ")),
            around.collect::<String>()
        )
    };
    let cards: String = questions.iter().map(card).collect();
    let legend = match questions {
        [] => "",
        _ => "the headings, the statement before, what leads in (:), the statement (>) and the one after\n",
    };
    let again = if told == Told::All { "; then ask again" } else { "" };
    format!("{cards}{legend}decide: `stratmine decide accept ID…`, `reject ID…`, `recode ID… --codes A,B`{again}\n")
}

fn questions(questions: &[Question]) -> Table {
    Table::of(questions)
        .text("statement", |one| (&one.id).into())
        .text("document", |one| (&one.file).into())
        .number("page", |one| one.page.into())
        .text("heading_path", |one| one.headings.join(" > ").into())
        .text("lead_in", |one| one.lead_in.clone().into())
        .text("before", |one| one.before.clone().into())
        .text("quote", |one| (&one.quote).into())
        .text("after", |one| one.after.clone().into())
        .number("probability", |one| Cell::number(Some(one.probability), 3))
        .text("categories", |one| Cell::List(one.categories.clone()))
        .table()
}

fn audit(result: &AuditResult) -> Table {
    let share = |value: Option<f64>| Cell::number(value, 3);
    let ends = |interval: Option<(f64, f64)>| (interval.map(|(low, _)| low), interval.map(|(_, high)| high));
    let (found, some) = (result.codes.found(), result.answered > 0);
    let (precision, missed) = (ends(result.precision), ends(result.missed));
    let rows = [
        ("statements drawn", Cell::from(result.drawn), None, None),
        ("of these decided", Cell::from(result.answered), None, None),
        ("precision", share(found.precision().filter(|_| some)), precision.0, precision.1),
        ("recall", share(found.recall().filter(|_| some)), None, None),
        ("F1", share(found.f1().filter(|_| some)), None, None),
        ("kappa", share(result.codes.kappa().filter(|_| some)), None, None),
        ("outcomes among statements not named", Cell::Empty, missed.0, missed.1),
    ];
    Table::of(rows.iter())
        .text("figure", |(name, ..)| (*name).into())
        .number("value", |(_, value, ..)| value.clone())
        .number("low", |(_, _, low, _)| share(*low))
        .number("high", |(.., high)| share(*high))
        .table()
        .note("of all statements that nobody had decided when these were drawn, by what the program said then; low and high: 95 %")
}

fn disagreements(codes: &PeoplesCodes, with_programs: bool) -> Table {
    let found = codes.disagreements(with_programs);
    let said = found.iter().flat_map(|one| one.said.iter().map(|said| (one.statement, said)));
    let words = |code: &PersonsCode| match (code.codes.intended_outcome, code.codes.categories.as_slice()) {
        (false, _) => "no outcome".to_owned(),
        (true, []) => "none".to_owned(),
        (true, categories) => categories.join("; "),
    };
    let table = Table::of(said)
        .text("statement", |(statement, _)| (*statement).into())
        .name("document", |(_, said)| (&said.code.file).into())
        .number("page", |(_, said)| said.code.page.into())
        .text("coder", |(_, said)| said.name.into())
        .text("kind", |(_, said)| if said.is_program { "program" } else { "person" }.into())
        .text("codes", |(_, said)| words(said.code).into())
        .text("why", |(_, said)| (&said.code.why).into())
        .quote("quote", |(_, said)| (&said.code.quote).into())
        .table()
        .note(match found.len() {
            0 => "coders nowhere say different things of a statement".to_owned(),
            one => format!("{} of which coders say different things", super::common::count(one, "statement")),
        });
    let agreements = codes.agreements(with_programs).into_iter().map(|(first, second, alike, shared, kappa)| {
        let kappa = kappa.map_or_else(|| "–".to_owned(), |kappa| format!("{kappa:.2}"));
        format!(
            "{first} and {second}: the same codes for {alike} of {shared} statements; kappa of outcome or not {kappa}"
        )
    });
    agreements.fold(table, Table::note)
}

fn status(status: &ReviewStatus, codes: &PeoplesCodes) -> Table {
    let share = |value: f64| Cell::number(Some(value), 3);
    let in_turn = &status.in_turn;
    let rows: Vec<(&str, Cell)> = vec![
        ("statements decided", status.decided.into()),
        ("of these intended outcomes", status.decided_outcomes.into()),
        ("statements not decided", status.undecided.into()),
        ("of these named as outcomes", status.named.into()),
        ("outcomes expected among them", Cell::number(Some(status.expected.number()), 0)),
        ("two standard deviations of that", Cell::number(Some(2.0 * status.expected.deviation()), 0)),
        ("outcomes expected that are not named", Cell::number(Some(status.missed), 1)),
        ("share of outcomes missed, at most", share(status.missed_at_most())),
        ("F1 on decided statements, each left out in turn", Cell::number(in_turn.found().f1(), 3)),
        ("kappa on decided statements, each left out in turn", Cell::number(in_turn.kappa(), 3)),
        ("statements on which people disagree", codes.disagreements(false).len().into()),
        ("statements coded by other programs", codes.coded_by_programs().into()),
    ];
    let table = Table::of(rows.iter())
        .text("figure", |(name, _)| (*name).into())
        .number("value", |(_, value)| value.clone())
        .table()
        .note("decided statements were asked for because they are hard: on all others the program does better");
    if status.is_enough() {
        table.note("fewer than 5 % of the outcomes are still missed: the review may end")
    } else {
        table.note("more than 5 % of the outcomes may still be missed: go on with `stratmine review next`")
    }
}
