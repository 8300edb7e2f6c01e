//! Why a project or codebook cannot be written.

use std::io;
use zip::result::ZipError;

/// What is wrong with what was to be written. Codes are shown as their path, the names parted by " > ".
#[derive(Debug, thiserror::Error)]
pub enum QdaError {
    /// A codebook of no codes.
    #[error("there are no codes to write")]
    NoCodes,
    /// A code's name is blank.
    #[error("a code below \"{parent}\" has no name")]
    Nameless {
        /// The code above it; empty at the top.
        parent: String,
    },
    /// Two codes have the same name and parent.
    #[error("the code \"{code}\" is there twice")]
    CodeTwice {
        /// The code.
        code: String,
    },
    /// A colour is not of the form `#rrggbb`.
    #[error("the code \"{code}\" has the colour \"{colour}\", which is not of the form #rrggbb")]
    Colour {
        /// The code.
        code: String,
        /// Its colour.
        colour: &'static str,
    },
    /// Two sources are of the same file.
    #[error("the source \"{file}\" is there twice")]
    SourceTwice {
        /// The file.
        file: String,
    },
    /// A source's text is larger than the standard allows (section 8.5).
    #[error("the text of \"{file}\" has 2 GiB or more, which a project file may not hold")]
    TooLarge {
        /// The file.
        file: String,
    },
    /// A selection holds nothing or reaches beyond the text.
    #[error("a selection in \"{file}\" goes from {start} to {end} in a text of {length} characters")]
    Selection {
        /// The source's file.
        file: String,
        /// Where the selection begins, in code points.
        start: usize,
        /// Where it ends.
        end: usize,
        /// The text's length.
        length: usize,
    },
    /// A selection has a code that is not in the tree.
    #[error("a selection in \"{file}\" has the code \"{code}\", which is not among the codes")]
    UnknownCode {
        /// The source's file.
        file: String,
        /// The code.
        code: String,
    },
    /// A selection has a code that only holds others.
    #[error("a selection in \"{file}\" has the code \"{code}\", which text may not be given")]
    NotCodable {
        /// The source's file.
        file: String,
        /// The code.
        code: String,
    },
    /// A variable has two values in one source.
    #[error("the variable \"{name}\" of \"{file}\" has two values")]
    VariableTwice {
        /// The source's file.
        file: String,
        /// The variable.
        name: String,
    },
    /// A variable has values of two kinds.
    #[error("the variable \"{name}\" of \"{file}\" is of another kind than in the sources before it")]
    VariableKind {
        /// The source's file.
        file: String,
        /// The variable.
        name: String,
    },
    /// XML could not be put together.
    #[error("the project's XML could not be written")]
    Xml(#[from] io::Error),
    /// The archive could not be put together.
    #[error("the project's archive could not be written")]
    Zip(#[from] ZipError),
}
