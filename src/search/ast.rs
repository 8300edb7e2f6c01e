//! What was typed, as a tree.

use crate::index::{ValueField, Wanted};
use stratmine_model::Span;
use stratmine_model::hits::Unit;

/// A query, with what it says of how it is to be searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What to look for; nothing where only fields of the search itself were typed.
    pub expr: Option<Expr>,
    /// `in:page` or `in:statement`.
    pub unit: Option<Unit>,
    /// `in:all`: what is set aside of pages is searched too.
    pub aside: bool,
    /// `per:document`: conditions hold within the document.
    pub per_document: bool,
}

/// Conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// Every part must hold.
    All(Vec<Expr>),
    /// Any part must hold.
    Any(Vec<Expr>),
    /// The part must not hold.
    Not(Box<Expr>),
    /// One thing to look for.
    Term(Term),
}

/// One thing to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What it is.
    pub leaf: Leaf,
    /// Where it stands in the query, in bytes.
    pub span: Span,
}

/// What a term asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// Words, in the text or in a field.
    Text(Option<ValueField>, Text),
    /// A value of a field.
    Value(ValueField, Wanted),
}

/// Words as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// A word, or several that the typed one stands for (`co-production`).
    Word(Typed),
    /// Words in this order.
    Phrase {
        /// The words.
        words: Vec<Typed>,
        /// How many others may stand between.
        slop: u32,
    },
    /// Two near each other.
    Near {
        /// The one.
        left: Box<Text>,
        /// The other.
        right: Box<Text>,
        /// How many words may stand between.
        distance: u32,
        /// Whether the left one comes first.
        ordered: bool,
    },
    /// Any of these.
    Any(Vec<Text>),
}

/// A word as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// In any of its forms.
    Plain(String),
    /// In this form alone.
    Exact(String),
    /// A pattern with `*` or `?`.
    Pattern(String),
    /// Spelt nearly so.
    Fuzzy(String, usize),
}

impl Expr {
    /// Every term, in the order typed, with whether it must hold (`true`) or must not.
    #[must_use]
    pub fn terms(&self) -> Vec<(&Term, bool)> {
        let mut terms = Vec::new();
        self.collect(true, &mut terms);
        terms
    }

    fn collect<'e>(&'e self, holds: bool, terms: &mut Vec<(&'e Term, bool)>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.collect(holds, terms)),
            Self::Not(part) => part.collect(!holds, terms),
            Self::Term(term) => terms.push((term, holds)),
        }
    }
}
