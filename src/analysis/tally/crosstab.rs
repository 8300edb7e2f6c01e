//! Counts as statistics take them: document by document, and pairs of codes within statements.

use super::axis::{Key, TallyDimension};
use super::{CountedPapers, NOT_STATED, Summary, UNCLASSIFIED};
use std::collections::BTreeMap;

/// Documents in groups, each with its codings by column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentCrosstab {
    /// The groups.
    pub rows: Vec<String>,
    /// The columns, but for what is unclassified or not stated.
    pub columns: Vec<String>,
    /// Each document's group and counts. A document of several groups is in the strongest; one of none is left out.
    pub documents: Vec<(usize, Vec<u64>)>,
    /// How many documents are in several groups.
    pub several: usize,
    /// How many are in none.
    pub none: usize,
}

impl DocumentCrosstab {
    /// The counts of each group.
    pub fn cells(&self) -> Vec<Vec<u64>> {
        let mut cells = vec![vec![0; self.columns.len()]; self.rows.len()];
        for (group, counts) in &self.documents {
            if let Some(row) = cells.get_mut(*group) {
                row.iter_mut().zip(counts).for_each(|(cell, count)| *cell += count);
            }
        }
        cells
    }
}

/// How often two codes stand in one intended outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoOccurrence {
    /// The first code.
    pub first: String,
    /// The second.
    pub second: String,
    /// Intended outcomes with both, with the first alone, with the second alone, with neither.
    pub counts: [u64; 4],
    /// The ids of those with both.
    pub ids: Vec<String>,
}

impl CountedPapers {
    /// Documents in groups of `by`, which documents have and not statements, with their codings of `across`.
    pub fn crosstab(&self, by: TallyDimension, across: TallyDimension) -> DocumentCrosstab {
        let documents: Vec<&Summary> = self.documents.values().collect();
        let columns = real(self.columns(&documents, across));
        let mut groups: BTreeMap<Key, Vec<Vec<u64>>> = BTreeMap::new();
        let mut crosstab = DocumentCrosstab::default();
        for document in documents {
            crosstab.several += usize::from(by.of_document(document).len() > 1);
            let Some(group) = by.strongest(document) else {
                crosstab.none += 1;
                continue;
            };
            let mut counts = vec![0; columns.len()];
            for outcome in &document.outcomes {
                for key in across.of_outcome(&self.categories, document, outcome) {
                    if let Some(count) = columns.binary_search(&key).ok().and_then(|place| counts.get_mut(place)) {
                        *count += 1;
                    }
                }
            }
            groups.entry(group).or_default().push(counts);
        }
        for (place, (key, documents)) in groups.into_iter().enumerate() {
            crosstab.rows.push(key.shown());
            crosstab.documents.extend(documents.into_iter().map(|counts| (place, counts)));
        }
        crosstab.columns = columns.iter().map(Key::shown).collect();
        crosstab
    }

    /// Every code of `by` with every code of `across`, over all intended outcomes that are counted; each pair once.
    pub fn co_occurrences(&self, by: TallyDimension, across: TallyDimension) -> Vec<CoOccurrence> {
        let documents: Vec<&Summary> = self.documents.values().collect();
        let (firsts, seconds) = (real(self.columns(&documents, by)), real(self.columns(&documents, across)));
        let mut all = 0;
        let mut alone: [BTreeMap<Key, u64>; 2] = [BTreeMap::new(), BTreeMap::new()];
        let mut both: BTreeMap<(Key, Key), Vec<String>> = BTreeMap::new();
        for document in documents {
            for outcome in &document.outcomes {
                all += 1;
                let (one, other) = (
                    by.of_outcome(&self.categories, document, outcome),
                    across.of_outcome(&self.categories, document, outcome),
                );
                for (counts, keys) in alone.iter_mut().zip([&one, &other]) {
                    for key in keys {
                        *counts.entry(key.clone()).or_default() += 1;
                    }
                }
                for (first, second) in one.iter().flat_map(|first| other.iter().map(move |second| (first, second))) {
                    both.entry((first.clone(), second.clone())).or_default().push(outcome.id.clone());
                }
            }
        }
        let [with_first, with_second] = alone;
        let mut co_occurrences = Vec::new();
        for first in &firsts {
            for second in seconds.iter().filter(|second| by != across || first < *second) {
                let ids = both.get(&(first.clone(), second.clone())).cloned().unwrap_or_default();
                let with = |counts: &BTreeMap<Key, u64>, key: &Key| counts.get(key).copied().unwrap_or(0);
                let a = ids.len() as u64;
                let (b, c) = (with(&with_first, first) - a, with(&with_second, second) - a);
                co_occurrences.push(CoOccurrence {
                    first: first.shown(),
                    second: second.shown(),
                    counts: [a, b, c, all - a - b - c],
                    ids,
                });
            }
        }
        co_occurrences
    }
}

/// The keys that are codes.
fn real(keys: Vec<Key>) -> Vec<Key> {
    let is_code = |key: &Key| match key {
        Key::DeclaredNone | Key::NotStated => false,
        Key::Number(_) => true,
        Key::Placed(_, name) | Key::Name(name) => !matches!(name.as_str(), UNCLASSIFIED | NOT_STATED),
    };
    keys.into_iter().filter(is_code).collect()
}

impl TallyDimension {
    /// The one place of a document of several: types and entry points stand strongest first.
    fn strongest(self, document: &Summary) -> Option<Key> {
        let first = |codes: &[String]| codes.first().map(|code| Key::Name(code.clone()));
        match self {
            Self::Partnering => first(&document.partnering),
            Self::EntryPoint => first(&document.entry_points),
            Self::Organisation => first(&document.organisations),
            _ => self.of_document(document).into_iter().find(|key| *key != Key::NotStated),
        }
    }
}
