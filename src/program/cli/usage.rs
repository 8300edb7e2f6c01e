//! What was typed and cannot be done, beyond what the table of arguments can tell.

use std::path::PathBuf;
use stratmine_model::Hints;

/// What is wrong with the arguments of a command.
#[derive(Debug, thiserror::Error)]
pub(super) enum UsageError {
    /// A workbook or the like was asked for on standard output.
    #[error("this form is a file of its own")]
    FileForm,
    /// Standard output is one of several files.
    #[error("standard output cannot be one of several files")]
    StdoutAmongFiles,
    /// A file's ending stands for no form.
    #[error("the ending of {} does not tell which form is meant", .path.display())]
    NoForm {
        /// The file.
        path: PathBuf,
        /// The forms that there are.
        forms: Vec<&'static str>,
    },
    /// Copies were to be written, and no folder, or more than one, was named.
    #[error("the copies go into a folder")]
    NoFolder,
    /// A dictionary's ending stands for no format.
    #[error("the form of {} is not told by its ending", .path.display())]
    NoDictionaryFormat {
        /// The dictionary.
        path: PathBuf,
    },
    /// A code is in no lexicon.
    #[error("no lexicon has the code {code:?}")]
    NoCode {
        /// The code.
        code: String,
    },
    /// A picture was to be shown on a terminal.
    #[error("a picture cannot be shown on a terminal: lead it into a file or a program, or name a file with -o")]
    PictureOnTerminal,
    /// The worker is the program itself, whose file is not known.
    #[error(
        "cannot tell where the program lies, which it must to start its reader: {}",
        stratmine_model::plain(.0)
    )]
    NoProgram(std::io::Error),
}

impl Hints for UsageError {
    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::FileForm => "name it with -o FILE",
            Self::StdoutAmongFiles => "export to \"-\" alone, or name a file",
            Self::NoForm { forms, .. } => return vec![format!("name one with --format: {}", forms.join(", "))],
            Self::NoFolder => "name one with -o FOLDER",
            Self::NoDictionaryFormat { .. } => "--from FORM",
            Self::NoCode { .. } => "`stratmine lexicon list` shows all codes",
            Self::PictureOnTerminal | Self::NoProgram(_) => return Vec::new(),
        };
        vec![hint.to_owned()]
    }
}
