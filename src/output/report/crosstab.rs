//! A tally as a table whose cells are shaded, marked where they are out of line, and lead to their quotes.

use super::super::escape::for_html;
use super::{Report, paragraph, quotes};
use std::fmt::Write as _;
use stratmine_analysis::tally::{Tally, TallyDimension};

/// From which size on an adjusted standardised residual is marked: beyond it lie one in twenty by chance alone (Agresti
/// 2002, section 3.3).
const TELLING: f64 = 2.0;

/// Shades from none to full.
const SHADES: f64 = 8.0;

/// A tally, and what statistics say of it.
#[derive(Clone, Debug)]
pub struct ShadedTally {
    /// What it shows.
    pub title: String,
    /// The counts.
    pub tally: Tally,
    /// Adjusted standardised residuals, by row and column; empty where there are none.
    pub residuals: Vec<Vec<Option<f64>>>,
    /// Sentences below it.
    pub said: Vec<String>,
    /// Whether its cells count documents with intended outcomes, and not these.
    pub of_documents: bool,
}

impl ShadedTally {
    /// Counts of which nothing more is said.
    pub fn plain(title: &str, tally: Tally) -> Self {
        Self { title: title.to_owned(), tally, residuals: Vec::new(), said: Vec::new(), of_documents: false }
    }
}

/// The table, and below it each cell with its best quotes.
pub(super) fn table(out: &mut String, id: &str, report: &Report<'_>, crossed: &ShadedTally) {
    let tally = &crossed.tally;
    let _ = write!(
        out,
        "<div class=\"wide\" role=\"region\" aria-label=\"Table: {0}\" tabindex=\"0\">\n<table class=\"heat\">\n<caption>{0}: {2}; \
         darker: a larger share of the row</caption>\n<thead><tr><th scope=\"col\">{1}</th>",
        for_html(&crossed.title),
        for_html(&spoken(tally.by.as_str())),
        if crossed.of_documents { "documents with intended outcomes" } else { Tally::UNIT }
    );
    for column in &tally.columns {
        let _ = write!(out, "<th scope=\"col\">{}</th>", for_html(&spoken(column)));
    }
    out.push_str("<th scope=\"col\">outcomes</th><th scope=\"col\">documents</th></tr></thead>\n<tbody>\n");
    let documents = tally.by == TallyDimension::Document;
    for (place, row) in tally.rows.iter().enumerate() {
        let name = for_html(&spoken(&row.key)).into_owned();
        let name = if documents { format!("<a href=\"#d{place}\">{}</a>", for_html(&row.key)) } else { name };
        let _ = write!(out, "<tr><th scope=\"row\">{name}</th>");
        for (column, cell) in row.cells.iter().enumerate() {
            let residual = crossed.residuals.get(place).and_then(|row| row.get(column)).copied().flatten();
            let (number, of) = if crossed.of_documents {
                (cell.documents, row.documents_with_outcomes)
            } else {
                (cell.statements, row.outcomes)
            };
            let shade = (number as f64 / of.max(1) as f64 * SHADES).ceil();
            let target = if documents { format!("d{place}") } else { format!("{id}-{place}-{column}") };
            let number = match number {
                0 => "0".to_owned(),
                count => format!("<a href=\"#{target}\">{count}</a>"),
            };
            let _ = write!(out, "<td class=\"s{shade:.0}\">{number}{}</td>", mark(residual));
        }
        let _ = writeln!(out, "<td>{}</td><td>{}</td></tr>", row.outcomes, row.documents_with_outcomes);
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
    crossed.said.iter().for_each(|line| paragraph(out, line));
    if !documents {
        unfold(out, id, report, tally);
    }
}

/// Every cell with its best quotes, folded by row.
fn unfold(out: &mut String, id: &str, report: &Report<'_>, tally: &Tally) {
    out.push_str("<h3>Quotes behind the numbers</h3>\n");
    for (place, row) in tally.rows.iter().enumerate() {
        if row.outcomes == 0 {
            continue;
        }
        let _ = writeln!(
            out,
            "<details><summary>{}: {} in {}</summary>\n<div class=\"cells\">",
            for_html(&spoken(&row.key)),
            row.outcomes,
            counted(row.documents_with_outcomes)
        );
        for (column, cell) in row.cells.iter().enumerate() {
            if cell.ids.is_empty() {
                continue;
            }
            let name = tally.columns.get(column).map(String::as_str).unwrap_or_default();
            let _ = writeln!(
                out,
                "<details id=\"{id}-{place}-{column}\"><summary>{}, {}: {} in {}</summary>",
                for_html(&spoken(&row.key)),
                for_html(&spoken(name)),
                cell.statements,
                counted(cell.documents)
            );
            quotes::best(out, report, &cell.ids);
            out.push_str("</details>\n");
        }
        out.push_str("</div>\n</details>\n");
    }
}

/// "1 document", "2 documents".
fn counted(documents: usize) -> String {
    if documents == 1 { "1 document".to_owned() } else { format!("{documents} documents") }
}

/// What marks a cell that is out of line.
fn mark(residual: Option<f64>) -> String {
    match residual {
        Some(size) if size >= TELLING => {
            format!(" <span class=\"r\" title=\"adjusted residual {size:.1}\">▲{size:.1}</span>")
        }
        Some(size) if size <= -TELLING => {
            format!(" <span class=\"r\" title=\"adjusted residual {size:.1}\">▼{:.1}</span>", -size)
        }
        _ => String::new(),
    }
}

/// A code as a reader would say it.
fn spoken(code: &str) -> String {
    code.replace('_', " ").replace("entry_point:", "").replace("entry point:", "")
}
