//! Collocates: which words stand near what was found more often than elsewhere.
//!
//! Every word within so many words of a place, in the same block and outside all places, is counted once. Two measures:
//! the log-likelihood ratio of the 2 × 2 table of words near and not near, this word and others (Dunning 1993, *Accurate
//! methods for the statistics of surprise and coincidence*), and logDice (Rychlý 2008, *A lexicographer-friendly
//! association score*), which does not grow with the corpus.

use super::Request;
use super::concordance::each_hit;
use super::error::SearchError;
use super::notes::notes;
use super::plan::SearchPlan;
use crate::index::Reader;
use crate::index::words::Word;
use std::collections::BTreeMap;
use stratmine_model::Span;
use stratmine_model::hits::Unit;

/// Which measure ranks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Measure {
    /// The log-likelihood ratio (Dunning 1993): how sure it is that they go together
    #[default]
    LogLikelihood,
    /// logDice (Rychlý 2008): how much they go together, at most 14
    LogDice,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearby {
    /// Words to each side.
    pub reach: usize,
    /// The fewest times a word must be near.
    pub fewest: usize,
    /// What ranks.
    pub measure: Measure,
}

/// A word that stands near.
#[derive(Clone, Debug, PartialEq)]
pub struct Collocate {
    /// The word, folded.
    pub word: String,
    /// How often it is near.
    pub near: usize,
    /// How often it occurs in all units of the kind.
    pub total: u64,
    /// How often it would be near by chance.
    pub expected: f64,
    /// The log-likelihood ratio; negative where it is near less often than by chance.
    pub log_likelihood: f64,
    /// logDice.
    pub log_dice: f64,
}

/// The collocates of a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collocates {
    /// Number of places.
    pub places: usize,
    /// Number of words near them.
    pub near: usize,
    /// Number of words of all units of the kind.
    pub words: u64,
    /// The unit.
    pub unit: Unit,
    /// The words, best first.
    pub found: Vec<Collocate>,
    /// Remarks for a person.
    pub notes: Vec<String>,
}

/// The words that stand near what a query finds.
///
/// # Errors
/// As for [`super::search`].
pub fn collocates(reader: &Reader, request: &Request, nearby: Nearby) -> Result<Collocates, SearchError> {
    let plan = SearchPlan::of(request)?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let (mut places, mut near) = (0, 0);
    each_hit(reader, &plan, |_, _, view, matches| {
        let mut spans: Vec<Span> = matches.iter().map(|found| found.span).collect();
        spans.sort();
        spans.dedup();
        places += spans.len();
        for word in around(&view.words, &spans, nearby.reach) {
            *counts.entry(word.text.clone()).or_default() += 1;
            near += 1;
        }
    })?;
    let words = reader.word_count(plan.request.unit)?;
    let mut found = Vec::new();
    for (word, count) in counts.into_iter().filter(|(_, count)| *count >= nearby.fewest) {
        let total = reader.occurrences(plan.request.unit, &word)?.max(count as u64);
        let log_dice = 14.0 + (2.0 * count as f64 / (places as f64 + total as f64)).log2();
        let (expected, log_likelihood) = likelihood(count as f64, total as f64, near as f64, words.max(total) as f64);
        found.push(Collocate { word, near: count, total, expected, log_likelihood, log_dice });
    }
    let rank = |collocate: &Collocate| match nearby.measure {
        Measure::LogLikelihood => collocate.log_likelihood,
        Measure::LogDice => collocate.log_dice,
    };
    found.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then_with(|| a.word.cmp(&b.word)));
    let found = found.into_iter().skip(request.offset).take(request.limit).collect();
    Ok(Collocates { places, near, words, unit: plan.request.unit, found, notes: notes(reader, &plan, places > 0)? })
}

/// The words within reach of any of the places and in none, each once; signs are no words here.
fn around<'w>(words: &'w [Word], places: &[Span], reach: usize) -> Vec<&'w Word> {
    let plain: Vec<&Word> = words.iter().filter(|word| word.parts == 1).collect();
    let in_place = |word: &Word| places.iter().any(|place| place.start <= word.start && word.end <= place.end);
    let mut taken = vec![false; plain.len()];
    for place in places {
        let first = plain.partition_point(|word| word.start < place.start);
        let last = plain.partition_point(|word| word.end <= place.end);
        let mut walk = |from: Option<&&Word>, indices: &mut dyn Iterator<Item = usize>| {
            let mut position = from.map(|word| word.position);
            for index in indices {
                let Some(word) = plain.get(index) else { break };
                // Beyond the end of a block positions have a gap.
                if position.is_some_and(|position| word.position.abs_diff(position) != 1) {
                    break;
                }
                position = Some(word.position);
                if let Some(taken) = taken.get_mut(index) {
                    *taken = true;
                }
            }
        };
        walk(plain.get(first), &mut (first.saturating_sub(reach)..first).rev());
        walk(last.checked_sub(1).and_then(|last| plain.get(last)), &mut (last..last.saturating_add(reach)));
    }
    let near = plain.into_iter().zip(taken).filter(|(_, taken)| *taken).map(|(word, _)| word);
    near.filter(|word| !in_place(word) && word.text.contains(char::is_alphanumeric)).collect()
}

/// The expected count and the signed log-likelihood ratio of a word that is `count` times among `near` words, and `total`
/// times among all `words`.
fn likelihood(count: f64, total: f64, near: f64, words: f64) -> (f64, f64) {
    let expected = total * near / words;
    let cell = |observed: f64, expected: f64| {
        if observed > 0.0 && expected > 0.0 { observed * (observed / expected).ln() } else { 0.0 }
    };
    let (far, others) = (words - near, words - total);
    let ratio = 2.0
        * (cell(count, expected)
            + cell(total - count, total * far / words)
            + cell(near - count, others * near / words)
            + cell(far - (total - count), others * far / words));
    (expected, if count < expected { -ratio } else { ratio })
}

#[cfg(test)]
mod tests {
    use super::{around, likelihood};
    use crate::index::words::words;
    use stratmine_model::Span;

    #[test]
    fn words_within_reach_are_counted_once_and_not_beyond_a_block() {
        let text = "one two NODE three four five\nsix NODE";
        let places: Vec<Span> = text.match_indices("NODE").map(|(at, node)| Span::new(at, at + node.len())).collect();
        let cut = words(text);
        let near: Vec<&str> = around(&cut, &places, 2).iter().map(|word| word.text.as_str()).collect();
        assert_eq!(near, ["one", "two", "three", "four", "six"]);
        let close = words("a NODE b NODE c");
        let places = [Span::new(2, 6), Span::new(9, 13)];
        let near: Vec<&str> = around(&close, &places, 1).iter().map(|word| word.text.as_str()).collect();
        assert_eq!(near, ["a", "b", "c"]);
    }

    #[test]
    fn the_ratio_is_dunnings() {
        // Dunning (1993), table 3: "the swiss" 110 times, "the" 2442 and "swiss" 111 apart, 29114 bigrams neither.
        let (count, near, total) = (110.0, 110.0 + 2442.0, 110.0 + 111.0);
        let (_, ratio) = likelihood(count, total, near, 110.0 + 2442.0 + 111.0 + 29114.0);
        assert!((ratio - 270.72).abs() < 0.01, "{ratio}");
        let (expected, by_chance) = likelihood(5.0, 10.0, 50.0, 100.0);
        assert!((expected - 5.0).abs() < 1e-9 && by_chance.abs() < 1e-9);
        assert!(likelihood(1.0, 10.0, 50.0, 100.0).1 < 0.0);
    }
}
