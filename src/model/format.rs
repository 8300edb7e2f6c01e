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
    /// A file of an office program: Word, OpenDocument text or PowerPoint.
    Office,
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
            Some("docx" | "docm" | "dotx" | "dotm" | "odt" | "ott" | "pptx" | "pptm" | "ppsx") => Self::Office,
            _ => Self::Other,
        }
    }

    /// The formats that are read, for a sentence.
    pub const READ: &'static str =
        "PDF, Word (.docx), OpenDocument text (.odt), PowerPoint (.pptx), HTML, Markdown and plain text";

    /// Why a file of that name is not read, and how to make one of it that is.
    pub fn why_not_read(file: &Path) -> String {
        let extension = file.extension().map(|name| name.to_string_lossy().to_lowercase());
        let Some(extension) = extension else {
            return format!("a file without an extension is not read: {} are", Self::READ);
        };
        let program = match extension.as_str() {
            "doc" | "dot" | "rtf" | "wps" => "Word",
            "ppt" | "pps" => "PowerPoint",
            "pages" => "Pages",
            "key" => "Keynote",
            "odp" | "sxw" | "fodt" | "wpd" => "LibreOffice",
            _ => return format!(".{extension} files are not read: {} are", Self::READ),
        };
        let form = if matches!(program, "PowerPoint" | "Keynote") || extension == "odp" { "pptx" } else { "docx" };
        format!(
            ".{extension} files are not read: open it in {program} and save or export it as .{form} or PDF \
             (or: soffice --headless --convert-to {form} FILE)"
        )
    }

    /// Whether a file is a PDF by its first bytes, whatever it is called (PDF 2.0, 7.5.2: "%PDF-" and a version, at the
    /// beginning of a line).
    pub fn is_pdf(bytes: &[u8]) -> bool {
        let head = bytes.get(..Self::HEAD.min(bytes.len())).unwrap_or_default();
        head.windows(7).enumerate().any(|(at, seven)| {
            let version = matches!(seven, [b'%', b'P', b'D', b'F', b'-', major, _] if major.is_ascii_digit());
            let before = head.get(..at).unwrap_or_default();
            let is_first =
                before.iter().all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf | 0));
            version && is_first
        })
    }

    /// The number of bytes within which [`Self::is_pdf`] looks.
    pub const HEAD: usize = 1024;
}

#[cfg(test)]
mod tests {
    use super::Format;
    use std::path::Path;

    #[test]
    fn names_tell_the_format_and_how_to_convert_the_others() {
        for (name, format) in [
            ("a/B.DOCX", Format::Office),
            ("b.odt", Format::Office),
            ("c.pptx", Format::Office),
            ("d.pdf", Format::Pdf),
            ("e.doc", Format::Other),
            ("f", Format::Other),
        ] {
            assert_eq!(Format::of_path(Path::new(name)), format, "{name}");
        }
        let why = |name: &str| Format::why_not_read(Path::new(name));
        assert!(
            why("a.b/x.doc").starts_with(".doc files are not read: open it in Word") && why("x.rtf").contains(".docx")
        );
        assert!(why("x.ppt").contains("--convert-to pptx") && why("x.pages").contains("Pages"));
        assert!(why("a.b/x.tsv").starts_with(".tsv files are not read: PDF, Word"));
        assert!(why("a.b/x").starts_with("a file without an extension is not read"));
    }
}
