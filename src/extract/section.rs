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

/// Whether a paragraph says that it is a caption: "Figure 2: …", "Source: …". "Table 3 shows …" is a sentence about one.
pub(crate) fn is_caption(text: &str, most_words: usize) -> bool {
    const LABELS: [&str; 8] = ["figure ", "fig. ", "fig ", "table ", "chart ", "image ", "photo", "picture "];
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
    let rest = rest.trim_start();
    let word = rest.split(' ').nth(1).unwrap_or_default().trim_matches(|c: char| !c.is_alphabetic());
    rest.starts_with(|c: char| c.is_ascii_digit() || c == ':') && !SPOKEN_OF.contains(&word)
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
        assert!(!caption("Table 3 shows the costs.") && !caption("Figures are rising.") && !caption("Table talk"));
    }
}
