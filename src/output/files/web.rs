//! Tables as a web page: one file, no script, nothing fetched.

use super::super::escape::for_html;
use super::super::table::{Cell, ColumnRole};
use super::{Bundle, Sheet};
use std::fmt::Write as _;

/// A page of tables: each with a caption and headings, the manifest folded at the end.
pub fn web_page(bundle: &Bundle) -> String {
    let mut out = String::new();
    let title = for_html(&bundle.title);
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n",
        include_str!("web.css")
    );
    for line in &bundle.lines {
        let _ = writeln!(out, "<p>{}</p>", for_html(line));
    }
    for sheet in &bundle.sheets {
        table(&mut out, sheet);
    }
    let _ = write!(
        out,
        "<h2>Manifest</h2>\n<details><summary>What this was made from</summary>\n<pre>{}</pre>\n</details>\n\
         </main>\n</body>\n</html>\n",
        super::super::escape::for_html_lines(&format!("{:#}", bundle.manifest))
    );
    out
}

fn table(out: &mut String, sheet: &Sheet) {
    let _ = write!(
        out,
        "<h2 id=\"{0}\">{0}</h2>\n<div class=\"wide\" role=\"region\" aria-labelledby=\"{0}\" tabindex=\"0\">\n<table>\n\
         <caption>{1}</caption>\n<thead><tr>",
        for_html(sheet.name),
        for_html(&sheet.about)
    );
    for column in &sheet.table.columns {
        let name = column.name.replace('\u{ad}', "");
        let meaning = Some(column.meaning).filter(|meaning| !meaning.is_empty());
        let hint = meaning.map(|meaning| format!(" title=\"{}\"", for_html(meaning))).unwrap_or_default();
        let _ = write!(out, "<th scope=\"col\"{hint}>{}</th>", for_html(&name.replace('_', " ")));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &sheet.table.rows {
        out.push_str("<tr>");
        let empty = std::iter::repeat(&Cell::Empty);
        for (cell, column) in row.iter().chain(empty).zip(&sheet.table.columns) {
            let class = if column.role == ColumnRole::Number { " class=\"n\"" } else { "" };
            let _ = write!(out, "<td{class}>{}</td>", for_html(&cell.plain()));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}
