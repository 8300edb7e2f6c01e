//! The pages of papers as they were read: as text, as Markdown, as JSON or as one web page.
//!
//! In go read papers ([`PaperRead`]), one after the other; out comes text. It knows nothing of where papers come from.

mod html;
mod markdown;
mod parts;

use super::escape::{for_json, for_lines};
use serde::Serialize;
use std::io;
use stratmine_model::record::page_as_read;
use stratmine_model::{Page, PageGrade};

/// The form that pages go out in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum PagesForm {
    /// The pages' text, each page followed by a form feed
    #[default]
    Text,
    /// Headings, lists and tables as Markdown, a comment before each page
    Markdown,
    /// One JSON object a page: file, page, label, grade with its reasons, text, and its blocks as in the record of `code`
    Json,
    /// One web page in all, that needs nothing beside itself
    Html,
}

/// A paper, or some pages of one, as read.
#[derive(Clone, Debug)]
pub struct PaperRead<'p> {
    /// Its file below the corpus root.
    pub file: &'p str,
    /// Its title, where it is known.
    pub title: Option<&'p str>,
    /// Its language as an ISO 639-1 code, where it could be told.
    pub language: Option<&'p str>,
    /// The pages that are to go out.
    pub pages: Vec<&'p Page>,
    /// Why it could not be read, where it could not.
    pub failure: Option<&'p str>,
}

/// Writes papers one after the other in one form.
#[derive(Debug)]
pub struct PagesWriter<W> {
    form: PagesForm,
    /// Whether running heads, running feet and page numbers go out in Markdown and HTML.
    all: bool,
    out: W,
    /// Papers written and to be written.
    papers: usize,
    of: usize,
}

impl<W: io::Write> PagesWriter<W> {
    /// A writer of `papers` papers. `all` keeps running heads, running feet and page numbers in Markdown and HTML; text
    /// and JSON always have them.
    pub const fn new(form: PagesForm, all: bool, papers: usize, out: W) -> Self {
        Self { form, all, out, papers: 0, of: papers }
    }

    /// Writes the next paper.
    ///
    /// # Errors
    /// Where the output refuses.
    pub fn paper(&mut self, paper: &PaperRead<'_>) -> io::Result<()> {
        self.papers += 1;
        match self.form {
            PagesForm::Text => paper.pages.iter().try_for_each(|page| text_page(&mut self.out, page)),
            PagesForm::Json => paper.pages.iter().try_for_each(|page| json_page(&mut self.out, paper.file, page)),
            PagesForm::Markdown => self.out.write_all(markdown::paper(paper, self.all).as_bytes()),
            PagesForm::Html => {
                if self.papers == 1 {
                    self.head(Some(paper))?;
                }
                let number = (self.of > 1).then_some(self.papers);
                self.out.write_all(html::paper(paper, number, self.all).as_bytes())
            }
        }
    }

    /// Ends the output.
    ///
    /// # Errors
    /// Where the output refuses.
    pub fn end(mut self) -> io::Result<()> {
        if self.form == PagesForm::Html {
            if self.papers == 0 {
                self.head(None)?;
            }
            self.out.write_all(html::foot().as_bytes())?;
        }
        self.out.flush()
    }

    fn head(&mut self, first: Option<&PaperRead<'_>>) -> io::Result<()> {
        let title = match first {
            Some(paper) if self.of <= 1 => paper.title.unwrap_or(paper.file).to_owned(),
            _ => format!("{} papers", self.of),
        };
        self.out.write_all(html::head(&title).as_bytes())
    }
}

/// A page's text with a form feed behind it.
fn text_page(out: &mut impl io::Write, page: &Page) -> io::Result<()> {
    writeln!(out, "{}\n\u{c}", for_lines(&page.text))
}

/// A page as one line of JSON.
fn json_page(out: &mut impl io::Write, file: &str, page: &Page) -> io::Result<()> {
    /// The page's record without what only coding gives.
    #[derive(Serialize)]
    struct Read<'r, P> {
        file: &'r str,
        #[serde(flatten)]
        page: P,
    }
    let placed = page.clone().without_lines();
    let json = serde_json::to_string(&Read { file, page: page_as_read(&placed) })?;
    writeln!(out, "{}", for_json(&json))
}

/// "page 5 (iii)": the physical number, and the printed label where it says something else.
pub(super) fn page_name(page: &Page) -> String {
    match &page.label {
        Some(label) if *label != page.number.to_string() => format!("page {} ({label})", page.number),
        _ => format!("page {}", page.number),
    }
}

/// "read fair: two columns run into each other", for a page that was not read well.
pub(super) fn doubt(page: &Page) -> Option<String> {
    let quality = &page.quality;
    let how = match quality.grade {
        PageGrade::Good => return None,
        PageGrade::Ocr => "by text recognition",
        PageGrade::Fair | PageGrade::Poor => quality.grade.as_str(),
    };
    let reasons = if quality.reasons.is_empty() { String::new() } else { format!(": {}", quality.reasons.join("; ")) };
    Some(format!("read {how}{reasons}"))
}

#[cfg(test)]
pub(super) mod tests;
