//! Answers a query: counts every hit and keeps the best.
//!
//! A document's pages and statements lie next to each other in one segment (see [`super::Writer::add`]), each page before
//! its statements. So documents and pages are counted by watching them change.

use super::builder::QueryBuilder;
use super::error::IndexFailure;
use super::query::IndexQuery;
use super::schema::{NO_YEAR, ORDINAL, PAGE, SORT_YEAR, SOURCE, ValueField};
use super::terms::{Snapshot, is_alive};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;
use stratmine_model::DocumentId;
use stratmine_model::hits::Unit;
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Scorer};
use tantivy::{BitSet, Score, SegmentReader, TERMINATED};

/// The order of hits. Ties go by file, page and place on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum HitOrder {
    /// The best first
    #[default]
    Relevance,
    /// The latest year first
    #[cfg_attr(feature = "clap", value(name = "year"))]
    Newest,
    /// The earliest year first
    Oldest,
    /// By file and page
    Page,
}

impl HitOrder {
    /// What hits are sorted by first, smallest first.
    pub(crate) fn rank(self, score: i64, year: Option<i64>) -> i64 {
        match (self, year) {
            (Self::Relevance, _) => -score,
            (Self::Page, _) => 0,
            (Self::Newest, Some(year)) => -year,
            (Self::Oldest, Some(year)) => year,
            (Self::Newest | Self::Oldest, None) => i64::MAX,
        }
    }
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
    /// Of a statement, its index in [`super::StoredPage::statements`]; 0 for a page.
    pub ordinal: usize,
    /// BM25 score of the query's words in steps of a thousandth; 0 where it has none.
    pub score: f32,
    /// How many hits its document has in all.
    pub in_document: usize,
}

/// What one segment gives.
#[derive(Default)]
struct SegmentHits {
    hits: usize,
    pages: usize,
    /// Of each document with hits, its number among the segment's sources, and how many.
    documents: Vec<(u64, usize)>,
    /// The hits that are kept, the worst on top.
    best: BinaryHeap<RankedHit>,
    marked: Option<BitSet>,
}

/// A hit that is kept. Sorts with the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct RankedHit {
    /// By what hits are sorted first, smallest first.
    rank: i64,
    /// The segment's number for the source.
    source: u64,
    page: u64,
    ordinal: u64,
    /// In thousandths.
    score: i64,
}

/// Counts everything, keeps what is asked for.
pub(super) fn answer(
    snapshot: &Snapshot,
    query: &IndexQuery,
    request: &IndexRequest,
) -> Result<IndexAnswer, IndexFailure> {
    let builder = QueryBuilder { snapshot, unit: request.unit, boilerplate: request.boilerplate };
    let (tree, scope) = if request.per_document {
        (builder.rooted(&query.shown())?, Some(builder.document_scope(query)?))
    } else {
        (builder.rooted(query)?, None)
    };
    let weight = tree.weight(EnableScoring::enabled_from_searcher(&snapshot.searcher))?;
    let mut segments = Vec::with_capacity(snapshot.segments().len());
    for (number, segment) in snapshot.segments().iter().enumerate() {
        let only = scope.as_ref().and_then(|scope| scope.get(number));
        segments.push(collect(segment, &mut *weight.scorer(segment, 1.0)?, request, only)?);
    }
    let marked: Vec<(usize, &BitSet)> =
        segments.iter().enumerate().filter_map(|(number, found)| Some((number, found.marked.as_ref()?))).collect();
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

/// The hits in one segment; `only` are the documents (by their number among its sources) that alone may have hits.
fn collect(
    segment: &SegmentReader,
    scorer: &mut dyn Scorer,
    request: &IndexRequest,
    only: Option<&BTreeSet<u64>>,
) -> tantivy::Result<SegmentHits> {
    let marked = (!request.facets.is_empty()).then(|| BitSet::with_max_value(segment.max_doc()));
    let mut found = SegmentHits { marked, ..SegmentHits::default() };
    let columns = segment.fast_fields();
    let Some(sources) = columns.str(SOURCE)? else { return Ok(found) };
    let (sources, pages, years) = (sources.ords(), columns.u64(PAGE)?, columns.u64(SORT_YEAR)?);
    let ordinals: Column<u64> =
        columns.column_opt(ORDINAL)?.unwrap_or_else(|| Column::build_empty_column(segment.max_doc()));
    let keep = request.offset.saturating_add(request.limit);
    let mut last = (u64::MAX, u64::MAX);
    while scorer.doc() != TERMINATED {
        let unit = scorer.doc();
        let source = sources.first(unit).unwrap_or(u64::MAX);
        if !is_alive(segment, unit) || only.is_some_and(|only| !only.contains(&source)) {
            scorer.advance();
            continue;
        }
        let page = pages.first(unit).unwrap_or(u64::MAX);
        found.hits += 1;
        if let Some(marked) = &mut found.marked {
            marked.insert(unit);
        }
        found.pages += usize::from((source, page) != last);
        match found.documents.last_mut() {
            Some((document, hits)) if *document == source => *hits += 1,
            _ => found.documents.push((source, 1)),
        }
        last = (source, page);
        let score = thousandths(scorer.score());
        let year = years.first(unit).filter(|year| *year != NO_YEAR).and_then(|year| i64::try_from(year).ok());
        let rank = request.sort.rank(score, year);
        // Most hits fail here, before their ordinal is read.
        if found.best.len() < keep || found.best.peek().is_some_and(|worst| rank <= worst.rank) {
            let ordinal = ordinals.first(unit).unwrap_or_default();
            found.best.push(RankedHit { rank, source, page, ordinal, score });
            if found.best.len() > keep {
                found.best.pop();
            }
        }
        scorer.advance();
    }
    Ok(found)
}

/// Scores are compared in thousandths: smaller differences come from the order of adding.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a score is the sum of at most some hundred terms of about 20 each"
)]
fn thousandths(score: Score) -> i64 {
    (score * 1000.0).round() as i64
}

/// A score of thousandths.
#[expect(clippy::cast_possible_truncation, reason = "it was as short before it was rounded")]
fn score(thousandths: i64) -> Score {
    (thousandths as f64 / 1000.0) as Score
}

/// The hits of all segments that are asked for, in order.
fn listed(
    snapshot: &Snapshot,
    segments: &[SegmentHits],
    request: &IndexRequest,
) -> Result<Vec<IndexHit>, IndexFailure> {
    let mut hits = Vec::new();
    for (segment, found) in snapshot.segments().iter().zip(segments) {
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
