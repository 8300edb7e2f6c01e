//! Intervals of shares, how many statements they need, and p-values of several tests at once; intervals by resampling whole
//! documents, for statements of one document are not independent.

use super::Refused;

/// The 97.5 % point of the normal distribution.
pub(super) const NORMAL: f64 = 1.959_963_984_540_054;

/// Most statements that are advised; beyond this, none.
const MOST: u32 = 10_000_000;

/// The 95 % interval of a share found `part` times in `whole` (Wilson, 1927); `None` of nothing, or of
/// more than all.
pub fn wilson(part: f64, whole: f64) -> Option<(f64, f64)> {
    if whole <= 0.0 || part > whole {
        return None;
    }
    let (share, z2) = (part / whole, NORMAL * NORMAL);
    let middle = (share + z2 / (2.0 * whole)) / (1.0 + z2 / whole);
    let half = half_width(share, whole);
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}

/// How far the 95 % interval (Wilson, 1927) of a share of `whole` reaches to either side of its middle.
pub fn half_width(share: f64, whole: f64) -> f64 {
    let z2 = NORMAL * NORMAL;
    NORMAL / (1.0 + z2 / whole) * (share * (1.0 - share) / whole + z2 / (4.0 * whole * whole)).sqrt()
}

/// The fewest statements for which the 95 % interval (Wilson, 1927) of a share reaches no further than `within` to either
/// side of its middle; `None` where that is not to be had.
pub fn statements_for_share(share: f64, within: f64) -> Option<u32> {
    let enough = |n: u32| half_width(share, f64::from(n)) <= within;
    fewest(enough)
}

/// The fewest statements that two people must code for the 95 % interval of Cohen's kappa to reach no further than `within`
/// to either side, where it is `kappa` and a share `yes` of the statements has the code: the large-sample variance for two
/// coders with equal shares (Bloch and Kraemer, 1989; Donner and Eliasziw, 1992).
pub fn statements_for_kappa(kappa: f64, yes: f64, within: f64) -> Option<u32> {
    let variance = kappa_variance(kappa, yes);
    let enough = |n: u32| NORMAL * (variance / f64::from(n)).sqrt() <= within;
    fewest(enough)
}

/// Variance of kappa, times the number of statements.
fn kappa_variance(kappa: f64, yes: f64) -> f64 {
    let both = kappa * (2.0 - kappa) / (2.0 * yes * (1.0 - yes));
    (1.0 - kappa) * ((1.0 - kappa) * (1.0 - 2.0 * kappa) + both)
}

/// The smallest number that is enough, where every larger one is too.
fn fewest(enough: impl Fn(u32) -> bool) -> Option<u32> {
    let (mut too_few, mut plenty) = (0, MOST);
    if !enough(plenty) {
        return None;
    }
    while plenty - too_few > 1 {
        let middle = too_few + (plenty - too_few) / 2;
        *if enough(middle) { &mut plenty } else { &mut too_few } = middle;
    }
    Some(plenty)
}

/// p-values of several tests, corrected so that all together err as rarely as one (Holm 1979), in the order given.
///
/// # Errors
/// [`Refused`] where one is no probability.
pub fn holm(given: &[f64]) -> Result<Vec<f64>, Refused> {
    if given.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(Refused::NoNumber("a p-value is not between 0 and 1"));
    }
    let mut order: Vec<(usize, f64)> = given.iter().copied().enumerate().collect();
    order.sort_by(|one, other| one.1.total_cmp(&other.1));
    let mut corrected = vec![0.0; given.len()];
    let mut highest = 0.0_f64;
    for (rank, (place, p)) in order.into_iter().enumerate() {
        highest = highest.max((p * (given.len() - rank) as f64).min(1.0));
        if let Some(own) = corrected.get_mut(place) {
            *own = highest;
        }
    }
    Ok(corrected)
}

/// How many samples are drawn.
pub const DRAWS: usize = 1000;

/// Where the series of random numbers begins.
pub const SEED: u64 = 1;

/// The 95 % percentile interval of a figure over samples of as many documents as there are, drawn with repetition; `None`
/// where there are fewer than two, or the figure is none.
pub fn interval<T>(documents: &[T], figure: impl Fn(&[&T]) -> Option<f64>) -> Option<(f64, f64)> {
    if documents.len() < 2 {
        return None;
    }
    let mut state = SEED;
    let mut figures = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let pick = |_| documents.get(usize::try_from(next(&mut state) % documents.len() as u64).ok()?);
        let sample: Vec<&T> = (0..documents.len()).filter_map(pick).collect();
        figures.extend(figure(&sample));
    }
    figures.sort_by(f64::total_cmp);
    Some((*figures.get(figures.len() * 25 / 1000)?, *figures.get(figures.len() * 975 / 1000)?))
}

/// The next number of the series (`SplitMix64`: Steele, Lea and Flood, 2014).
pub const fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::{interval, kappa_variance, statements_for_kappa, statements_for_share, wilson};

    #[test]
    fn wilsons_interval_is_that_worked_out_by_hand() {
        // 0 of 10: from 0 to z² / (10 + z²) = 3.8415 / 13.8415.
        let (low, high) = wilson(0.0, 10.0).unwrap();
        assert!(low.abs() < 1e-12 && (high - 0.27753).abs() < 1e-4, "{low} {high}");
        // 50 of 100: .5 ± z / (2 √(100 + z²)) = .5 ± 1.96 / 20.3805.
        let (low, high) = wilson(50.0, 100.0).unwrap();
        assert!((low - 0.40383).abs() < 1e-4 && (high - 0.59617).abs() < 1e-4, "{low} {high}");
        assert_eq!(wilson(0.0, 0.0), None);
    }

    #[test]
    fn as_many_statements_are_advised_as_are_needed_and_no_more() {
        // At one half: z² / (4 × .05²) − z² = 384.15 − 3.84 = 380.3.
        assert_eq!(statements_for_share(0.5, 0.05), Some(381));
        assert_eq!(statements_for_share(0.5, 0.0), None);
        // Kappa 0, half of each: variance 1, z² / .1² = 384.1.
        assert_eq!(statements_for_kappa(0.0, 0.5, 0.1), Some(385));
        // Kappa .8 at a fifth: .2 × (.2 × −.6 + .8 × 1.2 / .32) = .2 × 2.88 = .576; z² × .576 / .1² = 221.3.
        assert!((kappa_variance(0.8, 0.2) - 0.576).abs() < 1e-12);
        assert_eq!(statements_for_kappa(0.8, 0.2, 0.1), Some(222));
    }

    #[test]
    fn an_interval_holds_the_mean_and_is_the_same_each_time() {
        let values: Vec<f64> = (0..40).map(f64::from).collect();
        let mean = |sample: &[&f64]| Some(sample.iter().copied().sum::<f64>() / sample.len() as f64);
        let (low, high) = interval(&values, mean).unwrap();
        // The standard error is 11.5 / √40 = 1.83; twice that on either side of 19.5.
        assert!((low - 15.9).abs() < 0.7 && (high - 23.1).abs() < 0.7, "{low} {high}");
        assert_eq!(interval(&values, mean), Some((low, high)));
        assert_eq!(interval(&values[..1], mean), None);
    }
}
