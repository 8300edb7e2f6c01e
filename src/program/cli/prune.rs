//! `stratmine prune`: forget vanished files.

use super::ExitStatus;
use super::common::{Common, count};
use crate::{Progress as _, run};

/// Forget files that have vanished from the corpus, and remove what no file needs any more
#[derive(clap::Args)]
pub(super) struct PruneArgs {}

pub(super) fn main(common: &Common) -> anyhow::Result<ExitStatus> {
    let pruned = run::prune(&common.workspace()?)?;
    let reporter = common.reporter();
    for file in &pruned.files {
        reporter.say(&format!("forgot {file}"));
    }
    let (files, documents) = (count(pruned.files.len(), "file"), count(pruned.documents, "coded document"));
    reporter.say(&format!("forgot {files} and removed {documents}"));
    Ok(ExitStatus::Complete)
}
