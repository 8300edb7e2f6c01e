//! What papers say to the propositions of the theory: passages to read, counted and quoted.
//!
//! A passage has the words of a proposition, next to words of partnering. Whether it bears the proposition out, qualifies
//! or denies it is for the reader to say.

use super::evidence::{Evidence, one_line};
use super::table::{Cell, Table};
use crate::escape::for_shell;
use stratmine_model::Strength;

/// What is said where a proposition has no passage.
pub const NONE_FOUND: &str = "none found";

/// A proposition with the passages to read for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PropositionPassages {
    /// Its code.
    pub code: String,
    /// The proposition in words.
    pub label: String,
    /// The domain it is about; `None` for one of cause and effect.
    pub domain: Option<String>,
    /// Papers with a passage.
    pub documents: usize,
    /// Ids of the passages, by paper and in its order.
    pub statements: Vec<String>,
    /// The strength of the surest paper; `None` where there is no passage.
    pub strength: Option<Strength>,
    /// The best passages.
    pub best: Vec<Evidence>,
}

impl PropositionPassages {
    /// How sure it is that its passages speak of it, in words.
    pub const fn found(&self) -> &'static str {
        match self.strength {
            Some(strength) => strength.as_str(),
            None => NONE_FOUND,
        }
    }

    /// The best passages, each with paper and page.
    pub fn quotes(&self) -> Cell {
        let quoted = |one: &Evidence| format!("“{}” ({}, page {})", one_line(&one.quote), one.file, one.page);
        Cell::List(self.best.iter().map(quoted).collect())
    }

    /// The command that shows all of its passages.
    pub fn open(&self) -> String {
        let query = format!("context:\"{}\"", self.code.replace('"', ""));
        format!("stratmine search {} --in statements", for_shell(&query))
    }
}

/// One row a proposition, with passages or without.
pub fn propositions_table(rows: &[PropositionPassages]) -> Table {
    Table::of(rows)
        .text("domain", |of| of.domain.as_deref().into())
        .meaning("the integration domain it is about; empty for what partnering is said to change")
        .text("proposition", |of| (&of.code).into())
        .meaning("its code")
        .text("label", |of| (&of.label).into())
        .meaning("the proposition in words")
        .number("documents", |of| of.documents.into())
        .meaning("documents with a passage")
        .number("passages", |of| of.statements.len().into())
        .meaning("statements to read for it")
        .text("strength", |of| of.found().into())
        .meaning(
            "stated: a passage speaks of partnering and links the two; inferred: of it beside partnering; none found",
        )
        .text("best", |of| of.quotes())
        .meaning("the best passages, of different papers where there are several, each with paper and page")
        .text("open", |of| of.open().into())
        .meaning("the command that shows all of them")
        .table()
        .note("passages are to be read: one may bear the proposition out, qualify or deny it")
        .note(
            "stated: the passage speaks of partnering itself and links the two; inferred: it stands next to such words",
        )
}
