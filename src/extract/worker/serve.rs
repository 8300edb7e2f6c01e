//! The worker's side: limits itself, then answers one request after the other until its input ends.

use super::memory;
use super::protocol::{Request, Response, receive, send};
use super::respond::{STACK, respond};
use super::sandbox::{self, Sandbox};
use std::io;
use std::process::ExitCode;

/// Runs the worker: what the hidden subcommand `worker` does. Never returns before its standard input ends.
pub fn run_worker() -> ExitCode {
    memory::limit_self();
    // A kernel without these restrictions still has the memory limit and the deadline; `status` says which hold.
    let _ = sandbox::enter();
    // A panic is sent as a response, and not printed for the person.
    std::panic::set_hook(Box::new(|_| {}));
    // A stack overflow of this thread ends the process: the caller takes it for a crash.
    let served = std::thread::Builder::new().stack_size(STACK).spawn(answer_all).map(std::thread::JoinHandle::join);
    match served {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// How reading is isolated on this machine, in words for `status`.
pub fn describe_isolation() -> String {
    let limits = "each file is read in a process of its own with a memory limit and a deadline";
    let sandbox = match sandbox::probe() {
        Sandbox { files: true, network: true } => "that can write no file and reach no network",
        Sandbox { files: false, network: true } => {
            "that can reach no network (this kernel does not keep it from writing files)"
        }
        Sandbox { files: true, network: false } => {
            "that can write no file (this kernel does not keep it from the network)"
        }
        Sandbox { files: false, network: false } => {
            "that this system does not keep from writing files or from the network"
        }
    };
    format!("{limits}, {sandbox}")
}

fn answer_all() -> io::Result<()> {
    let mut output = response_channel()?;
    let mut input = io::stdin().lock();
    while let Some(request) = receive::<Request>(&mut input)? {
        match std::fs::read(request.path()) {
            Ok(bytes) => {
                respond(bytes, request.format, &request.task, &mut |response| send(&mut output, &response))?;
            }
            Err(error) => {
                send(&mut output, &Response::Unreadable(error.to_string()))?;
                send(&mut output, &Response::Done)?;
            }
        }
    }
    Ok(())
}

/// The pipe to the caller. Engines print to standard output now and then, so that is sent to `/dev/null` first.
#[cfg(unix)]
fn response_channel() -> io::Result<std::fs::File> {
    let channel = rustix::io::dup(rustix::stdio::stdout())?;
    let nowhere = std::fs::File::options().write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdout(nowhere)?;
    Ok(channel.into())
}

/// The pipe to the caller. Engines may print between messages; the caller passes that over.

#[cfg(not(unix))]
fn response_channel() -> io::Result<io::Stdout> {
    Ok(io::stdout())
}
