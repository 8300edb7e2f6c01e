//! Which statements of a corpus do two versions of the lexicons code differently?

use crate::ProgramError;
use crate::queries::Corpus;
use rayon::prelude::*;
use std::path::Path;
use stratmine_coding::Coder;
use stratmine_coding::learning::Model;
use stratmine_coding::lexicon::Codebook;
use stratmine_model::{Statement, UNCLASSIFIED};
use stratmine_output::one_line;
use stratmine_study::discover;

/// A statement that comes out differently.
#[derive(Clone, Debug)]
pub struct CodingChange {
    /// The paper, by its file below the corpus.
    pub file: String,
    /// Physical page, from 1.
    pub page: u32,
    /// The id of the statement.
    pub statement: String,
    /// Its words.
    pub quote: String,
    /// What the old lexicons make of it: its categories, `unclassified`, or `no outcome`.
    pub from: String,
    /// What the new lexicons make of it.
    pub to: String,
    /// The rules and entries that one coding has and the other has not: `-rule`, `+entry`.
    pub because: Vec<String>,
}

/// How two versions of the lexicons code a corpus.
#[derive(Clone, Debug)]
pub struct LexiconDiff {
    /// The statements that come out differently, in the order of the files.
    pub changes: Vec<CodingChange>,
    /// Number of statements.
    pub statements: usize,
    /// Number of papers.
    pub papers: usize,
}

impl Corpus<'_> {
    /// Codes what was read of the papers by two folders of lexicons (`None` for those in the program), each with what the
    /// study's decisions teach. No paper is opened, and the index stays as it is.
    ///
    /// # Errors
    /// [`ProgramError`] where lexicons or records cannot be read.
    pub fn lexicon_diff(&self, old: Option<&Path>, new: Option<&Path>) -> Result<LexiconDiff, ProgramError> {
        let load = |folder: Option<&Path>| folder.map_or_else(Codebook::built_in, Codebook::load);
        self.coding_changes(&load(old)?, &load(new)?)
    }

    /// The same for lexicons that are loaded.
    ///
    /// # Errors
    /// [`ProgramError`] where records cannot be read.
    pub fn coding_changes(&self, old: &Codebook, new: &Codebook) -> Result<LexiconDiff, ProgramError> {
        let table = self.metadata()?;
        let (by_old, by_new) = (self.taught(old)?, self.taught(new)?);
        let mut ids = self.counted()?;
        ids.sort_unstable();
        let compared = ids.par_iter().map(|(file, id)| {
            let record = self.read(*id)?;
            let (metadata, _) = discover::propose_again(table.get(file), &record);
            let coded = |codebook, model: &Option<Model>| {
                let mut paper = record.clone();
                Coder::new(codebook).taught(model.as_ref()).code(&mut paper, &metadata);
                paper
            };
            let (one, other) = (coded(old, &by_old), coded(new, &by_new));
            let both = one.statements().zip(other.statements()).zip(record.statements());
            let changed = both.filter_map(|(((page, before), (_, after)), (_, now))| {
                let (from, to) = (shown(before), shown(after));
                // What people decided holds by any lexicons.
                (from != to && now.decided.is_none()).then(|| CodingChange {
                    file: (*file).to_owned(),
                    page: page.number,
                    statement: before.id.clone(),
                    quote: one_line(&before.text),
                    from,
                    to,
                    because: changes(before, after),
                })
            });
            Ok::<_, ProgramError>((record.statements().count(), changed.collect::<Vec<_>>()))
        });
        let compared: Vec<(usize, Vec<CodingChange>)> = compared.collect::<Result<_, _>>()?;
        Ok(LexiconDiff {
            statements: compared.iter().map(|(statements, _)| statements).sum(),
            papers: compared.len(),
            changes: compared.into_iter().flat_map(|(_, changes)| changes).collect(),
        })
    }
}

fn shown(coding: &Statement) -> String {
    if !coding.intended_outcome {
        return "no outcome".to_owned();
    }
    let codes: Vec<&str> = coding.categories.iter().map(|code| code.code.as_str()).collect();
    if codes.is_empty() { UNCLASSIFIED.to_owned() } else { codes.join("; ") }
}

/// The rules and entries that one coding has and the other has not: `-rule`, `+entry`.
fn changes(before: &Statement, after: &Statement) -> Vec<String> {
    let reasons = |coding: &Statement| -> Vec<String> {
        let rules =
            coding.intent.rules.iter().map(|rule| format!("{} {}", rule.id, rule.weight.unwrap_or(f32::NEG_INFINITY)));
        let entries = coding
            .categories
            .iter()
            .flat_map(|code| code.matches.iter().map(move |found| format!("{} ← {}", code.code, found.entry)));
        rules.chain(entries).collect()
    };
    let (before, after) = (reasons(before), reasons(after));
    let gone = before.iter().filter(|one| !after.contains(one)).map(|one| format!("-{one}"));
    let come = after.iter().filter(|one| !before.contains(one)).map(|one| format!("+{one}"));
    gone.chain(come).collect()
}
