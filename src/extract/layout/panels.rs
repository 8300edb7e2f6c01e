//! Boxes with text in them: each is read whole, and boxes that stand in rows and columns are read row by row.

use super::block::Unit;
use super::fragment::Fragment;
use super::tables::unit_of_boxes;
use stratmine_model::Rect;

/// Boxes whose edges differ by less than this many points stand level.
const LEVEL: f32 = 9.0;
/// Boxes of one column may differ by this much at either side.
const ALIGNED: f32 = 12.0;
/// Boxes that are nearer to each other than this many points touch, as the cells of a ruled table do.
const GAP: f32 = 1.5;
/// Cards of more words than this on average are read one by one; shorter ones are cells of a table.
const CELL_WORDS: usize = 24;

/// A step of a flow chart has no more words than this.
pub(super) const STEP_WORDS: usize = 30;
/// A page with fewer boxes than this is no flow chart.
const FEWEST_STEPS: usize = 10;

/// The number of words of some lines.
pub(super) fn words<'f>(lines: impl IntoIterator<Item = &'f Fragment>) -> usize {
    lines.into_iter().map(|line| line.text().split_whitespace().count()).sum()
}

/// Whether a page is a chart of boxes: many small boxes hold most of its words.
pub(super) fn are_a_flow_chart(fragments: &[Fragment], panels: &[Rect]) -> bool {
    let mut taken = vec![false; fragments.len()];
    let (mut steps, mut held) = (0, 0);
    for panel in panels.iter().rev() {
        let inside = fragments.iter().zip(&taken).filter(|(line, taken)| !**taken && panel.holds_middle_of(&line.rect));
        let count = words(inside.map(|(line, _)| line));
        if count == 0 {
            continue;
        }
        for (line, taken) in fragments.iter().zip(taken.iter_mut()) {
            *taken |= panel.holds_middle_of(&line.rect);
        }
        if count <= STEP_WORDS {
            (steps, held) = (steps + 1, held + count);
        }
    }
    steps >= FEWEST_STEPS && held * 2 > words(fragments)
}

/// Boxes in rows and columns: a table that is drawn as cards.
struct Matrix {
    rows: Vec<Vec<Rect>>,
}

impl Matrix {
    /// Finds cards among boxes that hold text of their own: three columns and two rows, or two columns and three rows.
    fn find(boxes: &[Rect]) -> Vec<Self> {
        let mut sorted: Vec<Rect> = boxes.to_vec();
        sorted.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
        let mut rows: Vec<Vec<Rect>> = Vec::new();
        for rect in sorted {
            let beside = |row: &&mut Vec<Rect>| {
                row.first().is_some_and(|first| {
                    (first.y0 - rect.y0).abs() < LEVEL
                        && (first.height() - rect.height()).abs() < 0.35 * first.height().max(rect.height())
                }) && row.iter().all(|other| other.x1 + GAP < rect.x0 || rect.x1 + GAP < other.x0)
            };
            match rows.iter_mut().find(beside) {
                Some(row) => row.push(rect),
                None => rows.push(vec![rect]),
            }
        }
        rows.retain(|row| row.len() > 1);
        for row in &mut rows {
            row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        }
        let mut found: Vec<Self> = Vec::new();
        for row in rows {
            match found.iter_mut().find(|matrix| matrix.goes_on_with(&row)) {
                Some(matrix) => matrix.rows.push(row),
                None => found.push(Self { rows: vec![row] }),
            }
        }
        found.retain(|matrix| {
            let columns = matrix.rows.iter().map(Vec::len).max().unwrap_or_default();
            matrix.rows.len() > 1 && columns > 1 && matrix.rows.len() + columns > 4
        });
        found
    }

    fn goes_on_with(&self, row: &[Rect]) -> bool {
        let Some(last) = self.rows.last() else { return false };
        let below = row
            .first()
            .zip(last.first())
            .is_some_and(|(next, above)| next.y0 > above.y1 - 4.0 && next.y0 - above.y1 < 40.0);
        let aligned = |rect: &&Rect| {
            last.iter().any(|above| (above.x0 - rect.x0).abs() < ALIGNED && (above.x1 - rect.x1).abs() < ALIGNED)
        };
        below && row.iter().filter(aligned).count() * 3 >= row.len().max(last.len()) * 2
    }

    fn rect(&self) -> Rect {
        self.rows.iter().flatten().copied().reduce(|all, one| all.union(&one)).unwrap_or_default()
    }
}

/// Takes cards in rows and columns out of the fragments, with the labels at the left of their rows.
pub(super) fn take_cards(
    fragments: Vec<Fragment>,
    panels: &[Rect],
    units: &mut Vec<Unit>,
    tables: &mut usize,
) -> Vec<Fragment> {
    let holds = |panel: &Rect| fragments.iter().any(|fragment| panel.holds_middle_of(&fragment.rect));
    let mut boxes: Vec<Rect> = Vec::new();
    // Smallest first: a box around other boxes is no card.
    for panel in panels.iter().rev().filter(|panel| holds(panel)) {
        if !boxes.iter().any(|other| panel.holds_middle_of(other)) {
            boxes.push(*panel);
        }
    }
    let mut rest = fragments;
    for matrix in Matrix::find(&boxes) {
        let mut rows: Vec<Vec<(Rect, Vec<Fragment>)>> = Vec::new();
        for row in &matrix.rows {
            let mut cells: Vec<(Rect, Vec<Fragment>)> = Vec::new();
            let left = row.first().copied().unwrap_or_default();
            let side = Rect::new(left.x0 - 150.0, left.y0, left.x0 + ALIGNED, left.y1);
            let label = |fragment: &Fragment| {
                side.holds_middle_of(&fragment.rect) && fragment.rect.x1 < side.x1 && fragment.rect.x0 > side.x0
            };
            let (own, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(label);
            rest = others;
            if !own.is_empty() {
                cells.push((side, own));
            }
            for card in row {
                let (own, others): (Vec<_>, Vec<_>) =
                    rest.into_iter().partition(|fragment| card.holds_middle_of(&fragment.rect));
                rest = others;
                cells.push((*card, own));
            }
            rows.push(cells);
        }
        let body = || rows.iter().skip(1).flatten().filter(|(_, cell)| !cell.is_empty());
        let rect = rows
            .iter()
            .flatten()
            .flat_map(|(_, cell)| cell)
            .map(|line| line.rect)
            .fold(matrix.rect(), |all, one| all.union(&one));
        if words(body().flat_map(|(_, cell)| cell)) > CELL_WORDS * body().count().max(1) && rows.len() <= 3 {
            units.push(Unit::Cards(rect, rows.into_iter().flatten().filter(|(_, cell)| !cell.is_empty()).collect()));
        } else {
            units.push(unit_of_boxes(as_cells(rows), rect, tables, (rect.x0, rect.x1)));
        }
    }
    rest
}

/// Cards as cells of one table: a row without a label at its side begins with an empty cell where others have one.
fn as_cells(rows: Vec<Vec<(Rect, Vec<Fragment>)>>) -> Vec<Vec<Vec<Fragment>>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let cells = |row: Vec<(Rect, Vec<Fragment>)>| {
        let blank = std::iter::repeat_with(Vec::new).take(width - row.len());
        blank.chain(row.into_iter().map(|(_, cell)| cell)).collect()
    };
    rows.into_iter().map(cells).collect()
}

/// Takes the text inside boxes out of the fragments: a box is read whole. Boxes that text crosses, and boxes that hold
/// all of the region's text, are decoration.
pub(super) fn take(fragments: Vec<Fragment>, panels: &[Rect], within: Rect, units: &mut Vec<Unit>) -> Vec<Fragment> {
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
