//! Sentences that tell of others: what they name is not the paper's own.

use super::entry::ThirdParties;
use super::matcher::expressions;
use regex::Regex;
use stratmine_model::Span;

/// What tells that a sentence speaks of others, made ready.
pub(super) struct ThirdPartyFilter {
    says: Vec<Regex>,
    unless: Vec<Regex>,
    always: Vec<Regex>,
    headings: Vec<Regex>,
}

impl ThirdPartyFilter {
    pub(super) fn of(third_parties: &ThirdParties) -> Result<Self, regex::Error> {
        Ok(Self {
            says: expressions(&third_parties.says)?,
            unless: expressions(&third_parties.unless)?,
            always: expressions(&third_parties.always)?,
            headings: expressions(&third_parties.headings)?,
        })
    }

    /// Whether what stands below a heading tells of others.
    pub(super) fn heads(&self, heading: &str) -> bool {
        self.headings.iter().any(|pattern| pattern.is_match(heading))
    }

    /// Whether the sentence in which a match stands tells of others.
    pub(super) fn holds(&self, text: &str, matched: Span) -> bool {
        let sentence = sentence(text, matched);
        let any = |patterns: &[Regex]| patterns.iter().any(|pattern| pattern.is_match(sentence));
        any(&self.always) || (any(&self.says) && !any(&self.unless))
    }
}

/// The sentence around a match: up to a stop that is followed by white space, or a line's end.
fn sentence(text: &str, matched: Span) -> &str {
    let stops = |text: &str, at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        let mut signs = rest.chars();
        match signs.next() {
            Some('\n') => true,
            Some('.' | '!' | '?' | ';') => signs.next().is_none_or(char::is_whitespace),
            _ => false,
        }
    };
    let before = text.get(..matched.start).unwrap_or_default();
    let start =
        before.char_indices().rev().find(|(at, _)| stops(text, *at)).map_or(0, |(at, sign)| at + sign.len_utf8());
    let after = text.get(matched.end..).unwrap_or_default();
    let end = after
        .char_indices()
        .find(|(at, _)| stops(text, matched.end + at))
        .map_or(text.len(), |(at, _)| matched.end + at);
    text.get(start..end).unwrap_or(text).trim()
}

#[cfg(test)]
mod tests {
    use super::{ThirdPartyFilter, sentence};
    use crate::lexicon::ThirdParties;
    use stratmine_model::Span;

    fn span(text: &str, word: &str) -> Span {
        let start = text.find(word).unwrap();
        Span::new(start, start + word.len())
    }

    #[test]
    fn a_sentence_ends_at_stops_and_lines() {
        let text = "In 3.5 years. Others merged e.g. there; we\nmerge now";
        assert_eq!(sentence(text, span(text, "merged")), "Others merged e.g");
        assert_eq!(sentence(text, span(text, "merge now")), "merge now");
        assert_eq!(sentence(text, span(text, "3.5")), "In 3.5 years");
    }

    #[test]
    fn what_is_ours_is_ours_unless_it_never_is() {
        let list = |pattern: &str| vec![pattern.to_owned()];
        let third_parties = ThirdParties {
            says: list(r"\belsewhere\b"),
            unless: list(r"\bwe\b"),
            always: list(r"\bbanks?\b"),
            headings: list(r"\babroad$"),
        };
        let compiled = ThirdPartyFilter::of(&third_parties).unwrap();
        let holds = |text: &str| compiled.holds(text, span(text, "merge"));
        assert!(holds("Elsewhere trusts merge. We do not."));
        assert!(!holds("We merge as others do elsewhere."));
        assert!(holds("We saw banks merge."));
        assert!(compiled.heads("Lessons from abroad") && !compiled.heads("Our plans abroad and here"));
    }
}
