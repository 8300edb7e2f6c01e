//! The propositions of the theory: what there is to read for each, and for which there is nothing.

use super::super::escape::for_html;
use super::super::propositions::{NONE_FOUND, PropositionPassages};
use super::{paragraph, quotes};
use std::fmt::Write as _;

/// One row a proposition, which unfolds to its best passages.
pub(super) fn each(out: &mut String, propositions: &[PropositionPassages]) {
    paragraph(
        out,
        "Passages to read for each proposition (after Aunger et al. 2020, Table 2, retold; those without a domain after the \
         abstract): a passage may bear it out, qualify or deny it. Stated: it speaks of partnering itself and links the two; \
         inferred: it stands next to words of partnering.",
    );
    out.push_str("<table><caption>Passages by proposition</caption>\n<thead><tr><th scope=\"col\">proposition</th><th scope=\"col\">domain</th><th scope=\"col\">documents</th><th scope=\"col\">passages</th><th scope=\"col\">strength</th></tr></thead>\n<tbody>\n");
    for one in propositions {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            for_html(&one.label),
            for_html(&one.domain.as_deref().unwrap_or_default().replace('_', " ")),
            one.documents,
            one.statements.len(),
            for_html(one.found())
        );
    }
    out.push_str("</tbody></table>\n");
    for one in propositions.iter().filter(|one| !one.best.is_empty()) {
        let _ = writeln!(
            out,
            "<details><summary>{} ({})</summary>\n<ul class=\"quotes\">",
            for_html(&one.label),
            one.statements.len()
        );
        for passage in &one.best {
            quotes::quote(out, passage, None, None, true);
        }
        let _ = writeln!(out, "</ul>\n<p>All of them: <code>{}</code></p>\n</details>", for_html(&one.open()));
    }
    let without = propositions.iter().filter(|one| one.strength.is_none()).count();
    if without > 0 {
        paragraph(out, &format!("{without} of {}: {NONE_FOUND}.", propositions.len()));
    }
}
