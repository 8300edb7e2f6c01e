//! Which domains of integration a statement is about.
//!
//! In: a statement and the words of the domains lexicon in it. What its lead-in and the heading above it say counts for
//! less, each entry once. Out: the domains that have score enough. A cell, or a few words, is easily a mere label: it
//! needs more.

use super::layers;
use crate::lexicon::{Codebook, Hit, Layer};
use stratmine_model::{BlockKind, Code, Statement};

/// A statement of so many words may be a mere label.
const FEW_WORDS: usize = 5;

/// Gives statements their domains, remembering what the heading above them says.
pub(super) struct DomainCoder<'c> {
    codebook: &'c Codebook,
    heading: Above<'c>,
    lead_in: Above<'c>,
}

/// A text that stands above several statements, and the words of domains in it.
#[derive(Default)]
struct Above<'c> {
    text: String,
    hits: Vec<Hit<'c>>,
}

impl<'c> Above<'c> {
    fn go_to(&mut self, codebook: &'c Codebook, text: &str) {
        if self.text != text {
            text.clone_into(&mut self.text);
            self.hits = codebook.scan_layers(text, &[Layer::Domains]);
        }
    }

    fn add_to(&self, codes: &mut Vec<Code>, share: f32) {
        layers::add(codes, self.hits.iter(), |weight| weight * share, |hit| layers::evidence(&self.text, None, hit));
    }
}

impl<'c> DomainCoder<'c> {
    pub(super) fn new(codebook: &'c Codebook) -> Self {
        Self { codebook, heading: Above::default(), lead_in: Above::default() }
    }

    /// The domains of a statement with these words, by name.
    pub(super) fn code<'h>(&mut self, statement: &Statement, hits: impl Iterator<Item = &'h Hit<'c>>) -> Vec<Code>
    where
        'c: 'h,
    {
        let options = &self.codebook.settings().layers;
        self.heading.go_to(self.codebook, statement.heading_path.last().map_or("", String::as_str));
        self.lead_in.go_to(self.codebook, statement.lead_in.as_deref().unwrap_or_default());
        let (text, origin) = (statement.text.as_str(), statement.span.start);
        let mut codes = layers::sum(hits, |weight| weight, |hit| layers::evidence(text, Some(origin), hit));
        self.heading.add_to(&mut codes, options.domains_above);
        self.lead_in.add_to(&mut codes, options.domains_above);
        let little = statement.kind == BlockKind::TableRow || text.split_whitespace().count() <= FEW_WORDS;
        layers::earned(codes, if little { options.domains_of_little } else { options.domains })
    }
}
