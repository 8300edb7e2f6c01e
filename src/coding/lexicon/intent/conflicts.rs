//! Rules that can never hold, and rules that ask for the very same and differ only in what they add.

use super::compile::FORMS;
use super::{IntentRules, Rule};
use crate::lexicon::{Finding, Severity};

/// Facts of form of which a statement has one at most.
const ONE_OF: [&[&str]; 2] = [&["block:paragraph", "block:list_item", "block:table_row"], &["form:short", "form:long"]];

impl IntentRules {
    /// What of the rules excludes itself or another; `file` and `text` are those they were parsed from.
    #[must_use]
    pub(in crate::lexicon) fn check_conflicts(&self, file: &str, text: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut say = |rule: &Rule, severity, message: String, hint: &str| {
            let offset = text.find(&format!("id = \"{}\"", rule.id)).unwrap_or_default();
            findings.push(Finding::at(severity, file, text, offset, message).hint(hint));
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
