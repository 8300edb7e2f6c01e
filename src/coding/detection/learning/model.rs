//! The probability of an intended outcome: the shipped weights, and what a study's decisions change about them.
//!
//! Log-odds are a sum: the intercept and the weights of the features that hold (`base`), changes of these weights for the
//! whole study (`study`), and effects of the paper, the section and the list the statement stands in. All changes and
//! effects have normal priors with mean 0 and are fitted together, from all decisions at once. So with no decision the
//! shipped weights stand alone, and a few decisions move little that many statements share.

use super::evidence::{Group, GroupKind, Predictors};
use super::solve::{Design, probability};
use super::weights::{RegressionWeights, Weights};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::CodedPaper;

/// The standard deviation of a change of one weight, in log-odds.
const WEIGHT_SPREAD: f64 = 0.8;

/// The standard deviation of the change of the intercept.
const INTERCEPT_SPREAD: f64 = 0.5;

/// The log-odds of what only names something: no weight and no heading makes an intention of it.
pub(super) const ONLY_NAMES: f64 = -5.0;

/// What decisions teach: of being an intended outcome, and of each category.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// How many decisions it was learnt from.
    decisions: usize,
    outcome: Regression,
    categories: BTreeMap<String, Regression>,
}

/// What decisions change about the weights of one regression.
#[derive(Clone, Debug, Default)]
pub(super) struct Regression {
    intercept: f64,
    /// The change of each feature's weight, by its number; none beyond the last that changes.
    changes: Vec<f64>,
    effects: BTreeMap<Group, f64>,
}

/// The parts of a statement's log-odds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// By the shipped weights.
    pub base: f64,
    /// What decisions changed about the weights, for all papers.
    pub study: f64,
    /// What decisions say of the paper.
    pub paper: f64,
    /// What they say of the section: headings, page, neighbours.
    pub section: f64,
    /// What they say of the list.
    pub list: f64,
}

impl Parts {
    /// The sum of the parts: log-odds of being an intended outcome.
    #[must_use]
    pub fn score(&self) -> f64 {
        self.base + self.study + self.paper + self.section + self.list
    }

    /// The probability of being an intended outcome.
    #[must_use]
    pub fn probability(&self) -> f64 {
        probability(self.score())
    }
}

/// A statement that somebody decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decided<'e> {
    /// What is known of it.
    pub evidence: &'e Predictors,
    /// Whether it is an intended outcome.
    pub is_outcome: bool,
    /// The categories it has, if it is one; none where nothing was said of them.
    pub categories: &'e [String],
}

/// The decided statements of a paper, of which `known` is known, in the same order.
pub fn decided<'e>(paper: &'e CodedPaper, known: &'e [Option<Predictors>]) -> impl Iterator<Item = Decided<'e>> {
    paper.statements().zip(known).filter_map(|((_, statement), evidence)| {
        let codes = statement.decided.as_ref()?;
        let (is_outcome, categories) = (codes.intended_outcome, &codes.categories);
        Some(Decided { evidence: evidence.as_ref()?, is_outcome, categories })
    })
}

/// A decided statement, as one regression sees it.
struct DecidedRow<'e> {
    features: &'e [usize],
    groups: &'e [Group],
    answer: bool,
}

impl Model {
    /// What the decisions of a study teach. Their order does not matter; with none the weights stand alone.
    #[must_use]
    pub fn learn(weights: &Weights, decided: &[Decided<'_>]) -> Self {
        let mut decided = decided.to_vec();
        decided.sort_unstable();
        let outcome: Vec<DecidedRow<'_>> = decided.iter().map(Decided::row).collect();
        let known: BTreeSet<&str> = decided
            .iter()
            .flat_map(|one| one.evidence.categories.iter().map(|known| known.category.as_str()))
            .collect();
        let of_category = |category: &str| {
            let rows: Vec<DecidedRow<'_>> = decided.iter().filter_map(|one| one.category_row(category)).collect();
            Regression::learn(weights.category(category), &rows)
        };
        Self {
            decisions: decided.len(),
            outcome: Regression::learn(weights.outcome(), &outcome),
            categories: known.into_iter().map(|category| (category.to_owned(), of_category(category))).collect(),
        }
    }

    /// All that was learnt, as text: the same for models that say the same of every statement.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let categories = self.categories.iter().map(|(category, one)| format!("\n{category} {}", one.fingerprint()));
        categories.fold(self.outcome.fingerprint(), |all, one| all + &one)
    }

    /// How many decisions it was learnt from.
    #[must_use]
    pub const fn decisions(&self) -> usize {
        self.decisions
    }

    /// The parts of a statement's log-odds of being an intended outcome.
    #[must_use]
    pub fn parts(&self, weights: &Weights, evidence: &Predictors) -> Parts {
        outcome_parts(weights, Some(self), evidence)
    }

    /// What decisions changed about the weight of a feature of outcomes.
    pub(super) fn change(&self, feature: usize) -> f64 {
        self.outcome.changes.get(feature).copied().unwrap_or_default()
    }

    pub(super) fn category(&self, category: &str) -> Option<&Regression> {
        self.categories.get(category)
    }
}

impl<'e> Decided<'e> {
    fn row(&self) -> DecidedRow<'e> {
        DecidedRow { features: &self.evidence.features, groups: &self.evidence.groups, answer: self.is_outcome }
    }

    /// Whether it has a category, where it is an outcome whose categories were said.
    fn category_row(&self, category: &str) -> Option<DecidedRow<'e>> {
        let said = self.is_outcome && !self.categories.is_empty();
        let known = self.evidence.categories.iter().find(|known| said && known.category == category)?;
        let answer = self.categories.iter().any(|given| given == category);
        Some(DecidedRow { features: &known.features, groups: &self.evidence.groups, answer })
    }
}

impl Regression {
    fn learn(weights: &RegressionWeights, rows: &[DecidedRow<'_>]) -> Self {
        let mut columns: BTreeMap<Coefficient, usize> = BTreeMap::new();
        for row in rows {
            columns.extend(row.columns().map(|column| (column, 0)));
        }
        for (number, place) in columns.values_mut().enumerate() {
            *place = number;
        }
        let mut design = Design::default();
        for row in rows {
            let entries = row.columns().filter_map(|column| Some((*columns.get(&column)?, column.spread())));
            design.push(entries, weights.score(row.features), row.answer, 1.0);
        }
        let mut found = Self::default();
        for (column, coefficient) in columns.keys().zip(design.solve()) {
            let value = coefficient * column.spread();
            match *column {
                Coefficient::Intercept => found.intercept = value,
                Coefficient::Feature(number) => {
                    // Columns come in ascending order.
                    found.changes.resize(number, 0.0);
                    found.changes.push(value);
                }
                Coefficient::Group(group) => drop(found.effects.insert(group, value)),
            }
        }
        found
    }

    fn fingerprint(&self) -> String {
        let changes = self.changes.iter().map(|value| value.to_bits());
        let effects = self.effects.iter().map(|(group, value)| (group, value.to_bits()));
        let (changes, effects) = (changes.collect::<Vec<_>>(), effects.collect::<Vec<_>>());
        format!("{} {changes:?} {effects:?}", self.intercept.to_bits())
    }
}

/// The parts of a statement's log-odds of being an intended outcome, by weights and decisions.
pub(super) fn outcome_parts(weights: &Weights, model: Option<&Model>, evidence: &Predictors) -> Parts {
    if evidence.only_names {
        return Parts { base: ONLY_NAMES, ..Parts::default() };
    }
    parts(weights.outcome(), model.map(|model| &model.outcome), &evidence.features, &evidence.groups)
}

/// The parts of the log-odds of a statement of which these features and groups are known.
pub(super) fn parts(
    weights: &RegressionWeights,
    learnt: Option<&Regression>,
    features: &[usize],
    groups: &[Group],
) -> Parts {
    let mut parts = Parts { base: weights.score(features), ..Parts::default() };
    let Some(learnt) = learnt else { return parts };
    parts.study = learnt.intercept + features.iter().filter_map(|number| learnt.changes.get(*number)).sum::<f64>();
    for group in groups {
        let Some(effect) = learnt.effects.get(group) else { continue };
        match group.kind {
            GroupKind::Paper | GroupKind::PaperStart => parts.paper += effect,
            GroupKind::List => parts.list += effect,
            GroupKind::Below
            | GroupKind::Section
            | GroupKind::Heading
            | GroupKind::LeadIn
            | GroupKind::Page
            | GroupKind::Nearby => {
                parts.section += effect;
            }
        }
    }
    parts
}

/// What has a coefficient.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Coefficient {
    Intercept,
    Feature(usize),
    Group(Group),
}

impl Coefficient {
    const fn spread(self) -> f64 {
        match self {
            Self::Intercept => INTERCEPT_SPREAD,
            Self::Feature(_) => WEIGHT_SPREAD,
            Self::Group(group) => group.kind.spread(),
        }
    }
}

impl DecidedRow<'_> {
    fn columns(&self) -> impl Iterator<Item = Coefficient> {
        let features = self.features.iter().map(|number| Coefficient::Feature(*number));
        [Coefficient::Intercept]
            .into_iter()
            .chain(features)
            .chain(self.groups.iter().map(|group| Coefficient::Group(*group)))
    }
}
