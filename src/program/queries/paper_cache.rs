//! Coded papers kept in memory from one opening of an index to the next, for a program that stays: `serve`.
//!
//! A paper is kept under the checksum that the ledger names, so that one that was written again is read again. What is
//! worked out from a paper alone (what is known of its statements, its sentences) is kept with it.

use super::lexicon::PaperUses;
use crate::ProgramError;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use stratmine_coding::Coder;
use stratmine_coding::learning::Predictors;
use stratmine_coding::lexicon::Codebook;
use stratmine_model::{CodedPaper, DocumentId, Statement};

/// Most statements of all papers that are kept; of larger corpora the rest is read each time.
const MOST_STATEMENTS: usize = 400_000;

/// A coded paper with what was worked out from it.
#[derive(Debug)]
pub(super) struct CachedPaper {
    pub(super) paper: CodedPaper,
    predictors: OnceLock<Vec<Option<Predictors>>>,
    sentences: OnceLock<Vec<u64>>,
    entry_uses: OnceLock<PaperUses>,
}

impl CachedPaper {
    pub(super) const fn new(paper: CodedPaper) -> Self {
        Self { paper, predictors: OnceLock::new(), sentences: OnceLock::new(), entry_uses: OnceLock::new() }
    }

    /// What is known of each statement before anybody decides.
    pub(super) fn predictors(&self, coder: Coder<'_>) -> &[Option<Predictors>] {
        self.predictors.get_or_init(|| coder.evidence(&self.paper))
    }

    /// What the entries of the outcomes lexicon do in it.
    pub(super) fn entry_uses(&self, codebook: &Codebook) -> &PaperUses {
        self.entry_uses.get_or_init(|| PaperUses::of(&self.paper, codebook))
    }

    /// A number for the words of each statement, in document order: the same for the same sentence.
    pub(super) fn sentences(&self) -> &[u64] {
        self.sentences.get_or_init(|| self.paper.statements().map(|(_, one)| sentence(&one.text)).collect())
    }
}

/// A number for the letters and digits of a sentence; capitals, white space and signs make no difference.
pub(super) fn sentence(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).for_each(|c| c.hash(&mut hasher));
    hasher.finish()
}

/// Takes away what spoke for and against what is no outcome: half of the memory, for what is looked at of one statement at a
/// time. [`Corpus::rules`](super::Corpus::rules) reads it again.
fn forget_rules(paper: &mut CodedPaper) {
    let statements = paper.pages.iter_mut().flat_map(|page| &mut page.statements);
    let is_outcome = |one: &Statement| one.intended_outcome || one.proposed.intended_outcome;
    statements.filter(|one| !is_outcome(one)).for_each(|one| one.intent.rules = Vec::new());
}

/// Papers and lexicons kept in memory.
#[derive(Default)]
pub struct PaperCache {
    kept: Mutex<CacheContent>,
}

#[derive(Default)]
struct CacheContent {
    codebook: Option<(String, Arc<Codebook>)>,
    papers: BTreeMap<DocumentId, (String, Arc<CachedPaper>)>,
    statements: usize,
}

impl PaperCache {
    fn kept(&self) -> std::sync::MutexGuard<'_, CacheContent> {
        // Whoever panicked left whole papers behind.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lexicons whose files have this hash, loaded where others are kept. What was worked out by others is forgotten.
    pub(super) fn codebook(
        &self,
        hash: String,
        load: impl FnOnce() -> Result<Codebook, ProgramError>,
    ) -> Result<Arc<Codebook>, ProgramError> {
        if let Some((known, codebook)) = &self.kept().codebook
            && *known == hash
        {
            return Ok(Arc::clone(codebook));
        }
        let codebook = Arc::new(load()?);
        let mut kept = self.kept();
        if kept.codebook.is_some() {
            kept.papers.clear();
            kept.statements = 0;
        }
        kept.codebook = Some((hash, Arc::clone(&codebook)));
        Ok(codebook)
    }

    /// The paper with this checksum, read where it is not kept.
    pub(super) fn paper(
        &self,
        id: DocumentId,
        checksum: &str,
        read: impl FnOnce() -> Result<CodedPaper, ProgramError>,
    ) -> Result<Arc<CachedPaper>, ProgramError> {
        if let Some((known, paper)) = self.kept().papers.get(&id)
            && known == checksum
        {
            return Ok(Arc::clone(paper));
        }
        let mut paper = read()?;
        forget_rules(&mut paper);
        let paper = Arc::new(CachedPaper::new(paper));
        let mut kept = self.kept();
        if let Some((_, old)) = kept.papers.remove(&id) {
            kept.statements = kept.statements.saturating_sub(old.paper.statements().count());
        }
        let statements = paper.paper.statements().count();
        if kept.statements + statements <= MOST_STATEMENTS {
            kept.statements += statements;
            kept.papers.insert(id, (checksum.to_owned(), Arc::clone(&paper)));
        }
        Ok(paper)
    }
}
