//! The theory table: which arrangements meet which outcomes, where there are passages for its propositions, and a sheet for context, mechanism and outcome.
//!
//! After Aunger et al. (2020), who ask of each paper why partners came together, in which form and domains, what helped or
//! hindered, and what came of it; mechanisms are for the analyst to see.

use crate::ProgramError;
use crate::queries::CodedCorpus;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use stratmine_analysis::tally::{self, Row, Tally, TallyDimension};
use stratmine_coding::lexicon::PROPOSITION;
use stratmine_output::{Cell, Evidence, PropositionPassages, Sheet, Table, best_evidence, one_line, open_cell};

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

/// A row of the evidence map.
struct MapCell {
    map: String,
    row: String,
    column: String,
    documents: usize,
    /// How sure it is that passages speak of a proposition; blank where outcomes are counted.
    found: &'static str,
    best: Cell,
    ids: Vec<String>,
    open: String,
}

/// The statements of context of a paper.
struct Context<'e>(Vec<&'e Evidence>);

impl Context<'_> {
    /// The codes of entry points, or all others but propositions, each once.
    fn codes(&self, entry_points: bool) -> Cell {
        let all = self.0.iter().flat_map(|one| &one.context);
        let wanted =
            |code: &&String| !code.starts_with(PROPOSITION) && code.starts_with("entry_point:") == entry_points;
        Cell::List(all.filter(wanted).collect::<BTreeSet<_>>().into_iter().cloned().collect())
    }

    /// The statements nearest to another, with their pages.
    fn nearest(&self, one: &Evidence) -> Cell {
        let mut near: Vec<&Evidence> = self.0.iter().copied().filter(|other| other.id != one.id).collect();
        near.sort_by_key(|other| other.page.abs_diff(one.page));
        let quoted = |other: &Evidence| {
            format!("“{}” (page {}: {})", one_line(&other.quote), other.page, other.context.join(", "))
        };
        Cell::List(near.into_iter().take(BESIDE).map(quoted).collect())
    }
}

/// An intended outcome that the extraction sheet offers.
struct Candidate<'e> {
    category: String,
    one: &'e Evidence,
    paper: Rc<Context<'e>>,
}

impl CodedCorpus<'_> {
    /// The evidence maps, one row a cell that holds anything, and one row a proposition.
    pub(super) fn evidence_map(&self) -> Result<Sheet, ProgramError> {
        let by_id: BTreeMap<&str, &Evidence> = self.evidence.iter().map(|one| (one.id.as_str(), one)).collect();
        let quotes = |cell: &tally::TallyCell| {
            let found: Vec<&Evidence> = cell.ids.iter().filter_map(|id| by_id.get(id.as_str()).copied()).collect();
            let quoted = |one: &Evidence| format!("“{}” ({}, page {})", one_line(&one.quote), one.file, one.page);
            Cell::List(best_evidence(&found, BEST).into_iter().map(quoted).collect())
        };
        let tallies = MAPS.map(|(by, across)| self.papers.tally(by, across));
        let rows = tallies.iter().flat_map(|tally| tally.rows.iter().map(move |row| (tally, row)));
        let cells = rows.flat_map(|(tally, row)| {
            let held = tally.columns.iter().zip(&row.cells).filter(|(_, cell)| cell.statements > 0);
            held.map(move |(column, cell)| (tally, row, column, cell))
        });
        let of_cell = |(tally, row, column, cell): (&Tally, &Row, &String, &tally::TallyCell)| MapCell {
            map: format!("{} × {}", tally.by.as_str(), tally.across.as_str()),
            row: row.key.clone(),
            column: column.clone(),
            documents: cell.documents,
            found: "",
            best: quotes(cell),
            ids: cell.ids.clone(),
            open: open_cell(tally, &row.key, column),
        };
        let of_proposition = |of: &PropositionPassages| MapCell {
            map: format!("{} × proposition", TallyDimension::Domain.as_str()),
            row: of.domain.clone().unwrap_or_default(),
            column: of.code.clone(),
            documents: of.documents,
            found: of.found(),
            best: of.quotes(),
            ids: of.statements.clone(),
            open: of.open(),
        };
        let propositions = self.propositions()?;
        let table = Table::of(cells.map(of_cell).chain(propositions.iter().map(of_proposition)))
            .text("map", |cell| (&cell.map).into())
            .meaning("what is crossed")
            .text("row", |cell| (&cell.row).into())
            .meaning(
                "integration domain, entry point or partnering type; empty for a proposition about no single domain",
            )
            .text("column", |cell| (&cell.column).into())
            .meaning("outcome category, partnering type or proposition")
            .number("documents", |cell| cell.documents.into())
            .meaning("documents with at least one such intended outcome, or passage")
            .number("statements", |cell| cell.ids.len().into())
            .meaning("intended outcomes, or passages to read for a proposition")
            .text("best", |cell| cell.best.clone())
            .meaning("the best quotes, of different papers where there are several, each with paper and page")
            .text("statement_ids", |cell| (&cell.ids).into())
            .meaning("their ids")
            .text("open", |cell| (&cell.open).into())
            .meaning("the command that shows all of them")
            .text("strength", |cell| if cell.found.is_empty() { Cell::Empty } else { cell.found.into() })
            .meaning("of a proposition: stated, inferred, or none found")
            .table();
        Ok(Sheet {
            name: "evidence_map",
            about: "Where there is evidence and where none: domains by outcome, entry points by partnering type, \
             partnering types by outcome, one row a cell that holds anything; and one row a proposition of the theory, \
             with passages to read or none found."
                .to_owned(),
            table,
        })
    }

    /// The extraction sheet for context, mechanism and outcome: candidates filled in, the rest left to the analyst.
    /// Needs evidence of all statements.
    pub(super) fn extraction_sheet(&self) -> Sheet {
        let mut by_file: BTreeMap<&str, Vec<&Evidence>> = BTreeMap::new();
        for one in &self.evidence {
            by_file.entry(&one.file).or_default().push(one);
        }
        let candidates = by_file.values().flat_map(|statements| {
            let of_context = statements.iter().copied().filter(|one| !one.context.is_empty());
            let paper = Rc::new(Context(of_context.collect()));
            let chosen = self.chosen(statements).into_iter();
            chosen.map(move |(category, one)| Candidate { category, one, paper: Rc::clone(&paper) })
        });
        let table = Table::of(candidates)
            .text("statement", |of: &Candidate<'_>| (&of.one.id).into())
            .meaning("id of the outcome's statement")
            .name("document", |of| (&of.one.file).into())
            .meaning("the file below the corpus folder")
            .text("title", |of| (&of.one.title).into())
            .meaning("the paper's title")
            .number("year", |of| of.one.year.and_then(|year| usize::try_from(year).ok()).into())
            .meaning("year of publication")
            .text("partnering", |of| of.one.partnering.first().into())
            .meaning("the strongest partnering type, a candidate")
            .number("rank", |of| of.one.rank.map(usize::from).into())
            .meaning("its degree of integration, 1 to 10")
            .text("entry_points", |of| of.paper.codes(true))
            .meaning("why the partnering was entered into: candidates")
            .text("context", |of| of.paper.codes(false))
            .meaning("contextual factors and end states of the paper: candidates")
            .text("context_quotes", |of| of.paper.nearest(of.one))
            .meaning("statements of context, the nearest first, with their pages")
            .text("context_confirmed", |_| Cell::Empty)
            .meaning("for the analyst")
            .text("mechanism", |_| Cell::Empty)
            .meaning("for the analyst: what, in this context, makes people act so that the outcome comes about")
            .text("mechanism_quote", |_| Cell::Empty)
            .meaning("for the analyst")
            .text("category", |of| (&of.category).into())
            .meaning("the outcome's category, a candidate")
            .text("outcome", |of| one_line(&of.one.quote).into())
            .meaning("the words of the page")
            .number("page", |of| of.one.page.into())
            .meaning("physical page, counted from 1")
            .text("domains", |of| (&of.one.domains).into())
            .meaning("integration domains of the outcome, candidates")
            .text("outcome_confirmed", |_| Cell::Empty)
            .meaning("for the analyst")
            .text("configuration", |_| Cell::Empty)
            .meaning("for the analyst: if (context), then (outcome), because (mechanism)")
            .text("coder", |_| Cell::Empty)
            .meaning("for the analyst")
            .text("remarks", |_| Cell::Empty)
            .meaning("for the analyst")
            .table();
        Sheet {
            name: "extraction",
            about: "A sheet for context, mechanism and outcome: the best three intended outcomes of each category \
             of a paper, with the paper's context as found. Everything found is a candidate; columns for the \
             analyst are empty."
                .to_owned(),
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
