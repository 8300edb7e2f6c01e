//! What is said of the study a command works on.

use crate::{LexiconsInUse, ProgramError, Study};

/// Which study file holds, with which lexicons; what was typed against it; and whether the papers were coded by other
/// lexicons than are in use now. Nothing where there is no study file and no difference.
pub(super) fn lines(study: &Study) -> Result<Vec<String>, ProgramError> {
    let mut lines = settings(study);
    let in_use = study.lexicons_in_use()?;
    if let (Some(line), LexiconsInUse::CodedBy { codebook }) = (lines.first_mut(), &in_use) {
        *line = format!("{line} (SHA-256 {})", short_hash(codebook));
    }
    if let LexiconsInUse::Other { codebook } = in_use {
        lines.push(format!(
            "the papers were coded with other lexicons (SHA-256 {}) than those in use now, which are {}: \
             `stratmine run{}` codes them again",
            short_hash(&codebook),
            study.lexicons(),
            study.again()
        ));
    }
    Ok(lines)
}

/// The beginning of a hash, which tells any two apart that a person has.
pub(super) fn short_hash(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// The same for a command that asks nothing of an index.
pub(super) fn settings(study: &Study) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(file) = study.file() {
        let (path, settings) = (file.path(), file.settings());
        if settings.lexicons.is_some() || settings.metadata.is_some() {
            let table = study.workspace.metadata.as_ref();
            let table = table.map(|table| format!("metadata table {}, ", table.display())).unwrap_or_default();
            lines.push(format!("study {}: {table}lexicons {}", path.display(), study.lexicons()));
        }
    }
    for one in study.contradictions() {
        lines.push(format!("{one}: this holds for this command only"));
    }
    lines
}
