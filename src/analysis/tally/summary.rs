//! All that counting needs of a coded document: some kilobytes in place of a megabyte.

use super::repeats::{outcome_key, sentence_keys};
use super::{Expected, TypeStrength};
use serde::{Deserialize, Serialize};
use stratmine_model::{Code, CodedPaper, DocumentId, Page, PageGrades, ReadStatus, Statement, organisations};

/// A coded document as far as it is counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The document.
    pub document: DocumentId,
    /// Its file below the corpus root.
    pub file: String,
    /// Title.
    pub title: Option<String>,
    /// Organisations, in the order in which they are named.
    pub organisations: Vec<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Codes of its partnering types, strongest first.
    pub partnering: Vec<String>,
    /// Whether a person declared that it is about none.
    pub no_partnering: bool,
    /// Degree of integration of the strongest, 1 to 10.
    pub rank: Option<u8>,
    /// What that type rests on.
    pub types: TypeStrength,
    /// Its class in the Dalton review, where the lexicon names one.
    pub dalton: Option<String>,
    /// Codes of its entry points, strongest first.
    pub entry_points: Vec<String>,
    /// How its reading ended.
    pub outcome: ReadStatus,
    /// Why, where it was not simply coded.
    pub reason: Option<String>,
    /// Number of pages.
    pub pages: usize,
    /// Number of pages that could not be read.
    pub unread_pages: usize,
    /// How many pages were read how well.
    pub grades: PageGrades,
    /// Words of the pages' texts, as parted by white space.
    pub words: usize,
    /// Number of statements.
    pub statements: usize,
    /// Number of statements on which what a person decided is counted.
    pub decided: usize,
    /// The statements that are intended outcomes, in document order.
    pub outcomes: Vec<OutcomeSummary>,
    /// How many outcomes are expected among its other statements; `None` where the record holds no probabilities.
    pub expected_among_others: Option<Expected>,
    /// What its longer sentences are known by again, sorted, each once.
    pub sentences: Vec<u64>,
}

/// Which codes are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Codes {
    /// Those that hold: decided by a person, else proposed by the rules.
    #[default]
    InForce,
    /// Those that the rules propose, whatever was decided.
    Proposed,
}

/// An intended outcome as far as it is counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutcomeSummary {
    /// The statement's id.
    pub id: String,
    /// Its categories; none means *unclassified*.
    pub categories: Vec<String>,
    /// Its integration domains.
    pub domains: Vec<String>,
    /// Its contextual factors and end states.
    pub context: Vec<String>,
    /// The nearest heading above it, in lower case.
    pub heading: Option<String>,
    /// What it is known by again; none for one of few words.
    pub key: Option<u64>,
    /// Whether what a person decided is counted.
    pub decided: bool,
    /// How likely it is one by the program, 0 to 1.
    pub probability: Option<f32>,
}

impl OutcomeSummary {
    fn of(statement: &Statement, codes: Codes) -> Self {
        let names = |list: &[Code]| list.iter().map(|code| code.code.clone()).collect();
        Self {
            id: statement.id.clone(),
            categories: match codes {
                Codes::InForce => names(&statement.categories),
                Codes::Proposed => statement.proposed.categories.clone(),
            },
            domains: names(&statement.domains),
            context: names(&statement.context),
            heading: statement.heading_path.last().map(|heading| one_line(&heading.to_lowercase())),
            key: outcome_key(&statement.text),
            decided: codes.are_decided_in(statement),
            probability: statement.probability,
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Codes {
    /// Whether a statement is an intended outcome by these codes.
    pub const fn hold_in(self, statement: &Statement) -> bool {
        match self {
            Self::InForce => statement.intended_outcome,
            Self::Proposed => statement.proposed.intended_outcome,
        }
    }

    /// Whether these codes of a statement are a person's.
    const fn are_decided_in(self, statement: &Statement) -> bool {
        match self {
            Self::InForce => statement.decided.is_some(),
            Self::Proposed => false,
        }
    }

    /// How many outcomes are expected among the statements of a paper that are none by these codes.
    fn expected_among_others(self, document: &CodedPaper) -> Option<Expected> {
        let (mut expected, mut unknown, mut known) = (Expected::default(), false, false);
        for (_, statement) in document.statements() {
            known |= statement.probability.is_some();
            if self.are_decided_in(statement) {
                continue;
            }
            // Pages in another language are not coded, and have none.
            unknown |= statement.probability.is_none();
            if let Some(probability) = statement.probability.filter(|_| !self.hold_in(statement)) {
                expected.add(f64::from(probability));
            }
        }
        (known || !unknown).then_some(expected)
    }
}

impl Summary {
    /// The summary of a coded document.
    pub fn of(document: &CodedPaper, codes: Codes) -> Self {
        let outcomes = document.statements().filter(|(_, statement)| codes.hold_in(statement));
        Self {
            document: document.document,
            file: document.file.clone(),
            title: document.title.clone(),
            organisations: organisations(document.organisation.as_deref().unwrap_or_default())
                .map(str::to_owned)
                .collect(),
            year: document.year,
            partnering: document.partnering_codes(),
            no_partnering: false,
            rank: document.partnering.first().map(|found| found.rank),
            types: TypeStrength::of(document),
            dalton: None,
            entry_points: document.profile.entry_points.iter().map(|found| found.code.clone()).collect(),
            outcome: document.result.status,
            reason: document.result.reason.clone(),
            pages: document.pages.len(),
            unread_pages: document.pages.iter().filter(|page| page.is_unread()).count(),
            grades: document.page_grades(),
            words: document.pages.iter().map(Page::words).sum(),
            statements: document.pages.iter().map(|page| page.statements.len()).sum(),
            decided: document.statements().filter(|(_, one)| codes.are_decided_in(one)).count(),
            expected_among_others: codes.expected_among_others(document),
            outcomes: outcomes.map(|(_, statement)| OutcomeSummary::of(statement, codes)).collect(),
            sentences: sentence_keys(document.statements().map(|(_, statement)| statement.text.as_str())),
        }
    }

    /// How many outcomes are expected among its statements that are counted.
    pub(super) fn expected(&self) -> Option<Expected> {
        let mut expected = self.expected_among_others?;
        for outcome in &self.outcomes {
            match outcome.probability {
                _ if outcome.decided => expected.add_decided(true),
                Some(probability) => expected.add(f64::from(probability)),
                None => {}
            }
        }
        Some(expected)
    }
}
