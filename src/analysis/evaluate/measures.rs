//! Figures of agreement, each from counts that can be added up.

use std::ops::AddAssign;

/// What sums of weights may be off by.
const NO_MORE: f64 = 1e-9;

/// How two codings of the same statements answer one question of yes or no.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TwoByTwo {
    /// Both say yes.
    pub both: f64,
    /// The second alone says yes.
    pub second: f64,
    /// The first alone says yes.
    pub first: f64,
    /// Both say no.
    pub neither: f64,
}

/// How many were found, invented and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DetectionCounts {
    /// Found.
    pub right: f64,
    /// Invented.
    pub wrong: f64,
    /// Missed.
    pub missed: f64,
}

/// A share; of nothing there is none.
pub(super) fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

impl DetectionCounts {
    /// Counts one that is there: found, or missed.
    pub const fn add(&mut self, found: bool, weight: f64) {
        if found {
            self.right += weight;
        } else {
            self.missed += weight;
        }
    }

    /// The share of those found that are right; `None` where nothing was found.
    pub fn precision(&self) -> Option<f64> {
        share(self.right, self.right + self.wrong)
    }

    /// The share of those there that were found; `None` where nothing is there.
    pub fn recall(&self) -> Option<f64> {
        share(self.right, self.right + self.missed)
    }

    /// The harmonic mean of precision and recall (van Rijsbergen, 1979), by counts; `None` where nothing is there and
    /// nothing was found.
    pub fn f1(&self) -> Option<f64> {
        share(2.0 * self.right, 2.0 * self.right + self.wrong + self.missed)
    }
}

impl TwoByTwo {
    /// Counts a statement that stands for as many as `weight`.
    pub const fn count(&mut self, first: bool, second: bool, weight: f64) {
        match (first, second) {
            (true, true) => self.both += weight,
            (false, true) => self.second += weight,
            (true, false) => self.first += weight,
            (false, false) => self.neither += weight,
        }
    }

    /// How many statements.
    pub const fn total(&self) -> f64 {
        self.both + self.second + self.first + self.neither
    }

    /// The share of statements that both give the same value; `None` without statements.
    pub fn agreement(&self) -> Option<f64> {
        share(self.both + self.neither, self.total())
    }

    /// The second coding measured by the first.
    pub const fn found(&self) -> DetectionCounts {
        DetectionCounts { right: self.both, wrong: self.second, missed: self.first }
    }

    /// Cohen's kappa; `None` without statements, and where both give all of them one value: then chance alone agrees.
    pub fn kappa(&self) -> Option<f64> {
        let n = self.total();
        if n <= 0.0 {
            return None;
        }
        let observed = (self.both + self.neither) / n;
        let yes = (self.both + self.first) * (self.both + self.second);
        let no = (self.neither + self.first) * (self.neither + self.second);
        let chance = (yes + no) / n / n;
        (chance <= 1.0 - NO_MORE).then(|| (observed - chance) / (1.0 - chance))
    }

    /// Krippendorff's alpha for two coders and names as values; `None` below two statements, and where all have one value
    /// (Krippendorff, 2011: without variation there is nothing to be reliable about).
    pub fn alpha(&self) -> Option<f64> {
        let n = 2.0 * self.total();
        if n < 4.0 - NO_MORE {
            return None;
        }
        let differ = self.first + self.second;
        let yes = 2.0 * self.both + differ;
        let expected = 2.0 * yes * (n - yes) / (n * (n - 1.0));
        (expected >= NO_MORE).then(|| 1.0 - 2.0 * differ / n / expected)
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

impl AddAssign for DetectionCounts {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

#[cfg(test)]
mod tests {
    use super::{DetectionCounts, TwoByTwo};

    #[test]
    fn kappa_and_alpha_are_those_worked_out_by_hand() {
        // Observed (20 + 15) / 50 = .7; chance (.5 × .6) + (.5 × .4) = .5; kappa .4.
        let table = TwoByTwo { both: 20.0, second: 10.0, first: 5.0, neither: 15.0 };
        assert!((table.kappa().unwrap() - 0.4).abs() < 1e-12);
        // Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section A: ten articles, two observers.
        let table = TwoByTwo { both: 1.0, second: 3.0, first: 1.0, neither: 5.0 };
        let alpha = table.alpha().unwrap();
        assert!((alpha - 0.095).abs() < 0.001, "{alpha}");
    }

    #[test]
    fn figures_of_nothing_are_told_apart_from_bad_ones() {
        assert_eq!((TwoByTwo::default().kappa(), TwoByTwo::default().alpha()), (None, None));
        for all_alike in
            [TwoByTwo { neither: 7.0, ..TwoByTwo::default() }, TwoByTwo { both: 7.0, ..TwoByTwo::default() }]
        {
            assert_eq!((all_alike.kappa(), all_alike.alpha()), (None, None));
        }
        let nothing = DetectionCounts::default();
        assert_eq!((nothing.precision(), nothing.recall(), nothing.f1()), (None, None, None));
        let missed = DetectionCounts { missed: 2.0, ..nothing };
        assert_eq!((missed.precision(), missed.recall(), missed.f1()), (None, Some(0.0), Some(0.0)));
    }
}
