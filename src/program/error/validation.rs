//! Why people's coding cannot be compared with the program's, or a coding sheet cannot be drawn.

use std::path::PathBuf;
use stratmine_model::Hints;

/// What stands in the way of `validate`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValidationError {
    /// There is no folder of records.
    #[error("there is no folder {folder}", folder = .folder.display())]
    NoRecords {
        /// The folder that was named.
        folder: PathBuf,
    },
    /// A file among records is none.
    #[error("{path} is no coded document: {why}", path = .path.display())]
    NoRecord {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A name stands for several papers.
    #[error("several papers of the index are named {name}")]
    Ambiguous {
        /// The name.
        name: String,
    },
    /// Gold pages were named together with other gold pages or with sheets.
    #[error("gold pages are validated by themselves")]
    MixedGold,
    /// A sheet was drawn, and what its rows stand for is not there.
    #[error("{sheet} was drawn, and its key is not beside it", sheet = .sheet.display())]
    NoKey {
        /// The sheet.
        sheet: PathBuf,
    },
    /// A file is no gold page.
    #[error("{path} is no gold page: {why}", path = .path.display())]
    NoGoldPage {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// There are no gold pages where they were looked for.
    #[error("there are no gold pages in {path}", path = .path.display())]
    NoGoldPages {
        /// The folder, or the file.
        path: PathBuf,
    },
    /// A sheet is too large to be one.
    #[error("{path} is no coding sheet: it has {bytes} bytes", path = .path.display())]
    SheetTooLarge {
        /// The sheet.
        path: PathBuf,
        /// Its size in bytes.
        bytes: usize,
        /// The most bytes it may have.
        most: u64,
    },
    /// Nobody has filled in a row.
    #[error("no row of {} is filled in", .sheets.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "))]
    NotFilledIn {
        /// The sheets.
        sheets: Vec<PathBuf>,
    },
    /// More than two people have coded.
    #[error("there are {} coders: {}", .names.len(), .names.join(", "))]
    TooManyCoders {
        /// Their names.
        names: Vec<String>,
    },
    /// A coder coded one statement twice.
    #[error("{coder} coded the same statement in lines {first} and {second}")]
    CodedTwice {
        /// The coder.
        coder: String,
        /// The first line, from 1.
        first: usize,
        /// The second line.
        second: usize,
    },
    /// A row's statement was not drawn with this key.
    #[error("the statement {} of line {line} is not in the key", .id.as_deref().unwrap_or("without id"))]
    NotInKey {
        /// The statement, where the row has one.
        id: Option<String>,
        /// The line, from 1.
        line: usize,
    },
    /// A sheet or its key is there already and would be lost.
    #[error("{path} is there already", path = .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// No paper has a statement.
    #[error("there are no coded statements to draw from")]
    NothingToDraw,
}

impl Hints for ValidationError {
    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::NoRecords { .. } => "write records with `stratmine code FOLDER -o OUT`, and name OUT",
            Self::NoRecord { .. } => "write it again with `stratmine code`",
            Self::Ambiguous { .. } => "name papers by their files below the corpus, or records with --coded FOLDER",
            Self::MixedGold => "name one folder of gold pages, or one or two coding sheets",
            Self::NoKey { .. } => {
                "name the file that `validate sample` wrote with --key FILE; --single lets every row count the same, which is \
                 right only for a sheet drawn with --stratify nothing"
            }
            Self::NoGoldPage { .. } => "it must be an object with doc, page and statements",
            Self::NoGoldPages { .. } => "name a folder of gold pages, one JSON file a page, or a coding sheet",
            Self::SheetTooLarge { most, .. } => return vec![format!("{most} bytes are the most")],
            Self::NotFilledIn { .. } => {
                "write yes or no into the column outcome, and yes or x into those of its categories"
            }
            Self::TooManyCoders { .. } => {
                "name the sheets of two; who filled in a row is told by its column coder, else by the file"
            }
            Self::CodedTwice { .. } => "take one of the two out, or name the coders in the column coder",
            Self::NotInKey { .. } => "the sheet was drawn with another key; name it with --key",
            Self::Exists { .. } => "name another file with -o, or write over it with --replace",
            Self::NothingToDraw => "stratmine status says what became of each paper",
        };
        vec![hint.to_owned()]
    }
}
