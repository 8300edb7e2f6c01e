//! What do the entries of the lexicons do in the papers?

use crate::ProgramError;
use crate::queries::Corpus;
use crate::queries::paper_cache::CachedPaper;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use stratmine_coding::lexicon::{Codebook, Group, Layer, LexiconEntry};
use stratmine_model::CodedPaper;

/// What an entry does in the papers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryUse {
    /// Statements with the entry.
    pub statements: usize,
    /// Intended outcomes among them.
    pub outcomes: usize,
    /// Documents with such a statement.
    pub documents: usize,
    /// Statements among them that a person decided on.
    pub decided: usize,
    /// Statements among these that the person gave a code of the entry.
    pub right: usize,
}

/// What entries do in one paper.
#[derive(Debug, Default)]
pub(in crate::queries) struct PaperUses {
    /// By the entry's line and term.
    uses: BTreeMap<(usize, String), EntryUse>,
    /// Statements that a person decided on.
    decided: usize,
}

impl PaperUses {
    pub(in crate::queries) fn of(paper: &CodedPaper, codebook: &Codebook) -> Self {
        let mut its = Self::default();
        for (_, statement) in paper.statements() {
            its.decided += usize::from(statement.decided.is_some());
            let hits = codebook.scan_layers(&statement.text, &[Layer::Outcomes]);
            let mut seen = BTreeSet::new();
            let entries = hits.iter().map(|hit| hit.entry);
            for entry in entries.filter(|entry| seen.insert((entry.line, entry.term.as_str()))) {
                let entry_use = its.uses.entry((entry.line, entry.term.clone())).or_default();
                entry_use.statements += 1;
                entry_use.outcomes += usize::from(statement.intended_outcome);
                entry_use.documents = 1;
                if let Some(said) = &statement.decided {
                    entry_use.decided += 1;
                    entry_use.right += usize::from(said.categories.iter().any(|code| entry.codes.contains(code)));
                }
            }
        }
        its
    }
}

/// What the entries of the outcomes lexicon do.
pub struct EntryUses<'c> {
    /// Every entry, with its code.
    pub entries: Vec<(&'c Group, &'c LexiconEntry, EntryUse)>,
    /// Papers that were looked at.
    pub documents: usize,
    /// Statements that a person decided on.
    pub decided: usize,
}

/// The entries that match nothing.
pub struct Unmatched<'c> {
    /// The entries, with their lexicon and code.
    pub entries: Vec<(Layer, &'c Group, &'c LexiconEntry)>,
    /// Number of all entries.
    pub of: usize,
    /// Papers that were looked at.
    pub documents: usize,
}

impl Corpus<'_> {
    /// What each entry of the outcomes lexicon does in the papers that are counted.
    ///
    /// # Errors
    /// [`ProgramError`]: the lexicons cannot be used, or a record is damaged.
    pub fn entry_uses(&self) -> Result<EntryUses<'_>, ProgramError> {
        let codebook = self.codebook()?;
        let per_paper: Vec<Arc<CachedPaper>> = self
            .each_kept(|_, kept| {
                let kept = Arc::clone(kept?);
                kept.entry_uses(codebook);
                Some(kept)
            })?
            .into_iter()
            .flatten()
            .collect();
        let per_paper: Vec<&PaperUses> = per_paper.iter().map(|kept| kept.entry_uses(codebook)).collect();
        let mut all: BTreeMap<(usize, &str), EntryUse> = BTreeMap::new();
        for ((line, term), one) in per_paper.iter().flat_map(|its| &its.uses) {
            let sum = all.entry((*line, term.as_str())).or_default();
            sum.statements += one.statements;
            sum.outcomes += one.outcomes;
            sum.documents += one.documents;
            sum.decided += one.decided;
            sum.right += one.right;
        }
        let used = |entry: &LexiconEntry| all.get(&(entry.line, entry.term.as_str())).copied().unwrap_or_default();
        let groups = codebook.layer(Layer::Outcomes).codes.iter();
        let entries = groups
            .flat_map(|group| group.entries.iter().map(move |entry| (group, entry)))
            .map(|(group, entry)| (group, entry, used(entry)));
        Ok(EntryUses {
            entries: entries.collect(),
            documents: per_paper.len(),
            decided: per_paper.iter().map(|its| its.decided).sum(),
        })
    }

    /// The entries that match nothing in any paper that is counted: of the outcomes, domains, partnering and context
    /// lexicons, wherever on a page, whatever the statement is.
    ///
    /// # Errors
    /// [`ProgramError`]: a record is damaged, or the lexicons cannot be used.
    pub fn unmatched_entries(&self) -> Result<Unmatched<'_>, ProgramError> {
        let codebook = self.codebook()?;
        // An entry is told by its layer, the line it stands in and its term.
        let matched = self.papers(|document| {
            let hits = document.pages.iter().flat_map(|page| codebook.scan(&page.text));
            hits.map(|hit| (hit.layer, hit.entry.line, hit.entry.term.as_str())).collect::<BTreeSet<_>>()
        })?;
        let documents = matched.len();
        let matched: BTreeSet<_> = matched.into_iter().flatten().collect();
        let groups = Layer::ALL.into_iter().flat_map(|layer| {
            codebook
                .layer(layer)
                .codes
                .iter()
                .flat_map(move |group| group.entries.iter().map(move |entry| (layer, group, entry)))
        });
        let all: Vec<_> = groups.collect();
        let of = all.len();
        let is_matched = |layer, entry: &LexiconEntry| matched.contains(&(layer, entry.line, entry.term.as_str()));
        let entries = all.into_iter().filter(|(layer, _, entry)| !is_matched(*layer, entry)).collect();
        Ok(Unmatched { entries, of, documents })
    }
}
