//! Copies of the PDFs with the coded quotes highlighted.

use super::write;
use crate::queries::Corpus;
use crate::run::WorkerSettings;
use crate::workspace::canonical_folder;
use crate::{ProgramError, Progress, TOOL};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use stratmine_extract::annotate::Note;
use stratmine_extract::{ReadOptions, Reader};
use stratmine_model::{CodedPaper, DocumentId, Format, Page, Statement, UNCLASSIFIED};
use stratmine_output::Evidence;
use stratmine_output::palette::highlight_colour;

/// How the copying of a paper ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyState {
    /// There is a copy with highlights.
    Copied,
    /// There is nothing to highlight, or the paper is no PDF.
    Skipped,
    /// No copy could be made.
    Failed,
}

/// What became of a paper.
#[derive(Clone, Debug)]
pub struct HighlightedCopy {
    /// The paper, by its file below the corpus.
    pub file: String,
    /// How it ended.
    pub state: CopyState,
    /// Highlights in the copy.
    pub highlights: usize,
    /// Why there is no copy, or what was left out of it.
    pub remark: Option<String>,
}

impl Corpus<'_> {
    /// Puts copies of all PDFs that have intended outcomes into a folder, under their own names. The originals are not
    /// touched.
    ///
    /// # Errors
    /// [`ProgramError`]: there is no corpus, a record is damaged, or a copy cannot be written. A paper that cannot be
    /// copied is told in its [`CopyState`].
    pub fn highlight(
        &self,
        workers: &WorkerSettings,
        folder: &Path,
        progress: &dyn Progress,
    ) -> Result<Vec<HighlightedCopy>, ProgramError> {
        let Some(root) = self.root()? else {
            return Err(ProgramError::NoCorpus { path: PathBuf::from(crate::DEFAULT_CORPUS) });
        };
        let inside = folder.is_dir() && canonical_folder(folder)?.starts_with(&root);
        if inside || std::path::absolute(folder).is_ok_and(|folder| folder.starts_with(&root)) {
            return Err(ProgramError::InsideCorpus { folder: folder.to_owned() });
        }
        let papers = self.counted()?;
        let categories = self.categories()?;
        progress.begin(papers.len());
        let reading = workers.reading();
        let copied = papers.par_iter().map(|(file, id)| {
            let record = self.read(*id)?;
            let copied = copy(&reading, &root, (file, *id), notes(&record, &categories), folder);
            progress.done(file, record.pages.len());
            copied
        });
        let copied = copied.collect();
        progress.end();
        copied
    }
}

fn copy(
    reading: &ReadOptions,
    root: &Path,
    (file, paper): (&str, DocumentId),
    notes: Vec<Note>,
    folder: &Path,
) -> Result<HighlightedCopy, ProgramError> {
    let not = |state, why: &str| HighlightedCopy {
        file: file.to_owned(),
        state,
        highlights: 0,
        remark: Some(why.to_owned()),
    };
    let path = root.join(file);
    if stratmine_study::discover::inspect(root, &path).map_or(true, |found| found.format != Format::Pdf) {
        return Ok(not(CopyState::Skipped, "it is no PDF, or is not there"));
    }
    if notes.is_empty() {
        return Ok(not(CopyState::Skipped, "no intended outcome in it has a place on its page"));
    }
    let (id, done) = match Reader::new(reading.clone()).annotate(&path, notes) {
        Ok(done) => done,
        Err(why) => return Ok(not(CopyState::Failed, &why.to_string())),
    };
    if id != paper {
        return Ok(not(CopyState::Failed, "it changed since it was read: run `stratmine run` first"));
    }
    write(&folder.join(file), &done.pdf)?;
    let mut remarks: Vec<String> = done.rewritten.map(|why| format!("written anew: {why}")).into_iter().collect();
    if let Some(skipped) = done.skipped.first() {
        remarks.push(format!("{} left out, the first on page {}: {}", done.skipped.len(), skipped.page, skipped.why));
    }
    let remark = (!remarks.is_empty()).then(|| remarks.join("; "));
    Ok(HighlightedCopy { file: file.to_owned(), state: CopyState::Copied, highlights: done.added, remark })
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
