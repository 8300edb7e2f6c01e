//! What each person said of which statement, for the comparison of two coders.

use super::Corpus;
use crate::ProgramError;
use crate::run::{Decisions, coders_table};
use std::collections::BTreeMap;
use stratmine_analysis::evaluate::{DoubleCoded, HumanCode};
use stratmine_model::OutcomeCodes;
use stratmine_study::decisions::{DecisionTable, outcome_codes};
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

/// What people said, by their names and by statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeoplesCodes {
    /// By name, then by the statement's id; of several codes the last.
    pub people: BTreeMap<String, BTreeMap<String, PersonsCode>>,
    /// The statements on which a disagreement was settled, with the reason.
    pub settled: BTreeMap<String, String>,
}

impl PeoplesCodes {
    /// The statements that two people coded, by id, each with the codes of both.
    pub fn shared<'c>(&'c self, first: &str, second: &str) -> Vec<(&'c str, &'c PersonsCode, &'c PersonsCode)> {
        let (Some(one), Some(other)) = (self.people.get(first), self.people.get(second)) else { return Vec::new() };
        one.iter().filter_map(|(id, code)| Some((id.as_str(), code, other.get(id)?))).collect()
    }

    /// The same as agreement is worked out from.
    pub fn double_coded(&self, first: &str, second: &str) -> Vec<DoubleCoded> {
        let human = |code: &PersonsCode| HumanCode {
            is_outcome: code.codes.intended_outcome,
            categories: code.codes.categories.clone(),
        };
        let both = self.shared(first, second).into_iter();
        both.map(|(_, one, other)| DoubleCoded {
            document: one.file.clone(),
            page: one.page,
            quote: one.quote.clone(),
            first: human(one),
            second: human(other),
        })
        .collect()
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
    /// What people said: decisions, and the codings of those who coded blind.
    ///
    /// # Errors
    /// Where a table or a record cannot be read.
    pub fn peoples_codes(&self) -> Result<PeoplesCodes, ProgramError> {
        let root = self.root()?.ok_or_else(|| ProgramError::NoCorpus { path: crate::DEFAULT_CORPUS.into() })?;
        let decisions = Decisions::of_root(&RealDisk, &root)?;
        let tables = [coders_table(&RealDisk, &root)?, decisions.table().clone()];
        let mut found = PeoplesCodes::default();
        if tables.iter().all(DecisionTable::is_empty) {
            return Ok(found);
        }
        let said = self.papers(|paper| {
            let mut said = Vec::new();
            for table in &tables {
                for placing in table.of(paper, &|_| true) {
                    let at = placing.place.and_then(|at| paper.pages.get(at.page)?.statements.get(at.statement));
                    let Some(statement) = at else { continue };
                    let decision = placing.decision;
                    let code = PersonsCode {
                        codes: outcome_codes(statement, decision),
                        why: decision.why.clone(),
                        file: paper.file.clone(),
                        page: decision.page,
                        quote: statement.text.clone(),
                    };
                    said.push((decision.who.clone(), statement.id.clone(), code));
                }
            }
            said
        })?;
        for (who, statement, code) in said.into_iter().flatten() {
            if code.why.starts_with(ADJUDICATED) {
                found.settled.insert(statement, code.why);
            } else {
                found.people.entry(who).or_default().insert(statement, code);
            }
        }
        Ok(found)
    }
}
