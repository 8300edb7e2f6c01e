//! Detection: is a sentence an intended outcome?
//!
//! In: a [`Candidate`], made once by the coder: a sentence with its headings, lead-in and titles. Out: a [`Decision`] with its
//! score, the threshold and the reasons behind it. How a detector comes to its decision is its own affair; the coder sees
//! [`OutcomeDetector`] only. Detection must not know any file, page or document, nor the words of the outcome categories.

pub mod features;
pub mod rules;

use stratmine_model::{BlockKind, Span};

/// Decides the sentences of one document. A detector may remember what it learnt of headings and titles.
pub trait OutcomeDetector {
    /// Whether a sentence states an intended outcome, and why.
    fn decide(&mut self, candidate: &Candidate<'_>) -> Decision;

    /// What else the detector noticed of a sentence, for `lexicon explain`.
    fn diagnose(&mut self, candidate: &Candidate<'_>) -> Diagnosis;
}

/// A sentence (or a whole list item or cell of one sentence) with its context.
#[derive(Clone, Copy, Debug)]
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
    /// Whether the sentence before it in the same block is an intended outcome.
    pub after_outcome: bool,
}

/// What a detector decides on a candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Whether it is an intended outcome.
    pub is_outcome: bool,
    /// The sum of the finite weights of all reasons.
    pub score: f32,
    /// The score from which a sentence is an intended outcome, unless something forbids it.
    pub threshold: f32,
    /// What spoke for it or against it, in the detector's order.
    pub reasons: Vec<Reason>,
}

/// Something that spoke for or against an intended outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Its name, unique within the detector.
    pub id: String,
    /// What it adds to the score; negative infinity where it forbids an outcome whatever the score.
    pub weight: f32,
    /// The words behind it, of the sentence, its lead-in, a heading or a title; empty where no words are.
    pub text: String,
    /// Where the words lie in the candidate's text, in bytes, if they do.
    pub span: Option<Span>,
}

/// What stands behind a decision and is no reason of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnosis {
    /// What holds of the sentence and its context, by name.
    pub features: Vec<String>,
    /// Reasons that all but counted.
    pub near_misses: Vec<NearMiss>,
}

/// A reason that would have counted if nothing had stopped it.
#[derive(Clone, Debug, PartialEq)]
pub struct NearMiss {
    /// The name of the reason.
    pub id: String,
    /// Its weight; negative infinity for one that forbids.
    pub weight: f32,
    /// The features that stopped it.
    pub stopped_by: Vec<String>,
}
