//! The manifest of the last run: all that its results depend on, without a clock.

use super::{Counts, IndexLayout, LedgerError};
use crate::store::Disk;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use stratmine_model::DocumentId;

/// One input of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The file's path below the corpus root.
    pub file: String,
    /// Its SHA-256, where it was read.
    pub document: Option<DocumentId>,
    /// How its reading ended.
    pub outcome: stratmine_model::ReadStatus,
}

/// What the state of an index was made from and what it holds. The same inputs give the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name and version of the program.
    pub tool: String,
    /// Names and versions of the reading engines.
    pub engines: String,
    /// SHA-256 over the lexicons.
    pub codebook: String,
    /// A hash by which a change of the lexicons is told before any is read.
    #[serde(default)]
    pub lexicons: String,
    /// Outcome categories in the codebook's order.
    pub categories: Vec<String>,
    /// Options that bear on the result.
    pub options: BTreeMap<String, String>,
    /// Every file that is there, sorted.
    pub inputs: Vec<Input>,
    /// Number of files by the way their reading ended.
    pub outcomes: BTreeMap<String, usize>,
    /// What was counted over all documents that are counted.
    pub counts: Counts,
    /// Number of those documents.
    pub documents: usize,
    /// What was learnt from decisions; `None` where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learnt: Option<Learnt>,
    /// SHA-256 of all this, written without it; empty in one that was not written yet.
    #[serde(default)]
    pub checksum: String,
}

/// What a run learnt from decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learnt {
    /// From how many decided statements.
    pub statements: usize,
    /// From how many more that programs coded and no person decided.
    #[serde(default, skip_serializing_if = "super::entry::is_none")]
    pub programs: usize,
    /// SHA-256 over them and what holds of them.
    pub hash: String,
    /// A hash by which a change of the decisions is told before any paper is read.
    pub decisions: String,
}

impl Manifest {
    /// Reads the manifest of the last run, or `None` where there is none.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`], [`LedgerError::Store`].
    pub fn load(disk: &dyn Disk, layout: &IndexLayout) -> Result<Option<Self>, LedgerError> {
        let path = layout.manifest();
        let Some(bytes) = disk.read_if_there(&path)? else {
            return Ok(None);
        };
        let damaged = |why: String| LedgerError::Damaged { path: path.clone(), why };
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        // One that an earlier version wrote has none.
        if !manifest.checksum.is_empty() && manifest.checksum != manifest.own_checksum() {
            return Err(damaged("it is not what was written".to_owned()));
        }
        Ok(Some(manifest))
    }

    /// The codebook's outcome categories in its order, then others that counted papers have (a decision may have given
    /// them), by the alphabet.
    pub fn all_categories(&self) -> Vec<String> {
        let others = self.counts.categories.keys().filter(|code| !self.categories.contains(code));
        self.categories.iter().chain(others).cloned().collect()
    }

    /// The checksum of what it says.
    fn own_checksum(&self) -> String {
        let bare = Self { checksum: String::new(), ..self.clone() };
        let bytes = serde_json::to_vec(&bare).unwrap_or_default();
        DocumentId::from_digest(Sha256::digest(&bytes).into()).to_string()
    }

    /// Writes it.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn save(&self, disk: &dyn Disk, layout: &IndexLayout) -> Result<(), LedgerError> {
        let path = layout.manifest();
        let whole = Self { checksum: self.own_checksum(), ..self.clone() };
        let mut bytes = serde_json::to_vec_pretty(&whole)
            .map_err(|error| LedgerError::Encode { path: path.clone(), why: error.to_string() })?;
        bytes.push(b'\n');
        Ok(disk.write(&path, &bytes)?)
    }
}

impl Counts {
    /// Adds the counts of another document.
    pub fn add(&mut self, other: &Self) {
        self.pages += other.pages;
        self.pages_unread += other.pages_unread;
        self.page_grades.add(&other.page_grades);
        self.words += other.words;
        self.statements += other.statements;
        self.outcomes += other.outcomes;
        self.unclassified += other.unclassified;
        self.decided += other.decided;
        for (category, count) in &other.categories {
            *self.categories.entry(category.clone()).or_default() += count;
        }
    }
}
