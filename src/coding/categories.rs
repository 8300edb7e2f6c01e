//! Which categories an intended outcome has: the end counts, not the means.
//!
//! In: an outcome and the words of the outcomes lexicon found in it. Out: its categories with score and evidence. What
//! opens and closes a passage of means, and how much a category needs, stands in the settings.

use super::layers;
use crate::lexicon::{Codebook, Hit, Layer};
use crate::settings::CategorySettings;
use regex::Regex;
use std::collections::HashMap;
use stratmine_model::{BlockKind, Code, Span, Statement};

/// Gives outcomes their categories, remembering what headings and lead-ins say.
pub(super) struct CategoryCoder<'c> {
    codebook: &'c Codebook,
    headings: HashMap<(String, bool), Vec<Code>>,
}

impl<'c> CategoryCoder<'c> {
    pub(super) fn new(codebook: &'c Codebook) -> Self {
        Self { codebook, headings: HashMap::new() }
    }

    /// The categories of an outcome, in the lexicon's order; possibly none.
    pub(super) fn code<'h>(&mut self, statement: &Statement, hits: impl Iterator<Item = &'h Hit<'c>>) -> Vec<Code>
    where
        'c: 'h,
    {
        let options = &self.codebook.settings().categories;
        let text = statement.text.as_str();
        let hits: Vec<&Hit<'c>> = hits.collect();
        let not_the_end = not_the_end(text, options);
        let is_end = |hit: &&Hit<'c>| !not_the_end.iter().any(|span| span.overlaps(&hit.span));
        let ends: Vec<&Hit<'c>> = hits.iter().copied().filter(is_end).collect();
        let counted = if ends.is_empty() { hits } else { ends };
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

    fn order(&self, codes: &mut [Code]) {
        let groups = &self.codebook.layer(Layer::Outcomes).codes;
        codes.sort_by_key(|code| groups.iter().position(|group| group.id == code.code).unwrap_or(usize::MAX));
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
