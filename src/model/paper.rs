//! The coded paper: one typed value that coding makes and everything else reads.
//!
//! It holds what is known of the paper, how its reading ended, and its pages with their statements and codes. Spans
//! count bytes of the page's text; [`super::record`] writes them as code points. A paper that was read is coded by
//! filling in its statements; a stored one is coded again in the same way.

use super::{
    DocumentId, FileFacts, MetadataSource, Page, PageGrade, PageGrades, PaperMeta, PartneringType, ReadPaper,
    ReadResult, Statement,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything stratmine says about one file.
#[derive(Clone, Debug, PartialEq)]
pub struct CodedPaper {
    /// What made it.
    pub stamp: Stamp,
    /// SHA-256 of the file.
    pub document: DocumentId,
    /// The file's path below the corpus root, with forward slashes.
    pub file: String,
    /// How the reading ended.
    pub result: ReadResult,
    /// Title.
    pub title: Option<String>,
    /// Organisations, set apart by `;`.
    pub organisation: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Fields among title, organisation and year that were proposed from the file, not given by a person.
    pub proposed_metadata: Vec<String>,
    /// Where these were read.
    pub metadata_sources: Vec<MetadataSource>,
    /// Language as an ISO 639-1 code.
    pub language: Option<String>,
    /// What the file says about itself.
    pub facts: FileFacts,
    /// The title that the paper itself proposes, whether or not one is given.
    pub proposed_title: Option<String>,
    /// Partnering types: declared ones first, then by the number of statements.
    pub partnering: Vec<Partnering>,
    /// Types that the paper names without being about them, by code.
    pub partnering_candidates: Vec<Partnering>,
    /// Codes of the types that the program would give it, strongest first, where a person declares types or that there is none.
    pub partnering_read: Vec<PartneringType>,
    /// The theory profile.
    pub profile: Profile,
    /// The pages; empty for a file that could not be read.
    pub pages: Vec<Page>,
}

/// What made a coded paper, besides its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Name and version of the program.
    pub tool: String,
    /// Names and versions of the reading engines.
    pub engine: String,
    /// Options that bear on the result.
    pub options: BTreeMap<String, String>,
    /// SHA-256 over the lexicons.
    pub codebook: String,
}

/// A partnering type of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partnering {
    /// The type's code (`merger`, `alliance`, …).
    pub code: String,
    /// Degree of integration, 1 (lowest) to 10.
    pub rank: u8,
    /// How sure it is.
    pub strength: Strength,
    /// Ids of the statements that name it un-negated; may be empty for a declared type.
    pub statements: Vec<String>,
    /// Ids of the best of them, at most three.
    pub best: Vec<String>,
}

/// How sure a code of a whole paper is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// A person declares it, in the metadata table or by a decision.
    Declared,
    /// The paper states it of itself.
    Stated,
    /// It follows from words of the paper that need not be meant so.
    #[default]
    Inferred,
}

impl Strength {
    /// The name used in the public record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Stated => "stated",
            Self::Inferred => "inferred",
        }
    }
}

/// The first three ids, each once.
pub fn best_three(ids: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut best: Vec<String> = Vec::new();
    for id in ids {
        if best.len() < 3 && !best.contains(&id) {
            best.push(id);
        }
    }
    best
}

/// A code of a paper with the statements behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The code.
    pub code: String,
    /// How sure it is.
    pub strength: Strength,
    /// Ids of the statements, in document order; empty only for what a person declares.
    pub statements: Vec<String>,
    /// Ids of the best of them, at most three.
    pub best: Vec<String>,
}

/// A paper's theory profile: entry point → type → domains → context → end states. Each list has most evidence first;
/// the types are the paper's [`Partnering`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Why the partnering was entered into.
    pub entry_points: Vec<Evidence>,
    /// Integration domains.
    pub domains: Vec<Evidence>,
    /// Contextual factors.
    pub context: Vec<Evidence>,
    /// End states.
    pub end_states: Vec<Evidence>,
    /// Passages for the propositions of the theory.
    pub propositions: Vec<Evidence>,
    /// Entry points that words of the paper suggest and that do not pass the bar.
    pub candidates: Vec<Evidence>,
}

impl CodedPaper {
    /// The paper of a file that could not be read or coded.
    pub fn unread(stamp: &Stamp, id: DocumentId, file: &str, metadata: &PaperMeta, result: &ReadResult) -> Self {
        let mut paper = Self {
            stamp: stamp.clone(),
            document: id,
            file: file.to_owned(),
            result: result.clone(),
            title: None,
            organisation: None,
            year: None,
            proposed_metadata: Vec::new(),
            metadata_sources: Vec::new(),
            language: None,
            facts: FileFacts::default(),
            proposed_title: None,
            partnering: Vec::new(),
            partnering_candidates: Vec::new(),
            partnering_read: Vec::new(),
            profile: Profile::default(),
            pages: Vec::new(),
        };
        paper.describe(metadata);
        paper
    }

    /// A paper that was read and cut into statements, of which nothing is said yet.
    pub fn from_read(stamp: &Stamp, file: &str, result: &ReadResult, read: ReadPaper) -> Self {
        let mut paper = Self::unread(stamp, read.id, file, &PaperMeta::default(), result);
        paper.language = read.language;
        paper.facts = read.facts;
        paper.pages = read.pages.into_iter().map(Page::without_lines).collect();
        paper
    }

    /// Sets what made it, for a new coding. What read it stays as it was.
    pub fn restamp(&mut self, stamp: &Stamp) {
        let engine = std::mem::take(&mut self.stamp.engine);
        self.stamp = Stamp { engine, ..stamp.clone() };
    }

    /// Sets what the corpus table, or the paper itself, says of it.
    pub fn describe(&mut self, metadata: &PaperMeta) {
        self.title.clone_from(&metadata.title);
        self.organisation.clone_from(&metadata.organisation);
        self.year = metadata.year;
        self.proposed_metadata.clone_from(&metadata.proposed);
        self.metadata_sources.clone_from(&metadata.sources);
    }

    /// Every statement with the page it stands on, in document order.
    pub fn statements(&self) -> impl Iterator<Item = (&Page, &Statement)> {
        self.pages.iter().flat_map(|page| page.statements.iter().map(move |statement| (page, statement)))
    }

    /// Every intended outcome with the page it stands on, in document order.
    pub fn outcomes(&self) -> impl Iterator<Item = (&Page, &Statement)> {
        self.statements().filter(|(_, statement)| statement.intended_outcome)
    }

    /// How well it was read, from its pages ([`PageGrade::of_document`]); `None` for a file that could not be read.
    pub fn grade(&self) -> Option<PageGrade> {
        PageGrade::of_document(self.pages.iter().map(|page| (page.quality.grade, page.words())))
    }

    /// How many of its pages were read how well.
    pub fn page_grades(&self) -> PageGrades {
        PageGrades::of(self.pages.iter().map(|page| page.quality.grade))
    }

    /// Codes of its partnering types, strongest first.
    pub fn partnering_codes(&self) -> Vec<String> {
        self.partnering.iter().map(|found| found.code.clone()).collect()
    }
}
