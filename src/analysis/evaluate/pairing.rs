//! Which statement of one reading is which of the other.

use super::words::{contain, dice};

/// As alike as two statements must be to be the same.
pub(super) const SAME: f64 = 0.8;

/// For each text of `gold` the place of its partner in `coded`: the best pairs first, each text in one pair.
pub(super) fn best_pairs(gold: &[Vec<String>], coded: &[Vec<String>]) -> Vec<Option<usize>> {
    let mut pairs = Vec::new();
    for (g, one) in gold.iter().enumerate() {
        pairs.extend(coded.iter().enumerate().map(|(c, other)| (dice(one, other), g, c)));
    }
    pairs.retain(|(alike, _, _)| *alike >= SAME);
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut partners = vec![None; gold.len()];
    let mut taken = vec![false; coded.len()];
    for (_, g, c) in pairs {
        if let (Some(partner @ None), Some(taken @ false)) = (partners.get_mut(g), taken.get_mut(c)) {
            *partner = Some(c);
            *taken = true;
        }
    }
    partners
}

/// The text that `one` lies in, or that lies in it: the two readings may have cut differently.
pub(super) fn best_cover(one: &[String], others: &[Vec<String>]) -> Option<usize> {
    let (mut best, mut place) = (0.0, None);
    for (at, other) in others.iter().enumerate() {
        if one.is_empty() || other.is_empty() {
            continue;
        }
        let (alike, within) = (dice(one, other), contain(one, other));
        let score = if alike >= 0.6 {
            alike
        } else if within >= 0.85 && one.len().min(other.len()) >= 3 {
            within * 0.6
        } else {
            0.0
        };
        if score > best {
            (best, place) = (score, Some(at));
        }
    }
    place
}
