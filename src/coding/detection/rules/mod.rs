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
mod features;
mod file;
mod patterns;
#[cfg(test)]
mod tests;

pub use detector::RuleDetector;

use features::FeatureSet;
use patterns::Patterns;
use regex::Regex;

/// The compiled lexicon of intent.
#[derive(Debug)]
pub struct IntentRules {
    name: String,
    title: String,
    version: String,
    source: String,
    note: Option<String>,
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
    categories: CategoryOptions,
    partnering: PartneringOptions,
    layers: LayerOptions,
    advises: AdviceOptions,
}

/// A feature by its full name.
#[derive(Debug)]
struct Feature {
    name: String,
    scope: MatchScope,
    note: Option<String>,
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

/// How categories are chosen among the lexicon's matches in an outcome.
#[derive(Debug)]
pub struct CategoryOptions {
    /// Least score a category needs.
    pub least: f32,
    /// Least share of the best category's score that another category needs, from 0 to 1.
    pub share: f32,
    /// Entries lighter than this count only where no heavier one is found.
    pub weak: f32,
    /// Entries lighter than this are general words: beside a heavier one they count for less.
    pub general: f32,
    /// What a general word beside a telling one weighs, as a share of its full weight, from 0 to 1.
    pub general_share: f32,
    /// What a match in a heading or lead-in weighs, as a share of its full weight.
    pub governor: f32,
    /// Words that open a passage telling the means and not the end.
    pub means: Regex,
    /// Words that end such a passage.
    pub ends: Regex,
    /// Words after which the topic of a training, a skill or a role is told, and no end.
    pub topics: Regex,
    /// Words that end such a passage.
    pub topics_end: Regex,
}

/// How a document's partnering types are inferred from its statements.
///
/// A type's score is the sum, over the statements that name it, of the greatest weight among the entries found there;
/// mentions in titles and headings are added.
#[derive(Debug)]
pub struct PartneringOptions {
    /// Least score of a type.
    pub least: f32,
    /// Least share of the strongest type's score, from 0 to 1.
    pub share: f32,
    /// What a mention in a title counts, times the entry's weight.
    pub title: f32,
    /// What a mention in a heading counts, times the entry's weight.
    pub heading: f32,
    /// Least share, from 0 to 1, of all statements that name a type which no title or heading names.
    pub density: f32,
}

/// What a statement's score needs for a code of the other layers.
#[derive(Debug)]
pub struct LayerOptions {
    /// For an integration domain.
    pub domains: f32,
    /// For an entry point, a contextual factor or an end state.
    pub context: f32,
}

/// When a document is taken to advise: by how often it says so.
#[derive(Debug)]
struct AdviceOptions {
    /// What a statement that advises says.
    pattern: Regex,
    /// Least number of such statements.
    least: u32,
    /// Least share of them among all statements, from 0 to 1.
    share: f32,
}

impl IntentRules {
    /// The lexicon's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The lexicon's title for people.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The lexicon's version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Where the lexicon comes from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What the lexicon says about itself.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The sum of weights from which a statement is an intended outcome.
    #[must_use]
    pub const fn threshold(&self) -> f32 {
        self.threshold
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

    /// Names and notes of the features, in the file's order.
    pub fn features(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.features.iter().map(|feature| (feature.name.as_str(), feature.note.as_deref()))
    }

    /// Whether a document of these statements advises others by how often it says so.
    pub fn advises<'s>(&self, statements: impl IntoIterator<Item = &'s str>) -> bool {
        let (mut advising, mut all) = (0_u32, 0_u32);
        for text in statements {
            all += 1;
            advising += u32::from(self.advises.pattern.is_match(text));
        }
        advising >= self.advises.least && f64::from(advising) >= f64::from(all) * f64::from(self.advises.share)
    }

    /// How categories are chosen.
    #[must_use]
    pub const fn categories(&self) -> &CategoryOptions {
        &self.categories
    }

    /// What codes of the other layers need.
    #[must_use]
    pub const fn layers(&self) -> &LayerOptions {
        &self.layers
    }

    /// How partnering types are inferred.
    #[must_use]
    pub const fn partnering(&self) -> &PartneringOptions {
        &self.partnering
    }
}
