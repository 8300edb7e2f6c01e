//! XML, element by element. Everything that is written goes through here, so nothing gets in unescaped.

use super::text::legal;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::io;

/// An XML document under way.
pub(crate) struct Xml(Writer<Vec<u8>>);

/// Attributes: names, and values as they are to be read.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// A document with one element a line.
    pub(crate) fn lines() -> io::Result<Self> {
        Self(Writer::new_with_indent(Vec::new(), b' ', 1)).declared(None)
    }

    /// A document on one line, as Word writes it: there, white space between elements may come to be shown.
    pub(crate) fn line() -> io::Result<Self> {
        Self(Writer::new(Vec::new())).declared(Some("yes"))
    }

    fn declared(mut self, standalone: Option<&str>) -> io::Result<Self> {
        self.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), standalone)))?;
        Ok(self)
    }

    pub(crate) fn open(&mut self, name: &str, attributes: Attributes<'_>) -> io::Result<()> {
        self.0.write_event(Event::Start(start(name, attributes)))
    }

    /// Ends the element begun last, which has the name.
    pub(crate) fn close(&mut self, name: &str) -> io::Result<()> {
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element with nothing in it.
    pub(crate) fn leaf(&mut self, name: &str, attributes: Attributes<'_>) -> io::Result<()> {
        self.0.write_event(Event::Empty(start(name, attributes)))
    }

    /// An element with text in it and nothing else.
    pub(crate) fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.0.write_event(Event::Text(BytesText::new(&legal(text))))?;
        self.close(name)
    }

    /// The document's bytes, UTF-8.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_inner()
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'_>) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (key, value) in attributes {
        // White space is written as references, for a reader makes spaces of it otherwise (XML 1.0, 3.3.3).
        element.push_attribute((*key, &*legal(value)));
    }
    element
}
