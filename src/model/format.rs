//! The formats a paper may come in.

use serde::{Deserialize, Serialize};
use std::path::Path;

/// What a file is taken to be, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// PDF.
    Pdf,
    /// A web page.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
    /// Anything else: listed as unsupported, never read.
    Other,
}

impl Format {
    /// The format that a file's extension (in any case) stands for.
    pub fn of_path(path: &Path) -> Self {
        let extension = path.extension().map(|name| name.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("pdf") => Self::Pdf,
            Some("html" | "htm" | "xhtml") => Self::Html,
            Some("md" | "markdown") => Self::Markdown,
            Some("txt" | "text") => Self::Text,
            _ => Self::Other,
        }
    }
}
