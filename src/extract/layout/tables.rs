//! Tables that rules are drawn around or that the file's structure tells of, row by row.

use super::block::Unit;
use super::fragment::{self, Fragment};
use super::grid::Grid;
use super::{RawBlock, Role, TableCell, marker, paragraph};
use std::collections::{BTreeMap, BTreeSet};
use stratmine_model::{BlockKind, Rect};

/// Takes the text of ruled tables out of the fragments; gives back the rest.
pub(super) fn take_ruled(
    fragments: Vec<Fragment>,
    grids: &[Grid],
    units: &mut Vec<Unit>,
    tables: &mut usize,
) -> Vec<Fragment> {
    let mut rest = fragments;
    for grid in grids {
        let mut cells: CellLines = vec![vec![Vec::new(); grid.width()]; grid.height()];
        let mut outside = Vec::new();
        for fragment in rest {
            for piece in split_at_walls(fragment, grid) {
                let (x, y) = (f32::midpoint(piece.rect.x0, piece.rect.x1), piece.baseline - 0.3 * piece.size);
                let inside = piece.rect.x0 > grid.rect.x0 - 6.0 && piece.rect.x1 < grid.rect.x1 + 6.0;
                let slot = grid
                    .cell(x, y)
                    .filter(|_| inside)
                    .and_then(|(row, column)| cells.get_mut(row).and_then(|row| row.get_mut(column)));
                match slot {
                    Some(cell) => cell.push(piece),
                    None => outside.push(piece),
                }
            }
        }
        rest = outside;
        let used =
            |column: usize| cells.iter().filter(|row| row.get(column).is_some_and(|cell| !cell.is_empty())).count();
        let columns: Vec<usize> = (0..grid.width()).filter(|column| used(*column) > 0).collect();
        let rows = cells.iter().filter(|row| row.iter().filter(|cell| !cell.is_empty()).count() > 1).count();
        let filled = cells.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).count();
        // Frames of a design have most of their text in one place each.
        if columns.len() < 2 || rows < 2 || (rows * 2 < filled && !grid.is_closed()) {
            rest.extend(cells.into_iter().flatten().flatten());
            continue;
        }
        let first = columns.first().copied().unwrap_or_default();
        let reach: Vec<bool> = (0..grid.height()).map(|row| grid.reaches_into(row, first)).collect();
        let rows = cells.into_iter().map(|row| {
            row.into_iter().enumerate().filter(|(column, _)| columns.contains(column)).map(|(_, cell)| cell).collect()
        });
        units.push(unit_of(rows.collect(), &reach, grid.rect, tables, grid.column_extent(0)));
    }
    rest
}

/// What the cells of a table hold, by row and column.
pub(super) type CellLines = Vec<Vec<Vec<Fragment>>>;

/// Boxes that are no ruled table: rows of cells, or, where they hold lists, what each box says, one after the other, so
/// that every item is read by itself.
pub(super) fn unit_of_boxes(rows: CellLines, rect: Rect, tables: &mut usize, column: (f32, f32)) -> Unit {
    let filled = rows.iter().flatten().filter(|cell| !cell.is_empty()).count();
    let lists = rows.iter().flatten().filter(|cell| items_in(cell) > 1).count();
    if lists * 4 < filled {
        return unit_of(rows, &[], rect, tables, column);
    }
    let rows: CellLines = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    // Below heads, a single row is as many columns: each head stands before its own list.
    let by_column = rows.len() == 2 && rows.first().is_some_and(|heads| heads.iter().all(|cell| items_in(cell) == 0));
    let mut placed: Vec<((usize, usize), Vec<Fragment>)> = Vec::new();
    for (row, cells) in rows.into_iter().enumerate() {
        for (column, cell) in cells.into_iter().enumerate() {
            placed.push((if by_column { (column, row) } else { (row, column) }, cell));
        }
    }
    placed.sort_by_key(|(place, _)| *place);
    let cards = placed.into_iter().filter_map(|(_, cell)| Some((fragment::extent(&cell)?, cell)));
    Unit::Cards(rect, cards.collect())
}

/// A table as a whole. `reach` says of each row whether its first cell begins in a row above; it may say nothing.
pub(super) fn unit_of(rows: CellLines, reach: &[bool], rect: Rect, tables: &mut usize, column: (f32, f32)) -> Unit {
    *tables += 1;
    Unit::Table(rect, table_rows(rows, reach, *tables - 1, column))
}

/// How many items of a list a cell holds: lines that begin with a bullet, or items that the file tells of.
fn items_in(cell: &[Fragment]) -> usize {
    let bullets = cell.iter().filter(|line| marker::find(&line.glyphs).is_some_and(|marker| marker.label.is_none()));
    let told: BTreeSet<u32> =
        cell.iter().filter_map(|line| line.tag.filter(|tag| tag.role == Role::Item).map(|tag| tag.element)).collect();
    bullets.count().max(told.len())
}

/// A line that runs over a drawn wall belongs to two cells.
fn split_at_walls(fragment: Fragment, grid: &Grid) -> Vec<Fragment> {
    let y = fragment.baseline - 0.3 * fragment.size;
    let column = |x: f32| grid.cell(x, y).map(|(_, column)| column);
    let (first, last) = (column(fragment.rect.x0 + 0.5), column(fragment.rect.x1 - 0.5));
    if first == last || first.is_none() || last.is_none() {
        return vec![fragment];
    }
    let wall = fragment.glyphs.iter().position(|glyph| column(f32::midpoint(glyph.x0, glyph.x1)) != first);
    let Some(wall) = wall.filter(|wall| *wall > 0 && is_between_words(&fragment, *wall)) else {
        return vec![fragment];
    };
    let (head, tail) = fragment.split_at(wall);
    let mut pieces: Vec<Fragment> = head.into_iter().collect();
    pieces.extend(tail.into_iter().flat_map(|tail| split_at_walls(tail, grid)));
    pieces
}

/// Whether a cut before this character parts words: a line that is drawn through a word is no wall.
fn is_between_words(fragment: &Fragment, index: usize) -> bool {
    let (Some(before), Some(after)) = (fragment.glyphs.get(index.saturating_sub(1)), fragment.glyphs.get(index)) else {
        return true;
    };
    before.character == ' ' || after.character == ' ' || after.x0 - before.x1 > 0.1 * fragment.size
}

/// Takes the text of tables that the file itself tells of out of the fragments; gives back the rest. A table is believed
/// where its columns stand side by side and its rows below each other: programs tag boxes of a design as tables too.
pub(super) fn take_tagged(fragments: Vec<Fragment>, units: &mut Vec<Unit>, tables: &mut usize) -> Vec<Fragment> {
    let mut tagged: BTreeMap<u32, Vec<(TableCell, Fragment)>> = BTreeMap::new();
    let mut rest = Vec::new();
    for fragment in fragments {
        match fragment.tag.and_then(|tag| tag.cell) {
            Some(cell) => tagged.entry(cell.table).or_default().push((cell, fragment)),
            None => rest.push(fragment),
        }
    }
    for pieces in tagged.into_values() {
        let rect = fragment::extent(pieces.iter().map(|(_, piece)| piece)).unwrap_or_default();
        let strange = rest.iter().any(|other| rect.holds_middle_of(&other.rect));
        if strange || !is_a_table(&pieces) {
            rest.extend(pieces.into_iter().map(|(_, piece)| piece));
            continue;
        }
        let rows: BTreeSet<u32> = pieces.iter().map(|(cell, _)| cell.row).collect();
        let columns: BTreeSet<u32> = pieces.iter().map(|(cell, _)| cell.column).collect();
        let mut cells: CellLines = vec![vec![Vec::new(); columns.len()]; rows.len()];
        for (cell, piece) in pieces {
            let (row, column) = (rows.range(..cell.row).count(), columns.range(..cell.column).count());
            if let Some(slot) = cells.get_mut(row).and_then(|row| row.get_mut(column)) {
                slot.push(piece);
            }
        }
        units.push(unit_of(cells, &[], rect, tables, (rect.x0, rect.x1)));
    }
    rest
}

/// Whether cells stand as those of a table do: at least two rows and columns, each row below the one before and each
/// column right of the one before.
fn is_a_table(pieces: &[(TableCell, Fragment)]) -> bool {
    let mut rows: BTreeMap<u32, f32> = BTreeMap::new();
    let mut columns: BTreeMap<u32, f32> = BTreeMap::new();
    let mut several: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (cell, piece) in pieces {
        let top = rows.entry(cell.row).or_insert(f32::INFINITY);
        *top = top.min(piece.rect.y0);
        let left = columns.entry(cell.column).or_insert(f32::INFINITY);
        *left = left.min(piece.rect.x0);
        several.entry(cell.row).or_default().insert(cell.column);
    }
    let ascending = |places: &BTreeMap<u32, f32>| places.values().is_sorted_by(|one, other| one < other);
    let filled = several.values().filter(|columns| columns.len() > 1).count();
    rows.len() > 1 && columns.len() > 1 && filled > 1 && ascending(&rows) && ascending(&columns)
}

/// Rows of cells as blocks; empty rows are dropped, a bold or shaded first row heads the columns, and a bold line across
/// the table stands above the rows that follow. Each cell keeps its items and paragraphs apart.
fn table_rows(rows: CellLines, reach: &[bool], table: usize, column: (f32, f32)) -> Vec<RawBlock> {
    let heads = row_heads(&rows, reach);
    let filled = rows.into_iter().zip(heads).filter(|(row, _)| row.iter().any(|cell| !cell.is_empty()));
    let (rows, heads): (CellLines, Vec<Option<String>>) = filled.unzip();
    let title: Vec<bool> = (0..rows.len()).map(|index| is_title(&rows, index)).collect();
    let extents = column_extents(&rows);
    let mut blocks: Vec<RawBlock> = rows
        .into_iter()
        .zip(title.into_iter().zip(heads))
        .filter_map(|(cells, (title, row_head))| {
            let read = cells.into_iter().zip(&extents).map(|(cell, extent)| paragraph::read_cell(cell, *extent));
            let (cells, pieces): (Vec<_>, Vec<_>) = read.unzip();
            let rect = fragment::extent(cells.iter().flatten())?;
            if title {
                let lines = vec![cells.into_iter().flatten().collect()];
                return Some(RawBlock::new(BlockKind::Paragraph, lines, rect, column));
            }
            let row = RawBlock::new(BlockKind::TableRow, cells, rect, column);
            Some(RawBlock { table: Some(table), pieces, row_head, ..row })
        })
        .collect();
    paragraph::head_table(&mut blocks);
    blocks
}

/// For each row, what the cell says that begins above and reaches into it.
fn row_heads(rows: &CellLines, reach: &[bool]) -> Vec<Option<String>> {
    let mut last: Option<String> = None;
    rows.iter()
        .enumerate()
        .map(|(index, row)| {
            let own = row.first().filter(|cell| !cell.is_empty());
            let reached = reach.get(index).copied().unwrap_or_default() && own.is_none();
            if !reached {
                last = own.map(fragment::text_of);
            }
            last.clone().filter(|_| reached)
        })
        .collect()
}

/// What the text of each column covers across.
fn column_extents(rows: &CellLines) -> Vec<(f32, f32)> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let of_column = |column: usize| {
        // A title across the table is in its first column, and wider.
        let cells = rows.iter().filter(|row| row.iter().filter(|cell| !cell.is_empty()).count() > 1);
        let rect = fragment::extent(cells.filter_map(|row| row.get(column)).flatten());
        rect.map_or((0.0, f32::MAX), |rect| (rect.x0, rect.x1))
    };
    (0..width).map(of_column).collect()
}

/// Whether a row is a title across the table: one short text, bolder or in another colour than the row below, which has
/// several cells.
fn is_title(rows: &[Vec<Vec<Fragment>>], index: usize) -> bool {
    /// A title over the heads of a table may have this many words.
    const LONGEST: usize = 20;

    let filled = |row: &Vec<Vec<Fragment>>| row.iter().filter(|cell| !cell.is_empty()).count();
    let (Some(row), Some(next)) = (rows.get(index), rows.get(index + 1)) else { return false };
    if filled(row) != 1 || filled(next) < 2 {
        return false;
    }
    // The end of a cell from the page before may stand alone in its column too.
    let leads = row.first().is_some_and(|cell| !cell.is_empty());
    let words: usize = row.iter().flatten().map(|line| line.text().split(' ').count()).sum();
    let look = |row: &Vec<Vec<Fragment>>| {
        fragment::heaviest(row.iter().flatten()).map(|line| (line.ink.unwrap_or(1.0), line.colour, line.size))
    };
    let (Some(own), Some(below)) = (look(row), look(next)) else { return false };
    let stands_out = own.0 > 1.18 * below.0 || (own.1 != below.1 && leads) || own.2 > 1.1 * below.2;
    let on_top = index == 0 && leads && rows.len() > 2 && words <= LONGEST;
    words <= 14 && stands_out || on_top
}
