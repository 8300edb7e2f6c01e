//! PDF files: the one place, with its neighbours here, that names a PDF crate.
//!
//! `hayro` gives the glyphs and the document's structure; `lopdf` and `pdf-extract` give a second reading of the words where
//! the first fails or leaves doubt. None of them is safe to run on any file in this process: the worker calls this.

mod forms;
mod glyphs;
mod marks;
mod recognise;
mod render;
mod second_reading;
mod structure;
mod tags;

use super::layout::{self, PageGlyphs};
use super::left_out::LeftOutWords;
use super::ocr::{OcrRequest, Picture, Recognition, is_pictured};
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{InterpreterCache, InterpreterSettings};
pub(super) use recognise::ProgressFn;
pub(super) use second_reading::{Engine, agreement, words_of_pages};
use std::sync::Arc;
use stratmine_model::limits::MAX_PAGES;
use stratmine_model::{BlockKind, DocumentId, Page, PageGrade, ReadPaper, ReadResult, ReadStatus};

/// Names and versions of the engines, for the record.
pub fn engines() -> String {
    "hayro-interpret 0.9.0, lopdf 0.47.0, pdf-extract 0.12.1".to_owned()
}

/// A PDF as first read, and what the reading leaves in doubt.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct FirstReading {
    pub(super) document: ReadPaper,
    /// Whether any page shows pictures or drawings that may hold text.
    pub(super) pictures: bool,
    /// The pages, from 0, whose words should be read a second time.
    pub(super) doubtful: Vec<usize>,
    /// The names of files that are attached and not read.
    pub(super) attached: Vec<String>,
    /// What text recognition had to do with it, where any page needed it.
    pub(super) recognition: Option<Recognition>,
}

impl FirstReading {
    /// A reading that leaves nothing in doubt.
    pub(super) const fn sure(document: ReadPaper) -> Self {
        Self { document, pictures: false, doubtful: Vec::new(), attached: Vec::new(), recognition: None }
    }
}

/// Why a page cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, thiserror::Error)]
pub enum DrawError {
    /// The file cannot be opened, and why.
    #[error("{0}")]
    NotOpened(String),
    /// It has no page of that number.
    #[error("there is no such page")]
    NoSuchPage,
}

/// Reads a PDF; `progress` is called before the recognition of each page that needs it.
///
/// # Errors
/// The outcome that the file ends in when it cannot be opened: encrypted, malformed, too large.
pub(super) fn read(
    id: DocumentId,
    data: &Arc<Vec<u8>>,
    request: &OcrRequest,
    progress: ProgressFn<'_>,
) -> Result<FirstReading, ReadResult> {
    let pdf = Pdf::new(Arc::clone(data)).map_err(|error| refused(error, data))?;
    let structure = structure::read(&pdf);
    if let Some(reason) = structure.stands_in() {
        return Err(ReadResult::because(ReadStatus::Unsupported, reason));
    }
    let count = pdf.pages().len();
    if count > MAX_PAGES {
        return Err(ReadResult::because(
            ReadStatus::TooLarge,
            format!("it has {count} pages and at most {MAX_PAGES} are read; split it"),
        ));
    }
    let settings = InterpreterSettings::default();
    let cache = InterpreterCache::new();
    let mut ink = glyphs::InkCache::default();
    let tags = tags::read(&pdf);
    let mut drawn: Vec<PageGlyphs> = pdf
        .pages()
        .iter()
        .enumerate()
        .map(|(index, page)| glyphs::read_page(page, tags.get(index), &cache, &mut ink, &settings))
        .collect();
    let recognised = recognise::recognise(&pdf, &mut drawn, request, progress);
    let struck: Vec<usize> = drawn
        .iter_mut()
        .zip(pdf.pages().iter())
        .map(|(drawn, page)| {
            marks::take_out_note_marks(drawn);
            marks::take_out_struck(page, drawn)
        })
        .collect();
    let mut pages = layout::lay_out(&drawn);
    let mut doubtful = Vec::new();
    let mut pictures = false;
    for (index, (page, drawn)) in pages.iter_mut().zip(&drawn).enumerate() {
        let pictured = is_pictured(drawn);
        pictures |= pictured;
        if recognised.grade(index, page) {
            continue;
        }
        if page.text.trim().is_empty() {
            if !drawn.runs.is_empty() || (!pictured && shows_text(pdf.pages().get(index))) {
                doubtful.push(index);
            }
        } else if page.quality.grade >= PageGrade::Poor {
            doubtful.push(index);
        } else if page.text.len() < 200 && drawn.picture_share() > 0.6 && page.quality.grade < PageGrade::Fair {
            page.quality.lower_to(PageGrade::Fair, "most of the page is a picture, whose words were not read");
        }
    }
    for block in pages.iter_mut().flat_map(|page| {
        let text = &page.text;
        page.blocks
            .iter_mut()
            .filter(|block| leads_back(text.get(block.span.start..block.span.end).unwrap_or_default()))
    }) {
        block.kind = BlockKind::Footnote;
    }
    for (page, struck) in pages.iter_mut().zip(struck) {
        LeftOutWords { struck, hidden: 0 }.note(&mut page.quality);
    }
    for (page, label) in pages.iter_mut().zip(structure.labels) {
        page.label = label;
    }
    if structure.has_form && is_notice(&pages) {
        return Err(ReadResult::because(ReadStatus::Unsupported, NOTICE));
    }
    let document = ReadPaper { id, facts: structure.facts, outline: structure.outline, language: None, pages };
    let attached = structure.attached;
    Ok(FirstReading { document, pictures, doubtful, attached, recognition: recognised.recognition })
}

/// Whether a block ends in the arrow that leads from a note back to its mark, as browsers print it.
fn leads_back(text: &str) -> bool {
    text.trim_end_matches(['\u{fe0e}', '\u{fe0f}', ' ']).ends_with('↩')
}

/// Draws one page, counted from 0, at so many pixels a point; also gives the scale used, which is smaller where the picture
/// would be too large.
///
/// # Errors
/// Where the file cannot be opened or has no such page.
pub(super) fn draw(data: &Arc<Vec<u8>>, page: usize, scale: f32) -> Result<(Picture, f32), DrawError> {
    let opened = Pdf::new(Arc::clone(data));
    let pdf = opened.map_err(|error| DrawError::NotOpened(refused(error, data).reason.unwrap_or_default()))?;
    let page = pdf.pages().get(page).ok_or(DrawError::NoSuchPage)?;
    Ok(render::Painter::default().draw(page, scale))
}

/// Whether a page's own content says that it shows text. A page that was left blank need not be read twice.
fn shows_text(page: Option<&hayro_interpret::hayro_syntax::page::Page<'_>>) -> bool {
    page.is_none_or(|page| {
        page.page_stream().is_none_or(|content| content.windows(2).any(|two| two == b"Tj" || two == b"TJ"))
    })
}

/// Why a file is not coded whose only page asks for another viewer.
pub(super) const NOTICE: &str =
    "its page only asks for another viewer: the paper is an XFA form. Open it in Adobe Reader and print it to a PDF";

/// Whether all that a file shows is the request for another viewer that form designers put there.
fn is_notice(pages: &[Page]) -> bool {
    let [page] = pages else { return false };
    let text = page.text.to_lowercase();
    ["please wait", "later version", "not be able to display", "adobe reader"].iter().any(|words| text.contains(words))
}

fn refused(error: LoadPdfError, bytes: &[u8]) -> ReadResult {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ReadResult::because(
            ReadStatus::Encrypted,
            "a password is needed to open it: save a copy without one, if you may",
        ),
        LoadPdfError::Decryption(_) => {
            ReadResult::because(ReadStatus::Encrypted, "it is encrypted in a way that is not supported or is damaged")
        }
        LoadPdfError::Invalid => ReadResult::because(ReadStatus::Malformed, why_malformed(bytes)),
    }
}

/// What is wrong with a file that is called a PDF and is none: browsers save web pages and other files under any name.
fn why_malformed(bytes: &[u8]) -> &'static str {
    let head = bytes.get(..1024.min(bytes.len())).unwrap_or_default();
    let text =
        String::from_utf8_lossy(head).trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).to_ascii_lowercase();
    if text.starts_with("<!doctype html") || text.starts_with("<html") {
        "it is called a PDF and is a web page: open it, and if it is the paper, give its name the ending .html"
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") {
        "it is called a PDF and is a Word file or the like: open it there and save it as PDF"
    } else {
        "it is no PDF that can be read: it may be cut off or damaged"
    }
}

/// Replaces the text of a page by words that a second engine read: one paragraph a line group, without places.
pub(super) fn replace_text(page: &mut Page, text: &str, engine: Engine) {
    let mut builder = super::page_text::PageText::default();
    for paragraph in text.split("\n\n") {
        builder.push_block(stratmine_model::BlockKind::Paragraph, paragraph);
    }
    let read = builder.into_page(page.number);
    page.text = read.text;
    page.blocks = read.blocks;
    page.lines = Vec::new();
    page.quality.lower_to(PageGrade::Poor, format!("read by {} only: words in order, without layout", engine.name()));
}

/// A PDF text string as Unicode (PDF 2.0, 7.9.2.2): UTF-16 or UTF-8 by its mark, else `PDFDocEncoding`, of which the part
/// that differs from Latin-1 in use is translated.
pub(super) fn text_string(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| pdf_doc_character(*byte)).collect(),
    };
    text.chars().filter(|character| !character.is_control() || *character == '\n').collect()
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(unit);
    char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

const fn pdf_doc_character(byte: u8) -> char {
    match byte {
        0x80 => '•',
        0x81 => '†',
        0x82 => '‡',
        0x83 => '…',
        0x84 => '—',
        0x85 => '–',
        0x88 => '‹',
        0x89 => '›',
        0x8d => '“',
        0x8e => '”',
        0x8f => '‘',
        0x90 => '’',
        0x92 => '™',
        0x93 => 'ﬁ',
        0x94 => 'ﬂ',
        0xa0 => '€',
        other => other as char,
    }
}

#[cfg(test)]
mod tests {
    use super::{engines, text_string};

    #[test]
    fn the_engines_are_those_that_are_built_in() {
        let lock = include_str!("../../../Cargo.lock").replace("\"\nversion = \"", " ");
        for engine in engines().split(", ") {
            assert!(lock.contains(&format!("name = \"{engine}\"")), "{engine} is not in Cargo.lock");
        }
    }

    #[test]
    fn text_strings_are_read_in_each_encoding() {
        assert_eq!(text_string(b"Plan"), "Plan");
        assert_eq!(text_string(&[0xfe, 0xff, 0, b'A', 0x20, 0x13]), "A–");
        assert_eq!(text_string(&[0xff, 0xfe, b'A', 0]), "A");
        assert_eq!(text_string("\u{feff}Größe".as_bytes()), "Größe");
        assert_eq!(text_string(&[b'a', 0x85, b'b']), "a–b");
    }
}
