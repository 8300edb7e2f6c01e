//! `stratmine init`: the files a study begins with.

use super::ExitStatus;
use super::common::{Common, Limits, count};
use super::program::named;
use crate::{Progress as _, run};
use std::path::PathBuf;

/// Begin a study: write study.toml and a starter corpus.csv into the folder of the papers
///
/// study.toml says in comments what it can hold. corpus.csv has a row for each paper. What the program guesses of title,
/// organisation, year and partnering types stands in columns of its own (`guessed_title` and so on), which count for nothing:
/// copy what is right into the column beside, correct what is wrong, and delete the guesses when you are done. A file that is
/// there already is left as it is; papers that corpus.csv does not have yet get rows at its end.
#[derive(clap::Args)]
#[allow(clippy::doc_markdown, reason = "it is the help, which shows no backticks")]
pub(super) struct InitArgs {
    /// The folder of the papers [default: the current study, else `corpus`]
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
}

pub(super) fn main(common: &Common, args: &InitArgs) -> anyhow::Result<ExitStatus> {
    let study = common.study_in(args.folder.as_ref(), &args.limits)?;
    let workers = args.limits.workers(common, &study)?;
    let reporter = common.reporter();
    let begun = run::init(&study, &workers, &reporter)?;
    for path in &begun.written {
        reporter.say(&format!("wrote {}", path.display()));
    }
    for path in &begun.kept {
        reporter.say(&format!("kept {}: it was there already", path.display()));
    }
    for (file, why) in &begun.unread {
        reporter.say(&format!("nothing is guessed of {file}: {why}"));
    }
    if !begun.without_row.is_empty() {
        reporter.say(&format!("no row in that table: {}", run::some_of(&begun.without_row)));
    }
    if begun.papers > 0 {
        let papers = count(begun.papers, "paper");
        reporter.say(&format!(
            "{papers} put into the table: copy the guesses that are right from the columns guessed_… into the columns \
             beside; until then they are not read, and the program proposes what it finds in the papers, marked as proposed"
        ));
    }
    let next = match args.folder.as_ref().map(|folder| folder.display()) {
        None => "next: `stratmine run`, then `stratmine status`".to_owned(),
        Some(folder) => format!("next: `stratmine run --study {folder}`, then `stratmine status --study {folder}`"),
    };
    reporter.say(&named(&next));
    Ok(ExitStatus::Complete)
}
