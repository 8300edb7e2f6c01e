//! Stand-in, replaced by the work under way.
#![allow(missing_docs)]
#[allow(dead_code)]
mod intent;
use crate::lexicon::Codebook;
use crate::model::*;
pub struct Coder<'c>(&'c Codebook);
impl<'c> Coder<'c> {
    pub fn new(codebook: &'c Codebook) -> Self {
        Self(codebook)
    }
    pub fn code(&self, document: &Document, statements: &[Statement], _metadata: &Metadata) -> DocumentCoding {
        let _ = self.0;
        let one = |statement: &Statement| {
            let text = document.pages.get(statement.at.page).map(|page| page.slice(statement.span)).unwrap_or_default();
            assert!(!text.contains("PANIC"), "asked to");
            let is_outcome = text.contains("will");
            let mut categories = Vec::new();
            for (word, code) in
                [("patient", "quality"), ("staff", "workforce"), ("money", "resources"), ("digital", "innovation")]
            {
                if is_outcome && text.contains(word) {
                    categories.push(Code {
                        code: code.into(),
                        score: 1.0,
                        matches: vec![Match { entry: word.into(), text: word.into(), span: None }],
                    });
                }
            }
            StatementCoding {
                intent: Intent { is_outcome, score: 1.0, rules: vec![] },
                categories,
                domains: vec![],
                context: vec![],
            }
        };
        DocumentCoding { statements: statements.iter().map(one).collect(), ..DocumentCoding::default() }
    }
}
