//! `review`: what to decide next, and how well the codes are known by now.

use crate::ProgramError;
use crate::error::DecisionError;
use crate::queries::Corpus;
use crate::queries::paper_cache::CachedPaper;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use stratmine_analysis::evaluate::TwoByTwo;
use stratmine_analysis::tally::Expected;
use stratmine_coding::Coder;
use stratmine_coding::learning::{self, Decided, Model, Predictors, Undecided, Weights, next};
use stratmine_coding::lexicon::Codebook;
use stratmine_model::{CodedPaper, Page, Statement};

/// In which order statements are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ReviewOrder {
    /// Those first of which the program is least certain, at most one of each list
    #[default]
    Uncertain,
    /// As they stand in the papers
    Paper,
    /// By lot; the same papers always give the same lot
    Random,
}

/// Which statements are asked for.
#[derive(Clone, Debug, Default)]
pub struct ReviewRequest {
    /// How many at most.
    pub most: usize,
    /// Their order.
    pub order: ReviewOrder,
    /// Only those of this paper, by its file below the corpus.
    pub paper: Option<String>,
    /// Only those that have this category if they are outcomes.
    pub category: Option<String>,
}

/// A statement to decide, with what a reviewer looks at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// The statement's id, for `decide`.
    pub id: String,
    /// The paper's file below the corpus.
    pub file: String,
    /// The page, from 1.
    pub page: u32,
    /// The words.
    pub quote: String,
    /// The headings above, highest first.
    pub headings: Vec<String>,
    /// What introduces it.
    pub lead_in: Option<String>,
    /// The statement before it in the paper.
    pub before: Option<String>,
    /// The statement after it.
    pub after: Option<String>,
    /// How likely it is an intended outcome, 0 to 1, by all decisions so far.
    pub probability: f64,
    /// The categories it has if it is one.
    pub categories: Vec<String>,
}

/// What to decide next, and how much of it there is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReviewQueue {
    /// The statements, in the order asked for.
    pub questions: Vec<Question>,
    /// How many undecided statements there are; in the order of uncertainty, those whose probability is neither below a
    /// tenth nor above nine.
    pub left: usize,
    /// The probability from which the program takes a statement for an outcome.
    pub threshold: f64,
}

/// Whether a probability says neither yes nor no.
fn is_uncertain(probability: f64) -> bool {
    (0.1..=0.9).contains(&probability)
}

/// How far a review has come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReviewStatus {
    /// Number of statements that people decided.
    pub decided: usize,
    /// How many of them are intended outcomes.
    pub decided_outcomes: usize,
    /// Number of statements that nobody decided.
    pub undecided: usize,
    /// How many of them the program takes for intended outcomes.
    pub named: usize,
    /// How many of them are intended outcomes, if the probabilities are right.
    pub expected: Expected,
    /// How many of them are intended outcomes that the program does not name, if the probabilities are right.
    pub missed: f64,
    /// The decided statements, each coded by what the others teach (in ten parts). They were asked for because they are
    /// hard: of all statements the program does better.
    pub in_turn: TwoByTwo,
}

impl ReviewStatus {
    /// Most that may be missed of all outcomes for the review to end, as a share.
    pub const ENOUGH: f64 = 0.05;

    /// The upper bound of the share of outcomes that are still missed, at two standard deviations.
    #[must_use]
    pub fn missed_at_most(&self) -> f64 {
        let all = self.expected.number() + self.decided_outcomes as f64;
        if all > 0.0 { ((self.missed + 2.0 * self.missed.sqrt()) / all).min(1.0) } else { 0.0 }
    }

    /// Whether so few outcomes are missed that a review may end.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.decided > 0 && self.missed_at_most() < Self::ENOUGH
    }
}

impl Question {
    /// What a statement of a paper says by itself: nothing is said yet of its neighbours and codes.
    fn about(paper: &CodedPaper, page: &Page, statement: &Statement) -> Self {
        Self {
            id: statement.id.clone(),
            file: paper.file.clone(),
            page: page.number,
            quote: statement.text.clone(),
            headings: statement.heading_path.clone(),
            lead_in: statement.lead_in.clone(),
            ..Self::default()
        }
    }
}

/// A paper with what is known of its statements.
pub(super) struct Known<'c> {
    kept: Arc<CachedPaper>,
    coder: Coder<'c>,
}

impl Known<'_> {
    /// The question whether the statement at a place is an intended outcome. `coder` says of which categories.
    fn question(&self, coder: Coder<'_>, place: usize, probability: f64) -> Option<Question> {
        let all: Vec<(&Page, &Statement)> = self.paper().statements().collect();
        let evidence = self.predictors().get(place)?.as_ref()?;
        let (page, statement) = *all.get(place)?;
        let text = |place: Option<usize>| place.and_then(|at| all.get(at)).map(|(_, statement)| statement.text.clone());
        Some(Question {
            before: text(place.checked_sub(1)),
            after: text(Some(place + 1)),
            probability,
            categories: coder.categories(statement, evidence),
            ..Question::about(self.paper(), page, statement)
        })
    }

    pub(super) fn paper(&self) -> &CodedPaper {
        &self.kept.paper
    }

    fn predictors(&self) -> &[Option<Predictors>] {
        self.kept.predictors(self.coder)
    }

    pub(super) fn statements(&self) -> impl Iterator<Item = (u32, &Statement, Option<&Predictors>)> {
        let known = self.predictors().iter().map(Option::as_ref);
        self.paper().statements().zip(known).map(|((page, statement), known)| (page.number, statement, known))
    }
}

/// The decided statements of papers.
pub(super) fn decided<'k>(known: &'k [Known<'_>]) -> Vec<Decided<'k>> {
    known.iter().flat_map(|one| learning::decided(one.paper(), one.predictors())).collect()
}

impl Corpus<'_> {
    /// What to decide next, by all that was decided so far; nothing is written.
    ///
    /// # Errors
    /// Where the index or the lexicons cannot be read, or the paper is not there.
    pub fn next_to_decide(&self, request: &ReviewRequest) -> Result<Vec<Question>, ProgramError> {
        Ok(self.review_queue(request)?.questions)
    }

    /// The same, with how many statements are left.
    ///
    /// # Errors
    /// As for [`Corpus::next_to_decide`].
    pub fn review_queue(&self, request: &ReviewRequest) -> Result<ReviewQueue, ProgramError> {
        let codebook = self.codebook_of_papers()?;
        let known = self.known(codebook)?;
        let weights = codebook.weights();
        let model = Model::learn(weights, &decided(&known));
        if let Some(file) = &request.paper
            && !known.iter().any(|one| one.paper().file == *file)
        {
            return Err(ProgramError::NoPaper { file: file.clone() });
        }
        let coder = Coder::new(codebook).taught(Some(&model));
        let (mut undecided, mut places) = (Vec::new(), Vec::new());
        for one in known.iter().filter(|one| request.paper.as_ref().is_none_or(|file| one.paper().file == *file)) {
            for (place, (_, statement, predictors)) in one.statements().enumerate() {
                let Some(evidence) = predictors.filter(|_| statement.decided.is_none()) else { continue };
                let has = |wanted: &String| coder.categories(statement, evidence).contains(wanted);
                if request.category.as_ref().is_none_or(has) {
                    undecided.push(Undecided { evidence, parts: model.parts(weights, evidence) });
                    places.push((one, place, statement));
                }
            }
        }
        let left = match request.order {
            ReviewOrder::Uncertain => undecided.iter().filter(|one| is_uncertain(one.parts.probability())).count(),
            ReviewOrder::Paper | ReviewOrder::Random => undecided.len(),
        };
        let mut chosen: Vec<usize> = match request.order {
            ReviewOrder::Uncertain => next(&undecided, weights.outcome().fit().threshold, request.most),
            ReviewOrder::Paper | ReviewOrder::Random => (0..places.len()).collect(),
        };
        if request.order == ReviewOrder::Random {
            chosen.sort_by_cached_key(|at| places.get(*at).map(|(.., statement)| lot_of(&statement.id)));
        }
        chosen.truncate(request.most);
        let question = |at: usize| {
            let ((one, place, _), probability) = (places.get(at)?, undecided.get(at)?.parts.probability());
            one.question(coder, *place, probability)
        };
        let threshold = weights.outcome().fit().threshold;
        Ok(ReviewQueue { questions: chosen.into_iter().filter_map(question).collect(), left, threshold })
    }

    /// Questions about statements that are named, in that order, without saying how likely each is an outcome and of which
    /// categories.
    ///
    /// # Errors
    /// Where the index or the lexicons cannot be read, or there is no such statement.
    pub fn questions<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Result<Vec<Question>, ProgramError> {
        let question = |id: &str| {
            let found = self.statement(id)?;
            let place = found.place();
            let (page, statement) = place.ok_or_else(|| DecisionError::NoStatement { id: id.to_owned() })?;
            let (before, after) = found.neighbours(1);
            Ok(Question {
                before: before.last().map(|one| one.text.clone()),
                after: after.first().map(|one| one.text.clone()),
                ..Question::about(found.paper(), page, statement)
            })
        };
        ids.map(question).collect()
    }

    /// What a person who codes blind is asked: the statements that others coded and this person did not, by lot; where
    /// there are none, all others.
    ///
    /// # Errors
    /// Where the index or a table cannot be read.
    pub fn blind_queue(&self, who: &str, most: usize) -> Result<ReviewQueue, ProgramError> {
        let codes = self.peoples_codes()?;
        let own = codes.people.get(who);
        let is_new = |id: &str| own.is_none_or(|own| !own.contains_key(id));
        let others = codes.people.iter().filter(|(name, _)| *name != who).flat_map(|(_, their)| their.keys());
        let mut ids: Vec<String> = others.filter(|id| is_new(id)).cloned().collect();
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            let all = self.papers(|paper| {
                let its = paper.statements().filter(|(_, one)| one.kind.holds_statements() && is_new(&one.id));
                its.map(|(_, one)| one.id.clone()).collect::<Vec<_>>()
            })?;
            ids = all.into_iter().flatten().collect();
        }
        ids.sort_by_cached_key(|id| lot_of(id));
        let questions = self.questions(ids.iter().take(most).map(String::as_str))?;
        Ok(ReviewQueue { questions, left: ids.len(), threshold: self.codebook()?.weights().outcome().fit().threshold })
    }

    /// How far the review has come, and how well the codes are known.
    ///
    /// # Errors
    /// Where the index or the lexicons cannot be read.
    pub fn review_status(&self) -> Result<ReviewStatus, ProgramError> {
        let codebook = self.codebook_of_papers()?;
        let (known, weights) = (self.known(codebook)?, codebook.weights());
        let decided = decided(&known);
        let model = Model::learn(weights, &decided);
        let threshold = weights.outcome().fit().threshold;
        let mut status = ReviewStatus {
            decided: decided.len(),
            decided_outcomes: decided.iter().filter(|one| one.is_outcome).count(),
            in_turn: in_turn(weights, decided),
            ..ReviewStatus::default()
        };
        for (_, statement, predictors) in known.iter().flat_map(Known::statements) {
            let Some(evidence) = predictors.filter(|_| statement.decided.is_none()) else { continue };
            let probability = model.parts(weights, evidence).probability();
            status.undecided += 1;
            status.expected.add(probability);
            if probability >= threshold {
                status.named += 1;
            } else {
                status.missed += probability;
            }
        }
        Ok(status)
    }

    /// All papers with what is known of their statements by `codebook`.
    pub(super) fn known<'c>(&self, codebook: &'c Codebook) -> Result<Vec<Known<'c>>, ProgramError> {
        let coder = Coder::new(codebook);
        let known = self.each_kept(|_, kept| {
            let known = Known { kept: Arc::clone(kept?), coder };
            // Here, where papers are looked at in parallel.
            known.predictors();
            Some(known)
        })?;
        Ok(known.into_iter().flatten().collect())
    }
}

/// The decided statements, each coded by what those of the other nine parts teach.
fn in_turn(weights: &Weights, mut decided: Vec<Decided<'_>>) -> TwoByTwo {
    const PARTS: usize = 10;
    decided.sort_unstable();
    let mut counts = TwoByTwo::default();
    for part in 0..PARTS.min(decided.len()) {
        let (mut out, mut others) = (Vec::new(), Vec::new());
        for (place, one) in decided.iter().enumerate() {
            if place % PARTS == part { out.push(*one) } else { others.push(*one) }
        }
        let model = Model::learn(weights, &others);
        for one in out {
            let said = model.parts(weights, one.evidence).probability() >= weights.outcome().fit().threshold;
            counts.count(one.is_outcome, said, 1.0);
        }
    }
    counts
}

/// A number that is as good as drawn by lot, and always the same.
pub(super) fn lot_of(id: &str) -> [u8; 32] {
    Sha256::digest(id.as_bytes()).into()
}
