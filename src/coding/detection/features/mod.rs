//! Features: what holds of a statement and of what stands around it, for the model of intended outcomes.
//!
//! In: the texts of `roles.toml`, `cues.toml` and `rules.toml`. Out: [`Features`], which makes a [`FeatureFinder`] for each
//! document; the finder tells which features hold of a [`Candidate`](super::Candidate) and on which words. A feature is a
//! role (of a heading or lead-in, in one of four places), a cue, a beginning, a kind of document, a fact of form, a group of
//! these, or a rule. No feature has a weight here, and none may know any file, page or paper, nor the words of the outcome
//! categories.

mod check;
mod compile;
mod file;
mod finder;
pub(crate) mod set;
pub(crate) mod statement;
#[cfg(test)]
mod tests;

pub use finder::{FeatureFinder, Found};
pub use set::FeatureSet;

use crate::diagnostics::SourceText;
use crate::terms::phrase::Phrases;

/// The three files that say what features there are.
#[derive(Clone, Copy, Debug)]
pub struct FeatureFiles<'t> {
    /// What headings and lead-ins announce (`roles.toml`).
    pub roles: SourceText<'t>,
    /// What the words of a statement and the title of its paper show (`cues.toml`).
    pub cues: SourceText<'t>,
    /// Conjunctions with a ruling (`rules.toml`).
    pub rules: SourceText<'t>,
}

/// The features of three files, compiled. Features have numbers from 0; the same files give the same numbers.
#[derive(Debug)]
pub struct Features {
    versions: [String; 3],
    all: Vec<Feature>,
    roles: Roles,
    /// Groups, then rules, each after those that it may ask for.
    conjunctions: Vec<Conjunction>,
    role_phrases: Phrases,
    /// Cues and beginnings.
    statement_phrases: Phrases,
    document_phrases: Phrases,
    examples: Vec<check::Example>,
}

/// A feature by its full name.
#[derive(Debug)]
struct Feature {
    name: String,
    scope: Scope,
    note: Option<String>,
}

/// Where a feature looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// A fact of form, told without words.
    Form,
    /// The nearest label, lead-in or heading that has any role that governs.
    Governs,
    /// The lead-in.
    LeadIn,
    /// The nearest heading.
    Heading,
    /// Any heading above: this role.
    Path(usize),
    /// The statement's text.
    Cue,
    /// The statement's first words.
    Start,
    /// The document's titles.
    Document,
    /// Other features: the conjunction of this number.
    Conjunction(usize),
}

/// The roles, a bit each in the order of the file.
#[derive(Debug, Default)]
struct Roles {
    names: Vec<String>,
    /// Those that the paper's own title does not announce.
    not_of_titles: u64,
    /// Those that can govern what stands below them.
    governing: u64,
}

/// A group or rule: holds when all of `all`, one of `any` (if it asks for any) and none of `none` hold.
#[derive(Debug)]
struct Conjunction {
    number: usize,
    ruling: Option<String>,
    all: FeatureSet,
    any: FeatureSet,
    none: FeatureSet,
    /// The features of `all`, then those of `any`, as written: the order in which words are looked for.
    order: Vec<usize>,
}

/// A rule as its file says it.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'f> {
    /// Its feature: `rule:` and its id.
    pub number: usize,
    /// The ruling of the codebook that it carries out.
    pub ruling: Option<&'f str>,
    /// Its explanation.
    pub note: Option<&'f str>,
}

impl Features {
    /// The name of a feature: `governed:aims`, `cue:we_will`, `form:short`, `rule:listing`.
    #[must_use]
    pub fn name(&self, number: usize) -> Option<&str> {
        self.all.get(number).map(|feature| feature.name.as_str())
    }

    /// Whether a feature tells of the statement or its paper: not of the roles that stand around it, nor of several other
    /// features at once.
    pub(crate) fn is_of_statement(&self, number: usize) -> bool {
        let of_roles = [compile::SILENT, compile::NOTHING].contains(&number);
        let scope = self.all.get(number).map(|feature| feature.scope);
        !of_roles && matches!(scope, Some(Scope::Form | Scope::Cue | Scope::Start | Scope::Document))
    }

    /// The feature of a name.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<usize> {
        self.all.iter().position(|feature| feature.name == name)
    }

    /// The versions of the files of roles, cues and rules.
    #[must_use]
    pub const fn versions(&self) -> &[String; 3] {
        &self.versions
    }

    /// The rules, in the order of their file.
    pub fn rules(&self) -> impl Iterator<Item = Rule<'_>> {
        self.conjunctions.iter().filter_map(|rule| {
            let feature = self.all.get(rule.number).filter(|feature| feature.name.starts_with("rule:"))?;
            Some(Rule { number: rule.number, ruling: rule.ruling.as_deref(), note: feature.note.as_deref() })
        })
    }

    /// A finder for one document.
    #[must_use]
    pub fn finder(&self) -> FeatureFinder<'_> {
        FeatureFinder::new(self)
    }
}
