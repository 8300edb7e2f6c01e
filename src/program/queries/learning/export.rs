//! `review export`: what is to be decided, for another coder: a person with a spreadsheet, or a program.
//!
//! Blind: statement, context and codebook, and nothing of what the program says.

use super::review::ReviewRequest;
use crate::ProgramError;
use crate::error::{DecisionError, ValidationError};
use crate::queries::Corpus;
use crate::queries::validate::coding_sheet;
use serde_json::json;
use std::path::Path;
use stratmine_analysis::evaluate::sample::row;
use stratmine_analysis::evaluate::sheet::{CODEBOOK, drawn};
use stratmine_coding::lexicon::Codebook;
use stratmine_study::store::{Disk as _, RealDisk};

/// What an answer is, for who gives it.
const ANSWER: &str = "one object a line: the id; outcome, true where the statement says what is intended to be brought about, \
                      else false; categories, those of the outcome or none; note, if anything should be remembered";

impl Corpus<'_> {
    /// Writes what is to be decided into a file: JSON Lines where its name ends in `.jsonl`, else a coding sheet, as a
    /// workbook (`.xlsx`) or as CSV. Returns how many statements it holds.
    ///
    /// # Errors
    /// Where the index or the lexicons cannot be read, or the file is there (unless `replace`) or cannot be written.
    pub fn export_review(&self, request: &ReviewRequest, path: &Path, replace: bool) -> Result<usize, ProgramError> {
        // A sheet may hold a day's work of a coder.
        if !replace && RealDisk.has(path) {
            return Err(ValidationError::Exists { path: path.to_owned() }.into());
        }
        let codebook = self.codebook_of_papers()?;
        let (categories, meanings) = (codebook.categories(), meanings(codebook));
        let heads = drawn(&categories);
        let mut rows = Vec::new();
        for question in self.next_to_decide(request)? {
            let found = self.statement(&question.id)?;
            let place = found.place().ok_or(DecisionError::NoStatement { id: question.id })?;
            rows.push(row(&found.paper().file, place.0, place.1, heads.len()));
        }
        let count = rows.len();
        let is_lines = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("jsonl"));
        let bytes = if is_lines {
            lines(&heads, &meanings, &rows).into_bytes()
        } else {
            coding_sheet(path, &heads, &categories, &meanings, rows)?
        };
        RealDisk.write(path, &bytes)?;
        Ok(count)
    }
}

/// The outcome categories with what each means.
fn meanings(codebook: &Codebook) -> Vec<(String, String)> {
    let groups = codebook.lexicons().iter().flat_map(|lexicon| &lexicon.codes);
    let meaning = |category: String| {
        let group = groups.clone().find(|group| group.id == category);
        let said = group.map(|group| [Some(group.label.as_str()), group.note.as_deref()]);
        let said: Vec<&str> = said.into_iter().flatten().flatten().collect();
        (category, said.join(". "))
    };
    codebook.categories().into_iter().map(meaning).collect()
}

/// The codebook on a line, then a statement a line, each to be given back with `outcome` and `categories` filled in.
fn lines(heads: &[String], meanings: &[(String, String)], rows: &[Vec<String>]) -> String {
    let categories = meanings.iter().map(|(code, meaning)| json!({ "code": code, "meaning": meaning }));
    let codebook = json!({ CODEBOOK: { "categories": categories.collect::<Vec<_>>(), "answer": ANSWER } });
    let mut text = format!("{codebook}\n");
    for row in rows {
        let mut line = serde_json::Map::new();
        // The columns of a sheet before its answers.
        for (name, cell) in heads.iter().zip(row).take_while(|(name, _)| *name != "outcome") {
            let value = if name == "page" { json!(cell.parse::<u32>().ok()) } else { json!(cell) };
            line.insert(name.clone(), value);
        }
        line.insert("outcome".to_owned(), json!(null));
        line.insert("categories".to_owned(), json!([]));
        line.insert("note".to_owned(), json!(""));
        text.push_str(&serde_json::Value::Object(line).to_string());
        text.push('\n');
    }
    text
}
