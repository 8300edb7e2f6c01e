//! Stub
mod intent;
use crate::lexicon::intent::IntentRules;
use crate::model::*;
pub struct Coder<'c> { rules: &'c IntentRules }
impl<'c> Coder<'c> {
    pub fn new(rules: &'c IntentRules) -> Self { Self { rules } }
    pub fn code(&self, document: &Document, statements: &[Statement], metadata: &Metadata) -> DocumentCoding {
        let mut intents = intent::IntentCoder::new(self.rules, document, metadata);
        let statements = statements.iter().filter_map(|s| { let page = document.pages.get(s.at.page)?; Some(StatementCoding { intent: intents.decide(page, s), categories: vec![], domains: vec![], context: vec![] }) }).collect();
        DocumentCoding { statements, ..Default::default() }
    }
}
