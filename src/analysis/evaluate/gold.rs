//! What people said of statements.

use serde::Deserialize;
use std::collections::BTreeSet;
use stratmine_model::UNCLASSIFIED;

/// What one person, or several together, said of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct HumanCode {
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
    pub said: HumanCode,
    /// What the first of two coders said, who did not know of the other.
    #[serde(default)]
    pub coder_a: Option<HumanCode>,
    /// What the second said.
    #[serde(default)]
    pub coder_b: Option<HumanCode>,
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

/// The categories of an outcome; `None` for what is no outcome.
pub(super) type Codes<'c> = Option<BTreeSet<&'c str>>;

impl HumanCode {
    pub(super) fn codes(&self) -> Codes<'_> {
        // Some people write down that there is none.
        let is_one = |code: &&str| !["none", UNCLASSIFIED].contains(code);
        self.is_outcome.then(|| self.categories.iter().map(String::as_str).filter(is_one).collect())
    }

    /// The answers to the [`questions`](super::questions) that agreement is measured by.
    pub(super) fn answers(&self, categories: &[String]) -> impl Iterator<Item = bool> {
        let of_categories = categories.iter().map(|category| self.is_outcome && self.categories.contains(category));
        [self.is_outcome].into_iter().chain(of_categories)
    }

    /// "no outcome", "none", or the categories in this order, those that are not among them last.
    pub fn in_words(&self, categories: &[String]) -> String {
        in_words(&self.codes(), categories)
    }
}

pub(super) fn in_words(codes: &Codes<'_>, categories: &[String]) -> String {
    match codes {
        None => "no outcome".to_owned(),
        Some(codes) if codes.is_empty() => "none".to_owned(),
        Some(codes) => {
            let mut codes: Vec<&str> = codes.iter().copied().collect();
            codes.sort_by_key(|code| categories.iter().position(|known| known == code).unwrap_or(categories.len()));
            codes.join("; ")
        }
    }
}
