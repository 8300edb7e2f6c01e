//! Deciding by rules: which features a candidate has, which rules hold, and on which words.

use super::compile::{FORMS, NOTHING, ROLE_PLACES, SILENT};
use super::patterns::Patterns;
use super::{IntentRules, MatchScope, Rule};
use crate::detection::features::FeatureSet;
use crate::detection::features::statement::{beginnings, label, lead_ins};
use crate::detection::{Candidate, Decision, Diagnosis, NearMiss, OutcomeDetector, Reason};
use std::collections::HashMap;
use stratmine_model::{BlockKind, Span};

/// Places of a role by their number within it; 0 is that of the role that rules the context.
const LEAD_IN: usize = 1;
const NEAREST: usize = 2;
const ANY: usize = 3;

/// Decides by the rules of the lexicon of intent. One detector serves one document: it keeps what its headings, lead-ins and
/// titles say, so that each is looked at once.
#[derive(Debug)]
pub struct RuleDetector<'r> {
    rules: &'r IntentRules,
    /// The roles of headings and lead-ins, a bit each.
    roles: HashMap<String, u64>,
    /// The features that titles have.
    titles: HashMap<String, FeatureSet>,
}

/// The features of a candidate, and the text that gives it its context: the nearest label, lead-in or heading with a role.
struct Context {
    features: FeatureSet,
    heading: Option<String>,
}

impl OutcomeDetector for RuleDetector<'_> {
    fn decide(&mut self, candidate: &Candidate<'_>) -> Decision {
        let context = self.context(candidate);
        let held = || self.rules.rules.iter().filter(|rule| rule.holds(&context.features));
        // An empty sum of floats is -0.0, which would be shown.
        let score = held().filter(|rule| !rule.is_veto()).map(|rule| rule.weight).sum::<f32>() + 0.0;
        let threshold = self.rules.threshold;
        let reasons = held().map(|rule| {
            let found = rule.order.iter().find_map(|number| self.evidence(*number, candidate, &context));
            let (text, span) = found.unwrap_or_default();
            Reason { id: rule.id.clone(), weight: rule.weight, text, span }
        });
        let is_outcome = score >= threshold && !held().any(Rule::is_veto);
        Decision { is_outcome, score, threshold, reasons: reasons.collect() }
    }

    fn diagnose(&mut self, candidate: &Candidate<'_>) -> Diagnosis {
        let Context { features, .. } = self.context(candidate);
        let names = |numbers: &mut dyn Iterator<Item = usize>| -> Vec<String> {
            numbers.filter_map(|number| Some(self.rules.features.get(number)?.name.clone())).collect()
        };
        let stopped = self.rules.rules.iter().filter(|rule| rule.asks_for(&features) && !rule.holds(&features));
        let near_misses = stopped.map(|rule| NearMiss {
            id: rule.id.clone(),
            weight: rule.weight,
            stopped_by: names(&mut rule.none.iter().filter(|number| features.contains(*number))),
        });
        Diagnosis { features: names(&mut features.iter()), near_misses: near_misses.collect() }
    }
}

impl Rule {
    fn asks_for(&self, features: &FeatureSet) -> bool {
        features.contains_all(&self.all) && (self.any.is_empty() || features.meets(&self.any))
    }

    fn holds(&self, features: &FeatureSet) -> bool {
        self.asks_for(features) && !features.meets(&self.none)
    }
}

impl<'r> RuleDetector<'r> {
    pub(super) fn new(rules: &'r IntentRules) -> Self {
        Self { rules, roles: HashMap::new(), titles: HashMap::new() }
    }

    fn context(&mut self, candidate: &Candidate<'_>) -> Context {
        let rules = self.rules;
        let mut features = FeatureSet::default();
        let text = candidate.text;
        for number in forms(candidate) {
            features.insert(number);
        }
        rules.cue_patterns.owners_in(text, |number| features.insert(number));
        let label = label(text);
        for begin in beginnings(text, label.as_ref()) {
            rules.start_patterns.owners_in(text.get(begin..).unwrap_or_default(), |number| features.insert(number));
        }
        let heading = self.heading_context(candidate, label.and_then(|range| text.get(range)), &mut features);
        for title in candidate.titles {
            if !self.titles.contains_key(title) {
                let mut found = FeatureSet::default();
                rules.document_patterns.owners_in(title, |number| found.insert(number));
                self.titles.insert(title.clone(), found);
            }
            if let Some(found) = self.titles.get(title) {
                features.extend(found);
            }
        }
        for (number, feature) in rules.features.iter().enumerate().skip(rules.first_group) {
            if let MatchScope::Group(members) = &feature.scope
                && members.iter().any(|member| features.contains(*member))
            {
                features.insert(number);
            }
        }
        Context { features, heading }
    }

    /// Adds what label, lead-in and headings announce. Returns the nearest of these texts that has a role: it rules the
    /// context of the candidate.
    fn heading_context(
        &mut self,
        candidate: &Candidate<'_>,
        label: Option<&str>,
        features: &mut FeatureSet,
    ) -> Option<String> {
        let rules = self.rules;
        let nearest_first = label
            .into_iter()
            .map(|text| (text, [].as_slice()))
            .chain(lead_ins(candidate).map(|text| (text, [LEAD_IN].as_slice())))
            .chain(candidate.headings.iter().rev().enumerate().map(|(distance, text)| {
                (text.as_str(), if distance == 0 { [NEAREST, ANY].as_slice() } else { [ANY].as_slice() })
            }));
        let mut heading: Option<&str> = None;
        for (text, places) in nearest_first {
            let mut roles = self.roles_of(text);
            if places.contains(&ANY) && candidate.titles.iter().any(|title| title == text) {
                roles &= !rules.not_of_titles;
            }
            for role in (0..rules.roles.len()).filter(|role| roles & (1 << role) != 0) {
                for place in places {
                    features.insert(FORMS.len() + role * ROLE_PLACES + place);
                }
            }
            let ruling = roles & rules.governing;
            if ruling == 0 && places == [LEAD_IN] {
                features.insert(SILENT);
            }
            if heading.is_none() && ruling != 0 {
                heading = Some(text);
                // The first role in the file's order counts, so that "achievements against our aims" are achievements.
                features.insert(FORMS.len() + ruling.trailing_zeros() as usize * ROLE_PLACES);
            }
        }
        if heading.is_none() {
            features.insert(NOTHING);
        }
        heading.map(str::to_owned)
    }

    /// The roles that a label, lead-in or heading has, a bit each.
    fn roles_of(&mut self, text: &str) -> u64 {
        if let Some(known) = self.roles.get(text) {
            return *known;
        }
        let mut roles = 0_u64;
        self.rules.role_patterns.owners_in(text, |role| roles |= 1 << role);
        self.roles.insert(text.to_owned(), roles);
        roles
    }

    /// The words behind a feature that holds, with their place where they are the candidate's own.
    fn evidence(&self, number: usize, candidate: &Candidate<'_>, context: &Context) -> Option<(String, Option<Span>)> {
        if !context.features.contains(number) {
            return None;
        }
        let rules = self.rules;
        let feature = rules.features.get(number)?;
        let in_text = |from: usize, patterns: &Patterns| {
            let found = patterns.find(number, candidate.text.get(from..)?)?;
            let span = Span::new(found.start + from, found.end + from);
            Some((candidate.text.get(span.start..span.end)?.to_owned(), Some(span)))
        };
        let whole = |text: &str| Some((text.to_owned(), None));
        let with_role = |role: usize| move |text: &&str| rules.role_patterns.find(role, text).is_some();
        match &feature.scope {
            MatchScope::Form => None,
            MatchScope::Cue => in_text(0, &rules.cue_patterns),
            MatchScope::Start => {
                let begin = beginnings(candidate.text, label(candidate.text).as_ref());
                begin.into_iter().find_map(|from| in_text(from, &rules.start_patterns))
            }
            MatchScope::Context(_) => whole(context.heading.as_deref()?),
            MatchScope::LeadIn(_) => whole(candidate.lead_in?),
            MatchScope::Heading(_) => whole(candidate.headings.last()?),
            MatchScope::Path(role) => {
                whole(candidate.headings.iter().rev().map(String::as_str).find(with_role(*role))?)
            }
            MatchScope::Document => {
                let says = |text: &&String| rules.document_patterns.find(number, text).is_some();
                whole(candidate.titles.iter().find(says)?)
            }
            MatchScope::Group(members) => members.iter().find_map(|member| self.evidence(*member, candidate, context)),
        }
    }
}

/// The numbers of the facts of form that hold.
fn forms(candidate: &Candidate<'_>) -> impl Iterator<Item = usize> {
    let text = candidate.text.trim();
    let words = text.split_whitespace().count();
    let facts = [
        candidate.block == BlockKind::Paragraph,
        matches!(candidate.block, BlockKind::ListItem(_)),
        candidate.block == BlockKind::TableRow,
        candidate.lead_in.is_some(),
        !candidate.headings.is_empty(),
        words <= 3,
        words > 45,
        text.ends_with('?'),
        text.ends_with(['.', '!', ';']),
        text.starts_with(char::is_lowercase),
        candidate.after_outcome,
        candidate.advises,
    ];
    facts.into_iter().enumerate().filter_map(|(number, holds)| holds.then_some(number))
}
