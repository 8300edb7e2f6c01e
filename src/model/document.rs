//! What reading a file gives: pages of blocks, and the way back from every character to its place on the page.

use super::{Block, DocumentId, PageGrade, PageQuality, ReadResult, Rect, Span, Statement};
use serde::{Deserialize, Serialize};

/// A file as read: its pages in physical order and what it says about itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadPaper {
    /// The SHA-256 of the file's bytes.
    pub id: DocumentId,
    /// What the file says about itself.
    pub facts: FileFacts,
    /// The file's outline (bookmarks), in order; empty where there is none.
    pub outline: Vec<OutlineEntry>,
    /// The language of most of the text as an ISO 639-1 code (`en`), where it could be told.
    pub language: Option<String>,
    /// One a physical page; a web page or plain text is one page.
    pub pages: Vec<Page>,
}

/// What a file says about itself; every field as found, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Title from the document information or the page's `<title>`.
    pub title: Option<String>,
    /// Author from the document information.
    pub author: Option<String>,
    /// Year of creation from the document information.
    pub created_year: Option<i32>,
}

/// An outline entry (a bookmark of the PDF; PDF 2.0, 12.3.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineEntry {
    /// The text shown.
    pub title: String,
    /// Depth from 1.
    pub level: u8,
    /// Physical page number from 1, where the entry leads to a page.
    pub page: Option<u32>,
}

/// One page and its reading text: as read, and in a coded paper with its statements.
///
/// Invariants: `text` holds the blocks' texts in reading order, joined by single newlines; every block's span and every
/// line's span lie in `text` on character boundaries; lines are in text order and do not overlap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Physical page number from 1.
    pub number: u32,
    /// The page label the document declares ("iv", "A-3"), where it does.
    pub label: Option<String>,
    /// The page's language as an ISO 639-1 code, where it has enough text to tell.
    pub language: Option<String>,
    /// Width in points as shown.
    pub width: f32,
    /// Height in points as shown.
    pub height: f32,
    /// The reading text: single spaces, de-hyphenated, ligatures spelt out.
    pub text: String,
    /// The blocks in reading order.
    pub blocks: Vec<Block>,
    /// The printed lines behind `text`, for the way back to the page. Empty for formats without geometry, and in a coded
    /// paper, whose blocks and statements have their boxes.
    pub lines: Vec<Line>,
    /// How well the page was read.
    pub quality: PageQuality,
    /// The statements in text order; none before the page is cut into them.
    #[serde(skip)]
    pub statements: Vec<Statement>,
}

/// One printed line: which characters it holds and where each of them stands.
///
/// A line that is written at right angles to the page is described as it stands with the paper turned level; `turns`
/// leads back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Where the line's characters lie in the page's text.
    pub span: Span,
    /// By how many quarter turns clockwise, 0 to 3, the line is turned on the page.
    pub turns: u8,
    /// Top edge in points.
    pub y0: f32,
    /// Bottom edge in points.
    pub y1: f32,
    /// The left edge of each character of the span, then the right edge of the last: one more than there are
    /// characters.
    pub xs: Vec<f32>,
}

fn tenths(points: f32) -> f32 {
    (points * 10.0).round() / 10.0
}

/// How many characters that cannot be told outweigh one that can.
const MOST_UNTOLD: usize = 9;

/// Whether a character stands for a glyph whose meaning is not known: U+FFFD, or one of a font's own.
const fn is_untold(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}')
}

impl Page {
    /// A page without size, text or anything on it; `number` counts from 1.
    pub const fn blank(number: u32) -> Self {
        Self {
            number,
            label: None,
            language: None,
            width: 0.0,
            height: 0.0,
            text: String::new(),
            blocks: Vec::new(),
            lines: Vec::new(),
            quality: PageQuality::good(),
            statements: Vec::new(),
        }
    }

    /// Whether something may stand on the page and none of it could be read: an empty page is no loss, an empty page that
    /// was graded down is one.
    pub fn is_unread(&self) -> bool {
        self.quality.grade != PageGrade::Good && self.text.trim().is_empty()
    }

    /// The page as a coded paper keeps it: without its lines, but with the boxes of its blocks, in tenths of a point.
    #[must_use]
    pub fn without_lines(mut self) -> Self {
        let boxes: Vec<_> = self.blocks.iter().map(|block| self.places(block.span)).collect();
        for (block, boxes) in self.blocks.iter_mut().zip(boxes) {
            block.boxes = boxes;
        }
        self.lines.clear();
        (self.width, self.height) = (tenths(self.width), tenths(self.height));
        self
    }

    /// Number of words of its text, as white space divides them.
    pub fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }

    /// The text of a span of this page; empty where the span does not fit, which the invariants exclude.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The places of a span on the page: one box a printed line, in text order. Empty for formats without geometry.
    pub fn boxes(&self, span: Span) -> Vec<Rect> {
        let first = self.lines.partition_point(|line| line.span.end <= span.start);
        self.lines
            .iter()
            .skip(first)
            .take_while(|line| line.span.start < span.end)
            .filter_map(|line| self.box_on(line, span))
            .collect()
    }

    /// The boxes of a span as `[x0, y0, x1, y1]` in tenths of a point: finer than print.
    pub fn places(&self, span: Span) -> Vec<[f32; 4]> {
        let corners = |found: Rect| [found.x0, found.y0, found.x1, found.y1].map(tenths);
        self.boxes(span).into_iter().map(corners).collect()
    }

    fn box_on(&self, line: &Line, span: Span) -> Option<Rect> {
        let start = span.start.max(line.span.start);
        let end = span.end.min(line.span.end);
        let before = self.text.get(line.span.start..start)?.chars().count();
        let within = self.text.get(start..end)?.trim_end().chars().count();
        let (x0, x1) = (line.xs.get(before)?, line.xs.get(before + within)?);
        let (x0, x1, y0, y1) = (*x0, *x1, line.y0, line.y1);
        let (width, height) = (self.width, self.height);
        let on_page = match line.turns {
            1 => Rect::new(width - y1, x0, width - y0, x1),
            2 => Rect::new(width - x1, height - y1, width - x0, height - y0),
            3 => Rect::new(y0, height - x1, y1, height - x0),
            _ => Rect::new(x0, y0, x1, y1),
        };
        (within > 0).then_some(on_page)
    }
}

impl Page {
    /// Whether the page keeps its invariants: what a process that was taken over sends need not.
    fn holds_together(&self) -> bool {
        self.width.is_finite()
            && self.height.is_finite()
            && self.in_order(self.blocks.iter().map(|block| block.span))
            && self.in_order(self.lines.iter().map(|line| line.span))
            && self.lines.iter().all(|line| [line.y0, line.y1].iter().chain(&line.xs).all(|place| place.is_finite()))
            && self.blocks.iter().all(|block| {
                let within = |part: &Span| block.span.start <= part.start && part.end <= block.span.end;
                [&block.cells, &block.pieces]
                    .into_iter()
                    .all(|parts| self.in_order(parts.iter().copied()) && parts.iter().all(within))
            })
    }

    /// Whether spans lie in the text, one after the other.
    fn in_order(&self, spans: impl IntoIterator<Item = Span>) -> bool {
        let mut end = 0;
        spans.into_iter().all(|span| {
            let follows = end <= span.start && self.text.get(span.start..span.end).is_some();
            end = span.end;
            follows
        })
    }
}

impl ReadPaper {
    /// Whether all pages keep their invariants, numbers from 1 among them. Everything that is read here does; what comes from
    /// another process is asked.
    pub fn holds_together(&self) -> bool {
        let numbered = self.pages.iter().zip(1..).all(|(page, number)| page.number == number);
        numbered && self.pages.iter().all(Page::holds_together)
    }

    /// How a file that was read ends: coded where it has letters or digits, else the reason why not.
    ///
    /// `pictures` says whether any page shows a picture that may hold text.
    pub fn outcome(&self, pictures: bool) -> ReadResult {
        use super::ReadStatus::{NeedsOcr, NoText};
        let (mut told, mut untold) = (0_usize, 0_usize);
        for c in self.pages.iter().flat_map(|page| page.text.chars()).filter(|c| !c.is_whitespace()) {
            if c.is_alphanumeric() {
                told += 1;
            } else if is_untold(c) {
                untold += 1;
            }
        }
        let any = self.pages.iter().any(|page| !page.text.trim().is_empty());
        // Where a page number is all that can be told of a page, the page was not read.
        if told > 0 && untold < MOST_UNTOLD * told {
            ReadResult::coded()
        } else if pictures {
            ReadResult::because(NeedsOcr, "its pages are pictures without text: text recognition (OCR) is needed first")
        } else if any {
            ReadResult::because(
                NoText,
                "hardly a letter of it can be told: its fonts do not say what their glyphs mean",
            )
        } else {
            ReadResult::because(NoText, "no page has any text")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FileFacts, Page, ReadPaper};
    use crate::{Block, BlockKind, DocumentId, ReadStatus, Span};

    fn document(texts: &[&str]) -> ReadPaper {
        let page = |(text, number): (&&str, u32)| Page { text: (*text).to_owned(), ..Page::blank(number) };
        let pages = texts.iter().zip(1..).map(page).collect();
        let id = DocumentId::from_digest([1; 32]);
        ReadPaper { id, facts: FileFacts::default(), outline: Vec::new(), language: None, pages }
    }

    #[test]
    fn a_paper_is_coded_only_where_letters_can_be_told() {
        let ends = |texts: &[&str], pictures| document(texts).outcome(pictures).status;
        assert_eq!(ends(&["", "Aims \u{2022} 3"], false), ReadStatus::Coded);
        assert_eq!(ends(&["Caf\u{fffd} and more"], false), ReadStatus::Coded);
        assert_eq!(ends(&["\u{fffd}\u{fffd} \u{e020}"], false), ReadStatus::NoText);
        assert_eq!(ends(&[&format!("{} 12", "\u{fffd}".repeat(40))], false), ReadStatus::NoText);
        assert_eq!(ends(&[" \u{2022} \u{2013} "], false), ReadStatus::NoText);
        assert_eq!(ends(&["\u{fffd}"], true), ReadStatus::NeedsOcr);
        assert_eq!(ends(&[], false), ReadStatus::NoText);
    }

    #[test]
    fn parts_that_do_not_lie_in_their_page_are_seen() {
        let with = |spans: &[(usize, usize)]| {
            let mut document = document(&["caf\u{e9} two", "three"]);
            let block = |&(start, end)| Block::new(BlockKind::Paragraph, Span { start, end });
            document.pages[0].blocks = spans.iter().map(block).collect();
            document
        };
        assert!(with(&[(0, 5), (6, 9)]).holds_together());
        for broken in [&[(0, 10)][..], &[(0, 4)], &[(5, 3)], &[(0, 5), (3, 9)], &[(6, 9), (0, 5)]] {
            assert!(!with(broken).holds_together(), "{broken:?}");
        }
        let mut numbered = with(&[]);
        numbered.pages[1].number = 7;
        assert!(!numbered.holds_together());
    }
}
