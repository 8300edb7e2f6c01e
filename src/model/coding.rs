//! What coding says of statements and documents: codes, and the words that earned them.

use super::{Span, StatementRef};

/// Words of the page that an entry of a lexicon matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The entry as it stands in the lexicon.
    pub entry: String,
    /// The words as printed.
    pub text: String,
    /// Where they lie in the page's text; `None` where a heading or lead-in was matched.
    pub span: Option<Span>,
}

/// One code given to a statement, with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// The code (`quality`, `governance`, `entry_point:mandated`, `merger`, …).
    pub code: String,
    /// Sum of the weights of the entries that matched, each counted once.
    pub score: f32,
    /// What matched, in text order; never empty.
    pub matches: Vec<Match>,
}

/// A rule that spoke for or against a statement being an intended outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleHit {
    /// The rule's id in the lexicon.
    pub id: String,
    /// Its weight; a veto carries negative infinity, written as `null` in the record.
    pub weight: f32,
    /// The words that set it off (of the statement, its lead-in or a heading); empty where no words did.
    pub text: String,
    /// Where those words lie in the page's text, if in the statement.
    pub span: Option<Span>,
}

/// The decision whether a statement is an intended outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Intent {
    /// The decision.
    pub is_outcome: bool,
    /// Sum of the weights of the rules that hold.
    pub score: f32,
    /// The rules that hold, in the lexicon's order.
    pub rules: Vec<RuleHit>,
}

/// All that is said of one statement.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementCoding {
    /// Whether it is an intended outcome.
    pub intent: Intent,
    /// Outcome categories in the codebook's order; empty unless it is an intended outcome, and then possibly empty
    /// (*unclassified*).
    pub categories: Vec<Code>,
    /// Integration domains (AQuA).
    pub domains: Vec<Code>,
    /// Entry points, contextual factors and end states.
    pub context: Vec<Code>,
}

/// A code of a document with the statements behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The code.
    pub code: String,
    /// The statements, in document order; never empty.
    pub statements: Vec<StatementRef>,
}

/// A partnering type of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partnering {
    /// The type's code (`merger`, `alliance`, …).
    pub code: String,
    /// Degree of integration, 1 (lowest) to 10.
    pub rank: u8,
    /// Whether the metadata table declares it; else it was inferred from the text.
    pub declared: bool,
    /// The statements that name it un-negated; may be empty for a declared type.
    pub statements: Vec<StatementRef>,
}

/// A document's theory profile: entry point → type → domains → context → end states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Why the partnering was entered into, most evidence first.
    pub entry_points: Vec<Evidence>,
    /// Integration domains, most evidence first.
    pub domains: Vec<Evidence>,
    /// Contextual factors, most evidence first.
    pub context: Vec<Evidence>,
    /// End states, most evidence first.
    pub end_states: Vec<Evidence>,
    /// Passages for the propositions of the theory, most first.
    pub propositions: Vec<Evidence>,
}

/// All that coding says of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DocumentCoding {
    /// One for each statement, in the statements' order.
    pub statements: Vec<StatementCoding>,
    /// Partnering types: declared ones first, then by the number of statements.
    pub partnering: Vec<Partnering>,
    /// The profile.
    pub profile: Profile,
}
