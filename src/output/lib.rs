//! Export: everything that goes out, in the shape asked for.
//!
//! In go finished results (a [`Table`], a tally, the hits of a search); out come text for a terminal, CSV, JSON and JSON
//! Lines. All escaping lives here ([`escape`]): what a paper says can neither steer a terminal nor become a formula in a
//! spreadsheet. It knows nothing of where results come from, and never prints: functions return text or write to what
//! they are given.

pub mod escape;
mod evidence;
mod files;
mod hits;
mod pages;
pub mod palette;
mod picture;
mod propositions;
mod report;
mod table;
mod tally;
mod wrap;

pub use evidence::{Evidence, best as best_evidence, one_line, outcomes_table};
pub use files::{
    Bundle, FileError, FormColumn, FormSheet, Sheet, archive, book, docx, parquet, qda, sqlite, web_page, workbook,
};
pub use hits::{Look, counts_line, facets_table, hits_json, hits_jsonl, hits_table, hits_text};
pub use pages::{PagesForm, PagesWriter, PaperRead};
pub use picture::{Canvas, Picture, snippet};
pub use propositions::{NONE_FOUND, PropositionPassages, propositions_table};
pub use report::{Bar, FlowStep, MapPoint, PointKind, Report, ShadedTally, report};
pub use table::{Cell, Column, ColumnRole, Table, TableOf, probability};
pub use tally::{
    Measured, TallyView, base_lines as tally_lines, expected_text, open_cell, tally_json, tally_long, tally_wide,
};
pub use wrap::wrapped;

use std::io;

/// The shape of what goes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Shape {
    /// For the eye
    #[default]
    Table,
    /// For spreadsheets
    Csv,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
}

/// Writes a tally: for people the wide table ([`tally_wide`]), for machines one record a cell ([`tally_long`]).
///
/// # Errors
/// Where `out` refuses.
pub fn write_tally(
    tally: &stratmine_analysis::tally::Tally,
    view: TallyView,
    shape: Shape,
    look: Look,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let text = match shape {
        Shape::Table => tally_wide(tally, view).to_text(look.width),
        Shape::Csv => tally_long(tally).to_csv(),
        Shape::Json => tally_json(tally),
        Shape::Jsonl => tally_long(tally).to_jsonl(),
    };
    out.write_all(text.as_bytes())
}

/// Writes the results of a search: for people documents with their hits beneath ([`hits_text`]), for machines one
/// record a hit ([`hits_table`], [`hits_jsonl`]).
///
/// # Errors
/// Where `out` refuses.
pub fn write_hits(
    results: &stratmine_model::hits::Results,
    shape: Shape,
    look: Look,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let text = match shape {
        Shape::Table => hits_text(results, look),
        Shape::Csv => hits_table(results).to_csv(),
        Shape::Json => hits_json(results),
        Shape::Jsonl => hits_jsonl(results),
    };
    out.write_all(text.as_bytes())
}
