//! Tables of a Word file: rows of data, or what their cells say one after the other.

use super::DocxWalker;
use super::styles::is_on;
use crate::office::draft::DraftItem;
use crate::office::rows::{DraftCell, DraftTable};
use crate::office::xml::Element as Node;

/// Most columns read; a cell may claim more.
const MOST_COLUMNS: usize = 200;

/// Reads a table and adds what it gives.
pub(super) fn read(walker: &mut DocxWalker<'_>, node: Node<'_>) {
    let mut table = DraftTable::default();
    rows(walker, node, &mut table);
    walker.out.extend(table.into_elements());
}

fn rows(walker: &mut DocxWalker<'_>, node: Node<'_>, table: &mut DraftTable) {
    for child in node.children() {
        match child.name() {
            "w:tr" => row(walker, child, table),
            "w:sdt" | "w:sdtContent" | "w:customXml" | "w:ins" | "w:moveTo" => rows(walker, child, table),
            _ => {}
        }
    }
}

fn row(walker: &mut DocxWalker<'_>, node: Node<'_>, table: &mut DraftTable) {
    let properties = node.child("w:trPr");
    if properties.is_some_and(|properties| properties.child("w:del").is_some()) {
        return;
    }
    let before = properties.and_then(|properties| properties.child("w:gridBefore"));
    let before = before.and_then(|before| before.number("w:val")).and_then(|columns| usize::try_from(columns).ok());
    let mut cells = vec![DraftCell::default(); before.unwrap_or_default().min(MOST_COLUMNS)];
    gather(walker, node, &mut cells);
    let heads = properties.and_then(|properties| properties.child("w:tblHeader")).is_some_and(is_on);
    table.push(cells, heads);
}

fn gather(walker: &mut DocxWalker<'_>, node: Node<'_>, cells: &mut Vec<DraftCell>) {
    for child in node.children() {
        match child.name() {
            "w:tc" => cell(walker, child, cells),
            "w:sdt" | "w:sdtContent" | "w:customXml" | "w:ins" | "w:moveTo" => gather(walker, child, cells),
            _ => {}
        }
    }
}

fn cell(walker: &mut DocxWalker<'_>, node: Node<'_>, cells: &mut Vec<DraftCell>) {
    let properties = node.child("w:tcPr");
    let property = |name| properties.and_then(|properties| properties.child(name));
    if property("w:cellDel").is_some() {
        return;
    }
    let below = property("w:vMerge").is_some_and(|merge| merge.attribute("w:val") != Some("restart"));
    let mut elements = walker.apart(|walker| walker.story(node));
    if below {
        // What stands in the lower part of a merged cell is not shown.
        elements.retain(|element| !matches!(element, DraftItem::Paragraph(_)));
    }
    let span = property("w:gridSpan").and_then(|span| span.number("w:val")).and_then(|span| usize::try_from(span).ok());
    let room = MOST_COLUMNS.saturating_sub(cells.len());
    cells.push(DraftCell { elements });
    cells.extend(vec![DraftCell::default(); span.unwrap_or(1).saturating_sub(1).min(room)]);
}
