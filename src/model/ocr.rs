//! What is asked of text recognition, as people say it.

use serde::{Deserialize, Serialize};

/// When pages are given to text recognition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum OcrMode {
    /// Those without usable text: scans, and text drawn as outlines
    #[default]
    Auto,
    /// None
    Never,
    /// These, and the pictures on all others
    Always,
}

impl OcrMode {
    /// The name used on the command line and in the record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Never => "never",
            Self::Always => "always",
        }
    }
}

/// The language that papers are recognised in unless another is asked for.
pub const DEFAULT_LANGUAGE: &str = "eng";

/// Whether a text can be a language of tesseract: names of letters, digits and `_`, joined by `+`. Nothing that could be
/// an option or a path is.
#[must_use]
pub fn is_language(text: &str) -> bool {
    let is_name = |name: &str| {
        (2..=32).contains(&name.len())
            && name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
    };
    text.len() <= 100 && text.split('+').all(is_name)
}

#[cfg(test)]
mod tests {
    use super::is_language;

    #[test]
    fn only_names_are_languages() {
        for good in ["eng", "eng+cym", "chi_sim", "eng_best+osd"] {
            assert!(is_language(good), "{good}");
        }
        for bad in
            ["", "+", "eng+", "e", "--psm", "../eng", "eng/x", "eng cym", "eng\0", "1eng", "éng", &"a".repeat(40)]
        {
            assert!(!is_language(bad), "{bad}");
        }
    }
}
