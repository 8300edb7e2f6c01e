//! Stand-in, replaced by the work under way.
#![allow(missing_docs, clippy::missing_errors_doc)]
use std::path::Path;
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct LexiconErrors(String);
pub struct Codebook;
impl Codebook {
    pub fn built_in() -> Result<Self, LexiconErrors> {
        Ok(Self)
    }
    pub fn load(_dir: &Path) -> Result<Self, LexiconErrors> {
        Ok(Self)
    }
    pub fn hash(&self) -> &str {
        "none"
    }
}
