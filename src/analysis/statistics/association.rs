//! Whether rows and columns of a table go together, and two codes in one statement.

use super::{ContingencyTable, Refused};
use statrs::function::gamma::{gamma_ur, ln_gamma};

/// Least expected count below which the chi-square distribution is no longer a good likeness (Cochran 1954).
const LEAST_EXPECTED: f64 = 5.0;
/// The part of the cells that may lie below it.
const FEW: f64 = 0.2;

/// What the chi-square test says of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Association {
    /// Pearson's statistic (1900), without correction.
    pub statistic: f64,
    /// Degrees of freedom.
    pub freedom: usize,
    /// Probability of such a table or a more uneven one if rows and columns had nothing to do with each other, 0 to 1.
    pub p: f64,
    /// Cramér's V (1946): 0 none, 1 full association.
    pub v: f64,
    /// V corrected for bias (Bergsma 2013).
    pub v_corrected: f64,
    /// Expected counts.
    pub expected: Vec<Vec<f64>>,
    /// Adjusted standardised residuals (Haberman 1973): beyond ±2 a cell is out of line.
    pub residuals: Vec<Vec<f64>>,
    /// Conditions that do not hold, in words.
    pub warnings: Vec<String>,
}

/// The chi-square test of independence.
///
/// # Errors
/// [`Refused`] where all counts lie in one row or column; [`ContingencyTable::of`] says so before.
pub fn associate(counts: &ContingencyTable) -> Result<Association, Refused> {
    let (rows, columns, total) = (counts.row_sums(), counts.column_sums(), counts.total());
    if rows.len() < 2 || columns.len() < 2 {
        return Err(Refused::TooSmall("fewer than two rows or columns"));
    }
    let expected: Vec<Vec<f64>> =
        rows.iter().map(|row| columns.iter().map(|column| row * column / total).collect()).collect();
    let mut statistic = 0.0;
    let mut residuals = Vec::with_capacity(rows.len());
    for ((observed, expected), row) in counts.cells().iter().zip(&expected).zip(&rows) {
        let mut own = Vec::with_capacity(columns.len());
        for ((observed, expected), column) in observed.iter().zip(expected).zip(&columns) {
            let off = *observed as f64 - expected;
            statistic += off * off / expected;
            own.push(off / (expected * (1.0 - row / total) * (1.0 - column / total)).sqrt());
        }
        residuals.push(own);
    }
    let (r, k) = (rows.len() as f64, columns.len() as f64);
    let freedom = (rows.len() - 1) * (columns.len() - 1);
    let phi2 = statistic / total;
    let corrected = (phi2 - (r - 1.0) * (k - 1.0) / (total - 1.0)).max(0.0);
    let shrunk = |of: f64| of - (of - 1.0).powi(2) / (total - 1.0);
    Ok(Association {
        statistic,
        freedom,
        p: chi_square_beyond(statistic, freedom as f64),
        v: (phi2 / (r.min(k) - 1.0)).sqrt(),
        v_corrected: (corrected / (shrunk(r).min(shrunk(k)) - 1.0).max(f64::MIN_POSITIVE)).sqrt(),
        warnings: warnings(&expected),
        expected,
        residuals,
    })
}

/// Probability of a chi-square variable beyond a value: the regularised upper incomplete gamma function.
pub(super) fn chi_square_beyond(statistic: f64, freedom: f64) -> f64 {
    if statistic <= 0.0 { 1.0 } else { gamma_ur(freedom / 2.0, statistic / 2.0) }
}

fn warnings(expected: &[Vec<f64>]) -> Vec<String> {
    let all: Vec<f64> = expected.iter().flatten().copied().collect();
    let below = all.iter().filter(|count| **count < LEAST_EXPECTED).count();
    let mut warnings = Vec::new();
    if below as f64 > FEW * all.len() as f64 {
        warnings.push(format!(
            "{below} of {} expected counts lie below 5 (more than a fifth: Cochran 1954), so the chi-square p is \
             not to be relied on; the permutation p is",
            all.len()
        ));
    }
    if all.iter().any(|count| *count < 1.0) {
        warnings.push("an expected count lies below 1".to_owned());
    }
    warnings
}

/// Fisher's exact test (1935) of a table of two rows and two columns: the two-sided p, the sum over all tables of these
/// margins that are no more probable than the one observed.
///
/// # Errors
/// [`Refused`] where the table is not two by two.
pub fn fisher(counts: &ContingencyTable) -> Result<f64, Refused> {
    /// What equal probabilities may differ by.
    const SAME: f64 = 1.0 + 1e-7;
    let [first, second] = counts.cells() else {
        return Err(Refused::TooSmall("Fisher's test needs two rows and two columns"));
    };
    let ([a, b], [c, d]) = (first.as_slice(), second.as_slice()) else {
        return Err(Refused::TooSmall("Fisher's test needs two rows and two columns"));
    };
    let (row, other, column) = (a + b, c + d, a + c);
    let ln_choose = |n: u64, k: u64| ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    let whole = ln_choose(row + other, column);
    let probability = |x: u64| (ln_choose(row, x) + ln_choose(other, column - x) - whole).exp();
    let observed = probability(*a) * SAME;
    let all = column.saturating_sub(other)..=row.min(column);
    Ok(all.map(probability).filter(|probability| *probability <= observed).sum::<f64>().min(1.0))
}

fn ln_factorial(n: u64) -> f64 {
    ln_gamma(n as f64 + 1.0)
}

/// Two codes over the same statements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Statements with both as a part of those with either (Jaccard 1912), 0 to 1.
    pub jaccard: f64,
    /// The phi coefficient, -1 to 1.
    pub phi: f64,
    /// How many with both chance would give.
    pub expected: f64,
    /// The odds ratio, one half added to every cell (Haldane 1956; Anscombe 1956).
    pub odds_ratio: f64,
    /// Its 95 % interval (Woolf 1955).
    pub odds_interval: (f64, f64),
}

/// Of statements: with both codes, with the first alone, with the second alone, with neither.
///
/// # Errors
/// [`Refused`] where there are no statements, or none with either.
pub fn pair(both: u64, first: u64, second: u64, neither: u64) -> Result<Pair, Refused> {
    if both + first + second == 0 {
        return Err(Refused::TooSmall("no statement has either code"));
    }
    let [a, b, c, d] = [both, first, second, neither].map(|count| count as f64);
    let total = a + b + c + d;
    let margins = ((a + b) * (c + d) * (a + c) * (b + d)).sqrt();
    let [ha, hb, hc, hd] = [a, b, c, d].map(|count| count + 0.5);
    let log = (ha * hd / (hb * hc)).ln();
    let error = (1.0 / ha + 1.0 / hb + 1.0 / hc + 1.0 / hd).sqrt();
    let at = |sign: f64| (log + sign * super::intervals::NORMAL * error).exp();
    Ok(Pair {
        jaccard: a / (a + b + c),
        phi: if margins > 0.0 { (a * d - b * c) / margins } else { 0.0 },
        expected: (a + b) * (a + c) / total,
        odds_ratio: log.exp(),
        odds_interval: (at(-1.0), at(1.0)),
    })
}
