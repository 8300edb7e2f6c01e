//! From what holds of a candidate to the features that have a weight.

use super::evidence::first_words;
use super::weights::Weights;
use crate::detection::Candidate;
use crate::detection::features::{FeatureFinder, Features, Found};
use std::collections::HashMap;

/// The weighted features of a lexicon, found by the lexicon's own numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    features: HashMap<Feature, usize>,
}

/// Something that holds of a candidate and may have a weight.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Feature {
    /// A feature of the lexicon.
    One(usize),
    /// A feature, and which role governs.
    Pair(usize, usize),
    /// The first word, or the first two.
    First(String),
}

const FIRST: &str = "first:";
const AND: &str = " & ";

impl Vocabulary {
    /// The weights that belong to features of these rules; weights of others stand for nothing here.
    pub(crate) fn new(lexicon: &Features, weights: &Weights) -> Self {
        let number = |name: &str| lexicon.number(name);
        let feature = |name: &str| {
            if let Some(words) = name.strip_prefix(FIRST) {
                Some(Feature::First(words.to_owned()))
            } else if let Some((role, other)) = name.split_once(AND) {
                Some(Feature::Pair(number(role)?, number(other)?))
            } else {
                number(name).map(Feature::One)
            }
        };
        let named = weights.outcome().names().iter().enumerate();
        Self { features: named.filter_map(|(place, name)| Some((feature(name)?, place))).collect() }
    }

    /// The weighted features that hold, with their places among the lexicon's: what to show the words of.
    pub(super) fn holding(&self, found: &Found, lexicon: &Features, text: &str) -> Vec<(usize, Feature)> {
        features(found, lexicon, text)
            .filter_map(|feature| Some((self.features.get(&feature).copied()?, feature)))
            .collect()
    }
}

/// The names of all that holds of a candidate and may be given a weight.
pub(super) fn names(finder: &mut FeatureFinder<'_>, lexicon: &Features, candidate: &Candidate<'_>) -> Vec<String> {
    let found = finder.find(candidate);
    let name = |number: usize| lexicon.name(number).unwrap_or_default();
    let named = features(&found, lexicon, candidate.text).map(|feature| match feature {
        Feature::One(number) => name(number).to_owned(),
        Feature::Pair(role, other) => format!("{}{AND}{}", name(role), name(other)),
        Feature::First(words) => format!("{FIRST}{words}"),
    });
    named.collect()
}

fn features<'f>(found: &'f Found, lexicon: &'f Features, text: &str) -> impl Iterator<Item = Feature> + 'f {
    let governing = found.governed;
    let pairs = found
        .features
        .iter()
        .filter(|number| lexicon.is_of_statement(*number))
        .map(move |number| Feature::Pair(governing, number));
    let mut words = first_words(text);
    let first = words.next();
    let two = first.as_ref().zip(words.next()).map(|(first, second)| format!("{first} {second}"));
    found.features.iter().map(Feature::One).chain(pairs).chain(first.into_iter().chain(two).map(Feature::First))
}
