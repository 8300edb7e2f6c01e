//! Reading order: a page is cut into tables, panels and columns, and each column is read from top to bottom.
//!
//! After Nagy and Seth's recursive cuts (1984), with three changes that printed policy papers ask for: neighbouring bands
//! that share a gutter are read as columns together, panels and ruled tables are whole, and columns whose pieces stand in
//! rows are a table.

use super::classify::BodyStyle;
use super::fragment::{self, Fragment};
use super::grid::{Drawn, Grid};
use super::{PageGlyphs, RawBlock, paragraph};
use crate::model::{BlockKind, Rect};
use std::collections::BTreeMap;

/// What is put in order: whole things that are not cut any further from outside.
enum Unit {
    Text(Fragment),
    Panel(Rect, Vec<Fragment>),
    Table(Rect, Vec<RawBlock>),
}

impl Unit {
    fn rect(&self) -> Rect {
        match self {
            Self::Text(fragment) => fragment.rect,
            Self::Panel(rect, _) | Self::Table(rect, _) => *rect,
        }
    }
}

/// Horizontal extents, left to right, parted by gutters.
type Extents = Vec<(f32, f32)>;

/// What a region is made of, in reading order.
enum Part {
    /// Text of one column with the column's extent.
    Column(Vec<Fragment>, (f32, f32)),
    Panel(Vec<Fragment>, Rect),
    Table(Vec<RawBlock>),
}

/// The blocks of a page's text in reading order.
pub(super) fn read(fragments: Vec<Fragment>, drawn: &Drawn, page: &PageGlyphs, style: &BodyStyle) -> Vec<RawBlock> {
    let mut tables = 0;
    let mut units = Vec::new();
    let rest = take_tables(fragments, &drawn.grids, &mut units, &mut tables);
    let whole = Rect::new(0.0, 0.0, page.width, page.height);
    read_region(rest, units, &drawn.panels, whole, style, &mut tables)
}

fn read_region(
    fragments: Vec<Fragment>,
    mut units: Vec<Unit>,
    panels: &[Rect],
    within: Rect,
    style: &BodyStyle,
    tables: &mut usize,
) -> Vec<RawBlock> {
    let rest = take_panels(fragments, panels, within, &mut units);
    units.extend(rest.into_iter().map(Unit::Text));
    let mut parts = Vec::new();
    cut(units, style, tables, &mut parts);
    let mut blocks = Vec::new();
    for part in parts {
        match part {
            Part::Column(fragments, extent) => blocks.extend(paragraph::read(fragments, extent)),
            Part::Panel(fragments, rect) => {
                blocks.extend(read_region(fragments, Vec::new(), panels, rect, style, tables));
            }
            Part::Table(rows) => blocks.extend(rows),
        }
    }
    blocks
}

/// Takes the text of ruled tables out of the fragments; gives back the rest.
fn take_tables(fragments: Vec<Fragment>, grids: &[Grid], units: &mut Vec<Unit>, tables: &mut usize) -> Vec<Fragment> {
    let mut rest = fragments;
    for grid in grids {
        let mut cells: Vec<Vec<Vec<Fragment>>> = vec![vec![Vec::new(); grid.width()]; grid.height()];
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
        if columns.len() < 2 || rows < 2 {
            rest.extend(cells.into_iter().flatten().flatten());
            continue;
        }
        let rows = cells.into_iter().map(|row| {
            row.into_iter().enumerate().filter(|(column, _)| columns.contains(column)).map(|(_, cell)| cell).collect()
        });
        units.push(Unit::Table(grid.rect, table_rows(rows.collect(), *tables, grid.column_extent(0))));
        *tables += 1;
    }
    rest
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
    let Some(wall) = wall.filter(|wall| *wall > 0) else { return vec![fragment] };
    let (head, tail) = fragment.split_at(wall);
    let mut pieces: Vec<Fragment> = head.into_iter().collect();
    pieces.extend(tail.into_iter().flat_map(|tail| split_at_walls(tail, grid)));
    pieces
}

/// Rows of cells as blocks; empty rows are dropped, and a bold or shaded first row heads the columns.
fn table_rows(rows: Vec<Vec<Vec<Fragment>>>, table: usize, column: (f32, f32)) -> Vec<RawBlock> {
    let mut blocks: Vec<RawBlock> = rows
        .into_iter()
        .filter(|row| row.iter().any(|cell| !cell.is_empty()))
        .filter_map(|cells| {
            let cells: Vec<Vec<Fragment>> =
                cells.into_iter().map(|cell| fragment::rows(cell).into_iter().flatten().collect()).collect();
            let rect = cells.iter().flatten().map(|fragment| fragment.rect).reduce(|all, one| all.union(&one))?;
            Some(RawBlock {
                kind: BlockKind::TableRow,
                cells,
                column_heads: Vec::new(),
                marker: None,
                rect,
                table: Some(table),
                column,
            })
        })
        .collect();
    paragraph::head_table(&mut blocks);
    blocks
}

/// Takes the text inside boxes out of the fragments: a box is read whole. Boxes that text crosses, and boxes that hold
/// all of the region's text, are decoration.
fn take_panels(fragments: Vec<Fragment>, panels: &[Rect], within: Rect, units: &mut Vec<Unit>) -> Vec<Fragment> {
    let mut rest = fragments;
    let mut taken: Vec<Rect> = Vec::new();
    for panel in panels {
        let smaller = panel.width() * panel.height() < 0.8 * within.width() * within.height();
        let inside = panel.x0 >= within.x0 - 2.0
            && panel.x1 <= within.x1 + 2.0
            && panel.y0 >= within.y0 - 2.0
            && panel.y1 <= within.y1 + 2.0;
        if !smaller || !inside || taken.iter().any(|earlier| earlier.holds_middle_of(panel)) {
            continue;
        }
        let held = |fragment: &Fragment| {
            fragment.rect.x0 >= panel.x0 - 2.0
                && fragment.rect.x1 <= panel.x1 + 2.0
                && panel.holds_middle_of(&fragment.rect)
        };
        let crossed = rest.iter().any(|fragment| {
            !held(fragment)
                && fragment.rect.overlap_x(panel) > 4.0
                && fragment.rect.overlap_y(panel) > 0.6 * fragment.rect.height()
        });
        let count = rest.iter().filter(|fragment| held(fragment)).count();
        if crossed || count == 0 || count == rest.len() {
            continue;
        }
        let (inner, outer): (Vec<_>, Vec<_>) = rest.into_iter().partition(held);
        rest = outer;
        taken.push(*panel);
        units.push(Unit::Panel(*panel, inner));
    }
    rest
}

fn cut(units: Vec<Unit>, style: &BodyStyle, tables: &mut usize, parts: &mut Vec<Part>) {
    for group in group_bands(bands(units), style) {
        let columns = columns(&group, style);
        if columns.len() < 2 {
            leaf(group, parts);
            continue;
        }
        let (rows, unruled) = as_rows(&group, &columns);
        if unruled {
            table_of(group, &columns, &rows, tables, parts);
            continue;
        }
        let mut by_column: Vec<Vec<Unit>> = columns.iter().map(|_| Vec::new()).collect();
        for unit in group {
            let middle = f32::midpoint(unit.rect().x0, unit.rect().x1);
            let index = columns.iter().position(|(_, right)| middle <= *right).unwrap_or(columns.len() - 1);
            if let Some(column) = by_column.get_mut(index) {
                column.push(unit);
            }
        }
        for column in by_column {
            cut(column, style, tables, parts);
        }
    }
}

/// Sets of units that overlap vertically, top to bottom.
fn bands(mut units: Vec<Unit>) -> Vec<Vec<Unit>> {
    units.sort_by(|a, b| a.rect().y0.total_cmp(&b.rect().y0).then(a.rect().x0.total_cmp(&b.rect().x0)));
    let mut bands: Vec<(f32, Vec<Unit>)> = Vec::new();
    for unit in units {
        let rect = unit.rect();
        // Tight lines overlap a little without being beside each other.
        let slack = 0.22 * rect.height().min(14.0);
        match bands.last_mut() {
            Some((bottom, band)) if rect.y0 + slack < *bottom => {
                *bottom = bottom.max(rect.y1 - slack);
                band.push(unit);
            }
            _ => bands.push((rect.y1 - slack, vec![unit])),
        }
    }
    bands.into_iter().map(|(_, band)| band).collect()
}

/// Joins neighbouring bands that share a gutter, and neighbouring bands without one.
fn group_bands(bands: Vec<Vec<Unit>>, style: &BodyStyle) -> Vec<Vec<Unit>> {
    let mut groups: Vec<(Extents, Vec<Unit>)> = Vec::new();
    for band in bands {
        let own = columns(&band, style);
        if let Some((extent, group)) = groups.last_mut() {
            let both = merge(extent.iter().chain(&own).copied(), style.gutter());
            let split = extent.len() > 1;
            if (split && both.len() > 1) || (!split && own.len() < 2) {
                *extent = if split || own.len() > 1 { both } else { merge_all(extent, &own) };
                group.extend(band);
                continue;
            }
        }
        groups.push((own, band));
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn merge_all(one: &[(f32, f32)], other: &[(f32, f32)]) -> Extents {
    let all = one.iter().chain(other).copied().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    all.into_iter().collect()
}

/// The horizontal extents that the units cover, parted by gutters.
fn columns(units: &[Unit], style: &BodyStyle) -> Extents {
    merge(units.iter().map(|unit| (unit.rect().x0, unit.rect().x1)), style.gutter())
}

fn merge(intervals: impl Iterator<Item = (f32, f32)>, gutter: f32) -> Extents {
    let mut sorted: Vec<(f32, f32)> = intervals.collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<(f32, f32)> = Vec::new();
    for (left, right) in sorted {
        match merged.last_mut() {
            Some((_, end)) if left - *end < gutter => *end = end.max(right),
            _ => merged.push((left, right)),
        }
    }
    merged
}

/// Whether columns are a table without rules, and its rows from top to bottom: their upper edges.
///
/// Cells of a row start level. In columns of prose, paragraphs do not start level, lines do; so rows are told by the gaps
/// that run through all columns, or, where every row is one line, by lines that leave their columns half empty.
fn as_rows(group: &[Unit], columns: &[(f32, f32)]) -> (Vec<f32>, bool) {
    let Some(mut pieces) = group.iter().map(Piece::of).collect::<Option<Vec<_>>>() else { return (Vec::new(), false) };
    pieces.sort_by(|a, b| a.top.total_cmp(&b.top));
    let rows = Rows { pieces: &pieces, columns };
    let by_gap = rows.starts(|above, below| below.rect.y0 - above > 0.45 * below.size);
    let cells = rows.filled(&by_gap);
    let longest = cells.iter().map(Vec::len).max().unwrap_or_default();
    let average = pieces.len() as f32 / (cells.len() * columns.len()).max(1) as f32;
    let short = average <= 6.0 && longest <= 40 * columns.len();
    if cells.len() >= 3 && shared(&cells) >= 0.7 && short && rows.are_level(&by_gap) {
        return (by_gap, true);
    }
    let by_line = rows.starts(|above, below| below.rect.y0 + 0.3 * below.size > above);
    let cells = rows.filled(&by_line);
    let narrow = columns
        .first()
        .zip(columns.last())
        .is_some_and(|(first, last)| columns.len() > 2 || (first.1 - first.0) < 0.35 * (last.1 - first.0));
    let unruled = cells.len() >= 3 && shared(&cells) >= 0.75 && rows.share_of_full_lines() < 0.45 && narrow;
    (by_line, unruled)
}

/// A line or a small box, as a cell of a table may be.
struct Piece {
    rect: Rect,
    /// Baseline of a line, upper edge of a box.
    top: f32,
    size: f32,
}

impl Piece {
    /// Most lines of a box that is a cell.
    const MOST_LINES: usize = 14;

    fn of(unit: &Unit) -> Option<Self> {
        match unit {
            Unit::Text(line) => Some(Self { rect: line.rect, top: line.baseline, size: line.size }),
            Unit::Panel(rect, inner) if inner.len() <= Self::MOST_LINES => {
                let size = inner.first().map_or(10.0, |line| line.size);
                Some(Self { rect: *rect, top: rect.y0, size })
            }
            Unit::Panel(..) | Unit::Table(..) => None,
        }
    }
}

/// The pieces of some columns, top to bottom, to be parted into rows.
struct Rows<'p> {
    pieces: &'p [Piece],
    columns: &'p [(f32, f32)],
}

impl Rows<'_> {
    /// The upper edges of rows, where `parted` says of the lowest edge so far and the next piece that a row begins.
    fn starts(&self, parted: impl Fn(f32, &Piece) -> bool) -> Vec<f32> {
        let mut starts = Vec::new();
        let mut bottom = f32::NEG_INFINITY;
        for piece in self.pieces {
            if parted(bottom, piece) {
                starts.push(piece.rect.y0);
            }
            bottom = bottom.max(piece.rect.y1);
        }
        starts
    }

    fn column_of(&self, piece: &Piece) -> usize {
        let middle = f32::midpoint(piece.rect.x0, piece.rect.x1);
        self.columns.iter().position(|(_, right)| middle <= *right).unwrap_or(0)
    }

    /// The columns of the pieces of each row.
    fn filled(&self, starts: &[f32]) -> Vec<Vec<usize>> {
        let mut rows: Vec<Vec<usize>> = starts.iter().map(|_| Vec::new()).collect();
        for piece in self.pieces {
            let row = starts.partition_point(|start| *start <= piece.rect.y0 + 0.5).saturating_sub(1);
            if let Some(row) = rows.get_mut(row) {
                row.push(self.column_of(piece));
            }
        }
        rows
    }

    /// Whether most rows with several cells have these start level.
    fn are_level(&self, starts: &[f32]) -> bool {
        let ends = starts.iter().skip(1).copied().chain([f32::INFINITY]);
        let mut rows = (0_usize, 0_usize);
        for (from, to) in starts.iter().zip(ends) {
            let inside = |piece: &&Piece| piece.rect.y0 >= from - 0.5 && piece.rect.y0 < to - 0.5;
            let mut tops: BTreeMap<usize, f32> = BTreeMap::new();
            for piece in self.pieces.iter().filter(inside) {
                let top = tops.entry(self.column_of(piece)).or_insert(f32::INFINITY);
                *top = top.min(piece.top);
            }
            let least = tops.values().copied().fold(f32::INFINITY, f32::min);
            let most = tops.values().copied().fold(f32::NEG_INFINITY, f32::max);
            if tops.len() > 1 {
                rows = (rows.0 + usize::from(most - least < 3.0), rows.1 + 1);
            }
        }
        rows.0 * 10 >= rows.1 * 8
    }

    /// The share of pieces that fill their column nearly to its right edge, as lines of running text do.
    fn share_of_full_lines(&self) -> f32 {
        let full = |piece: &&Piece| {
            let (left, right) = self.columns.get(self.column_of(piece)).copied().unwrap_or((0.0, 1.0));
            piece.rect.x1 > right - 0.12 * (right - left)
        };
        self.pieces.iter().filter(full).count() as f32 / self.pieces.len().max(1) as f32
    }
}

/// The share of rows with cells in more than one column.
fn shared(rows: &[Vec<usize>]) -> f32 {
    let wide = rows.iter().filter(|row| row.iter().any(|column| Some(column) != row.first())).count();
    wide as f32 / rows.len().max(1) as f32
}

fn table_of(group: Vec<Unit>, columns: &[(f32, f32)], starts: &[f32], tables: &mut usize, parts: &mut Vec<Part>) {
    let mut rows: Vec<Vec<Vec<Fragment>>> = starts.iter().map(|_| vec![Vec::new(); columns.len()]).collect();
    for unit in group {
        let rect = unit.rect();
        let row = starts.partition_point(|start| *start <= rect.y0 + 0.5).saturating_sub(1);
        let middle = f32::midpoint(rect.x0, rect.x1);
        let column = columns.iter().position(|(_, right)| middle <= *right).unwrap_or(0);
        if let Some(cell) = rows.get_mut(row).and_then(|row| row.get_mut(column)) {
            match unit {
                Unit::Text(line) => cell.push(line),
                Unit::Panel(_, lines) => cell.extend(lines),
                Unit::Table(..) => {}
            }
        }
    }
    let extent = columns.first().copied().unwrap_or_default();
    parts.push(Part::Table(table_rows(rows, *tables, extent)));
    *tables += 1;
}

/// A region without a gutter is read from top to bottom.
fn leaf(group: Vec<Unit>, parts: &mut Vec<Part>) {
    let extent = group
        .iter()
        .map(|unit| (unit.rect().x0, unit.rect().x1))
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        .unwrap_or_default();
    let mut column = Vec::new();
    for unit in group {
        match unit {
            Unit::Text(fragment) => column.push(fragment),
            Unit::Panel(rect, inner) => {
                flush(&mut column, extent, parts);
                parts.push(Part::Panel(inner, rect));
            }
            Unit::Table(_, rows) => {
                flush(&mut column, extent, parts);
                parts.push(Part::Table(rows));
            }
        }
    }
    flush(&mut column, extent, parts);
}

fn flush(column: &mut Vec<Fragment>, extent: (f32, f32), parts: &mut Vec<Part>) {
    if !column.is_empty() {
        parts.push(Part::Column(std::mem::take(column), extent));
    }
}
