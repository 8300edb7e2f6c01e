//! What `lexicon check` says of roles, cues and rules that can be used: examples that do not hold, features without one,
//! rules that can never hold or repeat another, lines that are too long to read.

use super::compile::FORMS;
use super::file::{CuesFile, ExampleBlock, ExampleText, FeatureText, FullExample, RolesFile, RulesFile};
use super::{Conjunction, FeatureFiles, Features};
use crate::detection::Candidate;
use crate::diagnostics::{Finding, Severity, SourceText};
use stratmine_model::BlockKind;

/// Facts of form of which a sentence has one at most.
const ONE_OF: [&[&str]; 2] = [&["block:paragraph", "block:list_item", "block:table_row"], &["form:short", "form:long"]];

/// Longest line of these files, in characters.
const LONGEST_LINE: usize = 120;

/// One of the three files.
#[derive(Clone, Copy, Debug)]
enum Which {
    Roles,
    Cues,
    Rules,
}

impl Which {
    const fn of(self, files: FeatureFiles<'_>) -> SourceText<'_> {
        match self {
            Self::Roles => files.roles,
            Self::Cues => files.cues,
            Self::Rules => files.rules,
        }
    }
}

/// One thing to try.
#[derive(Debug)]
pub(super) struct Example {
    file: Which,
    /// The feature, by name.
    feature: String,
    /// Where it stands in the file.
    offset: usize,
    trial: Trial,
}

#[derive(Debug)]
enum Trial {
    /// The feature must hold, or must not.
    On { on: FullExample, holds: bool },
    /// The feature has no example, or no counter-example.
    Missing(&'static str),
}

impl Example {
    /// Everything to try in the three files, in their order.
    pub(super) fn all(roles: &RolesFile, cues: &CuesFile, rules: &RulesFile) -> Vec<Self> {
        let mut all = Vec::new();
        let heading = |text: &str| FullExample { heading: Some(text.to_owned()), ..FullExample::default() };
        let statement = |text: &str| FullExample { text: text.to_owned(), ..FullExample::default() };
        let title = |text: &str| FullExample { title: Some(text.to_owned()), ..FullExample::default() };
        for text in &roles.role {
            of_words(&mut all, Which::Roles, "heading", text, heading);
        }
        for text in &cues.cue {
            of_words(&mut all, Which::Cues, "cue", text, statement);
        }
        for text in &cues.start {
            of_words(&mut all, Which::Cues, "start", text, statement);
        }
        for text in &cues.document {
            of_words(&mut all, Which::Cues, "document", text, title);
        }
        for (kind, rule) in
            rules.group.iter().map(|group| ("group", group)).chain(rules.rule.iter().map(|rule| ("rule", rule)))
        {
            let feature = format!("{kind}:{}", rule.id.get_ref());
            let offset = rule.id.span().start;
            let mut say =
                |offset, trial| all.push(Self { file: Which::Rules, feature: feature.clone(), offset, trial });
            for (example, holds) in [(&rule.example, true), (&rule.not, false)] {
                let Some(example) = example else { continue };
                let on = match example.get_ref() {
                    ExampleText::Text(text) => statement(text),
                    ExampleText::Full(full) => full.clone(),
                };
                say(example.span().start, Trial::On { on, holds });
            }
            if kind == "rule" && rule.example.is_none() {
                say(offset, Trial::Missing("example"));
            }
            if kind == "rule" && rule.not.is_none() && !rule.none.is_empty() {
                say(offset, Trial::Missing("not"));
            }
        }
        all
    }
}

/// What to try of a feature told by words; `on` makes a candidate of an example.
fn of_words(all: &mut Vec<Example>, file: Which, kind: &str, text: &FeatureText, on: impl Fn(&str) -> FullExample) {
    let feature = format!("{kind}:{}", text.id.get_ref());
    let mut say = |offset, trial| all.push(Example { file, feature: feature.clone(), offset, trial });
    for (examples, holds) in [(&text.example, true), (&text.not, false)] {
        let Some(examples) = examples else { continue };
        for example in examples.get_ref().iter() {
            say(examples.span().start, Trial::On { on: on(example), holds });
        }
    }
    if text.example.is_none() {
        say(text.id.span().start, Trial::Missing("example"));
    }
    if text.not.is_none() && !text.unless.is_empty() {
        say(text.id.span().start, Trial::Missing("not"));
    }
}

impl Features {
    /// Everything that is wrong with features that can be used, each with its place; `files` are those they were parsed from.
    #[must_use]
    pub fn check(&self, files: FeatureFiles<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for which in [Which::Roles, Which::Cues, Which::Rules] {
            let source = which.of(files);
            findings.extend(long_lines(source));
            let tried = self.examples.iter().filter(|example| example.file as u8 == which as u8);
            findings.extend(tried.filter_map(|example| self.fault(example, source)));
        }
        findings.extend(self.conflicts(files.rules));
        findings
    }

    fn fault(&self, example: &Example, source: SourceText<'_>) -> Option<Finding> {
        let name = &example.feature;
        let (on, wanted) = match &example.trial {
            Trial::Missing(key) => {
                let message = format!("`{name}` has no `{key}`");
                let hint = match *key {
                    "not" => "add a text that its exceptions keep out: not = \"…\"",
                    _ => "add a text in which it holds: example = \"…\"",
                };
                return Some(source.finding(Severity::Warning, example.offset, message).hint(hint));
            }
            Trial::On { on, holds } => (on, *holds),
        };
        let headings: Vec<String> = on.heading.iter().cloned().collect();
        let titles: Vec<String> = on.title.iter().cloned().collect();
        let found = self.finder().find(&Candidate {
            text: &on.text,
            block: match on.block {
                Some(ExampleBlock::ListItem) => BlockKind::ListItem(0),
                Some(ExampleBlock::TableRow) => BlockKind::TableRow,
                Some(ExampleBlock::Paragraph) | None => BlockKind::Paragraph,
            },
            headings: &headings,
            lead_in: on.lead_in.as_deref(),
            titles: &titles,
            page: 1,
            ..Candidate::default()
        });
        let holds = self.number(name).is_some_and(|number| found.features.contains(number));
        let message = match (wanted, holds) {
            (true, false) => format!("`{name}` does not hold on its example"),
            (false, true) => format!("`{name}` holds on what it says it does not"),
            _ => return None,
        };
        let names = found.features.iter().filter_map(|number| self.name(number)).collect::<Vec<_>>();
        Some(source.error(example.offset, message).hint(format!("what holds: {}", names.join(", "))))
    }

    /// Rules that can never hold, and rules that ask for the very same.
    fn conflicts(&self, source: SourceText<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (place, rule) in self.conjunctions.iter().enumerate() {
            let name = self.name(rule.number).unwrap_or_default();
            let id = name.split_once(':').map_or(name, |(_, id)| id);
            let offset = source.text.find(&format!("id = \"{id}\"")).unwrap_or_default();
            if let Some(why) = self.never_holds(rule) {
                let message = format!("`{name}` can never hold: {why}");
                findings.push(source.error(offset, message).hint("take one of the two conditions out"));
            }
            let same = |other: &&Conjunction| other.all == rule.all && other.any == rule.any && other.none == rule.none;
            if let Some(first) = self.conjunctions.iter().take(place).find(same) {
                let message =
                    format!("`{name}` asks for the same as `{}`", self.name(first.number).unwrap_or_default());
                findings.push(source.finding(Severity::Warning, offset, message).hint("keep one of them"));
            }
        }
        findings
    }

    /// Why a rule never holds, if so.
    fn never_holds(&self, rule: &Conjunction) -> Option<String> {
        if let Some(both) = rule.all.iter().find(|number| rule.none.contains(*number)) {
            return Some(format!("it asks for `{}` and forbids it", self.name(both).unwrap_or_default()));
        }
        if !rule.any.is_empty() && rule.none.contains_all(&rule.any) {
            return Some("it forbids all of which it asks for any".to_owned());
        }
        ONE_OF.into_iter().find_map(|apart| {
            let asked =
                |form: &&str| FORMS.iter().position(|known| known == form).is_some_and(|at| rule.all.contains(at));
            let asked: Vec<&str> = apart.iter().copied().filter(asked).collect();
            (asked.len() > 1).then(|| format!("it asks for {} at once", asked.join(" and ")))
        })
    }
}

/// Lines that a reader would have to scroll for.
fn long_lines(source: SourceText<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let length = line.trim_end().chars().count();
        if length > LONGEST_LINE {
            let message = format!("this line has {length} characters; {LONGEST_LINE} can be read without scrolling");
            findings.push(source.error(at, message).hint("break it: a list may go on in the next line"));
        }
        at += line.len();
    }
    findings
}
