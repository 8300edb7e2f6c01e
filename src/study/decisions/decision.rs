//! One decision.

use stratmine_model::DocumentId;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is an intended outcome, with the categories that the program found: those that were seen are given.
    Accept,
    /// It is none.
    Reject,
    /// It is one, with the categories given.
    Recode,
    /// It is one that the program did not find, with the categories given.
    Add,
}

impl Verdict {
    /// All of them, as they are written.
    pub const ALL: [Self; 4] = [Self::Accept, Self::Reject, Self::Recode, Self::Add];

    /// Whether it makes a statement an intended outcome.
    #[must_use]
    pub const fn is_outcome(self) -> bool {
        !matches!(self, Self::Reject)
    }

    /// How it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Recode => "recode",
            Self::Add => "add",
        }
    }

    /// The one that is so written, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| name.trim().eq_ignore_ascii_case(verdict.as_str()))
    }
}

/// What a person decided on one statement, and by what it is found again.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Decision {
    /// The document it was made on.
    pub document: DocumentId,
    /// That document's file below the corpus, with forward slashes.
    pub file: String,
    /// Physical page number from 1.
    pub page: u32,
    /// The statement as it was printed.
    pub quote: String,
    /// The words before it on the page.
    pub before: String,
    /// The words after it on the page.
    pub after: String,
    /// Which of the page's statements with these words, from 1.
    pub occurrence: usize,
    /// What was decided.
    pub verdict: Verdict,
    /// The categories given; `unclassified` says that there are none. An acceptance in a table of version 0.1 gives none
    /// and means those that the weights alone propose.
    pub codes: Vec<String>,
    /// Who decided.
    pub who: String,
    /// When: a date and time as people write it, `2026-11-27T00:40:00Z`.
    pub when: String,
    /// Why.
    pub why: String,
}

impl Decision {
    /// Whether two are on the same words of the same document.
    pub(super) fn is_on_same_words(&self, other: &Self) -> bool {
        let place = |one: &Self| (one.document, one.page, one.occurrence);
        place(self) == place(other) && self.quote == other.quote
    }

    /// Whether two say the same of the same words, by the same person at the same time.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let said = |one: &Self| (one.verdict, one.codes.clone(), one.who.clone(), one.when.clone());
        self.is_on_same_words(other) && said(self) == said(other)
    }

    /// Whether it was made after another: of two made at the same time the names decide.
    pub(super) fn is_later(&self, other: &Self) -> bool {
        (&self.when, &self.who) > (&other.when, &other.who)
    }
}
