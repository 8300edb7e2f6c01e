//! Words that are spelt much like one that does not occur.

use super::IndexError;
use super::reader::Reader;
use super::words::of_entry;
use std::collections::BTreeMap;
use stratmine_model::hits::Unit;

/// How many are named.
const MOST: usize = 3;

/// Words this short have too many neighbours to name any.
const SHORTEST: usize = 4;

/// The closest words that occur: fewest changes first, then the most frequent, then by the alphabet.
pub(super) fn close(reader: &Reader, unit: Unit, word: &str) -> Result<Vec<String>, IndexError> {
    let wanted: Vec<char> = word.chars().collect();
    if wanted.len() < SHORTEST || word.contains(|letter: char| letter.is_numeric()) {
        return Ok(Vec::new());
    }
    let reach = if wanted.len() < 8 { 1 } else { 2 };
    let mut frequencies: BTreeMap<(usize, String), u64> = BTreeMap::new();
    for segment in reader.searcher.segment_readers() {
        let fail = |error| IndexError::of(&reader.dir, error);
        let inverted = segment.inverted_index(reader.fields.text(unit)).map_err(fail)?;
        let mut terms = inverted.terms().stream().map_err(|error| fail(error.into()))?;
        while terms.advance() {
            let Some((term, 1)) = of_entry(terms.key()) else { continue };
            if term.len().abs_diff(word.len()) > 4 * reach {
                continue;
            }
            let distance = changes(&wanted, &term.chars().collect::<Vec<_>>());
            if distance <= reach {
                let frequency = u64::from(terms.value().doc_freq);
                *frequencies.entry((distance, term.to_owned())).or_default() += frequency;
            }
        }
    }
    let mut ranked: Vec<_> = frequencies.into_iter().collect();
    ranked.sort_by(|((near, a), often), ((far, b), seldom)| near.cmp(far).then(seldom.cmp(often)).then(a.cmp(b)));
    let mut named = Vec::new();
    for ((_, term), _) in ranked {
        if named.len() < MOST && reader.occurs(unit, &term)? {
            named.push(term);
        }
    }
    Ok(named)
}

/// How many letters must be put in, taken out, replaced, or swapped with their neighbour, to make one word of the other
/// (optimal string alignment, Damerau 1964).
pub(super) fn changes(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut above: Option<char> = None;
    for (row, &x) in a.iter().enumerate() {
        let mut now = Vec::with_capacity(last.len());
        let mut left = row + 1;
        now.push(left);
        let mut previous: Option<char> = None;
        for (column, &y) in b.iter().enumerate() {
            let diagonal = last.get(column).copied().unwrap_or(usize::MAX);
            let up = last.get(column + 1).copied().unwrap_or(usize::MAX);
            let mut cost = (diagonal + usize::from(x != y)).min(up + 1).min(left + 1);
            if above == Some(y) && previous == Some(x) && x != y {
                let swapped = column.checked_sub(1).and_then(|at| before.get(at));
                cost = cost.min(swapped.map_or(usize::MAX, |swapped| swapped + 1));
            }
            now.push(cost);
            left = cost;
            previous = Some(y);
        }
        before = std::mem::replace(&mut last, now);
        above = Some(x);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::changes;

    fn between(a: &str, b: &str) -> usize {
        changes(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())
    }

    #[test]
    fn changes_are_counted() {
        assert_eq!(between("qualty", "quality"), 1);
        assert_eq!(between("qulaity", "quality"), 1);
        assert_eq!(between("workforce", "workforce"), 0);
        assert_eq!(between("", "care"), 4);
        assert_eq!(between("kitten", "sitting"), 3);
    }
}
