//! What stands behind the figures: confusion, disagreements, entries, rules.

use super::figures::amount;
use crate::queries::validate::Validated;
use stratmine_analysis::evaluate::{EntryUse, HumanCode, Report, RuleUse, wilson};
use stratmine_output::{Cell, Table};

const INTERVALS: &str = "low to high: 95 % (Wilson), as if statements were drawn one by one";

pub(super) fn confusion(report: &Report) -> Table {
    let mut cells: Vec<_> = report.confusion.iter().collect();
    cells.sort_by(|one, other| other.1.total_cmp(one.1).then(one.0.cmp(other.0)));
    Table::of(cells)
        .text("gold", |((gold, _), _)| gold.into())
        .text("coded", |((_, coded), _)| coded.into())
        .number("statements", |(_, sum)| amount(**sum))
        .table()
}

pub(super) fn disagreements(report: &Report) -> Table {
    Table::of(&report.disagreements)
        .name("document", |one| (&one.document).into())
        .number("page", |one| one.page.into())
        .text("gold", |one| (&one.gold).into())
        .text("coded", |one| (&one.coded).into())
        .text("quote", |one| (&one.quote).into())
        .text("because", |one| (&one.because).into())
        .text("statement", |one| (&one.statement).into())
        .table()
}

pub(super) fn coders(validated: &Validated) -> Table {
    let said = validated.double.iter().map(|one| {
        let words = |code: &HumanCode| code.in_words(&validated.report.categories);
        (one, words(&one.first), words(&one.second))
    });
    let table = Table::of(said.filter(|(_, first, second)| first != second))
        .name("document", |(one, ..)| (&one.document).into())
        .number("page", |(one, ..)| one.page.into())
        .text("first", |(_, first, _)| first.clone().into())
        .text("second", |(.., second)| second.clone().into())
        .text("quote", |(one, ..)| (&one.quote).into())
        .text("statement", |(one, ..)| one.statement.clone().into())
        .table();
    table.note(match &validated.names {
        None => "there is one coder".to_owned(),
        Some((first, second)) => {
            format!("first is {first}, second {second}; {} statements that both coded", validated.double.len())
        }
    })
}

pub(super) fn entries(report: &Report) -> Table {
    let mut entries: Vec<(&(String, String), &EntryUse)> = report.entries.iter().collect();
    let wrong = |earned: &EntryUse| earned.other + earned.no_outcome;
    entries.sort_by(|one, other| wrong(other.1).total_cmp(&wrong(one.1)).then(one.0.cmp(other.0)));
    let share = |earned: &EntryUse| share(earned.right, earned.total());
    Table::of(entries)
        .text("category", |((category, _), _)| category.into())
        .text("entry", |((_, entry), _)| entry.into())
        .number("statements", |(_, earned)| amount(earned.total()))
        .number("right", |(_, earned)| amount(earned.right))
        .number("other", |(_, earned)| amount(earned.other))
        .number("no outcome", |(_, earned)| amount(earned.no_outcome))
        .number("precision", |(_, earned)| share(earned)[0].clone())
        .number("low", |(_, earned)| share(earned)[1].clone())
        .number("high", |(_, earned)| share(earned)[2].clone())
        .table()
        .note("outcomes of the program that the entry earned its category for, alone or with others")
        .note("other: people see an outcome, but not of this category; no outcome: they see none")
        .note(INTERVALS)
}

pub(super) fn rules(report: &Report) -> Table {
    let mut rules: Vec<(&String, &RuleUse)> = report.rules.iter().collect();
    let wrong = |fired: &RuleUse| fired.outcomes_missed + fired.invented;
    rules.sort_by(|one, other| wrong(other.1).total_cmp(&wrong(one.1)).then(one.0.cmp(other.0)));
    let share = |fired: &RuleUse| share(fired.outcomes(), fired.total());
    Table::of(rules)
        .text("rule", |(rule, _)| (*rule).into())
        .number("weight", |(_, fired)| {
            fired.weight.map_or_else(|| "veto".into(), |weight| Cell::number(Some(f64::from(weight)), 1))
        })
        .number("statements", |(_, fired)| amount(fired.total()))
        .number("found", |(_, fired)| amount(fired.outcomes_found))
        .number("missed", |(_, fired)| amount(fired.outcomes_missed))
        .number("invented", |(_, fired)| amount(fired.invented))
        .number("rest", |(_, fired)| amount(fired.rest))
        .number("outcomes", |(_, fired)| share(fired)[0].clone())
        .number("low", |(_, fired)| share(fired)[1].clone())
        .number("high", |(_, fired)| share(fired)[2].clone())
        .table()
        .note("found: outcomes for both; missed: for people alone; invented: for the program alone")
        .note("outcomes: the share of these statements that are outcomes for people")
        .note(INTERVALS)
}

/// A share with its interval.
fn share(part: f64, whole: f64) -> [Cell; 3] {
    let interval = wilson(part, whole);
    [
        Cell::number((whole > 0.0).then(|| part / whole), 3),
        Cell::number(interval.map(|(low, _)| low), 3),
        Cell::number(interval.map(|(_, high)| high), 3),
    ]
}
