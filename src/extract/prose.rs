//! What plain text and Markdown share: bullets, numbers, headings and page numbers as people type them.
//!
//! In: the pieces that a format's reader finds. Out: a page. Texts that were converted from print have page numbers
//! between paragraphs and paragraphs that a page break cuts; these are joined where that is safe. Nothing here knows of
//! Markdown or files.

use super::page_text::PageText;
use stratmine_model::BlockKind;

/// A future block: its kind and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: BlockKind,
    /// The number or letter before an item.
    pub(super) marker: Option<String>,
    /// The text; for a row, its cells.
    pub(super) texts: Vec<String>,
    /// The column heads of a row.
    pub(super) heads: Vec<String>,
    /// The level of the sections that end before it: see [`Block::closes`](stratmine_model::Block::closes).
    pub(super) closes: Option<u8>,
}

impl Piece {
    /// A block of one text.
    pub(super) fn new(kind: BlockKind, text: impl Into<String>) -> Self {
        Self { kind, marker: None, texts: vec![text.into()], heads: Vec::new(), closes: None }
    }

    fn text(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }
}

/// The sign at the head of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign<'t> {
    /// A bullet, and what follows.
    Bullet(&'t str),
    /// A number or letter ("3.", "a)", "(iv)"), and what follows.
    Number(&'t str, &'t str),
}

/// Signs that are bullets even without a blank after them.
const BULLETS: [char; 20] =
    ['•', '●', '○', '◦', '▪', '▫', '■', '□', '‣', '⁃', '∙', '➢', '➤', '✓', '✔', '☐', '☑', '☒', '\u{f0b7}', '\u{f0a7}'];

/// Signs that are bullets where a blank follows.
const DASHES: [char; 6] = ['-', '–', '—', '*', '·', '+'];

/// The bullet or number at the head of a line that has text after it.
pub(super) fn sign(line: &str) -> Option<Sign<'_>> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix(BULLETS) {
        return worded(rest).map(Sign::Bullet);
    }
    if let Some(rest) = line.strip_prefix(DASHES) {
        return rest.starts_with(char::is_whitespace).then(|| worded(rest)).flatten().map(Sign::Bullet);
    }
    let (marker, rest) = line.split_once(char::is_whitespace)?;
    let bare = marker.strip_prefix('(').unwrap_or(marker).strip_suffix(['.', ')'])?;
    let number = !bare.is_empty() && bare.len() <= 3 && bare.bytes().all(|b| b.is_ascii_digit());
    let letter = bare.len() == 1 && bare.bytes().all(|b| b.is_ascii_lowercase());
    let roman = !bare.is_empty() && bare.len() <= 4 && bare.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    (number || letter || roman).then(|| worded(rest)).flatten().map(|rest| Sign::Number(marker, rest))
}

fn worded(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| text.chars().any(char::is_alphanumeric))
}

/// Whether a line is a page number: "12", "p.12", "Page 3 of 40", "- 7 -", "iv".
pub(super) fn is_page_number(line: &str) -> bool {
    let line = line.trim().trim_matches(['-', '–', '|', '[', ']', ' ']).to_ascii_lowercase();
    let digits = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    let rest = ["page", "pg.", "p.", "p"].iter().find_map(|word| line.strip_prefix(word)).unwrap_or(&line).trim();
    let (first, second) = rest.split_once(" of ").or_else(|| rest.split_once('/')).unwrap_or((rest, "1"));
    (digits(first.trim()) && digits(second.trim()))
        || (!line.is_empty() && line.len() <= 5 && line.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')))
}

/// Whether a line of a contents page: dots that lead to a number.
pub(super) fn is_contents(line: &str) -> bool {
    line.contains("....") || line.contains(". . . .") || line.contains("……")
}

/// Most words of a line that is taken for a heading by its looks.
const HEADING_WORDS: usize = 12;

/// Whether a line by itself looks like a heading: a few words without a stop that begin with a capital or a number.
pub(super) fn looks_like_heading(line: &str) -> bool {
    line.split_whitespace().count() <= HEADING_WORDS && could_head(line)
}

/// Whether a line of any length is shaped like a heading: it begins with a capital or a number and has no stop.
pub(super) fn could_head(line: &str) -> bool {
    let line = line.trim();
    let first = line.chars().find(|c| c.is_alphabetic());
    first.is_some_and(char::is_uppercase)
        && line.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '‘' | '"' | '“'))
        && !line.ends_with(['.', ';', ',', ':', '…', '-', '–', '&'])
        && !line.contains('@')
        && !line.contains("://")
}

/// Whether a line is in capitals: no small letter and at least four large ones.
pub(super) fn is_capitals(line: &str) -> bool {
    !line.chars().any(char::is_lowercase) && line.chars().filter(|c| c.is_uppercase()).count() > 3
}

/// The level that a heading's number gives it ("2.1 Aims" is one below "2 Aims"), counted from `top`; `None` without one.
pub(super) fn numbered_level(line: &str, top: u8) -> Option<u8> {
    let number = line.split_whitespace().next()?.trim_end_matches('.');
    let parts: Vec<&str> = number.split('.').collect();
    let sound = parts.iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let deeper = u8::try_from(parts.len().saturating_sub(1)).ok()?;
    sound.then(|| top.saturating_add(deeper).min(6))
}

/// Whether a text ends as a sentence or a lead-in does.
pub(super) fn is_finished(text: &str) -> bool {
    text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '’' | '”' | ')' | ']' | '*'))
        .ends_with(['.', '!', '?', ':', ';', '…'])
}

/// Most words of a line that lists something by standing on a line of its own.
const LISTED_WORDS: usize = 25;

/// The pieces of a paragraph whose lines the author broke: items where lines begin with bullets or numbers, or where each
/// line stands by itself (below "We will:", or all of them short and beginning with a capital); else one paragraph.
pub(super) fn pieces_of_lines(lines: &[String]) -> Vec<Piece> {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let numbered = lines.iter().find_map(|line| sign(line)).is_some_and(|first| matches!(first, Sign::Number(..)))
        && lines.iter().filter(|line| matches!(sign(line), Some(Sign::Number(..)))).count() > 1;
    let starts = |line: &str| match sign(line) {
        Some(Sign::Bullet(rest)) => Some((None, rest.to_owned())),
        Some(Sign::Number(marker, rest)) if numbered => Some((Some(marker.to_owned()), rest.to_owned())),
        _ => None,
    };
    if !lines.iter().any(|line| starts(line).is_some()) {
        return pieces_without_signs(&lines);
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for line in lines {
        if let Some((marker, text)) = starts(line) {
            pieces.push(Piece { marker, ..Piece::new(BlockKind::ListItem(0), text) });
            continue;
        }
        let goes_on = |open: &Piece| !is_finished(open.text()) || line.starts_with(char::is_lowercase);
        match pieces.last_mut().filter(|open| goes_on(open)).and_then(|open| open.texts.first_mut()) {
            Some(text) => {
                text.push(' ');
                text.push_str(line);
            }
            None => pieces.push(Piece::new(BlockKind::Paragraph, line)),
        }
    }
    pieces
}

/// The pieces of broken lines without bullets or numbers.
fn pieces_without_signs(lines: &[&str]) -> Vec<Piece> {
    let whole = || vec![Piece::new(BlockKind::Paragraph, lines.join(" "))];
    let announced = lines.first().is_some_and(|line| line.ends_with(':'));
    let listed = if announced { lines.get(1..).unwrap_or_default() } else { lines };
    let is_short = |line: &&str| line.split_whitespace().count() <= LISTED_WORDS;
    let stands_alone = |line: &&str| {
        line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && !is_cut(line) && is_short(line)
    };
    let is_list = listed.len() > 1 && listed.iter().all(is_short) && (announced || listed.iter().all(stands_alone));
    if !is_list {
        return whole();
    }
    let piece = |line: &&str| {
        let ends = line.ends_with(['.', '!', '?']) && !announced;
        Piece::new(if ends { BlockKind::Paragraph } else { BlockKind::ListItem(0) }, *line)
    };
    let before = announced.then(|| lines.first()).flatten().map(|line| Piece::new(BlockKind::Paragraph, *line));
    before.into_iter().chain(listed.iter().map(piece)).collect()
}

/// Whether a line breaks off within a sentence.
fn is_cut(line: &str) -> bool {
    const OPEN: [&str; 18] = [
        "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "our", "the", "to", "with", "will",
        "that", "&",
    ];
    let last = line.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    line.ends_with(',') || OPEN.contains(&last.as_str())
}

/// Joins what a page break or a broken line cut, and writes the page.
pub(super) fn page_text(pieces: Vec<Piece>) -> PageText {
    let mut page = PageText::new();
    for piece in joined(pieces) {
        if let Some(level) = piece.closes {
            page.close(level);
        }
        match piece.kind {
            BlockKind::TableRow => page.push_row(&piece.texts, &piece.heads),
            BlockKind::ListItem(depth) => page.push_item(depth, piece.marker.as_deref(), piece.text()),
            kind => page.push_block(kind, piece.text()),
        };
    }
    page
}

/// Joins a paragraph that begins in lower case to the paragraph or item before it, across page numbers, where that one
/// does not end a sentence.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let text = piece.text().trim();
        if !piece.texts.iter().any(|text| text.chars().any(char::is_alphanumeric)) {
            continue;
        }
        let goes_on = piece.kind == BlockKind::Paragraph
            && piece.closes.is_none()
            && text.starts_with(char::is_lowercase)
            && !is_address(text);
        let open = out.iter_mut().rev().find(|earlier| earlier.kind != BlockKind::Running).filter(|earlier| {
            let running = matches!(earlier.kind, BlockKind::Paragraph | BlockKind::ListItem(_));
            goes_on && running && !is_finished(earlier.text()) && !is_address(earlier.text())
        });
        match open.and_then(|earlier| earlier.texts.first_mut()) {
            Some(earlier) => {
                earlier.push(' ');
                earlier.push_str(text);
            }
            None => out.push(piece),
        }
    }
    out
}

/// Whether the text is an address that stands by itself, in lower case as it may be.
fn is_address(text: &str) -> bool {
    !text.trim().contains(' ') && (text.contains("://") || text.contains('@') || text.trim().starts_with("www."))
}

#[cfg(test)]
mod tests {
    use super::{Piece, Sign, is_page_number, looks_like_heading, numbered_level, page_text, sign};
    use stratmine_model::BlockKind::{ListItem, Paragraph, Running};

    #[test]
    fn signs_are_not_words() {
        assert_eq!(sign("• improve care"), Some(Sign::Bullet("improve care")));
        assert_eq!(sign("•improve care"), Some(Sign::Bullet("improve care")));
        assert_eq!(sign("- improve care"), Some(Sign::Bullet("improve care")));
        assert_eq!(sign("3. improve care"), Some(Sign::Number("3.", "improve care")));
        assert_eq!(sign("(iv) improve care"), Some(Sign::Number("(iv)", "improve care")));
        for plain in ["-5 degrees", "2019 was good", "A. Smith", "•", "in. care", "e.g. care"] {
            assert_eq!(sign(plain), None, "{plain}");
        }
    }

    #[test]
    fn page_numbers_are_told_from_text() {
        for number in ["12", "p.12", "Page 3 of 40", "- 7 -", "iv", "3/40"] {
            assert!(is_page_number(number), "{number}");
        }
        for text in ["", "12345", "Page", "3 wards", "vivid", "p"] {
            assert!(!is_page_number(text), "{text}");
        }
    }

    #[test]
    fn headings_are_told_by_looks() {
        for heading in ["Our aims", "2.1 Our aims", "OUR AIMS", "What will change?"] {
            assert!(looks_like_heading(heading), "{heading}");
        }
        for text in ["We will:", "We act.", "and so on", "https://example.org/A", "(See below)"] {
            assert!(!looks_like_heading(text), "{text}");
        }
        assert_eq!(numbered_level("2.1 Our aims", 2), Some(3));
        assert_eq!(numbered_level("2019 aims", 2), None);
    }

    #[test]
    fn lines_that_were_broken_by_hand_are_items_where_each_stands_by_itself() {
        let pieces = |text: &str| {
            let lines: Vec<String> = text.split('/').map(str::to_owned).collect();
            let pieces = super::pieces_of_lines(&lines);
            pieces.iter().map(|piece| format!("{} {}", piece.kind.as_str(), piece.text())).collect::<Vec<_>>().join("/")
        };
        assert_eq!(pieces("1. Cut waits/2. Train staff"), "list_item Cut waits/list_item Train staff");
        assert_eq!(
            pieces("We will:/• cut waits/for adults/• train"),
            "paragraph We will:/list_item cut waits for adults/list_item train"
        );
        assert_eq!(
            pieces("We will:/cut waits;/train staff."),
            "paragraph We will:/list_item cut waits;/list_item train staff."
        );
        assert_eq!(
            pieces("Fewer falls/Fewer pressure ulcers"),
            "list_item Fewer falls/list_item Fewer pressure ulcers"
        );
        assert_eq!(pieces("We will work with/our partners."), "paragraph We will work with our partners.");
        assert_eq!(pieces("We work in the/Valley Trust"), "paragraph We work in the Valley Trust");
    }

    #[test]
    fn what_a_page_break_cut_is_joined() {
        let pieces = vec![
            Piece::new(Paragraph, "We will improve the"),
            Piece::new(Running, "12"),
            Piece::new(Paragraph, "care of patients."),
            Piece::new(Paragraph, "and more"),
            Piece::new(ListItem(0), "cut waits for"),
            Piece::new(Paragraph, "everyone"),
            Piece::new(Paragraph, "|"),
        ];
        let page = page_text(pieces);
        assert_eq!(page.text(), "We will improve the care of patients.\n12\nand more\ncut waits for everyone");
    }
}
