//! The file `weights.toml`: what each feature counts. Written by `stratmine lexicon fit`, never by hand.
//!
//! A weight is the change in log-odds of being an intended outcome that a feature brings. Features are named as in the
//! lexicons (`cue:will`, `governed:aims`), with two kinds added: a pair of the role that governs and another feature
//! (`governed:aims & cue:will`), and the first word or two (`first:to improve`). Each category has weights of its own: the
//! change in log-odds that an intended outcome has it. Their features are what the words of the lexicon say
//! ([`categories`](super::categories)).

use crate::diagnostics::{self, LexiconErrors, SourceText};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The weights of all regressions: one for intended outcomes, one a category.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    header: Header,
    outcome: RegressionWeights,
    categories: BTreeMap<String, RegressionWeights>,
    /// Those of a category of which nothing was fitted: what the lexicon names holds.
    by_lexicon: RegressionWeights,
}

/// The weights of one regression, and what they were fitted on.
#[derive(Clone, Debug, PartialEq)]
pub struct RegressionWeights {
    fit: Fit,
    names: Vec<String>,
    values: Vec<f64>,
    numbers: HashMap<String, usize>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    lexicon: Header,
    fit: Fit,
    /// By name.
    weights: BTreeMap<String, f64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    categories: BTreeMap<String, Table>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    fit: Fit,
    /// By name.
    weights: BTreeMap<String, f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    name: String,
    kind: String,
    title: String,
    version: String,
    source: String,
}

/// What weights were fitted on, and what goes with them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fit {
    /// Number of coded statements.
    pub statements: usize,
    /// How many of them are intended outcomes; of a category, how many have it.
    pub outcomes: usize,
    /// Number of papers.
    pub papers: usize,
    /// SHA-256 over what they were fitted on, in hexadecimal.
    pub fitted_on: String,
    /// Log-odds of a statement of which nothing holds.
    pub intercept: f64,
    /// The probability from which a statement is an intended outcome, or has the category.
    pub threshold: f64,
}

impl Weights {
    /// Reads a file of weights.
    ///
    /// # Errors
    /// What is wrong with it, with line and column.
    pub fn parse(source: SourceText<'_>) -> Result<Self, LexiconErrors> {
        let file: File = diagnostics::read(source).map_err(|finding| LexiconErrors { findings: vec![finding] })?;
        let of = |table: Table| RegressionWeights::new(table.fit, table.weights);
        let categories = file.categories.into_iter().map(|(category, table)| (category, of(table))).collect();
        let outcome = RegressionWeights::new(file.fit, file.weights);
        Ok(Self { header: file.lexicon, ..Self::new(outcome, categories) })
    }

    /// Weights as fitted.
    #[must_use]
    pub fn new(outcome: RegressionWeights, categories: BTreeMap<String, RegressionWeights>) -> Self {
        let header = Header {
            name: "weights".to_owned(),
            kind: "weights".to_owned(),
            title:
                "What each feature counts for a statement being an intended outcome, and for its categories (log-odds)"
                    .to_owned(),
            version: "1.1.0".to_owned(),
            source: "written by `stratmine lexicon fit`; do not edit".to_owned(),
        };
        Self { header, outcome, categories, by_lexicon: super::categories::by_lexicon() }
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        let categories =
            self.categories.iter().map(|(category, weights)| (category.clone(), weights.table())).collect();
        let Table { fit, weights } = self.outcome.table();
        let file = File { lexicon: self.header.clone(), fit, weights, categories };
        // Strings and numbers under fixed names: they can always be written.
        toml::to_string(&file).unwrap_or_default()
    }

    /// Those for being an intended outcome.
    #[must_use]
    pub const fn outcome(&self) -> &RegressionWeights {
        &self.outcome
    }

    /// Those for having a category.
    #[must_use]
    pub fn category(&self, category: &str) -> &RegressionWeights {
        self.categories.get(category).unwrap_or(&self.by_lexicon)
    }
}

impl RegressionWeights {
    /// Weights by the names of their features.
    #[must_use]
    pub fn new(fit: Fit, weights: BTreeMap<String, f64>) -> Self {
        let numbers = weights.keys().enumerate().map(|(number, name)| (name.clone(), number)).collect();
        let (names, values) = weights.into_iter().unzip();
        Self { fit, names, values, numbers }
    }

    fn table(&self) -> Table {
        let weights = self.names.iter().cloned().zip(self.values.iter().copied()).collect();
        Table { fit: self.fit.clone(), weights }
    }

    /// What they were fitted on.
    #[must_use]
    pub const fn fit(&self) -> &Fit {
        &self.fit
    }

    /// The names of the weighted features, by number.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of a feature by its name.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// The numbers of features by their names, ascending; those without a weight are left out.
    pub(super) fn numbers<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> Vec<usize> {
        let mut numbers: Vec<usize> = names.into_iter().filter_map(|name| self.number(name)).collect();
        numbers.sort_unstable();
        numbers
    }

    /// What a feature counts.
    #[must_use]
    pub fn weight(&self, number: usize) -> f64 {
        self.values.get(number).copied().unwrap_or_default()
    }

    /// The log-odds of a statement of which these features hold.
    pub(super) fn score(&self, features: &[usize]) -> f64 {
        self.fit.intercept + features.iter().map(|number| self.weight(*number)).sum::<f64>()
    }
}
