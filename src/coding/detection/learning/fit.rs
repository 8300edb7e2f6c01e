//! Fitting the shipped weights on coded statements.

use super::solve::Design;
use super::weights::{Fit, Weights};
use std::collections::{BTreeMap, BTreeSet};

/// A statement that somebody coded.
#[derive(Clone, Debug, PartialEq)]
pub struct CodedStatement {
    /// The paper it stands in.
    pub paper: String,
    /// Whether it is an intended outcome.
    pub is_outcome: bool,
    /// What it counts: 1 for one coder's code.
    pub weight: f64,
    /// The names of what holds of it: see [`Coder::observe`](crate::Coder::observe).
    pub features: Vec<String>,
}

/// Features that fewer papers have get no weight: they would be that paper's own words.
const FEWEST_PAPERS: usize = 3;

/// The standard deviation of the weights' prior, in log-odds; chosen on papers left out.
const SPREAD: f64 = 0.32;

/// The standard deviation of the intercept's prior: wide, so that the data alone set it.
const INTERCEPT_SPREAD: f64 = 10.0;

/// Weights nearer to 0 are left out of the file.
const SMALLEST: f64 = 0.01;

/// The probability from which a statement is an intended outcome. On papers left out F1 is flat between .35 and .45; at .37
/// three in five of those named are outcomes without any decision (docs/quality.md).
const THRESHOLD: f64 = 0.37;

/// Fits weights on coded statements. The same statements in any order give the same weights.
#[must_use]
pub fn fit(statements: &[CodedStatement], fitted_on: String) -> Weights {
    let mut statements: Vec<&CodedStatement> = statements.iter().collect();
    statements.sort_by(|a, b| {
        (&a.paper, &a.features, a.is_outcome)
            .cmp(&(&b.paper, &b.features, b.is_outcome))
            .then(a.weight.total_cmp(&b.weight))
    });
    let papers: BTreeSet<&str> = statements.iter().map(|one| one.paper.as_str()).collect();
    let (intercept, mut weights) = weights_of(&statements);
    weights.retain(|_, weight| weight.abs() >= SMALLEST);
    let fit = Fit {
        statements: statements.len(),
        outcomes: statements.iter().filter(|one| one.is_outcome).count(),
        papers: papers.len(),
        fitted_on,
        intercept: rounded(intercept),
        threshold: THRESHOLD,
    };
    Weights::new(fit, weights)
}

/// The intercept, and the weights by name.
fn weights_of(statements: &[&CodedStatement]) -> (f64, BTreeMap<String, f64>) {
    let mut papers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in statements {
        for feature in &one.features {
            papers.entry(feature).or_default().insert(&one.paper);
        }
    }
    let common = papers.into_iter().filter(|(_, papers)| papers.len() >= FEWEST_PAPERS);
    let columns: BTreeMap<&str, usize> = common.zip(1..).map(|((feature, _), column)| (feature, column)).collect();
    let mut design = Design::default();
    for one in statements {
        let features = one.features.iter().filter_map(|feature| Some((*columns.get(feature.as_str())?, SPREAD)));
        design.push([(0, INTERCEPT_SPREAD)].into_iter().chain(features), 0.0, one.is_outcome, one.weight);
    }
    let found = design.solve();
    let at = |column: usize| found.get(column).copied().unwrap_or_default();
    let weights = columns.iter().map(|(feature, column)| ((*feature).to_owned(), rounded(at(*column) * SPREAD)));
    (at(0) * INTERCEPT_SPREAD, weights.collect())
}

/// Three places after the point: the file stays readable, and nothing changes by it.
fn rounded(weight: f64) -> f64 {
    (weight * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::{CodedStatement, fit};

    fn coded(paper: &str, features: &[&str], is_outcome: bool) -> CodedStatement {
        let features = features.iter().map(|&feature| feature.to_owned()).collect();
        CodedStatement { paper: paper.to_owned(), is_outcome, weight: 1.0, features }
    }

    #[test]
    fn what_goes_with_outcomes_counts_for_them_and_what_one_paper_has_counts_nothing() {
        let mut statements = Vec::new();
        for paper in ["a", "b", "c", "d", "e", "f"] {
            for _ in 0..5 {
                statements.push(coded(paper, &["cue:will", &format!("first:{paper}")], true));
                statements.push(coded(paper, &["cue:was"], false));
            }
        }
        let weights = fit(&statements, "x".to_owned());
        let weight = |name| weights.number(name).map(|number| weights.weight(number));
        assert!(weight("cue:will").unwrap() > 0.3 && weight("cue:was").unwrap() < -0.3);
        assert_eq!(weight("first:a"), None);
        statements.reverse();
        assert_eq!(fit(&statements, "x".to_owned()).text(), weights.text());
    }
}
