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
    let mut lines: Vec<&Fragment> = Vec::new();
    for unit in group {
        let Unit::Text(fragment) = unit else { return (Vec::new(), false) };
        lines.push(fragment);
    }
    lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let column_of = |fragment: &Fragment| {
        let middle = f32::midpoint(fragment.rect.x0, fragment.rect.x1);
        columns.iter().position(|(_, right)| middle <= *right).unwrap_or(0)
    };
    let by_gap = row_starts(&lines, |above, below| below.rect.y0 - above > 0.45 * below.size);
    let rows_at = |starts: &[f32]| -> Vec<Vec<usize>> {
        let mut rows: Vec<Vec<usize>> = starts.iter().map(|_| Vec::new()).collect();
        for line in &lines {
            let row = starts.partition_point(|start| *start <= line.rect.y0 + 0.5).saturating_sub(1);
            if let Some(row) = rows.get_mut(row) {
                row.push(column_of(line));
            }
        }
        rows
    };
    let level = |starts: &[f32]| {
        let tops = |row: usize, column: usize| {
            let from = starts.get(row).copied().unwrap_or(f32::NEG_INFINITY);
            let to = starts.get(row + 1).copied().unwrap_or(f32::INFINITY);
            lines
                .iter()
                .filter(|line| line.rect.y0 >= from - 0.5 && line.rect.y0 < to - 0.5 && column_of(line) == column)
                .map(|line| line.baseline)
                .reduce(f32::min)
        };
        let rows = (0..starts.len()).filter_map(|row| {
            let tops: Vec<f32> = (0..columns.len()).filter_map(|column| tops(row, column)).collect();
            let (least, most) = (tops.iter().copied().reduce(f32::min)?, tops.iter().copied().reduce(f32::max)?);
            (tops.len() > 1).then_some(most - least < 3.0)
        });
        let rows: Vec<bool> = rows.collect();
        rows.iter().filter(|level| **level).count() * 10 >= rows.len() * 8
    };
    let shared = |rows: &[Vec<usize>]| {
        let wide = rows.iter().filter(|row| row.iter().any(|column| Some(column) != row.first())).count();
        wide as f32 / rows.len().max(1) as f32
    };
    let rows = rows_at(&by_gap);
    let longest = rows.iter().map(Vec::len).max().unwrap_or_default();
    let average = lines.len() as f32 / (rows.len() * columns.len()).max(1) as f32;
    if rows.len() >= 3 && shared(&rows) >= 0.7 && average <= 6.0 && longest <= 40 * columns.len() && level(&by_gap) {
        return (by_gap, true);
    }
    let by_line = row_starts(&lines, |above, below| below.rect.y0 + 0.3 * below.size > above);
    let rows = rows_at(&by_line);
    let full = |line: &&&Fragment| {
        let (left, right) = columns.get(column_of(line)).copied().unwrap_or((0.0, 1.0));
        line.rect.x1 > right - 0.12 * (right - left)
    };
    let filled = lines.iter().filter(full).count() as f32 / lines.len().max(1) as f32;
    let narrow = columns
        .first()
        .zip(columns.last())
        .is_some_and(|(first, last)| columns.len() > 2 || (first.1 - first.0) < 0.35 * (last.1 - first.0));
    let unruled = rows.len() >= 3 && shared(&rows) >= 0.75 && filled < 0.45 && narrow;
    (by_line, unruled)
}

/// The upper edges of rows, where `parted` says of the lowest edge so far and the next line that a row begins.
fn row_starts(lines: &[&Fragment], parted: impl Fn(f32, &Fragment) -> bool) -> Vec<f32> {
    let mut starts = Vec::new();
    let mut bottom = f32::NEG_INFINITY;
    for line in lines {
        if parted(bottom, line) {
            starts.push(line.rect.y0);
        }
        bottom = bottom.max(line.rect.y1);
    }
    starts
}

fn table_of(group: Vec<Unit>, columns: &[(f32, f32)], starts: &[f32], tables: &mut usize, parts: &mut Vec<Part>) {
    let mut rows: Vec<Vec<Vec<Fragment>>> = starts.iter().map(|_| vec![Vec::new(); columns.len()]).collect();
    for unit in group {
        let Unit::Text(fragment) = unit else { continue };
        let row = starts.partition_point(|start| *start <= fragment.rect.y0 + 0.5).saturating_sub(1);
        let middle = f32::midpoint(fragment.rect.x0, fragment.rect.x1);
        let column = columns.iter().position(|(_, right)| middle <= *right).unwrap_or(0);
        if let Some(cell) = rows.get_mut(row).and_then(|row| row.get_mut(column)) {
            cell.push(fragment);
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
