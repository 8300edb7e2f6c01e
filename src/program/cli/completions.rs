//! `stratmine completions`: for the shell.

use super::{Verdict, print};
use clap::Command;
use clap_complete::Shell;

/// Print the completions for a shell
#[derive(clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn main(args: &Args, command: &mut Command) -> anyhow::Result<Verdict> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, command, "stratmine", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(Verdict::Complete)
}
