//! Runs another program with limits on its time and its output.

use std::ffi::OsString;
use std::io::{self, Read, Write as _};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What a program printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) stdout: Vec<u8>,
    /// The end of its standard error.
    pub(super) stderr: String,
}

/// Why a program gave no output.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ProgramError {
    /// It could not be started.
    #[error("it could not be started: {0}")]
    NotStarted(String),
    /// It took too long.
    #[error("it took longer than {} seconds and was stopped", .0.as_secs())]
    TimedOut(Duration),
    /// It used up its processor time.
    #[error("it used more processor time than it may and was stopped")]
    OutOfCpuTime,
    /// It printed more than can be right.
    #[error("it said more than {0} bytes and was stopped")]
    TooMuch(usize),
    /// It ended badly.
    #[error("it failed ({status}){}{said}", if .said.is_empty() { "" } else { ": " })]
    Failed { status: String, said: String },
}

/// Longest part of standard error that is kept, in bytes.
const STDERR_TAIL: usize = 2000;

/// Runs a program to its end: `input` goes in, at most `most` bytes come out, within `time_limit`.
pub(super) fn run(
    mut command: Command,
    input: Vec<u8>,
    most: usize,
    time_limit: Duration,
) -> Result<Output, ProgramError> {
    let until = Instant::now() + time_limit;
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| ProgramError::NotStarted(error.to_string()))?;
    // All three pipes are served at the same time, or it could wait for us while we wait for it. These threads are not
    // joined: a child of the program may keep a pipe open, and they end when that ends.
    if let Some(mut pipe) = child.stdin.take() {
        std::thread::spawn(move || drop(pipe.write_all(&input)));
    }
    let out = child.stdout.take().map(|pipe| read_pipe(pipe, most));
    let errors = child.stderr.take().map(|pipe| read_pipe(pipe, STDERR_TAIL * 32));
    let ended = wait_for(&mut child, out, most, until, time_limit);
    if ended.is_err() {
        let _ = child.kill();
        let _ = child.wait();
    }
    let (out, status) = ended?;
    let errors = errors.and_then(|errors| errors.recv_timeout(GRACE).ok()).unwrap_or_default();
    let errors = tail(&errors);
    match status.success() {
        true => Ok(Output { stdout: out, stderr: errors }),
        false if is_out_of_cpu_time(status) => Err(ProgramError::OutOfCpuTime),
        false => Err(failed(status, &errors)),
    }
}

/// How long a program that has closed its output may take to end.
const GRACE: Duration = Duration::from_secs(2);

fn wait_for(
    child: &mut Child,
    out: Option<Receiver<Vec<u8>>>,
    most: usize,
    until: Instant,
    time_limit: Duration,
) -> Result<(Vec<u8>, ExitStatus), ProgramError> {
    let left = || until.saturating_duration_since(Instant::now());
    let out = match out.map(|out| out.recv_timeout(left())) {
        Some(Ok(out)) => out,
        Some(Err(RecvTimeoutError::Timeout)) => return Err(ProgramError::TimedOut(time_limit)),
        Some(Err(RecvTimeoutError::Disconnected)) | None => Vec::new(),
    };
    if out.len() > most {
        return Err(ProgramError::TooMuch(most));
    }
    let until = until.max(Instant::now() + GRACE);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok((out, status)),
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(2)),
            Ok(None) => return Err(ProgramError::TimedOut(time_limit)),
            Err(error) => return Err(ProgramError::Failed { status: error.to_string(), said: String::new() }),
        }
    }
}

/// Reads a pipe to its end, or until more than `most` bytes came.
fn read_pipe(pipe: impl Read + Send + 'static, most: usize) -> Receiver<Vec<u8>> {
    let (sender, heard) = channel();
    std::thread::spawn(move || {
        let mut said = Vec::new();
        let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        let _ = pipe.take(bound).read_to_end(&mut said);
        let _ = sender.send(said);
    });
    heard
}

fn tail(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.get(bytes.len().saturating_sub(STDERR_TAIL)..).unwrap_or_default()).into_owned()
}

fn failed(status: ExitStatus, errors: &str) -> ProgramError {
    let last = errors.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let said = last.chars().filter(|character| !character.is_control()).take(200).collect();
    ProgramError::Failed { status: status.to_string(), said }
}

/// Whether a program was ended by its bound on processor time.
#[cfg(unix)]
fn is_out_of_cpu_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    status.signal() == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
const fn is_out_of_cpu_time(_: ExitStatus) -> bool {
    false
}

/// The command that starts a program so that it ends when this process ends, however that happens (Linux). `within` limits
/// its processor time. Both limits are set by the hidden subcommand `exec-limited` of this program before it replaces
/// itself: setting them between fork and exec would need `unsafe` code.
pub(super) fn limited(program: &std::path::Path, within: Duration) -> Command {
    if cfg!(target_os = "linux")
        && let Some(ourselves) = crate::worker_program::WorkerProgram::of_worker()
    {
        let mut command = ourselves.command();
        command.arg("exec-limited").arg(within.as_secs().max(1).to_string()).arg(program);
        return command;
    }
    Command::new(program)
}

/// Replaces this process by another program under limits: what the hidden subcommand `exec-limited SECONDS PROGRAM ARGUMENT…`
/// does. The program is killed when the process that started this one ends, and after so many seconds of processor time.
///
/// Returns only where that failed.
pub fn exec_limited(seconds: u64, program: &OsString, arguments: &[OsString]) -> ExitCode {
    let error = limit_and_exec(seconds, program, arguments);
    let _ = writeln!(io::stderr(), "{error}");
    ExitCode::from(126)
}

#[cfg(target_os = "linux")]
fn limit_and_exec(seconds: u64, program: &OsString, arguments: &[OsString]) -> io::Error {
    use rustix::process::{Resource, Rlimit, Signal, getppid, set_parent_process_death_signal, setrlimit};
    use std::os::unix::process::CommandExt as _;
    // Where a limit cannot be set, the deadline of the caller still holds.
    let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(seconds), maximum: Some(seconds + 2) });
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
    // The parent may have ended before the signal was set; then process 1 has adopted this one.
    if getppid().is_none_or(|parent| parent.as_raw_nonzero().get() == 1) {
        return io::Error::other("the process that asked for it has ended");
    }
    Command::new(program).args(arguments).exec()
}

#[cfg(not(target_os = "linux"))]
fn limit_and_exec(_: u64, _: &OsString, _: &[OsString]) -> io::Error {
    io::Error::other("this platform has no such limits")
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str, input: &[u8], most: usize, time_limit: u64) -> Result<Output, ProgramError> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        run(command, input.to_vec(), most, Duration::from_millis(time_limit))
    }

    #[test]
    fn what_goes_in_and_comes_out() {
        let said = shell("tr a-z A-Z; echo trouble >&2", b"words", 100, 10_000).unwrap();
        assert_eq!((said.stdout.as_slice(), said.stderr.trim()), (b"WORDS".as_slice(), "trouble"));
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let begun = Instant::now();
        assert!(matches!(shell("exec sleep 60", b"", 100, 200), Err(ProgramError::TimedOut(_))));
        // A child of its own may keep the pipes open: it is not waited for.
        assert!(matches!(shell("sleep 5; true", b"", 100, 200), Err(ProgramError::TimedOut(_))));
        assert!(matches!(shell("exec >&-; exec sleep 60", b"", 100, 200), Err(ProgramError::TimedOut(_))));
        assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_program_that_uses_up_its_processor_time_is_told() {
        assert_eq!(shell("ulimit -St 1; while :; do :; done", b"", 100, 60_000), Err(ProgramError::OutOfCpuTime));
    }

    #[test]
    fn a_program_that_never_stops_talking_is_stopped() {
        assert_eq!(shell("exec yes", b"", 10_000, 10_000), Err(ProgramError::TooMuch(10_000)));
    }

    #[test]
    fn a_program_that_fails_says_why() {
        let failure = shell("echo first >&2; echo 'no such language' >&2; exit 3", &vec![b'x'; 1 << 20], 100, 10_000);
        assert_eq!(failure.unwrap_err().to_string(), "it failed (exit status: 3): no such language");
        let missing = run(Command::new("/nowhere/at/all"), Vec::new(), 10, Duration::from_secs(1));
        assert!(matches!(missing, Err(ProgramError::NotStarted(_))));
    }
}
