//! Reading order: a page is cut into tables, panels and columns, and each column is read from top to bottom.
//!
//! After Nagy and Seth's recursive cuts (1984), with three changes that printed policy papers ask for: neighbouring bands
//! that share a gutter are read as columns together, panels and ruled tables are whole, and columns whose pieces stand in
//! rows are a table.

use super::block::Unit;
use super::fragment::{self, Fragment};
use super::grid::Drawn;
use super::style::{BodyStyle, is_bold};
use super::{PageGlyphs, RawBlock, RuledLine, graphic, panels, paragraph, tables, unruled};
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
    let level = |rule: &&RuledLine| rule.rect.width() >= 20.0 && rule.rect.height() <= THICKEST_RULE;
    let rules: Vec<Rect> = page.rules.iter().filter(level).map(|rule| rule.rect).collect();
    let mut region = Region { panels: &drawn.panels, rules: &rules, page, style, tables: 0, is_flow_chart };
    let rest = tables::take_tagged(fragments, &mut units, &mut region.tables);
    let rest = panels::take_cards(rest, &drawn.panels, &mut units, &mut region.tables);
    let rest = tables::take_ruled(rest, &drawn.grids, &mut units, &mut region.tables);
    let is_set_apart =
        |piece: &Fragment| piece.size >= 1.12 * style.size || piece.ink.is_some_and(|ink| is_bold(ink, style));
    let rest = fragment::join_heading_numbers(rest, is_set_apart);
    region.read(rest, units, Rect::new(0.0, 0.0, page.width, page.height))
}

/// A level line thicker than this many points is a box.
const THICKEST_RULE: f32 = 3.0;

/// What reading a part of a page needs to know of the whole.
struct Region<'p> {
    panels: &'p [Rect],
    /// The level lines that are drawn on it.
    rules: &'p [Rect],
    page: &'p PageGlyphs,
    style: &'p BodyStyle,
    /// Tables found so far.
    tables: usize,
    /// Whether the page is a chart of many small boxes, read for their order and set aside.
    is_flow_chart: bool,
}

impl Region<'_> {
    fn read(&mut self, fragments: Vec<Fragment>, mut units: Vec<Unit>, within: Rect) -> Vec<RawBlock> {
        let gutters = Gutters::of(&fragments, self.style);
        let rest = panels::take(fragments, self.panels, within, &mut units);
        units.extend(rest.into_iter().map(Unit::Text));
        let mut parts = Vec::new();
        self.cut(units, &gutters, &mut parts);
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

    /// Cuts a region into bands and columns, down to what is read from top to bottom.
    fn cut(&mut self, units: Vec<Unit>, gutters: &Gutters, parts: &mut Vec<RegionPart>) {
        for group in group_bands(bands(units), gutters, self.style) {
            let columns = columns(&group, gutters);
            if columns.len() < 2 {
                leaf(group, parts);
                continue;
            }
            if let Some(rows) = unruled::as_rows(&group, &columns, self.rules) {
                leaf(vec![unruled::table_of(group, &columns, &rows, &mut self.tables)], parts);
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
                self.cut(column, gutters, parts);
            }
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

/// Joins neighbouring bands that share a gutter, and neighbouring bands without one. A title that stands alone between
/// columns closes those above; a line that fits into one of the columns just below it is the first of that column.
fn group_bands(bands: Vec<Vec<Unit>>, gutters: &Gutters, style: &BodyStyle) -> Vec<Vec<Unit>> {
    let extents: Vec<Extents> = bands.iter().map(|band| columns(band, gutters)).collect();
    let tops: Vec<f32> = bands.iter().map(|band| top_of(band)).collect();
    let mut groups: Vec<(Extents, Vec<Unit>)> = Vec::new();
    for (index, band) in bands.into_iter().enumerate() {
        let own = extents.get(index).cloned().unwrap_or_default();
        // Titles side by side at the head of a page head all of it, not a column each.
        let title = groups.len() == 1
            && groups
                .first()
                .is_some_and(|(extent, band)| extent.len() > 1 && band.iter().all(|unit| is_title(unit, style)));
        let closes = (own.len() == 1
            && band.iter().all(|unit| is_section_title(unit, style))
            && extents.iter().skip(index + 1).take(LOOK_AHEAD).any(|below| below.len() > 1))
            || are_cards(&band);
        // A line over one of the columns below, and not the first of them, is that column's.
        let below = extents.get(index + 1).filter(|below| own.len() == 1 && below.len() > 1);
        let first_line = below.is_some_and(|below| {
            let inside = below.iter().skip(1).any(|column| own.iter().all(|own| own.0 > column.0 - 2.0));
            let near = tops.get(index + 1).is_some_and(|top| is_just_above(&band, *top));
            inside && near && merge(below.iter().chain(&own).copied(), gutters).len() == below.len()
        });
        if let Some((extent, group)) =
            groups.last_mut().filter(|(extent, _)| !title && !closes && (!first_line || extent.len() > 1))
        {
            let both = merge(extent.iter().chain(&own).copied(), gutters);
            let split = extent.len() > 1;
            // What stands apart below and reaches over two of the columns is none of theirs.
            let over = own.len() == 1 && both.len() < extent.len() && !is_just_above(group, top_of(&band));
            let begins_column = !split && own.len() > 1 && both.len() > 1 && is_just_above(group, top_of(&band));
            if (split && both.len() > 1 && !over) || (!split && own.len() < 2) || begins_column {
                *extent = if split || own.len() > 1 { both } else { merge_all(extent, &own) };
                group.extend(band);
                continue;
            }
        }
        groups.push((own, band));
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Whether a band is boxes side by side that begin and end level: they are read from left to right, below all columns.
fn are_cards(band: &[Unit]) -> bool {
    /// Edges that differ by no more than this many points are level.
    const LEVEL: f32 = 3.0;
    let Some(Unit::Panel(first, _)) = band.first() else { return false };
    let level = |unit: &Unit| {
        let Unit::Panel(rect, _) = unit else { return false };
        (rect.y0 - first.y0).abs() < LEVEL && (rect.y1 - first.y1).abs() < LEVEL
    };
    band.len() > 1 && band.iter().all(level)
}

/// The columns that a title closes go on within so many bands.
const LOOK_AHEAD: usize = 3;

/// Whether a line is set so much larger than the text that it heads more than its column.
fn is_section_title(unit: &Unit, style: &BodyStyle) -> bool {
    matches!(unit, Unit::Text(line) if line.size > 1.3 * style.size && line.weight() > 2)
}

/// Whether lines end where the next band begins, but for a gap between paragraphs.
fn is_just_above(lines: &[Unit], top: f32) -> bool {
    let bottom = lines.iter().map(|unit| unit.rect().y1).fold(f32::NEG_INFINITY, f32::max);
    let near = |unit: &Unit| matches!(unit, Unit::Text(line) if top - bottom < 2.0 * line.size);
    !lines.is_empty() && lines.iter().all(near)
}

fn top_of(band: &[Unit]) -> f32 {
    band.iter().map(|unit| unit.rect().y0).fold(f32::INFINITY, f32::min)
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

/// Where columns of a region may part.
struct Gutters {
    /// The narrowest gap that parts columns by itself, in points.
    usual: f32,
    /// The left edges that many lines of the region share: before such an edge a narrower gap is a gutter.
    edges: Vec<f32>,
}

impl Gutters {
    /// The narrowest gutter before an edge that many lines share, in points: a wide word space is as wide.
    const NARROWEST: f32 = 4.5;
    /// The narrowest gap between two boxes, in points: boxes show themselves where each ends.
    const BETWEEN_BOXES: f32 = 2.0;
    /// So many lines share an edge.
    const FEWEST_LINES: usize = 6;
    /// Edges differ by no more than this many points.
    const SAME_EDGE: f32 = 1.0;

    fn of(fragments: &[Fragment], style: &BodyStyle) -> Self {
        let mut lefts: Vec<f32> = fragments.iter().filter(|line| line.weight() > 2).map(Fragment::x0).collect();
        lefts.sort_by(f32::total_cmp);
        let runs = lefts.chunk_by(|one, other| other - one < 0.5 * Self::SAME_EDGE);
        let edges =
            runs.filter(|run| run.len() >= Self::FEWEST_LINES).filter_map(|run| run.get(run.len() / 2).copied());
        Self { usual: style.gutter(), edges: edges.collect() }
    }

    /// Whether a gap from the end of one column to the beginning of another parts them.
    fn part(&self, end: f32, left: f32, boxes: bool) -> bool {
        let narrowest = if boxes {
            Self::BETWEEN_BOXES
        } else if self.edges.iter().any(|edge| (edge - left).abs() < Self::SAME_EDGE) {
            Self::NARROWEST.min(self.usual)
        } else {
            self.usual
        };
        left - end >= narrowest
    }
}

/// The horizontal extents that the units cover, parted by gutters.
fn columns(units: &[Unit], gutters: &Gutters) -> Extents {
    merge_boxes(units.iter().map(|unit| ((unit.rect().x0, unit.rect().x1), !matches!(unit, Unit::Text(_)))), gutters)
}

fn merge(extents: impl Iterator<Item = (f32, f32)>, gutters: &Gutters) -> Extents {
    merge_boxes(extents.map(|extent| (extent, false)), gutters)
}

/// Extents, each with whether it is a box, joined where no gutter parts them.
fn merge_boxes(extents: impl Iterator<Item = ((f32, f32), bool)>, gutters: &Gutters) -> Extents {
    let mut sorted: Vec<((f32, f32), bool)> = extents.collect();
    sorted.sort_by(|a, b| a.0.0.total_cmp(&b.0.0));
    let mut merged: Vec<((f32, f32), bool)> = Vec::new();
    for ((left, right), boxed) in sorted {
        match merged.last_mut() {
            Some(((_, end), by_box)) if !gutters.part(*end, left, *by_box && boxed) => {
                if right > *end {
                    (*end, *by_box) = (right, boxed);
                }
            }
            _ => merged.push(((left, right), boxed)),
        }
    }
    merged.into_iter().map(|(extent, _)| extent).collect()
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
