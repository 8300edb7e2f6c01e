//! Calibration: of statements with a probability of .8, are eight in ten outcomes?
//!
//! Figures: the Brier score (Brier 1950), the mean squared difference of probability and answer, and the expected
//! calibration error (Naeini et al. 2015), the mean over bands of the difference of the two, weighted by their statements.

use super::measures::share;
use std::ops::AddAssign;

/// Into how many bands probabilities are parted.
const BANDS: usize = 10;

/// Probabilities and what became of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    bands: [CalibrationBand; BANDS],
    squares: f64,
}

/// The statements whose probabilities lie near each other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CalibrationBand {
    /// Number of statements.
    pub statements: usize,
    /// How many of them are outcomes.
    pub outcomes: usize,
    /// The sum of their probabilities.
    predicted: f64,
}

/// The lowest probability of a band.
fn bound(place: usize) -> f64 {
    place as f64 / BANDS as f64
}

impl CalibrationBand {
    /// The mean of the probabilities; `None` where there are none.
    #[must_use]
    pub fn predicted(&self) -> Option<f64> {
        share(self.predicted, self.statements as f64)
    }

    /// The share that are outcomes; `None` where there are no statements.
    #[must_use]
    pub fn right(&self) -> Option<f64> {
        share(self.outcomes as f64, self.statements as f64)
    }
}

impl Calibration {
    /// Counts a statement: how likely an outcome it was said to be, and whether it is one.
    pub fn count(&mut self, probability: f64, is_outcome: bool) {
        let place = (0..BANDS - 1).find(|place| probability < bound(place + 1)).unwrap_or(BANDS - 1);
        if let Some(band) = self.bands.get_mut(place) {
            band.statements += 1;
            band.outcomes += usize::from(is_outcome);
            band.predicted += probability;
        }
        self.squares += (probability - f64::from(u8::from(is_outcome))).powi(2);
    }

    /// The bands, each with its lowest probability and that of the next.
    pub fn bands(&self) -> impl Iterator<Item = (f64, f64, &CalibrationBand)> {
        self.bands.iter().enumerate().map(move |(place, band)| (bound(place), bound(place + 1), band))
    }

    fn statements(&self) -> f64 {
        self.bands.iter().map(|band| band.statements).sum::<usize>() as f64
    }

    /// The Brier score, 0 to 1, the less the better; `None` where nothing was counted.
    #[must_use]
    pub fn brier(&self) -> Option<f64> {
        share(self.squares, self.statements())
    }

    /// The expected calibration error, 0 to 1, the less the better; `None` where nothing was counted.
    #[must_use]
    pub fn error(&self) -> Option<f64> {
        let differences: f64 = self.bands.iter().map(|band| (band.predicted - band.outcomes as f64).abs()).sum();
        share(differences, self.statements())
    }
}

impl AddAssign<&Self> for Calibration {
    fn add_assign(&mut self, other: &Self) {
        for (sum, band) in self.bands.iter_mut().zip(&other.bands) {
            sum.statements += band.statements;
            sum.outcomes += band.outcomes;
            sum.predicted += band.predicted;
        }
        self.squares += other.squares;
    }
}

#[cfg(test)]
mod tests {
    use super::Calibration;

    #[test]
    fn bands_say_how_often_what_was_said_came_true() {
        let mut counted = Calibration::default();
        assert_eq!((counted.brier(), counted.error()), (None, None));
        for (probability, is_outcome) in
            [(0.8, true), (0.8, true), (0.8, false), (0.8, true), (1.0, true), (0.1, false)]
        {
            counted.count(probability, is_outcome);
        }
        let held: Vec<_> = counted.bands().filter(|(.., band)| band.statements > 0).collect();
        let shown: Vec<_> = held.iter().map(|(from, to, band)| (*from, *to, band.statements, band.right())).collect();
        // A bound belongs to the band above it, 1 to the last.
        assert_eq!(shown, [(0.1, 0.2, 1, Some(0.0)), (0.8, 0.9, 4, Some(0.75)), (0.9, 1.0, 1, Some(1.0))]);
        let near = |value: Option<f64>, wanted: f64| (value.unwrap() - wanted).abs() < 1e-9;
        assert!(near(held[1].2.predicted(), 0.8));
        assert!(near(counted.brier(), (3.0 * 0.04 + 0.64 + 0.01) / 6.0));
        assert!(near(counted.error(), (0.2 + 0.1) / 6.0));
        let mut both = counted.clone();
        both += &counted;
        assert_eq!((both.brier(), both.bands().nth(8).unwrap().2.statements), (counted.brier(), 8));
    }
}
