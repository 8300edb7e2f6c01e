//! A page or statement as the index kept it, looked at again: whether each condition holds, and what was seen where.

use super::plan::Plan;
use crate::index::words::{Word, words};
use crate::index::{Look, Query, StoredPage, StoredStatement, UNCLASSIFIED, ValueField, Wanted};
use std::sync::Arc;
use stratmine_model::Span;
use stratmine_model::hits::Unit;

/// Positions left free between pieces of a page's text: more than any query steps over.
const GAP: usize = 128;

/// Something seen in a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sighting {
    /// From the first word to the end of the last, in bytes.
    pub(super) span: Span,
    /// The words it is made of: a phrase is one stretch.
    pub(super) words: Vec<Span>,
    /// Which look it was, by its place in the query.
    pub(super) leaf: usize,
}

/// A unit with its words.
pub(super) struct View<'p> {
    page: &'p StoredPage,
    statement: Option<&'p StoredStatement>,
    /// The words that are searched, with places in `text`.
    pub(super) words: Vec<Word>,
    /// The text of the page, or of the statement alone.
    pub(super) text: &'p str,
}

impl<'p> View<'p> {
    /// A page; with what is set aside of it or without.
    pub(super) fn of_page(page: &'p StoredPage, aside: bool) -> Self {
        let mut found: Vec<Word> = Vec::new();
        let mut add = |pieces: &mut dyn Iterator<Item = (usize, &str)>| {
            for (start, text) in pieces {
                let from = found.last().map_or(0, |last| last.position + last.parts + GAP);
                found.extend(words(text).into_iter().map(|word| Word {
                    start: word.start + start,
                    end: word.end + start,
                    position: word.position + from,
                    ..word
                }));
            }
        };
        add(&mut page.pieces(false));
        if aside {
            add(&mut page.pieces(true));
        }
        Self { page, statement: None, words: found, text: &page.text }
    }

    /// A statement.
    pub(super) fn of_statement(page: &'p StoredPage, statement: &'p StoredStatement) -> Self {
        let (_, text) = page.statement_text(statement);
        Self { page, statement: Some(statement), words: words(text), text }
    }

    /// Whether it is a statement.
    pub(super) const fn is_statement(&self) -> bool {
        self.statement.is_some()
    }

    /// Whether a plan's query holds here.
    pub(super) fn holds(&self, plan: &Plan) -> bool {
        self.holding(&plan.query, &mut 0).is_some()
    }

    /// The pieces of the text that are searched, with the byte each begins at.
    pub(super) fn pieces(&self) -> Vec<(usize, &'p str)> {
        if self.is_statement() { vec![(0, self.text)] } else { self.page.pieces(false).collect() }
    }

    /// What of a plan is seen here, by place: only what makes the query hold.
    pub(super) fn sightings(&self, plan: &Plan) -> Vec<Sighting> {
        let mut seen = if plan.per_document {
            // Conditions may be met elsewhere in the document; each shows what it finds here.
            let mut seen = Vec::new();
            if let Query::Any(leaves) = plan.query.shown() {
                for (number, leaf) in leaves.iter().enumerate() {
                    if let Query::Text(look) = leaf {
                        seen.extend(self.see(look, number));
                    }
                }
            }
            seen
        } else {
            self.holding(&plan.query, &mut 0).unwrap_or_default()
        };
        seen.sort();
        seen.dedup();
        seen
    }

    /// What makes a query hold here; `None` where it does not. `leaf` counts the looks.
    fn holding(&self, query: &Query, leaf: &mut usize) -> Option<Vec<Sighting>> {
        match query {
            Query::Everything => Some(Vec::new()),
            Query::Text(look) => {
                *leaf += 1;
                let seen = self.see(look, *leaf);
                if seen.is_empty() { None } else { Some(seen) }
            }
            Query::Value(field, wanted) => self.has(*field, wanted).then(Vec::new),
            Query::Named(field, look) => self.values(*field).iter().any(|value| look.is_in(value)).then(Vec::new),
            Query::All(parts) => {
                let seen: Vec<_> = parts.iter().map(|part| self.holding(part, leaf)).collect();
                seen.into_iter().collect::<Option<Vec<_>>>().map(|seen| seen.concat())
            }
            Query::Any(parts) => {
                let seen: Vec<_> = parts.iter().filter_map(|part| self.holding(part, leaf)).collect();
                if seen.is_empty() { None } else { Some(seen.concat()) }
            }
            Query::Not(part) => match self.holding(part, leaf) {
                None => Some(Vec::new()),
                Some(_) => None,
            },
        }
    }

    fn see(&self, look: &Arc<Look>, leaf: usize) -> Vec<Sighting> {
        let seen = look.see::<Vec<(u32, u32)>>(&self.words);
        let stretch =
            |start: u32, end: u32| Some(Span::new(self.word(start)?.start, self.word(end.checked_sub(1)?)?.end));
        seen.into_iter()
            .filter_map(|seen| {
                let words = seen.trail.iter().map(|(start, end)| stretch(*start, *end)).collect::<Option<Vec<_>>>()?;
                Some(Sighting { span: stretch(seen.start, seen.end)?, words, leaf })
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

    fn statements(&self) -> &[StoredStatement] {
        self.statement.map_or(self.page.statements.as_slice(), std::slice::from_ref)
    }

    fn has(&self, field: ValueField, wanted: &Wanted) -> bool {
        if let Wanted::Id { page, statement, .. } = wanted {
            let place = self.statement.and_then(|found| {
                self.page.statements.iter().position(|other| other.id == found.id).map(|place| place + 1)
            });
            let is_place = |number: u32| place.is_none_or(|place| usize::try_from(number).is_ok_and(|it| it == place));
            let here = page.is_none_or(|page| page == self.page.page) && statement.is_none_or(is_place);
            return here && wanted.is(&self.page.document.to_string());
        }
        self.values(field).iter().any(|value| wanted.is(value))
    }

    /// The values of a field that the unit has.
    pub(super) fn values(&self, field: ValueField) -> Vec<String> {
        let page = self.page;
        let of_statements =
            |values: fn(&StoredStatement) -> Vec<String>| self.statements().iter().flat_map(values).collect();
        match field {
            ValueField::Category => of_statements(categories),
            ValueField::Domain => of_statements(|found| found.domains.clone()),
            ValueField::Context => of_statements(|found| found.context.clone()),
            ValueField::Block => of_statements(|found| vec![found.block.clone()]),
            ValueField::Outcome => {
                let any = self.statements().iter().any(|found| found.intended_outcome);
                vec![if any { "yes" } else { "no" }.to_owned()]
            }
            ValueField::Title => page.title.iter().cloned().collect(),
            ValueField::Organisation => page.organisation.iter().cloned().collect(),
            ValueField::Year => page.year.iter().map(ToString::to_string).collect(),
            ValueField::Partnering => page.partnering.clone(),
            ValueField::File => vec![page.file.clone()],
            ValueField::Id => vec![page.document.to_string()],
            ValueField::Heading => match self.statement {
                Some(statement) => page.heading_path(statement).to_vec(),
                None => page.headings.clone(),
            },
        }
    }

    /// Where a page on which no words are marked is best opened: at the first statement that meets what is asked of
    /// statements. Bytes.
    pub(super) fn focus(&self, plan: &Plan) -> usize {
        if self.statement.is_some() || plan.unit != Unit::Page {
            return 0;
        }
        let mut wanted = Vec::new();
        if let Query::Any(leaves) = plan.query.shown() {
            wanted.extend(leaves.into_iter().filter(|leaf| match leaf {
                Query::Value(ValueField::Id, Wanted::Id { statement, .. }) => statement.is_some(),
                Query::Value(field, _) => super::fields::is_of_statements(*field),
                _ => false,
            }));
        }
        if wanted.is_empty() {
            return 0;
        }
        let meets = |statement: &&StoredStatement| {
            let view = View { page: self.page, statement: Some(statement), words: Vec::new(), text: "" };
            wanted.iter().any(|leaf| matches!(leaf, Query::Value(field, wanted) if view.has(*field, wanted)))
        };
        self.page.statements.iter().find(meets).map_or(0, |statement| self.page.statement_text(statement).0)
    }
}

fn categories(statement: &StoredStatement) -> Vec<String> {
    if statement.intended_outcome && statement.categories.is_empty() {
        return vec![UNCLASSIFIED.to_owned()];
    }
    statement.categories.clone()
}
