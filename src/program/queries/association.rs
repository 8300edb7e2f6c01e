//! What statistics say of tallies.

use super::tally::{Counting, gather};
use crate::{ProgramError, Workspace};
use stratmine_analysis::statistics::{
    Association, ContingencyTable, Correspondence, Kept, Permuted, Refused, SEED, associate, correspond, fisher, holm,
    pair, permute_documents,
};
use stratmine_analysis::tally::{Codes, Spread, Tallier, TallyDimension};
use stratmine_output::{Cell, Table};

/// How many times documents are dealt out anew.
const ROUNDS: u32 = 2000;

/// Fewest documents that a test of groups of documents is made of.
const FEWEST_DOCUMENTS: usize = 6;

/// What is said of documents in groups.
pub(crate) struct Weighed {
    /// Groups and columns that hold anything.
    pub(crate) kept: Kept,
    pub(crate) counts: ContingencyTable,
    pub(crate) association: Association,
    /// All that in sentences.
    pub(crate) said: Vec<String>,
}

/// Weighs documents in groups.
pub(crate) fn weigh(spread: &Spread, by: TallyDimension, across: TallyDimension) -> Result<Weighed, Refused> {
    if spread.documents.len() < FEWEST_DOCUMENTS {
        return Err(Refused::TooSmall("fewer than six documents have what the rows go by"));
    }
    let single = singles(spread);
    if single == spread.rows.len() {
        return Err(Refused::TooSmall(
            "every group is a single document, so that dealing documents out anew shows nothing",
        ));
    }
    let (counts, kept) = ContingencyTable::of(&spread.cells())?;
    let association = associate(&counts)?;
    let permuted = permute_documents(&spread.documents, spread.rows.len(), ROUNDS, SEED)?;
    let said = sentences(spread, by, across, &association, &permuted);
    Ok(Weighed { kept, counts, association, said })
}

/// How many groups are a single document.
fn singles(spread: &Spread) -> usize {
    let size = |group: usize| spread.documents.iter().filter(|(own, _)| *own == group).count();
    (0..spread.rows.len()).filter(|group| size(*group) < 2).count()
}

fn sentences(
    spread: &Spread,
    by: TallyDimension,
    across: TallyDimension,
    association: &Association,
    permuted: &Permuted,
) -> Vec<String> {
    let total: u64 = spread.documents.iter().flat_map(|(_, counts)| counts).sum();
    let verdict = if permuted.p < 0.05 {
        "So uneven a table is rare if they had nothing to do with each other."
    } else {
        "Chance alone gives so uneven a table often enough: nothing is shown."
    };
    let mut said = vec![format!(
        "Do {} and {} go together? Over {} documents with {total} codings: Cramér's V {:.2} (corrected for bias \
         {:.2}); whole documents dealt out anew {} times (seed {}): p = {:.4} (Monte Carlo error {:.4}). {verdict} \
         This is the test to go by, for statements of one document are not independent.",
        by.as_str(),
        across.as_str(),
        spread.documents.len(),
        association.v,
        association.v_corrected,
        permuted.rounds,
        permuted.seed,
        permuted.p,
        permuted.error
    )];
    said.push(format!(
        "As if statements were independent: χ² = {:.1}, {} degrees of freedom, p {}.",
        association.statistic,
        association.freedom,
        p_value(association.p)
    ));
    said.extend(association.warnings.iter().map(|warning| format!("Warning: {warning}.")));
    let single = singles(spread);
    if single > 0 {
        said.push(format!(
            "Warning: {single} of {} groups {} a single document: what is said of such a group is said of that paper.",
            spread.rows.len(),
            if single == 1 { "is" } else { "are" }
        ));
    }
    if spread.several > 0 || spread.none > 0 {
        said.push(format!(
            "For the test a document is in one group: {} with several are in their strongest, {} without are left out.",
            spread.several, spread.none
        ));
    }
    said
}

fn p_value(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { format!("= {p:.4}") }
}

fn tallier(workspace: &Workspace, counting: Counting) -> Result<Tallier, ProgramError> {
    let codes = if counting.proposed { Codes::Proposed } else { Codes::Held };
    let (mut tallier, _) = gather(workspace, codes, counting.asks_dalton(), |_, _| ())?;
    if counting.repeats {
        tallier.count_repeats();
    }
    Ok(tallier)
}

/// Whether the rows are told by documents, as the tests need.
fn of_documents(by: TallyDimension) -> Result<(), ProgramError> {
    if by.is_of_statement() || by == TallyDimension::Document {
        return Err(ProgramError::Form(format!(
            "--by {} is not what documents can be grouped by\nhint: partnering, rank, dalton, entry-point, \
             organisation or year; for codes within statements there is `stratmine tally pairs`",
            by.as_str()
        )));
    }
    Ok(())
}

fn refused(refused: &Refused) -> ProgramError {
    ProgramError::Form(format!("this cannot be tested: {refused}"))
}

/// Whether rows and columns go together: a row a cell with its adjusted residual, the tests below.
///
/// # Errors
/// [`ProgramError`]: there is no index, the rows are not told by documents, or the counts do not carry a test.
pub fn tally_test(workspace: &Workspace, counting: Counting) -> Result<Table, ProgramError> {
    of_documents(counting.by)?;
    let spread = tallier(workspace, counting)?.spread(counting.by, counting.across);
    let weighed = weigh(&spread, counting.by, counting.across).map_err(|error| refused(&error))?;
    let mut table = Table::new(&[
        counting.by.as_str(),
        counting.across.as_str(),
        ">codings",
        ">expected",
        ">adjusted residual",
        ">documents",
    ]);
    let Weighed { kept, counts, association, .. } = &weighed;
    for ((row, observed), (expected, residuals)) in
        kept.rows.iter().zip(counts.cells()).zip(association.expected.iter().zip(&association.residuals))
    {
        let documents = spread.documents.iter().filter(|(group, _)| group == row).count();
        for (((column, observed), expected), residual) in kept.columns.iter().zip(observed).zip(expected).zip(residuals)
        {
            table.push(vec![
                spread.rows.get(*row).cloned().into(),
                spread.columns.get(*column).cloned().into(),
                usize::try_from(*observed).unwrap_or(usize::MAX).into(),
                Cell::number(Some(*expected), 1),
                Cell::number(Some(*residual), 2),
                documents.into(),
            ]);
        }
    }
    table.notes.extend(weighed.said);
    table.notes.push("Residuals beyond ±2 are out of line (Haberman 1973; Agresti 2002).".to_owned());
    Ok(table)
}

/// The correspondence map: coordinates of rows and columns.
///
/// # Errors
/// As for [`tally_test`].
pub fn tally_map(workspace: &Workspace, counting: Counting) -> Result<Table, ProgramError> {
    let tallier = tallier(workspace, counting)?;
    let (rows, columns, cells) = if counting.by.is_of_statement() || counting.by == TallyDimension::Document {
        let tally = tallier.finish(counting.by, counting.across);
        let cells = tally.rows.iter().map(|row| row.cells.iter().map(|cell| cell.statements as u64).collect());
        (tally.rows.iter().map(|row| row.key.clone()).collect(), tally.columns.clone(), cells.collect())
    } else {
        let spread = tallier.spread(counting.by, counting.across);
        let cells: Vec<Vec<u64>> = spread.cells();
        (spread.rows, spread.columns, cells)
    };
    let (counts, kept) = ContingencyTable::of(&cells).map_err(|error| refused(&error))?;
    let found = correspond(&counts).map_err(|error| refused(&error))?;
    let mut table = Table::new(&["kind", "name", ">mass", ">x", ">y", ">quality"]);
    let mut push = |kind: &str, name: Option<&String>, mass: f64, point: &[f64]| {
        let at = |axis: usize| Cell::number(Some(point.get(axis).copied().unwrap_or(0.0)), 4);
        let quality = Cell::number(Some(Correspondence::quality(point, 2)), 3);
        table.push(vec![kind.into(), name.cloned().into(), Cell::number(Some(mass), 4), at(0), at(1), quality]);
    };
    let rows: &Vec<String> = &rows;
    for ((place, mass), point) in kept.rows.iter().zip(&found.row_masses).zip(&found.rows) {
        push(counting.by.as_str(), rows.get(*place), *mass, point);
    }
    for ((place, mass), point) in kept.columns.iter().zip(&found.column_masses).zip(&found.columns) {
        push(counting.across.as_str(), columns.get(*place), *mass, point);
    }
    table.notes.push(format!(
        "Correspondence analysis (Greenacre 2017), principal coordinates: total inertia {:.3}, of which {:.0}% on x \
         and {:.0}% on y. Quality: how much of a point's distance from the middle these two show. The sign of an \
         axis means nothing.",
        found.inertia,
        found.share(0) * 100.0,
        found.share(1) * 100.0
    ));
    Ok(table)
}

/// Which codes stand in one statement more often than by chance.
///
/// # Errors
/// [`ProgramError`]: there is no index, or a coded document is damaged.
pub fn tally_pairs(workspace: &Workspace, counting: Counting) -> Result<Table, ProgramError> {
    let together = tallier(workspace, counting)?.together(counting.by, counting.across);
    let mut table = Table::new(&[
        "first",
        "second",
        ">both",
        ">expected",
        ">first alone",
        ">second alone",
        ">jaccard",
        ">phi",
        ">odds ratio",
        ">from",
        ">to",
        ">p (Holm)",
    ]);
    let mut found = Vec::new();
    for one in together {
        let [both, first, second, neither] = one.counts;
        let Ok(measured) = pair(both, first, second, neither) else { continue };
        let p = ContingencyTable::of(&[vec![both, first], vec![second, neither]])
            .and_then(|(counts, _)| {
                let chi = associate(&counts)?;
                if chi.warnings.is_empty() { Ok(chi.p) } else { fisher(&counts) }
            })
            .unwrap_or(1.0);
        found.push((one, measured, p));
    }
    let corrected = holm(&found.iter().map(|(_, _, p)| *p).collect::<Vec<_>>()).map_err(|error| refused(&error))?;
    let mut rows: Vec<_> = found.into_iter().zip(corrected).collect();
    rows.sort_by(|((_, one, _), _), ((_, other, _), _)| other.phi.total_cmp(&one.phi));
    let count = |number: u64| Cell::from(usize::try_from(number).unwrap_or(usize::MAX));
    for ((one, measured, _), p) in rows {
        table.push(vec![
            one.first.into(),
            one.second.into(),
            count(one.counts[0]),
            Cell::number(Some(measured.expected), 1),
            count(one.counts[1]),
            count(one.counts[2]),
            Cell::number(Some(measured.jaccard), 3),
            Cell::number(Some(measured.phi), 3),
            Cell::number(Some(measured.odds_ratio), 2),
            Cell::number(Some(measured.odds_interval.0), 2),
            Cell::number(Some(measured.odds_interval.1), 2),
            Cell::number(Some(p), 4),
        ]);
    }
    table.notes.push(
        "Over all intended outcomes counted, as if they were independent of each other, which statements of one \
         document are not: p-values are too small, and orders rather than proves. Odds ratio with 95 % interval \
         (Woolf 1955, one half added); p of chi-square, or Fisher's exact test where expected counts are small; \
         corrected for the number of pairs (Holm 1979)."
            .to_owned(),
    );
    Ok(table)
}
