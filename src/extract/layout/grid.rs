//! Ruled lines and filled boxes become table grids and panels.

use super::{PageGlyphs, RuledLine};
use stratmine_model::Rect;

/// A ruled table: where its rows and columns part, and which of the walls between its cells are drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    pub(super) rect: Rect,
    columns: Vec<f32>,
    rows: Vec<f32>,
    walls: Vec<Rect>,
}

/// What the drawn lines of a page enclose.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Drawn {
    pub(super) grids: Vec<Grid>,
    /// Boxes with text next to or around them, largest first.
    pub(super) panels: Vec<Rect>,
}

/// Thinner than this many points is a line.
const LINE: f32 = 2.6;
/// Lines nearer to each other than this many points are one wall.
const WALL: f32 = 4.5;
/// Pages with more shapes than this are drawings.
const MAX_SHAPES: usize = 4000;

/// Pages with more curved shapes than this are pictures.
const MAX_CURVED: usize = 200;

/// Finds the tables and panels of a page.
pub(super) fn find(page: &PageGlyphs) -> Drawn {
    if page.rules.len() > MAX_SHAPES {
        return Drawn::default();
    }
    let page_area = page.width * page.height;
    let ground = ground(page);
    let mut walls: Vec<Rect> = Vec::new();
    let mut boxes: Vec<Rect> = Vec::new();
    // The sides of areas that are filled.
    let mut sides: Vec<Rect> = Vec::new();
    for rule in &page.rules {
        let Rect { x0, y0, x1, y1 } = rule.rect;
        let (width, height) = (rule.rect.width(), rule.rect.height());
        if is_unseen(rule, ground) || width * height > 0.85 * page_area {
            continue;
        }
        if height <= LINE && width >= 8.0 || width <= LINE && height >= 5.0 {
            walls.push(rule.rect);
        } else if width >= 14.0 && height >= 9.0 {
            boxes.push(rule.rect);
            let four = [
                Rect::new(x0, y0, x1, y0),
                Rect::new(x0, y1, x1, y1),
                Rect::new(x0, y0, x0, y1),
                Rect::new(x1, y0, x1, y1),
            ];
            walls.extend(four);
            sides.extend(four.into_iter().filter(|_| !rule.stroked));
        }
    }
    let grid = |walls: Vec<Rect>| Grid::of_lines(&walls, &sides).or_else(|| Grid::of(walls, &boxes));
    let grids: Vec<Grid> = clusters(&walls).into_iter().filter_map(grid).collect();
    // Boxes with round corners are drawn as curves.
    let large = |shape: &&Rect| shape.width() * shape.height() < 0.6 * page_area;
    if page.drawings.len() <= MAX_CURVED {
        boxes.extend(page.drawings.iter().filter(large));
    }
    boxes.retain(|rect| rect.width() > 40.0 && rect.height() > 22.0);
    boxes.sort_by(|a, b| (b.width() * b.height()).total_cmp(&(a.width() * a.height())));
    Drawn { grids, panels: boxes }
}

/// The colour of the page behind everything: of the area that fills most of it, else white.
fn ground(page: &PageGlyphs) -> u32 {
    let opaque = |rule: &RuledLine| rule.colour.to_be_bytes().last() == Some(&0xff) && !rule.stroked;
    let fills =
        |rule: &&RuledLine| opaque(rule) && rule.rect.width() * rule.rect.height() > 0.6 * page.width * page.height;
    // A shape whose paint is unknown is black.
    page.rules.iter().find(fills).map(|rule| rule.colour).filter(|colour| *colour != 0x0000_00ff).unwrap_or(0xffff_ffff)
}

/// Areas in the colour of the page and see-through ones draw nothing that can be seen.
fn is_unseen(rule: &RuledLine, ground: u32) -> bool {
    let near = |(one, other): (u8, u8)| one.abs_diff(other) < 6;
    let [.., opacity] = rule.colour.to_be_bytes();
    let same = rule.colour.to_be_bytes().into_iter().zip(ground.to_be_bytes()).take(3).all(near);
    opacity < 8 || (!rule.stroked && same)
}

/// Groups walls that touch.
fn clusters(walls: &[Rect]) -> Vec<Vec<Rect>> {
    let mut order: Vec<usize> = (0..walls.len()).collect();
    let top = |index: &usize| walls.get(*index).map_or(0.0, |wall| wall.y0);
    order.sort_by(|a, b| top(a).total_cmp(&top(b)));
    let mut groups: Vec<(Rect, Vec<Rect>)> = Vec::new();
    for index in order {
        let Some(wall) = walls.get(index) else { continue };
        let near = Rect::new(wall.x0 - WALL, wall.y0 - WALL, wall.x1 + WALL, wall.y1 + WALL);
        let mut merged = (*wall, vec![*wall]);
        groups.retain_mut(|(extent, members)| {
            let beside = near.x0 > extent.x1 || extent.x0 > near.x1 || near.y0 > extent.y1 || extent.y0 > near.y1;
            let touches = !beside
                && members.iter().any(|member| {
                    !(near.x0 > member.x1 || member.x0 > near.x1 || near.y0 > member.y1 || member.y0 > near.y1)
                });
            if touches {
                merged.0 = merged.0.union(extent);
                merged.1.append(members);
            }
            !touches
        });
        groups.push(merged);
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

impl Grid {
    /// The table that lines alone draw where they close it: areas filled within, as behind single paragraphs of a cell,
    /// are no cells of their own.
    fn of_lines(walls: &[Rect], sides: &[Rect]) -> Option<Self> {
        let lines: Vec<Rect> = walls.iter().copied().filter(|wall| !sides.contains(wall)).collect();
        let extent = walls.iter().copied().reduce(|all, wall| all.union(&wall))?;
        let grid = Self::of(lines, &[]).filter(|_| !sides.is_empty())?;
        let whole = grid.rect.width() > 0.95 * extent.width() && grid.rect.height() > 0.95 * extent.height();
        (whole && grid.is_closed()).then_some(grid)
    }

    fn of(walls: Vec<Rect>, boxes: &[Rect]) -> Option<Self> {
        let extent = walls.iter().copied().reduce(|all, wall| all.union(&wall))?;
        let columns = edges(walls.iter().filter(|wall| wall.width() <= LINE).map(|wall| (wall.x0, wall.height())));
        let rows = edges(walls.iter().filter(|wall| wall.height() <= LINE).map(|wall| (wall.y0, wall.width())));
        if columns.len() < 3 || rows.len() < 3 {
            return None;
        }
        // A few large filled panels side by side are a design, not a table.
        let drawn_as_boxes =
            boxes.iter().filter(|rect| extent.holds_middle_of(rect)).count() * 4 >= walls.len().saturating_sub(2);
        let cells = (columns.len() - 1) * (rows.len() - 1);
        if drawn_as_boxes && cells <= 4 {
            return None;
        }
        Some(Self { rect: extent, columns, rows, walls })
    }

    pub(super) fn height(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    pub(super) fn width(&self) -> usize {
        self.columns.len().saturating_sub(1)
    }

    /// The row and column that hold a place; of cells without a wall between them, the first.
    pub(super) fn cell(&self, x: f32, y: f32) -> Option<(usize, usize)> {
        let (mut row, mut column) = (slot(&self.rows, y)?, slot(&self.columns, x)?);
        while column > 0 && !self.wall_left_of(row, column) {
            column -= 1;
        }
        while row > 0 && !self.wall_above(row, column) {
            row -= 1;
        }
        Some((row, column))
    }

    fn wall_left_of(&self, row: usize, column: usize) -> bool {
        let (Some(x), Some(top), Some(bottom)) = (self.columns.get(column), self.rows.get(row), self.rows.get(row + 1))
        else {
            return true;
        };
        let middle = f32::midpoint(*top, *bottom);
        self.walls.iter().any(|wall| {
            wall.width() <= LINE && (wall.x0 - x).abs() <= WALL && wall.y0 - 1.0 <= middle && middle <= wall.y1 + 1.0
        })
    }

    fn wall_above(&self, row: usize, column: usize) -> bool {
        let (Some(y), Some(left), Some(right)) =
            (self.rows.get(row), self.columns.get(column), self.columns.get(column + 1))
        else {
            return true;
        };
        let middle = f32::midpoint(*left, *right);
        self.walls.iter().any(|wall| {
            wall.height() <= LINE && (wall.y0 - y).abs() <= WALL && wall.x0 - 1.0 <= middle && middle <= wall.x1 + 1.0
        })
    }

    /// Whether walls are drawn around most of its cells, as in a ruled table, and not around some large areas only.
    pub(super) fn is_closed(&self) -> bool {
        let (rows, columns) = (self.height(), self.width());
        let inner = rows * columns.saturating_sub(1) + rows.saturating_sub(1) * columns;
        let places = || (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let left = places().filter(|(row, column)| *column > 0 && self.wall_left_of(*row, *column)).count();
        let above = places().filter(|(row, column)| *row > 0 && self.wall_above(*row, *column)).count();
        (left + above) * 10 >= inner * 6
    }

    /// Whether a cell begins in a row above: no wall is drawn over it.
    pub(super) fn reaches_into(&self, row: usize, column: usize) -> bool {
        row > 0 && !self.wall_above(row, column)
    }

    /// The horizontal extent of a column.
    pub(super) fn column_extent(&self, column: usize) -> (f32, f32) {
        let at = |index: usize| self.columns.get(index).copied().unwrap_or(self.rect.x1);
        (at(column), at(column + 1))
    }
}

/// Distinct positions, near ones joined; those of short pieces only (underlines, ticks) are left out.
fn edges(positions: impl Iterator<Item = (f32, f32)>) -> Vec<f32> {
    let mut sorted: Vec<(f32, f32)> = positions.collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let longest = sorted.iter().map(|(_, length)| *length).fold(0.0, f32::max);
    let mut edges: Vec<(f32, f32)> = Vec::new();
    for (position, length) in sorted {
        match edges.last_mut() {
            Some((last, total)) if position - *last <= WALL => *total += length,
            _ => edges.push((position, length)),
        }
    }
    edges.retain(|(_, total)| *total >= 0.08 * longest);
    edges.into_iter().map(|(position, _)| position).collect()
}

/// Which interval of ascending edges a position lies in; a little outside counts as in.
fn slot(edges: &[f32], position: f32) -> Option<usize> {
    let (first, last) = (edges.first()?, edges.last()?);
    if position < first - WALL || position > last + WALL {
        return None;
    }
    let right = edges.partition_point(|edge| *edge <= position);
    Some(right.saturating_sub(1).min(edges.len().saturating_sub(2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruled(rects: &[(f32, f32, f32, f32)]) -> PageGlyphs {
        let rules = rects
            .iter()
            .map(|(x0, y0, x1, y1)| RuledLine { rect: Rect::new(*x0, *y0, *x1, *y1), stroked: true, colour: 0xff })
            .collect();
        PageGlyphs { width: 600.0, height: 800.0, rules, ..PageGlyphs::default() }
    }

    #[test]
    fn boxes_side_by_side_and_above_each_other_are_a_grid() {
        let page = ruled(&[
            (50.0, 50.0, 150.0, 80.0),
            (150.0, 50.0, 300.0, 80.0),
            (50.0, 80.0, 150.0, 110.0),
            (150.0, 80.0, 300.0, 110.0),
            (50.0, 110.0, 150.0, 140.0),
            (150.0, 110.0, 300.0, 140.0),
        ]);
        let drawn = find(&page);
        assert_eq!(drawn.grids.len(), 1);
        let grid = &drawn.grids[0];
        assert_eq!((grid.height(), grid.width()), (3, 2));
        assert_eq!(grid.cell(60.0, 60.0), Some((0, 0)));
        assert_eq!(grid.cell(290.0, 130.0), Some((2, 1)));
        assert_eq!(grid.cell(500.0, 60.0), None);
    }

    #[test]
    fn a_cell_without_a_wall_belongs_to_the_cell_before() {
        let page = ruled(&[
            (50.0, 50.0, 300.0, 50.0),
            (150.0, 80.0, 300.0, 80.0),
            (50.0, 110.0, 300.0, 110.0),
            (50.0, 50.0, 50.0, 110.0),
            (150.0, 50.0, 150.0, 110.0),
            (300.0, 50.0, 300.0, 110.0),
        ]);
        let drawn = find(&page);
        assert_eq!(drawn.grids[0].cell(100.0, 100.0), Some((0, 0)), "the first column spans both rows");
        assert_eq!(drawn.grids[0].cell(200.0, 100.0), Some((1, 1)));
    }

    #[test]
    fn a_single_box_is_a_panel() {
        let drawn = find(&ruled(&[(50.0, 50.0, 200.0, 300.0)]));
        assert!(drawn.grids.is_empty());
        assert_eq!(drawn.panels.len(), 1);
    }
}
