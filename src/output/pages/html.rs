//! Papers as one web page that needs nothing beside itself.

use super::parts::{Item, PagePart, PageTable, parts};
use super::{PaperRead, doubt, page_name};
use crate::escape::for_html;
use std::borrow::Cow;
use std::fmt::Write as _;
use stratmine_model::{BlockKind, Page};

const STYLE: &str = include_str!("pages.css");

/// The beginning of the page. Its policy lets nothing be loaded and nothing run, whatever a paper may hold.
pub(super) fn head(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        for_html(title)
    )
}

/// The end of the page.
pub(super) const fn foot() -> &'static str {
    "</main>\n</body>\n</html>\n"
}

/// A paper: its name, the way to its pages, its pages. With a `number` it is one of several, and its pages' ids begin
/// with it: `d2-p5`.
pub(super) fn paper(paper: &PaperRead<'_>, number: Option<usize>, all: bool) -> String {
    let mut out = format!("<article{}>\n<header>\n", language(paper.language));
    let prefix = number.map(|number| format!("d{number}-")).unwrap_or_default();
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(out, "<h1>{}</h1>", for_html(paper.title.unwrap_or(paper.file)));
    let _ = writeln!(out, "<p lang=\"en\">{}, as read by stratmine</p>\n</header>", for_html(paper.file));
    if let Some(failure) = paper.failure {
        let _ = writeln!(out, "<p lang=\"en\" class=\"doubt\">not read: {}</p>", for_html(failure));
    }
    if paper.pages.len() > 1 {
        out.push_str("<nav lang=\"en\" aria-label=\"Pages\">\n");
        for page in &paper.pages {
            let number = page.number;
            let name = page_name(page);
            let _ = writeln!(
                out,
                "<a href=\"#{prefix}p{number}\" aria-label=\"{}\">{}</a>",
                for_html(&name),
                for_html(page.label.as_deref().unwrap_or(&number.to_string()))
            );
        }
        out.push_str("</nav>\n");
    }
    for page in &paper.pages {
        push_page(&mut out, page, paper.language, &prefix, all);
    }
    out.push_str("</article>\n");
    out
}

/// The language of what follows, where it is known.
fn language(code: Option<&str>) -> String {
    code.map(|code| format!(" lang=\"{}\"", for_html(code))).unwrap_or_default()
}

fn push_page(out: &mut String, page: &Page, around: Option<&str>, prefix: &str, all: bool) {
    let number = page.number;
    let name = page_name(page);
    let name = for_html(&name);
    let own = page.language.as_deref().filter(|own| Some(*own) != around);
    let _ = writeln!(out, "<section id=\"{prefix}p{number}\" aria-label=\"{name}\"{}>", language(own));
    let _ = writeln!(out, "<p lang=\"en\" class=\"page\"><a href=\"#{prefix}p{number}\">{name}</a></p>");
    if let Some(doubt) = doubt(page) {
        let _ = writeln!(out, "<p lang=\"en\" class=\"doubt\">{}</p>", for_html(&doubt));
    }
    for part in parts(page, all) {
        push_part(out, &part);
    }
    out.push_str("</section>\n");
}

fn push_part(out: &mut String, part: &PagePart<'_>) {
    match part {
        PagePart::Heading(level, text) => {
            // The paper's own name is the first of the headings.
            let level = level.clamp(&1, &6) + 1;
            let tag = level.min(6);
            let deeper = if level > 6 { " aria-level=\"7\"" } else { "" };
            let _ = writeln!(out, "<h{tag}{deeper}>{}</h{tag}>", for_html(text));
        }
        PagePart::Paragraph(text) => {
            let _ = writeln!(out, "<p>{}</p>", for_html(text));
        }
        PagePart::List(items) => push_list(out, items),
        PagePart::Table(table) => push_table(out, table),
        PagePart::SetOff(kind, texts) => push_set_off(out, *kind, texts),
    }
}

/// A list; numbers and letters are shown as they are printed, not counted anew.
fn push_list(out: &mut String, items: &[Item<'_>]) {
    let tag = if items.first().is_some_and(|item| item.marker.is_some()) { "ol" } else { "ul" };
    let _ = writeln!(out, "<{tag}>");
    for item in items {
        match item.marker {
            Some(marker) => {
                let _ = write!(out, "<li class=\"marked\"><span>{}</span> ", for_html(marker));
            }
            None => out.push_str("<li>"),
        }
        out.push_str(&for_html(item.text));
        if !item.below.is_empty() {
            out.push('\n');
            push_list(out, &item.below);
        }
        out.push_str("</li>\n");
    }
    let _ = writeln!(out, "</{tag}>");
}

/// A table in a box of its own, so that a wide one can be moved sideways, with the keyboard too.
fn push_table(out: &mut String, table: &PageTable<'_>) {
    let columns = table.columns();
    let push_row = |out: &mut String, cells: &[&str], tag: &str| {
        out.push_str("<tr>");
        for at in 0..columns {
            let text = cells.get(at).map_or(Cow::Borrowed(""), |cell| for_html(cell));
            let scope = if tag == "th" && !text.is_empty() { " scope=\"col\"" } else { "" };
            // An empty head is no head.
            let tag = if text.is_empty() { "td" } else { tag };
            let _ = write!(out, "<{tag}{scope}>{text}</{tag}>");
        }
        out.push_str("</tr>\n");
    };
    out.push_str("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">\n<table>\n");
    if !table.head.is_empty() {
        out.push_str("<thead>\n");
        push_row(out, &table.head, "th");
        out.push_str("</thead>\n");
    }
    out.push_str("<tbody>\n");
    for row in &table.rows {
        push_row(out, row, "td");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

fn push_set_off(out: &mut String, kind: BlockKind, texts: &[&str]) {
    let (open, inner, close) = match kind {
        BlockKind::Contents => ("<ul class=\"contents\">", "li", "</ul>"),
        BlockKind::Reference => ("<ul class=\"references\">", "li", "</ul>"),
        BlockKind::Footnote => ("<aside class=\"notes\" aria-label=\"Notes\">", "p", "</aside>"),
        BlockKind::Running => ("<aside class=\"running\" aria-label=\"Running head or foot\">", "p", "</aside>"),
        BlockKind::Chart => ("<div class=\"figure\" role=\"group\" aria-label=\"Words in a figure\">", "p", "</div>"),
        _ => ("<div class=\"captions\" role=\"group\" aria-label=\"Caption\">", "p", "</div>"),
    };
    let _ = writeln!(out, "{open}");
    for text in texts {
        let _ = writeln!(out, "<{inner}>{}</{inner}>", for_html(text));
    }
    let _ = writeln!(out, "{close}");
}
