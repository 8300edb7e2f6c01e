//! One decision laid open, for `stratmine lexicon explain "…"`.

use super::Coder;
use crate::detection::{Candidate, NearMiss};
use crate::lexicon::Codebook;
use stratmine_model::{
    Block, BlockKind, DocumentId, FileFacts, Page, PaperMeta, ReadPaper, Span, Statement, StatementCoding, StatementRef,
};

/// A statement to be explained, with what is to stand around it.
#[derive(Clone, Debug)]
pub struct Question {
    /// The statement.
    pub text: String,
    /// The headings above it, highest first.
    pub headings: Vec<String>,
    /// What introduces it.
    pub lead_in: Option<String>,
    /// The kind of its block.
    pub block: BlockKind,
    /// The title of its document.
    pub title: Option<String>,
}

/// Everything behind one decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The coding, with the rules that hold and the entries that matched; spans count bytes of the text.
    pub coding: StatementCoding,
    /// The sum from which a statement is an outcome.
    pub threshold: f32,
    /// The features that hold, in the lexicon's order.
    pub features: Vec<String>,
    /// The rules that only a `none` stopped, in the lexicon's order.
    pub near_misses: Vec<NearMiss>,
}

/// Codes one statement as if it stood alone in a document, and says why.
#[must_use]
pub fn explain(codebook: &Codebook, question: &Question) -> Explanation {
    let span = Span::new(0, question.text.len());
    let page = Page {
        text: question.text.clone(),
        blocks: vec![Block { kind: question.block, span, cells: Vec::new(), column_heads: Vec::new(), marker: None }],
        ..Page::blank(1)
    };
    let document = ReadPaper {
        id: DocumentId::from_digest([0; 32]),
        facts: FileFacts::default(),
        outline: Vec::new(),
        language: None,
        pages: vec![page],
    };
    let statement = Statement {
        at: StatementRef { page: 0, ordinal: 0 },
        span,
        block: 0,
        cell: None,
        heading_path: question.headings.clone(),
        lead_in: question.lead_in.clone(),
        continues: None,
    };
    let metadata = PaperMeta { title: question.title.clone(), ..PaperMeta::default() };
    let coded = Coder::new(codebook).code(&document, &[statement], &metadata);
    let titles: Vec<String> = question.title.iter().cloned().collect();
    let candidate = Candidate {
        text: &question.text,
        block: question.block,
        headings: &question.headings,
        lead_in: question.lead_in.as_deref(),
        titles: &titles,
        advises: false,
        after_outcome: false,
    };
    let mut detector = codebook.detector();
    let diagnosis = detector.diagnose(&candidate);
    Explanation {
        coding: coded.statements.into_iter().next().unwrap_or_else(super::uncoded),
        threshold: detector.decide(&candidate).threshold,
        features: diagnosis.features,
        near_misses: diagnosis.near_misses,
    }
}
