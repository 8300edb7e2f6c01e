//! Tables without rules: columns whose pieces stand in rows.
//!
//! Columns of prose may stand in rows too, line by line, where they share a grid of baselines. What tells a table from
//! columns is weighed in [`RowEvidence`]; no sign decides alone but one: a sentence that runs on down a column, over what
//! would be the end of a row.

use super::block::Unit;
use super::fragment::Fragment;
use super::paragraph::words_run_on;
use super::tables::unit_of_boxes;
use std::collections::BTreeMap;
use stratmine_model::Rect;

/// The upper edges of the rows, from top to bottom, where columns are a table without rules; `None` where they are
/// columns. `rules` are the level lines that the page draws.
///
/// Cells of a row start level. In columns of prose, paragraphs do not start level, lines do; so rows are told by the gaps
/// that run through all columns, or, where every row is one line, by lines that leave their columns half empty.
pub(super) fn as_rows(group: &[Unit], columns: &[(f32, f32)], rules: &[Rect]) -> Option<Vec<f32>> {
    let mut pieces = group.iter().map(Piece::of).collect::<Option<Vec<_>>>()?;
    pieces.sort_by(|a, b| a.top.total_cmp(&b.top));
    let rows = Rows { pieces: &pieces, columns, rules };
    if rows.repeat_a_label() {
        return None;
    }
    let by_gap = rows.starts(|above, below| below.rect.y0 - above > 0.45 * below.size);
    if rows.weigh(&by_gap).are_rows_with_gaps(columns.len()) {
        return Some(by_gap);
    }
    let by_line = rows.starts(|above, below| below.rect.y0 + 0.3 * below.size > above);
    rows.weigh(&by_line).are_rows_of_lines().then_some(by_line)
}

/// What speaks for and against reading columns as rows. Shares are from 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
struct RowEvidence {
    /// Number of rows.
    rows: usize,
    /// The share of rows with cells in more than one column.
    shared: f32,
    /// The share of rows with several cells in which these start level.
    level: f32,
    /// Of the places where a row ends above another in a column, the share at which a sentence runs on.
    cut: f32,
    /// The share of pieces that fill their column nearly to its right edge, as lines of running text do.
    full: f32,
    /// The share of cells that hold a figure, a date or a word or two.
    values: f32,
    /// Of the places where a row ends above another, the share where a line is drawn between.
    ruled: f32,
    /// Whether there are more than two columns, or the first is a column of labels by its width.
    narrow: bool,
    /// Lines of a cell on average.
    lines: f32,
    /// Pieces of the row that has most.
    longest: usize,
    /// Whether the first row is set otherwise than the others.
    headed: bool,
}

impl RowEvidence {
    /// So many places may be cut though they are ends of rows: a cell may begin in lower case.
    const MOST_CUT: f32 = 0.15;
    /// From this share on, drawn lines part rows whatever stands in them.
    const RULED: f32 = 0.6;

    fn runs_on(&self) -> bool {
        self.cut > Self::MOST_CUT && self.ruled < Self::RULED
    }

    /// Whether the pieces are long passages that fill columns of about one width, as sections side by side do.
    fn is_prose(&self) -> bool {
        self.lines > 3.0 && self.full > 0.45 && self.values < 0.15 && self.ruled < Self::RULED && !self.narrow
    }

    /// Whether gaps through all columns part rows.
    fn are_rows_with_gaps(&self, columns: usize) -> bool {
        let short = self.lines <= 6.0 && self.longest <= 40 * columns;
        let several = self.rows >= 3 && self.shared >= 0.7;
        // Heads over one row of cells.
        let two = self.rows == 2 && self.shared > 0.99 && columns >= 4 && self.headed;
        (several || two) && short && self.level >= 0.8 && !self.runs_on() && !self.is_prose()
    }

    /// Whether each line is a row.
    fn are_rows_of_lines(&self) -> bool {
        let weight =
            f32::from(u8::from(self.narrow)) + 2.0 * self.values + 2.0 * self.ruled - 2.0 * (self.full - 0.3).max(0.0);
        self.rows >= 3 && self.shared >= 0.75 && !self.runs_on() && weight >= 0.7
    }
}

/// A line or a small box, as a cell of a table may be.
struct Piece<'u> {
    rect: Rect,
    /// The first word where it is a label before a colon: "What:".
    label: Option<String>,
    /// Baseline of a line, upper edge of a box.
    top: f32,
    size: f32,
    lines: &'u [Fragment],
}

impl<'u> Piece<'u> {
    /// Most lines of a box that is a cell.
    const MOST_LINES: usize = 14;

    fn of(unit: &'u Unit) -> Option<Self> {
        match unit {
            Unit::Text(line) => {
                let text = line.text();
                let label = text.split(' ').next().and_then(|word| word.strip_suffix(':')).map(str::to_owned);
                let lines = std::slice::from_ref(line);
                Some(Self { rect: line.rect, label, top: line.baseline, size: line.size, lines })
            }
            Unit::Panel(rect, inner) if inner.len() <= Self::MOST_LINES => {
                let size = inner.first().map_or(10.0, |line| line.size);
                Some(Self { rect: *rect, label: None, top: rect.y0, size, lines: inner })
            }
            Unit::Panel(..) | Unit::Table(..) | Unit::Cards(..) => None,
        }
    }

    /// Whether it is a figure, a date or a word or two.
    fn is_value(&self) -> bool {
        let [line] = self.lines else { return false };
        let text = line.text();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let letters = text.chars().filter(|character| character.is_alphabetic()).count();
        digits >= letters || (text.split(' ').count() <= 2 && !text.ends_with(['.', ',', ';', '-']))
    }
}

/// The pieces of some columns, top to bottom, to be parted into rows.
struct Rows<'p> {
    pieces: &'p [Piece<'p>],
    columns: &'p [(f32, f32)],
    rules: &'p [Rect],
}

impl Rows<'_> {
    /// What speaks for rows that start at these edges.
    fn weigh(&self, starts: &[f32]) -> RowEvidence {
        let filled = self.filled(starts);
        let columns = self.columns;
        let narrow = columns
            .first()
            .zip(columns.last())
            .is_some_and(|(first, last)| columns.len() > 2 || (first.1 - first.0) < 0.35 * (last.1 - first.0));
        let (cut, ruled) = self.boundaries(starts);
        let values = self.pieces.iter().filter(|piece| piece.is_value()).count();
        RowEvidence {
            rows: filled.len(),
            shared: shared(&filled),
            level: self.share_of_level(starts),
            cut,
            full: self.share_of_full_lines(),
            values: share(values, self.pieces.len()),
            ruled,
            narrow,
            lines: self.pieces.len() as f32 / (filled.len() * columns.len()).max(1) as f32,
            longest: filled.iter().map(Vec::len).max().unwrap_or_default(),
            headed: self.is_headed(starts),
        }
    }

    /// The row that a piece stands in.
    fn row_of(starts: &[f32], piece: &Piece<'_>) -> usize {
        starts.partition_point(|start| *start <= piece.rect.y0 + 0.5).saturating_sub(1)
    }

    /// Of the places where a piece of one row stands above a piece of another in its column, the share at which a
    /// sentence runs on, and the share at which a line is drawn between.
    fn boundaries(&self, starts: &[f32]) -> (f32, f32) {
        let mut above: BTreeMap<usize, &Piece<'_>> = BTreeMap::new();
        let (mut all, mut cut, mut ruled) = (0, 0, 0);
        for piece in self.pieces {
            let column = self.column_of(piece);
            if let Some(earlier) = above.insert(column, piece)
                && Self::row_of(starts, earlier) != Self::row_of(starts, piece)
            {
                all += 1;
                let ends = earlier.lines.last().zip(piece.lines.first());
                cut += usize::from(ends.is_some_and(|(last, next)| words_run_on(last, next)));
                let drawn = |rule: &&Rect| {
                    rule.y0 > f32::midpoint(earlier.rect.y0, earlier.rect.y1)
                        && rule.y0 < f32::midpoint(piece.rect.y0, piece.rect.y1)
                        && rule.overlap_x(&piece.rect) > 0.8 * piece.rect.width()
                };
                ruled += usize::from(self.rules.iter().any(|rule| drawn(&rule)));
            }
        }
        (share(cut, all), share(ruled, all))
    }

    /// Whether the first row is set bolder, larger or in another colour than all below it.
    fn is_headed(&self, starts: &[f32]) -> bool {
        let look = |piece: &Piece<'_>| {
            let line = super::fragment::heaviest(piece.lines)?;
            Some((line.ink.unwrap_or(1.0), line.colour, line.size))
        };
        let (first, rest): (Vec<_>, Vec<_>) = self.pieces.iter().partition(|piece| Self::row_of(starts, piece) == 0);
        let rest: Vec<_> = rest.into_iter().filter_map(look).collect();
        first.into_iter().filter_map(look).all(|(ink, colour, size)| {
            rest.iter().all(|(other, its, smaller)| {
                ink > 1.15 * other || (colour != *its && ink > 0.95 * other) || size > 1.1 * smaller
            })
        })
    }

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

    fn column_of(&self, piece: &Piece<'_>) -> usize {
        let middle = f32::midpoint(piece.rect.x0, piece.rect.x1);
        self.columns.iter().position(|(_, right)| middle <= *right).unwrap_or(0)
    }

    /// The columns of the pieces of each row.
    fn filled(&self, starts: &[f32]) -> Vec<Vec<usize>> {
        let mut rows: Vec<Vec<usize>> = starts.iter().map(|_| Vec::new()).collect();
        for piece in self.pieces {
            let row = Self::row_of(starts, piece);
            if let Some(row) = rows.get_mut(row) {
                row.push(self.column_of(piece));
            }
        }
        rows
    }

    /// The share of rows with several cells in which these start level.
    fn share_of_level(&self, starts: &[f32]) -> f32 {
        let ends = starts.iter().skip(1).copied().chain([f32::INFINITY]);
        let mut rows = (0_usize, 0_usize);
        for (from, to) in starts.iter().zip(ends) {
            let inside = |piece: &&Piece<'_>| piece.rect.y0 >= from - 0.5 && piece.rect.y0 < to - 0.5;
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
        if rows.1 == 0 { 1.0 } else { share(rows.0, rows.1) }
    }

    /// The share of pieces that fill their column nearly to its right edge, as lines of running text do.
    fn share_of_full_lines(&self) -> f32 {
        let full = |piece: &&Piece<'_>| {
            let (left, right) = self.columns.get(self.column_of(piece)).copied().unwrap_or((0.0, 1.0));
            piece.rect.x1 > right - 0.12 * (right - left)
        };
        share(self.pieces.iter().filter(full).count(), self.pieces.len())
    }
}

/// The share of rows with cells in more than one column.
fn shared(rows: &[Vec<usize>]) -> f32 {
    share(rows.iter().filter(|row| row.iter().any(|column| Some(column) != row.first())).count(), rows.len())
}

fn share(part: usize, all: usize) -> f32 {
    part as f32 / all.max(1) as f32
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
    unit_of_boxes(rows, rect, tables, extent)
}
