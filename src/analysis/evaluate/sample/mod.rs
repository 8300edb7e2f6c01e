//! Drawing statements for people to code, and what each then stands for.
//!
//! Strata get equal numbers as far as each has them, so that rare codes are seen often enough; a [`Key`] remembers how many
//! statements each stratum has, by which figures are weighted afterwards. It is kept apart from the sheet, because it would
//! tell the coders what the program says.

mod draw;
mod key;
mod row;

pub use draw::{Stratum, TooMany, draw};
pub use key::{Key, KeyError, KeyRow};
pub use row::row;

use stratmine_model::Statement;

/// By what statements are divided before they are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Stratification {
    /// Not at all
    Nothing,
    /// Whether the program holds them to be outcomes
    Outcome,
    /// Their category: one of the four, several, none, or no outcome
    Category,
    /// How near the decision was: bands of the score of intent, and vetoes
    Score,
    /// Their document
    Document,
}

impl Stratification {
    /// The stratum of a statement of a document, by what the program says of it.
    #[must_use]
    pub fn stratum(self, file: &str, statement: &Statement) -> String {
        match self {
            Self::Nothing => "all".to_owned(),
            Self::Outcome => if statement.proposed.intended_outcome { "outcome" } else { "no outcome" }.to_owned(),
            Self::Category => category(statement).to_owned(),
            Self::Score => band(statement).to_owned(),
            Self::Document => file.to_owned(),
        }
    }
}

fn category(statement: &Statement) -> &str {
    match statement.proposed.categories.as_slice() {
        _ if !statement.proposed.intended_outcome => "no outcome",
        [] => "none",
        [one] => one,
        _ => "several",
    }
}

/// Rules weigh one to three, and three decide: half of that is a step.
fn band(statement: &Statement) -> &'static str {
    if statement.intent.rules.iter().any(|rule| rule.weight.is_none()) {
        return "vetoed";
    }
    match statement.intent.score {
        score if score < 0.0 => "below 0",
        score if score < 1.5 => "0 to 1.5",
        score if score < 3.0 => "1.5 to 3",
        score if score < 4.5 => "3 to 4.5",
        _ => "4.5 and more",
    }
}
