//! From a worker's responses on one file to one result.
//!
//! A worker that a file took over may send anything, so nothing here trusts a response. In: [`Response`]s and how they
//! ended. Out: [`Extracted`].

use super::protocol::{Response, receive};
use crate::annotate::{AnnotateError, Annotated};
use crate::ocr::Picture;
use crate::ocr::{OcrProgress, Recognition, page_deadline};
use crate::pdf::{self, DrawError, Engine, FirstReading};
use crate::words::is_plausible;
use std::io;
use std::process::ExitStatus;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use stratmine_model::{DocumentId, FileFacts, Format, Page, ReadPaper, ReadResult, ReadStatus};

/// The result of reading a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Extracted {
    /// The SHA-256 of its bytes; `None` where they could not be read or are too many.
    pub id: Option<DocumentId>,
    /// How the reading ended.
    pub outcome: ReadResult,
    /// What was read, where anything was. Pages without text are in it too.
    pub document: Option<ReadPaper>,
    /// What text recognition did, where any page needed it.
    pub recognition: Option<Recognition>,
}

impl Extracted {
    pub(crate) fn failed(id: Option<DocumentId>, kind: ReadStatus, reason: impl Into<String>) -> Self {
        Self { id, outcome: ReadResult::because(kind, reason), document: None, recognition: None }
    }

    pub(crate) fn unsupported() -> Self {
        let reason = format!("not a format that is read here ({}): save it as .docx or PDF", Format::READ);
        Self::failed(None, ReadStatus::Unsupported, reason)
    }

    pub(crate) fn too_large(bytes: u64, most: u64) -> Self {
        Self::failed(None, ReadStatus::TooLarge, format!("it has {bytes} bytes and at most {most} are read"))
    }
}

/// What the reason says where a response cannot come from a sound worker.
const IMPOSSIBLE: &str = "the reading process said what cannot be";

/// The result of a worker's responses as they came over the pipe: any bytes at all.
pub fn decode_responses(mut frames: &[u8]) -> Extracted {
    let mut responses = Responses::default();
    responses.ending = loop {
        match receive(&mut frames) {
            Ok(Some(response)) => {
                if responses.push(response) {
                    break Ending::Done;
                }
            }
            Ok(None) => break Ending::Died(CrashCause::Other(None)),
            Err(error) => break Ending::Failed(error.to_string()),
        }
    };
    responses.conclude()
}

/// Adds what comes until the last response; `deadline` starts again with each step of text recognition, and `progress` is
/// told of these. `None` where the sender is gone before.
pub(crate) fn collect(
    from: &Receiver<io::Result<Response>>,
    responses: &mut Responses,
    deadline: Duration,
    progress: &dyn Fn(OcrProgress),
) -> Option<Ending> {
    let mut allowed = deadline;
    let mut until = Instant::now() + allowed;
    loop {
        match from.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Ok(response)) => {
                if let Response::Recognising(step) = response {
                    allowed = match step {
                        OcrProgress::Page { .. } => page_deadline(deadline),
                        OcrProgress::Done => deadline,
                    };
                    until = Instant::now() + allowed;
                    progress(step);
                }
                if responses.push(response) {
                    return Some(Ending::Done);
                }
            }
            Ok(Err(error)) => return Some(Ending::Failed(error.to_string())),
            Err(RecvTimeoutError::Timeout) => return Some(Ending::TimedOut(allowed)),
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

/// How the responses on a file ended.
#[derive(Debug)]
pub(crate) enum Ending {
    /// With the last of them.
    Done,
    /// After so long, without the last.
    TimedOut(Duration),
    /// The worker died.
    Died(CrashCause),
    /// The worker could not be started or understood.
    Failed(String),
}

impl Default for Ending {
    fn default() -> Self {
        Self::Failed("nothing was asked".to_owned())
    }
}

/// Why a worker process died.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CrashCause {
    /// It reached its memory limit.
    OutOfMemory,
    /// It overflowed its stack.
    StackOverflow,
    /// Anything else; the exit status, where it ended by itself.
    Other(Option<ExitStatus>),
}

impl CrashCause {
    /// The cause, from the end of the worker's standard error. The standard library aborts the process on both of the
    /// named causes, so that its message is the only trace: the exit status is the same for both.
    pub(crate) fn of(stderr: &str, status: Option<ExitStatus>) -> Self {
        if stderr.contains("memory allocation of") {
            Self::OutOfMemory
        } else if stderr.contains("overflowed its stack") {
            Self::StackOverflow
        } else {
            Self::Other(status)
        }
    }

    fn status_and_reason(self) -> (ReadStatus, String) {
        match self {
            Self::OutOfMemory => {
                (ReadStatus::OutOfMemory, "reading it needs more memory than the limit allows".to_owned())
            }
            Self::StackOverflow => (ReadStatus::Crashed, "its structure is nested too deeply to be read".to_owned()),
            Self::Other(status) => {
                let how = status.map_or_else(|| "without a word".to_owned(), |status| status.to_string());
                (ReadStatus::Crashed, format!("the reader died of it ({how})"))
            }
        }
    }
}

/// The responses on one file.
#[derive(Debug, Default)]
pub(crate) struct Responses {
    pub(crate) id: Option<DocumentId>,
    unreadable: Option<String>,
    pub(crate) read: Option<Result<Box<FirstReading>, ReadResult>>,
    words: Vec<(Engine, Vec<String>)>,
    panicked: Vec<String>,
    /// The page as drawn, for a request to draw.
    pub(crate) picture: Option<Result<(Picture, f32), DrawError>>,
    /// The copy with highlights, for a request to annotate.
    pub(crate) annotated: Option<Result<Annotated, AnnotateError>>,
    /// The last step of text recognition.
    pub(crate) recognising: Option<OcrProgress>,
    pub(crate) ending: Ending,
}

impl Responses {
    /// Adds a response; true where it is the last.
    fn push(&mut self, response: Response) -> bool {
        match response {
            Response::Opened(id) => self.id = Some(id),
            Response::Unreadable(why) => self.unreadable = Some(why),
            Response::Read(read) => self.read = Some(read),
            Response::Words(engine, words) => self.words.push((engine, words)),
            Response::Picture(drawn) => self.picture = Some(drawn),
            Response::Annotated(done) => self.annotated = Some(done),
            Response::Recognising(step) => self.recognising = Some(step),
            Response::Panicked(message) => self.panicked.push(message),
            Response::Done => return true,
        }
        false
    }

    /// Why the worker did not finish text recognition.
    pub(crate) fn why_recognition_failed(&self, step: OcrProgress) -> String {
        let how = match &self.ending {
            Ending::TimedOut(deadline) => format!("it took longer than {} seconds", deadline.as_secs()),
            Ending::Died(cause) => cause.status_and_reason().1,
            Ending::Failed(why) => why.clone(),
            Ending::Done => self.panicked.join("; "),
        };
        match step {
            OcrProgress::Page { number, of } => format!("{how} (page {number} of {of} to be recognised)"),
            OcrProgress::Done => format!("{how} (after it)"),
        }
    }

    /// One result of all responses.
    pub(crate) fn conclude(mut self) -> Extracted {
        let id = self.id;
        if let Some(why) = self.unreadable {
            return Extracted::failed(id, ReadStatus::Unreadable, format!("cannot be read: {why}"));
        }
        match self.read.take() {
            Some(Ok(first)) if !first.document.holds_together() => Extracted::failed(
                id,
                ReadStatus::Crashed,
                format!("{IMPOSSIBLE}: pages whose parts do not lie in them"),
            ),
            Some(Err(refused)) if refused.is_coded() => {
                Extracted::failed(id, ReadStatus::Crashed, format!("{IMPOSSIBLE}: a paper read without a page"))
            }
            Some(Ok(first)) => self.merge_readings(*first),
            Some(Err(refused)) => {
                let reason = refused.reason.unwrap_or_else(|| "its reader gave no reason".to_owned());
                match self.second_reading_alone() {
                    Some(document) => words_only(document, &reason),
                    None => Extracted::failed(id, refused.status, reason),
                }
            }
            None => match self.second_reading_alone() {
                Some(document) => words_only(document, "the first reading failed"),
                None => self.failure(),
            },
        }
    }

    /// The first reading, with words of the second where a page has none.
    fn merge_readings(self, first: FirstReading) -> Extracted {
        let FirstReading { mut document, pictures, doubtful, attached, recognition } = first;
        for (engine, texts) in &self.words {
            for (page, text) in doubtful.iter().zip(texts) {
                if let Some(page) = document.pages.get_mut(*page) {
                    merge_page(page, *engine, text);
                }
            }
        }
        crate::language::set_languages(&mut document);
        let mut outcome = document.outcome(pictures);
        if outcome.is_coded() {
            outcome.reason = unread_pages(&document).or_else(|| unread_attachments(&attached));
        } else if let Some(recognition) = recognition.as_ref().filter(|_| outcome.status == ReadStatus::NeedsOcr) {
            outcome = unrecognised(recognition);
        } else if outcome.status == ReadStatus::NoText && !self.panicked.is_empty() {
            let message = self.panicked.join("; ");
            let reason = outcome.reason.unwrap_or_default();
            outcome.reason = Some(format!("{reason} (a second reader failed: {message})"));
        }
        Extracted { id: Some(document.id), outcome, document: Some(document), recognition }
    }

    /// The words of all pages, where only the second reading could open the file.
    fn second_reading_alone(&self) -> Option<ReadPaper> {
        let id = self.id?;
        let (engine, texts) = self.words.iter().find(|(_, texts)| texts.iter().any(|text| is_plausible(text)))?;
        let pages = texts
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let mut page = Page::blank(u32::try_from(index + 1).unwrap_or(u32::MAX));
                if is_plausible(text) {
                    pdf::replace_text(&mut page, text, *engine);
                }
                page
            })
            .collect();
        let mut document = ReadPaper { id, facts: FileFacts::default(), outline: Vec::new(), language: None, pages };
        crate::language::set_languages(&mut document);
        Some(document)
    }

    /// The result for a file of which nothing could be read.
    fn failure(self) -> Extracted {
        let (kind, reason) = match self.ending {
            Ending::TimedOut(deadline) => (
                ReadStatus::TimedOut,
                format!("reading took longer than {} seconds and was stopped", deadline.as_secs()),
            ),
            Ending::Died(cause) => cause.status_and_reason(),
            Ending::Failed(why) => (ReadStatus::Crashed, format!("the reading process failed: {why}")),
            Ending::Done => (ReadStatus::Crashed, format!("the reader failed: {}", self.panicked.join("; "))),
        };
        Extracted::failed(self.id, kind, reason)
    }
}

/// Which pages of a paper could not be read, and why the first of them could not; `None` where all were read.
fn unread_pages(document: &ReadPaper) -> Option<String> {
    const NAMED: usize = 12;
    let unread: Vec<&Page> = document.pages.iter().filter(|page| page.is_unread()).collect();
    let why = unread.first()?.quality.reasons.last()?;
    let mut numbers: Vec<String> = unread.iter().take(NAMED).map(|page| page.number.to_string()).collect();
    if unread.len() > NAMED {
        numbers.push("…".to_owned());
    }
    let pages = if unread.len() == 1 { "page" } else { "pages" };
    let of = document.pages.len();
    Some(format!("{} of {of} pages not read ({pages} {}): {why}", unread.len(), numbers.join(", ")))
}

/// Which papers are attached to a paper and not read; `None` where there are none.
fn unread_attachments(attached: &[String]) -> Option<String> {
    const PAPERS: [&str; 8] = ["pdf", "doc", "docx", "odt", "rtf", "html", "htm", "txt"];
    let ending = |name: &str| name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let papers: Vec<&str> =
        attached.iter().map(String::as_str).filter(|name| PAPERS.contains(&ending(name).as_str())).collect();
    let files = if papers.len() == 1 { "1 file is".to_owned() } else { format!("{} files are", papers.len()) };
    (!papers.is_empty())
        .then(|| format!("{files} attached to it and not read ({}): save them out of it", papers.join(", ")))
}

/// The result for a file whose pages are pictures, none of which could be read.
fn unrecognised(recognition: &Recognition) -> ReadResult {
    let (kind, reason) = match (&recognition.by, &recognition.failed) {
        (Err(unavailable), _) => (ReadStatus::NeedsOcr, format!("its pages are pictures without text: {unavailable}")),
        (Ok(_), Some(why)) => (ReadStatus::NeedsOcr, format!("its pages are pictures without text: {why}")),
        (Ok(name), None) => (ReadStatus::NoText, format!("its pages are pictures, and {name} found no words in them")),
    };
    ReadResult::because(kind, reason)
}

fn words_only(document: ReadPaper, why: &str) -> Extracted {
    let outcome =
        ReadResult { status: ReadStatus::Coded, reason: Some(format!("only its words could be read ({why})")) };
    Extracted { id: Some(document.id), outcome, document: Some(document), recognition: None }
}

/// Replaces a page's text by its second reading where the first gave nothing; else notes how far the two agree.
fn merge_page(page: &mut Page, engine: Engine, text: &str) {
    if page.text.trim().is_empty() {
        if is_plausible(text) {
            pdf::replace_text(page, text, engine);
        }
        return;
    }
    let agreement = pdf::agreement(&page.text, text);
    if !is_plausible(&page.text) && is_plausible(text) {
        pdf::replace_text(page, text, engine);
    } else {
        page.quality.reasons.push(format!("{} agrees on {:.0} % of the words", engine.name(), agreement * 100.0));
    }
}

#[cfg(test)]
mod tests {
    use super::CrashCause;

    #[test]
    fn causes_of_a_crash_are_told_from_what_the_standard_library_prints() {
        let allocation = "memory allocation of 1073741824 bytes failed\n";
        let overflow =
            "\nthread '<unnamed>' (1234) has overflowed its stack\nfatal runtime error: stack overflow, aborting\n";
        assert_eq!(CrashCause::of(allocation, None), CrashCause::OutOfMemory);
        assert_eq!(CrashCause::of(overflow, None), CrashCause::StackOverflow);
        assert_eq!(CrashCause::of("some engine's warning", None), CrashCause::Other(None));
    }
}
