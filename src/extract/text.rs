//! Reads plain text: paragraphs between blank lines, bullets and numbers as people type them, headings by their form.
//!
//! In: the bytes of a `.txt` file. Out: a [`ReadPaper`] of one page. Lines that were wrapped by hand are joined; a file
//! with one paragraph per line stays so.

use super::charset;
use super::language;
use super::prose::{self, Piece, Sign};
use stratmine_model::{BlockKind, DocumentId, FileFacts, ReadPaper, ReadResult, ReadStatus};

/// A longer line was not wrapped by hand: it is a paragraph by itself. In characters.
const LONGEST_WRAPPED_LINE: usize = 160;

/// Blanks of indentation that make an item one deeper.
const INDENT: usize = 2;

/// Deepest item.
const DEEPEST: u8 = 5;

/// Reads plain text.
///
/// # Errors
///
/// [`ReadStatus::Malformed`] where the bytes are no text in any encoding that is known.
pub fn read(id: DocumentId, bytes: &[u8]) -> Result<ReadPaper, ReadResult> {
    let text = charset::decode(bytes, None)
        .ok_or_else(|| ReadResult::because(ReadStatus::Malformed, "the file is called text and holds binary data"))?;
    let page = prose::page_text(pieces(&text)).into_page(1);
    let language = language::detect(&page.text).map(str::to_owned);
    Ok(ReadPaper { id, facts: FileFacts::default(), outline: Vec::new(), language, pages: vec![page] })
}

/// The pieces of a plain text.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let lines: Vec<&str> = text.split(['\n', '\u{c}']).collect();
    let mut chunks = lines.split(|line| line.trim().is_empty()).filter(|chunk| !chunk.is_empty()).peekable();
    while let Some(chunk) = chunks.next() {
        let next = chunks.peek().and_then(|chunk| chunk.first()).copied();
        read_chunk(chunk, next, pieces.is_empty(), &mut pieces);
    }
    pieces
}

/// Reads the lines between two blank lines; `next` is the first line after them.
fn read_chunk(lines: &[&str], next: Option<&str>, first_of_text: bool, pieces: &mut Vec<Piece>) {
    let mut rest = lines;
    if let Some((heading, after)) = heading(lines, next, first_of_text) {
        pieces.push(heading);
        rest = after;
    }
    let mut indents: Vec<usize> = Vec::new();
    let mut open: Option<Piece> = None;
    for line in rest {
        let trimmed = line.trim();
        let starts = prose::sign(line);
        let alone = prose::is_page_number(trimmed) || prose::is_contents(trimmed);
        let unwrapped = |piece: &Piece| {
            piece.texts.iter().any(|text| text.chars().nth(LONGEST_WRAPPED_LINE).is_some())
                && prose::is_finished(piece.texts.first().map_or("", String::as_str))
        };
        if starts.is_some() || alone || open.as_ref().is_some_and(unwrapped) {
            pieces.extend(open.take());
        }
        match (starts, alone) {
            (Some(sign), _) => open = Some(item(sign, depth(line, &mut indents))),
            (None, true) => {
                let kind = if prose::is_contents(trimmed) { BlockKind::Contents } else { BlockKind::Running };
                pieces.push(Piece::new(kind, trimmed));
            }
            (None, false) => match open.as_mut().and_then(|piece| piece.texts.first_mut()) {
                Some(text) => join(text, trimmed),
                None => open = Some(Piece::new(BlockKind::Paragraph, trimmed)),
            },
        }
    }
    pieces.extend(open);
}

/// A heading at the head of the chunk, and the lines after it: underlined, in capitals, or a short line by itself.
fn heading<'l>(lines: &'l [&'l str], next: Option<&str>, first_of_text: bool) -> Option<(Piece, &'l [&'l str])> {
    let (first, after) = lines.split_first()?;
    let first = first.trim();
    let made = |level: u8| Piece::new(BlockKind::Heading(level), first);
    if let Some((rule, after)) = after.split_first() {
        let rule = rule.trim();
        let underlines = |sign: char| rule.len() >= 3 && rule.chars().all(|c| c == sign);
        if underlines('=') {
            return Some((made(1), after));
        }
        if underlines('-') {
            return Some((made(2), after));
        }
    }
    if prose::is_page_number(first) || prose::is_contents(first) || !prose::looks_like_heading(first) {
        return None;
    }
    let numbered = matches!(prose::sign(first), Some(Sign::Number(..)));
    if numbered && next.or(after.first().copied()).is_some_and(|line| prose::sign(line).is_some()) {
        return None;
    }
    let wordy_rest = after.first().is_some_and(|line| !prose::is_capitals(line));
    if first_of_text && after.is_empty() {
        return Some((made(1), after));
    }
    if prose::is_capitals(first) && (after.is_empty() || wordy_rest) {
        return Some((made(prose::numbered_level(first, 2).unwrap_or(2)), after));
    }
    let alone = after.is_empty() && next.is_some();
    alone.then(|| (made(prose::numbered_level(first, 2).unwrap_or(3)), after))
}

fn item(sign: Sign<'_>, depth: u8) -> Piece {
    let (marker, text) = match sign {
        Sign::Bullet(text) => (None, text),
        Sign::Number(marker, text) => (Some(marker.to_owned()), text),
    };
    Piece { marker, ..Piece::new(BlockKind::ListItem(depth), text) }
}

/// How deep an item is, by its indentation against those before it.
fn depth(line: &str, indents: &mut Vec<usize>) -> u8 {
    let blanks = line.chars().take_while(|c| c.is_whitespace());
    let indent: usize = blanks.map(|c| if c == '\t' { 2 * INDENT } else { 1 }).sum();
    while indents.last().is_some_and(|open| *open + INDENT > indent && *open != indent) {
        indents.pop();
    }
    if indents.last() != Some(&indent) {
        indents.push(indent);
    }
    u8::try_from(indents.len().saturating_sub(1)).unwrap_or(DEEPEST).min(DEEPEST)
}

/// Joins a wrapped line: after a hyphen without a blank (the hyphen stays: it may be the word's own).
fn join(text: &mut String, line: &str) {
    let hyphen = text.ends_with('-') && text.chars().rev().nth(1).is_some_and(char::is_alphabetic);
    if !(hyphen && line.starts_with(char::is_lowercase)) {
        text.push(' ');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::read;
    use BlockKind::{Heading, ListItem, Paragraph, Running};
    use stratmine_model::{BlockKind, DocumentId, ReadStatus};

    fn blocks(text: &str) -> Vec<(BlockKind, String)> {
        let document = read(DocumentId::from_digest([1; 32]), text.as_bytes()).unwrap();
        let page = &document.pages[0];
        page.blocks.iter().map(|block| (block.kind, page.slice(block.span).to_owned())).collect()
    }

    #[test]
    fn a_typed_paper_is_read_as_it_looks() {
        let text = "\u{feff}Our Alliance Strategy\n\nOUR AIMS\nWe will work with our partners in the\ncounty to improve care. \
            We are well-\nknown.\n\nWe will:\n- cut waits\n  - for adults\n- train staff in\n  new skills\n\n12\n\n2.1 Staff\n\n\
            1. Recruit nurses\n2. Keep them\n";
        let wanted = [
            (Heading(1), "Our Alliance Strategy"),
            (Heading(2), "OUR AIMS"),
            (Paragraph, "We will work with our partners in the county to improve care. We are well-known."),
            (Paragraph, "We will:"),
            (ListItem(0), "cut waits"),
            (ListItem(1), "for adults"),
            (ListItem(0), "train staff in new skills"),
            (Running, "12"),
            (Heading(3), "2.1 Staff"),
            (ListItem(0), "Recruit nurses"),
            (ListItem(0), "Keep them"),
        ];
        assert_eq!(blocks(text), wanted.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn one_paragraph_per_line_stays_so() {
        let long = format!("{}.", "word ".repeat(50).trim());
        assert_eq!(blocks(&format!("{long}\n{long}")).len(), 2);
    }

    #[test]
    fn old_encodings_are_read_and_binary_data_is_refused() {
        assert!(
            read(DocumentId::from_digest([1; 32]), b"It costs \xa35 \x96 caf\xe9.").unwrap().pages[0]
                .text
                .contains("£5 – café")
        );
        let refused = read(DocumentId::from_digest([1; 32]), &[0, 1, 2, 0, 200, 0]);
        assert_eq!(refused.unwrap_err().status, ReadStatus::Malformed);
    }
}
