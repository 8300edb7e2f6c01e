//! The worker's side: limits itself, then reads one file after the other until its input ends.

use super::confine::{Confinement, confine, possible};
use super::protocol::{Answer, MEMORY_VARIABLE, Request, Task, receive, send};
use crate::pdf::{self, Engine, FirstReading};
use crate::{annotate, html, markdown, text};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Arc;
use stratmine_model::{DocumentId, Format, ReadPaper, ReadResult, ReadStatus};

/// Deeply nested files need more than a main thread's stack; what overflows this one is caught as a crash.
const STACK: usize = 64 * 1024 * 1024;

/// Runs the worker: what the hidden subcommand `worker` does. Never returns before its standard input ends.
#[must_use]
pub fn serve() -> ExitCode {
    limit_self();
    // A bar that the kernel does not know is done without; `status` says so.
    let _ = confine();
    // A panic is an answer here, not a message for the person.
    std::panic::set_hook(Box::new(|_| {}));
    let served = std::thread::Builder::new().stack_size(STACK).spawn(answer_all).map(std::thread::JoinHandle::join);
    match served {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Which limits hold on this machine, in words for `status`.
#[must_use]
pub fn limits_that_hold() -> String {
    let bounds = if cfg!(target_os = "linux") {
        "each file is read in a process of its own with a memory limit and a deadline"
    } else {
        "each file is read in a process of its own with a deadline (this platform has no memory limit)"
    };
    let barred = match possible() {
        Confinement { files: true, network: true } => "that can write no file and reach no network",
        Confinement { files: false, network: true } => {
            "that can reach no network (this kernel does not keep it from writing files)"
        }
        Confinement { files: true, network: false } => {
            "that can write no file (this kernel does not keep it from the network)"
        }
        Confinement { files: false, network: false } => {
            "that this system does not keep from writing files or from the network"
        }
    };
    format!("{bounds}, {barred}")
}

#[cfg(target_os = "linux")]
fn limit_self() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |bytes| Rlimit { current: Some(bytes), maximum: Some(bytes) };
    let memory = std::env::var(MEMORY_VARIABLE).ok().and_then(|bytes| bytes.parse().ok());
    // A limit that cannot be set leaves the deadline; the caller is told by `status` what should hold.
    let _ = setrlimit(Resource::As, limit(memory.unwrap_or(stratmine_model::limits::WORKER_MEMORY)));
    let _ = setrlimit(Resource::Core, limit(0));
}

#[cfg(not(target_os = "linux"))]
fn limit_self() {}

fn answer_all() -> io::Result<()> {
    let mut output = BufWriter::new(answer_channel()?);
    let mut input = io::stdin().lock();
    while let Some(request) = receive::<Request>(&mut input)? {
        answer(&request, &mut output)?;
        send(&mut output, &Answer::Done)?;
    }
    Ok(())
}

/// The pipe to the caller. Engines print to standard output now and then, so that is put out of the way first.
#[cfg(unix)]
fn answer_channel() -> io::Result<File> {
    let channel = rustix::io::dup(rustix::stdio::stdout())?;
    let nowhere = File::options().write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdout(nowhere)?;
    Ok(File::from(channel))
}

#[cfg(not(unix))]
fn answer_channel() -> io::Result<io::Stdout> {
    Ok(io::stdout())
}

fn answer(request: &Request, output: &mut impl Write) -> io::Result<()> {
    let bytes = match std::fs::read(request.path()) {
        Ok(bytes) => Arc::new(bytes),
        Err(error) => return send(output, &Answer::Unreadable(error.to_string())),
    };
    let id = DocumentId::from_digest(Sha256::digest(bytes.as_slice()).into());
    send(output, &Answer::Opened(id))?;
    let wish = match &request.task {
        Task::Read(wish) => wish,
        Task::Draw { page, scale } => {
            let drawn = guarded("drawing", || pdf::draw(bytes, *page, *scale));
            return send(output, &drawn.map_or_else(Panicked::answer, Answer::Picture));
        }
        Task::Annotate(notes) => {
            let done = annotate::annotate(&bytes, notes).map_err(|error| error.to_string());
            return send(output, &Answer::Annotated(done));
        }
    };
    if request.format != Format::Pdf {
        let read = guarded("reading", || read_text(id, request.format, &bytes));
        return send(
            output,
            &read.map_or_else(Panicked::answer, |read| {
                Answer::Read(read.map(|document| Box::new(FirstReading::sure(document))))
            }),
        );
    }
    let mut told = Ok(());
    let mut tell = |step| {
        told = send(output, &Answer::Recognising(step));
        told.is_ok()
    };
    let read = guarded("reading", || pdf::read(id, Arc::clone(&bytes), wish, &mut tell));
    // Where nobody listens any more, there is nothing to read for.
    told?;
    let read = match read {
        Ok(read) => read,
        Err(panicked) => {
            send(output, &panicked.answer())?;
            return second_reading(&bytes, &[], output);
        }
    };
    let doubtful = match &read {
        Ok(first) => Some(first.doubtful.clone()),
        Err(outcome) => (outcome.kind == ReadStatus::Malformed).then(Vec::new),
    };
    let opened = read.is_ok();
    send(output, &Answer::Read(read.map(Box::new)))?;
    match doubtful {
        Some(pages) if !pages.is_empty() || !opened => second_reading(&bytes, &pages, output),
        _ => Ok(()),
    }
}

/// Asks the other engines for the words of some pages, or of all where the first reading failed and none are named.
fn second_reading(bytes: &[u8], pages: &[usize], output: &mut impl Write) -> io::Result<()> {
    for engine in Engine::ALL {
        let words = guarded(engine.name(), || pdf::words_of_pages(engine, bytes, pages));
        let enough =
            words.as_ref().is_ok_and(|words| !words.is_empty() && words.iter().all(|page| pdf::is_plausible(page)));
        send(output, &words.map_or_else(Panicked::answer, |words| Answer::Words(engine, words)))?;
        // The second engine of the second reading is the dearest of all.
        if enough {
            break;
        }
    }
    Ok(())
}

/// The stage at which a reader panicked, with its message.
struct Panicked(String);

impl Panicked {
    fn answer(self) -> Answer {
        Answer::Panicked(self.0)
    }
}

fn guarded<T>(stage: &str, work: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|cause| {
        let message = cause
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| cause.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        Panicked(format!("{stage}: {}", message.chars().take(200).collect::<String>()))
    })
}

fn read_text(id: DocumentId, format: Format, bytes: &[u8]) -> Result<ReadPaper, ReadResult> {
    match format {
        Format::Html => html::read(id, bytes),
        Format::Markdown => markdown::read(id, bytes),
        Format::Text => text::read(id, bytes),
        Format::Pdf | Format::Other => Err(ReadResult::because(ReadStatus::Unsupported, "not a text format")),
    }
}
