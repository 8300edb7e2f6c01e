//! Statistics: do arrangements and outcomes go together, and how sure is that?
//!
//! In go tables of counts; out come figures, each with the conditions under which it holds. What the counts do not carry
//! is refused in words ([`Refused`]); what they barely carry comes with a warning. Pure: no clock, and every random series
//! has a stated seed. The closed forms are compared with `SciPy` to nine digits on published tables
//! (`tests/cases/statistics.py`).

mod association;
mod correspondence;
mod intervals;
mod permute;
#[cfg(test)]
mod tests;

pub use association::{Association, Pair, associate, fisher, pair};
pub use correspondence::{Correspondence, correspond};
pub use intervals::{
    DRAWS, SEED, half_width, holm, interval, next, statements_for_kappa, statements_for_share, wilson,
};
pub use permute::{Permuted, permute_documents};

/// A table of counts: rows × columns, no row and no column empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContingencyTable {
    cells: Vec<Vec<u64>>,
}

/// Why something is not calculated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is nothing to compare.
    #[error("there is nothing to compare: {0}")]
    TooSmall(&'static str),
    /// The rows have different numbers of cells.
    #[error("the rows of the table have different numbers of cells")]
    Ragged,
    /// A number is not one.
    #[error("{0}")]
    NoNumber(&'static str),
}

impl ContingencyTable {
    /// A table; rows and columns without any count are left out, since nothing can be said of them. The places of those kept
    /// are given back with it.
    ///
    /// # Errors
    /// [`Refused`] where fewer than two rows or two columns hold anything.
    pub fn of(cells: &[Vec<u64>]) -> Result<(Self, Kept), Refused> {
        let width = cells.first().map_or(0, Vec::len);
        if cells.iter().any(|row| row.len() != width) {
            return Err(Refused::Ragged);
        }
        let rows: Vec<usize> = (0..cells.len())
            .filter(|row| cells.get(*row).is_some_and(|row| row.iter().any(|count| *count > 0)))
            .collect();
        let holds = |column: &usize| cells.iter().any(|row| row.get(*column).is_some_and(|count| *count > 0));
        let columns: Vec<usize> = (0..width).filter(holds).collect();
        if rows.len() < 2 {
            return Err(Refused::TooSmall("fewer than two rows hold any count"));
        }
        if columns.len() < 2 {
            return Err(Refused::TooSmall("fewer than two columns hold any count"));
        }
        let kept = |row: &usize| {
            let row = cells.get(*row).map(Vec::as_slice).unwrap_or_default();
            columns.iter().filter_map(|column| row.get(*column).copied()).collect()
        };
        Ok((Self { cells: rows.iter().map(kept).collect() }, Kept { rows, columns }))
    }

    /// The counts, row by row.
    pub fn cells(&self) -> &[Vec<u64>] {
        &self.cells
    }

    fn row_sums(&self) -> Vec<f64> {
        self.cells.iter().map(|row| row.iter().map(|count| *count as f64).sum()).collect()
    }

    fn column_sums(&self) -> Vec<f64> {
        let width = self.cells.first().map_or(0, Vec::len);
        let sum = |column: usize| self.cells.iter().filter_map(|row| row.get(column)).map(|count| *count as f64).sum();
        (0..width).map(sum).collect()
    }

    fn total(&self) -> f64 {
        self.row_sums().iter().sum()
    }
}

/// Which rows and columns of what was given a table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Places of the rows.
    pub rows: Vec<usize>,
    /// Places of the columns.
    pub columns: Vec<usize>,
}
