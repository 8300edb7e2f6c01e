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
const CAPTION_WORDS: usize = 40;

/// Whether a paragraph says that it is a caption: "Figure 2: …", "Source: …".
pub(crate) fn is_caption(text: &str) -> bool {
    let lower = text.to_lowercase();
    let labelled =
        ["figure ", "fig. ", "fig ", "table ", "chart ", "image ", "photo", "picture "].iter().any(|label| {
            lower
                .strip_prefix(label)
                .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == ':'))
        });
    (labelled || lower.starts_with("source:")) && text.split_whitespace().count() <= CAPTION_WORDS
}
