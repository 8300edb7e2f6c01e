//! Lexicons from and for other programs.

use crate::{ProgramError, Workspace};
use std::path::Path;
use stratmine_coding::lexicon::exchange::{self, DictionaryFormat};
use stratmine_model::spreadsheet;
use stratmine_study::store::{Disk as _, RealDisk};

/// A dictionary as a lexicon of `kind`, in its TOML. Its encoding is told by its bytes.
///
/// # Errors
/// Where it cannot be read or understood.
pub fn import_dictionary(path: &Path, format: DictionaryFormat, kind: &str) -> Result<String, ProgramError> {
    let text = spreadsheet::decoded(&RealDisk.read(path)?);
    let categories =
        exchange::read(&text, format).map_err(|error| ProgramError::Dictionary { path: path.to_owned(), error })?;
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let source = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(exchange::to_toml(&categories, kind, &name, &source))
}

/// A lexicon in use as a dictionary, and in words what of it the dictionary cannot hold.
///
/// # Errors
/// Where the lexicons cannot be used, or there is none of that name.
pub fn export_dictionary(
    workspace: &Workspace,
    name: &str,
    format: DictionaryFormat,
) -> Result<(String, Vec<String>), ProgramError> {
    let codebook = workspace.codebook()?;
    let known = codebook.lexicons();
    let found = known.iter().find(|lexicon| lexicon.kind.name() == name || lexicon.name == name);
    let lexicon = found.ok_or_else(|| ProgramError::NoLexicon {
        name: name.to_owned(),
        known: known.iter().map(|lexicon| lexicon.kind.name().to_owned()).collect(),
    })?;
    Ok(exchange::write(lexicon, format))
}
