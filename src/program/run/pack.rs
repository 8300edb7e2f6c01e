//! A study in one file for a colleague, and back.
//!
//! In: a study whose index is up to date. Out: a ZIP archive laid out as the folder of the papers: the papers (or none of
//! them), `study.toml`, the tables, the lexicons in `lexicons/`, and `run.json`, the manifest of the run with the hash of
//! each paper. Nothing is taken from the archive on trust: names stay within the folder, sizes are bounded, no file is
//! overwritten.

use super::decide::Decisions;
use super::{ProgramError, RunOptions, Workspace, plan};
use crate::error::PackError;
use crate::open_study::{LexiconsInUse, Study};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::{Component, Path, PathBuf};
use stratmine_coding::lexicon::Codebook;
use stratmine_model::limits::{MAX_FILE_BYTES, MAX_PACK_BYTES, MAX_PACK_FILES};
use stratmine_model::{is_device_name, whole_path};
use stratmine_output::archive::{ArchivePart, ArchiveReader, ArchiveWriter};
use stratmine_study::discover::{self, MANIFEST};
use stratmine_study::ledger::{Ledger, Manifest};
use stratmine_study::store::{Disk as _, RealDisk, StoreError};
use stratmine_study::study_file::{BUILT_IN, STUDY_FILE, StudyFile, StudyKey};

/// The folder of the lexicons in a pack.
const LEXICONS: &str = "lexicons";

/// What was packed or unpacked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packed {
    /// Number of papers in the archive.
    pub papers: usize,
    /// The papers that the run counted and that are not in the archive.
    pub missing: Vec<String>,
    /// The other files, by their names in the archive.
    pub others: Vec<String>,
    /// Size of the archive in bytes.
    pub bytes: u64,
}

/// Packs a study into a new file.
///
/// # Errors
/// [`PackError::NotCurrent`] where a run would have something to do; where the file is there already; where something
/// cannot be read or written. Then there is no file.
pub fn pack(study: &Study, path: &Path, with_papers: bool) -> Result<Packed, ProgramError> {
    let workspace = &study.workspace;
    let layout = workspace.open(&RealDisk)?;
    let Some(root) = workspace.root(&RealDisk)? else {
        return Err(ProgramError::NoCorpus { path: super::DEFAULT_CORPUS.into() });
    };
    if RealDisk.has(path) {
        return Err(ProgramError::Taken { path: path.to_owned() });
    }
    let place = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let above = place.parent().and_then(|above| whole_path(above).ok());
    if above.is_some_and(|above| above.starts_with(&root)) {
        return Err(ProgramError::InsideCorpus { folder: path.to_owned() });
    }
    let manifest =
        Manifest::load(&RealDisk, &layout)?.ok_or(PackError::NotCurrent { why: "there was no run".into() })?;
    let ledger = Ledger::load(&RealDisk, &layout)?;
    check_current(study, &root, &ledger, &manifest)?;
    let parts = parts(workspace, &root, study.file())?;
    let mut packed = Packed { others: parts.keys().cloned().collect(), ..Packed::default() };
    let written = write(path, |archive| {
        for (name, bytes) in &parts {
            archive(name, bytes)?;
        }
        archive(MANIFEST, &RealDisk.read(&layout.manifest())?)?;
        for input in &manifest.inputs {
            if !with_papers {
                packed.missing.push(input.file.clone());
                continue;
            }
            if parts.contains_key(&input.file) || input.file == MANIFEST {
                return Err(PackError::SameName { name: input.file.clone() }.into());
            }
            archive(&input.file, &RealDisk.read(&root.join(&input.file))?)?;
            packed.papers += 1;
        }
        Ok(())
    });
    if written.is_err() {
        // What is half written is of no use, and nothing more can be done about it.
        let _ = std::fs::remove_file(path);
    }
    written?;
    packed.others.push(MANIFEST.to_owned());
    packed.bytes = std::fs::metadata(path).map_err(StoreError::reading(path))?.len();
    Ok(packed)
}

/// Writes an archive to a new file; `fill` is given what adds a part.
fn write(
    path: &Path,
    fill: impl FnOnce(&mut dyn FnMut(&str, &[u8]) -> Result<(), ProgramError>) -> Result<(), ProgramError>,
) -> Result<(), ProgramError> {
    let failed = |error: &dyn std::fmt::Display| -> ProgramError {
        PackError::Archive { path: path.to_owned(), why: error.to_string() }.into()
    };
    let file = File::create_new(path).map_err(StoreError::writing(path))?;
    let mut writer = ArchiveWriter::new(std::io::BufWriter::new(file));
    fill(&mut |name, bytes| writer.add(name, bytes).map_err(|error| failed(&error)))?;
    let out = writer.finish().map_err(|error| failed(&error))?;
    let file = out.into_inner().map_err(|error| failed(&error))?;
    Ok(file.sync_all().map_err(StoreError::writing(path))?)
}

/// Refuses a study in which a run would have something to do: the colleague's results would not be those of the manifest.
fn check_current(study: &Study, root: &Path, ledger: &Ledger, manifest: &Manifest) -> Result<(), ProgramError> {
    let stale = |why: String| Err(PackError::NotCurrent { why }.into());
    if matches!(study.lexicons_in_use()?, LexiconsInUse::Other { .. }) {
        return stale("the papers were coded with other lexicons".to_owned());
    }
    let options = RunOptions::recorded(&manifest.options);
    let learnt = manifest.learnt.as_ref().map(|one| one.decisions.clone());
    if !options.no_learning && Decisions::of_root(&RealDisk, root)?.lessons(&RealDisk, options)? != learnt {
        return stale("people decided something since the last run".to_owned());
    }
    let walk = study.workspace.walk(root)?;
    let table = study.workspace.table_as_typed(root)?;
    for found in &walk.found {
        let known = ledger.get(&found.file).filter(|entry| !entry.removed);
        if known.is_some_and(|entry| plan::is_redescribed(entry, &table)) {
            return stale(format!("the metadata table says something else of {} since the last run", found.file));
        }
        if known.is_none_or(|entry| (entry.bytes, entry.modified_ns) != (found.bytes, found.modified_ns)) {
            return stale(format!("{} is new or has changed", found.file));
        }
    }
    let here: BTreeSet<&str> = walk.found.iter().map(|found| found.file.as_str()).collect();
    match ledger.present().find(|entry| !here.contains(entry.file.as_str())) {
        Some(gone) => stale(format!("{} is gone", gone.file)),
        None => Ok(()),
    }
}

/// All but the papers and the manifest, by their names in the archive.
fn parts(
    workspace: &Workspace,
    root: &Path,
    file: Option<&StudyFile>,
) -> Result<BTreeMap<String, Vec<u8>>, ProgramError> {
    let mut parts = BTreeMap::new();
    for name in discover::tables(root) {
        if name != MANIFEST {
            parts.insert(name.to_owned(), RealDisk.read(&root.join(name))?);
        }
    }
    let mut values = Vec::new();
    if let Some(folder) = &workspace.lexicons {
        values.push((StudyKey::Lexicons, LEXICONS.to_owned()));
        for source in Codebook::load(folder)?.sources() {
            if let Some(path) = &source.path {
                parts.insert(format!("{LEXICONS}/{}", source.file), RealDisk.read(path)?);
            }
        }
    } else {
        values.push((StudyKey::Lexicons, BUILT_IN.to_owned()));
    }
    if let Some(table) = &workspace.metadata {
        // One that lies elsewhere gets a place of its own, so that it takes that of no other file.
        let name = table.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = if parts.contains_key(&name) { format!("metadata-{name}") } else { name };
        parts.insert(name.clone(), RealDisk.read(table)?);
        values.push((StudyKey::Metadata, name));
    }
    let file = match file {
        Some(file) => file.without(&[StudyKey::Index])?,
        None => StudyFile::parse(root, String::new())?,
    };
    parts.insert(STUDY_FILE.to_owned(), file.with(&values)?.text().as_bytes().to_owned());
    Ok(parts)
}

/// Unpacks a study into a folder that is new or empty.
///
/// # Errors
/// [`PackError`]: it is no packed study, a name in it is not one within the folder, or there is more in it than may be.
/// Then nothing is written, unless the archive proves to be damaged halfway.
pub fn unpack(path: &Path, folder: &Path) -> Result<Packed, ProgramError> {
    let wrong = |error: &dyn std::fmt::Display| PackError::Archive { path: path.to_owned(), why: error.to_string() };
    let file = File::open(path).map_err(StoreError::reading(path))?;
    let bytes = file.metadata().map_err(StoreError::reading(path))?.len();
    let mut archive = ArchiveReader::open(BufReader::new(file)).map_err(|error| wrong(&error))?;
    if archive.len() > MAX_PACK_FILES {
        return Err(PackError::TooLarge { path: path.to_owned() }.into());
    }
    let parts: Vec<ArchivePart> = (0..archive.len())
        .map(|number| archive.part(number))
        .collect::<Result<_, _>>()
        .map_err(|error| wrong(&error))?;
    check(path, &parts)?;
    if RealDisk.has(folder) && !RealDisk.list(folder)?.is_empty() {
        return Err(ProgramError::Taken { path: folder.to_owned() });
    }
    RealDisk.create_folder(folder)?;
    let mut left = MAX_PACK_BYTES;
    let mut packed = Packed { bytes, ..Packed::default() };
    let mut manifest: Option<Manifest> = None;
    for (number, part) in parts.iter().enumerate() {
        let content = archive.read(number, left.min(MAX_FILE_BYTES)).map_err(|error| wrong(&error))?;
        let content = content.ok_or_else(|| PackError::TooLarge { path: path.to_owned() })?;
        left = left.saturating_sub(content.len() as u64);
        let to = folder.join(&part.name);
        if RealDisk.has(&to) {
            // Two names that are one on this disk.
            return Err(ProgramError::Taken { path: to });
        }
        RealDisk.write(&to, &content)?;
        if part.name == MANIFEST {
            manifest = serde_json::from_slice(&content).ok();
        }
    }
    let names: BTreeSet<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    let papers: BTreeSet<String> = manifest.unwrap_or_default().inputs.into_iter().map(|input| input.file).collect();
    packed.papers = papers.iter().filter(|file| names.contains(file.as_str())).count();
    packed.others = names.iter().filter(|name| !papers.contains(**name)).map(|name| (*name).to_owned()).collect();
    packed.missing = papers.into_iter().filter(|file| !names.contains(file.as_str())).collect();
    Ok(packed)
}

/// Looks at what an archive says of itself before anything is written.
fn check(path: &Path, parts: &[ArchivePart]) -> Result<(), PackError> {
    for missing in [STUDY_FILE, MANIFEST] {
        if !parts.iter().any(|part| part.name == missing) {
            return Err(PackError::NoStudy { path: path.to_owned(), missing });
        }
    }
    let mut seen = BTreeSet::new();
    let mut bytes = 0_u64;
    for part in parts {
        let is_safe = part.is_file && is_within(&part.name) && seen.insert(part.name.to_lowercase());
        if !is_safe {
            return Err(PackError::UnsafeName { path: path.to_owned(), name: part.name.clone() });
        }
        bytes = bytes.saturating_add(part.bytes);
        if part.bytes > MAX_FILE_BYTES || bytes > MAX_PACK_BYTES {
            return Err(PackError::TooLarge { path: path.to_owned() });
        }
    }
    Ok(())
}

/// Whether a name is that of a file within a folder, on every system: no way up, no root, no drive, no sign that means
/// something else there.
fn is_within(name: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && !part.ends_with(['.', ' '])
            && !part.contains(['\\', ':'])
            && !is_device_name(part)
    };
    let normal = PathBuf::from(name).components().all(|part| matches!(part, Component::Normal(_)));
    normal && name.len() < 1000 && name.split('/').all(is_plain) && !name.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn names_stay_within_the_folder() {
        for good in ["a.pdf", "sub/a b.pdf", "lexicons/outcomes.toml", ".hidden", "é/ü.md"] {
            assert!(is_within(good), "{good}");
        }
        let bad = [
            "",
            "/a",
            "../a",
            "a/../../b",
            "a//b",
            "./a",
            "a/.",
            "C:/a",
            "C:a",
            "sub/nul.pdf",
            "a\\b",
            "..\\a",
            "a\0b",
            "a/",
            "a.",
            "a\nb",
        ];
        for bad in bad {
            assert!(!is_within(bad), "{bad:?}");
        }
    }
}
