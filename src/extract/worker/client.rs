//! The caller's side: hands files to a worker process and makes one outcome of whatever becomes of it.

mod annotating;
mod drawing;

use super::protocol::{Answer, MEMORY_VARIABLE, Request, receive, send};
use crate::annotate::Annotated;
use crate::ocr::{Absence, Ocr, Recognition, Step, Wish, page_deadline};
use crate::pdf::{self, Engine, FirstReading, Picture};
pub use drawing::Drawn;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use stratmine_model::limits;
use stratmine_model::{DocumentId, FileFacts, Format, Page, PageGrade, ReadPaper, ReadResult, ReadStatus};

/// How files are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The program to start as `PROGRAM worker`: stratmine itself.
    pub worker: PathBuf,
    /// Address space a worker may use, in bytes (Linux).
    pub memory: u64,
    /// How long a worker may take for one file, and three times as long again for each page given to text recognition.
    pub deadline: Duration,
    /// The largest file that is opened, in bytes.
    pub max_bytes: u64,
    /// What is asked of text recognition.
    pub ocr: Ocr,
}

impl ReadOptions {
    /// The default limits with the given worker program.
    #[must_use]
    pub fn new(worker: PathBuf) -> Self {
        Self {
            worker,
            memory: limits::WORKER_MEMORY,
            deadline: limits::READ_DEADLINE,
            max_bytes: limits::MAX_FILE_BYTES,
            ocr: Ocr::default(),
        }
    }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Extracted {
    /// The SHA-256 of its bytes; `None` where they could not be read or are too many.
    pub id: Option<DocumentId>,
    /// How the reading ended.
    pub outcome: ReadResult,
    /// What was read, where anything was. Pages without text are in it too.
    pub document: Option<ReadPaper>,
    /// What text recognition had to do with it, where any page needed it.
    pub recognition: Option<Recognition>,
}

impl Extracted {
    fn failed(id: Option<DocumentId>, kind: ReadStatus, reason: impl Into<String>) -> Self {
        Self { id, outcome: ReadResult::because(kind, reason), document: None, recognition: None }
    }
}

/// Reads files, one at a time, through one worker process that is started when first needed and again whenever it dies.
#[derive(Debug)]
pub struct Reader {
    options: ReadOptions,
    worker: Option<Worker>,
}

impl Reader {
    /// A reader; nothing is started yet.
    #[must_use]
    pub const fn new(options: ReadOptions) -> Self {
        Self { options, worker: None }
    }

    /// Reads one file. Every failure, the worker's death included, is an outcome.
    pub fn read(&mut self, path: &Path, format: Format) -> Extracted {
        self.read_telling(path, format, &|_| ())
    }

    /// The same; `tell` is called with every step of text recognition, which takes seconds a page.
    pub fn read_telling(&mut self, path: &Path, format: Format, tell: &dyn Fn(Step)) -> Extracted {
        if format == Format::Other {
            return Extracted::failed(
                None,
                ReadStatus::Unsupported,
                "not a format that is read here (PDF, HTML, Markdown, plain text): save it as PDF",
            );
        }
        match std::fs::metadata(path) {
            Err(error) => {
                return Extracted::failed(None, ReadStatus::Unreadable, format!("cannot be opened: {error}"));
            }
            Ok(facts) if facts.len() > self.options.max_bytes => {
                let reason = format!("it has {} bytes and at most {} are read", facts.len(), self.options.max_bytes);
                return Extracted::failed(None, ReadStatus::TooLarge, reason);
            }
            Ok(_) => {}
        }
        let wish = self.options.ocr.wish(self.options.deadline);
        let (mut gathered, fresh) = self.ask(path, format, &wish, tell);
        // What an earlier file left behind in the worker must not count against this one.
        if !fresh && gathered.read.is_none() && matches!(gathered.end, End::Died(_) | End::Lost(_)) {
            gathered = self.ask(path, format, &wish, tell).0;
        }
        match gathered.recognising.take().filter(|_| gathered.read.is_none()) {
            None => gathered.conclude(),
            // A page that cannot be drawn or recognised must not cost the text of the others.
            Some(step) => {
                let by = self.options.ocr.look().map(|tesseract| tesseract.name()).unwrap_or_default();
                let why = gathered.how_it_ended(step);
                self.ask(path, format, &Err(Absence::Failed { by, why }), tell).0.conclude()
            }
        }
    }

    /// Gathers the worker's answers on one file; also says whether the worker was started for it.
    fn ask(&mut self, path: &Path, format: Format, wish: &Wish, tell: &dyn Fn(Step)) -> (Gathered, bool) {
        let mut gathered = Gathered::default();
        let fresh = self.worker.is_none();
        let mut worker = match self.worker.take().map_or_else(|| Worker::start(&self.options), Ok) {
            Ok(worker) => worker,
            Err(error) => {
                gathered.end = End::Lost(format!("{} could not be started: {error}", self.options.worker.display()));
                return (gathered, fresh);
            }
        };
        let request = Request::new(path, format, wish.clone());
        gathered.end = worker.gather(&request, self.options.deadline, &mut gathered, tell);
        if matches!(gathered.end, End::Done) {
            self.worker = Some(worker);
        }
        (gathered, fresh)
    }
}

/// What only a worker says that a file has taken over.
const IMPOSSIBLE: &str = "the reading process said what cannot be";

/// What is made of a worker's answers as they came over the pipe. A worker that a file took over may say anything.
#[must_use]
pub fn hear(mut frames: &[u8]) -> Extracted {
    let mut gathered = Gathered::default();
    gathered.end = loop {
        match receive(&mut frames) {
            Ok(Some(answer)) => {
                if gathered.take(answer) {
                    break End::Done;
                }
            }
            Ok(None) => break End::Died(Death { status: None, last_words: String::new() }),
            Err(error) => break End::Lost(error.to_string()),
        }
    };
    gathered.conclude()
}

/// How the worker's answers on a file ended.
#[derive(Debug)]
enum End {
    Done,
    Late(Duration),
    Died(Death),
    /// The worker could not be started or spoken to.
    Lost(String),
}

#[derive(Debug)]
struct Death {
    status: Option<ExitStatus>,
    last_words: String,
}

impl Default for End {
    fn default() -> Self {
        Self::Lost("nothing was asked".to_owned())
    }
}

/// All that was learnt of a file.
#[derive(Debug, Default)]
struct Gathered {
    id: Option<DocumentId>,
    unreadable: Option<String>,
    read: Option<Result<Box<FirstReading>, ReadResult>>,
    words: Vec<(Engine, Vec<String>)>,
    panicked: Vec<String>,
    /// The page that was drawn, where one was to be.
    picture: Option<Result<(Picture, f32), String>>,
    /// The copy with highlights, where one was to be made.
    annotated: Option<Result<Annotated, String>>,
    /// Where text recognition was last.
    recognising: Option<Step>,
    end: End,
}

impl Gathered {
    fn take(&mut self, answer: Answer) -> bool {
        match answer {
            Answer::Opened(id) => self.id = Some(id),
            Answer::Unreadable(why) => self.unreadable = Some(why),
            Answer::Read(read) => self.read = Some(read),
            Answer::Words(engine, words) => self.words.push((engine, words)),
            Answer::Picture(drawn) => self.picture = Some(drawn),
            Answer::Annotated(done) => self.annotated = Some(done),
            Answer::Recognising(step) => self.recognising = Some(step),
            Answer::Panicked(message) => self.panicked.push(message),
            Answer::Done => return true,
        }
        false
    }

    /// What became of the worker amid text recognition.
    fn how_it_ended(&self, step: Step) -> String {
        let how = match &self.end {
            End::Late(deadline) => format!("it took longer than {} seconds", deadline.as_secs()),
            End::Died(death) => death.outcome().1,
            End::Lost(why) => why.clone(),
            End::Done => self.panicked.join("; "),
        };
        match step {
            Step::Page { number, of } => format!("{how} (page {number} of {of} to be recognised)"),
            Step::Over => format!("{how} (after it)"),
        }
    }

    /// One outcome of all that was learnt.
    fn conclude(mut self) -> Extracted {
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
            Some(Err(outcome)) if outcome.is_coded() => {
                Extracted::failed(id, ReadStatus::Crashed, format!("{IMPOSSIBLE}: a paper read without a page"))
            }
            Some(Ok(first)) => self.settle(*first),
            Some(Err(outcome)) => {
                let reason = outcome.reason.unwrap_or_else(|| "its reader gave no reason".to_owned());
                match self.rescue() {
                    Some(document) => rescued(document, &reason),
                    None => Extracted::failed(id, outcome.kind, reason),
                }
            }
            None => match self.rescue() {
                Some(document) => rescued(document, "the first reading failed"),
                None => self.lost(),
            },
        }
    }

    /// A file that was read: the second reading's words fill in.
    fn settle(self, first: FirstReading) -> Extracted {
        let FirstReading { mut document, pictures, doubtful, recognition } = first;
        for (engine, texts) in &self.words {
            for (page, text) in doubtful.iter().zip(texts) {
                if let Some(page) = document.pages.get_mut(*page) {
                    weigh(page, *engine, text);
                }
            }
        }
        crate::language::tell(&mut document);
        let mut outcome = document.outcome(pictures);
        if outcome.is_coded() {
            outcome.reason = unread(&document);
        } else if let Some(recognition) = recognition.as_ref().filter(|_| outcome.kind == ReadStatus::NeedsOcr) {
            outcome = unrecognised(recognition);
        } else if outcome.kind == ReadStatus::NoText && !self.panicked.is_empty() {
            let message = self.panicked.join("; ");
            let reason = outcome.reason.unwrap_or_default();
            outcome.reason = Some(format!("{reason} (a second reader failed: {message})"));
        }
        Extracted { id: Some(document.id), outcome, document: Some(document), recognition }
    }

    /// The words of all pages, where only the second reading could open the file.
    fn rescue(&self) -> Option<ReadPaper> {
        let id = self.id?;
        let (engine, texts) = self.words.iter().find(|(_, texts)| texts.iter().any(|text| pdf::is_plausible(text)))?;
        let pages = texts
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let mut page = Page::blank(u32::try_from(index + 1).unwrap_or(u32::MAX));
                if pdf::is_plausible(text) {
                    pdf::replace_text(&mut page, text, *engine);
                }
                page
            })
            .collect();
        let mut document = ReadPaper { id, facts: FileFacts::default(), outline: Vec::new(), language: None, pages };
        crate::language::tell(&mut document);
        Some(document)
    }

    /// A file of which nothing could be read.
    fn lost(self) -> Extracted {
        let (kind, reason) = match self.end {
            End::Late(deadline) => (
                ReadStatus::TimedOut,
                format!("reading took longer than {} seconds and was stopped", deadline.as_secs()),
            ),
            End::Died(death) => death.outcome(),
            End::Lost(why) => (ReadStatus::Crashed, format!("the reading process failed: {why}")),
            End::Done => (ReadStatus::Crashed, format!("the reader failed: {}", self.panicked.join("; "))),
        };
        Extracted::failed(self.id, kind, reason)
    }
}

/// What a person should know of a file some of whose pages could not be read: which, and why the first of them.
fn unread(document: &ReadPaper) -> Option<String> {
    const NAMED: usize = 12;
    let lost = |page: &&Page| page.grade.reading == PageGrade::Poor && page.text.is_empty();
    let lost: Vec<&Page> = document.pages.iter().filter(lost).collect();
    let why = lost.first()?.grade.reasons.last()?;
    let mut numbers: Vec<String> = lost.iter().take(NAMED).map(|page| page.number.to_string()).collect();
    if lost.len() > NAMED {
        numbers.push("…".to_owned());
    }
    let pages = if lost.len() == 1 { "page" } else { "pages" };
    let of = document.pages.len();
    Some(format!("{} of {of} pages not read ({pages} {}): {why}", lost.len(), numbers.join(", ")))
}

/// The end of a file whose pages are pictures, none of which could be read.
fn unrecognised(recognition: &Recognition) -> ReadResult {
    match (&recognition.by, &recognition.failed) {
        (Err(absence), _) => {
            ReadResult::because(ReadStatus::NeedsOcr, format!("its pages are pictures without text: {absence}"))
        }
        (Ok(_), Some(why)) => {
            ReadResult::because(ReadStatus::NeedsOcr, format!("its pages are pictures without text: {why}"))
        }
        (Ok(name), None) => ReadResult::because(
            ReadStatus::NoText,
            format!("its pages are pictures, and {name} found no words in them"),
        ),
    }
}

fn rescued(document: ReadPaper, why: &str) -> Extracted {
    let outcome = ReadResult { kind: ReadStatus::Coded, reason: Some(format!("only its words could be read ({why})")) };
    Extracted { id: Some(document.id), outcome, document: Some(document), recognition: None }
}

/// Lets the second reading of a page stand in for the first where that has nothing, and measures agreement otherwise.
fn weigh(page: &mut Page, engine: Engine, text: &str) {
    if page.text.trim().is_empty() {
        if pdf::is_plausible(text) {
            pdf::replace_text(page, text, engine);
        }
        return;
    }
    let agreement = pdf::agreement(&page.text, text);
    if !pdf::is_plausible(&page.text) && pdf::is_plausible(text) {
        pdf::replace_text(page, text, engine);
    } else {
        page.grade.reasons.push(format!("{} agrees on {:.0} % of the words", engine.name(), agreement * 100.0));
    }
}

impl Death {
    fn outcome(&self) -> (ReadStatus, String) {
        if self.last_words.contains("memory allocation of") {
            return (ReadStatus::OutOfMemory, "reading it needs more memory than the limit allows".to_owned());
        }
        if self.last_words.contains("overflowed its stack") {
            return (ReadStatus::Crashed, "its structure is nested too deeply to be read".to_owned());
        }
        let how = self.status.map_or_else(|| "without a word".to_owned(), |status| status.to_string());
        (ReadStatus::Crashed, format!("the reader died of it ({how})"))
    }
}

/// A running worker process.
#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    answers: Receiver<io::Result<Answer>>,
    last_words: Option<JoinHandle<String>>,
}

impl Worker {
    fn start(options: &ReadOptions) -> io::Result<Self> {
        let mut child = Command::new(&options.worker)
            .arg("worker")
            .env(MEMORY_VARIABLE, options.memory.to_string())
            // What it dies of is told from its last words, and a backtrace would come after them.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let missing = || io::Error::other("the worker has no pipe");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = child.stdout.take().ok_or_else(missing)?;
        let errors = child.stderr.take().ok_or_else(missing)?;
        // A few answers may wait; a worker that is faster than its caller waits in turn.
        let (sender, answers) = sync_channel(2);
        std::thread::spawn(move || {
            let mut output = BufReader::with_capacity(1 << 16, output);
            loop {
                let message = receive(&mut output);
                let over = !matches!(message, Ok(Some(_)));
                let sent = match message {
                    Ok(Some(answer)) => sender.send(Ok(answer)),
                    Ok(None) => break,
                    Err(error) => sender.send(Err(error)),
                };
                if over || sent.is_err() {
                    break;
                }
            }
        });
        let last_words = std::thread::spawn(move || tail(errors));
        Ok(Self { child, input, answers, last_words: Some(last_words) })
    }

    fn gather(&mut self, request: &Request, deadline: Duration, gathered: &mut Gathered, tell: &dyn Fn(Step)) -> End {
        if send(&mut self.input, request).is_err() {
            return End::Died(self.bury());
        }
        let (patience, mut deadline) = (deadline, deadline);
        let mut until = Instant::now() + deadline;
        loop {
            match self.answers.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Ok(answer)) => {
                    if let Answer::Recognising(step) = answer {
                        deadline = match step {
                            Step::Page { .. } => page_deadline(patience),
                            Step::Over => patience,
                        };
                        until = Instant::now() + deadline;
                        tell(step);
                    }
                    if gathered.take(answer) {
                        return End::Done;
                    }
                }
                Ok(Err(error)) => {
                    self.bury();
                    return End::Lost(error.to_string());
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.bury();
                    return End::Late(deadline);
                }
                Err(RecvTimeoutError::Disconnected) => return End::Died(self.bury()),
            }
        }
    }

    /// Ends the process, if it still runs, and hears its last words.
    fn bury(&mut self) -> Death {
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
        let last_words = self.last_words.take().and_then(|listener| listener.join().ok()).unwrap_or_default();
        Death { status, last_words }
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
fn tail(mut errors: ChildStderr) -> String {
    let mut kept: Vec<u8> = Vec::new();
    let mut chunk = [0_u8; 1024];
    while let Ok(count) = errors.read(&mut chunk) {
        if count == 0 {
            break;
        }
        kept.extend_from_slice(chunk.get(..count).unwrap_or_default());
        let excess = kept.len().saturating_sub(4096);
        kept.drain(..excess);
    }
    String::from_utf8_lossy(&kept).into_owned()
}
