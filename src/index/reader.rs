//! Reading: a fixed view of the index as of the last commit.

use super::query::Query;
use super::schema::{Fields, ValueField};
use super::stored::StoredPage;
use super::{IndexError, answer, damage, open, spelling};
use crate::model::DocumentId;
use crate::model::hits::Unit;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::collector::TopDocs;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{ReloadPolicy, Searcher, TantivyDocument};

/// A view of the index; what is committed later is not seen.
pub struct Reader {
    pub(super) dir: PathBuf,
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
}

/// Where a hit comes from. Sorts by file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The file below the corpus root.
    pub file: String,
    /// The document.
    pub document: DocumentId,
}

impl Source {
    pub(super) fn parse(key: &str) -> Option<Self> {
        let (file, document) = key.rsplit_once('\0')?;
        Some(Self { file: file.to_owned(), document: document.parse().ok()? })
    }
}

/// A page or statement that a query found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Where it is from.
    pub source: Arc<Source>,
    /// Physical page number from 1.
    pub page: u32,
    /// Of a statement, its place in [`StoredPage::statements`]; 0 for a page.
    pub ordinal: usize,
    /// BM25 score of the query's words; 0 where it has none.
    pub score: f32,
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
        Ok(Self { dir: dir.to_path_buf(), searcher: reader.searcher(), fields })
    }

    /// Every page or statement that a query finds, in no particular order.
    ///
    /// # Errors
    /// [`IndexError::TooBroad`] for a prefix that stands for thousands of words; else where the index cannot be read.
    pub fn find(&self, query: &Query, unit: Unit) -> Result<Vec<Found>, IndexError> {
        answer::every_hit(self, query, unit)
    }

    /// The stored page behind a hit.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] where the page is not there or cannot be read.
    pub fn page(&self, document: DocumentId, page: u32) -> Result<StoredPage, IndexError> {
        let fail = |error| IndexError::of(&self.dir, error);
        let term = self.fields.page_term(document, page);
        let found = self
            .searcher
            .search(&TermQuery::new(term, IndexRecordOption::Basic), &TopDocs::with_limit(1).order_by_score())
            .map_err(fail)?;
        let (_, address) =
            found.first().ok_or_else(|| damage(&self.dir, format!("page {page} of {document} is missing")))?;
        let stored: TantivyDocument = self.searcher.doc(*address).map_err(fail)?;
        let bytes = stored.get_first(self.fields.stored).and_then(|value| value.as_bytes()).unwrap_or_default();
        StoredPage::from_bytes(bytes).map_err(|reason| damage(&self.dir, reason))
    }

    /// Every value of a field that the index knows, sorted; a value of a document removed lately may still be named.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn values(&self, field: ValueField) -> Result<BTreeSet<String>, IndexError> {
        let mut values = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let fail = |error| IndexError::of(&self.dir, error);
            let inverted = segment.inverted_index(self.fields.value(field)).map_err(fail)?;
            let mut terms = inverted.terms().stream().map_err(|error| fail(error.into()))?;
            while terms.advance() {
                values.extend(std::str::from_utf8(terms.key()).ok().map(str::to_owned));
            }
        }
        Ok(values)
    }

    /// Whether a folded word occurs in any page or statement.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn occurs(&self, unit: Unit, word: &str) -> Result<bool, IndexError> {
        answer::occurs(self, unit, word)
    }

    /// Whether any word begins so.
    ///
    /// # Errors
    /// As for [`Reader::find`].
    pub fn begins(&self, unit: Unit, prefix: &str) -> Result<bool, IndexError> {
        Ok(!answer::expansions(self, self.fields.text(unit), prefix)?.is_empty())
    }

    /// Up to three words that occur and are spelt much like this one, closest first.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn close_spellings(&self, unit: Unit, word: &str) -> Result<Vec<String>, IndexError> {
        spelling::close(self, unit, word)
    }
}
