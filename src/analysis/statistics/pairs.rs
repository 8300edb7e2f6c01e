//! Whether two codes stand in one statement more often than by chance.

use super::Refused;

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
    let at = |sign: f64| (log + sign * 1.959_963_984_540_054 * error).exp();
    Ok(Pair {
        jaccard: a / (a + b + c),
        phi: if margins > 0.0 { (a * d - b * c) / margins } else { 0.0 },
        expected: (a + b) * (a + c) / total,
        odds_ratio: log.exp(),
        odds_interval: (at(-1.0), at(1.0)),
    })
}
