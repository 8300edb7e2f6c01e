//! `stratmine prune`: forget vanished files.

use super::Verdict;
use super::common::{Common, count};
use crate::pipeline::{self, Progress as _};

/// Forget files that have vanished from the corpus, and remove what no file needs any more
#[derive(clap::Args)]
pub(super) struct Args {}

pub(super) fn main(common: &Common) -> anyhow::Result<Verdict> {
    let pruned = pipeline::prune(&common.workspace())?;
    let talk = common.talk();
    for file in &pruned.files {
        talk.say(&format!("forgot {file}"));
    }
    let (files, documents) = (count(pruned.files.len(), "file"), count(pruned.documents, "coded document"));
    talk.say(&format!("forgot {files} and removed {documents}"));
    Ok(Verdict::Complete)
}
