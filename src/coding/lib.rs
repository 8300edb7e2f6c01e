//! Coding: what the lexicons say of a paper and its statements.
//!
//! In: a paper as read, its statements, its metadata, and the codebook. Out: [`DocumentCoding`]: one
//! [`StatementCoding`] per statement, in the same order, the partnering types and the theory profile. Pure: no file,
//! no clock. This crate must not know any paper, nor any word or rule: those are in the lexicons.
//!
//! 1. The **governing text** of a statement is the nearest of its run-in label, lead-in, column head and headings that
//!    announces anything (aims, actions, benefits, risks, achievements). List items and cells have no cue of their
//!    own.
//! 2. **Detection** ([`detection`]): rules over features of words and form add weights or forbid. A sum at the
//!    threshold and no veto make an intended outcome.
//! 3. A list item or cell of several sentences is an outcome if any of them is. Running text is judged by sentence.
//! 4. **Categories**: scores are sums of entries, each counted once. Passages of means ("by …ing", "through") are left
//!    out if an end remains. Next to a telling word a general one counts half. A category needs more than half of the
//!    best score. If the statement has no words of its own, those of its governing text count half.
//! 5. **Partnering types**: declared ones are believed. Others are inferred from un-negated mentions; those in titles
//!    and headings count more.
//! 6. **Passages for propositions**: a sentence that names a cause, then a linking word, then an effect. They are
//!    candidates to read, not findings.

mod categories;
pub mod detection;
pub mod diagnostics;
mod explain;
pub mod expressions;
mod intent;
mod layers;
pub mod lexicon;
mod partnering;
mod profile;
pub mod segment;
pub mod settings;

pub use explain::{Explanation, Question, explain};

use crate::lexicon::{Codebook, Hit, Layer};
use categories::CategoryCoder;
use intent::IntentCoder;
use partnering::Mentions;
use stratmine_model::{BlockKind, DocumentCoding, Intent, Page, PaperMeta, ReadPaper, Statement, StatementCoding};

/// Codes documents by one codebook; cheap to make, and one can serve many threads.
#[derive(Clone, Copy)]
pub struct Coder<'c> {
    codebook: &'c Codebook,
}

impl<'c> Coder<'c> {
    /// A coder by this codebook.
    #[must_use]
    pub const fn new(codebook: &'c Codebook) -> Self {
        Self { codebook }
    }

    /// Codes a document. `statements` are those of the document, in its order.
    ///
    /// A document or page in a language other than English is not coded: its statements get no code, and it has no profile but
    /// the partnering types that `metadata` declares.
    #[must_use]
    pub fn code(&self, document: &ReadPaper, statements: &[Statement], metadata: &PaperMeta) -> DocumentCoding {
        let mut mentions = Mentions::new(self.codebook, metadata);
        if document.language.as_deref().is_some_and(|language| language != "en") {
            let uncoded = statements.iter().map(|_| uncoded()).collect();
            return DocumentCoding { statements: uncoded, partnering: mentions.rank(), ..DocumentCoding::default() };
        }
        let layers = &self.codebook.settings().layers;
        let mut intents = IntentCoder::new(self.codebook, document, statements, metadata);
        let mut categories = CategoryCoder::new(self.codebook);
        mentions.titles(intents.titles());
        let coded = statements.iter().map(|statement| {
            let Some(page) = document.pages.get(statement.at.page) else { return uncoded() };
            if page.language.as_deref().is_some_and(|language| language != "en") {
                return uncoded();
            }
            let (intent, parts) = intents.decide(page, statement);
            let text = page.slice(statement.span);
            let hits = self.codebook.scan(text);
            let of = |layer| hits.iter().filter(move |hit: &&Hit<'_>| hit.layer == layer);
            mentions.statement(statement, of(Layer::Partnering));
            let origin = statement.span.start;
            let mut context = layers::codes(text, origin, of(Layer::Context), layers.context);
            context.extend(layers::propositions(self.codebook, text, origin, &hits));
            StatementCoding {
                categories: categories.code(page, statement, &parts, of(Layer::Outcomes)),
                domains: layers::codes(text, origin, of(Layer::Domains), layers.domains),
                context,
                intent,
            }
        });
        let coded: Vec<StatementCoding> = coded.collect();
        let mut profile = profile::of(statements, &coded);
        let partnering = mentions.rank();
        if partnering.is_empty() {
            // Words of entry are common; a paper that is about no partnering tells no entry into one.
            profile.entry_points.clear();
        }
        DocumentCoding { statements: coded, partnering, profile }
    }
}

/// The coding of a statement of which nothing is said.
fn uncoded() -> StatementCoding {
    StatementCoding {
        intent: Intent { is_outcome: false, score: 0.0, rules: Vec::new() },
        categories: Vec::new(),
        domains: Vec::new(),
        context: Vec::new(),
    }
}

/// The kind of a statement's block.
fn kind_of(page: &Page, statement: &Statement) -> BlockKind {
    page.blocks.get(statement.block).map_or(BlockKind::Paragraph, |block| block.kind)
}

#[cfg(test)]
mod tests;
