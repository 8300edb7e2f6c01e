//! REFI-QDA, the exchange standard of programs for qualitative analysis: codebooks (`.qdc`) and projects (`.qdpx`).
//!
//! Source: Rotterdam Exchange Format Initiative 2019, *REFI-QDA: Exchange of processed data between qualitative data
//! analysis software packages*, version 1.5 of 25 September 2019, and its schemas `Project.xsd` and `Codebook.xsd`
//! version 1.0 (qdasoftware.org, MIT licence). Read by `NVivo`, ATLAS.ti, MAXQDA, QDA Miner, Quirkos and `QualCoder`.
//!
//! What the standard leaves open is done so:
//! - Ids are made from what they name (UUID version 8 over SHA-256; RFC 9562, appendix B.2). So a code has the same id
//!   in every export, and codebook and project fit together.
//! - No dates are given: the schemas do not ask for them, and a date would make two exports differ.
//! - A selection's end is the position after its last character, as in the standard's own examples.
//! - Some programs (ATLAS.ti, `QualCoder`) know only one code of a name. A name that occurs in several places of the
//!   tree is therefore written with its parent behind it: "other (workforce)".
//! - Variables are those of sources, not of cases: what is known is known of documents.
//! - A source's name is its file's path with " - " for the separators of folders; its description holds title and path.

mod codes;
mod guid;
mod names;
mod sources;
#[cfg(test)]
mod tests;

use super::archive::archive;
use super::xml::Xml;
use codes::Codebook;
use guid::guid;
use sources::Variables;
use std::io;
use zip::result::ZipError;

const SCHEMAS: &str = "http://schema.qdasoftware.org/versions";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

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

/// A code and the codes below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The name; not blank, and no sibling's.
    pub name: String,
    /// What the code means and when it is given.
    pub description: Option<String>,
    /// The colour, as `#rrggbb`.
    pub colour: &'static str,
    /// Whether text may be given this code; otherwise it only holds others.
    pub codable: bool,
    /// The codes below it.
    pub children: Vec<Code>,
}

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
}

/// A document as plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its file's path below the corpus; no other source's.
    pub file: String,
    /// Its title.
    pub title: Option<String>,
    /// Its text.
    pub text: String,
    /// What is known of it: names, and values of one kind a name throughout the project.
    pub variables: Vec<(String, Value)>,
    /// The parts of the text that are coded.
    pub selections: Vec<Selection>,
}

/// A part of a source's text and the codes given to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Where it begins, in Unicode code points of the source's text.
    pub start: usize,
    /// The position after its last code point.
    pub end: usize,
    /// What to call it: its id, or the words themselves.
    pub name: String,
    /// Remarks; `QualCoder` shows them as the coding's memo.
    pub description: Option<String>,
    /// The codes, each as the path of names in the code tree. None is allowed; one given twice counts once.
    pub codes: Vec<Vec<String>>,
}

/// A project: codes, and documents coded with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// The program and version that made it; also the name of the one user that all codings are by.
    pub origin: String,
    /// What it is about.
    pub description: Option<String>,
    /// The code tree.
    pub codes: Vec<Code>,
    /// The documents.
    pub sources: Vec<Source>,
}

/// A project as the bytes of a `.qdpx` file: a ZIP of `project.qde` and of each source's text, UTF-8.
///
/// Texts keep their number of code points, so all positions hold: U+FFFD stands for characters that XML 1.0 cannot
/// hold and for a byte order mark at the beginning, `\r\n` becomes a space and `\n`, any other `\r` becomes `\n`.
///
/// # Errors
/// Codes without a name, of the same name and parent or of a colour that is none; sources with the same file; selections
/// that are empty, outside the text or of a code that is not there or not codable; variables with two values in a source
/// or of two kinds; texts of 2 GiB and more.
pub fn qdpx(project: &Project) -> Result<Vec<u8>, QdaError> {
    let book = Codebook::new(&project.codes)?;
    let variables = Variables::of(&project.sources)?;
    let user = guid("user", &[&project.origin]);
    let mut xml = Xml::lines()?;
    xml.open(
        "Project",
        &[
            ("xmlns", "urn:QDA-XML:project:1.0"),
            ("xmlns:xsi", INSTANCE),
            ("xsi:schemaLocation", &format!("urn:QDA-XML:project:1.0 {SCHEMAS}/Project/v1.0/Project.xsd")),
            ("name", &project.name),
            ("origin", &project.origin),
            ("creatingUserGUID", &user),
        ],
    )?;
    xml.open("Users", &[])?;
    xml.leaf("User", &[("guid", &user), ("name", &project.origin)])?;
    xml.close("Users")?;
    if !project.codes.is_empty() {
        xml.open("CodeBook", &[])?;
        book.write(&mut xml)?;
        xml.close("CodeBook")?;
    }
    variables.write(&mut xml)?;
    let texts = sources::write(&mut xml, &project.sources, &book, &user)?;
    description(&mut xml, project.description.as_deref())?;
    xml.close("Project")?;
    let parts = std::iter::once(("project.qde".to_owned(), xml.finish())).chain(texts).collect::<Vec<_>>();
    Ok(archive(&parts)?)
}

/// A code tree as the text of a `.qdc` file.
///
/// # Errors
/// No codes (the schema asks for one at least), and what [`qdpx`] says of codes.
pub fn qdc(codes: &[Code], origin: &str) -> Result<String, QdaError> {
    if codes.is_empty() {
        return Err(QdaError::NoCodes);
    }
    let book = Codebook::new(codes)?;
    let mut xml = Xml::lines()?;
    xml.open(
        "CodeBook",
        &[
            ("xmlns", "urn:QDA-XML:codebook:1.0"),
            ("xmlns:xsi", INSTANCE),
            ("xsi:schemaLocation", &format!("urn:QDA-XML:codebook:1.0 {SCHEMAS}/Codebook/v1.0/Codebook.xsd")),
            ("origin", origin),
        ],
    )?;
    book.write(&mut xml)?;
    xml.close("CodeBook")?;
    String::from_utf8(xml.finish()).map_err(|error| QdaError::Xml(io::Error::other(error)))
}

/// A description, where there is one.
fn description(xml: &mut Xml, text: Option<&str>) -> io::Result<()> {
    text.filter(|text| !text.is_empty()).map_or(Ok(()), |text| xml.text("Description", &[], text))
}
