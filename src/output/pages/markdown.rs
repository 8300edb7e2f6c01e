//! A paper as Markdown (`CommonMark` with GitHub's tables).

use super::parts::{Item, PagePart, PageTable, parts};
use super::{PaperRead, doubt, page_name};
use crate::escape::{for_comment, for_markdown};
use std::fmt::Write as _;
use stratmine_model::{BlockKind, Page};

/// A paper: a comment with its file, then for each page a comment with its number and its parts.
pub(super) fn paper(paper: &PaperRead<'_>, all: bool) -> String {
    let mut out = format!("<!-- {} -->\n\n", for_comment(paper.file));
    if let Some(failure) = paper.failure {
        push(&mut out, &format!("<!-- not read: {} -->", for_comment(failure)));
    }
    for page in &paper.pages {
        push_page(&mut out, page, all);
    }
    out
}

fn push_page(out: &mut String, page: &Page, all: bool) {
    let doubt = doubt(page).map(|doubt| format!("; {doubt}")).unwrap_or_default();
    push(out, &format!("<!-- {} -->", for_comment(&format!("{}{doubt}", page_name(page)))));
    let mut after_list = false;
    for part in parts(page, all) {
        let is_list =
            matches!(part, PagePart::List(_) | PagePart::SetOff(BlockKind::Contents | BlockKind::Reference, _));
        if is_list && after_list {
            // Else the two would be one list.
            push(out, "<!-- -->");
        }
        after_list = is_list;
        match part {
            PagePart::Heading(level, text) => {
                push(out, &format!("{} {}", "#".repeat(usize::from(level.clamp(1, 6))), for_markdown(text)));
            }
            PagePart::Paragraph(text) => push(out, &for_markdown(text)),
            PagePart::List(items) => {
                let mut list = String::new();
                push_list(&mut list, &items, 0);
                push(out, list.trim_end());
            }
            PagePart::Table(table) => push(out, &table_text(&table)),
            PagePart::SetOff(kind, texts) => push(out, &set_off(kind, &texts)),
        }
    }
}

fn push(out: &mut String, part: &str) {
    out.push_str(part);
    out.push_str("\n\n");
}

/// Captions, footnotes and the like as quotations that say what they are; contents and references as lists.
fn set_off(kind: BlockKind, texts: &[&str]) -> String {
    let name = match kind {
        BlockKind::Caption => "Caption",
        BlockKind::Footnote => "Note",
        BlockKind::Chart => "In a figure",
        BlockKind::Running => "Running head or foot",
        _ => {
            let lines: Vec<String> = texts.iter().map(|text| format!("- {}", for_markdown(text))).collect();
            return lines.join("\n");
        }
    };
    let lines: Vec<String> = texts.iter().map(|text| format!("> *{name}:* {}", for_markdown(text))).collect();
    lines.join("\n>\n")
}

/// A list, each item on a line of its own, set in by so many blanks.
fn push_list(out: &mut String, items: &[Item<'_>], indent: usize) {
    let numbers = numbers(items);
    for (at, item) in items.iter().enumerate() {
        let mark = numbers.as_ref().and_then(|numbers| numbers.get(at)).map_or("-", String::as_str);
        // A marker that Markdown would number anew is text.
        let own = item.marker.filter(|_| numbers.is_none()).map(for_markdown);
        let own = own.map(|own| format!("{own} ")).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}{mark} {own}{}", " ".repeat(indent), for_markdown(item.text));
        push_list(out, &item.below, indent + mark.len() + 1);
    }
}

/// The items' numbers, where they are plain ones that count on by one: only these does Markdown keep.
fn numbers(items: &[Item<'_>]) -> Option<Vec<String>> {
    let mut numbers = Vec::new();
    let mut last: Option<(u32, char)> = None;
    for item in items {
        let marker = item.marker?;
        let sign = marker.chars().last().filter(|sign| matches!(sign, '.' | ')'))?;
        let digits = marker.strip_suffix(sign).filter(|digits| (1..=4).contains(&digits.len()))?;
        let number = digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse::<u32>().ok())??;
        if last.is_some_and(|last| last != (number.wrapping_sub(1), sign)) {
            return None;
        }
        last = Some((number, sign));
        numbers.push(format!("{number}{sign}"));
    }
    Some(numbers)
}

fn table_text(table: &PageTable<'_>) -> String {
    let columns = table.columns();
    let line = |cells: &[&str]| {
        let cell = |at: usize| cells.get(at).map(|cell| for_markdown(cell)).unwrap_or_default();
        format!("| {} |", (0..columns).map(cell).collect::<Vec<_>>().join(" | "))
    };
    let mut lines = vec![line(&table.head), format!("|{}", " --- |".repeat(columns))];
    lines.extend(table.rows.iter().map(|row| line(row)));
    lines.join("\n")
}
