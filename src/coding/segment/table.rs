//! The cells of a table's row as statements, each read with the heads of its column and row.

use super::body::Place;
use super::{body, lead_in, sentence};
use stratmine_model::{BlockKind, Span};

/// Joins what governs a cell: "Key benefits: / Patients / Access in one place".
const JOINT: &str = " / ";

/// Most words of a first cell that names its row.
const ROW_HEAD_WORDS: usize = 12;

/// Most headings between a header row and the row below it.
const GROUP_HEADINGS: usize = 2;

/// A cell that is a statement.
pub(super) struct Cell {
    /// Where it lies in the block's text, without blanks at its ends.
    pub(super) span: Span,
    /// What governs it.
    pub(super) lead_in: Option<String>,
}

/// Whether a row names the columns of the rows below it: the row after it has column heads and it has none, or it
/// holds the very heads of its own row (repeated on a new page) or of the next row, over a heading that groups rows.
pub(super) fn is_header(place: &Place<'_>, after: &[Place<'_>]) -> bool {
    let heads = &place.block.column_heads;
    if !heads.is_empty() {
        return holds(place, heads);
    }
    let is_row = |next: &&Place<'_>| next.block.kind == BlockKind::TableRow;
    let Some(next) = after.iter().take(1 + GROUP_HEADINGS).find(is_row) else { return false };
    let headed = !next.block.column_heads.is_empty();
    headed && (after.first().is_some_and(|first| is_row(&first)) || holds(place, &next.block.column_heads))
}

/// Whether the row's cells are these heads.
fn holds(place: &Place<'_>, heads: &[String]) -> bool {
    let cells = place.block.cells.iter().map(|cell| place.slice(within(place, *cell)));
    cells.len() == heads.len() && cells.zip(heads).all(|(cell, head)| cell == head.trim())
}

/// The statements of a row under `outer`, the table's lead-in: its cells, and of cells that hold lists or paragraphs each
/// item and paragraph. Empty cells and cells without a word (ticks, bare numbers, addresses) are none, nor is a first
/// cell that only labels the row, or that reaches into rows below and names them too.
pub(super) fn cells(place: &Place<'_>, outer: Option<&str>, after: &[Place<'_>]) -> Vec<Cell> {
    let spans: Vec<Span> = place.block.cells.iter().map(|cell| within(place, *cell)).collect();
    let heads = &place.block.column_heads;
    let head_of = |index: usize| heads.get(index).map(|head| head.trim()).filter(|head| !head.is_empty());
    let first = spans.first().map(|span| place.slice(*span)).filter(|text| body::has_word(text));
    let others = spans.iter().skip(1).any(|span| body::has_word(place.slice(*span)));
    let row_head = first.filter(|text| others && names_row(text));
    let reaches = after.first().is_some_and(|next| next.block.row_head.is_some() && place.block.row_head.is_none());
    let is_label = row_head.is_some_and(|text| {
        reaches || lead_in::ends_in_colon(text) || is_capitals(text) || (head_of(0).is_none() && heads.len() > 1)
    });
    // The cell that reaches down from a row above names this row too.
    let row_head = row_head.or(place.block.row_head.as_deref().filter(|_| first.is_none()));
    let pieces: Vec<Span> = place.block.pieces.iter().map(|piece| within(place, *piece)).collect();
    let mut statements = Vec::new();
    for (index, span) in spans.into_iter().enumerate() {
        if index == 0 && is_label {
            continue;
        }
        let row_head = row_head.filter(|_| index > 0);
        let governing: Vec<&str> = [outer, head_of(index), row_head].into_iter().flatten().collect();
        let inside = |piece: &&Span| span.start <= piece.start && piece.end <= span.end;
        let own: Vec<Span> = pieces.iter().filter(inside).copied().collect();
        let own = if own.len() < 2 { vec![span] } else { own };
        push_pieces(place, &own, &governing, &mut statements);
    }
    statements
}

/// The pieces of a cell as statements; one that announces others governs them.
fn push_pieces(place: &Place<'_>, pieces: &[Span], governing: &[&str], statements: &mut Vec<Cell>) {
    let mut announced: Option<&str> = None;
    for (index, piece) in pieces.iter().enumerate() {
        let text = place.slice(*piece);
        let last = index + 1 == pieces.len();
        let announces = lead_in::ends_in_colon(text) && !last;
        if body::says_a_word(text) && (!announces || lead_in::item_stands_complete(text)) {
            let governing: Vec<&str> = governing.iter().copied().chain(announced.filter(|_| !announces)).collect();
            let lead_in = (!governing.is_empty()).then(|| governing.join(JOINT));
            statements.push(Cell { span: *piece, lead_in });
        }
        if announces {
            announced = Some(text);
        }
    }
}

/// The cell's span in the block's text without blanks at its ends; an empty span for an empty cell.
fn within(place: &Place<'_>, cell: Span) -> Span {
    let start = cell.start.saturating_sub(place.start).min(place.text.len());
    let end = cell.end.saturating_sub(place.start).min(place.text.len());
    let text = place.text.get(start..end).unwrap_or_default();
    let from = start + (text.len() - text.trim_start().len());
    Span::new(from, from + text.trim().len())
}

/// Whether a first cell names its row rather than saying something of its own length.
fn names_row(text: &str) -> bool {
    lead_in::ends_in_colon(text) || (!sentence::ends_in_stop(text) && text.split_whitespace().count() <= ROW_HEAD_WORDS)
}

fn is_capitals(text: &str) -> bool {
    !text.chars().any(char::is_lowercase) && text.chars().filter(|c| c.is_uppercase()).count() > 3
}
