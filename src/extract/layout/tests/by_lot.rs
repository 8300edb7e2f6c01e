//! Faults that were found on pages drawn by lot: each as the smallest page that showed it, in two variants.

use super::*;
use stratmine_model::BlockKind::{Caption, Contents, Running};

/// The kind and text of the blocks of a page that begin so.
fn found<'b>(blocks: &'b [(BlockKind, String)], beginning: &str) -> Option<(&'b BlockKind, &'b str)> {
    blocks.iter().find(|(_, text)| text.starts_with(beginning)).map(|(kind, text)| (kind, text.as_str()))
}

fn coloured(sheet: Sheet, x: f32, y: f32, size: f32, text: &str) -> Sheet {
    let mut sheet = sheet;
    sheet.put(x, y, size, text, |run| run.colour = 0x2266_99ff);
    sheet
}

#[test]
fn the_number_of_a_heading_may_stand_a_tab_before_it() {
    for (number, size) in [("3", 14.0), ("12", 12.0)] {
        let mut sheet = Sheet::new().prose(110.0, 100.0, 6);
        sheet = coloured(coloured(sheet, 50.0, 200.0, size, number), 110.0, 200.0, size, "Project overview");
        let blocks = sheet.prose(110.0, 225.0, 6).read();
        let title = format!("{number} Project overview");
        assert!(matches!(found(&blocks, &title), Some((Heading(_), _))), "{blocks:?}");
        assert_eq!(blocks.len(), 3, "the text above stays whole: {blocks:?}");
    }
    // Numbers of a table are no numbers of headings.
    let blocks = two_columns(&["1", "2", "3"], &["Falls", "Waits", "Visits"]).read();
    assert!(blocks.iter().all(|(kind, _)| !matches!(kind, Heading(_))), "{blocks:?}");
}

#[test]
fn numbered_headings_of_one_look_are_headings_together() {
    let titles = ["1. Contracts", "2. Large organisations:", "3. Strong leadership:"];
    let roman = ["I. Use of data", "II. Use insight that we have:", "III. Work in partnership"];
    for titles in [titles, roman] {
        let mut sheet = Sheet::new();
        for (place, title) in titles.into_iter().enumerate() {
            let y = 100.0 + 80.0 * place as f32;
            sheet = sheet.write(50.0, y, 13.0, title);
            sheet = sheet.write(70.0, y + 20.0, 10.0, "• Set up contracts before the work begins");
            sheet = sheet.write(70.0, y + 34.0, 10.0, "• Be ready to work across all of the parts");
        }
        let blocks = sheet.prose(50.0, 400.0, 9).read();
        for title in titles {
            assert!(matches!(found(&blocks, title), Some((Heading(_), _))), "{title}: {blocks:?}");
        }
    }
}

#[test]
fn numbered_sentences_in_bold_are_items_together() {
    let long =
        "2. The wards will be open at night, and the nurses who work on them will have the training and the rest.";
    for last in ["3. The board will meet.", "3. Staff will rest;"] {
        let blocks = Sheet::new()
            .bold(50.0, 100.0, "1. The trust will pay for it;")
            .bold(50.0, 130.0, long)
            .bold(50.0, 160.0, last)
            .prose(50.0, 300.0, 9)
            .read();
        let items = blocks.iter().filter(|(kind, _)| matches!(kind, ListItem(_))).count();
        assert_eq!(items, 3, "{blocks:?}");
    }
}

#[test]
fn bold_capitals_head_the_text_though_they_are_small() {
    for title in ["SINGLE SIGN-ON", "STRATEGIC DIRECTION"] {
        let mut sheet = Sheet::new().prose(50.0, 100.0, 6);
        sheet.put(110.0, 200.0, 7.8, title, |run| run.ink = Some(1.4));
        let blocks = sheet.prose(50.0, 225.0, 6).read();
        assert!(matches!(found(&blocks, title), Some((Heading(_), _))), "{blocks:?}");
    }
}

#[test]
fn a_raised_number_before_small_print_is_the_mark_of_its_note() {
    for (mark, text) in
        [("3", "Braun and Clarke wrote on themes in the year 2006."), ("14", "See the plan of the trust.")]
    {
        let x = 50.0 + 2.5 * mark.len() as f32 + 2.0;
        let blocks =
            Sheet::new().prose(50.0, 100.0, 20).write(50.0, 766.0, 5.0, mark).write(x, 769.0, 8.0, text).read();
        assert_eq!(found(&blocks, mark), Some((&Footnote, format!("{mark} {text}").as_str())), "{blocks:?}");
    }
}

#[test]
fn a_label_and_its_title_are_one_caption_over_a_tab() {
    for (label, title) in [("Figure 6", "Veterans by age group"), ("Table A3:", "People by area")] {
        let blocks = Sheet::new().bold(50.0, 100.0, label).bold(125.0, 100.0, title).prose(50.0, 300.0, 9).read();
        assert_eq!(found(&blocks, label), Some((&Caption, format!("{label} {title}").as_str())), "{blocks:?}");
    }
}

#[test]
fn a_sentence_in_bold_goes_on_in_brackets_and_after_a_number() {
    for (first, rest) in [
        (
            "The rate of births at which more than one child is born was 17.9",
            "(155 births) in the whole of the county.",
        ),
        (
            "The share of the wards that have enough nurses at night is now",
            "(as the board heard) close to all of them.",
        ),
    ] {
        let blocks = Sheet::new().bold(50.0, 100.0, first).write(50.0, 113.0, 10.0, rest).prose(50.0, 300.0, 9).read();
        assert_eq!(texts(&blocks)[0], format!("{first} {rest}"));
    }
}

#[test]
fn a_first_line_beside_a_heading_stays_with_its_paragraph() {
    for beside in ["The places that we live in", "Homes"] {
        let blocks = Sheet::new()
            .write(50.0, 100.0, 12.0, "Health is not just about not being ill or in")
            .bold(340.0, 86.0, beside)
            .write(50.0, 114.0, 12.0, "need of care. It is a thing that we share, and")
            .write(50.0, 128.0, 12.0, "that changes with how we live and work.")
            .prose(340.0, 114.0, 6)
            .prose(50.0, 400.0, 9)
            .read();
        let text = "Health is not just about not being ill or in need of care. It is a thing that we share, and that \
                    changes with how we live and work.";
        assert!(texts(&blocks).contains(&text), "{blocks:?}");
    }
}

#[test]
fn names_at_an_axis_of_numbers_are_words_of_the_chart() {
    for unit in ["%", ""] {
        let mut sheet = Sheet::new().prose(50.0, 500.0, 9);
        for step in 0..6_u8 {
            let number = format!("{}{unit}", 10 * (6 - step));
            sheet = sheet.write(60.0, 100.0 + 30.0 * f32::from(step), 9.0, &number);
        }
        for (place, name) in ["Roads", "Housing", "Shops and offices"].into_iter().enumerate() {
            sheet = sheet.write(120.0 + 120.0 * place as f32, 268.0, 9.0, name);
        }
        let blocks = sheet.write(50.0, 300.0, 9.0, "Source: the survey of the council").read();
        for name in ["Roads", "Housing", "Shops and offices"] {
            assert_eq!(kind_of(&blocks, name), Some(&Chart), "{blocks:?}");
        }
        assert_eq!(kind_of(&blocks, "Source:"), Some(&Caption), "{blocks:?}");
    }
}

#[test]
fn a_line_of_dots_is_drawn_and_no_word() {
    for dots in ["…………………………………………", "....................."] {
        let blocks = Sheet::new()
            .write(50.0, 100.0, 10.0, "Chair of the board")
            .write(50.0, 113.0, 10.0, dots)
            .prose(50.0, 300.0, 9)
            .read();
        assert_eq!(found(&blocks, "Chair"), Some((&Paragraph, "Chair of the board")), "{blocks:?}");
        assert_eq!(kind_of(&blocks, dots), Some(&Chart), "{blocks:?}");
    }
}

#[test]
fn a_wider_gap_ends_a_list_without_bullets() {
    for gap in [30.0, 50.0] {
        let blocks = Sheet::new()
            .prose(50.0, 60.0, 6)
            .write(50.0, 180.0, 10.0, "The team were these people:")
            .write(50.0, 205.0, 10.0, "Jane Brown, who led the work")
            .write(50.0, 221.0, 10.0, "John Green of the health service")
            .write(50.0, 237.0, 10.0, "Mary White of the county council")
            .write(50.0, 237.0 + gap, 10.0, "With help from the heads of the wards")
            .prose(50.0, 400.0, 6)
            .read();
        assert_eq!(kind_of(&blocks, "Mary White"), Some(&ListItem(0)), "{blocks:?}");
        assert_eq!(kind_of(&blocks, "With help"), Some(&Paragraph), "{blocks:?}");
    }
}

#[test]
fn heads_of_columns_that_go_on_over_pages_are_no_running_heads() {
    let page = |aim: &str, title: &str| {
        let cells = format!("{aim} with the council");
        Sheet::new()
            .write(50.0, 40.0, 9.0, title)
            .bold(50.0, 70.0, "Our goals")
            .bold(300.0, 70.0, "What we mean")
            .write(50.0, 84.0, 10.0, &cells)
            .write(300.0, 84.0, 10.0, "Care is built around each person and family.")
            .prose(50.0, 300.0, 9)
            .page()
    };
    for title in ["The plan of the county", "West 2030"] {
        let pages =
            lay_out(&["Safer care", "Shorter waits", "Better homes", "Fewer falls"].map(|aim| page(aim, title)));
        for page in &pages {
            let kind = |text: &str| {
                page.blocks.iter().find(|block| page.slice(block.span).contains(text)).map(|block| block.kind)
            };
            assert_eq!(kind(title), Some(Running));
            assert!(kind("Our goals") != Some(Running) && kind("What we mean") != Some(Running), "{:?}", page.text);
        }
    }
}

#[test]
fn fills_behind_the_paragraphs_of_cells_are_no_cells() {
    let mut sheet = ruled_table();
    for y in [104.0, 118.0, 150.0] {
        let rect = Rect::new(56.0, y, 190.0, y + 13.0);
        sheet.0.rules.push(RuledLine { rect, stroked: false, colour: 0xccdd_eeff });
    }
    let blocks = sheet.read();
    assert_eq!(blocks.iter().filter(|(kind, _)| *kind == TableRow).count(), 4, "{blocks:?}");
}

#[test]
fn entries_of_a_contents_list_in_columns_are_no_rows_of_a_table() {
    let mut sheet = Sheet::new().write(50.0, 60.0, 16.0, "Contents");
    for (line, (text, page)) in [
        ("The law on data", "9"),
        ("Data without names", "9"),
        ("Data under other names", "10"),
        ("How we govern", "12"),
    ]
    .into_iter()
    .enumerate()
    {
        let y = 100.0 + 30.0 * line as f32;
        sheet = sheet.write(50.0, y, 10.0, text).write(520.0, y, 10.0, page);
        sheet = sheet.write(60.0, y + 13.0, 10.0, "What it means for us").write(520.0, y + 13.0, 10.0, page);
    }
    let blocks = sheet.read();
    assert!(blocks.iter().all(|(kind, _)| *kind == Contents), "{blocks:?}");
}

/// Text in two columns, with a row of boxes below both.
fn columns_over_boxes(round: bool) -> Sheet {
    let mut sheet = Sheet::new().prose(50.0, 100.0, 6).prose(320.0, 100.0, 9);
    for (x, title) in [(45.0, "Safer care"), (315.0, "Shorter waits")] {
        let rect = Rect::new(x, 300.0, x + 240.0, 380.0);
        if round {
            sheet.0.drawings.push(rect);
        } else {
            sheet = sheet.boxed(rect.x0, rect.y0, rect.x1, rect.y1);
        }
        sheet = sheet.bold(x + 10.0, 320.0, title).write(x + 10.0, 340.0, 10.0, "• Report every fall on a ward");
    }
    sheet
}

#[test]
fn boxes_side_by_side_stand_below_both_columns() {
    for round in [false, true] {
        let blocks = columns_over_boxes(round).read();
        let texts = texts(&blocks);
        assert_eq!(
            texts[2..],
            ["Safer care", "Report every fall on a ward", "Shorter waits", "Report every fall on a ward"]
        );
    }
}

#[test]
fn sections_side_by_side_are_no_table_though_they_begin_level() {
    for lines in [5_u8, 8] {
        let mut sheet = Sheet::new();
        for section in 0..3_u8 {
            let y = 80.0 + 180.0 * f32::from(section);
            sheet = sheet.prose(50.0, y, lines).prose(320.0, y, lines);
        }
        let blocks = sheet.read();
        assert!(blocks.iter().all(|(kind, _)| *kind == Paragraph), "{blocks:?}");
    }
}

#[test]
fn what_is_set_as_all_headings_are_is_a_heading() {
    for odd in ["eTrauma", "Results that we have seen and that are worth it."] {
        let mut sheet = Sheet::new();
        for (place, title) in ["BrainPatch", "Chief AI", "Concentric", odd, "Doc Sort"].into_iter().enumerate() {
            let y = 80.0 + 130.0 * place as f32;
            sheet = coloured(sheet, 50.0, y, 12.0, title).prose(50.0, y + 25.0, 6);
        }
        let blocks = sheet.read();
        assert!(matches!(kind_of(&blocks, odd), Some(Heading(_))), "{blocks:?}");
    }
    // One sentence in bold among a few headings in bold is none.
    let said = "A prescription is of no use where it does not help the person who takes it in any way at all.";
    let mut sheet = Sheet::new();
    for (place, title) in ["Aims", "Costs", "Staff", said].into_iter().enumerate() {
        let y = 80.0 + 130.0 * place as f32;
        sheet = sheet.bold(50.0, y, title).prose(50.0, y + 25.0, 6);
    }
    assert_eq!(kind_of(&sheet.read(), said), Some(&Paragraph));
}

#[test]
fn a_line_a_little_larger_heads_the_text_just_below() {
    for (title, text) in
        [("Setting", "Yorkshire and the Humber"), ("Time period", "From the spring of 2012 to that of 2019.")]
    {
        let blocks =
            Sheet::new().write(50.0, 100.0, 10.8, title).write(50.0, 114.0, 10.0, text).prose(50.0, 300.0, 9).read();
        assert!(matches!(kind_of(&blocks, title), Some(Heading(_))), "{blocks:?}");
        assert_eq!(kind_of(&blocks, text), Some(&Paragraph), "{blocks:?}");
    }
}

#[test]
fn a_note_may_be_as_large_as_the_text() {
    for text in ["https://www.example.org/ seen in May", "See the plan of the trust for the next year."] {
        let blocks =
            Sheet::new().prose(50.0, 100.0, 20).write(50.0, 696.0, 6.5, "16").write(58.0, 700.0, 10.0, text).read();
        assert_eq!(kind_of(&blocks, "16"), Some(&Footnote), "{blocks:?}");
    }
}

#[test]
fn bars_over_an_axis_of_numbers_are_no_table() {
    for (numbers, step) in [(["12", "25", "27", "8"], 10), (["1.5", "2", "3.5", "1"], 1)] {
        let mut sheet = Sheet::new().prose(50.0, 400.0, 9);
        for (bar, number) in numbers.into_iter().enumerate() {
            let y = 100.0 + 20.0 * bar as f32;
            sheet = sheet.write(60.0, y, 9.0, ["Police services", "Schools", "Wards", "Home care teams"][bar]);
            sheet = sheet.write(220.0 + 11.0 * bar as f32, y, 9.0, number);
        }
        for tick in 0..5_u8 {
            let number = (i32::from(tick) * step).to_string();
            sheet = sheet.write(200.0 + 60.0 * f32::from(tick), 185.0, 9.0, &number);
        }
        let blocks = sheet.read();
        assert!(blocks.iter().all(|(kind, _)| *kind != TableRow), "{blocks:?}");
        assert_eq!(kind_of(&blocks, "Police"), Some(&Chart), "{blocks:?}");
    }
    // Years over figures are a table.
    let rows = ["2019", "2020", "2021", "2022"];
    let mut sheet = Sheet::new().prose(50.0, 400.0, 9);
    for (line, name) in ["Area", "Falls", "Waits"].into_iter().enumerate() {
        let y = 100.0 + 16.0 * line as f32;
        sheet = sheet.write(60.0, y, 9.0, name);
        for (column, year) in rows.into_iter().enumerate() {
            let text = if line == 0 { year.to_owned() } else { format!("{}", 37 * (column + 2) % 50) };
            sheet = sheet.write(150.0 + 60.0 * column as f32, y, 9.0, &text);
        }
    }
    assert_eq!(sheet.read().iter().filter(|(kind, _)| *kind == TableRow).count(), 3);
}

#[test]
fn an_address_on_a_line_of_its_own_is_no_rest_of_a_sentence() {
    for address in ["https://www.example.org/", "www.example.org"] {
        let blocks = Sheet::new().bold(50.0, 100.0, "Concentric health").write(50.0, 113.0, 10.0, address);
        let blocks = blocks.prose(50.0, 300.0, 9).read();
        assert!(texts(&blocks).contains(&"Concentric health"), "{blocks:?}");
    }
}

#[test]
fn words_in_square_brackets_are_no_heading() {
    for text in ["[2015, amended 2022]", "[new]"] {
        let blocks = Sheet::new().bold(50.0, 100.0, text).prose(50.0, 130.0, 9).read();
        assert!(!matches!(kind_of(&blocks, text), Some(Heading(_))), "{blocks:?}");
    }
}

#[test]
fn a_running_foot_may_end_in_the_name_of_the_chapter() {
    let paper = "Needs of the county: what communities say";
    for sign in ["/", "–"] {
        let page = |chapter: &str| {
            Sheet::new().prose(50.0, 100.0, 9).write(50.0, 770.0, 7.0, &format!("{paper} {sign} {chapter}")).page()
        };
        let pages = lay_out(&["Summary", "Approach", "Findings", "Taboos", "Appendix"].map(page));
        for page in &pages {
            let foot = page.blocks.last().expect("a block");
            assert_eq!((foot.kind, page.slice(foot.span).starts_with(paper)), (Running, true), "{:?}", page.text);
        }
    }
}

#[test]
fn numbered_lines_in_bold_that_a_colon_announces_are_a_list() {
    let announced = ["1. A system under pressure", "2. Help for people earlier", "3. Whole pathways"];
    for (lead, kind) in [("The report has these parts:", ListItem(0)), ("The report has parts.", Heading(1))] {
        let mut sheet = Sheet::new().prose(50.0, 60.0, 6).write(50.0, 160.0, 10.0, lead);
        for (line, text) in announced.into_iter().enumerate() {
            sheet = sheet.bold(60.0, 185.0 + 14.0 * line as f32, text);
        }
        let blocks = sheet.prose(50.0, 300.0, 9).read();
        let kinds: Vec<_> =
            blocks.iter().filter(|(_, text)| text.contains("pathways")).map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [kind], "{lead}: {blocks:?}");
    }
}

#[test]
fn items_in_small_print_beside_numbers_explain_a_chart() {
    for size in [6.0, 8.5] {
        let mut sheet = Sheet::new().prose(50.0, 500.0, 9);
        for (number, (x, y)) in [(100.0, 120.0), (160.0, 100.0), (220.0, 150.0), (150.0, 200.0)].into_iter().enumerate()
        {
            sheet = sheet.write(x, y, 9.0, &format!("{}%", 7 * number + 3));
        }
        for (line, name) in ["Jumping from a high place", "Drowning in a river", "Other"].into_iter().enumerate() {
            sheet = sheet.write(90.0, 250.0 + 12.0 * line as f32, size, &format!("• {name}"));
        }
        let blocks = sheet.read();
        for name in ["Jumping", "Drowning", "Other"] {
            assert_eq!(kind_of(&blocks, name), Some(&Chart), "{blocks:?}");
        }
    }
}
