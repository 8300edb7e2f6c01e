//! Which statements are drawn.

use crate::statistics::next;
use std::collections::BTreeMap;
use stratmine_model::Hints;

/// What was drawn of one stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum<T> {
    /// Its name.
    pub name: String,
    /// How many statements it has.
    pub population: usize,
    /// Those drawn, in their order.
    pub drawn: Vec<T>,
}

/// There are more strata than statements to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{strata} strata cannot each have one of {wanted} statements")]
pub struct TooMany {
    /// How many there are.
    pub strata: usize,
    /// How many statements were asked for.
    pub wanted: usize,
}

impl Hints for TooMany {
    fn hints(&self) -> Vec<String> {
        let strata = self.strata;
        vec![format!("draw {strata} or more with -n, or divide the statements otherwise with --stratify")]
    }
}

/// Draws `wanted` of the statements, from each stratum the same number as far as it has them. The same `seed` draws the
/// same, if the statements stand in the same order.
///
/// # Errors
/// Where some stratum would have none.
pub fn draw<T: Clone + Ord>(
    strata: &BTreeMap<String, Vec<T>>,
    wanted: usize,
    seed: u64,
) -> Result<Vec<Stratum<T>>, TooMany> {
    if strata.len() > wanted {
        return Err(TooMany { strata: strata.len(), wanted });
    }
    let mut state = seed;
    let sizes: Vec<usize> = strata.values().map(Vec::len).collect();
    let shares = shares(&sizes, wanted);
    let of_stratum = |((name, statements), share): ((&String, &Vec<T>), usize)| {
        let mut drawn = some(statements, share, &mut state);
        drawn.sort();
        Stratum { name: name.clone(), population: statements.len(), drawn }
    };
    Ok(strata.iter().zip(shares).map(of_stratum).collect())
}

/// How many each gets: one after another, round by round, while it has any left.
fn shares(sizes: &[usize], wanted: usize) -> Vec<usize> {
    let mut left = wanted.min(sizes.iter().sum());
    let mut shares = vec![0; sizes.len()];
    while left > 0 {
        for (share, size) in shares.iter_mut().zip(sizes) {
            if left > 0 && *share < *size {
                *share += 1;
                left -= 1;
            }
        }
    }
    shares
}

/// So many of them, each set of that size as likely as another (Fisher and Yates).
fn some<T: Clone>(of: &[T], number: usize, state: &mut u64) -> Vec<T> {
    let mut places: Vec<usize> = (0..of.len()).collect();
    for done in 0..number {
        let left = (places.len() - done) as u64;
        let more = usize::try_from(next(state) % left).unwrap_or_default();
        places.swap(done, done + more);
    }
    places.iter().take(number).filter_map(|place| of.get(*place).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{TooMany, draw, shares};
    use std::collections::BTreeMap;

    #[test]
    fn strata_get_the_same_number_as_far_as_they_have_it() {
        assert_eq!(shares(&[100, 2, 100], 10), [4, 2, 4]);
        assert_eq!(shares(&[3, 3], 5), [3, 2]);
        assert_eq!(shares(&[1, 2], 50), [1, 2]);
    }

    #[test]
    fn each_statement_is_drawn_as_often_as_another_and_a_seed_draws_the_same() {
        let strata = BTreeMap::from([("a".to_owned(), (0..10).collect::<Vec<_>>()), ("b".to_owned(), vec![10, 11])]);
        let mut often = [0_i32; 12];
        for seed in 0..3000 {
            let drawn = draw(&strata, 5, seed).unwrap();
            assert_eq!(drawn.iter().map(|stratum| stratum.drawn.len()).collect::<Vec<_>>(), [3, 2]);
            drawn.iter().flat_map(|stratum| &stratum.drawn).for_each(|&one| often[one] += 1);
        }
        // 900 are expected of each of the first ten; four standard errors are 100.
        assert!(often[..10].iter().all(|&count| (count - 900).abs() < 100), "{often:?}");
        assert_eq!(often[10..], [3000, 3000]);
        assert_eq!(draw(&strata, 5, 7), draw(&strata, 5, 7));
        assert_ne!(draw(&strata, 5, 7), draw(&strata, 5, 8));
        assert_eq!(draw(&strata, 1, 7), Err(TooMany { strata: 2, wanted: 1 }));
    }
}
