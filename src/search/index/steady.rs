//! A query that may stand under a negation.
//!
//! Tantivy 0.27 asks what is to be excluded for documents by `seek_danger`, also for such as lie before the place
//! where the excluded set stands. Phrases, and all that is made of them, do not allow that: with debug assertions the
//! search panics. Wrapped in a [`Steady`], they are only ever moved forward by `seek`.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, Term};

/// Finds what the query within finds.
#[derive(Debug)]
pub(super) struct Steady(Box<dyn Query>);

struct SteadyWeight(Box<dyn Weight>);

/// Leaves `seek_danger` as the trait has it: it looks where the set stands before it moves.
struct SteadyScorer(Box<dyn Scorer>);

impl Steady {
    pub(super) fn boxed(query: Box<dyn Query>) -> Box<dyn Query> {
        Box::new(Self(query))
    }
}

impl Clone for Steady {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Query for Steady {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(SteadyWeight(self.0.weight(scoring)?)))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}

impl Weight for SteadyWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(SteadyScorer(self.0.scorer(segment, boost)?)))
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(segment, document)
    }
}

impl DocSet for SteadyScorer {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }

    fn cost(&self) -> u64 {
        self.0.cost()
    }
}

impl Scorer for SteadyScorer {
    fn score(&mut self) -> Score {
        self.0.score()
    }
}
