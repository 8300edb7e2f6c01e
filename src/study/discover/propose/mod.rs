//! Proposes title, organisation and year of a paper that the researcher's table says nothing of.
//!
//! In go what is given, the paper as read and its file's name, out comes [`PaperMeta`] with every gap filled that can be,
//! and the names of the filled fields in `proposed`. Proposals are guesses by rule and are always marked as such; what
//! is given is never changed.

mod organisation;
mod title;
mod year;

use stratmine_model::{CodedPaper, FileFacts, Page, PaperMeta, ReadPaper};

/// Pages that are looked at: a paper says on its cover or on the page after it what it is.
const FIRST_PAGES: usize = 2;

/// Most bytes looked at of a page: a web page or a text is one page, however long.
const FIRST_BYTES: usize = 6000;

/// What is known of a paper: `given` from the researcher's table, else proposed from the paper itself. `file` is its
/// name below the corpus root.
pub fn propose(given: Option<&PaperMeta>, document: &ReadPaper, file: &str) -> PaperMeta {
    propose_with(given, &document.facts, &document.pages, file, proposed_title(document, file))
}

/// The title that a paper itself proposes. Only this looks at how large a heading is printed.
pub fn proposed_title(document: &ReadPaper, file: &str) -> Option<String> {
    title::propose(document, stem(file))
}

/// As [`propose`], of a paper whose own title is known already.
pub fn propose_again(given: Option<&PaperMeta>, paper: &CodedPaper) -> PaperMeta {
    propose_with(given, &paper.facts, &paper.pages, &paper.file, paper.proposed_title.clone())
}

fn propose_with(
    given: Option<&PaperMeta>,
    facts: &FileFacts,
    pages: &[Page],
    file: &str,
    title: Option<String>,
) -> PaperMeta {
    let mut metadata = given.cloned().unwrap_or_default();
    let stem = stem(file);
    if metadata.title.is_none() {
        metadata.title = title;
        note(&mut metadata.proposed, "title", metadata.title.is_some());
    }
    if metadata.organisation.is_none() {
        metadata.organisation = organisation::propose(facts, pages, metadata.title.as_deref());
        note(&mut metadata.proposed, "organisation", metadata.organisation.is_some());
    }
    if metadata.year.is_none() {
        metadata.year = year::propose(facts, pages, metadata.title.as_deref(), stem);
        note(&mut metadata.proposed, "year", metadata.year.is_some());
    }
    metadata
}

fn note(proposed: &mut Vec<String>, field: &str, found: bool) {
    if found && !proposed.iter().any(|known| known == field) {
        proposed.push(field.to_owned());
    }
}

/// The file's name without its folder and extension.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The beginnings of the first pages.
fn first_texts(pages: &[Page]) -> impl Iterator<Item = &str> {
    pages.iter().take(FIRST_PAGES).map(|page| beginning(&page.text))
}

fn beginning(text: &str) -> &str {
    let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= FIRST_BYTES).last().unwrap_or_default();
    if text.len() <= FIRST_BYTES { text } else { text.get(..end).unwrap_or(text) }
}

#[cfg(test)]
mod tests;
