//! `stratmine run`: the main job.

use super::common::{Common, Forms, Writing, count};
use super::study::short_hash;
use super::{ExitStatus, program};
use crate::Progress as _;
use crate::run::{self, RunOptions, RunReport, State, some_of};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Read, code and index every new or changed paper, and count what they intend
///
/// Prints one row a document: its pages, and its intended outcomes by category. An intended outcome with two categories
/// counts in both; `unclassified` are those with none; `intended_outcomes` counts each once. A run that was interrupted
/// goes on where it stopped; a file that could not be coded is listed with the reason and not tried again until the file,
/// the program or its options change. Where only the lexicons or rows of the corpus table have changed, papers are coded
/// again from what was read before: their files are not opened.
///
/// What people decided on statements teaches the program: with new decisions all papers are coded anew by it.
#[derive(clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct RunArgs {
    /// The folder of papers, or files below it to read these alone
    #[arg(value_name = "FOLDER or FILE")]
    targets: Vec<PathBuf>,
    /// Do all files again
    #[arg(long)]
    force: bool,
    /// Try files again that could not be coded
    #[arg(long)]
    retry: bool,
    /// Compare the bytes of all files, not only their size, time and inode
    #[arg(long)]
    rehash: bool,
    /// Code by the shipped weights alone: what people decided holds where they decided it, and teaches nothing
    #[arg(long)]
    no_learning: bool,
    /// Learn from what other programs say too, where no person decided: `decide import --program` takes it over
    #[arg(long, conflicts_with = "no_learning")]
    learn_from_programs: bool,
    /// End with exit code 1 where a scan waits for text recognition, as for other files that are not coded
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    forms: Forms,
}

pub(super) fn main(common: &Common, args: &RunArgs) -> anyhow::Result<ExitStatus> {
    let reporter = common.reporter();
    let options = RunOptions {
        force: args.force,
        retry: args.retry,
        rehash: args.rehash,
        no_learning: args.no_learning,
        learn_from_programs: args.learn_from_programs,
    };
    let (study, workers) = args.writing.study(common, &args.targets)?;
    let targets: Vec<PathBuf> = args.targets.iter().map(|target| study.path_named(target)).collect();
    let report = run::run(&study.workspace, &workers, &targets, options, &reporter)?;
    args.forms.print(&report.table())?;
    let complete = report.is_complete(args.strict);
    reporter.say(&words(&report, complete, study.again()));
    if report.has_worked() {
        for line in &what_changed(&report, &run::count_decisions(&study.workspace)?.states) {
            reporter.say(&program::named(line));
        }
    }
    Ok(ExitStatus::complete_if(complete))
}

/// How much there was to do.
fn work(report: &RunReport) -> String {
    let again = format!("coded {} again without reading", count(report.coded_again, "file"));
    match (report.read, report.coded_again) {
        (0, 0) => format!("nothing to read: {} as before", count(report.unchanged, "file")),
        (read, 0) => format!("read {}, {} as before", count(read, "file"), report.unchanged),
        (0, _) => format!("{again}, {} as before", report.unchanged),
        (read, _) => format!("read {}, {again}, {} as before", count(read, "file"), report.unchanged),
    }
}

/// What the run did to counts, and why; and what a person has to look at since.
fn what_changed(report: &RunReport, decisions: &BTreeMap<State, usize>) -> Vec<String> {
    let changes = &report.changes;
    let mut lines = Vec::new();
    if !changes.counts.is_empty() {
        let counts: Vec<_> = changes.counts.iter().map(|(what, old, new)| format!("{what} {old} → {new}")).collect();
        lines.push(format!("since the last run: {}", counts.join(", ")));
    }
    let mut why = Vec::new();
    let mut papers = |files: &[String], one: &str, many: &str| {
        if !files.is_empty() {
            let what = if files.len() == 1 { one.to_owned() } else { format!("{} {many}", files.len()) };
            why.push(format!("{what} ({})", some_of(files)));
        }
    };
    papers(&changes.new, "1 new paper", "new papers");
    papers(&changes.reissued, "1 paper with other bytes", "papers with other bytes");
    papers(&report.gone, "1 paper gone", "papers gone");
    if let Some((old, new)) = &changes.lexicons {
        why.push(format!("other lexicons (SHA-256 {}, before {})", short_hash(new), short_hash(old)));
    } else if report.coded_again > 0 {
        why.push(format!(
            "other rows of the corpus table or other decisions on {}",
            count(report.coded_again, "paper")
        ));
    }
    if let Some((old, new)) = changes.learnt {
        why.push(format!("learnt from {} (before {old})", count(new, "decided statement")));
    }
    if changes.options {
        why.push("options that are others than before".to_owned());
    }
    if !changes.is_empty() && !why.is_empty() {
        lines.push(format!("why: {}", why.join("; ")));
    }
    let of = |state| decisions.get(&state).copied().unwrap_or(0);
    let (moved, orphaned) = (of(State::Moved) + of(State::CarriedOver), of(State::Orphaned));
    if moved > 0 {
        let moved = count(moved, "decision");
        lines.push(format!(
            "{moved} moved or carried over to where the words stand now: `stratmine decide list` shows them"
        ));
    }
    if orphaned > 0 {
        let orphaned = count(orphaned, "decision");
        lines.push(format!("{orphaned} orphaned, for the words are nowhere: `stratmine decide list --only orphaned`"));
    }
    if !report.without_row.is_empty() {
        let papers = count(report.without_row.len(), "paper");
        lines.push(format!("{papers} without a row in the corpus table: {}", some_of(&report.without_row)));
    }
    lines
}

/// What is said below the table.
fn words(report: &RunReport, complete: bool, again: &str) -> String {
    let program = program::name();
    let mut lines = Vec::new();
    let coded = report.counted().count();
    if report.entries.is_empty() {
        lines.push("there is no paper in the corpus yet".to_owned());
    } else {
        lines.push(work(report));
        if report.taught > 0 {
            lines.push(format!("learnt from what people decided: {} coded by it", count(report.taught, "paper")));
        }
    }
    if !report.gone.is_empty() {
        let gone = count(report.gone.len(), "file");
        lines.push(format!(
            "{gone} vanished and no longer counted (`{program} prune{again}` forgets them): {}",
            report.gone.join(", ")
        ));
    }
    for entry in report.entries.iter().filter(|entry| entry.outcome.is_coded() && !entry.is_counted()) {
        lines.push(format!("not counted: {} — {}", entry.file, entry.remark().unwrap_or_default()));
    }
    for entry in report.counted() {
        if let Some(reason) = &entry.reason {
            lines.push(format!("partly read: {} — {reason}", entry.file));
        }
    }
    for entry in report.unrecognised() {
        lines.push(format!("a scan that is not read: {} — {}", entry.file, entry.remark().unwrap_or_default()));
    }
    for entry in report.not_coded() {
        lines.push(format!("not coded: {} — {}: {}", entry.file, entry.outcome, entry.remark().unwrap_or_default()));
    }
    if coded > 0 {
        lines.push(format!(
            "next: {program} search{again} \"integrated care\" | {program} tally{again} --by year | {program} status{again}"
        ));
    }
    if !complete {
        lines.push("finished; exit code 1 says that not every file is coded".to_owned());
    }
    lines.join("\n")
}
