//! Which words of the outcomes does no entry cover?

use crate::ProgramError;
use crate::queries::Corpus;
use stratmine_analysis::evaluate::keyness::{KeyTerm, Keyness, runs};
use stratmine_coding::lexicon::Layer;
use stratmine_model::Statement;

/// Which outcomes are looked at, and what they are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Among {
    /// All outcomes, against the statements that are none.
    Outcomes,
    /// Those without a category, against those with one.
    Unclassified,
    /// Those of one category, against those of others.
    Category(String),
}

/// Words and phrases that could become entries.
pub struct Suggestions {
    /// The terms, the most telling first, each with a statement that has it: text and id.
    pub terms: Vec<(KeyTerm, (String, String))>,
    /// Number of all terms, also beyond the limit.
    pub total: usize,
    /// Statements that were looked at.
    pub looked_at: usize,
    /// Statements among them that a person decided on.
    pub decided: usize,
    /// Statements that they were compared with.
    pub others: usize,
    /// Papers that were looked at.
    pub documents: usize,
}

impl Corpus<'_> {
    /// Words and phrases that are key to outcomes and that no entry of the outcomes lexicon covers, the most telling first.
    /// Outcomes are those that hold: decided where a person has, else proposed.
    ///
    /// # Errors
    /// [`ProgramError`] where a record is damaged, or there is no such category.
    pub fn suggest_terms(
        &self,
        among: &Among,
        least_documents: usize,
        most: usize,
    ) -> Result<Suggestions, ProgramError> {
        let codebook = self.codebook()?;
        if let Among::Category(code) = among {
            let known: Vec<String> =
                codebook.layer(Layer::Outcomes).codes.iter().map(|group| group.id.clone()).collect();
            if !known.contains(code) {
                return Err(ProgramError::NoCategory { code: code.clone(), known });
            }
        }
        let mut keyness = Keyness::default();
        let mut texts: Vec<(String, String)> = Vec::new();
        let (mut count, mut looked_at, mut others, mut decided) = (0, 0, 0, 0);
        for (_, id) in self.counted()? {
            let record = self.read(id)?;
            for statement in record.pages.iter().flat_map(|page| &page.statements) {
                let Some(here) = belongs(statement, among) else { continue };
                let covered: Vec<(usize, usize)> = codebook
                    .scan_layers(&statement.text, &[Layer::Outcomes])
                    .iter()
                    .map(|hit| (hit.span.start, hit.span.end))
                    .collect();
                let runs = runs(&statement.text, &covered);
                if here {
                    looked_at += 1;
                    decided += usize::from(statement.decided.is_some());
                    keyness.look_at(&runs, count, texts.len());
                    texts.push((statement.text.clone(), statement.id.clone()));
                } else {
                    others += 1;
                    keyness.compare_with(&runs);
                }
            }
            count += 1;
        }
        let found = keyness.terms(least_documents);
        let total = found.len();
        let example = |term: &KeyTerm| texts.get(term.example).cloned().unwrap_or_default();
        let terms =
            found.into_iter().take(most).map(|term| (example(&term), term)).map(|(text, term)| (term, text)).collect();
        Ok(Suggestions { terms, total, looked_at, decided, others, documents: count })
    }
}

/// Whether a statement is looked at or compared with; `None` where it is neither.
fn belongs(statement: &Statement, among: &Among) -> Option<bool> {
    match among {
        Among::Outcomes => Some(statement.intended_outcome),
        _ if !statement.intended_outcome => None,
        Among::Unclassified => Some(statement.categories.is_empty()),
        Among::Category(code) => Some(statement.categories.iter().any(|found| found.code == *code)),
    }
}
