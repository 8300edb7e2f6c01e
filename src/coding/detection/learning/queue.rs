//! What to decide next.

use super::evidence::Predictors;
use super::model::Parts;
use super::solve::log_odds;
use std::cmp::Ordering;
use std::collections::HashSet;

/// A statement that nobody decided, as the model sees it.
#[derive(Clone, Copy, Debug)]
pub struct Undecided<'e> {
    /// What is known of it.
    pub evidence: &'e Predictors,
    /// Its log-odds.
    pub parts: Parts,
}

/// The places of the statements to decide next: those of which the model is least certain, nearest to the threshold first,
/// at most one of each list.
///
/// Of a list decided one by one the first answer tells most; the others are asked for in a later round, if they are
/// still uncertain then. Ties fall to the earlier statement.
#[must_use]
pub fn next(undecided: &[Undecided<'_>], threshold: f64, most: usize) -> Vec<usize> {
    let at = log_odds(threshold);
    let mut order: Vec<(f64, usize)> =
        undecided.iter().enumerate().map(|(place, one)| ((one.parts.score() - at).abs(), place)).collect();
    order.sort_unstable_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal).then(a.1.cmp(&b.1)));
    let mut lists = HashSet::new();
    let fresh = |place: &usize| {
        let list = undecided.get(*place).and_then(|one| one.evidence.list());
        list.is_none_or(|list| lists.insert(list))
    };
    order.into_iter().map(|(_, place)| place).filter(fresh).take(most).collect()
}
