//! Reads web pages: headings, paragraphs, nested lists and tables of the main content.
//!
//! In: the bytes of an `.html` file. Out: a [`ReadPaper`] of one page. What surrounds the paper on a web page
//! (navigation, header, footer, side menus, cookie notices) is kept as running matter, which is never coded. Closed
//! accordions and tabs are read. Scripts, styles, form controls and pictures are left out, and so is what is hidden or
//! struck out; of these the page's grade says how many words. Pages are parsed as browsers do, so that unclosed and
//! misnested tags do no harm.

mod dom;
mod notes;
mod render;
mod table;
mod visibility;

use super::{charset, language};
use dom::Dom;
use stratmine_model::{DocumentId, FileFacts, ReadPaper, ReadResult, ReadStatus};

/// Reads a web page.
///
/// # Errors
///
/// [`ReadStatus::Malformed`] where the bytes are no text in any encoding that is known.
pub fn read(id: DocumentId, bytes: &[u8]) -> Result<ReadPaper, ReadResult> {
    let text = charset::decode(bytes, declared_charset(bytes).as_deref()).ok_or_else(|| {
        ReadResult::because(ReadStatus::Malformed, "the file is called a web page and holds binary data")
    })?;
    let dom = Dom::parse(&text);
    let (text, left_out) = render::page_text(&dom);
    let mut page = text.into_page(1);
    left_out.note(&mut page.quality);
    let language = language::detect(&page.text).map(str::to_owned).or_else(|| declared_language(&dom));
    Ok(ReadPaper { id, facts: facts(&dom), outline: Vec::new(), language, pages: vec![page] })
}

/// How far into a file a declaration of its encoding may stand, in bytes (WHATWG HTML, "prescan a byte stream").
const PRESCAN: usize = 1024;

/// The encoding that a `<meta>` or an XML declaration names near the beginning of the file.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..PRESCAN.min(bytes.len()))?).to_ascii_lowercase();
    let after = ["charset=", "encoding="].iter().find_map(|key| head.split_once(key)).map(|(_, after)| after)?;
    let name: String = after
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
        .collect();
    (!name.is_empty()).then_some(name)
}

/// The language of the `<html>` element: its first two or three letters.
fn declared_language(dom: &Dom) -> Option<String> {
    let html = dom.descendants(dom.root()).find(|id| dom.name(*id) == "html")?;
    let code = dom.attribute(html, "lang").or_else(|| dom.attribute(html, "xml:lang"))?;
    let code = code.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    ((2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)
}

/// Title, author and year, from `<title>` and the usual `<meta>` names.
fn facts(dom: &Dom) -> FileFacts {
    let mut facts = FileFacts::default();
    for id in dom.descendants(dom.root()) {
        match dom.name(id) {
            "title" if facts.title.is_none() => facts.title = tidy(&dom.text(id)),
            "meta" => {
                let name = dom.attribute(id, "name").or_else(|| dom.attribute(id, "property")).unwrap_or_default();
                let value = dom.attribute(id, "content").unwrap_or_default();
                match name.to_ascii_lowercase().as_str() {
                    "author" | "dc.creator" | "dcterms.creator" => facts.author = facts.author.or_else(|| tidy(value)),
                    "article:published_time"
                    | "dc.date"
                    | "dc.date.issued"
                    | "dcterms.issued"
                    | "dcterms.created"
                    | "dcterms.date"
                    | "date" => facts.created_year = facts.created_year.or_else(|| year(value)),
                    _ => {}
                }
            }
            // The rest of the page holds neither; drawings have titles of their own.
            "body" => break,
            _ => {}
        }
    }
    facts
}

fn tidy(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The first number of four digits that can be a year.
fn year(text: &str) -> Option<i32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .find(|year| (1948..=2100).contains(year))
}

#[cfg(test)]
mod tests;
