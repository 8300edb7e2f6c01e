//! From what was typed and filtered to a question to the index.

use super::ast::{Expr, Leaf, Parsed, Text, Typed};
use super::error::QueryError;
use super::fields::is_of_statements;
use super::forms::Maker;
use super::parse::parse;
use super::{Filters, Request};
use crate::index::{Ask, Look, Query, Sight, ValueField, Wanted};
use std::sync::Arc;
use stratmine_model::Span;
use stratmine_model::hits::Unit;

/// A request, understood.
pub(super) struct Plan {
    /// What was typed and filtered, for the index.
    pub(super) query: Query,
    /// The unit that conditions hold in, and that is counted.
    pub(super) unit: Unit,
    /// Whether what is set aside of pages is searched too.
    pub(super) aside: bool,
    /// Whether conditions hold within the document.
    pub(super) per_document: bool,
    /// Every leaf as typed, with what became of it.
    pub(super) leaves: Vec<Meant>,
}

/// A leaf as typed.
pub(super) struct Meant {
    pub(super) leaf: Leaf,
    /// What its words became.
    pub(super) look: Option<Arc<Look>>,
    /// Whether all that it names must be met by every hit.
    pub(super) required: bool,
}

impl Plan {
    pub(super) fn of(request: &Request) -> Result<Self, QueryError> {
        let parsed = parse(&request.query)?;
        if parsed.expr.is_none() && request.filters.is_empty() && !request.whole {
            return Err(QueryError {
                query: request.query.clone(),
                span: Span::new(request.query.len(), request.query.len()),
                message: "there is nothing to search for".to_owned(),
                hint: "type words, a \"phrase\", or a field such as category:workforce".to_owned(),
            });
        }
        let filters = filter_leaves(&request.filters);
        let unit = unit(request, &parsed, &filters)?;
        let mut plan = Self {
            query: Query::Everything,
            unit,
            aside: parsed.aside || request.aside,
            per_document: parsed.per_document || request.per_document,
            leaves: Vec::new(),
        };
        let typed = parsed.expr.as_ref().map(|expr| plan.query_of(expr, request.exact, true));
        let mut parts: Vec<Query> = typed.into_iter().collect();
        for leaves in &filters {
            let only = leaves.len() == 1;
            parts.push(Query::Any(leaves.iter().map(|leaf| plan.query_of_leaf(leaf, request.exact, only)).collect()));
        }
        plan.query = match (parts.pop(), parts.is_empty()) {
            (None, _) => Query::Everything,
            (Some(only), true) => only,
            (Some(last), false) => {
                parts.push(last);
                Query::All(parts)
            }
        };
        Ok(plan)
    }

    /// What of the answer is wanted.
    pub(super) fn ask(&self, request: &Request, offset: usize, limit: usize) -> Ask {
        Ask {
            unit: self.unit,
            aside: self.aside,
            per_document: self.per_document,
            sort: request.sort,
            offset,
            limit,
            facets: request.facets.clone(),
        }
    }

    fn query_of(&mut self, expr: &Expr, exact: bool, required: bool) -> Query {
        match expr {
            Expr::All(parts) => Query::All(parts.iter().map(|part| self.query_of(part, exact, required)).collect()),
            Expr::Any(parts) => Query::Any(parts.iter().map(|part| self.query_of(part, exact, false)).collect()),
            Expr::Not(part) => Query::Not(Box::new(self.query_of(part, exact, false))),
            Expr::Term(term) => self.query_of_leaf(&term.leaf, exact, required),
        }
    }

    fn query_of_leaf(&mut self, leaf: &Leaf, exact: bool, required: bool) -> Query {
        let (query, look) = match leaf {
            Leaf::Value(field, wanted) => (Query::Value(*field, wanted.clone()), None),
            Leaf::Text(field, text) => {
                let look = Arc::new(look_of(text, exact));
                let query = match field {
                    Some(field) => Query::Named(*field, Arc::clone(&look)),
                    None => Query::Text(Arc::clone(&look)),
                };
                (query, Some(look))
            }
        };
        let whole = !matches!(leaf, Leaf::Text(_, text) if has_alternatives(text));
        self.leaves.push(Meant { leaf: leaf.clone(), look, required: required && whole });
        query
    }
}

/// Whether words of it may be missing where it is seen.
fn has_alternatives(text: &Text) -> bool {
    match text {
        Text::Any(_) => true,
        Text::Near { left, right, .. } => has_alternatives(left) || has_alternatives(right),
        Text::Word(_) | Text::Phrase { .. } => false,
    }
}

/// What is to be seen where these words are meant.
pub(super) fn look_of(text: &Text, exact: bool) -> Look {
    let mut maker = Maker::new(exact);
    let sight = sight_of(&mut maker, text);
    maker.finish(sight)
}

fn sight_of(maker: &mut Maker, text: &Text) -> Sight {
    match text {
        Text::Word(typed) => sight_of_typed(maker, typed),
        Text::Phrase { words, slop } => {
            if let ([only], 0) = (words.as_slice(), slop) {
                return sight_of_typed(maker, only);
            }
            let mut parts = Vec::new();
            for typed in words {
                match typed {
                    // With words between them allowed, words are taken one by one.
                    Typed::Plain(text) if *slop > 0 => {
                        parts.extend(
                            text.split_whitespace()
                                .filter(|word| word.contains(char::is_alphanumeric))
                                .map(|word| maker.plain(word, false)),
                        );
                    }
                    typed => parts.push(sight_of_typed(maker, typed)),
                }
            }
            Sight::Row { parts, slop: *slop }
        }
        Text::Near { left, right, distance, ordered } => Sight::Near {
            left: Box::new(sight_of(maker, left)),
            right: Box::new(sight_of(maker, right)),
            distance: *distance,
            ordered: *ordered,
        },
        Text::Any(texts) => Sight::Any(texts.iter().map(|text| sight_of(maker, text)).collect()),
    }
}

fn sight_of_typed(maker: &mut Maker, typed: &Typed) -> Sight {
    match typed {
        Typed::Plain(text) => maker.plain(text, false),
        Typed::Exact(text) => maker.plain(text, true),
        Typed::Pattern(pattern) => maker.pattern(pattern),
        Typed::Fuzzy(word, changes) => maker.fuzzy(word, *changes),
    }
}

/// The unit: as said, else the statement where anything of statements is asked for, else the page.
fn unit(request: &Request, parsed: &Parsed, filters: &[Vec<Leaf>]) -> Result<Unit, QueryError> {
    let said = parsed.unit.or(request.unit);
    let typed: Vec<_> = parsed.expr.iter().flat_map(Expr::terms).map(|(term, _)| term).collect();
    let field = |leaf: &Leaf| match leaf {
        Leaf::Value(field, _) | Leaf::Text(Some(field), _) => Some(*field),
        Leaf::Text(None, _) => None,
    };
    if said == Some(Unit::Page)
        && let Some(term) = typed.iter().find(|term| field(&term.leaf) == Some(ValueField::Block))
    {
        return Err(QueryError {
            query: request.query.clone(),
            span: term.span,
            message: "block is a field of statements, and pages are searched".to_owned(),
            hint: "search statements: in:statement".to_owned(),
        });
    }
    let leaves = typed.iter().map(|term| &term.leaf).chain(filters.iter().flatten());
    let of_statement = |leaf: &Leaf| {
        matches!(leaf, Leaf::Value(ValueField::Id, Wanted::Id { statement: Some(_), .. }))
            || field(leaf).is_some_and(is_of_statements)
    };
    let found = if leaves.into_iter().any(of_statement) { Unit::Statement } else { Unit::Page };
    Ok(said.unwrap_or(found))
}

/// One list for each filter that is set.
fn filter_leaves(filters: &Filters) -> Vec<Vec<Leaf>> {
    let codes = |field: ValueField, list: &[String]| -> Vec<Leaf> {
        list.iter().map(|code| Leaf::Value(field, Wanted::Code { code: code.clone(), prefix: false })).collect()
    };
    let organisations = filters.organisations.iter().map(|name| {
        let phrase = Text::Phrase { words: vec![Typed::Plain(name.clone())], slop: 0 };
        Leaf::Text(Some(ValueField::Organisation), phrase)
    });
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
