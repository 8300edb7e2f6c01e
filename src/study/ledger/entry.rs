//! What the ledger holds of one file.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use stratmine_model::{
    CodedPaper, DocumentId, MetadataSource, PageGrade, PageGrades, PaperMeta, ReadResult, ReadStatus,
};

/// One file: what it was when it was last read, how that ended, and what lists show of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The file's path below the corpus root, with forward slashes.
    pub file: String,
    /// The SHA-256 of its bytes; `None` where they were never read.
    pub id: Option<DocumentId>,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its time of modification in nanoseconds since 1970.
    pub modified_ns: i128,
    /// Its inode; 0 where the system has none.
    pub inode: u64,
    /// What its reading depends on besides the file: tool, engines, options.
    pub key: String,
    /// What its coding depends on besides what was read: lexicons, its row of the corpus table. Where only this changes,
    /// what was read is coded again.
    #[serde(default)]
    pub coding: String,
    /// The SHA-256 of its coded document as it is kept; `None` where it has none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<String>,
    /// What its pages that need text recognition were given to, or that there was nothing; its result depends on that too.
    /// `None` where no page needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognition: Option<String>,
    /// SHA-256 over what was learnt from decisions when it was coded; `None` where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learnt: Option<String>,
    /// How the reading ended.
    pub outcome: ReadStatus,
    /// Why, where it was not simply coded.
    pub reason: Option<String>,
    /// Whether the file has vanished since.
    pub removed: bool,
    /// The file that the corpus table says is counted in its stead.
    pub duplicate_of: Option<String>,
    /// The file that holds the same bytes and is counted in its stead.
    pub same_as: Option<String>,
    /// Whether the corpus table keeps it in tallies and search.
    pub include: bool,
    /// Title.
    pub title: Option<String>,
    /// Organisation.
    pub organisation: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Language as an ISO 639-1 code.
    pub language: Option<String>,
    /// Partnering types, strongest first; [`PaperMeta::NO_PARTNERING`] where it is declared that there is none.
    pub partnering: Vec<String>,
    /// Fields among these that were proposed from the file.
    pub proposed: Vec<String>,
    /// Where these were read.
    #[serde(default)]
    pub sources: Vec<MetadataSource>,
    /// The researcher's own columns of the corpus table, by their headings.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// A hash of its row of the corpus table, empty where it has none; `None` in a ledger of an earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// How well it was read; `None` where it has no pages.
    #[serde(default)]
    pub grade: Option<PageGrade>,
    /// What was counted in it.
    pub counts: Counts,
}

/// Why a paper is not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Another file has the same bytes.
    SameBytes(String),
    /// The corpus table says that it duplicates another.
    Duplicate(String),
    /// The corpus table excludes it.
    Excluded,
}

impl std::fmt::Display for LeftOut {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SameBytes(other) => write!(out, "the same bytes as {other}, which is counted"),
            Self::Duplicate(other) => write!(out, "a duplicate of {other} (corpus table), which is counted"),
            Self::Excluded => out.write_str("kept out of tallies and search by the corpus table"),
        }
    }
}

/// What was counted in one document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Pages.
    pub pages: usize,
    /// Pages of which nothing could be read although something may stand there.
    pub pages_unread: usize,
    /// How many pages were read how well.
    #[serde(default)]
    pub page_grades: PageGrades,
    /// Words of the pages' texts, as white space divides them.
    pub words: usize,
    /// Statements.
    pub statements: usize,
    /// Intended outcomes among them.
    pub outcomes: usize,
    /// Intended outcomes by category; one with two categories counts in both.
    pub categories: BTreeMap<String, usize>,
    /// Intended outcomes without a category.
    pub unclassified: usize,
    /// Statements on which what a person decided holds.
    #[serde(default, skip_serializing_if = "is_none")]
    pub decided: usize,
}

/// Whether a count need not be written.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
pub(super) const fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Entry {
    /// An entry that says no more of a file than how its reading ended.
    pub fn ended(file: &str, outcome: &ReadResult) -> Self {
        Self {
            file: file.to_owned(),
            id: None,
            bytes: 0,
            modified_ns: 0,
            inode: 0,
            key: String::new(),
            coding: String::new(),
            checksum: None,
            recognition: None,
            learnt: None,
            outcome: outcome.status,
            reason: outcome.reason.clone(),
            removed: false,
            duplicate_of: None,
            same_as: None,
            include: true,
            title: None,
            organisation: None,
            year: None,
            language: None,
            partnering: Vec::new(),
            proposed: Vec::new(),
            sources: Vec::new(),
            columns: BTreeMap::new(),
            row: None,
            grade: None,
            counts: Counts::default(),
        }
    }

    /// The same with what lists show of the file's metadata.
    #[must_use]
    pub fn with_metadata(mut self, metadata: &PaperMeta) -> Self {
        self.title.clone_from(&metadata.title);
        self.organisation.clone_from(&metadata.organisation);
        self.year = metadata.year;
        self.partnering.clone_from(&metadata.partnering);
        self.proposed.clone_from(&metadata.proposed);
        self.sources.clone_from(&metadata.sources);
        self.columns.clone_from(&metadata.other);
        self.include = metadata.include.unwrap_or(true);
        self.duplicate_of.clone_from(&metadata.duplicate_of);
        self
    }

    /// The same with what coding found.
    #[must_use]
    pub fn with_record(mut self, record: &CodedPaper) -> Self {
        self.id = Some(record.document);
        self.language.clone_from(&record.language);
        // That there is no type is declared: coding finds nothing to put in its place.
        if !self.declares_no_partnering() {
            self.partnering = record.partnering_codes();
        }
        self.grade = record.grade();
        self.counts = Counts::of(record);
        self
    }

    /// Whether the corpus table declares that it is about no partnering type.
    pub fn declares_no_partnering(&self) -> bool {
        self.partnering == [PaperMeta::NO_PARTNERING]
    }

    /// Whether tallies and search speak of it: coded, there, included, and no duplicate.
    pub fn is_counted(&self) -> bool {
        self.outcome == ReadStatus::Coded && !self.removed && !self.is_kept_out() && self.same_as.is_none()
    }

    /// Whether the corpus table keeps it out of tallies and search.
    pub fn is_kept_out(&self) -> bool {
        !self.include || self.duplicate_of.is_some()
    }

    /// Why it is not counted although it was coded; `None` for a paper that is counted, or was not coded for another
    /// reason.
    pub fn left_out(&self) -> Option<LeftOut> {
        match (&self.same_as, &self.duplicate_of) {
            (Some(other), _) => Some(LeftOut::SameBytes(other.clone())),
            (None, Some(other)) => Some(LeftOut::Duplicate(other.clone())),
            (None, None) => (!self.include).then_some(LeftOut::Excluded),
        }
    }

    /// What a person should know of it besides its outcome: why it ended so, or why it is not counted.
    pub fn remark(&self) -> Option<String> {
        self.left_out().map(|why| why.to_string()).or_else(|| self.reason.clone())
    }

    /// How its reading ended.
    pub fn ending(&self) -> ReadResult {
        ReadResult { status: self.outcome, reason: self.reason.clone() }
    }
}

impl Counts {
    /// Counts a coded document.
    pub fn of(record: &CodedPaper) -> Self {
        let mut counts = Self { pages: record.pages.len(), page_grades: record.page_grades(), ..Self::default() };
        for page in &record.pages {
            counts.words += page.words();
            counts.statements += page.statements.len();
            counts.pages_unread += usize::from(page.is_unread());
            counts.decided += page.statements.iter().filter(|statement| statement.decided.is_some()).count();
        }
        for (_, outcome) in record.outcomes() {
            counts.outcomes += 1;
            counts.unclassified += usize::from(outcome.categories.is_empty());
            for category in &outcome.categories {
                *counts.categories.entry(category.code.clone()).or_default() += 1;
            }
        }
        counts
    }
}
