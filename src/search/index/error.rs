//! What can go wrong with the search index, and what a person can do about it.

use std::path::{Path, PathBuf};
use stratmine_model::plain;
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

/// An error of the search index. Every message ends in what to do.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no search index in the folder.
    #[error("there is no search index at {}\nhint: `stratmine run` makes it from the coded documents", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// The index was written in another format.
    #[error(
        "the search index at {} was written by another version of stratmine\n\
         hint: `stratmine run` makes it again from the coded documents\ndetail: {found}; this one writes {wanted}",
        path.display()
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
    #[error(
        "the search index at {} is damaged\nhint: `stratmine run --rehash` makes it again from the coded documents\n\
         detail: {reason}",
        path.display()
    )]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another process is writing.
    #[error(
        "another stratmine is writing to the search index at {}\nhint: wait until it has finished, or name another \
         folder with --index",
        path.display()
    )]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The disk refused.
    #[error(
        "cannot read or write the search index at {}: {}\nhint: check the folder's permissions and the free space",
        path.display(), plain(source)
    )]
    Io {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A pattern stands for too many words.
    #[error(
        "a pattern (with * or ? or ~) fits more than {limit} different words of the corpus\nhint: type more of the word"
    )]
    TooBroad {
        /// How many words are allowed.
        limit: usize,
    },
    /// A fault of the index that is none of the above.
    #[error(
        "the search index at {} failed\nhint: if it does so again, `stratmine run --rehash` checks it and makes it again \
         from the coded documents\ndetail: {reason}",
        path.display()
    )]
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
            return Self::Damaged { path, reason: plain(source) };
        }
        Self::Io { path, source: std::io::Error::new(source.kind(), source.to_string()) }
    }
}
