//! Reading bytes in the caller's own process, without a worker.

use crate::ocr::OcrUnavailable;
use crate::worker::{Ending, Extracted, Responses, STACK, Task, collect, respond};
use std::io;
use std::sync::mpsc::channel;
use stratmine_model::Format;
use stratmine_model::limits::Limits;

/// Reads a paper from memory, in this process: for callers that have bytes and no program to start, such as Python or
/// Spark.
///
/// The result is that of [`Reader::read`](crate::Reader::read), with three differences:
/// - There is no text recognition: a scanned paper ends as
///   [`ReadStatus::NeedsOcr`](stratmine_model::ReadStatus::NeedsOcr).
/// - The isolation is weaker. A panic of a PDF library is caught (the panic hook still prints it). But memory has no limit,
///   a stack overflow (past 64 MiB) ends the process, and after the deadline the thread that reads is left to itself: the
///   caller goes on, the thread may not end. Read files of strangers with [`Reader`](crate::Reader).
/// - The bytes are copied once.
///
/// ```
/// use stratmine_extract::{Limits, read_bytes};
/// use stratmine_model::Format;
///
/// let read = read_bytes(b"# Our aims\n\nWe will cut waits.", Format::Markdown, &Limits::default());
/// assert!(read.outcome.is_coded());
/// let paper = read.document.expect("a paper that was read");
/// assert_eq!(paper.pages[0].text, "Our aims\nWe will cut waits.");
/// ```
pub fn read_bytes(bytes: &[u8], format: Format, limits: &Limits) -> Extracted {
    if format == Format::Other {
        return Extracted::unsupported();
    }
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > limits.max_bytes {
        return Extracted::too_large(length, limits.max_bytes);
    }
    let bytes = bytes.to_vec();
    let (sender, receiver) = channel();
    let read = move || {
        let mut send = |response| sender.send(Ok(response)).map_err(io::Error::other);
        // Fails only where the receiver is gone: the deadline is over.
        let _ = respond(bytes, format, &Task::Read(Err(OcrUnavailable::InProcess)), &mut send);
    };
    let mut responses = Responses::default();
    responses.ending = match std::thread::Builder::new().stack_size(STACK).spawn(read) {
        Ok(_) => collect(&receiver, &mut responses, limits.deadline, &|_| ())
            .unwrap_or_else(|| Ending::Failed("its thread ended early".to_owned())),
        Err(error) => Ending::Failed(format!("no thread could be started: {error}")),
    };
    responses.conclude()
}

#[cfg(test)]
mod tests {
    use super::read_bytes;
    use std::time::Duration;
    use stratmine_model::limits::Limits;
    use stratmine_model::{Format, ReadStatus};

    fn status(bytes: &[u8], format: Format, limits: &Limits) -> ReadStatus {
        read_bytes(bytes, format, limits).outcome.status
    }

    #[test]
    fn each_format_is_read_and_every_failure_has_a_status() {
        let limits = Limits::default();
        let pdf = std::fs::read("../../corpus/sample/marlfield-buddying-agreement.pdf").unwrap();
        let read = read_bytes(&pdf, Format::Pdf, &limits);
        assert!(read.outcome.is_coded() && read.id.is_some());
        assert!(read.document.unwrap().pages[0].text.contains("special measures"));
        assert_eq!(status(b"<p>We will cut waits.", Format::Html, &limits), ReadStatus::Coded);
        assert_eq!(status(b"We will cut waits.", Format::Text, &limits), ReadStatus::Coded);
        assert_eq!(status(b"PK", Format::Other, &limits), ReadStatus::Unsupported);
        assert_eq!(status(&[0, 1, 2], Format::Text, &limits), ReadStatus::Malformed);
        assert_eq!(status(&pdf[..2000], Format::Pdf, &limits), ReadStatus::Malformed);
        assert_eq!(status(b"long", Format::Text, &Limits { max_bytes: 3, ..limits }), ReadStatus::TooLarge);
        let at_once = Limits { deadline: Duration::ZERO, ..limits };
        assert_eq!(status(&pdf, Format::Pdf, &at_once), ReadStatus::TimedOut);
    }
}
