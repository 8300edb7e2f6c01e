//! Which features hold of a candidate, and on which words.

use super::compile::{FORMS, NOTHING, ROLE_PLACES, SILENT};
use super::set::FeatureSet;
use super::statement::{beginnings, forms, label, lead_ins};
use super::{Conjunction, Features, Roles, Scope};
use crate::detection::Candidate;
use crate::terms::phrase::{PhraseHit, Phrases};
use std::cmp::Reverse;
use std::collections::HashMap;
use stratmine_model::Span;

/// Places of a role by their number within it; 0 is that of the role that governs.
const LEAD_IN: usize = 1;
const NEAREST: usize = 2;
const ANY: usize = 3;

/// Finds features. One finder serves one document: it keeps what its headings, lead-ins and titles say, so that each is
/// looked at once.
#[derive(Debug)]
pub struct FeatureFinder<'f> {
    features: &'f Features,
    /// The roles of headings and lead-ins, a bit each.
    roles: HashMap<String, u64>,
    /// The features of titles.
    titles: HashMap<String, FeatureSet>,
}

/// What holds of a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The numbers of the features that hold.
    pub features: FeatureSet,
    /// Of these, the one that says what governs: `governed:` and a role, or `governed:nothing`.
    pub governed: usize,
    /// The text that governs: the nearest label, lead-in or heading with a role that can.
    pub governing_text: Option<String>,
    /// The cues and beginnings of the candidate's own text, each time they stand there, with their words.
    said: Vec<(usize, Span)>,
}

impl Conjunction {
    /// Whether all that it asks for is there, whatever it excludes.
    pub(super) fn asks_for(&self, features: &FeatureSet) -> bool {
        features.contains_all(&self.all) && (self.any.is_empty() || features.meets(&self.any))
    }

    fn holds(&self, features: &FeatureSet) -> bool {
        self.asks_for(features) && !features.meets(&self.none)
    }
}

impl<'f> FeatureFinder<'f> {
    pub(super) fn new(features: &'f Features) -> Self {
        Self { features, roles: HashMap::new(), titles: HashMap::new() }
    }

    /// What holds of a candidate.
    pub fn find(&mut self, candidate: &Candidate<'_>) -> Found {
        let text = candidate.text;
        let label = label(text);
        let mut features: FeatureSet = forms(candidate).collect();
        let (kept, said) = self.said(text, &beginnings(text, label.as_ref()));
        features.extend(&kept);
        for title in candidate.titles {
            features.extend(&self.title(title));
        }
        let label = label.and_then(|range| text.get(range));
        let (governed, governing_text) = self.around(candidate, label, &mut features);
        for conjunction in &self.features.conjunctions {
            if conjunction.holds(&features) {
                features.insert(conjunction.number);
            }
        }
        Found { features, governed, governing_text, said }
    }

    /// The rules that hold but for a feature of their `none`, each with these features.
    #[must_use]
    pub fn stopped(&self, found: &Found) -> Vec<(usize, Vec<usize>)> {
        let stopped = self.features.conjunctions.iter().filter(|rule| rule.asks_for(&found.features));
        let stopped = stopped.map(|rule| {
            let by = rule.none.iter().filter(|number| found.features.contains(*number)).collect::<Vec<_>>();
            (rule.number, by)
        });
        stopped.filter(|(_, by)| !by.is_empty()).collect()
    }

    /// The words behind a feature that holds, with their place where they are the candidate's own; `None` where no words
    /// are.
    #[must_use]
    pub fn words(&self, number: usize, candidate: &Candidate<'_>, found: &Found) -> Option<(String, Option<Span>)> {
        if !found.features.contains(number) {
            return None;
        }
        let whole = |text: &str| Some((text.to_owned(), None));
        match self.features.all.get(number)?.scope {
            Scope::Form => None,
            Scope::Cue | Scope::Start => {
                let spans = found.said.iter().filter(|(owner, _)| *owner == number).map(|(_, span)| *span);
                // The first, and of those at one place the longest.
                let span = spans.min_by_key(|span| (span.start, Reverse(span.end)))?;
                Some((candidate.text.get(span.start..span.end)?.to_owned(), Some(span)))
            }
            Scope::Governs => whole(found.governing_text.as_deref()?),
            Scope::LeadIn => whole(candidate.lead_in?),
            Scope::Heading => whole(candidate.headings.last()?),
            Scope::Path(role) => {
                let says = |text: &&String| self.roles.get(*text).is_some_and(|roles| roles & (1 << role) != 0);
                whole(candidate.headings.iter().rev().find(says)?)
            }
            Scope::Document => {
                let says = |text: &&String| self.titles.get(*text).is_some_and(|found| found.contains(number));
                whole(candidate.titles.iter().find(says)?)
            }
            Scope::Conjunction(place) => {
                let conjunction = self.features.conjunctions.get(place)?;
                conjunction.order.iter().find_map(|member| self.words(*member, candidate, found))
            }
        }
    }

    /// Whether a hit stands where its feature looks: a beginning at one of the places where the statement may begin.
    fn counts(&self, hit: &PhraseHit, beginnings: &[usize]) -> bool {
        let start = self.features.all.get(hit.owner).is_some_and(|feature| feature.scope == Scope::Start);
        !start || beginnings.contains(&hit.span.start)
    }

    /// The cues and beginnings of a statement that nothing takes back, and each place of those that are named.
    fn said(&self, text: &str, beginnings: &[usize]) -> (FeatureSet, Vec<(usize, Span)>) {
        let mut said = Vec::new();
        let kept = kept(&self.features.statement_phrases, text, beginnings, |hit| {
            let counts = self.counts(hit, beginnings);
            if counts && !hit.against {
                said.push((hit.owner, hit.span));
            }
            counts
        });
        (kept, said)
    }

    /// The kinds of document that a title tells.
    fn title(&mut self, title: &str) -> FeatureSet {
        if let Some(known) = self.titles.get(title) {
            return *known;
        }
        let found = kept(&self.features.document_phrases, title, &[], |_| true);
        self.titles.insert(title.to_owned(), found);
        found
    }

    /// Adds what label, lead-in and headings announce. Returns what governs: its feature, and the text that announces it.
    fn around(
        &mut self,
        candidate: &Candidate<'_>,
        label: Option<&str>,
        features: &mut FeatureSet,
    ) -> (usize, Option<String>) {
        let Roles { not_of_titles, governing, .. } = self.features.roles;
        let nearest_first = label
            .into_iter()
            .map(|text| (text, [].as_slice()))
            .chain(lead_ins(candidate).map(|text| (text, [LEAD_IN].as_slice())))
            .chain(candidate.headings.iter().rev().enumerate().map(|(distance, text)| {
                (text.as_str(), if distance == 0 { [NEAREST, ANY].as_slice() } else { [ANY].as_slice() })
            }));
        let mut found: Option<(usize, String)> = None;
        for (text, places) in nearest_first {
            let mut roles = self.roles_of(text);
            if places.contains(&ANY) && candidate.titles.iter().any(|title| title == text) {
                roles &= !not_of_titles;
            }
            for role in (0..u64::BITS as usize).filter(|role| roles & (1 << role) != 0) {
                for place in places {
                    features.insert(FORMS.len() + role * ROLE_PLACES + place);
                }
            }
            let ruling = roles & governing;
            if ruling == 0 && places == [LEAD_IN] {
                features.insert(SILENT);
            }
            if found.is_none() && ruling != 0 {
                // The first role in the file's order counts, so that "achievements against our aims" are achievements.
                found = Some((FORMS.len() + ruling.trailing_zeros() as usize * ROLE_PLACES, text.to_owned()));
            }
        }
        let (governed, text) = found.map_or((NOTHING, None), |(number, text)| (number, Some(text)));
        features.insert(governed);
        (governed, text)
    }

    /// The roles that a label, lead-in or heading has, a bit each.
    fn roles_of(&mut self, text: &str) -> u64 {
        if let Some(known) = self.roles.get(text) {
            return *known;
        }
        let roles =
            kept(&self.features.role_phrases, text, &[], |_| true).iter().fold(0, |bits, role| bits | 1 << role);
        self.roles.insert(text.to_owned(), roles);
        roles
    }
}

/// What phrases speak for in a text and none takes back.
fn kept(phrases: &Phrases, text: &str, beginnings: &[usize], mut counts: impl FnMut(&PhraseHit) -> bool) -> FeatureSet {
    let (mut says, mut against) = (FeatureSet::default(), FeatureSet::default());
    phrases.each(text, beginnings, |hit| {
        if counts(&hit) {
            if hit.against { &mut against } else { &mut says }.insert(hit.owner);
        }
    });
    says.without(&against)
}
