//! Pages without usable text are drawn and given to text recognition, before the layout of the whole document is made.

use super::render::Painter;
use crate::layout::PageGlyphs;
use crate::ocr::{
    OcrMode, OcrNeed, OcrProgress, OcrRequest, Recognised, Recognition, Tesseract, need, recognise_page, unify_sizes,
};
use hayro_interpret::hayro_syntax::Pdf;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use stratmine_model::limits::MAX_RECOGNISED_PAGES;
use stratmine_model::{Page, PageGrade};

/// The scale pages are drawn at: 300 dots an inch, which recognition programs are trained on.
const SCALE: f32 = 300.0 / 72.0;
/// After so many failures one after the other the program is given up for the file.
const FAILURES: u32 = 3;

/// Called at each step; returns whether the caller still listens.
pub(crate) type ProgressFn<'t> = &'t mut dyn FnMut(OcrProgress) -> bool;

/// The result for a page that needed recognition.
#[derive(Clone, Debug, PartialEq)]
enum PageRecognition {
    Read(Recognised),
    /// It holds nothing that could be words.
    NoWords,
    /// It was not recognised, and why.
    Unread(String),
}

/// The results for the pages that needed recognition.
#[derive(Debug, Default)]
pub(super) struct FileRecognition {
    /// By page, from 0.
    pages: BTreeMap<usize, PageRecognition>,
    /// What there is to say of the whole file; `None` where no page needed recognition.
    pub(super) recognition: Option<Recognition>,
}

/// Recognises what needs it; `drawn` are all pages of the file.
pub(super) fn recognise(
    pdf: &Pdf,
    drawn: &mut [PageGlyphs],
    request: &OcrRequest,
    progress: ProgressFn<'_>,
) -> FileRecognition {
    let when = request.as_ref().map_or(OcrMode::Auto, |(ocr, _)| ocr.mode);
    let needs = drawn.iter().map(|page| need(page, when)).enumerate();
    let needs: Vec<(usize, OcrNeed)> = needs.filter(|(_, need)| *need != OcrNeed::Nothing).collect();
    if needs.is_empty() {
        return FileRecognition::default();
    }
    let found =
        request.as_ref().map_err(Clone::clone).and_then(|(ocr, time_limit)| Ok((ocr.find_recogniser()?, *time_limit)));
    let pages = match &found {
        Ok((tesseract, time_limit)) => recognise_pages(tesseract, *time_limit, &needs, (pdf, &mut *drawn), progress),
        Err(absence) => needs.iter().map(|(index, _)| (*index, PageRecognition::Unread(absence.to_string()))).collect(),
    };
    let read: Vec<(usize, usize)> = pages.iter().filter_map(|(index, end)| Some((*index, end.first_run()?))).collect();
    unify_sizes(drawn, &read);
    let recognition = Recognition {
        failed: pages.values().find_map(PageRecognition::why_unread).filter(|_| found.is_ok()),
        by: found.map(|(tesseract, _)| tesseract.name()),
        read: u32::try_from(read.len()).unwrap_or(u32::MAX),
    };
    FileRecognition { pages, recognition: Some(recognition) }
}

fn recognise_pages(
    tesseract: &Tesseract,
    time_limit: Duration,
    needs: &[(usize, OcrNeed)],
    (pdf, drawn): (&Pdf, &mut [PageGlyphs]),
    progress: ProgressFn<'_>,
) -> BTreeMap<usize, PageRecognition> {
    let painter = Painter::default();
    let of = u32::try_from(needs.len().min(MAX_RECOGNISED_PAGES)).unwrap_or(u32::MAX);
    let mut failed = 0;
    let mut ends = BTreeMap::new();
    for ((index, need), number) in needs.iter().zip(1_u32..) {
        let (Some(source), Some(page)) = (pdf.pages().get(*index), drawn.get_mut(*index)) else { continue };
        if number > of {
            let why = format!("at most {MAX_RECOGNISED_PAGES} pages of a file are recognised");
            ends.insert(*index, PageRecognition::Unread(why));
            continue;
        }
        if failed >= FAILURES {
            let why = format!("{} was given up after it had failed on {FAILURES} pages in a row", tesseract.name());
            ends.insert(*index, PageRecognition::Unread(why));
            continue;
        }
        if !progress(OcrProgress::Page { number, of }) {
            return ends;
        }
        let end = match catch_unwind(AssertUnwindSafe(|| painter.draw(source, SCALE))) {
            Ok((picture, scale)) => match recognise_page(tesseract, page, &picture, scale, *need, time_limit) {
                Ok(Some(recognised)) => PageRecognition::Read(recognised),
                Ok(None) => PageRecognition::NoWords,
                Err(why) => PageRecognition::Unread(format!("{} failed on it: {why}", tesseract.name())),
            },
            Err(_) => PageRecognition::Unread("it could not be drawn".to_owned()),
        };
        failed = if matches!(end, PageRecognition::Unread(_)) { failed + 1 } else { 0 };
        ends.insert(*index, end);
    }
    progress(OcrProgress::Done);
    ends
}

impl PageRecognition {
    /// Why the page was not read.
    fn why_unread(&self) -> Option<String> {
        match self {
            Self::Unread(why) => Some(why.clone()),
            Self::Read(_) | Self::NoWords => None,
        }
    }

    /// The first recognised run of a page that was read.
    const fn first_run(&self) -> Option<usize> {
        match self {
            Self::Read(recognised) => Some(recognised.first_run),
            Self::NoWords | Self::Unread(_) => None,
        }
    }
}

impl FileRecognition {
    /// Grades a page (from 0) by what became of it; says whether recognition gave its words.
    pub(super) fn grade(&self, index: usize, page: &mut Page) -> bool {
        let name = self.recognition.as_ref().and_then(|recognition| recognition.by.as_ref().ok());
        match (self.pages.get(&index), name) {
            (Some(PageRecognition::Read(recognised)), Some(name)) => {
                let Recognised { words, confidence, first_run } = recognised;
                let what = if *first_run == 0 { "read" } else { "pictures read" };
                let reason = format!("{what} by {name}: {words} words, mean confidence {confidence:.0} %");
                page.quality.lower_to(PageGrade::Ocr, reason);
                return true;
            }
            (Some(PageRecognition::NoWords), _) if page.text.trim().is_empty() => {
                page.quality.lower_to(PageGrade::Poor, "a picture without readable words");
            }
            (Some(PageRecognition::Unread(why)), _) if page.text.trim().is_empty() => {
                page.quality.lower_to(PageGrade::Poor, format!("a picture without text: {why}"));
            }
            (Some(PageRecognition::Unread(why)), _) => {
                page.quality.lower_to(PageGrade::Fair, format!("its pictures were not read: {why}"));
            }
            _ => {}
        }
        false
    }
}
