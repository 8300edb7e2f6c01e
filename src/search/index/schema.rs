//! Which fields a page and a statement are indexed by.
//!
//! Words live in two text fields, one for pages and one for statements, so that each has statistics of its own. All
//! else is a *value*: kept whole, as it stands in the record, and matched at search time against the dictionary of the
//! values that occur. Only pages are stored (see [`super::stored`]); a statement is found through its page.

use super::stored::{StoredPage, aside, headings, pieces};
use super::words::{WordTokenizer, count};
use std::collections::BTreeSet;
use stratmine_model::hits::Unit;
use stratmine_model::record::{CodeRecord, PageRecord, StatementRecord};
use stratmine_model::{CodedPaper, DocumentId};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TantivyDocument, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, Term};

/// Names the schema below and the way words are cut; written into the index with every commit. To be raised with any
/// change to either.
pub(super) const FORMAT: &str = "stratmine search 3";

/// The tokenizer's name in the schema.
const WORDS: &str = "words";

/// The category that stands for an intended outcome without one.
pub const UNCLASSIFIED: &str = "unclassified";

/// A field whose values are matched whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValueField {
    /// Outcome category: of a page, every category of its intended outcomes.
    Category,
    /// `yes` or `no`: whether it is, or the page holds, an intended outcome.
    Outcome,
    /// The document's title.
    Title,
    /// The document's organisation.
    Organisation,
    /// The document's year.
    Year,
    /// The document's partnering types.
    Partnering,
    /// Integration domain: of a page, every domain of its statements.
    Domain,
    /// Entry point, contextual factor, end state or proposition: of a page, every one of its statements.
    Context,
    /// The document's file.
    File,
    /// A heading above the statement: of a page, above any of its statements, or on the page.
    Heading,
    /// The kind of the statement's block; pages have none.
    Block,
    /// The document, by its SHA-256; asked for with [`super::Wanted::Id`] only.
    Id,
}

impl ValueField {
    /// The name used in queries and in the schema.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Outcome => "outcome",
            Self::Title => "title",
            Self::Organisation => "organisation",
            Self::Year => "year",
            Self::Partnering => "partnering",
            Self::Domain => "domain",
            Self::Context => "context",
            Self::File => "file",
            Self::Heading => "heading",
            Self::Block => "block",
            Self::Id => "id",
        }
    }
}

/// The fields as tantivy knows them.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) kind: Field,
    pub(super) document: Field,
    /// Only of pages: `<document>:<page>`.
    pub(super) page_key: Field,
    /// Only of pages: a [`StoredPage`].
    pub(super) stored: Field,
    /// `<file>\0<document>`: what hits are grouped and sorted by.
    pub(super) source: Field,
    pub(super) page: Field,
    /// Only of statements: its place among the page's statements, from 0.
    pub(super) ordinal: Field,
    /// How many words it has: of a page, without what is set aside.
    pub(super) length: Field,
    /// The document's year; none stands last.
    pub(super) sort_year: Field,
    page_text: Field,
    /// What is set aside of a page.
    page_aside: Field,
    statement_text: Field,
    category: Field,
    outcome: Field,
    title: Field,
    organisation: Field,
    year: Field,
    partnering: Field,
    domain: Field,
    context: Field,
    file: Field,
    heading: Field,
    block: Field,
}

/// Names of the fields that are read as columns.
pub(super) const SOURCE: &str = "source";
pub(super) const PAGE: &str = "page";
pub(super) const ORDINAL: &str = "ordinal";
pub(super) const LENGTH: &str = "length";
pub(super) const SORT_YEAR: &str = "sort_year";

/// What stands for no year where years are sorted.
pub(super) const NO_YEAR: u64 = 1 << 32;

impl Fields {
    /// The schema and its fields.
    pub(super) fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let value = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic),
        );
        let text = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(WORDS)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        );
        let fields = Self {
            kind: schema.add_text_field("kind", value.clone()),
            document: schema.add_text_field("document", value.clone()),
            page_key: schema.add_text_field("page_key", value.clone()),
            stored: schema.add_bytes_field("stored", STORED),
            source: schema.add_text_field(SOURCE, TextOptions::default().set_fast("raw")),
            page: schema.add_u64_field(PAGE, NumericOptions::from(FAST)),
            ordinal: schema.add_u64_field(ORDINAL, NumericOptions::from(FAST)),
            length: schema.add_u64_field(LENGTH, NumericOptions::from(FAST)),
            sort_year: schema.add_u64_field(SORT_YEAR, NumericOptions::from(FAST)),
            page_text: schema.add_text_field("page_text", text.clone()),
            page_aside: schema.add_text_field("page_aside", text.clone()),
            statement_text: schema.add_text_field("statement_text", text),
            category: schema.add_text_field("category", value.clone()),
            outcome: schema.add_text_field("outcome", value.clone()),
            title: schema.add_text_field("title", value.clone()),
            organisation: schema.add_text_field("organisation", value.clone()),
            year: schema.add_text_field("year", value.clone()),
            partnering: schema.add_text_field("partnering", value.clone()),
            domain: schema.add_text_field("domain", value.clone()),
            context: schema.add_text_field("context", value.clone()),
            file: schema.add_text_field("file", value.clone()),
            heading: schema.add_text_field("heading", value.clone()),
            block: schema.add_text_field("block", value),
        };
        (schema.build(), fields)
    }

    /// The field with the words of a unit.
    pub(super) const fn text(&self, unit: Unit) -> Field {
        match unit {
            Unit::Page => self.page_text,
            Unit::Statement => self.statement_text,
        }
    }

    /// The field with the words of a page that are set aside.
    pub(super) const fn aside(&self) -> Field {
        self.page_aside
    }

    /// The field with these values.
    pub(super) const fn value(&self, field: ValueField) -> Field {
        match field {
            ValueField::Category => self.category,
            ValueField::Outcome => self.outcome,
            ValueField::Title => self.title,
            ValueField::Organisation => self.organisation,
            ValueField::Year => self.year,
            ValueField::Partnering => self.partnering,
            ValueField::Domain => self.domain,
            ValueField::Context => self.context,
            ValueField::File => self.file,
            ValueField::Heading => self.heading,
            ValueField::Block => self.block,
            ValueField::Id => self.document,
        }
    }

    /// What every page and statement of a document carries.
    pub(super) fn document_term(&self, document: DocumentId) -> Term {
        Term::from_field_text(self.document, &document.to_string())
    }

    /// What one page carries, and nothing else.
    pub(super) fn page_term(&self, document: DocumentId, page: u32) -> Term {
        Term::from_field_text(self.page_key, &page_key(&document.to_string(), page))
    }
}

/// Gives an index the tokenizers that its schema names.
pub(super) fn register_tokenizers(index: &Index) {
    let tokenizers: &TokenizerManager = index.tokenizers();
    tokenizers.register(WORDS, WordTokenizer);
}

fn page_key(document: &str, page: u32) -> String {
    format!("{document}:{page}")
}

/// Makes the index's documents of a coded document.
pub(super) struct Former<'d> {
    fields: Fields,
    document: &'d CodedPaper,
    id: String,
    source: String,
    year: Option<String>,
}

impl<'d> Former<'d> {
    pub(super) fn new(fields: Fields, document: &'d CodedPaper) -> Self {
        let id = document.document.to_string();
        Self {
            fields,
            document,
            source: format!("{}\0{id}", document.file),
            id,
            year: document.year.map(|year| year.to_string()),
        }
    }

    /// What pages and statements have in common.
    fn common(&self, unit: Unit, page: u32) -> TantivyDocument {
        let (fields, mut out) = (&self.fields, TantivyDocument::new());
        out.add_text(fields.kind, unit.as_str());
        out.add_text(fields.document, &self.id);
        out.add_text(fields.source, &self.source);
        out.add_text(fields.file, &self.document.file);
        out.add_u64(fields.page, u64::from(page));
        let year = self.document.year.and_then(|year| u64::try_from(year).ok());
        out.add_u64(fields.sort_year, year.unwrap_or(NO_YEAR));
        if let Some(title) = &self.document.title {
            out.add_text(fields.title, title);
        }
        if let Some(organisation) = &self.document.organisation {
            out.add_text(fields.organisation, organisation);
        }
        if let Some(year) = &self.year {
            out.add_text(fields.year, year);
        }
        for partnering in &self.document.partnering {
            out.add_text(fields.partnering, &partnering.code);
        }
        out
    }

    /// The document of a page.
    pub(super) fn page(&self, page: &PageRecord) -> TantivyDocument {
        let fields = &self.fields;
        let mut out = self.common(Unit::Page, page.page);
        out.add_text(fields.page_key, page_key(&self.id, page.page));
        out.add_bytes(fields.stored, &StoredPage::of(self.document, page).to_bytes());
        let aside = aside(page);
        let read = text_of(page, &aside, false);
        out.add_u64(fields.length, length(&read));
        out.add_text(fields.page_text, read);
        if !aside.is_empty() {
            out.add_text(fields.page_aside, text_of(page, &aside, true));
        }
        let outcome = page.statements.iter().any(|statement| statement.intended_outcome);
        out.add_text(fields.outcome, yes_or_no(outcome));
        let categories: BTreeSet<&str> = page.statements.iter().flat_map(categories).collect();
        for category in categories {
            out.add_text(fields.category, category);
        }
        let codes = |of: fn(&StatementRecord) -> &Vec<CodeRecord>| -> BTreeSet<&str> {
            page.statements.iter().flat_map(of).map(|code| code.code.as_str()).collect()
        };
        for domain in codes(|found| &found.domains) {
            out.add_text(fields.domain, domain);
        }
        for context in codes(|found| &found.context) {
            out.add_text(fields.context, context);
        }
        for heading in headings(page) {
            out.add_text(fields.heading, heading);
        }
        out
    }

    /// The document of the page's statement number `ordinal` (from 0).
    pub(super) fn statement(&self, page: &PageRecord, ordinal: u64, statement: &StatementRecord) -> TantivyDocument {
        let fields = &self.fields;
        let mut out = self.common(Unit::Statement, page.page);
        out.add_u64(fields.ordinal, ordinal);
        out.add_u64(fields.length, length(&statement.text));
        out.add_text(fields.statement_text, &statement.text);
        out.add_text(fields.outcome, yes_or_no(statement.intended_outcome));
        for category in categories(statement) {
            out.add_text(fields.category, category);
        }
        for domain in &statement.domains {
            out.add_text(fields.domain, &domain.code);
        }
        for context in &statement.context {
            out.add_text(fields.context, &context.code);
        }
        for heading in &statement.heading_path {
            out.add_text(fields.heading, heading);
        }
        out.add_text(fields.block, &statement.block);
        out
    }
}

/// The categories a statement is found under.
fn categories(statement: &StatementRecord) -> impl Iterator<Item = &str> {
    let unclassified = statement.intended_outcome && statement.categories.is_empty();
    statement.categories.iter().map(|code| code.code.as_str()).chain(unclassified.then_some(UNCLASSIFIED))
}

/// The pieces of a page's text, a line break between them.
fn text_of(page: &PageRecord, aside: &[(usize, usize)], inside: bool) -> String {
    let texts: Vec<&str> = pieces(&page.text, aside, inside).map(|(_, text)| text).collect();
    texts.join("\n")
}

fn length(text: &str) -> u64 {
    count(text) as u64
}

const fn yes_or_no(said: bool) -> &'static str {
    if said { "yes" } else { "no" }
}
