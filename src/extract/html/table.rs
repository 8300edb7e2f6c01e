//! Tables of a web page: rows with their cells and column heads.

use super::dom::{Dom, NodeId};
use super::render::{About, texts_within};
use crate::left_out::LeftOutWords;
use crate::page_text::PageText;
use stratmine_model::BlockKind;

/// Most columns read; a `colspan` may claim more.
const MOST_COLUMNS: usize = 200;

/// Most rows that a `rowspan` reaches over.
const LONGEST_SPAN: usize = 1000;

/// Elements in a cell that show the table to be a page's scaffolding, not data.
const SCAFFOLDING: &[&str] = &["table", "h1", "h2", "h3", "article", "section", "main", "nav", "form"];

/// Whether a table holds data: two or more columns, and nothing in its cells that is laid out by itself.
pub(super) fn is_data(dom: &Dom, table: NodeId) -> bool {
    let role = dom.attribute(table, "role").unwrap_or_default();
    let scaffold = dom.descendants(table).skip(1).any(|id| SCAFFOLDING.contains(&dom.name(id)));
    !matches!(role, "presentation" | "none")
        && !scaffold
        && rows(dom, table).iter().any(|row| cells(dom, *row).len() > 1)
}

/// Adds a table's caption and rows to the page; `surrounds` where it is not part of the paper. Returns the words of its
/// cells that were left out.
pub(super) fn push(dom: &Dom, about: &About, table: NodeId, page: &mut PageText, surrounds: bool) -> LeftOutWords {
    let mut left_out = LeftOutWords::default();
    for caption in dom.children(table).filter(|id| dom.name(*id) == "caption") {
        page.push_block(if surrounds { BlockKind::Running } else { BlockKind::Caption }, &dom.text(caption));
    }
    let mut heads: Vec<String> = Vec::new();
    let mut in_data = false;
    // For each column, how many more rows a cell from above reaches into.
    let mut reach: Vec<usize> = Vec::new();
    let mut row_head: Option<String> = None;
    for row in rows(dom, table) {
        let reached = reach.first().is_some_and(|more| *more > 0);
        let texts = laid_out(dom, about, row, &mut reach, &mut left_out);
        let text = |cell: &Vec<String>| cell.join(" ");
        if !reached {
            row_head = texts.first().map(text);
        }
        if surrounds {
            page.push_block(BlockKind::Running, &texts.iter().map(text).collect::<Vec<_>>().join(" "));
        } else if is_header(dom, row) && !in_data {
            let texts: Vec<String> = texts.iter().map(text).collect();
            page.push_row(&texts, &[]);
            heads = joined(&heads, texts);
        } else {
            in_data = true;
            let heads: Vec<String> = if heads.is_empty() {
                Vec::new()
            } else {
                (0..texts.len()).map(|at| heads.get(at).cloned().unwrap_or_default()).collect()
            };
            page.push_row_of_pieces(&texts, &heads, row_head.clone().filter(|_| reached));
        }
    }
    left_out
}

/// The rows of a table but not of tables within it.
fn rows(dom: &Dom, table: NodeId) -> Vec<NodeId> {
    let mut rows = Vec::new();
    for child in dom.children(table) {
        match dom.name(child) {
            "tr" => rows.push(child),
            "thead" | "tbody" | "tfoot" => rows.extend(dom.children(child).filter(|id| dom.name(*id) == "tr")),
            _ => {}
        }
    }
    rows
}

fn cells(dom: &Dom, row: NodeId) -> Vec<NodeId> {
    dom.children(row).filter(|id| matches!(dom.name(*id), "td" | "th")).collect()
}

/// Whether every cell of a row is a head.
fn is_header(dom: &Dom, row: NodeId) -> bool {
    let cells = cells(dom, row);
    cells.len() > 1 && cells.iter().all(|id| dom.name(*id) == "th" && dom.attribute(*id, "scope") != Some("row"))
}

/// The texts of a row by column: what a cell from above or from the left reaches over is empty.
fn laid_out(
    dom: &Dom,
    about: &About,
    row: NodeId,
    reach: &mut Vec<usize>,
    left_out: &mut LeftOutWords,
) -> Vec<Vec<String>> {
    let mut texts: Vec<Vec<String>> = Vec::new();
    let mut next_reach: Vec<usize> = Vec::new();
    let skip = |texts: &mut Vec<Vec<String>>, next_reach: &mut Vec<usize>| {
        while let Some(more) = reach.get(texts.len()).copied().filter(|more| *more > 0) {
            texts.push(Vec::new());
            next_reach.push(more - 1);
        }
    };
    for cell in cells(dom, row) {
        skip(&mut texts, &mut next_reach);
        let span = |name| dom.attribute(cell, name).and_then(|n| n.trim().parse::<usize>().ok()).unwrap_or(1).max(1);
        let below = span("rowspan").min(LONGEST_SPAN) - 1;
        for column in 0..span("colspan") {
            if texts.len() >= MOST_COLUMNS {
                break;
            }
            texts.push(if column == 0 { pieces(dom, about, cell, left_out) } else { Vec::new() });
            next_reach.push(below);
        }
    }
    skip(&mut texts, &mut next_reach);
    *reach = next_reach;
    texts
}

/// The items, paragraphs and lines of a cell, each by itself. A break within running text parts nothing: paragraphs and
/// lines are pieces where each begins with a capital letter or a figure and the one before ends without a comma.
fn pieces(dom: &Dom, about: &About, cell: NodeId, left_out: &mut LeftOutWords) -> Vec<String> {
    let (texts, words) = texts_within(dom, about, cell);
    left_out.add(words);
    let mut joined: Vec<String> = Vec::new();
    for (kind, text) in texts {
        let item = matches!(kind, BlockKind::ListItem(_));
        let begins = text.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        match joined.last_mut() {
            Some(last) if !item && (!begins || last.ends_with([',', ';'])) => {
                last.push(' ');
                last.push_str(&text);
            }
            _ => joined.push(text),
        }
    }
    joined
}

/// Heads of two header rows, one under the other: "2023" over "Target" is "2023 Target".
fn joined(above: &[String], below: Vec<String>) -> Vec<String> {
    if above.is_empty() {
        return below;
    }
    let columns = above.len().max(below.len());
    let head = |rows: &[String], at: usize| rows.get(at).cloned().unwrap_or_default();
    (0..columns).map(|at| format!("{} {}", head(above, at), head(&below, at)).trim().to_owned()).collect()
}
