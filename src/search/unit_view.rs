//! A stored page or statement, evaluated again: whether each condition holds, and what matches where. The index counts and
//! ranks hits; the view finds the bytes to mark in the few hits that are shown.

use super::parse::is_of_statements;
use super::plan::SearchPlan;
use crate::index::words::{BLOCK_GAP, Word, words};
use crate::index::{Condition, IndexQuery, Query, StoredPage, StoredStatement, TermPattern, ValueField, ValueFilter};
use std::sync::Arc;
use stratmine_model::Span;
use stratmine_model::hits::Unit;

/// A match in a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MatchSpan {
    /// From the first word to the end of the last, in bytes.
    pub(super) span: Span,
    /// The words it is made of: a phrase is one stretch.
    pub(super) words: Vec<Span>,
    /// Which condition it meets, by its number in the query.
    pub(super) condition: usize,
}

/// A unit with its words.
pub(super) struct UnitView<'p> {
    page: &'p StoredPage,
    statement: Option<&'p StoredStatement>,
    /// The words that are searched, with places in `text`.
    pub(super) words: Vec<Word>,
    /// The text of the page, or of the statement alone.
    pub(super) text: &'p str,
}

impl<'p> UnitView<'p> {
    /// A statement of the page, or the page itself; with its boilerplate or without.
    pub(super) fn new(page: &'p StoredPage, statement: Option<&'p StoredStatement>, boilerplate: bool) -> Self {
        if let Some(kept) = statement {
            let (_, text) = page.statement_text(kept);
            return Self { page, statement, words: words(text), text };
        }
        let mut found: Vec<Word> = Vec::new();
        let boilerplate = page.pieces(true).filter(|_| boilerplate);
        for (start, text) in page.pieces(false).chain(boilerplate) {
            // Nothing is matched across pieces.
            let from = found.last().map_or(0, |last| last.position + last.parts + BLOCK_GAP);
            found.extend(words(text).into_iter().map(|word| Word {
                start: word.start + start,
                end: word.end + start,
                position: word.position + from,
                ..word
            }));
        }
        Self { page, statement: None, words: found, text: &page.text }
    }

    /// Whether it is a statement.
    pub(super) const fn is_statement(&self) -> bool {
        self.statement.is_some()
    }

    /// Whether a plan's query holds here.
    pub(super) fn holds(&self, plan: &SearchPlan) -> bool {
        self.holding(&plan.query, &mut 0).is_some()
    }

    /// The pieces of the text outside boilerplate, with the byte each begins at.
    pub(super) fn pieces(&self) -> Vec<(usize, &'p str)> {
        if self.is_statement() { vec![(0, self.text)] } else { self.page.pieces(false).collect() }
    }

    /// The matches that make a plan's query hold here, sorted.
    pub(super) fn matches(&self, plan: &SearchPlan) -> Vec<MatchSpan> {
        let mut found = Vec::new();
        if plan.request.per_document {
            // Conditions may be met elsewhere in the document; each shows what it finds here.
            if let Query::Any(conditions) = plan.query.shown() {
                for (number, condition) in conditions.iter().enumerate() {
                    if let Query::Leaf(Condition::Words(None, pattern)) = condition {
                        found.extend(self.matches_of(pattern, number));
                    }
                }
            }
        } else {
            found = self.holding(&plan.query, &mut 0).unwrap_or_default();
        }
        found.sort();
        found.dedup();
        found
    }

    /// The matches that make a query hold here; `None` where it does not. `number` counts the conditions of words.
    fn holding(&self, query: &IndexQuery, number: &mut usize) -> Option<Vec<MatchSpan>> {
        match query {
            Query::Everything => Some(Vec::new()),
            Query::Leaf(Condition::Words(None, pattern)) => {
                *number += 1;
                Some(self.matches_of(pattern, *number)).filter(|found| !found.is_empty())
            }
            Query::Leaf(condition) => self.meets(condition).then(Vec::new),
            Query::All(parts) => {
                let found: Vec<_> = parts.iter().map(|part| self.holding(part, number)).collect();
                found.into_iter().collect::<Option<Vec<_>>>().map(|found| found.concat())
            }
            Query::Any(parts) => {
                let found: Vec<_> = parts.iter().filter_map(|part| self.holding(part, number)).collect();
                if found.is_empty() { None } else { Some(found.concat()) }
            }
            Query::Not(part) => match self.holding(part, number) {
                None => Some(Vec::new()),
                Some(_) => None,
            },
        }
    }

    fn matches_of(&self, pattern: &TermPattern, condition: usize) -> Vec<MatchSpan> {
        let stretch =
            |start: u32, end: u32| Some(Span::new(self.word(start)?.start, self.word(end.checked_sub(1)?)?.end));
        let found = pattern.matches::<Vec<(u32, u32)>>(&self.words).into_iter();
        found
            .filter_map(|found| {
                let words = found.parts.iter().map(|(start, end)| stretch(*start, *end)).collect::<Option<Vec<_>>>()?;
                Some(MatchSpan { span: stretch(found.start, found.end)?, words, condition })
            })
            .collect()
    }

    /// The plain word at a position.
    fn word(&self, position: u32) -> Option<&Word> {
        let position = usize::try_from(position).ok()?;
        let from = self.words.partition_point(|word| word.position + word.parts <= position);
        let near = self.words.get(from.saturating_sub(1)..)?.iter().take(3);
        near.filter(|word| word.parts == 1).find(|word| word.position == position)
    }

    /// Whether one of the unit's values meets a condition on a field.
    fn meets(&self, condition: &Condition<Arc<TermPattern>>) -> bool {
        match condition {
            Condition::Words(None, pattern) => pattern.is_in(self.text),
            Condition::Words(Some(field), pattern) => self.values(*field).iter().any(|value| pattern.is_in(value)),
            Condition::Value(field, filter) => {
                self.is_at(filter) && self.values(*field).iter().any(|value| filter.includes(value))
            }
        }
    }

    /// Whether the unit is the page, and the statement on it, that an id names; true of all else.
    fn is_at(&self, filter: &ValueFilter) -> bool {
        let ValueFilter::Id { page, statement, .. } = filter else { return true };
        let number = self.statement.and_then(|found| {
            self.page.statements.iter().position(|other| other.id == found.id).map(|place| place + 1)
        });
        let is_number = |wanted: u32| number.is_none_or(|number| usize::try_from(wanted).is_ok_and(|it| it == number));
        page.is_none_or(|page| page == self.page.page) && statement.is_none_or(is_number)
    }

    /// The values of a field that the unit has.
    pub(super) fn values(&self, field: ValueField) -> Vec<String> {
        self.page.values(self.statement, field)
    }

    /// Where a page on which no words are marked is best opened: at the first statement that meets a condition on
    /// statements. Bytes.
    pub(super) fn focus(&self, plan: &SearchPlan) -> usize {
        if self.statement.is_some() || plan.request.unit != Unit::Page {
            return 0;
        }
        let shown = plan.query.shown();
        let conditions = shown.leaves().into_iter().filter_map(|(leaf, _)| match leaf {
            Query::Leaf(condition @ Condition::Value(field, filter)) => {
                let of_statement = match filter {
                    ValueFilter::Id { statement, .. } => statement.is_some(),
                    _ => is_of_statements(*field),
                };
                of_statement.then_some(condition)
            }
            _ => None,
        });
        let conditions: Vec<_> = conditions.collect();
        let meets = |statement: &&StoredStatement| {
            let view = UnitView { page: self.page, statement: Some(statement), words: Vec::new(), text: "" };
            conditions.iter().any(|condition| view.meets(condition))
        };
        let first = if conditions.is_empty() { None } else { self.page.statements.iter().find(meets) };
        first.map_or(0, |statement| self.page.statement_text(statement).0)
    }
}
