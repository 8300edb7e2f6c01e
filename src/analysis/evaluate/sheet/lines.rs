//! Answers in JSON Lines, as a program gives them back: one object a line, with `id` (or document, page and quote),
//! `outcome` (true or false), `categories`, and where wanted `note` and `coder`. Other fields, and the line with the
//! codebook, are left alone.

use super::SheetRow;
use super::columns::Filled;
use serde::Deserialize;
use stratmine_model::spreadsheet::TableFault;

/// One answer.
#[derive(Deserialize)]
struct Answer {
    #[serde(alias = "statement")]
    id: Option<String>,
    #[serde(alias = "file")]
    document: Option<String>,
    page: Option<u32>,
    #[serde(alias = "text")]
    quote: Option<String>,
    outcome: Option<bool>,
    #[serde(alias = "codes")]
    categories: Option<Vec<String>>,
    note: Option<String>,
    coder: Option<String>,
}

/// The field of the line that holds the codebook.
pub const CODEBOOK: &str = "codebook";

/// Whether bytes are lines of JSON and no table.
pub(super) fn are_lines(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    text.starts_with(b"{")
}

/// The rows of answers.
pub(super) fn rows(bytes: &[u8], categories: &[String]) -> Result<Vec<SheetRow>, TableFault> {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let rows = lines.filter(|(_, line)| !line.trim().is_empty()).map(|(place, line)| row(place + 1, line, categories));
    rows.filter_map(Result::transpose).collect()
}

/// One row; `None` for the codebook.
fn row(line: usize, text: &str, categories: &[String]) -> Result<Option<SheetRow>, TableFault> {
    let fault = |column: usize, problem: String| TableFault { line, column, problem };
    let wrong = |error: serde_json::Error| fault(error.column().max(1), format!("this is no answer: {error}"));
    let object: serde_json::Value = serde_json::from_str(text).map_err(wrong)?;
    if object.get(CODEBOOK).is_some() {
        return Ok(None);
    }
    let answer = Answer::deserialize(object).map_err(wrong)?;
    // A line has no columns: what is wrong with it is wrong from its start.
    let mut filled = Filled::new(answer.outcome.map(|outcome| (outcome, 1)));
    for code in answer.categories.iter().flatten() {
        filled.add(code, 1, categories).map_err(|problem| fault(1, problem))?;
    }
    let said = filled.said().map_err(|(column, problem)| fault(column, problem))?;
    let id = answer.id.filter(|id| !id.trim().is_empty());
    let page = answer.page.filter(|page| *page > 0);
    let quote = answer.quote.unwrap_or_default();
    if id.is_none() && (quote.trim().is_empty() || answer.document.is_none() || page.is_none()) {
        return Err(fault(1, "the answer names no statement: it needs id, or document, page and quote".to_owned()));
    }
    Ok(Some(SheetRow {
        line,
        id,
        document: answer.document.unwrap_or_default(),
        page: page.unwrap_or_default(),
        quote,
        said,
        coder: answer.coder.filter(|name| !name.trim().is_empty()),
        note: answer.note.unwrap_or_default(),
    }))
}
