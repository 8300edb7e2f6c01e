//! Why a verb could not do its work at all. (A file that could not be read is no error but an outcome.)

use std::path::PathBuf;
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
    Picture(#[from] crate::queries::page_picture::PictureError),
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
    Decision(#[from] crate::run::DecisionError),
    /// A run cannot be made again.
    #[error(transparent)]
    Repeat(#[from] crate::run::RepeatError),
    /// The table of decisions cannot be understood.
    #[error(transparent)]
    Decisions(#[from] stratmine_study::decide::TableError),
    /// A coding sheet cannot be understood.
    #[error(transparent)]
    Sheet(#[from] stratmine_analysis::evaluate::sheet::SheetError),
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
