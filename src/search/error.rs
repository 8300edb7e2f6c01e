//! What can go wrong with a search.

use crate::index::IndexError;
use std::fmt;
use stratmine_model::{Hints, Span};

/// An error of a search.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The query cannot be understood.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl Hints for SearchError {
    fn hints(&self) -> Vec<String> {
        match self {
            Self::Query(error) => error.hints(),
            Self::Index(error) => error.hints(),
        }
    }

    fn detail(&self) -> Option<String> {
        match self {
            Self::Query(error) => error.detail(),
            Self::Index(error) => error.detail(),
        }
    }
}

/// A query that cannot be understood, with the place and what to type instead. It is shown on three lines: what is wrong,
/// the query, a caret under the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The query as typed.
    pub query: String,
    /// The place: bytes of the query, on character boundaries, possibly its very end.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What can be done.
    pub hint: String,
}

impl std::error::Error for QueryError {}

impl Hints for QueryError {
    fn hints(&self) -> Vec<String> {
        vec![self.hint.clone()]
    }
}

/// Most characters of a query shown before the place of the error.
const SHOWN_BEFORE: usize = 60;

/// Most characters of a query shown from the place of the error.
const SHOWN_AFTER: usize = 40;

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.query.get(..self.span.start).unwrap_or_default();
        let after = self.query.get(self.span.start..).unwrap_or_default();
        let marked = self.query.get(self.span.start..self.span.end).unwrap_or_default();
        let hidden = before.chars().count().saturating_sub(SHOWN_BEFORE);
        let mut indent = 2 + before.chars().count() - hidden;
        writeln!(f, "{}", self.message)?;
        f.write_str("  ")?;
        if hidden > 0 {
            f.write_str("…")?;
            indent += 1;
        }
        let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
        let shown: String = before.chars().skip(hidden).chain(after.chars().take(SHOWN_AFTER)).map(plain).collect();
        let more = if after.chars().count() > SHOWN_AFTER { "…" } else { "" };
        writeln!(f, "{shown}{more}")?;
        let carets = marked.chars().count().clamp(1, SHOWN_AFTER);
        write!(f, "{}{}", " ".repeat(indent), "^".repeat(carets))
    }
}
