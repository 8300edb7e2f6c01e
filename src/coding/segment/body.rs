//! The blocks that matter for statements, with their places and texts.

use super::{lead_in, sentence};
use stratmine_model::{Block, BlockKind, Page, ReadPaper, Span};

/// A heading or a block that holds statements, with where it stands.
pub(super) struct Place<'d> {
    /// The page.
    pub(super) page: &'d Page,
    /// Index of the page in the document.
    pub(super) page_index: usize,
    /// Index of the block on its page.
    pub(super) index: usize,
    /// The block.
    pub(super) block: &'d Block,
    /// The level of the highest heading that ends before it, as in [`Block::closes`]; of blocks left out just before too.
    pub(super) closes: Option<u8>,
    /// Its text without blanks at its ends; never empty.
    pub(super) text: &'d str,
    /// Where that text begins in the page's text.
    pub(super) start: usize,
}

/// Headings and the blocks that hold statements, over all pages. Furniture is left out here: it neither governs nor
/// interrupts.
pub(super) fn places(document: &ReadPaper) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let mut closes: Option<u8> = None;
    for (page_index, page) in document.pages.iter().enumerate() {
        for (index, block) in page.blocks.iter().enumerate() {
            closes = closes.into_iter().chain(block.closes).min();
            if let Some(place) = place(page_index, page, index, block) {
                places.push(Place { closes: closes.take(), ..place });
            }
        }
    }
    places
}

fn place<'d>(page_index: usize, page: &'d Page, index: usize, block: &'d Block) -> Option<Place<'d>> {
    let governs = matches!(block.kind, BlockKind::Heading(_));
    let whole = page.slice(block.span);
    let text = whole.trim();
    let start = block.span.start + (whole.len() - whole.trim_start().len());
    ((governs || block.kind.holds_statements()) && !text.is_empty()).then_some(Place {
        page,
        page_index,
        index,
        block,
        closes: None,
        text,
        start,
    })
}

impl<'d> Place<'d> {
    /// A part of the block's text; empty where the span does not fit.
    pub(super) fn slice(&self, span: Span) -> &'d str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The sentences of the block's text.
    pub(super) fn sentences(&self) -> Vec<Span> {
        sentence::sentences(self.text)
    }

    /// Whether a lead-in can govern it: a list item or a row of a table.
    pub(super) fn is_listed(&self) -> bool {
        matches!(self.block.kind, BlockKind::ListItem(_) | BlockKind::TableRow)
    }

    /// Whether this paragraph goes on with the sentence that the page before left open.
    ///
    /// An item without a stop is no sign of an open sentence by itself, so this block must begin in lower case, which
    /// paragraphs do not.
    pub(super) fn goes_on_from(&self, earlier: &Self) -> bool {
        earlier.page_index < self.page_index
            && matches!(earlier.block.kind, BlockKind::Paragraph | BlockKind::ListItem(_))
            && !sentence::ends_in_stop(earlier.text)
            && !lead_in::ends_in_colon(earlier.text)
            && self.text.chars().next().is_some_and(char::is_lowercase)
    }
}

/// Whether there is a word in it. What has none says nothing by itself: a bare number, a tick, which symbol fonts print
/// for a single letter.
pub(super) fn has_word(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_alphabetic))
        || text.chars().filter(|character| character.is_alphabetic()).nth(1).is_some()
}

/// Whether there is a word in it that is no address.
pub(super) fn says_a_word(text: &str) -> bool {
    text.split_whitespace().any(|word| has_word(word) && !is_contact(word))
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Whether a piece of running text can be a statement: more than a stray word, an address or a telephone number.
pub(super) fn says_something(text: &str) -> bool {
    let is_word = |word: &&str| has_letter(word) && !is_contact(word);
    text.split_whitespace().filter(is_word).nth(1).is_some()
}

fn is_contact(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.contains('@')
        || word.contains("://")
        || word.starts_with("www.")
        || ["tel", "telephone", "email", "e-mail", "web", "website"].iter().any(|name| word.eq_ignore_ascii_case(name))
}

/// The part of an item that stands without the list below it: all of it where its last sentence is complete, what
/// stands before that sentence where it is not, and nothing where there is nothing before.
pub(super) fn without_announcement(place: &Place<'_>) -> Option<Span> {
    let sentences = place.sentences();
    let (last, before) = sentences.split_last()?;
    if lead_in::item_stands_complete(place.slice(*last)) {
        return Some(Span::new(0, place.text.len()));
    }
    before.last().map(|end| Span::new(0, end.end))
}
