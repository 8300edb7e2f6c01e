//! Which fields a page and a statement are indexed by.
//!
//! Words live in two text fields, one for pages and one for statements, so that each has statistics of its own. All
//! else is a *value*: kept whole, as it stands in the record, and matched at search time against the dictionary of the
//! values that occur. Only pages are stored (see [`super::stored`]); a statement is found through its page.

use super::error::IndexError;
use super::stored::{StoredPage, StoredStatement};
use super::words::{WordTokenizer, count};
use std::collections::BTreeSet;
use stratmine_model::hits::Unit;
use stratmine_model::{CodedPaper, DocumentId};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TantivyDocument, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, Term};

/// Names the schema below and the way words are cut; written into the index with every commit. To be raised with any
/// change to either.
pub(super) const FORMAT: &str = "stratmine search 4";

/// The tokenizer's name in the schema.
const WORDS: &str = "words";

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
    /// How likely the statement is an intended outcome ([`super::Probability`]): of a page, the probabilities of its
    /// statements.
    Probability,
    /// The document, by its SHA-256; asked for with [`super::ValueFilter::Id`] only.
    Id,
}

impl ValueField {
    /// The fields that have a place of their own in the schema, in its order: all but [`ValueField::Id`].
    pub(super) const INDEXED: [Self; 12] = [
        Self::Category,
        Self::Outcome,
        Self::Title,
        Self::Organisation,
        Self::Year,
        Self::Partnering,
        Self::Domain,
        Self::Context,
        Self::File,
        Self::Heading,
        Self::Block,
        Self::Probability,
    ];

    /// The name used in queries and in the schema.
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
            Self::Probability => "probability",
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
    /// How many words it has: of a page, without boilerplate.
    pub(super) length: Field,
    /// The document's year; none stands last.
    pub(super) sort_year: Field,
    page_text: Field,
    /// The words of a page outside its body: running heads, contents, references.
    pub(super) boilerplate: Field,
    statement_text: Field,
    /// Those of [`ValueField::INDEXED`].
    values: [Field; 12],
}

/// Names of the fields that are read as columns.
pub(super) const SOURCE: &str = "source";
pub(super) const PAGE: &str = "page";
pub(super) const ORDINAL: &str = "ordinal";
pub(super) const LENGTH: &str = "length";
pub(super) const SORT_YEAR: &str = "sort_year";

/// Stands for no year where years are sorted.
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
            boilerplate: schema.add_text_field("page_aside", text.clone()),
            statement_text: schema.add_text_field("statement_text", text),
            values: ValueField::INDEXED.map(|field| schema.add_text_field(field.as_str(), value.clone())),
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

    /// The field with these values.
    pub(super) fn value(&self, field: ValueField) -> Field {
        let indexed = ValueField::INDEXED.iter().zip(self.values).find(|(indexed, _)| **indexed == field);
        indexed.map_or(self.document, |(_, field)| field)
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

/// What the index takes of a coded document: a unit for each page and one for each statement, in its order.
///
/// Two that are equal make no difference to the index, even where the documents differ otherwise.
#[derive(Debug, PartialEq, Eq)]
pub struct Units {
    document: DocumentId,
    pages: Vec<StoredPage>,
}

impl Units {
    /// The document.
    pub const fn document(&self) -> DocumentId {
        self.document
    }

    /// Those of a document; one without pages has none.
    #[must_use]
    pub fn of(document: &CodedPaper) -> Self {
        let pages = document.pages.iter().map(|page| StoredPage::of(document, page)).collect();
        Self { document: document.document, pages }
    }

    /// As they are put into the index.
    ///
    /// # Errors
    /// [`IndexError::Unstorable`] names the page that cannot be.
    pub(super) fn documents(&self, fields: Fields) -> Result<Vec<TantivyDocument>, IndexError> {
        let builder = DocumentBuilder { fields, id: self.document.to_string() };
        let mut units = Vec::new();
        for page in &self.pages {
            units.push(builder.page(page)?);
            let statements = (0..).zip(&page.statements);
            units.extend(statements.map(|(ordinal, statement)| builder.statement(page, ordinal, statement)));
        }
        Ok(units)
    }
}

/// Makes the index's documents of a coded document.
struct DocumentBuilder {
    fields: Fields,
    id: String,
}

impl DocumentBuilder {
    /// What pages and statements have in common, and the values of this one.
    fn unit(&self, unit: Unit, page: &StoredPage, statement: Option<&StoredStatement>) -> TantivyDocument {
        let (fields, mut out) = (&self.fields, TantivyDocument::new());
        out.add_text(fields.kind, unit.as_str());
        out.add_text(fields.document, &self.id);
        out.add_text(fields.source, format!("{}\0{}", page.file, self.id));
        out.add_u64(fields.page, u64::from(page.page));
        let year = page.year.and_then(|year| u64::try_from(year).ok());
        out.add_u64(fields.sort_year, year.unwrap_or(NO_YEAR));
        for field in ValueField::INDEXED {
            for value in page.values(statement, field).into_iter().collect::<BTreeSet<_>>() {
                out.add_text(fields.value(field), value);
            }
        }
        out
    }

    fn page(&self, page: &StoredPage) -> Result<TantivyDocument, IndexError> {
        let fields = &self.fields;
        let mut out = self.unit(Unit::Page, page, None);
        out.add_text(fields.page_key, page_key(&self.id, page.page));
        out.add_bytes(fields.stored, &page.to_bytes()?);
        let text_of = |boilerplate| page.pieces(boilerplate).map(|(_, text)| text).collect::<Vec<_>>().join("\n");
        let body = text_of(false);
        out.add_u64(fields.length, count(&body) as u64);
        out.add_text(fields.page_text, body);
        if !page.boilerplate.is_empty() {
            out.add_text(fields.boilerplate, text_of(true));
        }
        Ok(out)
    }

    /// The document of the page's statement number `ordinal` (from 0).
    fn statement(&self, page: &StoredPage, ordinal: u64, statement: &StoredStatement) -> TantivyDocument {
        let (_, text) = page.statement_text(statement);
        let mut out = self.unit(Unit::Statement, page, Some(statement));
        out.add_u64(self.fields.ordinal, ordinal);
        out.add_u64(self.fields.length, count(text) as u64);
        out.add_text(self.fields.statement_text, text);
        out
    }
}
