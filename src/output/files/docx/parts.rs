//! The parts of the package around the document's text.

use super::super::xml::Xml;
use super::document::{begin_paragraph, field, run};
use super::styles;
use std::io;

/// Namespaces (ECMA-376, transitional).
pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// What relationships are named after.
pub(super) const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// The language of the document.
pub(super) const LANGUAGE: &str = "en-GB";

/// A part's name and content.
type PackagePart = (String, Vec<u8>);

/// All parts but `word/document.xml`.
pub(super) fn around(title: &str) -> io::Result<Vec<PackagePart>> {
    let parts = [
        ("[Content_Types].xml", content_types()?),
        (
            "_rels/.rels",
            relationships(&[
                (&format!("{OFFICE}/officeDocument"), "word/document.xml"),
                (&format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml"),
                (&format!("{OFFICE}/extended-properties"), "docProps/app.xml"),
            ])?,
        ),
        (
            "word/_rels/document.xml.rels",
            relationships(&[
                (&format!("{OFFICE}/styles"), "styles.xml"),
                (&format!("{OFFICE}/settings"), "settings.xml"),
                (&format!("{OFFICE}/footer"), "footer1.xml"),
            ])?,
        ),
        ("docProps/core.xml", core(title)?),
        ("docProps/app.xml", app()?),
        ("word/settings.xml", settings()?),
        ("word/footer1.xml", footer()?),
        ("word/styles.xml", styles::write()?),
    ];
    Ok(parts.into_iter().map(|(name, content)| (name.to_owned(), content)).collect())
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

fn content_types() -> io::Result<Vec<u8>> {
    let mut xml = Xml::line()?;
    xml.open("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))])?;
    let package = "application/vnd.openxmlformats-package";
    xml.leaf("Default", &[("Extension", "rels"), ("ContentType", &format!("{package}.relationships+xml"))])?;
    xml.leaf("Default", &[("Extension", "xml"), ("ContentType", "application/xml")])?;
    for (part, kind) in [
        ("/word/document.xml", format!("{WORD_TYPE}.document.main+xml")),
        ("/word/styles.xml", format!("{WORD_TYPE}.styles+xml")),
        ("/word/settings.xml", format!("{WORD_TYPE}.settings+xml")),
        ("/word/footer1.xml", format!("{WORD_TYPE}.footer+xml")),
        ("/docProps/core.xml", format!("{package}.core-properties+xml")),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned()),
    ] {
        xml.leaf("Override", &[("PartName", part), ("ContentType", &kind)])?;
    }
    xml.close("Types")?;
    Ok(xml.finish())
}

/// Relationships rId1, rId2, …: kinds and targets.
fn relationships(targets: &[(&str, &str)]) -> io::Result<Vec<u8>> {
    let mut xml = Xml::line()?;
    xml.open("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))])?;
    for (number, (kind, target)) in (1..).zip(targets) {
        xml.leaf("Relationship", &[("Id", &format!("rId{number}")), ("Type", kind), ("Target", target)])?;
    }
    xml.close("Relationships")?;
    Ok(xml.finish())
}

fn core(title: &str) -> io::Result<Vec<u8>> {
    let mut xml = Xml::line()?;
    xml.open(
        "cp:coreProperties",
        &[
            ("xmlns:cp", &format!("{PACKAGE}/metadata/core-properties")),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ],
    )?;
    xml.text("dc:title", &[], &short(title))?;
    xml.text("dc:language", &[], LANGUAGE)?;
    xml.close("cp:coreProperties")?;
    Ok(xml.finish())
}

fn app() -> io::Result<Vec<u8>> {
    let mut xml = Xml::line()?;
    xml.open("Properties", &[("xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties")])?;
    xml.text("Application", &[], "stratmine")?;
    xml.close("Properties")?;
    Ok(xml.finish())
}

fn settings() -> io::Result<Vec<u8>> {
    let mut xml = Xml::line()?;
    xml.open("w:settings", &[("xmlns:w", WORD)])?;
    xml.leaf("w:defaultTabStop", &[("w:val", "567")])?;
    xml.open("w:compat", &[])?;
    // Without this, Word opens the document as one of Word 2007.
    xml.leaf(
        "w:compatSetting",
        &[("w:name", "compatibilityMode"), ("w:uri", "http://schemas.microsoft.com/office/word"), ("w:val", "15")],
    )?;
    xml.close("w:compat")?;
    xml.leaf("w:themeFontLang", &[("w:val", LANGUAGE)])?;
    xml.leaf("w:decimalSymbol", &[("w:val", ".")])?;
    xml.leaf("w:listSeparator", &[("w:val", ",")])?;
    xml.close("w:settings")?;
    Ok(xml.finish())
}

/// "Page 1 of 3", at the right.
fn footer() -> io::Result<Vec<u8>> {
    let mut xml = Xml::line()?;
    xml.open("w:ftr", &[("xmlns:w", WORD)])?;
    begin_paragraph(&mut xml, "Footer")?;
    for (word, instruction) in [("Page ", " PAGE "), (" of ", " NUMPAGES ")] {
        run(&mut xml, word)?;
        field(&mut xml, instruction, "1")?;
    }
    xml.close("w:p")?;
    xml.close("w:ftr")?;
    Ok(xml.finish())
}
