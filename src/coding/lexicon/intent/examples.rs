//! The examples in the lexicon, tried on the lexicon itself: each rule must hold on its `example` and not on its `not`,
//! and each `[[case]]` must be decided as it says.

use super::compile::{FORMS, ROLE_PLACES};
use super::set::FeatureSet;
use super::source::{Example, ExampleBlock, File, FullExample, Place};
use super::{IntentRules, Memory, Place as FeaturePlace, Situation};
use crate::lexicon::{Finding, Severity};
use stratmine_model::BlockKind;
use toml::Spanned;

/// One thing to try.
#[derive(Debug)]
pub(super) struct Check {
    on: FullExample,
    offset: usize,
    expected: Expected,
}

#[derive(Debug)]
enum Expected {
    Holds(String),
    HoldsNot(String),
    Decision(bool),
}

impl Check {
    /// Every example of the file, in its order.
    pub(super) fn all(file: &File) -> Vec<Self> {
        let new = |on: &Spanned<Example>, expected| Self {
            on: match on.get_ref() {
                Example::Full(full) => full.clone(),
                Example::Text(text) => FullExample {
                    text: text.clone(),
                    heading: None,
                    lead_in: None,
                    block: None,
                    title: None,
                    previous: false,
                },
            },
            offset: on.span().start,
            expected,
        };
        let of_rules = file.rule.iter().flat_map(|rule| {
            let id = rule.id.get_ref();
            let holds = rule.example.iter().map(move |on| new(on, Expected::Holds(id.clone())));
            holds.chain(rule.not.iter().map(move |on| new(on, Expected::HoldsNot(id.clone()))))
        });
        of_rules.chain(file.case.iter().map(|case| new(&case.on, Expected::Decision(case.outcome)))).collect()
    }
}

impl IntentRules {
    /// Tries every example of the lexicon, and looks for features that no rule uses; `file` and `text` are those it was
    /// parsed from.
    ///
    /// Returns what does not come out as written, with its place in the file; empty where all is well.
    #[must_use]
    pub fn check_examples(&self, file: &str, text: &str) -> Vec<Finding> {
        let mut memory = Memory::default();
        let faults = self.examples.iter().filter_map(|check| self.fault(check, &mut memory, Place { file, text }));
        let unused = self.unused().map(|name| {
            let offset = text.find(&format!("id = \"{name}\"")).unwrap_or_default();
            Finding::at(Severity::Warning, file, text, offset, format!("no rule uses the feature `{name}`"))
        });
        faults.chain(unused).collect()
    }

    /// The features, by their ids in the file, that neither a rule nor a group asks for.
    fn unused(&self) -> impl Iterator<Item = String> {
        let mut asked = FeatureSet::default();
        for rule in &self.rules {
            for conditions in [&rule.all, &rule.any, &rule.none] {
                asked.extend(conditions);
            }
        }
        let members = self.features.iter().filter_map(|feature| match &feature.place {
            FeaturePlace::Group(members) => Some(members),
            _ => None,
        });
        for member in members.flatten() {
            asked.insert(*member);
        }
        // A role is used if it is asked for in any of the places where it may stand.
        let roles = self.roles.iter().enumerate().filter(move |(role, _)| {
            let first = FORMS.len() + role * ROLE_PLACES;
            !(first..first + ROLE_PLACES).any(|number| asked.contains(number))
        });
        let words = self.features.iter().enumerate().filter(move |(number, feature)| {
            let by_words = [FeaturePlace::Cue, FeaturePlace::Start, FeaturePlace::Document].contains(&feature.place);
            by_words && !asked.contains(*number)
        });
        roles.map(|(_, role)| format!("role:{role}")).chain(words.map(|(_, feature)| feature.name.clone()))
    }

    fn fault(&self, check: &Check, memory: &mut Memory, place: Place<'_>) -> Option<Finding> {
        let on = &check.on;
        let block = match on.block {
            Some(ExampleBlock::ListItem) => BlockKind::ListItem(0),
            Some(ExampleBlock::TableRow) => BlockKind::TableRow,
            Some(ExampleBlock::Paragraph) | None => BlockKind::Paragraph,
        };
        let headings: Vec<String> = on.heading.iter().cloned().collect();
        let titles: Vec<String> = on.title.iter().cloned().collect();
        let situation = Situation {
            text: &on.text,
            block,
            headings: &headings,
            lead_in: on.lead_in.as_deref(),
            titles: &titles,
            advises: false,
            after_outcome: on.previous,
        };
        let judgement = self.judge(&situation, memory);
        let message = match &check.expected {
            Expected::Holds(id) if !judgement.holds(id) => format!("the rule `{id}` does not hold on its example"),
            Expected::HoldsNot(id) if judgement.holds(id) => {
                format!("the rule `{id}` holds on what it says it does not")
            }
            Expected::Decision(outcome) if *outcome != judgement.is_outcome => {
                format!("this case is decided {} (score {})", judgement.is_outcome, judgement.score)
            }
            _ => return None,
        };
        Some(place.error(check.offset, message))
    }
}
