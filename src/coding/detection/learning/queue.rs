//! What to decide next.

use super::evidence::{Group, Predictors};
use super::model::Parts;
use super::solve::log_odds;
use std::collections::HashMap;

/// A statement that nobody decided, as the model sees it.
#[derive(Clone, Copy, Debug)]
pub struct Undecided<'e> {
    /// What is known of it.
    pub evidence: &'e Predictors,
    /// Its log-odds.
    pub parts: Parts,
}

/// How much further from the threshold, in log-odds, a statement counts for each statement of its list that is asked for
/// before it.
const SAME_LIST: f64 = 2.0;

/// The places of the statements to decide next: those of which the model is least certain, nearest to the threshold first.
///
/// Of a list decided one by one the first answer tells most. So the second of a list counts as further from the threshold
/// than it is, the third still more: few of one list are asked for in a round, but a reviewer who skips one is offered the
/// next. Ties fall to the earlier statement.
#[must_use]
pub fn next(undecided: &[Undecided<'_>], threshold: f64, most: usize) -> Vec<usize> {
    let at = log_odds(threshold);
    let mut order: Vec<(f64, usize)> =
        undecided.iter().enumerate().map(|(place, one)| ((one.parts.score() - at).abs(), place)).collect();
    let nearest_first = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    order.sort_unstable_by(nearest_first);
    let mut before: HashMap<Group, f64> = HashMap::new();
    for (distance, place) in &mut order {
        if let Some(list) = undecided.get(*place).and_then(|one| one.evidence.list()) {
            let asked = before.entry(list).or_default();
            *distance += *asked * SAME_LIST;
            *asked += 1.0;
        }
    }
    order.sort_unstable_by(nearest_first);
    order.into_iter().map(|(_, place)| place).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::super::evidence::{Group, GroupKind};
    use super::super::model::Parts;
    use super::{Predictors, Undecided, next};

    #[test]
    fn the_second_of_a_list_comes_after_what_is_as_uncertain_elsewhere() {
        let of_list =
            |list: &str| Predictors { groups: vec![Group::of(GroupKind::List, &[list])], ..Predictors::default() };
        let [first, other] = ["a", "b"].map(of_list);
        let undecided = |evidence, base| Undecided { evidence, parts: Parts { base, ..Parts::default() } };
        let all = [undecided(&first, 0.2), undecided(&first, 0.1), undecided(&other, -1.0), undecided(&first, 9.0)];
        assert_eq!(next(&all, 0.5, 9), [1, 2, 0, 3], "all are offered in the end");
        assert_eq!(next(&all, 0.5, 2), [1, 2]);
    }
}
