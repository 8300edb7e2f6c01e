//! Pages made by hand, one difficulty each, read from glyphs to blocks.

use super::*;
use stratmine_model::BlockKind::{self, Chart, Footnote, Heading, ListItem, Paragraph, TableRow};
use stratmine_model::Rect;

const WIDTH: f32 = 600.0;
const HEIGHT: f32 = 800.0;

/// A page under construction: every letter is half an em wide.
struct Sheet(PageGlyphs);

impl Sheet {
    fn new() -> Self {
        Self(PageGlyphs { width: WIDTH, height: HEIGHT, ..PageGlyphs::default() })
    }

    fn write(mut self, x: f32, y: f32, size: f32, text: &str) -> Self {
        self.put(x, y, size, text, |_| {});
        self
    }

    fn bold(mut self, x: f32, y: f32, text: &str) -> Self {
        self.put(x, y, 10.0, text, |run| run.ink = Some(1.4));
        self
    }

    fn tagged(mut self, x: f32, y: f32, text: &str, element: u32, role: Role) -> Self {
        self.put(x, y, 10.0, text, |run| run.tag = Some(Tag { element, role, cell: None }));
        self
    }

    /// Lines of running text, so that the page has a usual size.
    fn prose(mut self, x: f32, y: f32, lines: u8) -> Self {
        for line in 0..lines {
            let end = if line + 1 == lines { "end here." } else { "go on and on" };
            self.put(
                x,
                y + 13.0 * f32::from(line),
                10.0,
                &format!("The words of the plan that we wrote {end}"),
                |_| {},
            );
        }
        self
    }

    fn boxed(mut self, x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        self.0.rules.push(RuledLine { rect: Rect::new(x0, y0, x1, y1), stroked: true, colour: 0x3366_99ff });
        self
    }

    fn put(&mut self, x: f32, y: f32, size: f32, text: &str, finish: impl FnOnce(&mut Run)) {
        let step = size * 0.5;
        let glyph = |(index, character): (usize, char)| {
            let x0 = x + index as f32 * step;
            Glyph { character, x0, x1: x0 + step, y0: y, y1: y }
        };
        let glyphs = text.chars().enumerate().map(glyph).collect();
        let mut run = Run { glyphs, size, baseline: y, ink: Some(1.0), colour: 0xff, ..Run::default() };
        finish(&mut run);
        self.0.runs.push(run);
    }

    fn read(self) -> Vec<(BlockKind, String)> {
        let pages = lay_out(&[self.0]);
        let page = &pages[0];
        for pair in page.blocks.windows(2) {
            assert!(pair[0].span.end < pair[1].span.start, "blocks follow one another");
        }
        page.blocks.iter().map(|block| (block.kind, page.slice(block.span).to_owned())).collect()
    }
}

fn texts(blocks: &[(BlockKind, String)]) -> Vec<&str> {
    blocks.iter().map(|(_, text)| text.as_str()).collect()
}

fn kind_of<'b>(blocks: &'b [(BlockKind, String)], beginning: &str) -> Option<&'b BlockKind> {
    blocks.iter().find(|(_, text)| text.starts_with(beginning)).map(|(kind, _)| kind)
}

#[test]
fn columns_are_read_one_after_the_other() {
    let blocks = Sheet::new()
        .write(50.0, 100.0, 10.0, "The left column begins with this long line")
        .write(50.0, 113.0, 10.0, "and it ends with this one.")
        .write(320.0, 100.0, 10.0, "The right column is read when the left")
        .write(320.0, 113.0, 10.0, "one is done.")
        .read();
    assert_eq!(
        texts(&blocks),
        [
            "The left column begins with this long line and it ends with this one.",
            "The right column is read when the left one is done."
        ]
    );
}

#[test]
fn angled_text_is_read_and_set_aside() {
    let mut sheet = Sheet::new().prose(100.0, 100.0, 4);
    let letters = "Prevention".chars().enumerate();
    let glyphs = letters
        .map(|(index, character)| {
            let y = 400.0 - 5.0 * index as f32;
            Glyph { character, x0: 60.0, x1: 60.0, y0: y, y1: y - 5.0 }
        })
        .collect();
    sheet.0.runs.push(Run { glyphs, size: 10.0, baseline: 400.0, angle: -90.0, ..Run::default() });
    let pages = lay_out(&[sheet.0]);
    let block = pages[0].blocks.last().expect("a block");
    assert_eq!((block.kind, pages[0].slice(block.span)), (Chart, "Prevention"));
    let [place] = pages[0].boxes(block.span)[..] else { panic!("one box") };
    assert!(place.width() < 12.0 && place.height() > 45.0, "{place:?} stands upright");
    assert!(place.x0 > 45.0 && place.x1 < 70.0 && place.y1 <= 400.5, "{place:?} is where it was drawn");
}

#[test]
fn a_page_set_sideways_is_read_level_and_marked_where_it_stands() {
    let mut sheet = Sheet::new();
    for (line, text) in ["The first line of the text", "goes on in the second line."].into_iter().enumerate() {
        let x = 300.0 - 13.0 * line as f32;
        let glyphs = text
            .chars()
            .enumerate()
            .map(|(index, character)| {
                let y = 100.0 + 5.0 * index as f32;
                Glyph { character, x0: x, x1: x, y0: y, y1: y + 5.0 }
            })
            .collect();
        sheet.0.runs.push(Run { glyphs, size: 10.0, baseline: 100.0, angle: 90.0, ..Run::default() });
    }
    let pages = lay_out(&[sheet.0]);
    assert_eq!(pages[0].text, "The first line of the text goes on in the second line.");
    let boxes = pages[0].boxes(stratmine_model::Span::new(0, 3));
    assert_eq!(boxes.len(), 1);
    assert!(boxes[0].y0 >= 99.0 && boxes[0].y1 <= 116.0 && boxes[0].x0 > 280.0, "{boxes:?}");
    assert_eq!(pages[0].quality.grade, PageGrade::Fair);
}

#[test]
fn the_file_says_what_is_a_heading_and_what_an_item() {
    let blocks = Sheet::new()
        .prose(50.0, 60.0, 6)
        .tagged(50.0, 200.0, "What we want", 1, Role::Heading(2))
        .tagged(50.0, 220.0, "shorter waits", 2, Role::Item)
        .tagged(50.0, 233.0, "safer wards", 3, Role::Item)
        .tagged(50.0, 246.0, "and they are safe", 3, Role::Item)
        .read();
    assert_eq!(kind_of(&blocks, "What we want"), Some(&Heading(2)));
    assert_eq!(kind_of(&blocks, "shorter waits"), Some(&ListItem(0)));
    assert_eq!(kind_of(&blocks, "safer wards and they are safe"), Some(&ListItem(0)));
}

#[test]
fn headings_that_take_up_half_the_text_are_not_believed() {
    let mut sheet = Sheet::new();
    for line in 0..6_u8 {
        let y = 100.0 + 30.0 * f32::from(line);
        sheet = sheet.tagged(
            50.0,
            y,
            "This is a sentence that somebody tagged for its looks.",
            u32::from(line),
            Role::Heading(1),
        );
    }
    assert!(sheet.read().iter().all(|(kind, _)| *kind == Paragraph));
}

#[test]
fn a_bold_line_heads_the_text_and_keeps_its_number() {
    let blocks = Sheet::new().bold(50.0, 80.0, "3. Our aims").prose(50.0, 100.0, 5).read();
    assert_eq!(blocks.first().map(|(kind, text)| (*kind, text.as_str())), Some((Heading(1), "3. Our aims")));
}

#[test]
fn the_beginning_of_a_sentence_in_large_letters_is_no_heading() {
    let blocks = Sheet::new()
        .prose(50.0, 300.0, 8)
        .write(50.0, 100.0, 12.0, "There are estimated")
        .write(50.0, 114.0, 12.0, "to be many people who smoke in the county.")
        .read();
    assert!(blocks.iter().all(|(kind, _)| *kind == Paragraph), "{blocks:?}");
}

#[test]
fn a_figure_as_high_as_three_lines_begins_its_sentence() {
    let blocks = Sheet::new()
        .prose(50.0, 300.0, 8)
        .write(50.0, 126.0, 34.0, "13%")
        .write(104.0, 106.0, 10.0, "of adults in the county are")
        .write(104.0, 119.0, 10.0, "current smokers although there")
        .write(104.0, 132.0, 10.0, "are variations.")
        .read();
    let first = texts(&blocks)[0];
    assert_eq!(first, "13% of adults in the county are current smokers although there are variations.");
}

#[test]
fn boxes_in_rows_and_columns_are_a_table_row_by_row() {
    let mut sheet = Sheet::new();
    let cells = [["Patients", "Staff", "Trust"], ["Fewer falls", "Less stress", "Lower cost"]];
    for (row, cells) in cells.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            let (x, y) = (50.0 + 160.0 * column as f32, 100.0 + 70.0 * row as f32);
            sheet = sheet.boxed(x, y, x + 150.0, y + 60.0).write(x + 8.0, y + 20.0, 10.0, text);
        }
    }
    let blocks = sheet.prose(50.0, 400.0, 6).read();
    assert_eq!(kind_of(&blocks, "Patients | Staff | Trust"), Some(&TableRow));
    assert_eq!(kind_of(&blocks, "Fewer falls | Less stress | Lower cost"), Some(&TableRow));
}

#[test]
fn records_in_columns_are_no_table() {
    let mut sheet = Sheet::new().prose(50.0, 500.0, 4);
    for row in 0..3_u8 {
        let y = 100.0 + 60.0 * f32::from(row);
        for x in [50.0, 330.0] {
            sheet = sheet.write(x, y, 10.0, "What: train the staff").write(x, y + 12.0, 10.0, "Who: the trust");
        }
    }
    assert!(sheet.read().iter().all(|(kind, _)| *kind != TableRow));
}

#[test]
fn a_label_at_the_side_of_a_box_is_read_before_it() {
    let blocks = Sheet::new()
        .boxed(120.0, 100.0, 560.0, 200.0)
        .write(130.0, 120.0, 10.0, "Everything that is said in the box comes after its label, line by line.")
        .write(130.0, 140.0, 10.0, "It has a second line that ends here.")
        .bold(50.0, 150.0, "Our goals")
        .prose(50.0, 400.0, 5)
        .read();
    assert_eq!(texts(&blocks)[0], "Our goals");
}

#[test]
fn small_print_after_a_number_in_brackets_is_a_note() {
    let blocks = Sheet::new()
        .prose(50.0, 100.0, 10)
        .write(50.0, 650.0, 7.0, "[14] See the plan of the health service for the next ten years.")
        .write(50.0, 659.0, 7.0, "It was published in the spring.")
        .read();
    assert!(matches!(kind_of(&blocks, "[14] See"), Some(Footnote)), "{blocks:?}");
}

#[test]
fn phrases_below_each_other_are_a_list_without_bullets() {
    let mut sheet = Sheet::new().prose(50.0, 60.0, 6).bold(50.0, 180.0, "Starting well");
    for (line, text) in
        ["Fewer people feel lonely", "Babies are healthy and safe", "People have good homes"].iter().enumerate()
    {
        sheet = sheet.write(50.0, 205.0 + 26.0 * line as f32, 10.0, text);
    }
    let blocks = sheet.read();
    for text in ["Fewer people", "Babies are", "People have"] {
        assert_eq!(kind_of(&blocks, text), Some(&ListItem(0)), "{blocks:?}");
    }
}

#[test]
fn many_small_boxes_are_a_flow_chart() {
    let mut sheet = Sheet::new();
    for step in 0..12_u8 {
        let (x, y) =
            (40.0 + 190.0 * f32::from(step % 3), 80.0 + 90.0 * f32::from(step / 3) + 17.0 * f32::from(step % 3));
        sheet = sheet.boxed(x, y, x + 150.0, y + 50.0).write(x + 10.0, y + 25.0, 10.0, "Offer a consultation.");
    }
    let sheet = sheet.write(40.0, 40.0, 16.0, "How to refer");
    assert_eq!(lay_out(std::slice::from_ref(&sheet.0))[0].quality.grade, PageGrade::Fair);
    let blocks = sheet.read();
    let steps = blocks.iter().filter(|(kind, text)| *kind == Chart && text == "Offer a consultation.");
    assert_eq!(steps.count(), 12, "{blocks:?}");
    assert_eq!(kind_of(&blocks, "How to refer"), Some(&Heading(1)));
}

#[test]
fn a_quotation_from_the_text_that_is_set_apart_is_no_statement() {
    let words = "It is hit and miss whether people ask.";
    let blocks = Sheet::new()
        .bold(50.0, 120.0, words)
        .prose(50.0, 300.0, 6)
        .write(50.0, 500.0, 10.0, &format!("The survey says more than that. {words} This is why we act."))
        .read();
    assert_eq!(kind_of(&blocks, words), Some(&BlockKind::Caption), "{blocks:?}");
}
