//! Intervals of shares, and p-values of several tests at once.

use super::Refused;

/// The 97.5 % point of the normal distribution.
const NORMAL: f64 = 1.959_963_984_540_054;

/// The 95 % interval of a share (Wilson 1927), without correction for continuity.
///
/// # Errors
/// [`Refused`] where there is nothing to have a share of.
pub fn wilson(part: u64, whole: u64) -> Result<(f64, f64), Refused> {
    if whole == 0 || part > whole {
        return Err(Refused::TooSmall("a share of nothing has no interval"));
    }
    let (n, z2) = (whole as f64, NORMAL * NORMAL);
    let share = part as f64 / n;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = NORMAL / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    Ok(((middle - half).max(0.0), (middle + half).min(1.0)))
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
