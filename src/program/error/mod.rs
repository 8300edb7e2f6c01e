//! Why a command could not do its work at all. (A file that could not be read is no error but an outcome.)

mod decision;
mod pack;
mod picture;
mod searches;
mod serving;
mod study;
mod validation;

pub use decision::DecisionError;
pub use pack::PackError;
pub use picture::PictureError;
pub use searches::{QueryFault, SearchesError};
pub use serving::ServeError;
pub use study::Contradiction;
pub use validation::ValidationError;

use std::path::PathBuf;
use stratmine_model::Hints;

/// What stands in the way of a command.
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
    /// The study file cannot be used.
    #[error(transparent)]
    StudyFile(#[from] stratmine_study::study_file::StudyFileError),
    /// An option says other than the study file, and the command writes.
    #[error(transparent)]
    Contradiction(#[from] Contradiction),
    /// The lexicons can be used, but do not do what they say.
    #[error("nothing was coded, for there are errors in the lexicons\n{errors}")]
    UnsoundLexicons {
        /// The errors.
        errors: stratmine_coding::lexicon::LexiconErrors,
    },
    /// The papers of an index were coded by other lexicons than are in use.
    #[error("the papers were coded with other lexicons (SHA-256 {coded_by}) than those in use now")]
    OtherLexicons {
        /// The hash of those they were coded by.
        coded_by: String,
    },
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
        /// The folders that were named.
        folders: Vec<PathBuf>,
        /// Another one that was named as the corpus.
        corpus: Option<PathBuf>,
    },
    /// A file that is to be written is there already.
    #[error("{path} is there already, and is not overwritten", path = .path.display())]
    Taken {
        /// The file or folder.
        path: PathBuf,
    },
    /// A study cannot be packed or unpacked.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A file lies outside the corpus.
    #[error("{file} does not lie below the corpus {root}", file = .file.display(), root = .root.display())]
    Outside {
        /// The file.
        file: PathBuf,
        /// The corpus root.
        root: PathBuf,
    },
    /// Files that are to be written would lie among the papers.
    #[error("{folder} lies in the corpus, where the copies would be read as papers", folder = .folder.display())]
    InsideCorpus {
        /// The folder that was named.
        folder: PathBuf,
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
    Decisions(#[from] stratmine_study::decisions::TableError),
    /// A coding sheet cannot be understood.
    #[error(transparent)]
    Sheet(#[from] stratmine_model::spreadsheet::TableError),
    /// The key of a coding sheet cannot be used.
    #[error(transparent)]
    Key(#[from] stratmine_analysis::evaluate::sample::KeyError),
    /// A table of coded statements cannot be understood.
    #[error("{path}, line {line}: {what}", path = .path.display())]
    CodedTable {
        /// The table.
        path: PathBuf,
        /// Line from 1.
        line: u64,
        /// What is wrong.
        what: String,
        /// What to do.
        hint: String,
    },
    /// No statement of the papers was coded by anybody.
    #[error("none of the coded statements stands in these papers")]
    NothingCoded,
    /// Statements cannot be drawn so.
    #[error(transparent)]
    Strata(#[from] stratmine_analysis::evaluate::sample::TooMany),
    /// People's coding cannot be compared with the program's, or a sheet not be drawn.
    #[error(transparent)]
    Validation(#[from] ValidationError),
    /// Kept searches or a table of queries cannot be used.
    #[error(transparent)]
    Searches(#[from] SearchesError),
    /// A test of association needs groups of documents.
    #[error("--by {} is not what documents can be grouped by", .by.as_str())]
    NoGroups {
        /// What the rows were to go by.
        by: stratmine_analysis::tally::TallyDimension,
    },
    /// What people declare and what the program reads disagree too often for a test of partnering types.
    #[error(
        "in {disagreeing} of {both} papers the partnering type that is declared and the one that is read from the paper \
         disagree, more than one in {}: nothing rests on the types of the others",
        stratmine_analysis::tally::TypeStrengths::TOLERATED
    )]
    TypesDisagree {
        /// Papers with both.
        both: usize,
        /// Papers in which they disagree.
        disagreeing: usize,
    },
    /// The counts do not carry a test.
    #[error("this cannot be tested: {0}")]
    Untestable(#[from] stratmine_analysis::statistics::Refused),
    /// A tally has no row or column of this name.
    #[error("the tally has no {} {wanted:?}", .line.as_str())]
    NoTallyLine {
        /// Whether it was looked for among rows or columns.
        line: TallyLine,
        /// The name.
        wanted: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// A category is not in the lexicons.
    #[error("there is no category {code:?}")]
    NoCategory {
        /// What was named.
        code: String,
        /// The categories that there are.
        known: Vec<String>,
    },
    /// There is no lexicon of this name.
    #[error("there is no lexicon {name:?}")]
    NoLexicon {
        /// What was named.
        name: String,
        /// The lexicons that there are.
        known: Vec<String>,
    },
    /// A dictionary of another program cannot be understood.
    #[error("{path}, {error}", path = .path.display())]
    Dictionary {
        /// The dictionary.
        path: PathBuf,
        /// What is wrong with it.
        error: stratmine_coding::lexicon::exchange::ExchangeError,
    },
    /// A record cannot be put into JSON.
    #[error("the record of {file} cannot be written: {why}")]
    NotEncoded {
        /// The paper's file.
        file: String,
        /// What stood in the way.
        why: String,
    },
    /// The page to work in cannot be served, or a request of it not be answered.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The output could not be written.
    #[error("cannot write the output: {}", stratmine_study::store::plain(.0))]
    Output(std::io::Error),
}

/// A row or a column of a tally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TallyLine {
    /// A row.
    Row,
    /// A column.
    Column,
}

impl TallyLine {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Column => "column",
        }
    }
}

impl ProgramError {
    /// The error of another stage that this one only passes on, where it has something to add to its message.
    fn inner(&self) -> Option<&dyn Hints> {
        Some(match self {
            Self::Store(error) => error,
            Self::Ledger(error) => error,
            Self::Discover(error) => error,
            Self::Pack(error) => error,
            Self::StudyFile(error) => error,
            Self::Contradiction(error) => error,
            Self::Index(error) => error,
            Self::Search(error) => error,
            Self::Searches(error) => error,
            Self::Picture(error) => error,
            Self::Decision(error) => error,
            Self::Decisions(error) => error,
            Self::Repeat(error) => error,
            Self::Validation(error) => error,
            Self::Key(error) => error,
            Self::Strata(error) => error,
            Self::Dictionary { error, .. } => error,
            Self::Serve(error) => error,
            _ => return None,
        })
    }
}

impl Hints for ProgramError {
    fn hints(&self) -> Vec<String> {
        if let Some(error) = self.inner() {
            return error.hints();
        }
        let hint = match self {
            Self::NoCorpus { .. } => "name the folder of papers: stratmine run FOLDER",
            Self::OneRoot { folders, corpus: Some(corpus) } => {
                let folders: Vec<_> = folders.iter().map(|folder| folder.display().to_string()).collect();
                let corpus = corpus.display();
                return vec![format!("{} and --corpus {corpus} name two folders", folders.join(", "))];
            }
            Self::OneRoot { .. } => "run one folder, then the files",
            Self::Outside { .. } => {
                "copy it there, or name the folder it lies in as another corpus: --corpus FOLDER --index OTHER"
            }
            Self::Taken { .. } => "name another, or move it out of the way",
            Self::InsideCorpus { .. } => "name a folder elsewhere",
            Self::UnsoundLexicons { .. } => "mend them; `stratmine lexicon check` shows warnings too",
            Self::OtherLexicons { .. } => {
                "`stratmine run` codes them again; or name the lexicons that they were coded with by --lexicons"
            }
            Self::NoRecognition(absence) => return vec![absence.to_string()],
            Self::NoPaper { .. } => {
                "name it as `stratmine status` does; a paper that is new needs `stratmine run` first"
            }
            Self::CodedTable { hint, .. } => hint,
            Self::NothingCoded => {
                "name papers with --coded FOLDER (records of `stratmine code`), and see that they are called as in the table"
            }
            Self::NoGroups { .. } => {
                "partnering, rank, dalton, entry-point, organisation or year; for codes within statements there is \
                 `stratmine tally pairs`"
            }
            Self::TypesDisagree { .. } => {
                "confirm or correct the types of all papers: `stratmine profile` shows each with its strength, and the column \
                 `partnering` of corpus.csv declares it; a test by what people declare for every paper is not refused"
            }
            Self::NoTallyLine { known, .. } => {
                return vec![format!("it has {}; `all` stands for any", shortened(known).join(", "))];
            }
            Self::NoCategory { known, .. } | Self::NoLexicon { known, .. } => {
                return vec![format!("one of {}", known.join(", "))];
            }
            // Their messages say all that is known.
            _ => return Vec::new(),
        };
        vec![hint.to_owned()]
    }

    fn detail(&self) -> Option<String> {
        self.inner().and_then(Hints::detail)
    }
}

/// The first of many names, and a sign that there are more.
fn shortened(names: &[String]) -> Vec<&str> {
    const MOST: usize = 20;
    let more = (names.len() > MOST).then_some("…");
    names.iter().take(MOST).map(String::as_str).chain(more).collect()
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
