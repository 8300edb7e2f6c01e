//! A statement of people beside that of the program.

use super::gold::{Codes, GoldPage, GoldStatement};
use super::words::{contain, dice, words};
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

/// For each statement of a gold page the place of the program's that is the same.
#[must_use]
pub fn align(page: &GoldPage, statements: &[Statement]) -> Vec<Option<usize>> {
    let gold: Vec<_> = page.statements.iter().map(|statement| words(&statement.text)).collect();
    let coded: Vec<_> = statements.iter().map(|statement| words(&statement.text)).collect();
    partners(page, statements, &gold, &coded)
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

/// As alike as two statements must be to be the same.
const SAME: f64 = 0.8;

/// For each text of `gold` the place of its partner in `coded`: the best pairs first, each text in one pair.
fn best_pairs(gold: &[Vec<String>], coded: &[Vec<String>]) -> Vec<Option<usize>> {
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
fn best_cover(one: &[String], others: &[Vec<String>]) -> Option<usize> {
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

#[cfg(test)]
mod tests {
    use super::pairs;
    use crate::evaluate::{AgreementCounts, DetectionCounts, GoldPage};
    use stratmine_model::{Code, OutcomeCodes, Statement};

    fn page(statements: &serde_json::Value) -> GoldPage {
        serde_json::from_value(serde_json::json!({"doc": "d", "page": 1, "statements": statements})).unwrap()
    }

    /// A statement of the program; where it is `decided`, people turned its answer round.
    fn coded(text: &str, outcome: bool, decided: bool) -> Statement {
        let says = |outcome: bool| OutcomeCodes { intended_outcome: outcome, categories: vec!["quality".to_owned()] };
        Statement {
            id: text.to_owned(),
            text: text.to_owned(),
            intended_outcome: outcome != decided,
            categories: vec![Code { code: "quality".to_owned(), score: 1.0, matches: Vec::new() }],
            proposed: says(outcome),
            decided: decided.then(|| says(!outcome)),
            ..Statement::default()
        }
    }

    fn count(gold: &GoldPage, statements: &[Statement]) -> AgreementCounts {
        let mut counts = AgreementCounts::default();
        let mut categories = Vec::new();
        let pairs = pairs(gold, statements, &mut DetectionCounts::default());
        for pair in &pairs {
            pair.count(&mut counts, &mut categories);
        }
        counts
    }

    #[test]
    fn it_is_the_program_that_is_measured_and_not_what_people_decided_since() {
        let gold =
            page(&serde_json::json!([{"text": "We will be kind to all.", "is_outcome": true, "categories": []}]));
        let statements = [coded("We will be kind to all.", true, true)];
        assert_eq!(
            count(&gold, &statements).detection.found(),
            DetectionCounts { right: 1.0, wrong: 0.0, missed: 0.0 }
        );
    }

    #[test]
    fn of_statements_that_say_the_same_the_one_that_was_drawn_is_meant() {
        let mut gold = page(&serde_json::json!([{"text": "Safe staffing", "is_outcome": false}]));
        let mut statements = [coded("Safe staffing", true, false), coded("Safe staffing", false, false)];
        "second".clone_into(&mut statements[1].id);
        gold.whole = false;
        assert!((count(&gold, &statements).detection.second - 1.0).abs() < 1e-12);
        gold.statements[0].statement = Some("second".to_owned());
        assert!((count(&gold, &statements).detection.neither - 1.0).abs() < 1e-12);
        // The paper was read again, and what has its number now is another.
        "Visiting hours".clone_into(&mut statements[1].text);
        assert!((count(&gold, &statements).detection.second - 1.0).abs() < 1e-12);
    }

    #[test]
    fn outcomes_behind_which_nothing_stands_are_wrong_on_pages_that_were_coded_whole() {
        let gold = page(&serde_json::json!([{"text": "We will be kind to all people here.", "is_outcome": true}]));
        // The same cut in two, the same again, something else, and something else that is no outcome.
        let statements = [
            coded("We will be kind", true, false),
            coded("to all people here.", true, false),
            coded("We will be kind", true, false),
            coded("Visiting hours", true, false),
            coded("Car park", false, false),
        ];
        let counts = count(&gold, &statements);
        assert_eq!(counts.detection.found(), DetectionCounts { right: 1.0, wrong: 2.0, missed: 0.0 });
        assert!((counts.invented - 2.0).abs() < 1e-12);
        let single = GoldPage { whole: false, ..gold };
        assert_eq!(
            count(&single, &statements).detection.found(),
            DetectionCounts { right: 1.0, wrong: 0.0, missed: 0.0 }
        );
    }
}
