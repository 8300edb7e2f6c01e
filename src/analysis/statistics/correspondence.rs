//! Correspondence analysis: rows and columns of a table as points, so that those that go together lie in one direction.
//!
//! Source: Greenacre 2017, *Correspondence Analysis in Practice*, third edition, appendix A.

use super::{ContingencyTable, Refused};
use nalgebra::DMatrix;

/// A table as points.
#[derive(Clone, Debug, PartialEq)]
pub struct Correspondence {
    /// Total inertia: the chi-square statistic divided by the number of counts.
    pub inertia: f64,
    /// Inertia of each axis, largest first.
    pub axes: Vec<f64>,
    /// Masses of the rows.
    pub row_masses: Vec<f64>,
    /// Masses of the columns.
    pub column_masses: Vec<f64>,
    /// Principal coordinates of the rows, one an axis. Of each axis the row furthest out lies on the positive side.
    pub rows: Vec<Vec<f64>>,
    /// Principal coordinates of the columns.
    pub columns: Vec<Vec<f64>>,
}

impl Correspondence {
    /// The part of the inertia on an axis, 0 to 1.
    pub fn share(&self, axis: usize) -> f64 {
        self.axes.get(axis).map_or(0.0, |inertia| inertia / self.inertia)
    }

    /// How well the first `axes` axes show a row or column, 0 to 1: its squared cosines.
    pub fn quality(point: &[f64], axes: usize) -> f64 {
        let length = |point: &[f64]| point.iter().map(|at| at * at).sum::<f64>();
        let whole = length(point);
        if whole > 0.0 { length(point.get(..axes).unwrap_or(point)) / whole } else { 0.0 }
    }
}

/// The coordinates of a table's rows and columns.
///
/// # Errors
/// [`Refused`] where rows and columns do not go together at all, so that there is nothing to show.
pub fn correspond(counts: &ContingencyTable) -> Result<Correspondence, Refused> {
    let total = counts.total();
    let row_masses: Vec<f64> = counts.row_sums().iter().map(|sum| sum / total).collect();
    let column_masses: Vec<f64> = counts.column_sums().iter().map(|sum| sum / total).collect();
    let (height, width) = (row_masses.len(), column_masses.len());
    let mut scaled = Vec::with_capacity(height * width);
    for (row, row_mass) in counts.cells().iter().zip(&row_masses) {
        for (count, column_mass) in row.iter().zip(&column_masses) {
            let expected = row_mass * column_mass;
            scaled.push((*count as f64 / total - expected) / expected.sqrt());
        }
    }
    let inertia: f64 = scaled.iter().map(|at| at * at).sum();
    if inertia < 1e-12 {
        return Err(Refused::TooSmall("all rows have the same shares"));
    }
    let found = DMatrix::from_row_slice(height, width, &scaled).svd(true, true);
    let (Some(left), Some(right)) = (found.u, found.v_t) else {
        return Err(Refused::TooSmall("the table cannot be taken apart into axes"));
    };
    let mut order: Vec<(usize, f64)> = found.singular_values.iter().copied().enumerate().collect();
    order.sort_by(|one, other| other.1.total_cmp(&one.1));
    order.truncate(height.min(width) - 1);
    let mut rows = vec![Vec::with_capacity(order.len()); height];
    let mut columns = vec![Vec::with_capacity(order.len()); width];
    for (axis, value) in &order {
        let side = |place: usize, mass: &f64| left.get((place, *axis)).copied().unwrap_or(0.0) * value / mass.sqrt();
        let own: Vec<f64> = row_masses.iter().enumerate().map(|(place, mass)| side(place, mass)).collect();
        let furthest = own.iter().copied().fold(0.0_f64, |far, at| if at.abs() > far.abs() + 1e-9 { at } else { far });
        let sign = if furthest < 0.0 { -1.0 } else { 1.0 };
        for (row, at) in rows.iter_mut().zip(own) {
            row.push(sign * at);
        }
        for ((place, column), mass) in columns.iter_mut().enumerate().zip(&column_masses) {
            column.push(sign * right.get((*axis, place)).copied().unwrap_or(0.0) * value / mass.sqrt());
        }
    }
    let axes = order.iter().map(|(_, value)| value * value).collect();
    Ok(Correspondence { inertia, axes, row_masses, column_masses, rows, columns })
}
