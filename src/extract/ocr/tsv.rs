//! Tesseract's table of words: one row per page, block, paragraph, line or word, with twelve columns separated by tabs.
//!
//! The table comes from another program, which made it from a picture of unknown origin. Rows that make no sense are
//! left out, and every number is checked against its bounds.

use stratmine_model::limits::MAX_GLYPHS_PER_PAGE;

/// A recognised word, in pixels of the picture from its top left.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    /// What it says; never empty, no blanks or control characters.
    pub(super) text: String,
    /// Left, top, right and bottom.
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
    /// How sure the program is of it, 0 to 100.
    pub(super) confidence: f32,
    /// Which line it stands in: block, paragraph and line.
    pub(super) line: (u32, u32, u32),
}

impl Word {
    pub(super) fn width(&self) -> f32 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f32 {
        self.bottom - self.top
    }
}

/// The rows that are words.
const WORD: &str = "5";
/// Longest word kept, in characters.
const LONGEST: usize = 200;

/// The words of a table in its order. `None` where it is no such table at all.
pub(super) fn words(table: &[u8], width: u32, height: u32) -> Option<Vec<Word>> {
    let text = String::from_utf8_lossy(table);
    let mut rows = text.lines();
    let head = rows.next()?;
    if !(head.starts_with("level\t") && head.trim_end().ends_with("\ttext")) {
        return None;
    }
    let mut characters = 0;
    let within = |word: &Word| {
        characters += word.text.chars().count();
        characters <= MAX_GLYPHS_PER_PAGE
    };
    Some(rows.filter_map(|row| word(row, width as f32, height as f32)).take_while(within).collect())
}

fn word(row: &str, width: f32, height: f32) -> Option<Word> {
    let mut cells = row.splitn(12, '\t');
    if cells.next()? != WORD {
        return None;
    }
    let mut number = || cells.next()?.trim().parse::<u32>().ok();
    let (_page, block, paragraph, line, _word) = (number()?, number()?, number()?, number()?, number()?);
    let (left, top, wide, high) = (number()? as f32, number()? as f32, number()? as f32, number()? as f32);
    let confidence = cells.next()?.trim().parse::<f32>().ok().filter(|sure| (0.0..=100.0).contains(sure))?;
    let text: String = cells.next()?.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()).collect();
    let (right, bottom) = (left + wide, top + high);
    let fits = wide >= 1.0 && high >= 1.0 && right <= width && bottom <= height;
    let readable = !text.is_empty() && text.chars().count() <= LONGEST;
    (fits && readable).then_some(Word { text, left, top, right, bottom, confidence, line: (block, paragraph, line) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";

    fn read(rows: &str) -> Vec<Word> {
        words(format!("{HEAD}{rows}").as_bytes(), 1000, 1000).unwrap()
    }

    #[test]
    fn words_are_read_with_place_line_and_confidence() {
        let read =
            read("4\t1\t2\t1\t3\t0\t10\t20\t300\t40\t-1\t\n5\t1\t2\t1\t3\t1\t10\t20\t90\t40\t96.5\tMemorandum\n");
        let expected = Word {
            text: "Memorandum".to_owned(),
            left: 10.0,
            top: 20.0,
            right: 100.0,
            bottom: 60.0,
            confidence: 96.5,
            line: (2, 1, 3),
        };
        assert_eq!(read, [expected]);
    }

    #[test]
    fn rows_that_make_no_sense_are_left_out() {
        let hostile = [
            "5\t1\t1\t1\t1\t1\t10\t20\t90\t40\t95\t \n",
            "5\t1\t1\t1\t1\t1\t10\t20\t90\t40\t95\t\u{1b}\u{7}\n",
            "5\t1\t1\t1\t1\t1\t-10\t20\t90\t40\t95\tword\n",
            "5\t1\t1\t1\t1\t1\t10\t20\t0\t40\t95\tword\n",
            "5\t1\t1\t1\t1\t1\t10\t20\t4294967295\t40\t95\tword\n",
            "5\t1\t1\t1\t1\t1\t990\t20\t90\t40\t95\tword\n",
            "5\t1\t1\t1\t1\t1\t10\t20\t90\t40\tnan\tword\n",
            "5\t1\t1\t1\t1\t1\t10\t20\t90\t40\t1e9\tword\n",
            "5\t1\t1\t1\t1\t1\t10\t20\t90\t40\t-1\tword\n",
            "5\t1\t1\t1\t1\t1\t10\t20\t90\t40\n",
            "5\n",
            "\n",
            "5\t99999999999999999999\t1\t1\t1\t1\t10\t20\t90\t40\t95\tword\n",
        ];
        for row in hostile {
            assert_eq!(read(row), [], "{row:?}");
        }
        let long = format!("5\t1\t1\t1\t1\t1\t10\t20\t90\t40\t95\t{}\n", "x".repeat(1000));
        assert_eq!(read(&long), []);
        let flood = "5\t1\t1\t1\t1\t1\t10\t20\t90\t40\t95\tabcdefghij\n".repeat(60_000);
        assert_eq!(read(&flood).len(), MAX_GLYPHS_PER_PAGE / 10);
    }

    #[test]
    fn control_characters_do_not_survive() {
        assert_eq!(read("5\t1\t1\t1\t1\t1\t10\t20\t90\t40\t95\tca\u{1b}[2Jre\n")[0].text, "ca[2Jre");
    }

    #[test]
    fn what_is_no_table_is_told_from_an_empty_one() {
        assert_eq!(words(HEAD.as_bytes(), 10, 10), Some(Vec::new()));
        for other in [b"".as_slice(), b"hello\n", b"level\tother\n", &[0xff, 0xfe, 0]] {
            assert_eq!(words(other, 10, 10), None);
        }
    }
}
