//! `stratmine index`: look after the index.

use super::ExitStatus;
use super::common::{Common, Forms, Writing, count};
use crate::{Progress as _, run};
use clap::Subcommand;

/// Look after the index: is it as it was written, and make it anew
#[derive(clap::Args)]
pub(super) struct IndexArgs {
    #[command(subcommand)]
    command: IndexCommand,
}

#[derive(Subcommand)]
enum IndexCommand {
    /// Read every file of the index and compare it with what is recorded of it
    ///
    /// The ledger, every coded document, the manifest, and the files of the search index by their checksums. One row a part that is
    /// not as it was written; exit code 1 where there is one. Nothing is changed.
    Verify(Forms),
    /// Set the index aside, whatever state it is in, and make it anew from the papers
    ///
    /// The old one is kept in a folder within (`set-aside-1`), to be deleted by you. Papers that were counted and are no longer
    /// there are listed. The tables in the corpus (`corpus.csv`, `decisions.csv`) and the lexicons are not touched.
    Rebuild(Writing),
}

pub(super) fn main(common: &Common, args: &IndexArgs) -> anyhow::Result<ExitStatus> {
    let reporter = common.reporter();
    match &args.command {
        IndexCommand::Verify(forms) => {
            let study = common.study()?;
            let state = run::verify_index(&study.workspace)?;
            forms.print(&state.table)?;
            let documents = count(state.documents, "coded document");
            reporter.say(&if state.is_sound() {
                format!("the index is as it was written: {documents}, ledger, manifest and search index")
            } else {
                let parts = count(state.table.rows.len(), "part");
                format!(
                    "{parts} not as written\nhint: `stratmine index rebuild{}` makes it anew from the papers",
                    study.again()
                )
            });
            Ok(ExitStatus::complete_if(state.is_sound()))
        }
        IndexCommand::Rebuild(writing) => {
            let (study, workers) = writing.study(common, &[])?;
            let rebuilt = run::rebuild_index(&study.workspace, &workers, &reporter)?;
            reporter.say(&format!(
                "made anew: {} read; the old index is in {}",
                count(rebuilt.report.read, "file"),
                rebuilt.aside.display()
            ));
            for file in &rebuilt.lost {
                reporter.say(&format!("lost: {file} was counted and is no longer in the corpus"));
            }
            if let Some(why) = &rebuilt.unknown {
                reporter.say(&format!(
                    "whether papers were lost is not known, for the old ledger could not be read: {why}"
                ));
            }
            Ok(ExitStatus::complete_if(rebuilt.lost.is_empty() && rebuilt.unknown.is_none()))
        }
    }
}
