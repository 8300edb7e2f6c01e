//! Parts of a paper that are no text of its own, told by their words: contents, references, captions.
//!
//! In: a heading or a paragraph. Out: what it says that it is. Every format that has headings asks here.

use stratmine_model::BlockKind;

/// What a heading opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Section {
    #[default]
    Body,
    Contents,
    References,
}

impl Section {
    /// What stands under a heading.
    pub(crate) fn opened_by(heading: &str) -> Self {
        let plain: String = heading
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphabetic() || *c == ' ')
            .collect::<String>()
            .trim()
            .to_owned();
        match plain.as_str() {
            "contents" | "table of contents" | "in this document" | "list of figures" | "list of tables" => {
                Self::Contents
            }
            "references" | "bibliography" | "endnotes" | "end notes" | "notes and references" | "sources" => {
                Self::References
            }
            _ => Self::Body,
        }
    }

    /// The kind of the blocks in it, where it has one.
    pub(crate) const fn kind(self) -> Option<BlockKind> {
        match self {
            Self::Body => None,
            Self::Contents => Some(BlockKind::Contents),
            Self::References => Some(BlockKind::Reference),
        }
    }
}

/// Most words of a caption.
pub(crate) const CAPTION_WORDS: usize = 40;

/// Most words of a caption that is set otherwise than the text.
pub(crate) const LONGEST_CAPTION: usize = 90;

/// What the label of a caption begins with.
const LABELS: [&str; 8] = ["figure ", "fig. ", "fig ", "table ", "chart ", "image ", "photo", "picture "];

/// Whether a text is the label of a caption and no more: "Figure 6", "Table A3:".
pub(crate) fn is_caption_label(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let number = LABELS.iter().find_map(|label| lower.strip_prefix(label));
    number.is_some_and(|number| begins_with_number(number) && !number.trim_end_matches([':', '.']).contains(' '))
}

/// Whether the rest of a caption's label begins with a number: "3", "2.1", "A3".
fn begins_with_number(rest: &str) -> bool {
    let rest = rest.trim_start();
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    digit(rest) || (rest.starts_with(|c: char| c.is_ascii_lowercase()) && rest.get(1..).is_some_and(digit))
}

/// Whether a paragraph says that it is a caption: "Figure 2: …", "Source: …". "Table 3 shows …" is a sentence about one.
pub(crate) fn is_caption(text: &str, most_words: usize) -> bool {
    const SPOKEN_OF: [&str; 32] = [
        "shows",
        "show",
        "presents",
        "summarises",
        "summarizes",
        "illustrates",
        "lists",
        "gives",
        "sets",
        "provides",
        "describes",
        "outlines",
        "below",
        "above",
        "is",
        "are",
        "was",
        "were",
        "and",
        "contains",
        "details",
        "demonstrates",
        "compares",
        "displays",
        "reports",
        "highlights",
        "indicates",
        "suggests",
        "has",
        "which",
        "overleaf",
        "depicts",
    ];
    let lower = text.to_lowercase();
    if text.split_whitespace().count() > most_words {
        return false;
    }
    let Some(rest) = LABELS.iter().find_map(|label| lower.strip_prefix(label)) else {
        return lower.starts_with("source:");
    };
    // "Figure 5.3 (page 66) also shows …"
    let mut words = rest.split_whitespace().skip(1).peekable();
    if words.peek().is_some_and(|word| word.starts_with('(')) {
        while words.next().is_some_and(|word| !word.trim_end_matches([',', '.']).ends_with(')')) {}
    }
    let adverb = |word: &&str| *word == "also" || *word == "then" || word.ends_with("ly");
    let word = words.find(|word| !adverb(word)).unwrap_or_default().trim_matches(|c: char| !c.is_alphabetic());
    (begins_with_number(rest) || rest.trim_start().starts_with(':')) && !SPOKEN_OF.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_about_a_figure_is_no_caption_of_it() {
        let caption = |text: &str| is_caption(text, CAPTION_WORDS);
        assert!(
            caption("Figure 2: How data flow") && caption("Table 3 Costs by year") && caption("Source: the survey")
        );
        assert!(caption("Table A3: Costs by area") && !caption("Table of costs"));
        assert!(!caption("Figure 5.3 (page 66) shows the share.") && !caption("Table 2 also gives the number."));
        assert!(!caption("Table 3 shows the costs.") && !caption("Figures are rising.") && !caption("Table talk"));
    }

    #[test]
    fn a_label_of_a_caption_may_stand_alone() {
        let label = ["Figure 6", "Table A3:", "Table 2.1"].map(is_caption_label);
        assert_eq!(label, [true; 3]);
        assert_eq!(["Figure 6 Costs", "Table", "Figures 6", "6"].map(is_caption_label), [false; 4]);
    }
}
