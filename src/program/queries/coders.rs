//! What each person said of which statement, for the comparison of two coders.

use super::Corpus;
use crate::ProgramError;
use crate::run::{Decisions, coders_table, programs_table};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_analysis::evaluate::{DoubleCoded, HumanCode, TwoByTwo};
use stratmine_model::{CodedPaper, OutcomeCodes, Statement};
use stratmine_study::decisions::{DecisionTable, StatementPlace, outcome_codes};
use stratmine_study::store::RealDisk;

/// What begins the reason of a decision that settles a disagreement.
pub const ADJUDICATED: &str = "adjudicated";

/// What a person said of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonsCode {
    /// What.
    pub codes: OutcomeCodes,
    /// Why.
    pub why: String,
    /// The paper's file.
    pub file: String,
    /// The page, from 1.
    pub page: u32,
    /// The statement's words.
    pub quote: String,
}

/// A statement of which coders say different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodersDisagreement<'c> {
    /// The statement's id.
    pub statement: &'c str,
    /// What each coder said of it, by name: people first.
    pub said: Vec<SaidBy<'c>>,
}

/// What a coder said of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaidBy<'c> {
    /// The coder's name.
    pub name: &'c str,
    /// Whether it is a program.
    pub is_program: bool,
    /// What was said.
    pub code: &'c PersonsCode,
}

/// What people said, by their names and by statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeoplesCodes {
    /// By name, then by the statement's id; of several codes the last.
    pub people: BTreeMap<String, BTreeMap<String, PersonsCode>>,
    /// The same of programs, which are never counted among people.
    pub programs: BTreeMap<String, BTreeMap<String, PersonsCode>>,
    /// The statements on which a disagreement was settled, with the reason.
    pub settled: BTreeMap<String, String>,
}

impl PersonsCode {
    /// What was said, whatever the order of the categories.
    fn told(&self) -> (bool, BTreeSet<&String>) {
        (self.codes.intended_outcome, self.codes.categories.iter().collect())
    }
}

impl PeoplesCodes {
    /// The statements that two people coded, by id, each with the codes of both.
    pub fn shared<'c>(&'c self, first: &str, second: &str) -> Vec<(&'c str, &'c PersonsCode, &'c PersonsCode)> {
        let its = |name: &str| self.people.get(name).or_else(|| self.programs.get(name));
        let (Some(one), Some(other)) = (its(first), its(second)) else { return Vec::new() };
        one.iter().filter_map(|(id, code)| Some((id.as_str(), code, other.get(id)?))).collect()
    }

    /// The same as agreement is worked out from.
    pub fn double_coded(&self, first: &str, second: &str) -> Vec<DoubleCoded> {
        let human = |code: &PersonsCode| HumanCode {
            is_outcome: code.codes.intended_outcome,
            categories: code.codes.categories.clone(),
        };
        let both = self.shared(first, second).into_iter();
        both.map(|(id, one, other)| DoubleCoded {
            document: one.file.clone(),
            page: one.page,
            quote: one.quote.clone(),
            statement: Some(id.to_owned()),
            first: human(one),
            second: human(other),
        })
        .collect()
    }

    /// The statements of which coders say different things and that nobody settled, in the order of the papers: people, or
    /// people and programs.
    pub fn disagreements(&self, with_programs: bool) -> Vec<CodersDisagreement<'_>> {
        let programs = self.programs.iter().filter(|_| with_programs).map(|coder| (coder, true));
        let mut statements: BTreeMap<&str, Vec<SaidBy<'_>>> = BTreeMap::new();
        for ((name, codes), is_program) in self.people.iter().map(|coder| (coder, false)).chain(programs) {
            for (id, code) in codes {
                statements.entry(id).or_default().push(SaidBy { name, is_program, code });
            }
        }
        let differ = |said: &Vec<SaidBy<'_>>| {
            let told: BTreeSet<_> = said.iter().map(|one| one.code.told()).collect();
            told.len() > 1
        };
        let mut all: Vec<CodersDisagreement<'_>> = statements
            .into_iter()
            .filter(|(id, said)| differ(said) && !self.settled.contains_key(*id))
            .map(|(statement, said)| CodersDisagreement { statement, said })
            .collect();
        all.sort_by_key(|one| one.said.first().map(|said| (&said.code.file, said.code.page, one.statement.len())));
        all
    }

    /// Every two coders with statements in common: the two names, how often both said the same of how many, and kappa of
    /// whether they are outcomes. People, or people and programs.
    pub fn agreements(&self, with_programs: bool) -> Vec<(&str, &str, usize, usize, Option<f64>)> {
        let programs = self.programs.keys().filter(|_| with_programs);
        let names: Vec<&str> = self.people.keys().chain(programs).map(String::as_str).collect();
        let pairs =
            names.iter().enumerate().flat_map(|(at, one)| names.iter().skip(at + 1).map(move |other| (*one, *other)));
        let agreement = |(first, second)| {
            let shared = self.shared(first, second);
            let mut outcome = TwoByTwo::default();
            for (_, one, other) in &shared {
                outcome.count(one.codes.intended_outcome, other.codes.intended_outcome, 1.0);
            }
            let alike = shared.iter().filter(|(_, one, other)| one.told() == other.told()).count();
            (!shared.is_empty()).then(|| (first, second, alike, shared.len(), outcome.kappa()))
        };
        pairs.filter_map(agreement).collect()
    }

    /// How many statements programs coded.
    pub fn coded_by_programs(&self) -> usize {
        self.programs.values().flat_map(BTreeMap::keys).collect::<BTreeSet<_>>().len()
    }

    /// The two people who share most statements.
    pub fn closest(&self) -> Option<(&str, &str)> {
        let names: Vec<&str> = self.people.keys().map(String::as_str).collect();
        let pairs =
            names.iter().enumerate().flat_map(|(at, one)| names.iter().skip(at + 1).map(move |other| (*one, *other)));
        pairs.max_by_key(|(one, other)| self.shared(one, other).len())
    }
}

impl Corpus<'_> {
    /// Why the decision was made that holds on a statement of a paper; `None` where nobody decided or said why.
    ///
    /// # Errors
    /// Where the table of decisions cannot be read.
    pub fn why_decided(&self, paper: &CodedPaper, statement: &Statement) -> Result<Option<String>, ProgramError> {
        let Some(root) = self.root()?.filter(|_| statement.decided.is_some()) else { return Ok(None) };
        let decisions = Decisions::of_root(&RealDisk, &root)?;
        let is_on = |at: StatementPlace| at.of(paper).is_some_and(|(_, its)| its.id == statement.id);
        let placings = decisions.table().of(paper, &|_| true);
        let last = placings.iter().rfind(|placing| placing.place.is_some_and(is_on));
        Ok(last.map(|placing| placing.decision.why.clone()).filter(|why| !why.is_empty()))
    }

    /// What people said: decisions, and the codings of those who coded blind.
    ///
    /// # Errors
    /// Where a table or a record cannot be read.
    pub fn peoples_codes(&self) -> Result<PeoplesCodes, ProgramError> {
        let root = self.root()?.ok_or_else(|| ProgramError::NoCorpus { path: crate::DEFAULT_CORPUS.into() })?;
        let decisions = Decisions::of_root(&RealDisk, &root)?;
        let programs = programs_table(&RealDisk, &root)?;
        let tables = [coders_table(&RealDisk, &root)?, decisions.table().clone(), programs];
        let mut found = PeoplesCodes::default();
        if tables.iter().all(DecisionTable::is_empty) {
            return Ok(found);
        }
        let said = self.papers(|paper| {
            let mut said = Vec::new();
            for (table, is_program) in tables.iter().zip([false, false, true]) {
                for placing in table.of(paper, &|_| true) {
                    let Some((_, statement)) = placing.place.and_then(|at| at.of(paper)) else { continue };
                    let decision = placing.decision;
                    let code = PersonsCode {
                        codes: outcome_codes(statement, decision),
                        why: decision.why.clone(),
                        file: paper.file.clone(),
                        page: decision.page,
                        quote: statement.text.clone(),
                    };
                    said.push((is_program, decision.who.clone(), statement.id.clone(), code));
                }
            }
            said
        })?;
        for (is_program, who, statement, code) in said.into_iter().flatten() {
            if is_program {
                found.programs.entry(who).or_default().insert(statement, code);
            } else if code.why.starts_with(ADJUDICATED) {
                found.settled.insert(statement, code.why);
            } else {
                found.people.entry(who).or_default().insert(statement, code);
            }
        }
        Ok(found)
    }
}
