//! How far single entries and rules are to be trusted.

use super::pair::Pair;
use std::collections::{BTreeMap, BTreeSet};

/// What became of the outcomes that an entry earned a category for, alone or with others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EntryUse {
    /// People give the statement this category.
    pub right: f64,
    /// They hold it to be an outcome of other categories, or of none.
    pub other: f64,
    /// They do not hold it to be an outcome.
    pub no_outcome: f64,
}

/// What became of the statements on which a rule of intent fired.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RuleUse {
    /// The weight it has; `None` for a veto.
    pub weight: Option<f32>,
    /// Outcomes, for people and program alike.
    pub outcomes_found: f64,
    /// Outcomes that the program missed.
    pub outcomes_missed: f64,
    /// Outcomes of the program alone.
    pub invented: f64,
    /// No outcomes, for people and program alike.
    pub rest: f64,
}

impl EntryUse {
    pub(super) fn count(all: &mut BTreeMap<(String, String), Self>, pair: &Pair<'_>) {
        let (Some(coded), Some(got)) = (pair.coded, pair.got()) else { return };
        let wanted = pair.wanted();
        for code in coded.categories.iter().filter(|code| got.contains(code.code.as_str())) {
            let entries: BTreeSet<&str> = code.matches.iter().map(|found| found.entry.as_str()).collect();
            for entry in entries {
                let earned = all.entry((code.code.clone(), entry.to_owned())).or_default();
                let sum = match &wanted {
                    None => &mut earned.no_outcome,
                    Some(codes) if codes.contains(code.code.as_str()) => &mut earned.right,
                    Some(_) => &mut earned.other,
                };
                *sum += pair.weight;
            }
        }
    }

    /// How many.
    pub fn total(&self) -> f64 {
        self.right + self.other + self.no_outcome
    }
}

impl RuleUse {
    pub(super) fn count(all: &mut BTreeMap<String, Self>, pair: &Pair<'_>) {
        let Some(coded) = pair.coded else { return };
        let rules: BTreeMap<&str, Option<f32>> =
            coded.intent.rules.iter().map(|rule| (rule.id.as_str(), rule.weight)).collect();
        for (rule, weight) in rules {
            let fired = all.entry(rule.to_owned()).or_default();
            fired.weight = weight;
            let sum = match (pair.wanted().is_some(), pair.got().is_some()) {
                (true, true) => &mut fired.outcomes_found,
                (true, false) => &mut fired.outcomes_missed,
                (false, true) => &mut fired.invented,
                (false, false) => &mut fired.rest,
            };
            *sum += pair.weight;
        }
    }

    /// How many.
    pub fn total(&self) -> f64 {
        self.outcomes_found + self.outcomes_missed + self.invented + self.rest
    }

    /// How many are outcomes for people.
    pub fn outcomes(&self) -> f64 {
        self.outcomes_found + self.outcomes_missed
    }
}
