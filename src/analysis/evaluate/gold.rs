//! What people said of statements.

use super::CATEGORIES;
use serde::Deserialize;
use std::collections::BTreeSet;

/// What one person, or several together, said of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Said {
    /// Whether it is an intended outcome.
    pub is_outcome: bool,
    /// Its categories.
    #[serde(default)]
    pub categories: Vec<String>,
}

/// A page as people coded it.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldPage {
    /// The document: its file below the corpus, or the file's name without folder and ending.
    pub doc: String,
    /// Physical page number from 1.
    pub page: u32,
    /// The statements.
    pub statements: Vec<GoldStatement>,
    /// Whether these are all there are, so that a further outcome of the program is one that people do not see.
    #[serde(skip, default = "whole")]
    pub whole: bool,
    /// How many statements one that is not listed stands for.
    #[serde(skip, default = "one")]
    pub weight: f64,
}

/// A statement as people coded it.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldStatement {
    /// The quote.
    pub text: String,
    /// The program's statement, where it is known to be this one.
    #[serde(skip)]
    pub statement: Option<String>,
    /// What was said of it in the end.
    #[serde(flatten)]
    pub said: Said,
    /// What the first of two coders said, who did not know of the other.
    #[serde(default)]
    pub coder_a: Option<Said>,
    /// What the second said.
    #[serde(default)]
    pub coder_b: Option<Said>,
    /// How many statements it stands for.
    #[serde(skip, default = "one")]
    pub weight: f64,
}

const fn whole() -> bool {
    true
}

const fn one() -> f64 {
    1.0
}

/// The known ones of some categories; `None` for what is no outcome.
pub(super) type Codes<'c> = Option<BTreeSet<&'c str>>;

pub(super) fn known<'c>(codes: impl Iterator<Item = &'c str>) -> BTreeSet<&'c str> {
    codes.filter(|code| CATEGORIES.contains(code)).collect()
}

impl Said {
    pub(super) fn codes(&self) -> Codes<'_> {
        self.is_outcome.then(|| known(self.categories.iter().map(String::as_str)))
    }

    /// The answers to the five questions that agreement is measured by: is it an outcome, and is it of each category?
    pub(super) fn answers(&self) -> [bool; 5] {
        let has = |category: &str| self.is_outcome && self.categories.iter().any(|code| code == category);
        let [quality, workforce, resources, innovation] = CATEGORIES.map(has);
        [self.is_outcome, quality, workforce, resources, innovation]
    }

    /// "no outcome", "none", or the categories.
    #[must_use]
    pub fn in_words(&self) -> String {
        in_words(&self.codes())
    }
}

pub(super) fn in_words(codes: &Codes<'_>) -> String {
    match codes {
        None => "no outcome".to_owned(),
        Some(codes) if codes.is_empty() => "none".to_owned(),
        Some(codes) => {
            CATEGORIES.into_iter().filter(|category| codes.contains(category)).collect::<Vec<_>>().join("; ")
        }
    }
}
