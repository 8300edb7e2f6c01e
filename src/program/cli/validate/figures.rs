//! The figures of the whole and of each document.

use super::super::common::count;
use crate::queries::learning::CurvePoint;
use crate::queries::validate::Validated;
use stratmine_analysis::evaluate::{
    self, AgreementCounts, Answers, CalibrationBand, DRAWS, DetectionCounts, Report, SEED, TwoByTwo, wilson,
};
use stratmine_output::{Cell, Column, Table};

/// A sum of weights as a count of things.
fn count_of(sum: f64, what: &str) -> String {
    if (sum.round() - 1.0).abs() < 0.5 { format!("1 {what}") } else { format!("{} {what}s", sum.round()) }
}

/// A count, or a sum of weights.
pub(super) fn amount(sum: f64) -> Cell {
    let whole = (sum - sum.round()).abs() < 1e-9;
    let count = if whole { format!("{sum:.0}").parse::<usize>().ok() } else { None };
    count.map_or_else(|| Cell::number(Some(sum), 1), Cell::from)
}

/// A figure, or that there is none.
fn defined(value: Option<f64>) -> Cell {
    value.map_or(Cell::Undefined, |value| Cell::number(Some(value), 3))
}

/// Rows of figures over documents, each of which has a `T`.
struct Rows<'t, T> {
    table: &'t mut Table,
    by_document: Vec<T>,
    sum: fn(&[&T]) -> T,
}

impl<T> Rows<'_, T> {
    fn push(&mut self, of: &str, name: &str, base: Option<DetectionCounts>, figure: &dyn Fn(&T) -> Option<f64>) {
        let sum = self.sum;
        let interval = evaluate::interval(&self.by_document, |sample| figure(&sum(sample)));
        let value = figure(&sum(&self.by_document.iter().collect::<Vec<_>>()));
        self.table.push(vec![
            of.into(),
            name.into(),
            defined(value),
            Cell::number(interval.map(|(low, _)| low), 3),
            Cell::number(interval.map(|(_, high)| high), 3),
            base.map_or(Cell::Empty, |found| amount(found.right)),
            base.map_or(Cell::Empty, |found| amount(found.wrong)),
            base.map_or(Cell::Empty, |found| amount(found.missed)),
        ]);
    }
}

impl Rows<'_, AgreementCounts> {
    fn push_found(&mut self, of: &str, base: DetectionCounts, pick: &dyn Fn(&AgreementCounts) -> DetectionCounts) {
        self.push(of, "precision", Some(base), &|counts| pick(counts).precision());
        self.push(of, "recall", Some(base), &|counts| pick(counts).recall());
        self.push(of, "F1", Some(base), &|counts| pick(counts).f1());
    }
}

/// What a dash in place of a figure means.
const UNDEFINED: &str = "—: not defined: nothing of the kind was coded (precision, recall, F1), or all have one value only (kappa, \
                         alpha); macro-F1 is over the categories that occur";

/// What was found of each category.
type ByCategory = fn(&AgreementCounts) -> &[DetectionCounts];

pub(super) fn figures(validated: &Validated) -> Table {
    let report = &validated.report;
    let whole = AgreementCounts::sum(report.documents.values());
    let mut table = Table::new([
        Column::text("of"),
        Column::text("figure"),
        Column::number("value"),
        Column::number("low"),
        Column::number("high"),
        Column::number("right"),
        Column::number("wrong"),
        Column::number("missed"),
    ]);
    of_coders(validated, &mut table);
    let by_document = report.documents.values().cloned().collect();
    let mut rows = Rows { table: &mut table, by_document, sum: |sample| AgreementCounts::sum(sample.iter().copied()) };
    if validated.whole {
        rows.push_found("statements", whole.statements, &|counts| counts.statements);
    } else {
        // Of other statements than those that were asked for it is not known whether people see them.
        rows.push("statements", "recall", Some(whole.statements), &|counts| counts.statements.recall());
    }
    rows.push_found("detection", whole.detection.found(), &|counts| counts.detection.found());
    rows.push("detection", "kappa", None, &|counts| counts.detection.kappa());
    rows.push("detection", "alpha", None, &|counts| counts.detection.alpha());
    let views: [(&str, ByCategory); 2] =
        [("end to end", |counts| &counts.end_to_end), ("given detection", |counts| &counts.given)];
    for (view, pick) in views {
        for (place, category) in report.categories.iter().enumerate() {
            let one = move |counts: &AgreementCounts| pick(counts).get(place).copied().unwrap_or_default();
            let of = format!("{category}, {view}");
            rows.push_found(&of, one(&whole), &one);
            if view == "end to end" {
                rows.push(&of, "kappa", None, &move |counts| counts.category(place).kappa());
                rows.push(&of, "alpha", None, &move |counts| counts.category(place).alpha());
            }
        }
        rows.push(&format!("categories, {view}"), "macro-F1", None, &move |counts| {
            AgreementCounts::macro_f1(pick(counts))
        });
    }
    rows.push("categories", "exact set", None, &AgreementCounts::exact_share);
    if table.rows.iter().any(|row| row.contains(&Cell::Undefined)) {
        table.notes.push(UNDEFINED.to_owned());
    }
    table.notes.push(format!(
        "{} of {}: people coded {}, {} of them as outcomes",
        count(report.pages.len(), "page"),
        count(report.documents.len(), "document"),
        count_of(validated.statements, "statement"),
        validated.outcomes.round()
    ));
    if validated.whole {
        table
            .notes
            .push(format!("of the program's outcomes, {} match no statement of the people's", whole.invented.round()));
    }
    if validated.weighted {
        table.notes.push(
            "right, wrong and missed are no numbers of rows: each row counts for the share of the papers that it stands for"
                .to_owned(),
        );
    }
    table.notes.push(format!("low to high: 95 %, {DRAWS} samples of documents, seed {SEED}"));
    table
}

/// How far two people agree, question by question: each statement counts once, however it was drawn.
fn of_coders(validated: &Validated, table: &mut Table) {
    let Some((first, second)) = &validated.names else { return };
    let by_document: Vec<Answers> =
        evaluate::agreement(&validated.double, &validated.report.categories).into_values().collect();
    let mut rows = Rows { table, by_document, sum: add };
    for (place, question) in evaluate::questions(&validated.report.categories).enumerate() {
        let one = move |answers: &Answers| answers.get(place).copied().unwrap_or_default();
        rows.push(&format!("coders, {question}"), "agreement", None, &move |answers| one(answers).agreement());
        rows.push(&format!("coders, {question}"), "kappa", None, &move |answers| one(answers).kappa());
        rows.push(&format!("coders, {question}"), "alpha", None, &move |answers| one(answers).alpha());
    }
    table.notes.push(format!(
        "coders: {first} and {second}, on {} statements that both coded, each counted once; agreement: the share on which they \
         say the same",
        validated.double.len()
    ));
}

fn add(sample: &[&Answers]) -> Answers {
    let questions = sample.iter().map(|answers| answers.len()).max().unwrap_or_default();
    let mut sums = vec![TwoByTwo::default(); questions];
    for answers in sample {
        sums.iter_mut().zip(answers.iter()).for_each(|(sum, more)| *sum += *more);
    }
    sums
}

pub(super) fn documents(report: &Report) -> Table {
    Table::of(&report.documents)
        .name("document", |(document, _)| (*document).into())
        .number("statements", |(_, counts)| amount(counts.detection.total() - counts.invented))
        .number("outcomes", |(_, counts)| {
            let found = counts.detection.found();
            amount(found.right + found.missed)
        })
        .number("precision", |(_, counts)| defined(counts.detection.found().precision()))
        .number("recall", |(_, counts)| defined(counts.detection.found().recall()))
        .number("F1", |(_, counts)| defined(counts.detection.found().f1()))
        .number("kappa", |(_, counts)| defined(counts.detection.kappa()))
        .number("macro-F1", |(_, counts)| defined(AgreementCounts::macro_f1(&counts.end_to_end)))
        .table()
        .note("macro-F1: end to end, over the categories that people or the program see there")
}

/// One row a number of decisions: how the statements that were not decided are coded.
pub(super) fn curve(points: &[CurvePoint]) -> Table {
    let share = defined;
    Table::of(points)
        .number("decisions", |point| point.decisions.into())
        .number("statements", |point| Cell::number(Some(point.rest.detection.total()), 0))
        .number("precision", |point| share(point.rest.detection.found().precision()))
        .number("recall", |point| share(point.rest.detection.found().recall()))
        .number("F1", |point| share(point.rest.detection.found().f1()))
        .number("kappa", |point| share(point.rest.detection.kappa()))
        .number("categories", |point| share(AgreementCounts::macro_f1(&point.rest.end_to_end)))
        .number("given detection", |point| share(AgreementCounts::macro_f1(&point.rest.given)))
        .number("Brier", |point| share(point.calibration.brier()))
        .table()
        .note(
            "statements are those that were not decided; categories: macro-F1 end to end, and given detection; Brier: the mean \
             squared error of the probabilities (--calibration)",
        )
}

/// One row a number of decisions and a band of probabilities: how many of its statements are outcomes.
pub(super) fn calibration(points: &[CurvePoint]) -> Table {
    let bands = points.iter().flat_map(|point| point.calibration.bands().map(move |band| (point.decisions, band)));
    let bands = bands.filter(|(_, (.., band))| band.statements > 0);
    let interval = |band: &CalibrationBand| wilson(band.outcomes as f64, band.statements as f64);
    let table = Table::of(bands)
        .number("decisions", |(decisions, _)| (*decisions).into())
        .number("from", |(_, (from, ..))| Cell::number(Some(*from), 1))
        .number("to", |(_, (_, to, _))| Cell::number(Some(*to), 1))
        .number("statements", |(_, (.., band))| band.statements.into())
        .number("predicted", |(_, (.., band))| defined(band.predicted()))
        .number("outcomes", |(_, (.., band))| defined(band.right()))
        .number("at least", |(_, (.., band))| defined(interval(band).map(|(low, _)| low)))
        .number("at most", |(_, (.., band))| defined(interval(band).map(|(_, high)| high)))
        .table();
    let figure = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
    let said = points.iter().map(|point| {
        let (brier, error) = (figure(point.calibration.brier()), figure(point.calibration.error()));
        format!("after {} decisions: Brier score {brier}, expected calibration error {error}", point.decisions)
    });
    said.fold(table, Table::note).note(
        "statements are those that were not decided, by their probabilities; predicted: the mean of these; outcomes: the share \
         that are, with its 95 % interval (Wilson 1927)",
    )
}
