//! A statement of people beside that of the program.

use super::gold::{Codes, GoldPage, GoldStatement};
use super::pairing::{SAME, best_cover, best_pairs};
use super::words::{dice, words};
use super::{AgreementCounts, DetectionCounts};
use std::collections::BTreeSet;
use stratmine_model::Statement;

/// One statement as people and as the program see it; one of the two may be missing.
pub(super) struct Pair<'r> {
    pub(super) gold: Option<&'r GoldStatement>,
    pub(super) coded: Option<&'r Statement>,
    /// How many statements it stands for.
    pub(super) weight: f64,
}

impl<'r> Pair<'r> {
    pub(super) fn wanted(&self) -> Codes<'r> {
        self.gold.and_then(|gold| gold.said.codes())
    }

    /// What the program says, whatever people decided since: that is what is measured.
    pub(super) fn got(&self) -> Codes<'r> {
        let says = self.coded.map(|coded| &coded.proposed).filter(|says| says.intended_outcome)?;
        Some(says.categories.iter().map(String::as_str).collect())
    }

    pub(super) fn quote(&self) -> &'r str {
        let of_gold = self.gold.map(|gold| gold.text.as_str());
        of_gold.or_else(|| self.coded.map(|coded| coded.text.as_str())).unwrap_or_default()
    }

    /// Counts it; a category that is met and not among `categories` is put behind them.
    pub(super) fn count(&self, counts: &mut AgreementCounts, categories: &mut Vec<String>) {
        let (wanted, got) = (self.wanted(), self.got());
        for code in wanted.iter().chain(&got).flatten() {
            if !categories.iter().any(|known| known == code) {
                categories.push((*code).to_owned());
            }
        }
        counts.make_room(categories.len());
        counts.detection.count(wanted.is_some(), got.is_some(), self.weight);
        let both = wanted.is_some() && got.is_some();
        if both && wanted == got {
            counts.exact += self.weight;
        }
        if self.gold.is_none() {
            counts.invented += self.weight;
        }
        let has = |codes: &Codes<'_>, category: &str| codes.as_ref().is_some_and(|codes| codes.contains(category));
        let sums = counts.end_to_end.iter_mut().zip(&mut counts.given);
        for (category, (end_to_end, given)) in categories.iter().zip(sums) {
            let mut more = DetectionCounts::default();
            match (has(&wanted, category), has(&got, category)) {
                (true, true) => more.right = self.weight,
                (false, true) => more.wrong = self.weight,
                (true, false) => more.missed = self.weight,
                (false, false) => continue,
            }
            *end_to_end += more;
            if both {
                *given += more;
            }
        }
    }
}

/// For each statement of the gold that of the program: the one it was drawn as, if that still says the same, else the one
/// with the same words.
fn partners(
    page: &GoldPage,
    statements: &[Statement],
    gold: &[Vec<String>],
    coded: &[Vec<String>],
) -> Vec<Option<usize>> {
    let drawn_as = |(said, its_words): (&GoldStatement, &Vec<String>)| {
        let place = statements.iter().position(|statement| Some(&statement.id) == said.statement.as_ref())?;
        (coded.get(place) == Some(its_words)).then_some(place)
    };
    let known: Vec<Option<usize>> = page.statements.iter().zip(gold).map(drawn_as).collect();
    // What has its partner is like nothing any more.
    let rest = |words: &Vec<String>, taken: bool| if taken { Vec::new() } else { words.clone() };
    let gold: Vec<_> = gold.iter().zip(&known).map(|(words, partner)| rest(words, partner.is_some())).collect();
    let coded: Vec<_> = (0..).zip(coded).map(|(place, words)| rest(words, known.contains(&Some(place)))).collect();
    known.iter().zip(best_pairs(&gold, &coded)).map(|(known, alike)| known.or(alike)).collect()
}

/// The statements of a page, each with what stands behind it on the other side: all of the gold, then (of a page that was
/// coded whole) the program's outcomes that no statement of the gold stands behind. Adds how many are the same to `found`.
pub(super) fn pairs<'r>(page: &'r GoldPage, statements: &'r [Statement], found: &mut DetectionCounts) -> Vec<Pair<'r>> {
    let gold: Vec<_> = page.statements.iter().map(|statement| words(&statement.text)).collect();
    let coded: Vec<_> = statements.iter().map(|statement| words(&statement.text)).collect();
    let partners = partners(page, statements, &gold, &coded);
    let mut covered = BTreeSet::new();
    let mut pairs = Vec::new();
    let mut same = 0;
    for ((said, its_words), partner) in page.statements.iter().zip(&gold).zip(partners) {
        same += usize::from(partner.is_some());
        found.add(partner.is_some(), said.weight);
        let place = partner.or_else(|| best_cover(its_words, &coded));
        covered.extend(place);
        let statement = place.and_then(|place| statements.get(place));
        pairs.push(Pair { gold: Some(said), coded: statement, weight: said.weight });
    }
    if !page.whole {
        return pairs;
    }
    found.wrong += (coded.len() - same) as f64 * page.weight;
    for (place, (statement, its_words)) in statements.iter().zip(&coded).enumerate() {
        if !statement.proposed.intended_outcome || covered.contains(&place) {
            continue;
        }
        let repeats = covered.iter().filter_map(|other| coded.get(*other)).any(|other| dice(its_words, other) >= SAME);
        if repeats || best_cover(its_words, &gold).is_none() {
            pairs.push(Pair { gold: None, coded: Some(statement), weight: page.weight });
        }
    }
    pairs
}

#[cfg(test)]
#[path = "pair_tests.rs"]
mod tests;
