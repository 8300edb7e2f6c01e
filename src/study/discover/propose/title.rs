//! The title: what the file says of itself where that is sensible, else the greatest heading, else the file's name.

use super::FIRST_PAGES;
use stratmine_model::{Block, BlockKind, Page, ReadPaper};

/// Fewest and most characters of a title.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=200;

/// Beginnings of titles that programs make up.
const MADE_UP: &[&str] = &[
    "microsoft word -",
    "microsoft powerpoint -",
    "microsoft excel -",
    "powerpoint presentation",
    "untitled",
    "document",
    "slide",
    "layout",
    "title",
    "new document",
    "presentation",
    "print",
    "cover",
    "a4 ",
    "template",
    "draft",
    "about:",
    "http",
    "page ",
    "pdf",
    "word ",
];

/// Headings that every paper has.
const COMMON: &[&str] = &[
    "acknowledgements",
    "appendix",
    "background",
    "case study",
    "contents",
    "contents page",
    "executive summary",
    "foreword",
    "introduction",
    "preface",
    "purpose",
    "summary",
    "table of contents",
    "welcome",
    "contact",
    "contact us",
];

/// Extensions that show a title to be a file's name.
const EXTENSIONS: &[&str] = &[
    ".doc", ".docx", ".pdf", ".ppt", ".pptx", ".indd", ".qxd", ".pub", ".xls", ".xlsx", ".html", ".htm", ".rtf",
    ".odt", ".ai",
];

pub(super) fn propose(document: &ReadPaper, stem: &str) -> Option<String> {
    declared(document, stem).or_else(|| heading(document)).or_else(|| from_name(stem))
}

/// The title that the file declares, unless a program made it up or it is the file's own name.
fn declared(document: &ReadPaper, stem: &str) -> Option<String> {
    let title = document.facts.title.as_deref()?.split_whitespace().collect::<Vec<_>>().join(" ");
    // Web pages append the site's name.
    let title = title.split(" | ").next().unwrap_or_default().trim();
    let lower = title.to_lowercase();
    let made_up = MADE_UP.iter().any(|beginning| {
        lower.strip_prefix(beginning).is_some_and(|rest| {
            // "Document1" and "Slide 1" are made up, "Documents for the board" and "Title IX" are not.
            beginning.contains(' ') || beginning.len() > 12 || !rest.trim().chars().any(char::is_alphabetic)
        })
    });
    let is_name = EXTENSIONS.iter().any(|extension| lower.ends_with(extension))
        || !title.contains(' ')
        || title.contains('_')
        || lower == stem.to_lowercase();
    (!made_up && !is_name && is_titular(title)).then(|| title.to_owned())
}

/// Whether a text can be a title by its length and by holding more letters than anything else.
fn is_titular(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    LENGTHS.contains(&text.chars().count()) && 2 * letters > text.chars().count()
}

/// The greatest heading of the first pages: the highest level, then the largest print, then the first. Headings of the
/// same kind right below it belong to it: a title of two lines.
fn heading(document: &ReadPaper) -> Option<String> {
    let mut best: Option<((u8, i32), String)> = None;
    for page in document.pages.iter().take(FIRST_PAGES) {
        let mut blocks = page.blocks.iter().peekable();
        while let Some(block) = blocks.next() {
            let BlockKind::Heading(level) = block.kind else { continue };
            let mut title = page.slice(block.span).trim().to_owned();
            if !is_titular(&title) || COMMON.contains(&title.to_lowercase().trim_end_matches([':', '.'])) {
                continue;
            }
            let print = print_size(page, block);
            while let Some(next) = blocks.next_if(|next| next.kind == block.kind && print_size(page, next) == print) {
                let more = page.slice(next.span).trim();
                if title.chars().count() + more.chars().count() < *LENGTHS.end() / 2 {
                    title.push(' ');
                    title.push_str(more);
                }
            }
            let rank = (level, -print);
            if best.as_ref().is_none_or(|(known, _)| rank < *known) {
                best = Some((rank, title));
            }
        }
    }
    best.map(|(_, title)| title)
}

/// The height of a block's first line in whole points; 0 without geometry.
fn print_size(page: &Page, block: &Block) -> i32 {
    let height = page.lines.iter().find(|line| line.span.overlaps(&block.span)).map_or(0.0, |line| line.y1 - line.y0);
    #[allow(clippy::cast_possible_truncation, reason = "a cast to an integer saturates, and no print is that large")]
    {
        height.round() as i32
    }
}

/// The file's name with blanks for its joints.
fn from_name(stem: &str) -> Option<String> {
    let name = stem.replace(['_', '+'], " ").replace("%20", " ");
    let name = if name.contains(' ') { name } else { name.replace('-', " ") };
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}
