//! What is known of a statement before anybody decides: what holds of it, and which company it is in.

use super::categories::{CategoryObservation, CategoryPredictors};
use super::weights::Weights;
use crate::detection::Candidate;
use stratmine_model::BlockKind;

/// What holds of a statement, and the groups it belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Predictors {
    /// The numbers of the features that have a weight, ascending: see [`Weights`](super::Weights).
    pub(super) features: Vec<usize>,
    /// The groups, ascending.
    pub(super) groups: Vec<Group>,
    /// Whether it only names something, so that nothing is intended by it.
    pub(super) only_names: bool,
    /// What is known of the categories, where it was looked at.
    pub(super) categories: Vec<CategoryPredictors>,
}

impl Predictors {
    /// The same with what is known of the categories.
    #[must_use]
    pub fn with_categories(self, weights: &Weights, observations: &[CategoryObservation]) -> Self {
        let categories = observations.iter().map(|one| CategoryPredictors::new(weights, one)).collect();
        Self { categories, ..self }
    }

    /// The list the statement stands in: of statements of one list one is asked for at a time.
    pub(super) fn list(&self) -> Option<Group> {
        self.groups.iter().copied().find(|group| group.kind == GroupKind::List)
    }
}

/// All that holds of a statement, by name: what weights are fitted on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observation {
    /// The names of what holds and may be given a weight.
    pub features: Vec<String>,
    /// The groups, ascending.
    pub(super) groups: Vec<Group>,
    /// Whether it only names something.
    pub(super) only_names: bool,
    /// What holds of each category, if the statement is an intended outcome.
    pub categories: Vec<CategoryObservation>,
}

impl Observation {
    /// What is known of the statement by some weights.
    #[must_use]
    pub fn evidence(&self, weights: &Weights) -> Predictors {
        let features = weights.outcome().numbers(&self.features);
        let (groups, only_names) = (self.groups.clone(), self.only_names);
        Predictors { features, groups, only_names, categories: Vec::new() }.with_categories(weights, &self.categories)
    }
}

/// Statements that are alike in one respect: a decision on one of them bears on the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Group {
    pub(super) kind: GroupKind,
    /// Tells groups of one kind apart.
    key: u64,
}

impl Group {
    /// The group of all statements for which these parts are the same.
    pub(super) fn of(kind: GroupKind, parts: &[&str]) -> Self {
        Self { kind, key: key(parts) }
    }
}

/// In which respect statements are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum GroupKind {
    /// The same paper.
    Paper,
    /// The same paper and the same first word.
    PaperStart,
    /// Below the same heading of the paper, of whatever rank.
    Below,
    /// The same two nearest headings and the same kind of block.
    Section,
    /// The same nearest heading, in whatever paper.
    Heading,
    /// The same lead-in, in whatever paper.
    LeadIn,
    /// The same page.
    Page,
    /// Close by: within the same eight statements.
    Nearby,
    /// The same nearest heading and lead-in.
    List,
}

impl GroupKind {
    /// The standard deviation of the effects of such groups, in log-odds. Chosen on coded papers left out of the fit
    /// (docs/quality.md): there it matters little between three quarters and one and a half of these values.
    pub(super) const fn spread(self) -> f64 {
        match self {
            Self::Paper | Self::Section | Self::List => 2.0,
            Self::Below | Self::Heading | Self::LeadIn | Self::Page => 1.3,
            Self::Nearby | Self::PaperStart => 1.0,
        }
    }
}

/// The groups of a candidate, ascending.
pub(super) fn groups(candidate: &Candidate<'_>) -> Vec<Group> {
    /// Statements that count as close by.
    const NEARBY: usize = 8;
    let mut groups = Vec::with_capacity(10 + candidate.headings.len());
    let paper = candidate.paper;
    let mut add = |kind, parts: &[&str]| groups.push(Group::of(kind, parts));
    let nearest = candidate.headings.last().map_or("", String::as_str);
    let above = candidate.headings.len().checked_sub(2).and_then(|at| candidate.headings.get(at));
    let block = match candidate.block {
        BlockKind::ListItem(_) => "item",
        BlockKind::TableRow => "cell",
        _ => "text",
    };
    let start = first_words(candidate.text).next().unwrap_or_default();
    let page = candidate.page.to_string();
    add(GroupKind::Paper, &[paper]);
    add(GroupKind::PaperStart, &[paper, &start]);
    add(GroupKind::Section, &[paper, above.map_or("", String::as_str), nearest, block]);
    add(GroupKind::List, &[paper, nearest, candidate.lead_in.unwrap_or_default()]);
    add(GroupKind::Page, &[paper, &page]);
    // Two overlapping divisions of the paper, so that no neighbour is cut off.
    for (division, shift) in [("even", 0), ("odd", NEARBY / 2)] {
        add(GroupKind::Nearby, &[paper, division, &((candidate.number + shift) / NEARBY).to_string()]);
    }
    let mut path = vec![paper];
    for heading in candidate.headings {
        path.push(heading);
        add(GroupKind::Below, &path);
    }
    for (kind, text) in [(GroupKind::Heading, nearest), (GroupKind::LeadIn, candidate.lead_in.unwrap_or_default())] {
        // Numbers of chapters apart.
        let words: Vec<String> = words(text).filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).collect();
        if !words.is_empty() {
            add(kind, &words.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// The first words of a text, in small letters.
pub(super) fn first_words(text: &str) -> impl Iterator<Item = String> {
    words(text).take(2)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// A number that tells lists of words apart (FNV-1a, 64 bits): the same on every machine and in every version.
fn key(parts: &[&str]) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}
