//! The parts of the package around the document's text. Those that are the same in every document lie in `parts/`.

use super::super::xml::Xml;
use std::io;

/// Namespaces (ECMA-376, transitional).
pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// What relationships are named after.
pub(super) const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A part's name and content.
type PackagePart = (String, Vec<u8>);

/// All parts but `word/document.xml`.
pub(super) fn around(title: &str) -> io::Result<Vec<PackagePart>> {
    let fixed = |name: &str, text: &str| (name.to_owned(), one_line(text));
    Ok(vec![
        fixed("[Content_Types].xml", include_str!("parts/content_types.xml")),
        fixed("_rels/.rels", include_str!("parts/package.rels.xml")),
        fixed("word/_rels/document.xml.rels", include_str!("parts/document.rels.xml")),
        ("docProps/core.xml".to_owned(), core(title)?),
        fixed("docProps/app.xml", include_str!("parts/app.xml")),
        // Without `compatibilityMode`, Word opens the document as one of Word 2007.
        fixed("word/settings.xml", include_str!("parts/settings.xml")),
        fixed("word/footer1.xml", include_str!("parts/footer.xml")),
        // Arial is on Windows and macOS, and LibreOffice has letters of the same widths for it. `TableEnd` is the paragraph
        // that Word asks for after a table, as good as unseen. Sizes are in half points, lengths in twentieths.
        fixed("word/styles.xml", include_str!("parts/styles.xml")),
    ])
}

/// A part as it is written: on one line, for white space between elements may come to be shown.
fn one_line(text: &str) -> Vec<u8> {
    text.lines().flat_map(|line| line.trim_start().bytes()).collect()
}

/// The beginning of a text for places where Word takes 255 characters at most, on one line.
pub(super) fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.encode_utf16().count() <= 255 {
        return line;
    }
    // Word counts in units of UTF-16, of which a character has two at most.
    let mut room = 254_usize;
    let begun = line.chars().take_while(|letter| {
        let fits = letter.len_utf16() <= room;
        room = room.saturating_sub(letter.len_utf16());
        fits
    });
    begun.chain(std::iter::once('…')).collect()
}

fn core(title: &str) -> io::Result<Vec<u8>> {
    let mut xml = Xml::line()?;
    xml.open(
        "cp:coreProperties",
        &[
            ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ],
    )?;
    xml.text("dc:title", &[], &short(title))?;
    xml.text("dc:language", &[], "en-GB")?;
    xml.close("cp:coreProperties")?;
    Ok(xml.finish())
}
