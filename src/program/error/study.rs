//! What was typed and what the study file says.

use std::path::PathBuf;
use stratmine_model::Hints;
use stratmine_study::study_file::StudyKey;

/// An option that says other than the study file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} says {} = {recorded}, and --{} {typed} says otherwise",
    .path.display(), .key.as_str(), .key.as_str().replace('_', "-")
)]
pub struct Contradiction {
    /// The study file.
    pub path: PathBuf,
    /// Of what.
    pub key: StudyKey,
    /// What the file says, as it is written.
    pub recorded: String,
    /// What was typed.
    pub typed: String,
}

impl Hints for Contradiction {
    fn hints(&self) -> Vec<String> {
        vec!["leave the option out, or add --save to change the study file".to_owned()]
    }
}
