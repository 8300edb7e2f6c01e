//! Copies of the PDFs with the coded quotes highlighted.

use super::write;
use crate::run::Machine;
use crate::workspace::canonical_folder;
use crate::{ProgramError, Progress, TOOL, Workspace};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use stratmine_extract::annotate::Note;
use stratmine_extract::{ReadOptions, Reader};
use stratmine_model::{CodedPaper, DocumentId, Format, Page, Statement, UNCLASSIFIED};
use stratmine_output::palette::highlight_colour;
use stratmine_output::{Evidence, Table};
use stratmine_study::ledger::{Documents, Ledger, Manifest};
use stratmine_study::store::RealDisk;

/// What was done.
#[derive(Clone, Debug)]
pub struct Highlighted {
    /// One row a paper: file, state, highlights, remark.
    pub table: Table,
    /// Papers that have intended outcomes and got no copy.
    pub failed: usize,
}

/// A paper that is to be highlighted.
struct Paper {
    file: String,
    id: DocumentId,
}

/// Puts copies of all PDFs that have intended outcomes into a folder, under their own names. The originals are not touched.
///
/// # Errors
/// [`ProgramError`]: there is no index or no corpus, a coded document is damaged, or a copy cannot be written. A paper that
/// cannot be copied is a row of the table.
pub fn highlight(
    workspace: &Workspace,
    machine: &Machine,
    folder: &Path,
    progress: &dyn Progress,
) -> Result<Highlighted, ProgramError> {
    let home = workspace.open(&RealDisk)?;
    let Some(root) = workspace.root(&RealDisk)? else {
        return Err(ProgramError::NoCorpus { path: PathBuf::from(crate::DEFAULT_CORPUS) });
    };
    let inside = folder.is_dir() && canonical_folder(folder)?.starts_with(&root);
    if inside || std::path::absolute(folder).is_ok_and(|folder| folder.starts_with(&root)) {
        return Err(ProgramError::Form(format!(
            "{} lies in the corpus, where the copies would be read as papers\nhint: name a folder elsewhere",
            folder.display()
        )));
    }
    let ledger = Ledger::load(&RealDisk, &home)?;
    let documents = Documents::of(&RealDisk, &home);
    let categories = Manifest::load(&RealDisk, &home)?.unwrap_or_default().all_categories();
    let papers: Vec<Paper> =
        ledger.counted().filter_map(|entry| Some(Paper { file: entry.file.clone(), id: entry.id? })).collect();
    progress.begin(papers.len());
    let reading = machine.reading();
    let done: Vec<Done> = papers
        .par_iter()
        .map(|paper| {
            let record = documents.read(paper.id)?;
            let done = copy(&reading, &root, paper, notes(&record, &categories), folder);
            progress.done(&paper.file, record.pages.len());
            done
        })
        .collect::<Result<_, ProgramError>>()?;
    progress.end();
    let mut table = Table::new(&["~document", "state", ">highlights", "remark"]);
    let mut failed = 0;
    for (paper, done) in papers.iter().zip(done) {
        failed += usize::from(done.state == "failed");
        table.push(vec![paper.file.as_str().into(), done.state.into(), done.highlights.into(), done.remark.into()]);
    }
    Ok(Highlighted { table, failed })
}

/// What became of a paper.
struct Done {
    state: &'static str,
    highlights: usize,
    remark: Option<String>,
}

impl Done {
    fn not(state: &'static str, why: impl Into<String>) -> Self {
        Self { state, highlights: 0, remark: Some(why.into()) }
    }
}

fn copy(
    reading: &ReadOptions,
    root: &Path,
    paper: &Paper,
    notes: Vec<Note>,
    folder: &Path,
) -> Result<Done, ProgramError> {
    let path = root.join(&paper.file);
    if stratmine_study::discover::inspect(root, &path).map_or(true, |found| found.format != Format::Pdf) {
        return Ok(Done::not("skipped", "it is no PDF, or is not there"));
    }
    if notes.is_empty() {
        return Ok(Done::not("skipped", "no intended outcome in it has a place on its page"));
    }
    let (id, done) = match Reader::new(reading.clone()).annotate(&path, notes) {
        Ok(done) => done,
        Err(why) => return Ok(Done::not("failed", why.to_string())),
    };
    if id != paper.id {
        return Ok(Done::not("failed", "it changed since it was read: run `stratmine run` first"));
    }
    write(&folder.join(&paper.file), &done.pdf)?;
    let mut remarks: Vec<String> = done.rewritten.map(|why| format!("written anew: {why}")).into_iter().collect();
    if let Some(skipped) = done.skipped.first() {
        remarks.push(format!("{} left out, the first on page {}: {}", done.skipped.len(), skipped.page, skipped.why));
    }
    Ok(Done { state: "copied", highlights: done.added, remark: (!remarks.is_empty()).then(|| remarks.join("; ")) })
}

/// A note for each quote that has a place on its page, in the colour of its first category.
fn notes(record: &CodedPaper, categories: &[String]) -> Vec<Note> {
    let placed = record.outcomes().filter(|(_, statement)| !statement.boxes.is_empty());
    let evidence = Evidence::of_paper(record, |one| one.intended_outcome && !one.boxes.is_empty());
    let note = |((page, statement), one): ((&Page, &Statement), Evidence)| {
        let first = one.categories.first();
        let place = first.and_then(|code| categories.iter().position(|category| category == code));
        let subject = if one.categories.is_empty() { UNCLASSIFIED.to_owned() } else { one.categories.join(", ") };
        Note {
            page: page.number,
            boxes: statement.boxes.clone(),
            colour: highlight_colour(place),
            contents: format!("{subject}. {}", one.remark()),
            subject,
            author: TOOL.to_owned(),
        }
    };
    placed.zip(evidence).map(note).collect()
}
