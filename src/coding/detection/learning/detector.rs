//! Detection by weights: [`OutcomeDetector`] for one paper.

use super::evidence::{Observation, Predictors, groups};
use super::model::{Model, ONLY_NAMES, outcome_parts};
use super::vocabulary::{self, Feature, Vocabulary};
use super::weights::Weights;
use crate::detection::features::{FeatureFinder, Features, Found};
use crate::detection::names::only_names;
use crate::detection::{Candidate, Decision, OutcomeDetector, Reason};

/// The weights below which a feature is not named as a reason.
const TELLING: f64 = 0.2;

/// Decides by the weights of the features that hold, and by what was learnt from decisions.
#[derive(Debug)]
pub struct ModelDetector<'m> {
    features: &'m Features,
    finder: FeatureFinder<'m>,
    vocabulary: &'m Vocabulary,
    weights: &'m Weights,
    model: Option<&'m Model>,
}

impl<'m> ModelDetector<'m> {
    pub(crate) fn new(
        features: &'m Features,
        vocabulary: &'m Vocabulary,
        weights: &'m Weights,
        model: Option<&'m Model>,
    ) -> Self {
        Self { features, finder: features.finder(), vocabulary, weights, model }
    }
}

impl OutcomeDetector for ModelDetector<'_> {
    fn evidence(&mut self, candidate: &Candidate<'_>) -> Predictors {
        let found = self.finder.find(candidate);
        predictors(&self.vocabulary.holding(&found, self.features, candidate.text), candidate)
    }

    fn decide(&mut self, candidate: &Candidate<'_>) -> Decision {
        let found = self.finder.find(candidate);
        let holding = self.vocabulary.holding(&found, self.features, candidate.text);
        let evidence = predictors(&holding, candidate);
        let model = self.model.filter(|_| !candidate.is_decided);
        let parts = outcome_parts(self.weights, model, &evidence);
        let is_outcome = parts.probability() >= self.weights.outcome().fit().threshold;
        let reasons =
            if evidence.only_names { vec![only_naming()] } else { self.reasons(model, holding, candidate, &found) };
        Decision { is_outcome, parts, reasons, evidence }
    }

    fn observe(&mut self, candidate: &Candidate<'_>) -> Observation {
        Observation {
            features: vocabulary::names(&mut self.finder, self.features, candidate),
            groups: groups(candidate),
            only_names: only_names(candidate.text, candidate.block),
            categories: Vec::new(),
        }
    }
}

/// Why what only names something is no outcome.
fn only_naming() -> Reason {
    Reason { id: "form:only_names".to_owned(), weight: ONLY_NAMES, text: String::new(), span: None }
}

impl ModelDetector<'_> {
    /// What of all that holds is telling, with the words behind it.
    fn reasons(
        &self,
        model: Option<&Model>,
        holding: Vec<(usize, Feature)>,
        candidate: &Candidate<'_>,
        found: &Found,
    ) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::new();
        for (place, feature) in holding {
            let weight = self.weights.outcome().weight(place) + model.map_or(0.0, |model| model.change(place));
            if weight.abs() < TELLING {
                continue;
            }
            let words = |number| self.finder.words(number, candidate, found);
            let (text, span) = match feature {
                Feature::One(number) => words(number),
                Feature::Pair(role, number) => words(number).or_else(|| words(role)),
                Feature::First(_) => None,
            }
            .unwrap_or_default();
            let id = self.weights.outcome().names().get(place).cloned().unwrap_or_default();
            reasons.push(Reason { id, weight, text, span });
        }
        reasons.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        reasons
    }
}

/// What is known of a candidate of which these weighted features hold.
fn predictors(holding: &[(usize, Feature)], candidate: &Candidate<'_>) -> Predictors {
    let mut features: Vec<usize> = holding.iter().map(|(place, _)| *place).collect();
    features.sort_unstable();
    let only_names = only_names(candidate.text, candidate.block);
    Predictors { features, groups: groups(candidate), only_names, categories: Vec::new() }
}
