//! Fitting the shipped weights on coded statements.

use super::categories;
use super::evidence::Observation;
use super::solve::Design;
use super::weights::{Fit, RegressionWeights, Weights};
use std::collections::{BTreeMap, BTreeSet};

/// A statement that somebody coded.
#[derive(Clone, Debug, PartialEq)]
pub struct CodedStatement {
    /// The paper it stands in.
    pub paper: String,
    /// Its categories; `None` where it is no intended outcome.
    pub code: Option<BTreeSet<String>>,
    /// What it counts: 1 for one coder's code.
    pub weight: f64,
    /// What holds of it: see [`Coder::observe`](crate::Coder::observe).
    pub observation: Observation,
}

/// A coded statement, as one regression sees it.
#[derive(Clone, Copy, PartialEq)]
struct CodedRow<'s> {
    paper: &'s str,
    features: &'s [String],
    answer: bool,
    weight: f64,
}

impl CodedStatement {
    fn row(&self) -> CodedRow<'_> {
        let features = &self.observation.features;
        CodedRow { paper: &self.paper, features, answer: self.code.is_some(), weight: self.weight }
    }

    /// Whether it has a category, where it is an outcome.
    fn category_row(&self, category: &str) -> Option<CodedRow<'_>> {
        let answer = self.code.as_ref()?.contains(category);
        let known = self.observation.categories.iter().find(|known| known.category == category)?;
        Some(CodedRow { paper: &self.paper, features: &known.features, answer, weight: self.weight })
    }
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
pub fn fit(statements: &[CodedStatement], fitted_on: &str) -> Weights {
    let outcome = regression(statements.iter().map(CodedStatement::row).collect(), THRESHOLD, fitted_on);
    let known = statements.iter().flat_map(|one| one.observation.categories.iter().map(|one| one.category.as_str()));
    let of_category = |category: &str| {
        let rows = statements.iter().filter_map(|one| one.category_row(category)).collect();
        regression(rows, categories::THRESHOLD, fitted_on)
    };
    let categories: BTreeSet<&str> = known.collect();
    Weights::new(outcome, categories.into_iter().map(|name| (name.to_owned(), of_category(name))).collect())
}

fn regression(mut rows: Vec<CodedRow<'_>>, threshold: f64, fitted_on: &str) -> RegressionWeights {
    rows.sort_by(|a, b| {
        (a.paper, a.features, a.answer).cmp(&(b.paper, b.features, b.answer)).then(a.weight.total_cmp(&b.weight))
    });
    let papers: BTreeSet<&str> = rows.iter().map(|one| one.paper).collect();
    let (intercept, mut weights) = weights_of(&rows);
    weights.retain(|_, weight| weight.abs() >= SMALLEST);
    let fit = Fit {
        statements: rows.len(),
        outcomes: rows.iter().filter(|one| one.answer).count(),
        papers: papers.len(),
        fitted_on: fitted_on.to_owned(),
        intercept: rounded(intercept),
        threshold,
    };
    RegressionWeights::new(fit, weights)
}

/// The intercept, and the weights by name.
fn weights_of(statements: &[CodedRow<'_>]) -> (f64, BTreeMap<String, f64>) {
    let mut papers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in statements {
        for feature in one.features {
            papers.entry(feature).or_default().insert(one.paper);
        }
    }
    let common = papers.into_iter().filter(|(_, papers)| papers.len() >= FEWEST_PAPERS);
    let columns: BTreeMap<&str, usize> = common.zip(1..).map(|((feature, _), column)| (feature, column)).collect();
    let mut design = Design::default();
    for one in statements {
        let features = one.features.iter().filter_map(|feature| Some((*columns.get(feature.as_str())?, SPREAD)));
        design.push([(0, INTERCEPT_SPREAD)].into_iter().chain(features), 0.0, one.answer, one.weight);
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
    use super::super::{CategoryObservation, Observation};
    use super::{CodedStatement, fit};

    fn coded(paper: &str, features: &[&str], code: Option<&str>) -> CodedStatement {
        let features: Vec<String> = features.iter().map(|&feature| feature.to_owned()).collect();
        let named = CategoryObservation { category: "quality".to_owned(), features: features.clone(), has_words: true };
        let observation = Observation { features, categories: vec![named], ..Observation::default() };
        let code = code.map(|code| [code.to_owned()].into());
        CodedStatement { paper: paper.to_owned(), code, weight: 1.0, observation }
    }

    #[test]
    fn what_goes_with_outcomes_counts_for_them_and_what_one_paper_has_counts_nothing() {
        let mut statements = Vec::new();
        for paper in ["a", "b", "c", "d", "e", "f"] {
            for _ in 0..5 {
                statements.push(coded(paper, &["cue:will", &format!("first:{paper}")], Some("quality")));
                statements.push(coded(paper, &["cue:will", "entry:staff"], Some("workforce")));
                statements.push(coded(paper, &["cue:was"], None));
            }
        }
        let weights = fit(&statements, "x");
        let weight = |name| weights.outcome().number(name).map(|number| weights.outcome().weight(number));
        assert!(weight("cue:will").unwrap() > 0.3 && weight("cue:was").unwrap() < -0.3);
        assert_eq!(weight("first:a"), None);
        let quality = weights.category("quality");
        assert_eq!((quality.fit().statements, quality.fit().outcomes), (60, 30));
        assert!(quality.weight(quality.number("entry:staff").unwrap()) < -0.3);
        statements.reverse();
        assert_eq!(fit(&statements, "x").text(), weights.text());
    }
}
