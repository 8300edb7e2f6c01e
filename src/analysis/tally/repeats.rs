//! The same sentence twice: papers that share statements, and what is counted once of them.
//!
//! Two papers are *related* where they share many of their longer sentences word for word: an older and a newer edition,
//! or a summary beside its report. Shared sentences as a measure of overlap follow Broder (1997, *On the resemblance and
//! containment of documents*): containment of the smaller in the larger, and of the larger in the smaller.

use super::Summary;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Fewest words of an intended outcome that counts as repeated: shorter ones are said by many without being taken over.
const FEWEST_WORDS: usize = 5;

/// Fewest words of a sentence that counts as overlap.
const FEWEST_WORDS_SHARED: usize = 8;

/// Least part of the smaller paper's longer sentences that the larger one has too.
const LEAST_SHARE: f64 = 0.3;

/// Fewest of them.
const FEWEST_SHARED: usize = 5;

/// Least part of the larger paper's longer sentences that the smaller one has too, for two editions.
const LEAST_SHARE_OF_EDITION: f64 = 0.5;

/// A sentence that more papers have is a form of words and no overlap. It also keeps the work in proportion to the
/// number of papers.
const MOST_PAPERS: usize = 50;

/// How two papers are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaperOverlap {
    /// Each has most of the other: two editions of one paper.
    Editions,
    /// Much of the smaller stands in the larger: a summary or an excerpt.
    Part,
}

impl PaperOverlap {
    /// The overlap in a word or three.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Editions => "two editions",
            Self::Part => "a part of it",
        }
    }
}

/// Two papers that share sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// The file with more statements: shared outcomes are counted there.
    pub file: String,
    /// The other file.
    pub other: String,
    /// How they are related.
    pub overlap: PaperOverlap,
    /// Sentences of eight words or more that both have, each once.
    pub shared: usize,
    /// The part of such sentences of `other` that `file` has too, 0 to 1.
    pub of_other: f64,
    /// The part of such sentences of `file` that `other` has too, 0 to 1.
    pub of_file: f64,
}

/// A sentence by its letters and digits alone, if it has words enough.
pub(super) fn key(text: &str, fewest: usize) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    let mut words = 0;
    for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        word.to_lowercase().hash(&mut hasher);
        words += 1;
    }
    (words >= fewest).then(|| hasher.finish())
}

/// The key by which an intended outcome is known again; none for one of few words.
pub(super) fn outcome_key(text: &str) -> Option<u64> {
    key(text, FEWEST_WORDS)
}

/// The keys by which a paper is known again, sorted, each once.
pub(super) fn sentence_keys<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<u64> {
    let mut keys: Vec<u64> = texts.filter_map(|text| key(text, FEWEST_WORDS_SHARED)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Papers that are related, by file. `documents` in the order of their files.
pub(super) fn related(documents: &[&Summary]) -> Vec<Related> {
    // Sorted, equal sentences of several papers stand together: of millions that is faster than a table by sentence.
    let mut sentences: Vec<(u64, usize)> = Vec::new();
    for (place, document) in documents.iter().enumerate() {
        sentences.extend(document.sentences.iter().map(|key| (*key, place)));
    }
    sentences.sort_unstable();
    let mut shared_by: Vec<Vec<&[(u64, usize)]>> = vec![Vec::new(); documents.len()];
    for papers in sentences.chunk_by(|one, other| one.0 == other.0) {
        if !(2..=MOST_PAPERS).contains(&papers.len()) {
            continue;
        }
        // The last of them has no later one.
        for (at, (_, place)) in papers.iter().enumerate().take(papers.len() - 1) {
            if let (Some(shared), Some(later)) = (shared_by.get_mut(*place), papers.get(at + 1..)) {
                shared.push(later);
            }
        }
    }
    let overlapping = |((one, other), shared): ((usize, usize), usize)| {
        let (one, other) = (*documents.get(one)?, *documents.get(other)?);
        let (large, small) = if other.statements > one.statements { (other, one) } else { (one, other) };
        let part = |of: &Summary| shared as f64 / of.sentences.len().max(1) as f64;
        let (of_other, of_file) = (part(small), part(large));
        let is_related = shared >= FEWEST_SHARED && of_other.max(of_file) >= LEAST_SHARE;
        let both = of_other.min(of_file) >= LEAST_SHARE_OF_EDITION;
        is_related.then(|| Related {
            file: large.file.clone(),
            other: small.file.clone(),
            overlap: if both { PaperOverlap::Editions } else { PaperOverlap::Part },
            shared,
            of_other,
            of_file,
        })
    };
    // Paper by paper, the sentences it shares with each later one, in a row of counters that is used again.
    let mut counters = vec![0_usize; documents.len()];
    let mut related = Vec::new();
    for (place, later) in shared_by.iter().enumerate() {
        let mut met = Vec::new();
        for (_, other) in later.iter().copied().flatten() {
            let Some(counter) = counters.get_mut(*other) else { continue };
            if *counter == 0 {
                met.push(*other);
            }
            *counter += 1;
        }
        met.sort_unstable();
        for other in met {
            let shared = counters.get_mut(other).map(std::mem::take).unwrap_or_default();
            related.extend(overlapping(((place, other), shared)));
        }
    }
    related
}

/// The intended outcomes that were said before, each with the one that is counted in its stead: in the same paper, or in
/// a related one with more statements.
pub(super) fn repeats(documents: &[&Summary], related: &[Related]) -> BTreeMap<String, String> {
    let mut order: Vec<&Summary> = documents.to_vec();
    order.sort_by(|one, other| other.statements.cmp(&one.statements).then_with(|| one.file.cmp(&other.file)));
    let mut partners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for pair in related {
        partners.entry(&pair.file).or_default().push(&pair.other);
        partners.entry(&pair.other).or_default().push(&pair.file);
    }
    let mut said: BTreeMap<&str, HashMap<u64, &str>> = BTreeMap::new();
    let mut repeats = BTreeMap::new();
    for document in order {
        let mut own: HashMap<u64, &str> = HashMap::new();
        for outcome in &document.outcomes {
            let Some(key) = outcome.key else { continue };
            let others = partners.get(document.file.as_str()).into_iter().flatten();
            let elsewhere = || others.filter_map(|file| said.get(file)).find_map(|said| said.get(&key).copied());
            match own.get(&key).copied().or_else(elsewhere) {
                Some(first) => _ = repeats.insert(outcome.id.clone(), first.to_owned()),
                None => _ = own.insert(key, &outcome.id),
            }
        }
        if partners.contains_key(document.file.as_str()) {
            said.insert(&document.file, own);
        }
    }
    repeats
}
