//! What can go wrong with the search index, and what a person can do about it.

use std::path::{Path, PathBuf};
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

/// An error of the search index. Every message ends in what to do.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no search index in the folder.
    #[error("{}: there is no search index here; make one with `stratmine run`", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// The index was written in another format.
    #[error(
        "{}: this search index was written by another version of stratmine ({found}; this one writes {wanted}); \
         it must be rebuilt from the coded documents: `stratmine run` does so", path.display()
    )]
    Format {
        /// The folder.
        path: PathBuf,
        /// The format found.
        found: String,
        /// The format this version writes.
        wanted: String,
    },
    /// The index's files are not what was written.
    #[error("{}: this search index is damaged ({reason}); delete the folder and type `stratmine run` to rebuild it",
        path.display())]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another process is writing.
    #[error("{}: another stratmine is writing to this search index; wait until it has ended", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The disk refused.
    #[error("{}: cannot read or write the search index ({source}); check the folder's permissions and free space",
        path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A prefix stands for too many words.
    #[error("more than {limit} different words of the corpus begin with {prefix:?}; type more of the word")]
    TooBroad {
        /// The prefix as folded.
        prefix: String,
        /// How many words are allowed.
        limit: usize,
    },
    /// A fault of the index that is none of the above.
    #[error("{}: the search index failed ({reason}); if it happens again, delete the folder and type `stratmine run`",
        path.display())]
    Fault {
        /// The folder.
        path: PathBuf,
        /// What tantivy says.
        reason: String,
    },
}

impl IndexError {
    /// Sorts an error of tantivy's.
    pub(super) fn of(path: &Path, error: TantivyError) -> Self {
        let path = path.to_path_buf();
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Self::Busy { path },
            TantivyError::LockFailure(LockError::IoError(source), _) | TantivyError::IoError(source) => {
                Self::io(path, &source)
            }
            TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(_)) => Self::Missing { path },
            TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. })
            | TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
            | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => Self::io(path, &io_error),
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
                Self::Damaged { path, reason: format!("{} is missing", file.display()) }
            }
            TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(what)) => {
                Self::Damaged { path, reason: format!("{what:?}") }
            }
            TantivyError::IncompatibleIndex(what) => Self::Damaged { path, reason: format!("{what:?}") },
            TantivyError::DataCorruption(what) => Self::Damaged { path, reason: format!("{what:?}") },
            TantivyError::DeserializeError(what) => Self::Damaged { path, reason: what.to_string() },
            other => Self::Fault { path, reason: other.to_string() },
        }
    }

    fn io(path: PathBuf, source: &std::io::Error) -> Self {
        // Files cut short come up as the end of a file where there should be none.
        if source.kind() == std::io::ErrorKind::UnexpectedEof || source.kind() == std::io::ErrorKind::InvalidData {
            return Self::Damaged { path, reason: source.to_string() };
        }
        Self::Io { path, source: std::io::Error::new(source.kind(), source.to_string()) }
    }
}
