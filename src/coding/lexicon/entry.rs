//! The nouns of a lexicon file: codes, entries and what binds an entry to its neighbours. Plain data, filled by
//! [`super::parse`].

pub use crate::terms::Matching;
use crate::terms::normal::{Case, Normal};
use serde::Deserialize;
use std::fmt;

/// A layer of coding: every layer codes the same words independently of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// The categories of intended outcomes.
    Outcomes,
    /// The domains of integration.
    Domains,
    /// Partnering types.
    Partnering,
    /// Entry points, contextual factors and end states.
    Context,
    /// What is said to help a partnership succeed, domain by domain.
    Propositions,
}

impl Layer {
    /// All layers, in the order hits are listed where they start at the same place.
    pub const ALL: [Self; 5] = [Self::Outcomes, Self::Domains, Self::Partnering, Self::Context, Self::Propositions];

    /// The word for it in a file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Outcomes => "outcomes",
            Self::Domains => "domains",
            Self::Partnering => "partnering",
            Self::Context => "context",
            Self::Propositions => "propositions",
        }
    }

    /// The kind of file that fills the layer.
    #[must_use]
    pub const fn kind(self) -> LexiconKind {
        LexiconKind::Layer(self)
    }

    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// What a lexicon file is for, as its `[lexicon] kind` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LexiconKind {
    /// The codes of a layer.
    Layer(Layer),
    /// Proper names whose words earn no codes.
    Names,
    /// What headings and lead-ins announce; kept as text, read by [`crate::detection::features`], as are the next two.
    Roles,
    /// What the words of statements and titles show.
    Cues,
    /// Conjunctions of features.
    Rules,
    /// What codes need beyond their words; kept as text, read by its own parser.
    Settings,
    /// What each feature counts; kept as text, read by its own parser.
    Weights,
}

impl LexiconKind {
    /// All kinds, in a fixed order.
    pub const ALL: [Self; 11] = [
        Self::Layer(Layer::Outcomes),
        Self::Layer(Layer::Domains),
        Self::Layer(Layer::Partnering),
        Self::Layer(Layer::Context),
        Self::Layer(Layer::Propositions),
        Self::Names,
        Self::Roles,
        Self::Cues,
        Self::Rules,
        Self::Settings,
        Self::Weights,
    ];

    /// The word for it in a file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Layer(layer) => layer.name(),
            Self::Names => "names",
            Self::Roles => "roles",
            Self::Cues => "cues",
            Self::Rules => "rules",
            Self::Settings => "settings",
            Self::Weights => "weights",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The layer that a file of this kind fills; `None` for the others.
    #[must_use]
    pub const fn layer(self) -> Option<Layer> {
        if let Self::Layer(layer) = self { Some(layer) } else { None }
    }
}

impl fmt::Display for LexiconKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What must, or must not, stand beside the words for an entry to count. All lists hold globs; an empty list asks
/// nothing. Neighbours are looked for within the sentence only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conditions {
    /// One of these must stand directly before.
    pub before: Vec<String>,
    /// None of these may stand directly before.
    pub unless_before: Vec<String>,
    /// One of these must stand directly after.
    pub after: Vec<String>,
    /// None of these may stand directly after.
    pub unless_after: Vec<String>,
    /// One of these must begin within [`Conditions::within`] words on either side.
    pub near: Vec<String>,
    /// None of these may begin within [`Conditions::within`] words on either side.
    pub unless_near: Vec<String>,
    /// The reach of `near` and `unless_near`, in words.
    pub within: usize,
}

impl Default for Conditions {
    fn default() -> Self {
        let (before, after, near) = Default::default();
        let (unless_before, unless_after, unless_near) = Default::default();
        Self { before, unless_before, after, unless_after, near, unless_near, within: Self::WITHIN }
    }
}

impl Conditions {
    /// Reach of `near` and `unless_near` where an entry names none, in words.
    pub const WITHIN: usize = 4;

    /// Whether nothing is asked of the neighbours.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.before.is_empty()
            && self.unless_before.is_empty()
            && self.after.is_empty()
            && self.unless_after.is_empty()
            && self.near.is_empty()
            && self.unless_near.is_empty()
    }
}

/// One entry: a term and what it earns.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LexiconEntry {
    /// The term as the analyst wrote it.
    pub term: String,
    /// The codes it earns: its group's first, then those of `also`.
    #[serde(default, rename = "also")]
    pub codes: Vec<String>,
    /// How much it counts towards its codes, greater than 0.
    #[serde(default = "one")]
    pub weight: f32,
    /// How the term is compared.
    #[serde(default, rename = "match")]
    pub matching: Matching,
    /// Whether upper and lower case must agree.
    #[serde(default)]
    pub case: bool,
    /// What its neighbours must be.
    #[serde(skip)]
    pub conditions: Conditions,
    /// The analyst's note.
    pub note: Option<String>,
    /// Where the entry comes from; its group's source where it names none.
    pub source: Option<String>,
    /// Texts in which the entry must count.
    #[serde(default)]
    pub example: Vec<String>,
    /// Texts in which it must not count.
    #[serde(default)]
    pub not: Vec<String>,
    /// For names: the layers in which the name's words still count.
    #[serde(default)]
    pub keep_for: Vec<Layer>,
    /// Line in its file, from 1.
    #[serde(skip)]
    pub line: usize,
    /// Column of the term in its file, in characters from 1.
    #[serde(skip)]
    pub column: usize,
}

impl LexiconEntry {
    /// What makes an entry the same as another: its term in normal form, how it is compared, and its conditions.
    pub(super) fn key(&self) -> (String, Matching, bool, Conditions) {
        let case = if self.case { Case::Keep } else { Case::Fold };
        (Normal::of(&self.term, case).text(), self.matching, self.case, self.conditions.clone())
    }
}

const fn one() -> f32 {
    1.0
}

/// A code with its entries.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The code.
    pub id: String,
    /// The code in words.
    pub label: String,
    /// The analyst's note on the whole code.
    pub note: Option<String>,
    /// Its entries, in the file's order.
    pub entries: Vec<LexiconEntry>,
    /// The domain that a proposition is about; `None` in other layers.
    pub domain: Option<String>,
    /// What is known of a partnering type; `None` in other layers.
    pub partnering: Option<PartneringKind>,
    /// Line in its file, from 1.
    pub line: usize,
}

/// A partnering type and its place in the typologies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartneringKind {
    /// The code.
    pub code: String,
    /// The code in words.
    pub label: String,
    /// Degree of integration, 1 (lowest) to 10 (Aunger et al. 2020, Table 1).
    pub rank: u8,
    /// Class in the Dalton review (2014).
    pub dalton: Option<String>,
    /// Class in the King's Fund's organisational models (2014).
    pub kings_fund: Option<String>,
    /// Level in the Northern Ireland Audit Office's scale.
    pub niao: Option<String>,
    /// Class of Miller & Millar (2017).
    pub miller_millar: Option<String>,
    /// Whether the type stands in the paper's table or was added.
    pub provenance: Option<String>,
    /// Whether its words are so general that the type holds only where no other does.
    pub fallback: bool,
}

/// Words that take back what a file's entries say ("without a merger").
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Negation {
    /// Negating words, looked for before a match.
    pub before: Vec<String>,
    /// Negating words, looked for after a match.
    pub after: Vec<String>,
    /// Phrases that begin with a negating word and do not negate ("not only").
    pub unless: Vec<String>,
    /// How many words away they may begin.
    pub within: usize,
}

/// What tells that a sentence speaks of others than the paper's own bodies: regular expressions over the sentence as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThirdParties {
    /// Speak for it.
    #[serde(rename = "match")]
    pub says: Vec<String>,
    /// Take that back: the sentence speaks of the paper's own.
    pub unless: Vec<String>,
    /// Speak for it whatever else is said.
    pub always: Vec<String>,
    /// Speak for it in a heading: nothing below such a one is the paper's own.
    pub headings: Vec<String>,
}

impl Default for Negation {
    fn default() -> Self {
        Self { before: Vec::new(), after: Vec::new(), unless: Vec::new(), within: Self::WITHIN }
    }
}

impl Negation {
    /// Reach where a file names none, in words.
    pub const WITHIN: usize = 6;
}

/// What the codes of entry points begin with.
pub const ENTRY_POINT: &str = "entry_point:";

/// What a proposition's code begins with.
pub const PROPOSITION: &str = "proposition:";

/// One side: a code of a layer, or any of its codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The layer.
    pub layer: Layer,
    /// The code; `None` for any.
    pub code: Option<String>,
}

/// A proposition of the theory: a cause and its effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposition {
    /// Its code: `proposition:…`.
    pub id: String,
    /// The proposition in words.
    pub label: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// What brings about: one of these.
    pub cause: Vec<Named>,
    /// What is brought about: one of these.
    pub effect: Vec<Named>,
    /// Sentences that are passages for it.
    pub example: Vec<String>,
    /// Sentences that are not.
    pub not: Vec<String>,
    /// Line in its file, from 1.
    pub line: usize,
}

/// The propositions of a file with the words that link their sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Propositions {
    /// Regular expressions over the statement as printed, of which one must be found; none asks for nothing.
    pub links: Vec<String>,
    /// The propositions, in the file's order.
    pub all: Vec<Proposition>,
}

/// One lexicon file, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Lexicon {
    /// What it is for.
    pub kind: LexiconKind,
    /// Its short name.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Where it comes from.
    pub source: String,
    /// Its codes, in the file's order.
    pub codes: Vec<Group>,
    /// What negates its entries.
    pub negation: Option<Negation>,
    /// What tells that a sentence speaks of others, whose words then earn nothing.
    pub third_parties: Option<ThirdParties>,
    /// Propositions of the theory; only the lexicon of context has any.
    pub propositions: Propositions,
}

impl Lexicon {
    /// All entries, in the file's order.
    pub fn entries(&self) -> impl Iterator<Item = &LexiconEntry> {
        self.codes.iter().flat_map(|group| &group.entries)
    }

    /// The label of a code.
    #[must_use]
    pub fn label(&self, code: &str) -> Option<&str> {
        self.codes.iter().find(|group| group.id == code).map(|group| group.label.as_str())
    }
}
