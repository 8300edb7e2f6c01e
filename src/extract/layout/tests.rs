//! Pages made by hand, one difficulty each, read from glyphs to blocks.

mod by_lot;

use super::*;
use stratmine_model::BlockKind::{self, Chart, Footnote, Heading, ListItem, Paragraph, TableRow};
use stratmine_model::Rect;

const WIDTH: f32 = 600.0;
const HEIGHT: f32 = 800.0;

/// A page under construction: every letter is half an em wide.
pub(super) struct Sheet(PageGlyphs);

impl Sheet {
    pub(super) fn new() -> Self {
        Self(PageGlyphs { width: WIDTH, height: HEIGHT, ..PageGlyphs::default() })
    }

    pub(super) fn write(mut self, x: f32, y: f32, size: f32, text: &str) -> Self {
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
    pub(super) fn prose(mut self, x: f32, y: f32, lines: u8) -> Self {
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

    pub(super) fn page(self) -> PageGlyphs {
        self.0
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

/// Lines of two columns on one grid of baselines, ragged at the right, as designed papers set them.
fn two_columns(left: &[&str], right: &[&str]) -> Sheet {
    let mut sheet = Sheet::new();
    for (x, column) in [(50.0, left), (230.0, right)] {
        for (line, text) in column.iter().enumerate() {
            sheet = sheet.write(x, 100.0 + 13.0 * line as f32, 10.0, text);
        }
    }
    sheet
}

#[test]
fn columns_that_share_their_baselines_are_no_table() {
    let left = ["We will work with", "our partners so that", "people can stay at", "home for longer and", "are safe."];
    let right = [
        "Every ward will have",
        "the nurses that it",
        "needs, and staff will",
        "be trained in the new",
        "ways of working.",
    ];
    let blocks = two_columns(&left, &right).read();
    assert_eq!(texts(&blocks), [left.join(" "), right.join(" ")]);
    // Three columns, the first of which begins again and again.
    let third = [
        "The plan is paid for",
        "by savings on agency",
        "staff and on buildings",
        "that are no longer",
        "used by anyone.",
    ];
    let mut sheet = two_columns(&left, &right);
    for (line, text) in third.iter().enumerate() {
        sheet = sheet.write(410.0, 100.0 + 13.0 * line as f32, 10.0, text);
    }
    assert_eq!(texts(&sheet.read()), [left.join(" "), right.join(" "), third.join(" ")]);
}

#[test]
fn labels_and_figures_in_rows_are_a_table() {
    let mut sheet = Sheet::new().prose(50.0, 400.0, 5);
    for (row, (label, before, after)) in
        [("Falls", "120", "80"), ("Waits over a year", "14", "2"), ("Vacancies", "9%", "4%"), ("Savings", "1.2m", "5m")]
            .iter()
            .enumerate()
    {
        let y = 100.0 + 13.0 * row as f32;
        sheet = sheet.write(50.0, y, 10.0, label).write(250.0, y, 10.0, before).write(330.0, y, 10.0, after);
    }
    let blocks = sheet.read();
    assert_eq!(kind_of(&blocks, "Waits over a year | 14 | 2"), Some(&TableRow), "{blocks:?}");
}

#[test]
fn short_items_of_a_list_are_never_words_of_a_figure() {
    let mut sheet = Sheet::new().write(50.0, 60.0, 10.0, "These were some of their answers:");
    for item in 0..14_u8 {
        let text = ["• Build on case studies", "• Engage expert support", "• Use test groups"][usize::from(item % 3)];
        sheet = sheet.write(70.0, 90.0 + 20.0 * f32::from(item), 10.0, text);
    }
    let items = sheet.read().iter().filter(|(kind, _)| matches!(kind, ListItem(_))).count();
    assert_eq!(items, 14);
}

#[test]
fn the_end_of_a_fill_parts_no_sentence() {
    let lines = [
        "The plan sets out how we will work with our partners so",
        "that people are safe on every ward and at home, and also",
        "staff are well.",
    ];
    let mut sheet = Sheet::new().prose(50.0, 400.0, 5);
    sheet.0.rules.push(RuledLine { rect: Rect::new(40.0, 80.0, 400.0, 119.0), stroked: false, colour: 0xccdd_eeff });
    for (line, text) in lines.iter().enumerate() {
        sheet = sheet.write(50.0, 100.0 + 14.0 * line as f32, 10.0, text);
    }
    assert_eq!(texts(&sheet.read())[0], lines.join(" "));
}

#[test]
fn loosely_set_lines_are_one_paragraph() {
    for leading in [20.0, 24.0, 28.0] {
        let mut sheet = Sheet::new().prose(50.0, 500.0, 5);
        let lines = [
            "The context of each system opens the door to biases in how",
            "people see what is going on, and no single person knows all",
            "Parts of it well enough to say what should come next there.",
        ];
        for (line, text) in lines.iter().enumerate() {
            sheet = sheet.write(50.0, 100.0 + leading * line as f32, 10.0, text);
        }
        assert_eq!(texts(&sheet.read())[0], lines.join(" "), "{leading}");
    }
}

#[test]
fn the_next_letter_on_its_indent_begins_an_item() {
    let blocks = Sheet::new()
        .prose(50.0, 300.0, 5)
        .write(50.0, 100.0, 10.0, "We looked at the trends of admissions by")
        .write(70.0, 113.0, 10.0, "a. Sex")
        .write(70.0, 126.0, 10.0, "b. Method of admission")
        .write(70.0, 139.0, 10.0, "c. Duration of stay")
        .read();
    for item in ["Sex", "Method of admission", "Duration of stay"] {
        assert_eq!(kind_of(&blocks, item), Some(&ListItem(0)), "{blocks:?}");
    }
}

#[test]
fn underlined_and_italic_lines_head_what_follows() {
    let mut sheet = Sheet::new().write(50.0, 60.0, 10.0, "Co-production workshops").prose(50.0, 75.0, 5);
    sheet.0.rules.push(RuledLine { rect: Rect::new(50.0, 61.5, 165.0, 62.2), stroked: false, colour: 0xff });
    sheet.put(50.0, 200.0, 10.0, "Phase two findings", |run| run.italic = Some(true));
    let blocks = sheet.prose(50.0, 215.0, 5).read();
    assert!(matches!(kind_of(&blocks, "Co-production workshops"), Some(Heading(_))), "{blocks:?}");
    assert!(matches!(kind_of(&blocks, "Phase two findings"), Some(Heading(_))), "{blocks:?}");
    // A title of a book within a sentence is none.
    let mut sheet = Sheet::new();
    sheet.put(50.0, 60.0, 10.0, "Thinking fast and slow", |run| run.italic = Some(true));
    let blocks = sheet.write(50.0, 73.0, 10.0, "is a book that many of us read.").read();
    assert_eq!(texts(&blocks), ["Thinking fast and slow is a book that many of us read."]);
}

#[test]
fn a_bold_opening_and_its_rest_are_one_sentence() {
    let blocks = Sheet::new()
        .prose(50.0, 300.0, 5)
        .bold(50.0, 100.0, "Improve awareness of resistance")
        .write(50.0, 113.0, 10.0, "through campaigns and education of the public.")
        .read();
    assert_eq!(texts(&blocks)[0], "Improve awareness of resistance through campaigns and education of the public.");
}

#[test]
fn boxes_side_by_side_are_read_from_left_to_right() {
    let blocks = Sheet::new()
        .boxed(50.0, 101.0, 298.0, 200.0)
        .boxed(303.0, 100.0, 550.0, 200.0)
        .bold(60.0, 121.0, "People keeping well")
        .write(60.0, 141.0, 10.0, "• Find those at risk")
        .write(60.0, 155.0, 10.0, "• Plan with them")
        .bold(313.0, 120.0, "Strong communities")
        .write(313.0, 140.0, 10.0, "• Safe places to meet")
        .write(313.0, 154.0, 10.0, "• A voice for all")
        .prose(50.0, 400.0, 6)
        .read();
    let order =
        ["People keeping well", "Find those at risk", "Plan with them", "Strong communities", "Safe places to meet"];
    assert_eq!(texts(&blocks)[..5], order);
}

#[test]
fn a_sentence_about_a_table_is_no_caption() {
    let blocks = Sheet::new()
        .prose(50.0, 300.0, 5)
        .write(50.0, 100.0, 10.0, "Table 3 shows how many people were asked.")
        .write(50.0, 160.0, 10.0, "Figure 2: How data flow between the trusts")
        .read();
    assert_eq!(kind_of(&blocks, "Table 3 shows"), Some(&Paragraph));
    assert_eq!(kind_of(&blocks, "Figure 2"), Some(&BlockKind::Caption));
}

/// A ruled table of two columns with heads; the first column has a cell over two rows.
fn ruled_table() -> Sheet {
    let wall =
        |x0: f32, y0: f32, x1: f32, y1: f32| RuledLine { rect: Rect::new(x0, y0, x1, y1), stroked: true, colour: 0xff };
    let mut sheet = Sheet::new().prose(50.0, 500.0, 5);
    for y in [80.0, 100.0, 180.0, 240.0] {
        sheet.0.rules.push(wall(50.0, y, 450.0, y));
    }
    // The cell at the left goes on over the second and third row.
    sheet.0.rules.push(wall(200.0, 140.0, 450.0, 140.0));
    for x in [50.0, 200.0, 450.0] {
        sheet.0.rules.push(wall(x, 80.0, x, 240.0));
    }
    sheet
        .bold(60.0, 94.0, "Aim")
        .bold(210.0, 94.0, "What we do")
        .write(60.0, 140.0, 10.0, "Safer care")
        .write(210.0, 114.0, 10.0, "Report every fall")
        .write(210.0, 154.0, 10.0, "Train each ward")
        .write(60.0, 194.0, 10.0, "Our people")
        .write(210.0, 194.0, 10.0, "• Recruit more nurses and")
        .write(218.0, 207.0, 10.0, "midwives")
        .write(210.0, 220.0, 10.0, "• Cut agency spending")
}

#[test]
fn a_cell_keeps_its_items_and_names_the_rows_that_it_reaches_into() {
    let pages = lay_out(&[ruled_table().0]);
    let page = &pages[0];
    let rows: Vec<&Block> = page.blocks.iter().filter(|block| block.kind == TableRow).collect();
    let shown: Vec<&str> = rows.iter().map(|row| page.slice(row.span)).collect();
    assert_eq!(
        shown,
        [
            "Aim | What we do",
            "Safer care | Report every fall",
            " | Train each ward",
            "Our people | • Recruit more nurses and midwives • Cut agency spending"
        ]
    );
    assert!(rows[1..].iter().all(|row| row.column_heads == ["Aim", "What we do"]));
    assert_eq!(
        rows.iter().map(|row| row.row_head.as_deref()).collect::<Vec<_>>(),
        [None, None, Some("Safer care"), None]
    );
    let pieces: Vec<&str> = rows[3].pieces.iter().map(|piece| page.slice(*piece)).collect();
    assert_eq!(pieces, ["Recruit more nurses and midwives", "Cut agency spending"]);
}

#[test]
fn a_line_spaced_out_to_fill_its_column_is_one_line() {
    let mut sheet = Sheet::new().prose(50.0, 400.0, 6);
    for (word, x) in [("Better", 50.0), ("waiting", 105.0), ("times", 165.0), ("for", 215.0)] {
        sheet = sheet.write(x, 113.0, 10.0, word);
    }
    let blocks = sheet
        .write(50.0, 100.0, 10.0, "What we all want is this for us all,")
        .write(50.0, 126.0, 10.0, "operations that people need.")
        .write(330.0, 100.0, 10.0, "The second column has its own lines")
        .write(330.0, 113.0, 10.0, "next to those of the first column.")
        .read();
    assert!(texts(&blocks)[0].contains("all, Better waiting times for operations"), "{blocks:?}");
}

#[test]
fn a_narrow_gutter_parts_columns_whose_lines_begin_at_one_edge() {
    let mut sheet = Sheet::new();
    let columns = [
        (50.0, "The plan that we made for all who use our services"),
        (306.0, "And this is what the partners say of the same plan"),
    ];
    for (x, text) in columns {
        for line in 0..8_u8 {
            sheet = sheet.write(x, 100.0 + 13.0 * f32::from(line), 10.0, text);
        }
    }
    let blocks = sheet.read();
    let first = texts(&blocks)[0];
    assert!(first.contains("our services The plan"), "{blocks:?}");
}

#[test]
fn a_title_between_sections_closes_the_columns_above_it() {
    let mut sheet = Sheet::new();
    for (section, y) in [("first", 100.0), ("second", 200.0)] {
        sheet = sheet.write(50.0, y - 20.0, 18.0, &format!("The {section} part"));
        for (side, x) in [("left", 50.0), ("right", 320.0)] {
            for line in 0..4_u8 {
                let end = if line == 3 { "ends here." } else { "goes on and" };
                sheet = sheet.write(x, y + 13.0 * f32::from(line), 10.0, &format!("the {section} {side} column {end}"));
            }
        }
    }
    let blocks = sheet.read();
    let order = [
        "The first part",
        "the first left",
        "the first right",
        "The second part",
        "the second left",
        "the second right",
    ];
    assert_eq!(blocks.len(), 6, "{blocks:?}");
    assert!(texts(&blocks).iter().zip(order).all(|(text, start)| text.starts_with(start)), "{blocks:?}");
}

#[test]
fn a_column_that_begins_a_line_higher_is_read_whole() {
    let mut sheet = Sheet::new().write(50.0, 60.0, 18.0, "The plan for all");
    sheet = sheet.write(320.0, 87.0, 10.0, "The right column begins a line higher");
    sheet = sheet.bold(50.0, 103.0, "Our aims");
    for line in 0..5_u8 {
        let y = 119.0 + 13.0 * f32::from(line);
        let end = if line == 4 { "ends." } else { "goes on" };
        sheet = sheet.write(50.0, y, 10.0, &format!("the left column is here and it {end}")).write(
            320.0,
            y - 18.0,
            10.0,
            "and it goes on like this, as it does",
        );
    }
    let blocks = sheet.read();
    assert_eq!(texts(&blocks)[..2], ["The plan for all", "Our aims"], "{blocks:?}");
    let last = texts(&blocks).last().copied().unwrap_or_default();
    assert!(last.starts_with("The right column begins a line higher and it goes on"), "{blocks:?}");
}

#[test]
fn a_table_of_figures_is_no_list_of_contents() {
    let rows = |figures: [&str; 7]| {
        let mut sheet = Sheet::new();
        let names = ["Aims of the plan", "Safer care", "Our people", "Estates", "Data", "Money", "Next steps"];
        for (row, (name, figure)) in names.iter().zip(figures).enumerate() {
            let y = 120.0 + 26.0 * row as f32;
            sheet = sheet.write(50.0, y, 10.0, &format!("{name} {figure}"));
        }
        sheet.read().iter().filter(|(kind, _)| *kind == BlockKind::Contents).count()
    };
    assert_eq!(rows(["3", "5", "9", "12", "14", "20", "31"]), 7);
    assert_eq!(rows(["31", "5", "112", "12", "4", "20", "3"]), 0);
}
