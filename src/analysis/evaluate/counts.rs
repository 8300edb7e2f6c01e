//! What is counted by document, so that every figure is one of sums.

use super::{DetectionCounts, TwoByTwo};
use std::ops::AddAssign;

/// What was counted in one document, or several: statements, each as many as it stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgreementCounts {
    /// Statements that are the same in both.
    pub statements: DetectionCounts,
    /// Intended outcomes.
    pub detection: TwoByTwo,
    /// Of those of the program, outcomes that no gold statement stands behind.
    pub invented: f64,
    /// By category, in the order of the report's: outcomes that were missed count as misses. Shorter where no category
    /// behind was met.
    pub end_to_end: Vec<DetectionCounts>,
    /// By category, of the outcomes that were found.
    pub given: Vec<DetectionCounts>,
    /// Outcomes found with exactly their categories.
    pub exact: f64,
}

impl AddAssign<&Self> for AgreementCounts {
    fn add_assign(&mut self, other: &Self) {
        self.statements += other.statements;
        self.detection += other.detection;
        self.invented += other.invented;
        self.exact += other.exact;
        self.make_room(other.end_to_end.len());
        self.end_to_end.iter_mut().zip(&other.end_to_end).for_each(|(sum, more)| *sum += *more);
        self.given.iter_mut().zip(&other.given).for_each(|(sum, more)| *sum += *more);
    }
}

impl AgreementCounts {
    /// Has a place for each of so many categories.
    pub fn make_room(&mut self, categories: usize) {
        for found in [&mut self.end_to_end, &mut self.given] {
            found.resize(categories.max(found.len()), DetectionCounts::default());
        }
    }

    /// The sum of several.
    pub fn sum<'c>(all: impl IntoIterator<Item = &'c Self>) -> Self {
        all.into_iter().fold(Self::default(), |mut sum, more| {
            sum += more;
            sum
        })
    }

    /// The mean F1 of the categories that people or the program see; `None` where they see none.
    pub fn macro_f1(by_category: &[DetectionCounts]) -> Option<f64> {
        let all: Vec<f64> = by_category.iter().filter_map(DetectionCounts::f1).collect();
        (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
    }

    /// How people and the program answer whether a statement is of a category, by its place, of all statements.
    pub fn category(&self, place: usize) -> TwoByTwo {
        let DetectionCounts { right, wrong, missed } = self.end_to_end.get(place).copied().unwrap_or_default();
        let neither = self.detection.total() - right - wrong - missed;
        TwoByTwo { both: right, second: wrong, first: missed, neither }
    }

    /// The share of outcomes found that have exactly their categories; `None` where none was found.
    pub fn exact_share(&self) -> Option<f64> {
        (self.detection.both > 0.0).then(|| self.exact / self.detection.both)
    }
}
