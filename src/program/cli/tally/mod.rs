//! `stratmine tally`: count intended outcomes.

mod cell;

use super::ExitStatus;
use super::common::{Common, Forms};
use crate::queries::Corpus;
use crate::queries::association::{AssociationMap, AssociationTest, CodePair};
use crate::queries::tally::Counting;
use clap::Subcommand;
use stratmine_analysis::statistics::Correspondence;
use stratmine_analysis::tally::TallyDimension;
use stratmine_output::{Cell, Column, ColumnRole, Measured, Table, TallyView, write_tally};

/// What is counted, by what.
#[derive(clap::Args)]
pub(super) struct CountArgs {
    /// What the rows go by
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = TallyDimension::Document)]
    by: TallyDimension,
    #[command(flatten)]
    columns: ColumnArgs,
}

impl CountArgs {
    pub(super) const fn counting(&self) -> Counting {
        self.columns.counting(self.by)
    }
}

/// What the columns go by and what is counted in them, whatever the rows are.
#[derive(clap::Args)]
struct ColumnArgs {
    /// What the columns go by
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = TallyDimension::Category)]
    across: TallyDimension,
    /// Count the codes that the rules propose, whatever people decided
    #[arg(long)]
    proposed: bool,
    /// Count again what a paper, or a related one, says again
    #[arg(long)]
    repeats: bool,
}

impl ColumnArgs {
    const fn counting(&self, by: TallyDimension) -> Counting {
        Counting { by, across: self.across, proposed: self.proposed, repeats: self.repeats }
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
pub(super) struct TallyArgs {
    #[command(subcommand)]
    command: Option<TallyCommand>,
    #[command(flatten)]
    counted: CountArgs,
    /// What the cells of a table for people hold
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Measured::Statements)]
    show: Measured,
    /// Say beside each row's outcomes how many are expected by the probabilities of its statements, with the 95 % interval
    #[arg(long)]
    expected: bool,
    #[command(flatten)]
    forms: Forms,
}

#[derive(Subcommand)]
enum TallyCommand {
    Cell(cell::TallyCellArgs),
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
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = TallyDimension::Partnering)]
    by: TallyDimension,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    forms: Forms,
}

/// Place rows and columns on a map by correspondence analysis: what goes together lies in one direction
#[derive(clap::Args)]
struct Map {
    /// What the rows go by
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = TallyDimension::Partnering)]
    by: TallyDimension,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    forms: Forms,
}

/// List which codes stand in one statement more often than by chance: domains and categories, unless others are named
#[derive(clap::Args)]
struct Pairs {
    /// The first codes
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = TallyDimension::Domain)]
    by: TallyDimension,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &TallyArgs) -> anyhow::Result<ExitStatus> {
    let study = common.study()?;
    let corpus = Corpus::open(&study.workspace)?;
    match &args.command {
        Some(TallyCommand::Cell(args)) => return cell::main(&study, &corpus, args),
        Some(TallyCommand::Test(Test { by, columns, forms })) => {
            let counting = columns.counting(*by);
            forms.print(&test(&corpus.association(counting)?, counting))?;
        }
        Some(TallyCommand::Map(Map { by, columns, forms })) => {
            let counting = columns.counting(*by);
            forms.print(&map(&corpus.association_map(counting)?, counting))?;
        }
        Some(TallyCommand::Pairs(Pairs { by, columns, forms })) => {
            let counting = columns.counting(*by);
            forms.print(&pairs(&corpus.pairs(counting)?, counting))?;
        }
        None => {
            let tally = corpus.tally(args.counted.counting())?;
            let view = TallyView { measured: args.show, expected: args.expected };
            args.forms.print_with(|shape, look, mut out| write_tally(&tally, view, shape, look, &mut out))?;
        }
    }
    common.say_uncovered(&corpus)?;
    Ok(ExitStatus::Complete)
}

fn test(test: &AssociationTest, counting: Counting) -> Table {
    let AssociationTest { crosstab, kept, counts, association, .. } = test;
    let rows = kept.rows.iter().zip(counts.cells()).zip(association.expected.iter().zip(&association.residuals));
    let cells = rows.flat_map(|((row, observed), (expected, residuals))| {
        let cells = kept.columns.iter().zip(observed).zip(expected).zip(residuals);
        cells.map(move |(((column, observed), expected), residual)| (*row, *column, *observed, *expected, *residual))
    });
    let mut table = Table::of(cells)
        .column(Column::named(ColumnRole::Text, counting.by.as_str()), |(row, ..)| crosstab.rows.get(*row).into())
        .column(Column::named(ColumnRole::Text, counting.across.as_str()), |(_, column, ..)| {
            crosstab.columns.get(*column).into()
        })
        .number("codings", |(_, _, observed, ..)| (*observed).into())
        .number("expected", |(.., expected, _)| Cell::number(Some(*expected), 1))
        .number("adjusted residual", |(.., residual)| Cell::number(Some(*residual), 2))
        .number("documents", |(row, ..)| crosstab.documents.iter().filter(|(group, _)| group == row).count().into())
        .table();
    table.notes.extend(test.said.iter().cloned());
    table.note("Residuals beyond ±2 are out of line (Haberman 1973; Agresti 2002).")
}

fn map(map: &AssociationMap, counting: Counting) -> Table {
    let [rows, columns] = &map.names;
    let found = &map.points;
    let points = |kind, names, kept: &[usize], masses: &[f64], points: &[Vec<f64>]| -> Vec<_> {
        let named = kept.iter().map(|place| <[String]>::get(names, *place).cloned());
        named.zip(masses.to_vec()).zip(points.to_vec()).map(|((name, mass), at)| (kind, name, mass, at)).collect()
    };
    let all = [
        points(counting.by.as_str(), rows.as_slice(), &map.kept.rows, &found.row_masses, &found.rows),
        points(counting.across.as_str(), columns.as_slice(), &map.kept.columns, &found.column_masses, &found.columns),
    ];
    let at = |point: &[f64], axis| Cell::number(Some(point.get(axis).copied().unwrap_or(0.0)), 4);
    let table = Table::of(all.concat())
        .text("kind", |(kind, ..)| (*kind).into())
        .text("name", |(_, name, ..)| name.into())
        .number("mass", |(_, _, mass, _)| Cell::number(Some(*mass), 4))
        .number("x", |(.., point)| at(point, 0))
        .number("y", |(.., point)| at(point, 1))
        .number("quality", |(.., point)| Cell::number(Some(Correspondence::quality(point, 2)), 3))
        .table();
    table.note(format!(
        "Correspondence analysis (Greenacre 2017), principal coordinates: total inertia {:.3}, of which {:.0}% on x \
         and {:.0}% on y. Quality: how much of a point's distance from the middle these two show. The sign of an \
         axis means nothing.",
        found.inertia,
        found.share(0) * 100.0,
        found.share(1) * 100.0
    ))
}

fn pairs(pairs: &[CodePair], counting: Counting) -> Table {
    let number = |number: f64, decimals| Cell::number(Some(number), decimals);
    // A code of one kind may be called like one of another: the heading says which is which.
    let (first, second) = match (counting.by, counting.across) {
        (by, across) if by == across => ("first", "second"),
        (by, across) => (by.as_str(), across.as_str()),
    };
    let table = Table::of(pairs)
        .text(first, |pair| (&pair.codes.first).into())
        .text(second, |pair| (&pair.codes.second).into())
        .number("both", |pair| pair.codes.counts[0].into())
        .number("expected", |pair| number(pair.measured.expected, 1))
        .column(Column::named(ColumnRole::Number, format!("{first} alone")), |pair| pair.codes.counts[1].into())
        .column(Column::named(ColumnRole::Number, format!("{second} alone")), |pair| pair.codes.counts[2].into())
        .number("jaccard", |pair| number(pair.measured.jaccard, 3))
        .number("phi", |pair| number(pair.measured.phi, 3))
        .number("odds ratio", |pair| number(pair.measured.odds_ratio, 2))
        .number("from", |pair| number(pair.measured.odds_interval.0, 2))
        .number("to", |pair| number(pair.measured.odds_interval.1, 2))
        .number("p (Holm)", |pair| Cell::Probability(pair.p))
        .table();
    table.note(
        "Over all intended outcomes counted, as if they were independent of each other, which statements of one \
         document are not: p-values are too small, and orders rather than proves. Odds ratio with 95 % interval \
         (Woolf 1955, one half added); p of chi-square, or Fisher's exact test where expected counts are small; \
         corrected for the number of pairs (Holm 1979).",
    )
}
