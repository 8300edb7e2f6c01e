//! Why a study cannot be packed or unpacked.

use std::path::PathBuf;
use stratmine_model::Hints;
use stratmine_model::limits::{MAX_PACK_BYTES, MAX_PACK_FILES};

/// What stands in the way of packing or unpacking.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The index is not what a run would make of the study now.
    #[error("the index is not up to date: {why}")]
    NotCurrent {
        /// What has changed since the last run.
        why: String,
    },
    /// Two files would have the same name in the pack.
    #[error("two files would be called {name} in the pack")]
    SameName {
        /// The name.
        name: String,
    },
    /// The file is no ZIP archive, or cannot be written as one.
    #[error("{}: {why}", path.display())]
    Archive {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The archive is no packed study.
    #[error("{} is no study that was packed: it has no {missing}", path.display())]
    NoStudy {
        /// The file.
        path: PathBuf,
        /// What each has.
        missing: &'static str,
    },
    /// A name in the archive leads out of the folder, or is no name on some system.
    #[error("{} holds {name:?}, which is no name of a file within a folder: nothing was unpacked", path.display())]
    UnsafeName {
        /// The archive.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// There is more in the archive than is unpacked.
    #[error("{} holds more than is unpacked", path.display())]
    TooLarge {
        /// The archive.
        path: PathBuf,
    },
}

impl Hints for PackError {
    fn hints(&self) -> Vec<String> {
        vec![match self {
            Self::NotCurrent { .. } => "`stratmine run`, then pack again".to_owned(),
            Self::SameName { .. } => "rename one of them".to_owned(),
            Self::Archive { .. } => return Vec::new(),
            Self::NoStudy { .. } => "`stratmine pack FILE` makes one".to_owned(),
            Self::UnsafeName { .. } => "ask whoever sent it to pack the study again".to_owned(),
            Self::TooLarge { .. } => {
                let gigabytes = MAX_PACK_BYTES / (1024 * 1024 * 1024);
                format!("at most {gigabytes} GiB and {MAX_PACK_FILES} files are unpacked")
            }
        }]
    }
}
