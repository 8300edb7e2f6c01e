//! `stratmine completions`: for the shell.

use super::{ExitStatus, print};
use clap::Command;
use clap_complete::Shell;

/// Print the completions for a shell
#[derive(clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn main(args: &CompletionsArgs, command: &mut Command) -> anyhow::Result<ExitStatus> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, command, "stratmine", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(ExitStatus::Complete)
}
