//! What was typed, as a tree.

use crate::index::{Phrase, ValueField, Wanted};
use crate::model::Span;

/// A query.
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
    /// Words in a row.
    Text(Phrase),
    /// A value of a field.
    Value(ValueField, Wanted),
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
