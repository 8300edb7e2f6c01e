//! Detection by rules that an analyst writes in `intent.toml`.
//!
//! In: the text of the file. Out: [`IntentRules`], which make a [`RuleDetector`] for each document. The rules know words and
//! structure; they must not know any file, page or document, nor the words of the outcome categories.
//!
//! The method is additive: each rule that holds adds its weight, and the sentence is an intended outcome when the sum
//! reaches the threshold and no veto holds. A rule asks for *features*: something that the words of the sentence, its
//! beginning, its heading or lead-in, or the title say, or a fact of form such as being a list item.

mod check;
mod compile;
mod detector;
mod file;
mod patterns;
#[cfg(test)]
mod tests;

pub use detector::RuleDetector;

use crate::detection::features::FeatureSet;
use patterns::Patterns;

/// The compiled lexicon of intent.
#[derive(Debug)]
pub struct IntentRules {
    version: String,
    threshold: f32,
    features: Vec<Feature>,
    /// Where the groups begin among the features; they stand last.
    first_group: usize,
    roles: Vec<String>,
    /// The roles that the paper's own title does not announce, a bit each.
    not_of_titles: u64,
    /// The roles that can rule the context of what stands below them (`governs` in the file), a bit each.
    governing: u64,
    rules: Vec<Rule>,
    role_patterns: Patterns,
    cue_patterns: Patterns,
    start_patterns: Patterns,
    document_patterns: Patterns,
    examples: Vec<check::Example>,
}

/// A feature by its full name.
#[derive(Debug)]
struct Feature {
    name: String,
    scope: MatchScope,
}

/// Where a feature looks.
#[derive(Clone, Debug, PartialEq, Eq)]
enum MatchScope {
    /// A fact of form, told without words.
    Form,
    /// The nearest label, lead-in or heading that has any role (`governed:` in the file).
    Context(usize),
    /// The lead-in.
    LeadIn(usize),
    /// The nearest heading.
    Heading(usize),
    /// Any heading above.
    Path(usize),
    /// The statement's text.
    Cue,
    /// The statement's first words.
    Start,
    /// The document's title.
    Document,
    /// Any of these features.
    Group(Vec<usize>),
}

/// A rule as compiled.
#[derive(Debug)]
pub struct Rule {
    /// Its name, unique in the lexicon.
    pub id: String,
    /// What it adds when it holds; negative infinity for a veto.
    pub weight: f32,
    /// The rulings of the codebook it carries out, as the file says.
    pub ruling: Option<String>,
    /// Its explanation.
    pub note: Option<String>,
    all: FeatureSet,
    any: FeatureSet,
    none: FeatureSet,
    /// The features of `all`, then those of `any`, as written: the order in which evidence is looked for.
    order: Vec<usize>,
}

impl Rule {
    /// Whether it forbids an outcome whatever the other rules add up to.
    #[must_use]
    pub fn is_veto(&self) -> bool {
        self.weight == f32::NEG_INFINITY
    }
}

impl IntentRules {
    /// The lexicon's version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The rules in the file's order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// A detector by these rules for one document.
    #[must_use]
    pub fn detector(&self) -> RuleDetector<'_> {
        RuleDetector::new(self)
    }
}
