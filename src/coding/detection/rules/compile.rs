//! From the file's tables to [`IntentRules`]: names become numbers, patterns become matchers, mistakes get a place.

use super::check::Example;
use super::file::{self, File};
use super::patterns::Patterns;
use super::{Feature, IntentRules, MatchScope, Rule};
use crate::detection::features::set::{CAPACITY, FeatureSet};
use crate::diagnostics::{Finding, LexiconErrors, SourceText};
use crate::expressions::check;
use std::collections::BTreeMap;
use toml::Spanned;

/// The facts of form that need no words, in the order of their numbers.
pub(super) const FORMS: [&str; 14] = [
    "block:paragraph",
    "block:list_item",
    "block:table_row",
    "has:lead_in",
    "has:heading",
    "form:short",
    "form:long",
    "form:question",
    "form:stop",
    "form:lower",
    "previous:outcome",
    "document:advises",
    "lead_in:silent",
    "governed:nothing",
];

/// The number of `lead_in:silent`: there is a lead-in, and it has no role.
pub(super) const SILENT: usize = FORMS.len() - 2;
/// The number of `governed:nothing`.
pub(super) const NOTHING: usize = FORMS.len() - 1;

/// One bit each.
const MOST_ROLES: usize = 64;

/// The places in which a role is looked for, in the order of their numbers.
pub(super) const ROLE_PLACES: usize = 4;

impl IntentRules {
    /// Reads and compiles the lexicon `text`; `file` is its name for messages.
    ///
    /// # Errors
    /// All mistakes that can be told apart, each with its line and column; a syntax error alone.
    pub fn parse(file: &str, text: &str) -> Result<Self, LexiconErrors> {
        let source = SourceText { file, text };
        let mut file = file::read(source).map_err(|error| LexiconErrors { findings: vec![error] })?;
        let errors = file::expand(&mut file, source);
        let compiler = Compiler { source, errors, names: BTreeMap::new(), features: Vec::new() };
        compiler.run(&file).map_err(|findings| LexiconErrors { findings })
    }
}

/// A feature's number with its patterns for and against.
type Owned<'f> = (usize, Vec<&'f str>, Vec<&'f str>);

/// Compiles the patterns of roles, cues, starts and documents.
fn gathered_patterns(gathered: &[Vec<Owned<'_>>; 4]) -> Result<[Patterns; 4], String> {
    let [roles, cues, starts, documents] = gathered;
    Ok([
        Patterns::compile(roles, false)?,
        Patterns::compile(cues, false)?,
        Patterns::compile(starts, true)?,
        Patterns::compile(documents, false)?,
    ])
}

/// The roles, in the file's order, and which of them are set apart, a bit each.
#[derive(Default)]
struct Roles {
    names: Vec<String>,
    not_of_titles: u64,
    governing: u64,
}

struct Compiler<'t> {
    source: SourceText<'t>,
    errors: Vec<Finding>,
    names: BTreeMap<String, usize>,
    features: Vec<Feature>,
}

impl Compiler<'_> {
    fn run(mut self, file: &File) -> Result<IntentRules, Vec<Finding>> {
        if file.lexicon.kind.get_ref() != "intent" {
            self.error(&file.lexicon.kind, "this is read as a lexicon of intent: write kind = \"intent\"");
        }
        for name in FORMS {
            self.define(name.to_owned(), MatchScope::Form);
        }
        let roles = self.roles(file);
        let gathered = self.words(file, &roles.names);
        let first_group = self.features.len();
        self.groups(file);
        let rules = self.rules(file);
        let examples = Example::all(file);
        if self.features.len() > CAPACITY {
            self.errors.push(self.source.error(0, format!("more than {CAPACITY} features")));
        }
        let compiled = gathered_patterns(&gathered);
        if compiled.is_err() || !self.errors.is_empty() {
            self.check_patterns(file);
        }
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let [role_patterns, cue_patterns, start_patterns, document_patterns] = compiled.map_err(|reason| {
            vec![self.source.error(0, format!("the patterns cannot be compiled together: {reason}"))]
        })?;
        Ok(IntentRules {
            version: file.lexicon.version.clone(),
            threshold: file.lexicon.threshold,
            features: self.features,
            first_group,
            roles: roles.names,
            not_of_titles: roles.not_of_titles,
            governing: roles.governing,
            rules,
            role_patterns,
            cue_patterns,
            start_patterns,
            document_patterns,
            examples,
        })
    }

    fn error<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        let error = self.source.error(at.span().start, message);
        self.errors.push(error);
    }

    fn define(&mut self, name: String, scope: MatchScope) -> usize {
        let number = self.features.len();
        self.names.insert(name.clone(), number);
        self.features.push(Feature { name, scope });
        number
    }

    /// Each role stands for four features: it governs, or it is in the lead-in, in the nearest heading, or in any.
    fn roles(&mut self, file: &File) -> Roles {
        let mut roles = Roles::default();
        for feature in &file.feature {
            let Some(role) = feature.id.get_ref().strip_prefix("role:") else { continue };
            if roles.names.iter().any(|known| known == role) {
                self.error(&feature.id, format!("`role:{role}` is defined twice"));
            }
            let index = roles.names.len();
            let places = [
                ("governed", MatchScope::Context(index)),
                ("lead_in", MatchScope::LeadIn(index)),
                ("heading", MatchScope::Heading(index)),
                ("path", MatchScope::Path(index)),
            ];
            for (prefix, place) in places {
                self.define(format!("{prefix}:{role}"), place);
            }
            if index < MOST_ROLES {
                roles.not_of_titles |= u64::from(!feature.in_title) << index;
                roles.governing |= u64::from(feature.governs) << index;
            }
            roles.names.push(role.to_owned());
        }
        if roles.names.len() > MOST_ROLES {
            self.errors.push(self.source.error(0, format!("more than {MOST_ROLES} roles")));
        }
        roles
    }

    /// Defines cues, starts and kinds of document, and gathers all patterns: of roles, cues, starts and documents.
    fn words<'f>(&mut self, file: &'f File, roles: &[String]) -> [Vec<Owned<'f>>; 4] {
        let mut gathered: [Vec<Owned<'f>>; 4] = Default::default();
        for feature in &file.feature {
            let id = feature.id.get_ref().as_str();
            let (index, number) = if let Some(role) = id.strip_prefix("role:") {
                (0, roles.iter().position(|known| known == role).unwrap_or_default())
            } else {
                let (index, place) = match id.split_once(':') {
                    Some(("cue", name)) if !name.is_empty() => (1, MatchScope::Cue),
                    Some(("start", name)) if !name.is_empty() => (2, MatchScope::Start),
                    Some(("document", name)) if !name.is_empty() => (3, MatchScope::Document),
                    _ => {
                        self.error(&feature.id, "a feature's id begins with role:, cue:, start: or document:");
                        continue;
                    }
                };
                if self.names.contains_key(id) {
                    self.error(&feature.id, format!("`{id}` is defined twice"));
                }
                if !feature.in_title {
                    self.error(&feature.id, "`in_title` is for roles");
                }
                if !feature.governs {
                    self.error(&feature.id, "`governs` is for roles");
                }
                (index, self.define(id.to_owned(), place))
            };
            let texts =
                |patterns: &'f [Spanned<String>]| patterns.iter().map(|pattern| pattern.get_ref().as_str()).collect();
            if let Some(gathering) = gathered.get_mut(index) {
                gathering.push((number, texts(&feature.matches), texts(&feature.unless)));
            }
        }
        gathered
    }

    /// Tells which patterns of the features are wrong. Compiling them finds out too, but not where they stand.
    fn check_patterns(&mut self, file: &File) {
        for pattern in file.feature.iter().flat_map(|feature| feature.matches.iter().chain(&feature.unless)) {
            if let Err(reason) = check(pattern.get_ref()) {
                self.error(pattern, format!("this pattern cannot be used: {reason}"));
            }
        }
    }

    fn groups(&mut self, file: &File) {
        for group in &file.group {
            let id = group.id.get_ref();
            if !id.starts_with("group:") || self.names.contains_key(id) {
                self.error(&group.id, "a group's id begins with group: and is given once");
            }
            let members = group.any.iter().filter_map(|name| self.number(name)).collect();
            self.define(id.clone(), MatchScope::Group(members));
        }
    }

    fn rules(&mut self, file: &File) -> Vec<Rule> {
        let mut rules: Vec<Rule> = Vec::new();
        for rule in &file.rule {
            let id = rule.id.get_ref();
            if rules.iter().any(|known| known.id == *id) {
                self.error(&rule.id, format!("the rule `{id}` is defined twice"));
            }
            if rule.all.is_empty() && rule.any.is_empty() {
                self.error(&rule.id, "a rule needs at least one condition under `all` or `any`");
            }
            let weight = match (rule.weight, rule.veto) {
                (Some(weight), false) if weight.is_finite() => weight,
                (None, true) => f32::NEG_INFINITY,
                _ => {
                    self.error(&rule.id, "a rule has either a weight or veto = true");
                    0.0
                }
            };
            let mut numbers = |names: &[Spanned<String>]| -> Vec<usize> {
                names.iter().filter_map(|name| self.number(name)).collect()
            };
            let (all, any, none) = (numbers(&rule.all), numbers(&rule.any), numbers(&rule.none));
            rules.push(Rule {
                id: id.clone(),
                weight,
                ruling: rule.ruling.clone(),
                note: rule.note.clone(),
                all: all.iter().copied().collect(),
                any: any.iter().copied().collect(),
                none: none.iter().copied().collect::<FeatureSet>(),
                order: all.into_iter().chain(any).collect(),
            });
        }
        rules
    }

    /// The number of a feature named in a condition; an error with the nearest name where there is none.
    fn number(&mut self, name: &Spanned<String>) -> Option<usize> {
        let found = self.names.get(name.get_ref()).copied();
        if found.is_none() {
            let asked = name.get_ref();
            let tail = asked.split_once(':').map_or(asked.as_str(), |(_, tail)| tail);
            let near = self.names.keys().find(|known| known.split_once(':').is_some_and(|(_, known)| known == tail));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            self.error(name, format!("no feature is called `{asked}`{hint}"));
        }
        found
    }
}
