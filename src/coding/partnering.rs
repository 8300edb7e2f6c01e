//! Which types of partnering a paper is about.
//!
//! Declared types come first and are believed. Others are inferred from un-negated mentions in statements, headings and
//! titles: a type must be named often enough, also compared with the type named most; the general words ("partnership working")
//! speak only where no particular type does.

use crate::lexicon::{Codebook, Hit, Layer};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::{PaperMeta, Partnering, Statement};

/// Gathers mentions over a document.
pub(super) struct Mentions<'c> {
    codebook: &'c Codebook,
    declared: Vec<String>,
    /// Whether it is declared that there is none.
    none: bool,
    types: BTreeMap<&'c str, Mentioned>,
    headings_seen: BTreeSet<String>,
    /// Number of statements seen.
    seen: usize,
}

#[derive(Default)]
struct Mentioned {
    score: f32,
    /// Whether a title or heading names it.
    above: bool,
    statements: Vec<String>,
}

impl<'c> Mentions<'c> {
    pub(super) fn new(codebook: &'c Codebook, metadata: &PaperMeta) -> Self {
        Self {
            codebook,
            declared: metadata.partnering.clone(),
            none: metadata.declares_no_partnering(),
            types: BTreeMap::new(),
            headings_seen: BTreeSet::new(),
            seen: 0,
        }
    }

    /// Counts mentions in the document's titles; the same title twice counts once.
    pub(super) fn titles(&mut self, titles: &[String]) {
        let factor = self.codebook.settings().partnering.title;
        for title in titles.iter().collect::<BTreeSet<_>>() {
            self.text(title, factor);
        }
    }

    /// Counts a statement's mentions and, once each, those of the headings above it.
    pub(super) fn statement<'h>(&mut self, statement: &Statement, hits: impl Iterator<Item = &'h Hit<'c>>)
    where
        'c: 'h,
    {
        self.seen += 1;
        // Below "Experience elsewhere" stand the mergers of others, whatever a sentence says by itself.
        if statement.heading_path.iter().any(|heading| self.codebook.heads_third_parties(Layer::Partnering, heading)) {
            return;
        }
        for (code, weight) in strongest(hits) {
            let mentioned = self.types.entry(code).or_default();
            mentioned.score += weight;
            mentioned.statements.push(statement.id.clone());
        }
        let factor = self.codebook.settings().partnering.heading;
        for heading in &statement.heading_path {
            if !self.headings_seen.contains(heading) {
                self.headings_seen.insert(heading.clone());
                self.text(heading, factor);
            }
        }
    }

    fn text(&mut self, text: &str, factor: f32) {
        let hits = self.codebook.scan_layers(text, &[Layer::Partnering]);
        for (code, weight) in strongest(hits.iter()) {
            let mentioned = self.types.entry(code).or_default();
            mentioned.score += weight * factor;
            mentioned.above = true;
        }
    }

    /// The types the document is about: declared ones first, then by number of statements, then by score and code.
    pub(super) fn rank(mut self) -> Vec<Partnering> {
        if self.none {
            return Vec::new();
        }
        let options = &self.codebook.settings().partnering;
        let mut ranked = Vec::new();
        for code in std::mem::take(&mut self.declared) {
            let statements = self.types.remove(code.as_str()).unwrap_or_default().statements;
            let rank = self.codebook.partnering_type(&code).map_or(0, |kind| kind.rank);
            if !ranked.iter().any(|known: &Partnering| known.code == code) {
                ranked.push(Partnering { code, rank, declared: true, statements });
            }
        }
        // What a person declared is the answer; inference is for papers of which nobody said.
        if !ranked.is_empty() {
            return ranked;
        }
        let mut found: Vec<(&str, Mentioned, bool, u8)> = self
            .types
            .into_iter()
            .filter_map(|(code, mentioned)| {
                let kind = self.codebook.partnering_type(code)?;
                // In a long paper that is about other things, every type is named some time.
                let often = mentioned.above
                    || mentioned.statements.len() as f64 >= f64::from(options.density) * self.seen as f64;
                (often && mentioned.score >= options.least).then_some((code, mentioned, kind.fallback, kind.rank))
            })
            .collect();
        if found.iter().any(|(.., fallback, _)| !fallback) {
            found.retain(|(.., fallback, _)| !fallback);
        }
        let top = found.iter().map(|(_, mentioned, ..)| mentioned.score).fold(0.0, f32::max);
        found.retain(|(_, mentioned, ..)| mentioned.score >= top * options.share);
        found.sort_by(|(a_code, a, ..), (b_code, b, ..)| {
            let more = b.statements.len().cmp(&a.statements.len());
            more.then(b.score.total_cmp(&a.score)).then(a_code.cmp(b_code))
        });
        ranked.extend(found.into_iter().map(|(code, mentioned, _, rank)| Partnering {
            code: code.to_owned(),
            rank,
            declared: false,
            statements: mentioned.statements,
        }));
        ranked
    }
}

/// Each code with the greatest weight among its hits.
fn strongest<'h, 'c: 'h>(hits: impl Iterator<Item = &'h Hit<'c>>) -> BTreeMap<&'c str, f32> {
    let mut best: BTreeMap<&'c str, f32> = BTreeMap::new();
    for hit in hits {
        for code in &hit.entry.codes {
            let weight = best.entry(code.as_str()).or_default();
            *weight = weight.max(hit.entry.weight);
        }
    }
    best
}
