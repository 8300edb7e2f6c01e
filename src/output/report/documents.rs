//! Documents: the list, how well they were read, and all quotes of each.

use super::super::escape::for_html;
use super::super::evidence::Evidence;
use super::{Report, ShadedTally, crosstab, quotes};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use stratmine_analysis::tally::Tally;

/// The files that could not be coded or are left out, with their reasons.
pub(super) fn files(out: &mut String, tally: &Tally) {
    let base = &tally.base;
    let not_coded =
        base.not_coded.iter().map(|file| (&file.file, file.outcome.as_str(), file.reason.as_deref().unwrap_or("")));
    let excluded = base.excluded.iter().map(|file| (&file.file, "left out", file.reason.as_str()));
    let all: Vec<_> = not_coded.chain(excluded).collect();
    if all.is_empty() {
        return;
    }
    out.push_str("<table><caption>Files that are not counted</caption>\n<thead><tr><th scope=\"col\">file</th><th scope=\"col\">outcome</th><th scope=\"col\">reason</th></tr></thead>\n<tbody>\n");
    for (file, outcome, reason) in all {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            for_html(file),
            for_html(outcome),
            for_html(reason)
        );
    }
    out.push_str("</tbody></table>\n");
}

/// Papers that were not read well.
pub(super) fn grades(out: &mut String, grades: &[(String, String, String)]) {
    if grades.is_empty() {
        out.push_str("<p>Every page of every paper was read well.</p>\n");
        return;
    }
    out.push_str("<details><summary>Papers with pages that were not read well</summary>\n<table><caption>Pages by grade</caption>\n<thead><tr><th scope=\"col\">file</th><th scope=\"col\">grade</th><th scope=\"col\">pages</th></tr></thead>\n<tbody>\n");
    for (file, grade, said) in grades {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            for_html(file),
            for_html(grade),
            for_html(said)
        );
    }
    out.push_str("</tbody></table>\n</details>\n");
}

/// Every document with all its outcomes by category: what every number leads to in the end.
pub(super) fn each(out: &mut String, report: &Report<'_>) {
    let tally = report.documents;
    crosstab::table(out, "d", report, &ShadedTally::plain("Document and category", tally.clone()));
    let mut by_file: BTreeMap<&str, Vec<&Evidence>> = BTreeMap::new();
    for one in report.evidence.values() {
        by_file.entry(&one.file).or_default().push(one);
    }
    for (place, row) in tally.rows.iter().enumerate() {
        let name = row.label.as_deref().unwrap_or(&row.key);
        let _ = writeln!(
            out,
            "<section aria-labelledby=\"d{place}\" class=\"document\">\n<h3 id=\"d{place}\">{}</h3>",
            for_html(name)
        );
        let about = by_file.get(row.key.as_str()).and_then(|list| list.first());
        let mut said = vec![for_html(&row.key).into_owned()];
        if let Some(one) = about {
            said.extend(one.organisation.as_deref().map(|name| for_html(name).into_owned()));
            said.extend(one.year.map(|year| year.to_string()));
            if !one.partnering.is_empty() {
                let strength = one.type_strength.map(|one| format!(" ({})", one.as_str())).unwrap_or_default();
                said.push(format!("{}{strength}", for_html(&one.partnering.join(", ").replace('_', " "))));
            }
        }
        said.push(format!("{} intended outcomes in {} statements", row.outcomes, row.statements));
        let _ = writeln!(out, "<p class=\"about\">{}</p>", said.join(" · "));
        for (column, cell) in tally.columns.iter().zip(&row.cells) {
            let found: Vec<&Evidence> =
                cell.ids.iter().filter_map(|id| report.evidence.get(id.as_str()).copied()).collect();
            if found.is_empty() {
                continue;
            }
            let _ = writeln!(
                out,
                "<details><summary>{} ({})</summary>\n<ul class=\"quotes\">",
                for_html(column),
                found.len()
            );
            for one in found {
                quotes::quote(out, one, None, None, false);
            }
            out.push_str("</ul>\n</details>\n");
        }
        out.push_str("</section>\n");
    }
}
