//! Reads Markdown (`CommonMark` with tables), also where a program converted it from print.
//!
//! In: the bytes of a `.md` file. Out: a [`ReadPaper`] of one page. Converted texts have bold lines for headings, bullets
//! as plain characters, page numbers between paragraphs, and emphasis marks with blanks in the wrong places. The last
//! are corrected before parsing; the others are recognised.

use super::charset;
use super::language;
use super::prose::{self, Piece, Sign};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use stratmine_model::{BlockKind, DocumentId, FileFacts, ReadPaper, ReadResult, ReadStatus};

/// The level of a heading that is one by its bold type only.
const BOLD_LEVEL: u8 = 4;

/// Most words of a bold line that is taken for a heading.
const BOLD_HEADING_WORDS: usize = 25;

/// More words than this make a numbered "item" a numbered paragraph, which is running text.
const LONGEST_ITEM_WORDS: usize = 60;

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
    for event in Parser::new_ext(
        &source,
        Options::ENABLE_TABLES
            | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
            | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS,
    ) {
        walker.take(event);
    }
    walker.flush();
    let facts = FileFacts { title: walker.title.take(), ..FileFacts::default() };
    let page = prose::page_text(joined_headings(walker.pieces)).into_page(1);
    let language = language::detect(&page.text).map(str::to_owned);
    Ok(ReadPaper { id, facts, outline: Vec::new(), language, pages: vec![page] })
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
    /// Depth inside pictures, whose text is left out.
    left_out: usize,
}

impl Walker {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.write(&text),
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            Event::Rule => self.flush(),
            Event::Html(html) | Event::InlineHtml(html) => self.write(&without_tags(&html)),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Image { .. } => self.left_out += 1,
            Tag::List(first) => {
                self.flush();
                self.lists.push(*first);
            }
            Tag::Item => self.open_item(),
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
            TagEnd::Image => self.left_out = self.left_out.saturating_sub(1),
            TagEnd::Heading(level) => self.close_heading(level),
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
                self.pieces.push(Piece { texts: self.heads.clone(), ..Piece::new(BlockKind::TableRow, "") });
            }
            TagEnd::TableRow => {
                let row = Piece::new(BlockKind::TableRow, "");
                let (texts, heads) = (std::mem::take(&mut self.cells), self.heads.clone());
                self.pieces.push(Piece { texts, heads, ..row });
            }
            TagEnd::MetadataBlock(_) => self.close_front_matter(),
            TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::BlockQuote(_) | TagEnd::HtmlBlock => {
                self.flush();
            }
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        if self.left_out > 0 {
            return;
        }
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        self.letters += letters;
        self.bold_letters += if self.strong > 0 { letters } else { 0 };
        self.text.push_str(text);
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
        self.heads.clear();
        self.cells.clear();
    }

    fn close_heading(&mut self, level: HeadingLevel) {
        let text = clean(&std::mem::take(&mut self.text));
        self.forget();
        let kind = if prose::is_page_number(&text) { BlockKind::Running } else { BlockKind::Heading(level as u8) };
        if level == HeadingLevel::H1
            && self.title.is_none()
            && !self.pieces.iter().any(|piece| piece.kind == BlockKind::Paragraph)
        {
            self.title = Some(text.clone());
        }
        self.pieces.push(Piece::new(kind, text));
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
        let item = Piece { marker, ..Piece::new(BlockKind::ListItem(depth), clean(text)) };
        self.pieces.push(classified(item, false));
    }

    /// A paragraph, cut where a line in it begins with a bullet, or with a number if its first line has one too.
    fn push_paragraph(&mut self, text: &str, bold: bool) {
        let numbered = !bold && matches!(prose::sign(text), Some(Sign::Number(..)));
        let mut open: Option<Piece> = None;
        for line in text.lines() {
            let begun = match prose::sign(line) {
                Some(Sign::Bullet(rest)) => Some(Piece::new(BlockKind::ListItem(0), clean(rest))),
                Some(Sign::Number(marker, rest)) if numbered => {
                    Some(Piece { marker: Some(marker.to_owned()), ..Piece::new(BlockKind::ListItem(0), clean(rest)) })
                }
                _ => None,
            };
            if begun.is_some() {
                self.pieces.extend(open.take().map(|piece| classified(piece, bold)));
                open = begun;
            } else if let Some(text) = open.as_mut().and_then(|piece| piece.texts.first_mut()) {
                text.push(' ');
                text.push_str(&clean(line));
            } else {
                open = Some(Piece::new(BlockKind::Paragraph, clean(line)));
            }
        }
        self.pieces.extend(open.map(|piece| classified(piece, bold)));
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

/// The text without stray marks of emphasis and table rules at its ends.
fn clean(text: &str) -> String {
    text.replace("**", "").trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '*')).to_owned()
}

/// The words of a piece of HTML in Markdown; a tag leaves a blank.
fn without_tags(html: &CowStr<'_>) -> String {
    let mut out = String::new();
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            _ if !inside => out.push(character),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{read, with_sound_emphasis};
    use BlockKind::{Heading, ListItem, Paragraph, Running, TableRow};
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
