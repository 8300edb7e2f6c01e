//! `lexicon fit`: weights from coded statements.

use super::coded::{CodedRows, GivenCode, stem};
use crate::queries::validate::{Records, pages_in};
use crate::{ProgramError, Workspace};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use stratmine_analysis::evaluate::{GoldPage, align};
use stratmine_coding::Coder;
use stratmine_coding::learning::{CodedStatement, Observation, Weights, fit};
use stratmine_model::{CodedPaper, DocumentId};
use stratmine_study::store::{Disk as _, RealDisk};

/// What a statement of a gold page counts: two people coded it and settled where they differed.
const DOUBLE_CODED: f64 = 3.0;

/// Weights, and on how much of what was given they were fitted.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The weights.
    pub weights: Weights,
    /// Number of coded statements that no paper has, as it is read now.
    pub lost: usize,
}

/// Fits weights on coded statements: tables, and folders of gold pages. The papers are records in `folders`, or those of
/// the index; where no table is given, the statements decided in these papers are learnt from.
///
/// # Errors
/// Where a table, page or record cannot be read, or nothing is coded.
pub fn fit_weights(workspace: &Workspace, given: &[PathBuf], folders: &[PathBuf]) -> Result<Fitted, ProgramError> {
    let codebook = workspace.codebook()?;
    let coder = Coder::new(&codebook);
    let (gold, tables): (Vec<PathBuf>, Vec<PathBuf>) = given.iter().cloned().partition(|path| path.is_dir());
    let rows = CodedRows::read(&tables)?;
    let mut pages: BTreeMap<String, Vec<GoldPage>> = BTreeMap::new();
    for page in gold.iter().map(|folder| pages_in(folder)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
        pages.entry(stem(&page.doc).to_owned()).or_default().push(page);
    }
    let asked = rows.len() + pages.values().flatten().map(|page| page.statements.len()).sum::<usize>();
    let papers = read_papers(workspace, folders)?;
    let of_paper = |paper: &CodedPaper| {
        let coded = answers(paper, &rows, pages.get(stem(&paper.file)), given.is_empty());
        if coded.iter().all(Option::is_none) {
            return Vec::new();
        }
        let document = paper.document.to_string();
        let one = |(answer, observation): (Option<(GivenCode, f64)>, Observation)| {
            let (code, weight) = answer?;
            Some(CodedStatement { paper: document.clone(), code, weight, observation })
        };
        coded.into_iter().zip(coder.observe(paper)).filter_map(one).collect::<Vec<_>>()
    };
    let statements: Vec<CodedStatement> = papers.par_iter().flat_map_iter(of_paper).collect();
    if statements.is_empty() {
        return Err(ProgramError::NothingCoded);
    }
    let lost = asked.saturating_sub(statements.len());
    Ok(Fitted { weights: fit(&statements, &hash_of(&statements)), lost })
}

/// The papers of folders of records, or of the index where there is no folder.
pub(super) fn read_papers(workspace: &Workspace, folders: &[PathBuf]) -> Result<Vec<CodedPaper>, ProgramError> {
    let mut papers = Vec::new();
    Records::of(workspace, folders)?.each(|paper| papers.push(paper))?;
    Ok(papers)
}

/// For each statement of a paper its code and what that counts, where somebody coded it: on a gold page,
/// else in a table, else (with `decided`) by a decision.
fn answers(
    paper: &CodedPaper,
    rows: &CodedRows,
    gold: Option<&Vec<GoldPage>>,
    decided: bool,
) -> Vec<Option<(GivenCode, f64)>> {
    let mut answers: Vec<Option<(GivenCode, f64)>> = rows
        .of(paper)
        .into_iter()
        .zip(paper.statements())
        .map(|(code, (_, statement))| match code {
            Some(code) => Some((code.clone(), 1.0)),
            None => statement
                .decided
                .as_ref()
                .filter(|_| decided)
                .map(|codes| (codes.intended_outcome.then(|| codes.categories.iter().cloned().collect()), 1.0)),
        })
        .collect();
    let mut from = 0;
    for page in &paper.pages {
        for gold in gold.into_iter().flatten().filter(|gold| gold.page == page.number) {
            for (said, place) in gold.statements.iter().zip(align(gold, &page.statements)) {
                if let Some(answer) = place.and_then(|place| answers.get_mut(from + place)) {
                    let code = said.said.is_outcome.then(|| said.said.categories.iter().cloned().collect());
                    *answer = Some((code, DOUBLE_CODED));
                }
            }
        }
        from += page.statements.len();
    }
    answers
}

/// SHA-256 over what is learnt from, in an order of its own.
fn hash_of(statements: &[CodedStatement]) -> String {
    let line = |one: &CodedStatement| format!("{} {:?} {} {:?}", one.paper, one.code, one.weight, one.observation);
    let mut lines: Vec<String> = statements.iter().map(line).collect();
    lines.sort_unstable();
    DocumentId::from_digest(Sha256::digest(lines.join("\n").as_bytes()).into()).to_string()
}

/// Writes weights to a file.
///
/// # Errors
/// Where it cannot be written.
pub fn write_weights(path: &Path, weights: &Weights) -> Result<(), ProgramError> {
    Ok(RealDisk.write(path, weights.text().as_bytes())?)
}
