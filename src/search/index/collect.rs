//! Counts every hit of a query and keeps the best.
//!
//! A document's pages and statements lie next to each other in one segment (see [`super::Writer::add`]), each page before
//! its statements; so documents and pages are counted by watching them change.

use super::reader::Sort;
use super::schema::{NO_YEAR, ORDINAL, PAGE, SORT_YEAR, SOURCE};
use std::collections::BinaryHeap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{BitSet, DocId, Score, SegmentReader};

/// What to collect.
pub(super) struct Collecting<'a> {
    /// The order of hits.
    pub(super) sort: Sort,
    /// How many hits to keep.
    pub(super) keep: usize,
    /// Whether to remember which units are hits.
    pub(super) mark: bool,
    /// Of each segment, the documents (by their number among its sources) that alone may have hits.
    pub(super) only: Option<&'a [BitSet]>,
}

/// What one segment gives.
#[derive(Default)]
pub(super) struct Harvest {
    pub(super) segment: u32,
    pub(super) hits: usize,
    pub(super) pages: usize,
    /// Of each document with hits, its number among the segment's sources, and how many.
    pub(super) documents: Vec<(u64, usize)>,
    pub(super) best: Vec<Kept>,
    pub(super) marked: Option<BitSet>,
}

/// A hit that is kept. Sorts with the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kept {
    /// By what hits are sorted first, smallest first.
    pub(super) rank: i64,
    /// The segment's number for the source.
    pub(super) source: u64,
    pub(super) page: u64,
    pub(super) ordinal: u64,
    /// In thousandths.
    pub(super) score: i64,
}

/// Scores are compared in thousandths: what lies closer is chance in the order of adding.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a score is the sum of at most some hundred terms of about 20 each"
)]
fn thousandths(score: Score) -> i64 {
    (score * 1000.0).round() as i64
}

pub(super) struct SegmentHits {
    sort: Sort,
    keep: usize,
    columns: Option<Columns>,
    heap: BinaryHeap<Kept>,
    harvest: Harvest,
    last: (u64, u64),
    only: Option<BitSet>,
}

/// The columns that hits are read from.
struct Columns {
    source: Column<u64>,
    page: Column<u64>,
    ordinal: Column<u64>,
    year: Column<u64>,
}

impl Collector for Collecting<'_> {
    type Fruit = Vec<Harvest>;
    type Child = SegmentHits;

    fn for_segment(&self, segment: u32, reader: &SegmentReader) -> tantivy::Result<SegmentHits> {
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
        let only = self.only.and_then(|only| only.get(segment as usize)).cloned();
        Ok(SegmentHits {
            sort: self.sort,
            keep: self.keep,
            columns,
            heap: BinaryHeap::new(),
            harvest: Harvest { segment, marked, ..Harvest::default() },
            last: (u64::MAX, u64::MAX),
            only,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Harvest>) -> tantivy::Result<Vec<Harvest>> {
        Ok(fruits)
    }
}

impl SegmentCollector for SegmentHits {
    type Fruit = Harvest;

    fn collect(&mut self, unit: DocId, score: Score) {
        let Some(columns) = &self.columns else { return };
        let source = columns.source.first(unit).unwrap_or(u64::MAX);
        if let Some(only) = &self.only
            && !u32::try_from(source).is_ok_and(|source| source < only.max_value() && only.contains(source))
        {
            return;
        }
        let page = columns.page.first(unit).unwrap_or(u64::MAX);
        let harvest = &mut self.harvest;
        harvest.hits += 1;
        if let Some(marked) = &mut harvest.marked {
            marked.insert(unit);
        }
        if (source, page) != self.last {
            harvest.pages += 1;
            if source == self.last.0
                && let Some((_, hits)) = harvest.documents.last_mut()
            {
                *hits += 1;
            } else {
                harvest.documents.push((source, 1));
            }
            self.last = (source, page);
        } else if let Some((_, hits)) = harvest.documents.last_mut() {
            *hits += 1;
        }
        let score = thousandths(score);
        let rank = match self.sort {
            Sort::Relevance => -score,
            Sort::Page => 0,
            Sort::Newest | Sort::Oldest => {
                let year = columns.year.first(unit).unwrap_or(NO_YEAR);
                let year = i64::try_from(year).unwrap_or(i64::MAX);
                if self.sort == Sort::Newest && year.unsigned_abs() != NO_YEAR { -year } else { year }
            }
        };
        if self.heap.len() >= self.keep && self.heap.peek().is_none_or(|worst| rank > worst.rank) {
            return;
        }
        let kept = Kept { rank, source, page, ordinal: columns.ordinal.first(unit).unwrap_or_default(), score };
        if self.heap.len() < self.keep {
            self.heap.push(kept);
        } else if let Some(mut worst) = self.heap.peek_mut()
            && kept < *worst
        {
            *worst = kept;
        }
    }

    fn harvest(self) -> Harvest {
        let mut harvest = self.harvest;
        harvest.best = self.heap.into_sorted_vec();
        harvest
    }
}
