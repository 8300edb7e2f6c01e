//! What `lexicon check` tries: each rule must hold on its `example` and not on its `not`, each `[[case]]` must be decided as
//! it says, each feature must be used, and no rule may exclude or repeat another.

use super::compile::{FORMS, ROLE_PLACES};
use super::file::{ExampleBlock, ExampleText, File, FullExample};
use super::{IntentRules, MatchScope, Rule, RuleDetector};
use crate::detection::features::FeatureSet;
use crate::detection::{Candidate, OutcomeDetector};
use crate::diagnostics::{Finding, Severity, SourceText};
use stratmine_model::BlockKind;
use toml::Spanned;

/// Facts of form of which a sentence has one at most.
const ONE_OF: [&[&str]; 2] = [&["block:paragraph", "block:list_item", "block:table_row"], &["form:short", "form:long"]];

/// One thing to try.
#[derive(Debug)]
pub(super) struct Example {
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

impl Example {
    /// Every example of the file, in its order.
    pub(super) fn all(file: &File) -> Vec<Self> {
        let new = |on: &Spanned<ExampleText>, expected| Self {
            on: match on.get_ref() {
                ExampleText::Full(full) => full.clone(),
                ExampleText::Text(text) => FullExample {
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
    /// Everything that is wrong with rules that can be used, each with its place; `source` is the file they were parsed from.
    #[must_use]
    pub fn check(&self, source: SourceText<'_>) -> Vec<Finding> {
        let mut findings = self.check_conflicts(source);
        let mut detector = self.detector();
        findings.extend(self.examples.iter().filter_map(|example| fault(example, &mut detector, source)));
        findings.extend(self.unused().map(|name| {
            let offset = source.text.find(&format!("id = \"{name}\"")).unwrap_or_default();
            source.finding(Severity::Warning, offset, format!("no rule uses the feature `{name}`"))
        }));
        findings
    }

    /// The features, by their ids in the file, that neither a rule nor a group asks for.
    fn unused(&self) -> impl Iterator<Item = String> {
        let mut asked = FeatureSet::default();
        for rule in &self.rules {
            for conditions in [&rule.all, &rule.any, &rule.none] {
                asked.extend(conditions);
            }
        }
        let members = self.features.iter().filter_map(|feature| match &feature.scope {
            MatchScope::Group(members) => Some(members),
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
            let by_words = [MatchScope::Cue, MatchScope::Start, MatchScope::Document].contains(&feature.scope);
            by_words && !asked.contains(*number)
        });
        roles.map(|(_, role)| format!("role:{role}")).chain(words.map(|(_, feature)| feature.name.clone()))
    }

    /// Rules that can never hold, and rules that ask for the very same and differ only in what they add.
    fn check_conflicts(&self, source: SourceText<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut say = |rule: &Rule, severity, message: String, hint: &str| {
            let offset = source.text.find(&format!("id = \"{}\"", rule.id)).unwrap_or_default();
            findings.push(source.finding(severity, offset, message).hint(hint));
        };
        for (place, rule) in self.rules.iter().enumerate() {
            if let Some(why) = self.never_holds(rule) {
                let message = format!("the rule `{}` can never hold: {why}", rule.id);
                say(rule, Severity::Error, message, "take one of the two conditions out");
            }
            let same = |other: &&Rule| other.all == rule.all && other.any == rule.any && other.none == rule.none;
            let Some(first) = self.rules.iter().take(place).find(same) else { continue };
            let opposed = (first.weight > 0.0) != (rule.weight > 0.0);
            let how = if opposed { "contradicts" } else { "asks for the same as" };
            let message = format!("the rule `{}` {how} the rule `{}`", rule.id, first.id);
            say(rule, Severity::Warning, message, "keep one of them, with the weight that is meant");
        }
        findings
    }

    /// Why a rule never holds, if so.
    fn never_holds(&self, rule: &Rule) -> Option<String> {
        let name = |number: usize| self.features.get(number).map(|feature| feature.name.as_str()).unwrap_or_default();
        let numbers = 0..self.features.len();
        if let Some(both) = numbers.clone().find(|number| rule.all.contains(*number) && rule.none.contains(*number)) {
            return Some(format!("it asks for `{}` and forbids it", name(both)));
        }
        if !rule.any.is_empty() && rule.none.contains_all(&rule.any) {
            return Some("it forbids all of which it asks for any".to_owned());
        }
        ONE_OF.into_iter().find_map(|apart| {
            let asked: Vec<&str> = apart
                .iter()
                .copied()
                .filter(|form| FORMS.iter().position(|known| known == form).is_some_and(|at| rule.all.contains(at)))
                .collect();
            (asked.len() > 1).then(|| format!("it asks for {} at once", asked.join(" and ")))
        })
    }
}

fn fault(example: &Example, detector: &mut RuleDetector<'_>, source: SourceText<'_>) -> Option<Finding> {
    let on = &example.on;
    let block = match on.block {
        Some(ExampleBlock::ListItem) => BlockKind::ListItem(0),
        Some(ExampleBlock::TableRow) => BlockKind::TableRow,
        Some(ExampleBlock::Paragraph) | None => BlockKind::Paragraph,
    };
    let headings: Vec<String> = on.heading.iter().cloned().collect();
    let titles: Vec<String> = on.title.iter().cloned().collect();
    let decision = detector.decide(&Candidate {
        text: &on.text,
        block,
        headings: &headings,
        lead_in: on.lead_in.as_deref(),
        titles: &titles,
        advises: false,
        after_outcome: on.previous,
    });
    let holds = |id: &String| decision.reasons.iter().any(|reason| reason.id == *id);
    let message = match &example.expected {
        Expected::Holds(id) if !holds(id) => format!("the rule `{id}` does not hold on its example"),
        Expected::HoldsNot(id) if holds(id) => format!("the rule `{id}` holds on what it says it does not"),
        Expected::Decision(outcome) if *outcome != decision.is_outcome => {
            format!("this case is decided {} (score {})", decision.is_outcome, decision.score)
        }
        _ => return None,
    };
    Some(source.error(example.offset, message))
}
