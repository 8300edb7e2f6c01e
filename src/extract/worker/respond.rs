//! The work of one request: reads, draws or annotates the bytes of a file and sends what it learns, step by step.
//!
//! Panics of the PDF libraries are caught here and sent as responses. What cannot be caught (too much memory, a stack
//! overflow, a loop without end) is the caller's concern: see [`super::client`].

use super::protocol::{Response, Task};
use crate::pdf::{self, Engine, FirstReading};
use crate::words::is_plausible;
use crate::{annotate, html, markdown, office, text};
use sha2::{Digest, Sha256};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use stratmine_model::{DocumentId, Format, ReadPaper, ReadResult, ReadStatus};

/// Stack of the thread that reads, in bytes. Deeply nested files need more than a main thread has.
pub(crate) const STACK: usize = 64 * 1024 * 1024;

/// Sends the responses of one request, the last of them [`Response::Done`].
///
/// # Errors
/// Where `send` fails: the receiver is gone.
pub(crate) fn respond(
    bytes: Vec<u8>,
    format: Format,
    task: &Task,
    send: &mut dyn FnMut(Response) -> io::Result<()>,
) -> io::Result<()> {
    // Browsers save PDFs under the endings of web pages and texts.
    let format = if Format::is_pdf(&bytes) { Format::Pdf } else { format };
    let bytes = Arc::new(bytes);
    let id = DocumentId::from_digest(Sha256::digest(bytes.as_slice()).into());
    send(Response::Opened(id))?;
    match task {
        Task::Draw { page, scale } => {
            let drawn = catching("drawing", || pdf::draw(&bytes, *page, *scale));
            send(drawn.map_or_else(Response::Panicked, Response::Picture))?;
        }
        Task::Annotate(notes) => send(Response::Annotated(annotate::annotate(&bytes, notes)))?,
        Task::Read(ocr) if format == Format::Pdf => read_pdf(id, &bytes, ocr, send)?,
        Task::Read(_) => {
            let read = catching("reading", || read_text(id, format, &bytes));
            let first =
                |read: Result<ReadPaper, ReadResult>| Response::Read(read.map(FirstReading::sure).map(Box::new));
            send(read.map_or_else(Response::Panicked, first))?;
        }
    }
    send(Response::Done)
}

fn read_pdf(
    id: DocumentId,
    bytes: &Arc<Vec<u8>>,
    ocr: &crate::ocr::OcrRequest,
    send: &mut dyn FnMut(Response) -> io::Result<()>,
) -> io::Result<()> {
    let mut listening = Ok(());
    let mut progress = |step| {
        listening = send(Response::Recognising(step));
        listening.is_ok()
    };
    let read = catching("reading", || pdf::read(id, bytes, ocr, &mut progress));
    listening?;
    let (response, doubtful) = match read {
        Err(message) => (Response::Panicked(message), Some(Vec::new())),
        Ok(Ok(first)) => {
            let doubtful = Some(first.doubtful.clone()).filter(|pages| !pages.is_empty());
            (Response::Read(Ok(Box::new(first))), doubtful)
        }
        Ok(Err(refused)) => {
            let doubtful = (refused.status == ReadStatus::Malformed).then(Vec::new);
            (Response::Read(Err(refused)), doubtful)
        }
    };
    send(response)?;
    doubtful.map_or(Ok(()), |pages| read_again(bytes, &pages, send))
}

/// Asks the other engines for the words of some pages, or of all pages where the first reading failed and none are named.
fn read_again(bytes: &[u8], pages: &[usize], send: &mut dyn FnMut(Response) -> io::Result<()>) -> io::Result<()> {
    for engine in Engine::ALL {
        let words = catching(engine.name(), || pdf::words_of_pages(engine, bytes, pages));
        let enough = words.as_ref().is_ok_and(|words| !words.is_empty() && words.iter().all(|page| is_plausible(page)));
        send(words.map_or_else(Response::Panicked, |words| Response::Words(engine, words)))?;
        // The second engine of the second reading is the slowest of all.
        if enough {
            break;
        }
    }
    Ok(())
}

/// Does some work; where it panics, the error is the stage and the message of the panic.
fn catching<T>(stage: &str, work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|cause| {
        let message = cause
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| cause.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        format!("{stage}: {}", message.chars().take(200).collect::<String>())
    })
}

fn read_text(id: DocumentId, format: Format, bytes: &[u8]) -> Result<ReadPaper, ReadResult> {
    match format {
        Format::Html => html::read(id, bytes),
        Format::Markdown => markdown::read(id, bytes),
        Format::Text => text::read(id, bytes),
        Format::Office => office::read(id, bytes),
        Format::Pdf | Format::Other => Err(ReadResult::because(ReadStatus::Unsupported, "not a text format")),
    }
}
