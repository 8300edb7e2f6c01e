//! The recording unit of the content analysis, with the codes given to it and the words that earned them.

use super::{BlockKind, Span};

/// The recording unit of the content analysis: one sentence, list item or table cell, with what governs it and what
/// coding says of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// `<first 12 digits of the document>.p<page>.s<ordinal from 1>`.
    pub id: String,
    /// The quote: exactly `page.text[span]`.
    pub text: String,
    /// Where it lies in the page's text. Statements of a page are in text order and never overlap.
    pub span: Span,
    /// Its places on the page, `[x0, y0, x1, y1]` in points from the top left, one box a printed line.
    pub boxes: Vec<[f32; 4]>,
    /// Index of its block in [`Page::blocks`](super::Page::blocks).
    pub block: usize,
    /// The kind of its block.
    pub kind: BlockKind,
    /// The headings it stands under, highest first, over page breaks.
    pub heading_path: Vec<String>,
    /// What introduces it: the text that ends in a colon before its list, the head of its column, or a run-in label.
    pub lead_in: Option<String>,
    /// Id of the statement on an earlier page that it goes on from (a sentence over a page break).
    pub continues: Option<String>,
    /// Whether it states an intended outcome, after decisions.
    pub intended_outcome: bool,
    /// How likely it is one by the program, 0 to 1, after what was learnt from decisions on other statements too; `None`
    /// where it was not coded, or by a version that gave none.
    pub probability: Option<f32>,
    /// Its outcome categories in the codebook's order, after decisions; an intended outcome without any is
    /// *unclassified*.
    pub categories: Vec<Code>,
    /// What spoke for it or against it.
    pub intent: Intent,
    /// Integration domains (AQuA).
    pub domains: Vec<Code>,
    /// Entry points, contextual factors, end states and propositions.
    pub context: Vec<Code>,
    /// What the program proposes.
    pub proposed: OutcomeCodes,
    /// What a person decided, where one has.
    pub decided: Option<OutcomeCodes>,
}

/// One code given to a statement, with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// The code (`quality`, `governance`, `entry_point:mandated`, …).
    pub code: String,
    /// Sum of the weights of the entries that matched, each counted once.
    pub score: f32,
    /// What matched, in text order; empty for a category that a person gave.
    pub matches: Vec<Match>,
}

/// Words of the page that an entry of a lexicon matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The entry as it stands in the lexicon.
    pub entry: String,
    /// The words as printed.
    pub text: String,
    /// Where they lie in the page's text; `None` where a heading or lead-in was matched.
    pub span: Option<Span>,
}

/// How it was decided whether a statement is an intended outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intent {
    /// Log-odds of being an intended outcome: the sum of the parts. In records of version 0.1 a sum of rules' weights.
    pub score: f32,
    /// The parts; `None` in records of version 0.1.
    pub parts: Option<ScoreParts>,
    /// What held and weighs, the heaviest first.
    pub rules: Vec<RuleHit>,
}

/// The parts of the log-odds of being an intended outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ScoreParts {
    /// By the fitted weights of what holds of the statement.
    pub base: f32,
    /// What decisions changed about these weights, for all papers of the study.
    pub study: f32,
    /// What decisions say of its paper.
    pub paper: f32,
    /// What decisions say of its section: headings, page, neighbours.
    pub section: f32,
    /// What decisions say of its list.
    pub list: f32,
}

/// Something that spoke for or against a statement being an intended outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleHit {
    /// Its name.
    pub id: String,
    /// What it adds to the log-odds; `None` for a veto of version 0.1.
    pub weight: Option<f32>,
    /// The words that set it off (of the statement, its lead-in or a heading); empty where no words did.
    pub text: String,
    /// Where those words lie in the page's text, if in the statement.
    pub span: Option<Span>,
}

/// A coding without its evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OutcomeCodes {
    /// Whether it is an intended outcome.
    pub intended_outcome: bool,
    /// Its categories.
    pub categories: Vec<String>,
}

impl Statement {
    /// Takes back all that coding and people said of it.
    pub fn clear_coding(&mut self) {
        self.intended_outcome = false;
        self.probability = None;
        self.categories.clear();
        self.intent = Intent::default();
        self.domains.clear();
        self.context.clear();
        self.proposed = OutcomeCodes::default();
        self.decided = None;
    }

    /// Sets what the program says of it.
    pub fn propose(&mut self, is_outcome: bool, probability: Option<f32>, intent: Intent, categories: Vec<Code>) {
        let names = categories.iter().map(|code| code.code.clone()).collect();
        self.proposed = OutcomeCodes { intended_outcome: is_outcome, categories: names };
        self.intended_outcome = is_outcome;
        self.probability = probability;
        self.intent = intent;
        self.categories = categories;
        self.decided = None;
    }
}
