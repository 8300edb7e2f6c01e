//! The files `roles.toml`, `cues.toml` and `rules.toml` as they are written, each value that can be wrong with its place.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// What a file is and where it comes from.
#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "some of it is written for the reader of the file")]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) version: String,
    pub(super) source: String,
    pub(super) note: Option<String>,
}

/// What headings and lead-ins announce.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RolesFile {
    pub(super) lexicon: Header,
    /// Lists of words that entries use by name, here and in the file of cues.
    #[serde(default)]
    pub(super) words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) role: Vec<FeatureText>,
}

/// What the words of statements and titles show.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CuesFile {
    pub(super) lexicon: Header,
    #[serde(default)]
    pub(super) words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) cue: Vec<FeatureText>,
    #[serde(default)]
    pub(super) start: Vec<FeatureText>,
    #[serde(default)]
    pub(super) document: Vec<FeatureText>,
}

/// Conjunctions of features.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesFile {
    pub(super) lexicon: Header,
    #[serde(default)]
    pub(super) group: Vec<RuleText>,
    #[serde(default)]
    pub(super) rule: Vec<RuleText>,
}

/// Something that words can show.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FeatureText {
    pub(super) id: Spanned<String>,
    pub(super) note: Option<String>,
    pub(super) entries: Vec<Spanned<EntryText>>,
    #[serde(default)]
    pub(super) unless: Vec<Spanned<EntryText>>,
    /// Of roles: whether the paper's own title, where it stands among the headings, announces this too.
    pub(super) in_title: Option<Spanned<bool>>,
    /// Of roles: whether a text that announces it governs what stands below.
    pub(super) governs: Option<Spanned<bool>>,
    pub(super) example: Option<Spanned<Texts>>,
    pub(super) not: Option<Spanned<Texts>>,
}

/// A phrase, or a regular expression.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "an entry is a phrase in quotes, or { match = \"regex\", term = '…' }")]
pub(super) enum EntryText {
    Phrase(String),
    Other(ExpressionText),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpressionText {
    #[serde(rename = "match")]
    #[allow(dead_code, reason = "there is one way besides phrases")]
    pub(super) matching: Regex,
    pub(super) term: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Regex {
    Regex,
}

/// One text or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a text in quotes, or a list of such")]
pub(super) enum Texts {
    One(String),
    Many(Vec<String>),
}

impl Texts {
    pub(super) fn iter(&self) -> impl Iterator<Item = &String> {
        match self {
            Self::One(text) => std::slice::from_ref(text).iter(),
            Self::Many(texts) => texts.iter(),
        }
    }
}

/// A group (any of several features) or a rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleText {
    pub(super) id: Spanned<String>,
    pub(super) note: Option<String>,
    pub(super) ruling: Option<String>,
    #[serde(default)]
    pub(super) all: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) any: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) none: Vec<Spanned<String>>,
    pub(super) example: Option<Spanned<ExampleText>>,
    pub(super) not: Option<Spanned<ExampleText>>,
}

/// A statement to try a rule on: its text alone (a paragraph under no heading), or with what stands around it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a text in quotes, or { text = \"…\", heading = \"…\", lead_in = \"…\", block = \"…\" }")]
pub(super) enum ExampleText {
    Text(String),
    Full(FullExample),
}

/// A statement with what stands around it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FullExample {
    pub(super) text: String,
    pub(super) heading: Option<String>,
    pub(super) lead_in: Option<String>,
    pub(super) block: Option<ExampleBlock>,
    pub(super) title: Option<String>,
}

/// The kinds of block that hold statements.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ExampleBlock {
    Paragraph,
    ListItem,
    TableRow,
}
