//! From the three files to [`Features`]: names become numbers, entries become matchers, mistakes get a place.

use super::check::Example;
use super::file::{CuesFile, EntryText, FeatureText, RolesFile, RuleText, RulesFile};
use super::set::{CAPACITY, FeatureSet};
use super::{Conjunction, Feature, FeatureFiles, Features, Roles, Scope};
use crate::diagnostics::{self, Finding, LexiconErrors, SourceText};
use crate::terms::phrase::{PhraseBuilder, WordLists};
use std::collections::BTreeMap;
use toml::Spanned;

/// The facts of form that need no words, in the order of their numbers.
pub(super) const FORMS: [&str; 20] = [
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
    "document:advises",
    "form:number",
    "words:1-4",
    "words:5-8",
    "words:9-15",
    "words:16-25",
    "words:26-40",
    "words:41-",
    "lead_in:silent",
    "governed:nothing",
];

/// The number of `lead_in:silent`: there is a lead-in, and it has no role that governs.
pub(super) const SILENT: usize = FORMS.len() - 2;
/// The number of `governed:nothing`.
pub(super) const NOTHING: usize = FORMS.len() - 1;

/// One bit each.
const MOST_ROLES: usize = 64;

/// The places in which a role is looked for, in the order of their numbers.
pub(super) const ROLE_PLACES: usize = 4;

impl Features {
    /// Reads and compiles the three files.
    ///
    /// # Errors
    /// All mistakes that can be told apart, each with its file, line and column; a syntax error of a file alone.
    pub fn parse(files: FeatureFiles<'_>) -> Result<Self, LexiconErrors> {
        let one = |finding: Finding| LexiconErrors { findings: vec![finding] };
        let roles: RolesFile = diagnostics::read(files.roles).map_err(one)?;
        let cues: CuesFile = diagnostics::read(files.cues).map_err(one)?;
        let rules: RulesFile = diagnostics::read(files.rules).map_err(one)?;
        let mut lists = roles.words.clone();
        lists.extend(cues.words.clone());
        let compiler = Compiler { files, errors: Vec::new(), names: BTreeMap::new(), features: Vec::new(), lists };
        compiler.run(&roles, &cues, &rules).map_err(|findings| LexiconErrors { findings })
    }
}

struct Compiler<'t> {
    files: FeatureFiles<'t>,
    errors: Vec<Finding>,
    names: BTreeMap<String, usize>,
    features: Vec<Feature>,
    lists: WordLists,
}

impl Compiler<'_> {
    fn run(mut self, roles: &RolesFile, cues: &CuesFile, rules: &RulesFile) -> Result<Features, Vec<Finding>> {
        for name in FORMS {
            self.define(name.to_owned(), Scope::Form, None);
        }
        let mut role_phrases = PhraseBuilder::default();
        let mut statement_phrases = PhraseBuilder::default();
        let mut document_phrases = PhraseBuilder::default();
        let compiled_roles = self.roles(&roles.role);
        for (number, role) in roles.role.iter().enumerate() {
            self.entries(self.files.roles, number, role, Scope::Governs, &mut role_phrases);
        }
        let kinds = [("cue", &cues.cue, Scope::Cue), ("start", &cues.start, Scope::Start)];
        for (kind, texts, scope) in kinds {
            self.words(kind, texts, scope, &mut statement_phrases);
        }
        self.words("document", &cues.document, Scope::Document, &mut document_phrases);
        let mut conjunctions = Vec::new();
        for (kind, texts) in [("group", &rules.group), ("rule", &rules.rule)] {
            for text in texts {
                conjunctions.push(self.conjunction(kind, text, conjunctions.len()));
            }
        }
        if self.features.len() > CAPACITY {
            let message = format!("more than {CAPACITY} features; a role counts as {ROLE_PLACES}");
            self.errors.push(self.files.cues.error(0, message));
        }
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let build = |builder: PhraseBuilder, source: SourceText<'_>| {
            let wrong = |reason| vec![source.error(0, format!("its entries cannot be compiled together: {reason}"))];
            builder.build().map_err(wrong)
        };
        Ok(Features {
            versions: [&roles.lexicon, &cues.lexicon, &rules.lexicon].map(|head| head.version.clone()),
            all: self.features,
            roles: compiled_roles,
            conjunctions,
            role_phrases: build(role_phrases, self.files.roles)?,
            statement_phrases: build(statement_phrases, self.files.cues)?,
            document_phrases: build(document_phrases, self.files.cues)?,
            examples: Example::all(roles, cues, rules),
        })
    }

    fn error<T>(&mut self, source: SourceText<'_>, at: &Spanned<T>, message: impl Into<String>) {
        self.errors.push(source.error(at.span().start, message));
    }

    fn define(&mut self, name: String, scope: Scope, note: Option<&String>) -> usize {
        let number = self.features.len();
        self.names.insert(name.clone(), number);
        self.features.push(Feature { name, scope, note: note.cloned() });
        number
    }

    /// Each role stands for four features: it governs, or it is in the lead-in, in the nearest heading, or in any.
    fn roles(&mut self, texts: &[FeatureText]) -> Roles {
        let mut roles = Roles::default();
        for (index, text) in texts.iter().enumerate() {
            let name = text.id.get_ref();
            if roles.names.contains(name) {
                self.error(self.files.roles, &text.id, format!("the role `{name}` is defined twice"));
            }
            let places = [
                ("governed", Scope::Governs),
                ("lead_in", Scope::LeadIn),
                ("heading", Scope::Heading),
                ("path", Scope::Path(index)),
            ];
            for (place, scope) in places {
                self.define(format!("{place}:{name}"), scope, text.note.as_ref());
            }
            let yes = |value: &Option<Spanned<bool>>| value.as_ref().is_none_or(|value| *value.get_ref());
            if index < MOST_ROLES {
                roles.not_of_titles |= u64::from(!yes(&text.in_title)) << index;
                roles.governing |= u64::from(yes(&text.governs)) << index;
            }
            roles.names.push(name.clone());
        }
        if roles.names.len() > MOST_ROLES {
            self.errors.push(self.files.roles.error(0, format!("more than {MOST_ROLES} roles")));
        }
        roles
    }

    /// Defines cues, beginnings or kinds of document, and gathers their entries.
    fn words(&mut self, kind: &str, texts: &[FeatureText], scope: Scope, phrases: &mut PhraseBuilder) {
        for text in texts {
            let name = format!("{kind}:{}", text.id.get_ref());
            if self.names.contains_key(&name) {
                self.error(self.files.cues, &text.id, format!("`{name}` is defined twice"));
            }
            for (key, value) in [("in_title", &text.in_title), ("governs", &text.governs)] {
                if let Some(value) = value {
                    self.error(self.files.cues, value, format!("`{key}` is for roles"));
                }
            }
            let number = self.define(name, scope, text.note.as_ref());
            self.entries(self.files.cues, number, text, scope, phrases);
        }
    }

    /// Gathers the entries of one feature.
    fn entries(
        &mut self,
        source: SourceText<'_>,
        owner: usize,
        text: &FeatureText,
        scope: Scope,
        phrases: &mut PhraseBuilder,
    ) {
        if text.entries.is_empty() {
            self.error(source, &text.id, format!("`{}` has no entries", text.id.get_ref()));
        }
        let entries = text.entries.iter().map(|entry| (entry, false));
        for (entry, against) in entries.chain(text.unless.iter().map(|entry| (entry, true))) {
            let added = match entry.get_ref() {
                EntryText::Phrase(phrase) => {
                    phrases.phrase(owner, against, phrase, &self.lists).map_err(|error| error.to_string())
                }
                EntryText::Other(other) => phrases.expression(owner, against, &other.term, scope == Scope::Start),
            };
            if let Err(reason) = added {
                self.error(source, entry, format!("this entry cannot be used: {reason}"));
            }
        }
    }

    fn conjunction(&mut self, kind: &str, text: &RuleText, place: usize) -> Conjunction {
        let name = format!("{kind}:{}", text.id.get_ref());
        let source = self.files.rules;
        if self.names.contains_key(&name) {
            self.error(source, &text.id, format!("`{name}` is defined twice"));
        }
        if text.all.is_empty() && text.any.is_empty() {
            self.error(source, &text.id, format!("`{name}` needs at least one condition under `all` or `any`"));
        }
        let mut numbers =
            |names: &[Spanned<String>]| -> Vec<usize> { names.iter().filter_map(|name| self.number(name)).collect() };
        let (all, any, none) = (numbers(&text.all), numbers(&text.any), numbers(&text.none));
        let number = self.define(name, Scope::Conjunction(place), text.note.as_ref());
        Conjunction {
            number,
            ruling: text.ruling.clone(),
            all: all.iter().copied().collect(),
            any: any.iter().copied().collect(),
            none: none.iter().copied().collect::<FeatureSet>(),
            order: all.into_iter().chain(any).collect(),
        }
    }

    /// The number of a feature named in a condition; an error with the nearest name where there is none.
    fn number(&mut self, name: &Spanned<String>) -> Option<usize> {
        let found = self.names.get(name.get_ref()).copied();
        if found.is_none() {
            let asked = name.get_ref();
            let tail = asked.split_once(':').map_or(asked.as_str(), |(_, tail)| tail);
            let near = self.names.keys().find(|known| known.split_once(':').is_some_and(|(_, known)| known == tail));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            self.error(self.files.rules, name, format!("no feature before this line is called `{asked}`{hint}"));
        }
        found
    }
}
