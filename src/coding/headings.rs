//! What the headings above a statement say of it, asked once for all statements that stand below the same.

use crate::lexicon::{Codebook, Layer};

/// The headings of the statement at hand.
pub(super) struct Headings<'c> {
    codebook: &'c Codebook,
    path: Vec<String>,
    /// Below "References" and the like nothing is the paper's own word: no mention of a partnering type counts. Nor below
    /// "Experience elsewhere", where the mergers of others stand, whatever a sentence says by itself.
    pub(super) of_others: bool,
    /// Whether no statement has a domain or context here.
    pub(super) set_apart: bool,
    /// Whether one speaks of partnering.
    pub(super) near_partnering: bool,
}

impl<'c> Headings<'c> {
    /// No headings.
    pub(super) const fn new(codebook: &'c Codebook) -> Self {
        Self { codebook, path: Vec::new(), of_others: false, set_apart: false, near_partnering: false }
    }

    /// Goes on to a statement below these headings.
    pub(super) fn go_to(&mut self, path: &[String]) {
        if self.path == path {
            return;
        }
        path.clone_into(&mut self.path);
        let settings = self.codebook.settings();
        let any = |says: &dyn Fn(&str) -> bool| path.iter().any(|heading| says(heading));
        self.of_others = any(&|heading| {
            self.codebook.heads_third_parties(Layer::Partnering, heading) || settings.partnering.apart.is_match(heading)
        });
        self.set_apart = any(&|heading| settings.layers.apart.is_match(heading));
        self.near_partnering = any(&|heading| settings.context.near.is_match(heading));
    }
}
