//! What can go wrong with the search index, and what a person can do about it.

use std::path::{Path, PathBuf};
use stratmine_model::{Hints, plain};
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

/// An error of the search index.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no search index in the folder.
    #[error("there is no search index at {path}", path = .path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// The index was written in another format.
    #[error("the search index at {path} was written by another version of stratmine", path = .path.display())]
    Format {
        /// The folder.
        path: PathBuf,
        /// The format found.
        found: String,
        /// The format this version writes.
        wanted: String,
    },
    /// The index's files are not what was written.
    #[error("the search index at {path} is damaged", path = .path.display())]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another process is writing.
    #[error("another stratmine is writing to the search index at {path}", path = .path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The disk refused.
    #[error("cannot read or write the search index at {path}: {}", plain(.source), path = .path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A pattern stands for too many words.
    #[error("a pattern (with * or ? or ~) fits more than {limit} different words of the corpus")]
    TooBroad {
        /// How many words are allowed.
        limit: usize,
    },
    /// A page cannot be put into the form in which the index keeps it.
    #[error("page {page} of {file} cannot be put into the search index")]
    Unstorable {
        /// The paper's file.
        file: String,
        /// Physical page number from 1.
        page: u32,
        /// What the encoder says.
        reason: String,
    },
    /// A fault of the index that is none of the above.
    #[error("the search index at {path} failed", path = .path.display())]
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
            TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(what))
            | TantivyError::IncompatibleIndex(what) => Self::Damaged { path, reason: format!("{what:?}") },
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

impl Hints for IndexError {
    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::Missing { .. } => "`stratmine run` makes it from the coded documents",
            Self::Format { .. } => "`stratmine run` makes it again from the coded documents",
            Self::Damaged { .. } => "`stratmine run --rehash` makes it again from the coded documents",
            Self::Busy { .. } => "wait until it has finished, or name another folder with --index",
            Self::Io { .. } => "check the folder's permissions and the free space",
            Self::TooBroad { .. } => "type more of the word",
            Self::Unstorable { .. } => return Vec::new(),
            Self::Fault { .. } => {
                "if it does so again, `stratmine run --rehash` checks it and makes it again from the coded documents"
            }
        };
        vec![hint.to_owned()]
    }

    fn detail(&self) -> Option<String> {
        match self {
            Self::Format { found, wanted, .. } => Some(format!("{found}; this one writes {wanted}")),
            Self::Damaged { reason, .. } | Self::Unstorable { reason, .. } | Self::Fault { reason, .. } => {
                Some(reason.clone())
            }
            Self::Missing { .. } | Self::Busy { .. } | Self::Io { .. } | Self::TooBroad { .. } => None,
        }
    }
}

/// A failure inside the index, before it is known which folder the index lies in.
#[derive(Debug)]
pub(super) enum IndexFailure {
    Tantivy(TantivyError),
    Damaged(String),
    TooBroad { limit: usize },
}

impl IndexFailure {
    /// The error of the index in this folder.
    pub(super) fn at(self, path: &Path) -> IndexError {
        match self {
            Self::Tantivy(error) => IndexError::of(path, error),
            Self::Damaged(reason) => IndexError::Damaged { path: path.to_path_buf(), reason },
            Self::TooBroad { limit } => IndexError::TooBroad { limit },
        }
    }
}

impl<E: Into<TantivyError>> From<E> for IndexFailure {
    fn from(error: E) -> Self {
        Self::Tantivy(error.into())
    }
}
