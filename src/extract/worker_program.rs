//! The program that is started as worker.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How stratmine is started as another process: a program and what stands before the name of a command. The binary has
/// no such arguments; in Python it is `python -m stratmine`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkerProgram {
    path: PathBuf,
    arguments: Vec<OsString>,
}

impl WorkerProgram {
    /// A program with the arguments that stand before the name of a command.
    pub fn new(path: impl Into<PathBuf>, arguments: impl IntoIterator<Item = OsString>) -> Self {
        Self { path: path.into(), arguments: arguments.into_iter().collect() }
    }

    /// The program.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A command of it, without the command's name.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments);
        command
    }

    /// The program that this process, a worker, is; `None` where that cannot be told.
    pub(crate) fn of_worker() -> Option<Self> {
        let mut arguments = std::env::args_os();
        let first = arguments.next()?;
        let leading: Vec<OsString> = arguments.take_while(|argument| argument != "worker").collect();
        // An interpreter is named as it was started: what its name leads to may not know the module.
        let path = if leading.is_empty() { std::env::current_exe().ok()? } else { first.into() };
        Some(Self { path, arguments: leading })
    }
}

impl From<PathBuf> for WorkerProgram {
    fn from(path: PathBuf) -> Self {
        Self::new(path, [])
    }
}
