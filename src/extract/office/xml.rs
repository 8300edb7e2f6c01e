//! The tree of an XML part, with names that do not depend on the prefixes a program chose.
//!
//! In: the bytes of a part. Out: a tree whose elements and attributes are named as the standards print them (`w:p`,
//! `text:span`): the prefix stands for the namespace, whatever the file calls it. Nothing is fetched and no entity of the
//! file's own is expanded, so that a part cannot grow by being read. Depth and number of elements are bounded.

use crate::charset;
use ego_tree::{NodeRef, Tree};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;
use std::collections::HashMap;
use stratmine_model::limits::{MAX_XML_DEPTH, MAX_XML_NODES};

/// Most namespaces declared at one place. Word declares 40.
const MOST_NAMESPACES: usize = 512;

/// Why a part cannot be read as XML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub(super) enum XmlError {
    /// Its bytes are no text.
    #[error("it holds binary data where XML should be")]
    Binary,
    /// A tag, name or reference is wrong.
    #[error("its XML is broken at byte {at}: {what}")]
    Broken { at: u64, what: String },
    /// It ends before its root element does.
    #[error("its XML is cut off")]
    CutOff,
    /// Elements stand in each other more deeply than any paper needs.
    #[error("its XML is nested more than {MAX_XML_DEPTH} deep")]
    TooDeep,
    /// It has more elements and texts than a paper can have.
    #[error("its XML has more than {MAX_XML_NODES} elements and texts")]
    TooMany,
}

impl XmlError {
    /// Whether a limit was passed, rather than the XML being wrong.
    pub(super) const fn is_limit(&self) -> bool {
        matches!(self, Self::TooDeep | Self::TooMany)
    }
}

/// What a node holds.
#[derive(Debug)]
enum Content {
    /// The document itself.
    Document,
    Element {
        name: u32,
        attributes: Box<[(u32, Box<str>)]>,
    },
    Text(String),
}

/// A parsed part.
#[derive(Debug)]
pub(super) struct Xml {
    tree: Tree<Content>,
    names: Names,
}

/// Each name once: a part has millions of elements and some hundred names.
#[derive(Debug, Default)]
struct Names {
    known: HashMap<String, u32>,
    list: Vec<String>,
}

impl Names {
    fn number(&mut self, name: String) -> u32 {
        if let Some(number) = self.known.get(&name) {
            return *number;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(name.clone());
        self.known.insert(name, number);
        number
    }

    fn get(&self, number: u32) -> &str {
        self.list.get(number as usize).map_or("", String::as_str)
    }
}

/// The usual prefix of a namespace; empty for one that says nothing about text.
fn prefix(namespace: &str) -> &str {
    if let Some(rest) = namespace.strip_prefix("urn:oasis:names:tc:opendocument:xmlns:") {
        return match rest.split(':').next().unwrap_or_default() {
            "xsl-fo-compatible" => "fo",
            "drawing" => "draw",
            other => other,
        };
    }
    match namespace {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | "http://purl.oclc.org/ooxml/wordprocessingml/main" => "w",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        | "http://purl.oclc.org/ooxml/officeDocument/relationships" => "r",
        "http://schemas.openxmlformats.org/package/2006/relationships" => "rel",
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => "mc",
        "http://schemas.openxmlformats.org/drawingml/2006/main" | "http://purl.oclc.org/ooxml/drawingml/main" => "a",
        "http://schemas.openxmlformats.org/drawingml/2006/diagram" | "http://purl.oclc.org/ooxml/drawingml/diagram" => {
            "dgm"
        }
        "http://schemas.openxmlformats.org/presentationml/2006/main"
        | "http://purl.oclc.org/ooxml/presentationml/main" => "p",
        "http://schemas.openxmlformats.org/officeDocument/2006/math"
        | "http://purl.oclc.org/ooxml/officeDocument/math" => "m",
        "urn:schemas-microsoft-com:vml" => "v",
        "http://purl.org/dc/elements/1.1/" => "dc",
        "http://purl.org/dc/terms/" => "dcterms",
        "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
        | "http://purl.oclc.org/ooxml/officeDocument/extendedProperties" => "ep",
        "http://www.w3.org/1999/xlink" => "xlink",
        _ => "",
    }
}

/// Attributes that Word writes on every element and that say nothing: identifiers of editing sessions.
fn is_noise(name: &str) -> bool {
    name.starts_with("w:rsid") || name.starts_with(':')
}

impl Xml {
    /// Parses a part.
    ///
    /// # Errors
    /// [`XmlError`] where it is no well-formed XML or passes a limit.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, XmlError> {
        let text = charset::decode(bytes, None).ok_or(XmlError::Binary)?;
        let mut reader = NsReader::from_str(&text);
        reader.resolver_mut().set_max_namespace_bindings(MOST_NAMESPACES);
        let mut names = Names::default();
        let mut tree = Tree::new(Content::Document);
        let mut open = vec![tree.root().id()];
        let mut nodes = 0_usize;
        loop {
            let at = reader.buffer_position();
            let broken = |what: String| XmlError::Broken { at, what };
            let event = reader.read_event().map_err(|error| broken(error.to_string()))?;
            nodes += 1;
            if nodes > MAX_XML_NODES {
                return Err(XmlError::TooMany);
            }
            let Some(mut parent) = open.last().and_then(|id| tree.get_mut(*id)) else {
                return Err(broken("an end without a beginning".to_owned()));
            };
            match event {
                Event::Start(start) => {
                    if open.len() > MAX_XML_DEPTH {
                        return Err(XmlError::TooDeep);
                    }
                    let id = parent.append(element(&reader, &start, &mut names).map_err(broken)?).id();
                    open.push(id);
                }
                Event::Empty(start) => drop(parent.append(element(&reader, &start, &mut names).map_err(broken)?)),
                Event::End(_) => drop(open.pop()),
                Event::Text(text) => write(&mut parent, &text.xml10_content()),
                Event::CData(text) => write(&mut parent, &text.xml10_content()),
                Event::GeneralRef(reference) => write(&mut parent, &resolved(&reference)),
                Event::Eof => break,
                Event::Comment(_) | Event::PI(_) | Event::DocType(_) | Event::Decl(_) => {}
            }
        }
        if open.len() > 1 { Err(XmlError::CutOff) } else { Ok(Self { tree, names }) }
    }

    /// The outermost element.
    pub(super) fn root(&self) -> Option<Element<'_>> {
        Element { xml: self, node: self.tree.root() }.children().next()
    }
}

/// Adds text; it joins the text before it.
fn write(parent: &mut ego_tree::NodeMut<'_, Content>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(mut last) = parent.last_child()
        && let Content::Text(before) = last.value()
    {
        return before.push_str(text);
    }
    parent.append(Content::Text(text.to_owned()));
}

/// The character of a reference. One that only the file itself declares stays as it is written: expanding is how a small
/// file becomes a large one.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    resolve_predefined_entity(reference).map_or_else(|| format!("&{};", &**reference), str::to_owned)
}

fn element(reader: &NsReader<&[u8]>, start: &BytesStart<'_>, names: &mut Names) -> Result<Content, String> {
    let of = |found: ResolveResult<'_>, local: &str| match found {
        ResolveResult::Bound(Namespace(namespace)) => format!("{}:{local}", prefix(namespace)),
        ResolveResult::Unbound => local.to_owned(),
        ResolveResult::Unknown(_) => format!(":{local}"),
    };
    let (found, local) = reader.resolver().resolve_element(start.name());
    let name = names.number(of(found, local.as_ref()));
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let (found, local) = reader.resolver().resolve_attribute(attribute.key);
        let name = of(found, local.as_ref());
        if !is_noise(&name) {
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            attributes.push((names.number(name), value.map_err(|error| error.to_string())?.into()));
        }
    }
    Ok(Content::Element { name, attributes: attributes.into_boxed_slice() })
}

/// An element of a part.
#[derive(Clone, Copy)]
pub(super) struct Element<'x> {
    xml: &'x Xml,
    node: NodeRef<'x, Content>,
}

/// What stands in an element.
pub(super) enum Child<'x> {
    Element(Element<'x>),
    Text(&'x str),
}

impl<'x> Element<'x> {
    /// Its name with the usual prefix: `w:p`.
    pub(super) fn name(self) -> &'x str {
        if let Content::Element { name, .. } = self.node.value() { self.xml.names.get(*name) } else { "" }
    }

    /// The value of an attribute, by its name with the usual prefix.
    pub(super) fn attribute(self, wanted: &str) -> Option<&'x str> {
        let Content::Element { attributes, .. } = self.node.value() else { return None };
        let found = attributes.iter().find(|(name, _)| self.xml.names.get(*name) == wanted);
        found.map(|(_, value)| &**value)
    }

    /// An attribute that is a number.
    pub(super) fn number(self, wanted: &str) -> Option<i64> {
        // Twips may have a fraction in the strict form of the standard, and units in OpenDocument.
        let value = self.attribute(wanted)?.trim();
        let digits = value.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(value.len());
        value.get(..digits)?.parse().ok()
    }

    /// Everything in it, in order.
    pub(super) fn contents(self) -> impl Iterator<Item = Child<'x>> {
        self.node.children().filter_map(move |node| match node.value() {
            Content::Element { .. } => Some(Child::Element(Element { xml: self.xml, node })),
            Content::Text(text) => Some(Child::Text(text)),
            Content::Document => None,
        })
    }

    /// The elements in it, in order.
    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        self.contents().filter_map(|child| if let Child::Element(element) = child { Some(element) } else { None })
    }

    /// The first element of that name in it.
    pub(super) fn child(self, name: &str) -> Option<Self> {
        self.children().find(|child| child.name() == name)
    }

    /// The elements of that name in it.
    pub(super) fn named(self, name: &str) -> impl Iterator<Item = Self> {
        self.children().filter(move |child| child.name() == name)
    }

    /// Itself and all elements below it, in document order.
    pub(super) fn descendants(self) -> impl Iterator<Item = Self> {
        let elements = self.node.descendants().filter(|node| matches!(node.value(), Content::Element { .. }));
        elements.map(move |node| Self { xml: self.xml, node })
    }

    /// All text below it.
    pub(super) fn text(self) -> String {
        let texts = self.node.descendants().map(|node| if let Content::Text(text) = node.value() { text } else { "" });
        texts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Xml, XmlError};
    use stratmine_model::limits::MAX_XML_DEPTH;

    #[test]
    fn names_do_not_depend_on_prefixes() {
        let text = "<?xml version='1.0'?><x:document xmlns:x='http://purl.oclc.org/ooxml/wordprocessingml/main'>\
            <x:p x:id='a&amp;b' x:rsidR='1'>A &lt;&#x42;&unknown;<![CDATA[<c>]]></x:p></x:document>";
        let xml = Xml::parse(text.as_bytes()).unwrap();
        let root = xml.root().unwrap();
        let paragraph = root.child("w:p").unwrap();
        assert_eq!((root.name(), paragraph.attribute("w:id")), ("w:document", Some("a&b")));
        assert_eq!(paragraph.attribute("w:rsidR"), None);
        assert_eq!(paragraph.text(), "A <B&unknown;<c>");
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        let error = |text: &str| Xml::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error("<a><b></b>"), XmlError::CutOff);
        assert!(matches!(error("<a></b>"), XmlError::Broken { .. }));
        assert!(matches!(error("<a b=c></a>"), XmlError::Broken { .. }));
        assert_eq!(error(&"<a>".repeat(MAX_XML_DEPTH + 2)), XmlError::TooDeep);
        assert_eq!(Xml::parse(&[0, 1]).unwrap_err(), XmlError::Binary);
        assert!(error(&"<a>".repeat(MAX_XML_DEPTH + 2)).is_limit() && !XmlError::CutOff.is_limit());
    }

    #[test]
    fn entities_of_the_file_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;&b;'>]><a>&c;&c;</a>";
        assert_eq!(Xml::parse(bomb.as_bytes()).unwrap().root().unwrap().text(), "&c;&c;");
    }

    #[test]
    fn utf_16_is_read() {
        let text = "\u{feff}<?xml version='1.0' encoding='UTF-16'?><a>caf\u{e9}</a>";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Xml::parse(&bytes).unwrap().root().unwrap().text(), "caf\u{e9}");
    }
}
