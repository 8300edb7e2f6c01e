//! Signs that a page was read wrongly, found in what was made of it.
//!
//! In: the blocks of a page in reading order. Out: the phrase that says what is doubtful, where the signs are many. No sign
//! proves a fault: a heading may begin in lower case, a cell may too. So they are counted, and compared with how much there
//! is on the page. Calibrated on transcribed pages: see docs/reading.md.

use super::RawBlock;
use super::fragment::Fragment;
use super::paragraph::{ends_sentence, is_address, words_run_on};
use stratmine_model::BlockKind;

/// What was counted on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Signs {
    /// Blocks of running text and cells.
    pieces: usize,
    /// Sentences that a block leaves open and the next one, in lower case, goes on with.
    cut: usize,
    /// Sentences that a cell leaves open and the cell below it, in lower case, goes on with.
    cut_by_rows: usize,
    /// Short lines without a stop in the midst of a block, before a line that begins with a capital.
    merged: usize,
    /// Blocks of a word or two between paragraphs.
    scraps: usize,
    /// Rows of tables beside which something stands level that is no part of the row.
    torn: usize,
    /// Rows of tables.
    rows: usize,
    /// Neighbours that are drawn and, by the file's structure, stand in the opposite order.
    turned: usize,
}

/// The grade that the page's blocks deserve less than good for, and why; `None` where little speaks against them.
pub(super) fn of_page(blocks: &[RawBlock]) -> Option<&'static str> {
    let signs = Signs::of(blocks);
    let many =
        |count: usize, least: usize, in_hundred: usize| count >= least && count * 100 >= in_hundred * signs.pieces;
    if many(signs.cut_by_rows, 3, 8) {
        Some("sentences run on from row to row of what was read as a table: its columns may be running text")
    } else if signs.torn >= FEWEST_TORN && signs.torn * 3 >= signs.rows {
        Some("words stand level with the rows of a table and outside of it: parts of its rows may have come apart")
    } else if many(signs.cut, 2, 8) {
        Some("sentences run on from one paragraph to another: some may be cut or in the wrong order")
    } else if many(signs.merged, 3, 12) {
        Some("lines that may be items or cells of their own were read as one paragraph")
    } else if many(signs.scraps, 4, 20) {
        Some("single words stand between the paragraphs: some may belong to a drawing or to another line")
    } else if many(signs.turned, 3, 20) {
        Some("the order of reading is not the order in which the file draws and tags its text")
    } else {
        None
    }
}

/// Comparing more rows with all blocks would take long.
const MOST_ROWS: usize = 300;
/// So many rows may have a neighbour by chance.
const FEWEST_TORN: usize = 4;

/// How many rows of tables have a short block or a row of another table beside them, on their own height.
fn torn_rows(blocks: &[RawBlock]) -> usize {
    let level = |row: &RawBlock, other: &RawBlock| {
        let apart = row.rect.overlap_x(&other.rect) <= 0.0;
        apart && row.rect.overlap_y(&other.rect) > 0.6 * row.rect.height().min(other.rect.height())
    };
    let rows = blocks.iter().filter(|block| block.kind == BlockKind::TableRow);
    let beside = |row: &&RawBlock| {
        blocks.iter().any(|other| {
            let part = match other.kind {
                BlockKind::TableRow => other.table != row.table,
                BlockKind::Paragraph | BlockKind::Chart | BlockKind::Heading(_) => {
                    other.cells.iter().flatten().count() <= 3 && other.rect.height() < 1.5 * row.rect.height()
                }
                _ => false,
            };
            part && level(row, other)
        })
    };
    rows.filter(beside).count()
}

impl Signs {
    fn of(blocks: &[RawBlock]) -> Self {
        let rows = blocks.iter().filter(|block| block.kind == BlockKind::TableRow).count();
        let mut signs = Self { rows, ..Self::default() };
        if (FEWEST_TORN..=MOST_ROWS).contains(&rows) {
            signs.torn = torn_rows(blocks);
        }
        let mut above: Option<&RawBlock> = None;
        let body =
            blocks.iter().filter(|block| block.kind.holds_statements() || matches!(block.kind, BlockKind::Heading(_)));
        for block in body {
            if let Some(above) = above {
                signs.compare(above, block);
            }
            if block.kind == BlockKind::TableRow {
                signs.pieces += block.cells.iter().filter(|cell| !cell.is_empty()).count();
            } else {
                signs.pieces += 1;
                signs.merged += merged_lines(block);
            }
            above = Some(block);
        }
        signs
    }

    fn compare(&mut self, above: &RawBlock, block: &RawBlock) {
        match (above.kind, block.kind) {
            (BlockKind::TableRow, BlockKind::TableRow) => {
                let cells = above.cells.iter().zip(&block.cells).filter(|_| above.cells.len() == block.cells.len());
                let runs_on = |(upper, lower): &(&Vec<Fragment>, &Vec<Fragment>)| {
                    let right = upper.iter().chain(*lower).map(Fragment::x1).fold(0.0, f32::max);
                    upper.last().zip(lower.first()).is_some_and(|(last, next)| {
                        let full = last.x1() > right - 0.2 * (right - last.x0());
                        full && words_run_on(last, next) && !is_address(next)
                    })
                };
                self.cut_by_rows += cells.filter(runs_on).count();
            }
            (BlockKind::TableRow, _) | (_, BlockKind::TableRow) => {}
            (_, BlockKind::Paragraph) => {
                let ends = above.cells.iter().flatten().next_back().zip(block.cells.iter().flatten().next());
                let open = ends.is_some_and(|(last, next)| words_run_on(last, next) && !is_address(next));
                self.cut += usize::from(open);
                let words = block.text().split(' ').count();
                self.scraps += usize::from(words <= 2 && !open);
            }
            _ => {}
        }
        let drawn = |block: &RawBlock| block.cells.iter().flatten().map(|line| line.drawn).min();
        let element = |block: &RawBlock| block.tag.map(|tag| tag.element);
        let falls = |pair: Option<(u64, u64)>| pair.is_some_and(|(one, other)| one > other);
        let drawn = drawn(above).zip(drawn(block)).map(|(one, other)| (one as u64, other as u64));
        let told = element(above).zip(element(block)).map(|(one, other)| (u64::from(one), u64::from(other)));
        self.turned += usize::from(falls(drawn) && falls(told));
    }
}

/// How many lines of a block end well before its edge without a stop, before a line that begins with a capital.
fn merged_lines(block: &RawBlock) -> usize {
    let right = block.rect.x1 - 0.25 * block.rect.width();
    let apart = |pair: &&[Fragment]| {
        let [last, next] = pair else { return false };
        let capital = next.glyphs.first().is_some_and(|glyph| glyph.character.is_uppercase());
        last.x1() < right && next.baseline > last.baseline && capital && !ends_sentence(last)
    };
    block.cells.iter().map(|cell| cell.windows(2).filter(apart).count()).sum()
}

#[cfg(test)]
mod tests {
    use super::super::RawBlock;
    use super::super::lay_out;
    use super::super::tests::Sheet;
    use super::of_page;
    use stratmine_model::{BlockKind, PageGrade, Rect};

    #[test]
    fn a_page_of_whole_sentences_is_not_in_doubt() {
        let pages = lay_out(&[Sheet::new().prose(50.0, 100.0, 6).prose(50.0, 300.0, 6).page()]);
        assert_eq!(pages[0].quality.grade, PageGrade::Good);
    }

    #[test]
    fn half_sentences_put_a_page_in_doubt() {
        let mut sheet = Sheet::new();
        for part in 0..5_u8 {
            let x = 40.0 + 25.0 * f32::from(part);
            let y = 100.0 + 60.0 * f32::from(part);
            sheet = sheet.write(x, y, 10.0, "the middle of a sentence that never comes to its");
        }
        let pages = lay_out(&[sheet.page()]);
        assert_eq!(pages[0].quality.grade, PageGrade::Fair, "{:?}", pages[0].text);
    }

    #[test]
    fn rows_that_came_apart_put_a_page_in_doubt() {
        let row = |y0: f32, x: (f32, f32), table: usize| {
            let rect = Rect::new(x.0, y0, x.1, y0 + 10.0);
            RawBlock { table: Some(table), ..RawBlock::new(BlockKind::TableRow, Vec::new(), rect, x) }
        };
        for apart in [false, true] {
            let right = if apart { (300.0, 500.0) } else { (60.0, 250.0) };
            let mut blocks = Vec::new();
            for line in 0..5_u8 {
                let y = 100.0 + 20.0 * f32::from(line);
                blocks.push(row(y, (50.0, 250.0), 0));
                blocks.push(row(if apart { y } else { y + 200.0 }, right, 1));
            }
            assert_eq!(of_page(&blocks).is_some(), apart);
        }
    }
}
