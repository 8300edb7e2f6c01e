//! Puts coded quotes as highlights into a copy of a PDF.
//!
//! In: the bytes of a PDF and the boxes of the quotes' lines, on the pages as they are shown. Out: the bytes of a copy with
//! one highlight annotation per quote (ISO 32000-2:2020, 12.5.6.10). Where the file is sound, the copy is the original,
//! byte for byte, with an incremental update after it (7.5.6), so that signatures remain valid. A file whose table of
//! objects is damaged is written again as a whole. The same input gives the same bytes: no clock and no random numbers.
//!
//! `lopdf` was not made for hostile files: it may use much memory, time or stack on one. So call this in a worker process
//! ([`Reader::annotate`](crate::Reader::annotate)).

mod highlight;
mod pages;
mod text;
mod write;

#[cfg(test)]
mod tests;

use lopdf::{Document, Error, LoadOptions};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A PDF of more bytes is refused: places in a file are counted in 32 bits, and the copy is longer.
const MAX_BYTES: usize = 1 << 31;
/// One stream of objects may unfold to so many bytes.
const MAX_UNFOLDED: usize = 128 << 20;

/// A quote to highlight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The page, from 1, in the order of the file; never the printed number.
    pub page: u32,
    /// One box a printed line: left, top, right and bottom in points from the upper left corner of the page as shown, that
    /// is turned by its `/Rotate`, of its crop box as far as that lies in its media box. `/UserUnit` is left out of
    /// account, as `hayro` and Poppler do: a point is a unit of the page's own space. What lies off the page is cut off.
    pub boxes: Vec<[f32; 4]>,
    /// Red, green and blue from 0 to 1; what lies outside is drawn to the nearer end.
    pub colour: [f32; 3],
    /// The code or codes, shown as the subject.
    pub subject: String,
    /// The comment. Lines may break.
    pub contents: String,
    /// Who coded it, shown as the author.
    pub author: String,
}

/// A note that was not put in, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Its place among the notes given, from 0.
    pub note: usize,
    /// The page it names.
    pub page: u32,
    /// Why, in words that continue "it was left out: ".
    pub why: String,
}

/// A copy of a PDF with highlights in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotated {
    /// The copy. It is the original itself where no note was put in.
    pub pdf: Vec<u8>,
    /// How many notes were put in.
    pub added: usize,
    /// The notes that were not, in the order given.
    pub skipped: Vec<Skipped>,
    /// Where the original is not the beginning of the copy, why it was written again as a whole. Its signatures are then
    /// no longer valid.
    pub rewritten: Option<String>,
}

/// Why no copy with highlights can be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AnnotateError {
    /// It is encrypted. Even where it opens without a password nothing can be added to it twice the same: what is added
    /// would be encrypted with chance numbers.
    #[error("it is encrypted: save a copy without encryption, if you may")]
    Encrypted,
    /// It cannot be read as a PDF.
    #[error("it is no PDF that can be added to: {0}")]
    Broken(String),
    /// No page was found in it.
    #[error("no pages were found in it")]
    NoPages,
    /// It is larger than two gibibytes, or its objects or pages are numbered beyond what readers take.
    #[error("it is too large to be added to: {0}")]
    TooLarge(String),
    /// A copy was made, but the check of it failed.
    #[error("highlights could not be put into it: {0}")]
    Unfit(String),
}

/// Puts notes as highlights into a copy of a PDF.
///
/// Each gets one highlight annotation with the codes as its subject and the comment as its contents, drawn by an appearance
/// of its own (colour multiplied into the page at two fifths strength), so that readers show it alike. Annotations that
/// are there stay. A highlight that is already there, put in by an earlier call with the same note, is not put in twice.
/// The copy is read again before it is handed out.
///
/// # Errors
/// Where the file cannot be read or added to; see [`AnnotateError`]. A note that cannot be placed is no error: it is
/// listed in [`Annotated::skipped`].
pub fn annotate(pdf: &[u8], notes: &[Note]) -> Result<Annotated, AnnotateError> {
    // Panics of the library on damaged files are caught here; what it does to the stack is not.
    catch_unwind(AssertUnwindSafe(|| place_and_write(pdf, notes)))
        .unwrap_or_else(|_| Err(AnnotateError::Broken("the library that reads it failed on it".to_owned())))
}

fn place_and_write(pdf: &[u8], notes: &[Note]) -> Result<Annotated, AnnotateError> {
    if pdf.len() > MAX_BYTES {
        return Err(AnnotateError::TooLarge("it has more than two gibibytes".to_owned()));
    }
    let document = load(pdf)?;
    let wanted: BTreeSet<u32> = notes.iter().map(|note| note.page).collect();
    let pages = pages::find(pdf, &document, &wanted)?;
    let plan = highlight::plan(notes, &document, &pages)?;
    let added = plan.count();
    if added == 0 {
        return Ok(Annotated { pdf: pdf.to_vec(), added, skipped: plan.skipped, rewritten: None });
    }
    let written = write::write(pdf, document, &plan)?;
    Ok(Annotated { pdf: written.pdf, added, skipped: plan.skipped, rewritten: written.rewritten })
}

/// Reads a PDF that is not encrypted.
fn load(pdf: &[u8]) -> Result<Document, AnnotateError> {
    let options = LoadOptions::with_max_decompressed_size(MAX_UNFOLDED);
    let document = Document::load_mem_with_options(pdf, options).map_err(|error| match error {
        Error::Decryption(_) | Error::InvalidPassword | Error::AlreadyEncrypted => AnnotateError::Encrypted,
        other => AnnotateError::Broken(text::line(&other.to_string())),
    })?;
    if document.trailer.has(b"Encrypt") || document.was_encrypted() {
        return Err(AnnotateError::Encrypted);
    }
    Ok(document)
}
