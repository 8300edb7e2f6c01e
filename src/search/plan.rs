//! From what was typed and filtered to a question to the index.

use super::error::QueryError;
use super::parse::{ParsedQuery, TypedText, TypedWord, is_of_statements, parse};
use super::word_forms::pattern_of;
use super::{Filters, Request};
use crate::index::{
    Condition, IndexQuery, IndexRequest, Query, SpanPattern, TermPattern, ValueField, ValueFilter, one_or,
};
use std::sync::Arc;
use stratmine_model::Span;
use stratmine_model::hits::Unit;

type TypedCondition = Condition<TypedText>;

/// A request, understood.
pub(super) struct SearchPlan {
    /// What was typed and filtered, for the index.
    pub(super) query: IndexQuery,
    /// The unit that conditions hold in, and what of the hits is wanted.
    pub(super) request: IndexRequest,
    /// Every condition as typed, with what became of it.
    pub(super) terms: Vec<ResolvedTerm>,
    /// Words typed in lower case that are operators in capitals.
    pub(super) lower_operators: Vec<String>,
}

/// A condition as typed.
pub(super) struct ResolvedTerm {
    pub(super) typed: TypedCondition,
    /// The same for the index.
    pub(super) condition: Condition<Arc<TermPattern>>,
    /// Whether every hit must meet all that it names.
    pub(super) required: bool,
}

impl SearchPlan {
    pub(super) fn of(request: &Request) -> Result<Self, QueryError> {
        let parsed = parse(&request.query)?;
        if parsed.query.is_none() && request.filters.is_empty() && !request.whole {
            return Err(QueryError {
                query: request.query.clone(),
                span: Span::new(request.query.len(), request.query.len()),
                message: "there is nothing to search for".to_owned(),
                hint: "type words, a \"phrase\", or a field such as category:workforce".to_owned(),
            });
        }
        let filters = filter_conditions(&request.filters);
        let unit = unit(request, &parsed, &filters)?;
        let mut terms = Vec::new();
        let mut resolve = |typed: &TypedCondition, required: bool| {
            let condition = match typed {
                Condition::Words(field, text) => Condition::Words(*field, Arc::new(pattern_of(text, request.exact))),
                Condition::Value(field, filter) => Condition::Value(*field, filter.clone()),
            };
            let whole = !matches!(typed, Condition::Words(_, text) if has_alternatives(text));
            let required = required && whole;
            terms.push(ResolvedTerm { typed: typed.clone(), condition: condition.clone(), required });
            condition
        };
        let mut parts: Vec<IndexQuery> = Vec::new();
        if let Some(query) = &parsed.query {
            parts.push(query.map(true, &mut |term, required| resolve(&term.condition, required)));
        }
        for conditions in &filters {
            let only = conditions.len() == 1;
            parts.push(Query::Any(conditions.iter().map(|typed| Query::Leaf(resolve(typed, only))).collect()));
        }
        let query = one_or(parts, Query::All).unwrap_or_default();
        let request = IndexRequest {
            unit,
            boilerplate: parsed.boilerplate || request.boilerplate,
            per_document: parsed.per_document || request.per_document,
            sort: request.sort,
            offset: request.offset,
            limit: request.limit,
            facets: request.facets.clone(),
        };
        Ok(Self { query, request, terms, lower_operators: parsed.lower_operators })
    }
}

/// Whether words of it may be missing where it is matched.
fn has_alternatives(text: &TypedText) -> bool {
    match text {
        SpanPattern::Any(_) => true,
        SpanPattern::Near { left, right, .. } => has_alternatives(left) || has_alternatives(right),
        SpanPattern::Word(_) | SpanPattern::Row { .. } => false,
    }
}

/// The unit: as requested; else the statement where the query has a field of statements; else the page.
fn unit(request: &Request, parsed: &ParsedQuery, filters: &[Vec<TypedCondition>]) -> Result<Unit, QueryError> {
    let said = parsed.unit.or(request.unit);
    let leaves = parsed.query.iter().flat_map(Query::leaves);
    let typed: Vec<_> =
        leaves.filter_map(|(leaf, _)| if let Query::Leaf(term) = leaf { Some(term) } else { None }).collect();
    let field = |condition: &TypedCondition| match condition {
        Condition::Value(field, _) | Condition::Words(Some(field), _) => Some(*field),
        Condition::Words(None, _) => None,
    };
    if said == Some(Unit::Page)
        && let Some(term) = typed.iter().find(|term| field(&term.condition) == Some(ValueField::Block))
    {
        return Err(QueryError {
            query: request.query.clone(),
            span: term.span,
            message: "block is a field of statements, and pages are searched".to_owned(),
            hint: "search statements: in:statement".to_owned(),
        });
    }
    let mut conditions = typed.iter().map(|term| &term.condition).chain(filters.iter().flatten());
    let of_statement = |condition: &TypedCondition| {
        matches!(condition, Condition::Value(ValueField::Id, ValueFilter::Id { statement: Some(_), .. }))
            || field(condition).is_some_and(is_of_statements)
    };
    let found = if conditions.any(of_statement) { Unit::Statement } else { Unit::Page };
    Ok(said.unwrap_or(found))
}

/// One list for each filter that is set.
fn filter_conditions(filters: &Filters) -> Vec<Vec<TypedCondition>> {
    let codes = |field: ValueField, list: &[String]| -> Vec<TypedCondition> {
        list.iter()
            .map(|code| Condition::Value(field, ValueFilter::Code { code: code.clone(), prefix: false }))
            .collect()
    };
    let organisations = filters.organisations.iter().map(|name| {
        let phrase = SpanPattern::Word(TypedWord::Plain(name.clone()));
        Condition::Words(Some(ValueField::Organisation), phrase)
    });
    let years = filters.years.iter().map(|years| ValueFilter::Years { from: *years.start(), to: *years.end() });
    let outcomes = if filters.outcomes_only { vec!["yes".to_owned()] } else { Vec::new() };
    let lists = [
        codes(ValueField::Category, &filters.categories),
        organisations.collect(),
        years.map(|years| Condition::Value(ValueField::Year, years)).collect(),
        codes(ValueField::Partnering, &filters.partnering),
        codes(ValueField::Domain, &filters.domains),
        codes(ValueField::Outcome, &outcomes),
    ];
    lists.into_iter().filter(|conditions| !conditions.is_empty()).collect()
}
