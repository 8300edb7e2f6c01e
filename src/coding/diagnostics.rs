//! What is wrong with lexicon files and where: [`stratmine_model::diagnostics`], and all of it together.

use std::fmt;
pub use stratmine_model::diagnostics::{Finding, Severity, SourceText};
pub(crate) use stratmine_model::diagnostics::{nearest, read};

/// All that keeps a codebook from being used; never empty, in the order of files and lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconErrors {
    /// The errors, and warnings that were found next to them.
    pub findings: Vec<Finding>,
}

impl fmt::Display for LexiconErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut findings = self.findings.iter();
        if let Some(first) = findings.next() {
            write!(f, "{first}")?;
        }
        findings.try_for_each(|finding| write!(f, "\n\n{finding}"))
    }
}

impl std::error::Error for LexiconErrors {}
