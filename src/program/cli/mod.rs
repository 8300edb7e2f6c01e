//! The command line: arguments in, printing out, an exit code at the end.
//!
//! One file per subcommand. Arguments are parsed into what was typed; [`crate::run`] and [`crate::queries`] work out
//! what is meant and do it. Data goes to standard output, messages to standard error. This module must not know how
//! papers, lexicons or indexes are read.
//!
//! Exit codes: 0 all files are coded; 1 finished, but some files are not coded (or a check found faults); 2 the work could
//! not be done.

mod changes;
mod code;
mod collocates;
mod common;
mod completions;
mod conditions;
mod corpus;
mod decide;
mod export;
mod extract;
mod index;
mod init;
mod kwic;
mod lexicon;
mod man;
mod pack;
mod page;
#[cfg(test)]
mod printed;
mod profile;
mod program;
mod prune;
mod report;
mod reporter;
mod review;
mod run;
mod search;
mod serve;
mod status;
mod study;
mod tally;
mod usage;
mod validate;
mod verify;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use common::Common;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;
use stratmine_extract::WorkerProgram;
use stratmine_model::Hints as _;

/// Mines health-policy strategy papers for intended outcomes: every number leads to its quotes, every quote to its page.
#[derive(Parser)]
#[command(
    name = "stratmine",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 all files are coded, but for scans that wait for text recognition; 1 finished, but some files are not coded;\n\
                  2 could not be done.\n\
                  Start with: stratmine run"
)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::InitArgs),
    Run(run::RunArgs),
    Search(search::SearchArgs),
    Kwic(kwic::KwicArgs),
    Collocates(collocates::CollocatesArgs),
    Tally(tally::TallyArgs),
    Profile(profile::ProfileArgs),
    Export(export::ExportArgs),
    Report(report::ReportArgs),
    Verify(verify::VerifyArgs),
    Changes(changes::ChangesArgs),
    Pack(pack::PackArgs),
    Unpack(pack::UnpackArgs),
    Validate(validate::ValidateArgs),
    Decide(decide::DecideArgs),
    Review(review::ReviewArgs),
    Serve(serve::ServeArgs),
    Status(status::StatusArgs),
    Extract(extract::ExtractArgs),
    Code(code::CodeArgs),
    Page(page::PageArgs),
    Corpus(corpus::CorpusArgs),
    Lexicon(lexicon::LexiconArgs),
    Index(index::IndexArgs),
    Prune(prune::PruneArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    /// Reads files for the program itself.
    #[command(hide = true)]
    Worker,
    /// Becomes another program under limits that it keeps, for the program itself. Setting them between fork and exec
    /// would need `unsafe` code, which this program has none of.
    #[command(hide = true)]
    ExecLimited {
        /// Seconds of processor time it may take.
        seconds: u64,
        /// The program.
        program: OsString,
        /// Its arguments.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

/// How a command that did its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExitStatus {
    /// All is well.
    Complete,
    /// Done, with gaps that were named.
    Gaps,
}

impl ExitStatus {
    /// Complete if so, else with gaps.
    const fn complete_if(complete: bool) -> Self {
        if complete { Self::Complete } else { Self::Gaps }
    }
}

/// Runs the program on the arguments it was started with.
pub fn main() -> ExitCode {
    run_with(std::env::args_os())
}

/// Runs the program within another one, such as Python: `program` is how it is started again, for its workers.
/// Returns the exit code.
pub fn main_within(program: WorkerProgram, arguments: Vec<OsString>) -> u8 {
    program::started_as(program);
    let ended = run_with(std::iter::once("stratmine".into()).chain(arguments));
    // The standard library does not give the number of an exit code back.
    (0..=u8::MAX).find(|number| ExitCode::from(*number) == ended).unwrap_or(1)
}

fn run_with(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    listen();
    let arguments = conditions::tell_words_from_options(arguments);
    let parsed = command().try_get_matches_from(arguments).and_then(|mut typed| Cli::from_arg_matches_mut(&mut typed));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are no failure. A closed pipe is nobody's fault.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    if matches!(cli.command, Command::Worker) {
        return stratmine_extract::run_worker();
    }
    if let Command::ExecLimited { seconds, program, arguments } = &cli.command {
        return stratmine_extract::ocr::exec_limited(*seconds, program, arguments);
    }
    match dispatch(cli) {
        Ok(ExitStatus::Complete) => ExitCode::SUCCESS,
        Ok(ExitStatus::Gaps) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Every error names its cause itself; the chain would say it twice.
            reporter::say(&format!("error: {}", program::named(&message_of(&error))));
            ExitCode::from(2)
        }
    }
}

/// The message of an error and what the person can do about it.
fn message_of(error: &anyhow::Error) -> String {
    let of_program = error.downcast_ref().map(crate::ProgramError::with_hints);
    let of_usage = || error.downcast_ref().map(usage::UsageError::with_hints);
    of_program.or_else(of_usage).unwrap_or_else(|| error.to_string())
}

/// The table of commands and options. An option that several commands share is shown by those only that use it.
fn command() -> clap::Command {
    let mut command = Cli::command();
    let shared: Vec<clap::Arg> = command.get_arguments().filter(|argument| argument.is_global_set()).cloned().collect();
    for (path, used) in common::USED {
        let place = path.split(' ').try_fold(&mut command, |command, name| command.find_subcommand_mut(name));
        let Some(place) = place else { continue };
        // Clap gives shared options to commands that have none of that name: these have them already, some out of sight.
        for option in &shared {
            let id = option.get_id().as_str();
            let option = option.clone().hide(!used.contains(&id));
            let of_run = *path == "run" && id == "corpus";
            *place = std::mem::take(place).arg(if of_run { option.help(common::CORPUS_OF_RUN) } else { option });
        }
    }
    command
}

fn dispatch(cli: Cli) -> anyhow::Result<ExitStatus> {
    let Cli { common, command } = cli;
    match command {
        Command::Init(args) => init::main(&common, &args),
        Command::Run(args) => run::main(&common, &args),
        Command::Extract(args) => extract::main(&common, &args),
        Command::Code(args) => code::main(&common, &args),
        Command::Page(args) => page::main(&common, &args),
        Command::Serve(args) => serve::main(&common, &args),
        Command::Status(args) => status::main(&common, &args),
        Command::Search(args) => search::main(&common, &args),
        Command::Kwic(args) => kwic::main(&common, &args),
        Command::Collocates(args) => collocates::main(&common, &args),
        Command::Tally(args) => tally::main(&common, &args),
        Command::Profile(args) => profile::main(&common, &args),
        Command::Export(args) => export::main(&common, &args),
        Command::Report(args) => report::main(&common, &args),
        Command::Index(args) => index::main(&common, &args),
        Command::Verify(args) => verify::main(&common, &args),
        Command::Changes(args) => changes::main(&common, &args),
        Command::Pack(args) => pack::pack(&common, &args),
        Command::Unpack(args) => pack::unpack(&common, &args),
        Command::Validate(args) => validate::main(&common, &args),
        Command::Decide(args) => decide::main(&common, &args),
        Command::Review(args) => review::main(&common, &args),
        Command::Corpus(args) => corpus::main(&common, &args),
        Command::Lexicon(args) => lexicon::main(&common, &args),
        Command::Prune(_) => prune::main(&common),
        Command::Completions(args) => completions::main(&args, &mut self::command()),
        Command::Man(_) => man::main(self::command()),
        Command::Worker | Command::ExecLimited { .. } => Ok(ExitStatus::Complete),
    }
}

/// Whether the reader of our output has gone away (`stratmine … | head`).
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let of_io = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(of_io)
            || matches!(cause.downcast_ref(), Some(crate::ProgramError::Output(inner)) if of_io(inner))
    })
}

/// Writes the program's own trace to standard error where `STRATMINE_LOG` asks for it, and keeps panics that are caught
/// (and then listed as outcomes) from being printed as well.
fn listen() {
    if let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("STRATMINE_LOG") {
        let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).try_init();
    }
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
}

fn print(text: &str) -> io::Result<()> {
    print_bytes(text.as_bytes())
}

/// Writes bytes to standard output.
fn print_bytes(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_options_is_sound_and_every_option_is_explained() {
        let mut command = super::command();
        command.build();
        command.clone().debug_assert();
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            assert!(sub.get_about().is_some(), "{} says nothing of itself", sub.get_name());
            for argument in sub.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {} is not explained", sub.get_name(), argument.get_id());
            }
        }
    }

    #[test]
    fn every_command_says_which_shared_options_it_uses() {
        fn names(command: &clap::Command, above: &str, into: &mut Vec<String>) {
            for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
                let name = format!("{above} {}", sub.get_name()).trim().to_owned();
                if sub.has_subcommands() {
                    names(sub, &name, into);
                }
                into.push(name);
            }
        }
        let command = super::command();
        let mut all = Vec::new();
        names(&command, "", &mut all);
        let known: Vec<&str> = common::USED.iter().map(|(path, _)| *path).collect();
        for name in &all {
            assert!(known.contains(&name.as_str()), "{name} is not in USED");
        }
        assert_eq!(known.len(), all.len());
    }
}
