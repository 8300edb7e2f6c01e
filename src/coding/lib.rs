//! Coding: what the lexicons say of a paper and its statements.
//!
//! In: a paper that was cut into statements ([`segment`]), its metadata, and the codebook. Out: the same
//! [`CodedPaper`] with what coding says of each statement, its partnering types and its theory profile. Pure: no file,
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
mod terms;

pub use explain::{Explanation, Question, explain};

use crate::lexicon::{Codebook, Hit, Layer};
use categories::CategoryCoder;
use intent::IntentCoder;
use partnering::Mentions;
use stratmine_model::{CodedPaper, PaperMeta, Profile, Statement};

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

    /// Codes a paper, new or stored: gives its statements their codes, and it its partnering types, its profile and what
    /// `metadata` says of it. What was said before, and what people decided, is taken back.
    ///
    /// A paper or page in a language other than English is not coded: its statements get no code, and the paper has no
    /// profile but the partnering types that `metadata` declares.
    pub fn code(&self, paper: &mut CodedPaper, metadata: &PaperMeta) {
        paper.describe(metadata);
        self.codebook.hash().clone_into(&mut paper.stamp.codebook);
        let mut mentions = Mentions::new(self.codebook, metadata);
        let english = is_english(paper.language.as_deref());
        if english {
            self.code_statements(paper, &mut mentions);
        } else {
            paper.pages.iter_mut().flat_map(|page| &mut page.statements).for_each(Statement::clear_coding);
        }
        paper.profile = if english { profile::of(paper) } else { Profile::default() };
        paper.partnering = mentions.rank();
        if paper.partnering.is_empty() {
            // Words of entry are common; a paper that is about no partnering tells no entry into one.
            paper.profile.entry_points.clear();
        }
    }

    fn code_statements(self, paper: &mut CodedPaper, mentions: &mut Mentions<'c>) {
        let layers = &self.codebook.settings().layers;
        let mut intents = IntentCoder::new(self.codebook, paper);
        let mut categories = CategoryCoder::new(self.codebook);
        mentions.titles(intents.titles());
        for page in &mut paper.pages {
            let english = is_english(page.language.as_deref());
            intents.begin_page();
            for statement in &mut page.statements {
                statement.clear_coding();
                if !english {
                    continue;
                }
                let decided = intents.decide(statement);
                let hits = self.codebook.scan(&statement.text);
                let of = |layer| hits.iter().filter(move |hit: &&Hit<'_>| hit.layer == layer);
                mentions.statement(statement, of(Layer::Partnering));
                let (text, origin) = (&statement.text, statement.span.start);
                let mut context = layers::codes(text, origin, of(Layer::Context), layers.context);
                context.extend(layers::propositions(self.codebook, text, origin, &hits));
                let domains = layers::codes(text, origin, of(Layer::Domains), layers.domains);
                let found = categories.code(statement, &decided.parts, of(Layer::Outcomes));
                (statement.domains, statement.context) = (domains, context);
                statement.propose(decided.is_outcome, decided.intent, found);
            }
        }
    }
}

fn is_english(language: Option<&str>) -> bool {
    language.is_none_or(|language| language == "en")
}

#[cfg(test)]
mod tests;
