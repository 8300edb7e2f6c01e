//! Logistic regression with normal priors: the one numerical method of learning.
//!
//! In: rows of a sparse design with a yes or no each, and an offset each row begins with. Out: the coefficients that are
//! most likely after the rows were seen (maximum a posteriori). Every coefficient has a normal prior with mean 0 and
//! standard deviation 1; wider or narrower priors are had by scaling the row's values. The function minimised is strictly
//! convex, so there is one answer, and the same rows in the same order give the same bytes.
//!
//! Method: Newton's steps, each solved by conjugate gradients with a diagonal preconditioner and shortened until the loss
//! falls (Nocedal and Wright, *Numerical Optimization*, 2006, chapter 7).

/// Rows of a sparse design.
#[derive(Clone, Debug, Default)]
pub(super) struct Design {
    /// Where each row's entries begin, and where the last one's end.
    starts: Vec<usize>,
    /// Column and value of each entry.
    entries: Vec<(usize, f64)>,
    width: usize,
    offsets: Vec<f64>,
    answers: Vec<bool>,
    weights: Vec<f64>,
}

impl Design {
    /// Adds a row: its entries, the offset it begins with, the answer, and how much it counts.
    pub(super) fn push(&mut self, entries: impl Iterator<Item = (usize, f64)>, offset: f64, answer: bool, weight: f64) {
        self.starts.push(self.entries.len());
        self.entries.extend(entries);
        self.width = self.row(self.offsets.len()).iter().map(|(column, _)| column + 1).fold(self.width, usize::max);
        self.offsets.push(offset);
        self.answers.push(answer);
        self.weights.push(weight);
    }

    fn row(&self, number: usize) -> &[(usize, f64)] {
        let end = self.starts.get(number + 1).copied().unwrap_or(self.entries.len());
        self.starts.get(number).and_then(|start| self.entries.get(*start..end)).unwrap_or_default()
    }

    fn rows(&self) -> impl Iterator<Item = &[(usize, f64)]> {
        (0..self.offsets.len()).map(|number| self.row(number))
    }

    /// The product with `vector`, a number a row.
    fn times(&self, vector: &[f64]) -> Vec<f64> {
        let at = |column: usize| vector.get(column).copied().unwrap_or_default();
        self.rows().map(|row| row.iter().map(|&(column, value)| at(column) * value).sum()).collect()
    }

    /// The product of the transpose with `vector`, a number a column.
    fn transpose_times(&self, vector: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut sums = vec![0.0; self.width];
        for (row, factor) in self.rows().zip(vector) {
            for &(column, value) in row {
                if let Some(sum) = sums.get_mut(column) {
                    *sum += factor * value;
                }
            }
        }
        sums
    }

    /// The most likely coefficients, one a column.
    pub(super) fn solve(&self) -> Vec<f64> {
        const MOST_STEPS: usize = 100;
        const SMALL: f64 = 1e-6;
        let mut at = vec![0.0; self.width];
        let mut loss = self.loss(&at);
        for _ in 0..MOST_STEPS {
            let scores = self.scores(&at);
            let chances: Vec<f64> = scores.into_iter().map(probability).collect();
            let errors = chances.iter().zip(&self.answers).zip(&self.weights);
            let mut gradient = self.transpose_times(
                errors.map(|((chance, answer), weight)| weight * (chance - f64::from(u8::from(*answer)))),
            );
            add(&mut gradient, 1.0, &at);
            if gradient.iter().all(|slope| slope.abs() < SMALL) {
                break;
            }
            let curvature: Vec<f64> =
                chances.iter().zip(&self.weights).map(|(chance, weight)| weight * chance * (1.0 - chance)).collect();
            let step = self.newton_step(&gradient, &curvature);
            let mut share = 1.0;
            let (next, next_loss) = loop {
                let mut next = at.clone();
                add(&mut next, -share, &step);
                let next_loss = self.loss(&next);
                if next_loss < loss || share < SMALL {
                    break (next, next_loss);
                }
                share /= 2.0;
            };
            if next_loss >= loss {
                break;
            }
            (at, loss) = (next, next_loss);
        }
        at
    }

    fn scores(&self, at: &[f64]) -> Vec<f64> {
        let mut scores = self.times(at);
        add(&mut scores, 1.0, &self.offsets);
        scores
    }

    /// The negative logarithm of the posterior, but for a constant.
    fn loss(&self, at: &[f64]) -> f64 {
        let scores = self.scores(at);
        let of_row = |((score, answer), weight): ((&f64, &bool), &f64)| {
            // log(1 + e^s) without overflow.
            let softplus = score.max(0.0) + (-score.abs()).exp().ln_1p();
            weight * (softplus - if *answer { *score } else { 0.0 })
        };
        let data: f64 = scores.iter().zip(&self.answers).zip(&self.weights).map(of_row).sum();
        data + dot(at, at) / 2.0
    }

    /// Solves `(XᵀWX + 1) s = gradient`, as exactly as a step needs it.
    fn newton_step(&self, gradient: &[f64], curvature: &[f64]) -> Vec<f64> {
        const MOST_ROUNDS: usize = 400;
        let mut diagonal = vec![1.0; self.width];
        for (row, weight) in self.rows().zip(curvature) {
            for &(column, value) in row {
                if let Some(sum) = diagonal.get_mut(column) {
                    *sum += weight * value * value;
                }
            }
        }
        let precondition =
            |vector: &[f64]| -> Vec<f64> { vector.iter().zip(&diagonal).map(|(one, scale)| one / scale).collect() };
        let size = dot(gradient, gradient).sqrt();
        let enough = size * size.sqrt().min(0.1);
        let mut step = vec![0.0; self.width];
        let mut left = gradient.to_vec();
        let mut scaled = precondition(&left);
        let mut direction = scaled.clone();
        let mut product = dot(&left, &scaled);
        for _ in 0..MOST_ROUNDS {
            if dot(&left, &left).sqrt() <= enough {
                break;
            }
            let along = self.times(&direction);
            let mut bent = self.transpose_times(along.iter().zip(curvature).map(|(one, weight)| one * weight));
            add(&mut bent, 1.0, &direction);
            let length = product / dot(&direction, &bent);
            add(&mut step, length, &direction);
            add(&mut left, -length, &bent);
            scaled = precondition(&left);
            let before = std::mem::replace(&mut product, dot(&left, &scaled));
            let kept = product / before;
            for (one, new) in direction.iter_mut().zip(&scaled) {
                *one = new + kept * *one;
            }
        }
        step
    }
}

/// The probability that belongs to a score (log-odds).
pub(super) fn probability(score: f64) -> f64 {
    1.0 / (1.0 + (-score).exp())
}

/// The score (log-odds) that belongs to a probability.
pub(super) fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

/// Adds `factor` times `other`.
fn add(sum: &mut [f64], factor: f64, other: &[f64]) {
    for (one, other) in sum.iter_mut().zip(other) {
        *one += factor * other;
    }
}

#[cfg(test)]
mod tests {
    use super::{Design, log_odds, probability};

    #[test]
    fn one_coefficient_is_where_prior_and_data_balance() {
        let mut design = Design::default();
        for _ in 0..3 {
            design.push([(0, 1.0)].into_iter(), 0.0, true, 1.0);
        }
        let [found] = design.solve()[..] else { panic!() };
        // 3 (1 − p) = b: the slope of the data is that of the prior.
        assert!((3.0 * (1.0 - probability(found)) - found).abs() < 1e-6, "{found}");
    }

    #[test]
    fn an_offset_that_explains_all_leaves_the_coefficients_near_0() {
        let mut design = Design::default();
        for answer in [true, false] {
            for column in 0..2 {
                design.push([(column, 1.0)].into_iter(), if answer { 20.0 } else { -20.0 }, answer, 1.0);
            }
        }
        assert!(design.solve().iter().all(|coefficient| coefficient.abs() < 1e-6));
    }

    #[test]
    fn a_weight_counts_as_so_many_rows() {
        let (mut twice, mut double) = (Design::default(), Design::default());
        for (column, answer) in [(0, true), (1, false), (0, false)] {
            twice.push([(column, 1.0), (2, 0.5)].into_iter(), 0.3, answer, 1.0);
            twice.push([(column, 1.0), (2, 0.5)].into_iter(), 0.3, answer, 1.0);
            double.push([(column, 1.0), (2, 0.5)].into_iter(), 0.3, answer, 2.0);
        }
        let (twice, double) = (twice.solve(), double.solve());
        assert!(twice.iter().zip(&double).all(|(twice, double)| (twice - double).abs() < 1e-5), "{twice:?} {double:?}");
    }

    #[test]
    fn log_odds_and_probability_undo_each_other() {
        for chance in [0.01, 0.35, 0.5, 0.99] {
            assert!((probability(log_odds(chance)) - chance).abs() < 1e-12);
        }
    }
}
