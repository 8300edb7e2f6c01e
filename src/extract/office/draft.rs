//! From paragraphs and rows as an office program keeps them to pages of blocks.
//!
//! In: a [`Draft`], what the reader of a format found, in its order. Out: the pages. What needs the whole paper to be
//! seen is decided here, alike for each format: which paragraphs are headings by their looks alone, how deep a list item
//! stands, where pages end. Nothing here knows of XML.

use crate::page_text::PageText;
use crate::prose::{self, Sign};
use crate::section::{self, Section};
use std::collections::BTreeMap;
use stratmine_model::{BlockKind, Page, PageGrade};

/// What a paragraph is by its style or place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// Text; a heading where it looks like one.
    #[default]
    Body,
    /// Text, however it looks.
    Plain,
    /// The paper's title.
    Title,
    /// A heading of level 1 to 9.
    Heading(u8),
    /// A line of a table of contents, of figures, or of an index.
    Contents,
    /// A caption of a table or figure.
    Caption,
    /// An entry of a reference list.
    Reference,
    /// A word in a drawing.
    Chart,
}

/// A number or bullet that the program writes before a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ListLabel {
    /// The number as printed ("2.1", "a)"); empty for a bullet.
    pub(super) number: String,
    /// How far from the left it stands, in twips: deeper items stand farther in.
    pub(super) indent: i64,
}

/// Where a page ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageBreak {
    /// The author wants a new page here.
    Wanted,
    /// Here a page ended when the program last laid the paper out.
    Printed,
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) role: Role,
    /// Its text; line breaks within it are newlines.
    pub(super) text: String,
    pub(super) label: Option<ListLabel>,
    /// Letters and digits in bold type, and all of them.
    pub(super) bold_letters: usize,
    pub(super) letters: usize,
    /// How many letters stand in each size, in half points.
    pub(super) sizes: BTreeMap<u32, usize>,
    /// The ends of pages in it, as places in its text.
    pub(super) breaks: Vec<(usize, PageBreak)>,
    /// The texts of the notes that it refers to.
    pub(super) notes: Vec<String>,
}

impl Paragraph {
    /// A paragraph of one text.
    pub(super) fn new(role: Role, text: impl Into<String>) -> Self {
        Self { role, text: text.into(), ..Self::default() }
    }

    /// Adds text in a type.
    pub(super) fn write(&mut self, text: &str, bold: bool, size: Option<u32>) {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        self.letters += letters;
        self.bold_letters += if bold { letters } else { 0 };
        if let Some(size) = size.filter(|_| letters > 0) {
            *self.sizes.entry(size).or_default() += letters;
        }
        self.text.push_str(text);
    }

    /// Whether all its letters are in bold type.
    pub(super) fn is_bold(&self) -> bool {
        self.letters > 0 && self.bold_letters == self.letters
    }

    /// The size of most of its letters.
    fn size(&self) -> Option<u32> {
        self.sizes.iter().max_by_key(|(_, letters)| **letters).map(|(size, _)| *size)
    }

    fn is_empty(&self) -> bool {
        !self.text.chars().any(|c| !c.is_whitespace())
    }

    /// Whether it is an item with a bullet or a number of one part.
    pub(super) fn is_item(&self) -> bool {
        self.label.as_ref().is_some_and(|label| !is_section_number(&label.number))
    }

    /// Its text with the number before it.
    pub(super) fn numbered_text(&self) -> String {
        match self.label.as_ref().filter(|label| !label.number.is_empty()) {
            Some(label) => format!("{} {}", label.number, self.text),
            None => self.text.clone(),
        }
    }
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DraftRow {
    pub(super) cells: Vec<String>,
    /// The heads of its columns; empty where there are none.
    pub(super) heads: Vec<String>,
    /// The ends of pages before it, and in it.
    pub(super) before: Vec<PageBreak>,
    pub(super) within: Vec<PageBreak>,
    pub(super) notes: Vec<String>,
}

/// What stands in a paper, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DraftItem {
    Paragraph(Paragraph),
    Row(DraftRow),
    Break(PageBreak),
}

impl DraftItem {
    /// The words of items that stand apart from the text, in one line.
    pub(super) fn one_line(items: Vec<Self>) -> String {
        let mut texts = Vec::new();
        for item in items {
            match item {
                Self::Paragraph(paragraph) => texts.push(paragraph.numbered_text()),
                Self::Row(row) => texts.extend(row.cells),
                Self::Break(_) => {}
            }
        }
        texts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Takes a few words in a drawing of several shapes for a label of it.
    pub(super) fn label_figure(&mut self) {
        if let Self::Paragraph(paragraph) = self
            && paragraph.text.split_whitespace().count() <= LABEL_WORDS
            && !prose::is_finished(&paragraph.text)
        {
            paragraph.role = Role::Chart;
        }
    }
}

/// Most words of a label in a figure.
const LABEL_WORDS: usize = 4;

/// A paper as its program keeps it.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) elements: Vec<DraftItem>,
    /// The texts of running heads and feet, each once.
    pub(super) heads: Vec<String>,
    pub(super) feet: Vec<String>,
    /// Notes at the end of the paper.
    pub(super) endnotes: Vec<String>,
    /// How many pages the program counted when it last laid the paper out.
    pub(super) pages_counted: Option<u32>,
    /// What could not be read of it, a phrase each.
    pub(super) lost: Vec<String>,
    /// Whether it shows a picture.
    pub(super) pictures: bool,
}

/// Most words of a line that is taken for a heading by its type.
const HEADING_WORDS: usize = 25;

/// More words than this are no heading, whatever the style says: authors number their paragraphs with heading styles.
const LONGEST_HEADING_WORDS: usize = 30;

/// More words than this in a text with a full stop are no heading either.
const LONGEST_STOPPED_HEADING_WORDS: usize = 12;

/// More words than this make a numbered "item" a numbered paragraph, which is running text.
const LONGEST_ITEM_WORDS: usize = 60;

/// The level of a bold line in a paper that has no heading above it.
const BOLD_LEVEL: u8 = 4;

/// How much larger than the text, in hundredths, a heading's type is.
const LARGER: u32 = 120;

/// Deepest list item.
const DEEPEST: usize = 5;

impl Draft {
    /// The pages of the paper; never none.
    pub(super) fn into_pages(self) -> Vec<Page> {
        let mut composer = Composer::new(&self);
        let by_pages = composer.by_pages;
        for head in &self.heads {
            composer.page.push_block(BlockKind::Running, head);
        }
        for element in self.elements {
            composer.take(element);
        }
        composer.foot_notes();
        for note in &self.endnotes {
            composer.page.push_block(BlockKind::Footnote, note);
        }
        composer.end_page();
        let mut pages = composer.done;
        let found = pages.len();
        let counted = self.pages_counted.and_then(|counted| usize::try_from(counted).ok()).filter(|_| by_pages);
        if let Some(first) = pages.first_mut() {
            if let Some(counted) = counted.filter(|counted| *counted != found) {
                let doubt =
                    format!("the file tells where {found} pages begin and counts {counted}: page numbers may be wrong");
                first.quality.lower_to(PageGrade::Fair, doubt);
            }
            self.lost.into_iter().for_each(|lost| first.quality.lower_to(PageGrade::Fair, lost));
        }
        pages
    }

    /// Whether the file tells where its pages end: its program has laid it out, or it wants as many pages as were counted.
    fn tells_pages(&self) -> bool {
        let breaks = self.elements.iter().flat_map(|element| match element {
            DraftItem::Paragraph(paragraph) => paragraph.breaks.iter().map(|(_, kind)| *kind).collect(),
            DraftItem::Row(row) => row.before.iter().chain(&row.within).copied().collect(),
            DraftItem::Break(kind) => vec![*kind],
        });
        let (mut printed, mut wanted) = (false, 0_u32);
        for kind in breaks {
            printed |= kind == PageBreak::Printed;
            wanted += u32::from(kind == PageBreak::Wanted);
        }
        printed || (wanted > 0 && self.pages_counted == Some(wanted + 1))
    }

    /// The size of most letters of the text.
    fn body_size(&self) -> Option<u32> {
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        for element in &self.elements {
            if let DraftItem::Paragraph(Paragraph { role: Role::Body | Role::Plain, sizes: own, .. }) = element {
                for (size, letters) in own {
                    *sizes.entry(*size).or_default() += letters;
                }
            }
        }
        sizes.into_iter().max_by_key(|(_, letters)| *letters).map(|(size, _)| size)
    }
}

/// Writes the pages.
struct Composer {
    done: Vec<Page>,
    page: PageText,
    /// Whether the ends of pages are followed.
    by_pages: bool,
    /// Whether nothing was written since a page that the author wanted began.
    just_wanted: bool,
    body_size: Option<u32>,
    /// Sizes of type larger than the text's, largest first.
    large: Vec<u32>,
    /// By how much headings go down to stand below the title.
    shift: u8,
    /// The level of the last heading by its style, and of the last by its type.
    styled: Option<u8>,
    typed: Option<u8>,
    /// What the last heading opened.
    section: Section,
    /// How far in the open items stand, outermost first.
    indents: Vec<i64>,
    notes: Vec<String>,
    /// What stands at the foot of the first page.
    feet: Vec<String>,
}

impl Composer {
    fn new(draft: &Draft) -> Self {
        let body_size = draft.body_size();
        let paragraphs = || {
            draft.elements.iter().filter_map(|element| match element {
                DraftItem::Paragraph(paragraph) if !paragraph.is_empty() => Some(paragraph),
                _ => None,
            })
        };
        let first = paragraphs().find(|paragraph| matches!(paragraph.role, Role::Title | Role::Heading(_)));
        let shift = u8::from(first.is_some_and(|paragraph| paragraph.role == Role::Title));
        let mut large: Vec<u32> = paragraphs()
            .filter(|paragraph| paragraph.role == Role::Body)
            .filter_map(|paragraph| paragraph.size().filter(|size| is_larger(*size, body_size)))
            .collect();
        large.sort_unstable_by(|a, b| b.cmp(a));
        large.dedup();
        Self {
            done: Vec::new(),
            page: PageText::new(),
            by_pages: draft.tells_pages(),
            just_wanted: false,
            body_size,
            large,
            shift,
            styled: None,
            typed: None,
            section: Section::Body,
            indents: Vec::new(),
            notes: Vec::new(),
            feet: draft.feet.clone(),
        }
    }

    fn take(&mut self, element: DraftItem) {
        match element {
            DraftItem::Paragraph(paragraph) => self.paragraph(paragraph),
            DraftItem::Row(row) => {
                row.before.iter().for_each(|kind| self.turn(*kind));
                self.indents.clear();
                self.just_wanted &= self.page.push_row(&row.cells, &row.heads).is_none();
                self.notes.extend(row.notes);
                row.within.iter().for_each(|kind| self.turn(*kind));
            }
            DraftItem::Break(kind) => self.turn(kind),
        }
    }

    /// Begins a new page, where pages are told. A printed page that begins where the author wanted one is the same page.
    fn turn(&mut self, kind: PageBreak) {
        let same = kind == PageBreak::Printed && self.just_wanted;
        self.just_wanted = kind == PageBreak::Wanted;
        if !self.by_pages || same || self.done.len() + 1 >= stratmine_model::limits::MAX_PAGES {
            return;
        }
        self.end_page();
    }

    fn end_page(&mut self) {
        self.foot_notes();
        for foot in std::mem::take(&mut self.feet) {
            self.page.push_block(BlockKind::Running, &foot);
        }
        let number = u32::try_from(self.done.len() + 1).unwrap_or(u32::MAX);
        self.done.push(std::mem::take(&mut self.page).into_page(number));
    }

    fn foot_notes(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            self.page.push_block(BlockKind::Footnote, &note);
        }
    }

    /// Writes a paragraph; a page that ended within it ends after the sentence at hand, so that no sentence is cut.
    fn paragraph(&mut self, mut paragraph: Paragraph) {
        let breaks = std::mem::take(&mut paragraph.breaks);
        let notes = std::mem::take(&mut paragraph.notes);
        let text = std::mem::take(&mut paragraph.text);
        let mut from = 0;
        let mut piece = |this: &mut Self, to: usize| {
            let part = text.get(from..to).unwrap_or_default();
            if !part.trim().is_empty() {
                let mut part = Paragraph { text: part.to_owned(), ..paragraph.clone() };
                // The number stands before the first part alone.
                part.label = paragraph.label.take();
                this.just_wanted = false;
                this.write(&part);
            }
            from = from.max(to);
        };
        for (place, kind) in breaks {
            let place = if kind == PageBreak::Wanted { place } else { sentence_end(&text, place) };
            piece(self, place);
            self.turn(kind);
        }
        piece(self, text.len());
        self.notes.extend(notes);
    }

    fn write(&mut self, paragraph: &Paragraph) {
        let words = paragraph.text.split_whitespace().count();
        let kind = match paragraph.role {
            Role::Title => self.styled_heading(1, paragraph, words),
            Role::Heading(level) => self.styled_heading(level.saturating_add(self.shift), paragraph, words),
            Role::Contents => Some(BlockKind::Contents),
            Role::Caption => Some(BlockKind::Caption),
            Role::Reference => Some(BlockKind::Reference),
            Role::Chart => Some(BlockKind::Chart),
            Role::Body => self.kind_by_looks(paragraph, words),
            Role::Plain => None,
        };
        if let Some(kind) = kind {
            self.indents.clear();
            if let BlockKind::Heading(_) = kind {
                self.section = Section::opened_by(&paragraph.text);
            }
            self.page.push_block(kind, &paragraph.numbered_text());
        } else if let Some(label) = &paragraph.label {
            self.labelled(label, paragraph, words);
        } else {
            self.typed(&paragraph.text, paragraph.is_bold());
        }
    }

    /// A heading by its style; `None` where the text is too long to be one.
    fn styled_heading(&mut self, level: u8, paragraph: &Paragraph, words: usize) -> Option<BlockKind> {
        let stopped = paragraph.text.trim_end().ends_with(['.', ';', ':']) && words > LONGEST_STOPPED_HEADING_WORDS;
        if words > LONGEST_HEADING_WORDS || stopped {
            return None;
        }
        let level = level.clamp(1, 6);
        (self.styled, self.typed) = (Some(level), None);
        Some(BlockKind::Heading(level))
    }

    /// What a paragraph of text is by its looks, where it is no plain text.
    fn kind_by_looks(&mut self, paragraph: &Paragraph, words: usize) -> Option<BlockKind> {
        let text = paragraph.text.trim();
        if prose::is_contents(text) || (self.section == Section::Contents && ends_in_page(text)) {
            return Some(BlockKind::Contents);
        }
        if section::is_caption(text, section::CAPTION_WORDS) {
            return Some(BlockKind::Caption);
        }
        let bullet = paragraph.label.as_ref().is_some_and(|label| label.number.is_empty());
        if bullet || words > HEADING_WORDS || text.contains('\n') || !prose::could_head(text) {
            return Some(BlockKind::Reference).filter(|_| self.section == Section::References);
        }
        let size = paragraph.size().filter(|size| is_larger(*size, self.body_size));
        if let Some(size) = size {
            let rank = self.large.iter().position(|large| *large == size).unwrap_or_default();
            let level = match self.styled {
                Some(styled) => styled.saturating_add(1),
                None => u8::try_from(rank + 1).unwrap_or(3).min(3),
            };
            self.typed = Some(level.min(6));
            return Some(BlockKind::Heading(level.min(6)));
        }
        if !paragraph.is_bold() {
            return Some(BlockKind::Reference).filter(|_| self.section == Section::References);
        }
        let below = self.typed.or(self.styled).map_or(BOLD_LEVEL, |level| level.saturating_add(1)).min(6);
        let numbered = prose::numbered_level(&paragraph.numbered_text(), below);
        Some(BlockKind::Heading(numbered.unwrap_or(below).clamp(1, 6)))
    }

    /// A paragraph with a number or bullet of the program's.
    fn labelled(&mut self, label: &ListLabel, paragraph: &Paragraph, words: usize) {
        if is_section_number(&label.number) || (!label.number.is_empty() && words > LONGEST_ITEM_WORDS) {
            self.indents.clear();
            self.page.push_block(BlockKind::Paragraph, &paragraph.numbered_text());
            return;
        }
        while self.indents.last().is_some_and(|open| *open > label.indent) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|open| *open < label.indent) {
            self.indents.push(label.indent);
        }
        let depth = self.indents.len().saturating_sub(1).min(DEEPEST);
        let marker = Some(label.number.as_str()).filter(|number| !number.is_empty());
        self.page.push_item(u8::try_from(depth).unwrap_or_default(), marker, &paragraph.text);
    }

    /// A paragraph, cut where a line of it begins with a bullet, or with a number if its first line has one too, as people
    /// type lists by hand.
    fn typed(&mut self, text: &str, bold: bool) {
        let numbered = !bold && matches!(prose::sign(text), Some(Sign::Number(..)));
        let mut open: Option<(BlockKind, Option<String>, String)> = None;
        let mut items = false;
        for line in text.lines() {
            let begun = match prose::sign(line) {
                Some(Sign::Bullet(rest)) => Some((BlockKind::ListItem(0), None, rest.to_owned())),
                Some(Sign::Number(marker, rest)) if numbered => {
                    let kind = if rest.split_whitespace().count() > LONGEST_ITEM_WORDS {
                        BlockKind::Paragraph
                    } else {
                        BlockKind::ListItem(0)
                    };
                    Some((kind, Some(marker.to_owned()), rest.to_owned()))
                }
                _ => None,
            };
            if begun.is_some() {
                items = true;
                self.push_typed(open.take());
                open = begun;
            } else if let Some((_, _, text)) = &mut open {
                text.push(' ');
                text.push_str(line);
            } else {
                open = Some((BlockKind::Paragraph, None, line.to_owned()));
            }
        }
        self.push_typed(open);
        if !items {
            self.indents.clear();
        }
    }

    fn push_typed(&mut self, block: Option<(BlockKind, Option<String>, String)>) {
        match block {
            Some((BlockKind::ListItem(depth), marker, text)) => {
                self.page.push_item(depth, marker.as_deref(), &text);
            }
            Some((kind, _, text)) => {
                self.page.push_block(kind, &text);
            }
            None => {}
        }
    }
}

/// Whether a type is so much larger than the text's that it heads it.
fn is_larger(size: u32, body: Option<u32>) -> bool {
    body.is_some_and(|body| size.saturating_mul(100) >= body.saturating_mul(LARGER))
}

/// "2.1", "3.4.1(a)": a number of several parts, which numbers paragraphs and not the items of a list.
fn is_section_number(number: &str) -> bool {
    let mut parts = number.split(['.', '-']).filter(|part| !part.is_empty());
    let numeric = |part: &str| part.starts_with(|c: char| c.is_ascii_alphanumeric());
    parts.next().is_some_and(|first| first.bytes().all(|b| b.is_ascii_alphanumeric()))
        && parts.next().is_some_and(numeric)
}

/// Whether a line ends in the number of a page, as those of a table of contents do.
fn ends_in_page(text: &str) -> bool {
    text.rsplit(char::is_whitespace).next().is_some_and(prose::is_page_number)
}

/// The end of the sentence in which a place lies: where a new sentence begins, or the end of the text.
fn sentence_end(text: &str, place: usize) -> usize {
    if text.get(..place).is_none_or(|before| before.trim().is_empty()) {
        return place.min(text.len());
    }
    let starts = text.char_indices().filter(|(at, _)| *at >= place);
    for (at, character) in starts {
        let before = text.get(..at).unwrap_or_default();
        let new = character.is_uppercase() || character.is_ascii_digit();
        if new && before.ends_with(char::is_whitespace) && prose::is_finished(before) {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{Draft, DraftItem, DraftRow, ListLabel, PageBreak, Paragraph, Role, is_section_number};
    use BlockKind::{Footnote, Heading, ListItem, Paragraph as Text, Running, TableRow};
    use stratmine_model::{BlockKind, PageGrade};

    fn paragraph(text: &str, bold: bool, size: u32) -> Paragraph {
        let mut paragraph = Paragraph::default();
        paragraph.write(text, bold, Some(size));
        paragraph
    }

    fn item(text: &str, number: &str, indent: i64) -> DraftItem {
        let label = Some(ListLabel { number: number.to_owned(), indent });
        DraftItem::Paragraph(Paragraph { label, ..paragraph(text, false, 22) })
    }

    fn body(text: &str) -> DraftItem {
        DraftItem::Paragraph(paragraph(text, false, 22))
    }

    fn blocks(elements: Vec<DraftItem>) -> Vec<Vec<(BlockKind, String)>> {
        let pages = Draft { elements, ..Draft::default() }.into_pages();
        let of = |page: &stratmine_model::Page| {
            page.blocks.iter().map(|block| (block.kind, page.slice(block.span).to_owned())).collect()
        };
        pages.iter().map(of).collect()
    }

    #[test]
    fn headings_are_told_by_style_or_by_type() {
        let long = "We will ".repeat(16);
        let read = blocks(vec![
            DraftItem::Paragraph(Paragraph::new(Role::Title, "Our strategy")),
            DraftItem::Paragraph(Paragraph::new(Role::Heading(1), "Aims")),
            DraftItem::Paragraph(Paragraph::new(Role::Heading(2), long.as_str())),
            DraftItem::Paragraph(paragraph("What we will do", true, 22)),
            DraftItem::Paragraph(paragraph("Safer care", false, 32)),
            DraftItem::Paragraph(paragraph("For patients", true, 22)),
            DraftItem::Paragraph(paragraph("We will act.", true, 22)),
            body("The rest of the text is in this size."),
        ]);
        let kinds: Vec<BlockKind> = read[0].iter().map(|block| block.0).collect();
        assert_eq!(kinds, [Heading(1), Heading(2), Text, Heading(3), Heading(3), Heading(4), Text, Text]);
    }

    #[test]
    fn contents_references_and_captions_are_told_by_their_words() {
        let heading = |text: &str| DraftItem::Paragraph(Paragraph::new(Role::Heading(1), text));
        let read = blocks(vec![
            heading("Contents"),
            body("Aims\t3"),
            body("What follows is new."),
            heading("References"),
            body("Smith J (2019). Aims."),
            heading("Aims"),
            body("Aims in 3"),
            body("Figure 2: waits"),
        ]);
        let kinds: Vec<BlockKind> = read[0].iter().map(|block| block.0).collect();
        let wanted = [
            Heading(1),
            BlockKind::Contents,
            Text,
            Heading(1),
            BlockKind::Reference,
            Heading(1),
            Text,
            BlockKind::Caption,
        ];
        assert_eq!(kinds, wanted);
    }

    #[test]
    fn items_are_as_deep_as_they_stand() {
        let read = blocks(vec![
            body("We will:"),
            item("cut waits", "", 720),
            item("for adults", "", 1440),
            item("train", "", 720),
            item("Each partner acts.", "2.1", 0),
            body("Text."),
            item("inner first", "a)", 1440),
        ]);
        let wanted = [
            (Text, "We will:"),
            (ListItem(0), "cut waits"),
            (ListItem(1), "for adults"),
            (ListItem(0), "train"),
            (Text, "2.1 Each partner acts."),
            (Text, "Text."),
            (ListItem(0), "inner first"),
        ];
        assert_eq!(read[0], wanted.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn lists_that_were_typed_are_lists() {
        let read =
            blocks(vec![body("We will:\n- cut waits\n- train\nstaff"), body("\u{2022} learn"), body("1. First")]);
        let wanted = [
            (Text, "We will:"),
            (ListItem(0), "cut waits"),
            (ListItem(0), "train staff"),
            (ListItem(0), "learn"),
            (ListItem(0), "First"),
        ];
        assert_eq!(read[0], wanted.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn pages_end_where_the_file_says_and_never_within_a_sentence() {
        let mut long = paragraph("One ends here. Two runs over the page end. Three is on the next.", false, 22);
        long.breaks.push((20, PageBreak::Printed));
        let mut wanted = paragraph("A new page.", false, 22);
        wanted.breaks.extend([(0, PageBreak::Wanted), (0, PageBreak::Printed)]);
        let read = blocks(vec![DraftItem::Paragraph(long), DraftItem::Paragraph(wanted)]);
        let texts: Vec<&str> = read.iter().map(|page| page[0].1.as_str()).collect();
        assert_eq!(texts, ["One ends here. Two runs over the page end.", "Three is on the next.", "A new page."]);
    }

    #[test]
    fn wanted_pages_alone_are_pages_only_where_their_number_is_right() {
        let elements = || vec![body("A."), DraftItem::Break(PageBreak::Wanted), body("B.")];
        let pages =
            |pages_counted| Draft { elements: elements(), pages_counted, ..Draft::default() }.into_pages().len();
        assert_eq!([None, Some(2), Some(3)].map(pages), [1, 2, 1]);
    }

    #[test]
    fn what_surrounds_the_text_is_set_aside_and_what_is_lost_is_said() {
        let mut noted = paragraph("We act.", false, 22);
        noted.notes.push("See the annex.".to_owned());
        let draft = Draft {
            elements: vec![
                DraftItem::Paragraph(noted),
                DraftItem::Row(DraftRow { cells: vec!["Aim".into(), "When".into()], ..DraftRow::default() }),
            ],
            heads: vec!["NHS".into()],
            feet: vec!["Page 1".into()],
            endnotes: vec!["The end.".into()],
            lost: vec!["a part is damaged".into()],
            ..Draft::default()
        };
        let page = &draft.into_pages()[0];
        let kinds: Vec<BlockKind> = page.blocks.iter().map(|block| block.kind).collect();
        assert_eq!(kinds, [Running, Text, TableRow, Footnote, Footnote, Running]);
        assert_eq!(page.blocks[2].cells.len(), 2);
        assert_eq!((page.quality.grade, page.quality.reasons[0].as_str()), (PageGrade::Fair, "a part is damaged"));
    }

    #[test]
    fn numbers_of_several_parts_number_paragraphs() {
        for number in ["2.1", "2.1.", "1.3.2", "A.1"] {
            assert!(is_section_number(number), "{number}");
        }
        for number in ["", "2.", "a)", "(iv)", "Step 1.", "(2.1)"] {
            assert!(!is_section_number(number), "{number}");
        }
    }
}
