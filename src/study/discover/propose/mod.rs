//! Proposes title, organisations and year of a paper that the researcher's table says nothing of.
//!
//! In go what is given, the paper as read or as stored and its file's name, out comes [`PaperMeta`] with every gap filled
//! that can be, the names of the filled fields in `proposed`, and where each was read in `sources`. Proposals are guesses
//! by rule and are always marked as such; what is given is never changed.

mod names;
mod organisation;
mod print;
mod title;
mod year;

use print::Front;
use regex::Regex;
use stratmine_model::{CodedPaper, MetadataField, MetadataPlace, MetadataSource, PaperMeta, ReadPaper};

/// Most characters of a quote that says where a field was read.
const QUOTE: usize = 240;

/// What is known of a paper: `given` from the researcher's table, else proposed from the paper itself. `file` is its
/// name below the corpus root.
pub fn propose(given: Option<&PaperMeta>, document: &ReadPaper, file: &str) -> PaperMeta {
    of_front(given, Front { facts: &document.facts, pages: &document.pages, file }).0
}

/// As [`propose`], of a paper that was read and cut into statements, or is stored; with the title that the paper itself
/// proposes, whatever is given.
pub fn propose_again(given: Option<&PaperMeta>, paper: &CodedPaper) -> (PaperMeta, Option<String>) {
    of_front(given, front(paper))
}

fn front(paper: &CodedPaper) -> Front<'_> {
    Front { facts: &paper.facts, pages: &paper.pages, file: &paper.file }
}

/// A text on one line, with single blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Something found, with where.
#[derive(Clone, Debug)]
struct Found {
    text: String,
    place: MetadataPlace,
    page: Option<u32>,
    quote: String,
}

impl Found {
    fn new(text: String, place: MetadataPlace, page: Option<u32>, quote: &str) -> Self {
        let quote = one_line(quote);
        Self { text, place, page, quote: quote.chars().take(QUOTE).collect() }
    }

    fn source(self, field: MetadataField) -> MetadataSource {
        MetadataSource { field, place: self.place, page: self.page, quote: self.quote }
    }
}

/// What is known of a paper, and the title it proposes itself.
fn of_front(given: Option<&PaperMeta>, front: Front<'_>) -> (PaperMeta, Option<String>) {
    let mut metadata = given.cloned().unwrap_or_default();
    let title = title::propose(front);
    let own_title = title.as_ref().map(|found| found.text.clone());
    let body = metadata.organisation.is_none().then(|| organisation::propose(front, title.as_ref())).flatten();
    let year = metadata.year.is_none().then(|| year::propose(front, title.as_ref())).flatten();
    if let Some(found) = title.filter(|_| metadata.title.is_none()) {
        metadata.title = Some(found.text.clone());
        metadata.sources.push(found.source(MetadataField::Title));
    }
    if let Some(found) = body {
        metadata.organisation = Some(found.text.clone());
        metadata.sources.push(found.source(MetadataField::Organisation));
    }
    if let Some(found) = year {
        metadata.year = found.text.parse().ok();
        metadata.sources.push(found.source(MetadataField::Year));
    }
    metadata.proposed = metadata.sources.iter().map(|source| source.field.as_str().to_owned()).collect();
    (metadata, own_title)
}

/// A pattern of this folder; `None`, which its tests exclude, where it cannot be used.
fn compiled(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

#[cfg(test)]
mod tests;
