//! Whether a statement is an intended outcome: the rules of the lexicon put to each of its sentences.
//!
//! In: a statement with what stands around it. Out: [`Decided`], with every rule that holds and its words placed on the
//! page. A list item or cell of several sentences is an outcome if any of its sentences is (codebook,
//! ruling 1); running text comes here one sentence at a time already.

use crate::detection::{Candidate, Decision, OutcomeDetector};
use crate::lexicon::Codebook;
use stratmine_model::{BlockKind, CodedPaper, Intent, RuleHit, Span, Statement};

/// Decides the statements of one document, in their order.
pub(super) struct IntentCoder<'c> {
    detector: Box<dyn OutcomeDetector + 'c>,
    titles: Vec<String>,
    advises: bool,
    /// The block of the statement decided last on this page, if that one is an outcome.
    previous: Option<usize>,
}

/// How a statement came out.
#[derive(Default)]
pub(super) struct Decided {
    /// Whether it is an intended outcome.
    pub(super) is_outcome: bool,
    /// The rules that hold.
    pub(super) intent: Intent,
    /// The parts of the statement that made it an outcome, in bytes of it.
    pub(super) parts: Vec<Span>,
}

impl<'c> IntentCoder<'c> {
    pub(super) fn new(codebook: &'c Codebook, paper: &CodedPaper) -> Self {
        let advises = codebook.settings().advises(paper.statements().map(|(_, statement)| statement.text.as_str()));
        Self { detector: codebook.detector(), titles: titles(paper), advises, previous: None }
    }

    /// Begins a page: no sentence leans on one of the page before.
    pub(super) fn begin_page(&mut self) {
        self.previous = None;
    }

    /// The document's titles, as the rules see them.
    pub(super) fn titles(&self) -> &[String] {
        &self.titles
    }

    /// Decides one statement; statements come in document order, since a sentence may lean on the one before it.
    pub(super) fn decide(&mut self, statement: &Statement) -> Decided {
        let (text, kind) = (statement.text.as_str(), statement.kind);
        let mut after_outcome = self.previous.take() == Some(statement.block) && kind == BlockKind::Paragraph;
        let mut outcomes = Vec::new();
        let mut best: Option<(Decision, usize)> = None;
        for part in parts(text, kind) {
            let decision = self.detector.decide(&Candidate {
                text: text.get(part.start..part.end).unwrap_or_default(),
                block: kind,
                headings: &statement.heading_path,
                lead_in: statement.lead_in.as_deref(),
                titles: &self.titles,
                advises: self.advises,
                after_outcome,
            });
            after_outcome = decision.is_outcome;
            if decision.is_outcome {
                outcomes.push(part);
            }
            let better = best
                .as_ref()
                .is_none_or(|(kept, _)| (decision.is_outcome, decision.score) > (kept.is_outcome, kept.score));
            if better {
                best = Some((decision, part.start));
            }
        }
        let Some((decision, from)) = best else {
            return Decided::default();
        };
        self.previous = decision.is_outcome.then_some(statement.block);
        let origin = statement.span.start + from;
        let rules = decision.reasons.into_iter().map(|reason| RuleHit {
            id: reason.id,
            weight: Some(reason.weight).filter(|weight| weight.is_finite()),
            text: reason.text,
            span: reason.span.map(|span| span.shifted(origin)),
        });
        // An empty sum is -0 in Rust.
        let intent = Intent { score: decision.score + 0.0, rules: rules.collect() };
        Decided { is_outcome: decision.is_outcome, intent, parts: outcomes }
    }
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

/// The sentences of a list item or cell; anything else is one part.
fn parts(text: &str, kind: BlockKind) -> Vec<Span> {
    const SHORTEST: usize = 12;
    let mut parts = Vec::new();
    let mut start = 0;
    if kind != BlockKind::Paragraph {
        let boundaries = text.match_indices(['.', '!', '?', ';']).filter_map(|(at, _)| {
            let rest = text.get(at + 1..)?;
            let next = rest.trim_start();
            let opens = next.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“'));
            (rest.len() > next.len() && opens && !abbreviation(text.get(..at)?))
                .then_some(at + 1 + rest.len() - next.len())
        });
        for end in boundaries {
            if end - start >= SHORTEST {
                parts.push(Span::new(start, end));
                start = end;
            }
        }
    }
    parts.push(Span::new(start, text.len()));
    parts
}

/// Whether the stop after `before` belongs to an abbreviation.
fn abbreviation(before: &str) -> bool {
    let word = before.rsplit([' ', '(', '\n']).next().unwrap_or_default();
    word.len() <= 1
        || word.contains('.')
        || ["no", "dr", "mr", "mrs", "ms", "prof", "st", "vs", "etc", "approx", "inc"]
            .contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::parts;
    use proptest::prelude::*;
    use stratmine_model::BlockKind;

    proptest! {
        #[test]
        fn parts_follow_each_other_without_a_gap(text in "([A-Za-zé’ ]{0,12}[.!?;] ?){0,6}[A-Z é]{0,5}") {
            let parts = parts(&text, BlockKind::ListItem(0));
            let whole: String = parts.iter().map(|part| &text[part.start..part.end]).collect();
            prop_assert_eq!(whole, text);
        }
    }

    #[test]
    fn only_items_and_cells_are_split() {
        let text = "Train all staff. This helps, e.g. Nurses. Done";
        let found = |kind| parts(text, kind).into_iter().map(|part| &text[part.start..part.end]).collect::<Vec<_>>();
        assert_eq!(found(BlockKind::Paragraph), [text]);
        assert_eq!(found(BlockKind::ListItem(0)), ["Train all staff. ", "This helps, e.g. Nurses. ", "Done"]);
    }
}
