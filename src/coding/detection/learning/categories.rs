//! Which categories an intended outcome has: the lexicon's word, weighted, and what decisions change about it.
//!
//! Each category is a regression of its own. What holds of a category is told by the words of the lexicon: whether the
//! counting of their weights names it, whether another one is named, which words stand where, and the words themselves.
//! So weights say how far each word can be trusted, and a reviewer's recodes change that for the study, and for its papers,
//! sections and lists.

use super::evidence::Predictors;
use super::model::Model;
use super::weights::{Fit, RegressionWeights, Weights};
use std::collections::BTreeMap;

/// What holds of one category of a statement, if it is an intended outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CategoryObservation {
    /// The category.
    pub category: String,
    /// The names of what holds and may be given a weight.
    pub features: Vec<String>,
    /// Whether the lexicon has words for it in the statement, its lead-in or headings.
    pub has_words: bool,
}

/// What is known of one category of a statement before anybody decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CategoryPredictors {
    pub(super) category: String,
    /// The numbers of the features that have a weight, ascending.
    pub(super) features: Vec<usize>,
    has_words: bool,
}

impl CategoryPredictors {
    pub(super) fn new(weights: &Weights, observation: &CategoryObservation) -> Self {
        let features = weights.category(&observation.category).numbers(&observation.features);
        Self { category: observation.category.clone(), features, has_words: observation.has_words }
    }
}

/// The name of the feature that the counting of words names a category.
pub(crate) const NAMED: &str = "named";

/// The probability from which an outcome has a category, and that from which it has its likeliest one if it has no other:
/// a paper's outcome rarely has none. Chosen on papers left out (docs/quality.md).
pub(super) const THRESHOLD: f64 = 0.42;
const LIKELIEST: f64 = 0.2;

/// The weights of a category of which nothing was fitted.
pub(super) fn by_lexicon() -> RegressionWeights {
    const INTERCEPT: f64 = -2.2;
    const WEIGHT: f64 = 4.4;
    let fit = Fit { intercept: INTERCEPT, threshold: THRESHOLD, ..Fit::default() };
    RegressionWeights::new(fit, BTreeMap::from([(NAMED.to_owned(), WEIGHT)]))
}

/// How likely an outcome has a category, of which something is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategoryChance<'e> {
    /// The category.
    pub category: &'e str,
    /// 0 to 1.
    pub probability: f64,
}

/// The categories a statement has if it is an intended outcome, by weights and decisions, in the order of the evidence.
///
/// An outcome that reaches the threshold of no category has the likeliest one for which the lexicon has words. One without
/// words comes from decisions alone: they must speak for it and bring it to its threshold.
pub fn categories<'e>(weights: &Weights, model: Option<&Model>, evidence: &'e Predictors) -> Vec<CategoryChance<'e>> {
    let (mut named, mut likeliest) = (Vec::new(), Vec::new());
    let mut most = LIKELIEST;
    for one in &evidence.categories {
        let of_category = weights.category(&one.category);
        let learnt = model.and_then(|model| model.category(&one.category));
        let parts = super::model::parts(of_category, learnt, &one.features, &evidence.groups);
        let chance = CategoryChance { category: &one.category, probability: parts.probability() };
        if chance.probability >= of_category.fit().threshold && (one.has_words || parts.score() > parts.base) {
            named.push(chance);
        }
        if one.has_words && chance.probability >= most {
            if chance.probability > most {
                likeliest.clear();
            }
            most = chance.probability;
            likeliest.push(chance);
        }
    }
    if named.is_empty() { likeliest } else { named }
}
