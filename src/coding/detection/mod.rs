//! Detection: is a sentence an intended outcome?
//!
//! In: a [`Candidate`], made once by the coder: a sentence with its headings, lead-in and titles. Out: [`Predictors`], what is
//! known of it; a [`Decision`] on that, in parts; and the [`Reason`]s behind it. How a detector comes to its decision is its
//! own affair; the coder sees [`OutcomeDetector`] only. Detection must not know any file, page or document, nor the words
//! of the outcome categories.

pub mod features;
pub mod learning;
mod names;

use learning::{Observation, Parts, Predictors};
use stratmine_model::{BlockKind, Span};

/// Decides the sentences of one paper. A detector may remember what it learnt of headings and titles.
pub trait OutcomeDetector {
    /// What is known of a sentence.
    fn evidence(&mut self, candidate: &Candidate<'_>) -> Predictors;

    /// Whether a sentence states an intended outcome, and why.
    fn decide(&mut self, candidate: &Candidate<'_>) -> Decision;

    /// All that holds of a sentence, by name.
    fn observe(&mut self, candidate: &Candidate<'_>) -> Observation;
}

/// A sentence (or a whole list item or cell of one sentence) with its context.
#[derive(Clone, Copy, Debug, Default)]
pub struct Candidate<'s> {
    /// Its words.
    pub text: &'s str,
    /// The kind of its block.
    pub block: BlockKind,
    /// The headings above it, highest first.
    pub headings: &'s [String],
    /// What introduces it.
    pub lead_in: Option<&'s str>,
    /// Titles of the document: declared, in the file, first heading.
    pub titles: &'s [String],
    /// Whether the document advises others throughout.
    pub advises: bool,
    /// What tells its paper from others.
    pub paper: &'s str,
    /// The page it stands on.
    pub page: u32,
    /// How many statements of the paper stand before its own.
    pub number: usize,
    /// Whether people decided on it. Then the weights alone speak, whatever was learnt: what the program proposes next to
    /// a decision must not come from that decision.
    pub is_decided: bool,
}

/// What a detector decides on a candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Whether it is an intended outcome.
    pub is_outcome: bool,
    /// Its log-odds of being one, in parts.
    pub parts: Parts,
    /// What spoke for it or against it, the most telling first.
    pub reasons: Vec<Reason>,
    /// What it was decided by.
    pub evidence: Predictors,
}

/// Something that spoke for or against an intended outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Its name, unique within the detector.
    pub id: String,
    /// What it adds to the log-odds.
    pub weight: f64,
    /// The words behind it, of the sentence, its lead-in, a heading or a title; empty where no words are.
    pub text: String,
    /// Where the words lie in the candidate's text, in bytes, if they do.
    pub span: Option<Span>,
}
