//! `validate --curve`: how many decisions a reviewer needs, simulated with codes that are there already.

use super::coded::{CodedRows, GivenCode};
use super::fit::read_papers;
use crate::{ProgramError, Workspace};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;
use stratmine_analysis::evaluate::{AgreementCounts, Calibration, TwoByTwo};
use stratmine_coding::Coder;
use stratmine_coding::learning::{
    self, CodedStatement, Decided, Model, Observation, Predictors, Undecided, Weights, fit, next,
};
use stratmine_model::CodedPaper;

/// What is simulated.
#[derive(Clone, Debug)]
pub struct CurveOptions {
    /// After how many decisions it is measured, ascending.
    pub decisions: Vec<usize>,
    /// How many statements are asked for in a round.
    pub batch: usize,
    /// Into how many parts the papers are parted. Each is one corpus, with weights fitted on the coded statements of the
    /// others; 0 takes all papers as one corpus and the weights as they are.
    pub folds: usize,
    /// Further tables of coded statements to fit weights on; those of papers that are in the corpus do not count.
    pub learn_from: Vec<PathBuf>,
}

/// The state after a number of decisions.
#[derive(Clone, Debug, Default)]
pub struct CurvePoint {
    /// Number of decisions made in each corpus.
    pub decisions: usize,
    /// How the statements that were not decided are coded, against the codes of the table.
    pub rest: AgreementCounts,
    /// How likely an outcome each of them was said to be, against whether it is one.
    pub calibration: Calibration,
}

/// A coded statement of the simulated reviewer.
struct Answer {
    paper: String,
    observation: Observation,
    code: GivenCode,
    /// Those of its code.
    categories: Vec<String>,
}

/// Simulates a reviewer who decides what is asked for, with the codes of tables.
///
/// # Errors
/// Where a table or record cannot be read, or nothing in the papers is coded.
pub fn learning_curve(
    workspace: &Workspace,
    tables: &[PathBuf],
    folders: &[PathBuf],
    options: &CurveOptions,
) -> Result<Vec<CurvePoint>, ProgramError> {
    let codebook = workspace.codebook()?;
    let coder = Coder::new(&codebook);
    let rows = CodedRows::read(tables)?;
    let more = CodedRows::read(&options.learn_from)?;
    let mut papers = read_papers(workspace, folders)?;
    let others: Vec<&CodedPaper> = papers.iter().filter(|paper| more.has(&paper.file)).collect();
    let more: Vec<Answer> = others.par_iter().flat_map_iter(|paper| answers(coder, &more, paper)).collect();
    papers.retain(|paper| rows.has(&paper.file));
    // Names go by series, and so would the parts: digests are as good as a lot, and always the same.
    papers.sort_by_key(|paper| paper.document);
    let answers: Vec<Vec<Answer>> = papers.par_iter().map(|paper| answers(coder, &rows, paper)).collect();
    if answers.iter().all(Vec::is_empty) {
        return Err(ProgramError::NothingCoded);
    }
    let one_corpus = || answers.iter().flatten().collect::<Vec<_>>();
    let corpora: Vec<(Weights, Vec<&Answer>)> = match options.folds {
        0 => vec![(codebook.weights().clone(), one_corpus())],
        folds => (0..folds).into_par_iter().map(|fold| part(&answers, &more, fold, folds)).collect(),
    };
    let categories = codebook.categories();
    let curves: Vec<Vec<CurvePoint>> =
        corpora.par_iter().map(|(weights, corpus)| simulate(weights, corpus, &categories, options)).collect();
    let mut points: Vec<CurvePoint> =
        options.decisions.iter().map(|&decisions| CurvePoint { decisions, ..CurvePoint::default() }).collect();
    for curve in &curves {
        for (sum, point) in points.iter_mut().zip(curve) {
            sum.rest.make_room(categories.len());
            sum.rest += &point.rest;
            sum.calibration += &point.calibration;
        }
    }
    Ok(points)
}

/// The coded statements of a paper.
fn answers(coder: Coder<'_>, rows: &CodedRows, paper: &CodedPaper) -> Vec<Answer> {
    let coded = rows.of(paper).into_iter().zip(coder.observe(paper));
    let answer = |(code, observation): (Option<&GivenCode>, Observation)| {
        let code = code?.clone();
        let categories = code.iter().flatten().cloned().collect();
        Some(Answer { paper: paper.document.to_string(), observation, code, categories })
    };
    coded.filter_map(answer).collect()
}

/// One part of the papers as a corpus, with weights fitted on the others.
fn part<'a>(answers: &'a [Vec<Answer>], more: &'a [Answer], fold: usize, folds: usize) -> (Weights, Vec<&'a Answer>) {
    let (mut inside, mut outside): (Vec<&Answer>, Vec<&Answer>) = (Vec::new(), Vec::new());
    for (place, answers) in answers.iter().enumerate() {
        if place % folds == fold { inside.extend(answers) } else { outside.extend(answers) }
    }
    let theirs: BTreeSet<&str> = inside.iter().map(|answer| answer.paper.as_str()).collect();
    outside.extend(more.iter().filter(|answer| !theirs.contains(answer.paper.as_str())));
    let coded = |answer: &&Answer| CodedStatement {
        paper: answer.paper.clone(),
        code: answer.code.clone(),
        weight: 1.0,
        observation: answer.observation.clone(),
    };
    let outside: Vec<CodedStatement> = outside.iter().map(coded).collect();
    (fit(&outside, ""), inside)
}

/// The reviewer decides what is asked for, batch by batch; the program learns after each.
fn simulate(weights: &Weights, corpus: &[&Answer], categories: &[String], options: &CurveOptions) -> Vec<CurvePoint> {
    let threshold = weights.outcome().fit().threshold;
    let evidence: Vec<Predictors> = corpus.iter().map(|answer| answer.observation.evidence(weights)).collect();
    let mut open: Vec<usize> = (0..corpus.len()).collect();
    let mut decided: Vec<Decided<'_>> = Vec::new();
    let mut points = Vec::new();
    for &goal in &options.decisions {
        let mut model = Model::learn(weights, &decided);
        while decided.len() < goal && !open.is_empty() {
            let undecided = |place: &usize| {
                let evidence = evidence.get(*place)?;
                Some(Undecided { evidence, parts: model.parts(weights, evidence) })
            };
            let asked: Vec<Undecided<'_>> = open.iter().filter_map(undecided).collect();
            let mut places = next(&asked, threshold, options.batch.min(goal - decided.len()));
            places.sort_unstable();
            for place in places.into_iter().rev() {
                let place = open.remove(place);
                if let (Some(evidence), Some(answer)) = (evidence.get(place), corpus.get(place)) {
                    decided.push(Decided {
                        evidence,
                        is_outcome: answer.code.is_some(),
                        categories: &answer.categories,
                    });
                }
            }
            model = Model::learn(weights, &decided);
        }
        let mut rest = AgreementCounts::default();
        rest.make_room(categories.len());
        let mut calibration = Calibration::default();
        for place in &open {
            if let (Some(evidence), Some(answer)) = (evidence.get(*place), corpus.get(*place)) {
                let probability = model.parts(weights, evidence).probability();
                calibration.count(probability, answer.code.is_some());
                let is_outcome = probability >= threshold;
                let named: Vec<&str> =
                    learning::categories(weights, Some(&model), evidence).iter().map(|one| one.category).collect();
                count(&mut rest, categories, answer, is_outcome, &named);
            }
        }
        points.push(CurvePoint { decisions: goal, rest, calibration });
    }
    points
}

/// Counts one more statement, as it was coded and as the program codes it.
fn count(counts: &mut AgreementCounts, categories: &[String], answer: &Answer, is_outcome: bool, named: &[&str]) {
    counts.detection.count(answer.code.is_some(), is_outcome, 1.0);
    for ((category, end_to_end), given) in categories.iter().zip(&mut counts.end_to_end).zip(&mut counts.given) {
        let wanted = answer.code.as_ref().is_some_and(|code| code.contains(category));
        let named = named.contains(&category.as_str());
        let mut one = TwoByTwo::default();
        one.count(wanted, is_outcome && named, 1.0);
        *end_to_end += one.found();
        if answer.code.is_some() {
            let mut one = TwoByTwo::default();
            one.count(wanted, named, 1.0);
            *given += one.found();
        }
    }
}
