//! `stratmine kwic`: every place of a query in its line.

use super::ExitStatus;
use super::common::{Common, Forms, count};
use super::conditions::Conditions;
use crate::queries::Corpus;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use stratmine_output::escape::for_line;
use stratmine_output::{Shape, Table};
use stratmine_search::{ConcordanceLayout, ConcordanceLine, LineOrder, Request};

/// Show every place where a query is met in its line (concordance)
///
/// One row a place: what stands to the left, what was found (a word, a phrase, or all from the first to the last of words
/// that are near each other), what stands to the right, with file, page and statement. The query is that of search. Exit
/// code 0 where something is found, 1 where nothing is, 2 for a query that is refused.
#[derive(clap::Args)]
pub(super) struct KwicArgs {
    /// What to look for
    #[arg(value_name = "WORDS", required = true)]
    query: Vec<String>,
    #[command(flatten)]
    conditions: Conditions,
    /// Order of the lines
    #[arg(long, value_name = "ORDER", value_enum, default_value_t = LineOrder::Place)]
    sort: LineOrder,
    /// Characters to each side
    #[arg(long, value_name = "N", default_value_t = 45)]
    width: usize,
    /// Show the whole sentence, list item or cell instead
    #[arg(long, conflicts_with = "width")]
    sentence: bool,
    /// Most lines listed; all are counted
    #[arg(long, short = 'n', value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Leave out so many of the first lines
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &KwicArgs) -> anyhow::Result<ExitStatus> {
    let study = common.study()?;
    let request = Request { limit: args.limit, offset: args.offset, ..args.conditions.request(&study, &args.query) };
    let layout = ConcordanceLayout { width: args.width, by_sentence: args.sentence, order: args.sort };
    let corpus = Corpus::open(&study.workspace)?;
    let found = corpus.concordance(&request, layout)?;
    let table = Table::of(&found.lines)
        .text("file", |line| (&line.file).into())
        .number("page", |line| line.page.into())
        .text("label", |line| (&line.label).into())
        .number("left", |line| (&line.left).into())
        .text("node", |line| (&line.node).into())
        .text("right", |line| (&line.right).into())
        .text("statement", |line| (&line.statement).into())
        .table();
    let listed =
        if table.rows.len() < found.places { format!("; {} are listed", table.rows.len()) } else { String::new() };
    let mut table = table.note(format!(
        "{} in {} of {}{listed}",
        count(found.places, "place"),
        count(found.hits, found.unit.as_str()),
        count(found.documents, "document")
    ));
    table.notes.extend(found.notes.iter().map(|note| format!("note: {note}")));
    args.forms.print_with(|shape, look, out| match (shape, look.width) {
        (Shape::Table, Some(width)) if !args.sentence => {
            out.write_all(concordance(&found.lines, usize::from(width)).as_bytes())?;
            Table { columns: Vec::new(), rows: Vec::new(), ..table }.write(shape, look.width, out)
        }
        _ => table.write(shape, look.width, out),
    })?;
    common.say_uncovered(&corpus)?;
    Ok(ExitStatus::complete_if(found.places > 0))
}

/// How many digits of a paper's id name it in a concordance.
const DIGITS: usize = 6;

/// The lines of a concordance for a terminal: what was found below each other, the statement's id behind it, and below
/// them the papers by the first digits of these ids.
fn concordance(lines: &[ConcordanceLine], width: usize) -> String {
    let name = |line: &ConcordanceLine| match line.statement.as_deref().and_then(|id| id.split_once('.')) {
        Some((paper, place)) => format!("{}.{place}", paper.get(..DIGITS).unwrap_or(paper)),
        None => format!("p. {}", line.page),
    };
    let names: Vec<String> = lines.iter().map(name).collect();
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let room = width.saturating_sub(longest + 2);
    let (left, right) = (room * 2 / 5, room - room * 2 / 5);
    let mut papers = BTreeMap::new();
    let mut out = String::new();
    for (line, name) in lines.iter().zip(&names) {
        let before = for_line(line.left.trim_end());
        let cut = before.chars().count().saturating_sub(left);
        let before: String = before.chars().skip(cut).collect();
        let after: String = for_line(&format!("{}{}", line.node, line.right)).chars().take(right).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{before:>left$} {after:<right$} {name}");
        if let Some(id) = &line.statement {
            papers.insert(id.chars().take(DIGITS).collect::<String>(), &line.file);
        }
    }
    for (id, file) in papers {
        let _ = writeln!(out, "{id}  {}", for_line(file));
    }
    out
}
