//! Coding: what the lexicons say of a paper and its statements.
//!
//! In: a paper that was cut into statements ([`segment`]), its metadata, and the codebook. Out: the same
//! [`CodedPaper`] with what coding says of each statement, its partnering types and its theory profile. Pure: no file,
//! no clock. This crate must not know any paper, nor any word or rule: those are in the lexicons.
//!
//! 1. The **governing text** of a statement is the nearest of its run-in label, lead-in, column head and headings that
//!    announces anything (aims, actions, benefits, risks, achievements). List items and cells have no cue of their
//!    own.
//! 2. **Detection** ([`detection`], [`learning`]): a logistic regression over features of words and form, with weights
//!    fitted on coded papers and changed by a study's own decisions. A probability at the threshold makes an intended
//!    outcome.
//! 3. A list item or cell is judged as a whole. Running text is judged by sentence.
//! 4. **Categories**: scores are sums of entries, each counted once. Passages of means ("by …ing", "through") are left
//!    out if an end remains. Next to a telling word a general one counts half. A category needs more than half of the
//!    best score. If the statement has no words of its own, those of its governing text count half. How far the category
//!    so named, and each word, can be trusted is a logistic regression a category, fitted and changed by decisions as
//!    detection is.
//! 5. **Partnering types**: declared ones are believed. Others are stated or inferred by un-negated mentions of the paper's
//!    own; those in titles and headings count more.
//! 6. **Entry points, factors and end states** count next to words of partnering only.
//! 7. **Passages for propositions**: a statement next to words of partnering that has the words of a proposition about a
//!    domain; a sentence that names a cause, then a linking word, then an effect. They are candidates to read, not
//!    findings.

mod abbreviations;
mod categories;
pub mod detection;
pub mod diagnostics;
mod domains;
mod explain;
pub mod expressions;
mod headings;
mod intent;
mod layers;
pub mod lexicon;
mod partnering;
mod profile;
pub mod segment;
pub mod settings;
mod terms;

pub use detection::learning;
pub use explain::{Explanation, Question, explain};

use crate::lexicon::{Codebook, Hit, Layer};
use categories::CategoryCoder;
use domains::DomainCoder;
use headings::Headings;
use intent::IntentCoder;
use learning::{Model, Observation, Predictors};
use partnering::Mentions;
use profile::Nearness;
use stratmine_model::{CodedPaper, Page, PaperMeta, Profile, Statement};

/// Codes documents by one codebook; cheap to make, and one can serve many threads.
#[derive(Clone, Copy)]
pub struct Coder<'c> {
    codebook: &'c Codebook,
    model: Option<&'c Model>,
}

impl<'c> Coder<'c> {
    /// A coder by this codebook.
    #[must_use]
    pub const fn new(codebook: &'c Codebook) -> Self {
        Self { codebook, model: None }
    }

    /// The same coder after it was taught by decisions, if there are any.
    #[must_use]
    pub const fn taught(self, model: Option<&'c Model>) -> Self {
        Self { model, ..self }
    }

    /// What is known of each statement of a paper before anybody decides, in document order; of statements on pages in
    /// other languages nothing. Categories are looked at where people decided that it is an outcome.
    #[must_use]
    pub fn evidence(&self, paper: &CodedPaper) -> Vec<Option<Predictors>> {
        let mut intents = IntentCoder::new(self.codebook, self.model, paper);
        let mut categories = CategoryCoder::new(self.codebook, self.model);
        let mut evidence = |statement: &Statement, page: u32| {
            let evidence = intents.evidence(statement, page);
            if statement.decided.as_ref().is_some_and(|codes| codes.intended_outcome) {
                evidence.with_categories(self.codebook.weights(), &categories.observe(statement))
            } else {
                evidence
            }
        };
        let english = is_english(paper.language.as_deref());
        let on_page = |page: &Page| english && is_english(page.language.as_deref());
        let statements = paper.pages.iter().flat_map(|page| page.statements.iter().map(move |one| (page, one)));
        statements.map(|(page, one)| on_page(page).then(|| evidence(one, page.number))).collect()
    }

    /// Codes a paper, new or stored: gives its statements their codes, and it its partnering types, its profile and what
    /// `metadata` says of it. What was said before, and what people decided, is taken back. Of statements on which people
    /// decided it is said what the weights alone propose, whatever was learnt.
    ///
    /// A paper or page in a language other than English is not coded: its statements get no code, and the paper has no
    /// profile but the partnering types that `metadata` declares.
    pub fn code(&self, paper: &mut CodedPaper, metadata: &PaperMeta) {
        paper.describe(metadata);
        self.codebook.hash().clone_into(&mut paper.stamp.codebook);
        let mut mentions = Mentions::new(self.codebook, metadata, paper);
        let english = is_english(paper.language.as_deref());
        let mut near = Vec::new();
        if english {
            near = self.code_statements(paper, &mut mentions);
            profile::keep_near_partnering(self.codebook, paper, &near);
        } else {
            paper.pages.iter_mut().flat_map(|page| &mut page.statements).for_each(Statement::clear_coding);
        }
        paper.profile = if english { profile::of(self.codebook, paper, &near) } else { Profile::default() };
        let ranked = mentions.rank();
        (paper.partnering, paper.partnering_candidates) = (ranked.types, ranked.candidates);
        paper.partnering_read = ranked.read;
        if paper.partnering.is_empty() {
            // Words of entry are common; a paper that is about no partnering tells no entry into one.
            let none = std::mem::take(&mut paper.profile.entry_points);
            paper.profile.candidates.splice(0..0, none);
        }
        profile::decide(&mut paper.profile, metadata);
    }

    /// All that holds of each statement of a paper, by name, in document order: what [`learning::fit`] is to be given.
    #[must_use]
    pub fn observe(&self, paper: &CodedPaper) -> Vec<Observation> {
        let mut intents = IntentCoder::new(self.codebook, self.model, paper);
        let mut categories = CategoryCoder::new(self.codebook, self.model);
        let mut observe = |statement: &Statement, page: u32| {
            let mut observation = intents.observe(statement, page);
            observation.categories = categories.observe(statement);
            observation
        };
        paper.statements().map(|(page, one)| observe(one, page.number)).collect()
    }

    /// The categories a statement has if it is an intended outcome, by all that is known of it.
    #[must_use]
    pub fn categories(&self, statement: &Statement, evidence: &Predictors) -> Vec<String> {
        let observations = CategoryCoder::new(self.codebook, self.model).observe(statement);
        let weights = self.codebook.weights();
        let evidence = evidence.clone().with_categories(weights, &observations);
        let chosen = learning::categories(weights, self.model, &evidence);
        chosen.into_iter().map(|one| one.category.to_owned()).collect()
    }

    /// The categories a statement has if it is an intended outcome, by its words alone.
    #[must_use]
    pub fn suggested(&self, statement: &Statement) -> Vec<String> {
        self.categories(statement, &Predictors::default())
    }

    /// Codes the statements; says of each, in document order, how much it has to do with partnering.
    fn code_statements(self, paper: &mut CodedPaper, mentions: &mut Mentions<'c>) -> Vec<Nearness> {
        let mut near = Vec::new();
        let layers = &self.codebook.settings().layers;
        let mut intents = IntentCoder::new(self.codebook, self.model, paper);
        let mut categories = CategoryCoder::new(self.codebook, self.model);
        let mut domains = DomainCoder::new(self.codebook);
        let mut headings = Headings::new(self.codebook);
        mentions.titles(intents.titles());
        for page in &mut paper.pages {
            let english = is_english(page.language.as_deref());
            for statement in &mut page.statements {
                if !english {
                    statement.clear_coding();
                    near.push(Nearness::None);
                    continue;
                }
                let decided = intents.decide(statement, page.number);
                let hits = self.codebook.scan(&statement.text);
                let of = |layer| hits.iter().filter(move |hit: &&Hit<'_>| hit.layer == layer);
                headings.go_to(&statement.heading_path);
                let names_a_type = mentions.statement(statement, &headings, of(Layer::Partnering));
                near.push(profile::nearness(self.codebook, statement, &headings, names_a_type));
                let found = if decided.is_outcome {
                    categories.code(statement, of(Layer::Outcomes), decided.evidence)
                } else {
                    Vec::new()
                };
                (statement.domains, statement.context) = if headings.set_apart {
                    (Vec::new(), Vec::new())
                } else {
                    let (text, origin) = (&statement.text, statement.span.start);
                    let mut context = layers::codes(text, origin, of(Layer::Context), layers.context);
                    context.extend(layers::codes(text, origin, of(Layer::Propositions), layers.propositions));
                    context.extend(layers::propositions(self.codebook, text, origin, &hits));
                    (domains.code(statement, of(Layer::Domains)), context)
                };
                statement.propose(decided.is_outcome, Some(decided.probability), decided.intent, found);
            }
        }
        near
    }
}

fn is_english(language: Option<&str>) -> bool {
    language.is_none_or(|language| language == "en")
}

#[cfg(test)]
mod tests;
