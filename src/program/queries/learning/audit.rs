//! `review audit`: how good the codes of the whole corpus are, from statements drawn by lot.
//!
//! What is drawn is kept in `audit.csv` beside the decisions, with what the program said of each statement then. Answers are
//! ordinary decisions and teach as others do; the figures compare them with what was said when they were drawn, before
//! anything was learnt from them.

use super::review::{Known, decided, lot_of};
use crate::ProgramError;
use crate::queries::Corpus;
use std::collections::BTreeSet;
use std::path::PathBuf;
use stratmine_analysis::evaluate::{TwoByTwo, wilson};
use stratmine_coding::learning::Model;
use stratmine_model::Statement;
use stratmine_study::store::{Disk as _, RealDisk};

/// The file, below the corpus root.
const FILE: &str = "audit.csv";

/// A statement that was drawn.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct AuditedStatement {
    statement: String,
    document: String,
    page: u32,
    /// Its probability when it was drawn.
    probability: f64,
    /// Whether the program took it for an outcome then.
    named: bool,
    /// How many statements it stands for.
    weight: f64,
}

/// A drawing, and where it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditDraw {
    /// The ids of the statements, to be decided.
    pub statements: Vec<String>,
    /// The file they are kept in.
    pub path: PathBuf,
}

/// What the answers say of the corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AuditResult {
    /// Number of statements drawn.
    pub drawn: usize,
    /// How many of them are decided.
    pub answered: usize,
    /// People against the program, each statement weighted by how many it stands for.
    pub codes: TwoByTwo,
    /// The 95 % interval of the share of named statements that are outcomes.
    pub precision: Option<(f64, f64)>,
    /// The 95 % interval of the share of statements not named that are outcomes.
    pub missed: Option<(f64, f64)>,
}

impl Corpus<'_> {
    /// Draws `most` statements by lot among those that nobody decided and that were not drawn before: half of them among
    /// those that the program takes for outcomes. They are added to `audit.csv`.
    ///
    /// # Errors
    /// Where the index or `audit.csv` cannot be read or written.
    pub fn draw_audit(&self, most: usize) -> Result<AuditDraw, ProgramError> {
        let codebook = self.codebook_of_papers()?;
        let (known, weights) = (self.known(codebook)?, codebook.weights());
        let model = Model::learn(weights, &decided(&known));
        let (path, mut all) = self.drawn()?;
        let (mut named, mut others) = (Vec::new(), Vec::new());
        for one in &known {
            for (page, statement, predictors) in one.statements() {
                let Some(evidence) = predictors.filter(|_| statement.decided.is_none()) else { continue };
                if all.iter().any(|drawn| drawn.statement == statement.id) {
                    continue;
                }
                let probability = model.parts(weights, evidence).probability();
                let is_named = probability >= weights.outcome().fit().threshold;
                let (statement, document) = (statement.id.clone(), one.paper().file.clone());
                let drawn = AuditedStatement { statement, document, page, probability, named: is_named, weight: 0.0 };
                if is_named { &mut named } else { &mut others }.push(drawn);
            }
        }
        let half = most / 2;
        let of_named = half.min(named.len());
        let mut statements = Vec::new();
        for (mut stratum, wanted) in [(named, of_named), (others, most - of_named)] {
            stratum.sort_by_cached_key(|one| lot_of(&one.statement));
            let size = stratum.len();
            stratum.truncate(wanted);
            let weight = size as f64 / stratum.len().max(1) as f64;
            statements.extend(stratum.iter().map(|one| one.statement.clone()));
            all.extend(stratum.into_iter().map(|one| AuditedStatement { weight, ..one }));
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        let unwritable = |error: csv::Error| ProgramError::CodedTable {
            path: path.clone(),
            line: 0,
            what: error.to_string(),
            hint: "please report this".to_owned(),
        };
        for one in &all {
            writer.serialize(one).map_err(unwritable)?;
        }
        let bytes = writer.into_inner().map_err(|error| ProgramError::Output(error.into_error()))?;
        RealDisk.write(&path, &bytes)?;
        // In the order of the papers, so that nobody sees which the program named.
        statements.sort();
        Ok(AuditDraw { statements, path })
    }

    /// What the answers to the statements drawn so far say of all statements that nobody had decided then.
    ///
    /// # Errors
    /// Where the index or `audit.csv` cannot be read.
    pub fn audit_result(&self) -> Result<AuditResult, ProgramError> {
        let (_, all) = self.drawn()?;
        let known = self.known(self.codebook_of_papers()?)?;
        let mut result = AuditResult { drawn: all.len(), ..AuditResult::default() };
        let mut counts = [(0.0, 0.0); 2];
        for (_, statement, _) in known.iter().flat_map(Known::statements) {
            let Some(codes) = &statement.decided else { continue };
            let Some(drawn) = all.iter().find(|drawn| drawn.statement == statement.id) else { continue };
            result.answered += 1;
            result.codes.count(codes.intended_outcome, drawn.named, drawn.weight);
            let [named, others] = &mut counts;
            let (outcomes, answered) = if drawn.named { named } else { others };
            *outcomes += f64::from(u8::from(codes.intended_outcome));
            *answered += 1.0;
        }
        let [named, others] = counts;
        result.precision = wilson(named.0, named.1);
        result.missed = wilson(others.0, others.1);
        Ok(result)
    }

    /// The ids of the statements that were drawn and that nobody decided yet, in the order of the papers.
    ///
    /// # Errors
    /// Where the index or `audit.csv` cannot be read.
    pub fn audit_left(&self) -> Result<Vec<String>, ProgramError> {
        let drawn: BTreeSet<String> = self.drawn()?.1.into_iter().map(|one| one.statement).collect();
        if drawn.is_empty() {
            return Ok(Vec::new());
        }
        let is_left = |one: &Statement| one.decided.is_none() && drawn.contains(&one.id);
        let left = self.papers(|paper| {
            let its = paper.statements().filter(|(_, one)| is_left(one));
            its.map(|(_, one)| one.id.clone()).collect::<Vec<_>>()
        })?;
        Ok(left.into_iter().flatten().collect())
    }

    /// What was drawn before, and the file it is kept in.
    fn drawn(&self) -> Result<(PathBuf, Vec<AuditedStatement>), ProgramError> {
        let root = self.root()?.ok_or_else(|| ProgramError::NoCorpus { path: crate::DEFAULT_CORPUS.into() })?;
        let path = root.join(FILE);
        let Some(bytes) = RealDisk.read_if_there(&path)? else { return Ok((path, Vec::new())) };
        let mut drawn = Vec::new();
        for row in csv::Reader::from_reader(bytes.as_slice()).into_deserialize() {
            drawn.push(row.map_err(|error: csv::Error| ProgramError::CodedTable {
                path: path.clone(),
                line: error.position().map_or(0, csv::Position::line),
                what: "this is not as `review audit` wrote it".to_owned(),
                hint: "restore the file, or remove it to draw anew".to_owned(),
            })?);
        }
        Ok((path, drawn))
    }
}
