//! From what was typed and filtered to a question to the index.

use super::ast::{Expr, Leaf, Term};
use super::error::QueryError;
use super::parse::parse;
use super::{Filters, Request};
use crate::index::{Phrase, Query, StoredPage, UNCLASSIFIED, ValueField, Wanted};
use crate::model::Span;
use crate::model::hits::Unit;

/// A request, understood.
pub(super) struct Plan {
    typed: Option<Expr>,
    /// One list a filter: any of its leaves must hold.
    filters: Vec<Vec<Leaf>>,
}

impl Plan {
    pub(super) fn of(request: &Request) -> Result<Self, QueryError> {
        let typed = parse(&request.query)?;
        if typed.is_none() && request.filters.is_empty() {
            return Err(QueryError {
                query: request.query.clone(),
                span: Span::new(request.query.len(), request.query.len()),
                message: "there is nothing to search for".to_owned(),
                hint: "type words, a \"phrase\", or a field such as category:workforce".to_owned(),
            });
        }
        let terms = typed.iter().flat_map(Expr::terms).map(|(term, _)| term);
        let blocks = |term: &&Term| matches!(term.leaf, Leaf::Value(ValueField::Block, _));
        if let Some(term) = terms.filter(|_| request.unit == Unit::Page).find(blocks) {
            return Err(QueryError {
                query: request.query.clone(),
                span: term.span,
                message: "block is a field of statements, and pages are searched".to_owned(),
                hint: "search statements: --in statements".to_owned(),
            });
        }
        Ok(Self { typed, filters: filter_leaves(&request.filters) })
    }

    /// The question to the index.
    pub(super) fn query(&self) -> Query {
        let typed = self.typed.as_ref().map(query_of);
        let filters =
            self.filters.iter().map(|leaves| Query::Any(leaves.iter().map(query_of_leaf).collect::<Vec<_>>()));
        Query::All(typed.into_iter().chain(filters).collect())
    }

    /// The phrases that a hit shows, in the order typed.
    pub(super) fn phrases(&self) -> Vec<&Phrase> {
        let mut phrases: Vec<&Phrase> = Vec::new();
        for (term, holds) in self.typed.iter().flat_map(Expr::terms) {
            if let Leaf::Text(phrase) = &term.leaf
                && holds
                && !phrases.contains(&phrase)
            {
                phrases.push(phrase);
            }
        }
        phrases
    }

    /// Every leaf, typed or filtered.
    pub(super) fn leaves(&self) -> Vec<&Leaf> {
        let typed = self.typed.iter().flat_map(Expr::terms).map(|(term, _)| &term.leaf);
        typed.chain(self.filters.iter().flatten()).collect()
    }

    /// Where a page without matched words is best opened: at the statement asked for by its id, at the first intended outcome of a category asked for, or at
    /// the first of any where only outcomes were asked for. Code points of the page's text.
    pub(super) fn focus(&self, page: &StoredPage) -> Option<usize> {
        let typed = self.typed.iter().flat_map(Expr::terms).filter(|(_, holds)| *holds).map(|(term, _)| &term.leaf);
        let mut categories: Vec<&Wanted> = Vec::new();
        let mut outcomes = false;
        for leaf in typed.chain(self.filters.iter().flatten()) {
            match leaf {
                Leaf::Value(ValueField::Category, wanted) => categories.push(wanted),
                Leaf::Value(ValueField::Outcome, wanted) => outcomes |= wanted.is("yes"),
                Leaf::Value(_, Wanted::Id { statement: Some(number), .. }) => {
                    let place = usize::try_from(*number).unwrap_or_default().saturating_sub(1);
                    return page.statements.get(place).map(|statement| statement.start);
                }
                Leaf::Value(..) | Leaf::Text(_) => {}
            }
        }
        if categories.is_empty() && !outcomes {
            return None;
        }
        let fits = |codes: &[String]| {
            let found = |wanted: &&Wanted| {
                codes.iter().any(|code| wanted.is(code)) || (codes.is_empty() && wanted.is(UNCLASSIFIED))
            };
            categories.is_empty() || categories.iter().any(found)
        };
        let mut outcomes = page.statements.iter().filter(|statement| statement.intended_outcome);
        outcomes.find(|statement| fits(&statement.categories)).map(|statement| statement.start)
    }
}

fn query_of(expr: &Expr) -> Query {
    match expr {
        Expr::All(parts) => Query::All(parts.iter().map(query_of).collect()),
        Expr::Any(parts) => Query::Any(parts.iter().map(query_of).collect()),
        Expr::Not(part) => Query::Not(Box::new(query_of(part))),
        Expr::Term(term) => query_of_leaf(&term.leaf),
    }
}

fn query_of_leaf(leaf: &Leaf) -> Query {
    match leaf {
        Leaf::Text(phrase) => Query::Text(phrase.clone()),
        Leaf::Value(field, wanted) => Query::Value(*field, wanted.clone()),
    }
}

/// One list for each filter that is set.
fn filter_leaves(filters: &Filters) -> Vec<Vec<Leaf>> {
    let codes = |field: ValueField, list: &[String]| -> Vec<Leaf> {
        list.iter().map(|code| Leaf::Value(field, Wanted::Code { code: code.clone(), prefix: false })).collect()
    };
    let organisations = filters.organisations.iter();
    let organisations =
        organisations.map(|name| Leaf::Value(ValueField::Organisation, Wanted::Words(Phrase::of(name, false))));
    let years = filters.years.iter().map(|years| Wanted::Years { from: *years.start(), to: *years.end() });
    let outcomes = if filters.outcomes_only { vec!["yes".to_owned()] } else { Vec::new() };
    let lists = [
        codes(ValueField::Category, &filters.categories),
        organisations.collect(),
        years.map(|years| Leaf::Value(ValueField::Year, years)).collect(),
        codes(ValueField::Partnering, &filters.partnering),
        codes(ValueField::Domain, &filters.domains),
        codes(ValueField::Outcome, &outcomes),
    ];
    lists.into_iter().filter(|leaves| !leaves.is_empty()).collect()
}
