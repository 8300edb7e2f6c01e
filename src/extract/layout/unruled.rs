//! Tables without rules: columns whose pieces stand in rows.

use super::block::Unit;
use super::fragment::Fragment;
use super::tables::unit_of;
use std::collections::BTreeMap;
use stratmine_model::Rect;

/// Whether columns are a table without rules, and its rows from top to bottom: their upper edges.
///
/// Cells of a row start level. In columns of prose, paragraphs do not start level, lines do; so rows are told by the gaps
/// that run through all columns, or, where every row is one line, by lines that leave their columns half empty.
pub(super) fn as_rows(group: &[Unit], columns: &[(f32, f32)]) -> (Vec<f32>, bool) {
    let Some(mut pieces) = group.iter().map(Piece::of).collect::<Option<Vec<_>>>() else { return (Vec::new(), false) };
    pieces.sort_by(|a, b| a.top.total_cmp(&b.top));
    let rows = Rows { pieces: &pieces, columns };
    if rows.repeat_a_label() {
        return (Vec::new(), false);
    }
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
    /// The first word where it is a label before a colon: "What:".
    label: Option<String>,
    /// Baseline of a line, upper edge of a box.
    top: f32,
    size: f32,
}

impl Piece {
    /// Most lines of a box that is a cell.
    const MOST_LINES: usize = 14;

    fn of(unit: &Unit) -> Option<Self> {
        match unit {
            Unit::Text(line) => {
                let text = line.text();
                let label = text.split(' ').next().and_then(|word| word.strip_suffix(':')).map(str::to_owned);
                Some(Self { rect: line.rect, label, top: line.baseline, size: line.size })
            }
            Unit::Panel(rect, inner) if inner.len() <= Self::MOST_LINES => {
                let size = inner.first().map_or(10.0, |line| line.size);
                Some(Self { rect: *rect, label: None, top: rect.y0, size })
            }
            Unit::Panel(..) | Unit::Table(..) | Unit::Cards(..) => None,
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

    /// Whether every column says the same labels over again, as records printed in columns do: "What: … Who: …".
    fn repeat_a_label(&self) -> bool {
        let mut seen: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for piece in self.pieces {
            if let Some(label) = &piece.label {
                seen.entry(label).or_default().push(self.column_of(piece));
            }
        }
        let spread = |columns: &Vec<usize>| {
            let mut counts = vec![0_usize; self.columns.len()];
            for column in columns {
                if let Some(count) = counts.get_mut(*column) {
                    *count += 1;
                }
            }
            counts.iter().all(|count| *count >= 2)
        };
        seen.values().filter(|columns| spread(columns)).count() >= 2
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

pub(super) fn table_of(group: Vec<Unit>, columns: &[(f32, f32)], starts: &[f32], tables: &mut usize) -> Unit {
    let rect = group.iter().map(Unit::rect).reduce(|all, one| all.union(&one)).unwrap_or_default();
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
                Unit::Table(..) | Unit::Cards(..) => {}
            }
        }
    }
    let extent = columns.first().copied().unwrap_or_default();
    unit_of(rows, rect, tables, extent)
}
