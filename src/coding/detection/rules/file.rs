//! The file `intent.toml` as it is written: what may stand in it, and where in the file each thing stands.
//!
//! In: the file's text. Out: its tables with their word lists spelt out, each value that can be wrong with its place; or the
//! first syntax error with line and column. Nothing is compiled here.

use crate::diagnostics::{self, Finding, SourceText};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) lexicon: Header,
    /// Lists of words that patterns use by name.
    #[serde(default)]
    pub(super) words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) feature: Vec<FeatureText>,
    #[serde(default)]
    pub(super) group: Vec<Group>,
    #[serde(default)]
    pub(super) rule: Vec<RuleText>,
    #[serde(default)]
    pub(super) case: Vec<Case>,
}

/// What the lexicon is and where it comes from.
#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "some of it is written for the reader of the file")]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) kind: Spanned<String>,
    pub(super) title: String,
    pub(super) version: String,
    pub(super) source: String,
    pub(super) note: Option<String>,
    pub(super) threshold: f32,
}

/// Something that can be true of a statement or of what stands around it, told by its words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FeatureText {
    pub(super) id: Spanned<String>,
    #[serde(rename = "match")]
    pub(super) matches: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) unless: Vec<Spanned<String>>,
    /// For roles: whether the paper's own title, where it stands among the headings, announces this too.
    #[serde(default = "yes")]
    pub(super) in_title: bool,
    /// For roles: whether a text that announces it governs what stands below. One that does not leaves that to the texts further off.
    #[serde(default = "yes")]
    pub(super) governs: bool,
    #[allow(dead_code, reason = "written for the reader of the file")]
    pub(super) note: Option<String>,
}

const fn yes() -> bool {
    true
}

/// A name for "any of these".
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) id: Spanned<String>,
    pub(super) any: Vec<Spanned<String>>,
    #[allow(dead_code, reason = "written for the reader of the file")]
    pub(super) note: Option<String>,
}

/// A rule for or against a statement being an intended outcome.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleText {
    pub(super) id: Spanned<String>,
    pub(super) weight: Option<f32>,
    #[serde(default)]
    pub(super) veto: bool,
    #[serde(default)]
    pub(super) all: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) any: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) none: Vec<Spanned<String>>,
    pub(super) ruling: Option<String>,
    pub(super) note: Option<String>,
    #[serde(default)]
    pub(super) example: Vec<Spanned<ExampleText>>,
    #[serde(default)]
    pub(super) not: Vec<Spanned<ExampleText>>,
}

/// A statement to try a rule on: its text alone (a paragraph under no heading), or with what stands around it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum ExampleText {
    Text(String),
    Full(FullExample),
}

/// A statement with what stands around it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FullExample {
    pub(super) text: String,
    pub(super) heading: Option<String>,
    pub(super) lead_in: Option<String>,
    pub(super) block: Option<ExampleBlock>,
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) previous: bool,
}

/// The kinds of block that hold statements.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ExampleBlock {
    Paragraph,
    ListItem,
    TableRow,
}

/// A whole decision to check.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) outcome: bool,
    pub(super) on: Spanned<ExampleText>,
    #[allow(dead_code, reason = "written for the reader of the file")]
    pub(super) note: Option<String>,
}

/// Tables that stood in this file up to version 0.1.
const MOVED: [&str; 4] = ["categories", "partnering", "advises", "layers"];

/// Reads the file; an unknown key, a missing one or a value of the wrong type is an error at its place.
pub(super) fn read(source: SourceText<'_>) -> Result<File, Finding> {
    let table = toml::de::DeTable::parse_recoverable(source.text).0;
    let moved = table.get_ref().iter().find(|(key, _)| MOVED.contains(&key.get_ref().as_ref()));
    if let Some((key, _)) = moved {
        let hint = "take [categories], [partnering], [advises] and [layers] out of this file; where your values differ from \
                    the built-in ones, put a copy of the program's lexicons/settings.toml with your values in this folder";
        let message = format!("`[{}]` does not stand here any more, but in a file of kind `settings`", key.get_ref());
        return Err(source.error(key.span().start, message).hint(hint));
    }
    diagnostics::read(source)
}

/// Spells out the word lists in every pattern: `{change}` stands for any of the words listed under that name in `[words]`.
/// A repetition (`\w{2,5}`) is no name and stays. An error for each name that is not listed.
pub(super) fn expand(file: &mut File, source: SourceText<'_>) -> Vec<Finding> {
    let lists = std::mem::take(&mut file.words);
    let features = file.feature.iter_mut().flat_map(|feature| feature.matches.iter_mut().chain(&mut feature.unless));
    features.filter_map(|pattern| expand_one(pattern, &lists, source)).collect()
}

fn expand_one(
    pattern: &mut Spanned<String>,
    lists: &BTreeMap<String, Vec<String>>,
    source: SourceText<'_>,
) -> Option<Finding> {
    let at = pattern.span().start;
    let mut out = String::new();
    let mut rest = pattern.get_ref().as_str();
    while let Some((before, from)) = rest.split_once('{') {
        out.push_str(before);
        let name = from.split_once('}').filter(|(name, _)| name.starts_with(|c: char| c.is_ascii_lowercase()));
        // `\p{Lu}` begins with a capital and `{2,3}` with a digit: neither is a name.
        let Some((name, after)) = name else {
            out.push('{');
            rest = from;
            continue;
        };
        let Some(words) = lists.get(name) else {
            return Some(source.error(at, format!("no list of words is called `{name}`: write it under [words]")));
        };
        out.push_str("(?:");
        out.push_str(&words.join("|"));
        out.push(')');
        rest = after;
    }
    out.push_str(rest);
    *pattern.get_mut() = out;
    None
}
