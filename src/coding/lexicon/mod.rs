//! The lexicons: which words earn which codes.
//!
//! In goes a folder of TOML files that an analyst reads and edits (or the copies built into the binary); out comes a
//! [`Codebook`] that finds the entries of every layer in a text with one pass, longest entry first. A lexicon
//! knows words and weights only: nothing of pages, statements or what counts as an intended outcome.
//!
//! A term may end a word stem with `*` (`merg*`), stand for a whole word with it (`range * services`), be matched with
//! its case (`CIP`), and be bound to or kept from its neighbours (`unless_near = ["staffing"]`). Texts and terms are
//! compared in a normal form: lower case, dashes and slashes as blanks, one blank between words, British and American
//! spellings alike. See `lexicons/README.md` for the format as an analyst meets it.

mod check;
mod codebook;
mod conditions;
mod entry;
pub mod exchange;
mod matcher;
mod parse;
mod passages;
mod third_party;

#[cfg(test)]
mod tests;

pub use crate::diagnostics::{Finding, LexiconErrors, Severity};
pub use check::{check, errors};
pub use codebook::{Codebook, Hit, LexiconFile, NamedProposition, built_in_files, fingerprint};
pub use entry::{
    Conditions, ENTRY_POINT, Group, Layer, Lexicon, LexiconEntry, LexiconKind, Matching, Named, Negation, PROPOSITION,
    PartneringKind, Proposition, Propositions, ThirdParties,
};
pub use passages::{Passage, passages};
