//! Small PDFs, each with one difficulty that print programs make, read from bytes to blocks.

use crate::read_bytes;
use stratmine_model::limits::Limits;
use stratmine_model::{Format, Page};

const PROSE: [&str; 3] = [
    "The trust serves a population of four hundred thousand people in the valley and the towns around it,",
    "and works with the council and with the community health services. Staff told us that they are proud",
    "of the care they give, and that too much of their time goes into paperwork.",
];

/// A PDF whose pages draw these contents, in Helvetica as F1.
fn pdf(contents: &[String]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
    let mut file = format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[{}]/Count {}>>endobj\n\
         3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n",
        kids.join(" "),
        contents.len()
    );
    for (page, content) in contents.iter().enumerate() {
        let (number, stream) = (4 + 2 * page, 5 + 2 * page);
        let page = format!(
            "{number} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {stream} 0 R>>endobj\n\
             {stream} 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n",
            content.len()
        );
        file.push_str(&page);
    }
    (file + "trailer<</Root 1 0 R>>\n%%EOF").into_bytes()
}

fn write(x: f32, y: f32, size: f32, text: &str) -> String {
    format!("BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n")
}

/// The usual text below which the difficulty stands, so that the page has a usual size.
fn prose(y: f32) -> String {
    (0_u8..).zip(PROSE).map(|(line, text)| write(72.0, y - 14.0 * f32::from(line), 11.0, text)).collect()
}

fn read(contents: &[String]) -> Vec<Page> {
    read_bytes(&pdf(contents), Format::Pdf, &Limits::default()).document.expect("a paper").pages
}

fn texts(page: &Page) -> Vec<&str> {
    page.blocks.iter().map(|block| page.slice(block.span)).collect()
}

/// The blocks of a page that draws prose, the difficulty and prose again, without the prose.
fn between(content: &str) -> Vec<String> {
    let pages = read(&[format!("{}{content}{}", prose(780.0), prose(400.0))]);
    let own = texts(&pages[0]).into_iter().filter(|text| !text.starts_with("The trust serves"));
    own.map(str::to_owned).collect()
}

#[test]
fn a_text_drawn_again_for_boldness_or_shadow_is_one_text() {
    let text = "We will reduce the number of falls on the wards.";
    for (across, down) in [(0.0, 0.0), (0.3, 0.0), (0.8, -0.8), (0.0, 0.5)] {
        let twice = write(72.0, 600.0, 11.0, text) + &write(72.0 + across, 600.0 + down, 11.0, text);
        assert_eq!(between(&twice), [text], "{across} {down}");
    }
    let letters: String = (0_u8..)
        .zip("Falls".chars())
        .map(|(place, letter)| {
            let x = 72.0 + 8.0 * f32::from(place);
            write(x, 600.0, 11.0, &letter.to_string()) + &write(x + 0.3, 600.0, 11.0, &letter.to_string())
        })
        .collect();
    let read = between(&letters).concat().replace(' ', "");
    assert_eq!(read, "Falls");
}

#[test]
fn the_same_words_next_to_each_other_are_two_texts() {
    let cells = write(72.0, 600.0, 11.0, "Yes") + &write(95.0, 600.0, 11.0, "Yes");
    assert_eq!(between(&cells).join(" "), "Yes Yes");
}

#[test]
fn an_initial_belongs_to_its_word() {
    let lines = |x: f32| {
        write(x, 600.0, 11.0, "e will improve the safety of care on every ward, so that patients are harmed less")
            + &write(x, 586.0, 11.0, "often. We will reduce waiting times for planned operations to eighteen weeks")
            + &write(72.0, 572.0, 11.0, "by the end of the third year.")
    };
    let wanted = "We will improve the safety of care on every ward, so that patients are harmed less often. We will reduce \
                  waiting times for planned operations to eighteen weeks by the end of the third year.";
    // Sunk by a line, drawn first or last; raised over its line.
    assert_eq!(between(&(write(72.0, 586.0, 32.0, "W") + &lines(104.0))), [wanted]);
    assert_eq!(between(&(lines(104.0) + &write(72.0, 586.0, 32.0, "W"))), [wanted]);
    assert_eq!(between(&(write(72.0, 600.0, 24.0, "W") + &lines(95.0))), [wanted]);
}

#[test]
fn letters_set_apart_are_words() {
    let spaced = |spacing: f32, text: &str| format!("BT /F1 14 Tf {spacing} Tc 72 600 Td ({text}) Tj 0 Tc ET\n");
    for spacing in [2.0, 4.0, 6.0] {
        assert_eq!(between(&spaced(spacing, "OUR AIMS FOR CARE")), ["OUR AIMS FOR CARE"], "{spacing}");
    }
    assert_eq!(between(&write(72.0, 600.0, 14.0, "O U R   A I M S")), ["OUR AIMS"]);
    assert_eq!(
        between(&write(72.0, 600.0, 11.0, "Option A or B is for us to take.")),
        ["Option A or B is for us to take."]
    );
}

#[test]
fn a_word_that_a_page_ends_in_is_read_whole() {
    let first = prose(780.0) + &write(72.0, 100.0, 11.0, "We will recruit more nurses who serve the com-");
    let second = write(72.0, 700.0, 11.0, "munity by the spring of 2023.") + &prose(600.0);
    let pages = read(&[first, second]);
    assert_eq!(texts(&pages[0]).last(), Some(&"We will recruit more nurses who serve the community"));
    assert_eq!(texts(&pages[1]).first(), Some(&"by the spring of 2023."));
    // The hyphen of two words is their own.
    let first = prose(780.0) + &write(72.0, 100.0, 11.0, "We will agree a plan for the long-");
    let second = write(72.0, 700.0, 11.0, "term care of all.") + &prose(600.0);
    assert_eq!(texts(&read(&[first, second])[0]).last(), Some(&"We will agree a plan for the long-"));
}
