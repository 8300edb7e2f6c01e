//! The columns of the tables: what each holds of a paper or a statement.

use super::table::Table;
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, Float32Array, Int16Array, Int32Array, RecordBatch, StringArray};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::sync::Arc;
use stratmine::coding::Explanation;
use stratmine::model::{Code, CodePointSpan, CodedPaper, Offsets, Page, Statement};

/// A table in the making, with a row for each of some values.
struct TableOf<'v, T> {
    values: &'v [T],
    columns: Vec<(&'static str, ArrayRef)>,
}

impl<'v, T> TableOf<'v, T> {
    const fn new(values: &'v [T]) -> Self {
        Self { values, columns: Vec::new() }
    }

    fn column(mut self, name: &'static str, array: impl arrow_array::Array + 'static) -> Self {
        self.columns.push((name, Arc::new(array)));
        self
    }

    fn text<S: AsRef<str>>(self, name: &'static str, cell: impl Fn(&'v T) -> Option<S>) -> Self {
        let array: StringArray = self.values.iter().map(cell).collect();
        self.column(name, array)
    }

    fn whole(self, name: &'static str, cell: impl Fn(&'v T) -> Option<usize>) -> Self {
        let cell = |value| cell(value).map(|number| i32::try_from(number).unwrap_or(i32::MAX));
        let array: Int32Array = self.values.iter().map(cell).collect();
        self.column(name, array)
    }

    fn real(self, name: &'static str, cell: impl Fn(&'v T) -> Option<f32>) -> Self {
        let array: Float32Array = self.values.iter().map(cell).collect();
        self.column(name, array)
    }

    fn flag(self, name: &'static str, cell: impl Fn(&'v T) -> bool) -> Self {
        let array: BooleanArray = self.values.iter().map(|value| Some(cell(value))).collect();
        self.column(name, array)
    }

    fn list(self, name: &'static str, cell: impl Fn(&'v T) -> Vec<String>) -> Self {
        let mut builder = ListBuilder::new(StringBuilder::new());
        for value in self.values {
            cell(value).iter().for_each(|text| builder.values().append_value(text));
            builder.append(true);
        }
        let array = builder.finish();
        self.column(name, array)
    }

    fn table(self) -> PyResult<Table> {
        // Every column may lack a value: an empty table has the types of a full one.
        let columns = self.columns.into_iter().map(|(name, array)| (name, array, true));
        let batch = RecordBatch::try_from_iter_with_nullable(columns);
        batch.map(Table).map_err(|error| PyRuntimeError::new_err(error.to_string()))
    }
}

fn year(paper: &CodedPaper) -> Option<i16> {
    paper.year.and_then(|year| i16::try_from(year).ok())
}

fn codes(codes: &[Code]) -> Vec<String> {
    codes.iter().map(|code| code.code.clone()).collect()
}

fn words(codes: &[Code]) -> Vec<String> {
    let mut words: Vec<String> =
        codes.iter().flat_map(|code| &code.matches).map(|matched| matched.text.clone()).collect();
    words.sort();
    words.dedup();
    words
}

/// One row a paper.
pub(crate) fn documents(papers: &[CodedPaper]) -> PyResult<Table> {
    let years: Int16Array = papers.iter().map(year).collect();
    TableOf::new(papers)
        .text("document_id", |paper| Some(paper.document.to_string()))
        .text("file", |paper| Some(&paper.file))
        .text("outcome", |paper| Some(paper.result.status.as_str()))
        .text("reason", |paper| paper.result.reason.as_ref())
        .text("title", |paper| paper.title.as_ref())
        .text("organisation", |paper| paper.organisation.as_ref())
        .column("year", years)
        .text("language", |paper| paper.language.as_ref())
        .whole("pages", |paper| Some(paper.pages.len()))
        .text("grade", |paper| paper.grade().map(|grade| grade.as_str()))
        .whole("statements", |paper| Some(paper.statements().count()))
        .whole("intended_outcomes", |paper| Some(paper.outcomes().count()))
        .list("partnering", CodedPaper::partnering_codes)
        .text("tool", |paper| Some(&paper.stamp.tool))
        .text("codebook", |paper| Some(&paper.stamp.codebook))
        .table()
}

/// A statement with what it stands in.
struct Placed<'p> {
    paper: &'p CodedPaper,
    page: &'p Page,
    statement: &'p Statement,
    place: CodePointSpan,
}

/// One row a statement, in the order of papers and pages. The first two columns are those of a corpus in R and Python:
/// an id and a text.
pub(crate) fn statements(papers: &[CodedPaper]) -> PyResult<Table> {
    let mut placed = Vec::new();
    for paper in papers {
        for page in &paper.pages {
            let offsets = Offsets::of(&page.text);
            placed.extend(page.statements.iter().map(|statement| {
                let place = offsets.to_points(statement.span);
                Placed { paper, page, statement, place }
            }));
        }
    }
    let years: Int16Array = placed.iter().map(|one| year(one.paper)).collect();
    TableOf::new(&placed)
        .text("doc_id", |one| Some(&one.statement.id))
        .text("text", |one| Some(&one.statement.text))
        .text("document_id", |one| Some(one.paper.document.to_string()))
        .text("file", |one| Some(&one.paper.file))
        .text("title", |one| one.paper.title.as_ref())
        .text("organisation", |one| one.paper.organisation.as_ref())
        .column("year", years)
        .whole("page", |one| usize::try_from(one.page.number).ok())
        .text("page_label", |one| one.page.label.as_ref())
        .text("grade", |one| Some(one.page.quality.grade.as_str()))
        .whole("start", |one| Some(one.place.start))
        .whole("end", |one| Some(one.place.end))
        .text("block", |one| Some(one.statement.kind.as_str()))
        .list("heading_path", |one| one.statement.heading_path.clone())
        .text("lead_in", |one| one.statement.lead_in.as_ref())
        .flag("intended_outcome", |one| one.statement.intended_outcome)
        .list("categories", |one| codes(&one.statement.categories))
        .list("words", |one| words(&one.statement.categories))
        .real("probability", |one| one.statement.probability)
        .real("score", |one| Some(one.statement.intent.score))
        .list("domains", |one| codes(&one.statement.domains))
        .list("context", |one| codes(&one.statement.context))
        .flag("decided", |one| one.statement.decided.is_some())
        .table()
}

/// One row a statement that was coded by itself.
pub(crate) fn classified(coded: &[Explanation]) -> PyResult<Table> {
    TableOf::new(coded)
        .text("text", |one| Some(&one.coding.text))
        .flag("intended_outcome", |one| one.coding.intended_outcome)
        .list("categories", |one| codes(&one.coding.categories))
        .list("words", |one| words(&one.coding.categories))
        .real("probability", |one| one.coding.probability)
        .real("score", |one| Some(one.coding.intent.score))
        .list("domains", |one| codes(&one.coding.domains))
        .list("context", |one| codes(&one.coding.context))
        .table()
}
