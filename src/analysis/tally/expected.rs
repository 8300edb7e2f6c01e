//! How many intended outcomes are expected, if the probabilities of statements are right.
//!
//! A count takes every statement for an outcome or none. The expected number adds up how likely each is one: 1 or 0 where a
//! person decided, else the program's probability. Its interval holds for statements that err independently of each
//! other; it knows nothing of probabilities that are wrong as a whole.

use serde::{Deserialize, Serialize};

/// What lies within so many standard deviations is 95 % of a normal distribution.
const NINETY_FIVE: f64 = 1.96;

/// The expected number of intended outcomes among statements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// Those that people decided: they are certain.
    decided: f64,
    /// The sum of the probabilities of all others.
    sum: f64,
    variance: f64,
}

impl Expected {
    /// Adds a statement that a person decided.
    pub fn add_decided(&mut self, is_outcome: bool) {
        self.decided += f64::from(u8::from(is_outcome));
    }

    /// Adds a statement that nobody decided, by its probability.
    pub fn add(&mut self, probability: f64) {
        self.sum += probability;
        self.variance += probability * (1.0 - probability);
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            decided: self.decided + other.decided,
            sum: self.sum + other.sum,
            variance: self.variance + other.variance,
        }
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> f64 {
        self.decided + self.sum
    }

    /// Its standard deviation: that of a sum of independent yes-or-no questions.
    #[must_use]
    pub fn deviation(self) -> f64 {
        self.variance.sqrt()
    }

    /// The 95 % interval of the number: 1.96 standard deviations to either side, never below what people decided.
    #[must_use]
    pub fn interval(self) -> (f64, f64) {
        let half = NINETY_FIVE * self.deviation();
        ((self.number() - half).max(self.decided), self.number() + half)
    }
}

#[cfg(test)]
mod tests {
    use super::Expected;

    #[test]
    fn decisions_are_certain_and_probabilities_add_up() {
        let mut expected = Expected::default();
        for is_outcome in [true, true, false] {
            expected.add_decided(is_outcome);
        }
        assert_eq!((expected.number(), expected.interval()), (2.0, (2.0, 2.0)));
        for _ in 0..100 {
            expected.add(0.5);
        }
        assert_eq!((expected.number(), expected.deviation()), (52.0, 5.0));
        assert_eq!(expected.interval(), (42.2, 61.8));
        let mut few = Expected::default();
        few.add_decided(true);
        few.add(0.1);
        let near = |value: f64, wanted: f64| (value - wanted).abs() < 1e-9;
        assert!(near(few.interval().0, 1.0), "what is decided is not taken back");
        assert!(near(few.plus(expected).number(), 53.1));
    }
}
