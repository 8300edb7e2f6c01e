//! Whether a statement is an intended outcome: the detector put to each statement of a paper.
//!
//! In: a statement with what stands around it. Out: [`Decided`], with what spoke for it and against it, the words placed on
//! the page. A list item or cell of several sentences is judged as a whole (codebook, ruling 1); running text comes here one
//! sentence at a time already.

use crate::detection::learning::{Model, Observation, Predictors};
use crate::detection::{Candidate, Decision, OutcomeDetector};
use crate::lexicon::Codebook;
use stratmine_model::{BlockKind, CodedPaper, Intent, RuleHit, ScoreParts, Statement};

/// Decides the statements of one paper, in their order.
pub(super) struct IntentCoder<'c> {
    detector: Box<dyn OutcomeDetector + 'c>,
    surroundings: Surroundings,
}

/// What bears on all statements of a paper.
struct Surroundings {
    paper: String,
    titles: Vec<String>,
    advises: bool,
    /// How many statements were looked at.
    number: usize,
}

impl Surroundings {
    /// The next statement as it is put to the detector.
    fn candidate<'s>(&'s self, statement: &'s Statement, page: u32) -> Candidate<'s> {
        Candidate {
            text: &statement.text,
            block: statement.kind,
            headings: &statement.heading_path,
            lead_in: statement.lead_in.as_deref(),
            titles: &self.titles,
            advises: self.advises,
            paper: &self.paper,
            page,
            number: self.number,
            is_decided: statement.decided.is_some(),
        }
    }
}

/// How a statement came out.
pub(super) struct Decided {
    /// Whether it is an intended outcome.
    pub(super) is_outcome: bool,
    /// How likely it is one.
    pub(super) probability: f32,
    /// What spoke for it or against it.
    pub(super) intent: Intent,
    /// What it was decided by.
    pub(super) evidence: Predictors,
}

impl<'c> IntentCoder<'c> {
    pub(super) fn new(codebook: &'c Codebook, model: Option<&'c Model>, paper: &CodedPaper) -> Self {
        let advises = codebook.settings().advises(paper.statements().map(|(_, statement)| statement.text.as_str()));
        let (paper, titles) = (paper.document.to_string(), titles(paper));
        Self { detector: codebook.detector(model), surroundings: Surroundings { paper, titles, advises, number: 0 } }
    }

    /// The document's titles, as the detector sees them.
    pub(super) fn titles(&self) -> &[String] {
        &self.surroundings.titles
    }

    /// What is known of the next statement.
    pub(super) fn evidence(&mut self, statement: &Statement, page: u32) -> Predictors {
        let evidence = self.detector.evidence(&self.surroundings.candidate(statement, page));
        self.surroundings.number += 1;
        evidence
    }

    /// All that holds of the next statement, by name.
    pub(super) fn observe(&mut self, statement: &Statement, page: u32) -> Observation {
        let observation = self.detector.observe(&self.surroundings.candidate(statement, page));
        self.surroundings.number += 1;
        observation
    }

    /// Decides the next statement. Every statement comes once, in document order: neighbours bear on each other.
    pub(super) fn decide(&mut self, statement: &Statement, page: u32) -> Decided {
        let decision = self.detector.decide(&self.surroundings.candidate(statement, page));
        self.surroundings.number += 1;
        let Decision { is_outcome, parts, reasons, evidence } = decision;
        let rules = reasons.into_iter().map(|reason| RuleHit {
            id: reason.id,
            weight: Some(rounded(reason.weight, 3)),
            text: reason.text,
            span: reason.span.map(|span| span.shifted(statement.span.start)),
        });
        let shown = ScoreParts {
            base: rounded(parts.base, 3),
            study: rounded(parts.study, 3),
            paper: rounded(parts.paper, 3),
            section: rounded(parts.section, 3),
            list: rounded(parts.list, 3),
        };
        let intent = Intent { score: rounded(parts.score(), 3), parts: Some(shown), rules: rules.collect() };
        Decided { is_outcome, probability: rounded(parts.probability(), 4), intent, evidence }
    }
}

/// A number as it is kept in records: more places would only be noise.
#[allow(clippy::cast_possible_truncation, reason = "a few places of a small number")]
fn rounded(number: f64, places: i32) -> f32 {
    let scale = 10_f64.powi(places);
    // Adding 0 turns -0 into 0.
    ((number * scale).round() / scale + 0.0) as f32
}

/// What the document calls itself: the declared title, the file's own, and the highest headings of its first page.
fn titles(paper: &CodedPaper) -> Vec<String> {
    const FIRST_HEADINGS: usize = 2;
    let first = paper.pages.first().filter(|page| page.number == 1);
    let headings = first.into_iter().flat_map(|page| {
        let top = page.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(1)));
        top.take(FIRST_HEADINGS).map(|block| page.slice(block.span).to_owned())
    });
    paper.title.iter().chain(&paper.facts.title).cloned().chain(headings).collect()
}
