//! The messages between caller and worker: over pipes, each as a mark, its length (4 bytes, little-endian) and a postcard
//! body. What an engine prints between two messages is passed over: a message begins at its mark.

use crate::annotate::{AnnotateError, Annotated, Note};
use crate::ocr::Picture;
use crate::ocr::{OcrProgress, OcrRequest};
use crate::pdf::{DrawError, Engine, FirstReading};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;
use stratmine_model::limits::MAX_ANSWER_BYTES;
use stratmine_model::{DocumentId, Format, ReadResult};

/// What a message begins with. No byte of it comes twice, so that it is found in one pass.
const MARK: [u8; 8] = *b"\0\xFEsm-\xFF\r\n";

/// The environment variable that tells a worker how many bytes of memory it may use.
pub(super) const MEMORY_VARIABLE: &str = "STRATMINE_WORKER_MEMORY";

/// A file to read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    path: OsString,
    pub(super) format: Format,
    pub(super) task: Task,
}

/// What the worker does with a file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Task {
    /// Read it, with text recognition as requested.
    Read(OcrRequest),
    /// Draw one page of it, counted from 0, at so many pixels per point.
    Draw {
        page: usize,
        /// Pixels per point.
        scale: f32,
    },
    /// Make a copy of it with highlights.
    Annotate(Vec<Note>),
}

/// What the worker learns of a file, in this order. The worker may die after any of them: what it sent before holds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Response {
    /// The file was read from the disk and hashed.
    Opened(DocumentId),
    /// The file could not be read from the disk.
    Unreadable(String),
    /// Progress of text recognition. The caller's deadline starts again with each step.
    Recognising(OcrProgress),
    /// The first reading, or why there is none.
    Read(Result<Box<FirstReading>, ReadResult>),
    /// The words of the doubtful pages, or of all pages where the first reading failed.
    Words(Engine, Vec<String>),
    /// The page as drawn and the scale used, in pixels per point.
    Picture(Result<(Picture, f32), DrawError>),
    /// The copy with highlights.
    Annotated(Result<Annotated, AnnotateError>),
    /// A reader panicked at the stage named, with its message; what was sent before holds.
    Panicked(String),
    /// Nothing more to come.
    Done,
}

impl Request {
    pub(super) fn new(path: &Path, format: Format, ocr: OcrRequest) -> Self {
        Self { path: path.into(), format, task: Task::Read(ocr) }
    }

    pub(super) fn to_draw(path: &Path, page: usize, scale: f32) -> Self {
        Self { path: path.into(), format: Format::Pdf, task: Task::Draw { page, scale } }
    }

    pub(super) fn to_annotate(path: &Path, notes: Vec<Note>) -> Self {
        Self { path: path.into(), format: Format::Pdf, task: Task::Annotate(notes) }
    }

    pub(super) fn path(&self) -> &Path {
        Path::new(&self.path)
    }
}

/// Sends a message in one write, so that nothing another thread prints gets into it.
pub(super) fn send(to: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    // The length goes in front once it is known: a long message is not copied for it.
    let head = [&MARK[..], &[0; 4]].concat();
    let before = head.len();
    let mut frame = postcard::to_extend(message, head).map_err(io::Error::other)?;
    let length = u32::try_from(frame.len() - before).map_err(io::Error::other)?;
    frame.iter_mut().skip(MARK.len()).zip(length.to_le_bytes()).for_each(|(to, byte)| *to = byte);
    to.write_all(&frame)?;
    to.flush()
}

/// Reads one message; `None` at the end of the stream.
pub(super) fn receive<M: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<M>> {
    let mut length = [0_u8; 4];
    match find_mark(from).and_then(|()| from.read_exact(&mut length)) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?;
    if length > MAX_ANSWER_BYTES {
        return Err(io::Error::other("the worker's answer is too long"));
    }
    // Grows as bytes come, so that a false length costs nothing.
    let mut body = Vec::new();
    from.take(length as u64).read_to_end(&mut body)?;
    if body.len() < length {
        return Ok(None);
    }
    postcard::from_bytes(&body).map(Some).map_err(io::Error::other)
}

/// Reads up to the end of the next mark.
fn find_mark(from: &mut impl Read) -> io::Result<()> {
    let mut found = 0;
    while let Some(wanted) = MARK.get(found) {
        let mut byte = [0_u8];
        from.read_exact(&mut byte)?;
        found = match byte[0] {
            byte if byte == *wanted => found + 1,
            byte if Some(&byte) == MARK.first() => 1,
            _ => 0,
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::OcrOptions;
    use proptest::prelude::*;
    use std::time::Duration;

    proptest! {
        #[test]
        fn what_is_printed_between_messages_costs_none(said in "[\\PC\0\r\nsm-]{0,40}", more in "\\PC{0,40}") {
            let mut wire = said.into_bytes();
            // As far as a mark may be begun before it breaks off.
            wire.extend_from_slice(&MARK[..MARK.len() - 1]);
            send(&mut wire, &Response::Unreadable("gone".to_owned())).unwrap();
            wire.extend_from_slice(more.as_bytes());
            send(&mut wire, &Response::Done).unwrap();
            let mut wire = wire.as_slice();
            prop_assert!(matches!(receive(&mut wire), Ok(Some(Response::Unreadable(why))) if why == "gone"));
            prop_assert!(matches!(receive(&mut wire), Ok(Some(Response::Done))));
            prop_assert!(matches!(receive::<Response>(&mut wire), Ok(None)));
        }
    }

    #[test]
    fn messages_arrive_as_sent() -> io::Result<()> {
        let mut wire = Vec::new();
        send(
            &mut wire,
            &Request::new(Path::new("a/b c.pdf"), Format::Pdf, OcrOptions::default().request(Duration::from_secs(1))),
        )?;
        let back: Option<Request> = receive(&mut wire.as_slice())?;
        assert_eq!(back.as_ref().map(Request::path), Some(Path::new("a/b c.pdf")));
        Ok(())
    }

    #[test]
    fn a_cut_off_stream_is_an_end_and_no_panic() -> io::Result<()> {
        let mut wire = Vec::new();
        send(
            &mut wire,
            &Request::new(Path::new("a.pdf"), Format::Pdf, OcrOptions::default().request(Duration::from_secs(1))),
        )?;
        for cut in 0..wire.len() {
            let got: Option<Request> = receive(&mut wire.get(..cut).unwrap_or_default())?;
            assert!(got.is_none(), "cut at {cut}");
        }
        Ok(())
    }
}
