//! Reads Markdown (`CommonMark` with tables), also where a program converted it from print.
//!
//! In: the bytes of a `.md` file. Out: a [`ReadPaper`] of one page. Converted texts have bold lines for headings, bullets
//! as plain characters, page numbers between paragraphs, and emphasis marks with blanks in the wrong places. The last
//! are corrected before parsing; the others are recognised. Notes are footnotes, and their marks no part of a word. Text
//! that is struck out is left out, and the page's grade says how much.

use super::charset;
use super::language;
use super::left_out::{self, LeftOutWords};
use super::note_marks::{is_mark, is_mark_by_itself, is_note_address};
use super::prose::{self, Piece, Sign};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use stratmine_model::{BlockKind, DocumentId, FileFacts, ReadPaper, ReadResult, ReadStatus};

/// The level of a heading that is one by its bold type only.
const BOLD_LEVEL: u8 = 4;

/// Most words of a bold line that is taken for a heading.
const BOLD_HEADING_WORDS: usize = 25;

/// More words than this make a numbered "item" a numbered paragraph, which is running text.
const LONGEST_ITEM_WORDS: usize = 60;

/// Stands for a line break that the author typed as one.
const BREAK: char = '\u{2028}';

/// Deepest item.
const DEEPEST: usize = 5;

/// Reads Markdown.
///
/// # Errors
///
/// [`ReadStatus::Malformed`] where the bytes are no text in any encoding that is known.
pub fn read(id: DocumentId, bytes: &[u8]) -> Result<ReadPaper, ReadResult> {
    let text = charset::decode(bytes, None).ok_or_else(|| {
        ReadResult::because(ReadStatus::Malformed, "the file is called Markdown and holds binary data")
    })?;
    let mut walker = Walker::default();
    let source = with_sound_emphasis(&text);
    for event in Parser::new_ext(&source, extensions()) {
        walker.take(event);
    }
    walker.flush();
    let facts = FileFacts { title: walker.title.take(), ..FileFacts::default() };
    let mut page = prose::page_text(joined_headings(walker.pieces)).into_page(1);
    walker.left_out.note(&mut page.quality);
    let language = language::detect(&page.text).map(str::to_owned);
    Ok(ReadPaper { id, facts, outline: Vec::new(), language, pages: vec![page] })
}

/// What papers use beyond `CommonMark`.
fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
}

/// Moves blanks out of emphasis ("**Aims **" is none to `CommonMark`) and drops empty marks ("****").
fn with_sound_emphasis(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if line.contains("**") && !line.trim_start().starts_with("* * *") {
            write_sound_line(line, &mut out);
        } else {
            out.push_str(line);
        }
    }
    out
}

fn write_sound_line(line: &str, out: &mut String) {
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = line;
    // Runs of two or three stars are marks; longer ones close and open at once, which is nothing.
    while let Some(at) = rest.find("**") {
        let (before, after) = rest.split_at(at);
        let stars = after.len() - after.trim_start_matches('*').len();
        let (mark, after) = after.split_at(stars);
        parts.push(before);
        parts.push(if stars > 3 { "" } else { mark });
        rest = after;
    }
    let marks = parts.iter().skip(1).step_by(2).filter(|mark| !mark.is_empty()).count();
    if marks % 2 == 1 {
        parts.iter().step_by(2).for_each(|words| out.push_str(words));
        out.push_str(rest);
        return;
    }
    parts.push(rest);
    let mut inside = false;
    let mut pending: Option<&str> = None;
    for (index, part) in parts.into_iter().enumerate() {
        if index % 2 == 1 {
            if part.is_empty() {
                continue;
            }
            if inside {
                // Closing: blanks before the mark go behind it; nothing inside means no mark at all.
                let words = out.trim_end().len();
                let blanks = out.split_off(words);
                if pending.take().is_none() {
                    out.push_str(part);
                }
                out.push_str(&blanks);
            } else {
                pending = Some(part);
            }
            inside = !inside;
            continue;
        }
        if let Some(mark) = pending.filter(|_| !part.trim().is_empty()) {
            out.push_str(part.get(..part.len() - part.trim_start().len()).unwrap_or_default());
            out.push_str(mark);
            out.push_str(part.trim_start());
            pending = None;
        } else {
            out.push_str(part);
        }
    }
}

/// The open blocks while the parser's events are read.
#[derive(Default)]
struct Walker {
    pieces: Vec<Piece>,
    title: Option<String>,
    /// The text of the open block; lines as in the source.
    text: String,
    /// Letters and digits of it in bold type, and all of them.
    bold_letters: usize,
    letters: usize,
    strong: usize,
    /// Open lists: the next number of each, `None` for bullets.
    lists: Vec<Option<u64>>,
    /// An item that has no block yet: its depth and marker.
    item: Option<(u8, Option<String>)>,
    /// The cells of the open row and the heads of the table.
    cells: Vec<String>,
    heads: Vec<String>,
    in_table: bool,
    /// Depth inside pictures, whose text is not read.
    pictures: usize,
    /// Depth inside text that is struck out.
    struck: usize,
    /// Text that may mark a note.
    raised: Option<Raised>,
    /// Depth inside the text of notes.
    notes: usize,
    /// The HTML block that is being read.
    html: String,
    /// The level of the last heading, and of the open `<details>`.
    level: u8,
    details: Vec<u8>,
    /// The level of the sections that ended since the last piece.
    closes: Option<u8>,
    left_out: LeftOutWords,
}

/// Text that is raised, or leads to a note: a mark if it has the form of one.
struct Raised {
    text: String,
    /// Whether its own address says that it leads to a note.
    leads_to_note: bool,
    /// Whether it is a link, and not raised.
    is_link: bool,
}

impl Walker {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.write(&text),
            Event::SoftBreak => self.text.push('\n'),
            Event::HardBreak => self.text.push(BREAK),
            Event::Rule => self.flush(),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(html) => self.take_html(&html),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Image { .. } => self.pictures += 1,
            Tag::Strikethrough => self.struck += 1,
            Tag::Link { dest_url, .. } if dest_url.starts_with('#') => self.raise(is_note_address(dest_url), true),
            Tag::FootnoteDefinition(_) => {
                self.flush();
                self.notes += 1;
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(*first);
            }
            Tag::Item => self.open_item(),
            Tag::DefinitionListTitle => self.open_block(Some((0, None))),
            Tag::DefinitionListDefinition => self.open_block(Some((1, None))),
            Tag::Table(_) => self.open_table(),
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::HtmlBlock => {
                self.flush();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Image => self.pictures = self.pictures.saturating_sub(1),
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::Link => self.lower(true),
            TagEnd::FootnoteDefinition => {
                self.flush();
                self.notes = self.notes.saturating_sub(1);
            }
            TagEnd::Heading(level) => self.close_heading(level as u8),
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
                self.item = None;
            }
            TagEnd::TableCell => {
                self.cells.push(clean(&std::mem::take(&mut self.text)));
                self.forget();
            }
            TagEnd::TableHead => {
                self.heads = std::mem::take(&mut self.cells);
                self.push(Piece { texts: self.heads.clone(), ..Piece::new(BlockKind::TableRow, "") });
            }
            TagEnd::TableRow => {
                let row = Piece::new(BlockKind::TableRow, "");
                let (texts, heads) = (std::mem::take(&mut self.cells), self.heads.clone());
                self.push(Piece { texts, heads, ..row });
            }
            TagEnd::Table => self.in_table = false,
            TagEnd::MetadataBlock(_) => self.close_front_matter(),
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                self.take_html(&html);
                self.flush();
            }
            TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => {
                self.flush();
                self.item = None;
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::BlockQuote(_) => self.flush(),
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        if self.pictures > 0 {
            return;
        }
        if self.struck > 0 {
            self.left_out.struck += left_out::words(text);
            return;
        }
        if let Some(raised) = &mut self.raised {
            raised.text.push_str(text);
            return;
        }
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        self.letters += letters;
        self.bold_letters += if self.strong > 0 { letters } else { 0 };
        self.text.push_str(text);
    }

    /// Begins text that may be a note's mark; within another such text it is part of that.
    fn raise(&mut self, leads_to_note: bool, is_link: bool) {
        match &mut self.raised {
            Some(raised) => raised.leads_to_note |= leads_to_note,
            None => self.raised = Some(Raised { text: String::new(), leads_to_note, is_link }),
        }
    }

    /// Ends it: a mark is dropped, anything else is text.
    fn lower(&mut self, is_link: bool) {
        let Some(raised) = self.raised.take_if(|raised| raised.is_link == is_link) else { return };
        let Raised { text, leads_to_note, is_link } = raised;
        let behind_word = !self.text.trim().is_empty();
        let is_note = match (leads_to_note || (is_link && text.starts_with('[')), is_link) {
            (true, _) => behind_word && is_mark_by_itself(&text),
            (false, true) => false,
            (false, false) => is_mark(&self.text, &text),
        };
        if !is_note {
            self.write(&text);
        }
    }

    /// Reads HTML that stands in the Markdown: its words, without what it strikes out and without comments and scripts.
    fn take_html(&mut self, html: &str) {
        let mut rest = html;
        while let Some((before, from)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
            self.write(before);
            if let Some(comment) = from.strip_prefix("<!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let Some((tag, after)) = from.get(1..).and_then(|from| from.split_once('>')) else {
                self.write(from);
                return;
            };
            rest = after;
            let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
            let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
            if matches!(name.as_str(), "script" | "style" | "template") && !closes {
                let end = format!("</{name}");
                rest = after.find(&end).and_then(|at| after.get(at..)).unwrap_or_default();
                continue;
            }
            self.take_tag(&name, closes);
        }
        self.write(rest);
    }

    fn take_tag(&mut self, name: &str, closes: bool) {
        match (name, closes) {
            ("del" | "s" | "strike", false) => self.struck += 1,
            ("del" | "s" | "strike", true) => self.struck = self.struck.saturating_sub(1),
            ("sup", false) => self.raise(false, false),
            ("sup", true) => self.lower(false),
            ("b" | "strong", false) => self.strong += 1,
            ("b" | "strong", true) => self.strong = self.strong.saturating_sub(1),
            ("br", _) => self.text.push(BREAK),
            ("details", false) => self.details.push(self.level.saturating_add(1).min(6)),
            ("details", true) => {
                self.flush();
                self.closes = self.details.pop().into_iter().chain(self.closes).min();
            }
            ("summary", true) => {
                let level = self.details.last().copied().unwrap_or(BOLD_LEVEL);
                let before = self.level;
                self.close_heading(level);
                self.level = before;
            }
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", true) => {
                self.close_heading(name.bytes().next_back().map_or(BOLD_LEVEL, |digit| digit.saturating_sub(b'0')));
            }
            (
                "a" | "abbr" | "cite" | "code" | "em" | "font" | "i" | "ins" | "mark" | "q" | "small" | "span" | "sub"
                | "u",
                _,
            ) => {}
            ("wbr", _) => self.text.push('\u{200b}'),
            _ if self.in_table => self.text.push(' '),
            (
                "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "ol" | "p" | "summary" | "table" | "tr" | "ul",
                _,
            ) => {
                self.flush();
            }
            _ => self.text.push(' '),
        }
    }

    /// Keeps a piece: within a note it is a footnote.
    fn push(&mut self, piece: Piece) {
        let in_note = self.notes > 0 && piece.kind.holds_statements() && piece.kind != BlockKind::TableRow;
        let kind = if in_note { BlockKind::Footnote } else { piece.kind };
        self.pieces.push(Piece { kind, closes: self.closes.take(), ..piece });
    }

    /// Begins a block that is an item where `item` says so.
    fn open_block(&mut self, item: Option<(u8, Option<String>)>) {
        self.flush();
        self.item = item;
    }

    fn open_item(&mut self) {
        self.flush();
        let depth = self.lists.len().saturating_sub(1).min(DEEPEST);
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}.");
                *number += 1;
                Some(marker)
            }
            _ => None,
        };
        self.item = Some((u8::try_from(depth).unwrap_or_default(), marker));
    }

    fn open_table(&mut self) {
        self.flush();
        self.in_table = true;
        self.heads.clear();
        self.cells.clear();
    }

    fn close_heading(&mut self, level: u8) {
        let text = without_attributes(&clean(&std::mem::take(&mut self.text))).replace(BREAK, " ");
        self.forget();
        if text.is_empty() {
            return;
        }
        self.level = level;
        let kind = if prose::is_page_number(&text) { BlockKind::Running } else { BlockKind::Heading(level) };
        if level == 1 && self.title.is_none() && !self.pieces.iter().any(|piece| piece.kind == BlockKind::Paragraph) {
            self.title = Some(text.clone());
        }
        self.push(Piece::new(kind, text));
    }

    fn close_front_matter(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.forget();
        // YAML has `title: …`, TOML `title = "…"`.
        let title = text.lines().find_map(|line| {
            let rest = line.strip_prefix("title")?.trim_start();
            rest.strip_prefix([':', '='])
        });
        self.title =
            title.map(|title| title.trim().trim_matches(['"', '\'']).to_owned()).filter(|title| !title.is_empty());
    }

    fn forget(&mut self) {
        (self.letters, self.bold_letters) = (0, 0);
        self.text.clear();
    }

    /// Ends the open block of text.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let bold = self.letters > 0 && self.bold_letters == self.letters;
        self.forget();
        if text.trim().is_empty() {
            return;
        }
        if let Some((depth, marker)) = self.item.take() {
            self.push_item(depth, marker, &text);
        } else {
            self.push_paragraph(&text, bold);
        }
    }

    fn push_item(&mut self, depth: u8, marker: Option<String>, text: &str) {
        let item = Piece { marker, ..Piece::new(BlockKind::ListItem(depth), without_box(&clean(text))) };
        self.push(classified(item, false));
    }

    /// A paragraph, cut where a line in it begins with a bullet, or with a number if its first line has one too.
    fn push_paragraph(&mut self, text: &str, bold: bool) {
        if !bold && text.trim().contains(BREAK) {
            let lines: Vec<String> = text.split(BREAK).map(clean).collect();
            for piece in prose::pieces_of_lines(&lines) {
                self.push(classified(piece, false));
            }
            return;
        }
        let numbered = !bold && matches!(prose::sign(text), Some(Sign::Number(..)));
        let mut open: Option<Piece> = None;
        for line in text.lines() {
            let begun = match prose::sign(line) {
                Some(Sign::Bullet(rest)) => Some(Piece::new(BlockKind::ListItem(0), without_box(&clean(rest)))),
                Some(Sign::Number(marker, rest)) if numbered => {
                    Some(Piece { marker: Some(marker.to_owned()), ..Piece::new(BlockKind::ListItem(0), clean(rest)) })
                }
                _ => None,
            };
            if begun.is_some() {
                if let Some(piece) = open.take() {
                    self.push(classified(piece, bold));
                }
                open = begun;
            } else if let Some(text) = open.as_mut().and_then(|piece| piece.texts.first_mut()) {
                text.push(' ');
                text.push_str(&clean(line));
            } else {
                open = Some(Piece::new(BlockKind::Paragraph, clean(line)));
            }
        }
        if let Some(piece) = open {
            self.push(classified(piece, bold));
        }
    }
}

/// Gives a paragraph or item its final kind, now that its text is complete.
fn classified(mut piece: Piece, bold: bool) -> Piece {
    let text = piece.texts.first().map_or("", String::as_str);
    let words = text.split_whitespace().count();
    let heads = bold && (is_section_number(text) || (words <= BOLD_HEADING_WORDS && prose::could_head(text)));
    piece.kind = match piece.kind {
        BlockKind::Paragraph if prose::is_page_number(text) => BlockKind::Running,
        BlockKind::Paragraph if prose::is_contents(text) => BlockKind::Contents,
        BlockKind::Paragraph if heads => {
            BlockKind::Heading(prose::numbered_level(text, BOLD_LEVEL - 1).unwrap_or(BOLD_LEVEL))
        }
        BlockKind::ListItem(_) if piece.marker.is_some() && words > LONGEST_ITEM_WORDS => BlockKind::Paragraph,
        kind => kind,
    };
    piece
}

/// Joins a heading that was broken over lines of the print: its number alone, or an end that cannot be one.
fn joined_headings(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let text = piece.texts.first().map_or("", String::as_str);
        let bold = |piece: &Piece| matches!(piece.kind, BlockKind::Heading(level) if level + 1 >= BOLD_LEVEL);
        let earlier = out.last_mut().filter(|earlier| bold(earlier) && bold(&piece));
        match earlier.and_then(|earlier| earlier.texts.first_mut()).filter(|earlier| is_open_heading(earlier)) {
            Some(earlier) => {
                earlier.push(' ');
                earlier.push_str(text);
            }
            None => out.push(piece),
        }
    }
    out
}

/// "1.1.4" by itself: the first line of a heading.
fn is_section_number(text: &str) -> bool {
    text.contains('.') && prose::numbered_level(text, 1).is_some() && !text.contains(' ')
}

/// Whether more must follow: "1.1.4", "FIT FOR", "Health and".
fn is_open_heading(text: &str) -> bool {
    const OPEN: [&str; 16] =
        ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "our", "the", "to", "with", "&"];
    let last = text.split_whitespace().last().unwrap_or_default().to_lowercase();
    !text.chars().any(char::is_alphabetic) || OPEN.contains(&last.as_str())
}

/// The text without stray marks of emphasis and table rules at its ends, and without marks of notes that lead nowhere.
fn clean(text: &str) -> String {
    let text = without_note_marks(text).replace("**", "");
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '*')).to_owned()
}

/// The text without marks of notes that the parser does not know: `[^1]` that leads nowhere, `^[a note in the text]`, `^4^`.
fn without_note_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.find('^').and_then(|at| rest.split_at_checked(at)) {
        let within = from.strip_prefix('^').unwrap_or_default();
        let bracketed = within.strip_prefix('[').or_else(|| before.ends_with('[').then_some(within));
        let raised = within.split_once('^').filter(|(mark, _)| is_mark_by_itself(mark) && is_mark(before, mark));
        if let Some((_, after)) = bracketed.and_then(|within| within.split_once(']')) {
            out.push_str(if within.starts_with('[') { before } else { before.strip_suffix('[').unwrap_or(before) });
            rest = after;
        } else if let Some((_, after)) = raised {
            out.push_str(before);
            rest = after;
        } else {
            out.push_str(before);
            out.push('^');
            rest = within;
        }
    }
    out.push_str(rest);
    out
}

/// A heading without the attributes that other programs write behind it: "Aims {#aims .unnumbered}", "Aims {: #aims}".
fn without_attributes(heading: &str) -> String {
    let attributes = heading.rfind('{').map(|at| heading.split_at(at));
    let is_attribute = |text: &str| {
        text.ends_with('}') && text.starts_with(['{']) && text.get(1..2).is_some_and(|sign| "#.:-".contains(sign))
    };
    match attributes.filter(|(before, text)| is_attribute(text) && !before.trim().is_empty()) {
        Some((before, _)) => before.trim().to_owned(),
        None => heading.to_owned(),
    }
}

/// An item without the box of a task: "[ ] Build", "[x] Build".
fn without_box(item: &str) -> String {
    let task = ["[ ]", "[x]", "[X]"].iter().find_map(|task| item.strip_prefix(task));
    task.unwrap_or(item).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{read, with_sound_emphasis};
    use BlockKind::{Footnote, Heading, ListItem, Paragraph, Running, TableRow};
    use stratmine_model::{BlockKind, DocumentId, ReadPaper};

    fn document(text: &str) -> ReadPaper {
        read(DocumentId::from_digest([1; 32]), text.as_bytes()).unwrap()
    }

    fn blocks(text: &str) -> Vec<(BlockKind, String)> {
        let document = document(text);
        let page = &document.pages[0];
        page.blocks.iter().map(|block| (block.kind, page.slice(block.span).to_owned())).collect()
    }

    #[test]
    fn markdown_is_read_as_it_is_meant() {
        let text = "# Strategy\n\nWe *will* act\nnow.\n\n## Aims\n\n- cut waits\n  - for adults\n- train\n\n3. first\n4. second\n\n\
            | Aim | When |\n|---|---|\n| Safer care | 2025 |\n\n![a picture](x.png)\n\n<p>We learn.</p>\n";
        let wanted = [
            (Heading(1), "Strategy"),
            (Paragraph, "We will act now."),
            (Heading(2), "Aims"),
            (ListItem(0), "cut waits"),
            (ListItem(1), "for adults"),
            (ListItem(0), "train"),
            (ListItem(0), "first"),
            (ListItem(0), "second"),
            (TableRow, "Aim | When"),
            (TableRow, "Safer care | 2025"),
            (Paragraph, "We learn."),
        ];
        assert_eq!(blocks(text), wanted.map(|(kind, text)| (kind, text.to_owned())));
        let document = document(text);
        assert_eq!(document.facts.title.as_deref(), Some("Strategy"));
        let page = &document.pages[0];
        assert_eq!(page.blocks[9].column_heads, ["Aim", "When"]);
        assert_eq!(page.slice(page.blocks[9].cells[1]), "2025");
        assert_eq!(page.blocks[7].marker.as_deref(), Some("4."));
    }

    #[test]
    fn notes_are_footnotes_and_their_marks_no_part_of_a_word() {
        let text = "## Our aims {#aims .unnumbered}\n\nWe will[^1] cut waits[^note] to 20 m<sup>2</sup> by 2020<sup>3</sup>, 2021^4^ and\
            [[5]](#fn5) more[^gone]^[See the annex].\n\n[^1]: We will improve the note.\n[^note]: See the annex.\n    We will\n    go on.\n";
        let wanted = [
            (Heading(2), "Our aims"),
            (Paragraph, "We will cut waits to 20 m2 by 2020, 2021 and more."),
            (Footnote, "We will improve the note."),
            (Footnote, "See the annex. We will go on."),
        ];
        assert_eq!(blocks(text), wanted.map(|(kind, text)| (kind, text.to_owned())));
        assert_eq!(blocks("Aims {: #aims}\n====\n")[0].1, "Aims");
    }

    #[test]
    fn what_is_struck_out_is_left_out_and_said() {
        let text = "- [ ] Build a centre\n- [x] Reduce delays\n* ~~Close the unit~~\n* Recruit <del>forty</del> sixty nurses\n\n\
            <!-- We will\n\nimprove the comment -->\n\nWe <s>will not</s> act.\n";
        let wanted = [
            (ListItem(0), "Build a centre"),
            (ListItem(0), "Reduce delays"),
            (ListItem(0), "Recruit sixty nurses"),
            (Paragraph, "We act."),
        ];
        assert_eq!(blocks(text), wanted.map(|(kind, text)| (kind, text.to_owned())));
        let quality = &document(text).pages[0].quality;
        assert_eq!(quality.reasons, ["6 words are struck out on this page and were left out"]);
    }

    #[test]
    fn a_summary_heads_what_is_in_its_details_and_nothing_after_it() {
        let text =
            "## Aims\n\n<details>\n<summary>Done so far</summary>\n\nScans are quicker.\n\n</details>\n\nWe act.\n";
        let page = &document(text).pages[0];
        let seen: Vec<_> = page.blocks.iter().map(|block| (block.kind, page.slice(block.span), block.closes)).collect();
        let wanted = [
            (Heading(2), "Aims", None),
            (Heading(3), "Done so far", None),
            (Paragraph, "Scans are quicker.", None),
            (Paragraph, "We act.", Some(3)),
        ];
        assert_eq!(seen, wanted);
    }

    #[test]
    fn breaks_in_html_are_breaks() {
        assert_eq!(blocks("We will:<br>• cut waits<br/>• train staff\n").len(), 3);
        assert_eq!(blocks("Our aims are\\\nsafer care\n"), [(Paragraph, "Our aims are safer care".to_owned())]);
        assert_eq!(blocks("We will:\\\ncut waits\\\ntrain staff\n").len(), 3);
    }

    #[test]
    fn traces_of_conversion_are_repaired() {
        let text = "**FIT FOR **\n\n**THE FUTURE**\n\n**1.1.4 **\n\n**OUR STRATEGY **\n\nWe will improve the\n\nPage 3 of 40\n\n\
            care of patients \\(all\\).\n\n• many cannot get an\n\nappointment\n\n****Many people** contribute**d** to it. \n\n## **p.36**\n\n|\n";
        let wanted = [
            (Heading(4), "FIT FOR THE FUTURE"),
            (Heading(5), "1.1.4 OUR STRATEGY"),
            (Paragraph, "We will improve the care of patients (all)."),
            (Running, "Page 3 of 40"),
            (ListItem(0), "many cannot get an appointment"),
            (Paragraph, "Many people contributed to it."),
            (Running, "p.36"),
        ];
        assert_eq!(blocks(text), wanted.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn blanks_move_out_of_emphasis() {
        assert_eq!(with_sound_emphasis("**Aims **\n"), "**Aims** \n");
        assert_eq!(with_sound_emphasis("**a** b ** c**"), "**a** b  **c**");
        assert_eq!(with_sound_emphasis("** **x"), " x");
        assert_eq!(with_sound_emphasis("odd ** one"), "odd  one");
    }

    #[test]
    fn numbers_in_a_paragraph_are_items_where_it_begins_with_one() {
        assert_eq!(blocks("a. Beds\nb. Theatres\n").len(), 2);
        assert_eq!(blocks("Beds and\n12) theatres\n").len(), 1);
    }

    #[test]
    fn long_numbered_items_are_paragraphs() {
        let long = "We act. ".repeat(40);
        assert_eq!(blocks(&format!("1. {long}\n2. Short"))[0].0, Paragraph);
    }
}
