//! The caller's side: hands files to a worker process and turns whatever happens to it into a result.

use super::job::JobObject;
use super::protocol::{MEMORY_VARIABLE, Request, Response, receive, send};
use super::responses::{CrashCause, Ending, Extracted, Responses, collect};
use crate::annotate::{AnnotateError, Annotated, Note};
use crate::ocr::Picture;
use crate::ocr::{OcrOptions, OcrProgress, OcrRequest, OcrUnavailable};
use crate::pdf::DrawError;
use crate::worker_program::WorkerProgram;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;
use stratmine_model::limits;
use stratmine_model::{DocumentId, Format, ReadStatus};

/// How files are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The program to start as `PROGRAM worker`: stratmine itself.
    pub worker: WorkerProgram,
    /// Memory a worker may use, in bytes: address space on Linux, what is allocated elsewhere.
    pub memory: u64,
    /// How long a worker may take for one file, and three times as long again for each page given to text recognition.
    pub deadline: Duration,
    /// The largest file that is opened, in bytes.
    pub max_bytes: u64,
    /// How text recognition is used.
    pub ocr: OcrOptions,
}

impl ReadOptions {
    /// The default limits with the given worker program.
    pub fn new(worker: WorkerProgram) -> Self {
        Self {
            worker,
            memory: limits::WORKER_MEMORY,
            deadline: limits::READ_DEADLINE,
            max_bytes: limits::MAX_FILE_BYTES,
            ocr: OcrOptions::default(),
        }
    }
}

/// A page of a PDF as drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The SHA-256 of the file that it was drawn from.
    pub id: DocumentId,
    /// The page.
    pub picture: Picture,
    /// The scale it was drawn at, in pixels per point.
    pub scale: f32,
}

/// Why a worker gave no picture or no copy with highlights.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum WorkerError {
    /// It could not be started.
    #[error("{} could not be started: {why}", .program.display())]
    NotStarted { program: PathBuf, why: String },
    /// The page cannot be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// Nothing can be added to the file.
    #[error(transparent)]
    Annotate(#[from] AnnotateError),
    /// The worker died, took too long or could not open the file.
    #[error("{reason}")]
    Ended { status: ReadStatus, reason: String },
}

/// Reads files, one at a time, through one worker process that is started when first needed and again whenever it dies.
#[derive(Debug)]
pub struct Reader {
    options: ReadOptions,
    worker: Option<Worker>,
}

impl Reader {
    /// A reader; nothing is started yet.
    pub const fn new(options: ReadOptions) -> Self {
        Self { options, worker: None }
    }

    /// Reads one file. Every failure, the worker's death included, is in [`Extracted::outcome`].
    pub fn read(&mut self, path: &Path, format: Format) -> Extracted {
        self.read_with_progress(path, format, &|_| ())
    }

    /// The same; `progress` is called with every step of text recognition, which takes seconds per page.
    pub fn read_with_progress(&mut self, path: &Path, format: Format, progress: &dyn Fn(OcrProgress)) -> Extracted {
        if format == Format::Other {
            return Extracted::unsupported();
        }
        match std::fs::metadata(path) {
            Err(error) => {
                return Extracted::failed(None, ReadStatus::Unreadable, format!("cannot be opened: {error}"));
            }
            Ok(facts) if facts.len() > self.options.max_bytes => {
                return Extracted::too_large(facts.len(), self.options.max_bytes);
            }
            Ok(_) => {}
        }
        let ocr = self.options.ocr.request(self.options.deadline);
        let (mut responses, fresh) = self.ask(path, format, &ocr, progress);
        // What an earlier file left behind in the worker must not count against this one.
        if !fresh && responses.read.is_none() && matches!(responses.ending, Ending::Died(_) | Ending::Failed(_)) {
            responses = self.ask(path, format, &ocr, progress).0;
        }
        match responses.recognising.take().filter(|_| responses.read.is_none()) {
            None => responses.conclude(),
            // A page that cannot be drawn or recognised must not cost the text of the others.
            Some(step) => {
                let by = self.options.ocr.find_recogniser().map(|tesseract| tesseract.name()).unwrap_or_default();
                let why = responses.why_recognition_failed(step);
                self.ask(path, format, &Err(OcrUnavailable::Failed { by, why }), progress).0.conclude()
            }
        }
    }

    /// Draws one page of a PDF, counted from 0, at so many pixels per point, or at fewer where the picture would be too
    /// large. A worker is started for it alone.
    ///
    /// # Errors
    /// Where the page cannot be drawn or the worker dies.
    pub fn draw(&self, path: &Path, page: usize, scale: f32) -> Result<Drawn, WorkerError> {
        let mut responses = self.ask_once(&Request::to_draw(path, page, scale))?;
        match (responses.id, responses.picture.take()) {
            (Some(id), Some(drawn)) => drawn.map(|(picture, scale)| Drawn { id, picture, scale }).map_err(Into::into),
            (None, Some(Err(error))) => Err(error.into()),
            (_, None) | (None, Some(Ok(_))) => Err(responses.into()),
        }
    }

    /// Puts notes as highlights into a copy of a PDF; the first part of the answer is the SHA-256 of the original. A worker
    /// is started for it alone.
    ///
    /// # Errors
    /// Where nothing can be added to the file or the worker dies.
    pub fn annotate(&self, path: &Path, notes: Vec<Note>) -> Result<(DocumentId, Annotated), WorkerError> {
        let mut responses = self.ask_once(&Request::to_annotate(path, notes))?;
        match (responses.id, responses.annotated.take()) {
            (Some(id), Some(done)) => done.map(|done| (id, done)).map_err(Into::into),
            (None, Some(Err(error))) => Err(error.into()),
            (_, None) | (None, Some(Ok(_))) => Err(responses.into()),
        }
    }

    /// The responses of a worker that is started for one request.
    fn ask_once(&self, request: &Request) -> Result<Responses, WorkerError> {
        let mut worker = Worker::start(&self.options).map_err(|error| WorkerError::NotStarted {
            program: self.options.worker.path().to_owned(),
            why: error.to_string(),
        })?;
        Ok(worker.ask(request, self.options.deadline, &|_| ()))
    }

    /// The worker's responses on one file; also says whether the worker was started for it.
    fn ask(
        &mut self,
        path: &Path,
        format: Format,
        ocr: &OcrRequest,
        progress: &dyn Fn(OcrProgress),
    ) -> (Responses, bool) {
        let fresh = self.worker.is_none();
        let mut worker = match self.worker.take().map_or_else(|| Worker::start(&self.options), Ok) {
            Ok(worker) => worker,
            Err(error) => {
                let why = format!("{} could not be started: {error}", self.options.worker.path().display());
                let mut responses = Responses::default();
                responses.ending = Ending::Failed(why);
                return (responses, fresh);
            }
        };
        let responses = worker.ask(&Request::new(path, format, ocr.clone()), self.options.deadline, progress);
        if matches!(responses.ending, Ending::Done) {
            self.worker = Some(worker);
        }
        (responses, fresh)
    }
}

impl From<Responses> for WorkerError {
    fn from(responses: Responses) -> Self {
        let ended = responses.conclude().outcome;
        Self::Ended { status: ended.status, reason: ended.reason.unwrap_or_default() }
    }
}

/// A running worker process.
#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    responses: Receiver<io::Result<Response>>,
    stderr_tail: Option<JoinHandle<String>>,
    _job: Option<JobObject>,
}

impl Worker {
    fn start(options: &ReadOptions) -> io::Result<Self> {
        let mut child = options
            .worker
            .command()
            .arg("worker")
            .env(MEMORY_VARIABLE, options.memory.to_string())
            // Why it died is told from the end of its standard error, and a backtrace would come after that.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        // Before it is sent anything to read.
        let job = JobObject::of(&child);
        let missing = || io::Error::other("the worker has no pipe");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = child.stdout.take().ok_or_else(missing)?;
        let stderr = child.stderr.take().ok_or_else(missing)?;
        // A few responses may wait; a worker that is faster than its caller waits in turn.
        let (sender, responses) = sync_channel(2);
        std::thread::spawn(move || {
            let mut output = BufReader::with_capacity(1 << 16, output);
            while let Some(response) = receive(&mut output).transpose() {
                let failed = response.is_err();
                if sender.send(response).is_err() || failed {
                    break;
                }
            }
        });
        let stderr_tail = std::thread::spawn(move || tail(stderr));
        Ok(Self { child, input, responses, stderr_tail: Some(stderr_tail), _job: job })
    }

    /// Sends a request and gathers the responses; unless these are complete, the process has ended afterwards.
    fn ask(&mut self, request: &Request, deadline: Duration, progress: &dyn Fn(OcrProgress)) -> Responses {
        let mut responses = Responses::default();
        let sent = send(&mut self.input, request).ok();
        let ending = sent.and_then(|()| collect(&self.responses, &mut responses, deadline, progress));
        responses.ending = match ending {
            Some(Ending::Done) => Ending::Done,
            other => {
                let cause = self.kill_and_collect();
                other.unwrap_or(Ending::Died(cause))
            }
        };
        responses
    }

    /// Ends the process, if it still runs, and says why it died.
    fn kill_and_collect(&mut self) -> CrashCause {
        let already = self.child.try_wait().ok().flatten();
        if already.is_none() {
            // Give a process that closed its pipe a moment to end by itself, so that its status can be told.
            std::thread::sleep(Duration::from_millis(20));
        }
        let status = self.child.try_wait().ok().flatten();
        if status.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        let stderr = self.stderr_tail.take().and_then(|reader| reader.join().ok()).unwrap_or_default();
        CrashCause::of(&stderr, status)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Its input ends, so it would end by itself; waiting for it avoids a zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The end of what a process prints, at most four kilobytes.
fn tail(mut stderr: ChildStderr) -> String {
    let mut kept: Vec<u8> = Vec::new();
    let mut chunk = [0_u8; 1024];
    while let Ok(count) = stderr.read(&mut chunk) {
        if count == 0 {
            break;
        }
        kept.extend_from_slice(chunk.get(..count).unwrap_or_default());
        let excess = kept.len().saturating_sub(4096);
        kept.drain(..excess);
    }
    String::from_utf8_lossy(&kept).into_owned()
}
