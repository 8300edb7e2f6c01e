//! The probability of an intended outcome: the shipped weights, and what a study's decisions change about them.
//!
//! Log-odds are a sum: the intercept and the weights of the features that hold (`base`), changes of these weights for the
//! whole study (`study`), and effects of the paper, the section and the list the statement stands in. All changes and
//! effects have normal priors with mean 0 and are fitted together, from all decisions at once. So with no decision the
//! shipped weights stand alone, and a few decisions move little that many statements share.

use super::evidence::{Group, GroupKind, Predictors};
use super::solve::{Design, probability};
use super::weights::Weights;
use std::collections::{BTreeMap, HashMap};
use stratmine_model::CodedPaper;

/// The standard deviation of a change of one weight, in log-odds.
const WEIGHT_SPREAD: f64 = 0.8;

/// The standard deviation of the change of the intercept.
const INTERCEPT_SPREAD: f64 = 0.5;

/// What weights and decisions say of statements.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// How many decisions it was learnt from.
    decisions: usize,
    intercept: f64,
    /// Changes of weights, by feature.
    changes: HashMap<usize, f64>,
    effects: HashMap<Group, f64>,
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
}

/// The decided statements of a paper, of which `known` is known, in the same order.
pub fn decided<'e>(paper: &'e CodedPaper, known: &'e [Option<Predictors>]) -> impl Iterator<Item = Decided<'e>> {
    paper.statements().zip(known).filter_map(|((_, statement), evidence)| {
        Some(Decided { evidence: evidence.as_ref()?, is_outcome: statement.decided.as_ref()?.intended_outcome })
    })
}

impl Model {
    /// What the decisions of a study teach. Their order does not matter; with none the weights stand alone.
    #[must_use]
    pub fn learn(weights: &Weights, decided: &[Decided<'_>]) -> Self {
        let mut decided = decided.to_vec();
        decided.sort_unstable();
        let mut columns: BTreeMap<Coefficient, usize> = BTreeMap::new();
        for one in &decided {
            columns.extend(columns_of(one.evidence).map(|column| (column, 0)));
        }
        for (number, place) in columns.values_mut().enumerate() {
            *place = number;
        }
        let mut design = Design::default();
        for one in &decided {
            let entries = columns_of(one.evidence).filter_map(|column| Some((*columns.get(&column)?, column.spread())));
            design.push(entries, base(weights, one.evidence), one.is_outcome, 1.0);
        }
        let mut model = Self { decisions: decided.len(), ..Self::default() };
        for (column, coefficient) in columns.keys().zip(design.solve()) {
            let value = coefficient * column.spread();
            match *column {
                Coefficient::Intercept => model.intercept = value,
                Coefficient::Feature(number) => drop(model.changes.insert(number, value)),
                Coefficient::Group(group) => drop(model.effects.insert(group, value)),
            }
        }
        model
    }

    /// All that was learnt, as text: the same for models that say the same of every statement.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let changes: BTreeMap<_, _> = self.changes.iter().map(|(feature, value)| (feature, value.to_bits())).collect();
        let effects: BTreeMap<_, _> = self.effects.iter().map(|(group, value)| (group, value.to_bits())).collect();
        format!("{} {changes:?} {effects:?}", self.intercept.to_bits())
    }

    /// How many decisions it was learnt from.
    #[must_use]
    pub const fn decisions(&self) -> usize {
        self.decisions
    }

    /// What decisions changed about the weight of a feature.
    pub(super) fn change(&self, feature: usize) -> f64 {
        self.changes.get(&feature).copied().unwrap_or_default()
    }

    /// The parts of a statement's log-odds.
    #[must_use]
    pub fn parts(&self, weights: &Weights, evidence: &Predictors) -> Parts {
        let changes = evidence.features.iter().filter_map(|number| self.changes.get(number));
        let mut parts =
            Parts { base: base(weights, evidence), study: self.intercept + changes.sum::<f64>(), ..Parts::default() };
        for group in &evidence.groups {
            let Some(effect) = self.effects.get(group) else { continue };
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

fn columns_of(evidence: &Predictors) -> impl Iterator<Item = Coefficient> {
    let features = evidence.features.iter().map(|number| Coefficient::Feature(*number));
    [Coefficient::Intercept]
        .into_iter()
        .chain(features)
        .chain(evidence.groups.iter().map(|group| Coefficient::Group(*group)))
}

/// The log-odds of a statement by the weights alone.
pub(super) fn base(weights: &Weights, evidence: &Predictors) -> f64 {
    weights.fit().intercept + evidence.features.iter().map(|number| weights.weight(*number)).sum::<f64>()
}
