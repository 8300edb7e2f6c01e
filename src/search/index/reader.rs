//! Reading: a fixed view of the index as of the last commit.

use super::IndexError;
use super::builder::QueryBuilder;
use super::collect::{HitCollector, HitOrder, SegmentHits};
use super::directory::open;
use super::error::IndexFailure;
use super::query::IndexQuery;
use super::schema::{SOURCE, ValueField};
use super::stored::StoredPage;
use super::terms::{MOST_WORDS, Snapshot};
use super::word_set::WordSet;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use stratmine_model::DocumentId;
use stratmine_model::hits::Unit;
use tantivy::collector::TopDocs;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{BitSet, ReloadPolicy, Score, TantivyDocument};

/// A view of the index; what is committed later is not seen.
pub struct Reader {
    dir: PathBuf,
    snapshot: Snapshot,
}

/// What of the hits is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexRequest {
    /// Pages or statements.
    pub unit: Unit,
    /// Whether boilerplate of pages (running heads, contents, references) is searched too.
    pub boilerplate: bool,
    /// Whether conditions hold within the document and not within the unit.
    pub per_document: bool,
    /// The order.
    pub sort: HitOrder,
    /// How many of the first hits to leave out.
    pub offset: usize,
    /// How many to give then; all are counted.
    pub limit: usize,
    /// Fields whose values are to be counted.
    pub facets: Vec<ValueField>,
}

/// What a query finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IndexAnswer {
    /// Number of units.
    pub hits: usize,
    /// Number of different pages among them, or of those that they stand on.
    pub pages: usize,
    /// Number of documents.
    pub documents: usize,
    /// The hits asked for, in order.
    pub found: Vec<IndexHit>,
    /// For each field asked for, its values with the number of hits that have them.
    pub facets: Vec<(ValueField, BTreeMap<String, usize>)>,
}

/// Where a hit comes from. Sorts by file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HitSource {
    /// The file below the corpus root.
    pub file: String,
    /// The document.
    pub document: DocumentId,
}

/// A page or statement that a query found.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexHit {
    /// Where it is from.
    pub source: Arc<HitSource>,
    /// Physical page number from 1.
    pub page: u32,
    /// Of a statement, its index in [`StoredPage::statements`]; 0 for a page.
    pub ordinal: usize,
    /// BM25 score of the query's words in steps of a thousandth; 0 where it has none.
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
        self.checked(find(&self.snapshot, query, request))
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

/// Counts everything, keeps what is asked for.
fn find(snapshot: &Snapshot, query: &IndexQuery, request: &IndexRequest) -> Result<IndexAnswer, IndexFailure> {
    let builder = QueryBuilder { snapshot, unit: request.unit, boilerplate: request.boilerplate };
    let (tree, only) = if request.per_document {
        (builder.rooted(&query.shown())?, Some(builder.document_scope(query)?))
    } else {
        (builder.rooted(query)?, None)
    };
    let collector = HitCollector {
        sort: request.sort,
        keep: request.offset.saturating_add(request.limit),
        mark: !request.facets.is_empty(),
        only: only.as_deref(),
    };
    let segments = snapshot.searcher.search(&tree, &collector)?;
    let marked: Vec<(usize, &BitSet)> =
        segments.iter().filter_map(|found| Some((found.segment, found.marked.as_ref()?))).collect();
    let mut facets = Vec::with_capacity(request.facets.len());
    for field in &request.facets {
        facets.push((*field, snapshot.count_values(*field, &marked)?));
    }
    Ok(IndexAnswer {
        hits: segments.iter().map(|found| found.hits).sum(),
        pages: segments.iter().map(|found| found.pages).sum(),
        documents: segments.iter().map(|found| found.documents.len()).sum(),
        found: listed(snapshot, &segments, request)?,
        facets,
    })
}

/// The hits of all segments that are asked for, in order.
fn listed(
    snapshot: &Snapshot,
    segments: &[SegmentHits],
    request: &IndexRequest,
) -> Result<Vec<IndexHit>, IndexFailure> {
    let mut hits = Vec::new();
    for found in segments {
        let Some(segment) = snapshot.segments().get(found.segment) else { continue };
        let Some(names) = segment.fast_fields().str(SOURCE)? else { continue };
        let wanted: BTreeSet<u64> = found.best.iter().map(|kept| kept.source).collect();
        let mut sources: BTreeMap<u64, (Arc<HitSource>, usize)> = BTreeMap::new();
        for (number, hits) in found.documents.iter().filter(|(number, _)| wanted.contains(number)) {
            let mut key = String::new();
            let known = names.ord_to_str(*number, &mut key)?;
            let source = key.rsplit_once('\0').filter(|_| known).and_then(|(file, document)| {
                Some(HitSource { file: file.to_owned(), document: document.parse().ok()? })
            });
            let source = source.ok_or_else(|| IndexFailure::Damaged("a hit names no document".to_owned()))?;
            sources.insert(*number, (Arc::new(source), *hits));
        }
        for kept in &found.best {
            let Some((source, in_document)) = sources.get(&kept.source) else { continue };
            let out_of_range = |_| IndexFailure::Damaged("a page number is out of range".to_owned());
            let hit = IndexHit {
                source: Arc::clone(source),
                page: u32::try_from(kept.page).map_err(out_of_range)?,
                ordinal: usize::try_from(kept.ordinal).unwrap_or(usize::MAX),
                score: score(kept.score),
                in_document: *in_document,
            };
            hits.push((kept.rank, hit));
        }
    }
    hits.sort_by(|(a_rank, a), (b_rank, b)| {
        (a_rank, &a.source, a.page, a.ordinal).cmp(&(b_rank, &b.source, b.page, b.ordinal))
    });
    Ok(hits.into_iter().skip(request.offset).take(request.limit).map(|(_, hit)| hit).collect())
}

/// A score of thousandths.
#[expect(clippy::cast_possible_truncation, reason = "it was as short before it was rounded")]
fn score(thousandths: i64) -> Score {
    (thousandths as f64 / 1000.0) as Score
}
