//! One decision laid open, for `stratmine lexicon explain "…"`.

use super::Coder;
use super::intent::IntentCoder;
use crate::lexicon::Codebook;
use stratmine_model::{Block, BlockKind, CodedPaper, DocumentId, Page, PaperMeta, ReadResult, Span, Stamp, Statement};

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// The statement as coded, with the rules that hold and the entries that matched; spans count bytes of its page's text.
    pub coding: Statement,
    /// The probability from which a statement is an outcome.
    pub threshold: f64,
    /// What the log-odds of every statement begin with.
    pub constant: f64,
    /// The names of all that holds, whether it has a weight or not.
    pub features: Vec<String>,
}

/// Codes one statement as if it stood alone in a document, and says why.
///
/// ```
/// use stratmine_coding::{Question, explain, lexicon::Codebook};
/// use stratmine_model::BlockKind;
///
/// let why = explain(&Codebook::built_in()?, &Question {
///     text: "Waiting times for operations".to_owned(),
///     headings: vec!["Our aims".to_owned()],
///     lead_in: None,
///     block: BlockKind::ListItem(0),
///     title: None,
/// });
/// assert!(why.coding.intended_outcome && why.coding.probability.is_some_and(|chance| f64::from(chance) >= why.threshold));
/// # Ok::<(), stratmine_coding::lexicon::LexiconErrors>(())
/// ```
#[must_use]
pub fn explain(codebook: &Codebook, question: &Question) -> Explanation {
    let span = Span::new(0, question.text.len());
    let statement = Statement {
        text: question.text.clone(),
        span,
        kind: question.block,
        heading_path: question.headings.clone(),
        lead_in: question.lead_in.clone(),
        ..Statement::default()
    };
    let metadata = PaperMeta { title: question.title.clone(), ..PaperMeta::default() };
    let id = DocumentId::from_digest([0; 32]);
    let mut paper = CodedPaper::unread(&Stamp::default(), id, "", &metadata, &ReadResult::coded());
    paper.pages.push(Page {
        text: question.text.clone(),
        blocks: vec![Block::new(question.block, span)],
        statements: vec![statement],
        ..Page::blank(1)
    });
    Coder::new(codebook).explain(&mut paper, &metadata, "").unwrap_or_default()
}

impl Coder<'_> {
    /// Codes a paper and lays open what it says of the statement with an id; `None` where the paper has none such. What
    /// people decided on it stands in the coding too.
    pub fn explain(&self, paper: &mut CodedPaper, metadata: &PaperMeta, id: &str) -> Option<Explanation> {
        let (place, decided) = paper
            .statements()
            .enumerate()
            .find_map(|(place, (_, statement))| (statement.id == id).then(|| (place, statement.decided.clone())))?;
        self.code(paper, metadata);
        let (page, coding) = paper.statements().nth(place)?;
        let features = IntentCoder::new(self.codebook, self.model, paper).observe(coding, page.number).features;
        let fit = self.codebook.weights().outcome().fit();
        let coding = Statement { decided, ..coding.clone() };
        Some(Explanation { coding, threshold: fit.threshold, constant: fit.intercept, features })
    }
}
