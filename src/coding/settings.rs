//! `settings.toml`: what codes need beyond their words. How categories are chosen, how partnering types are inferred, when a
//! document counts as one that advises others.
//!
//! In: the text of the file. Out: [`Settings`], checked. Settings know no entry and no rule.

use crate::diagnostics::{Finding, SourceText, read};
use crate::expressions::Expressions;
use serde::Deserialize;

/// The settings of coding.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[allow(dead_code, reason = "read with the kind of the file")]
    lexicon: Head,
    /// How categories are chosen.
    pub categories: CategorySettings,
    /// How partnering types are inferred.
    pub partnering: PartneringSettings,
    /// What codes of the other layers need.
    pub layers: LayerSettings,
    /// What codes of context need besides their words.
    pub context: ContextSettings,
    /// When a document counts as one that advises others.
    pub advises: AdviceSettings,
}

/// What a file is and where it comes from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "written for the reader of the file")]
struct Head {
    name: String,
    kind: String,
    title: String,
    version: String,
    source: String,
}

/// How categories are chosen among the lexicon's matches in an outcome.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategorySettings {
    /// Least score a category needs.
    pub least: f32,
    /// Least share of the best category's score that another category needs, from 0 to 1.
    pub share: f32,
    /// Entries lighter than this count only where no heavier one is found.
    pub weak: f32,
    /// Entries lighter than this are general words: next to a heavier one they count for less.
    pub general: f32,
    /// What a general word next to a telling one weighs, as a share of its full weight, from 0 to 1.
    pub general_share: f32,
    /// What a match in a heading or lead-in weighs, as a share of its full weight.
    pub heading_share: f32,
    /// Words that open a passage about the means and not the end.
    pub means: Expressions,
    /// Words that end such a passage.
    pub ends: Expressions,
    /// Words after which the topic of a training, a skill or a role follows, and no end.
    pub topics: Expressions,
    /// Words that end such a passage.
    pub topics_end: Expressions,
}

/// How a document's partnering types are inferred from its statements.
///
/// A type's score is the sum, over the statements that name it, of the greatest weight among the entries found there;
/// mentions in titles and headings are added.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartneringSettings {
    /// Least score of a type.
    pub least: f32,
    /// Least share of the strongest type's score, from 0 to 1.
    pub share: f32,
    /// What a mention in a title counts, times the entry's weight.
    pub title: f32,
    /// What a mention in a heading counts, times the entry's weight.
    pub heading: f32,
    /// Least share, from 0 to 1, of all statements that name a type.
    pub density: f32,
    /// The same of a type that the first eighth of the paper does not name, and of a general one.
    pub overall: f32,
    /// How many times a statement of the paper's own counts.
    pub own_counts: f32,
    /// What tells that a statement speaks of the paper's own bodies.
    pub own: Expressions,
    /// What takes that back: the statement advises others.
    pub advises: Expressions,
    /// What says of a body that it is a partnering.
    pub defines: Expressions,
    /// What tells that a statement speaks in the paper's own name.
    pub speaks: Expressions,
    /// What right after the words of a type tells that they only describe something else.
    pub attribute: Expressions,
    /// What right before the words of a type tells that any such body is meant.
    pub general: Expressions,
    /// Headings below which nothing is the paper's own word: references, thanks, lists of words.
    pub apart: Expressions,
}

/// What codes of context need besides their words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextSettings {
    /// Words of partnering between organisations.
    pub near: Expressions,
    /// Words that give a reason.
    pub reason: Expressions,
    /// Score from which a statement states a factor or end state.
    pub states: f32,
}

/// What a statement's score needs for a code of the other layers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerSettings {
    /// For an integration domain.
    pub domains: f32,
    /// For an integration domain of a cell or a few words, which may be a mere label.
    #[serde(default = "one")]
    pub domains_of_little: f32,
    /// From which score a statement states its domain, where a lower one only lets it be inferred.
    #[serde(default = "one")]
    pub domains_stated: f32,
    /// What a match of the domains in the lead-in or the heading above a statement weighs, as a share of its full weight.
    #[serde(default)]
    pub domains_above: f32,
    /// For an entry point, a contextual factor or an end state.
    pub context: f32,
    /// For a proposition about a domain.
    #[serde(default = "one")]
    pub propositions: f32,
    /// Headings below which no statement has a domain or context: bibliographies, declarations, thanks.
    pub apart: Expressions,
}

const fn one() -> f32 {
    1.0
}

/// When a document counts as one that advises others: by how often it says so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdviceSettings {
    /// What a statement that advises says.
    #[serde(rename = "match")]
    pub says: Expressions,
    /// Least number of such statements.
    pub least: u32,
    /// Least share of them among all statements, from 0 to 1.
    pub share: f32,
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// The first mistake, with its line and column.
    pub(crate) fn parse(source: SourceText<'_>) -> Result<Self, Finding> {
        read(source)
    }

    /// Whether a document of these statements advises others by how often it says so.
    pub fn advises<'s>(&self, statements: impl IntoIterator<Item = &'s str>) -> bool {
        let (mut advising, mut all) = (0_u32, 0_u32);
        for text in statements {
            all += 1;
            advising += u32::from(self.advises.says.is_match(text));
        }
        advising >= self.advises.least && f64::from(advising) >= f64::from(all) * f64::from(self.advises.share)
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use crate::diagnostics::SourceText;

    const BUILT_IN: &str = include_str!("../../lexicons/settings.toml");

    #[test]
    fn mistakes_are_told_with_their_place_and_the_nearest_name() {
        let error = |from: &str, to: &str| {
            let text = BUILT_IN.replacen(from, to, 1);
            assert!(text != BUILT_IN);
            Settings::parse(SourceText { file: "settings.toml", text: &text }).unwrap_err()
        };
        let unknown = error("density =", "densty =");
        assert_eq!(unknown.message, "unknown key `densty`");
        assert_eq!(unknown.hint.as_deref(), Some("did you mean `density`?"));
        assert!(unknown.excerpt.starts_with("densty = 0.01") && unknown.column == 1);
        assert!(error("density = 0.01", "").message.contains("density"));
        assert!(error("least = 4\n", "least = \"4\"\n").message.contains("invalid type"));
        assert!(error("'\\bthrough\\b'", "'('").message.contains("cannot be used"));
    }

    #[test]
    fn a_document_advises_by_how_often_it_says_so() {
        let settings = Settings::parse(SourceText { file: "settings.toml", text: BUILT_IN }).unwrap();
        let advising = ["Trusts should merge."; 4];
        assert!(settings.advises(advising));
        assert!(!settings.advises(advising.into_iter().take(3)), "too few");
        assert!(!settings.advises(advising.into_iter().chain(["We merge."; 40])), "too small a share");
    }
}
