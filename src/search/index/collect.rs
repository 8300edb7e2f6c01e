//! Counts every hit of a query and keeps the best.
//!
//! A document's pages and statements lie next to each other in one segment (see [`super::Writer::add`]), each page before
//! its statements. So documents and pages are counted by watching them change.

use super::schema::{NO_YEAR, ORDINAL, PAGE, SORT_YEAR, SOURCE};
use std::collections::{BTreeSet, BinaryHeap};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{BitSet, DocId, Score, SegmentReader};

/// The order of hits. Ties go by file, page and place on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HitOrder {
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

/// What to collect.
pub(super) struct HitCollector<'a> {
    /// The order of hits.
    pub(super) sort: HitOrder,
    /// How many hits to keep.
    pub(super) keep: usize,
    /// Whether to remember which units are hits.
    pub(super) mark: bool,
    /// Of each segment, the documents (by their number among its sources) that alone may have hits.
    pub(super) only: Option<&'a [BTreeSet<u64>]>,
}

/// What one segment gives.
#[derive(Default)]
pub(super) struct SegmentHits {
    pub(super) segment: usize,
    pub(super) hits: usize,
    pub(super) pages: usize,
    /// Of each document with hits, its number among the segment's sources, and how many.
    pub(super) documents: Vec<(u64, usize)>,
    pub(super) best: Vec<RankedHit>,
    pub(super) marked: Option<BitSet>,
}

/// A hit that is kept. Sorts with the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RankedHit {
    /// By what hits are sorted first, smallest first.
    pub(super) rank: i64,
    /// The segment's number for the source.
    pub(super) source: u64,
    pub(super) page: u64,
    pub(super) ordinal: u64,
    /// In thousandths.
    pub(super) score: i64,
}

/// Scores are compared in thousandths: smaller differences come from the order of adding.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a score is the sum of at most some hundred terms of about 20 each"
)]
fn thousandths(score: Score) -> i64 {
    (score * 1000.0).round() as i64
}

pub(super) struct SegmentHitCollector {
    sort: HitOrder,
    keep: usize,
    columns: Option<Columns>,
    heap: BinaryHeap<RankedHit>,
    found: SegmentHits,
    last: (u64, u64),
    only: Option<BTreeSet<u64>>,
}

/// The columns that hits are read from.
struct Columns {
    source: Column<u64>,
    page: Column<u64>,
    ordinal: Column<u64>,
    year: Column<u64>,
}

impl Collector for HitCollector<'_> {
    type Fruit = Vec<SegmentHits>;
    type Child = SegmentHitCollector;

    fn for_segment(&self, segment: u32, reader: &SegmentReader) -> tantivy::Result<SegmentHitCollector> {
        let columns = reader.fast_fields();
        let source: Option<StrColumn> = columns.str(SOURCE)?;
        let ordinal = columns.column_opt(ORDINAL)?.unwrap_or_else(|| Column::build_empty_column(reader.max_doc()));
        let columns = match source {
            Some(source) => Some(Columns {
                source: source.ords().clone(),
                page: columns.u64(PAGE)?,
                ordinal,
                year: columns.u64(SORT_YEAR)?,
            }),
            None => None,
        };
        let marked = self.mark.then(|| BitSet::with_max_value(reader.max_doc()));
        let segment = segment as usize;
        Ok(SegmentHitCollector {
            sort: self.sort,
            keep: self.keep,
            columns,
            heap: BinaryHeap::new(),
            found: SegmentHits { segment, marked, ..SegmentHits::default() },
            last: (u64::MAX, u64::MAX),
            only: self.only.and_then(|only| only.get(segment)).cloned(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<SegmentHits>) -> tantivy::Result<Vec<SegmentHits>> {
        Ok(fruits)
    }
}

impl SegmentCollector for SegmentHitCollector {
    type Fruit = SegmentHits;

    fn collect(&mut self, unit: DocId, score: Score) {
        let Some(columns) = &self.columns else { return };
        let source = columns.source.first(unit).unwrap_or(u64::MAX);
        if self.only.as_ref().is_some_and(|only| !only.contains(&source)) {
            return;
        }
        let page = columns.page.first(unit).unwrap_or(u64::MAX);
        let found = &mut self.found;
        found.hits += 1;
        if let Some(marked) = &mut found.marked {
            marked.insert(unit);
        }
        found.pages += usize::from((source, page) != self.last);
        match found.documents.last_mut() {
            Some((last, hits)) if *last == source => *hits += 1,
            _ => found.documents.push((source, 1)),
        }
        self.last = (source, page);
        let score = thousandths(score);
        let year = columns.year.first(unit).filter(|year| *year != NO_YEAR).and_then(|year| i64::try_from(year).ok());
        let rank = self.sort.rank(score, year);
        if self.heap.len() >= self.keep && self.heap.peek().is_none_or(|worst| rank > worst.rank) {
            return;
        }
        let kept = RankedHit { rank, source, page, ordinal: columns.ordinal.first(unit).unwrap_or_default(), score };
        if self.heap.len() < self.keep {
            self.heap.push(kept);
        } else if let Some(mut worst) = self.heap.peek_mut()
            && kept < *worst
        {
            *worst = kept;
        }
    }

    fn harvest(self) -> SegmentHits {
        SegmentHits { best: self.heap.into_sorted_vec(), ..self.found }
    }
}
