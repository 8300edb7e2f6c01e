//! The documents of a project: their texts, variables, selections and codings.

use super::super::text::{legal, steady};
use super::super::xml::Xml;
use super::codes::Codebook;
use super::guid::guid;
use super::names::Names;
use super::{QdaError, Selection, Source, Value, description};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// The largest text in bytes that a project may hold (section 8.5 of the standard).
const LARGEST: usize = 2_147_483_647;

/// The variables of a project's sources: names and kinds, by name.
pub(super) struct Variables<'a>(BTreeMap<&'a str, &'static str>);

impl Value {
    /// The kind of variable that holds such values, as the schema names it.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "Text",
            Self::Integer(_) => "Integer",
            Self::Boolean(_) => "Boolean",
        }
    }

    fn write(&self, xml: &mut Xml) -> io::Result<()> {
        match self {
            Self::Text(text) => xml.text("TextValue", &[], text),
            Self::Integer(number) => xml.text("IntegerValue", &[], &number.to_string()),
            Self::Boolean(truth) => xml.text("BooleanValue", &[], if *truth { "true" } else { "false" }),
        }
    }
}

impl<'a> Variables<'a> {
    /// Those of the sources, checked.
    pub(super) fn of(sources: &'a [Source]) -> Result<Self, QdaError> {
        let mut kinds = BTreeMap::new();
        for source in sources {
            let mut seen = BTreeSet::new();
            for (name, value) in &source.variables {
                let place = || (source.file.clone(), name.clone());
                if !seen.insert(name) {
                    let (file, name) = place();
                    return Err(QdaError::VariableTwice { file, name });
                }
                if *kinds.entry(name.as_str()).or_insert(value.kind()) != value.kind() {
                    let (file, name) = place();
                    return Err(QdaError::VariableKind { file, name });
                }
            }
        }
        Ok(Self(kinds))
    }

    /// Writes the element `Variables`, where there are any.
    pub(super) fn write(&self, xml: &mut Xml) -> io::Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        xml.open("Variables", &[])?;
        for (name, kind) in &self.0 {
            let guid = guid("variable", &[name, kind]);
            xml.leaf("Variable", &[("guid", &guid), ("name", name), ("typeOfVariable", kind)])?;
        }
        xml.close("Variables")
    }
}

/// Writes the element `Sources`, where there are any; gives the texts' names in the archive and their bytes.
pub(super) fn write(
    xml: &mut Xml,
    sources: &[Source],
    book: &Codebook<'_>,
    user: &str,
) -> Result<Vec<(String, Vec<u8>)>, QdaError> {
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let plain_names = sources.iter().map(|source| plain_name(&source.file)).collect::<Vec<_>>();
    let mut names = Names::of(plain_names.iter().map(String::as_str));
    let mut files = BTreeSet::new();
    let mut texts = Vec::with_capacity(sources.len());
    xml.open("Sources", &[])?;
    for (source, plain_name) in sources.iter().zip(&plain_names) {
        if !files.insert(&source.file) {
            return Err(QdaError::SourceTwice { file: source.file.clone() });
        }
        if source.text.len() > LARGEST {
            return Err(QdaError::TooLarge { file: source.file.clone() });
        }
        let text = steady(&source.text);
        // The text is part of the id: a paper read anew, with other positions, is another source.
        let id = guid("source", &[&source.file, &text]);
        let path = format!("internal://{id}.txt");
        let name = names.give(plain_name, None);
        xml.open("TextSource", &[("guid", &id), ("name", &name), ("plainTextPath", &path), ("creatingUser", user)])?;
        xml.text("Description", &[], &about(source))?;
        let length = text.chars().count();
        for (number, selection) in source.selections.iter().enumerate() {
            let id = guid("selection", &[&id, &number.to_string()]);
            write_selection(xml, selection, &Within { file: &source.file, length, book, user }, &id)?;
        }
        for (name, value) in &source.variables {
            xml.open("VariableValue", &[])?;
            xml.leaf("VariableRef", &[("targetGUID", &guid("variable", &[name, value.kind()]))])?;
            value.write(xml)?;
            xml.close("VariableValue")?;
        }
        xml.close("TextSource")?;
        texts.push((format!("sources/{id}.txt"), text.into_bytes()));
    }
    xml.close("Sources")?;
    Ok(texts)
}

/// Where a selection stands.
struct Within<'a> {
    file: &'a str,
    length: usize,
    book: &'a Codebook<'a>,
    user: &'a str,
}

fn write_selection(xml: &mut Xml, selection: &Selection, within: &Within<'_>, id: &str) -> Result<(), QdaError> {
    let Selection { start, end, name, .. } = selection;
    if start >= end || *end > within.length {
        let file = within.file.to_owned();
        return Err(QdaError::Selection { file, start: *start, end: *end, length: within.length });
    }
    xml.open(
        "PlainTextSelection",
        &[
            ("guid", id),
            ("name", name),
            ("startPosition", &start.to_string()),
            ("endPosition", &end.to_string()),
            ("creatingUser", within.user),
        ],
    )?;
    description(xml, selection.description.as_deref())?;
    let mut given = BTreeSet::new();
    for path in &selection.codes {
        let code = within.book.id(path, within.file)?;
        if given.insert(code) {
            xml.open("Coding", &[("guid", &guid("coding", &[id, code])), ("creatingUser", within.user)])?;
            xml.leaf("CodeRef", &[("targetGUID", code)])?;
            xml.close("Coding")?;
        }
    }
    Ok(xml.close("PlainTextSelection")?)
}

/// A file's path as a name without separators of folders: some programs make a file of the name.
fn plain_name(file: &str) -> String {
    legal(file).replace(['/', '\\'], " - ")
}

fn about(source: &Source) -> String {
    let title = source.title.as_deref().filter(|title| !title.trim().is_empty());
    let file = format!("File: {}", source.file);
    title.map_or_else(|| file.clone(), |title| format!("{title}\n{file}"))
}
