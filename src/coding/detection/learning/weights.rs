//! The file `weights.toml`: what each feature counts. Written by `stratmine lexicon fit`, never by hand.
//!
//! A weight is the change in log-odds of being an intended outcome that a feature brings. Features are named as in the
//! lexicons (`cue:will`, `governed:aims`), with two kinds added: a pair of the role that governs and another feature
//! (`governed:aims & cue:will`), and the first word or two (`first:to improve`).

use crate::diagnostics::{self, LexiconErrors, SourceText};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The weights of features, and what they were fitted on.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    file: File,
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
    /// How many of them are intended outcomes.
    pub outcomes: usize,
    /// Number of papers.
    pub papers: usize,
    /// SHA-256 over what they were fitted on, in hexadecimal.
    pub fitted_on: String,
    /// Log-odds of a statement of which nothing holds.
    pub intercept: f64,
    /// The probability from which a statement is an intended outcome.
    pub threshold: f64,
}

impl Weights {
    /// Reads a file of weights.
    ///
    /// # Errors
    /// What is wrong with it, with line and column.
    pub fn parse(source: SourceText<'_>) -> Result<Self, LexiconErrors> {
        let file: File = diagnostics::read(source).map_err(|finding| LexiconErrors { findings: vec![finding] })?;
        Ok(Self::of(file))
    }

    /// Weights as fitted.
    #[must_use]
    pub fn new(fit: Fit, weights: BTreeMap<String, f64>) -> Self {
        let header = Header {
            name: "weights".to_owned(),
            kind: "weights".to_owned(),
            title: "What each feature counts for a statement being an intended outcome (log-odds)".to_owned(),
            version: "1.0.0".to_owned(),
            source: "written by `stratmine lexicon fit`; do not edit".to_owned(),
        };
        Self::of(File { lexicon: header, fit, weights })
    }

    fn of(file: File) -> Self {
        let names: Vec<String> = file.weights.keys().cloned().collect();
        let values = file.weights.values().copied().collect();
        let numbers = names.iter().enumerate().map(|(number, name)| (name.clone(), number)).collect();
        Self { file, names, values, numbers }
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        // Strings and numbers under fixed names: they can always be written.
        toml::to_string(&self.file).unwrap_or_default()
    }

    /// What they were fitted on.
    #[must_use]
    pub const fn fit(&self) -> &Fit {
        &self.file.fit
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

    /// What a feature counts.
    #[must_use]
    pub fn weight(&self, number: usize) -> f64 {
        self.values.get(number).copied().unwrap_or_default()
    }
}
