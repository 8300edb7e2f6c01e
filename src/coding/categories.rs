//! Which categories an intended outcome has: the end counts, not the means.
//!
//! In: an outcome and the words of the outcomes lexicon found in it. The weights of these words are counted, passages of
//! means left out; what opens and closes such a passage, and how much a category needs, stands in the settings. What this
//! counting names is the first thing that weights and decisions are put to ([`learning::categories`]). Out: the outcome's
//! categories with score and evidence.

use super::layers;
use crate::detection::learning::categories::NAMED;
use crate::detection::learning::{self, CategoryObservation, Model, Predictors};
use crate::lexicon::{Codebook, Hit, Layer, LexiconEntry};
use crate::settings::CategorySettings;
use regex::Regex;
use std::collections::HashMap;
use stratmine_model::{BlockKind, Code, Span, Statement};

/// Gives outcomes their categories, remembering what headings and lead-ins say.
pub(super) struct CategoryCoder<'c> {
    codebook: &'c Codebook,
    model: Option<&'c Model>,
    headings: HashMap<(String, bool), Vec<Code>>,
}

/// What the lexicon says of one outcome.
struct LexiconEvidence<'c> {
    /// What the counting of words names.
    named: Vec<Code>,
    /// All words of the statement, means and ends.
    own: Vec<Code>,
    /// The entries behind them.
    entries: Vec<&'c LexiconEntry>,
    /// All words of the lead-in.
    lead_in: Vec<Code>,
    /// All words of each heading, nearest first.
    headings: Vec<Vec<Code>>,
}

impl<'c> CategoryCoder<'c> {
    pub(super) fn new(codebook: &'c Codebook, model: Option<&'c Model>) -> Self {
        Self { codebook, model, headings: HashMap::new() }
    }

    /// The categories of an outcome, in the lexicon's order; possibly none.
    pub(super) fn code<'h>(
        &mut self,
        statement: &Statement,
        hits: impl Iterator<Item = &'h Hit<'c>>,
        evidence: Predictors,
    ) -> Vec<Code>
    where
        'c: 'h,
    {
        let found = self.find(statement, hits);
        let weights = self.codebook.weights();
        let evidence = evidence.with_categories(weights, &self.observations(&found));
        let model = self.model.filter(|_| statement.decided.is_none());
        let chosen = learning::categories(weights, model, &evidence);
        chosen.into_iter().map(|one| found.code(one.category)).collect()
    }

    /// What holds of each category of a statement, if it is an outcome.
    pub(super) fn observe(&mut self, statement: &Statement) -> Vec<CategoryObservation> {
        let hits = self.codebook.scan_layers(&statement.text, &[Layer::Outcomes]);
        let found = self.find(statement, hits.iter());
        self.observations(&found)
    }

    fn observations(&self, found: &LexiconEvidence<'_>) -> Vec<CategoryObservation> {
        self.codebook.categories().into_iter().map(|category| found.observation(category)).collect()
    }

    fn find<'h>(&mut self, statement: &Statement, hits: impl Iterator<Item = &'h Hit<'c>>) -> LexiconEvidence<'c>
    where
        'c: 'h,
    {
        let hits: Vec<&Hit<'c>> = hits.collect();
        let (text, origin) = (statement.text.as_str(), statement.span.start);
        LexiconEvidence {
            named: self.count(statement, &hits),
            own: layers::sum(hits.iter().copied(), |weight| weight, |hit| layers::evidence(text, Some(origin), hit)),
            entries: hits.iter().map(|hit| hit.entry).collect(),
            lead_in: statement.lead_in.as_deref().map(|text| self.all_codes_of_heading(text)).unwrap_or_default(),
            headings: statement.heading_path.iter().rev().map(|text| self.all_codes_of_heading(text)).collect(),
        }
    }

    /// What the weights of the words name, in the lexicon's order.
    fn count(&mut self, statement: &Statement, hits: &[&Hit<'c>]) -> Vec<Code> {
        let options = &self.codebook.settings().categories;
        let text = statement.text.as_str();
        let not_the_end = not_the_end(text, options);
        let is_end = |hit: &&Hit<'c>| !not_the_end.iter().any(|span| span.overlaps(&hit.span));
        let ends: Vec<&Hit<'c>> = hits.iter().copied().filter(is_end).collect();
        let counted = if ends.is_empty() { hits.to_vec() } else { ends };
        let origin = statement.span.start;
        // Next to a telling word, a general one counts for less.
        let telling = counted.iter().any(|hit| hit.entry.weight >= options.general);
        let worth =
            |weight: f32| if telling && weight < options.general { weight * options.general_share } else { weight };
        let own = |weak: bool| {
            let hits = counted.iter().copied().filter(move |hit| (hit.entry.weight < options.weak) == weak);
            layers::sum(hits, worth, |hit| layers::evidence(text, Some(origin), hit))
        };
        // The statement's own telling words; else those of the lead-in or heading above an item; else the general words of
        // either.
        let item = statement.kind != BlockKind::Paragraph;
        let mut codes = own(false);
        if codes.is_empty() && item {
            codes = self.codes_from_context(statement, false);
        }
        if codes.is_empty() {
            codes = own(true);
        }
        if codes.is_empty() {
            codes = self.codes_from_context(statement, item);
        }
        codes.retain(|code| code.score >= options.least);
        let top = codes.iter().map(|code| code.score).fold(0.0, f32::max);
        codes.retain(|code| code.score >= top * options.share);
        self.order(&mut codes);
        codes
    }

    /// What the nearest lead-in or heading that says anything says: weak evidence for what is thin itself (ruling 2).
    /// Running text stands further from its headings than an item: only the nearest one speaks for it, and only with
    /// telling words, unless `weak` lets general ones in.
    fn codes_from_context(&mut self, statement: &Statement, weak: bool) -> Vec<Code> {
        let above = statement.heading_path.iter().rev().map(String::as_str);
        for heading in statement.lead_in.as_deref().into_iter().chain(above) {
            let codes = self.codes_of_heading(heading, weak);
            if !codes.is_empty() {
                return codes;
            }
        }
        Vec::new()
    }

    fn codes_of_heading(&mut self, text: &str, weak: bool) -> Vec<Code> {
        let options = &self.codebook.settings().categories;
        let codes = |weak: bool| {
            let hits = self.codebook.scan_layers(text, &[Layer::Outcomes]);
            let of_weight = hits.iter().filter(|hit| (hit.entry.weight < options.weak) == weak);
            layers::sum(of_weight, |weight| weight * options.heading_share, |hit| layers::evidence(text, None, hit))
        };
        let known = self.headings.entry((text.to_owned(), weak));
        known.or_insert_with(|| codes(weak)).clone()
    }

    fn all_codes_of_heading(&mut self, text: &str) -> Vec<Code> {
        let mut codes = self.codes_of_heading(text, false);
        codes.extend(self.codes_of_heading(text, true));
        codes
    }

    fn order(&self, codes: &mut [Code]) {
        let groups = &self.codebook.layer(Layer::Outcomes).codes;
        codes.sort_by_key(|code| groups.iter().position(|group| group.id == code.code).unwrap_or(usize::MAX));
    }
}

impl LexiconEvidence<'_> {
    /// What holds of a category.
    fn observation(&self, category: String) -> CategoryObservation {
        /// The sums of words' weights from which they tell, and from which they tell much.
        const TELLING: f32 = 2.0;
        const MUCH: f32 = 4.0;
        let has = |codes: &[Code]| codes.iter().any(|code| code.code == category);
        let has_other = |codes: &[Code]| codes.iter().any(|code| code.code != category);
        let sum = |of_category: bool| {
            let codes = self.own.iter().filter(|code| (code.code == category) == of_category);
            codes.map(|code| code.score).fold(0.0, f32::max)
        };
        let (own, other) = (sum(true), sum(false));
        let nearest = self.headings.first().map(Vec::as_slice).unwrap_or_default();
        let above = self.headings.iter().skip(1).any(|codes| has(codes));
        let named = has(&self.named);
        let has_words = own > 0.0 || has(&self.lead_in) || has(nearest) || above;
        let holding = [
            (NAMED, named),
            ("named alone", named && self.named.len() == 1),
            ("another named", !named && !self.named.is_empty()),
            ("own words", own > 0.0),
            ("own words telling", own >= TELLING),
            ("own words much", own >= MUCH),
            ("own words less than another's", own > 0.0 && own < other),
            ("words of another", other > 0.0),
            ("words of another telling", other >= TELLING),
            ("no own words", self.own.is_empty()),
            ("lead-in", has(&self.lead_in)),
            ("heading", has(nearest)),
            ("heading above", above),
            ("heading of another", has_other(nearest)),
            ("no words anywhere", !has_words),
        ];
        let mut features: Vec<String> =
            holding.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name.to_owned()).collect();
        features.extend(self.entries.iter().map(|entry| format!("entry:{}", entry.term)));
        features.sort_unstable();
        features.dedup();
        CategoryObservation { category, features, has_words }
    }

    /// A category with the words behind it: those that were counted for it, else all there are, of the statement, its
    /// lead-in or its nearest heading. One that decisions alone gave has none.
    fn code(&self, category: &str) -> Code {
        let levels = [&self.named, &self.own, &self.lead_in].into_iter().chain(&self.headings);
        let known = levels.flatten().find(|code| code.code == category).cloned();
        known.unwrap_or_else(|| Code { code: category.to_owned(), score: 0.0, matches: Vec::new() })
    }
}

/// The passages of `text` that tell the means or the topic of something and no end.
fn not_the_end(text: &str, options: &CategorySettings) -> Vec<Span> {
    let mut spans = passages(text, &options.means, &options.ends, true);
    spans.extend(passages(text, &options.topics, &options.topics_end, false));
    spans
}

/// The passages that `opening` begins (`whole`: its own words belong to them), each up to what `closing` finds, or to the
/// stop.
fn passages(text: &str, opening: &Regex, closing: &Regex, whole: bool) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(open) = opening.find_at(text, from) {
        let rest = text.get(open.end()..).unwrap_or_default();
        let stop = rest.find(['.', ';', '!']).unwrap_or(rest.len());
        let close = closing.find(rest).map_or(stop, |found| found.start().min(stop));
        let end = open.end() + close;
        spans.push(Span::new(if whole { open.start() } else { open.end() }, end));
        from = end.max(open.end());
    }
    spans
}
