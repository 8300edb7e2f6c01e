//! Intervals by resampling whole documents: statements of one document are not independent.

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
    use super::interval;

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
