//! Office files: Word (`.docx`), OpenDocument text (`.odt`) and PowerPoint (`.pptx`).
//!
//! In: the bytes of a file. Out: a [`ReadPaper`], or the status in which the file ends. What a file is, its contents say
//! and not its name. Pages are those that the file tells of, else the paper is one page; a slide is a page. Headers and
//! footers are running matter of the first page.
//!
//! A reader of a format (`docx`, `odt`, `pptx`) makes a `Draft` of paragraphs and rows; `draft` and `rows` make pages of
//! it, alike for all. `package` and `xml` bound what an archive may unpack to.

mod docx;
mod draft;
mod numerals;
mod odt;
mod package;
mod pptx;
mod rows;
mod xml;

use crate::language;
use package::{Package, PackageError};
use stratmine_model::{DocumentId, FileFacts, Page, ReadPaper, ReadResult, ReadStatus};
use xml::XmlError;

/// What the readers of the formats give.
struct Reading {
    pages: Vec<Page>,
    pictures: bool,
    facts: FileFacts,
}

/// Reads an office file.
///
/// # Errors
/// The status that the file ends in where it cannot be read: malformed, encrypted, too large, or unsupported for what is
/// another kind of office file.
pub(super) fn read(id: DocumentId, bytes: &[u8]) -> Result<ReadPaper, ReadResult> {
    if let Some(refused) = other_file(bytes) {
        return Err(refused);
    }
    let reading = pages(bytes)?;
    if reading.pictures && reading.pages.iter().all(|page| !page.text.chars().any(char::is_alphanumeric)) {
        let reason =
            "it holds pictures and no text: save it as PDF, whose pages can be given to text recognition (OCR)";
        return Err(ReadResult::because(ReadStatus::NeedsOcr, reason));
    }
    let language = reading.pages.iter().find_map(|page| language::detect(&page.text)).map(str::to_owned);
    Ok(ReadPaper { id, facts: reading.facts, outline: Vec::new(), language, pages: reading.pages })
}

fn pages(bytes: &[u8]) -> Result<Reading, ReadResult> {
    let mut package = Package::open(bytes.to_vec())?;
    if let Some(kind) = odt::mime_type(&mut package)? {
        if !kind.starts_with("application/vnd.oasis.opendocument.text") {
            return Err(unsupported(&format!("it is an OpenDocument file of another kind ({kind})")));
        }
        let draft = odt::read(&mut package)?;
        let facts = odt::facts(&mut package)?;
        return Ok(Reading { pictures: draft.pictures, facts, pages: draft.into_pages() });
    }
    let part = docx::main_part(&mut package)?.unwrap_or_else(|| "word/document.xml".to_owned());
    let main = package.needed(&part)?;
    let name = main.root().map(xml::Element::name).unwrap_or_default();
    let (pages, pictures) = match name {
        "w:document" => {
            let draft = docx::read(&mut package, &part, &main)?;
            let pictures = draft.pictures;
            (draft.into_pages(), pictures)
        }
        "p:presentation" => pptx::read(&mut package, &part, &main)?,
        _ if part.starts_with("xl/") => return Err(unsupported("it is an Excel workbook")),
        name => {
            let reason = format!("its main part holds <{name}>, which no Word or PowerPoint file does");
            return Err(ReadResult::because(ReadStatus::Malformed, reason));
        }
    };
    Ok(Reading { pages, pictures, facts: docx::facts(&mut package)? })
}

/// What the first bytes of a file show it to be, where that is no zip archive.
fn other_file(bytes: &[u8]) -> Option<ReadResult> {
    const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let malformed = |what: &str| {
        let reason = format!("it is called an office file and is {what}: give it the name of its kind");
        Some(ReadResult::because(ReadStatus::Malformed, reason))
    };
    if bytes.starts_with(COMPOUND) {
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if bytes.windows(name.len()).any(|window| window == name) {
            return Some(PackageError::Encrypted.into());
        }
        return Some(unsupported("it is a file of Word 2003 or older under another name"));
    }
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or_default();
    match bytes.get(start..).unwrap_or_default() {
        [] => malformed("empty"),
        [b'%', b'P', b'D', b'F', ..] => malformed("a PDF"),
        [b'{', b'\\', b'r', b't', b'f', ..] => malformed("an RTF file"),
        [b'<', ..] => malformed("a web page or XML"),
        _ => None,
    }
}

fn unsupported(what: &str) -> ReadResult {
    ReadResult::because(ReadStatus::Unsupported, format!("{what}, which is not read: save it as .docx or PDF"))
}

impl From<PackageError> for ReadResult {
    fn from(error: PackageError) -> Self {
        let status = match &error {
            PackageError::Encrypted => ReadStatus::Encrypted,
            error if error.is_limit() => ReadStatus::TooLarge,
            _ => ReadStatus::Malformed,
        };
        Self::because(status, error.to_string())
    }
}

impl PackageError {
    /// Whether a limit was passed, rather than something being wrong.
    const fn is_limit(&self) -> bool {
        match self {
            Self::TooManyEntries(_) | Self::TooLarge { .. } | Self::Bomb(_) => true,
            Self::Xml { why, .. } => XmlError::is_limit(why),
            Self::NotOpened(_) | Self::Encrypted | Self::Damaged { .. } | Self::Missing(_) => false,
        }
    }
}

/// The first number of four digits that can be a year.
fn year(text: &str) -> Option<i32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .find(|year| (1980..=2100).contains(year))
}

#[cfg(test)]
mod tests;
