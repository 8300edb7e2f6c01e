//! One decision: which features a situation has, which rules hold, and on which words.

use super::compile::{FORMS, NOTHING, ROLE_PLACES, SILENT};
use super::patterns::Patterns;
use super::set::FeatureSet;
use super::{IntentRules, Place, Rule};
use std::collections::HashMap;
use std::ops::Range;
use stratmine_model::BlockKind;

/// Places of a role by their number within it; 0 is that of the role that governs.
const LEAD_IN: usize = 1;
const NEAREST: usize = 2;
const ANY: usize = 3;

/// A sentence (or a whole list item or cell of one sentence) with what stands around it.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'s> {
    /// Its words.
    pub text: &'s str,
    /// The kind of its block.
    pub block: BlockKind,
    /// The headings above it, highest first.
    pub headings: &'s [String],
    /// What introduces it.
    pub lead_in: Option<&'s str>,
    /// Titles of the document: declared, in the file, first heading.
    pub titles: &'s [String],
    /// Whether the document advises others throughout ([`IntentRules::advises`]).
    pub advises: bool,
    /// Whether the sentence before it in the same block is an intended outcome.
    pub after_outcome: bool,
}

/// What was found out about headings, lead-ins and titles, so that each is looked at once.
#[derive(Debug, Default)]
pub struct Memory {
    roles: HashMap<String, u64>,
    documents: HashMap<String, FeatureSet>,
}

/// A rule that holds, with the words that set it off.
#[derive(Debug)]
pub struct Fired<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The words; empty where no words set it off.
    pub text: String,
    /// Where they lie in the situation's text, as bytes, if they do.
    pub range: Option<Range<usize>>,
}

/// A rule that would hold, had not something stopped it.
#[derive(Debug)]
pub struct NearMiss<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The features under `none` that hold.
    pub stopped_by: Vec<&'r str>,
}

/// What the rules say of a situation.
#[derive(Debug)]
pub struct Judgement<'r> {
    rules: &'r IntentRules,
    features: FeatureSet,
    governor: Option<String>,
    /// Whether it is an intended outcome.
    pub is_outcome: bool,
    /// The sum of the weights of the rules that hold, vetoes left out.
    pub score: f32,
    fired: Vec<usize>,
}

impl IntentRules {
    /// Decides whether a situation states an intended outcome.
    pub fn judge(&self, situation: &Situation<'_>, memory: &mut Memory) -> Judgement<'_> {
        let (features, governor) = self.features_of(situation, memory);
        let fired: Vec<usize> = (0..self.rules.len())
            .filter(|index| self.rules.get(*index).is_some_and(|rule| rule.holds(&features)))
            .collect();
        let held = || fired.iter().filter_map(|index| self.rules.get(*index));
        // An empty sum of floats is -0.0, which would be shown.
        let score = held().filter(|rule| !rule.is_veto()).map(|rule| rule.weight).sum::<f32>() + 0.0;
        let is_outcome = score >= self.threshold && !held().any(Rule::is_veto);
        Judgement { rules: self, features, governor, is_outcome, score, fired }
    }

    fn features_of(&self, situation: &Situation<'_>, memory: &mut Memory) -> (FeatureSet, Option<String>) {
        let mut features = FeatureSet::default();
        let text = situation.text;
        for number in forms(situation) {
            features.insert(number);
        }
        self.cue_patterns.owners_in(text, |number| features.insert(number));
        let label = label(text);
        for begin in beginnings(text, label.as_ref()) {
            self.start_patterns.owners_in(text.get(begin..).unwrap_or_default(), |number| features.insert(number));
        }
        let governor = self.govern(situation, label.and_then(|range| text.get(range)), memory, &mut features);
        for title in situation.titles {
            if !memory.documents.contains_key(title) {
                let mut found = FeatureSet::default();
                self.document_patterns.owners_in(title, |number| found.insert(number));
                memory.documents.insert(title.clone(), found);
            }
            if let Some(found) = memory.documents.get(title) {
                features.extend(found);
            }
        }
        for (number, feature) in self.features.iter().enumerate().skip(self.first_group) {
            if let Place::Group(members) = &feature.place
                && members.iter().any(|member| features.contains(*member))
            {
                features.insert(number);
            }
        }
        (features, governor)
    }

    /// Adds what label, lead-in and headings announce, and returns the text that governs: the nearest with a role.
    fn govern(
        &self,
        situation: &Situation<'_>,
        label: Option<&str>,
        memory: &mut Memory,
        features: &mut FeatureSet,
    ) -> Option<String> {
        let mut roles_of = |text: &str| -> u64 {
            if let Some(known) = memory.roles.get(text) {
                return *known;
            }
            let mut roles = 0_u64;
            self.role_patterns.owners_in(text, |role| roles |= 1 << role);
            memory.roles.insert(text.to_owned(), roles);
            roles
        };
        let mut governor: Option<&str> = None;
        let mut note = |text: &'_ str, places: &[usize]| {
            let is_title = places.contains(&ANY) && situation.titles.iter().any(|title| title == text);
            let roles = roles_of(text) & if is_title { !self.not_of_titles } else { u64::MAX };
            for role in (0..self.roles.len()).filter(|role| roles & (1 << role) != 0) {
                for place in places {
                    features.insert(FORMS.len() + role * ROLE_PLACES + place);
                }
            }
            roles
        };
        // The first role in the file's order governs, so that "achievements against our aims" are achievements.
        let mut governing = 0;
        let mut silent = false;
        let nearest_first = label
            .into_iter()
            .map(|text| (text, [].as_slice()))
            .chain(lead_ins(situation).map(|text| (text, [LEAD_IN].as_slice())))
            .chain(situation.headings.iter().rev().enumerate().map(|(distance, text)| {
                (text.as_str(), if distance == 0 { [NEAREST, ANY].as_slice() } else { [ANY].as_slice() })
            }));
        for (text, places) in nearest_first {
            let roles = note(text, places);
            let may_govern = roles & self.governing;
            silent |= may_govern == 0 && places == [LEAD_IN];
            if governor.is_none() && may_govern != 0 {
                governor = Some(text);
                governing = may_govern.trailing_zeros() as usize;
            }
        }
        if silent {
            features.insert(SILENT);
        }
        match governor {
            Some(_) => features.insert(FORMS.len() + governing * ROLE_PLACES),
            None => features.insert(NOTHING),
        }
        governor.map(str::to_owned)
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

impl<'r> Judgement<'r> {
    /// The rules that hold, in the file's order, with the words of `situation` that set them off.
    pub fn fired(&self, situation: &Situation<'_>) -> Vec<Fired<'r>> {
        let rules = self.rules;
        self.fired
            .iter()
            .filter_map(|index| rules.rules.get(*index))
            .map(|rule| {
                let found = rule.order.iter().find_map(|number| self.evidence(*number, situation));
                let (text, range) = found.unwrap_or_default();
                Fired { rule, text, range }
            })
            .collect()
    }

    /// Whether the rule called `id` holds.
    #[must_use]
    pub fn holds(&self, id: &str) -> bool {
        self.fired.iter().filter_map(|index| self.rules.rules.get(*index)).any(|rule| rule.id == id)
    }

    /// The names of the features that hold.
    pub fn features(&self) -> impl Iterator<Item = &'r str> + '_ {
        let rules = self.rules;
        self.features.iter().filter_map(|number| rules.features.get(number)).map(|feature| feature.name.as_str())
    }

    /// The rules that only a `none` condition stopped, in the file's order.
    pub fn near_misses(&self) -> Vec<NearMiss<'r>> {
        let rules = self.rules;
        let stopped = rules.rules.iter().filter(|rule| rule.asks_for(&self.features) && !rule.holds(&self.features));
        stopped
            .map(|rule| NearMiss {
                rule,
                stopped_by: rule
                    .none
                    .iter()
                    .filter(|number| self.features.contains(*number))
                    .filter_map(|number| rules.features.get(number))
                    .map(|feature| feature.name.as_str())
                    .collect(),
            })
            .collect()
    }

    /// The words behind a feature that holds, with their place where they are the statement's own.
    fn evidence(&self, number: usize, situation: &Situation<'_>) -> Option<(String, Option<Range<usize>>)> {
        if !self.features.contains(number) {
            return None;
        }
        let rules = self.rules;
        let feature = rules.features.get(number)?;
        let in_text = |from: usize, patterns: &Patterns| {
            let found = patterns.find(number, situation.text.get(from..)?)?;
            let range = found.start + from..found.end + from;
            Some((situation.text.get(range.clone())?.to_owned(), Some(range)))
        };
        let whole = |text: &str| Some((text.to_owned(), None));
        let with_role = |role: usize| move |text: &&str| rules.role_patterns.find(role, text).is_some();
        match &feature.place {
            Place::Form => None,
            Place::Cue => in_text(0, &rules.cue_patterns),
            Place::Start => {
                let begin = beginnings(situation.text, label(situation.text).as_ref());
                begin.into_iter().find_map(|from| in_text(from, &rules.start_patterns))
            }
            Place::Governed(_) => whole(self.governor.as_deref()?),
            Place::LeadIn(_) => whole(situation.lead_in?),
            Place::Heading(_) => whole(situation.headings.last()?),
            Place::Path(role) => whole(situation.headings.iter().rev().map(String::as_str).find(with_role(*role))?),
            Place::Document => {
                let says = |text: &&String| rules.document_patterns.find(number, text).is_some();
                whole(situation.titles.iter().find(says)?)
            }
            Place::Group(members) => members.iter().find_map(|member| self.evidence(*member, situation)),
        }
    }
}

/// The numbers of the facts of form that hold.
fn forms(situation: &Situation<'_>) -> impl Iterator<Item = usize> {
    let text = situation.text.trim();
    let words = text.split_whitespace().count();
    let facts = [
        situation.block == BlockKind::Paragraph,
        matches!(situation.block, BlockKind::ListItem(_)),
        situation.block == BlockKind::TableRow,
        situation.lead_in.is_some(),
        !situation.headings.is_empty(),
        words <= 3,
        words > 45,
        text.ends_with('?'),
        text.ends_with(['.', '!', ';']),
        text.starts_with(char::is_lowercase),
        situation.after_outcome,
        situation.advises,
    ];
    facts.into_iter().enumerate().filter_map(|(number, holds)| holds.then_some(number))
}

/// The lead-in, nearest part first: a cell's is the head of its column, then that of its row, parted by a slash.
fn lead_ins<'s>(situation: &Situation<'s>) -> impl Iterator<Item = &'s str> {
    let in_table = situation.block == BlockKind::TableRow;
    let (column, row) = match situation.lead_in {
        Some(lead_in) if in_table => {
            lead_in.split_once(" / ").map_or((Some(lead_in), None), |(column, row)| (Some(column), Some(row)))
        }
        lead_in => (lead_in, None),
    };
    column.into_iter().chain(row)
}

/// What ends a run-in label.
const LABEL_ENDS: [&str; 5] = [": ", "– ", " — ", " - ", ":\n"];

/// The run-in label of a statement ("Objective 2:", "Challenge:", "Healthy schools –"), without what ends it.
fn label(text: &str) -> Option<Range<usize>> {
    const LONGEST: usize = 80;
    const MOST_WORDS: usize = 9;
    let end = LABEL_ENDS.iter().filter_map(|mark| text.find(mark)).min()?;
    let label = text.get(..end)?.trim_end();
    let words = label.split_whitespace().count();
    (end <= LONGEST && (1..=MOST_WORDS).contains(&words)).then_some(0..label.len())
}

/// Where the statement proper may begin: after bullets, numbers and quotation marks; and, if it has a label, after that
/// and after a second one ("1001 days: pregnancy pathway – Delivering …").
fn beginnings(text: &str, label: Option<&Range<usize>>) -> Vec<usize> {
    let skip = |from: usize, numbers: bool| {
        let rest = text.get(from..).unwrap_or_default();
        let mark = |c: char| {
            c.is_whitespace()
                || matches!(c, '•' | '*' | '"' | '\'' | '“' | '‘' | '(' | ')' | '-' | '–' | '—' | ':' | '.' | '…')
                || (numbers && c.is_ascii_digit())
        };
        from + rest.find(|c: char| !mark(c)).unwrap_or(rest.len())
    };
    // "30% of staff will" keeps its number: a number is an ordinal only where a point, a dash or a space alone follows.
    let digits = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let ordinal = text.get(digits..).is_some_and(|rest| rest.starts_with([' ', ')', ':', '-', '–']));
    let mut starts = vec![skip(0, ordinal)];
    if let Some(first) = label {
        let from = skip(first.end, false);
        starts.push(from);
        if let Some(second) = text.get(from..).and_then(self::label) {
            starts.push(skip(from + second.end, false));
        }
    }
    starts.dedup();
    starts
}

#[cfg(test)]
mod tests {
    use super::{beginnings, label};

    #[test]
    fn labels_are_short_and_end_plainly() {
        let found = |text: &'static str| label(text).and_then(|range| text.get(range));
        assert_eq!(found("Objective 2: Describe it"), Some("Objective 2"));
        assert_eq!(found("Healthy schools – build resilience"), Some("Healthy schools"));
        assert_eq!(found("We will do three things that nobody has yet done here: sing"), None);
        assert_eq!(found("No label here"), None);
    }

    #[test]
    fn a_statement_begins_after_marks_numbers_and_labels() {
        let found = |text: &'static str| {
            beginnings(text, label(text).as_ref()).into_iter().map(|at| &text[at..]).collect::<Vec<_>>()
        };
        assert_eq!(found("3.10 Clearly"), ["Clearly"]);
        assert_eq!(found("17 - Improving links"), ["Improving links"]);
        assert_eq!(found("30% of staff"), ["30% of staff"]);
        assert_eq!(found("Aim 3: Make it"), ["Aim 3: Make it", "Make it"]);
        assert_eq!(found("“To be"), ["To be"]);
        assert_eq!(found("Days: Pathway – Delivering")[2..], ["Delivering"]);
    }
}
