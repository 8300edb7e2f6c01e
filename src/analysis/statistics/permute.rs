//! Tests by permutation: how often chance alone gives a table as uneven.

use super::{ContingencyTable, Refused, associate, next};

/// What a permutation test says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Permuted {
    /// (1 + tables at least as uneven) / (1 + tables drawn), 0 to 1 (Davison and Hinkley 1997, section 4.2).
    pub p: f64,
    /// Its Monte Carlo standard error.
    pub error: f64,
    /// How many tables were drawn.
    pub rounds: u32,
    /// Where the series of random numbers began.
    pub seed: u64,
}

impl Permuted {
    fn of(hits: u32, rounds: u32, seed: u64) -> Self {
        let p = f64::from(hits + 1) / f64::from(rounds + 1);
        Self { p, error: (p * (1.0 - p) / f64::from(rounds)).sqrt(), rounds, seed }
    }
}

/// What equal statistics may differ by.
const SAME: f64 = 1.0 - 1e-9;

/// A number below `bound`, each as likely (Lemire 2019).
fn below(state: &mut u64, bound: usize) -> usize {
    let bound = bound as u64;
    loop {
        let wide = u128::from(next(state)) * u128::from(bound);
        let low = u64::try_from(wide & u128::from(u64::MAX)).unwrap_or(0);
        if low >= bound.wrapping_neg() % bound.max(1) {
            return usize::try_from(wide >> 64).unwrap_or(0);
        }
    }
}

/// Shuffles (Durstenfeld 1964).
fn shuffle<T>(items: &mut [T], state: &mut u64) {
    for place in (1..items.len()).rev() {
        items.swap(place, below(state, place + 1));
    }
}

/// The chi-square statistic of tables in which whole documents change groups: each document, given by its group and its
/// counts by column, keeps its counts. This is the test for statements that cluster in documents, as those of strategy
/// papers do.
///
/// # Errors
/// [`Refused`] where fewer than two groups or columns hold anything.
pub fn permute_documents(
    documents: &[(usize, Vec<u64>)],
    groups: usize,
    rounds: u32,
    seed: u64,
) -> Result<Permuted, Refused> {
    let width = documents.iter().map(|(_, counts)| counts.len()).max().unwrap_or(0);
    let statistic = |labels: &[usize]| -> Option<f64> {
        let mut cells = vec![vec![0_u64; width]; groups];
        for (label, (_, counts)) in labels.iter().zip(documents) {
            for (cell, count) in cells.get_mut(*label)?.iter_mut().zip(counts) {
                *cell += count;
            }
        }
        let (counts, _) = ContingencyTable::of(&cells).ok()?;
        associate(&counts).ok().map(|found| found.statistic)
    };
    let mut labels: Vec<usize> = documents.iter().map(|(group, _)| *group).collect();
    let Some(observed) = statistic(&labels) else {
        return Err(Refused::TooSmall("fewer than two groups of documents hold any count"));
    };
    let mut state = seed;
    let mut hits = 0;
    for _ in 0..rounds {
        shuffle(&mut labels, &mut state);
        hits += u32::from(statistic(&labels).is_some_and(|found| found >= observed * SAME));
    }
    Ok(Permuted::of(hits, rounds, seed))
}
