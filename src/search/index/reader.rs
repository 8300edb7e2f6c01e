//! Reading: a fixed view of the index as of the last commit.

use super::IndexError;
use super::collect::{IndexAnswer, IndexRequest, answer};
use super::directory::open;
use super::error::IndexFailure;
use super::query::IndexQuery;
use super::schema::ValueField;
use super::stored::StoredPage;
use super::terms::{MOST_WORDS, Snapshot};
use super::word_set::WordSet;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use stratmine_model::DocumentId;
use stratmine_model::hits::Unit;
use tantivy::collector::TopDocs;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{ReloadPolicy, TantivyDocument};

/// A view of the index; later commits are not part of it.
pub struct Reader {
    dir: PathBuf,
    snapshot: Snapshot,
}

impl Reader {
    /// Opens the index of a folder.
    ///
    /// # Errors
    /// [`IndexError::Missing`] where there is none, [`IndexError::Format`] or [`IndexError::Damaged`] where it must be
    /// rebuilt.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        let (index, fields) = open(dir)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader: tantivy::IndexReader = reader.map_err(|error| IndexError::of(dir, error))?;
        Ok(Self { dir: dir.to_path_buf(), snapshot: Snapshot::new(reader.searcher(), fields) })
    }

    fn checked<T>(&self, result: Result<T, IndexFailure>) -> Result<T, IndexError> {
        result.map_err(|failure| failure.at(&self.dir))
    }

    /// Answers a query: every hit counted, those asked for given.
    ///
    /// # Errors
    /// [`IndexError::TooBroad`] for a pattern that stands for thousands of words; else where the index cannot be read.
    pub fn find(&self, query: &IndexQuery, request: &IndexRequest) -> Result<IndexAnswer, IndexError> {
        self.checked(answer(&self.snapshot, query, request))
    }

    /// How many units of a kind there are.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn units(&self, unit: Unit) -> Result<u64, IndexError> {
        self.checked(self.snapshot.totals(unit)).map(|totals| totals.units)
    }

    /// How many words all units of a kind have, without boilerplate.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn word_count(&self, unit: Unit) -> Result<u64, IndexError> {
        self.checked(self.snapshot.totals(unit)).map(|totals| totals.words)
    }

    /// How often a folded word occurs.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn occurrences(&self, unit: Unit, word: &str) -> Result<u64, IndexError> {
        self.checked(self.snapshot.occurrences(self.snapshot.fields.text(unit), word))
    }

    /// The stored page behind a hit.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] where the page is not there or cannot be read.
    pub fn page(&self, document: DocumentId, page: u32) -> Result<StoredPage, IndexError> {
        self.checked(stored_page(&self.snapshot, document, page))
    }

    /// Every value of a field that the index knows, sorted; a value of a document removed lately may still be named.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn values(&self, field: ValueField) -> Result<BTreeSet<String>, IndexError> {
        self.checked(self.snapshot.values(field))
    }

    /// In how many units the words of a set occur, each word counted for itself.
    ///
    /// # Errors
    /// As for [`Reader::find`].
    pub fn frequency(&self, unit: Unit, set: &WordSet) -> Result<u64, IndexError> {
        let field = self.snapshot.fields.text(unit);
        let expansion = self.snapshot.expand(field, set, MOST_WORDS);
        self.checked(expansion.and_then(|expansion| self.snapshot.frequency(field, &expansion)))
    }

    /// Up to three words that occur and are spelt much like this one, closest first.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn close_spellings(&self, unit: Unit, word: &str) -> Result<Vec<String>, IndexError> {
        self.checked(self.snapshot.close_spellings(self.snapshot.fields.text(unit), word))
    }
}

fn stored_page(snapshot: &Snapshot, document: DocumentId, page: u32) -> Result<StoredPage, IndexFailure> {
    let query = TermQuery::new(snapshot.fields.page_term(document, page), IndexRecordOption::Basic);
    let found = snapshot.searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
    let missing = || IndexFailure::Damaged(format!("page {page} of {document} is missing"));
    let (_, address) = found.first().ok_or_else(missing)?;
    let stored: TantivyDocument = snapshot.searcher.doc(*address)?;
    let bytes = stored.get_first(snapshot.fields.stored).and_then(|value| value.as_bytes()).unwrap_or_default();
    StoredPage::from_bytes(bytes).map_err(IndexFailure::Damaged)
}
