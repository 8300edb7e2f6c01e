//! Where a block lies on its page: one rectangle a column that it runs through.

use stratmine_model::{Page, Rect, Span};

/// The rectangles of a span of a page's text. What goes on in another column, above where it began or beside it, is a
/// rectangle of its own. None for what has no place.
pub(super) fn pieces(page: &Page, span: Span) -> Vec<Rect> {
    let mut pieces: Vec<Rect> = Vec::new();
    let mut last: Option<Rect> = None;
    for line in page.boxes(span) {
        match (pieces.last_mut(), last) {
            (Some(piece), Some(last)) if goes_on(piece, &last, &line) => *piece = piece.union(&line),
            _ => pieces.push(line),
        }
        last = Some(line);
    }
    pieces
}

/// The rectangle around all of a span.
pub(super) fn around(page: &Page, span: Span) -> Option<Rect> {
    page.boxes(span).into_iter().reduce(|all, line| all.union(&line))
}

/// Whether a line goes on in the column of the piece before it.
fn goes_on(piece: &Rect, last: &Rect, line: &Rect) -> bool {
    let same_line = line.overlap_y(last) > 0.5 * line.height().min(last.height());
    let below = line.y1 > piece.y1 && line.overlap_x(piece) > 0.0;
    // Words of one line that are set far apart are still one line; cells of a table are told apart by the caller.
    same_line || below
}

#[cfg(test)]
mod tests {
    use super::{around, pieces};
    use stratmine_model::{Line, Page, Rect, Span};

    /// A page of lines of one letter, each at a place of its own.
    fn page(places: &[(f32, f32)]) -> Page {
        let mut page = Page::blank(1);
        for (at, (x, y)) in places.iter().enumerate() {
            page.text.push('a');
            page.lines.push(Line {
                span: Span::new(at, at + 1),
                turns: 0,
                y0: *y,
                y1: *y + 10.0,
                xs: vec![*x, *x + 50.0],
            });
        }
        page
    }

    #[test]
    fn a_block_over_two_columns_has_two_pieces() {
        let page = page(&[(10.0, 700.0), (10.0, 712.0), (80.0, 100.0), (80.0, 112.0)]);
        let found = pieces(&page, Span::new(0, 4));
        assert_eq!(found, [Rect::new(10.0, 700.0, 60.0, 722.0), Rect::new(80.0, 100.0, 130.0, 122.0)]);
        assert_eq!(around(&page, Span::new(0, 4)), Some(Rect::new(10.0, 100.0, 130.0, 722.0)));
        assert_eq!(pieces(&page, Span::new(4, 4)), []);
    }
}
