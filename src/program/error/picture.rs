//! Why a page is not drawn.

use std::path::{Path, PathBuf};
use stratmine_model::Hints;

/// Why a page is not drawn.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Only a PDF has pages to look at.
    #[error("{file} has no page to draw: only a PDF has pages with a look of their own", file = .0.display())]
    NoPicture(PathBuf),
    /// The file could not be read.
    #[error("{file} cannot be drawn: {why}", file = .file.display())]
    NotRead {
        /// The file.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// The page is not there.
    #[error("{file} has no page {page}: its last page is {last}", file = .file.display())]
    NoPage {
        /// The file.
        file: PathBuf,
        /// The page that was asked for.
        page: u32,
        /// The number of the last page.
        last: usize,
    },
    /// No page, or more than one, has the label.
    #[error("{}", label_words(.file, .label, .pages))]
    NoLabel {
        /// The file.
        file: PathBuf,
        /// The label.
        label: String,
        /// The pages that have it: none or several.
        pages: Vec<u32>,
    },
    /// The quote does not stand on the page.
    #[error("{}", quote_words(.file, .quote, *.page, .elsewhere))]
    NoQuote {
        /// The file.
        file: PathBuf,
        /// The quote.
        quote: String,
        /// The page.
        page: u32,
        /// Other pages that it stands on.
        elsewhere: Vec<u32>,
    },
    /// The quote holds no letter.
    #[error("the quote {0:?} has no letter or sign that can be looked for")]
    EmptyQuote(String),
    /// The file changed while it was read.
    #[error("{file} changed while it was read: run the command again", file = .0.display())]
    Changed(PathBuf),
    /// Something else already has the name.
    #[error("{file} is there already and is no PNG picture: name another with -o", file = .0.display())]
    Taken(PathBuf),
}

fn numbers(pages: &[u32]) -> String {
    const MOST: usize = 12;
    let mut shown: Vec<String> = pages.iter().take(MOST).map(ToString::to_string).collect();
    if pages.len() > MOST {
        shown.push(format!("{} more", pages.len() - MOST));
    }
    let last = shown.pop().unwrap_or_default();
    if shown.is_empty() { format!("page {last}") } else { format!("pages {} and {last}", shown.join(", ")) }
}

fn label_words(file: &Path, label: &str, pages: &[u32]) -> String {
    let file = file.display();
    if pages.is_empty() {
        format!("no page of {file} is labelled {label:?}")
    } else {
        format!("several pages of {file} are labelled {label:?}: name it by its physical number, {}", numbers(pages))
    }
}

fn quote_words(file: &Path, quote: &str, page: u32, elsewhere: &[u32]) -> String {
    let file = file.display();
    if elsewhere.is_empty() {
        format!("the quote {quote:?} is not in the text of page {page}, nor of any other page of {file}")
    } else {
        format!("the quote {quote:?} is not in the text of page {page}; it stands on {} of {file}", numbers(elsewhere))
    }
}

impl Hints for PictureError {
    fn hints(&self) -> Vec<String> {
        match self {
            Self::NoPicture(file) => {
                vec![format!("stratmine extract {} --format html shows how it was read", file.display())]
            }
            Self::NoLabel { pages, .. } if pages.is_empty() => {
                vec!["name it by its physical number, counted from 1".to_owned()]
            }
            Self::NoQuote { file, page, elsewhere, .. } if elsewhere.is_empty() => {
                vec![format!("the text as it was read: stratmine extract {} --pages {page}", file.display())]
            }
            _ => Vec::new(),
        }
    }
}
