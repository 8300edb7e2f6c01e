//! What stands behind the figures: confusion, disagreements, entries, rules.

use super::Validated;
use super::figures::amount;
use stratmine_analysis::evaluate::{EntryUse, HumanCode, Report, RuleUse, wilson};
use stratmine_output::{Cell, Table};

const INTERVALS: &str = "low to high: 95 % (Wilson), as if statements were drawn one by one";

pub(super) fn confusion(report: &Report) -> Table {
    let mut table = Table::new(&["gold", "coded", ">statements"]);
    let mut cells: Vec<_> = report.confusion.iter().collect();
    cells.sort_by(|one, other| other.1.total_cmp(one.1).then(one.0.cmp(other.0)));
    for ((gold, coded), sum) in cells {
        table.push(vec![gold.as_str().into(), coded.as_str().into(), amount(*sum)]);
    }
    table
}

pub(super) fn disagreements(report: &Report) -> Table {
    let mut table = Table::new(&["~document", ">page", "gold", "coded", "quote", "because", "statement"]);
    for one in &report.disagreements {
        table.push(vec![
            one.document.as_str().into(),
            page(one.page),
            one.gold.as_str().into(),
            one.coded.as_str().into(),
            one.quote.as_str().into(),
            Cell::List(one.because.clone()),
            one.statement.clone().into(),
        ]);
    }
    table
}

pub(super) fn coders(validated: &Validated) -> Table {
    let mut table = Table::new(&["~document", ">page", "first", "second", "quote"]);
    for one in &validated.double {
        let words = |code: &HumanCode| code.in_words(&validated.report.categories);
        let (first, second) = (words(&one.first), words(&one.second));
        if first != second {
            table.push(vec![
                one.document.as_str().into(),
                page(one.page),
                first.into(),
                second.into(),
                one.quote.as_str().into(),
            ]);
        }
    }
    table.notes.push(match &validated.names {
        None => "there is one coder".to_owned(),
        Some((first, second)) => {
            format!("first is {first}, second {second}; {} statements that both coded", validated.double.len())
        }
    });
    table
}

fn page(number: u32) -> Cell {
    usize::try_from(number).unwrap_or_default().into()
}

pub(super) fn entries(report: &Report) -> Table {
    let columns =
        ["category", "entry", ">statements", ">right", ">other", ">no outcome", ">precision", ">low", ">high"];
    let mut table = Table::new(&columns);
    let mut entries: Vec<(&(String, String), &EntryUse)> = report.entries.iter().collect();
    let wrong = |earned: &EntryUse| earned.other + earned.no_outcome;
    entries.sort_by(|one, other| wrong(other.1).total_cmp(&wrong(one.1)).then(one.0.cmp(other.0)));
    for ((category, entry), earned) in entries {
        let mut row = vec![
            category.as_str().into(),
            entry.as_str().into(),
            amount(earned.total()),
            amount(earned.right),
            amount(earned.other),
            amount(earned.no_outcome),
        ];
        row.extend(share(earned.right, earned.total()));
        table.push(row);
    }
    table.notes.push("outcomes of the program that the entry earned its category for, alone or with others".to_owned());
    table.notes.push("other: people see an outcome, but not of this category; no outcome: they see none".to_owned());
    table.notes.push(INTERVALS.to_owned());
    table
}

pub(super) fn rules(report: &Report) -> Table {
    let columns =
        ["rule", ">weight", ">statements", ">found", ">missed", ">invented", ">rest", ">outcomes", ">low", ">high"];
    let mut table = Table::new(&columns);
    let mut rules: Vec<(&String, &RuleUse)> = report.rules.iter().collect();
    let wrong = |fired: &RuleUse| fired.outcomes_missed + fired.invented;
    rules.sort_by(|one, other| wrong(other.1).total_cmp(&wrong(one.1)).then(one.0.cmp(other.0)));
    for (rule, fired) in rules {
        let mut row = vec![
            rule.as_str().into(),
            fired.weight.map_or_else(|| "veto".into(), |weight| Cell::number(Some(f64::from(weight)), 1)),
            amount(fired.total()),
            amount(fired.outcomes_found),
            amount(fired.outcomes_missed),
            amount(fired.invented),
            amount(fired.rest),
        ];
        row.extend(share(fired.outcomes(), fired.total()));
        table.push(row);
    }
    table.notes.push("found: outcomes for both; missed: for people alone; invented: for the program alone".to_owned());
    table.notes.push("outcomes: the share of these statements that are outcomes for people".to_owned());
    table.notes.push(INTERVALS.to_owned());
    table
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
