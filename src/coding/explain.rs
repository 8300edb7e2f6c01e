//! One decision laid open, for `stratmine lexicon explain "…"`.

use super::Coder;
use crate::lexicon::Codebook;
use crate::lexicon::intent::{Memory, Situation};
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

/// A rule that all but held.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopped {
    /// The rule.
    pub rule: String,
    /// Its weight; negative infinity for a veto.
    pub weight: f32,
    /// The features under its `none` that hold.
    pub by: Vec<String>,
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
    pub near_misses: Vec<Stopped>,
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
    let rules = codebook.intent();
    let titles: Vec<String> = question.title.iter().cloned().collect();
    let situation = Situation {
        text: &question.text,
        block: question.block,
        headings: &question.headings,
        lead_in: question.lead_in.as_deref(),
        titles: &titles,
        advises: false,
        after_outcome: false,
    };
    let judgement = rules.judge(&situation, &mut Memory::default());
    Explanation {
        coding: coded.statements.into_iter().next().unwrap_or_else(super::uncoded),
        threshold: rules.threshold(),
        features: judgement.features().map(str::to_owned).collect(),
        near_misses: judgement
            .near_misses()
            .into_iter()
            .map(|miss| Stopped {
                rule: miss.rule.id.clone(),
                weight: miss.rule.weight,
                by: miss.stopped_by.into_iter().map(str::to_owned).collect(),
            })
            .collect(),
    }
}
