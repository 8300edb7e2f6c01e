//! Terms: how what an analyst writes is compared with a text, wherever it is written.
//!
//! In: terms of the lexicons (`merg*`, `range of * services`), phrases of roles and cues (`we|partners *ly? want to`), and
//! texts. Out: where they stand in the text as printed. Both are compared in a [`normal`] form. Nothing here knows what a
//! term earns.

pub(crate) mod normal;
pub(crate) mod pattern;
pub(crate) mod phrase;
pub(crate) mod proposals;

use serde::Deserialize;

/// How an entry's term is compared with the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Matching {
    /// Whole words; `*` stands for any run of letters and digits within a word, alone for any one word.
    #[default]
    Glob,
    /// Whole words, and `*` is not allowed.
    Exact,
    /// Whole words after light folding of English endings (`trial` finds `trials`, `trialling`).
    Stem,
    /// A regular expression over the text as printed; letter case ignored unless `case = true`.
    Regex,
}
