//! What a search gives: documents with their hits.
//!
//! These types belong to the model because two crates meet in them that may not know each other: `search` makes them,
//! `output` prints them.

use super::{CodePointSpan, DocumentId, Span};

/// What is searched and counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Whole pages: all words of the query must stand on one page.
    #[default]
    Page,
    /// Recording units: all words of the query must stand in one statement.
    Statement,
}

impl Unit {
    /// The name for people and for the option that chooses it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Statement => "statement",
        }
    }
}

/// All that one search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// What was searched for, as typed.
    pub query: String,
    /// The unit of every count of hits below.
    pub unit: Unit,
    /// Number of hits in all, also beyond the limit.
    pub hits: usize,
    /// Number of documents with a hit, also beyond the limit.
    pub documents: usize,
    /// Number of pages that are hits or hold one.
    pub pages: usize,
    /// Number of statements that are hits, or on which, by themselves, the query holds.
    pub statements: usize,
    /// How many of the first hits are left out of the list.
    pub offset: usize,
    /// The documents with a listed hit, in the order of their first.
    pub listed: Vec<DocumentHits>,
    /// How the hits are spread over values, where that was asked for.
    pub facets: Vec<Facet>,
    /// Remarks for a person: words that occur nowhere, values that do not exist.
    pub notes: Vec<String>,
}

/// How hits are spread over the values of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The field.
    pub field: String,
    /// Its values with the number of hits that have them, most first; a hit may have several or none.
    pub counts: Vec<(String, usize)>,
}

/// The hits of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentHits {
    /// Which document.
    pub document: DocumentId,
    /// Its file below the corpus root.
    pub file: String,
    /// Title.
    pub title: Option<String>,
    /// Organisation.
    pub organisation: Option<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Number of hits in this document, also beyond the limit.
    pub hits: usize,
    /// The first listed hit's score.
    pub score: f32,
    /// Its listed hits in order; never empty.
    pub listed: Vec<Hit>,
}

/// A page or a statement that answers the query.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Physical page number from 1.
    pub page: u32,
    /// The printed page label, where the document declares one.
    pub label: Option<String>,
    /// BM25 score (Robertson & Zaragoza 2009), rounded to a thousandth; 0 where the query holds no words.
    pub score: f32,
    /// The words found in their surroundings.
    pub snippet: Snippet,
    /// The headings above it, highest first: of a page, above its first marked word.
    pub heading_path: Vec<String>,
    /// The statement, where the unit is the statement.
    pub statement: Option<StatementHit>,
}

/// The statement that is a hit.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementHit {
    /// Its id in the public record.
    pub id: String,
    /// Where it lies in the page's text.
    pub place: CodePointSpan,
    /// Whether it is an intended outcome.
    pub intended_outcome: bool,
    /// Its outcome categories; empty for an intended outcome means *unclassified*.
    pub categories: Vec<String>,
    /// How likely it is an intended outcome by the program, 0 to 1.
    pub probability: Option<f64>,
}

/// A piece of a page's text with the matched words marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The text, exactly as it stands in the page's text.
    pub text: String,
    /// The matched words: spans of **bytes** of `text`, in order, never overlapping.
    pub marks: Vec<Span>,
    /// Whether the page or statement has text before it that is left out.
    pub cut_before: bool,
    /// Whether the page or statement has text after it that is left out.
    pub cut_after: bool,
}
