//! Reading order: a page is cut into tables, panels and columns, and each column is read from top to bottom.
//!
//! After Nagy and Seth's recursive cuts (1984), with three changes that printed policy papers ask for: neighbouring bands
//! that share a gutter are read as columns together, panels and ruled tables are whole, and columns whose pieces stand in
//! rows are a table.

use super::block::Unit;
use super::fragment::Fragment;
use super::grid::Drawn;
use super::style::BodyStyle;
use super::{PageGlyphs, RawBlock, graphic, panels, paragraph, tables, unruled};
use stratmine_model::Rect;

/// Horizontal extents, left to right, parted by gutters.
type Extents = Vec<(f32, f32)>;

/// What a region is made of, in reading order.
enum RegionPart {
    /// Text of one column with the column's extent.
    Column(Vec<Fragment>, (f32, f32)),
    Panel(Vec<Fragment>, Rect),
    Table(Vec<RawBlock>),
}

/// The blocks of a page's text in reading order.
pub(super) fn read(fragments: Vec<Fragment>, drawn: &Drawn, page: &PageGlyphs, style: &BodyStyle) -> Vec<RawBlock> {
    let mut units = Vec::new();
    let is_flow_chart = panels::are_a_flow_chart(&fragments, &drawn.panels);
    let mut region = Region { panels: &drawn.panels, page, style, tables: 0, is_flow_chart };
    let rest = tables::take_tagged(fragments, &mut units, &mut region.tables);
    let rest = panels::take_cards(rest, &drawn.panels, &mut units, &mut region.tables);
    let rest = tables::take_ruled(rest, &drawn.grids, &mut units, &mut region.tables);
    region.read(rest, units, Rect::new(0.0, 0.0, page.width, page.height))
}

/// What reading a part of a page needs to know of the whole.
struct Region<'p> {
    panels: &'p [Rect],
    page: &'p PageGlyphs,
    style: &'p BodyStyle,
    /// Tables found so far.
    tables: usize,
    /// Whether the page is a chart of many small boxes, read for their order and set aside.
    is_flow_chart: bool,
}

impl Region<'_> {
    fn read(&mut self, fragments: Vec<Fragment>, mut units: Vec<Unit>, within: Rect) -> Vec<RawBlock> {
        let rest = panels::take(fragments, self.panels, within, &mut units);
        units.extend(rest.into_iter().map(Unit::Text));
        let mut parts = Vec::new();
        cut(units, self.style, &mut self.tables, &mut parts);
        let mut blocks = Vec::new();
        for part in parts {
            match part {
                RegionPart::Column(fragments, extent) => blocks.extend(paragraph::read(fragments, extent)),
                RegionPart::Panel(fragments, rect) => {
                    let words = panels::words(&fragments);
                    let mut inner = self.read(fragments, Vec::new(), rect);
                    graphic::set_drawing_aside(&mut inner, &rect, &self.page.drawings);
                    if let [only] = inner.as_mut_slice() {
                        only.boxed = true;
                    }
                    if self.is_flow_chart && words <= panels::STEP_WORDS {
                        graphic::set_aside(&mut inner);
                    }
                    blocks.extend(inner);
                }
                RegionPart::Table(rows) => blocks.extend(rows),
            }
        }
        blocks
    }
}

fn cut(units: Vec<Unit>, style: &BodyStyle, tables: &mut usize, parts: &mut Vec<RegionPart>) {
    for group in group_bands(bands(units), style) {
        let columns = columns(&group, style);
        if columns.len() < 2 {
            leaf(group, parts);
            continue;
        }
        let (rows, unruled) = unruled::as_rows(&group, &columns);
        if unruled {
            leaf(vec![unruled::table_of(group, &columns, &rows, tables)], parts);
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
        // Tight lines overlap a little without being side by side.
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
        // Titles side by side at the head of a page head all of it, not a column each.
        let title = groups.len() == 1
            && groups
                .first()
                .is_some_and(|(extent, band)| extent.len() > 1 && band.iter().all(|unit| is_title(unit, style)));
        if let Some((extent, group)) = groups.last_mut().filter(|_| !title) {
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

fn is_title(unit: &Unit, style: &BodyStyle) -> bool {
    matches!(unit, Unit::Text(line) if line.size > 1.25 * style.size && line.rect.y1 < TITLES)
}

/// How far down a page its titles stand, in points.
const TITLES: f32 = 90.0;

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

/// A region without a gutter is read from top to bottom.
fn leaf(group: Vec<Unit>, parts: &mut Vec<RegionPart>) {
    let extent = group
        .iter()
        .map(|unit| (unit.rect().x0, unit.rect().x1))
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        .unwrap_or_default();
    let mut column = Vec::new();
    for unit in labels_first(group) {
        match unit {
            Unit::Text(fragment) => column.push(fragment),
            Unit::Panel(rect, inner) => {
                flush(&mut column, extent, parts);
                parts.push(RegionPart::Panel(inner, rect));
            }
            Unit::Table(_, rows) => {
                flush(&mut column, extent, parts);
                parts.push(RegionPart::Table(rows));
            }
            Unit::Cards(_, cards) => {
                flush(&mut column, extent, parts);
                parts.extend(cards.into_iter().map(|(rect, inner)| RegionPart::Panel(inner, rect)));
            }
        }
    }
    flush(&mut column, extent, parts);
}

/// A label at the left of a box is read before the box, though it may be printed half-way down its side.
fn labels_first(group: Vec<Unit>) -> Vec<Unit> {
    let panels: Vec<Rect> =
        group.iter().filter(|unit| matches!(unit, Unit::Panel(..) | Unit::Table(..))).map(Unit::rect).collect();
    let mut keyed: Vec<(f32, Unit)> = group
        .into_iter()
        .map(|unit| {
            let rect = unit.rect();
            let middle = f32::midpoint(rect.y0, rect.y1);
            let beside = |panel: &&Rect| rect.x1 < panel.x0 + 8.0 && panel.y0 < middle && middle < panel.y1;
            let top = match &unit {
                // A little above the box.
                Unit::Text(_) => panels.iter().find(beside).map_or(rect.y0, |panel| panel.y0 - 0.5),
                _ => rect.y0,
            };
            (top, unit)
        })
        .collect();
    keyed.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    keyed.into_iter().map(|(_, unit)| unit).collect()
}

fn flush(column: &mut Vec<Fragment>, extent: (f32, f32), parts: &mut Vec<RegionPart>) {
    if !column.is_empty() {
        parts.push(RegionPart::Column(std::mem::take(column), extent));
    }
}
