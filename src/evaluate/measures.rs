//! Figures of agreement, each from counts that can be added up.

use std::ops::AddAssign;

/// How two codings of the same statements answer one question of yes or no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TwoByTwo {
    /// Both say yes.
    pub both: usize,
    /// The second alone says yes.
    pub second: usize,
    /// The first alone says yes.
    pub first: usize,
    /// Both say no.
    pub neither: usize,
}

/// How many were found, invented and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Found.
    pub right: usize,
    /// Invented.
    pub wrong: usize,
    /// Missed.
    pub missed: usize,
}

/// A share; 0 of nothing.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl Found {
    /// The share of those found that are right.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// The share of those there that were found.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// The harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

impl TwoByTwo {
    /// Counts one statement.
    pub const fn count(&mut self, first: bool, second: bool) {
        match (first, second) {
            (true, true) => self.both += 1,
            (false, true) => self.second += 1,
            (true, false) => self.first += 1,
            (false, false) => self.neither += 1,
        }
    }

    /// How many statements.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.both + self.second + self.first + self.neither
    }

    /// The second coding measured by the first.
    #[must_use]
    pub const fn found(&self) -> Found {
        Found { right: self.both, wrong: self.second, missed: self.first }
    }

    /// Cohen's kappa; `None` without statements, 1 where no disagreement was possible.
    #[must_use]
    pub fn kappa(&self) -> Option<f64> {
        let n = self.total() as f64;
        if n == 0.0 {
            return None;
        }
        let observed = (self.both + self.neither) as f64 / n;
        let yes = (self.both + self.first) * (self.both + self.second);
        let no = (self.neither + self.first) * (self.neither + self.second);
        let chance = (yes + no) as f64 / n / n;
        Some(if yes + no == self.total() * self.total() { 1.0 } else { (observed - chance) / (1.0 - chance) })
    }

    /// Krippendorff's alpha for two coders and names as values; `None` below two statements.
    #[must_use]
    pub fn alpha(&self) -> Option<f64> {
        let n = 2 * self.total();
        if n < 4 {
            return None;
        }
        let differ = self.first + self.second;
        let yes = 2 * self.both + differ;
        let expected = (2 * yes * (n - yes)) as f64 / (n * (n - 1)) as f64;
        Some(if yes == 0 || yes == n { 1.0 } else { 1.0 - (2 * differ) as f64 / n as f64 / expected })
    }
}

impl AddAssign for TwoByTwo {
    fn add_assign(&mut self, other: Self) {
        self.both += other.both;
        self.second += other.second;
        self.first += other.first;
        self.neither += other.neither;
    }
}

impl AddAssign for Found {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

#[cfg(test)]
mod tests {
    use super::TwoByTwo;

    #[test]
    fn kappa_and_alpha_are_those_worked_out_by_hand() {
        // Observed (20 + 15) / 50 = .7; chance (.5 × .6) + (.5 × .4) = .5; kappa .4.
        let table = TwoByTwo { both: 20, second: 10, first: 5, neither: 15 };
        assert!((table.kappa().unwrap() - 0.4).abs() < 1e-12);
        // Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section A: ten articles, two observers.
        let table = TwoByTwo { both: 1, second: 3, first: 1, neither: 5 };
        let alpha = table.alpha().unwrap();
        assert!((alpha - 0.095).abs() < 0.001, "{alpha}");
    }

    #[test]
    fn figures_of_nothing_are_told_apart_from_bad_ones() {
        assert_eq!((TwoByTwo::default().kappa(), TwoByTwo::default().alpha()), (None, None));
        let all_no = TwoByTwo { neither: 7, ..TwoByTwo::default() };
        assert_eq!((all_no.kappa(), all_no.alpha()), (Some(1.0), Some(1.0)));
    }
}
