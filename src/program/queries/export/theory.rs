//! The theory table: which arrangements meet which outcomes, and a sheet for context, mechanism and outcome.
//!
//! After Aunger et al. (2020), who ask of each paper why partners came together, in which form and domains, what helped or
//! hindered, and what came of it; mechanisms are for the analyst to see.

use super::Corpus;
use std::collections::{BTreeMap, BTreeSet};
use stratmine_analysis::tally::TallyDimension;
use stratmine_coding::lexicon::PROPOSITION;
use stratmine_output::{Cell, Evidence, Sheet, Table, best_evidence, one_line, open_cell};

/// Quotes of a cell of the evidence map.
const BEST: usize = 3;
/// Outcomes of a category that a paper brings to the extraction sheet.
const OUTCOMES: usize = 3;
/// Statements of context that stand beside an outcome.
const BESIDE: usize = 3;

/// The maps: what crosses what.
const MAPS: [(TallyDimension, TallyDimension); 3] = [
    (TallyDimension::Domain, TallyDimension::Category),
    (TallyDimension::EntryPoint, TallyDimension::Partnering),
    (TallyDimension::Partnering, TallyDimension::Category),
];

const MAP_COLUMNS: [(&str, &str); 8] = [
    ("map", "what is crossed"),
    ("row", "integration domain, entry point or partnering type"),
    ("column", "outcome category or partnering type"),
    (">documents", "documents with at least one such intended outcome"),
    (">statements", "intended outcomes"),
    ("best", "the best quotes, of different papers where there are several, each with paper and page"),
    ("statement_ids", "their ids"),
    ("open", "the command that shows all of them"),
];

const SHEET_COLUMNS: [(&str, &str); 20] = [
    ("statement", "id of the outcome's statement"),
    ("~document", "the file below the corpus folder"),
    ("title", "the paper's title"),
    (">year", "year of publication"),
    ("partnering", "the strongest partnering type, a candidate"),
    (">rank", "its degree of integration, 1 to 10"),
    ("entry_points", "why the partnering was entered into: candidates"),
    ("context", "contextual factors and end states of the paper: candidates"),
    ("context_quotes", "statements of context, the nearest first, with their pages"),
    ("context_confirmed", "for the analyst"),
    ("mechanism", "for the analyst: what, in this context, makes people act so that the outcome comes about"),
    ("mechanism_quote", "for the analyst"),
    ("category", "the outcome's category, a candidate"),
    ("outcome", "the words of the page"),
    (">page", "physical page, counted from 1"),
    ("domains", "integration domains of the outcome, candidates"),
    ("outcome_confirmed", "for the analyst"),
    ("configuration", "for the analyst: if (context), then (outcome), because (mechanism)"),
    ("coder", "for the analyst"),
    ("remarks", "for the analyst"),
];

fn documented(columns: &[(&str, &str)]) -> Vec<(String, String)> {
    columns
        .iter()
        .map(|(name, meaning)| (name.trim_start_matches(['>', '~']).to_owned(), (*meaning).to_owned()))
        .collect()
}

impl Corpus {
    /// The evidence maps, one row a cell that holds anything.
    pub(super) fn evidence_map(&self) -> Sheet {
        let by_id: BTreeMap<&str, &Evidence> = self.evidence.iter().map(|one| (one.id.as_str(), one)).collect();
        let mut table = Table::new(&MAP_COLUMNS.map(|(name, _)| name));
        for (by, across) in MAPS {
            let tally = self.tallier.clone().finish(by, across);
            for row in &tally.rows {
                for (column, cell) in tally.columns.iter().zip(&row.cells).filter(|(_, cell)| cell.statements > 0) {
                    let found: Vec<&Evidence> =
                        cell.ids.iter().filter_map(|id| by_id.get(id.as_str()).copied()).collect();
                    let quotes = best_evidence(&found, BEST)
                        .into_iter()
                        .map(|one| format!("“{}” ({}, page {})", one_line(&one.quote), one.file, one.page));
                    table.push(vec![
                        format!("{} × {}", by.as_str(), across.as_str()).into(),
                        row.key.as_str().into(),
                        column.as_str().into(),
                        cell.documents.into(),
                        cell.statements.into(),
                        Cell::List(quotes.collect()),
                        Cell::List(cell.ids.clone()),
                        open_cell(&tally, &row.key, column).into(),
                    ]);
                }
            }
        }
        Sheet {
            name: "evidence_map",
            about: "Where there is evidence and where none: domains by outcome, entry points by partnering type, \
             partnering types by outcome; one row a cell that holds anything."
                .to_owned(),
            columns: documented(&MAP_COLUMNS),
            table,
        }
    }

    /// The extraction sheet for context, mechanism and outcome: candidates filled in, the rest left to the analyst.
    /// Needs evidence of all statements.
    pub(super) fn extraction_sheet(&self) -> Sheet {
        let mut by_file: BTreeMap<&str, Vec<&Evidence>> = BTreeMap::new();
        for one in &self.evidence {
            by_file.entry(&one.file).or_default().push(one);
        }
        let mut table = Table::new(&SHEET_COLUMNS.map(|(name, _)| name));
        for statements in by_file.values() {
            let contextual: Vec<&Evidence> = statements.iter().copied().filter(|one| !one.context.is_empty()).collect();
            let codes = |entry: bool| -> Vec<String> {
                let all = contextual.iter().flat_map(|one| &one.context);
                all.filter(|code| !code.starts_with(PROPOSITION) && code.starts_with("entry_point:") == entry)
                    .cloned()
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect()
            };
            let (entry_points, context) = (codes(true), codes(false));
            for (category, one) in self.chosen(statements) {
                let mut near: Vec<&Evidence> = contextual.iter().copied().filter(|other| other.id != one.id).collect();
                near.sort_by_key(|other| other.page.abs_diff(one.page));
                let beside = near.iter().take(BESIDE).map(|other| {
                    format!("“{}” (page {}: {})", one_line(&other.quote), other.page, other.context.join(", "))
                });
                table.push(vec![
                    one.id.as_str().into(),
                    one.file.as_str().into(),
                    one.title.clone().into(),
                    one.year.and_then(|year| usize::try_from(year).ok()).into(),
                    one.partnering.first().cloned().into(),
                    one.rank.map(usize::from).into(),
                    Cell::List(entry_points.clone()),
                    Cell::List(context.clone()),
                    Cell::List(beside.collect()),
                    Cell::Empty,
                    Cell::Empty,
                    Cell::Empty,
                    category.into(),
                    one_line(&one.quote).into(),
                    usize::try_from(one.page).unwrap_or_default().into(),
                    Cell::List(one.domains.clone()),
                ]);
            }
        }
        Sheet {
            name: "extraction",
            about: "A sheet for context, mechanism and outcome: the best three intended outcomes of each category \
             of a paper, with the paper's context as found. Everything found is a candidate; columns for the \
             analyst are empty."
                .to_owned(),
            columns: documented(&SHEET_COLUMNS),
            table,
        }
    }

    /// The best outcomes of a paper, by category; each once.
    fn chosen<'e>(&self, statements: &[&'e Evidence]) -> Vec<(String, &'e Evidence)> {
        let counted: Vec<&Evidence> =
            statements.iter().copied().filter(|one| one.is_outcome && !self.repeats.contains_key(&one.id)).collect();
        let categories: BTreeSet<&String> = counted.iter().flat_map(|one| &one.categories).collect();
        let mut taken = BTreeSet::new();
        let mut chosen = Vec::new();
        for category in categories {
            let with: Vec<&Evidence> = counted
                .iter()
                .copied()
                .filter(|one| one.categories.contains(category) && !taken.contains(&one.id))
                .collect();
            for one in best_evidence(&with, OUTCOMES) {
                taken.insert(one.id.clone());
                chosen.push((category.clone(), one));
            }
        }
        chosen
    }
}
