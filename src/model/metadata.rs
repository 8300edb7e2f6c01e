//! Who wrote a paper, when, and about which partnering: from the corpus table, else proposed from the file.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A partnering type declared for a document, by its code in the partnering lexicon.
pub type PartneringType = String;

/// What is known of a paper besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperMeta {
    /// Title.
    pub title: Option<String>,
    /// Organisation or partnership that speaks in it.
    pub organisation: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Declared partnering types; empty where none is declared.
    pub partnering: Vec<PartneringType>,
    /// Where it was published.
    pub address: Option<String>,
    /// `false` keeps the paper out of tallies and search.
    pub include: Option<bool>,
    /// The file it duplicates, which is counted in its stead.
    pub duplicate_of: Option<String>,
    /// Other columns of the corpus table, by their heading.
    pub other: BTreeMap<String, String>,
    /// The fields above that were proposed from the document and not given by a person.
    pub proposed: Vec<String>,
}
