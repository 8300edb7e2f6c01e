//! Why a verb could not do its work at all. (A file that could not be read is no error but an outcome.)

mod decision;

pub use decision::DecisionError;

use std::path::{Path, PathBuf};
use stratmine_model::Hints;

/// What stands in the way of a verb.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// A file could not be read or written.
    #[error(transparent)]
    Store(#[from] stratmine_study::store::StoreError),
    /// The state of the index stands in the way.
    #[error(transparent)]
    Ledger(#[from] stratmine_study::ledger::LedgerError),
    /// The corpus or its table cannot be read.
    #[error(transparent)]
    Discover(#[from] stratmine_study::discover::DiscoverError),
    /// Nothing can be fetched or verified at all.
    #[error(transparent)]
    Fetch(#[from] stratmine_study::fetch::FetchError),
    /// A file for another program cannot be made.
    #[error(transparent)]
    File(#[from] stratmine_output::FileError),
    /// A Word document cannot be made.
    #[error("a Word document cannot be made of this: {0}")]
    Word(#[from] stratmine_output::docx::DocxError),
    /// A project for other programs cannot be made.
    #[error("a REFI-QDA file cannot be made of this: {0}")]
    Project(#[from] stratmine_output::qda::QdaError),
    /// The lexicons cannot be used.
    #[error(transparent)]
    Lexicon(#[from] stratmine_coding::lexicon::LexiconErrors),
    /// The search index stands in the way.
    #[error(transparent)]
    Index(#[from] stratmine_search::index::IndexError),
    /// The search cannot be done.
    #[error(transparent)]
    Search(#[from] stratmine_search::SearchError),
    /// A page cannot be drawn.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// There is no corpus.
    #[error("there is no folder {path}", path = .path.display())]
    NoCorpus {
        /// The folder that was named.
        path: PathBuf,
    },
    /// Several folders, or folders and files, were named.
    #[error("one folder, or any number of files below one folder, can be run at a time")]
    OneRoot {
        /// What to do.
        hint: String,
    },
    /// A file lies outside the corpus.
    #[error("{file} does not lie below the corpus {root}", file = .file.display(), root = .root.display())]
    Outside {
        /// The file.
        file: PathBuf,
        /// The corpus root.
        root: PathBuf,
    },
    /// Every page was to be given to text recognition, and there is none.
    #[error("there is no text recognition, which --ocr always needs")]
    NoRecognition(#[from] stratmine_extract::OcrUnavailable),
    /// A paper is not among those of the index.
    #[error("there is no coded paper {file}")]
    NoPaper {
        /// What was named.
        file: String,
    },
    /// A decision cannot be made.
    #[error(transparent)]
    Decision(#[from] DecisionError),
    /// A run cannot be made again.
    #[error(transparent)]
    Repeat(#[from] RepeatError),
    /// The table of decisions cannot be understood.
    #[error(transparent)]
    Decisions(#[from] stratmine_study::decide::TableError),
    /// A coding sheet cannot be understood.
    #[error(transparent)]
    Sheet(#[from] stratmine_model::spreadsheet::TableError),
    /// The key of a coding sheet cannot be used.
    #[error(transparent)]
    Key(#[from] stratmine_analysis::evaluate::sample::KeyError),
    /// Statements cannot be drawn so.
    #[error(transparent)]
    Strata(#[from] stratmine_analysis::evaluate::sample::TooMany),
    /// The output cannot be put into the form that was asked for.
    #[error("{0}")]
    Form(String),
    /// The output could not be written.
    #[error("cannot write the output: {}", stratmine_study::store::plain(.0))]
    Output(std::io::Error),
}

impl Hints for ProgramError {
    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::Store(error) => return error.hints(),
            Self::Ledger(error) => return error.hints(),
            Self::Discover(error) => return error.hints(),
            Self::Decision(error) => return error.hints(),
            Self::Decisions(error) => return error.hints(),
            Self::Repeat(error) => return error.hints(),
            Self::Picture(error) => return error.hints(),
            Self::NoCorpus { .. } => "name the folder of papers: stratmine run FOLDER",
            Self::OneRoot { hint } => hint,
            Self::Outside { .. } => {
                "copy it there, or name the folder it lies in as another corpus: --corpus FOLDER --index OTHER"
            }
            Self::NoRecognition(absence) => return vec![absence.to_string()],
            Self::NoPaper { .. } => {
                "name it as `stratmine status` does; a paper that is new needs `stratmine run` first"
            }
            // Errors of other stages, whose messages hold what helps.
            _ => return Vec::new(),
        };
        vec![hint.to_owned()]
    }
}

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

/// Why there is no run to be made again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RepeatError {
    /// The index records no run.
    #[error("the index records no run")]
    NoRun,
    /// The file that was named holds no manifest.
    #[error("{} is no manifest: {why}", path.display())]
    NoManifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

impl Hints for RepeatError {
    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::NoRun => "stratmine run makes one",
            Self::NoManifest { .. } => "name an index's run.json or an exported file's FILE.manifest.json",
        };
        vec![hint.to_owned()]
    }
}
