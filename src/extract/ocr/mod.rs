//! Text recognition: the words of pages that are pictures, read by `tesseract` where it is installed.
//!
//! In: what a page draws ([`PageGlyphs`]) and a picture of it. Out: the same page with the
//! recognised words in the place of text, so that layout makes columns, headings and paragraphs of them as of any other.
//! Nothing here knows of PDF, and nothing is recognised in this process: the program is a child of the worker, with a
//! deadline, and ends with it.

mod need;
mod page;
mod program;
mod tesseract;
mod tsv;
mod type_size;

pub(super) use need::{OcrNeed, is_pictured, need};
pub(super) use page::Recognised;
pub use program::exec_limited;
pub use tesseract::{OcrUnavailable, Tesseract};
pub(super) use type_size::unify_sizes;

use super::layout::PageGlyphs;
use serde::{Deserialize, Serialize};
use std::time::Duration;
pub use stratmine_model::ocr::{DEFAULT_LANGUAGE, OcrMode, is_language};

/// A page as drawn, in rows from the top.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Red, green and blue of each pixel, a byte each: `3 × width × height` bytes.
    pub rgb: Vec<u8>,
}

/// What the worker is asked: how to recognise, and how long that may take for one page once it is drawn; or why it is not to.
pub(super) type OcrRequest = Result<(OcrOptions, Duration), OcrUnavailable>;

/// What is asked of text recognition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OcrOptions {
    /// Which pages.
    pub mode: OcrMode,
    /// The language or languages of the papers, as tesseract names them: `eng`, `eng+cym`.
    pub language: String,
}

impl Default for OcrOptions {
    fn default() -> Self {
        Self { mode: OcrMode::Auto, language: DEFAULT_LANGUAGE.to_owned() }
    }
}

/// How long the drawing and recognition of a page may take, where a file may take `deadline`.
pub(super) fn page_deadline(deadline: Duration) -> Duration {
    deadline * stratmine_model::limits::RECOGNITION_DEADLINES
}

/// Where the recognition of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OcrProgress {
    /// A page is about to be recognised.
    Page {
        /// Which of those that need it, from 1.
        number: u32,
        /// How many need it.
        of: u32,
    },
    /// All that need it are done.
    Done,
}

/// What text recognition did for a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    /// The recogniser's name and language (`tesseract 5.3.0 (eng)`), or why there was none and what to do about it.
    pub by: Result<String, OcrUnavailable>,
    /// Number of pages read by it.
    pub read: u32,
    /// Why it could not read a page, where it could not: the first reason of all.
    pub failed: Option<String>,
}

impl Recognition {
    /// The recogniser, where it read any page.
    pub fn used(&self) -> Option<&str> {
        self.by.as_deref().ok().filter(|_| self.read > 0)
    }

    /// What the reading of a file depends on, if any of its pages needs recognition: the recogniser, or that there is none.
    pub fn state(&self) -> String {
        match &self.by {
            Ok(name) => name.clone(),
            Err(OcrUnavailable::Failed { by, .. }) => by.clone(),
            Err(absence) => format!("{NONE}{absence}"),
        }
    }
}

/// How a state without a recogniser begins.
const NONE: &str = "none: ";

/// The recogniser of a state, if there is one.
pub fn recogniser_of(state: &str) -> Option<&str> {
    (!state.starts_with(NONE)).then_some(state)
}

impl OcrOptions {
    /// What recognition could be had here and now.
    ///
    /// # Errors
    /// Why there is none, with what to do about it.
    pub fn find_recogniser(&self) -> Result<Tesseract, OcrUnavailable> {
        match self.mode {
            OcrMode::Never => Err(OcrUnavailable::SwitchedOff),
            OcrMode::Auto | OcrMode::Always => Tesseract::find(&self.language),
        }
    }

    /// The state that a file read here and now would have.
    pub fn state(&self) -> String {
        let by = self.find_recogniser().map(|tesseract| tesseract.name());
        Recognition { by, read: 0, failed: None }.state()
    }

    /// What a worker is asked.
    ///
    /// The program is stopped before the time for the page is over, so that one page is lost and not the file. `deadline` is
    /// that of the file.
    pub(super) fn request(&self, deadline: Duration) -> OcrRequest {
        match self.mode {
            OcrMode::Never => Err(OcrUnavailable::SwitchedOff),
            OcrMode::Auto | OcrMode::Always => Ok((self.clone(), page_deadline(deadline) * 3 / 4)),
        }
    }
}

/// Puts the words of a page's `picture`, `scale` of whose pixels are a point, on the page. `None`, and the page as it was,
/// where there are hardly any.
///
/// # Errors
/// Why the program could not read it, for a person.
pub(super) fn recognise_page(
    tesseract: &Tesseract,
    page: &mut PageGlyphs,
    picture: &Picture,
    scale: f32,
    need: OcrNeed,
    time_limit: Duration,
) -> Result<Option<Recognised>, String> {
    let words = tesseract.words(picture, scale * 72.0, time_limit)?;
    Ok(page::words_to_page(page, words, scale, need))
}
