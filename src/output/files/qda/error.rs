//! Why a project or codebook cannot be written.

use std::io;
use zip::result::ZipError;

/// What is wrong with what was to be written. Codes are shown as their path, the names parted by " > ".
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum QdaError {
    /// A codebook of no codes.
    #[error("there are no codes to write")]
    NoCodes,
    /// A code's name is blank.
    #[error("a code below \"{parent}\" has no name")]
    Nameless { parent: String },
    /// Two codes have the same name and parent.
    #[error("the code \"{code}\" is there twice")]
    CodeTwice { code: String },
    /// A colour is not of the form `#rrggbb`.
    #[error("the code \"{code}\" has the colour \"{colour}\", which is not of the form #rrggbb")]
    Colour { code: String, colour: &'static str },
    /// Two sources are of the same file.
    #[error("the source \"{file}\" is there twice")]
    SourceTwice { file: String },
    /// A source's text is larger than the standard allows (section 8.5).
    #[error("the text of \"{file}\" has 2 GiB or more, which a project file may not hold")]
    TooLarge { file: String },
    /// A selection holds nothing or reaches beyond the text.
    #[error("a selection in \"{file}\" goes from {start} to {end} in a text of {length} characters")]
    Selection { file: String, start: usize, end: usize, length: usize },
    /// A selection has a code that is not in the tree.
    #[error("a selection in \"{file}\" has the code \"{code}\", which is not among the codes")]
    UnknownCode { file: String, code: String },
    /// A selection has a code that only holds others.
    #[error("a selection in \"{file}\" has the code \"{code}\", which text may not be given")]
    NotCodable { file: String, code: String },
    /// A variable has two values in one source.
    #[error("the variable \"{name}\" of \"{file}\" has two values")]
    VariableTwice { file: String, name: String },
    /// A variable has values of two kinds.
    #[error("the variable \"{name}\" of \"{file}\" is of another kind than in the sources before it")]
    VariableKind { file: String, name: String },
    /// XML could not be put together.
    #[error("the project's XML could not be written")]
    Xml(#[from] io::Error),
    /// The archive could not be put together.
    #[error("the project's archive could not be written")]
    Zip(#[from] ZipError),
}
