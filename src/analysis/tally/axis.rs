//! What rows and columns of a tally can go by.

use super::{DECLARED_NONE, NOT_STATED, OutcomeSummary, Summary, UNCLASSIFIED};
use std::collections::BTreeSet;

/// What the rows, or the columns, of a tally go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum TallyDimension {
    /// A document
    Document,
    /// A year of publication
    Year,
    /// An organisation
    Organisation,
    /// A partnering type
    Partnering,
    /// The degree of integration of a document's strongest partnering type, 1 to 10
    Rank,
    /// The class of that type in the Dalton review
    Dalton,
    /// An entry point: why the partnering was entered into
    EntryPoint,
    /// An outcome category
    Category,
    /// An integration domain
    Domain,
    /// An entry point, contextual factor, end state or proposition
    Context,
    /// The nearest heading
    Heading,
}

impl TallyDimension {
    /// Every choice, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::Document,
        Self::Organisation,
        Self::Year,
        Self::Partnering,
        Self::Rank,
        Self::Dalton,
        Self::EntryPoint,
        Self::Category,
        Self::Domain,
        Self::Context,
        Self::Heading,
    ];

    /// The name used for the option and for the first column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Organisation => "organisation",
            Self::Year => "year",
            Self::Partnering => "partnering",
            Self::Rank => "rank",
            Self::Dalton => "dalton",
            Self::EntryPoint => "entry-point",
            Self::Category => "category",
            Self::Domain => "domain",
            Self::Context => "context",
            Self::Heading => "heading",
        }
    }

    /// Whether it is told by the statement; else every statement of a document has the same.
    pub const fn is_of_statement(self) -> bool {
        matches!(self, Self::Category | Self::Domain | Self::Context | Self::Heading)
    }

    /// The places that a document has, whatever it states; none where statements tell.
    pub(super) fn of_document(self, document: &Summary) -> Vec<Key> {
        match self {
            Self::Document => vec![Key::Name(document.file.clone())],
            Self::Organisation => keys(&document.organisations),
            Self::Year => vec![document.year.map_or(Key::NotStated, Key::Number)],
            Self::Partnering if document.no_partnering => vec![Key::DeclaredNone],
            Self::Partnering => keys(&document.partnering),
            Self::Rank => vec![document.rank.map_or(Key::NotStated, |rank| Key::Number(rank.into()))],
            Self::Dalton => vec![Key::name(document.dalton.as_deref())],
            Self::EntryPoint => keys(&document.entry_points),
            Self::Category | Self::Domain | Self::Context | Self::Heading => Vec::new(),
        }
    }

    /// The places of an intended outcome of a document; `categories` are those of the codebook in its order.
    pub(super) fn of_outcome(self, categories: &[String], document: &Summary, outcome: &OutcomeSummary) -> Vec<Key> {
        match self {
            Self::Category if outcome.categories.is_empty() => vec![Key::category(categories, UNCLASSIFIED)],
            Self::Category => {
                let codes: BTreeSet<&String> = outcome.categories.iter().collect();
                codes.into_iter().map(|code| Key::category(categories, code)).collect()
            }
            Self::Domain => keys(&outcome.domains),
            Self::Context => keys(&outcome.context),
            Self::Heading => vec![Key::name(outcome.heading.as_deref())],
            _ => self.of_document(document),
        }
    }

    /// The places that a table has whether anything is in them or not.
    pub(super) fn always(self, categories: &[String]) -> Vec<Key> {
        match self {
            Self::Category => {
                let codes = categories.iter().map(String::as_str).chain([UNCLASSIFIED]);
                codes.map(|code| Key::category(categories, code)).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// One key a name; what has none is not stated.
fn keys(names: &[String]) -> Vec<Key> {
    let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    if names.is_empty() { vec![Key::NotStated] } else { names.into_iter().map(|name| Key::name(Some(name))).collect() }
}

/// The place of a row or column, and what it is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Number(i32),
    Placed(usize, String),
    Name(String),
    /// A person declared that there is none.
    DeclaredNone,
    NotStated,
}

impl Key {
    fn name(name: Option<&str>) -> Self {
        match name.map(str::trim) {
            None | Some("") => Self::NotStated,
            Some(name) => Self::Name(name.to_owned()),
        }
    }

    /// The codebook's categories in its order, then other codes by the alphabet, then none.
    fn category(categories: &[String], code: &str) -> Self {
        let place = match categories.iter().position(|category| category == code) {
            Some(place) => place,
            None if code == UNCLASSIFIED => categories.len() + 1,
            None => categories.len(),
        };
        Self::Placed(place, code.to_owned())
    }

    /// The key for people and machines.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Placed(_, name) | Self::Name(name) => name.clone(),
            Self::DeclaredNone => DECLARED_NONE.to_owned(),
            Self::NotStated => NOT_STATED.to_owned(),
        }
    }
}
