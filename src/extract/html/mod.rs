//! Reads web pages: headings, paragraphs, nested lists and tables of the main content.
//!
//! In go the bytes of an `.html` file, out comes a [`ReadPaper`] of one page. What surrounds the paper on a web page
//! (navigation, header, footer, side menus, cookie notices) is kept as running matter, which is never coded; what is no
//! text (scripts, styles, form controls, pictures, hidden parts) is left out. Pages are parsed as browsers do, so that
//! unclosed and misnested tags do no harm.

mod dom;
mod facts;
mod render;
mod table;

use super::{charset, language};
use stratmine_model::{DocumentId, ReadPaper, ReadResult, ReadStatus};

/// Reads a web page.
///
/// # Errors
///
/// [`ReadStatus::Malformed`] where the bytes are no text in any encoding that is known.
pub fn read(id: DocumentId, bytes: &[u8]) -> Result<ReadPaper, ReadResult> {
    let text = charset::decode(bytes, facts::declared_charset(bytes).as_deref()).ok_or_else(|| {
        ReadResult::because(ReadStatus::Malformed, "the file is called a web page and holds binary data")
    })?;
    let dom = dom::Dom::parse(&text);
    let page = render::page_text(&dom).into_page(1);
    let language = language::detect(&page.text).map(str::to_owned).or_else(|| facts::declared_language(&dom));
    Ok(ReadPaper { id, facts: facts::facts(&dom), outline: Vec::new(), language, pages: vec![page] })
}

#[cfg(test)]
mod tests;
