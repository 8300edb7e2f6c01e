//! What people said, from gold pages or coding sheets.

use super::Validation;
use crate::ProgramError;
use crate::error::ValidationError;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use stratmine_analysis::evaluate::sample::Key;
use stratmine_analysis::evaluate::sheet::{Coder, SheetRow, Weights, coders, double_coded_rows, read};
use stratmine_analysis::evaluate::{DoubleCoded, GoldPage, double_coded};
use stratmine_model::limits::MAX_TABLE_BYTES;
use stratmine_study::store::{Disk as _, RealDisk};

pub(super) struct Gold {
    /// Pages: one layer a coder of sheets, and one of gold pages that coders agreed upon.
    pub(super) layers: Vec<Vec<GoldPage>>,
    /// What two coders said of the same statements.
    pub(super) double: Vec<DoubleCoded>,
    pub(super) names: Option<(String, String)>,
    /// Whether statements are weighted by a key.
    pub(super) weighted: bool,
    /// Whether pages were coded whole.
    pub(super) whole: bool,
    /// What is to be said of all this.
    pub(super) notes: Vec<String>,
}

pub(super) fn gold(validation: &Validation, categories: &[String]) -> Result<Gold, ProgramError> {
    let is_table = |path: &&PathBuf| !path.is_dir() && path.extension().is_none_or(|ending| ending != "json");
    let (tables, folders): (Vec<_>, Vec<_>) = validation.gold.iter().partition(is_table);
    match (tables.as_slice(), folders.as_slice()) {
        ([], [folder]) => from_pages(folder),
        (_, []) => from_sheets(validation, categories),
        _ => Err(ValidationError::MixedGold.into()),
    }
}

fn from_pages(gold: &Path) -> Result<Gold, ProgramError> {
    let pages = pages_in(gold)?;
    let double = double_coded(&pages);
    let names = (!double.is_empty()).then(|| ("coder_a".to_owned(), "coder_b".to_owned()));
    Ok(Gold { layers: vec![pages], double, names, weighted: false, whole: true, notes: Vec::new() })
}

/// The gold pages of a folder, or the one of a file.
pub(in crate::queries) fn pages_in(gold: &Path) -> Result<Vec<GoldPage>, ProgramError> {
    let paths = if gold.is_dir() { RealDisk.list(gold)? } else { vec![gold.to_owned()] };
    let mut pages: Vec<GoldPage> = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let page = serde_json::from_slice(&RealDisk.read(path)?);
        let no_page =
            |error: serde_json::Error| ValidationError::NoGoldPage { path: path.clone(), why: error.to_string() };
        pages.push(page.map_err(no_page)?);
    }
    if pages.is_empty() {
        return Err(ValidationError::NoGoldPages { path: gold.to_owned() }.into());
    }
    Ok(pages)
}

fn from_sheets(validation: &Validation, categories: &[String]) -> Result<Gold, ProgramError> {
    let mut files = Vec::new();
    for path in &validation.gold {
        let name = name(path, &validation.gold);
        let bytes = RealDisk.read(path)?;
        if bytes.len() as u64 > MAX_TABLE_BYTES {
            let (path, bytes) = (path.clone(), bytes.len());
            return Err(ValidationError::SheetTooLarge { path, bytes, most: MAX_TABLE_BYTES }.into());
        }
        files.push((name, read(path, &bytes, categories)?));
    }
    let drawn = files.iter().flat_map(|(_, rows)| rows).any(|row| row.id.is_some());
    let people = coders(files);
    people.iter().try_for_each(once)?;
    let mut notes: Vec<String> = people.iter().filter_map(unfilled).collect();
    let key = if drawn { key(validation, &people, &mut notes)? } else { None };
    let weighted = key.is_some();
    let whole = !drawn && !validation.single;
    notes.push(taken(drawn, whole).to_owned());
    match people.as_slice() {
        [] => Err(ValidationError::NotFilledIn { sheets: validation.gold.clone() }.into()),
        [one] => {
            let layers = vec![one.pages(&weights(key.as_ref(), &[one], &mut notes)?, 1.0, whole)];
            Ok(Gold { layers, double: Vec::new(), names: None, weighted, whole, notes })
        }
        [first, second] => {
            let weights = weights(key.as_ref(), &[first, second], &mut notes)?;
            let layers = [first, second].map(|coder| coder.pages(&weights, 0.5, whole)).into();
            let double = double_coded_rows(first, second);
            notes.push("of two coders each counts for half where the program is measured".to_owned());
            let names = Some((first.name.clone(), second.name.clone()));
            Ok(Gold { layers, double, names, weighted, whole, notes })
        }
        more => {
            let names = more.iter().map(|coder| coder.name.clone()).collect();
            Err(ValidationError::TooManyCoders { names }.into())
        }
    }
}

/// What a coder is called who is named in no row: by the file without its ending, or all of it where another ends so.
fn name(path: &Path, all: &[PathBuf]) -> String {
    let alike = all.iter().filter(|other| other.file_stem() == path.file_stem()).count();
    let name = if alike > 1 { Some(path.as_os_str()) } else { path.file_stem() };
    name.unwrap_or_default().to_string_lossy().into_owned()
}

/// Nobody codes a statement of a drawn sheet twice: it would count twice.
fn once(coder: &Coder) -> Result<(), ProgramError> {
    let mut seen = BTreeMap::new();
    for row in &coder.rows {
        let before = row.id.as_ref().and_then(|id| seen.insert(id, row.line));
        if let Some(line) = before {
            let coder = coder.name.clone();
            return Err(ValidationError::CodedTwice { coder, first: line, second: row.line }.into());
        }
    }
    Ok(())
}

/// What the rows are taken for.
const fn taken(drawn: bool, whole: bool) -> &'static str {
    match (drawn, whole) {
        (true, _) => "the sheet was drawn: its rows are single statements",
        (false, false) => "the rows are single statements",
        (false, true) => {
            "an outcome of the program on a page of the table that no row stands behind counts as wrong \
                          (--single: rows are single statements)"
        }
    }
}

fn unfilled(coder: &Coder) -> Option<String> {
    let rows = match coder.unfilled {
        0 => return None,
        1 => "1 row is not filled in and is left out".to_owned(),
        more => format!("{more} rows are not filled in and are left out"),
    };
    Some(format!("{}: {rows}", coder.name))
}

/// The key that was named, the one that lies beside the first sheet, or one in its folder that has all of its rows; none
/// where every row is to count the same.
fn key(validation: &Validation, people: &[Coder], notes: &mut Vec<String>) -> Result<Option<Key>, ProgramError> {
    let Some(sheet) = validation.gold.first() else { return Ok(None) };
    if let Some(named) = &validation.key {
        return Ok(Some(Key::read(named, &RealDisk.read(named)?)?));
    }
    if validation.single {
        notes.push("every row counts the same, whatever it was drawn from".to_owned());
        return Ok(None);
    }
    let beside = key_of(sheet);
    if let Some(bytes) = RealDisk.read_if_there(&beside)? {
        return Ok(Some(Key::read(&beside, &bytes)?));
    }
    // The sheet has another name than it was drawn under.
    let folder = sheet.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let ids: BTreeSet<&str> = people.iter().flat_map(|coder| &coder.rows).filter_map(|row| row.id.as_deref()).collect();
    for path in RealDisk.list(folder)?.into_iter().filter(|path| path.to_string_lossy().ends_with(".key.csv")) {
        let Ok(key) = Key::read(&path, &RealDisk.read(&path)?) else { continue };
        let known: BTreeSet<&str> = key.rows.iter().map(|row| row.id.as_str()).collect();
        if ids.is_subset(&known) {
            notes.push(format!("the key is {}", path.display()));
            return Ok(Some(key));
        }
    }
    Err(ValidationError::NoKey { sheet: sheet.clone() }.into())
}

/// Where the key of a sheet lies.
pub(super) fn key_of(sheet: &Path) -> PathBuf {
    sheet.with_extension("key.csv")
}

fn weights(key: Option<&Key>, people: &[&Coder], notes: &mut Vec<String>) -> Result<Weights, ProgramError> {
    let Some(key) = key else { return Ok(Weights::new()) };
    let rows = || people.iter().flat_map(|coder| &coder.rows);
    let known: BTreeSet<&str> = key.rows.iter().map(|row| row.id.as_str()).collect();
    let strange = |row: &&SheetRow| row.id.as_deref().is_none_or(|id| !known.contains(id));
    if let Some(row) = rows().find(strange) {
        return Err(ValidationError::NotInKey { id: row.id.clone(), line: row.line }.into());
    }
    let ids = rows().filter_map(|row| row.id.as_deref()).collect();
    let left_out = key.left_out(&ids);
    if !left_out.is_empty() {
        let strata: Vec<&str> = left_out.into_iter().collect();
        notes.push(format!("nothing is said of strata without a row that is filled in: {}", strata.join(", ")));
    }
    notes.push("rows are weighted by how many statements of their stratum each stands for".to_owned());
    Ok(key.weights(&ids))
}
