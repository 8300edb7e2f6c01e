//! A page without a PDF behind it.

use super::{Canvas, Picture};
use stratmine_model::{Block, BlockKind, Line, Page, PageGrade, Span};

/// A page of 300 by 200 points: a heading, and a table row of two cells.
fn page() -> Page {
    let mut page = Page::blank(2);
    (page.width, page.height, page.text) = (300.0, 200.0, "Aims\nx | y".to_owned());
    let line = |start: usize, end: usize, x: u16, y: f32| Line {
        turns: 0,
        span: Span::new(start, end),
        y0: y,
        y1: y + 10.0,
        xs: (0..=end - start).map(|at| f32::from(x) + 6.0 * at as f32).collect(),
    };
    page.lines = vec![line(0, 4, 100, 20.0), line(5, 6, 100, 60.0), line(9, 10, 200, 60.0)];
    let block = |kind, start, end, cells| Block { cells, ..Block::new(kind, Span::new(start, end)) };
    page.blocks = vec![
        block(BlockKind::Heading(1), 0, 4, Vec::new()),
        block(BlockKind::TableRow, 5, 10, vec![Span::new(5, 6), Span::new(9, 10)]),
    ];
    page
}

/// Draws and reads back: width, height, dots.
fn drawn(page: &Page, scale: f32, boxes: bool, marks: &[Span]) -> (usize, usize, Vec<[u8; 3]>) {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the page is small")]
    let side = |points: f32| (points * scale) as u32;
    let canvas = Canvas::new(side(page.width), side(page.height), Vec::new());
    let bytes = Picture { page, pages: 3, scale, boxes, marks }.to_png(canvas).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut dots).unwrap();
    let dots = dots.chunks_exact(3).map(|dot| [dot[0], dot[1], dot[2]]).collect();
    (info.width as usize, info.height as usize, dots)
}

#[test]
fn blocks_are_boxed_where_they_lie_and_the_legend_stands_below() {
    let (width, height, dots) = drawn(&page(), 2.0, true, &[]);
    assert!(width == 600 && height > 400);
    let at = |x: usize, y: usize| dots[y * width + x];
    // The heading's box: from (98.5, 18.5) to (125.5, 31.5) points.
    assert_eq!((at(220, 37), at(220, 50), at(300, 50)), ([200, 70, 0], [255; 3], [255; 3]));
    // Its tag stands left of it, with white letters.
    assert!((150..197).any(|x| at(x, 45) == [255; 3]) && at(195, 38) == [200, 70, 0]);
    // The row's box goes around both cells.
    assert_eq!((at(300, 117), at(300, 130)), ([160, 60, 130], [255; 3]));
    assert!(dots[400 * width..].contains(&[0; 3]));
}

#[test]
fn quotes_are_marked_and_nothing_else_where_nothing_else_is_asked_for() {
    let (width, height, dots) = drawn(&page(), 1.0, false, &[Span::new(0, 2), Span::new(9, 10)]);
    assert_eq!((width, height), (300, 200));
    let at = |x: usize, y: usize| dots[y * width + x];
    assert_eq!((at(105, 25), at(203, 65)), ([255, 221, 51], [255, 221, 51]));
    assert_eq!((at(105, 30), at(120, 25)), ([170, 60, 0], [255; 3]));
    assert!(drawn(&page(), 1.0, false, &[]).2.iter().all(|dot| *dot == [255; 3]));
}

#[test]
fn a_page_without_places_and_with_many_doubts_is_drawn_too() {
    let mut page = page();
    page.lines.clear();
    for _ in 0..50 {
        page.quality.lower_to(PageGrade::Poor, "\u{1b}[2J 日本 a reason");
    }
    let (_, tall, _) = drawn(&page, 1.0, true, &[Span::new(0, 2)]);
    assert!(tall > 400, "{tall}");
    assert!(drawn(&page, 0.1, true, &[]).0 == 30);
}
