//! Reading: a fixed view of the index as of the last commit.

use super::query::Query;
use super::roster::Roster;
use super::schema::{Fields, ValueField};
use super::statistics::Totals;
use super::stored::StoredPage;
use super::wordset::WordSet;
use super::{IndexError, answer, damage, expand, open, spelling};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use stratmine_model::DocumentId;
use stratmine_model::hits::Unit;
use tantivy::collector::TopDocs;
use tantivy::index::SegmentId;
use tantivy::query::TermQuery;
use tantivy::schema::Field;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{InvertedIndexReader, ReloadPolicy, Searcher, SegmentReader, TantivyDocument};

/// A view of the index; what is committed later is not seen.
pub struct Reader {
    pub(super) dir: PathBuf,
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    /// Of pages and of statements, once counted.
    totals: [OnceLock<Totals>; 2],
    /// All words of each segment and field that a pattern without a beginning was asked of.
    rosters: Mutex<BTreeMap<(SegmentId, u32), Arc<Roster>>>,
}

/// The order of hits. Ties go by file, page and place on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// The highest score first.
    #[default]
    Relevance,
    /// The latest year first, documents without one last.
    Newest,
    /// The earliest year first, documents without one last.
    Oldest,
    /// By file and page alone.
    Page,
}

/// What of the hits is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Pages or statements.
    pub unit: Unit,
    /// Whether what is set aside of pages (running heads, contents, references) is searched too.
    pub aside: bool,
    /// Whether conditions hold within the document and not within the unit.
    pub per_document: bool,
    /// The order.
    pub sort: Sort,
    /// How many of the first hits to leave out.
    pub offset: usize,
    /// How many to give then; all are counted.
    pub limit: usize,
    /// Fields whose values are to be counted.
    pub facets: Vec<ValueField>,
}

/// What a query finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Number of units.
    pub hits: usize,
    /// Number of different pages among them, or of those that they stand on.
    pub pages: usize,
    /// Number of documents.
    pub documents: usize,
    /// The hits asked for, in order.
    pub found: Vec<Found>,
    /// For each field asked for, its values with the number of hits that have them.
    pub facets: Vec<(ValueField, BTreeMap<String, usize>)>,
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
    /// BM25 score of the query's words in thousandths' steps; 0 where it has none.
    pub score: f32,
    /// How many hits its document has in all.
    pub in_document: usize,
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
        Ok(Self {
            dir: dir.to_path_buf(),
            searcher: reader.searcher(),
            fields,
            totals: Default::default(),
            rosters: Mutex::default(),
        })
    }

    /// All words of a field in a segment, made when first asked for; `None` where they are too many to hold.
    pub(super) fn roster(
        &self,
        segment: &SegmentReader,
        field: Field,
        inverted: &Arc<InvertedIndexReader>,
    ) -> Result<Option<Arc<Roster>>, IndexError> {
        let key = (segment.segment_id(), field.field_id());
        let mut rosters = self.rosters.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(roster) = rosters.get(&key) {
            return Ok(Some(Arc::clone(roster)));
        }
        let made = Roster::of(inverted).map_err(|error| IndexError::of(&self.dir, error.into()))?.map(Arc::new);
        if let Some(roster) = &made {
            rosters.insert(key, Arc::clone(roster));
        }
        Ok(made)
    }

    /// Answers a query: every hit counted, those asked for given.
    ///
    /// # Errors
    /// [`IndexError::TooBroad`] for a pattern that stands for thousands of words; else where the index cannot be read.
    pub fn find(&self, query: &Query, ask: &Ask) -> Result<Answer, IndexError> {
        answer::answer(self, query, ask)
    }

    /// How many units there are, and how many words they have.
    pub(super) fn totals(&self, unit: Unit) -> Result<Totals, IndexError> {
        let [pages, statements] = &self.totals;
        let kept = if unit == Unit::Page { pages } else { statements };
        if let Some(totals) = kept.get() {
            return Ok(*totals);
        }
        let counted = Totals::of(&self.searcher, &self.fields, unit);
        let totals = counted.map_err(|error| IndexError::of(&self.dir, error))?;
        Ok(*kept.get_or_init(|| totals))
    }

    /// How many units of a kind there are.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn units(&self, unit: Unit) -> Result<u64, IndexError> {
        self.totals(unit).map(|totals| totals.units)
    }

    /// How many words all units of a kind have; without what is set aside.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn word_count(&self, unit: Unit) -> Result<u64, IndexError> {
        self.totals(unit).map(|totals| totals.words)
    }

    /// How often a folded word occurs.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn occurrences(&self, unit: Unit, word: &str) -> Result<u64, IndexError> {
        let field = self.fields.text(unit);
        let segments = self.searcher.segment_readers().iter();
        let counts: tantivy::Result<Vec<u64>> =
            segments.map(|segment| expand::occurrences(segment, field, word)).collect();
        counts.map(|counts| counts.iter().sum()).map_err(|error| IndexError::of(&self.dir, error))
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

    /// Whether a folded word occurs in any page or statement, joined or plain.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn occurs(&self, unit: Unit, word: &str) -> Result<bool, IndexError> {
        self.has_any(unit, &WordSet::is(word))
    }

    /// Whether any word of a set occurs.
    ///
    /// # Errors
    /// As for [`Reader::find`].
    pub fn has_any(&self, unit: Unit, set: &WordSet) -> Result<bool, IndexError> {
        let field = self.fields.text(unit);
        let expansion = expand::Expansion::of(self, field, set, false)?;
        Ok(expansion.frequency(self, field)? > 0)
    }

    /// In how many units the words of a set occur, each word counted for itself.
    ///
    /// # Errors
    /// As for [`Reader::find`].
    pub fn frequency(&self, unit: Unit, set: &WordSet) -> Result<u64, IndexError> {
        let field = self.fields.text(unit);
        expand::Expansion::of(self, field, set, false)?.frequency(self, field)
    }

    /// Up to three words that occur and are spelt much like this one, closest first.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn close_spellings(&self, unit: Unit, word: &str) -> Result<Vec<String>, IndexError> {
        spelling::close(self, unit, word)
    }
}
