//! The propositions of the theory, each with the passages that the papers have for it.

use super::Corpus;
use crate::ProgramError;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use stratmine_coding::lexicon::{Codebook, NamedProposition};
use stratmine_model::{CodedPaper, Strength};
use stratmine_output::{Evidence, PropositionPassages, best_evidence};

/// Passages shown for a proposition.
const BEST: usize = 3;

/// What one paper has for one proposition.
pub(super) struct PaperPassages {
    code: String,
    strength: Strength,
    statements: Vec<String>,
    best: Vec<Evidence>,
}

impl PaperPassages {
    /// All that a paper has.
    pub(super) fn of_paper(paper: &CodedPaper) -> Vec<Self> {
        let found = paper.profile.propositions.iter();
        let best: Vec<&String> = found.clone().flat_map(|one| &one.best).collect();
        let quoted = Evidence::of_paper(paper, |one| best.contains(&&one.id));
        let quoted: BTreeMap<&str, &Evidence> = quoted.iter().map(|one| (one.id.as_str(), one)).collect();
        found
            .map(|one| Self {
                code: one.code.clone(),
                strength: one.strength,
                statements: one.statements.clone(),
                best: one.best.iter().filter_map(|id| quoted.get(id.as_str()).map(|&one| one.clone())).collect(),
            })
            .collect()
    }
}

/// One row a proposition of the lexicons, with passages or without.
pub(super) fn rows(codebook: &Codebook, papers: &[PaperPassages]) -> Vec<PropositionPassages> {
    let mut by_code: BTreeMap<&str, Vec<&PaperPassages>> = BTreeMap::new();
    for one in papers {
        by_code.entry(one.code.as_str()).or_default().push(one);
    }
    let row = |proposition: NamedProposition<'_>| {
        let found = by_code.remove(proposition.id).unwrap_or_default();
        let strength = found.iter().map(|one| one.strength).min();
        // Of the papers that are surest, the best; then of the others.
        let mut sorted = found.clone();
        sorted.sort_by_key(|one| (one.strength, Reverse(one.statements.len())));
        let surest: Vec<&Evidence> =
            sorted.iter().filter(|one| Some(one.strength) == strength).flat_map(|one| &one.best).collect();
        let others = sorted.iter().filter(|one| Some(one.strength) != strength).flat_map(|one| &one.best);
        let best = best_evidence(&surest, BEST).into_iter().chain(others).take(BEST).cloned().collect();
        PropositionPassages {
            code: proposition.id.to_owned(),
            label: proposition.label.to_owned(),
            domain: proposition.domain.map(str::to_owned),
            documents: found.len(),
            statements: found.iter().flat_map(|one| one.statements.iter().cloned()).collect(),
            strength,
            best,
        }
    };
    codebook.all_propositions().map(row).collect()
}

impl Corpus<'_> {
    /// The propositions of the theory with their passages in some papers, or in all.
    ///
    /// # Errors
    /// As for [`Corpus::records`], and [`ProgramError::OtherLexicons`] where the papers were coded by other lexicons.
    pub fn propositions(&self, files: &[String]) -> Result<Vec<PropositionPassages>, ProgramError> {
        let codebook = self.codebook_of_papers()?;
        Ok(rows(
            codebook,
            &self.records(files, |paper| PaperPassages::of_paper(&paper))?.into_iter().flatten().collect::<Vec<_>>(),
        ))
    }
}
