//! One statement of an index with its paper around it.

use super::Corpus;
use super::paper_cache::{CachedPaper, sentence};
use crate::ProgramError;
use crate::error::DecisionError;
use crate::ids::whole_id;
use crate::run::{Decisions, RunOptions, has_decided, learn};
use std::sync::Arc;
use stratmine_coding::learning::Model;
use stratmine_coding::lexicon::Codebook;
use stratmine_coding::{Coder, Explanation};
use stratmine_model::{CodedPaper, DocumentId, Page, RuleHit, Statement};
use stratmine_study::decisions::{Decision, place};
use stratmine_study::discover::{self, MetadataTable};
use stratmine_study::store::RealDisk;

/// A statement and the paper it stands in.
#[derive(Clone, Debug)]
pub struct StatementInPaper {
    paper: Arc<CachedPaper>,
    page: usize,
    statement: usize,
}

impl StatementInPaper {
    /// The paper.
    pub fn paper(&self) -> &CodedPaper {
        &self.paper.paper
    }

    /// The page and the statement. Both are there, for the places were found in this very paper.
    pub fn place(&self) -> Option<(&Page, &Statement)> {
        let page = self.paper().pages.get(self.page)?;
        Some((page, page.statements.get(self.statement)?))
    }

    /// The statements before and after it on its page, at most so many on each side.
    pub fn neighbours(&self, most: usize) -> (&[Statement], &[Statement]) {
        let all = self.paper().pages.get(self.page).map(|page| page.statements.as_slice()).unwrap_or_default();
        let before = all.get(self.statement.saturating_sub(most)..self.statement).unwrap_or_default();
        let after = all.get(self.statement + 1..).unwrap_or_default();
        (before, after.get(..most.min(after.len())).unwrap_or_default())
    }
}

/// A paper of an index that stays in memory while it is looked at.
#[derive(Clone, Debug)]
pub struct KeptPaper(Arc<CachedPaper>);

impl std::ops::Deref for KeptPaper {
    type Target = CodedPaper;

    fn deref(&self) -> &CodedPaper {
        &self.0.paper
    }
}

impl Corpus<'_> {
    /// The counted paper of this id.
    ///
    /// # Errors
    /// [`ProgramError::NoPaper`] where none is counted, or its record is damaged.
    pub fn paper(&self, id: DocumentId) -> Result<KeptPaper, ProgramError> {
        let entry = self.ledger()?.counted().find(|entry| entry.id == Some(id));
        let entry = entry.ok_or_else(|| ProgramError::NoPaper { file: id.short() })?;
        Ok(KeptPaper(self.kept(entry, id)?))
    }

    /// The statement of this id, of which the first digits are enough where no other paper has them.
    ///
    /// # Errors
    /// [`DecisionError::NoStatement`] where no counted paper has it, [`DecisionError::AmbiguousId`] where several may.
    pub fn statement(&self, id: &str) -> Result<StatementInPaper, ProgramError> {
        let unknown = || DecisionError::NoStatement { id: id.to_owned() };
        let (entry, id) = whole_id(self.ledger()?, id)?;
        let paper = self.kept(entry, entry.id.ok_or_else(unknown)?)?;
        let at = paper.paper.pages.iter().enumerate().find_map(|(page, its)| {
            its.statements.iter().position(|statement| statement.id == id).map(|statement| (page, statement))
        });
        let (page, statement) = at.ok_or_else(unknown)?;
        Ok(StatementInPaper { paper, page, statement })
    }

    /// What spoke for a statement of a paper and against it when the paper was coded last.
    ///
    /// # Errors
    /// Where the record of the paper is damaged.
    pub fn rules(&self, paper: &CodedPaper, statement: &Statement) -> Result<Vec<RuleHit>, ProgramError> {
        if self.cache.is_none() || !statement.intent.rules.is_empty() {
            return Ok(statement.intent.rules.clone());
        }
        let paper = self.read(paper.document)?;
        let its = paper.statements().find(|(_, one)| one.id == statement.id);
        Ok(its.map(|(_, one)| one.intent.rules.clone()).unwrap_or_default())
    }

    /// A statement of the index laid open: its paper coded by the lexicons in use and by what decisions taught, as in a run.
    ///
    /// # Errors
    /// As for [`Corpus::statement`]; where the lexicons cannot be used.
    pub fn explained(&self, id: &str) -> Result<Explanation, ProgramError> {
        let (found, codebook) = (self.statement(id)?, self.codebook()?);
        let unknown = || DecisionError::NoStatement { id: id.to_owned() };
        let (_, statement) = found.place().ok_or_else(unknown)?;
        let model = self.taught(codebook)?;
        let coder = Coder::new(codebook).taught(model.as_ref());
        let mut paper = found.paper().clone();
        let table = self.metadata()?;
        let (metadata, _) = discover::propose_again(table.get(&paper.file), &paper);
        Ok(coder.explain(&mut paper, &metadata, &statement.id).ok_or_else(unknown)?)
    }

    /// What is known of the papers from the metadata table; nothing where the folder of the papers is not known.
    pub(super) fn metadata(&self) -> Result<MetadataTable, ProgramError> {
        Ok(match self.root()? {
            Some(root) => self.workspace.table(&root)?,
            None => MetadataTable::default(),
        })
    }

    /// What the decisions teach that hold in the papers, by a codebook; `None` where the last run learnt nothing.
    pub(super) fn taught(&self, codebook: &Codebook) -> Result<Option<Model>, ProgramError> {
        let Some(manifest) = self.manifest()?.filter(|manifest| manifest.learnt.is_some()) else { return Ok(None) };
        let programs = match self.root()? {
            Some(root) if RunOptions::recorded(&manifest.options).learn_from_programs => {
                Some(Decisions::of_programs(&RealDisk, &root)?)
            }
            _ => None,
        };
        let lessons = self.each_kept(|_, kept| {
            let kept = kept?;
            let lesson = programs.as_ref().and_then(|programs| programs.lesson(&kept.paper));
            let taught = || has_decided(&kept.paper).then(|| Arc::clone(kept));
            lesson.map(|(lesson, _)| Arc::new(CachedPaper::new(lesson))).or_else(taught)
        })?;
        let lessons: Vec<&CodedPaper> = lessons.iter().flatten().map(|lesson| &lesson.paper).collect();
        Ok(learn(codebook, &lessons))
    }

    /// The categories that a statement has if it is an outcome, by the shipped weights.
    ///
    /// # Errors
    /// Where the lexicons cannot be used.
    pub fn suggested(&self, statement: &Statement) -> Result<Vec<String>, ProgramError> {
        Ok(Coder::new(self.codebook()?).suggested(statement))
    }

    /// The id of the statement that a decision was made on; `None` where no counted paper has it any more.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn decided_statement(&self, decision: &Decision) -> Result<Option<String>, ProgramError> {
        let Some(entry) = self.ledger()?.counted().find(|entry| entry.file == decision.file) else { return Ok(None) };
        let Some(id) = entry.id else { return Ok(None) };
        let kept = self.kept(entry, id)?;
        let at = place(decision, &kept.paper);
        Ok(at.and_then(|at| at.of(&kept.paper)).map(|(_, statement)| statement.id.clone()))
    }

    /// The ids of other statements that say the same in the same words and that nobody decided, in the order of the papers.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn same_sentence(&self, id: &str, text: &str) -> Result<Vec<String>, ProgramError> {
        let wanted = sentence(text);
        let found = self.each_kept(|_, paper| {
            let Some(paper) = paper else { return Vec::new() };
            let all = paper.paper.statements().zip(paper.sentences());
            let same = all.filter(|((_, one), sentence)| {
                **sentence == wanted && one.id != id && one.decided.is_none() && one.kind.holds_statements()
            });
            same.map(|((_, one), _)| one.id.clone()).collect()
        })?;
        Ok(found.into_iter().flatten().collect())
    }
}
