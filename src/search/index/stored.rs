//! What the index keeps of a page, so that a hit can be shown without the coded document.

use super::error::IndexError;
use super::query::Probability;
use super::schema::ValueField;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use stratmine_model::{
    BlockKind, CodePointSpan, CodedPaper, DocumentId, Offsets, Page, Span, UNCLASSIFIED, organisations,
};

/// A page as kept in the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredPage {
    /// The document it belongs to.
    pub document: DocumentId,
    /// The document's file below the corpus root.
    pub file: String,
    /// The document's title.
    pub title: Option<String>,
    /// The document's organisation.
    pub organisation: Option<String>,
    /// The document's year.
    pub year: Option<i32>,
    /// Physical page number from 1.
    pub page: u32,
    /// Printed page label.
    pub label: Option<String>,
    /// The reading text.
    pub text: String,
    /// The parts of the text that are searched only when all of it is: running heads and feet, contents, references. Bytes,
    /// in order.
    pub boilerplate: Vec<(usize, usize)>,
    /// The document's partnering types.
    pub partnering: Vec<String>,
    /// The headings above the page's statements and on the page.
    pub headings: Vec<String>,
    /// The page's statements in order.
    pub statements: Vec<StoredStatement>,
    /// The different heading paths of the statements.
    paths: Vec<Vec<String>>,
}

/// A statement as kept with its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredStatement {
    /// Its id in the public record.
    pub id: String,
    /// Where it lies in the page's text, as the public record has it.
    pub points: CodePointSpan,
    /// Where it lies in the page's text.
    #[serde(skip)]
    pub span: Span,
    /// Whether it is an intended outcome.
    pub intended_outcome: bool,
    /// Its categories.
    pub categories: Vec<String>,
    /// Its integration domains.
    pub domains: Vec<String>,
    /// Its entry points, contextual factors, end states and propositions.
    pub context: Vec<String>,
    /// The kind of its block.
    pub block: String,
    /// How likely it is an intended outcome, where it was coded by a version that says so.
    pub probability: Option<Probability>,
    /// Index into the page's heading paths.
    path: usize,
}

impl StoredPage {
    /// What is kept of this page of this document.
    pub(super) fn of(document: &CodedPaper, page: &Page) -> Self {
        let offsets = Offsets::of(&page.text);
        let mut paths: Vec<Vec<String>> = Vec::new();
        let mut statements = Vec::with_capacity(page.statements.len());
        for statement in &page.statements {
            // Statements under one heading follow each other: only the last path can be the same.
            if paths.last() != Some(&statement.heading_path) {
                paths.push(statement.heading_path.clone());
            }
            statements.push(StoredStatement {
                id: statement.id.clone(),
                points: offsets.to_points(statement.span),
                span: statement.span,
                intended_outcome: statement.intended_outcome,
                categories: statement.categories.iter().map(|code| code.code.clone()).collect(),
                domains: statement.domains.iter().map(|code| code.code.clone()).collect(),
                context: statement.context.iter().map(|code| code.code.clone()).collect(),
                block: statement.kind.as_str().to_owned(),
                probability: statement.probability.map(Probability::of),
                path: paths.len().saturating_sub(1),
            });
        }
        Self {
            document: document.document,
            file: document.file.clone(),
            title: document.title.clone(),
            organisation: document.organisation.clone(),
            year: document.year,
            page: page.number,
            label: page.label.clone(),
            text: page.text.clone(),
            boilerplate: boilerplate(page),
            partnering: document.partnering_codes(),
            headings: headings(page).into_iter().map(str::to_owned).collect(),
            statements,
            paths,
        }
    }

    /// The headings that one of this page's statements stands under, highest first.
    pub fn heading_path(&self, statement: &StoredStatement) -> &[String] {
        self.paths.get(statement.path).map_or(&[], Vec::as_slice)
    }

    /// The pieces of the text outside boilerplate, or inside it, with the byte each begins at.
    pub fn pieces(&self, boilerplate: bool) -> impl Iterator<Item = (usize, &str)> {
        let mut spans = Vec::with_capacity(self.boilerplate.len() + 1);
        let mut from = 0;
        for &(start, end) in &self.boilerplate {
            spans.push(if boilerplate { (start, end) } else { (from, start) });
            from = end;
        }
        if !boilerplate {
            spans.push((from, self.text.len()));
        }
        spans.into_iter().filter_map(|(start, end)| Some((start, self.text.get(start..end)?)))
    }

    /// The values of a field that the page has, or one of its statements. What is indexed and what is shown both come from
    /// here. Values may repeat.
    pub fn values(&self, statement: Option<&StoredStatement>, field: ValueField) -> Vec<String> {
        let statements = statement.map_or(self.statements.as_slice(), std::slice::from_ref);
        let of_statements = |values: fn(&StoredStatement) -> &Vec<String>| -> Vec<String> {
            statements.iter().flat_map(values).cloned().collect()
        };
        match field {
            ValueField::Category => {
                let unclassified = statements.iter().any(|found| found.intended_outcome && found.categories.is_empty());
                let mut categories = of_statements(|found| &found.categories);
                categories.extend(unclassified.then(|| UNCLASSIFIED.to_owned()));
                categories
            }
            ValueField::Domain => of_statements(|found| &found.domains),
            ValueField::Context => of_statements(|found| &found.context),
            ValueField::Block => statement.map(|found| found.block.clone()).into_iter().collect(),
            ValueField::Probability => {
                statements.iter().filter_map(|found| Some(found.probability?.to_string())).collect()
            }
            ValueField::Outcome => {
                let any = statements.iter().any(|found| found.intended_outcome);
                vec![if any { "yes" } else { "no" }.to_owned()]
            }
            ValueField::Title => self.title.iter().cloned().collect(),
            ValueField::Organisation => {
                organisations(self.organisation.as_deref().unwrap_or_default()).map(str::to_owned).collect()
            }
            ValueField::Year => self.year.iter().map(ToString::to_string).collect(),
            ValueField::Partnering => self.partnering.clone(),
            ValueField::File => vec![self.file.clone()],
            ValueField::Id => vec![self.document.to_string()],
            ValueField::Heading => match statement {
                Some(statement) => self.heading_path(statement).to_vec(),
                None => self.headings.clone(),
            },
        }
    }

    /// The statement that a byte of the text lies in.
    pub fn statement_over(&self, byte: usize) -> Option<&StoredStatement> {
        self.statement_at(byte).filter(|statement| (statement.span.start..statement.span.end).contains(&byte))
    }

    /// The text of one of this page's statements, with the byte it starts at.
    pub fn statement_text(&self, statement: &StoredStatement) -> (usize, &str) {
        let Span { start, end } = statement.span;
        (start, self.text.get(start..end).unwrap_or_default())
    }

    /// The statement that covers a byte of the text, or the last one before it, or else the first.
    pub fn statement_at(&self, byte: usize) -> Option<&StoredStatement> {
        let after = self.statements.partition_point(|statement| statement.span.start <= byte);
        self.statements.get(after.saturating_sub(1))
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, IndexError> {
        postcard::to_stdvec(self).map_err(|error| IndexError::Unstorable {
            file: self.file.clone(),
            page: self.page,
            reason: error.to_string(),
        })
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let mut page: Self =
            postcard::from_bytes(bytes).map_err(|error| format!("a stored page cannot be read: {error}"))?;
        let offsets = Offsets::of(&page.text);
        for statement in &mut page.statements {
            let span = offsets.to_bytes(statement.points);
            statement.span = span.ok_or_else(|| format!("statement {} does not lie on its page", statement.id))?;
        }
        Ok(page)
    }
}

/// Where the text of a page is boilerplate, in bytes: the kinds of blocks that are searched only when all of a page is.
fn boilerplate(page: &Page) -> Vec<(usize, usize)> {
    let is_boilerplate = |kind| matches!(kind, BlockKind::Running | BlockKind::Contents | BlockKind::Reference);
    let blocks = page.blocks.iter().filter(|block| is_boilerplate(block.kind));
    blocks.map(|block| (block.span.start, block.span.end)).collect()
}

/// The different headings above a page's statements and on the page, sorted.
fn headings(page: &Page) -> BTreeSet<&str> {
    let above = page.statements.iter().flat_map(|found| &found.heading_path).map(String::as_str);
    let on_page = page.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(_)));
    let on_page = on_page.map(|block| page.slice(block.span));
    above.chain(on_page).collect()
}
