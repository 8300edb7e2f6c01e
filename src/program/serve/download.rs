//! What is shown, as a file: CSV, workbook or JSON, with the address it was shown at and what its numbers rest on.

use super::fields::{Fields, address};
use super::session::{Asked, Session};
use crate::ProgramError;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde_json::{Value, json};
use stratmine_output::{Bundle, Sheet, Table, book};

/// The field that asks for a file in place of the page.
const FIELD: &str = "as";

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DownloadForm {
    Csv,
    Xlsx,
    Json,
}

impl DownloadForm {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Csv, "csv", "text/csv; charset=utf-8"),
        (Self::Xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Self::Json, "json", "application/json"),
    ];
}

/// What a file holds.
pub(super) struct Download {
    /// The name of the file without its ending, and of its sheet.
    pub(super) name: &'static str,
    /// What its rows are.
    pub(super) about: String,
    /// What the numbers rest on.
    pub(super) base: Vec<String>,
    pub(super) table: Table,
}

/// Whether a file is asked for.
pub(super) fn is_asked(asked: &Asked) -> bool {
    asked.fields.get(FIELD).is_some()
}

/// Links to the files of a view.
pub(super) fn links(path: &str, fields: &Fields) -> Markup {
    html! {
        p.downloads {
            "Download what is shown: "
            @for (place, (_, ending, _)) in DownloadForm::ALL.into_iter().enumerate() {
                @if place > 0 { " · " }
                a href=(address(path, fields.pairs().filter(|(name, _)| *name != FIELD).chain([(FIELD, ending)]))) download {
                    (ending.to_uppercase())
                }
            }
        }
    }
}

impl Download {
    /// The file.
    pub(super) fn answer(self, session: &Session, asked: &Asked, path: &str) -> Result<Response, ProgramError> {
        let wanted = asked.fields.get(FIELD).unwrap_or_default();
        let form = DownloadForm::ALL.into_iter().find(|(_, ending, _)| *ending == wanted);
        let (form, ending, kind) = form.unwrap_or(DownloadForm::ALL[0]);
        let shown = address(path, asked.fields.pairs().filter(|(name, _)| *name != FIELD));
        let bytes = match form {
            // The mark tells spreadsheets that it is UTF-8.
            DownloadForm::Csv => format!("\u{feff}{}", self.table.to_csv()).into_bytes(),
            DownloadForm::Json => {
                let rows: Value = serde_json::from_str(&self.table.to_json()).unwrap_or_default();
                format!("{:#}\n", json!({"address": shown, "base": self.base, "rows": rows})).into_bytes()
            }
            DownloadForm::Xlsx => {
                let run = session.corpus()?.manifest()?;
                let lines = [vec![format!("Shown at {shown}")], self.base].concat();
                let sheets = vec![Sheet { name: self.name, about: self.about.clone(), table: self.table }];
                let manifest = json!({"run": run, "address": shown});
                book(&Bundle { title: self.about, lines, sheets, manifest })?
            }
        };
        let name = format!("attachment; filename=\"stratmine-{}.{ending}\"", self.name);
        Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
    }
}
