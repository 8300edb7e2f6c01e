//! The code tree: checked, with an id and a name of its own for every code.

use super::super::text::legal;
use super::super::xml::Xml;
use super::guid::guid;
use super::names::Names;
use super::{Code, QdaError, description};
use std::collections::BTreeMap;
use std::io;

/// A code tree that can be written.
pub(super) struct Codebook<'a> {
    nodes: Vec<Node<'a>>,
    by_path: BTreeMap<Vec<String>, KnownCode>,
}

struct Node<'a> {
    guid: String,
    name: String,
    code: &'a Code,
    children: Vec<Node<'a>>,
}

struct KnownCode {
    guid: String,
    codable: bool,
}

/// A code's path as it is shown to people.
pub(super) fn shown<T: AsRef<str>>(path: &[T]) -> String {
    path.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" > ")
}

impl<'a> Codebook<'a> {
    pub(super) fn new(codes: &'a [Code]) -> Result<Self, QdaError> {
        let mut names = Vec::new();
        all_names(codes, &mut names);
        let mut names = Names::of(names.iter().map(String::as_str));
        let mut by_path = BTreeMap::new();
        let nodes = nodes(codes, &mut Vec::new(), &mut names, &mut by_path)?;
        Ok(Self { nodes, by_path })
    }

    /// The id of the code with the path, to be given to text of the file.
    pub(super) fn id(&self, path: &[String], file: &str) -> Result<&str, QdaError> {
        match self.by_path.get(path) {
            Some(place) if place.codable => Ok(&place.guid),
            Some(_) => Err(QdaError::NotCodable { file: file.to_owned(), code: shown(path) }),
            None => Err(QdaError::UnknownCode { file: file.to_owned(), code: shown(path) }),
        }
    }

    pub(super) fn write(&self, xml: &mut Xml) -> io::Result<()> {
        xml.open("Codes", &[])?;
        self.nodes.iter().try_for_each(|node| node.write(xml))?;
        xml.close("Codes")
    }
}

fn all_names(codes: &[Code], names: &mut Vec<String>) {
    for code in codes {
        names.push(legal(&code.name).into_owned());
        all_names(&code.children, names);
    }
}

fn nodes<'a>(
    codes: &'a [Code],
    above: &mut Vec<&'a str>,
    names: &mut Names,
    by_path: &mut BTreeMap<Vec<String>, KnownCode>,
) -> Result<Vec<Node<'a>>, QdaError> {
    let mut nodes = Vec::with_capacity(codes.len());
    for code in codes {
        if code.name.trim().is_empty() {
            return Err(QdaError::Nameless { parent: shown(above) });
        }
        let name = names.give(&legal(&code.name), above.last().map(|parent| legal(parent)).as_deref());
        above.push(&code.name);
        if !is_colour(code.colour) {
            return Err(QdaError::Colour { code: shown(above), colour: code.colour });
        }
        let guid = guid("code", above);
        let place = KnownCode { guid: guid.clone(), codable: code.codable };
        if by_path.insert(above.iter().map(|&name| name.to_owned()).collect(), place).is_some() {
            return Err(QdaError::CodeTwice { code: shown(above) });
        }
        let children = self::nodes(&code.children, above, names, by_path)?;
        nodes.push(Node { guid, name, code, children });
        above.pop();
    }
    Ok(nodes)
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl Node<'_> {
    fn write(&self, xml: &mut Xml) -> io::Result<()> {
        let attributes = [
            ("guid", self.guid.as_str()),
            ("name", &self.name),
            ("isCodable", if self.code.codable { "true" } else { "false" }),
            ("color", self.code.colour),
        ];
        let has_description = self.code.description.as_ref().is_some_and(|text| !text.is_empty());
        if self.children.is_empty() && !has_description {
            return xml.leaf("Code", &attributes);
        }
        xml.open("Code", &attributes)?;
        description(xml, self.code.description.as_deref())?;
        self.children.iter().try_for_each(|child| child.write(xml))?;
        xml.close("Code")
    }
}
