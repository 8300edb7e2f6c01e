//! The coded statements of an index with their counts, gathered once: what exports, the report and the cells of a tally
//! are made of.

use super::Corpus;
use super::propositions::{self, PaperPassages};
use super::tally::Counting;
use crate::ProgramError;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use stratmine_analysis::tally::{CountedPapers, DECLARED_NONE, TallyDimension};
use stratmine_output::{Evidence, PropositionPassages};
use stratmine_study::ledger::{Entry, Ledger};

/// The coded statements of an index with their counts, gathered once for exports and the report.
pub(super) struct CodedCorpus<'c> {
    pub(super) corpus: &'c Corpus<'c>,
    pub(super) papers: CountedPapers,
    /// By file, then in document order.
    pub(super) evidence: Vec<Evidence>,
    /// What each paper has for each proposition.
    passages: Vec<PaperPassages>,
    /// Outcomes that are not counted, each with the one that is counted in its place.
    pub(super) repeats: BTreeMap<String, String>,
    pub(super) ledger: &'c Ledger,
    /// The codebook's categories in its order, then others that are met.
    pub(super) categories: Vec<String>,
    pub(super) manifest: Value,
}

impl<'c> CodedCorpus<'c> {
    /// Gathers intended outcomes, those that hold and those that are counted, or all statements.
    pub(super) fn gather(corpus: &'c Corpus<'c>, counting: Counting, all: bool) -> Result<Self, ProgramError> {
        let codes = counting.codes();
        // The classes of the Dalton review are those of the lexicons that coded the papers. Where these are not at hand, an
        // older index still gives all that does not ask for the classes.
        let asked = [counting.by, counting.across].contains(&TallyDimension::Dalton);
        let dalton = asked || !matches!(corpus.codebook_of_papers(), Err(ProgramError::OtherLexicons { .. }));
        let (papers, gathered) = corpus.count_with(counting, dalton, |document| {
            let evidence = Evidence::of_paper(document, |one| all || one.intended_outcome || codes.hold_in(one));
            (evidence, PaperPassages::of_paper(document))
        })?;
        let (evidence, passages): (Vec<_>, Vec<_>) = gathered.into_iter().unzip();
        let repeats = if counting.repeats { BTreeMap::new() } else { papers.repeats.clone() };
        let manifest = json!({
            "run": corpus.manifest()?,
            "counting": {"codes": if counting.proposed { "proposed" } else { "held" }, "repeats": counting.repeats},
        });
        let ledger = corpus.ledger()?;
        let mut evidence: Vec<Evidence> = evidence.into_iter().flatten().collect();
        let declared = |one: &&mut Evidence| ledger.get(&one.file).is_some_and(Entry::declares_no_partnering);
        for one in evidence.iter_mut().filter(declared) {
            one.partnering = vec![DECLARED_NONE.to_owned()];
        }
        let passages = passages.into_iter().flatten().collect();
        let categories = corpus.categories()?;
        Ok(Self { corpus, papers, evidence, passages, repeats, ledger, categories, manifest })
    }

    /// The propositions of the theory, each with the passages of all papers.
    pub(super) fn propositions(&self) -> Result<Vec<PropositionPassages>, ProgramError> {
        Ok(propositions::rows(self.corpus.codebook_of_papers()?, &self.passages))
    }
}
